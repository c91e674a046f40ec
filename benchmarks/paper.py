"""docs/performance.md, written from what the benchmarks found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.findings import Found, Kept

PAPER = Path(__file__).parent.parent / "docs" / "performance.md"
HEAD = """\
# Performance: what people wait for, and how we know

Written by `python -m benchmarks` from the last full run of each benchmark. Every figure is a ratio: something that the
program does beside what cannot be done without, or beside a peer, both in the same run and in turns, by processor time,
the median of the rounds. A ratio that is over its limit falls short, and the note below it says why. A figure without a
limit is told because it helps to judge the others. Times stand in the notes; they are of the machine named, and of no other.
"""


def write(findings: Mapping[str, Kept | None]) -> None:
    """Write the paper."""
    PAPER.write_text(text(findings), encoding="utf-8")


def text(findings: Mapping[str, Kept | None]) -> str:
    """The paper's text."""
    return "\n".join([HEAD, _summary(findings), *(_part(name, kept) for name, kept in findings.items())])


def _summary(findings: Mapping[str, Kept | None]) -> str:
    short = [
        (kept, one) for kept in findings.values() if kept for one in kept.found if one.row.verdict == "falls short"
    ]
    measured = [one for kept in findings.values() if kept for one in kept.found if one.row.limit is not None]
    held = sum(one.row.verdict == "holds" for one in measured)
    lines = ["## What falls short", "", f"{held} of {len(measured)} limits hold.", ""]
    lines += [
        f"- {kept.title}: {one.row.what}{_on(one)}, {_times(one)}, at most {one.row.limit:g}." for kept, one in short
    ]
    return "\n".join(lines).rstrip() + "\n"


def _part(name: str, kept: Kept | None) -> str:
    if kept is None:
        return f"## {name}\n\nNot run in full yet: `python -m benchmarks {name}`.\n"
    return "\n".join(_lines(name, kept)) + "\n"


def _lines(name: str, kept: Kept) -> Iterator[str]:
    yield f"## {kept.title}"
    yield ""
    yield kept.about
    yield ""
    yield f"`python -m benchmarks {name}`, {kept.date}, {kept.seconds:,.0f} s. {kept.machine}."
    if kept.found:
        yield ""
        yield "| what was measured | on | times | at most | |"
        yield "| --- | --- | ---: | ---: | --- |"
        for one in kept.found:
            verdict = (
                f"**{one.row.verdict}**" if one.row.verdict in {"falls short", "not measured"} else one.row.verdict
            )
            limit = "" if one.row.limit is None else f"{one.row.limit:g}"
            cells = (one.row.what, one.database, _times(one), limit, verdict)
            yield "| " + " | ".join(_cell(words) for words in cells) + " |"
        if notes := [one for one in kept.found if one.row.note]:
            yield ""
            yield from (f"- {one.row.what}{_on(one)}: {one.row.note}" for one in notes)
    if kept.prose:
        yield ""
        yield kept.prose.rstrip()


def _on(one: Found) -> str:
    return f", {one.database}" if one.database else ""


def _times(one: Found) -> str:
    return "" if one.row.ratio is None else f"{one.row.ratio:,.2f}"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
