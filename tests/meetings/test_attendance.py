"""Who was there: a click for each member, others by what they came as, and a municipal year of it."""

import csv
import json
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Role
from meetings.choices import Capacity, Presence
from meetings.models import AgendaItem, Attendance, Meeting, MinutesPaper
from meetings.reporting.attendance import attendance_year
from meetings.reporting.minutes import minutes_view
from meetings.rules.attendance import Mark, mark, tally
from meetings.services.attendance import add_other, record_attendance
from meetings.services.minutes import MinutesError, begin_minutes
from organisation.models import Board, BoardMember, Post

TODAY = date(2007, 9, 10)
DAYS = st.dates(date(2006, 1, 1), date(2008, 12, 31))


@given(st.none() | st.sampled_from(list(Presence)), DAYS, DAYS, st.none() | DAYS, DAYS)
def test_nobody_is_counted_outside_their_time(presence, day, starts, ends, on):
    found = mark(presence, day=day, starts=starts, ends=ends, on=on)
    outside = day < starts or (ends is not None and day > ends)
    assert (found == Mark.NOT_THEN) == outside
    if not outside and presence:
        assert found.value == presence.value


def test_of_a_meeting_today_without_a_record_it_is_said_that_there_is_none():
    day = date(2007, 9, 10)
    assert mark(None, day=day, starts=day, ends=day, on=day) == Mark.NOT_RECORDED
    assert mark(None, day=day, starts=day, ends=None, on=date(2007, 9, 9)) == Mark.TO_COME


@given(st.lists(st.sampled_from(list(Mark))))
def test_what_is_counted_is_what_was_recorded_of_their_time(marks):
    counted = tally(marks)
    assert counted.of == sum(one in (Mark.PRESENT, Mark.APOLOGIES, Mark.ABSENT) for one in marks)
    assert 0 <= counted.present <= counted.of


def test_a_share_says_of_how_many():
    assert tally([Mark.PRESENT] * 4 + [Mark.ABSENT, Mark.APOLOGIES]).words == "4 of 6 (66.7\u00a0%)"
    assert tally([Mark.NOT_THEN]).words == "No meeting counts"


@pytest.fixture(autouse=True)
def clock(settings) -> None:
    settings.COUNCIL_TODAY = TODAY


@pytest.fixture
def board(council, person) -> Board:
    """A board with a chair, a member who left in July and one who joined in August."""
    board = Board.objects.create(name="Board", abbreviation="B", kind="political")
    for seat, role, starts, ends in (
        ("Chair of the Board", "chair", date(2006, 5, 1), None),
        ("Councillor", "member", date(2006, 5, 1), date(2007, 7, 31)),
        ("Councillor", "member", date(2007, 8, 1), None),
        ("", "clerk", date(2006, 5, 1), None),
    ):
        BoardMember.objects.create(board=board, user=person(), role=role, seat=seat, starts=starts, ends=ends)
    return board


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)


def held(board: Board, day: date, **marks: str) -> Meeting:
    """A meeting with what was recorded of the first, second and third member."""
    meeting = Meeting.objects.create(board=board, date=day)
    members = dict(zip(("chair", "left", "joined"), board.members.order_by("pk"), strict=False))
    for name, presence in marks.items():
        member = members[name]
        Attendance.objects.create(meeting=meeting, member=member, role=member.called, presence=presence)
    return meeting


def test_a_year_counts_each_member_for_their_time_and_substitutes_apart(board):
    held(board, date(2007, 4, 30), chair="present", left="present")
    held(board, date(2007, 5, 1), chair="present", left="absent")
    july = held(board, date(2007, 7, 2), chair="apologies", left="present")
    held(board, date(2007, 8, 6))
    held(board, date(2007, 9, 3), chair="present", joined="present")
    held(board, date(2007, 11, 5))
    chair = board.members.get(role="chair")
    Attendance.objects.create(meeting=july, capacity=Capacity.SUBSTITUTE, stands_for=chair, role="x")
    report = attendance_year(board, 2007, on=TODAY, named=False)
    assert [(row.name, row.time, row.tally.words, row.substitutes) for row in report.members] == [
        ("Chair of the Board", "", "2 of 3 (66.7\u00a0%)", 1),
        ("Councillor (1)", "to 31\u00a0July\u00a02007", "1 of 2 (50.0\u00a0%)", 0),
        ("Councillor (2)", "from 1\u00a0August\u00a02007", "1 of 1 (100.0\u00a0%)", 0),
    ]
    assert [mark.value for mark in report.members[2].marks] == [
        "not_then", "not_then", "not_recorded", "present", "to_come"
    ]  # fmt: skip
    assert report.sentence == "4\u00a0meetings from May to April, attendance recorded of 3."
    assert (report.words, report.years) == ("2007/08", (2007, 2006))
    assert [(head.tally.words, head.substitutes) for head in report.meetings[:2]] == [
        ("1 of 2 (50.0\u00a0%)", 0), ("1 of 2 (50.0\u00a0%)", 1)
    ]  # fmt: skip


