"""A new date is a request with a reason; the first date is never lost."""

import datetime as dt

import pytest
from django.test import Client

from accounts.choices import Role
from actions.models import Action, DateChange, Milestone
from actions.rules import rate
from actions.services import (
    DecidedAlreadyError,
    OwnRequestError,
    WaitingAlreadyError,
    change_date,
    close,
    decide_date,
    record_update,
    reopen,
    request_date,
)
from organisation.models import Board, Post, PostHolder

pytestmark = pytest.mark.django_db
DUE, LATER = dt.date(2007, 10, 31), dt.date(2008, 1, 31)
DATES = "/actions/dates/"


@pytest.fixture
def director(council, today) -> Post:
    return Post.objects.create(title="Director of Finance")


@pytest.fixture
def head(director) -> Post:
    return Post.objects.create(title="Head of Finance", superior=director)


@pytest.fixture
def step(head) -> Milestone:
    action = Action.objects.create(title="Process more invoices", lead=head, status="on_track")
    return action.milestones.create(measure="97 %", due_on=DUE, first_due_on=DUE)


@pytest.fixture
def officer(signed_in, head) -> Client:
    return signed_in(Role.OFFICER, holds=head)


@pytest.fixture
def superior(signed_in, director) -> Client:
    return signed_in(Role.OFFICER, holds=director)


def ask(browser: Client, step: Milestone, **sent):
    address = f"/actions/{step.action_id}/milestones/{step.pk}/"
    return browser.post(address, {"becomes": LATER.isoformat(), "reason": "Supplier late."} | sent, follow=True)


def decide(browser: Client, change: DateChange, **sent):
    named = {f"d{change.pk}-{name}": value for name, value in sent.items()}
    return browser.post(f"{DATES}{change.pk}/", named, follow=True)


def due(step: Milestone) -> tuple[dt.date, dt.date]:
    step.refresh_from_db()
    return step.due_on, step.first_due_on


def test_a_request_waits_for_the_superior_who_approves_it(officer, superior, step, director):
    page = ask(officer, step).content.decode()
    assert "Your request is with Director of Finance." in page
    assert "It waits for a decision." in page
    assert due(step) == (DUE, DUE)
    assert "1\u00a0request for a new date waits for a decision" in superior.get("/").content.decode()
    change = DateChange.objects.get()
    assert "Supplier late." in superior.get(DATES).content.decode()
    decide(superior, change, decision="approved", note="Go on")
    assert due(step) == (LATER, DUE)
    change.refresh_from_db()
    assert (change.decision, change.approved_by) == ("approved", director)
    page = officer.get(step.action.get_absolute_url()).content.decode()
    assert "first 31 Oct 2007: 92\u00a0days later" in page.replace("31\u00a0Oct\u00a02007", "31 Oct 2007")
    assert "for the Director of Finance on 10\u00a0September\u00a02007: Go on." in page
    assert "Re-dated" in page


def test_a_declined_request_says_why_and_moves_nothing(officer, superior, step):
    ask(officer, step)
    change = DateChange.objects.get()
    refused = decide(superior, change, decision="declined")
    assert refused.status_code == 422
    assert "Say why the new date is declined." in refused.content.decode()
    decide(superior, change, decision="declined", note="The board was promised October.")
    assert due(step) == (DUE, DUE)
    assert "The board was promised October." in officer.get(step.action.get_absolute_url()).content.decode()
    ask(officer, step)
    assert DateChange.objects.waiting().count() == 1


def test_who_asked_may_withdraw_and_not_approve(officer, step):
    ask(officer, step)
    change = DateChange.objects.get()
    assert decide(officer, change, decision="approved").status_code == 403
    decide(officer, change, decision="withdrawn")
    assert DateChange.objects.get().decision == "withdrawn"
    assert due(step) == (DUE, DUE)


def test_a_colleague_decides_on_nothing_of_others(officer, signed_in, step):
    ask(officer, step)
    colleague = signed_in(Role.OFFICER)
    assert decide(colleague, DateChange.objects.get(), decision="approved").status_code == 403
    assert "Supplier late." not in colleague.get(DATES).content.decode()


def test_nobody_approves_their_own_request_even_with_two_posts(person, step, director, head):
    both = person(Role.OFFICER, holds=head)
    PostHolder.objects.create(post=director, user=both, starts=dt.date(2000, 1, 1))
    change = request_date(step, LATER, reason="x", by=both, approval="superior")
    with pytest.raises(OwnRequestError, match="Nobody approves what they asked for"):
        decide_date(change, "approved", by=both, post=director)
    assert due(step) == (DUE, DUE)


def test_a_board_approves_and_the_performance_team_records_it(officer, superior, signed_in, step, council):
    council.dates_approved_by = "board"
    council.save()
    board = Board.objects.create(name="Cabinet", kind="political")
    assert "Your request is with a board." in ask(officer, step).content.decode()
    change = DateChange.objects.get()
    assert decide(superior, change, decision="approved").status_code == 403
    team = signed_in(Role.PERFORMANCE)
    assert "Choose the board that approved it." in decide(team, change, decision="approved").content.decode()
    decide(team, change, decision="approved", board=board.pk)
    change.refresh_from_db()
    assert (change.decision, change.approved_by_board) == ("approved", board)
    assert due(step) == (LATER, DUE)


