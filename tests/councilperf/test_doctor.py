"""Each check of an installation finds what it is for, and finds nothing where all is well."""

import json
import os
import socket
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from councilperf import doctor
from councilperf.doctor import CHECKS, examine
from tests.councilperf.test_health import last

SECRET = "".join(chr(33 + n % 90) for n in range(70))


@pytest.fixture
def well(db, settings, tmp_path, monkeypatch) -> None:
    """An installation with which nothing is wrong."""
    monkeypatch.setenv("SECRET_KEY", SECRET)
    for folder in ("media", "static", "backups"):
        (tmp_path / folder).mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    (tmp_path / "backups" / "council-1.zip").write_text("x")
    settings.SECRET_KEY, settings.DEBUG, settings.HTTPS = SECRET, False, True
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["performance.anytown.example"], "https://performance.anytown.example"
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path / "media", tmp_path / "static"
    settings.BACKUP_DIR, settings.BACKUP_DAYS, settings.COUNCIL_TODAY = str(tmp_path / "backups"), 2, None
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.open", lambda backend: True)
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"total": 100, "free": 50}))


def test_where_all_is_well_nothing_is_found_and_the_exit_code_is_0(well, capsys):
    call_command("doctor")
    assert capsys.readouterr().out == "15\xa0checks made: 0\xa0faults, 0\xa0pieces of advice.\n"


SETTINGS = [
    ("secret key", {"SECRET_KEY": "short"}, "SECRET_KEY can be guessed."),
    ("secret key", {"SECRET_KEY": "x" * 60}, "SECRET_KEY can be guessed."),
    ("secret key", {"SECRET_KEY": f"django-insecure-{SECRET}"}, "SECRET_KEY can be guessed."),
    ("debug", {"DEBUG": True}, "DEBUG is on"),
    ("https", {"HTTPS": False}, "HTTPS is off and the site has a public name"),
    ("hosts", {"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS lets the site answer to any name"),
    ("hosts", {"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS lets the site answer to any name"),
    ("hosts", {"SITE_URL": "https://other.example"}, "ALLOWED_HOSTS does not name other.example"),
    ("mail", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "Mail is printed and not sent, so"),
    ("clock", {"COUNCIL_TODAY": date(2007, 9, 10)}, "The council's clock stands still on 2007-09-10."),
    ("clock", {"TIME_ZONE": "America/New_York"}, "The time zone is America/New_York"),
    ("backup", {"BACKUP_DIR": ""}, "BACKUP_DIR is not set"),
    ("backup", {"BACKUP_DIR": "/nowhere"}, "There is no backup in /nowhere."),
    ("static files", {"STATIC_ROOT": "/nowhere"}, "Static files were not collected to /nowhere."),
]


@pytest.mark.parametrize(("check", "wrong", "sentence"), SETTINGS)
def test_a_wrong_setting_is_a_fault(well, check, wrong, sentence):
    with override_settings(**wrong):
        faults = [finding for finding in examine() if finding.is_fault]
    assert [fault.check for fault in faults] == [check]
    assert sentence in faults[0].sentence


def only(check: str) -> str:
    """The one fault that is found, of the check that is meant."""
    faults = [finding for finding in examine() if finding.is_fault]
    assert [fault.check for fault in faults] == [check]
    return faults[0].sentence


def test_on_ones_own_machine_some_of_it_is_but_advice(well, settings, monkeypatch):
    settings.ALLOWED_HOSTS, settings.SITE_URL, settings.HTTPS = ["localhost"], "http://localhost:8000", False
    settings.EMAIL_BACKEND, settings.BACKUP_DIR = "django.core.mail.backends.console.EmailBackend", ""
    assert [(finding.check, finding.is_fault) for finding in examine()] == [("mail", False), ("backup", False)]


def test_a_key_that_was_made_by_itself_is_advised_against_where_the_site_has_a_name(well, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    assert [(finding.check, finding.is_fault) for finding in examine()] == [("secret key", False)]


def test_a_database_that_is_away_is_a_fault_of_each_check_that_needs_it(well, monkeypatch):
    def away(*args):
        raise OperationalError("refused")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "ensure_connection", away)
        patched.setattr(doctor, "pending_migrations", away)
        found = {finding.check: finding.sentence for finding in examine()}
    assert found["database"].startswith("The database does not answer. Start it")
    assert found["migrations"].startswith("The database does not answer or waits for a migration, so this")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite keeps a journal")
def test_a_journal_that_refuses_writers_is_a_fault(well, monkeypatch):
    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *args):
            return False

        def execute(self, words):
            return self

        def fetchone(self):
            return ("delete",)

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", Cursor)
        found = next(doctor.database())[1]
    assert "a journal of the kind “delete”" in found


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL has versions of a server")
def test_an_old_server_without_looking_at_connections_and_with_another_clock_is_a_fault(well, monkeypatch):
    monkeypatch.setattr(connection, "pg_version", 130_004)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", False)
    found = [sentence for _, sentence in doctor.database()]
    assert found[0].startswith("PostgreSQL 13 is too old.")
    assert found[1].startswith("Connections are not looked at")
    monkeypatch.setattr(doctor, "CLOCK_SECONDS", -1)
    assert "seconds apart" in next(doctor.clock())[1]


def test_a_restore_that_was_cut_off_is_a_fault(well, monkeypatch):
    kind = type(doctor.kind_of_database())
    monkeypatch.setattr(kind, "was_cut_off", property(lambda found: True))
    assert only("database").startswith("A restore was cut off.")


def test_a_migration_that_waits_is_a_fault(well):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_unapplied("reminders", last("reminders"))
    assert only("migrations").startswith(
        f"1\xa0migration of this program waits, the first of them reminders {last('reminders')}."
    )


def test_a_folder_that_cannot_be_written_is_a_fault(well, settings, tmp_path):
    (tmp_path / "file").write_text("x")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    assert "cannot be written to (Not a directory)" in only("files")


@pytest.mark.parametrize(("free", "faults", "sentence"), [(4, True, "has 4\xa0% free. Make room: the site"), (9, False, "has 9\xa0% free. Make room before"), (10, None, "")])  # fmt: skip
def test_a_disk_that_fills_is_advice_and_then_a_fault(well, monkeypatch, free, faults, sentence):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"total": 100, "free": free}))
    found = [(finding.is_fault, finding.check) for finding in examine()]
    assert set(found) == ({(faults, "disk")} if sentence else set())
    assert sentence in "".join(finding.sentence for finding in examine())


