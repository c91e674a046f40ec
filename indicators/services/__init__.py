"""Writes to indicators that touch more than one row."""

from indicators.services.figures import decide_target, lock, questions_about, record_figure, remembered, unlock
from indicators.services.judging import VERDICTS, judge, store_ends, value_of, work_out

__all__ = [
    "VERDICTS",
    "decide_target",
    "judge",
    "lock",
    "questions_about",
    "record_figure",
    "remembered",
    "store_ends",
    "unlock",
    "value_of",
    "work_out",
]
