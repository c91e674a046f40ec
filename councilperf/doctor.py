"""What is wrong with an installation, in sentences: what, where, and how to mend it.

A fault has to be mended; advice may wait. Each check stands by itself: one that fails with an error of its own is a
fault, and the others are still made.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import get_connection
from django.db import Error, connection
from django.db.models import Min

from core.formats import NBSP, count, number
from councilperf.backups.databases import database as kind_of_database
from councilperf.health import LEAST_FREE_DISK, free_disk, pending_migrations
from history import guards
from history.services.sealing import oldest_unsealed

LITTLE_FREE_DISK = 0.1
LOCAL = {"localhost", "127.0.0.1", "[::1]", "testserver"}
SHORTEST_SECRET = 50
FEWEST_LETTERS = 10
OLDEST_POSTGRESQL = 14
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_TASK = timedelta(hours=1)
LONGEST_UNSEALED = timedelta(hours=1)
CLOCK_SECONDS = 10
NEVER_SENT = ("console", "dummy", "locmem", "filebased")


@dataclass(frozen=True)
class Finding:
    """What a check found: its name, whether it has to be mended, and a sentence."""

    check: str
    is_fault: bool
    sentence: str


Found = Iterator[tuple[bool, str]]
FAULT, ADVICE = True, False


def examine() -> list[Finding]:
    """Everything that the checks find, faults first. Waits for a mail server or a database that does not answer."""
    findings = []
    for name, check in CHECKS.items():
        try:
            findings += [Finding(name, is_fault, sentence) for is_fault, sentence in check()]
        except Error:
            findings.append(
                Finding(
                    name,
                    FAULT,
                    "The database does not answer or waits for a migration, so this could not be looked at. Mend that first.",
                )
            )
        except Exception as failed:  # noqa: BLE001 - a check that breaks is a finding, and the others go on
            findings.append(Finding(name, FAULT, f"This could not be looked at ({type(failed).__name__}: {failed})."))
    return sorted(findings, key=lambda finding: not finding.is_fault)


def is_public() -> bool:
    """Whether the site answers to a name that is not this machine's own."""
    return bool(set(settings.ALLOWED_HOSTS) - LOCAL)


def secret_key() -> Found:
    """The key with which sessions and links are signed."""
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_LETTERS or key.startswith("django-insecure-"):
        yield FAULT, "SECRET_KEY can be guessed. Set it to 50 random characters or more, and keep it to yourself."
    elif is_public() and not os.environ.get("SECRET_KEY"):
        yield ADVICE, "SECRET_KEY is not set, so the key in .secret-key is used. Set it where the site has a name."


def debug() -> Found:
    """Traces, which show settings and data."""
    if settings.DEBUG:
        yield FAULT, "DEBUG is on, which shows the program's insides to whoever meets an error. Set DEBUG=false."


def https() -> Found:
    """Passwords on their way."""
    if is_public() and not settings.HTTPS:
        yield FAULT, "HTTPS is off and the site has a public name, so passwords can be read on their way. Set HTTPS=true behind a proxy that ends TLS."  # fmt: skip


def hosts() -> Found:
    """The names that the site answers to."""
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield FAULT, "ALLOWED_HOSTS lets the site answer to any name, or to none. Set it to the site's own name."
        return
    name = urlsplit(settings.SITE_URL).hostname or ""
    known = any(name == host.strip("[]") or (host.startswith(".") and name.endswith(host)) for host in settings.ALLOWED_HOSTS)  # fmt: skip
    if not known:
        yield FAULT, f"Links in mail begin with {settings.SITE_URL}, and ALLOWED_HOSTS does not name {name}. Add it there, or mend SITE_URL."  # fmt: skip


def database() -> Found:
    """Its kind, its version and its settings."""
    try:
        connection.ensure_connection()
    except Error:
        yield FAULT, "The database does not answer. Start it, and see that DATABASE_URL is right."
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        if mode not in {"wal", "memory"}:
            yield FAULT, f"The database keeps a journal of the kind “{mode}”, with which people who save at once are refused. Its disk must be this machine's own, not a network's."  # fmt: skip
    else:
        version = connection.pg_version // 10_000
        if version < OLDEST_POSTGRESQL:
            yield FAULT, f"PostgreSQL {version} is too old. Upgrade it to {OLDEST_POSTGRESQL} or later."
        if not connection.settings_dict["CONN_HEALTH_CHECKS"]:
            yield FAULT, "Connections are not looked at before they are used, so a restart of the database fails requests. Set CONN_HEALTH_CHECKS to True."  # fmt: skip
    if kind_of_database().was_cut_off:
        yield FAULT, "A restore was cut off. Stop the program and run manage.py restore again: it puts back what was there first."  # fmt: skip


def migrations() -> Found:
    """Tables as the program wants them."""
    if waiting := pending_migrations():
        yield FAULT, f"{count(len(waiting), 'migration')} of this program {'waits' if len(waiting) == 1 else 'wait'}, the first of them {waiting[0]}. Run manage.py migrate."  # fmt: skip


