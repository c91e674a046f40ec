import itertools
from datetime import date, time

import pytest

from actions.models import Action
from clinics import services
from clinics.choices import State
from clinics.models import Attendance, Clinic, ClinicAction, ClinicIndicator, Invitee, Sitting
from clinics.rules import NEXT
from clinics.rules.life import PATH, STEPS, Standing, Step, may, path, refusal, too_early_an_outcome
from clinics.services import LifeError
from core.periods import Period, PeriodKind
from core.records import StaleWriteError
from indicators.models import Indicator, IndicatorSet, Measurement
from organisation.models import Post
from organisation.services import reporting_period

LEADS = {
    Step.AGREE: {State.AGREED},
    Step.HOLD: {State.HELD},
    Step.FOLLOW_UP: {State.FOLLOW_UP},
    Step.CLOSE: {State.CLOSED},
    Step.CANCEL: {State.CANCELLED},
    Step.REOPEN: {State.FOLLOW_UP, State.SUGGESTED},
}
NOT_SAT = "The clinic has not sat yet. Hold it first, or cancel it with a reason."
NO_DAY = "The clinic has no day on which it could have been held. Schedule it first."
SAT = "The clinic has sat, and what has sat is not cancelled. Close it with what came of it."
CLOSED, CANCELLED = "The clinic is closed. Reopen it first.", "The clinic is cancelled. Reopen it first."


def already(words: str) -> str:
    return f"The clinic is {words} already."


def nothing(words: str) -> str:
    return f"The clinic is {words}, so that there is nothing to reopen."


REFUSALS = {
    "suggested": ("", "", NO_DAY, NOT_SAT, NOT_SAT, "", nothing("suggested")),
    "agreed": (already("agreed"), "", NO_DAY, NOT_SAT, NOT_SAT, "", nothing("agreed")),
    "scheduled": (already("scheduled"), "", "", NOT_SAT, NOT_SAT, "", nothing("scheduled")),
    "held": (already("held"), "", "", "", "", SAT, nothing("held")),
    "follow_up": (
        already("being followed up"),
        "",
        "",
        already("being followed up"),
        "",
        SAT,
        nothing("being followed up"),
    ),
    "closed": (CLOSED, CLOSED, CLOSED, CLOSED, already("closed"), CLOSED, ""),
    "cancelled": (CANCELLED, CANCELLED, CANCELLED, CANCELLED, CANCELLED, already("cancelled"), ""),
}


@pytest.mark.parametrize("state", State)
def test_each_step_from_each_state_is_taken_or_refused_with_its_sentence(state):
    assert tuple(refusal(state, step) for step in Step) == REFUSALS[state]
    assert [may(state, step) for step in Step] == [sentence == "" for sentence in REFUSALS[state]]


@pytest.mark.parametrize("step", LEADS)
def test_a_step_leads_only_where_a_clinic_may_go(step):
    for state in STEPS[step]:
        assert LEADS[step] & {*NEXT[state], state}, (state, step)


def test_the_path_is_one_that_can_be_gone():
    assert all(later in NEXT[earlier] for earlier, later in itertools.pairwise(PATH))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", ""),
        ("Better, though nobody knows why.", ""),
        (
            "9.2 days in 2006/07.",
            (
                "2006/07 ended on 31\u00a0March\u00a02007, before the clinic of 9\u00a0May\u00a02007: it shows where the clinic "
                "began, and is never its outcome. Say what has come since."
            ),
        ),
        (
            "From 12 in 2005/06 to 9.2 in 2006/07.",
            (
                "2005/06 and 2006/07 ended by 31\u00a0March\u00a02007, before the clinic of 9\u00a0May\u00a02007: they show where "
                "the clinic began, and are never its outcome. Say what has come since."
            ),
        ),
        ("From 9.2 in 2006/07 to 8 in 2007/08 Q1.", ""),
        ("Rooms 2007/12 and 2006/99", ""),
    ],
)
def test_years_that_ended_before_the_clinic_are_no_outcome(words, sentence):
    assert too_early_an_outcome(words, date(2007, 5, 9)) == sentence


