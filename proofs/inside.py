"""The program in this process, over a demonstration council of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings

_MADE: list[tempfile.TemporaryDirectory] = []
"""The folder of the council that this process has made: Django takes its settings once."""


@contextmanager
def council() -> Iterator[None]:
    """Rotherham on 10 September 2007. Inside a test that has a council already, that one."""
    if not settings.configured:
        _set_up()
    yield


def folder() -> Path:
    """Where the council is that this process has made."""
    return Path(_MADE[0].name)


def _set_up() -> None:
    from tests import demonstration

    _MADE.append(tempfile.TemporaryDirectory(prefix="council-proof-", ignore_cleanup_errors=True))
    os.environ.update(demonstration.environment(folder()), DJANGO_SETTINGS_MODULE="councilperf.settings")
    demonstration.make(folder())
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()


def told_by(module: str, word: str, *, database: str, **settings_of: str) -> dict[str, Any]:
    """What a proof finds in a process and on a database of its own: the JSON that ``python -m module word`` ends with."""
    with tempfile.TemporaryDirectory(prefix="council-proof-") as directory:
        child = [sys.executable, "-m", module, word]
        told = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "COUNCIL_TODAY"}}
        told |= {"MEDIA_ROOT": directory, "DJANGO_SETTINGS_MODULE": "tests.settings", **settings_of}
        if database == "PostgreSQL":
            child = [sys.executable, "-m", "tests.postgres", *child]
        else:
            told["DATABASE_URL"] = f"sqlite:///{Path(directory) / 'proof.sqlite3'}"
        done = subprocess.run(child, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} on {database} did not end: {done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])
