"""Loading a demonstration council into an empty database, or in the place of what is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from clinics.models import Clinic
from core import formats
from core.clock import standing_still
from councilperf.demo.fixtures import DemoError, read
from councilperf.demo.papers import Loader
from history.guards import guards_down
from improvement_plan.models import Plan
from indicators.models import Indicator
from meetings.models import Meeting
from organisation.models import Council, Post
from search.services import catch_up

COUNCILS = ("rotherham", "rochford", "example")


@dataclass
class Loaded:
    """What a demonstration council came with."""

    council: str
    today: date
    already_there: bool = False
    people: list[tuple[str, str]] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)


def load(name: str, *, replace: bool = False) -> Loaded:
    """Load a demonstration council into an empty database; one that is there already is left as it is.

    The clock stands still on its today meanwhile, so that what is dated on loading is dated then.

    With ``replace`` everything in the database is deleted first, whatever it is. All or nothing: where the
    loading fails, what was there is there still. Raises DemoError for an unknown council and, without
    ``replace``, for a database with other data in it.
    """
    if name not in COUNCILS:
        raise DemoError(
            f"There is no demonstration council “{name}”: choose {', '.join(COUNCILS[:-1])} or {COUNCILS[-1]}."
        )
    organisation = read(name, "organisation")
    loaded = described(organisation)
    if not replace:
        if Council.objects.filter(short_name=loaded.council).exists():
            loaded.already_there = True
            return loaded
        refuse_other_data()
    with transaction.atomic(), standing_still(loaded.today):
        if replace:
            _clear()
        _loader(name).run(organisation)
        catch_up()
    loaded.counts = counts()
    return loaded


def described(organisation: dict) -> Loaded:
    """What a demonstration's organisation says of it: its name, its today and who can sign in."""
    loaded = Loaded(organisation["council"]["short_name"], organisation["council"]["today"])
    loaded.people = [(user["email"], _description(user)) for user in organisation["user"]]
    return loaded


def counts() -> list[str]:
    """What the database holds, kind by kind."""
    return [_counted(model) for model in (Indicator, Action, Clinic, Meeting, Post)]


def _loader(name: str) -> Loader:
    """The loader of a council. The example's builds on the other's, so it is imported when it is wanted."""
    if name == "example":
        from councilperf.example.papers import ExampleLoader

        return ExampleLoader()
    return Loader(name)


def _counted(model: type[Model]) -> str:
    """1 indicator, 173 actions."""
    return formats.count(model.objects.count(), model._meta.verbose_name, model._meta.verbose_name_plural)


def refuse_other_data() -> None:
    """A council's own data are never mixed with a demonstration's. Raises DemoError where there are any."""
    for model in (Council, Post, Indicator, Action, Plan, Clinic, Meeting, User):
        if model.objects.exists():
            raise DemoError(
                f"This database holds {_counted(model)} already, and a demonstration is not mixed with other data. "
                "Use an empty database, or add --replace to delete everything in this one first."
            )


def _clear() -> None:
    """Delete everything that the database keeps, and make the roles again."""
    with guards_down():
        call_command("flush", interactive=False, verbosity=0)
    for role in Role:
        Group.objects.get_or_create(name=role)


def _description(user: dict) -> str:
    posts = ", ".join(user.get("posts", [])) or ", ".join(
        f"{m['role']} of the {m['board']}" for m in user.get("member_of", [])
    )
    return f"{user['roles'][0]}{f': {posts}' if posts else ''}"
