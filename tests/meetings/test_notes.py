"""Notes of one's own on items, and the page of one's own papers."""

import datetime as dt
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from history.guards import opened
from meetings.choices import PackState
from meetings.models import AgendaItem, ItemNote, LastLook, Meeting, Pack
from organisation import rights
from organisation.models import Board, BoardMember

pytestmark = pytest.mark.one_database

CANARY = "Zanzibar"


@pytest.fixture
def board(council) -> Board:
    return Board.objects.create(name="Cabinet", abbreviation="CAB", kind="political")


@pytest.fixture
def meeting(today, board) -> Meeting:
    return Meeting.objects.create(board=board, date=dt.date(2007, 9, 20), time=dt.time(10), venue="Town Hall")


@pytest.fixture
def item(meeting) -> AgendaItem:
    return AgendaItem.objects.create(meeting=meeting, number=5, title="Performance clinics")


def member_of(board: Board, person, *, role: str = "member", ends=None) -> Client:
    someone = person(Role.MEMBER)
    BoardMember.objects.create(board=board, user=someone, role=role, starts=dt.date(2000, 1, 1), ends=ends)
    browser = Client()
    browser.force_login(someone)
    browser.who = someone
    return browser


@pytest.fixture
def member(board, person) -> Client:
    return member_of(board, person)


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def write(browser: Client, item: AgendaItem, text: str, **more) -> ItemNote:
    answer = browser.post(reverse("write-note", args=[item.meeting_id, item.pk]), {"text": text} | more)
    assert answer.status_code == 302
    return ItemNote.objects.latest("pk")


def notes_page(browser: Client, meeting: Meeting) -> str:
    return html(browser.get(reverse("my-notes", args=[meeting.pk])))


def test_a_note_stands_on_the_page_of_ones_notes_under_its_item(member, item):
    write(member, item, "Ask about\nthe trend & cost.")
    page = notes_page(member, item.meeting)
    assert page.index("5. Performance clinics") < page.index("Ask about\nthe trend & cost.")
    assert "1 note. They are yours alone" in page


def test_nobody_else_has_a_note_whoever_they_are(member, item, board, person, signed_in):
    note = write(member, item, CANARY)
    others = [signed_in(Role.PERFORMANCE), member_of(board, person), signed_in(Role.OFFICER)]
    for other in others:
        assert CANARY not in notes_page(other, item.meeting)
        assert other.get(reverse("change-note", args=[note.pk])).status_code == 404
        for name in ("change-note", "delete-note", "take-note-back"):
            assert other.post(reverse(name, args=[note.pk]), {"text": "x"}).status_code == 404
    note.refresh_from_db()
    assert (note.text, note.deleted_at) == (CANARY, None)


def test_in_the_admin_a_note_exists_and_its_words_are_not_there(item, member, signed_in):
    note, team = write(member, item, CANARY), signed_in(Role.PERFORMANCE)
    for where in (
        reverse("admin:meetings_itemnote_changelist"),
        reverse("admin:meetings_itemnote_changelist") + f"?q={CANARY}",
        reverse("admin:meetings_itemnote_change", args=[note.pk]),
    ):
        page = html(team.get(where))
        assert CANARY not in page.replace(f'value="{CANARY}"', "")
    assert "Person 1" in html(team.get(reverse("admin:meetings_itemnote_changelist")))


def test_a_note_follows_its_item_when_it_is_numbered_anew_and_outlives_it(member, item):
    write(member, item, "Mine.")
    item.number = 7
    item.save()
    page = notes_page(member, item.meeting)
    assert page.index("7. Performance clinics") < page.index("Mine.")
    meeting = item.meeting
    item.delete()
    page = notes_page(member, meeting)
    assert page.index("Items that are no longer on the agenda") < page.index("Mine.")


def test_a_note_is_changed_by_its_author(member, item):
    note = write(member, item, "First.")
    where = reverse("change-note", args=[note.pk])
    assert "First.</textarea>" in html(member.get(where))
    member.post(where, {"text": "Second.", "opened_version": 1})
    page = notes_page(member, item.meeting)
    assert "Second." in page
    assert "First." not in page


