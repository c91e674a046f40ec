"""Importing 44,000 measurements against reading their file and inserting the same rows bare.

    .venv/bin/python -m benchmarks.importing [INDICATORS] [YEARS]

Prints ratios measured in one run, on the database that DATABASE_URL names; without
one, on a SQLite file that is thrown away. What a ratio counts is said beside it.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3


def main(indicators: int, years: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{directory}/bench.sqlite3")
        os.environ.setdefault("SECRET_KEY", "x" * 50)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(Path(directory), indicators, years)


def measure(directory: Path, indicators: int, years: int) -> None:
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
    write(definitions, figures, indicators, years)
    import_file(UploadKind.INDICATORS, definitions)
    for year in range(2015, 2015 + years):
        for quarter in range(1, 5):
            reporting_period(Period(PeriodKind.QUARTER, year, quarter))
    read, bare, imported, again = [], [], [], []
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
        with transaction.atomic():
            for row in rows:
                row.pk = None
                row._state.adding = True
            began = time.perf_counter()
            create_many(rows)
            bare.append(time.perf_counter() - began)
            transaction.set_rollback(True)
    base = min(read) + min(bare)
    print(f"{len(rows):,} measurements: reading {min(read):.1f} s, inserting bare with history {min(bare):.1f} s")
    print(f"import / (reading + bare insert)      {min(imported) / base:.2f}   (wanted: at most 3)")
    print(f"import of the same again / import     {min(again) / min(imported):.2f}")


def write(definitions: Path, figures: Path, indicators: int, years: int) -> None:
    """A table of indicators and one of their figures by quarter."""
    chance = random.Random(2026)
    with definitions.open("w") as file:
        file.write("set,ref,title,unit,decimal_places,polarity,frequency,aggregation\n")
        for n in range(indicators):
            file.write(f"LPI,X{n},Indicator {n},%,1,{chance.choice(('higher', 'lower'))},quarterly,snapshot\n")
    with figures.open("w") as file:
        file.write("set,ref,period,value,target\n")
        for n in range(indicators):
            for year in range(2015, 2015 + years):
                for quarter in range(1, 5):
                    value, target = chance.uniform(40, 99), chance.uniform(40, 99)
                    file.write(f"LPI,X{n},{year}/{(year + 1) % 100:02} Q{quarter},{value:.1f},{target:.1f}\n")


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 11]
    main(*sizes)
