"""Settings read from the environment, each refused with a sentence that names it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

env = environ.Env()

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
DATABASES = ("sqlite", "postgres", "postgresql", "psql")
SHORTEST_SECRET = 50
SHORTEST_TOKEN = 32
FEWEST_SIGNS = 8
"""Different signs in a secret: fewer were typed by somebody."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SHORTEST_CLIENT_SECRET = 16


def flag(name: str, *, default: bool) -> bool:
    """A setting that is on or off."""
    value = env.str(name, default=str(default)).strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is “{value}”: write true or false.")
    return value in TRUE


def chosen(name: str, choices: Sequence[str], *, default: str) -> str:
    """A setting that is one of a few words."""
    value = env.str(name, default="").strip().lower() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is “{value}”: write {' or '.join(choices)}.")
    return value


def networks(name: str) -> list[Network]:
    """Addresses or networks with commas: 127.0.0.1, 10.0.0.0/8."""
    found = []
    for written in env.list(name, default=[]):
        try:
            found.append(ipaddress.ip_network(written.strip()))
        except ValueError as wrong:
            raise ImproperlyConfigured(
                f"{name} holds “{written}”: write addresses or networks, such as 127.0.0.1, 10.0.0.0/8."
            ) from wrong
    return found


def _is_typed(value: str) -> bool:
    """Whether a secret looks like one that nobody drew by chance: few signs, or what a framework puts in its place."""
    return len(set(value)) < FEWEST_SIGNS or value.startswith("django-insecure-")


def token(name: str) -> str:
    """A word that opens something to a machine; empty where nothing is to be opened."""
    value = env.str(name, default="").strip()
    if value and len(value) < SHORTEST_TOKEN:
        raise ImproperlyConfigured(f"{name} is too short: use at least {SHORTEST_TOKEN} random characters.")
    if value and _is_typed(value):
        raise ImproperlyConfigured(f"{name} is easily guessed: use at least {SHORTEST_TOKEN} random characters.")
    return value


def day(name: str) -> dt.date | None:
    """A setting that is a date, or nothing."""
    value = env.str(name, default="").strip()
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name} is “{value}”: write a date as 2007-09-10.") from wrong


def database(name: str, *, default: str, guarded: bool = False) -> dict:
    """A database from its URL: sqlite:///file or postgres://user:password@host/name.

    ``guarded``, one on the network needs a password that is not its user's name: in the URL, or where PostgreSQL's own
    programs look for it (PGPASSWORD, PGPASSFILE). On a socket of the machine the server knows who asks.
    """
    url = env.str(name, default=default)
    if url.partition(":")[0] not in DATABASES:
        raise ImproperlyConfigured(
            f"{name} is “{url.partition(':')[0]}:…”: write sqlite:///file or postgres://user:password@host/name."
        )
    parsed = environ.Env.db_url_config(url)
    if not parsed["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database: write sqlite:///file or postgres://host/name.")
    if guarded and _is_open(parsed):
        raise ImproperlyConfigured(
            f"{name} holds no password, or one that is its user's name: write postgres://user:password@host/name "
            "with a password that was drawn by chance."
        )
    return parsed


def _is_open(parsed: dict) -> bool:
    """Whether a database on the network opens to whoever knows its user."""
    host = parsed.get("HOST", "")
    elsewhere = any(env.str(name, default="") for name in ("PGPASSWORD", "PGPASSFILE"))
    if not host or host.lower().startswith(("/", "%2f")) or (elsewhere and not parsed["PASSWORD"]):
        return False
    return parsed["PASSWORD"] in ("", parsed["USER"], "password", "postgres")


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


def sites(name: str) -> list[str]:
    """The addresses of other sites, with commas, each without a path: https://www.example.gov.uk."""
    values = [value.strip().rstrip("/") for value in env.list(name, default=[]) if value.strip()]
    for value in values:
        if not re.fullmatch(r"https?://(\*\.)?[A-Za-z0-9.:\[\]-]+", value):
            raise ImproperlyConfigured(
                f"{name} holds “{value}”: write the addresses of sites without a path, such as https://www.example.gov.uk."
            )
    return values


