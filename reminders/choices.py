"""Vocabularies of reminders."""

from core.vocabulary import Words


class Occasion(Words):
    """What a letter was written for: the weightiest of what is in it."""

    DUE = "due", "Due today"
    OVERDUE = "overdue", "Overdue"
    SOON = "soon", "Due soon"
    UPDATE = "update", "Update wanted"
    MISSED = "missed", "Missed cycle"


class State(Words):
    """What became of a message."""

    WAITING = "waiting", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Refused"
    BOUNCED = "bounced", "Bounced"
    REPLACED = "replaced", "Replaced by a later one"


class Use(Words):
    """What somebody did with a link."""

    OPENED = "opened", "Opened"
    SAVED = "saved", "Saved"
    REFUSED = "refused", "Refused"
