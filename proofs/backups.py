"""Backups while people write, restored elsewhere: every table and file is of one moment, and nothing acknowledged is missing."""

from __future__ import annotations

import io
import json
import os
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from proofs.findings import Figure, Findings
from proofs.load import Load, actions_of
from proofs.servers import Council, Site, councils, served

TITLE = "Backups: made while people write, and restored elsewhere"
WRITERS = 6
ROUNDS = 3
"""On each database."""


@dataclass
class Round:
    """One backup, and what was found when it was restored."""

    database: str
    seconds: float
    size: int
    restored_in: float
    before: int
    """Writes that were acknowledged before it began."""
    during: int
    """Writes that were acknowledged while it was made."""
    missing: int
    """Of those before it, how many are not in it."""
    later: int
    """Words in it that were sent after it had ended."""
    halves: int
    """Updates whose action's history has no line of them."""
    holes: int
    """Updates that are missing though later ones are in it, where rows are written one after another."""
    differ: list[str] = field(default_factory=list)
    """Tables and files whose digest after the restore is not that of the backup."""
    files: int = 0


@dataclass
class Attaching:
    """Somebody who attaches one file after another to an item of an agenda."""

    site: Site
    session: str
    done: list[float] = field(default_factory=list)
    """When each was acknowledged."""

    def run(self, stopped: threading.Event) -> None:
        """Until it is stopped."""
        made = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(made)
        while not stopped.is_set():
            answer = self.site.post(
                "/meetings/3/items/5/files/", {"title": f"Letter {len(self.done)}"}, self.session,
                files={"file=letter.pdf": made.getvalue()},
            )  # fmt: skip
            if answer.status == 302:
                self.done.append(time.monotonic())
            stopped.wait(0.2)


def run(*, quick: bool) -> Findings:
    """Back up and restore on both databases, some rounds each."""
    rounds: list[Round] = []
    others = os.getloadavg()[0]
    with councils() as each:
        for database, council in each:
            rounds += _rounds(database, council, 1 if quick else ROUNDS)
    return Findings(tuple(_figures(rounds)), tuple(_notes(rounds, others)))


def _rounds(database: str, council: Council, rounds: int) -> Iterator[Round]:
    session = council.sign_in("performance")
    sessions = dict.fromkeys(("performance", "communications", "policy", "audit", "hr"), session["performance"])
    at_first = _counts(council)
    with served(council) as site:
        for number in range(rounds):
            load = Load(site, sessions, actions_of(council, WRITERS), 10**9, WRITERS, writes=50)
            attaching = Attaching(site, session["performance"])
            threads = [threading.Thread(target=load.run), threading.Thread(target=attaching.run, args=(load.stopped,))]
            for thread in threads:
                thread.start()
            try:
                _until_written(load, attaching)
                file = council.folder / f"backup-{number}.zip"
                began = time.monotonic()
                council.manage("backup", str(file))
                ended = time.monotonic()
                time.sleep(0.5)
            finally:
                load.stopped.set()
                for thread in threads:
                    thread.join()
            yield _compared(database, council, file, load, (began, ended), at_first)


def _until_written(load: Load, attaching: Attaching) -> None:
    """Wait until some writes were acknowledged."""
    until = time.monotonic() + 300
    while len(load.acknowledged) < 2 * WRITERS or not attaching.done:
        if time.monotonic() > until:
            statuses = Counter(answer.status for _, _, answer in load.written)
            raise RuntimeError(f"Nothing was written: {statuses}, {len(attaching.done)} files attached.")
        time.sleep(0.05)


