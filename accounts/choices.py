"""The roles, once: a role is a group, and rights come from it and from the posts a person holds. Words for signing in."""

from calendar import day_name
from enum import StrEnum

from core.vocabulary import Words


class Role(StrEnum):
    """What a person is to the council's performance; the value is the name of the group."""

    PERFORMANCE = "Performance team"
    OFFICER = "Officer"
    MEMBER = "Board member"
    PARTNER = "Partner"
    VIEWER = "Viewer"


class InvitationUseKind(Words):
    """What somebody did with the link of an invitation."""

    OPENED = "opened", "Opened"
    USED = "used", "Used to choose a password"
    REFUSED = "refused", "Refused"


WEEKDAYS = [(number, day_name[number]) for number in range(5)]
"""The days on which a person may choose to be reminded: Monday is 0."""


class Pace(Words):
    """How often mail on papers comes, for those who want it."""

    EACH = "each", "Each as it is published"
    DAILY = "daily", "Together, on the next working morning"
    WEEKLY = "weekly", "Together, once a week"


class LetterKind(Words):
    """A kind of letter that a person may switch off; no other is."""

    PAPERS = "papers", "Papers of meetings"
    SOON = "soon", "What is due soon"


class How(Words):
    """How a person proved who they are."""

    PASSWORD = "password", "Password"
    CODE = "code", "Password and authenticator app"
    RECOVERY = "recovery", "Password and recovery code"
    PASSKEY = "passkey", "Password and passkey"
    COUNCIL = "council", "The council's sign-in"


class What(Words):
    """What happened at the door."""

    SIGNED_IN = "signed_in", "Signed in"
    SIGNED_OUT = "signed_out", "Signed out"
    WRONG = "wrong", "Refused: wrong password"
    UNKNOWN = "unknown", "Refused: no such account"
    CLOSED = "closed", "Refused: account closed"
    TOO_MANY = "too_many", "Refused: too many guesses"
    WRONG_CODE = "wrong_code", "Refused: wrong second factor"
    WRONG_KEY = "wrong_key", "Refused: wrong key of the read API"
    COUNCIL_REFUSED = "council_refused", "Refused: the council's sign-in"
    ENDED = "ended", "Session ended"
    LINK_SENT = "link_sent", "Link for a new password sent"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    FACTOR_ADDED = "factor_added", "Second factor added"
    FACTOR_REMOVED = "factor_removed", "Second factor removed"
    CODES_MADE = "codes_made", "Recovery codes made"
    CONNECTED = "connected", "Connected with the council's sign-in"
    ROLES = "roles", "Roles taken from the council's sign-in"


REFUSALS = frozenset(
    {What.WRONG, What.UNKNOWN, What.CLOSED, What.TOO_MANY, What.WRONG_CODE, What.WRONG_KEY, What.COUNCIL_REFUSED}
)
"""What did not let anybody in."""
