import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from actions.choices import Door, Status
from actions.models import Action, DateChange, Milestone, Update
from actions.services import (
    ClosedActionError,
    NewerUpdateError,
    OpenActionError,
    add_milestone,
    change_date,
    close,
    record_update,
    reopen,
)
from core.dates import Recurrence, read

AT = dt.datetime(2007, 9, 10, 9, tzinfo=dt.UTC)
PLAN = dt.date(2007, 8, 6)


@pytest.fixture
def action(db, today) -> Action:
    return Action.objects.create(title="Process more invoices")


def milestone(action: Action, text: str) -> Milestone:
    return add_milestone(
        action=action, order=1, measure="Done", written=read(text, written_on=PLAN), at=AT, reason="As written."
    )


def test_an_update_is_kept_and_the_action_takes_its_status(action, person):
    by = person()
    record_update(action=action, by=by, status=Status.SLIPPED, words="Late.", forecast_on=dt.date(2007, 12, 1), at=AT)
    action.refresh_from_db()
    assert (action.status, action.forecast_on, action.updates.get().by) == ("slipped", dt.date(2007, 12, 1), by)


def test_words_alone_leave_the_status_as_it_was(action):
    record_update(action=action, by=None, status=Status.ON_TRACK, at=AT)
    record_update(action=action, by=None, words="Still on it.", at=AT)
    action.refresh_from_db()
    assert action.status == "on_track"


def test_completion_clears_the_forecast(action):
    record_update(action=action, by=None, status=Status.SLIPPED, forecast_on=dt.date(2007, 12, 1), at=AT)
    record_update(action=action, by=None, status=Status.COMPLETE, at=AT)
    action.refresh_from_db()
    assert action.forecast_on is None


def test_an_update_that_says_nothing_is_refused(action):
    with pytest.raises(ValidationError, match="Choose a status or write what has happened"):
        Update(action=action, at=AT).full_clean()


def test_a_closed_action_takes_no_update(action):
    action.closed_on = dt.date(2007, 9, 1)
    action.save()
    with pytest.raises(ClosedActionError, match="closed on 1\u00a0September\u00a02007"):
        record_update(action=action, by=None, words="x", at=AT)


def test_the_second_of_two_who_write_at_once_is_shown_the_first_and_loses_nothing(action):
    first = record_update(action=action, by=None, words="First.", last_seen=0, at=AT)
    with pytest.raises(NewerUpdateError) as late:
        record_update(action=action, by=None, words="Second.", last_seen=0, at=AT)
    assert late.value.newer == first
    record_update(action=action, by=None, words="Second.", last_seen=first.pk, at=AT)
    assert [update.words for update in action.updates.all()] == ["Second.", "First."]


def test_closing_and_opening_again_say_nothing_that_a_writer_would_have_to_see(action):
    close(action, by=None, reason="Given up.", at=AT)
    reopen(action, by=None, reason="Taken up again.", at=AT)
    record_update(action=action, by=None, words="Going on.", last_seen=0, at=AT)
    assert [update.words for update in action.updates.filter(effect="")] == ["Going on."]


def test_an_open_action_is_not_opened_again(action):
    with pytest.raises(OpenActionError, match="This action is open already"):
        reopen(action, by=None, reason="x", at=AT)
    assert action.updates.count() == 0


def test_a_ticked_milestone_is_reached_that_day_by_that_update(action):
    step = milestone(action, "March 2008")
    update = record_update(action=action, by=None, words="Done.", ticked=[step], at=AT)
    step.refresh_from_db()
    assert (step.completed_on, step.completed_by) == (dt.date(2007, 9, 10), update)


def test_a_recurring_milestone_makes_its_next_occurrence_when_it_is_reached(action):
    step = milestone(action, "October annually")
    record_update(action=action, by=None, words="Done.", ticked=[step], at=AT)
    following = action.milestones.get(completed_on=None)
    assert (following.due_on, following.recurrence) == (dt.date(2008, 10, 31), Recurrence.YEARLY)


