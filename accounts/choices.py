"""The roles, once. A role is a group; rights come from the role and from the posts a person holds."""

from calendar import day_name
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the council's performance; the value is the name of the group."""

    PERFORMANCE = "Performance team"
    OFFICER = "Officer"
    MEMBER = "Board member"
    PARTNER = "Partner"
    VIEWER = "Viewer"


WEEKDAYS = [(number, day_name[number]) for number in range(5)]
"""The days on which a person may choose to be reminded: Monday is 0."""
