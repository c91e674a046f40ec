"""The design tokens of ``static/css/tokens.css``, for drawings that a style sheet does not reach."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings

TOKENS = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
DECLARATION = re.compile(r"^\s*(--[a-z-]+):\s*(.+?);", re.MULTILINE)


@cache
def tokens() -> dict[str, str]:
    """Each custom property with its value."""
    return dict(DECLARATION.findall(TOKENS.read_text()))
