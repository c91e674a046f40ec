"""The trial of the guides, as far as it needs no root: releases that are made, what is said, and what it refuses."""

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import time

import pytest

from deploy.trial import machine as machines
from deploy.trial import network, releases
from deploy.trial.machine import Machine
from deploy.trial.network import TrialError
from deploy.trial.trial import Trial

pytestmark = pytest.mark.one_database


@pytest.fixture
def code(tmp_path):
    """A release as small as can be."""
    code = tmp_path / f"councilperf-{releases.FIRST}"
    (code / "organisation/migrations").mkdir(parents=True)
    (code / "councilperf").mkdir()
    (code / "councilperf/wsgi.py").write_text("application = None\n")
    for name in ("0001_council", "0002_boards", "__init__"):
        (code / f"organisation/migrations/{name}.py").touch()
    return code


@pytest.fixture
def trial(tmp_path):
    return Trial(Machine("none", tmp_path, "192.0.2.1"), tmp_path)


def test_a_release_with_a_table_changes_tables_after_the_last_migration(code):
    releases.with_a_table(code)
    told = {}
    exec((code / "organisation/migrations/9999_trial.py").read_text(), told)  # noqa: S102 - as Django does
    assert told["Migration"].dependencies == [("organisation", "0002_boards")]
    assert told["Migration"].operations[0].reverse_sql == "DROP TABLE deploy_trial"


def test_a_broken_release_changes_tables_and_does_not_start(code):
    releases.broken(code)
    assert (code / "organisation/migrations/9999_trial.py").exists()
    done = subprocess.run([sys.executable, code / "councilperf/wsgi.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.endswith("RuntimeError: A release that does not run.\n")


def test_another_release_bears_its_own_version_and_leaves_the_first_as_it_is(code, tmp_path):
    with tarfile.open(tmp_path / f"{code.name}.tar.gz", "w:gz") as packed:
        packed.add(code, code.name)
    made = releases.another(tmp_path, "0.7.0", lambda copy: (copy / "new").touch())
    with tarfile.open(made) as packed:
        names = packed.getnames()
    assert made.name == "councilperf-0.7.0.tar.gz"
    assert {"councilperf-0.7.0/new", "councilperf-0.7.0/councilperf/wsgi.py"} <= set(names)
    assert not (code / "new").exists()


def test_what_is_wrong_is_said_with_what_was_found_and_remembered(trial, capsys):
    trial.see("the site answers", holds=True, found="200")
    trial.see("the worker runs", holds=False, found="inactive")
    trial.tell("not tried: the council's own certificate")
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" s ")[2].split() for line in lines] == [
        ["ok", "the", "site", "answers"],
        ["WRONG", "the", "worker", "runs:", "inactive"],
        ["not", "tried:", "the", "council's", "own", "certificate"],
    ]
    assert trial.wrong == ["the worker runs"]


def test_waiting_ends_when_it_is_so_or_time_is_up(trial):
    seen = iter([False, True])
    assert trial.until(lambda: next(seen), 30)
    assert not trial.until(lambda: False, 0)


def test_what_is_missing_is_named_by_its_package(monkeypatch):
    monkeypatch.setattr(machines.shutil, "which", lambda program: program not in {"systemd-nspawn", "ip"})
    with (
        pytest.raises(TrialError, match=r"apt-get install iproute2 systemd-container$"),
        machines.machine(None, keep=False),
    ):
        pass


def test_who_is_not_root_is_told_so(monkeypatch):
    monkeypatch.setattr(machines.shutil, "which", lambda program: program)
    monkeypatch.setattr(machines.os, "geteuid", lambda: 1000)
    with pytest.raises(TrialError, match="run it as root"), machines.machine(None, keep=False):
        pass


def test_two_trials_at_a_time_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(machines.shutil, "which", lambda program: program)
    monkeypatch.setattr(machines.os, "geteuid", lambda: 0)
    monkeypatch.setattr(network, "LOCK", tmp_path / "lock")
    with (tmp_path / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(TrialError, match="Another trial is under way"), machines.machine(None, keep=False):
            pass


@pytest.mark.skipif(sys.platform != "linux", reason="a Debian is copied by GNU cp")
def test_the_machine_trusts_what_this_one_trusts_and_takes_security_updates(monkeypatch, tmp_path):
    base = tmp_path / "base"
    (base / "etc/ssl").mkdir(parents=True)
    (base / "etc/apt").mkdir()
    (base / "etc/debian_version").write_text("12.15\n")
    (tmp_path / "certificates").write_text("those that vouch\n")
    monkeypatch.setattr(machines, "CERTIFICATES", tmp_path / "certificates")
    made = tmp_path / "made"
    machines._tree(made, base)
    assert (made / "etc/debian_version").read_text() == "12.15\n"
    assert "bookworm-security" in (made / "etc/apt/sources.list").read_text()
    assert (made / "etc/ssl/host-certificates.crt").read_text() == "those that vouch\n"
    assert "/etc/ssl/host-certificates.crt" in (made / "etc/pip.conf").read_text()
    assert not (base / "etc/pip.conf").exists(), "the base is copied, and stays as it is"


@pytest.mark.skipif(shutil.which("nsenter") is None, reason="a machine is entered by util-linux's nsenter")
def test_questions_at_a_terminal_are_answered_in_turn(monkeypatch, trial, tmp_path):
    monkeypatch.setattr(machines, "NAMESPACES", ())
    monkeypatch.setattr(machines, "CLEAN", ("env",))
    asks = tmp_path / "asks.py"
    asks.write_text("from getpass import getpass\nname = input('Name: ')\nprint(name, len(getpass('Password: ')))\n")
    monkeypatch.setattr(trial.machine, "leader", os.getpid())
    before = time.monotonic()
    shown = trial.machine.answer(f"env {sys.executable} {asks}", {"Name:": "Anne", "Password:": "sixteen herons"})
    assert "Anne 14" in shown
    assert "herons" not in shown
    assert time.monotonic() - before < 100, "it ended by itself"
