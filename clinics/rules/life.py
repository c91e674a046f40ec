"""The life of a clinic: from which state to which it may go, by which step, and why not by another. Pure."""

from __future__ import annotations

import re
from datetime import date

from clinics.choices import State
from core.formats import listed, long_date
from core.periods import Period, PeriodError
from core.vocabulary import Words

NEXT: dict[State, tuple[State, ...]] = {
    State.SUGGESTED: (State.AGREED, State.SCHEDULED, State.CANCELLED),
    State.AGREED: (State.SCHEDULED, State.CANCELLED),
    State.SCHEDULED: (State.AGREED, State.HELD, State.CANCELLED),
    State.HELD: (State.FOLLOW_UP, State.CLOSED, State.SCHEDULED),
    State.FOLLOW_UP: (State.HELD, State.CLOSED),
    State.CLOSED: (State.FOLLOW_UP,),
    State.CANCELLED: (State.SUGGESTED,),
}
"""What may follow each state. A scheduled clinic whose only sitting falls away is agreed again; a closed one
may be taken up again, and a cancelled one suggested anew. What has sat is never cancelled; what only began by
mistake, with nothing noted, is scheduled as before."""

PATH = (State.SUGGESTED, State.AGREED, State.SCHEDULED, State.HELD, State.FOLLOW_UP, State.CLOSED)
"""The life of a clinic to which nothing untoward happens."""


class Step(Words):
    """What somebody does with a clinic."""

    AGREE = "agree", "Agree to it"
    SCHEDULE = "schedule", "Give it a day"
    HOLD = "hold", "Record that it was held"
    FOLLOW_UP = "follow_up", "Follow it up"
    CLOSE = "close", "Close it"
    CANCEL = "cancel", "Cancel it"
    REOPEN = "reopen", "Reopen it"


STEPS: dict[Step, tuple[State, ...]] = {
    Step.AGREE: (State.SUGGESTED,),
    Step.SCHEDULE: (State.SUGGESTED, State.AGREED, State.SCHEDULED, State.HELD, State.FOLLOW_UP),
    Step.HOLD: (State.SCHEDULED, State.HELD, State.FOLLOW_UP),
    Step.FOLLOW_UP: (State.HELD,),
    Step.CLOSE: (State.HELD, State.FOLLOW_UP),
    Step.CANCEL: (State.SUGGESTED, State.AGREED, State.SCHEDULED),
    Step.REOPEN: (State.CLOSED, State.CANCELLED),
}
"""From which states each step is taken. A clinic that has sat may be given a further day, and stays what it is."""


class Standing(Words):
    """Where a clinic stands towards a state of its life."""

    DONE = "done", "done"
    NOW = "now", "now"
    TO_COME = "to_come", "to come"


def path(state: State) -> tuple[tuple[State, Standing], ...]:
    """The life of a clinic with where it stands in it; nothing of a cancelled one."""
    if state not in PATH:
        return ()
    now = PATH.index(state)
    return tuple(
        (one, Standing.DONE if place < now else Standing.NOW if place == now else Standing.TO_COME)
        for place, one in enumerate(PATH)
    )


def may_become(state: State, wanted: State) -> bool:
    """Whether a clinic in a state may go to another."""
    return wanted in NEXT[state]


def may(state: State, step: Step) -> bool:
    """Whether a step may be taken with a clinic in a state."""
    return state in STEPS[step]


def refusal(state: State, step: Step) -> str:
    """Why a step may not be taken with a clinic in a state, and what to do instead; empty where it may."""
    if may(state, step):
        return ""
    if state in (State.CLOSED, State.CANCELLED):
        done = f"The clinic is {state.label.lower()}"
        return (
            f"{done} already."
            if step in (Step.CLOSE, Step.CANCEL) and _ends_in(step) == state
            else f"{done}. Reopen it first."
        )
    if step == Step.REOPEN:
        return f"The clinic is {state.label.lower()}, so that there is nothing to reopen."
    if step == Step.AGREE:
        return f"The clinic is {state.label.lower()} already."
    if step == Step.CANCEL:
        return "The clinic has sat, and what has sat is not cancelled. Close it with what came of it."
    if step == Step.FOLLOW_UP and state == State.FOLLOW_UP:
        return "The clinic is being followed up already."
    if step == Step.HOLD:
        return "The clinic has no day on which it could have been held. Schedule it first."
    return "The clinic has not sat yet. Hold it first, or cancel it with a reason."


def _ends_in(step: Step) -> State:
    return State.CLOSED if step == Step.CLOSE else State.CANCELLED


PERIOD = re.compile(r"\b(?:19|20)\d\d/\d\d(?:\s?(?:Q[1-4]|H[12]|M\d\d)\b)?")


def too_early_an_outcome(words: str, held_on: date | None) -> str:
    """Why words cannot be the outcome of a clinic: every period that they name had ended when it first sat.

    Empty where they name none, or one that had not ended then.
    """
    named = {}
    for found in PERIOD.findall(words):
        try:
            named[str(Period.parse(found))] = Period.parse(found)
        except PeriodError:
            continue
    if not named or held_on is None or any(period.ends > held_on for period in named.values()):
        return ""
    ended = max(period.ends for period in named.values())
    one = len(named) == 1
    return (
        f"{listed(named)} ended {'on' if one else 'by'} {long_date(ended)}, before the clinic of {long_date(held_on)}: "
        f"{'it shows' if one else 'they show'} where the clinic began, and {'is' if one else 'are'} never its outcome. "
        "Say what has come since."
    )