def test_of_two_windows_the_second_gets_both_texts_and_loses_none(member, item):
    note = write(member, item, "First.")
    where = reverse("change-note", args=[note.pk])
    member.post(where, {"text": "From the phone.", "opened_version": 1})
    page = html(member.post(where, {"text": "From the desk.", "opened_version": 1}), 409)
    assert "There are two texts" in page
    assert "From the phone." in page
    assert "From the desk.</textarea>" in page
    assert 'name="opened_version" value="2"' in page
    assert ItemNote.objects.get().text == "From the phone."
    member.post(where, {"text": "Both.", "opened_version": 2})
    assert ItemNote.objects.get().text == "Both."


def test_a_note_that_was_deleted_elsewhere_comes_back_with_the_words_that_are_saved(member, item):
    note = write(member, item, "First.")
    member.post(reverse("delete-note", args=[note.pk]))
    where = reverse("change-note", args=[note.pk])
    assert "There it was deleted" in html(member.post(where, {"text": "Kept.", "opened_version": 1}), 409)
    member.post(where, {"text": "Kept.", "opened_version": 2})
    assert "Kept." in notes_page(member, item.meeting)


def test_a_deleted_note_can_be_taken_back_for_a_day_and_then_its_words_are_gone(member, item, settings):
    settings.COUNCIL_TODAY = None
    with time_machine.travel(dt.datetime(2007, 9, 10, 9, tzinfo=dt.UTC), tick=False) as clock:
        note = write(member, item, CANARY)
        member.post(reverse("delete-note", args=[note.pk]))
        assert "no notes yet." in notes_page(member, item.meeting)
        member.post(reverse("take-note-back", args=[note.pk]))
        assert "1 note." in notes_page(member, item.meeting)
        member.post(reverse("delete-note", args=[note.pk]))
        clock.shift(dt.timedelta(days=1))
        assert CANARY not in notes_page(member, item.meeting)
        page = html(member.post(reverse("take-note-back", args=[note.pk]), follow=True))
        assert "deleted too long ago" in page
        write(member, item, "Another.")
        assert list(ItemNote.objects.values_list("text", flat=True)) == ["Another."]


def test_an_empty_note_is_refused_and_said_to(member, item):
    page = html(member.post(reverse("write-note", args=[item.meeting_id, item.pk]), {"text": " "}), 422)
    assert "Write something, or leave the note." in page
    assert not ItemNote.objects.exists()


def test_whoever_leaves_the_board_keeps_notes_and_no_exempt_title(board, member, item):
    item.exempt_paragraph, item.title = 3, f"{CANARY} contract"
    item.save()
    write(member, item, "My own words.")
    assert CANARY in notes_page(member, item.meeting)
    BoardMember.objects.update(ends=dt.date(2007, 9, 9))
    page = notes_page(member, item.meeting)
    assert "My own words." in page
    assert "5. Exempt item" in page
    assert CANARY not in page
    refused = member.get(reverse("write-note", args=[item.meeting_id, item.pk]))
    assert CANARY not in html(refused, 403)


def test_whoever_may_not_read_any_more_keeps_the_notes_and_reads_nothing_else(member, item):
    write(member, item, "My own words.")
    member.who.groups.clear()
    assert "My own words." in notes_page(member, item.meeting)
    assert "My notes (1)" in html(member.get("/meetings/mine/"))
    assert member.get(item.meeting.get_absolute_url()).status_code == 403
    assert "may not see this item" in html(member.get(reverse("write-note", args=[item.meeting_id, item.pk])), 403)


# My papers


def pack(meeting: Meeting, audience: str, at: dt.datetime, edition: int = 1) -> Pack:
    by = User.objects.first()
    made = Pack(meeting=meeting, audience=audience, edition=edition, state=PackState.READY, pages=3, sha256="a" * 64)
    made.requested_by, made.requested_at, made.built_at = by, at, at
    made.issued_by, made.issued_at = by, at
    made.file.save(made.filename, ContentFile(b"%PDF"), save=False)
    made.save()
    return made


