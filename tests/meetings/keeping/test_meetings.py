import datetime as dt

import pytest
from django.urls import reverse

from accounts.choices import Role
from meetings.models import Meeting, deadline
from meetings.reporting import cycle_start, meeting_lines, met_before, published_on
from meetings.rules.clear_days import Tone
from organisation.models import Board, Council
from tests.icalendar import events_in
from tests.meetings.keeping.pages import html

pytestmark = pytest.mark.django_db


def page(meeting, name) -> str:
    return reverse(name, args=[meeting.pk])


NEW = {"date": "2007-12-10", "time": "10:00", "venue": "Town Hall", "chair": "Chair of the Board", "note": ""}


def test_a_new_meeting_has_the_deadline_of_its_day_and_the_usual_time(clerk, board, today):
    where = f"{reverse('new-meeting')}?board={board.pk}"
    assert 'value="10:00"' in html(clerk.get(where))
    shown = html(clerk.post(where, NEW, follow=True))
    assert "Publish its agenda by Friday 30 November 2007." in shown
    assert "in the chair: Chair of the Board" in shown
    assert Meeting.objects.get().publication_deadline == dt.date(2007, 11, 30)


def test_without_a_board_in_the_address_one_is_chosen_by_those_who_keep_them_all(team, clerk, board, today):
    assert clerk.get(reverse("new-meeting")).status_code == 403
    team.post(reverse("new-meeting"), NEW | {"board": board.pk})
    assert Meeting.objects.get().board == board
    assert team.get(f"{reverse('new-meeting')}?board=99").status_code == 404
    other = Board.objects.create(name="Other", kind="officer")
    assert clerk.post(f"{reverse('new-meeting')}?board={other.pk}", NEW).status_code == 403


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"date": ""}, "Say on which day it meets."),
        ({"date": "2007-02-31"}, "That is not a date. Write it as 31/12/2007."),
        ({"date": "0001-01-01"}, "Check the year."),
        ({"date": "2099-01-01"}, "Check the year."),
        ({"date": "2007-09-09"}, "Sunday 9 September 2007 is a Sunday and is past. Tick the box"),
        ({"date": "2007-12-09"}, "Sunday 9 December 2007 is a Sunday. Tick the box"),
        ({"date": "2007-12-25"}, "is a bank holiday (Christmas Day). Tick the box"),
        ({"date": "2007-11-12"}, "This board has a meeting on this day already."),
        ({"time": "25:00"}, "Enter a valid time"),
        ({"venue": "x" * 201}, "at most 200 characters"),
        ({"publication_deadline": "2007-12-03"}, "Friday 30 November 2007 is the last day."),
        ({"publication_deadline": "2007-12-10"}, "too few clear days"),
    ],
)
def test_what_cannot_be_a_meeting_is_said_to(team, meeting, data, says):
    answer = team.post(f"{reverse('new-meeting')}?board={meeting.board_id}", NEW | data)
    assert says in html(answer, 422)
    assert Meeting.objects.count() == 1


def test_a_meeting_without_its_board_is_asked_for_it_in_one_sentence(team, meeting):
    page = html(team.post(reverse("new-meeting"), NEW), 422)
    assert "Choose the board that meets." in page
    assert "cannot be null" not in page
    assert Meeting.objects.count() == 1


def test_an_unusual_day_is_taken_once_it_is_meant(team, board, today):
    team.post(f"{reverse('new-meeting')}?board={board.pk}", NEW | {"date": "2007-09-09", "meant": "on"})
    assert Meeting.objects.get().date == dt.date(2007, 9, 9)


def test_an_earlier_day_of_ones_own_stands_until_the_meeting_moves(team, meeting):
    where, opened = page(meeting, "edit-meeting"), {"opened_version": "1"}
    team.post(where, NEW | opened | {"date": "2007-11-12", "publication_deadline": "2007-10-31"})
    meeting.refresh_from_db()
    assert meeting.publication_deadline == dt.date(2007, 10, 31)
    assert 'value="2007-10-31"' in html(team.get(where))
    moved = {"date": "2007-11-19", "publication_deadline": "2007-10-31", "opened_version": "2"}
    team.post(where, NEW | moved)
    meeting.refresh_from_db()
    assert (meeting.date, meeting.publication_deadline) == (dt.date(2007, 11, 19), dt.date(2007, 11, 9))


def test_the_history_says_what_moved(clerk, signed_in, meeting, items):
    items("A", "B")
    clerk.post(page(meeting, "edit-meeting"), NEW | {"date": "2007-11-19", "opened_version": "1"})
    second = meeting.items.get(number=2)
    clerk.post(page(meeting, "arrange-agenda"), {"do": f"item-{second.pk}-1-up"})
    told = html(clerk.get(page(meeting, "meeting-history")))
    assert "Date: 12 November 2007 → 19 November 2007" in told
    assert "Agenda published by: 2 November 2007 → 9 November 2007" in told
    assert "Numbers now: “B” 1 and “A” 2." in told
    assert "Person" in told
    assert signed_in(Role.VIEWER).get(page(meeting, "meeting-history")).status_code == 403


def test_of_two_who_change_a_meeting_the_second_sees_the_first(team, meeting):
    where = page(meeting, "edit-meeting")
    team.post(where, NEW | {"date": "2007-11-12", "venue": "Theirs", "opened_version": "1"})
    stale = NEW | {"date": "2007-11-12", "venue": "Mine", "opened_version": "1"}
    refused = html(team.post(where, stale), 409)
    assert "venue: Theirs" in refused
    assert 'value="Mine"' in refused
    team.post(where, stale | {"opened_version": "2"})
    assert Meeting.objects.get().venue == "Mine"


