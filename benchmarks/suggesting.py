"""What is suggested for a quarter, against bare SQL for the figures that it rests on, at growing sizes.

    .venv/bin/python -m benchmarks.suggesting [INDICATORS ...]

Prints seconds, and ratios measured in one run, on the database that DATABASE_URL names; without one,
on a SQLite file that is thrown away. Each indicator has forty quarters with targets, thresholds and
averages of two years, and a stretch target. "Bare" is what cannot be done without: the figures of
all quarters, read by a bare cursor.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal

ROUNDS = 5
QUARTERS = 40
PERIOD = "2025/26 Q1"


def main(sizes: list[int]) -> None:
    """Measure each size, the smallest first."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{directory}/bench.sqlite3")
        os.environ.setdefault("SECRET_KEY", "x" * 50)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
        os.environ["COUNCIL_TODAY"] = "2025-09-16"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        made, before = 0, 0.0
        for size in sorted(sizes):
            add(made, size)
            taken = measure(size)
            if before:
                print(f"{'':>9}{taken / before:.1f} times that of {made:,}; indicators: {size / made:.1f} times")
            made, before = size, taken


def add(first: int, wanted: int) -> None:
    """Make indicators with their figures until there are so many."""
    from core.periods import Period
    from core.records import create_many
    from indicators.models import Benchmark, Indicator, IndicatorSet, Measurement, StretchTarget
    from indicators.services import judge
    from organisation.models import Council
    from organisation.services import reporting_period

    chance = random.Random(wanted)
    Council.objects.get_or_create(pk=1, defaults={"name": "Bench", "short_name": "Bench", "kind": "district"})
    own, _ = IndicatorSet.objects.get_or_create(code="LPI", title="Local")
    newest, quarters = Period.parse(PERIOD), []
    for _ in range(QUARTERS):
        quarters.append(reporting_period(newest))
        newest = newest.previous
    years = [reporting_period(Period.parse(year)) for year in ("2023/24", "2022/23")]
    create_many(
        [
            Indicator(
                set=own, ref=f"L{n}", sort_key=f"L{n:06}", title="Made up", unit="days", decimal_places=1,
                polarity="lower", frequency="quarterly", aggregation="snapshot",
            )
            for n in range(first, wanted)
        ]
    )  # fmt: skip
    new = list(Indicator.objects.filter(measurements__isnull=True))

    def some() -> Decimal:
        return Decimal(chance.randrange(150, 350)) / 10

    create_many([Measurement(indicator=i, period=q, actual=some(), target=24) for i in new for q in quarters])
    create_many(
        [
            Benchmark(indicator=i, period=y, group="all England", top=20, median=25, bottom=30, average=25)
            for i in new
            for y in years
        ]
    )
    year = reporting_period(Period.parse("2025/26"))
    create_many([StretchTarget(indicator=i, period=year, without=25, with_agreement=20) for i in new])
    judge([indicator.pk for indicator in new])


def measure(size: int) -> float:
    """Print what a size takes; returns the seconds."""
    from django.db import connection

    from clinics.reporting.suggestions import choose_period, periods_with_figures, suggestions
    from core.clock import today
    from organisation.models import Council

    period, council = choose_period(periods_with_figures(), PERIOD, today()), Council.objects.first()
    asked = []

    def counted(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        found = suggestions(period, council=council)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indicator_id, period_id, actual FROM indicators_measurement")
            cursor.fetchall()

    taken, least_bare = least(lambda: suggestions(period, council=council)), least(bare)
    print(
        f"{size:>7,} indicators: {len(asked)} queries; {taken:.2f} s for {len(found.open):,} suggestions "
        f"(wanted for 1,000: under 2 s); {taken / least_bare:.0f} times bare SQL ({least_bare * 1000:.0f} ms)"
    )
    return taken


def least(what: Callable[[], object]) -> float:
    """The least seconds of some rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return min(found)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [250, 1000])
