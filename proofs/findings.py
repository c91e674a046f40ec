"""What a proof found, and where it is kept."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

KEPT = Path(__file__).parent / "findings"


@dataclass(frozen=True)
class Figure:
    """One thing that was counted or measured."""

    what: str
    """What was done: 1,000 races over 45 forms on PostgreSQL."""
    wanted: str
    """What was asked for: 0 lost."""
    found: str
    """What was found: 0 lost."""
    holds: bool
    """Whether what was found is what was asked for."""


@dataclass(frozen=True)
class Findings:
    """What a proof found in one run."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    """Sentences: how it was done, what fell short and why, what it does not show."""


@dataclass(frozen=True)
class Kept:
    """What a proof found, when it was run and on what."""

    title: str
    findings: Findings
    date: str
    seconds: float
    machine: str


def keep(name: str, title: str, findings: Findings, *, seconds: float) -> Path:
    """Keep what a proof found in place of what it found before."""
    KEPT.mkdir(exist_ok=True)
    place = KEPT / f"{name}.json"
    kept = Kept(title, findings, datetime.now(tz=UTC).date().isoformat(), round(seconds), machine())
    place.write_text(json.dumps(asdict(kept), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return place


def kept(names: Iterable[str]) -> dict[str, Kept | None]:
    """What each of these proofs found when it was last run; None of one that was never run in full."""
    return {name: _read(KEPT / f"{name}.json") for name in names}


def _read(place: Path) -> Kept | None:
    if not place.exists():
        return None
    told = json.loads(place.read_text(encoding="utf-8"))
    figures = tuple(Figure(**figure) for figure in told["findings"]["figures"])
    return Kept(**{**told, "findings": Findings(figures, tuple(told["findings"]["notes"]))})


def machine() -> str:
    """What the proofs were run on, without its name: 2 cores, Linux x86_64, Python 3.11."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = ".".join(platform.python_version_tuple()[:2])
    return f"{cores} cores, {platform.system()} {platform.machine()}, Python {python}"
