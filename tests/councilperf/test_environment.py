"""A wrong setting stops the program with a sentence that names it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

LONG = "x" * 60


def run(*command: str, **environment: str) -> subprocess.CompletedProcess:
    """A command under an environment of its own."""
    clean = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    full = (
        clean
        | {"DJANGO_SETTINGS_MODULE": "councilperf.settings", "SECRET_KEY": LONG, "PYTHONWARNINGS": "ignore"}
        | environment
    )
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=full,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL is “mysql:…”: write sqlite:///file or postgres://"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL is “nonsense:…”"),
        ("DATABASE_URL", "postgres://localhost", "DATABASE_URL names no database"),
        ("COUNCIL_TODAY", "10/9/2007", "COUNCIL_TODAY is “10/9/2007”: write a date as 2007-09-10."),
        ("DEBUG", "perhaps", "DEBUG is “perhaps”: write true or false."),
        ("HTTPS", "yes please", "HTTPS is “yes please”: write true or false."),
        (
            "SITE_URL",
            "performance.anytown.example",
            "SITE_URL is “performance.anytown.example”: write the site's address",
        ),
        ("SITE_URL", "https://anytown.example/perf", "SITE_URL is “https://anytown.example/perf”: write the site's"),
        ("EMAIL_URL", "pigeon://", "EMAIL_URL is “pigeon://”: write consolemail:// or smtp+tls://"),
    ],
)
def test_a_wrong_setting_stops_the_program_with_a_sentence(name, value, sentence):
    stopped = run("check", **{name: value})
    assert stopped.returncode != 0
    assert sentence in stopped.stderr


def test_in_production_a_weak_secret_is_refused():
    assert (
        "SECRET_KEY is too short: use at least 50 random characters."
        in run("check", HTTPS="true", SECRET_KEY="short").stderr
    )
    assert "SECRET_KEY is not set" in run("check", HTTPS="true", SECRET_KEY="").stderr


def test_in_production_links_in_mail_need_the_sites_address():
    assert "SITE_URL is not set: with HTTPS=true it must hold the site's address" in run("check", HTTPS="true").stderr
    plain = run("check", HTTPS="true", SITE_URL="http://performance.anytown.example").stderr
    assert "SITE_URL is “http://performance.anytown.example”" in plain


def test_under_production_settings_the_deployment_check_is_silent():
    checked = run(
        "check", "--deploy", "--fail-level", "INFO", HTTPS="true", ALLOWED_HOSTS="performance.anytown.example",
        SITE_URL="https://performance.anytown.example",
        SECRET_KEY="".join(chr(33 + n % 90) for n in range(70)), DATABASE_URL="postgres://u:p@localhost/council",
    )  # fmt: skip
    assert (checked.returncode, checked.stdout, checked.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


def test_a_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    from councilperf.environment import secret

    kept = tmp_path / ".secret-key"
    made = secret("NO_SUCH_SECRET", kept_in=kept, required=False)
    assert len(made) >= 50
    assert secret("NO_SUCH_SECRET", kept_in=kept, required=False) == made
    assert kept.stat().st_mode & 0o077 == 0
