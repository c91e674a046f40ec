"""A long list is asked for by the keys of its page: the same pages as if it were short, by as many questions."""

import re

import pytest
from django.db import connection
from django.utils import timezone

from accounts.choices import Role
from actions.models import Action, Milestone, Update
from core import views
from core.periods import Period
from indicators.models import Indicator, IndicatorSet, Measurement
from indicators.services import judge
from organisation.models import Post
from organisation.reporting import posts
from organisation.services import reporting_period
from tests.queries import analyse, counted

pytestmark = pytest.mark.django_db
LISTS = (
    "/indicators/", "/indicators/?sort=-actual", "/indicators/?sort=-title", "/indicators/scorecard/?period=2006/07",
    "/indicators/scorecard/?period=2006/07&sort=-rating", "/actions/", "/actions/?sort=-due", "/actions/?sort=latest",
    "/actions/?closed=all", "/posts/", "/posts/?sort=-title",
)  # fmt: skip


@pytest.fixture
def seven(council) -> None:
    """Seven of each kind of thing."""
    best_value = IndicatorSet.objects.create(code="BVPI", title="Best value")
    period = reporting_period(Period.parse("2006/07"))
    for n in range(1, 8):
        post = Post.objects.create(title=f"Post {n}")
        indicator = Indicator.objects.create(set=best_value, ref=f"BV{n}", title=f"Measure {n % 3}", owner=post)
        Measurement.objects.create(indicator=indicator, period=period, actual=n % 4, target=n % 3, state="audited")
        action = Action.objects.create(title=f"Action {n}", status="on_track", lead=post)
        Milestone.objects.create(action=action, measure="Done", due_on=period.ends, first_due_on=period.ends)
        Update.objects.create(action=action, words=f"Said {n}", at=timezone.now())
    judge()


@pytest.mark.parametrize("address", LISTS)
def test_a_long_list_has_the_pages_of_a_short_one(seven, address, person, client, monkeypatch):
    client.force_login(person(Role.PERFORMANCE))
    monkeypatch.setattr(views, "ROWS", 3)
    with_page = f"{address}{'&' if '?' in address else '?'}page="
    client.get(f"{with_page}1")

    def page(number: int) -> tuple[int, str]:
        with counted() as asked:
            answer = client.get(f"{with_page}{number}")
        [body] = re.findall(r"<tbody.*</tbody>", answer.text, re.DOTALL)
        return asked.queries, body

    short = [page(number) for number in (1, 2, 3)]
    monkeypatch.setattr(views, "MANY", 6)
    assert [page(number) for number in (1, 2, 3)] == short
    assert client.get(f"{with_page}4").status_code == 404


def test_of_many_pages_a_list_leads_to_the_ends_and_to_those_near(council, person, client, monkeypatch):
    Post.objects.bulk_create(Post(title=f"Post {n:02}") for n in range(1, 41))
    client.force_login(person(Role.PERFORMANCE))
    monkeypatch.setattr(views, "ROWS", 2)
    page = client.get("/posts/?page=10").text
    [leads] = re.findall(r'<ul class="govuk-pagination__list">.*?</ul>', page, re.DOTALL)
    shown = re.sub(r"<[^>]*>", " ", leads).split()
    assert shown == ["1", "2", "…", "7", "8", "9", "10", "11", "12", "13", "…", "19", "20"]
    assert re.findall(r"\?page=(\d+)[^>]*aria-current", leads) == ["10"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are PostgreSQL's")
def test_the_newest_update_of_an_action_is_found_by_its_index(seven):
    action = Action.objects.earliest("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO actions_update (action_id, status, status_as_written, words, so_what, what_next, unchanged, "
            "evidence, effect, at, through) SELECT a.id, 'on_track', '', 'x', '', '', false, '', '', "
            "now() - n * interval '1 hour', 'browser' FROM actions_action a, generate_series(1, 3000) n"
        )
    analyse()
    with connection.cursor() as cursor:
        sql, params = Action.objects.with_details().filter(pk=action.pk).query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "update_newest_first" in plan
    assert "Seq Scan on actions_update" not in plan


@pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are PostgreSQL's")
def test_the_open_actions_of_each_post_are_counted_by_their_index(seven):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisation_post (version, title, abbreviation, is_group) "
            "SELECT 1, 'Officer ' || n, '', false FROM generate_series(1, 300) n"
        )
        cursor.execute(
            "INSERT INTO actions_action (version, title, description, lead_id, status) "
            "SELECT 1, 'Done ' || n, '', p.id, 'on_track' FROM organisation_post p, generate_series(1, 60) n"
        )
    analyse()
    with connection.cursor() as cursor:
        sql, params = posts(timezone.localdate()).values("pk", "leads").query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "action_by_lead_and_state" in plan
    assert "Seq Scan on actions_action" not in plan
