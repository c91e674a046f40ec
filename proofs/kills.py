"""200 kills at random moments of what writes much at once: each leaves nothing of it or all, and the next try succeeds."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from proofs.findings import Figure, Findings
from proofs.servers import ROOT, TODAY, Council, demonstration, on_sqlite, postgres
from tests.postgres import make_it_quick

TITLE = "Kills: processes ended with SIGKILL in the middle of their work"
KINDS = {
    "measurements": ("import of measurements", 24),
    "plan": ("import of a plan", 20),
    "clinic": ("closing a clinic", 16),
    "issue": ("issuing a pack", 18),
    "build": ("building a pack", 22),
}
"""What is killed, and how often on each database: 100."""
LEFT = ("nothing", "a step between", "all")


def run(*, quick: bool) -> Findings:
    """Kill each kind on both databases."""
    with (
        tempfile.TemporaryDirectory(prefix="council-kills-", ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(2) as both,
    ):
        demonstration()
        running = [both.submit(one, Path(folder), quick=quick) for one in (_on_sqlite, _on_postgresql)]
        found = [kill for one in running for kill in one.result()]
    return Findings(tuple(_figures(found)), tuple(_notes(found)))


def _on_sqlite(folder: Path, *, quick: bool) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("SQLite", kind, _kill(on_sqlite(folder / f"sqlite-{kind}"), kind, 1 if quick else kills))
        for kind, (_, kills) in KINDS.items()
    ]


def _on_postgresql(folder: Path, *, quick: bool) -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    with postgres() as server:
        make_it_quick(server.url("postgres"))  # it is the program that is killed, not the server or the machine
        for kind, (_, kills) in KINDS.items():
            council = Council(folder / f"postgresql-{kind}", server.make("council", "made"))
            council.more["PROOF_ADMIN"] = server.url("postgres")
            found.append(("PostgreSQL", kind, _kill(council, kind, 1 if quick else kills)))
    return found


def _kill(council: Council, kind: str, kills: int, seed: int = 1) -> dict[str, Any]:
    scratch = council.folder / "scratch"
    scratch.mkdir(parents=True)
    environment = council.environment | {
        "DJANGO_SETTINGS_MODULE": "councilperf.settings",
        "ALLOWED_HOSTS": "testserver",
        "COUNCIL_TODAY": TODAY,
        "TMPDIR": str(scratch),
    }
    command = [sys.executable, "-m", "proofs.killing", kind, str(kills), str(seed)]
    with (council.folder / "said").open("w+") as said:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=said, text=True, check=False
        )
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{kind} could not be killed: {said.read()[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _figures(found: list[tuple[str, str, dict[str, Any]]]) -> Iterator[Figure]:
    for database in ("SQLite", "PostgreSQL"):
        of = [one["found"] for name, _, one in found if name == database]
        kills = sum(sum(left.values()) for left in of)
        partial = sum(number for left in of for how, number in left.items() if how.startswith("PARTIAL"))
        stuck = sum(number for left in of for how, number in left.items() if how.startswith("STUCK"))
        yield Figure(
            f"{kills} kills on {database}: states that are neither before nor after", "0", f"{partial}", partial == 0
        )
        yield Figure(
            "after which the program did not go on, a second try failed, or files were left that nothing names",
            "0", f"{stuck}", stuck == 0,
        )  # fmt: skip
    for database, kind, one in found:
        left = ", ".join(f"{how}: {one['found'][how]}" for how in LEFT if how in one["found"])
        kills = sum(one["found"].values())
        wrong = [how for how in one["found"] if how not in LEFT]
        yield Figure(
            f"{KINDS[kind][0]}, {database}, {kills} kills", one["states"], "; ".join([left, *wrong]), not wrong
        )


def _notes(found: list[tuple[str, str, dict[str, Any]]]) -> Iterator[str]:
    columns = max(one["columns"] for _, _, one in found)
    times = ", ".join(f"{KINDS[kind][0]} {one['took']:.1f} s" for name, kind, one in found if name == "SQLite")
    yield f"A kill falls at a moment chosen evenly between the beginning and the end of the work, which takes ({times})."
    yield (
        f"A state is a digest of {columns} columns of all tables, compared with those before and after a run that nobody "
        "disturbed; moments count as there or not there, and what differs between two such runs (random names) is left out."
    )
    yield (
        "An import of a plan stands, between, as a paper that waits to be looked over. A pack stands as waiting or being "
        "built, without file or digest; the worker that starts next builds it."
    )
    yield (
        "An issue hands the mail over in its own transaction: tasks to tell of a pack are there exactly where it is issued. "
        "After each kill of a build everything was aged by a day and swept, and exactly the four files of the two packs "
        "remained."
    )
