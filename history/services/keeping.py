"""Sealing by the clock, beside the task worker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

from core.refusals import NotDoneError
from history.services.sealing import seal

LOG = logging.getLogger("history")
SECONDS = 60
"""How long a line is unsealed at most, while a worker runs and nobody writes for longer."""


@contextmanager
def sealing_each_minute() -> Iterator[None]:
    """Seal at once and each minute, in a thread beside, until what is done within has ended."""
    ended = threading.Event()
    thread = threading.Thread(target=_seal_until, args=[ended], name="sealing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(SECONDS)


def _seal_until(ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            seal()
        except (NotDoneError, Error, OSError) as waits:
            LOG.warning("Nothing was sealed just now (%s); it is tried again in a minute.", type(waits).__name__)
        finally:
            connection.close()
        ended.wait(SECONDS)
