"""What a web process and a command import before anybody has asked for anything. Slow libraries wait until they are used."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
SLOW = {
    "PIL", "authlib", "cryptography", "docx", "fido2", "fontTools", "holidays", "lxml", "openpyxl", "pikepdf", "requests",
    "segno", "weasyprint",
}  # fmt: skip
"""Together they would take as long to import as all the rest."""
WEB = "import django; django.setup(); import councilperf.urls, councilperf.wsgi"
COMMANDS = """
import django; django.setup()
from django.apps import apps
from django.core.management import load_command_class, get_commands
own = {app.name for app in apps.get_app_configs() if app.path.startswith(sys.argv[1]) and "/.venv/" not in app.path}
loaded = [load_command_class(app, name) for name, app in get_commands().items() if app in own]
assert len(loaded) > 20
"""


@pytest.mark.parametrize("begun", [WEB, COMMANDS], ids=["web", "commands"])
@pytest.mark.one_database
def test_no_slow_library_is_imported_before_it_is_used(begun, tmp_path):
    told = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ} | {
        "DJANGO_SETTINGS_MODULE": "councilperf.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
        "MEDIA_ROOT": str(tmp_path),
        "STATIC_ROOT": str(tmp_path),
        "SECRET_KEY": "for-tests-only-" + "x" * 50,
    }
    program = f"import sys, json\n{begun}\nprint(json.dumps([name.partition('.')[0] for name in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(TOP)], cwd=TOP, env=told, capture_output=True, text=True, check=True
    )
    imported = set(json.loads(done.stdout.splitlines()[-1]))

    assert "django" in imported
    assert sorted(imported & SLOW) == []
