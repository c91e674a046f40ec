"""What stands around a plan on paper: its record of review and amendment, and the legend of its abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core import dates
from core.documents import Document, Table
from improvement_plan.rules.columns import plain

SHORT = re.compile(r"^[A-Z][A-Za-z&()/-]{1,11}$")
FEWEST = 3
"""A legend explains so many abbreviations at least."""
RECORD = {
    "number": ("version", "version number", "version no", "issue"),
    "reviewed_on": ("review date", "date of review", "reviewed", "date"),
    "issues": (
        "issues",
        "issues actions arising from review",
        "issues arising",
        "actions arising",
        "reason",
        "changes",
    ),
    "amended": ("plan amended y n", "plan amended", "amended", "amended y n"),
    "approved_by": ("amendment approved by", "approved by", "authorised by"),
    "approved_on": ("date of amendment", "approved on", "date approved", "amendment date"),
}
NEEDED = {"number", "reviewed_on", "issues"}


@dataclass(frozen=True)
class ReadVersion:
    """A line of a plan's record of review and amendment. A date that could not be read is None."""

    number: str
    reviewed_on: date | None
    issues: str
    amended: bool | None
    approved_by: str
    approved_on: date | None


def legend_of(document: Document) -> dict[str, str]:
    """What a document's legend says each abbreviation stands for; empty where it has none."""
    for table in document.tables:
        pairs = [row.cells[:2] for row in table.rows if len(row.cells) >= 2 and not any(row.cells[2:])]
        if len(pairs) == len(table.rows) >= FEWEST and all(SHORT.match(short) and words for short, words in pairs):
            return dict(pairs)
    return {}


def versions_of(document: Document) -> tuple[ReadVersion, ...]:
    """The record of review and amendment, in its order; empty where there is none."""
    for table in document.tables:
        for place, row in enumerate(table.rows):
            places = _places(row.cells)
            if set(places) >= NEEDED:
                return tuple(_versions(table, place, places))
    return ()


def _places(headings: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = next((field for field, names in RECORD.items() if plain(heading) in names), None)
        if field:
            found.setdefault(field, place)
    return found


def _versions(table: Table, place: int, places: dict[str, int]) -> Iterator[ReadVersion]:
    for row in table.rows[place + 1 :]:
        text = {field: row.cells[at] for field, at in places.items()}
        if not text["number"]:
            continue
        amended = plain(text.get("amended", ""))
        approved_by = text.get("approved_by", "")
        yield ReadVersion(
            number=text["number"],
            reviewed_on=_day(text["reviewed_on"]),
            issues=text["issues"],
            amended={"y": True, "yes": True, "n": False, "no": False}.get(amended),
            approved_by="" if plain(approved_by) in ("n a", "na") else approved_by,
            approved_on=_day(text.get("approved_on", "")),
        )


def _day(text: str) -> date | None:
    found = dates.read(text, written_on=date(2000, 1, 1)) if text else None
    return found.due if found and not found.doubtful else None
