"""Where the building of packs and of files of items stands, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.formats import count
from meetings.choices import PackState
from meetings.models import Build, Pack

STEPS_OF_A_PACK = ("reading", "composing", "layout", "finishing", "checking")
STEPS_OF_FILES = ("reading", "filing")
PATIENCE = timedelta(seconds=60)
"""After so long, a build that nobody has begun says that the task worker seems to be away."""


@dataclass(frozen=True)
class Step:
    """A step of building."""

    words: str
    state: str
    """done, now or to come."""


@dataclass(frozen=True)
class Progress:
    """Where a build stands."""

    name: str
    """Of what is built."""
    sentence: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class UnderWay:
    """What is being built, for the page that waits. Nothing is where it is false."""

    builds: tuple[Progress, ...]
    worker_away: bool

    def __bool__(self) -> bool:
        return bool(self.builds)

    @property
    def as_json(self) -> dict:
        """As the script of the page asks for it."""
        said = [{"name": build.name, "sentence": build.sentence} for build in self.builds]
        return {"unfinished": len(said), "builds": said}


def under_way(builds: Sequence[Build], at: datetime) -> UnderWay:
    """Those of some builds, the newest first, that are unfinished; ``at`` is the moment at which it is asked."""
    unfinished = [build for build in builds if build.is_unfinished]
    return UnderWay(
        tuple(progress_of(build, last_pages=_last_pages(build, builds)) for build in unfinished),
        any(build.state == PackState.WAITING and at - build.requested_at > PATIENCE for build in unfinished),
    )


def progress_of(build: Build, *, last_pages: int | None = None) -> Progress:
    """Where a build stands. ``last_pages`` is how many pages the last edition of a pack had, for comparison."""
    names = STEPS_OF_A_PACK if isinstance(build, Pack) else STEPS_OF_FILES
    told = build.progress if build.state == PackState.BUILDING else {}
    step = told.get("step", "")
    reached = names.index(step) if step in names else -1
    words = [_words(name, told if name == step else {}, last_pages) for name in names]
    states = ["done" if at < reached else "now" if at == reached else "to come" for at in range(len(names))]
    steps = tuple(Step(*pair) for pair in zip(words, states, strict=True))
    if build.state == PackState.WAITING:
        again = "It stopped half-way and is started again. " if build.attempts else ""
        return Progress(build.name, f"{again}Waiting to be built.", steps)
    return Progress(build.name, f"{words[reached]}." if reached >= 0 else "Waiting its turn.", steps)


def _last_pages(build: Build, builds: Sequence[Build]) -> int | None:
    """How many pages the edition before it had."""
    if not isinstance(build, Pack):
        return None
    like = (one for one in builds if one.audience == build.audience and one.main_id == build.main_id and one.pages)
    return next((one.pages for one in like), None)


def _words(step: str, told: dict, last_pages: int | None) -> str:
    match step:
        case "reading":
            return f"Reading item {told['at']} of {told['of']}: {told['title']}" if told else "Reading the items"
        case "composing":
            return "Composing"
        case "layout":
            before = f" (the last edition had {last_pages})" if last_pages else ""
            return f"Laying out: page {told['page']}{before}" if told else "Laying out"
        case "filing":
            return f"{told['done']} of {count(told['of'], 'file')} finished" if told else "Making the files"
        case "finishing":
            return "Finishing"
        case _:
            return "Checking"
