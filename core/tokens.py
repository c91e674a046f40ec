"""The design tokens of ``static/css/tokens.css``, for drawings and office documents that a style sheet does not reach."""

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


def digits(token: str) -> str:
    """A colour as office documents write it: ``CFD6DC`` for ``--line``."""
    return tokens()[token].removeprefix("#").upper()


def variable(token: str) -> str:
    """A token as a template names it: ``rag_amber`` for ``--rag-amber``."""
    return token.strip("-").replace("-", "_")


def palette(**colours: str) -> dict[str, str]:
    """Each token by the name that a template has for it, with some ``colours`` in their place or beside them."""
    return _palette() | colours


@cache
def _palette() -> dict[str, str]:
    return {variable(name): value for name, value in tokens().items()}
