"""Vocabularies of the organisation."""

from calendar import day_name

from core.vocabulary import Words


class CouncilKind(Words):
    """What kind of authority the council is; comparator groups follow it."""

    METROPOLITAN = "metropolitan", "Metropolitan borough"
    LONDON = "london", "London borough"
    UNITARY = "unitary", "Unitary"
    COUNTY = "county", "County"
    DISTRICT = "district", "District"
    COMBINED = "combined", "Combined authority"
    WELSH = "welsh", "Welsh principal council"
    SCOTTISH = "scottish", "Scottish council"


class BoardKind(Words):
    """Who sits on a board."""

    POLITICAL = "political", "Political: councillors"
    OFFICER = "officer", "Officer"
    PARTNERSHIP = "partnership", "Partnership"


class BoardRole(Words):
    """What somebody is on a board."""

    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice_chair", "Vice-chair"
    MEMBER = "member", "Member"
    CLERK = "clerk", "Clerk"


class ResolutionStyle(Words):
    """How the parts of a resolution are counted."""

    NUMBERS = "numbers", "(1), (2), (3)"
    LETTERS = "letters", "(a), (b), (c)"


class RatingRule(Words):
    """How a miss beyond tolerance is rated."""

    TOLERANCE = "tolerance", "Red beyond tolerance"
    IMPROVEMENT = "improvement", "Beyond tolerance: amber if it improved on the like period, red if not"


class FrameworkKind(Words):
    """Where an outcome that the council is asked for comes from."""

    CORPORATE_PLAN = "corporate_plan", "Corporate plan"
    COMMUNITY_STRATEGY = "community_strategy", "Community strategy"
    GOVERNMENT = "government", "Government policy or framework"
    INSPECTION = "inspection", "Inspection or audit"


class DateApproval(Words):
    """Who approves a later date for an action."""

    SUPERIOR = "superior", "The post that the lead answers to"
    BOARD = "board", "A board; the performance team records what it decided"
    NOBODY = "nobody", "Nobody: the new date stands at once, with its reason"


PLACES_IN_MONTH = [(1, "First"), (2, "Second"), (3, "Third"), (4, "Fourth"), (5, "Last")]
WEEKDAYS = list(enumerate(day_name))
"""As Python counts them: Monday is 0."""


class Standing(Words):
    """How somebody's account stands."""

    OPEN = "open", "Open"
    INVITED = "invited", "Invited, has no password yet"
    UNINVITED = "uninvited", "No password, not invited"
    LEAVING = "leaving", "Leaves"
    CLOSED = "closed", "Closed"
