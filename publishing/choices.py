"""Vocabularies of publishing: the plain words in which residents read verdicts."""

from core.rag import Rag
from core.vocabulary import Words
from indicators.choices import Direction, Quartile, State


class Kind(Words):
    """What the council chooses to publish, or not."""

    INDICATORS = "indicators", "Indicators"
    PLANS = "plans", "Plans"
    CLINICS = "clinics", "Clinics"


class Scope(Words):
    """Whose eyes something is read with."""

    PUBLIC = "public", "Everybody"
    READER = "reader", "Whoever sends a key: what a Viewer may read"


TARGET = {
    Rag.GREEN: "Target met",
    Rag.AMBER: "Just missed",
    Rag.RED: "Target missed",
    Rag.NO_TARGET: "No target",
}
"""A result against its target, in a resident's words."""
PROGRESS = {
    Rag.COMPLETE: "Done",
    Rag.GREEN: "On track",
    Rag.AMBER: "Slipping",
    Rag.RED: "Late or off track",
    Rag.NOT_REPORTED: "No update yet",
}
"""How an action of a plan is going, likewise."""
TRAVEL = {
    Direction.IMPROVED: "Better than a year before",
    Direction.NO_CHANGE: "The same as a year before",
    Direction.DECLINED: "Worse than a year before",
    Direction.UP: "Higher than a year before",
    Direction.UNCHANGED: "The same as a year before",
    Direction.DOWN: "Lower than a year before",
}
"""A result against the one of the same part of the year before."""
PLACE = {
    Quartile.BEST: "In the best quarter",
    Quartile.SECOND: "In the second quarter",
    Quartile.THIRD: "In the third quarter",
    Quartile.WORST: "In the lowest quarter",
    Quartile.BELOW_BEST: "Not in the best quarter",
    Quartile.ABOVE_WORST: "Not in the lowest quarter",
}
"""A result among those of other councils."""
CHECKED = {
    State.SIGNED_OFF: "Signed off by the council",
    State.AUDITED: "Checked by auditors",
    State.RESERVATION: "Checked by auditors, who had a reservation",
    State.RESTATED: "Corrected after it was first reported",
}
"""Who has put their name to a result."""
