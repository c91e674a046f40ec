"""The program in this process, over a demonstration council of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
