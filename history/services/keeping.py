"""Sealing by the clock, beside the task worker."""

from __future__ import annotations

from contextlib import AbstractContextManager

from core.beside import again_and_again
from history.services.sealing import seal

SECONDS = 60
"""How long a line is unsealed at most, while a worker runs and nobody writes for longer."""


def sealing_each_minute() -> AbstractContextManager[None]:
    """Seal at once and each minute, until what is done within has ended."""
    return again_and_again(seal, seconds=SECONDS, name="sealing")
