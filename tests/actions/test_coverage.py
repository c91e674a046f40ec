"""Of how many open actions somebody said something: cycle by cycle, by directorate and by post."""

import csv
import io
from datetime import date

import pytest

from accounts.choices import Role
from actions.choices import Effect, Status
from actions.coverage import NO_HOLDER, NO_OWNER, coverage, coverage_figure, figure
from actions.models import Action, Update, start_of
from actions.rules import ActionPast, Cycle, Said, Share, covered
from meetings.models import Meeting
from meetings.reporting import cycle_at, cycles_at, meeting_coverage
from organisation.models import Board, Directorate, PartnerBody, Post, PostHolder

PAGE = "/actions/coverage/"
ON = date(2007, 9, 10)
CYCLE = Cycle(date(2007, 7, 10), ON)
BEFORE = Cycle(date(2007, 5, 15), date(2007, 7, 9))
JULY, AUGUST = date(2007, 7, 9), date(2007, 8, 6)


@pytest.mark.parametrize(
    ("past", "share"),
    [
        (ActionPast(), Share(0, 1)),
        (ActionPast(said=(Said(AUGUST),)), Share(1, 1)),
        (ActionPast(said=(Said(CYCLE.starts),)), Share(1, 1)),
        (ActionPast(said=(Said(ON),)), Share(1, 1)),
        (ActionPast(said=(Said(JULY),)), Share(0, 1)),
        (ActionPast(said=(Said(date(2007, 9, 11)),)), Share(0, 1)),
        (ActionPast(said=(Said(AUGUST, status=Status.COMPLETE),)), Share(0, 0)),
        (ActionPast(said=(Said(date(2007, 9, 11), status=Status.COMPLETE),)), Share(0, 1)),
        (ActionPast(said=(Said(AUGUST, effect=Effect.CLOSED),)), Share(0, 0)),
        (ActionPast(said=(Said(JULY, effect=Effect.CLOSED), Said(AUGUST, effect=Effect.REOPENED))), Share(0, 1)),
        (ActionPast(closed_on=JULY), Share(0, 0)),
        (ActionPast(opened_on=date(2007, 9, 11)), Share(0, 0)),
        (ActionPast(opened_on=ON), Share(0, 1)),
    ],
)
def test_what_is_open_at_the_end_of_a_cycle_is_counted_and_what_was_said_in_it(past, share):
    assert covered([past], CYCLE) == share


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Share(29, 173), "29 of 173 open actions were updated this cycle (16.8\u00a0%)"),
        (Share(0, 1), "0 of 1 open action was updated this cycle (0.0\u00a0%)"),
        (Share(0, 0), ""),
    ],
)
def test_the_figure_for_a_board_says_of_how_many(share, words):
    assert figure(share) == words


def starts(on: date, several: int = 7) -> list[str]:
    return [str(cycle.starts) for cycle in cycles_at(on, months=2, several=several)]


def test_a_cycle_ends_with_a_boards_meeting_and_begins_on_the_day_after_the_one_before(db):
    political = Board.objects.create(name="Cabinet", kind="political")
    managers = Board.objects.create(name="Managers", kind="management")
    for board, day in ((political, "2007-07-09"), (political, "2007-05-14"), (managers, "2007-08-01"), (political, ON)):
        Meeting.objects.create(board=board, date=day)
    assert cycles_at(ON, months=2, several=2) == (CYCLE, BEFORE)
    assert starts(ON) == [
        "2007-07-10",
        "2007-05-15",
        "2007-03-15",
        "2007-01-15",
        "2006-11-15",
        "2006-09-15",
        "2006-07-15",
    ]
    assert starts(date(2007, 9, 11), 1) == ["2007-09-11"]
    assert cycle_at(ON, months=2) == CYCLE.starts


def test_two_boards_that_meet_on_one_day_end_one_cycle(db):
    for name in ("Cabinet", "Scrutiny"):
        Meeting.objects.create(board=Board.objects.create(name=name, kind="political"), date="2007-07-09")
    assert starts(ON, 2) == ["2007-07-10", "2007-05-10"]


def test_without_meetings_a_cycle_is_as_long_as_the_council_says(db):
    assert starts(ON, 3) == ["2007-07-10", "2007-05-10", "2007-03-10"]