@dataclass(frozen=True)
class CouncilSignIn:
    """The council's own sign-in, by OpenID Connect."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    """What its button says: Sign in with …"""
    roles: dict[str, str]
    """Which of our roles each of the provider's stands for; empty where roles are given here."""
    roles_claim: str
    emails_are_ours: bool
    """Whether the provider gives e-mail addresses that only the council can set."""


def council_sign_in(*, required_https: bool, roles: Collection[str]) -> CouncilSignIn | None:
    """The council's own sign-in from OIDC_ISSUER and what goes with it; none where no issuer is named."""
    issuer = env.str("OIDC_ISSUER", default="").strip().rstrip("/")
    if not issuer:
        return None
    scheme = "https" if required_https else "https?"
    if not re.fullmatch(rf"{scheme}://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._/-]*)?", issuer):
        raise ImproperlyConfigured(
            f"OIDC_ISSUER is “{issuer}”: write the provider's address, such as "
            "https://login.microsoftonline.com/<tenant>/v2.0, with your own tenant in it."
        )
    if re.search(r"/(common|organizations|consumers)(/|$)", issuer):
        raise ImproperlyConfigured(
            f"OIDC_ISSUER is “{issuer}”, through which anybody's organisation signs in: write your own tenant."
        )
    held = {name: env.str(name, default="").strip() for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")}
    for name, value in held.items():
        if not value:
            raise ImproperlyConfigured(f"{name} is not set: OIDC_ISSUER is, and the provider gave you both.")
    if required_https and len(held["OIDC_CLIENT_SECRET"]) < SHORTEST_CLIENT_SECRET:
        raise ImproperlyConfigured(
            f"OIDC_CLIENT_SECRET is too short: use at least {SHORTEST_CLIENT_SECRET} random characters."
        )
    return CouncilSignIn(
        issuer=issuer,
        client_id=held["OIDC_CLIENT_ID"],
        client_secret=held["OIDC_CLIENT_SECRET"],
        name=env.str("OIDC_NAME", default="your council account"),
        roles=_roles_of("OIDC_ROLES", roles),
        roles_claim=env.str("OIDC_ROLES_CLAIM", default="roles"),
        emails_are_ours=flag("OIDC_EMAILS_ARE_OURS", default=False),
    )


def _roles_of(name: str, roles: Collection[str]) -> dict[str, str]:
    """The provider's roles with ours: ``Perf.Team=Performance team, Perf.Officer=Officer``."""
    pairs = {}
    for pair in filter(None, (words.strip() for words in env.str(name, default="").split(","))):
        theirs, _, ours = (word.strip() for word in pair.partition("="))
        if ours not in roles:
            raise ImproperlyConfigured(
                f"{name} has “{pair}”: write the provider's role, =, and one of {', '.join(sorted(roles))}."
            )
        pairs[theirs] = ours
    return pairs


def roles_named(name: str, *, roles: Collection[str]) -> list[str]:
    """A setting that names roles, with commas between them."""
    named = [word.strip() for word in env.str(name, default="").split(",") if word.strip()]
    for role in named:
        if role not in roles:
            raise ImproperlyConfigured(f"{name} names “{role}”: write some of {', '.join(sorted(roles))}.")
    return named


def whole(name: str, *, default: int, least: int) -> int:
    """A setting that is a whole number."""
    value = env.str(name, default=str(default)).strip()
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is “{value}”: write a whole number, {least} or more.")
    return int(value)


def secret(name: str, *, kept_in: Path, required: bool) -> str:
    """The secret key: from the environment, else made once and kept in a file only its owner reads.

    A production installation must name its own, so that every process and host shares it.
    """
    value = env.str(name, default="")
    if value:
        if required and len(value) < SHORTEST_SECRET:
            raise ImproperlyConfigured(f"{name} is too short: use at least {SHORTEST_SECRET} random characters.")
        if required and _is_typed(value):
            raise ImproperlyConfigured(f"{name} is easily guessed: use at least {SHORTEST_SECRET} random characters.")
        return value
    if required:
        raise ImproperlyConfigured(
            f"{name} is not set: with HTTPS=true it must hold {SHORTEST_SECRET} random characters or more."
        )
    if not kept_in.exists():
        kept_in.touch(mode=0o600)
        kept_in.write_text(get_random_secret_key())
    return kept_in.read_text()