def files() -> Found:
    """Where packs, attachments and logos are kept."""
    root = Path(settings.MEDIA_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as failed:
        yield FAULT, f"MEDIA_ROOT, {root}, cannot be written to ({failed.strerror}). Give it to the user that runs the program."  # fmt: skip


def disk() -> Found:
    """Room for packs and backups."""
    for folder, free in free_disk().items():
        if free < LITTLE_FREE_DISK:
            told = f"The disk of {folder} has {number(int(free * 100))}{NBSP}% free."
            if free < LEAST_FREE_DISK:
                yield FAULT, f"{told} Make room: the site counts as not ready below 5{NBSP}%."
            else:
                yield ADVICE, f"{told} Make room before it is below 5{NBSP}%."


def paper() -> Found:
    """What papers are laid out with."""
    try:
        import weasyprint  # noqa: F401 - it loads Pango
    except OSError:
        yield FAULT, "Papers cannot be laid out: Pango is missing. On Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."  # fmt: skip
    sheet = finders.find("css/paper-fonts.css")
    if not sheet or "Source Sans" not in Path(sheet).read_text(encoding="utf-8"):
        yield FAULT, "The fonts of papers are missing under static/. Install the program anew."


def mail() -> Found:
    """Whether mail goes out."""
    if any(word in settings.EMAIL_BACKEND for word in NEVER_SENT):
        if is_public():
            yield FAULT, "Mail is printed and not sent, so nobody is reminded. Set EMAIL_URL to the council's mail server."  # fmt: skip
        else:
            yield ADVICE, "Mail is printed and not sent. Set EMAIL_URL to send it."
        return
    server = get_connection(timeout=5)
    try:
        server.open()
        server.close()
    except OSError as failed:
        yield FAULT, f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes no mail from here ({type(failed).__name__}). See that EMAIL_URL is right and that the way is open."  # fmt: skip


def worker() -> Found:
    """Whether packs and letters are made."""
    from django_tasks_db.models import DBTaskResult

    moment, tasks = datetime.now(UTC), DBTaskResult.objects.order_by()
    oldest = tasks.ready().aggregate(oldest=Min("enqueued_at"))["oldest"]
    if oldest and moment - oldest > LONGEST_WAIT:
        yield FAULT, f"A task has waited for {_minutes(moment - oldest)}, so no worker runs or too few do. Start manage.py db_worker."  # fmt: skip
    began = tasks.running().aggregate(oldest=Min("started_at"))["oldest"]
    if began and moment - began > LONGEST_TASK:
        yield FAULT, f"A task has run for {_minutes(moment - began)}, so its worker was probably killed. Start what it was to make once more."  # fmt: skip


def static() -> Found:
    """Style sheets and scripts as browsers get them."""
    if settings.DEBUG:
        return
    listed = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not listed.exists():
        yield FAULT, f"Static files were not collected to {settings.STATIC_ROOT}. Run manage.py collectstatic."
        return
    newest = max((path.stat().st_mtime for path in (settings.BASE_DIR / "static").rglob("*") if path.is_file()), default=0)  # fmt: skip
    if newest > listed.stat().st_mtime:
        yield FAULT, "Static files are newer than those that were collected. Run manage.py collectstatic."


def clock() -> Found:
    """Days and deadlines."""
    if settings.COUNCIL_TODAY and is_public():
        yield FAULT, f"The council's clock stands still on {settings.COUNCIL_TODAY}. Unset COUNCIL_TODAY: it is for demonstrations."  # fmt: skip
    if settings.TIME_ZONE != "Europe/London":
        yield (
            FAULT,
            f"The time zone is {settings.TIME_ZONE}, and clear days are counted by the council's: Europe/London.",
        )
    newest = (settings.BASE_DIR / "pyproject.toml").stat().st_mtime
    if time.time() < newest - 86_400:
        yield FAULT, "This machine's clock is slow: the program is from a later day. Switch time synchronisation on."
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())
        if apart > CLOCK_SECONDS:
            yield FAULT, f"This machine's clock and the database's are {number(int(apart))} seconds apart. Switch time synchronisation on for both."  # fmt: skip


def backup() -> Found:
    """Whether there is one that is new enough."""
    if not settings.BACKUP_DIR:
        yield (FAULT if is_public() else ADVICE), "BACKUP_DIR is not set, so nobody knows whether there are backups. Set it, and run manage.py backup each night."  # fmt: skip
        return
    made = [path.stat().st_mtime for path in Path(settings.BACKUP_DIR).glob("*.zip")]
    if not made:
        yield FAULT, f"There is no backup in {settings.BACKUP_DIR}. Run manage.py backup."
    elif time.time() - max(made) > settings.BACKUP_DAYS * 86_400:
        days = int((time.time() - max(made)) // 86_400)
        yield FAULT, f"The newest backup in {settings.BACKUP_DIR} is {count(days, 'day')} old. See why its timer does not run."  # fmt: skip


def history() -> Found:
    """Whether changes are sealed, and lines of history guarded."""
    if guards.missing():
        yield FAULT, "Tables of history are not guarded against being changed. Run manage.py migrate, and find out who took the guards away."  # fmt: skip
    since = oldest_unsealed()
    if since and not settings.COUNCIL_TODAY and datetime.now(tz=UTC) - since > LONGEST_UNSEALED:
        yield FAULT, f"Changes have waited for a seal for {_minutes(datetime.now(tz=UTC) - since)}. Start the task worker, which seals each minute, or see in its lines why it does not."  # fmt: skip


def _minutes(span: timedelta) -> str:
    return count(int(span.total_seconds() // 60), "minute")


CHECKS: dict[str, Callable[[], Found]] = {
    "secret key": secret_key,
    "debug": debug,
    "https": https,
    "hosts": hosts,
    "database": database,
    "migrations": migrations,
    "files": files,
    "disk": disk,
    "paper": paper,
    "mail": mail,
    "worker": worker,
    "static files": static,
    "clock": clock,
    "backup": backup,
    "history": history,
}
