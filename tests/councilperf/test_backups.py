"""A backup under writers, and the way back: every table, every file, on both databases."""

import json
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from councilperf.backups import BackupError, Manifest, Part, read_manifest
from councilperf.backups.archive import open_archive, unpack
from councilperf.backups.restoring import Files
from organisation.models import Post
from tests.installation import Installation, postgres

pytestmark = pytest.mark.whole

WRITER = """
from django.db import transaction
from organisation.models import Directorate, Post
print("begun", flush=True)
number = 0
while True:
    number += 1
    with transaction.atomic():
        Post.objects.create(title=f"Post {number} of NAME")
        Directorate.objects.create(name=f"Directorate {number} of NAME", abbreviation=f"NAME{number}")
    print(number, flush=True)
"""
COUNTS = "SELECT (SELECT count(*) FROM organisation_post), (SELECT count(*) FROM organisation_directorate)"


@pytest.fixture(scope="module", autouse=True)
def _may_ask_databases(django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def server() -> Iterator:
    with postgres() as started:
        yield started


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def made(request, tmp_path_factory) -> Callable[[str, Path], str]:
    """Makes databases that have their tables already: its address by name, in a folder."""
    folder = tmp_path_factory.mktemp("made")
    if request.param == "sqlite":
        Installation(folder, f"sqlite:///{folder / 'whole'}.sqlite3").make_tables_inside()
        shutil.copy(folder / "whole.sqlite3", folder / "owned.sqlite3")

        def address(name: str) -> str:
            return f"sqlite:///{folder / name}.sqlite3"

        def make(name: str, where: Path, of: str = "") -> str:
            if of:
                shutil.copy(folder / f"{of}.sqlite3", where / f"{name}.sqlite3")
            return f"sqlite:///{where / name}.sqlite3"
    else:
        server = request.getfixturevalue("server")
        server.psql("CREATE DATABASE whole;")
        Installation(folder, server.get_uri("whole")).make_tables_inside()
        server.psql("CREATE DATABASE owned TEMPLATE whole;")
        address = server.get_uri

        def make(name: str, where: Path, of: str = "") -> str:
            server.psql(f"SET client_min_messages = warning; DROP DATABASE IF EXISTS {name} WITH (FORCE);")
            server.psql(f"CREATE DATABASE {name}{f' TEMPLATE {of}' if of else ''};")
            return server.get_uri(name)

    with Installation(folder, address("owned")).inside():
        Post.objects.create(title="Own")
    return make


@pytest.fixture
def two(made, tmp_path) -> tuple[Installation, Installation]:
    """An installation with tables and files, and one that has nothing yet."""
    first = Installation(tmp_path / "first", made("first", tmp_path, "whole"))
    second = Installation(tmp_path / "second", made("second", tmp_path))
    (first.media / "packs" / "2007").mkdir(parents=True)
    (first.media / "packs" / "2007" / "a.pdf").write_bytes(b"%PDF" * 1000)
    (first.media / "logo.png").write_bytes(b"png")
    (first.media / ".hidden").write_bytes(b"half written")
    return first, second


def files(installation: Installation) -> dict[str, bytes]:
    found = sorted(path for path in installation.media.rglob("*") if path.is_file())
    return {path.relative_to(installation.media).as_posix(): path.read_bytes() for path in found}


def fill(installation: Installation, made: Callable, folder: Path) -> None:
    """Somebody's own data."""
    made("second", folder, "owned")
    (installation.media / "own.pdf").write_bytes(b"own")


def manifest(file: Path) -> Manifest:
    with open_archive(file) as archive:
        return read_manifest(archive)


def test_a_backup_under_writers_comes_back_whole(two, tmp_path):
    first, second = two
    writers = [first.start("manage.py", "shell", "-v0", "-c", WRITER.replace("NAME", f"w{n}")) for n in (1, 2)]
    try:
        for writer in writers:
            while (line := writer.stdout.readline().strip()) != "5":
                assert line, writer.communicate()[1]
        file = tmp_path / "council.zip"
        said = first.manage("backup", str(file))
        time.sleep(0.3)
        assert all(writer.poll() is None for writer in writers)
    finally:
        for writer in writers:
            writer.terminate()
            writer.communicate()
    made = manifest(file)
    posts, directorates = (made.tables[f"organisation_{name}"].count for name in ("post", "directorate"))
    assert posts == directorates >= 10
    assert f"{made.rows:,}\xa0rows in {len(made.tables)}\xa0tables, 2\xa0files" in said
    assert file.stat().st_mode & 0o077 == 0
    told = second.do("restore", str(file))
    assert "All are as they went in." in told
    assert second.ask(COUNTS) == (posts, posts)
    assert files(second) == {name: content for name, content in files(first).items() if name != ".hidden"}
    again = tmp_path / "again.zip"
    second.do("backup", str(again))
    assert manifest(again).tables == made.tables
    assert {n: p for n, p in manifest(again).parts.items() if n.startswith("media/")} == {
        n: p for n, p in made.parts.items() if n.startswith("media/")
    }
    with second.inside():
        Post.objects.create(title="One more")
    assert second.ask(COUNTS) == (posts + 1, posts)


def test_other_data_are_replaced_when_that_is_asked_for_and_kept_otherwise(two, made, tmp_path):
    first, second = two
    file = tmp_path / "council.zip"
    first.do("backup", str(file))
    fill(second, made, tmp_path)
    code, said = second.call("restore", str(file))
    assert code == 1
    assert "There are data already: organisation_historicalpost." in said
    assert "add --replace" in said
    assert (second.ask(COUNTS), files(second)) == ((1, 0), {"own.pdf": b"own"})
    second.do("restore", str(file), "--replace")
    assert second.ask(COUNTS) == (0, 0)
    assert set(files(second)) == {"logo.png", "packs/2007/a.pdf"}
    second.do("restore", str(file), "--replace")  # and again, over what a restore had made
    assert manifest(file).rows == manifest(made_again(second, tmp_path)).rows


def made_again(installation: Installation, folder: Path) -> Path:
    file = folder / "made-again.zip"
    installation.do("backup", str(file))
    return file


def test_a_restore_that_fails_at_its_very_end_leaves_what_was_there(two, made, tmp_path, monkeypatch):
    def differ(*found: object) -> None:
        raise BackupError("They differ.")

    first, second = two
    file = tmp_path / "council.zip"
    first.do("backup", str(file))
    fill(second, made, tmp_path)
    monkeypatch.setattr(Files, "compare", differ)
    assert second.call("restore", str(file), "--replace") == (1, "They differ. Nothing was changed.")
    assert (second.ask(COUNTS), files(second)) == ((1, 0), {"own.pdf": b"own"})


KILLED = """
import os, signal
from django.core.management import call_command
from councilperf.backups.restoring import Files
Files.compare = lambda *found: os.kill(os.getpid(), signal.SIGKILL)
call_command("restore", {file!r}, "--replace")
"""


def test_a_restore_that_was_killed_at_its_very_end_is_undone_by_the_next(two, made, tmp_path):
    first, second = two
    file = tmp_path / "council.zip"
    first.do("backup", str(file))
    fill(second, made, tmp_path)
    assert second.run("shell", "-v0", "-c", KILLED.format(file=str(file)))[0] == -9
    code, said = second.call("restore", str(file))
    assert (code, "There are data already" in said) == (1, True)
    assert (second.ask(COUNTS), files(second)) == ((1, 0), {"own.pdf": b"own"})


def test_a_database_in_use_is_not_replaced(two, tmp_path):
    first, _ = two
    file = tmp_path / "council.zip"
    first.do("backup", str(file))
    with first.connected():
        code, said = first.call("restore", str(file), "--replace")
    assert code == 1
    assert "Stop the program first (its web processes and its task workers), then restore. Nothing was changed." in said


def test_a_damaged_backup_changes_nothing(two, tmp_path):
    first, second = two
    file = tmp_path / "council.zip"
    first.do("backup", str(file))
    changed = tmp_path / "changed.zip"
    rewrite(file, changed, contents={"media/logo.png": b"gnp"})
    code, said = second.call("restore", str(changed))
    assert code == 1
    assert "is damaged: media/logo.png is not what its manifest says" in said
    assert files(second) == {}
    code, said = second.call("restore", str(file), PG_BIN="/nowhere", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3" if "sqlite" not in second.database_url else "postgres://u@127.0.0.1:1/x")  # fmt: skip
    assert code == 1
    assert "and DATABASE_URL names" in said


def rewrite(
    file: Path, to: Path, *, contents: dict | None = None, stated: dict | None = None, without: str = ""
) -> Path:
    """A backup that somebody changed."""
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(to, "w") as target:
        for name in source.namelist():
            content = (contents or {}).get(name, source.read(name))
            if name == "manifest.json" and stated:
                content = json.dumps(json.loads(content) | stated).encode()
            if name != without:
                target.writestr(name, content)
        for name in set(contents or {}) - set(source.namelist()):
            target.writestr(name, contents[name])
    return to


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    """A small backup, not of a real database."""
    file = tmp_path_factory.mktemp("good") / "good.zip"
    parts = {"database.sqlite3": Part(1, "x"), "media/a.pdf": Part(1, "y")}
    stated = Manifest("0.1.0", "2026-11-23T04:00:00+00:00", "sqlite", {"core": []}, {}, parts)
    with zipfile.ZipFile(file, "w") as archive:
        for name in parts:
            archive.writestr(name, b"1")
        archive.writestr("manifest.json", stated.as_json())
    return file


PARTS = {"database.sqlite3": {"size": 1, "sha256": "x"}}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"without": "manifest.json"}, "has no manifest.json: it is not a backup of this program."),
        ({"contents": {"manifest.json": b"{"}}, "has a damaged manifest.json."),
        ({"contents": {"manifest.json": b"[]"}}, "has a damaged manifest.json."),
        ({"stated": {"database": "oracle"}}, "has a damaged manifest.json."),
        ({"stated": {"parts": {"database.sqlite3": 5}}}, "has a damaged manifest.json."),
        ({"stated": {"migrations": ["a"]}}, "has a damaged manifest.json."),
        ({"stated": {"surprise": 1}}, "has a damaged manifest.json."),
        (
            {"stated": {"format": 2, "version": "9.0"}},
            "was made by version 9.0, in a form that this program does not know",
        ),
        ({"without": "media/a.pdf"}, "lacks media/a.pdf."),
        ({"without": "database.sqlite3"}, "lacks database.sqlite3."),
        ({"stated": {"parts": {}}}, "lacks database.sqlite3."),
        ({"contents": {"media/b.pdf": b"2"}}, "holds media/b.pdf, which its manifest does not name"),
        *(
            (
                {
                    "without": "media/a.pdf",
                    "contents": {name: b"2"},
                    "stated": {"parts": PARTS | {name: {"size": 1, "sha256": "x"}}},
                },
                f"names a file outside the folder of files: {name}",
            )
            for name in ("media/../x", "/etc/passwd", "media/a\\..\\b", "media//x", "media/.restoring/x", "other")
        ),
    ],
)
def test_a_bad_backup_is_refused_with_a_sentence(good, tmp_path, change, sentence):
    with pytest.raises(BackupError, match=r"bad\.zip ") as refused, open_archive(rewrite(good, tmp_path / "bad.zip", **change)) as archive:  # fmt: skip
        read_manifest(archive)
    assert sentence in str(refused.value)


