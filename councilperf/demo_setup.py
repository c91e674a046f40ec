"""What bin/demo runs before it serves: migrations, static files and the council, in one process, because starting is slow."""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

from core.doors import Door, through


def main(council: str) -> int:
    """Make a demonstration's database ready; what is in it already is kept."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    if not static_files_are_fresh():
        call_command("collectstatic", interactive=False, verbosity=0)
    with through(Door.COMMAND, "load_demo"):
        call_command("load_demo", council)
    call_command("seal_history", verbosity=0)
    return 0


def static_files_are_fresh() -> bool:
    """Whether the collected files are newer than everything they are made from: the locks, the settings and static/."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return False
    sources = [settings.BASE_DIR / "requirements" / "run.txt", settings.BASE_DIR / "councilperf" / "settings.py"]
    for directory in settings.STATICFILES_DIRS:
        sources += [directory, *directory.rglob("*")]
    return max(source.stat().st_mtime for source in sources) < manifest.stat().st_mtime


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
