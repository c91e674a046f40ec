"""Vocabularies of frameworks."""

from core.vocabulary import Words


class Thing(Words):
    """What can serve an outcome. A clinic serves what its indicators and its actions serve."""

    INDICATOR = "indicator", "Indicator"
    ACTION = "action", "Action"
    CLINIC = "clinic", "Clinic"
