from collections.abc import Callable

import pytest
from django.db import connection

from actions.models import Action, Milestone
from history.guards import opened
from history.reporting.checking import check
from history.services.sealing import seal
from organisation.models import Post


@pytest.fixture
def changed(council, person) -> dict:
    """A post, three actions of it that were changed, one that was removed, and a person who changed their name."""
    post = Post.objects.create(title="Head of Finance")
    actions = [Action.objects.create(title=f"Action {n}", lead=post) for n in range(3)]
    for action in actions:
        action.title += ", again"
        action.save()
    Milestone.objects.create(action=actions[0], measure="Draft", order=1)
    gone = Action.objects.create(title="Gone")
    gone.delete()
    someone = person(email="jo@anytown.example")
    someone.name = "Jo Bloggs"
    someone.save()
    return {"post": post, "actions": actions, "person": someone}


@pytest.fixture
def sealed(changed) -> dict:
    """The same, sealed."""
    seal()
    return changed


@pytest.fixture
def past_the_guards() -> Callable[..., None]:
    """Runs SQL as somebody does who gets past the guards."""

    def run(sql: str, *values) -> None:
        with opened("a test"), connection.cursor() as cursor:
            cursor.execute(sql, values)

    return run


@pytest.fixture
def faults() -> Callable[..., list[str]]:
    """What a check finds wrong."""
    return lambda *heads: check(heads).faults
