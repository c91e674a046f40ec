"""A page of the scorecard against bare SQL and format_html_join for its 50 rows, at two sizes.

    .venv/bin/python -m benchmarks.scorecard [INDICATORS] [INDICATORS]

Prints ratios measured in one run, on the database that DATABASE_URL names; without one, on
SQLite files that are thrown away. "Rows" is the table alone; "page" is the whole answer
less that of a page without rows.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

ROUNDS = 15
PERIOD = "2025/26"


def main(sizes: list[int]) -> None:
    """Measure each size in a process and a database of its own."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as directory:
            environment = {
                "DATABASE_URL": f"sqlite:///{directory}/bench.sqlite3",
                "SECRET_KEY": "x" * 50,
                "DJANGO_SETTINGS_MODULE": "councilperf.settings",
                "COUNCIL_TODAY": "2026-09-16",
            } | os.environ
            subprocess.run(
                [sys.executable, "-m", "benchmarks.scorecard", "--one", str(size)], env=environment, check=True
            )


def one(size: int) -> None:
    """The ratios at one size."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from councilperf import example

    call_command("migrate", verbosity=0)
    example.make(indicators=size, years=2)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in use is
    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(email__startswith="performance@"))
    address = f"/indicators/scorecard/?period={PERIOD}"
    asked = []

    def counted(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        browser.get(address)
    bare = least(bare_rows)
    page = least(lambda: browser.get(address)) - least(lambda: browser.get(f"{address}&q=nothing-has-these-words"))
    print(
        f"{size:>7,} indicators: {len(asked)} queries; page / bare rows {page / bare:.1f}   (bare {bare * 1000:.1f} ms)"
    )


def bare_rows() -> str:
    """What a page of 50 rows cannot do without: one joined query, and its cells as HTML."""
    from django.db import connection
    from django.utils.html import format_html_join

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT i.ref, i.title, m.actual, m.target, m.gap, m.rating_label, m.direction, m.quartile, p.title, i.theme
               FROM indicators_indicator i
               JOIN indicators_measurement m ON m.indicator_id = i.id
               JOIN organisation_reportingperiod r ON r.id = m.period_id
               LEFT JOIN organisation_post p ON p.id = i.owner_id
               WHERE r.kind = 'year' AND r.year = 2025 ORDER BY i.set_id, i.sort_key LIMIT 50"""
        )
        rows = cursor.fetchall()
    row = "<tr>" + "<td>{}</td>" * 10 + "</tr>"
    return format_html_join("", row, rows)


def least(what: Callable[[], object]) -> float:
    """The least seconds of some rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return min(found)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or [1000, 4000])
