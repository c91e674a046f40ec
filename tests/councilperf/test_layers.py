"""Architecture is a failing check: the contracts hold, and they fail on an import that points upwards."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

PACKAGES = (
    "councilperf",
    "search",
    "publishing",
    "reminders",
    "meetings",
    "frameworks",
    "clinics",
    "improvement_plan",
    "indicators",
    "actions",
    "history",
    "organisation",
    "accounts",
    "core",
)


def lint(directory: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path) -> Path:
    for package in PACKAGES:
        shutil.copytree(
            settings.BASE_DIR / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "migrations")
        )
    shutil.copy(settings.BASE_DIR / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold():
    kept = lint(settings.BASE_DIR)
    assert kept.returncode == 0, kept.stdout
    assert "3 kept, 0 broken" in kept.stdout


@pytest.mark.parametrize(
    ("where", "line", "says"),
    [
        ("core/formats.py", "from organisation.models import Post", "core.formats -> organisation.models"),
        (
            "actions/services.py",
            "from improvement_plan.models import Plan",
            "actions.services -> improvement_plan.models",
        ),
        ("actions/reporting.py", "import indicators.rules", "actions.reporting -> indicators.rules"),
        (
            "clinics/reporting/lines.py",
            "import improvement_plan.models",
            "clinics.reporting.lines -> improvement_plan.models",
        ),
        ("actions/models/actions.py", "import actions.services", "actions.models.actions -> actions.services"),
        ("indicators/rules/rating.py", "from django.db import models", "indicators.rules.rating -> django"),
    ],
)
def test_an_import_that_points_upwards_or_beside_breaks_them(copy, where, line, says):
    path = copy / where
    path.write_text(
        path.read_text().replace(
            "from __future__ import annotations\n", f"from __future__ import annotations\n\n{line}\n", 1
        )
    )
    broken = lint(copy)
    assert broken.returncode == 1
    assert says in " ".join(broken.stdout.split())


def test_the_migrations_say_what_the_models_say(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
