"""The files of deploy/containers are in step with the program, its units and the guides; deploy/try-containers does the rest."""

import importlib.util
import re
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from deploy.trial import guide

pytestmark = pytest.mark.one_database
TOP = Path(settings.BASE_DIR)
CONTAINERS = TOP / "deploy/containers"
UNITS = TOP / "deploy/systemd"
GUIDE = guide.CONTAINERS.read_text(encoding="utf-8")
CONTAINERFILE = (CONTAINERS / "Containerfile").read_text(encoding="utf-8")
COMPOSE = (CONTAINERS / "compose.yaml").read_text(encoding="utf-8")
CRON = (CONTAINERS / "cron").read_text(encoding="utf-8")
VERSION = re.search(r'^version = "(.+)"', (TOP / "pyproject.toml").read_text(), re.MULTILINE)[1]


@pytest.fixture(scope="module")
def healthy():
    """deploy/containers/healthy.py, as a module."""
    found = importlib.util.spec_from_file_location("healthy", CONTAINERS / "healthy.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture
def web():
    """A web process that answers as it is told, and remembers what it was asked."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked = (self.path, self.headers["Host"])
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(("status", "expected"), [(200, True), (503, False), (400, False)])
def test_a_container_is_healthy_where_readyz_says_ok(healthy, web, monkeypatch, status, expected):
    monkeypatch.setenv("SITE_URL", "https://performance.example.gov.uk")
    web.status = status
    assert healthy.is_healthy(web.server_port) is expected
    assert web.asked == ("/readyz", "performance.example.gov.uk")


def test_a_container_whose_web_process_does_not_answer_is_not_healthy(healthy):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert healthy.is_healthy(nobody.getsockname()[1]) is False


def work_of_units() -> dict[str, str]:
    """What each timer does, and when: {"backup": "02:15"}."""
    found = {}
    for timer in UNITS.glob("*.timer"):
        command = re.search(r"manage\.py (\w+)", timer.with_suffix(".service").read_text())[1]
        found[command] = re.search(r"^OnCalendar=(.+?)(?: Europe/London)?$", timer.read_text(), re.MULTILINE)[1]
    return found


def work_of_cron() -> dict[str, str]:
    """The same of cron's file, in the timers' words."""
    found = {}
    lines = re.findall(r"^(\d+) (\d+) (\S+) \* (\S+) root .*manage\.py (\w+)", CRON, re.MULTILINE)
    for minute, hour, day, weekday, command in lines:
        days = {("*", "*"): "", ("1", "*"): "*-*-01 ", ("*", "1-5"): "Mon..Fri "}[day, weekday]
        found[command] = f"{days}{int(hour):02}:{int(minute):02}"
    return found


def test_cron_does_what_the_timers_do_at_the_same_times():
    assert len(work_of_units()) == 6
    assert work_of_cron() == work_of_units()


def test_cron_speaks_to_a_container_that_there_is():
    assert set(re.findall(r"docker exec (\S+)", CRON)) == set(re.findall(r"container_name: (\S+)", COMPOSE))


def test_images_bear_the_version_that_this_is():
    assert set(re.findall(r"image: \S+:(\S+)", COMPOSE)) == {VERSION}
    assert set(re.findall(r"/releases/([\d.]+)", GUIDE)) == {VERSION, "0.2.0"}


def test_every_container_is_read_only_and_has_no_right_that_is_not_named():
    services = COMPOSE[COMPOSE.index("\nservices:") : COMPOSE.index("\nsecrets:")]
    parts = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", services, re.MULTILINE))
    program = COMPOSE[COMPOSE.index("x-program:") : COMPOSE.index("\nservices:")]
    assert {"migrate", "web", "worker", "nginx", "postgres"} <= set(parts)
    for part in ("migrate", "web", "worker", "nginx", "postgres"):
        told = parts[part].replace("    <<: *program\n", program)
        for line in (
            "read_only: true",
            "cap_drop: [ALL]",
            'security_opt: ["no-new-privileges:true"]',
            "logging: *lines",
        ):
            assert line in told, (part, line)
    assert "cap_add" not in program


def test_images_have_what_the_guide_without_containers_installs():
    wanted = set(re.findall(r"lib\w+[\w.-]*\d", guide.commands("1. Packages")))
    assert {"libpango-1.0-0", "libharfbuzz-subset0"} <= wanted
    assert wanted <= set(re.findall(r"[\w.+-]+", CONTAINERFILE))


def test_what_images_and_the_guide_take_of_a_release_is_in_it():
    taken = set(re.findall(r"^COPY (?!--from)(\S+) ", CONTAINERFILE, re.MULTILINE)) - {"."}
    taken |= set(re.findall(rf"/opt/councilperf/releases/{VERSION}/(deploy/[\w./-]+\w)", GUIDE))
    assert len(taken) > 5
    assert [path for path in sorted(taken) if not (TOP / path).exists()] == []
    ignored = (TOP / ".dockerignore").read_text().split()
    assert [path for path in taken if any(path.startswith(name) for name in ignored)] == []


def test_the_database_is_made_by_a_script_that_sh_takes():
    script = CONTAINERS / "database"
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert f"deploy/containers/{script.name}" in (TOP / "bin/check").read_text()


def test_the_guide_keeps_what_is_there_already():
    made = re.findall(
        r"> (/etc/councilperf/\S+)$", guide.commands("3. What is this machine's own", GUIDE), re.MULTILINE
    )
    assert made == ["/etc/councilperf/postgres", "/etc/councilperf/environment"]
    for file in made:
        assert f"test -s {file} || " in GUIDE


@pytest.fixture
def restoring(tmp_path):
    """deploy/containers/restore among files of its own, with a python that notes what it is told; `bad` makes it refuse."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/python"
    program.write_text('#!/bin/sh\necho "$*" >> "$NOTES"\ncase $* in *restore*bad*) exit 1 ;; esac\n')
    program.chmod(0o755)
    (tmp_path / "heads").write_text("12:5e88\n")
    told = {
        "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
        "NOTES": str(tmp_path / "notes"),
        "BACKUP_DIR": str(tmp_path),
        "HISTORY_HEADS": str(tmp_path / "heads"),
    }

    def restore(*words):
        return subprocess.run([CONTAINERS / "restore", *words], env=told, capture_output=True, text=True, check=False)

    return restore


def test_a_restore_takes_the_newest_backup_of_the_night_after_it_has_kept_what_is_there(restoring, tmp_path):
    for name in ("council-2026-11-22-021500.zip", "council-2026-11-23-021500.zip", "before-0.2.0.zip"):
        (tmp_path / name).touch()
    assert restoring().returncode == 0
    kept, restored = (tmp_path / "notes").read_text().splitlines()
    assert re.fullmatch(rf"manage.py backup {tmp_path}/before-restore-[\d-]+\.zip", kept)
    assert restored == f"manage.py restore --replace {tmp_path}/council-2026-11-23-021500.zip"
    assert not (tmp_path / "heads").exists(), "seals of a history that is no more"
    assert [file.read_text() for file in tmp_path.glob("heads.until-*")] == ["12:5e88\n"]


def test_a_restore_that_is_refused_leaves_the_seals_where_they_are(restoring, tmp_path):
    (tmp_path / "bad.zip").touch()
    assert restoring(str(tmp_path / "bad.zip")).returncode == 1
    assert (tmp_path / "heads").exists()


def test_a_restore_of_nothing_says_so_and_does_nothing(restoring, tmp_path):
    done = restoring()
    assert (done.returncode, done.stderr) == (1, f"There is no backup to restore: none of the night in {tmp_path}.\n")
    assert not (tmp_path / "notes").exists()
