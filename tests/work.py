"""Work counted instead of timed: calls of functions, which no busy machine changes."""

import sys
from collections.abc import Callable
from typing import Any


def calls_of(work: Callable[[], Any]) -> int:
    """How many functions a piece of work calls, Python's own included."""
    counted = 0

    def count(frame, event, arg):
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def growth(work: Callable[[int], Callable[[], Any]], few: int, many: int) -> float:
    """How many times as much work each of many rows is as each of few: 1 where work grows as rows do.

    ``work`` makes the rows, uncounted, and gives what is to be done with them.
    """
    return (calls_of(work(many)) / many) / (calls_of(work(few)) / few)
