"""How much of what decides the tests run through: every line, and every way that a line can go on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from proofs.findings import Figure, Findings
from proofs.forking import Same, ask_pytest
from proofs.judged import AREAS, ROOT, SUBJECTS

TITLE = "Coverage of the rules, rights, publishing and import"
EXCLUDED = (r"^\s*\.\.\.$", "if TYPE_CHECKING:", "@overload")
"""What no run goes through: it stands for types alone."""


def run(*, quick: bool) -> Findings:
    """Run the tests of every area in one process; those that PostgreSQL alone can answer on PostgreSQL too."""
    wanted = [area for area in AREAS if not quick or area.subject == "rules"]
    tests = sorted({test for area in wanted for test in area.tests})
    more = sorted({test for area in wanted for test in area.postgresql})
    with tempfile.TemporaryDirectory(prefix="council-coverage-") as folder:
        _measure(Path(folder) / "sqlite", tests)
        if more:
            _measure(Path(folder) / "postgresql", more, "-m", "tests.postgres", sys.executable)
        report = _report(Path(folder))
    figures = []
    missing: list[str] = []
    for subject in SUBJECTS:
        files = {str(path.relative_to(ROOT)) for area in wanted if area.subject == subject for path in area.modules}
        if files:
            figure, gaps = told(subject, {file: report[file] for file in sorted(files)})
            figures.append(figure)
            missing += gaps
    return Findings(
        tuple(figures),
        (
            f"By coverage.py, on SQLite{', and on PostgreSQL for what it alone does' if more else ''}; properties are tried on the same examples each time.",
            "Nothing is left out but what stands for types alone.",
            *missing,
        ),
    )


def told(subject: str, report: dict[str, dict[str, Any]]) -> tuple[Figure, list[str]]:
    """What the report of some files says, with each gap."""
    lines, covered, ways, taken = (
        sum(one["summary"][name] for one in report.values())
        for name in ("num_statements", "covered_lines", "num_branches", "covered_branches")
    )
    gaps = [f"{file}: {_words(one)}" for file, one in report.items() if one["missing_lines"] or one["missing_branches"]]
    figure = Figure(
        f"{subject}: {len(report)} modules",
        "100 % of lines and of branches",
        f"{_share(covered, lines)} of {lines:,} lines, {_share(taken, ways)} of {ways:,} branches",
        holds=not gaps,
    )
    return figure, gaps


def _share(part: int, whole: int) -> str:
    """A percentage that is 100 only where nothing is missing."""
    return "100 %" if part == whole else f"{min(99.9, 100 * part / whole):.1f} %"


def _words(one: dict[str, Any]) -> str:
    lines = [f"line {line}" for line in one["missing_lines"]]
    ways = [
        f"from line {start} {'out' if end < 0 else f'to {end}'}"
        for start, end in one["missing_branches"]
        if start not in one["missing_lines"] and end not in one["missing_lines"]
    ]
    return "never " + ", ".join([*lines, *ways])


def _measure(place: Path, tests: Iterable[str], *before: str) -> None:
    """Run tests in a process of its own. Raises CalledProcessError where one fails."""
    command = [sys.executable, *before, "-m", "proofs.coverage", str(place), *tests]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _measuring(place: Path) -> Any:
    import coverage

    measuring = coverage.Coverage(
        data_file=str(place),
        config_file=False,
        branch=True,
        include=[str(path) for area in AREAS for path in area.modules],
    )
    for line in EXCLUDED:
        measuring.exclude(line)
    return measuring


def _report(folder: Path) -> dict[str, dict[str, Any]]:
    """What was covered of each file, on whichever database."""
    measuring = _measuring(folder / "all")
    measuring.combine([str(path) for path in folder.iterdir()], keep=True)
    measuring.json_report(outfile=str(folder / "report.json"))
    files = json.loads((folder / "report.json").read_text(encoding="utf-8"))["files"]
    return {str(Path(file).resolve().relative_to(ROOT.resolve())): one for file, one in files.items()}


def main() -> int:
    """Run the tests named and keep what they ran through."""
    place, *tests = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    measuring = _measuring(Path(place))
    measuring.start()
    code = ask_pytest([Same()], tests)
    measuring.stop()
    measuring.save()
    return code


if __name__ == "__main__":
    sys.exit(main())
