"""Disks that are full and memory that is short: reading goes on, nothing is corrupt, and all goes on afterwards.

Wants root, to mount small disks in memory.
"""

from __future__ import annotations

import io
import os
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pikepdf
import psycopg2

from proofs.findings import Figure, Findings
from proofs.load import actions_of, stored
from proofs.servers import Answer, Council, Postgres, Site, hidden, on_sqlite, postgres, served

TITLE = "Disks full and memory short"
READS = ("/", "/actions/", "/actions/1/", "/indicators/", "/meetings/3/", "/clinics/")
NO_ROOM = "There is no room left to store anything."
MB = 1 << 20


@contextmanager
def disk(at: Path, megabytes: int) -> Iterator[Path]:
    """A disk of this size, in memory."""
    at.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "proof", str(at)], check=True)
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def fill(at: Path, *, leave: int = 0) -> Path:
    """Fill a disk up to its last page, but for so many bytes."""
    file = at / "filling"
    with file.open("wb", buffering=0) as filling:
        for size in (MB, 4096, 1):
            with suppress(OSError):
                while True:
                    filling.write(b"\0" * size)
    if leave:
        os.truncate(file, max(0, file.stat().st_size - leave))
    return file


def run(*, quick: bool) -> Findings:
    """Fill one disk after another, and take memory away."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="council-disk-", ignore_cleanup_errors=True) as folder:
        figures += _media_full(Path(folder) / "media")
        figures += _sqlite_full(Path(folder) / "sqlite", tries=3 if quick else 30)
        figures += _papers_without_memory(Path(folder) / "papers")
        figures += _web_without_memory(Path(folder) / "web")
        if not quick:
            figures += _postgresql_full(Path(folder) / "postgresql", tries=30)
            figures += _journal_full(Path(folder) / "journal")
    return Findings(tuple(figures), NOTES)


NOTES = (
    "A disk is a tmpfs that is filled to its last byte while gunicorn serves; room is made again by deleting what filled it.",
    "A write is the form of an update with words of 3,900 letters, sent again and again; an attachment is a PDF of 3 MB.",
    (
        "A PostgreSQL whose journal has no room stops by itself: every page is then the 503 of a database that is away, and "
        "somebody starts it once there is room. With its journal on another disk than its tables, reading goes on."
    ),
    "What is damaged is looked for by pg_dump, which reads every table, and by building every index anew.",
    "Memory is taken away with RLIMIT_AS, from the process that lays papers out, and from a web process that runs.",
)


# Writing and reading


def _write(site: Site, session: str, action: int, words: str) -> Answer:
    form = hidden(site.get(f"/actions/{action}/update/", session).page)
    return site.post(f"/actions/{action}/update/", form | {"words": words}, session)


def _writes(site: Site, session: str, actions: list[int], tries: int) -> tuple[list[str], list[tuple[str, Answer]]]:
    """Words whose answer said that they were saved, and the others with their answers."""
    saved, refused = [], []
    for number in range(tries):
        words = f"Said at try {number} of {random.randbytes(1950).hex()}"  # which nothing makes shorter
        answer = _write(site, session, actions[number % len(actions)], words)
        if answer.status == 302:
            saved.append(words)
        else:
            refused.append((words, answer))
    return saved, refused


def _read(site: Site, session: str) -> list[int]:
    return [site.get(path, session).status for path in READS]


def _pdf(megabytes: int) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Ballast = pdf.make_stream(os.urandom(megabytes * MB))
        pdf.save(made)
    return made.getvalue()


def _reading(of: str, statuses: list[int]) -> Figure:
    failed = [status for status in statuses if status != 200]
    return Figure(f"{of}: pages read meanwhile that fail", "0", f"{len(failed)} of {len(statuses)}", not failed)


def _told(of: str, refused: list[tuple[str, Answer]]) -> Figure:
    """Whether each refusal is a page that says why, with the words on it."""
    bare = [
        answer.status
        for words, answer in refused
        if answer.status != 507 or not answer.holds(NO_ROOM) or not answer.holds(words)
    ]
    return Figure(
        f"{of}: refusals that are not a 507 that says why, with the words", "0", f"{len(bare)} of {len(refused)}" + (f" ({set(bare)})" if bare else ""),
        not bare and bool(refused),
    )  # fmt: skip


# Disks


def _media_full(folder: Path) -> Iterator[Figure]:
    of = "disk of MEDIA_ROOT full"
    council = on_sqlite(folder)
    with disk(council.media, 8) as media:
        session = council.sign_in("performance")["performance"]
        where, letter = "/meetings/3/items/5/files/", _pdf(3)
        with served(council) as site:
            filling = fill(media, leave=MB)
            answer = site.post(where, {"title": "Letter"}, session, files={"file=letter.pdf": letter})
            yield Figure(
                f"{of}: attaching a file", "507 that says why", f"{answer.status}",
                answer.status == 507 and answer.holds(NO_ROOM) and answer.holds("Letter"),
            )  # fmt: skip
            yield _reading(of, _read(site, session))
            _, refused = _writes(site, session, actions_of(council, 5), 5)
            yield Figure(
                f"{of}: writes to the database, which lies elsewhere, that fail", "0", f"{len(refused)}", not refused
            )
            ((rows,),) = council.ask("SELECT count(*) FROM meetings_itemattachment")
            left = [path.name for path in media.rglob("*") if path.is_file() and path != filling]
            yield Figure(
                f"{of}: rows without a file, files without a row", "0", f"{rows + len(left)}", not rows and not left
            )
            filling.unlink()
            answer = site.post(where, {"title": "Letter"}, session, files={"file=letter.pdf": letter})
            council.manage("check_packs")
            yield Figure(f"{of}: attaching it once there is room", "302", f"{answer.status}", answer.status == 302)


def _filled_up(
    of: str, site: Site, session: str, actions: list[int], place: Path, tries: int
) -> Generator[Figure, None, list[str]]:
    """Fill a disk under a site that is read and written, and make room again; gives the words said to be saved."""
    _read(site, session)
    filling = fill(place)
    saved, refused = _writes(site, session, actions, tries)
    yield _told(of, refused)
    yield _reading(of, _read(site, session) * 2)
    filling.unlink()
    again, failed = _writes(site, session, actions, 5)
    yield Figure(f"{of}: writes that fail once there is room", "0", f"{len(failed)} of 5", not failed)
    return saved + again


def _sqlite_full(folder: Path, tries: int) -> Iterator[Figure]:
    of = "disk under SQLite full"
    with disk(folder / "database", 24) as place:
        council = on_sqlite(folder, database=place / "db.sqlite3")
        session = council.sign_in("performance")["performance"]
        actions = actions_of(council, 10)
        with served(council) as site:
            saved = yield from _filled_up(of, site, session, actions, place, tries)
        lost = [words for words in saved if words not in stored(council)]
        sound = council.ask("PRAGMA integrity_check")[0][0]
        yield Figure(
            f"{of}: integrity_check afterwards, writes said to be saved and not there",
            "ok, 0",
            f"{sound}, {len(lost)}",
            sound == "ok" and not lost,
        )


def _postgresql_full(folder: Path, tries: int) -> Iterator[Figure]:
    of = "disk under PostgreSQL's tables full"
    with (
        postgres() as server,
        tempfile.TemporaryDirectory(prefix="council-tables-") as open_to_it,
        disk(Path(open_to_it) / "disk", 96) as place,
    ):
        owner = server.data.stat()
        Path(open_to_it).chmod(0o755)
        os.chown(place, owner.st_uid, owner.st_gid)
        place.chmod(0o700)
        server.do(
            f"CREATE TABLESPACE small LOCATION '{place}'",
            "DROP DATABASE IF EXISTS council",
            "CREATE DATABASE council TEMPLATE made TABLESPACE small",
        )
        council = Council(folder, server.url("council"))
        session = council.sign_in("performance")["performance"]
        actions = actions_of(council, 10)
        with served(council) as site:
            saved = yield from _filled_up(of, site, session, actions, place, tries)
        lost = [words for words in saved if words not in stored(council)]
        bad = _checked(council, server)
        yield Figure(
            f"{of}: what is damaged, writes said to be saved and not there",
            "nothing, 0",
            f"{bad or 'nothing'}, {len(lost)}",
            not bad and not lost,
        )


def _checked(council: Council, server: Postgres) -> str:
    """What is damaged: every table is read by pg_dump, and every index built anew."""
    dump = [server.server.bin_path / "pg_dump", "--file=/dev/null", council.database_url]
    index = [server.server.bin_path / "psql", "-c", "REINDEX DATABASE", council.database_url]
    told = [subprocess.run(command, capture_output=True, text=True, check=False) for command in (dump, index)]
    return " ".join(done.stderr.strip() for done in told if done.returncode)


def _journal_full(folder: Path) -> Iterator[Figure]:
    """The one disk of a PostgreSQL, with its journal, full until the server gives up."""
    of = "disk under all of PostgreSQL full"
    with tempfile.TemporaryDirectory(prefix="council-all-") as open_to_it:
        Path(open_to_it).chmod(0o755)
        with disk(Path(open_to_it) / "disk", 400) as place, postgres(place) as server:
            council = Council(folder, server.make("council", "made"))
            session = council.sign_in("performance")["performance"]
            actions = actions_of(council, 10)
            with served(council) as site:
                saved, _ = _writes(site, session, actions, 5)
                forms = {action: hidden(site.get(f"/actions/{action}/update/", session).page) for action in actions}
                filling = fill(place)
                answers = []
                for number, action in enumerate(actions):
                    with suppress(psycopg2.Error):  # the next part of the journal has no room
                        server.do("SELECT pg_switch_wal()", "CREATE TABLE IF NOT EXISTS something (words text)")
                    words = f"Said at try {number} of {random.randbytes(1950).hex()}"
                    answer = site.post(f"/actions/{action}/update/", forms[action] | {"words": words}, session)
                    if answer.status == 302:
                        saved.append(words)
                    else:
                        answers.append((words, answer))
                bare = [
                    answer.status
                    for words, answer in answers
                    if answer.status not in {503, 507} or not answer.holds(words)
                ]
                told = ", ".join(
                    f"{number} times {status}"
                    for status, number in Counter(answer.status for _, answer in answers).items()
                )
                yield Figure(
                    f"{of}: refusals without a reason or the words",
                    "0",
                    f"{len(bare)} of {len(answers)} ({told})",
                    not bare and bool(answers),
                )
                filling.unlink()
                server.start()
                again, failed = _writes(site, session, actions, 5)
                yield Figure(
                    f"{of}: writes that fail once there is room and it was started",
                    "0",
                    f"{len(failed)} of 5",
                    not failed,
                )
            lost = [words for words in saved + again if words not in stored(council)]
            bad = _checked(council, server)
            yield Figure(
                f"{of}: what is damaged, writes said to be saved and not there",
                "nothing, 0",
                f"{bad or 'nothing'}, {len(lost)}",
                not bad and not lost,
            )


# Memory


def _papers_without_memory(folder: Path) -> Iterator[Figure]:
    of = "too little memory for paper"
    council = on_sqlite(folder)
    session = council.sign_in("performance")["performance"]
    place = folder / "core"
    place.mkdir()
    # The layout's own process, and it alone, gets less: it finds this before the program's own.
    (place / "sitecustomize.py").write_text(
        "import sys, resource\n"
        "if 'core.pdf_child' in sys.orig_argv:\n"
        f"    resource.setrlimit(resource.RLIMIT_AS, ({100 * MB}, {100 * MB}))\n"
    )
    council.more["PYTHONPATH"] = str(place)
    papers = ("/indicators/scorecard.pdf?period=2006/07", "/clinics/summary.pdf", "/meetings/2/minutes.pdf")
    with served(council) as site:
        answers = [site.get(path, session) for path in papers]
        said = {
            answer.status
            for answer in answers
            if not answer.holds("The paper could not be made. It was ended while it was laid out")
        }
        yield Figure(
            f"{of}: papers that fail without a sentence",
            "0",
            f"{len(said)} of {len(papers)}" + (f" ({said})" if said else ""),
            not said,
        )
        yield _reading(of, _read(site, session))
    said = council.shell(
        "from accounts.models import User\nfrom meetings.choices import Audience\nfrom meetings.models import Meeting, Pack\n"
        "from meetings.editions import finish_packs, request_pack\n"
        "pack = request_pack(meeting=Meeting.objects.get(pk=3), audience=Audience.PUBLIC, by=User.objects.first())\n"
        "finish_packs(pack)\npack = Pack.objects.get(pk=pack.pk)\nprint(pack.state, pack.failure, bool(pack.file))"
    )
    yield Figure(
        f"{of}: a pack",
        "failed with a sentence, no file",
        said,
        said.startswith("failed It was ended while it was laid out") and said.endswith("False"),
    )
    del council.more["PYTHONPATH"]
    with served(council) as site:
        answer = site.get(papers[0], session)
        yield Figure(f"{of}: a paper once there is memory", "200", f"{answer.status}", answer.status == 200)


def _web_without_memory(folder: Path) -> Iterator[Figure]:
    of = "too little memory for the web process"
    council = on_sqlite(folder)
    session = council.sign_in("performance")["performance"]
    with served(council, workers=1) as site:
        _read(site, session)
        worker = int(
            subprocess.run(
                ["pgrep", "-P", str(site.process.pid)], capture_output=True, text=True, check=True
            ).stdout.split()[0]
        )
        pages = int(Path(f"/proc/{worker}/statm").read_text().split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + 24 * MB
        subprocess.run(["prlimit", f"--pid={worker}", f"--as={limit}:{limit}"], check=True)
        words = "The words that somebody typed. " + "x" * 9_000_000
        answers = [site.post("/actions/1/update/", {"words": words, "last_seen": "0"}, session) for _ in range(4)]
        bare = [answer.status for answer in answers if answer.status not in {422, 503}]
        yield Figure(
            f"{of}: forms of 9 MB that get a bare failure",
            "0",
            f"{len(bare)} of {len(answers)} ({sorted({a.status for a in answers})})",
            not bare,
        )
        yield _reading(of, _read(site, session))
    sound = council.ask("PRAGMA integrity_check")[0][0]
    yield Figure(f"{of}: integrity_check afterwards", "ok", sound, sound == "ok")
