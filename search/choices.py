"""Vocabularies of the search."""

from core.vocabulary import Words


class Kind(Words):
    """What is found, in the order in which it is shown."""

    INDICATOR = "indicator", "Indicators"
    ACTION = "action", "Actions"
    CLINIC = "clinic", "Clinics"
    PLAN = "plan", "Plans"
    FRAMEWORK = "framework", "Frameworks"
    OUTCOME = "outcome", "Outcomes"
    ITEM = "item", "Items of agendas"
    REPORT = "report", "Reports"
    MINUTE = "minute", "Minutes"
    POST = "post", "Posts"


class Viewed(Words):
    """What is remembered when somebody looks at its page."""

    INDICATOR = "indicator", "Indicator"
    ACTION = "action", "Action"
    CLINIC = "clinic", "Clinic"
    PLAN = "plan", "Plan"
    MEETING = "meeting", "Meeting"
    ITEM = "item", "Item of an agenda"
    FRAMEWORK = "framework", "Framework"
    OUTCOME = "outcome", "Outcome"
