"""Boards made, changed and ended in the browser, and who sits on them from when to when."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.choices import Role
from meetings.models import Attendance, Meeting
from meetings.reporting.attendance import attendance_year
from meetings.services.attendance import members_at
from meetings.services.boards import BoardError, change_place
from organisation import rights
from organisation.models import Board, BoardMember
from tests.meetings.keeping.pages import html

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NEW = {
    "name": "Scrutiny Board",
    "abbreviation": "SB",
    "kind": "political",
    "cycle_months": "1",
    "usual_place": "2",
    "usual_weekday": "0",
    "usual_time": "18:30",
    "usual_venue": "Town Hall",
    "clear_days": "3",
    "minutes_begin_again": "on",
    "resolution_style": "letters",
}
LONG_AGO = dt.date(2000, 1, 1)


def page(board, name="board", *args) -> str:
    return reverse(name, args=[board.pk, *args])


@pytest.fixture
def seat(board, person):
    """Gives somebody a place: ``seat(role="chair")``."""

    def give(**facts) -> BoardMember:
        user = facts.pop("user", None) or person(Role.MEMBER)
        return BoardMember.objects.create(**{"board": board, "user": user, "starts": LONG_AGO} | facts)

    return give


def came(meeting, place, presence="present") -> Attendance:
    return Attendance.objects.create(meeting=meeting, member=place, role=place.called, presence=presence)


def facts_of(place, **changed) -> dict[str, str]:
    sent = {"role": place.role, "seat": place.seat, "starts": str(place.starts), "ends": str(place.ends or "")}
    return sent | {"opened_version": str(place.version)} | changed


# A board


def test_a_board_is_made_in_the_browser_with_all_that_matters(team, today, council):
    told = html(team.post(reverse("new-board"), NEW, follow=True))
    assert "“Scrutiny Board” is made. Say who sits on it" in told
    assert "Political: councillors · every month, on the second Monday, 6.30 pm · Town Hall · 3 clear days" in told
    assert "Nobody is on this board yet" in told
    board = Board.objects.get()
    assert (board.abbreviation, board.minutes_begin_again, board.resolution_style) == ("SB", True, "letters")
    assert "The board was made." in html(team.get(page(board, "board-history")))


def test_each_field_of_a_board_has_a_plain_hint(team, council):
    shown = html(team.get(reverse("new-board")))
    for name in NEW:
        assert f'id="id_{name}_helptext"' in shown or name == "usual_weekday"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": " "}, "Give the board a name."),
        ({"name": "BOARD"}, "There is a board of this name already."),
        ({"name": "x" * 151}, "at most 150 characters"),
        ({"kind": ""}, "Say who sits on it."),
        ({"kind": "private"}, "There is no such choice."),
        ({"cycle_months": ""}, "Say how many months lie between its meetings."),
        ({"cycle_months": "0"}, "A board meets every 1 to 24 months."),
        ({"cycle_months": "99999999999"}, "A board meets every 1 to 24 months."),
        ({"cycle_months": "two"}, "That is not a whole number."),
        ({"usual_weekday": ""}, "Say both which one of the month and which weekday, or neither."),
        ({"usual_time": "half six"}, "That is not a time of day."),
        ({"clear_days": "31"}, "Clear days are counted from 0 to 30."),
        ({"clear_days": "-1"}, "Clear days are counted from 0 to 30."),
        ({"clear_days": "five"}, "That is not a whole number."),
    ],
)
def test_a_board_that_makes_no_sense_is_answered_in_a_sentence(team, board, typed, says):
    shown = html(team.post(reverse("new-board"), NEW | typed), 422)
    assert shown.count(says) == 2, "in the summary, and beside its field"
    assert Board.objects.count() == 1


def test_of_two_who_change_a_board_the_second_is_shown_what_the_first_said(team, board):
    board.usual_venue = "Annexe"
    board.save()
    shown = html(team.post(page(board, "edit-board"), NEW | {"opened_version": "1"}), 409)
    assert "changed this while you had it open. Theirs is now usual venue: Annexe." in shown
    assert 'value="Town Hall"' in shown
    assert 'name="opened_version" value="2"' in shown


def test_a_new_rule_of_clear_days_moves_the_agendas_that_are_not_published(team, board, meeting, publish):
    own = Meeting.objects.create(board=board, date=dt.date(2007, 12, 10), publication_deadline=dt.date(2007, 11, 21))
    out = Meeting.objects.create(board=board, date=dt.date(2007, 10, 8), publication_deadline=dt.date(2007, 9, 28))
    past = Meeting.objects.create(board=board, date=dt.date(2007, 9, 3), publication_deadline=dt.date(2007, 8, 24))
    publish(out)
    sent = NEW | {"clear_days": "7", "opened_version": "1"}
    told = html(team.post(page(board, "edit-board"), sent, follow=True))
    assert "The day by which the agenda is published is another now for 12 November 2007." in told
    days = [Meeting.objects.get(pk=one.pk).publication_deadline for one in (meeting, own, out, past)]
    assert days == [dt.date(2007, 10, 31), dt.date(2007, 11, 21), dt.date(2007, 9, 28), dt.date(2007, 8, 24)]
    told = html(team.post(page(board, "edit-board"), sent | {"clear_days": "15", "opened_version": "2"}, follow=True))
    assert "for 12 November 2007 and 10 December 2007." in told
    own.refresh_from_db()
    assert own.publication_deadline == dt.date(2007, 11, 16)


def test_a_board_ends_and_what_it_did_is_kept(team, board, seat, today):
    held = Meeting.objects.create(board=board, date=dt.date(2007, 5, 14))
    chair, keeper = seat(role="chair"), seat(role="clerk")
    came(held, chair)
    before = attendance_year(board, 2007, on=today, named=True)
    told = html(team.post(page(board, "end-board"), {"ends": "2007-07-31", "opened_version": "1"}, follow=True))
    assert "The board ends on 31 July 2007, and 1 place on it." in told
    assert "Ended on 31 July 2007." in told
    assert "Plan the year" not in told
    chair.refresh_from_db()
    keeper.refresh_from_db()
    assert (chair.ends, keeper.ends) == (dt.date(2007, 7, 31), None)
    assert rights.may_keep_board(keeper.user, board)
    assert members_at(held) == [chair]
    assert attendance_year(board, 2007, on=today, named=True).members[0].tally == before.members[0].tally
    listed = html(team.get(reverse("boards")))
    assert "until 31 July 2007" in listed
    assert f'value="{board.pk}"' not in html(team.get(reverse("new-meeting")))
    late = {"date": "2007-10-08", "opened_version": "0", "time": "", "venue": "", "chair": "", "note": ""}
    refused = html(team.post(f"{reverse('new-meeting')}?board={board.pk}", late), 422)
    assert "The board ended on 31 July 2007, before 8 October 2007." in refused


def test_another_last_day_moves_what_ended_with_the_board(team, board, seat):
    early, last = seat(ends=dt.date(2006, 5, 1)), seat()
    for version, day in enumerate(("2007-07-31", "2007-08-31", "2007-06-30"), 1):
        team.post(page(board, "end-board"), {"ends": day, "opened_version": str(version)})
        last.refresh_from_db()
        assert str(last.ends) == day
    early.refresh_from_db()
    assert early.ends == dt.date(2006, 5, 1)


def test_a_board_does_not_end_before_its_meetings(team, board, meeting, seat):
    for month in (1, 2, 3, 4):
        Meeting.objects.create(board=board, date=dt.date(2008, month, 14))
    refused = html(team.post(page(board, "end-board"), {"ends": "2007-10-31", "opened_version": "1"}), 422)
    named = "12 November 2007, 14 January 2008, 14 February 2008 and 2 other days"
    assert f"The board meets after that day: on {named}. Cancel what is not held, or choose a later day." in refused
    Meeting.objects.all().delete()
    seat(starts=dt.date(2007, 11, 1))
    refused = html(team.post(page(board, "end-board"), {"ends": "2007-10-31", "opened_version": "1"}), 422)
    assert "1 place on the board would begin after that day." in refused
    for typed, says in (("", "Say which day is its last."), ("0207-07-31", "Check the year."), ("soon", "not a date")):
        assert says in html(team.post(page(board, "end-board"), {"ends": typed, "opened_version": "1"}), 422)
    board.refresh_from_db()
    assert board.ends is None


def test_an_end_is_taken_back_with_the_places_that_ended_with_it(team, board, seat):
    early, last = seat(ends=dt.date(2006, 5, 1)), seat()
    team.post(page(board, "end-board"), {"ends": "2007-07-31", "opened_version": "1"})
    stale = html(team.post(page(board, "take-back-end"), {"seen": "1"}, follow=True))
    assert "Someone else has changed" in stale
    told = html(team.post(page(board, "take-back-end"), {"seen": "2"}, follow=True))
    assert "The board goes on, and 1 place that ended on its last day." in told
    last.refresh_from_db()
    early.refresh_from_db()
    assert (last.ends, early.ends) == (None, dt.date(2006, 5, 1))
    assert "has not ended" in html(team.post(page(board, "take-back-end"), {"seen": "3"}, follow=True))
    changes = html(team.get(page(board, "board-history")))
    assert "The board was ended on 31 July 2007." in changes
    assert "The board goes on." in changes


def test_no_year_is_planned_beyond_the_end_of_a_board(team, board, today):
    board.ends = dt.date(2007, 12, 31)
    board.save()
    sent = {"start": "2007-12-01", "months": "1", "number": "2", "place": "", "weekday": "", "time": "", "venue": ""}
    days = {"days": "2", "do": "make", "day-0-date": "2007-12-10", "day-0-wanted": "on", "day-1-date": "2008-01-14"}
    refused = html(team.post(page(board, "plan-year"), sent | days | {"day-1-wanted": "on"}), 422)
    assert "The board ended on 31 December 2007, before 14 January 2008." in refused
    assert Meeting.objects.count() == 0


def test_only_a_board_that_never_met_is_removed(team, board, seat, meeting):
    seat()
    board.standing_items.create(number=1, title="Apologies")
    assert "Remove the board" not in html(team.get(page(board)))
    refused = html(team.post(page(board, "remove-board"), {"seen": "1"}, follow=True))
    assert "The board has meetings, so it is not removed. End it with a day" in refused
    meeting.delete()
    assert "Remove the board" in html(team.get(page(board)))
    assert team.post(page(board, "remove-board"), {"seen": "first"}).status_code == 404
    assert "“Board” is removed." in html(team.post(page(board, "remove-board"), {"seen": "1"}, follow=True))
    assert not Board.objects.exists()
    assert Board.history.count() == 2


# A place on it


def test_the_page_of_a_board_shows_who_sits_on_it_now_from_a_day_on_and_who_did(signed_in, board, seat, today):
    for name, facts in {
        "Now": {"seat": "Director of Place"},
        "Then": {"ends": dt.date(2006, 5, 1), "role": "chair"},
        "Soon": {"starts": dt.date(2007, 10, 1)},
    }.items():
        place = seat(**facts)
        place.user.name = name
        place.user.save()
    shown = html(signed_in(Role.VIEWER).get(page(board)))
    now, rest = shown.split("From a day to come")
    to_come, before = rest.split("Before: 1 place")
    assert "Now<small>Director of Place · since 1 January 2000" in now
    assert "Soon<small>Member of the Board · from 1 October 2007" in to_come
    assert "Then<small>Chair of the Board · 1 January 2000 to 1 May 2006" in before
    assert "Add somebody" not in shown


def test_somebody_is_added_and_the_place_ends_and_both_are_kept(team, board, person, today):
    user = person(Role.MEMBER)
    sent = {"user": user.pk, "role": "chair", "seat": "", "starts": "2007-05-01", "ends": ""}
    told = html(team.post(page(board, "add-place"), sent, follow=True))
    assert f"{user} is on the board from 1 May 2007." in told
    assert rights.may_see_exempt(user, board)
    place = board.members.get()
    told = html(
        team.post(page(board, "end-place", place.pk), {"ends": "2007-08-31", "opened_version": "1"}, follow=True)
    )
    assert f"{user} is on the board until 31 August 2007." in told
    assert "Before: 1 place" in told
    del user.__dict__["_roles_on_boards"]
    assert not rights.may_see_exempt(user, board)
    changes = html(team.get(page(board, "board-history")))
    assert f"{user} was given a place as chair, from 1 May 2007." in changes
    assert f"{user}, last day: nothing → 31 August 2007" in changes


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"user": ""}, "Say who sits on the board."),
        ({"user": "999999"}, "There is no such choice."),
        ({"starts": ""}, "Say from which day."),
        ({"starts": "0207-05-01"}, "The first day lies between April 1974"),
        ({"starts": "31/02/2007"}, "That is not a date."),
        ({"ends": "2007-04-30"}, "The end is before the start."),
        ({"role": "king"}, "There is no such choice."),
        ({"seat": "x" * 151}, "at most 150 characters"),
    ],
)
def test_a_place_that_makes_no_sense_is_answered_in_a_sentence(team, board, person, typed, says):
    sent = {"user": person(Role.MEMBER).pk, "role": "member", "seat": "", "starts": "2007-05-01", "ends": ""}
    assert says in html(team.post(page(board, "add-place"), sent | {k: str(v) for k, v in typed.items()}), 422)
    assert not board.members.exists()


def test_nobody_sits_on_a_board_twice_at_once_but_its_clerk_may(team, board, seat):
    there = seat(ends=dt.date(2007, 7, 31))
    sent = {"user": there.user_id, "role": "member", "seat": "", "starts": "2007-05-01", "ends": ""}
    refused = html(team.post(page(board, "add-place"), sent), 422)
    assert "sits on the board already, from 1 January 2000 to 31 July 2007. End that place first" in refused
    assert team.post(page(board, "add-place"), sent | {"role": "clerk"}).status_code == 302
    assert team.post(page(board, "add-place"), sent | {"starts": "2007-08-01"}).status_code == 302
    assert board.members.count() == 3


def test_another_role_from_a_day_on_leaves_what_was_before(team, board, seat, today):
    for day in (dt.date(2006, 5, 15), dt.date(2007, 5, 14)):
        Meeting.objects.create(board=board, date=day)
    place, first, last = seat(), *Meeting.objects.order_by("date")
    came(first, place)
    edit = page(board, "edit-place", place.pk)
    refused = html(team.post(edit, facts_of(place, role="chair")), 422)
    assert refused.count("The board has met in the time of this place. Say from which day") == 2
    assert "It was entered wrongly: it was always so" in refused
    assert "It was entered wrongly" not in html(team.get(edit))
    for since, says in (
        ("2006-05-01", "Attendance is recorded"),
        ("2000-01-01", "after its first"),
        ("x", "not a date"),
    ):
        assert says in html(team.post(edit, facts_of(place, role="chair", since=since)), 422)
    told = html(team.post(edit, facts_of(place, role="chair", since="2007-05-01"), follow=True))
    assert f"{place.user} is Chair of the Board from 1 May 2007. What was before stays." in told
    assert [one.role for one in members_at(first)] == ["member"]
    assert [one.role for one in members_at(last)] == ["chair"]
    assert attendance_year(board, 2006, on=today, named=False).members[0].name == "Member of the Board"
    assert attendance_year(board, 2006, on=today, named=False).members[0].tally.present == 1


def test_what_was_entered_wrongly_is_mended_but_attendance_stays(team, board, seat, today):
    held = Meeting.objects.create(board=board, date=dt.date(2007, 5, 14))
    place = seat(seat="Chiar of the Board")
    came(held, place)
    edit = page(board, "edit-place", place.pk)
    assert team.post(edit, facts_of(place, seat="Chair of the Board", mistake="on")).status_code == 302
    place.refresh_from_db()
    assert (place.seat, board.members.count()) == ("Chair of the Board", 1)
    for wrong, says in (
        ({"starts": "2007-06-01"}, "Attendance is recorded for this place at the meeting of 14 May 2007"),
        ({"ends": "2007-05-13"}, "Attendance is recorded for this place at the meeting of 14 May 2007"),
        ({"role": "clerk", "mistake": "on"}, "Attendance is recorded for this place. Say from which day"),
        ({"since": "2007-06-01"}, "Neither the role nor the place is changed."),
        ({"role": "chair", "since": "2007-06-01", "mistake": "on"}, "clear one of the two"),
    ):
        assert says in html(team.post(edit, facts_of(place, **wrong)), 422), wrong
    end = {"ends": "2007-05-13", "opened_version": str(place.version)}
    assert "Attendance is recorded" in html(team.post(page(board, "end-place", place.pk), end), 422)
    end |= {"ends": "1999-12-31"}
    assert "The last day is before the first, 1 January 2000." in html(
        team.post(page(board, "end-place", place.pk), end), 422
    )
    assert attendance_year(board, 2007, on=today, named=True).members[0].tally.present == 1


def test_a_substitute_holds_a_place_where_it_is_too(board, seat):
    held = Meeting.objects.create(board=board, date=dt.date(2007, 5, 14))
    place = seat()
    Attendance.objects.create(meeting=held, stands_for=place, capacity="substitute", role="Substitute")
    place.ends = dt.date(2007, 1, 1)
    with pytest.raises(BoardError, match="14\u00a0May\u00a02007"):
        change_place(place=place)


def test_of_two_who_change_a_place_the_second_is_shown_what_the_first_said(team, board, seat):
    place = seat()
    sent = facts_of(place, seat="Director of Place")
    place.seat = "Director of Finance"
    place.save()
    for where, data in (("edit-place", sent), ("end-place", {"ends": "2007-08-31", "opened_version": "1"})):
        place.ends = dt.date(2008, 1, 1)
        place.save()
        shown = html(team.post(page(board, where, place.pk), data), 409)
        assert "changed this while you had it open" in shown
    assert "Theirs is now" in shown
    place.refresh_from_db()
    assert place.seat == "Director of Finance"


def test_a_place_is_removed_only_where_the_board_has_not_met_in_its_time(team, board, seat, today):
    Meeting.objects.create(board=board, date=dt.date(2007, 5, 14))
    met, wrong = seat(), seat(starts=dt.date(2007, 6, 1))
    shown = html(team.get(page(board)))
    assert page(board, "remove-place", wrong.pk) in shown
    assert page(board, "remove-place", met.pk) not in shown
    refused = html(team.post(page(board, "remove-place", met.pk), {"seen": "1"}), 422)
    assert "The board has met in the time of this place, so it is not removed. End it with a day." in refused
    assert "changed this while you had it open" in html(
        team.post(page(board, "remove-place", wrong.pk), {"seen": "7"}), 409
    )
    assert "Load the page again" in html(team.post(page(board, "remove-place", wrong.pk)), 422)
    assert "only if it was entered by mistake" in html(team.get(page(board, "remove-place", wrong.pk)))
    assert "so it is not removed" in html(team.get(page(board, "remove-place", met.pk), follow=True))
    told = html(team.post(page(board, "remove-place", wrong.pk), {"seen": "1"}, follow=True))
    assert "is removed, as entered by mistake." in told
    assert board.members.get() == met
    assert "as entered by mistake" in html(team.get(page(board, "board-history")))


def test_who_sits_on_an_ended_board_is_entered_for_its_time_alone(team, board, person):
    board.ends = dt.date(2006, 12, 31)
    board.save()
    sent = {"user": person(Role.MEMBER).pk, "role": "member", "seat": "", "starts": "2006-01-01", "ends": ""}
    refused = html(team.post(page(board, "add-place"), sent), 422)
    assert "The board ended on 31 December 2006: a place on it ends on that day or before." in refused
    assert team.post(page(board, "add-place"), sent | {"ends": "2006-12-31"}).status_code == 302


def test_a_clerk_changes_when_the_board_meets_and_not_who_sits_on_it(clerk, board, seat, today):
    place = seat()
    assert "Usual venue" in html(clerk.get(page(board, "edit-board")))
    assert "Who sits on it" not in html(clerk.get(page(board, "edit-board")))
    assert clerk.get(page(board, "board-history")).status_code == 200
    for name, args in (
        ("new-board", ()), ("end-board", (board.pk,)), ("add-place", (board.pk,)),
        ("edit-place", (board.pk, place.pk)), ("end-place", (board.pk, place.pk)),
    ):  # fmt: skip
        assert "Ask one of them." in html(clerk.get(reverse(name, args=args)), 403)
    for name, args in (("remove-board", ()), ("take-back-end", ()), ("remove-place", (place.pk,))):
        assert clerk.post(page(board, name, *args), {"seen": "1"}).status_code == 403
    assert board.members.count() == 2
