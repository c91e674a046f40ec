"""What deploy/'s scripts do that can be seen without a machine to install on; deploy/try does the rest."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from deploy.trial import guide

pytestmark = pytest.mark.one_database
DEPLOY = Path(settings.BASE_DIR) / "deploy"
TODAY = dt.date(2026, 11, 23)
GUIDE = """\
## 1. Packages
```sh
one
two
```
## Going back
Words.
```sh by hand
editor
```
```text
nothing to run
```
```sh
three
```
"""


def keep_backups(folder: Path) -> subprocess.CompletedProcess:
    clean = {"PATH": "/usr/bin:/bin", "KEEP_BACKUPS_ON": TODAY.isoformat()}
    return subprocess.run([DEPLOY / "keep-backups", folder], env=clean, capture_output=True, text=True, check=True)


def nightly(folder: Path, days: int) -> None:
    for before in range(days):
        (folder / f"council-{TODAY - dt.timedelta(days=before)}-021500.zip").touch()


def kept(folder: Path) -> list[dt.date]:
    return sorted((dt.date.fromisoformat(file.name[8:18]) for file in folder.glob("council-*.zip")), reverse=True)


needs_gnu_date = pytest.mark.skipif(sys.platform != "linux", reason="it runs on Debian, whose date reckons")


@needs_gnu_date
def test_backups_are_kept_for_a_fortnight_then_one_a_week_then_one_a_month(tmp_path):
    nightly(tmp_path, 800)
    keep_backups(tmp_path)
    found = kept(tmp_path)
    assert found[:14] == [TODAY - dt.timedelta(days=n) for n in range(14)]
    weeks = {day.isocalendar()[:2] for day in found if TODAY - day < dt.timedelta(days=56)}
    assert len(weeks) == 8 + 1, "eight weeks touch nine calendar weeks"
    assert len({(day.year, day.month) for day in found}) == 13
    assert 28 <= len(found) <= 36
    assert (TODAY - found[-1]).days <= 366
    assert keep_backups(tmp_path).stdout == "", "the second time there is nothing to do"


@needs_gnu_date
def test_the_newest_backup_is_kept_however_old_it_is(tmp_path):
    for day in ("2019-01-01", "2018-01-01"):
        (tmp_path / f"council-{day}-021500.zip").touch()
    keep_backups(tmp_path)
    assert kept(tmp_path) == [dt.date(2019, 1, 1)]


@needs_gnu_date
def test_other_files_are_let_be(tmp_path):
    nightly(tmp_path, 3)
    others = [
        "before-0.2.0-20200101-021500.zip",
        "council-2020-01-01.zip",
        "council-2020-01-01-021500.zip.part",
        "notes",
    ]
    for name in others:
        (tmp_path / name).touch()
    (tmp_path / "council-2020-01-01-021500.zip").mkdir()
    assert keep_backups(tmp_path).stdout == ""
    assert len(list(tmp_path.iterdir())) == 3 + len(others) + 1


def test_the_guides_commands_are_read_with_their_headings():
    found = [(block.heading, block.commands, block.by_hand) for block in guide.blocks(GUIDE)]
    assert found == [
        ("1. Packages", "one\ntwo\n", False),
        ("Going back", "editor\n", True),
        ("Going back", "three\n", False),
    ]


def test_the_guide_itself_has_the_steps_that_are_tried():
    assert [block.heading[0] for block in guide.steps()] == sorted(block.heading[0] for block in guide.steps())
    assert guide.commands("Upgrading") == "/opt/councilperf/current/deploy/upgrade /root/councilperf-0.2.0.tar.gz\n"
    assert guide.commands("Going back") == "/opt/councilperf/current/deploy/rollback\n"
    assert guide.commands("Restoring").startswith("/opt/councilperf/current/deploy/restore ")


@pytest.mark.parametrize(
    "name", ["prepare", "upgrade", "rollback", "restore", "manage", "keep-backups", "archive", "try", "try-containers"]
)
def test_each_script_is_posix_and_says_what_it_does(name):
    script = DEPLOY / name
    assert re.match(r"#!/bin/sh\n# \w", script.read_text())
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0


@pytest.mark.skipif(shutil.which("git") is None, reason="a release is made of what is committed")
def test_a_release_holds_the_program_and_bears_its_version(tmp_path):
    import tarfile

    done = subprocess.run([DEPLOY / "archive", "9.9.9"], cwd=tmp_path, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no checkout")
    assert done.stdout == "councilperf-9.9.9.tar.gz\n"
    with tarfile.open(tmp_path / "councilperf-9.9.9.tar.gz") as packed:
        names = set(packed.getnames())
    assert {f"councilperf-9.9.9/{name}" for name in ("manage.py", "requirements/run.txt", "deploy/upgrade")} <= names
