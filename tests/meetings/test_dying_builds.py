"""A build whose process is ended in earnest, and data that change while they are read."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import demonstration

pytestmark = pytest.mark.paper
needs_a_copy = pytest.mark.skipif(demonstration.ON_POSTGRESQL, reason="a copy of the demonstration is a file of SQLite")

BUILD = """
from accounts.models import User
from meetings.choices import Audience
from meetings.editions import finish_packs, request_pack
from meetings.models import Meeting
meeting = Meeting.objects.get(date="2007-09-10")
finish_packs(request_pack(meeting=meeting, audience=Audience.PUBLIC, by=User.objects.first()))
"""
READ_WHILE_EDITED = """
import sqlite3
from django.db import connection
from core.snapshots import snapshot
from meetings.models import AgendaItem, Meeting
with snapshot():
    before = list(AgendaItem.objects.filter(meeting_id=3, number__lte=4).values_list("title", flat=True))
    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("UPDATE meetings_agendaitem SET title = 'Changed meanwhile' WHERE meeting_id = 3")
    other.commit()
    after = list(AgendaItem.objects.filter(meeting_id=3, number__gt=4).values_list("title", flat=True))
assert "Changed meanwhile" not in before + after, before + after
assert set(AgendaItem.objects.filter(meeting_id=3).values_list("title", flat=True)) == {"Changed meanwhile"}
"""


@pytest.fixture
def copy(demonstration_made, tmp_path) -> dict[str, str]:
    """The environment of a demonstration that one may spoil."""
    with (
        closing(sqlite3.connect(demonstration_made / demonstration.FILE)) as made,
        closing(sqlite3.connect(tmp_path / demonstration.FILE)) as own,
    ):
        made.backup(own)
        for table in ("meetings_paperletter", "meetings_pack"):  # what was built of it by others in the same run
            own.execute(f"DELETE FROM {table}")  # noqa: S608 - two names of our own
        own.commit()
    return demonstration.environment(tmp_path)


def run(words: list[str], environment: dict[str, str], **more) -> subprocess.Popen:
    command = [sys.executable, "manage.py", *words]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.PIPE, **more)


def row(directory: Path) -> dict:
    with demonstration.cursor(directory) as cursor:
        found = cursor.execute("SELECT state, progress, attempts, file, failure FROM meetings_pack").fetchone()
    return dict(zip(("state", "progress", "attempts", "file", "failure"), found or ("", "", 0, "", ""), strict=True))


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in found.read_text().split()] if found.exists() else []


def lives(pid: int) -> bool:
    """Of one that ended and was not yet taken notice of, no command is left."""
    found = Path(f"/proc/{pid}/cmdline")
    return found.exists() and found.read_bytes() != b""


@needs_a_copy
def test_a_build_that_is_killed_leaves_no_half_file_and_the_next_worker_builds_it(copy, tmp_path):
    builder = run(["shell", "--verbosity", "0", "-c", BUILD], copy)
    until = time.monotonic() + 60
    while '"layout"' not in row(tmp_path)["progress"]:
        assert builder.poll() is None, (row(tmp_path), builder.communicate()[1])
        assert time.monotonic() < until
        time.sleep(0.02)
    layout = children(builder.pid)
    os.kill(builder.pid, signal.SIGKILL)
    builder.communicate()
    left = row(tmp_path)
    assert (left["state"], left["attempts"], left["file"]) == ("building", 1, "")
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
    with demonstration.cursor(tmp_path) as cursor:
        cursor.execute("UPDATE meetings_pack SET heartbeat = '2007-01-01 00:00:00'")
        cursor.execute("DELETE FROM meetings_reportappendix")  # so that it is quick
        cursor.connection.commit()
    worker = run(["db_worker", "--batch", "--interval", "0.1", "--no-startup-delay", "--verbosity", "0"], copy)
    _, said = worker.communicate(timeout=120)
    assert worker.returncode == 0, said
    assert (row(tmp_path)["state"], row(tmp_path)["attempts"]) == ("ready", 2)
    assert {path.suffix for path in (tmp_path / "media").rglob("*") if path.is_file()} == {".pdf", ".html"}
    until = time.monotonic() + 60
    while any(lives(pid) for pid in layout):
        assert time.monotonic() < until, "the layout went on with nobody to read it"
        time.sleep(0.05)
    checked = run(["check_packs"], copy)
    assert checked.communicate()[1] == b""
    assert checked.returncode == 0


@needs_a_copy
def test_what_is_saved_while_a_pack_is_read_is_wholly_in_it_or_wholly_not(copy):
    reader = run(["shell", "--verbosity", "0", "-c", READ_WHILE_EDITED], copy)
    _, said = reader.communicate(timeout=60)
    assert reader.returncode == 0, said.decode()


@pytest.mark.skipif(not demonstration.ON_POSTGRESQL, reason="the other test is for SQLite")
def test_what_is_saved_while_a_pack_is_read_is_wholly_in_it_or_wholly_not_on_postgresql(
    django_db_setup, django_db_blocker
):
    import psycopg2

    from core.snapshots import snapshot

    with django_db_blocker.unblock():
        connection.ensure_connection()
        with closing(psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})) as other:
            other.autocommit = True
            with other.cursor() as writer:
                writer.execute("CREATE TABLE snapshot_seen (words text); INSERT INTO snapshot_seen VALUES ('before')")
                try:
                    with snapshot(), connection.cursor() as reader:
                        reader.execute("SELECT words FROM snapshot_seen")
                        first = reader.fetchone()
                        writer.execute("UPDATE snapshot_seen SET words = 'after'")
                        reader.execute("SELECT words FROM snapshot_seen")
                        assert first == reader.fetchone() == ("before",)
                finally:
                    writer.execute("DROP TABLE snapshot_seen")
        connection.close()