def test_what_is_no_backup_at_all_is_refused_too(good, tmp_path):
    with pytest.raises(BackupError, match="There is no file"):
        open_archive(tmp_path / "none.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-30])
    with pytest.raises(BackupError, match="cut off while it was made or copied"):
        open_archive(cut)
    with pytest.raises(BackupError, match="cannot be read: Is a directory"):
        open_archive(tmp_path)


def test_a_part_that_is_more_than_it_says_is_not_unpacked_to_its_end(good, tmp_path):
    bomb = rewrite(good, tmp_path / "bad.zip", contents={"media/a.pdf": b"0" * 5_000_000})
    with open_archive(bomb) as archive, pytest.raises(BackupError, match="is not what its manifest says"):
        unpack(archive, read_manifest(archive), "media/a.pdf", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").stat().st_size <= 1 << 20


def restored(archive: Path, folder: Path) -> str:
    """What a restore into nothing at all says that is refused."""
    code, said = Installation(folder / "empty", f"sqlite:///{folder}/empty.sqlite3").call("restore", str(archive))
    assert code == 1
    assert not (folder / "empty.sqlite3").exists()
    return said


def test_a_backup_of_a_newer_program_or_too_large_a_one_is_refused(good, tmp_path):
    newer = rewrite(good, tmp_path / "newer.zip", stated={"version": "9.0", "migrations": {"meetings": ["0999_later"]}})
    assert "was made by version 9.0, whose database has meetings 0999_later" in restored(newer, tmp_path)
    huge = rewrite(good, tmp_path / "huge.zip", stated={"parts": {name: {"size": 10**15, "sha256": "x"} for name in ("database.sqlite3", "media/a.pdf")}})  # fmt: skip
    assert "Make room, then restore." in restored(huge, tmp_path)


def test_a_backup_is_refused_where_it_cannot_stand(tmp_path):
    empty = Installation(tmp_path / "one", f"sqlite:///{tmp_path}/one.sqlite3")
    there = tmp_path / "there.zip"
    there.write_bytes(b"precious")
    assert "there.zip is there already." in empty.call("backup", str(there))[1]
    assert there.read_bytes() == b"precious"
    assert "There is no folder" in empty.call("backup", str(tmp_path / "no" / "x.zip"))[1]
    assert "set BACKUP_DIR" in empty.call("backup")[1]
    shutil.rmtree(empty.media)
    assert empty.call("backup", BACKUP_DIR=str(tmp_path))[0] == 0
    assert len(list(tmp_path.glob("council-20*.zip"))) == 1


def test_without_the_tools_of_postgresql_the_sentence_says_what_to_install(server, tmp_path):
    council = Installation(tmp_path / "one", server.get_uri())
    code, said = council.call("backup", str(tmp_path / "x.zip"), PG_BIN="/nowhere")
    assert code == 1
    assert "pg_dump was not found in /nowhere, which PG_BIN names. Install PostgreSQL's client" in said
    assert list(tmp_path.glob("*.zip*")) == []
