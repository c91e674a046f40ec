"""Saying how far some work is while it is done, to whoever waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol, Self

from django.db import Error, connection

LOG = logging.getLogger("core")
TELL_SECONDS = 0.4
"""How often it is written, at most."""
BEAT_SECONDS = 3
"""How often it is written that the work goes on, although nothing new is told."""


class Tell(Protocol):
    """Takes how far some work is: ``tell(step="storing", at=500, of=20_000)``."""

    def __call__(self, **progress: Any) -> None:
        """How far it is."""


def silent(**progress: Any) -> None:
    """Nobody waits for it."""


class Telling:
    """Writes how far some work is, on a connection of its own: others see it before the work is committed.

    ``write`` writes what was told last, as a sign of life too. A database that has one writer keeps it waiting while the
    work writes; then nothing is written until that is over. Within somebody's transaction it is written there and then:
    nobody else could see the rows.
    """

    name = "telling"
    """What its thread is called."""

    def __init__(self, write: Callable[[Any], object]) -> None:
        self.write = write
        self.progress: Any = {}
        self.told, self.over = threading.Event(), threading.Event()
        self.alone = not connection.in_atomic_block
        self.thread = threading.Thread(target=self._go_on, name=self.name, daemon=True)

    def __call__(self, **progress: Any) -> None:
        """Have it written, soon."""
        self.progress = progress
        self.hear()

    def hear(self) -> None:
        """Something was told."""
        if self.alone:
            self.told.set()
        else:
            self.write(self.progress)

    def __enter__(self) -> Self:
        if self.alone:
            self.thread.start()
        return self

    def __exit__(self, *ended: object) -> None:
        self.over.set()
        self.told.set()
        if self.alone:
            self.thread.join()

    def _go_on(self) -> None:
        try:
            while not self.over.wait(TELL_SECONDS):
                self.told.wait(BEAT_SECONDS)
                self.told.clear()
                if not self.over.is_set():
                    self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        try:
            self.write(self.progress)
        except Error as waits:
            LOG.info("How far some work is could not be written just now (%s).", type(waits).__name__)
