"""Saying how far some work is while it is done."""

import threading

from django.db import DatabaseError

from core.telling import Telling, silent


def test_within_a_transaction_it_is_written_there_and_then(db):
    written = []
    with Telling(written.append) as tell:
        tell(step="storing", at=1, of=2)
    assert written == [{"step": "storing", "at": 1, "of": 2}]


def test_outside_of_one_what_was_told_last_is_written_beside_the_work(monkeypatch):
    monkeypatch.setattr("core.telling.TELL_SECONDS", 0.01)
    written, came = [], threading.Event()

    def write(progress):
        written.append((threading.current_thread().name, progress))
        came.set()

    with Telling(write) as tell:
        tell(at=2)
        assert came.wait(30)
    assert {name for name, _ in written} == {"telling"}
    assert written[-1][1] == {"at": 2}


def test_a_database_that_cannot_be_written_just_now_does_not_stop_the_work(monkeypatch):
    monkeypatch.setattr("core.telling.TELL_SECONDS", 0.01)
    tried = threading.Event()

    def write(progress):
        tried.set()
        raise DatabaseError("locked")

    with Telling(write) as tell:
        tell(at=1)
        assert tried.wait(30)


def test_where_nobody_waits_nothing_is_said():
    assert silent(step="storing", at=1, of=2) is None
