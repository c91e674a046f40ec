"""The first page of those who keep the cycle, and of those who sit on a board."""

import datetime as dt

import pytest

from accounts.choices import Role
from actions.models import Action, Milestone
from actions.services import record_update
from clinics.models import Clinic
from core.periods import Period, PeriodKind
from councilperf.cycle import Standing, steps
from improvement_plan.models import Plan
from indicators.models import Indicator, IndicatorSet, Measurement
from meetings.choices import ItemKind
from meetings.models import AgendaItem, Meeting
from organisation.models import Board, BoardMember, Post
from organisation.services import reporting_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(person, council, today):
    return person(Role.PERFORMANCE)


@pytest.fixture
def found(team, council, today):
    """What the cycle asks for, by title: the sentence and how far it is."""

    def ask() -> dict[str, tuple[str, Standing]]:
        return {s.title: (s.sentence.replace("\u00a0", " "), s.standing) for s in steps(council, team, today)}

    return ask


def test_a_council_that_has_nothing_yet_is_asked_for_nothing(found):
    assert found() == {}


def test_figures_are_counted_of_those_that_the_ended_periods_ask_for(found, council):
    local = IndicatorSet.objects.create(code="lpi", title="Local")
    quarter = Period(PeriodKind.QUARTER, 2007, 1)
    for number in (1, 2, 3):
        indicator = Indicator.objects.create(
            set=local,
            ref=f"L{number}",
            title=f"Local {number}",
            frequency="quarterly",
            figures_since=dt.date(2006, 4, 1),
        )
        if number == 1:
            Measurement.objects.create(indicator=indicator, period=reporting_period(quarter), actual=5)
    assert found()["Figures"] == ("1 of 3 have come in for the periods that have ended.", Standing.TO_DO)


def test_updates_are_counted_of_the_open_actions_and_done_when_all_are_in(found, council):
    post = Post.objects.create(title="Head of Finance")
    one, other = (Action.objects.create(title=title, lead=post) for title in ("One", "Other"))
    record_update(action=one, by=None, status="on_track")
    assert found() == {"Updates of actions": ("1 of 2 open actions have been updated.", Standing.TO_DO)}
    record_update(action=other, by=None, status="on_track")
    assert found() == {"Updates of actions": ("2 of 2 open actions have been updated.", Standing.DONE)}


def test_what_nobody_has_settled_is_named_while_it_is_there(found, council):
    action = Action.objects.create(title="Nobody's")
    Milestone.objects.create(action=action, measure="Some time", date_as_written="soonish", needs_review=True)
    Clinic.objects.create(title="Invoices", why="Slow.")
    told = found()
    assert told["Actions without an owner"][0] == "1 action has no post that leads it."
    assert told["Dates to settle"][0] == "1 date could not be read for certain."
    assert told["Clinics to arrange"][0] == "1 clinic has no date yet."
    Action.objects.update_or_create(pk=action.pk, defaults={"lead": Post.objects.create(title="Head of Law")})
    assert "Actions without an owner" not in found()


@pytest.mark.parametrize(
    ("deadline", "standing", "words"),
    [
        (dt.date(2007, 9, 28), Standing.TO_DO, "Publish by Friday 28 September 2007"),
        (dt.date(2007, 9, 12), Standing.SOON, "2 working days left"),
        (dt.date(2007, 9, 7), Standing.LATE, "The deadline passed"),
    ],
)
def test_papers_press_as_their_day_comes_near(found, council, deadline, standing, words):
    board = Board.objects.create(name="Scrutiny", kind="political")
    meeting = Meeting.objects.create(board=board, date=dt.date(2007, 10, 8), publication_deadline=deadline)
    meeting.items.create(number=1, title="Performance", kind=ItemKind.REPORT)
    meeting.items.create(number=2, title="Withdrawn", kind=ItemKind.REPORT, withdrawn_because="Too soon.")
    Meeting.objects.create(board=board, date=dt.date(2008, 3, 8))
    Meeting.objects.create(board=board, date=dt.date(2007, 9, 17), cancelled_because="Snow.")
    [(title, (sentence, stands))] = found().items()
    assert title.replace("\u00a0", " ") == "Scrutiny, 8 October 2007"
    assert sentence.startswith("0 of 1 report is there. ")
    assert words in sentence
    assert stands == standing


def test_a_plan_with_nothing_late_is_not_named(signed_in, council, today):
    Plan.objects.create(title="Calm plan", slug="calm")
    board = Board.objects.create(name="Cabinet", kind="political")
    browser = signed_in(Role.MEMBER)
    BoardMember.objects.create(board=board, user_id=browser.session["_auth_user_id"], starts=dt.date(2007, 1, 1))
    page = browser.get("/").content.decode()
    assert "No meeting is arranged." in page
    assert "What is late" not in page


def test_the_team_finds_the_cycle_first_and_each_step_leads_where_it_is_done(as_, rotherham):
    answer = as_("performance").get("/")
    told = answer.context["steps"]
    assert [step.title for step in told if not step.title.startswith("Corporate")] == [
        "Figures", "Updates of actions", "Figures to sign off", "Actions without an owner", "Dates to settle",
        "Clinics to arrange",
    ]  # fmt: skip
    assert "This cycle: 0 of 7 done" in answer.content.decode()
    for step in told:
        assert as_("performance").get(step.url).status_code == 200, step.title


def test_a_report_is_there_by_the_database_where_its_item_does_not_await_it(rotherham):
    meeting = Meeting.objects.filter(items__report__isnull=False).first()
    meeting.items.create(number=98, title="Nobody has begun it", kind=ItemKind.REPORT)
    there = {item.pk: item.is_there for item in AgendaItem.objects.with_reports()}
    items = AgendaItem.objects.filter(kind=ItemKind.REPORT, withdrawn_because="")
    assert there == {item.pk: not item.awaits_report for item in items}
    assert set(there.values()) == {True, False}


def test_who_does_not_keep_the_cycle_is_not_told_of_it(as_, rotherham):
    for who in ("communications", "member", "viewer"):
        assert "steps" not in as_(who).get("/").context


def test_a_member_finds_the_meetings_of_their_boards_and_what_is_late(as_, rotherham):
    page = as_("member").get("/").content.decode().replace("\u00a0", " ")
    assert page.index("Next meetings of your boards") < page.index("What is late")
    assert "Corporate Improvement Board, Monday 10 September 2007" in page
    assert "8 of 173 actions are overdue." in page
    assert "Next meetings of your boards" not in as_("communications").get("/").content.decode()
