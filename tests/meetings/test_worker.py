"""The worker outlives its database."""

from contextlib import nullcontext

import pytest
from django.db import OperationalError
from django_tasks_db.management.commands import db_worker as theirs

from meetings.management.commands import db_worker


@pytest.fixture
def away_twice(monkeypatch) -> list[str]:
    """A database that is away twice, and what the worker did meanwhile."""
    did: list[str] = []

    def handle(self, **options: object) -> None:
        did.append("asked")
        if did.count("asked") < 3:
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(theirs.Command, "handle", handle)
    monkeypatch.setattr(db_worker.Command, "look_after", lambda self: did.append("looked after"))
    monkeypatch.setattr(db_worker.time, "sleep", lambda seconds: did.append(f"waited {seconds} s"))
    monkeypatch.setattr(db_worker.connection, "close", lambda: did.append("closed"))
    monkeypatch.setattr(db_worker, "sealing_each_minute", nullcontext)
    return did


def test_it_asks_again_until_the_database_is_back_and_looks_after_what_died_meanwhile(away_twice):
    db_worker.Command().handle(batch=False)
    assert away_twice == [*["looked after", "asked", "closed", "waited 5 s"] * 2, "looked after", "asked"]


def test_in_a_batch_it_ends_with_the_error(away_twice):
    with pytest.raises(OperationalError):
        db_worker.Command().handle(batch=True)
    assert away_twice == ["looked after", "asked"]
