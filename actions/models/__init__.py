"""Actions, their milestones, the changes of their dates and what officers said of them."""

from actions.models.actions import Action, ActionQuerySet
from actions.models.date_changes import DateChange, DateChangeQuerySet, times_redated
from actions.models.days import end_of, start_of
from actions.models.milestones import STEP, Milestone, MilestoneQuerySet
from actions.models.updates import Update

__all__ = [
    "STEP",
    "Action",
    "ActionQuerySet",
    "DateChange",
    "DateChangeQuerySet",
    "Milestone",
    "MilestoneQuerySet",
    "Update",
    "end_of",
    "start_of",
    "times_redated",
]