def test_without_a_sitting_no_year_is_too_early():
    assert too_early_an_outcome("9.2 days in 2006/07.", None) == ""


@pytest.fixture
def clinic(today, council, db) -> Clinic:
    return Clinic.objects.create(title="Invoices", called_on=date(2007, 6, 1))


def at(state: State, clinic: Clinic) -> Clinic:
    """The clinic brought to a state by its steps."""
    if state == State.CANCELLED:
        return services.cancel(clinic=clinic, because="No need.")
    if state == State.SUGGESTED:
        return clinic
    clinic = services.agree(clinic=clinic)
    if state == State.AGREED:
        return clinic
    services.schedule(clinic=clinic, on=date(2007, 9, 10))
    if state != State.SCHEDULED:
        services.record_held(sitting=clinic.sittings.get())
    if state in (State.FOLLOW_UP, State.CLOSED):
        services.follow_up(clinic=clinic)
    if state == State.CLOSED:
        Clinic.objects.filter(pk=clinic.pk).update(outcome="Paid sooner.")
        services.close(clinic=clinic)
    return Clinic.objects.get(pk=clinic.pk)


DOES = {
    Step.AGREE: lambda clinic: services.agree(clinic=clinic),
    Step.SCHEDULE: lambda clinic: services.schedule(clinic=clinic, on=date(2007, 10, 1)),
    Step.HOLD: lambda clinic: services.record_held(sitting=clinic.sittings.first() or Sitting(clinic=clinic)),
    Step.FOLLOW_UP: lambda clinic: services.follow_up(clinic=clinic),
    Step.CLOSE: lambda clinic: services.close(clinic=clinic),
    Step.CANCEL: lambda clinic: services.cancel(clinic=clinic, because="x"),
    Step.REOPEN: lambda clinic: services.reopen(clinic=clinic, because="x"),
}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", State)
def test_the_services_take_the_steps_that_the_rule_allows_and_no_other(clinic, state, step):
    clinic = at(state, clinic)
    assert clinic.state == state
    clinic.outcome = "Paid sooner."
    clinic.save()
    if may(state, step):
        DOES[step](clinic)
        after = Clinic.objects.get(pk=clinic.pk).state
        if step == Step.SCHEDULE:
            assert after == (state if state in (State.HELD, State.FOLLOW_UP) else State.SCHEDULED)
        else:
            assert after in LEADS[step]
    else:
        with pytest.raises(LifeError) as refused:
            DOES[step](clinic)
        assert str(refused.value) == REFUSALS[state][list(Step).index(step)]
        assert Clinic.objects.get(pk=clinic.pk).state == state


def refused(does, *args, **kwargs) -> str:
    with pytest.raises(LifeError) as error:
        does(*args, **kwargs)
    return str(error.value).replace("\u00a0", " ")


def test_a_day_before_the_clinic_was_called_is_refused(clinic):
    assert refused(services.schedule, clinic=clinic, on=date(2007, 5, 31), held=True) == (
        "31 May 2007 is before the clinic was called, on 1 June 2007. Choose a later day."
    )


def test_a_second_sitting_on_a_day_is_refused(clinic):
    services.schedule(clinic=clinic, on=date(2007, 10, 1))
    assert refused(services.schedule, clinic=clinic, on=date(2007, 10, 1)) == (
        "The clinic has a sitting on 1 October 2007 already. Choose another day."
    )


def test_a_day_that_is_past_is_asked_about_and_then_recorded_as_held(clinic):
    assert refused(services.schedule, clinic=clinic, on=date(2007, 7, 2)) == (
        "2 July 2007 is past. Was the clinic held then? Say so, or choose a day to come."
    )
    services.schedule(clinic=clinic, on=date(2007, 7, 2), held=True)
    clinic.refresh_from_db()
    assert (clinic.state, clinic.sittings.get().date) == (State.HELD, date(2007, 7, 2))


