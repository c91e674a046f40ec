"""docs/reliability.md, written from what the proofs found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from proofs.findings import Kept

PAPER = Path(__file__).parent.parent / "docs" / "reliability.md"
HEAD = """\
# Reliability: what was done to the program, and what was found

Written by `python -m proofs --paper` from the last full run of each proof, which `python -m proofs NAME` does again.
A figure that is short of what was asked for is said to be.
"""
NOT_TESTED = """\
## What was not tested

- Nobody was asked to break in: there was no penetration test, by people or by a hired scanner.
- No person who uses assistive technology tried the pages or the papers; axe and the PDF/UA validator find what machines find.
- No real network: every host was a process or a namespace of one machine, and its clock one clock.
- No disk that lies: a disk that loses what it said it had written is PostgreSQL's and SQLite's to survive, and was not simulated.
- No macOS: everything here was run on Linux.
"""


def write(findings: Mapping[str, Kept | None]) -> None:
    """Write the paper."""
    PAPER.write_text(text(findings), encoding="utf-8")


def text(findings: Mapping[str, Kept | None]) -> str:
    """The paper's text."""
    parts = [HEAD, *(_part(name, kept) for name, kept in findings.items()), NOT_TESTED]
    return "\n".join(parts)


def _part(name: str, kept: Kept | None) -> str:
    if kept is None:
        return f"## {name}\n\nNot run in full yet: `python -m proofs {name}`.\n"
    return "\n".join(_lines(name, kept)) + "\n"


def _lines(name: str, kept: Kept) -> Iterator[str]:
    yield f"## {kept.title}"
    yield ""
    yield f"`python -m proofs {name}`, {kept.date}, {kept.machine}, {kept.seconds:,.0f} s."
    yield ""
    yield "| what was done | wanted | found | |"
    yield "| --- | --- | --- | --- |"
    for figure in kept.findings.figures:
        verdict = "holds" if figure.holds else "**falls short**"
        yield (
            "| " + " | ".join(_cell(words) for words in (figure.what, figure.wanted, figure.found)) + f" | {verdict} |"
        )
    if kept.findings.notes:
        yield ""
        yield from (f"- {note}" for note in kept.findings.notes)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
