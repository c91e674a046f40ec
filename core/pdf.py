"""Paper: PDF/UA-1 from HTML.

The layout engine runs in a child process of its own (core.pdf_child), with a
limit of time: a web process that lays a pack out itself keeps a hundred
megabytes for ever, and one that hangs takes people's pages with it. Nothing
is fetched while rendering but files under ``static/``; anything else in the
HTML stops the run with an error that names it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

STYLES = ("css/tokens.css", "css/paper-fonts.css", "css/paper.css")
LIMIT_SECONDS = 300


class PaperError(Exception):
    """A document could not be laid out; the message says why."""


@dataclass(frozen=True)
class Paper:
    """A finished PDF."""

    content: bytes
    pages: int
    anchors: dict[str, int]
    """On which page, from 1, each named place of the HTML came to stand."""


def static_root() -> Path:
    """The directory under which alone a document may name files."""
    found = finders.find(STYLES[0])
    if not found:
        raise ImproperlyConfigured(f"The print styles are missing: static/{STYLES[0]} was not found.")
    return Path(found).parent.parent


def render(html: str, *, brand_colour: str, limit_seconds: int = LIMIT_SECONDS) -> Paper:
    """Lay a document out as PDF/UA-1, in a child process. About 80 ms a page and half a second to start.

    Raises PaperError where the document fetches what it must not, takes longer
    than the limit, or the layout engine fails.
    """
    order = {
        "html": html,
        "static": str(static_root()),
        "styles": list(STYLES),
        "extra": f":root {{ --brand: {brand_colour}; }}",
    }
    try:
        with tempfile.TemporaryDirectory(prefix="council-paper-", ignore_cleanup_errors=True) as scratch:
            child = subprocess.run(
                [sys.executable, "-m", "core.pdf_child"],
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=limit_seconds,
                cwd=settings.BASE_DIR,
                env=os.environ | {"TMPDIR": scratch},  # fonts are unpacked there, and go however the child ends
                check=False,
            )
    except subprocess.TimeoutExpired as late:
        raise PaperError(
            f"The document took longer than {limit_seconds} seconds to lay out and was given up."
        ) from late
    if child.returncode:
        last_line = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PaperError(last_line or f"The layout engine stopped with code {child.returncode}.")
    head, _, content = child.stdout.partition(b"\n")
    facts = json.loads(head)
    return Paper(content, facts["pages"], facts["anchors"])
