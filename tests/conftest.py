"""What tests share: a council, people in each role, and the demonstration councils."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from copy import copy
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.test import client as django_client
from django.test.utils import ContextList
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from xdist.scheduler import LoadFileScheduling

from accounts.choices import Role
from accounts.models import User
from councilperf import demo, example
from organisation.models import Council, Post, PostHolder
from tests import demonstration
from tests.kept import make_or_put_back
from tests.once import once
from tests.queries import analyse

# Half of Hypothesis' own number: every test runs on two databases, and all of them within ten minutes.
# A machine that is busy with something else is no fault of a test.
hypothesis.register_profile("council", max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
hypothesis.load_profile("council")

ROTHERHAM_TODAY = dt.date(2007, 9, 10)
ROCHFORD_TODAY = dt.date(2009, 9, 23)
EXAMPLE_TODAY = dt.date(2026, 9, 16)
EXAMPLE_SIZE = {"indicators": 30, "years": 3, "actions": 12}


BROWSER, ACCESSIBILITY = "tests/browser/", "tests/browser/test_accessibility.py"
LONGEST_FIRST = ("browser", "whole", "paper")
DATABASE = {"db", "transactional_db", "django_db_setup", "demonstration_made"}
"""Fixtures of which a test requests at least one that has to do with a database."""


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test may ask a database; one that may not is refused by it, and by its child processes (no_database)."""
    return not DATABASE.isdisjoint(item.fixturenames) or item.get_closest_marker("django_db") is not None


def is_of_both(item: pytest.Item) -> bool:
    """Whether a test may come out otherwise on another database."""
    return asks_a_database(item) and item.get_closest_marker("one_database") is None


