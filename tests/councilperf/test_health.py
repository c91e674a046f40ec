import pytest
from django.db import InterfaceError, OperationalError

from councilperf import health


def test_the_process_is_alive_without_a_database(client):
    assert client.get("/livez").content == b"ok"


def test_the_process_is_ready_when_database_migrations_and_disk_are(client, db):
    assert client.get("/readyz").content == b"ok"


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_it_is_not_ready_when_the_database_is_away_and_does_not_say_why(client, monkeypatch, error):
    def away(*args):
        raise error("connection refused: secret-host")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_it_is_not_ready_while_a_migration_waits_and_does_not_say_which(client, db):
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_unapplied("reminders", last("reminders"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready")
    assert health.pending_migrations() == [f"reminders {last('reminders')}"]


def last(app: str) -> str:
    from django.db.migrations.loader import MigrationLoader

    return MigrationLoader(None).graph.leaf_nodes(app)[0][1]


@pytest.mark.parametrize(("free", "status"), [(4, 503), (5, 200)])
def test_it_is_not_ready_under_a_twentieth_of_free_disk(client, db, monkeypatch, free, status):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"total": 100, "free": free}))
    assert client.get("/readyz").status_code == status


def test_the_disk_that_counts_is_the_one_that_is_written_to_even_before_its_folder_is_made(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path / "not" / "yet"
    assert 0 < health.free_disk()[tmp_path / "not" / "yet"] <= 1
