"""The process in which ``proofs.kills`` kills: ``python -m proofs.killing KIND KILLS SEED``, under a council's environment.

It loads the program once and forks for each piece of work, because starting takes longer than the work. A fork that is
killed leaves what a killed process leaves; whoever looks afterwards is another process. Says as JSON what it found.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import django
import psycopg2

State = dict[str, str]
"""A digest of each column of each table, and of what else belongs to a state."""
HOURS = 3 * 3600
LEFT_OUT = ("session", "sqlite_", "django_migrations")
"""Tables that say who is signed in, or nothing."""


# Forks


def forked(work: Callable[[], Any], *, kill_after: float | None = None) -> tuple[bool, Any]:
    """Do something in a process of its own: whether it was killed before its end, and what it gave. Raises what it raised."""
    out, into = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.close(out)
        os._exit(_child(work, into))
    os.close(into)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(out, "rb") as said:
        told = said.read() if kill_after is None else b""
    _, how = os.waitpid(child, 0)
    if os.WIFSIGNALED(how):
        return True, None
    if kill_after is not None:
        return False, None
    given = json.loads(told)
    if "failed" in given:
        raise RuntimeError(given["failed"])
    return False, given["given"]


def _child(work: Callable[[], Any], into: int) -> int:
    try:
        given = {"given": work()}
    except BaseException:  # noqa: BLE001 - whatever it was, the parent is told
        given = {"failed": traceback.format_exc()[-3000:]}
    from django.db import connections

    connections.close_all()
    try:
        with os.fdopen(into, "wb") as said:
            said.write(json.dumps(given).encode())
    except BrokenPipeError:
        pass
    return 0


# Databases and files as they were


class Place:
    """The council's database and files, taken back to how they were."""

    def __init__(self) -> None:
        from django.conf import settings

        self.of = settings.DATABASES["default"]
        self.media = Path(settings.MEDIA_ROOT)
        self.kept = self.media.with_name("kept-media")
        self.admin = os.environ.get("PROOF_ADMIN", "")

    def keep(self) -> None:
        """What is there now is what is gone back to."""
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.media, self.kept)
        if self.admin:
            self.settle()
            self._do("DROP DATABASE IF EXISTS kept WITH (FORCE)", f"CREATE DATABASE kept TEMPLATE {self.of['NAME']}")
        else:
            shutil.copy(self.of["NAME"], self._file)

    def back(self) -> None:
        """Everything as it was kept."""
        shutil.rmtree(self.media)
        shutil.copytree(self.kept, self.media)
        name = self.of["NAME"]
        if self.admin:
            self._do(f"DROP DATABASE {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE kept")
        else:
            for ending in ("", "-wal", "-shm"):
                Path(f"{name}{ending}").unlink(missing_ok=True)
            shutil.copy(self._file, name)

    def settle(self) -> None:
        """Wait until the server has noticed who is gone."""
        while self.admin and self._others():
            time.sleep(0.02)

    @property
    def _file(self) -> Path:
        return Path(f"{self.of['NAME']}.kept")

    def _others(self) -> int:
        return self._do(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{self.of['NAME']}'")[0]

    def _do(self, *statements: str) -> Any:
        with closing(psycopg2.connect(self.admin)) as opened:
            opened.autocommit = True
            with opened.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchone() if cursor.description else None


def state() -> State:
    """What the tables hold, a digest a column, and how many rows."""
    from django.db import connection

    found: State = {}
    with connection.cursor() as cursor:
        tables = sorted(
            name for name in connection.introspection.table_names(cursor) if not any(part in name for part in LEFT_OUT)
        )
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            key = names.index("id") if "id" in names else 0
            ordered = all(isinstance(row[key], int) for row in rows)
            rows.sort(key=lambda row: row[key] if ordered else 0)
            found[table] = str(len(rows))
            for name, values in zip(names, zip(*rows, strict=True), strict=False):
                found[f"{table}.{name}"] = _digest(values, ordered=ordered)
    return found


def _digest(values: tuple, *, ordered: bool) -> str:
    """Of what can be the same in two runs: of a moment only whether there is one; where keys are random, in any order."""
    told = ["a moment" if isinstance(value, datetime | date) else repr(value) for value in values]
    return hashlib.sha256("\n".join(told if ordered else sorted(told)).encode()).hexdigest()[:16]


def files() -> list[str]:
    """The files that are there, by their names."""
    from django.conf import settings

    root = Path(settings.MEDIA_ROOT)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


# What is killed


class Work:
    """A kind of work: what it does, and what a whole state is. ``whole`` says what is wrong with a state, or nothing."""

    states = "nothing of it, or all"

    def prepare(self) -> None:
        """What has to be there before."""

    def do(self) -> None:
        """The work itself."""
        raise NotImplementedError

    def again(self) -> None:
        """What somebody does who finds it not done."""
        if not self.done():
            self.do()

    def done(self) -> bool:
        """Whether somebody who looks finds it done."""
        raise NotImplementedError

    def between(self) -> bool:
        """Whether it stands at a step that the program shows as such."""
        return False

    def wrong(self) -> str:
        """What the program's own checks say is wrong; nothing where all is well."""
        return ""


def _quiet() -> Any:
    return Path(os.devnull).open("w")


def _sign_in() -> None:
    """Keep a session beside the database, from before any work."""
    from django.test import Client

    from accounts.models import User

    browser = Client()
    browser.force_login(User.objects.get(email__startswith="performance@"))
    _file("session").write_text(browser.cookies["sessionid"].value)


def _browser() -> Any:
    from django.test import Client

    browser = Client()
    browser.cookies["sessionid"] = _file("session").read_text()
    return browser


class Measurements(Work):
    """``manage.py import_measurements`` of some hundred figures."""

    def prepare(self) -> None:
        from indicators.models import Indicator

        lines = ["set,ref,period,value,target,state"]
        for found in Indicator.objects.filter(unit="%").select_related("set").order_by("pk"):
            lines += [
                f"{found.set.code},{found.ref},{year}/{(year + 1) % 100:02},{50 + year % 7},55,provisional"
                for year in range(1990, 2005)
            ]
        _file("figures.csv").write_text("\n".join(lines))

    def do(self) -> None:
        from django.core.management import call_command

        call_command("import_measurements", str(_file("figures.csv")), "--confirm", stdout=_quiet(), stderr=_quiet())

    def done(self) -> bool:
        from indicators.models import Measurement

        return Measurement.objects.count() > 200  # the demonstration has 86

    def wrong(self) -> str:
        from django.core.management import call_command

        call_command("rejudge", "--check", verbosity=0, stdout=_quiet())
        return ""


class Plan(Work):
    """``manage.py import_plan`` of a plan of 173 lines."""

    states = "nothing, or the paper kept to be looked over, or all"

    def prepare(self) -> None:
        from improvement_plan.models import Plan as Plans

        answer = _browser().get(f"/plans/{Plans.objects.get().slug}.xlsx")
        _file("plan.xlsx").write_bytes(answer.content)

    def do(self) -> None:
        from django.core.management import call_command

        call_command("import_plan", str(_file("plan.xlsx")), "--accept", "--title", "The plan again", stdout=_quiet())

    def done(self) -> bool:
        from improvement_plan.models import Plan as Plans

        return Plans.objects.count() == 2

    def between(self) -> bool:
        from improvement_plan.models import PlanUpload

        return [upload.is_open for upload in PlanUpload.objects.all()] == [True] and not self.done()

    def again(self) -> None:
        from improvement_plan.imports.taking import take_in
        from improvement_plan.models import PlanUpload

        waiting = PlanUpload.objects.first()
        if waiting and waiting.is_open:
            take_in(waiting, by=None)
        else:
            super().again()


class Clinic(Work):
    """A press on “Close this clinic”."""

    def do(self) -> None:
        from clinics.models import Clinic as Clinics
        from clinics.services.life import open_actions

        clinic = Clinics.objects.get(pk=3)
        seen = [str(key) for key in open_actions(clinic).values_list("pk", flat=True)]
        answer = _browser().post("/clinics/3/close/", {"sure": "on", "note": "Left to the directorate.", "open": seen})
        if answer.status_code != 302:
            raise RuntimeError(f"{answer.status_code}: {answer.content.decode()[-2000:]}")

    def done(self) -> bool:
        from clinics.models import Clinic as Clinics

        return Clinics.objects.get(pk=3).state == "closed"


class Issue(Work):
    """A press on “Issue the pack”: the public one and the members' together, and who is to be told."""

    def prepare(self) -> None:
        _short_meeting()
        _request()
        _build()

    def do(self) -> None:
        answer = _browser().post(
            f"/meetings/{_file('meeting').read_text()}/pack/public-1/issue/", {"despite": "To follow."}
        )
        if answer.status_code != 302:
            raise RuntimeError(f"{answer.status_code}: {answer.content.decode()[-2000:]}")

    def done(self) -> bool:
        from meetings.models import Pack

        return Pack.objects.issued().count() == 2

    def wrong(self) -> str:
        from django_tasks_db.models import DBTaskResult

        told = DBTaskResult.objects.filter(task_path__endswith="tell_of_papers").count()
        return "" if told == 2 * self.done() else f"{told} tasks to tell of it"


class Build(Work):
    """A pack asked for and built by the worker, for the public and for members."""

    states = "not asked for, or waiting, or being built, or all"

    def prepare(self) -> None:
        _short_meeting()

    def do(self) -> None:
        _request()
        _build()

    def done(self) -> bool:
        from meetings.models import Pack

        return [pack.state for pack in Pack.objects.all()] == ["ready"] * 2

    def between(self) -> bool:
        from meetings.models import Pack

        found = {(pack.state, bool(pack.file), bool(pack.html), bool(pack.sha256)) for pack in Pack.objects.all()}
        allowed = {("waiting", False, False, False), ("building", False, False, False), ("ready", True, True, True)}
        return Pack.objects.count() in {0, 2} and found <= allowed

    def again(self) -> None:
        """The worker is started again half a minute later; whoever finds nothing asks for it."""
        from django.utils import timezone

        from meetings.models import Pack

        Pack.objects.filter(state="building").update(heartbeat=timezone.now() - 2 * _DAY)
        if not Pack.objects.exists():
            _request()
        _build()

    def wrong(self) -> str:
        """Whether what is stored is whole; and once it is done, whether a sweep leaves nothing that no row names."""
        from django.conf import settings
        from django.core.management import call_command

        from core import pdf
        from meetings.stored import sweep

        call_command("check_packs", stdout=_quiet())
        if not self.done():
            return ""
        for path in (*Path(settings.MEDIA_ROOT).rglob("*"), *Path(os.environ["TMPDIR"]).iterdir()):
            os.utime(path, (time.time() - 24 * HOURS,) * 2)
        sweep()
        pdf.sweep()
        scratch = [path.name for path in Path(os.environ["TMPDIR"]).iterdir()]
        there = files()
        return "" if len(there) == 4 and not scratch else f"left over: {there} {scratch}"


_DAY = __import__("datetime").timedelta(days=1)


def _file(name: str) -> Path:
    return Path(os.environ["MEDIA_ROOT"]).with_name(name)


def _short_meeting() -> None:
    """A meeting with a short agenda, whose packs are quick to lay out."""
    from meetings.models import AgendaItem, Meeting
    from meetings.services.meetings import make_meeting

    made = make_meeting(meeting=Meeting(board_id=1, date=date(2007, 12, 10)))
    for number, title in enumerate(("Urgent business", "Terms of reference"), 1):
        AgendaItem.objects.create(meeting=made, number=number, title=title, kind="verbal")
    _file("meeting").write_text(str(made.pk))


def _request() -> None:
    from accounts.models import User
    from meetings.choices import Audience
    from meetings.editions import request_packs
    from meetings.models import Meeting

    by = User.objects.get(email__startswith="performance@")
    request_packs(meeting=Meeting.objects.get(pk=_file("meeting").read_text()), audiences=list(Audience), by=by)


def _build() -> None:
    from django.core.management import call_command

    call_command("db_worker", "--batch", "--interval", "0.1", "--no-startup-delay", verbosity=0)


KINDS: dict[str, Work] = {
    "measurements": Measurements(), "plan": Plan(), "clinic": Clinic(), "issue": Issue(), "build": Build(),
}  # fmt: skip


# Killing


def undisturbed(work: Work, place: Place) -> tuple[State, State, float]:
    """The states before and after, of what is the same in two runs, and how long the work takes."""
    runs = []
    for _ in range(2):
        place.back()
        before = forked(state)[1]
        began = time.monotonic()
        forked(work.do)
        took = time.monotonic() - began
        runs.append((before, forked(state)[1]))
    (before, after), (before_too, after_too) = runs
    same = [name for name in after if after[name] == after_too.get(name) and before.get(name) == before_too.get(name)]
    if not forked(work.done)[1] or before == after:
        raise RuntimeError("The work was not done.")
    return {name: before.get(name, "") for name in same}, {name: after[name] for name in same}, took


def killed(work: Work, place: Place, ends: tuple[State, State], after: float) -> str:
    """Kill the work once: how it was left ("nothing", "all", "a step between"), or what is wrong; empty where it was over before."""
    place.back()
    was_killed, _ = forked(work.do, kill_after=after)
    if not was_killed:
        return ""
    place.settle()
    names = list(ends[1])
    left, between = forked(lambda: (state(), work.between()))[1]
    picked = {name: left.get(name, "") for name in names}
    if picked == ends[0]:
        how = "nothing"
    elif picked == ends[1]:
        how = "all"
    elif between:
        how = "a step between"
    else:
        differ = [name for name in names if picked[name] not in {ends[0].get(name), ends[1][name]}] or "a mixture"
        return f"PARTIAL after {after:.3f} s: {differ}"
    try:
        _, said = forked(lambda: _went_on(work))
    except RuntimeError as failed:
        said = str(failed)
    return f"STUCK after {after:.3f} s, left at {how}: {said}" if said else how


def _went_on(work: Work) -> str:
    """In a process that starts after the kill: look, try again, and see whether all is done; says what is wrong."""
    said = work.wrong()
    work.again()
    said = said or work.wrong()
    answer = _browser().get("/")
    return said or ("" if work.done() else "not done") or ("" if answer.status_code == 200 else f"{answer.status_code}")


def main(kind: str, kills: int, seed: int) -> None:
    """Kill one kind of work so many times and say how it was left."""
    django.setup()
    work, place, chance = KINDS[kind], Place(), random.Random(seed)
    forked(_sign_in)
    forked(work.prepare)
    place.keep()
    before, after, took = undisturbed(work, place)
    found: Counter[str] = Counter()
    over = 0
    while sum(found.values()) < kills:
        how = killed(work, place, (before, after), chance.uniform(0, took))
        if not how:
            over += 1
            took *= 0.95  # the machine is quicker than it was
            continue
        found[how] += 1
        print(f"{kind} {sum(found.values())} {how}", file=sys.stderr, flush=True)
    print(json.dumps({"found": found, "took": took, "over": over, "columns": len(after), "states": work.states}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
