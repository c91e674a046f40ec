"""What coverage and mutants are measured on: the parts that decide, and the tests that are theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SUBJECTS = ("rules", "rights", "publishing", "import")


@dataclass(frozen=True)
class Area:
    """A part of the program that decides."""

    name: str
    """Of the proof: "indicators.rules"."""
    subject: str
    """Which of the SUBJECTS it belongs to."""
    files: tuple[str, ...]
    """Its modules, as patterns from the root of the checkout."""
    tests: tuple[str, ...]
    """Its tests, likewise: files, or folders of them."""
    sample: int | None = None
    """How many mutants are tried, by chance with a fixed seed; None for all."""
    postgresql: tuple[str, ...] = ()
    """Tests that take what only PostgreSQL takes."""

    @property
    def modules(self) -> tuple[Path, ...]:
        """The files of its modules."""
        return tuple(sorted({path for pattern in self.files for path in ROOT.glob(pattern)}))


AREAS = (
    Area(
        "indicators.rules", "rules", ("indicators/rules/*.py",),
        ("tests/indicators/rules", "tests/clinics/test_rules.py"),
    ),
    Area(
        "clinics.rules", "rules", ("clinics/rules/*.py",),
        tuple(f"tests/clinics/test_{name}.py" for name in ("effects", "life", "questions", "rules", "spoken", "suggesting", "words")),
    ),
    Area(
        "improvement_plan.rules", "rules", ("improvement_plan/rules/*.py",),
        tuple(
            f"tests/improvement_plan/test_{name}.py"
            for name in ("comparison", "doubts", "headings", "measured", "posts", "reading_files", "reading_papers", "statuses")
        ),
        sample=300,
    ),
    Area(
        "meetings.rules", "rules", ("meetings/rules/*.py",),
        ("tests/meetings/rules", *tuple(f"tests/meetings/test_{name}.py" for name in ("attendance", "numbering", "references", "report_rules"))),
    ),
    Area("actions.rules", "rules", ("actions/rules.py",), tuple(f"tests/actions/test_{name}.py" for name in ("expected", "past", "rules"))),
    Area("reminders.rules", "rules", ("reminders/rules.py",), ("tests/reminders/test_rules.py",)),
    Area("publishing.rules", "rules", ("publishing/rules.py",), ("tests/publishing/test_rules.py",)),
    Area(
        "search.rules", "rules", ("search/rules/*.py",),
        ("tests/search/test_references.py", "tests/search/test_words.py"),
    ),
    Area("accounts.rules", "rules", ("accounts/rules.py",), ("tests/accounts/test_rules.py",)),
    Area("history.rules", "rules", ("history/rules.py",), ("tests/history/test_rules.py",)),
    Area("core.dates", "rules", ("core/dates/*.py",), ("tests/core/test_dates.py",)),
    Area(
        "rights", "rights", ("organisation/rights.py", "organisation/access.py"),
        ("tests/organisation/test_rights.py", "tests/organisation/test_rights_of_each.py"),
    ),
    Area(
        "publishing", "publishing",
        (
            "meetings/building.py", "meetings/editions.py", "meetings/packs.py", "meetings/stored.py",
            "meetings/reporting/agenda.py", "meetings/reporting/closed.py", "meetings/reporting/publication.py",
            "meetings/reporting/readiness.py",
        ),
        (
            "tests/meetings/editions", "tests/meetings/keeping/test_agenda_pages.py", "tests/meetings/test_announcing.py",
            "tests/meetings/test_item_files.py", "tests/meetings/test_leaks.py", "tests/meetings/test_packs.py",
            "tests/meetings/test_publishing.py", "tests/meetings/test_stored.py",
        ),
        sample=120,
    ),
    Area(
        "indicators.imports", "import", ("indicators/imports/*.py",),
        tuple(f"tests/indicators/test_{name}.py" for name in ("catalogues", "conditions", "entry", "imports", "interchange", "peers", "signing")),
        sample=90,
    ),
    Area(
        "improvement_plan.imports", "import", ("improvement_plan/imports/*.py",),
        (
            "tests/improvement_plan/importing", "tests/improvement_plan/test_import_command.py",
            "tests/improvement_plan/test_importing.py", "tests/improvement_plan/test_importing_again.py",
        ),
        sample=40,
    ),
    Area("frameworks.imports", "import", ("frameworks/imports/*.py",), ("tests/frameworks",), sample=40),
)  # fmt: skip


def areas(names: Iterable[str] = ()) -> tuple[Area, ...]:
    """The areas of these names; all where none is named."""
    wanted = set(names)
    return tuple(area for area in AREAS if not wanted or area.name in wanted)
