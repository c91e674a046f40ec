"""The first steps of a new council: found from what is stored, next what is missing, put away by each person."""

from datetime import date

import pytest

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from core.clock import now
from core.periods import Period, PeriodKind
from councilperf.cycle import Standing
from councilperf.first_steps import first_steps
from improvement_plan.models import Plan
from indicators.models import Indicator, IndicatorSet, Measurement
from meetings.models import AgendaItem, Meeting, Pack
from organisation.models import Board, BoardMember, Council, Directorate, Post, PostHolder
from organisation.services import reporting_period
from tests.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(person, council, today) -> User:
    return person(Role.PERFORMANCE)


def told(council, team) -> dict[str, str]:
    """What each step says, by its title."""
    return {one.title: one.sentence.replace("\u00a0", " ") for one in first_steps(council, team).steps}


def test_before_anything_is_entered_the_council_is_next(db, person, today):
    found = first_steps(Council(), person(Role.PERFORMANCE))
    assert (found.done, len(found.steps), found.next.url) == (0, 9, "/council/")
    assert found.next.standing == Standing.TO_DO
    assert {one.sentence for one in found.steps[1:3]} == {
        "No post and nobody but you yet.",
        "Nobody but you is entered yet.",
    }


def test_posts_and_people_are_counted_and_what_is_missing_is_said(council, team, person):
    assert first_steps(council, team).next.url == "/people/import/"
    where = Directorate.objects.create(name="Resources")
    posts = [Post.objects.create(title=f"Post {number}", directorate=where) for number in range(3)]
    assert first_steps(council, team).next.title == "Directorates, posts and people"
    jo = person(Role.OFFICER)
    PostHolder.objects.create(post=posts[0], user=jo, starts=date(2007, 1, 1))
    said = told(council, team)
    assert said["Directorates, posts and people"] == "1 directorate; 3 posts, 2 without anyone; 2 people."
    assert said["Invitations"] == "All 2 people have a password or an invitation."
    jo.set_unusable_password()
    jo.save(update_fields=["password"])
    assert told(council, team)["Invitations"] == "1 of 2 people has neither a password nor an invitation."
    assert first_steps(council, team).next.url == "/people/invite/"


def test_where_the_council_has_a_sign_in_of_its_own_nobody_has_to_be_invited(council, team, person, settings):
    jo = person(Role.OFFICER)
    jo.set_unusable_password()
    jo.save(update_fields=["password"])
    settings.COUNCIL_SIGN_IN = object()
    step = next(one for one in first_steps(council, team).steps if one.title == "Invitations")
    assert step.is_done
    assert step.sentence.endswith("They may come by the council's own sign-in.")


def test_figures_a_plan_and_papers_are_done_once_they_are_stored(council, team, person):
    jo, post = person(Role.OFFICER), Post.objects.create(title="Head")
    PostHolder.objects.create(post=post, user=jo, starts=date(2007, 1, 1))
    assert first_steps(council, team).next.title == "Indicators"
    local = IndicatorSet.objects.create(code="LPI", title="Local")
    indicator = Indicator.objects.create(set=local, ref="L1", title="One")
    assert told(council, team)["Indicators"] == "1 indicator in 1 set, 1 without a post that answers for them."
    period = reporting_period(Period(PeriodKind.YEAR, 2006, 1))
    Measurement.objects.create(indicator=indicator, period=period, target=3)
    assert first_steps(council, team).next.title == "Figures"
    Measurement.objects.update_or_create(indicator=indicator, period=period, defaults={"actual": 2})
    assert told(council, team)["Figures"] == "1 figure in 1 period."
    Plan.objects.create(title="Plan", slug="plan")
    assert first_steps(council, team).next.url == "/plans/"
    Action.objects.create(title="Do it")
    assert told(council, team)["The improvement plan"] == "1 plan; 1 open action, 1 without a post that leads them."
    board = Board.objects.create(name="Cabinet", kind="political")
    assert first_steps(council, team).next.url == "/meetings/boards/"
    assert told(council, team)["A board"] == "1 board, 1 on which nobody sits."
    BoardMember.objects.create(board=board, user=jo, starts=date(2007, 1, 1))
    assert first_steps(council, team).next.url == "/meetings/new/"
    meeting = Meeting.objects.create(board=board, date=date(2007, 10, 1))
    assert first_steps(council, team).next.url == f"/meetings/{meeting.pk}/agenda/"
    AgendaItem.objects.create(meeting=meeting, number=1, title="Apologies", kind="procedural")
    assert first_steps(council, team).next.url == f"/meetings/{meeting.pk}/pack/"
    pack = Pack.objects.create(
        meeting=meeting, audience="public", edition=1, state="ready", built_at=now(), pages=1, sha256="a" * 64, file="a.pdf",
        requested_at=now(), requested_by=team,
    )  # fmt: skip
    assert told(council, team)["The pack"] == "1 edition built, 0 issued."
    pack.issued_at, pack.issued_by = now(), team
    pack.save()
    found = first_steps(council, team)
    assert (found.done, found.next) == (9, None)


def test_what_ended_or_was_withdrawn_does_not_count(council, team, person):
    ended = Post.objects.create(title="Old", ends=date(2007, 1, 1))
    PostHolder.objects.create(post=ended, user=person(Role.OFFICER), starts=date(2006, 1, 1), ends=date(2007, 1, 1))
    board = Board.objects.create(name="Cabinet", kind="political")
    meeting = Meeting.objects.create(board=board, date=date(2007, 10, 1))
    AgendaItem.objects.create(meeting=meeting, number=1, title="Gone", kind="procedural", withdrawn_because="No need.")
    said = told(council, team)
    assert said["Directorates, posts and people"] == "No post yet; 2 people."
    assert said["A meeting with its agenda"] == "1 meeting, 0 with an agenda."


def test_all_of_it_is_one_query(council, team):
    with counted() as asked:
        first_steps(council, team)
    assert asked.queries == 1


def test_my_work_leads_to_the_steps_until_they_are_put_away(council, team, client):
    client.force_login(team)
    assert "First steps: 1 of 9 done." in client.get("/").content.decode()
    page = client.post("/start/show/", {"shown": "no"}, follow=True).content.decode()
    assert "The first steps are put away." in page
    assert "Show it on My work until it is done" in page
    home = client.get("/").content.decode()
    assert "1 of 9 done" not in home
    assert 'href="/start/"' in home
    client.post("/start/show/", {"shown": "yes"})
    assert "First steps: 1 of 9 done." in client.get("/").content.decode()


def test_the_page_names_what_is_next_and_what_it_is_for(council, team, client):
    client.force_login(team)
    page = client.get("/start/").content.decode()
    assert "Next: Directorates, posts and people" in page
    assert "One spreadsheet brings all of it in." in page
    assert "Your council" in page
