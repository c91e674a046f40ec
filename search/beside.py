"""Catching up by the clock, beside the task worker, so that a large import is indexed before somebody searches."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

from search.services import catch_up

LOG = logging.getLogger("search")
SECONDS = 5
"""How long after something was written the worker indexes it at the latest, if nobody has searched before."""


@contextmanager
def catching_up() -> Iterator[None]:
    """Catch up every few seconds, in a thread beside, until what is done within has ended."""
    ended = threading.Event()
    thread = threading.Thread(target=_catch_up_until, args=[ended], name="indexing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(SECONDS)


def _catch_up_until(ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            catch_up()
        except (Error, OSError) as waits:
            LOG.warning("The search was not brought up to date just now (%s); it is tried again.", type(waits).__name__)
        finally:
            connection.close()
        ended.wait(SECONDS)
