"""Matters arising list by themselves: what is open, and what was done since the board met last."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.choices import Role
from actions.choices import Status
from actions.models import Action, start_of
from actions.services import add_milestone, close, record_update
from core.dates import read
from meetings.choices import Audience
from meetings.models import AgendaItem, Meeting, Minute, MinutesPaper, Resolution
from meetings.reporting import agenda, matters_arising
from organisation.models import Board, Post

TODAY = date(2007, 9, 10)
MAY, JULY = date(2007, 5, 14), date(2007, 7, 9)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings) -> None:
    settings.COUNCIL_TODAY = TODAY


@pytest.fixture
def board(council) -> Board:
    return Board.objects.create(name="Board", kind="political")


@pytest.fixture
def september(board) -> Meeting:
    for day in (MAY, JULY):
        Meeting.objects.create(board=board, date=day)
    return Meeting.objects.create(board=board, date=TODAY)


def resolved(board: Board, day: date, text: str, **facts) -> Resolution:
    meeting = board.meetings.get(date=day)
    number = Minute.objects.count() + 1
    minute = Minute.objects.create(
        meeting=meeting, number=number, title=f"Title {number}", item=facts.pop("item", None)
    )
    return Resolution.objects.create(minute=minute, text=text, **facts)


def agreed(title: str, due: str) -> Action:
    action = Action.objects.create(
        title=title, lead=Post.objects.get_or_create(title="Head of Finance")[0], opened_on=MAY
    )
    add_milestone(action=action, order=1, measure="", written=read(due, written_on=MAY), at=start_of(MAY), reason="x")
    return action


def told(action: Action, day: date, status: Status) -> None:
    record_update(action=action, by=None, status=status, words=f"{status.label}.", at=start_of(day))


def seen(meeting: Meeting, council, audience=Audience.MEMBERS) -> dict[str, list[str]]:
    found = matters_arising(meeting, council, audience=audience)
    return {"open": [one.text for one in found.open], "done": [one.text for one in found.done]}


def test_what_is_open_stands_there_and_what_was_done_since_the_last_meeting(board, september, council):
    late, done, old, shut = (agreed(name, "July 2007") for name in ("Late", "Done", "Old", "Shut"))
    told(late, JULY, Status.IN_PROGRESS)
    told(done, date(2007, 8, 1), Status.COMPLETE)
    told(old, date(2007, 6, 1), Status.COMPLETE)
    close(shut, by=None, reason="Not wanted.", at=start_of(date(2007, 8, 2)))
    for action in (late, done, old, shut):
        resolved(board, MAY, f"That {action} be done.", action=action)
    resolved(board, MAY, "That the report be noted.", for_information=True)
    resolved(board, JULY, "That somebody see to it.")
    resolved(board, JULY, "Seen to.", settled_on=date(2007, 8, 5), settled_words="It is.")
    resolved(board, MAY, "Heard in July.", settled_on=JULY, settled_words="It was.")
    Meeting.objects.create(board=Board.objects.create(name="Other", kind="officer"), date=MAY)
    found = matters_arising(september, council, audience=Audience.PUBLIC)
    assert seen(september, council) == {
        "open": ["That Late be done.", "That somebody see to it."],
        "done": ["That Done be done.", "That Shut be done.", "Seen to."],
    }
    assert (
        found.sentence
        == "2\u00a0matters are open (1 overdue, 1 without an action); 3 done since 9\u00a0July\u00a02007."
    )
    first = found.open[0]
    assert (first.ref, first.lead, first.due, first.rating, first.words) == (
        "1(1)", "Head of Finance", "due 31\u00a0Jul\u00a02007", "Overdue", "In progress."
    )  # fmt: skip
    assert first.address == f"/meetings/{board.meetings.get(date=MAY).pk}/minutes/#minute-1-1"


def test_at_a_past_meeting_they_stand_as_they_stood_then(board, september, council):
    action = agreed("Later done", "July 2007")
    told(action, date(2007, 8, 1), Status.COMPLETE)
    resolved(board, MAY, "That it be done.", action=action)
    july = board.meetings.get(date=JULY)
    assert seen(july, council) == {"open": ["That it be done."], "done": []}
    assert not matters_arising(july, council).open[0].is_overdue
    assert seen(september, council) == {"open": [], "done": ["That it be done."]}


def test_of_an_exempt_matter_the_public_is_told_the_number_and_the_paragraph(board, september, council):
    may = board.meetings.get(date=MAY)
    item = AgendaItem.objects.create(meeting=may, number=1, title="Zanzibar", exempt_paragraph=3)
    resolved(board, MAY, "Zanzibar", item=item, action=agreed("Zanzibar", "2008"))
    public = matters_arising(september, council)
    assert "Zanzibar" not in repr(public)
    assert (public.open[0].ref, public.open[0].withheld) == ("1(1)", True)
    assert "Zanzibar" in repr(matters_arising(september, council, audience=Audience.MEMBERS))


def test_minutes_that_are_being_written_have_left_no_matters_yet(board, september, council):
    resolved(board, JULY, "That somebody see to it.")
    MinutesPaper.objects.create(meeting=board.meetings.get(date=JULY))
    assert seen(september, council) == {"open": [], "done": []}


def test_they_are_the_papers_of_their_item_and_a_page(board, september, council, signed_in):
    AgendaItem.objects.create(meeting=september, number=1, title="Matters arising", kind="matters_arising")
    browser, item = (
        signed_in(Role.VIEWER),
        lambda: agenda(september, council, audience=Audience.PUBLIC, papers=True).items[0],
    )
    page, alone = reverse("item", args=[september.pk, 1]), reverse("matters-arising", args=[september.pk])
    assert not item().has_papers
    assert "No matter is open" in browser.get(page).content.decode()
    assert "Nothing has arisen from earlier minutes" in browser.get(alone).content.decode()
    resolved(board, MAY, "That somebody see to it.")
    assert item().has_papers
    for where in (page, alone):
        assert "That somebody see to it." in browser.get(where).content.decode()


def test_a_resolution_is_ticked_off_on_its_page_and_opened_again(board, september, signed_in):
    resolution = resolved(board, MAY, "That somebody see to it.")
    where, team = reverse("resolution", args=[resolution.pk]), signed_in(Role.PERFORMANCE)
    refused = team.post(where, {"do": "settle", "words": "Done.", "on": TODAY + timedelta(days=1)})
    assert "has not come yet" in refused.content.decode().replace("\u00a0", " ")
    assert team.post(where, {"do": "settle", "words": "Done.", "on": TODAY}).status_code == 302
    assert Resolution.objects.get().settled_words == "Done."
    assert team.post(where, {"do": "unsettle"}).status_code == 302
    assert Resolution.objects.get().settled_on is None
    assert signed_in(Role.OFFICER).post(where, {"do": "settle", "words": "x", "on": TODAY}).status_code == 403
