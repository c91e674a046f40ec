"""The life of a clinic: from which state to which it may go. Pure."""

from __future__ import annotations

from clinics.choices import State

NEXT: dict[State, tuple[State, ...]] = {
    State.SUGGESTED: (State.AGREED, State.SCHEDULED, State.CANCELLED),
    State.AGREED: (State.SCHEDULED, State.CANCELLED),
    State.SCHEDULED: (State.AGREED, State.HELD, State.CANCELLED),
    State.HELD: (State.FOLLOW_UP, State.CLOSED),
    State.FOLLOW_UP: (State.HELD, State.CLOSED),
    State.CLOSED: (State.FOLLOW_UP,),
    State.CANCELLED: (State.SUGGESTED,),
}
"""What may follow each state. A scheduled clinic whose only sitting falls away is agreed again; a closed one
may be taken up again, and a cancelled one suggested anew. What has sat is never cancelled."""


def may_become(state: State, wanted: State) -> bool:
    """Whether a clinic in a state may go to another."""
    return wanted in NEXT[state]