def test_where_nobody_approves_the_date_stands_at_once(officer, step, council):
    council.dates_approved_by = "nobody"
    council.save()
    assert "The date is now 31\u00a0January\u00a02008. The first date is kept." in ask(officer, step).content.decode()
    assert due(step) == (LATER, DUE)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"reason": ""}, "Say why the date changes."),
        ({"becomes": ""}, "Give the new date."),
        ({"becomes": "soon"}, "No date can be read from “soon”. Write a day as 31/3/2008"),
        ({"becomes": DUE.isoformat()}, "31\u00a0October\u00a02007 is the date that it has now."),
        ({"becomes": "2007-09-01"}, "1\u00a0September\u00a02007 has passed. Is it meant?"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(officer, step, sent, sentence):
    answer = ask(officer, step, **sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert DateChange.objects.count() == 0


def test_a_date_in_the_past_is_taken_once_it_is_meant(officer, step):
    ask(officer, step, becomes="2007-09-01", past_meant="on")
    assert DateChange.objects.get().becomes == dt.date(2007, 9, 1)


def test_one_request_waits_at_a_time(officer, step, person):
    ask(officer, step)
    page = officer.get(f"/actions/{step.action_id}/milestones/{step.pk}/").content.decode()
    assert "A new date has been asked for already" in page
    with pytest.raises(WaitingAlreadyError):
        request_date(step, LATER, reason="x", by=person(Role.OFFICER), approval="superior")


def test_the_admin_records_no_date_past_a_request_that_waits(officer, signed_in, step, person):
    ask(officer, step)
    answer = signed_in(Role.PERFORMANCE).post(
        "/admin/actions/datechange/add/", {"milestone": step.pk, "becomes": "2008-06-30", "reason": "Agreed."}
    )
    assert "Decide on it first, under My work." in answer.content.decode()
    with pytest.raises(WaitingAlreadyError):
        change_date(change=DateChange(milestone=step, becomes=LATER, reason="x"), by=person(Role.PERFORMANCE))
    assert due(step) == (DUE, DUE)


def test_a_request_is_decided_once(officer, step, person):
    ask(officer, step)
    change = DateChange.objects.get()
    decide_date(change, "declined", by=person(Role.PERFORMANCE), note="No.")
    with pytest.raises(DecidedAlreadyError, match="has been decided: declined"):
        decide_date(change, "approved", by=person(Role.PERFORMANCE))


def test_a_stranger_to_an_action_asks_for_nothing(signed_in, step):
    assert ask(signed_in(Role.OFFICER), step).status_code == 403


def test_a_closed_action_moves_no_date_and_the_performance_team_opens_it_again(officer, signed_in, step):
    team, address = signed_in(Role.PERFORMANCE), f"/actions/{step.action_id}/close/"
    assert team.post(address, {"to": "closed"}).status_code == 422
    page = team.post(address, {"to": "closed", "reason": "The service was sold."}, follow=True).content.decode()
    assert "Closed the action." in page
    assert "The service was sold." in page
    assert ask(officer, step).status_code == 403
    again = team.post(address, {"to": "closed", "reason": "Twice."}, follow=True).content.decode()
    assert "This action was closed on 10\u00a0September\u00a02007" in again
    team.post(address, {"to": "open", "reason": "Bought back."})
    step.action.refresh_from_db()
    assert step.action.closed_on is None
    again = team.post(address, {"to": "open", "reason": "Twice."}, follow=True).content.decode()
    assert "This action is open already" in again
    assert [update.effect for update in step.action.updates.all()] == ["reopened", "closed"]


def test_closing_is_no_update_of_the_cycle(step):
    close(step.action, by=None, reason="x")
    reopen(step.action, by=None, reason="y")
    assert Action.objects.with_details().get().last_words is None


def test_what_is_reached_or_closed_meanwhile_is_moved_by_no_approval(officer, superior, step):
    ask(officer, step)
    change = DateChange.objects.get()
    close(step.action, by=None, reason="Sold.")
    page = decide(superior, change, decision="approved").content.decode()
    assert "This action was closed on 10\u00a0September\u00a02007" in page
    reopen(step.action, by=None, reason="Bought back.")
    record_update(action=step.action, by=None, ticked=[step])
    page = decide(superior, change, decision="approved").content.decode()
    assert "This milestone was reached on 10\u00a0September\u00a02007; its date changes no more." in page
    assert (due(step), DateChange.objects.waiting().count()) == ((DUE, DUE), 1)
    decide(superior, change, decision="declined", note="It is done.")
    assert DateChange.objects.get().decision == "declined"


def test_how_often_a_date_was_changed_is_said_beside_a_decision_that_needs_another_look(
    officer, superior, step, person
):
    request_date(step, LATER, reason="x", by=person(Role.OFFICER), approval="nobody")
    ask(officer, step, becomes="2008-03-31")
    assert "re-dated 1\u00a0time before" in superior.get(DATES).content.decode()
    again = decide(superior, DateChange.objects.waiting().get(), decision="declined")
    assert (again.status_code, "re-dated 1\u00a0time before" in again.content.decode()) == (422, True)


def test_a_new_date_in_words_is_its_last_day(officer, step):
    ask(officer, step, becomes="end of year 2008/09")
    assert DateChange.objects.get().becomes == dt.date(2009, 3, 31)


def test_a_day_agreed_in_a_seasons_place_falls_due_like_any_other(step, person):
    step.precision, step.due_on, step.first_due_on = "season", dt.date(2007, 5, 31), dt.date(2007, 5, 31)
    step.save()
    on = dt.date(2007, 9, 10)
    assert not Action.objects.overdue(on)
    request_date(step, dt.date(2007, 8, 15), reason="x", by=person(Role.OFFICER), approval="nobody")
    assert [action.rating for action in Action.objects.overdue(on)] == ["red"]
    assert rate(Action.objects.get().facts, on).label == "Overdue"