def test_without_pango_or_fonts_there_is_no_paper(well, monkeypatch):
    def missing(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    real = __import__
    with monkeypatch.context() as patched:
        patched.setattr("builtins.__import__", missing)
        assert "Pango is missing" in only("paper")
    monkeypatch.setattr(doctor.finders, "find", lambda name: None)
    assert only("paper").startswith("The fonts of papers are missing")


def test_a_mail_server_that_does_not_answer_is_a_fault(well, settings, monkeypatch):
    monkeypatch.undo()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]
        found = [sentence for _, sentence in doctor.mail()]
    assert found[0].startswith(f"The mail server 127.0.0.1:{settings.EMAIL_PORT} takes no mail from here")


def test_a_task_that_nobody_takes_up_or_ends_is_a_fault(well):
    waiting = DBTaskResult.objects.create(task_path="x.y", args_kwargs={}, backend_name="default")
    assert not [finding for finding in examine() if finding.check == "worker"]
    DBTaskResult.objects.update(enqueued_at=datetime.now(UTC) - timedelta(minutes=20))
    assert only("worker").startswith("A task has waited for 20\xa0minutes")
    waiting.status, waiting.started_at = "RUNNING", datetime.now(UTC) - timedelta(hours=2)
    waiting.save()
    assert only("worker").startswith("A task has run for 120\xa0minutes")


def test_static_files_that_are_newer_than_the_collected_are_a_fault(well, settings):
    os.utime(Path(settings.STATIC_ROOT) / "staticfiles.json", (1, 1))
    assert only("static files").startswith("Static files are newer")


def test_a_clock_that_is_slow_is_a_fault(well, monkeypatch):
    monkeypatch.setattr(doctor.time, "time", lambda: 1_000_000.0)
    assert "clock is slow" in next(doctor.clock())[1]


def test_a_backup_that_is_old_is_a_fault(well, settings):
    old = time.time() - 3.5 * 86_400
    os.utime(Path(settings.BACKUP_DIR) / "council-1.zip", (old, old))
    assert "is 3\xa0days old." in only("backup")


def test_a_check_that_breaks_is_a_fault_and_the_others_are_made(well, monkeypatch):
    monkeypatch.setitem(CHECKS, "disk", lambda: 1 / 0)
    assert only("disk") == "This could not be looked at (ZeroDivisionError: division by zero)."


def test_the_exit_code_is_1_and_machines_get_json(well, settings, capsys):
    settings.DEBUG = True
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json")
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert told["checks"] == list(CHECKS)
    assert [(finding["check"], finding["is_fault"]) for finding in told["findings"]] == [("debug", True)]
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert capsys.readouterr().out.startswith("FAULT  debug: DEBUG is on")


def test_changes_that_nobody_seals_and_guards_that_are_gone_are_faults(council):
    assert list(doctor.history()) == []
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(hours=3)):
        (is_fault, sentence), *_ = doctor.history()
    assert is_fault
    assert sentence.startswith("Changes have waited for a seal for ")
    with connection.cursor() as cursor:
        on = " ON organisation_historicalcouncil" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER keep_delete_organisation_historicalcouncil{on}")
    (is_fault, sentence), *_ = doctor.history()
    assert is_fault
    assert sentence.startswith("Tables of history are not guarded")
