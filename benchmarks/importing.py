"""Importing measurements against reading their file and inserting the same rows bare.

    .venv/bin/python -m benchmarks.importing [INDICATORS] [QUARTERS]

1,000 indicators and 44 quarters unless told: 44,000 measurements; a file takes 200,000. Prints ratios measured
in one run, on the database that DATABASE_URL names; without one, on a SQLite file that is thrown
away. "Bare" is bulk_create() alone; "with history" leaves a line of history for each row as well,
as whatever changes data must. An import besides checks, compares and judges.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3


def main(indicators: int, quarters: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{directory}/bench.sqlite3")
        os.environ.setdefault("SECRET_KEY", "x" * 50)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(Path(directory), indicators, quarters)


def measure(directory: Path, indicators: int, quarters: int) -> None:
    """The least of some rounds of each."""
    from django.db import transaction

    from core.periods import Period, PeriodKind
    from core.records import create_many
    from core.sheets import read_file
    from indicators.choices import UploadKind
    from indicators.imports import MeasurementImporter, import_file
    from indicators.models import Measurement
    from organisation.models import Council
    from organisation.services import reporting_period

    Council.objects.create(pk=1, name="Bench", short_name="Bench", kind="district")
    definitions, figures = directory / "indicators.csv", directory / "measurements.csv"
    write(definitions, figures, indicators, quarters)
    import_file(UploadKind.INDICATORS, definitions)
    for n in range(quarters):
        reporting_period(Period(PeriodKind.QUARTER, 2015 + n // 4, n % 4 + 1))
    read, bare, with_history, imported, again = [], [], [], [], []
    rows = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        read_file(figures, needed=MeasurementImporter.needed, known=MeasurementImporter.columns)
        read.append(time.perf_counter() - began)
        with transaction.atomic():
            began = time.perf_counter()
            import_file(UploadKind.MEASUREMENTS, figures)
            imported.append(time.perf_counter() - began)
            rows = list(Measurement.objects.all())
            began = time.perf_counter()
            import_file(UploadKind.MEASUREMENTS, figures)
            again.append(time.perf_counter() - began)
            transaction.set_rollback(True)
        for found, insert in ((bare, Measurement.objects.bulk_create), (with_history, create_many)):
            for row in rows:
                row.pk, row._state.adding = None, True
            with transaction.atomic():
                began = time.perf_counter()
                insert(rows)
                found.append(time.perf_counter() - began)
                transaction.set_rollback(True)
    seconds = min(imported)
    print(
        f"{len(rows):,} measurements: reading {min(read):.1f} s, bare insert {min(bare):.1f} s, "
        f"with history {min(with_history):.1f} s, import {seconds:.1f} s, {seconds / len(rows) * 1e6:.0f} µs a row"
    )
    print(f"import / (reading + bare insert)           {seconds / (min(read) + min(bare)):.2f}   (wanted: at most 3)")
    print(f"import / (reading + insert with history)   {seconds / (min(read) + min(with_history)):.2f}")
    print(f"import of the same again / import          {min(again) / seconds:.2f}")


def write(definitions: Path, figures: Path, indicators: int, quarters: int) -> None:
    """A table of indicators and one of their figures by quarter."""
    from core.periods import Period, PeriodKind

    chance = random.Random(2026)
    with definitions.open("w") as file:
        file.write("set,ref,title,unit,decimal_places,polarity,frequency,aggregation\n")
        for n in range(indicators):
            file.write(f"LPI,X{n},Indicator {n},%,1,{chance.choice(('higher', 'lower'))},quarterly,snapshot\n")
    with figures.open("w") as file:
        file.write("set,ref,period,value,target\n")
        for n in range(indicators):
            for m in range(quarters):
                period = Period(PeriodKind.QUARTER, 2015 + m // 4, m % 4 + 1)
                value, target = chance.uniform(40, 99), chance.uniform(40, 99)
                file.write(f"LPI,X{n},{period},{value:.1f},{target:.1f}\n")


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 44]
    main(*sizes)
