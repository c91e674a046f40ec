#!/usr/bin/env python
"""Django's command line: ./manage.py help lists what there is."""

import gc
import os
import sys


def main() -> None:
    """Run a management command under the project's settings."""
    gc.set_threshold(50_000, 50, 100)  # what is imported stays: the collector need not look through it every time
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
    from django.core.management import execute_from_command_line

    from core.doors import enter_by_command

    enter_by_command(sys.argv)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
