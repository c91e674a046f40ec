"""Settings read from the environment, each refused with a sentence that names it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

env = environ.Env()

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
DATABASES = ("sqlite", "postgres", "postgresql", "psql")
SHORTEST_SECRET = 50


def flag(name: str, *, default: bool) -> bool:
    """A setting that is on or off."""
    value = env.str(name, default=str(default)).strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is “{value}”: write true or false.")
    return value in TRUE


def day(name: str) -> dt.date | None:
    """A setting that is a date, or nothing."""
    value = env.str(name, default="").strip()
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name} is “{value}”: write a date as 2007-09-10.") from wrong


def database(name: str, *, default: str) -> dict:
    """A database from its URL: sqlite:///file or postgres://user:password@host/name."""
    url = env.str(name, default=default)
    if url.partition(":")[0] not in DATABASES:
        raise ImproperlyConfigured(
            f"{name} is “{url.partition(':')[0]}:…”: write sqlite:///file or postgres://user:password@host/name."
        )
    parsed = environ.Env.db_url_config(url)
    if not parsed["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database: write sqlite:///file or postgres://host/name.")
    return parsed


def email(name: str, *, default: str) -> dict:
    """Where mail goes: consolemail:// prints it, smtp+tls://user:password@host:587 sends it."""
    url = env.str(name, default=default)
    if url.partition(":")[0] not in environ.Env.EMAIL_SCHEMES:
        raise ImproperlyConfigured(f"{name} is “{url}”: write consolemail:// or smtp+tls://user:password@host:587.")
    return environ.Env.email_url_config(url)


def site(name: str, *, default: str, required: bool) -> str:
    """The address at which people find the site, as links in mail begin: https://performance.example.gov.uk.

    A production installation must name its own: a mail knows of no request that would tell.
    """
    value = env.str(name, default="").strip().rstrip("/")
    if not value:
        if required:
            raise ImproperlyConfigured(
                f"{name} is not set: with HTTPS=true it must hold the site's address, such as "
                "https://performance.example.gov.uk, with which links in mail begin."
            )
        return default
    scheme = "https" if required else "https?"
    if not re.fullmatch(rf"{scheme}://[A-Za-z0-9.:\[\]-]+", value):
        raise ImproperlyConfigured(
            f"{name} is “{value}”: write the site's address without a path, such as https://performance.example.gov.uk."
        )
    return value


def secret(name: str, *, kept_in: Path, required: bool) -> str:
    """The secret key: from the environment, else made once and kept in a file only its owner reads.

    A production installation must name its own, so that every process and host shares it.
    """
    value = env.str(name, default="")
    if value:
        if required and len(value) < SHORTEST_SECRET:
            raise ImproperlyConfigured(f"{name} is too short: use at least {SHORTEST_SECRET} random characters.")
        return value
    if required:
        raise ImproperlyConfigured(
            f"{name} is not set: with HTTPS=true it must hold {SHORTEST_SECRET} random characters or more."
        )
    if not kept_in.exists():
        kept_in.touch(mode=0o600)
        kept_in.write_text(get_random_secret_key())
    return kept_in.read_text()
