"""Requests take turns, and step aside while they wait for something else than the processor."""

import threading

from django.http import HttpResponse
from django.test import RequestFactory

from core import turns
from core.turns import TURNS, TurnsMiddleware, aside

WAIT = 20
"""Seconds after which a test that waits for another thread gives up."""


class Desk:
    """A view in which requests stay until they are let go, and that counts how many are in it."""

    def __init__(self, *, waits_aside: bool = False) -> None:
        self.waits_aside = waits_aside
        self.came, self.leave = threading.Semaphore(0), threading.Event()
        self.inside = self.most = 0
        self.lock = threading.Lock()

    def __call__(self, request):
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.came.release()
        if self.waits_aside:
            with aside():
                self.leave.wait(WAIT)
        else:
            self.leave.wait(WAIT)
        with self.lock:
            self.inside -= 1
        return HttpResponse()


def visit(view, times: int) -> list[threading.Thread]:
    request = RequestFactory().get("/")
    threads = [threading.Thread(target=TurnsMiddleware(view), args=(request,)) for _ in range(times)]
    for thread in threads:
        thread.start()
    return threads


def test_no_more_are_answered_at_once_than_there_are_turns():
    desk = Desk()
    threads = visit(desk, TURNS + 2)
    for _ in range(TURNS):
        assert desk.came.acquire(timeout=WAIT)
    assert not desk.came.acquire(timeout=0.05)
    desk.leave.set()
    for thread in threads:
        thread.join(WAIT)
    assert (desk.most, desk.inside) == (TURNS, 0)


def test_whoever_waits_aside_lets_others_have_the_turn():
    desk = Desk(waits_aside=True)
    threads = visit(desk, TURNS + 2)
    for _ in range(TURNS + 2):
        assert desk.came.acquire(timeout=WAIT)
    desk.leave.set()
    for thread in threads:
        thread.join(WAIT)
    assert desk.most == TURNS + 2
    assert all(turns._turns.acquire(blocking=False) for _ in range(TURNS))
    turns._turns.release(TURNS)


def test_a_request_that_fails_gives_its_turn_back():
    def fails(request):
        raise LookupError

    for _ in range(TURNS + 1):
        try:
            TurnsMiddleware(fails)(RequestFactory().get("/"))
        except LookupError:
            continue
    assert turns._turns.acquire(blocking=False)
    turns._turns.release()


def test_a_request_within_a_request_has_its_turn_and_outside_of_any_nothing_changes():
    answered = []
    inner = TurnsMiddleware(lambda request: answered.append(request) or HttpResponse())
    for _ in range(TURNS):
        TurnsMiddleware(inner)(RequestFactory().get("/"))
    with aside():
        answered.append("outside")
    assert len(answered) == TURNS + 1
