"""The reference papers, beside the checkout. In CI a missing one is a failure; in a stranger's clone the test is skipped."""

import csv
import os
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parent.parent.parent / "shared" / "reference"


def is_missing(name: str) -> str:
    """Why a test that needs a reference file cannot run; nothing where the file is there. In CI the want of it fails."""
    if (REFERENCE / name).exists():
        return ""
    reason = f"The reference file {name} is not beside this checkout, so the counts cannot be held against it."
    if os.environ.get("CI"):
        pytest.fail(reason)
    return reason


def text(name: str) -> str:
    """What a reference file says."""
    if reason := is_missing(name):
        pytest.skip(reason)
    return (REFERENCE / name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a reference file."""
    return list(csv.DictReader(text(name).splitlines(keepends=True)))


def cases(name: str) -> list:
    """The rows of a reference file, each a case of a test; a single case that is skipped where the file is missing."""
    if reason := is_missing(name):
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason))]
    return rows(name)
