"""The roles, once. A role is a group; rights come from the role and from the posts a person holds."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to the council's performance; the value is the name of the group."""

    PERFORMANCE = "Performance team"
    OFFICER = "Officer"
    MEMBER = "Board member"
    PARTNER = "Partner"
    VIEWER = "Viewer"