def tick(action: Action, step: Milestone, at: dt.datetime = AT) -> Milestone:
    """What is still open after a milestone is ticked."""
    record_update(action=action, by=None, words="Done.", ticked=[step], at=at)
    return action.milestones.get(completed_on=None)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (dt.date(2008, 1, 31), [(2, 29), (3, 31), (4, 30)]),
        (dt.date(2008, 1, 30), [(2, 29), (3, 30), (4, 30)]),
        (dt.date(2008, 2, 29), [(3, 31), (4, 30), (5, 31)]),
        (dt.date(2008, 1, 15), [(2, 15), (3, 15), (4, 15)]),
    ],
)
def test_occurrences_keep_the_day_of_the_first_or_the_end_of_the_month(action, first, then):
    step = Milestone.objects.create(
        action=action, measure="Report", due_on=first, first_due_on=first, recurrence=Recurrence.MONTHLY
    )
    found = []
    for _ in then:
        step = tick(action, step)
        found.append((step.due_on.month, step.due_on.day))
    assert found == then


@pytest.mark.parametrize("day", [dt.date(2007, 9, 10), dt.date(2007, 10, 31), dt.date(2008, 2, 1)])
def test_an_occurrence_that_is_ticked_early_or_late_is_followed_from_its_due_date(action, day):
    following = tick(
        action, milestone(action, "October annually"), dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    )
    assert (following.due_on, following.first_due_on, following.added_on) == (
        dt.date(2008, 10, 31),
        dt.date(2008, 10, 31),
        day,
    )


def test_an_occurrence_that_was_re_dated_does_not_move_the_next(action):
    step = milestone(action, "October annually")
    change_date(change=DateChange(milestone=step, becomes=dt.date(2007, 12, 15), reason="Late."), by=None, at=AT)
    assert tick(action, step).due_on == dt.date(2008, 10, 31)


def test_an_occurrence_that_was_brought_forward_is_not_followed_by_itself(action):
    step = milestone(action, "October annually")
    change_date(change=DateChange(milestone=step, becomes=dt.date(2007, 10, 1), reason="Early."), by=None, at=AT)
    assert tick(action, step).due_on == dt.date(2008, 10, 31)


def test_an_occurrence_that_was_put_off_past_others_is_followed_by_one_still_to_come(action):
    step = milestone(action, "every month from October 2007")
    change_date(change=DateChange(milestone=step, becomes=dt.date(2008, 1, 10), reason="Late."), by=None, at=AT)
    assert tick(action, step).due_on == dt.date(2008, 1, 31)


def test_a_milestone_that_is_ticked_twice_makes_one_more_and_stays_with_the_first_tick(action):
    step = milestone(action, "October annually")
    first = record_update(action=action, by=None, words="Done.", ticked=[step], at=AT)
    record_update(action=action, by=None, words="Again.", ticked=[step], at=AT + dt.timedelta(days=3))
    step.refresh_from_db()
    assert (step.completed_by, step.completed_on) == (first, dt.date(2007, 9, 10))
    assert sorted(m.due_on for m in action.milestones.all()) == [dt.date(2007, 10, 31), dt.date(2008, 10, 31)]


def test_what_happens_once_is_followed_by_nothing(action):
    step = milestone(action, "October 2007")
    record_update(action=action, by=None, words="Done.", ticked=[step], at=AT)
    assert action.milestones.count() == 1


def test_a_date_that_the_text_revises_is_a_change_of_date(action):
    step = milestone(action, "July 2007 (revise to October 2007)")
    change = DateChange.objects.get()
    assert (step.first_due_on, step.due_on, change.days, change.through) == (
        dt.date(2007, 7, 31),
        dt.date(2007, 10, 31),
        92,
        Door.IMPORT,
    )


def test_a_new_date_keeps_the_first_and_says_who_and_why(action, person):
    step = milestone(action, "March 2008")
    officer = person()
    change_date(
        change=DateChange(milestone=step, becomes=dt.date(2008, 6, 30), reason="Supplier late."), by=officer, at=AT
    )
    step.refresh_from_db()
    change = step.date_changes.get()
    assert (step.first_due_on, step.due_on) == (dt.date(2008, 3, 31), dt.date(2008, 6, 30))
    assert (change.was, change.requested_by, change.reason) == (dt.date(2008, 3, 31), officer, "Supplier late.")


def test_a_milestone_without_a_date_has_none_to_change(action):
    with pytest.raises(ValueError, match="has no date to change"):
        change_date(change=DateChange(milestone=milestone(action, "TBC"), becomes=PLAN, reason="x"), by=None)


def test_a_milestone_entered_in_words_reads_its_own_date(action):
    step = Milestone(action=action, measure="Done", date_as_written="Summer 2008")
    step.full_clean()
    assert (step.due_on, step.first_due_on, step.precision) == (dt.date(2008, 8, 31), dt.date(2008, 8, 31), "season")
