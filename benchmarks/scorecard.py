"""A page of the scorecard against bare SQL and format_html_join for its 50 rows, at growing sizes.

    .venv/bin/python -m benchmarks.scorecard [INDICATORS ...]

Prints ratios measured in one run, on the database that DATABASE_URL names; without one, on a
SQLite file that is thrown away. "Page" is the whole answer less that of a page without rows: the
table, the links that sort and turn it, and the four counts above it. "Bare" is what cannot be
done without: the same two questions in SQL that is ready, read by a bare cursor, and the cells of
the 50 rows, which are ready too, joined by format_html_join into the same markup.

An example council is made once; it grows by copies of its indicators and their figures.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable

ROUNDS = 30
ROWS = 50
PERIOD = "2025/26"


def main(sizes: list[int]) -> None:
    """Measure each size, the smallest first."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{directory}/bench.sqlite3")
        os.environ.setdefault("SECRET_KEY", "x" * 50)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
        os.environ["COUNCIL_TODAY"] = "2026-09-16"
        os.environ["STATIC_ROOT"] = f"{directory}/static"
        import django

        django.setup()
        from django.core.management import call_command

        from councilperf import example

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        smallest, *larger = sorted(sizes)
        example.make(indicators=smallest, years=2)
        least = measure(smallest)
        for size in larger:
            multiply(smallest, size)
            page = measure(size)
            print(f"{'':>9}page: {page / least:.1f} times that of {smallest:,}; rows: {size / smallest:.1f} times")


def multiply(first: int, wanted: int) -> None:
    """Copy the first indicators and their figures until there are so many."""
    from django.db import connection

    from indicators.models import Indicator, Measurement

    own = columns(Indicator, without={"id", "ref", "sort_key", "latest_id"})
    figures = columns(Measurement, without={"id", "indicator_id"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), MAX(id) FROM indicators_indicator")
        held, last = cursor.fetchone()
        cursor.execute("SELECT MIN(id) FROM indicators_indicator")
        (least,) = cursor.fetchone()
        for copy in range(held // first, -(-wanted // first)):
            apart = (last + 1) * copy
            cursor.execute(
                f"INSERT INTO indicators_indicator (id, ref, sort_key, {own}) "  # noqa: S608 - our own columns
                f"SELECT id + %s, ref || '.' || %s, sort_key || '.' || %s, {own} FROM indicators_indicator "
                "WHERE id BETWEEN %s AND %s",
                [apart, str(copy), str(copy), least, least + first - 1],
            )
            cursor.execute(
                f"INSERT INTO indicators_measurement (indicator_id, {figures}) "  # noqa: S608 - our own columns
                f"SELECT indicator_id + %s, {figures} FROM indicators_measurement WHERE indicator_id BETWEEN %s AND %s",
                [apart, least, least + first - 1],
            )


def columns(model: type, *, without: set[str]) -> str:
    """The columns of a table that are copied as they are."""
    from django.db import connection

    names = [field.column for field in model._meta.concrete_fields if field.column not in without]
    return ", ".join(connection.ops.quote_name(name) for name in names)


def measure(size: int) -> float:
    """Print the ratio at a size; returns the seconds of a page."""
    from django.db import connection
    from django.test import Client

    from accounts.models import User

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in use is
    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(email__startswith="performance@"))
    address = f"/indicators/scorecard/?period={PERIOD}"
    asked = []

    def counted(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        browser.get(address)
    questions = [(sql, params) for sql, params in asked if "here" in sql]
    bare = least(bare_page(questions))
    page = least(lambda: browser.get(address)) - least(lambda: browser.get(f"{address}&q=nothing-has-these-words"))
    print(
        f"{size:>7,} indicators: {len(asked)} queries; page / bare {page / bare:.2f}   "
        f"(wanted: at most 2; bare {bare * 1000:.1f} ms, page {page * 1000:.1f} ms)"
    )
    return page


def bare_page(questions: list[tuple[str, tuple]]) -> Callable[[], str]:
    """What a page cannot do without: its questions asked of the database, and its cells joined."""
    from django.db import connection
    from django.utils.html import format_html_join

    from core.clock import today
    from indicators.reporting.scorecard import as_rows, find, listed, periods_held
    from indicators.tables import ScorecardTable

    period = find(periods_held(), PERIOD)
    records = list(as_rows(listed(period, today()))[:ROWS])
    table = ScorecardTable(records, period=period, on=today())
    pattern, cells = table.row_pattern(), list(table.drawn(records))

    def bare() -> str:
        with connection.cursor() as cursor:
            for sql, params in questions:
                cursor.execute(sql, params)
                cursor.fetchall()
        return format_html_join("\n", pattern, cells)

    return bare


def least(what: Callable[[], object]) -> float:
    """The least seconds of some rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return min(found)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 4000])
