"""Requests of a process take turns, so that each is soon done: many at once share one processor, and all are late.

A process has more threads than turns. Whoever waits for something else than the processor, a paper that is laid out in a
process of its own, steps aside, and the next has the turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

TURNS = 2
"""So many requests of a process are answered at once. With four, one request in a hundred took half as long again."""
_turns = threading.BoundedSemaphore(TURNS)
_here = threading.local()


class TurnsMiddleware:
    """Has each request wait for its turn."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer when it is this request's turn; a request within a request has that of the one around it."""
        if getattr(_here, "has_turn", False):
            return self.get_response(request)
        with _turns:
            _here.has_turn = True
            try:
                return self.get_response(request)
            finally:
                _here.has_turn = False


@contextmanager
def aside() -> Iterator[None]:
    """Within, somebody else has the turn. Outside a request it changes nothing."""
    if not getattr(_here, "has_turn", False):
        yield
        return
    _here.has_turn = False
    _turns.release()
    try:
        yield
    finally:
        _turns.acquire()
        _here.has_turn = True
