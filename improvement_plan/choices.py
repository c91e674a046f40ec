"""Vocabularies of improvement plans."""

from core.vocabulary import Words


class Layout(Words):
    """How a plan is laid out on paper."""

    OBJECTIVES = "objectives", "Objective table: objective, key actions, target date, measure, accountability, update"
    NUMBERED = "numbered", "Numbered: ref, lead officer, completion date, outcomes, resources, ICT, progress"


class Part(Words):
    """What a plan is made of, from the top."""

    SECTION = "section", "Section"
    AREA = "area", "Priority area"
    OBJECTIVE = "objective", "Objective"
    LINE = "line", "Line"


class LiveCount(Words):
    """A count that the program keeps, which a measure may be linked to."""

    CLINICS_HELD = "clinics_held", "Performance clinics held in the financial year"
    ACTIONS_ON_TARGET = "actions_complete_or_on_target", "Share of the plan's actions complete or on target"
    INDICATORS_IMPROVING = "indicators_improving", "Share of indicators that improved"


class Amended(Words):
    """Whether a review amended the plan, as a record of review and amendment has it."""

    YES = "yes", "Y"
    NO = "no", "N"
    NOT_APPLICABLE = "", "N/A"