def test_my_papers_are_those_of_the_boards_one_sits_on(member, meeting):
    other = Meeting.objects.create(board=Board.objects.create(name="Scrutiny", kind="political"), date=meeting.date)
    page = html(member.get("/meetings/mine/"))
    assert "You sit on the Cabinet (member)." in page
    assert "Cabinet, Thursday 20 September 2007" in page
    assert "10.00 am · Town Hall" in page
    assert str(other.board) not in page


def test_the_performance_team_has_the_meetings_of_all_boards(signed_in, meeting):
    assert "Cabinet, Thursday 20 September 2007" in html(signed_in(Role.PERFORMANCE).get("/meetings/mine/"))


def test_whoever_sits_on_no_board_is_told_what_to_do(signed_in, council):
    assert "If you should, tell the performance team." in html(signed_in(Role.VIEWER).get("/meetings/mine/"))


def test_the_members_edition_is_there_for_whoever_may_see_it(board, person, meeting, member):
    at = dt.datetime(2007, 9, 3, 9, tzinfo=dt.UTC)
    for audience in ("public", "members"):
        pack(meeting, audience, at)
    assert "Papers for members of the board (PDF, 3 pages)" in html(member.get("/meetings/mine/"))
    observer = member_of(board, person)
    observer.who.groups.set(Group.objects.filter(name=Role.OFFICER))
    page = html(observer.get("/meetings/mine/"))
    assert "Papers (PDF, 3 pages)" in page
    assert "Papers for members" not in page


def test_what_is_new_since_the_last_visit_stays_new_through_this_one(member, meeting, settings):
    settings.COUNCIL_TODAY = None
    with opened("a test"):
        Meeting.history.update(history_date=dt.datetime(2007, 9, 1, tzinfo=dt.UTC))
    with time_machine.travel(dt.datetime(2007, 9, 10, 9, tzinfo=dt.UTC), tick=False) as clock:
        assert "New since" not in html(member.get("/meetings/mine/"))
        clock.shift(dt.timedelta(hours=2))
        assert "Nothing is new since you looked on 10 September 2007 at 10:00." in html(member.get("/meetings/mine/"))
        clock.shift(dt.timedelta(hours=2))
        pack(meeting, "public", dt.datetime(2007, 9, 10, 12, tzinfo=dt.UTC))
        meeting.venue = "Guildhall"
        meeting.save()
        clock.shift(dt.timedelta(hours=2))
        for _ in range(2):
            page = html(member.get("/meetings/mine/"))
            assert "Now in Guildhall. Papers published." in page
            clock.shift(dt.timedelta(minutes=5))
        clock.shift(dt.timedelta(hours=2))
        assert "Nothing is new" in html(member.get("/meetings/mine/"))
    assert LastLook.objects.count() == 1


@pytest.mark.parametrize(
    "roles", [[], [Role.MEMBER], [Role.OFFICER], [Role.PARTNER], [Role.VIEWER], [Role.PERFORMANCE]]
)
@pytest.mark.parametrize("place", [None, "member", "clerk", "past"])
def test_the_boards_that_one_sees_whole_are_those_whose_exempt_papers_one_may_see(today, board, person, roles, place):
    someone = person(*roles)
    if place:
        role, ends = ("member", dt.date(2007, 1, 1)) if place == "past" else (place, None)
        BoardMember.objects.create(board=board, user=someone, role=role, starts=dt.date(2000, 1, 1), ends=ends)
    assert rights.boards_seen_whole(someone).filter(pk=board.pk).exists() == rights.may_see_exempt(someone, board)


def test_a_draft_is_nobodys_paper_yet(member, meeting):
    draft = pack(meeting, "public", dt.datetime(2007, 9, 3, 9, tzinfo=dt.UTC))
    draft.issued_at = draft.issued_by = None
    draft.save()
    page = html(member.get("/meetings/mine/"))
    assert "(PDF" not in page
    assert "No papers have been published." in page
