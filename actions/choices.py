"""Vocabularies of actions."""

from core.dates import Precision, Recurrence
from core.rag import Rag
from core.vocabulary import Words


class Status(Words):
    """What an officer declares. Nothing declared is no status: "not reported"."""

    ON_TRACK = "on_track", "On track"
    IN_PROGRESS = "in_progress", "In progress"
    SLIPPED = "slipped", "Slipped"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"

    @property
    def rag(self) -> Rag:
        """The rating that the status would earn by itself, for the mark beside its button."""
        return {
            Status.SLIPPED: Rag.AMBER,
            Status.OFF_TRACK: Rag.RED,
            Status.COMPLETE: Rag.COMPLETE,
        }.get(self, Rag.GREEN)


class Door(Words):
    """Through which door something came in."""

    BROWSER = "browser", "in the browser"
    LINK = "link", "by e-mail link"
    IMPORT = "import", "from an imported paper"
    ADMIN = "admin", "in the admin"
    CLINIC = "clinic", "in a clinic"
    MEETING = "meeting", "in a meeting"


class Decision(Words):
    """What became of a request for a new date."""

    WAITING = "waiting", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Effect(Words):
    """What an update does to the action beside its status."""

    NONE = "", "None"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"


RATED = {
    Rag.RED: "Overdue or off track",
    Rag.AMBER: "Slipped or late in part",
    Rag.GREEN: "On track",
    Rag.COMPLETE: "Complete",
    Rag.NOT_REPORTED: "Not reported",
}
"""The ratings that an action may have, with what each means of it: what needs attention first."""
PRECISIONS = [(precision.value, precision.name.capitalize()) for precision in Precision]
RECURRENCES = [(recurrence.value, recurrence.value.capitalize() or "Once") for recurrence in Recurrence]