def test_a_cancelled_meeting_is_kept_shown_and_counts_for_nothing(team, board, meeting):
    later = Meeting.objects.create(board=board, date=dt.date(2008, 1, 14))
    assert met_before(later) == meeting.date
    assert "Say why." in html(team.post(page(meeting, "cancel-meeting"), {"reason": " "}), 422)
    team.post(page(meeting, "cancel-meeting"), {"reason": "Nothing to decide."})
    for where in (meeting.get_absolute_url(), "/meetings/", reverse("board", args=[board.pk])):
        assert "Nothing to decide." in html(team.get(where))
    assert met_before(Meeting.objects.get(pk=later.pk)) is None
    assert cycle_start(Meeting.objects.with_previous().get(pk=later.pk)) == dt.date(2007, 11, 14)
    assert "cancelled already" in html(team.post(page(meeting, "cancel-meeting"), {"reason": "Again."}), 422)
    assert b"STATUS:CANCELLED" in team.get(page(meeting, "meeting-calendar")).content
    assert "“Board" not in html(team.post(page(meeting, "restore-meeting"), follow=True))
    assert met_before(Meeting.objects.get(pk=later.pk)) == meeting.date


def test_a_meeting_with_minutes_was_held_and_is_not_cancelled(team, meeting):
    meeting.minutes.create(number=1, title="x")
    assert "has minutes, so it was held" in html(team.post(page(meeting, "cancel-meeting"), {"reason": "x"}), 422)


def test_the_meeting_is_put_into_a_calendar_and_moves_there(signed_in, meeting):
    meeting.time, meeting.venue = dt.time(10), "Town Hall, Committee Room 1; ground floor"
    meeting.save()
    reader = signed_in(Role.VIEWER)
    (first,) = events_in(reader.get(page(meeting, "meeting-calendar")).content)
    assert (first["SUMMARY"], first["DTSTART"]) == ("Board", "20071112T100000Z")
    assert first["LOCATION"] == "Town Hall, Committee Room 1; ground floor"
    assert "ORGANIZER" not in first
    meeting.date = dt.date(2007, 11, 19)
    meeting.save()
    (moved,) = events_in(reader.get(page(meeting, "meeting-calendar")).content)
    assert (moved["UID"], moved["DTSTART"]) == (first["UID"], "20071119T100000Z")
    assert int(moved["SEQUENCE"]) > int(first["SEQUENCE"])


# The clock


@pytest.mark.parametrize(
    ("on", "tone", "says"),
    [
        (dt.date(2007, 10, 29), "quiet", "Publish by Friday 2 November 2007: 4 working days left."),
        (dt.date(2007, 11, 2), "warning", "today is the last day"),
        (dt.date(2007, 11, 7), "late", "The deadline passed 3 working days ago"),
    ],
)
def test_the_clock_stands_on_the_page_and_in_the_lists(signed_in, meeting, settings, on, tone, says):
    settings.COUNCIL_TODAY = on
    reader = signed_in(Role.VIEWER)
    for where in (meeting.get_absolute_url(), "/meetings/", reverse("board", args=[meeting.board_id])):
        shown = html(reader.get(where))
        assert says in shown
        assert f"clock--{tone}" in shown


def test_once_published_the_clock_says_when(team, meeting, publish):
    assert published_on(meeting) is None
    publish(meeting, on=dt.date(2007, 9, 7))
    publish(meeting, on=dt.date(2007, 11, 5), edition=2)
    fresh = Meeting.objects.get()
    assert published_on(fresh) == dt.date(2007, 9, 7)
    assert "The agenda was published on Friday 7 September 2007, in time." in html(team.get(meeting.get_absolute_url()))


def test_a_members_pack_or_one_that_was_not_issued_publishes_nothing(meeting, publish):
    pack = publish(meeting)
    pack.audience = "members"
    pack.save()
    assert published_on(Meeting.objects.get()) is None
    pack.audience, pack.issued_at, pack.issued_by = "public", None, None
    pack.save()
    assert published_on(Meeting.objects.get()) is None


def test_boards_without_clear_days_and_past_and_cancelled_meetings_have_no_clock(board, meeting, council):
    on = dt.date(2007, 9, 10)
    officers = Board.objects.create(name="Officers", kind="officer")
    assert deadline(officers, dt.date(2007, 12, 10)) is None
    officers.clear_days = 3
    assert deadline(officers, dt.date(2007, 12, 10)) == dt.date(2007, 12, 4)
    meeting.cancelled_because = "x"
    meeting.save()
    Meeting.objects.create(board=board, date=dt.date(2007, 9, 3), publication_deadline=dt.date(2007, 8, 24))
    assert [line.clock for line in meeting_lines(Meeting.objects.all(), council, on)] == [None, None]


def test_a_council_in_scotland_keeps_its_own_holidays(board):
    council = Council.objects.get()
    council.kind, council.clear_days = "scottish", 3
    council.save()
    assert deadline(board, dt.date(2026, 8, 5)) == dt.date(2026, 7, 29)


def test_the_admin_keeps_to_the_clear_days_too(team, meeting):
    meeting.publication_deadline = dt.date(2007, 11, 5)
    with pytest.raises(Exception, match="too few clear days"):
        meeting.full_clean()


def test_tones_are_all_drawn(settings):
    style = (settings.BASE_DIR / "static/css/parts.css").read_text()
    assert [tone for tone in Tone if f".clock--{tone}" not in style] == []
