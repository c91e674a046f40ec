"""A wrong setting stops the program with a sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from councilperf.environment import database, secret, token

LONG = "".join(chr(33 + n % 90) for n in range(70))


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
        (
            "EMBED_SITES",
            "https://www.anytown.example,anytown",
            "EMBED_SITES holds “anytown”: write the addresses of sites without a path",
        ),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is “xml”: write json or plain."),
        ("TRUSTED_PROXIES", "127.0.0.1,proxy", "TRUSTED_PROXIES holds “proxy”: write addresses or networks"),
        ("METRICS_TOKEN", "short", "METRICS_TOKEN is too short: use at least 32 random characters."),
        ("EMAIL_URL", "pigeon://", "EMAIL_URL is “pigeon://”: write consolemail:// or smtp+tls://"),
        ("PROXIES", "one", "PROXIES is “one”: write a whole number, 0 or more."),
        ("SESSION_HOURS", "0", "SESSION_HOURS is “0”: write a whole number, 1 or more."),
        ("SIGN_IN_LOG_DAYS", "7", "SIGN_IN_LOG_DAYS is “7”: write a whole number, 30 or more."),
        (
            "SECOND_FACTOR_ROLES",
            "Performance team, Boss",
            "SECOND_FACTOR_ROLES names “Boss”: write some of Board member,",
        ),
        ("OIDC_ISSUER", "login.example", "OIDC_ISSUER is “login.example”: write the provider's address"),
        ("OIDC_ISSUER", "https://id.example/v2.0", "OIDC_CLIENT_ID is not set: OIDC_ISSUER is"),
        (
            "OIDC_ISSUER",
            "https://login.microsoftonline.com/common/v2.0",
            "through which anybody's organisation signs in: write your own tenant.",
        ),
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
    assert "SECRET_KEY is easily guessed" in run("check", HTTPS="true", SECRET_KEY="ab" * 30).stderr
    assert "SECRET_KEY is not set" in run("check", HTTPS="true", SECRET_KEY="").stderr


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("METRICS_TOKEN", token),
        ("SECRET_KEY", lambda name: secret(name, kept_in=Path(), required=True)),
    ],
)
@pytest.mark.parametrize("value", ["abc" * 30, f"django-insecure-{LONG}"])
def test_a_secret_that_somebody_typed_is_refused(monkeypatch, name, read, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is easily guessed: use at least"):
        read(name)
    monkeypatch.setenv(name, LONG)
    assert read(name) == LONG


@pytest.mark.parametrize(
    ("url", "elsewhere", "refused"),
    [
        ("postgres://council@db.example/council", "", True),
        ("postgres://council:council@db.example/council", "", True),
        ("postgres://council:postgres@127.0.0.1/council", "", True),
        ("postgres://council:7fK2-drawn-by-chance@db.example/council", "", False),
        ("postgres://council@db.example/council", "/etc/council/pgpass", False),
        ("postgres://council@%2Fvar%2Frun%2Fpostgresql/council", "", False),
        ("postgres:///council", "", False),
        ("sqlite:///db.sqlite3", "", False),
    ],
)
def test_in_production_a_database_on_the_network_has_a_password(monkeypatch, url, elsewhere, refused):
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PGPASSFILE", elsewhere)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    assert database("DATABASE_URL", default="")["NAME"]
    if not refused:
        assert database("DATABASE_URL", default="", guarded=True)["NAME"]
        return
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL holds no password, or one that is its user's name"):
        database("DATABASE_URL", default="", guarded=True)


def test_in_production_links_in_mail_need_the_sites_address():
    assert "SITE_URL is not set: with HTTPS=true it must hold the site's address" in run("check", HTTPS="true").stderr
    plain = run("check", HTTPS="true", SITE_URL="http://performance.anytown.example").stderr
    assert "SITE_URL is “http://performance.anytown.example”" in plain


def test_in_production_the_councils_sign_in_needs_tls_and_a_secret_that_is_one():
    named = {"HTTPS": "true", "SITE_URL": "https://performance.anytown.example", "OIDC_CLIENT_ID": "us"}
    plain = run("check", **named, OIDC_ISSUER="http://id.example", OIDC_CLIENT_SECRET=LONG)
    assert "OIDC_ISSUER is “http://id.example”: write the provider's address" in plain.stderr
    weak = run("check", **named, OIDC_ISSUER="https://id.example", OIDC_CLIENT_SECRET="secret")
    assert "OIDC_CLIENT_SECRET is too short: use at least 16 random characters." in weak.stderr
    wrong = {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_SECRET": LONG, "OIDC_ROLES": "Team=Boss"}
    assert (
        "OIDC_ROLES has “Team=Boss”: write the provider's role, =, and one of" in run("check", **named, **wrong).stderr
    )


def test_the_councils_sign_in_is_read_from_the_environment(monkeypatch):
    from accounts.choices import Role
    from councilperf.environment import council_sign_in

    assert council_sign_in(required_https=True, roles=set(Role)) is None
    monkeypatch.setenv("OIDC_ISSUER", "https://login.microsoftonline.com/0f9a/v2.0/")
    monkeypatch.setenv("OIDC_CLIENT_ID", "us")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", LONG)
    monkeypatch.setenv("OIDC_ROLES", "Perf.Team=Performance team, Perf.Officer = Officer")
    read = council_sign_in(required_https=True, roles=set(Role))
    assert read.issuer == "https://login.microsoftonline.com/0f9a/v2.0"
    assert read.roles == {"Perf.Team": "Performance team", "Perf.Officer": "Officer"}
    assert (read.roles_claim, read.emails_are_ours, read.name) == ("roles", False, "your council account")
    assert LONG not in repr(read)


def test_under_production_settings_the_deployment_check_is_silent():
    checked = run(
        "check", "--deploy", "--fail-level", "INFO", HTTPS="true", ALLOWED_HOSTS="performance.anytown.example",
        SITE_URL="https://performance.anytown.example",
        SECRET_KEY=LONG, DATABASE_URL="postgres://u:p@localhost/council",
    )  # fmt: skip
    assert (checked.returncode, checked.stdout, checked.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


def test_a_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    kept = tmp_path / ".secret-key"
    made = secret("NO_SUCH_SECRET", kept_in=kept, required=False)
    assert len(made) >= 50
    assert secret("NO_SUCH_SECRET", kept_in=kept, required=False) == made
    assert kept.stat().st_mode & 0o077 == 0
