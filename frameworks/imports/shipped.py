"""The frameworks that the program brings: adopted with one button, never over what a council has entered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from accounts.models import User
from core.refusals import NotDoneError
from core.sheets import Sheet, read_file
from frameworks.imports.outcomes import OutcomeImporter, import_outcomes
from indicators.imports.findings import Findings
from organisation.choices import FrameworkKind
from organisation.models import Framework

SHIPPED = Path(__file__).resolve().parent.parent / "shipped"
"""Where they are. README.md there says of each where its words come from."""


@dataclass(frozen=True)
class Shipped:
    """A framework that the program brings: under which name, and where it is published."""

    key: str
    name: str
    kind: FrameworkKind
    source: str

    def table(self) -> Sheet:
        """Its outcomes."""
        path = SHIPPED / f"{self.key}.csv"
        return read_file(path, needed=OutcomeImporter.needed, known=OutcomeImporter.columns)


FRAMEWORKS = {
    one.key: one
    for one in (
        Shipped(
            "local-outcomes-framework",
            "Local Outcomes Framework",
            FrameworkKind.GOVERNMENT,
            "Ministry of Housing, Communities and Local Government, gov.uk/government/publications/"
            "local-outcomes-framework (Open Government Licence v3.0)",
        ),
    )
}


class NameTakenError(NotDoneError):
    """The council has entered a framework of the same name by itself."""


@dataclass(frozen=True)
class Standing:
    """A shipped framework with how far it has been adopted."""

    shipped: Shipped
    outcomes: int
    adopted: Framework | None
    missing: int
    """How many of its outcomes the council does not have."""


def standings() -> list[Standing]:
    """The frameworks that the program brings, and how each stands here. Two queries each that is adopted."""
    found = []
    here = {one.shipped_as: one for one in Framework.objects.exclude(shipped_as="")}
    for one in FRAMEWORKS.values():
        table = one.table()
        outcomes = len(table.rows)
        adopted = here.get(one.key)
        missing = len(_missing(table, adopted).rows) if adopted else outcomes
        found.append(Standing(one, outcomes, adopted, missing))
    return found


@transaction.atomic
def adopt(key: str, *, by: User | None = None, dry_run: bool = False) -> tuple[Framework, Findings]:
    """Take in a shipped framework, or what the council does not have of it; what was changed here stays as it is.

    Raises NameTakenError where the council has entered a framework of that name by itself.
    """
    shipped = FRAMEWORKS[key]
    framework = Framework.objects.filter(shipped_as=key).first()
    if framework is None:
        if Framework.objects.filter(name=shipped.name).exists():
            raise NameTakenError(
                f"You have a framework called “{shipped.name}” already. Give yours another name, then adopt this one."
            )
        framework = Framework(name=shipped.name, kind=shipped.kind, source=shipped.source, shipped_as=key)
    return framework, import_outcomes(framework, _missing(shipped.table(), framework), by=by, dry_run=dry_run)


def _missing(table: Sheet, framework: Framework) -> Sheet:
    """The outcomes of a table that a framework has neither under the reference nor under the title."""
    has = list(framework.outcomes.values_list("ref", "title")) if framework.pk else []
    refs, titles = {ref for ref, _ in has}, {title.casefold() for _, title in has}
    table.rows = [row for row in table if row.text("ref") not in refs and row.text("title").casefold() not in titles]
    return table
