import datetime as dt

import pytest
from django.urls import reverse

from accounts.choices import Role
from meetings.models import Meeting
from organisation.models import Board
from tests.meetings.keeping.pages import html

pytestmark = pytest.mark.django_db

ASKED = {
    "start": "2007-12-01",
    "months": "2",
    "number": "4",
    "place": "4",
    "weekday": "0",
    "time": "10:00",
    "venue": "Hall",
    "chair": "",
}


def page(board, name="plan-year", *args) -> str:
    return reverse(name, args=[board.pk, *args])


def days(*wanted: str, tick: bool = True) -> dict[str, str]:
    sent = {"days": str(len(wanted)), "do": "make"}
    for place, day in enumerate(wanted):
        sent |= {f"day-{place}-date": day} | ({f"day-{place}-wanted": "on"} if tick else {})
    return ASKED | sent


def test_the_days_are_worked_out_with_what_clashes_and_what_is_there(clerk, board, today):
    Meeting.objects.create(board=board, date=dt.date(2008, 2, 25))
    shown = html(clerk.get(page(board), ASKED))
    for day in ("2007-12-24", "2008-02-25", "2008-04-28", "2008-06-23"):
        assert f'value="{day}"' in shown
    assert "The board meets on this day already." in shown
    assert "Friday 14 December 2007" in shown
    moved = html(clerk.get(page(board), ASKED | {"months": "1", "number": "6"}))
    assert "Monday 24 March 2008 is a bank holiday (Easter Monday). Proposed instead: Tuesday 25 March 2008." in moved
    assert 'value="2008-03-25"' in moved
    assert 'value="2008-03-24"' not in moved


def test_without_a_weekday_the_first_day_says_which_one(clerk, board, today):
    shown = html(clerk.get(page(board), ASKED | {"start": "2007-12-05", "place": "", "weekday": "", "number": "2"}))
    assert 'value="2007-12-05"' in shown
    assert 'value="2008-02-06"' in shown


def test_all_are_made_at_once_and_again_makes_none_twice(clerk, board, today):
    wanted = days("2007-12-10", "2008-02-11", "2008-04-14")
    shown = html(clerk.post(page(board), wanted, follow=True))
    assert "3 meetings made, the first on Monday 10 December 2007." in shown
    made = Meeting.objects.order_by("date")
    assert [(m.date, m.publication_deadline, m.venue) for m in made] == [
        (dt.date(2007, 12, 10), dt.date(2007, 11, 30), "Hall"),
        (dt.date(2008, 2, 11), dt.date(2008, 2, 1), "Hall"),
        (dt.date(2008, 4, 14), dt.date(2008, 4, 4), "Hall"),
    ]
    again = html(clerk.post(page(board), days("2007-12-10", "2008-02-11", "2008-06-09", "2008-06-09"), follow=True))
    assert "1 meeting made" in again
    assert "nothing was made" in html(clerk.post(page(board), wanted, follow=True))
    assert Meeting.objects.count() == 4


def test_one_wrong_day_makes_none(clerk, board, today):
    for wrong in ("2008-02-31", "", "soon", "0007-01-01"):
        assert "There is a problem" in html(clerk.post(page(board), days("2007-12-10", wrong)), 422)
    assert "No day is ticked." in html(clerk.post(page(board), days("2007-12-10", tick=False)), 422)
    assert Meeting.objects.count() == 0


def test_a_day_that_is_not_ticked_need_not_be_one(clerk, board, today):
    sent = days("2007-12-10", "soon")
    del sent["day-1-wanted"]
    clerk.post(page(board), sent)
    assert Meeting.objects.count() == 1


def test_changed_days_are_looked_at_again_before_anything_is_made(clerk, board, today):
    sent = days("2007-12-25", "2007-12-25", "2007-09-03") | {"do": "look"}
    shown = html(clerk.post(page(board), sent))
    assert "Tuesday 25 December 2007 is a bank holiday (Christmas Day)." in shown
    assert "The day stands here twice: one meeting is made." in shown
    assert "The day is past." in shown
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"start": "2007-02-31"}, "That is not a date"),
        ({"months": "0"}, "greater than or equal to 1"),
        ({"number": "61"}, "less than or equal to 60"),
        ({"weekday": ""}, "Say both which one of the month and which weekday"),
        ({"place": "7"}, "There is no such choice"),
    ],
)
def test_what_cannot_be_planned_is_said_to(clerk, board, today, data, says):
    assert says in html(clerk.get(page(board), ASKED | data))


