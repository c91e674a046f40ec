"""Writes to indicators that touch more than one row."""

from indicators.services.figures import decide_target, lock, questions_about, record_figure, remembered, unlock
from indicators.services.judging import VERDICTS, judge, point_at_latest, value_of, work_out

__all__ = [
    "VERDICTS",
    "decide_target",
    "judge",
    "lock",
    "point_at_latest",
    "questions_about",
    "record_figure",
    "remembered",
    "unlock",
    "value_of",
    "work_out",
]
