"""Where the making of a pack stands, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.choices import PackState
from meetings.models import Pack

STEPS = ("reading", "composing", "layout", "finishing", "checking")


@dataclass(frozen=True)
class Step:
    """A step of making a pack."""

    words: str
    state: str
    """done, now or to come."""


@dataclass(frozen=True)
class Progress:
    """Where the making of a pack stands."""

    sentence: str
    steps: tuple[Step, ...]


def progress_of(pack: Pack, *, last_pages: int | None = None) -> Progress:
    """Where the making of a pack stands. ``last_pages`` is how many pages its last edition had, for comparison."""
    told = pack.progress or {}
    step = told.get("step", "") if pack.state == PackState.BUILDING else ""
    reached = STEPS.index(step) if step in STEPS else -1
    words = [_words(name, told if name == step else {}, last_pages) for name in STEPS]
    states = ["done" if at < reached else "now" if at == reached else "to come" for at in range(len(STEPS))]
    steps = tuple(Step(*pair) for pair in zip(words, states, strict=True))
    if pack.state == PackState.WAITING:
        again = "It stopped half-way and is started again. " if pack.attempts else ""
        return Progress(f"{again}Waiting to be built.", steps)
    return Progress(f"{words[reached]}." if reached >= 0 else "Waiting its turn.", steps)


def _words(step: str, told: dict, last_pages: int | None) -> str:
    match step:
        case "reading":
            return f"Reading item {told['at']} of {told['of']}: {told['title']}" if told else "Reading the items"
        case "composing":
            return "Composing"
        case "layout":
            before = f" (the last edition had {last_pages})" if last_pages else ""
            return f"Laying out: page {told['page']}{before}" if told else "Laying out"
        case "finishing":
            return "Finishing"
        case _:
            return "Checking"
