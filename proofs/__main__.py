"""Run proofs: ``python -m proofs [--quick] [--paper] [NAME ...]``."""

from __future__ import annotations

import argparse
import importlib
import sys
from time import perf_counter

from proofs import findings, paper

PROOFS = (
    "races",
    "kills",
    "load",
    "databases",
    "disk",
    "backups",
    "fetching",
    "uploads",
    "exports",
    "packs",
    "accessibility",
    "scripts",
    "tampering",
    "hosts",
    "coverage",
    "mutants",
)
"""In the order of the paper."""


def main() -> int:
    """Run what was asked for; 1 where something falls short."""
    parser = argparse.ArgumentParser(prog="python -m proofs", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *PROOFS], metavar="NAME", help=", ".join(PROOFS))
    parser.add_argument("--quick", action="store_true", help="small numbers; nothing is kept")
    parser.add_argument("--paper", action="store_true", help="write docs/reliability.md from what is kept")
    asked = parser.parse_args()
    names = asked.names or ([] if asked.paper else PROOFS)
    short = sum(_run(name, quick=asked.quick) for name in names)
    if asked.paper:
        paper.write(findings.kept(PROOFS))
    return 1 if short else 0


def _run(name: str, *, quick: bool) -> int:
    """Run one proof and say what it found; how many figures fall short."""
    proof = importlib.import_module(f"proofs.{name}")
    print(f"{proof.TITLE}", flush=True)
    begun = perf_counter()
    found = proof.run(quick=quick)
    seconds = perf_counter() - begun
    for figure in found.figures:
        print(f"  {'holds' if figure.holds else 'SHORT'}  {figure.what}: {figure.found} (wanted {figure.wanted})")
    for note in found.notes:
        print(f"  {note}")
    if not quick:
        print(f"  kept in {findings.keep(name, proof.TITLE, found, seconds=seconds)}")
    return sum(not figure.holds for figure in found.figures)


if __name__ == "__main__":
    sys.exit(main())
