"""The reference papers, beside the checkout. In CI a missing one is a failure; in a stranger's clone the test is skipped."""

import csv
import os
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parent.parent.parent / "shared" / "reference"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a reference file."""
    path = REFERENCE / name
    if not path.exists():
        reason = f"The reference file {name} is not beside this checkout, so the counts cannot be held against it."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