def _compared(
    database: str, council: Council, file: Path, load: Load, while_made: tuple[float, float], at_first: tuple[int, int]
) -> Round:
    """Restore a backup into nothing, and compare."""
    began, ended = while_made
    elsewhere = _elsewhere(council, file.stem.replace("-", "_"))
    started = time.monotonic()
    elsewhere.manage("restore", str(file))
    took = time.monotonic() - started
    again = council.folder / f"again-{file.name}"
    elsewhere.manage("backup", str(again))
    elsewhere.manage("check_packs")
    stated, found = _manifest(file), _manifest(again)
    digests = stated["tables"] | _media(stated)
    digests_found = found["tables"] | _media(found)
    acknowledged = [(at, words, answer) for at, words, answer in load.written if answer.status == 302]
    before = {words for at, words, _ in acknowledged if at < began}
    later = {words for at, words, answer in load.written if at - answer.seconds > ended}
    words = {said for (said,) in elsewhere.ask("SELECT words FROM actions_update")}
    return Round(
        database=database,
        seconds=ended - began,
        size=file.stat().st_size,
        restored_in=took,
        before=len(before),
        during=sum(began <= at <= ended for at, _, _ in acknowledged),
        missing=len(before - words),
        later=len(later & words),
        halves=_halves(elsewhere, at_first),
        holes=_holes(council, elsewhere) if council.is_sqlite else 0,
        differ=sorted(
            name for name in digests.keys() | digests_found.keys() if digests.get(name) != digests_found.get(name)
        ),
        files=len(_media(stated)),
    )


def _elsewhere(council: Council, name: str) -> Council:
    """A place with nothing in it."""
    folder = council.folder / name
    if council.is_sqlite:
        folder.mkdir(parents=True, exist_ok=True)
        return Council(folder, f"sqlite:///{folder / 'restored.sqlite3'}")
    import psycopg2

    opened = psycopg2.connect(council.database_url)
    opened.autocommit = True
    with opened.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    opened.close()
    return Council(folder, council.database_url.replace("/council?", f"/{name}?"))


def _halves(council: Council, at_first: tuple[int, int]) -> int:
    """An update that says a status is one row, and its action's history has one more line: in the same transaction."""
    updates, lines = _counts(council)
    return abs((updates - at_first[0]) - (lines - at_first[1]))


def _counts(council: Council) -> tuple[int, int]:
    """How many updates there are, and lines in the history of actions."""
    (found,) = council.ask(
        "SELECT (SELECT count(*) FROM actions_update), (SELECT count(*) FROM actions_historicalaction)"
    )
    return found


def _holes(council: Council, restored: Council) -> int:
    """How many updates up to the last that was restored are not there."""
    ((last, number),) = restored.ask("SELECT max(id), count(*) FROM actions_update")
    ((wanted,),) = council.ask(f"SELECT count(*) FROM actions_update WHERE id <= {last}")
    return wanted - number


def _manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("manifest.json"))


def _media(manifest: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in manifest["parts"].items() if name.startswith("media/")}


def _figures(rounds: list[Round]) -> Iterator[Figure]:
    for database in dict.fromkeys(one.database for one in rounds):
        of = [one for one in rounds if one.database == database]
        before, during = sum(one.before for one in of), sum(one.during for one in of)
        missing, later = sum(one.missing for one in of), sum(one.later for one in of)
        halves, holes = sum(one.halves for one in of), sum(one.holes for one in of)
        differ = sorted({name for one in of for name in one.differ})
        files = sum(one.files for one in of)
        what = f"{database}, {len(of)} backups under {WRITERS} writers and one who attaches files"
        yield Figure(
            f"{what}: digests of tables and files that differ after the restore",
            "0",
            ", ".join(differ) or "0",
            not differ,
        )
        yield Figure(
            "writes acknowledged before a backup began that are not in it",
            "0",
            f"{missing} of {before:,}",
            not missing and before > 0,
        )
        yield Figure(
            "halves of a transaction, rows missing before later ones, and words that were sent after it had ended",
            "0", f"{halves + holes + later} ({during} writes and {files} files came in meanwhile or before)",
            halves + holes + later == 0,
        )  # fmt: skip
        seconds = sorted(one.seconds for one in of)
        restored = sorted(one.restored_in for one in of)
        yield Figure(
            "time and size", "stated",
            f"a backup {seconds[0]:.1f} to {seconds[-1]:.1f} s and {max(one.size for one in of) / 1e6:.1f} MB, a restore "
            f"{restored[0]:.1f} to {restored[-1]:.1f} s", holds=True,
        )  # fmt: skip


def _notes(rounds: list[Round], others: float) -> Iterator[str]:
    yield (
        "manage.py backup while gunicorn serves the writers, manage.py restore into an empty database and folder, a second "
        "backup of that: its digest of each table and file is compared with the first's, and check_packs with what rows say."
    )
    yield "An update that says a status writes a row and a line of its action's history in one transaction: both are counted."
    yield f"When it began, {others:.1f} other processes were already waiting for the cores, on average of a minute."
