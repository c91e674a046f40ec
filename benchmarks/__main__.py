"""Run benchmarks: ``python -m benchmarks [--quick] [NAME ...]``.

All of them unless some are named, each in a process of its own and on each database that it names. Prints a table of
ratio, limit and verdict, and ends with 0 whatever the verdict. What a full run found is kept in benchmarks/findings, and
docs/performance.md is written from what is kept; a quick run has small numbers, is made on the first database alone, and keeps nothing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter

from benchmarks import findings, paper
from benchmarks.findings import Found, Kept
from benchmarks.frame import TOP, Databases, Row, databases, surroundings

ORDER = ("packs", "pages", "importing", "plans", "recalculating", "searching", "starting", "country")
"""The order of the paper. Any other module that has rows comes after them."""
PLACES = {place.stem: place for place in sorted(Path(__file__).parent.glob("[a-z]*.py"))}
WITH_ROWS = [name for name, place in PLACES.items() if "\ndef rows(quick" in place.read_text(encoding="utf-8")]
BENCHMARKS = tuple(sorted(WITH_ROWS, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)))
"""The modules that have rows: one is added by being there."""
IN_THE_PAPER = tuple(dict.fromkeys((*ORDER, *BENCHMARKS)))
LONGEST = 900
"""Seconds after which a benchmark is ended on one database, so that the others are still run."""


def main() -> int:
    """Run what was asked for, print its table, keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="small numbers; nothing is kept")
    parser.add_argument(
        "--paper", action="store_true", help="write docs/performance.md from what is kept, and run nothing"
    )
    asked = parser.parse_args()
    if not asked.paper:
        with (
            tempfile.TemporaryDirectory(prefix="council-bench-", ignore_cleanup_errors=True) as directory,
            databases(Path(directory)) as made,
        ):
            run(asked.names or BENCHMARKS, made, quick=asked.quick)
    if not asked.quick:
        paper.write(findings.kept(IN_THE_PAPER))
    return 0


def run(names: Iterable[str], made: Databases, *, quick: bool) -> None:
    """Run each, print what it found as soon as it is known, and keep it unless it was quick."""
    for name in names:
        module = importlib.import_module(f"benchmarks.{name}")
        print(module.TITLE, flush=True)
        begun = perf_counter()
        found, prose = [], ""
        wanted = getattr(module, "DATABASES", ("",))
        for database in wanted[:1] if quick else wanted:
            rows, said = one(name, made, database=database, quick=quick)
            found += [Found(row, database) for row in rows]
            prose = said or prose
            for line in table(found[-len(rows) :] if rows else []):
                print(f"  {line}", flush=True)
        took = perf_counter() - begun
        print(f"  {took:.0f} s", flush=True)
        if not quick:
            about = " ".join(module.ABOUT.split())
            findings.keep(
                name,
                Kept(module.TITLE, about, tuple(found), prose, findings.today(), round(took), findings.machine()),
            )


def one(name: str, made: Databases, *, database: str, quick: bool) -> tuple[list[Row], str]:
    """What a benchmark finds in a process of its own; one that does not end is told as not measured."""
    told = surroundings(made.directory)
    if database:
        told["DATABASE_URL"] = made.new(database)
    command = [sys.executable, "-m", "benchmarks.frame", name, *(["--quick"] if quick else [])]
    try:
        done = subprocess.run(command, cwd=TOP, env=told, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return [Row(f"{name}: all of it", None, None, f"It was ended after {LONGEST} s.")], ""
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return [Row(f"{name}: all of it", None, None, f"It did not end: {last}")], ""
    answer = json.loads(done.stdout.splitlines()[-1])
    return [Row(*row) for row in answer["rows"]], answer["prose"]


def table(found: Iterable[Found]) -> Iterator[str]:
    """The lines of the table that is printed."""
    for one_found in found:
        row = one_found.row
        ratio = "—" if row.ratio is None else f"{row.ratio:,.2f}"
        limit = "" if row.limit is None else f"at most {row.limit:g}"
        yield f"{ratio:>9}  {limit:<13} {row.verdict:<12}  {row.what}" + (
            f", {one_found.database}" if one_found.database else ""
        )
        if row.note:
            yield f"{'':>39}{row.note}"


if __name__ == "__main__":
    sys.exit(main())
