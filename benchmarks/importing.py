"""Importing tables of indicators and figures, beside reading the file and the database's fastest bulk write."""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from benchmarks.frame import BOTH, Row, begin, duration, growth, pair, seconds

TITLE = "Imports"
ABOUT = """A table of quarterly figures with targets, as XLSX, comes in. Beside it stands what cannot be done without:
the same file read by calamine, a reader written in Rust that gives bare cells, and the same rows written the fastest way
that the database has (executemany on SQLite; COPY into a table beside and INSERT … ON CONFLICT on PostgreSQL), with every
column that the import fills. The import besides looks every row over, compares it with what is stored, works the
verdicts out and leaves a line of history for each row."""
DATABASES = BOTH
QUARTERS = 44


def rows(quick: bool) -> Iterator[Row]:
    """The import of figures at two sizes, the same file again, and the import of indicators."""
    begin()
    from django.db import connection

    from core.periods import Period, PeriodKind
    from indicators.choices import UploadKind
    from indicators.imports import import_file
    from organisation.models import Council
    from organisation.services import reporting_period

    Council.objects.create(pk=1, name="Bench", short_name="Bench", kind="district")
    for n in range(QUARTERS):
        reporting_period(Period(PeriodKind.QUARTER, 2015 + n // 4, n % 4 + 1))
    largest = 100 if quick else 1000
    rounds = 1 if quick else 3
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        catalogue, smaller_catalogue = place / "indicators.xlsx", place / "some.xlsx"
        write_indicators(catalogue, largest)
        write_indicators(smaller_catalogue, largest // 4)
        undone(lambda: import_file(UploadKind.INDICATORS, smaller_catalogue))  # what is imported late is there by now
        few = median(undone(lambda: import_file(UploadKind.INDICATORS, smaller_catalogue)) for _ in range(rounds))
        many = median(undone(lambda: import_file(UploadKind.INDICATORS, catalogue)) for _ in range(rounds))
        exponent = growth(few, many, times_as_many=4)
        yield Row(
            f"growth of the import of indicators, {largest // 4:,} to {largest:,} rows: the exponent",
            exponent, 1.05, f"{duration(few)}, {duration(many)}.",
        )  # fmt: skip
        import_file(UploadKind.INDICATORS, catalogue)
        small, large = place / "small.xlsx", place / "large.xlsx"
        write_figures(small, largest // 4)
        write_figures(large, largest)
        number = largest * QUARTERS
        asked = Counted()
        with connection.execute_wrapper(asked):
            undone(lambda: import_file(UploadKind.MEASUREMENTS, small))
        statements = asked.number
        quarter = median(undone(lambda: import_file(UploadKind.MEASUREMENTS, small)) for _ in range(rounds))
        bare, kept = fastest(large, number)
        found = pair(
            lambda: undone(lambda: import_file(UploadKind.MEASUREMENTS, large)), lambda: undone(bare), rounds=rounds
        )
        asked = Counted()
        with connection.execute_wrapper(asked):
            undone(lambda: import_file(UploadKind.MEASUREMENTS, large))
        whole = found.ours
        yield Row(
            f"import of {number:,} figures / calamine and the fastest write",
            found.ratio,
            1.5,
            f"{found.told}. It does in Python what calamine and the bulk write do not: each cell becomes a figure in its "
            "unit, each row is compared with what is stored, each figure judged six ways with a sentence for each, and "
            "each row leaves its first line of history. Reading is told of below.",
        )
        reading = pair(own_reading(large), bare_reading(large), rounds=rounds)
        yield Row(
            f"reading the file: the program's own reader / calamine, {number:,} rows",
            reading.ratio,
            None,
            f"{reading.told}. Ours notes formulas, hidden rows, merged cells "
            "and dates, and refuses a file that swells; calamine gives the cells.",
        )
        yield Row(
            f"growth of the import of figures, {number // 4:,} to {number:,} rows: the exponent",
            growth(quarter, whole, times_as_many=4),
            1.05,
            f"{duration(quarter)}, {duration(whole)}.",
        )
        extra = (asked.number - statements) / (number * 3 / 4)
        yield Row(
            "statements for each further row of an import",
            extra,
            0.01,
            f"{statements:,} for {number // 4:,} rows, {asked.number:,} for {number:,}: those that write 500 rows each.",
        )
        import_file(UploadKind.MEASUREMENTS, large)
        again = pair(lambda: undone(lambda: import_file(UploadKind.MEASUREMENTS, large)), kept, rounds=rounds)
        yield Row(
            f"import of the same {number:,} figures again / a quarter of what the import may take",
            again.ours / (0.25 * 1.5 * found.peer),
            1,
            f"{duration(again.ours)}; it is {again.ours / found.ours:.2f} of the first import. The file is read and "
            "every cell compared; nothing is written.",
        )


class Counted:
    """Counts the statements that are executed."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute, sql, params, many, context):
        """Count one."""
        self.number += 1
        return execute(sql, params, many, context)


def undone(work: Callable[[], object]) -> float:
    """Seconds of processor of a work whose writes are taken back."""
    from django.db import transaction

    with transaction.atomic():
        took = seconds(work)
        transaction.set_rollback(True)
    return took


def own_reading(file: Path) -> Callable[[], object]:
    """The file as the import reads it."""
    from core.sheets import read_file
    from indicators.imports.measurements import MeasurementImporter

    return lambda: read_file(file, needed=MeasurementImporter.needed, known=MeasurementImporter.columns)


def bare_reading(file: Path) -> Callable[[], object]:
    """The file as calamine reads it."""
    from python_calamine import CalamineWorkbook

    return lambda: CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()


def fastest(file: Path, number: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """What reads a file with calamine and writes as many rows as fast as the database can; and what only reads it.

    The rows are those that the import makes, so that every column is filled as the import fills it.
    """
    from django.db import connection, transaction

    from indicators.choices import UploadKind
    from indicators.imports import import_file
    from indicators.models import Measurement

    columns = [field.column for field in Measurement._meta.concrete_fields]
    quoted = ", ".join(f'"{name}"' for name in columns)
    with transaction.atomic():
        import_file(UploadKind.MEASUREMENTS, file)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {quoted} FROM indicators_measurement")  # noqa: S608 - our own columns
            made = cursor.fetchall()
        transaction.set_rollback(True)
    if len(made) != number:
        raise ValueError(f"The import stored {len(made):,} rows of {number:,}.")
    reading = bare_reading(file)
    if connection.vendor == "sqlite":
        marks = ", ".join("?" * len(columns))

        def write() -> None:
            connection.ensure_connection()
            connection.connection.executemany(f"INSERT INTO indicators_measurement ({quoted}) VALUES ({marks})", made)  # noqa: S608 - our own columns

    else:
        text = io.StringIO()
        for row in made:
            text.write("\t".join(_copied(value) for value in row) + "\n")

        def write() -> None:
            text.seek(0)
            with connection.cursor() as cursor:
                cursor.execute("CREATE TEMPORARY TABLE beside (LIKE indicators_measurement) ON COMMIT DROP")
                cursor.cursor.copy_expert(f"COPY beside ({quoted}) FROM STDIN", text)
                cursor.execute(
                    f"INSERT INTO indicators_measurement ({quoted}) SELECT {quoted} FROM beside "  # noqa: S608 - our own columns
                    "ON CONFLICT (indicator_id, period_id) DO UPDATE SET actual = EXCLUDED.actual"
                )

    def both() -> None:
        reading()
        write()

    return both, reading


def _copied(value: object) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def write_indicators(file: Path, indicators: int) -> None:
    """A table of indicators."""
    chance = random.Random(2026)
    made = [("set", "ref", "title", "unit", "decimal_places", "polarity", "frequency", "aggregation")]
    made += [
        ("LPI", f"X{n}", f"Indicator {n}", "%", 1, chance.choice(("higher", "lower")), "quarterly", "snapshot")
        for n in range(indicators)
    ]
    save(file, made)


def write_figures(file: Path, indicators: int) -> None:
    """A table of their figures by quarter."""
    from core.periods import Period, PeriodKind

    chance = random.Random(2026)
    made = [("set", "ref", "period", "value", "target")]
    for n in range(indicators):
        for m in range(QUARTERS):
            period = str(Period(PeriodKind.QUARTER, 2015 + m // 4, m % 4 + 1))
            made.append(("LPI", f"X{n}", period, round(chance.uniform(40, 99), 1), round(chance.uniform(40, 99), 1)))
    save(file, made)


def save(file: Path, made: list[tuple]) -> None:
    """Rows as an XLSX workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in made:
        sheet.append(row)
    book.save(file)