def test_what_has_not_come_was_not_held(clinic):
    sentence = "11 September 2007 has not come yet, so the clinic cannot have been held then."
    assert refused(services.schedule, clinic=clinic, on=date(2007, 9, 11), held=True) == sentence
    sitting = services.schedule(clinic=clinic, on=date(2007, 9, 11))
    assert refused(services.record_held, sitting=sitting) == sentence


@pytest.fixture
def paid(clinic) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    made = Indicator.objects.create(set=bvpi, ref="BV8", title="Paid", unit="%", polarity="higher")
    for month in (3, 4, 5):
        Measurement.objects.create(
            indicator=made, period=reporting_period(Period(PeriodKind.MONTH, 2007, month)), actual=90 + month
        )
    ClinicIndicator.objects.create(clinic=clinic, indicator=made)
    return made


def baseline(clinic: Clinic) -> str:
    return str(clinic.clinic_indicators.get().baseline)


def test_where_its_indicators_began_is_fixed_when_it_is_held_and_anew_when_its_first_day_was_wrong(clinic, paid):
    sitting = services.schedule(clinic=clinic, on=date(2007, 8, 6), held=True)
    assert baseline(clinic) == "BV8, 2007/08 M04 (July)"
    services.schedule(clinic=clinic, on=date(2007, 9, 3), held=True)
    assert baseline(clinic) == "BV8, 2007/08 M04 (July)"
    sitting.date = date(2007, 7, 30)
    services.change_sitting(sitting=sitting, held=True)
    assert baseline(clinic) == "BV8, 2007/08 M03 (June)"
    services.schedule(clinic=clinic, on=date(2007, 6, 25), held=True)
    assert clinic.clinic_indicators.get().baseline is None


def test_moving_a_sitting_keeps_the_rules_of_its_day(clinic):
    sitting = services.schedule(clinic=clinic, on=date(2007, 10, 1))
    other = services.schedule(clinic=clinic, on=date(2007, 10, 2))
    for day, words in (
        (date(2007, 5, 1), "before the clinic was called"),
        (date(2007, 10, 2), "already"),
        (date(2007, 7, 1), "Was the clinic held then?"),
    ):
        sitting.date = day
        assert words in refused(services.change_sitting, sitting=sitting)
    sitting.date, sitting.place, sitting.starts_at = date(2007, 10, 3), "Town Hall", time(10)
    services.change_sitting(sitting=sitting)
    assert Sitting.objects.get(pk=sitting.pk).place == "Town Hall"
    services.cancel_sitting(sitting=other, because="Snow.")
    other = Sitting.objects.get(pk=other.pk)
    assert refused(services.change_sitting, sitting=other) == (
        "The sitting of 2 October 2007 is cancelled already: Snow. Give the clinic another day."
    )


def test_of_two_who_move_a_sitting_the_second_is_told(clinic):
    sitting = services.schedule(clinic=clinic, on=date(2007, 10, 1))
    theirs = Sitting.objects.get(pk=sitting.pk)
    theirs.date = date(2007, 10, 8)
    services.change_sitting(sitting=theirs)
    sitting.date = date(2007, 10, 9)
    with pytest.raises(StaleWriteError):
        services.change_sitting(sitting=sitting)
    assert Sitting.objects.get().date == date(2007, 10, 8)


def test_what_was_held_is_neither_moved_to_come_nor_cancelled(clinic):
    sitting = services.schedule(clinic=clinic, on=date(2007, 7, 2), held=True)
    assert refused(services.cancel_sitting, sitting=sitting, because="x") == (
        "The clinic was held on 2 July 2007, and what has sat is not cancelled. Change the day if it is wrong."
    )
    sitting.date = date(2007, 10, 1)
    assert refused(services.change_sitting, sitting=sitting) == (
        "The clinic was held on 2 July 2007, and on no other day; it cannot be still to come. "
        "Correct the day, or give the clinic a further one."
    )


