"""The files of deploy/ are in step with the program that they run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import URLPattern, get_resolver

from councilperf import settings as production
from deploy.trial import guide

pytestmark = pytest.mark.one_database
TOP = Path(settings.BASE_DIR)
DEPLOY = TOP / "deploy"
UNITS = DEPLOY / "systemd"
GUIDE = guide.GUIDE.read_text(encoding="utf-8")
ENVIRONMENT = (DEPLOY / "environment").read_text(encoding="utf-8")
VARIABLE = re.compile(r"^(#?)([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)


def explained() -> set[str]:
    """The variables that the settings explain."""
    heads = re.findall(r"^([A-Z][A-Z_]+(?:, [A-Z][A-Z_]+)*)  ", production.__doc__, re.MULTILINE)
    return {name for head in heads for name in head.split(", ")}


def addresses(resolver=None, before: str = "") -> list[str]:
    """Every address as it is written: u/<str:token>/."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        here = before + str(one.pattern)
        found += [here] if isinstance(one, URLPattern) else addresses(one, here)
    return found


def megabytes(told: str) -> int:
    return int(re.search(r"client_max_body_size (\d+)m;", told)[1]) * 1024 * 1024


def test_the_environment_file_has_every_setting_and_no_other():
    assert len(explained()) > 20
    assert {name for _, name, _ in VARIABLE.findall(ENVIRONMENT)} == explained()


def test_each_setting_stands_in_it_once_with_a_sentence_before_it():
    names = [name for _, name, _ in VARIABLE.findall(ENVIRONMENT)]
    assert len(names) == len(set(names))
    lines = ENVIRONMENT.splitlines()
    for number, line in enumerate(lines):
        if VARIABLE.match(line) and not VARIABLE.match(lines[number - 1]):
            assert re.match(r"# \S.*\S", lines[number - 1]), line


@pytest.mark.parametrize("uncommented", [False, True], ids=["as it is", "with what may be set"])
def test_the_program_takes_the_file(uncommented):
    told = {}
    for sign, name, value in VARIABLE.findall(ENVIRONMENT):
        if not sign or (uncommented and value):
            told[name] = value.strip('"')
    # As the guide puts them in.
    told["SECRET_KEY"] = "0123456789abcdef" * 5
    told["DATABASE_URL"] = told["DATABASE_URL"].replace(":PASSWORD@", f":{'0123456789abcdef' * 3}@")
    clean = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore", "DJANGO_SETTINGS_MODULE": "councilperf.settings"}
    code = "from django.conf import settings; print(settings.HTTPS, settings.SITE_URL, settings.EMAIL_PORT, settings.DEFAULT_FROM_EMAIL)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=TOP, env=clean | told, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert (
        done.stdout == "True https://performance.example.gov.uk 25 Council performance <performance@example.gov.uk>\n"
    )


def test_units_run_commands_that_the_program_has():
    named = {
        command
        for unit in UNITS.glob("*.service")
        for command in re.findall(r"^ExecStart=.*manage\.py (\w+)", unit.read_text(), re.MULTILINE)
    }
    assert {
        "db_worker",
        "send_reminders",
        "backup",
        "doctor",
        "clear_sign_ins",
        "check_history",
        "prune_history",
    } == named
    assert named <= set(get_commands())


def test_programs_that_units_start_are_in_a_release():
    for unit in UNITS.glob("*.service"):
        for path in re.findall(r"^Exec\w+=\S*/opt/councilperf/current/(deploy/\S+)", unit.read_text(), re.MULTILINE):
            assert os.access(TOP / path, os.X_OK), path


def test_the_guide_switches_on_every_timer_and_every_timer_has_its_service():
    timers = {timer.name for timer in UNITS.glob("*.timer")}
    assert set(re.findall(r"councilperf-[a-z-]+\.timer", guide.commands("5. The services"))) == timers
    assert all((UNITS / timer).with_suffix(".service").exists() for timer in timers)


def test_the_guide_installs_the_version_that_this_is():
    version = re.search(r'^version = "(.+)"', (TOP / "pyproject.toml").read_text(), re.MULTILINE)[1]
    assert set(re.findall(r"releases/([\d.]+)", GUIDE)) == {version}
    assert f"/root/councilperf-{version}.tar.gz" in guide.commands("2. The program")


def test_files_that_the_guide_nginx_and_units_name_are_in_a_release():
    texts = [GUIDE, *(file.read_text() for file in [*(DEPLOY / "nginx").iterdir(), *UNITS.iterdir()] if file.is_file())]
    named = {
        path for text in texts for path in re.findall(r"/opt/councilperf/current/((?:deploy|docs)/[\w./-]*\w)", text)
    }
    assert len(named) > 5
    assert [path for path in sorted(named) if not (TOP / path).exists()] == []


def test_what_is_too_large_is_refused_by_the_program_and_not_by_nginx():
    taken = megabytes((DEPLOY / "nginx/server.conf").read_text())
    limits = (production.UPLOAD_MB, production.ATTACHMENT_MEGABYTES, production.PASTE_MB, production.LOGO_MB)
    assert taken > max(*(limit * 1024 * 1024 for limit in limits), production.DATA_UPLOAD_MAX_MEMORY_SIZE) * 1.2


def test_nginx_writes_down_no_key_of_an_address():
    told = (DEPLOY / "nginx/http.conf").read_text()
    block = re.search(r"map \$uri \$councilperf_path \{(.*?)\n\}", told, re.DOTALL)[1]
    hidden = [re.compile(pattern) for pattern in re.findall(r'"~([^"]+)"', block)]
    with_key = [address for address in addresses() if re.search(r"<\w*:?(token|key|signed)", address)]
    assert {"u/<str:token>/", "sign-in/password/<str:uidb64>/<str:token>/"} <= set(with_key)
    shown = [
        address for address in with_key if not any(p.search("/" + re.sub(r"<[^>]+>", "x", address)) for p in hidden)
    ]
    assert shown == [], "nginx would write these addresses down with their keys: name them in deploy/nginx/http.conf"
    assert not any(pattern.search("/actions/7/") for pattern in hidden)
    line = re.search(r"log_format councilperf (.*?);", told, re.DOTALL)[1]
    assert not re.search(r"\$(request|request_uri|uri|args|remote_addr|http_referer|remote_user|query_string)\b", line)


def test_nginx_says_what_the_program_believes_and_leaves_its_headers_to_it():
    told = (DEPLOY / "nginx/server.conf").read_text()
    for header, value in (
        ("X-Forwarded-For", "$remote_addr"),
        ("X-Forwarded-Proto", "$scheme"),
        ("X-Request-ID", "$request_id"),
        ("Host", "$host"),
    ):
        assert f"proxy_set_header {header} {value};" in told
    assert "Strict-Transport-Security" not in told
    assert "proxy_intercept_errors" not in told, "the program's own page gives back what was typed"