@pytest.hookimpl(trylast=True)  # after -k: where nothing that was chosen asks a database, all of it runs
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take what PostgreSQL has no part in from its run, and put files that take long first.

    What asks no database, or only what others ask as well (one_database), is proved by the run on SQLite, and would
    come out the same: what a page says, who may read it and how often it asks. That PostgreSQL answers each page and
    each form, a few tests prove for all (tests/councilperf/test_one_database.py, which also says what must not be
    left to SQLite). A worker that took a long file up last would let the other stand idle.
    """
    if demonstration.ON_POSTGRESQL and (asking := [item for item in items if is_of_both(item)]):
        config.hook.pytest_deselected(items=[item for item in items if not is_of_both(item)])
        items[:] = asking
    ranks: dict[Path, int] = {}
    for item in items:
        found = (place for place, mark in enumerate(LONGEST_FIRST) if item.get_closest_marker(mark))
        ranks[item.path] = min(ranks.get(item.path, len(LONGEST_FIRST)), *found, len(LONGEST_FIRST))
    items.sort(key=lambda item: ranks[item.path])


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end, so the collector need not go through it again: it took a tenth of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


class WholeFiles(LoadFileScheduling):
    """A worker takes a whole file, or all files with a browser at once: they share a site that is served.

    The pages that are looked at for accessibility are as many as all the others: another worker serves them itself.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(BROWSER) and not nodeid.startswith(ACCESSIBILITY):
            return BROWSER
        return super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> WholeFiles:
    """What hands tests out to workers."""
    return WholeFiles(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """A database as it is after migrating: its tables, the roles, and the migrations noted as done."""
    roles = import_module("accounts.migrations.0002_roles")
    with django_db_blocker.unblock():
        roles.make_roles(apps, None)
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in MigrationLoader(None).disk_migrations:
            recorder.record_applied(app, name)


@pytest.fixture(autouse=True)
def no_database(request, monkeypatch) -> None:
    """A test that asks for no database gives none to its child processes either: where they want one, they stop."""
    if not asks_a_database(request.node):
        monkeypatch.setenv("DATABASE_URL", "nowhere://")


@pytest.fixture(scope="session")
def demonstration_made(tmp_path_factory) -> Path:
    """Where Rotherham is, migrated and loaded by the program itself, once in a run."""
    return once(tmp_path_factory, "demonstration", demonstration.make)


def keep_the_page(store: dict, signal, sender, template, context, **more) -> None:
    """Keep with an answer what its page was made of.

    Django keeps a copy of all that each template was given, which for a list is one for each cell of it, and takes a
    sixteenth of the time of a page. Nobody asks for more than the page was given, and which templates took part.
    """
    store.setdefault("templates", []).append(template)
    kept = store.setdefault("context", ContextList())
    if context.template is template:  # else it is a part of another, and what that was given is kept
        kept.append(copy(context))


django_client.store_rendered_templates = keep_the_page


@pytest.fixture
def today(settings) -> dt.date:
    """The council's clock stands still on the day of the board of September 2007."""
    settings.COUNCIL_TODAY = ROTHERHAM_TODAY
    return ROTHERHAM_TODAY


@pytest.fixture
def council(db) -> Council:
    """A council with nothing else in it."""
    return Council.objects.create(pk=1, name="Anytown Council", short_name="Anytown", kind="district", tolerance="10%")


def make_person(*roles: Role, holds: Post | None = None, email: str = "") -> User:
    """Somebody with these roles."""
    number = User.objects.count() + 1
    made = User.objects.create_user(email or f"p{number}@anytown.example", "a long password", name=f"Person {number}")
    made.groups.set(Group.objects.filter(name__in=roles))
    if holds:
        PostHolder.objects.create(post=holds, user=made, starts=dt.date(2000, 1, 1))
    return made


@pytest.fixture
def person(db) -> Callable[..., User]:
    """Makes people: ``person(Role.OFFICER, post)``."""
    return make_person


@pytest.fixture
def signed_in(person) -> Callable[..., Client]:
    """A browser in which somebody of a role is signed in."""

    def sign_in(*roles: Role, holds: Post | None = None) -> Client:
        client = Client()
        client.force_login(person(*roles, holds=holds))
        return client

    return sign_in


def _loaded(council: str, load: Callable[[], demo.Loaded], blocker, on: dt.date) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic():
        with override_settings(COUNCIL_TODAY=on):  # reports are signed off on the day of the demonstration
            make_or_put_back(council, load)
        connection.check_constraints()  # else PostgreSQL checks every row anew at the end of every test
        analyse()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def rotherham_data(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Rotherham's papers, loaded once for the tests of a file and taken back after them."""
    yield from _loaded("rotherham", lambda: demo.load("rotherham"), django_db_blocker, ROTHERHAM_TODAY)


@pytest.fixture(scope="module")
def rochford_data(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Rochford's papers, likewise."""
    yield from _loaded("rochford", lambda: demo.load("rochford"), django_db_blocker, ROCHFORD_TODAY)


@pytest.fixture(scope="module")
def example_data(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The invented council at a small size, likewise."""
    yield from _loaded("example", lambda: example.make(**EXAMPLE_SIZE), django_db_blocker, EXAMPLE_TODAY)


@pytest.fixture
def rotherham(rotherham_data, db, settings) -> dt.date:
    """Rotherham on 10 September 2007; what a test changes is taken back after it."""
    settings.COUNCIL_TODAY = ROTHERHAM_TODAY
    return ROTHERHAM_TODAY


@pytest.fixture
def rochford(rochford_data, db, settings) -> dt.date:
    """Rochford on 23 September 2009."""
    settings.COUNCIL_TODAY = ROCHFORD_TODAY
    return ROCHFORD_TODAY


@pytest.fixture
def merrowdale(example_data, db, settings) -> dt.date:
    """The invented council on 16 September 2026, with few of everything."""
    settings.COUNCIL_TODAY = EXAMPLE_TODAY
    return EXAMPLE_TODAY


@pytest.fixture
def as_(db) -> Callable[[str], Client]:
    """A browser in which somebody of the demonstration is signed in: ``as_("communications")``."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(email__startswith=f"{name}@"))
        return client

    return sign_in
