"""A walk through what was installed, from outside, over nginx and TLS; and what an administrator does to it."""

from __future__ import annotations

import json
import re
import ssl
import subprocess
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.trial import guide
from deploy.trial.machine import Machine
from proofs.visitor import Page, Visitor

TOP = Path(__file__).parent.parent.parent
SITE = "performance.example.gov.uk"
PASSWORD = "demonstration"  # noqa: S105 - of the people of the demonstration
FIRST, SECOND, CHANGED, BROKEN = "0.1.0", "0.2.0", "0.3.0", "0.4.0"
TIMERS = ("backup", "check-history", "clear-sign-ins", "doctor", "prune-history", "reminders")
LEFT_OUT = "Zwetschgenkuchen"
PARTS = ("councilperf-web.service", "councilperf-tasks@1.service", "councilperf-tasks@2.service")
MAIL_SERVER = "systemd-run --quiet --unit=mail-server python3 -W ignore -m smtpd -n -c DebuggingServer 127.0.0.1:25"
"""What stands for the council's, and prints what it is given."""
MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organisation", "{last}")]
    operations = [migrations.RunSQL("CREATE TABLE deploy_trial (pk integer)", "DROP TABLE deploy_trial")]
"""


@dataclass
class Trial:
    """The machine, what was looked at, and what of it was wrong."""

    machine: Machine
    folder: Path
    begun: float = field(default_factory=time.monotonic)
    wrong: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """What was said of actions, in the order in which it was saved."""

    def see(self, what: str, holds: bool, found: object = "") -> None:
        """Print what was looked at; remember it where it is wrong."""
        print(f"{time.monotonic() - self.begun:5.0f} s  {'ok    ' if holds else 'WRONG '} {what}" + (f": {found}" if not holds else ""), flush=True)  # fmt: skip
        if not holds:
            self.wrong.append(what)

    def tell(self, what: str) -> None:
        """Print what is not judged."""
        print(f"{time.monotonic() - self.begun:5.0f} s         {what}", flush=True)

    def visitor(self) -> Visitor:
        """Somebody on another machine, who trusts this site's certificate and no other."""
        certificate = self.machine.folder / "etc/ssl/councilperf/fullchain.pem"
        return Visitor((self.machine.address, 443), SITE, ssl.create_default_context(cafile=str(certificate)))

    def signed_in(self, name: str) -> Visitor:
        """Somebody of the demonstration."""
        visitor = self.visitor()
        page = visitor.sign_in(f"{name}@rotherham.example", PASSWORD)
        if page.status != 200 or "sessionid" not in visitor.cookies:
            raise LookupError(f"{name} cannot sign in: {page.status} {page.text[:500]}")
        return visitor

    def run(self, commands: str) -> str:
        """Commands on the machine; what they print."""
        return self.machine.run(commands).stdout.strip()

    def tried(self, commands: str) -> tuple[int, str]:
        """Commands on the machine that may fail: their exit code and what they print."""
        done = self.machine.run(commands, check=False)
        return done.returncode, done.stdout

    def until(self, holds: Callable[[], bool], seconds: float = 60) -> bool:
        """Whether something comes to be so in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if holds():
                return True
            time.sleep(0.5)
        return False


# Releases


def release(folder: Path) -> Path:
    """A release as deploy/archive makes it."""
    subprocess.run([str(TOP / "deploy/archive"), FIRST], cwd=folder, check=True, capture_output=True)
    return folder / f"councilperf-{FIRST}.tar.gz"


def another(folder: Path, version: str, change: Callable[[Path], None] | None = None) -> Path:
    """The same again under another version, changed where the trial wants it otherwise."""
    archive = folder / f"councilperf-{version}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder) as unpacked:
        with tarfile.open(folder / f"councilperf-{FIRST}.tar.gz") as packed:
            packed.extractall(unpacked, filter="data")
        code = Path(unpacked) / f"councilperf-{FIRST}"
        if change:
            change(code)
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(code, f"councilperf-{version}")
    return archive


def with_a_table(code: Path) -> None:
    """A release that changes tables."""
    migrations = code / "organisation/migrations"
    last = max(file.stem for file in migrations.glob("0*.py"))
    (migrations / "9999_trial.py").write_text(MIGRATION.format(last=last))


def broken(code: Path) -> None:
    """A release that changes tables, and then cannot serve."""
    with_a_table(code)
    with (code / "councilperf/wsgi.py").open("a") as wsgi:
        wsgi.write('\nraise RuntimeError("A release that does not run.")\n')


# What an administrator does


def install(trial: Trial) -> None:
    """What the guide says, as it says it."""
    trial.machine.copy(release(trial.folder), "/root/")
    for block in guide.steps():
        if block.by_hand:
            trial.tell(f"left to a person: {block.commands.strip()}")
    packages, *others = [block.commands for block in guide.steps() if not block.by_hand]
    said = trial.run("\n".join((packages, MAIL_SERVER, *others)))
    trial.see(f"installed as the guide says in {(time.monotonic() - trial.begun) / 60:.1f} minutes", holds=True)
    trial.see("the doctor finds nothing to mend", " 0 faults" in said.replace("\N{NO-BREAK SPACE}", " "), said[-1500:])
    trial.run("councilperf-manage load_demo rotherham >/dev/null")


def look_at_services(trial: Trial) -> None:
    """Units under systemd."""
    for part in PARTS:
        state = trial.run(f"systemctl show --property=ActiveState,User --value {part} | tr '\\n' ' '")
        trial.see(
            f"{part} runs as its own user",
            state.split() == ["active", "councilperf"] or state.split() == ["councilperf", "active"],
            state,
        )
    code, said = trial.tried(
        "cd /etc/systemd/system && systemd-analyze verify councilperf*.service councilperf*.timer councilperf*.socket councilperf.target councilperf-tasks@1.service"
    )
    said = "\n".join(line for line in said.splitlines() if "councilperf" in line)
    trial.see("systemd-analyze verify has nothing to say", code == 0 and not said, said)
    told = trial.run(
        "systemd-analyze security --no-pager councilperf-web.service councilperf-tasks@1.service councilperf-backup.service 2>/dev/null | grep -i 'overall exposure' | sed 's/^[^a-zA-Z]*//'"
    )
    grades = [float(found) for found in re.findall(r"(\d+\.\d+)", told)]
    trial.see(
        f"systemd-analyze security: {', '.join(map(str, grades))} of 10, where less is better",
        bool(grades) and max(grades) < 2.5,
        told,
    )
    code, _ = trial.tried(
        "nsenter -t $(systemctl show --property=MainPID --value councilperf-web) -m touch /opt/councilperf/current/manage.py /etc/councilperf/environment"
    )
    trial.see("a web process sees its own code as read-only", code != 0)
    uids = trial.run(
        "stat -c %U /opt/councilperf/current/manage.py /etc/councilperf/environment /var/lib/councilperf | tr '\\n' ' '"
    )
    trial.see(
        "code and settings are root's, files the program's", uids.split() == ["root", "root", "councilperf"], uids
    )
    modes = trial.run(
        "stat -c %a /etc/councilperf/environment /var/lib/councilperf /var/backups/councilperf | tr '\\n' ' '"
    )
    trial.see("settings, files and backups are nobody else's", modes.split() == ["640", "700", "700"], modes)


def look_from_outside(trial: Trial) -> None:
    """TLS, headers, health, metrics, static files, lines."""
    stranger = trial.visitor()
    plain = Visitor((trial.machine.address, 80), SITE).get("/meetings/?x=1")
    trial.see(
        "plain HTTP leads to HTTPS",
        (plain.status, plain.headers.get("location")) == (301, f"https://{SITE}/meetings/?x=1"),
        plain,
    )
    other = Visitor((trial.machine.address, 443), "other.example", ssl._create_unverified_context())  # noqa: S323
    try:
        found: object = other.get("/").status
    except ssl.SSLError as refused:
        found = refused
    trial.see("another name is refused before a certificate is shown", isinstance(found, ssl.SSLError), found)
    front = stranger.get("/sign-in/")
    wanted = {
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "server": "nginx",
    }
    for name, value in wanted.items():
        trial.see(f"{name}: {value}", front.headers.get(name) == value, front.headers.get(name))
    trial.see(
        "a content security policy without unsafe-inline",
        "default-src 'self'" in front.headers.get("content-security-policy", "")
        and "unsafe" not in front.headers["content-security-policy"],
        front.headers,
    )
    trial.see("private pages are kept by no cache", "no-store" in front.headers.get("cache-control", ""), front.headers)
    for path in ("/livez", "/readyz"):
        page = stranger.get(path)
        trial.see(f"{path} says ok and no more", (page.status, page.content) == (200, b"ok"), page)
    trial.see("/metrics does not exist from outside", stranger.get("/metrics").status == 404)
    trial.see(
        "nor for who pretends to be this machine",
        stranger.get("/metrics", **{"X-Forwarded-For": "127.0.0.1"}).status == 404,
    )
    inside = trial.run(
        f"/opt/councilperf/current/.venv/bin/python -c \"import urllib.request as u; print(u.urlopen(u.Request('http://127.0.0.1:8000/metrics', headers={{'Host': '{SITE}'}})).read().decode())\""
    )
    trial.see(
        "/metrics answers a process of this machine, for all web processes",
        "councilperf_requests_total" in inside and "councilperf_database_up 1" in inside,
        inside[:300],
    )
    look_at_static_files(trial, stranger, front)
    look_at_lines(trial, stranger)


def look_at_static_files(trial: Trial, stranger: Visitor, front: Page) -> None:
    """Style sheets come from nginx, and are kept."""
    sheets = re.findall(r'/static/[^"]+\.[0-9a-f]{12}\.css', front.text)
    page = stranger.get(sheets[0], **{"Accept-Encoding": "gzip"})
    held = page.headers.get("cache-control") == "public, max-age=31536000, immutable"
    trial.see("a style sheet is kept for a year", page.status == 200 and held, page.headers)
    trial.see(
        "compressed beforehand, and sent by nginx itself",
        page.headers.get("content-encoding") == "gzip" and "x-request-id" not in page.headers,
        page.headers,
    )
    missing = (
        stranger.get("/static/../councilperf/settings.py"),
        stranger.get("/static/nothing.css"),
        stranger.get("/static/%2e%2e/manage.py"),
    )
    trial.see(
        "nothing else of the release is sent",
        all(page.status in {400, 404} for page in missing),
        [page.status for page in missing],
    )


def look_at_lines(trial: Trial, stranger: Visitor) -> None:
    """What is written down of a request."""
    asked = stranger.get(f"/search/?q={LEFT_OUT}")
    stranger.get(f"/u/{LEFT_OUT}:1abcde:fgh/")
    stranger.get(f"/sign-in/password/{LEFT_OUT}/abc-def/")
    stranger.ask("POST", f"/indicators/?q={LEFT_OUT}", b"x" * 41_000_000)
    number = asked.headers.get("x-request-id", "")
    trial.run("sleep 1; journalctl --sync")
    lines = trial.run("cat /var/log/nginx/*.log; journalctl --no-pager --output=cat")
    access = [json.loads(line) for line in trial.run("cat /var/log/nginx/councilperf.access.log").splitlines()]
    trial.see(
        "what was searched for, and keys, are on no line of nginx or the program",
        LEFT_OUT not in lines,
        [line for line in lines.splitlines() if LEFT_OUT in line][:3],
    )
    trial.see("nginx's line of a mailed link has no key", any(line["path"] == "/u/…" for line in access))
    trial.see("no address of a person's machine", trial.machine.address.rsplit(".", 1)[0] not in json.dumps(access))
    told = trial.run(
        f"journalctl --no-pager --output=cat -u councilperf-web | grep -c '{number}'" if number else "echo 0"
    )
    trial.see(
        "one number of a request on nginx's line, the program's and in the answer",
        told != "0" and any(line["request"] == number for line in access),
        number,
    )
    trial.run("logrotate --force /etc/logrotate.d/nginx && sleep 1")
    stranger.get("/livez")
    trial.see(
        "nginx's lines are rotated, and go on in the new file",
        trial.run(
            "ls /var/log/nginx/councilperf.access.log.1 && wc -l < /var/log/nginx/councilperf.access.log"
        ).splitlines()[-1]
        != "0",
    )
    trial.see("the journal is kept over a restart", trial.run("ls -d /var/log/journal/*") != "")


def say(trial: Trial, words: str, action: str = "") -> str:
    """Somebody says what has happened to an action, their first unless one is named; gives its address."""
    officer = trial.signed_in("communications")
    action = action or re.findall(r'href="(/actions/\d+/)"', officer.get("/actions/mine/").text)[0]
    page = officer.send(officer.get(action), "update", status="on_track", words=words, unchanged=None)
    trial.see(
        f"an officer says “{words}” of {action}",
        page.status == 200 and words in page.text and "Your update is saved." in page.text,
        (page.status, re.findall(r"error-message[^>]*>([^<]+)", page.text)),
    )
    trial.words.append(words)
    return action


def is_there(trial: Trial, action: str) -> bool:
    """Whether everything that was said of an action is there, and nothing else of ours."""
    page = trial.signed_in("communications").get(action)
    return page.status == 200 and all(words in page.text for words in trial.words)


def build_a_pack(trial: Trial) -> None:
    """A pack is asked for, made by a worker, and fetched."""
    team = trial.signed_in("performance")
    meeting = re.findall(r'href="(/meetings/\d+/)"', team.get("/meetings/").text)[0]
    begun = time.monotonic()
    team.send(team.get(f"{meeting}pack/"), "pack/build", audience="public")
    paths: list[str] = []

    def ready() -> bool:
        paths[:] = re.findall(rf'href="({meeting}pack/public-\d+\.pdf)"', team.get(f"{meeting}pack/").text)
        return bool(paths)

    trial.see("a pack is built by a worker", trial.until(ready, 120))
    if paths:
        pack = team.get(paths[0])
        trial.see(
            f"and fetched: {len(pack.content):,} bytes after {time.monotonic() - begun:.0f} s",
            pack.status == 200 and pack.content.startswith(b"%PDF-"),
            pack.status,
        )


def stop_and_kill(trial: Trial) -> None:
    """The web processes are stopped, and killed."""
    trial.run("systemctl stop councilperf-web.socket councilperf-web.service")
    page = trial.visitor().get("/meetings/")
    trial.see(
        "503 with Retry-After where no web process is there",
        (page.status, page.headers.get("retry-after")) == (503, "10") and "Not available just now" in page.text,
        (page.status, page.headers),
    )
    trial.run("systemctl start councilperf.target councilperf-web.socket councilperf-web.service")
    trial.see("and back once it is", trial.until(lambda: trial.visitor().get("/readyz").status == 200))
    trial.run("systemctl kill --signal=KILL councilperf-web.service councilperf-tasks@1.service")
    trial.see(
        "killed web processes are there again by themselves",
        trial.until(lambda: trial.visitor().get("/readyz").status == 200),
    )
    trial.see(
        "and so is a killed worker", trial.until(lambda: trial.tried("systemctl is-active councilperf-tasks@1")[0] == 0)
    )
    trial.run("systemctl stop postgresql@15-main.service")
    away = trial.visitor().get("/sign-in/")
    own = "cannot reach its database" in away.text and away.headers.get("retry-after") == "10"
    trial.see(
        f"503 from the program itself in {away.seconds:.1f} s where PostgreSQL is stopped",
        away.status == 503 and own,
        away.status,
    )
    trial.run("systemctl start postgresql@15-main.service")
    trial.see("and back once it is", trial.until(lambda: trial.visitor().get("/readyz").status == 200))


def run_timers(trial: Trial) -> None:
    """What runs by night, now."""
    trial.run("touch /var/backups/councilperf/council-2020-01-01-021500.zip")
    for name in TIMERS:
        code, said = trial.tried(
            f"systemctl start councilperf-{name}.service || journalctl --no-pager -u councilperf-{name}.service | tail -20; systemctl is-failed --quiet councilperf-{name}.service && exit 1 || exit 0"
        )
        waits = trial.run(f"systemctl show --property=NextElapseUSecRealtime --value councilperf-{name}.timer")
        trial.see(f"councilperf-{name} does its work, and comes next at {waits}", code == 0 and bool(waits), said)
    made = trial.run("ls /var/backups/councilperf").split()
    trial.see(
        "a backup is made, and one that is too old is removed",
        "council-2020-01-01-021500.zip" not in made and any(file.startswith("council-") for file in made),
        made,
    )


def upgrade_and_go_back(trial: Trial, action: str) -> None:
    """To a release with the same tables and back; to one with others and back; to one that does not run."""
    trial.machine.copy(another(trial.folder, SECOND), "/root/")
    with asking(trial) as answers:
        said = trial.run(guide.commands("Upgrading"))
    trial.see(
        f"upgraded to {SECOND} while {len(answers)} requests were made: 0 refused",
        running(trial) == SECOND and answers and set(answers) == {200},
        (said, {status: answers.count(status) for status in set(answers)}),
    )
    trial.see("nothing that was saved is lost", is_there(trial, action))
    with asking(trial) as answers:
        trial.run(guide.commands("Going back"))
    trial.see(
        f"back on {FIRST} while {len(answers)} requests were made: 0 refused",
        running(trial) == FIRST and answers and set(answers) == {200},
        {status: answers.count(status) for status in set(answers)},
    )

    trial.machine.copy(another(trial.folder, CHANGED, with_a_table), "/root/")
    with asking(trial) as answers:
        code, said = trial.tried(f"/opt/councilperf/current/deploy/upgrade /root/councilperf-{CHANGED}.tar.gz")
    trial.see(
        f"upgraded to {CHANGED}, which changes tables: {answers.count(200)} requests answered, {answers.count(503)} told to wait, 0 anything else",
        code == 0 and running(trial) == CHANGED and set(answers) <= {200, 503},
        (said, set(answers)),
    )
    say(trial, "Said on the release with other tables.", action)
    code, said = trial.tried("/opt/councilperf/current/deploy/rollback")
    trial.see(
        "a way back over changed tables is refused, and the change named",
        code != 0 and running(trial) == CHANGED and "9999_trial" in said,
        said,
    )
    code, said = trial.tried(
        f"/opt/councilperf/current/deploy/rollback --restore $(ls /var/backups/councilperf/before-{CHANGED}-*.zip)"
    )
    lost = trial.words.pop()
    trial.see(
        f"with the backup it is gone, and only “{lost}” is lost",
        code == 0
        and running(trial) == FIRST
        and is_there(trial, action)
        and lost not in trial.signed_in("communications").get(action).text,
        said,
    )

    trial.machine.copy(another(trial.folder, BROKEN, broken), "/root/")
    code, said = trial.tried(f"/opt/councilperf/current/deploy/upgrade /root/councilperf-{BROKEN}.tar.gz")
    tables = trial.run(
        "runuser -u postgres -- psql -At councilperf -c \"SELECT count(*) FROM pg_tables WHERE tablename = 'deploy_trial'\""
    )
    trial.see(
        "an upgrade to a release that does not run takes itself back, tables and all",
        code != 0 and running(trial) == FIRST and tables == "0",
        (code, tables, said),
    )
    trial.see("and nothing that was saved is lost", is_there(trial, action))
    code, said = trial.tried(guide.commands("Upgrading").replace(SECOND, FIRST))
    trial.see(
        "an upgrade to what runs already does nothing",
        (code == 0 and "runs already" in said) or "no file" in said,
        said,
    )


def running(trial: Trial) -> str:
    """The release that runs."""
    return trial.run("basename $(readlink /opt/councilperf/current)")


@contextmanager
def asking(trial: Trial) -> Iterator[list[int]]:
    """Somebody who asks for a page of the program all the time, ten times a second; gives the statuses. 0 is no answer."""
    answers: list[int] = []
    over = threading.Event()

    def ask() -> None:
        visitor = trial.visitor()
        while not over.is_set():
            try:
                answers.append(visitor.get("/sign-in/").status)
            except OSError:
                answers.append(0)
            over.wait(0.1)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join()


def restore(trial: Trial, action: str) -> None:
    """Back to the newest backup of the night."""
    say(trial, "Said after the backup.", action)
    said = trial.run(guide.commands("Restoring"))
    lost = trial.words.pop()
    page = trial.signed_in("communications").get(action)
    trial.see(
        "restored: what was said before the backup is there, what was said after it is not",
        is_there(trial, action) and lost not in page.text,
        said,
    )
    trial.see(
        "what was there before the restore was backed up first",
        "before-restore-" in trial.run("ls /var/backups/councilperf"),
    )


def everything(trial: Trial) -> None:
    """All of it, in order."""
    install(trial)
    look_at_services(trial)
    look_from_outside(trial)
    action = say(trial, "Said on the first day.")
    build_a_pack(trial)
    stop_and_kill(trial)
    run_timers(trial)
    restore(trial, action)
    upgrade_and_go_back(trial, action)
    failed = trial.run("systemctl list-units --failed --no-legend 'councilperf*'")
    trial.see("no unit has failed in the end", not failed, failed)
