"""Releases to install and to change to: this one, and others made of it."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

TOP = Path(__file__).parent.parent.parent
FIRST, SECOND, CHANGED, BROKEN = "0.1.0", "0.2.0", "0.3.0", "0.4.0"
MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organisation", "{last}")]
    operations = [migrations.RunSQL("CREATE TABLE deploy_trial (pk integer)", "DROP TABLE deploy_trial")]
"""


def release(folder: Path) -> Path:
    """A release as deploy/archive makes it."""
    subprocess.run([str(TOP / "deploy/archive"), FIRST], cwd=folder, check=True, capture_output=True)
    return folder / f"councilperf-{FIRST}.tar.gz"


def another(folder: Path, version: str, change: Callable[[Path], None] | None = None) -> Path:
    """The same again under another version, changed where the trial wants it otherwise."""
    archive = folder / f"councilperf-{version}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder) as unpacked:
        with tarfile.open(folder / f"councilperf-{FIRST}.tar.gz") as packed:
            packed.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11 has it since 3.11.4
            packed.extractall(unpacked)  # noqa: S202 - made by this script
        code = Path(unpacked) / f"councilperf-{FIRST}"
        if change:
            change(code)
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(code, f"councilperf-{version}")
    return archive


def with_a_table(code: Path) -> None:
    """A release that changes tables."""
    migrations = code / "organisation/migrations"
    last = max(file.stem for file in migrations.glob("0*.py"))
    (migrations / "9999_trial.py").write_text(MIGRATION.format(last=last))


def broken(code: Path) -> None:
    """A release that changes tables, and then cannot serve."""
    with_a_table(code)
    with (code / "councilperf/wsgi.py").open("a") as wsgi:
        wsgi.write('\nraise RuntimeError("A release that does not run.")\n')