def test_a_cancelled_meeting_counts_for_nobody(board):
    held(board, date(2007, 7, 2), chair="present")
    cancelled = held(board, date(2007, 8, 6), chair="absent")
    cancelled.cancelled_because = "No quorum."
    cancelled.save()
    report = attendance_year(board, 2007, on=TODAY, named=False)
    assert [head.date for head in report.meetings] == [date(2007, 7, 2)]
    assert report.members[0].tally.words == "1 of 1 (100.0\u00a0%)"


def test_names_are_for_those_who_keep_the_minutes(board, team, signed_in):
    held(board, date(2007, 7, 2), chair="present")
    where = reverse("board-attendance", args=[board.pk])
    name = str(board.members.get(role="chair").user)
    assert f"{name}, Chair of the Board" in unescape(team.get(where).content.decode())
    assert name not in unescape(signed_in(Role.VIEWER).get(where).content.decode())


def test_the_year_is_a_file_too(board, signed_in):
    held(board, date(2007, 7, 2), chair="present", left="apologies")
    browser, where = signed_in(Role.VIEWER), reverse("board-attendance", args=[board.pk])
    rows = json.loads(browser.get(where, {"_export": "json"}).content)
    assert (rows[0]["Member"], rows[0]["Present"], rows[0]["Of"]) == ("Chair of the Board", 1, 1)
    lines = list(csv.reader(browser.get(where, {"_export": "csv"}).content.decode("utf-8-sig").splitlines()))
    assert lines[0][:3] == ["Member", "Time", "2\u00a0Jul\u00a02007"]
    assert browser.get(where, {"_export": "xlsx"}).status_code == 200
    assert browser.get(where, {"_export": "odt"}).status_code == 404
    assert browser.get(where, {"year": "soon"}).status_code == 404


def test_a_click_for_each_member_and_one_for_all_others(board, team):
    meeting = held(board, date(2007, 7, 2))
    where = reverse("meeting-attendance", args=[meeting.pk])
    chair, left = board.members.get(role="chair"), board.members.get(ends__isnull=False)
    page = team.get(where).content.decode()
    assert page.count("<fieldset") == 2
    sent = {f"m{chair.pk}-presence": "apologies", f"m{chair.pk}-opened_version": "0", "do": "all"}
    assert team.post(where, sent).status_code == 302
    assert dict(meeting.attendance.values_list("member", "presence")) == {chair.pk: "apologies", left.pk: "present"}
    clashed = team.post(where, {f"m{chair.pk}-presence": "present", f"m{chair.pk}-opened_version": "0"})
    assert "Theirs is now presence: Apologies" in unescape(clashed.content.decode())
    assert clashed.status_code == 409


def test_the_minute_on_apologies_follows_until_somebody_words_it(board):
    meeting = held(board, date(2007, 7, 2))
    AgendaItem.objects.create(meeting=meeting, number=1, title="Apologies for absence", kind="procedural")
    begin_minutes(meeting=meeting)
    row = lambda presence: Attendance(  # noqa: E731
        meeting=meeting, member=board.members.get(role="chair"), role="Chair of the Board", presence=presence
    )
    record_attendance(meeting=meeting, rows=[row("apologies")])
    minute = meeting.minutes.get()
    assert minute.text == "Apologies for absence were received from Chair of the Board."
    minute.text = "The Chair was in Brussels."
    minute.save()
    other = Attendance.objects.get()
    other.presence = "present"
    record_attendance(meeting=meeting, rows=[other])
    minute.refresh_from_db()
    assert minute.text == "The Chair was in Brussels."


def test_officers_come_by_post_and_substitutes_for_a_member(board):
    meeting = held(board, date(2007, 7, 2), chair="apologies")
    post = Post.objects.create(title="Head of Finance")
    chair, left = board.members.get(role="chair"), board.members.get(ends__isnull=False)
    come = lambda capacity, role="", post=None, stands_for=None: add_other(  # noqa: E731
        meeting=meeting, capacity=capacity, role=role, post=post, stands_for=stands_for
    )
    come(Capacity.OFFICER, post=post)
    come(Capacity.OTHER, role="Two members of the public")
    come(Capacity.SUBSTITUTE, stands_for=chair)
    for capacity, facts, says in (
        (Capacity.SUBSTITUTE, {"stands_for": chair}, "recorded already"),
        (Capacity.SUBSTITUTE, {}, "Choose the member"),
        (Capacity.OFFICER, {}, "Choose a post"),
    ):
        with pytest.raises(MinutesError, match=says):
            come(capacity, **facts)
    Attendance.objects.create(meeting=meeting, member=left, role="Councillor")
    with pytest.raises(MinutesError, match="was present"):
        come(Capacity.SUBSTITUTE, stands_for=left)
    MinutesPaper.objects.create(meeting=meeting)
    view = minutes_view(meeting)
    assert view.present == "Substitute for Chair of the Board; Councillor"
    assert (view.officers, view.others, view.apologies) == (
        "Head of Finance", "Two members of the public", "Chair of the Board"
    )  # fmt: skip


def test_who_comes_is_recorded_from_the_day_on(board, team):
    meeting = held(board, date(2007, 11, 5))
    with pytest.raises(MinutesError, match="recorded on the day"):
        add_other(meeting=meeting, capacity=Capacity.OTHER, role="x", post=None, stands_for=None)
    assert "recorded on the day" in team.get(reverse("meeting-attendance", args=[meeting.pk])).content.decode()
