"""Sealing beside the worker: at once, each minute, and no longer than the worker runs."""

import threading

import pytest
from django.db import OperationalError

from core import beside
from history.services import keeping


def sealing() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "sealing"]


@pytest.fixture
def sealed(monkeypatch) -> threading.Semaphore:
    """Released by each sealing; the first finds no database."""
    done = threading.Semaphore(0)
    fails = iter([OperationalError("server closed the connection unexpectedly")])

    def seal() -> None:
        done.release()
        for failed in fails:
            raise failed

    monkeypatch.setattr(keeping, "seal", seal)
    monkeypatch.setattr(keeping, "SECONDS", 0.01)
    monkeypatch.setattr(beside.connection, "close", lambda: None)
    return done


def test_it_seals_again_and_again_even_after_the_database_was_away(sealed):
    with keeping.sealing_each_minute():
        assert all(sealed.acquire(timeout=10) for _ in range(3))
        assert len(sealing()) == 1


def test_it_ends_with_what_is_done_within_even_where_that_fails(sealed):
    def fail_once_it_seals() -> None:
        with keeping.sealing_each_minute():
            assert sealed.acquire(timeout=10)
            raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        fail_once_it_seals()
    assert sealing() == []
