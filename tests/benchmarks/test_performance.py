"""docs/performance.md says what the benchmarks found, and nothing else."""

import dataclasses

from benchmarks import findings, paper
from benchmarks.__main__ import IN_THE_PAPER
from benchmarks.findings import Found, Kept
from benchmarks.frame import Row

SHORT = Kept(
    "Imports",
    "A table comes in.",
    (Found(Row("import / the fastest write", 12.0, 1.5, "Every row is judged."), "SQLite"),),
    "**Measured.** Much.",
    "2026-11-23",
    12,
    "2 cores (AMD EPYC)",
)


def test_the_paper_is_what_the_script_writes():
    assert paper.PAPER.read_text(encoding="utf-8") == paper.text(findings.kept(IN_THE_PAPER))


def test_what_falls_short_stands_first_and_its_reason_below_its_table():
    said = paper.text({"importing": SHORT, "plans": None})

    assert "0 of 1 limits hold." in said
    assert "- Imports: import / the fastest write, SQLite, 12.00, at most 1.5." in said
    assert "`python -m benchmarks importing`, 2026-11-23, 12 s. 2 cores (AMD EPYC)." in said
    assert "| import / the fastest write | SQLite | 12.00 | 1.5 | **falls short** |" in said
    assert "- import / the fastest write, SQLite: Every row is judged." in said
    assert "**Measured.** Much." in said
    assert "## plans\n\nNot run in full yet: `python -m benchmarks plans`." in said


def test_what_holds_is_not_said_to_fall_short():
    row = dataclasses.replace(SHORT.found[0].row, ratio=1.2)
    said = paper.text({"importing": dataclasses.replace(SHORT, found=(Found(row, "SQLite"),))})

    assert "1 of 1 limits hold." in said
    assert "falls short |" not in said


def test_what_is_kept_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(findings, "KEPT", tmp_path)
    findings.keep("importing", SHORT)

    assert findings.kept(["importing", "plans"]) == {"importing": SHORT, "plans": None}
