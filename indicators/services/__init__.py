"""Writes to indicators that touch more than one row."""

from indicators.services.figures import (
    decide_target,
    lock,
    put_to_the_public,
    questions_about,
    record_figure,
    remembered,
    sign_off,
    unlock,
)
from indicators.services.judging import VERDICTS, judge, store_ends, value_of, work_out
from indicators.services.peers import hold_groups, keep_peer_benchmarks

__all__ = [
    "VERDICTS",
    "decide_target",
    "hold_groups",
    "judge",
    "keep_peer_benchmarks",
    "lock",
    "put_to_the_public",
    "questions_about",
    "record_figure",
    "remembered",
    "sign_off",
    "store_ends",
    "unlock",
    "value_of",
    "work_out",
]