@pytest.fixture
def town(council, today):
    """Three posts: one whose holder updates, one that never did, one of a partner; and an action that nobody leads."""
    finance = Directorate.objects.create(name="Finance")
    speaks = Post.objects.create(title="Head of Audit", directorate=finance)
    silent = Post.objects.create(title="Head of Tax", directorate=finance)
    partner = Post.objects.create(title="Trust", partner_body=PartnerBody.objects.create(name="NHS"))
    made = [Action.objects.create(title="x", lead=lead) for lead in (speaks, speaks, silent, partner, None)]
    Update.objects.create(action=made[0], words="x", at=start_of(AUGUST))
    Update.objects.create(action=made[1], words="x", at=start_of(date(2007, 6, 1)))
    Update.objects.create(action=made[3], status="complete", at=start_of(AUGUST))
    return made


def test_coverage_is_counted_by_directorate_and_post_with_those_who_never_updated(town, person):
    found = coverage((CYCLE, BEFORE), ON)
    lines = {line.title: tuple(share.counted for share in line.shares) for line in found.directorates}
    assert lines == {"Finance": ("1 of 3", "1 of 3"), "NHS": ("0 of 0", "0 of 1"), NO_OWNER: ("0 of 1", "0 of 1")}
    assert [line.title for line in found.posts] == ["Head of Audit", "Head of Tax", "Trust", NO_OWNER]
    assert [share.counted for share in found.total.shares] == ["1 of 4", "1 of 5"]
    assert (found.figure, coverage_figure(CYCLE)) == ("1 of 4 open actions were updated this cycle (25.0\u00a0%)",) * 2
    silent = found.silent[0]
    assert (len(found.silent), found.leading, silent.title, silent.holder) == (1, 2, "Head of Tax", NO_HOLDER)
    PostHolder.objects.create(post=town[2].lead, user=person(), starts="2007-01-01")
    assert coverage((CYCLE,), ON).silent[0].holder == "Person 1"


def test_of_cycles_before_the_first_update_nothing_is_said(town):
    first = Cycle(date(2007, 3, 13), date(2007, 5, 14))
    found = coverage((CYCLE, BEFORE, first), ON)
    assert found.since == date(2007, 6, 1)
    assert [line.shares[2] for line in (found.total, *found.posts)] == [None] * 5
    assert coverage_figure(first) == ""


def test_a_meeting_says_what_was_updated_in_the_cycle_that_ends_with_it(town):
    board = Board.objects.create(name="Cabinet", kind="political")
    first, second, third = (Meeting.objects.create(board=board, date=day) for day in (JULY, ON, date(2007, 11, 12)))
    assert meeting_coverage(first, ON).startswith("1 of 5")
    assert meeting_coverage(second, ON).startswith("1 of 4")
    assert meeting_coverage(third, ON) == ""
    assert meeting_coverage(third, date(2007, 10, 1)).startswith("0 of 4")


def test_the_page_shows_it_and_gives_it_as_a_file(town, signed_in):
    browser = signed_in(Role.VIEWER)
    page = browser.get(PAGE).content.decode()
    assert "1 of 4 open actions were updated this cycle" in page
    assert "1 of 2\u00a0posts that lead open actions (50.0\u00a0%)" in page
    text = browser.get(f"{PAGE}?_export=csv").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["Name"] == "Head of Tax"]
    wanted = {"By": "Lead post", "Directorate": "Finance", "To": "2007-09-10", "Updated": "0", "Open actions": "1"}
    assert rows[0].items() >= wanted.items()
    assert browser.get(f"{PAGE}?_export=xlsx").status_code == 200
    assert browser.get(f"{PAGE}?_export=doc").status_code == 404


def test_a_council_without_actions_is_told_what_will_stand_here(council, today, signed_in):
    page = signed_in(Role.VIEWER).get(PAGE).content.decode()
    assert "No action is open, and none was in these cycles." in page


def test_of_rotherham_39_of_166_open_actions_were_updated(rotherham, as_):
    page = as_("viewer").get(PAGE).content.decode()
    assert "39 of 166 open actions were updated this cycle (23.5\u00a0%)" in page
    assert "The first update that is held is of 6\u00a0August\u00a02007" in page
    meeting = Meeting.objects.get(date=rotherham)
    assert (
        "39 of 166 open actions were updated this cycle"
        in as_("viewer").get(meeting.get_absolute_url()).content.decode()
    )
