"""The site as another machine meets it: TLS, headers, health, metrics, static files."""

from __future__ import annotations

import re
import ssl

from deploy.trial.trial import SITE, Trial
from proofs.visitor import Page, Visitor


def look_from_outside(trial: Trial) -> None:
    """TLS, headers, health, metrics, static files."""
    stranger = trial.visitor()
    plain = Visitor((trial.machine.address, 80), SITE).get("/meetings/?x=1")
    trial.see(
        "plain HTTP leads to HTTPS",
        (plain.status, plain.headers.get("location")) == (301, f"https://{SITE}/meetings/?x=1"),
        plain,
    )
    other = Visitor((trial.machine.address, 443), "other.example", ssl._create_unverified_context())  # noqa: S323
    try:
        found: object = other.get("/").status
    except ssl.SSLError as refused:
        found = refused
    trial.see("another name is refused before a certificate is shown", isinstance(found, ssl.SSLError), found)
    front = stranger.get("/sign-in/")
    wanted = {
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "server": "nginx",
    }
    for name, value in wanted.items():
        trial.see(f"{name}: {value}", front.headers.get(name) == value, front.headers.get(name))
    trial.see(
        "a content security policy without unsafe-inline",
        "default-src 'self'" in front.headers.get("content-security-policy", "")
        and "unsafe" not in front.headers["content-security-policy"],
        front.headers,
    )
    trial.see("private pages are kept by no cache", "no-store" in front.headers.get("cache-control", ""), front.headers)
    for path in ("/livez", "/readyz"):
        page = stranger.get(path)
        trial.see(f"{path} says ok and no more", (page.status, page.content) == (200, b"ok"), page)
    trial.see("/metrics does not exist from outside", stranger.get("/metrics").status == 404)
    trial.see(
        "nor for who pretends to be this machine",
        stranger.get("/metrics", **{"X-Forwarded-For": "127.0.0.1"}).status == 404,
    )
    look_at_static_files(trial, stranger, front)


def look_at_static_files(trial: Trial, stranger: Visitor, front: Page) -> None:
    """Style sheets come from nginx, and are kept."""
    sheets = re.findall(r'/static/[^"]+\.[0-9a-f]{12}\.css', front.text)
    page = stranger.get(sheets[0], **{"Accept-Encoding": "gzip"})
    held = page.headers.get("cache-control") == "public, max-age=31536000, immutable"
    trial.see("a style sheet is kept for a year", page.status == 200 and held, page.headers)
    trial.see(
        "compressed beforehand, and sent by nginx itself",
        page.headers.get("content-encoding") == "gzip" and "x-request-id" not in page.headers,
        page.headers,
    )
    missing = (
        stranger.get("/static/../councilperf/settings.py"),
        stranger.get("/static/nothing.css"),
        stranger.get("/static/%2e%2e/manage.py"),
    )
    trial.see(
        "nothing else of the release is sent",
        all(page.status in {400, 404} for page in missing),
        [page.status for page in missing],
    )
