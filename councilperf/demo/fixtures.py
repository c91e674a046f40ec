"""What is written of the demonstration councils, in fixtures/."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.conf import settings

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class DemoError(Exception):
    """The demonstration cannot be loaded; the message says why and what to do."""


def read(council: str, part: str) -> dict:
    """One part of a demonstration, as its file has it."""
    with (FIXTURES / council / f"{part}.toml").open("rb") as file:
        return tomllib.load(file)
