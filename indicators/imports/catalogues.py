"""The catalogues of indicators that the program brings: adopted with one command, never over what a council has entered.

Names that come from general knowledge and not from a published paper are marked as to be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from accounts.models import User
from core.sheets import Sheet, read_file
from indicators.imports.definitions import SET_TITLES, IndicatorImporter
from indicators.imports.findings import Findings
from indicators.imports.lookups import Indicators

CATALOGUES = Path(__file__).resolve().parent.parent / "catalogues"


@dataclass(frozen=True)
class Catalogue:
    """A catalogue with how far it has been adopted."""

    name: str
    title: str
    indicators: int
    adopted: int
    to_check: int
    """How many of its names are to be checked."""


def names() -> list[str]:
    """The names of the catalogues: bvpi, ni, paf."""
    return sorted(path.stem for path in CATALOGUES.glob("*.csv"))


def catalogues() -> list[Catalogue]:
    """The catalogues that there are. Two queries."""
    known = Indicators().found
    found = []
    for name in names():
        rows = list(_sheet(name))
        adopted = sum(Indicators.key(row.text("set"), row.text("ref")) in known for row in rows)
        to_check = sum(row.flag("name_to_check", default=False) for row in rows)
        found.append(Catalogue(name, SET_TITLES[name.upper()], len(rows), adopted, to_check))
    return found


@transaction.atomic
def adopt(name: str, *, by: User | None = None, dry_run: bool = False) -> Findings:
    """Take in the indicators of a catalogue that the council does not have yet."""
    known = Indicators().found
    sheet = _sheet(name)
    sheet.rows = [row for row in sheet if Indicators.key(row.text("set"), row.text("ref")) not in known]
    importer = IndicatorImporter(by)
    findings = importer.look(sheet)
    if findings.done and not dry_run:
        importer.take()
    return findings


def _sheet(name: str) -> Sheet:
    return read_file(CATALOGUES / f"{name}.csv", needed=IndicatorImporter.needed, known=IndicatorImporter.columns)