def test_what_has_begun_stays_as_it_was(clinic):
    sitting = services.schedule(clinic=clinic, on=date(2007, 9, 10))
    Sitting.objects.filter(pk=sitting.pk).update(begun_at="2007-09-10T09:00Z")
    sentence = "The sitting has begun, so that its day, time and place stay what they were."
    assert refused(services.change_sitting, sitting=sitting) == sentence
    assert refused(services.cancel_sitting, sitting=sitting, because="x") == sentence


def test_a_clinic_whose_only_sitting_falls_away_is_agreed_again(clinic):
    first = services.schedule(clinic=clinic, on=date(2007, 10, 1))
    second = services.schedule(clinic=clinic, on=date(2007, 10, 2))
    assert services.cancel_sitting(sitting=first, because="Snow.").state == State.SCHEDULED
    assert services.cancel_sitting(sitting=second, because="Snow.").state == State.AGREED


def test_a_cancelled_clinic_takes_its_sittings_with_it_and_may_be_suggested_anew(clinic):
    services.schedule(clinic=clinic, on=date(2007, 10, 1))
    services.cancel(clinic=clinic, because="The figures were wrong.")
    assert clinic.sittings.get().cancelled_because == "The figures were wrong."
    again = services.reopen(clinic=clinic, because="They were right.")
    assert (again.state, again.cancelled_because) == (State.SUGGESTED, "")
    assert again.history.first().history_change_reason == "They were right."


def test_a_clinic_is_closed_with_its_outcome_in_words(clinic, today):
    clinic = at(State.HELD, clinic)
    assert refused(services.close, clinic=clinic) == (
        "Nobody has said what came of the clinic. Write its outcome first, then close it."
    )
    Clinic.objects.filter(pk=clinic.pk).update(outcome="Paid sooner.")
    assert services.close(clinic=clinic).closed_on == today


def test_open_actions_are_asked_about_before_a_clinic_is_closed(clinic):
    clinic = at(State.FOLLOW_UP, clinic)
    Clinic.objects.filter(pk=clinic.pk).update(outcome="Paid sooner.")
    still, done, shut = (
        Action.objects.create(title="Scan invoices"),
        Action.objects.create(title="Train staff", status="complete"),
        Action.objects.create(title="Write letters", closed_on=date(2007, 9, 1)),
    )
    for action in (still, done, shut):
        ClinicAction.objects.create(clinic=clinic, action=action)
    assert refused(services.close, clinic=clinic) == (
        "1 action of the clinic is open: “Scan invoices”. Say that it is closed all the same, and what is left to whom."
    )
    assert refused(services.close, clinic=clinic, left_open=[still.pk]) == (
        "Say why the clinic is closed although actions are open, or to whom they are left."
    )
    closed = services.close(clinic=clinic, left_open=[still.pk], note="Left to the plan.")
    assert (closed.state, closed.closing_note) == (State.CLOSED, "Left to the plan.")
    again = services.reopen(clinic=closed, because="Not paid sooner after all.")
    assert (again.state, again.closed_on, again.closing_note) == (State.FOLLOW_UP, None, "")


@pytest.fixture
def head(db) -> Post:
    return Post.objects.create(title="Head of Finance")


def expected(sitting: Sitting) -> list[tuple[str, str | None]]:
    return [(row.role, row.post and str(row.post)) for row in Attendance.objects.filter(sitting=sitting)]