def test_what_was_planned_together_is_taken_back_while_nothing_hangs_on_it(clerk, board, today):
    clerk.post(page(board), days("2007-12-10", "2008-02-11", "2008-04-14", "2008-06-09"))
    with_agenda, changed = Meeting.objects.get(date="2008-02-11"), Meeting.objects.get(date="2008-04-14")
    with_agenda.items.create(number=1, title="x")
    changed.venue = "Elsewhere"
    changed.save()
    own = Meeting.objects.create(board=board, date=dt.date(2008, 8, 11))
    shown = html(clerk.get(reverse("board", args=[board.pk])))
    assert "made together on 10 September 2007" in shown
    planned_at = with_agenda.planned_at.isoformat()
    told = html(clerk.post(page(board, "undo-plan-year"), {"planned_at": planned_at}, follow=True))
    assert "2 meetings taken back." in told
    assert "11 February 2008 and 14 April 2008: they stay." in told
    assert set(Meeting.objects.all()) == {with_agenda, changed, own}
    for nonsense in ("", "yesterday", "2007-99-99T00:00:00"):
        assert clerk.post(page(board, "undo-plan-year"), {"planned_at": nonsense}).status_code == 404


def test_the_page_of_a_board_shows_all_that_is_known_of_it(signed_in, board, today):
    board.standing_items.create(number=1, title="Apologies for absence")
    shown = html(signed_in(Role.VIEWER).get(reverse("board", args=[board.pk])))
    assert "every 2 months, on the second Monday, 10.00 am" in shown
    assert "5 clear days" in shown
    assert "Apologies for absence" in shown
    assert "Plan the year" not in shown


def test_where_and_when_a_board_meets_is_changed_by_those_who_keep_it(clerk, board, today):
    sent = {
        "cycle_months": "1",
        "usual_place": "5",
        "usual_weekday": "3",
        "usual_time": "18:30",
        "usual_venue": "",
        "clear_days": "",
        "opened_version": "1",
    }
    assert "18.30" not in html(clerk.get(page(board, "edit-board")))
    clerk.post(page(board, "edit-board"), sent)
    assert "every month, on the last Thursday, 6.30 pm" in html(clerk.get(reverse("board", args=[board.pk])))
    half = sent | {"usual_weekday": "", "opened_version": "2"}
    assert "Say both which one of the month and which weekday" in html(clerk.post(page(board, "edit-board"), half), 422)
    clerk.post(page(board, "edit-board"), sent | {"clear_days": "0", "kind": "officer", "opened_version": "2"})
    board.refresh_from_db()
    assert (board.clear_days, board.kind) == (None, "political")


def test_standing_items_are_added_moved_and_removed(clerk, board, today):
    for title in ("Apologies", "Minutes of the last meeting"):
        clerk.post(
            page(board, "add-standing-item"), {"title": title, "kind": "procedural", "group": "", "presenter": ""}
        )
    last = board.standing_items.get(number=2)
    assert "is standing item 1 now" in html(
        clerk.post(page(board, "arrange-standing-items"), {"do": f"standing-{last.pk}-{last.version}-up"}, follow=True)
    )
    last.refresh_from_db()
    clerk.post(page(board, "arrange-standing-items"), {"do": f"standing-{last.pk}-{last.version}-remove"})
    assert list(board.standing_items.values_list("number", "title")) == [(1, "Apologies")]


def test_a_clerk_keeps_no_other_board(clerk, board, today):
    other = Board.objects.create(name="Other", kind="political")
    for name in ("plan-year", "edit-board", "add-standing-item"):
        assert clerk.get(page(other, name)).status_code == 403
    assert clerk.post(page(other), days("2007-12-10")).status_code == 403
    assert Meeting.objects.count() == 0
