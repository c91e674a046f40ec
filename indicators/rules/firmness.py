"""How firm a figure is once another takes its place."""

from __future__ import annotations

from indicators.choices import State

OF_THAT_FIGURE = (State.SIGNED_OFF, State.AUDITED, State.RESERVATION, State.NOT_APPLICABLE)
"""What is said of one figure and of no other."""

PUBLISHED = (State.SIGNED_OFF, State.AUDITED, State.RESERVATION, State.RESTATED)
"""Figures that somebody has put their name to: of an indicator that is public, the public sees these and no others."""


def after_change(state: State) -> State:
    """The state of a figure that takes another's place and of which nothing is said.

    What was signed off, audited or found not to apply was the figure before: the new one is provisional.
    """
    return State.PROVISIONAL if state in OF_THAT_FIGURE else state