def test_who_is_to_come_is_carried_to_the_sittings_to_come(clinic, head):
    services.set_people(clinic=clinic, added=[Invitee(role="director"), Invitee(role="chair", post=head)])
    sitting = services.schedule(clinic=clinic, on=date(2007, 10, 1))
    assert sitting.chair == head
    assert expected(sitting) == [("director", None), ("chair", "Head of Finance")]
    director, chair = clinic.invitees.all()
    director.post = Post.objects.create(title="Director of Finance")
    services.set_people(clinic=clinic, kept=[director], removed=[chair], added=[Invitee(role="pi_manager")])
    assert expected(sitting) == [("director", "Director of Finance"), ("pi_manager", None)]


def test_of_two_who_change_who_is_to_come_the_second_is_told(clinic, head):
    services.set_people(clinic=clinic, added=[Invitee(role="director")])
    mine, theirs = clinic.invitees.get(), clinic.invitees.get()
    theirs.post = head
    services.set_people(clinic=clinic, kept=[theirs])
    for change in ({"kept": [mine]}, {"removed": [mine]}):
        with pytest.raises(StaleWriteError):
            services.set_people(clinic=clinic, **change)


def test_once_a_clinic_has_sat_who_came_is_said_with_the_sitting(clinic):
    clinic = at(State.HELD, clinic)
    assert refused(services.set_people, clinic=clinic, added=[Invitee(role="director")]) == (
        "The clinic has sat, so that who is to come is said for each further sitting, beside who came."
    )


def test_attendance_is_recorded_with_whoever_came_unasked(clinic, head):
    services.set_people(clinic=clinic, added=[Invitee(role="director"), Invitee(role="pi_manager")])
    sitting = services.schedule(clinic=clinic, on=date(2007, 9, 10))
    director, manager = sitting.attendance.all()
    director.presence, manager.presence = "present", "apologies"
    services.record_attendance(
        sitting=sitting, rows=[director, manager], came=Attendance(role="other", post=head, presence="present")
    )
    assert [str(row) for row in sitting.attendance.all()] == ["Director", "PI manager (apologies)", "Other"]


def test_nobody_was_present_before_the_day(clinic):
    services.set_people(clinic=clinic, added=[Invitee(role="director")])
    sitting = services.schedule(clinic=clinic, on=date(2007, 10, 1))
    row = sitting.attendance.get()
    row.presence = "present"
    assert refused(services.record_attendance, sitting=sitting, rows=[row]) == (
        "1 October 2007 has not come yet, so that nobody was present. Record apologies until then."
    )
    row.presence = "apologies"
    services.record_attendance(sitting=sitting, rows=[row])
    services.cancel_sitting(sitting=sitting, because="Snow.")
    assert refused(services.record_attendance, sitting=sitting, rows=[]) == (
        "The sitting of 1 October 2007 was cancelled, so that nobody came."
    )


def test_where_a_clinic_stands_in_its_life_is_told_of_each_state():
    done, now, to_come = Standing.DONE, Standing.NOW, Standing.TO_COME
    assert path(State.SUGGESTED) == tuple(zip(PATH, (now, *[to_come] * 5), strict=True))
    assert path(State.HELD) == tuple(zip(PATH, (done, done, done, now, to_come, to_come), strict=True))
    assert path(State.CLOSED) == tuple(zip(PATH, (*[done] * 5, now), strict=True))
    assert path(State.CANCELLED) == ()


@pytest.mark.parametrize(
    ("words", "held_on", "refused"),
    [
        ("In 2005/06 it was 27.", date(2006, 10, 5), True),
        ("In 2005/06 it was 27.", date(2006, 3, 31), True),
        ("In 2005/06 it was 27.", date(2006, 3, 30), False),
        ("In 2005/07, which is no year, and in 2005/06 it was 27.", date(2006, 10, 5), True),
        ("In 2005/06 it was 27, in 2006/07 26.", date(2006, 10, 5), False),
        ("It was 27.", date(2006, 10, 5), False),
        ("In 2005/06 it was 27.", None, False),
    ],
)
def test_words_that_name_only_what_had_ended_are_no_outcome(words, held_on, refused):
    assert bool(too_early_an_outcome(words, held_on)) == refused
