"""Queries do not grow with rows: the same count for 1, 3 and 300.

Python decides how often a database is asked. That PostgreSQL answers each question, the guards and the pages of the
demonstration show.
"""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Remembered, User
from organisation.models import Council
from search.services import catch_up
from tests.councilperf.town import Town
from tests.councilperf.town_pages import PAGES, TEAM_PAGES
from tests.queries import counted

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.one_database]
MANY = 300


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker) -> dict[str, list[int]]:
    """How many queries each page took at 1, 3 and MANY rows, with no session used since long, however long it takes."""
    found: dict[str, list[int]] = {name: [] for name in PAGES | TEAM_PAGES}
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(timezone.now(), tick=False),
        override_settings(COUNCIL_TODAY=date(2007, 9, 10), SIMPLE_HISTORY_ENABLED=False),
    ):
        Council.objects.create(pk=1, name="Town", short_name="Town", kind="district", abbreviation="T")
        officer = User.objects.create_user("o@town.example", "x", name="O")
        officer.groups.add(Group.objects.get(name=Role.OFFICER))
        town = Town(officer)
        team = User.objects.create_user("t@town.example", "x", name="T")
        team.groups.add(Group.objects.get(name=Role.PERFORMANCE))
        browsers = [(Client(), officer, PAGES), (Client(), team, TEAM_PAGES)]
        for browser, person, _ in browsers:
            browser.force_login(person)
        for rows in (1, 3, MANY):
            town.grow(rows)
            catch_up()  # else the first who searches does it, which takes the longer the more there is
            for browser, name, where in ((b, *page) for b, _, pages in browsers for page in pages.items()):
                address = where(town)
                Remembered.objects.all().delete()  # else each page knows what was looked at before it
                with counted() as asked:
                    answer = browser.get(address)
                assert answer.status_code == 200, name
                found[name].append(asked.queries)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("name", PAGES | TEAM_PAGES)
def test_a_page_takes_as_many_queries_for_many_rows_as_for_one(counts, name):
    one, three, many = counts[name]
    assert (one, three) == (many, many)
