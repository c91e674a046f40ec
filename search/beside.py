"""Catching up by the clock, beside the task worker, so that a large import is indexed before somebody searches."""

from __future__ import annotations

from contextlib import AbstractContextManager

from core.beside import again_and_again
from search.services import catch_up

SECONDS = 5
"""How long after something was written the worker indexes it at the latest, if nobody has searched before."""


def catching_up() -> AbstractContextManager[None]:
    """Catch up at once and every few seconds, until what is done within has ended."""
    return again_and_again(catch_up, seconds=SECONDS, name="indexing")
