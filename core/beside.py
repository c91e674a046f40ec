"""Work that is done again and again beside something else, such as the task worker's tasks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error, connection

from core.refusals import NotDoneError

LOG = logging.getLogger("core")


@contextmanager
def again_and_again(work: Callable[[], object], *, seconds: float, name: str) -> Iterator[None]:
    """Do some work at once and every so many seconds, in a thread of its own, until what is done within has ended.

    Where the database is away, or the work is refused, that is logged and it is tried again. ``name`` is the thread's.
    """
    ended = threading.Event()

    def until_ended() -> None:
        while not ended.is_set():
            try:
                work()
            except (NotDoneError, Error, OSError) as waits:
                LOG.warning("There was no %s just now (%s); it is tried again.", name, type(waits).__name__)
            finally:
                connection.close()
            ended.wait(seconds)

    thread = threading.Thread(target=until_ended, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(seconds)
