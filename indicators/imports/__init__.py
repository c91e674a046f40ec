"""Indicators, measurements, benchmarks and figures of other councils from a council's own tables: CSV, XLSX or ODS.

The columns are the interchange format (docs/interchange.md). Each import is
all or nothing, may be repeated, and says what is new, changed and unchanged.
A cell that is empty leaves what is stored; a dash removes it.
"""

from __future__ import annotations

from pathlib import Path

from accounts.models import User
from core.sheets import Sheet, read, read_file
from indicators.choices import UploadKind
from indicators.imports.benchmarks import BenchmarkImporter
from indicators.imports.definitions import IndicatorImporter
from indicators.imports.findings import Findings
from indicators.imports.measurements import MeasurementImporter
from indicators.imports.peers import PeerImporter
from indicators.imports.taking import Importer, run

IMPORTERS: dict[UploadKind, type[Importer]] = {
    UploadKind.INDICATORS: IndicatorImporter,
    UploadKind.MEASUREMENTS: MeasurementImporter,
    UploadKind.BENCHMARKS: BenchmarkImporter,
    UploadKind.PEERS: PeerImporter,
}


def import_file(kind: UploadKind, path: Path, *, dry_run: bool = False, confirmed: bool = True) -> Findings:
    """Take a file in, or only look it over.

    Without ``confirmed``, a file with questions is not taken in. Raises SheetError
    where the file as a whole cannot be read.
    """
    importer = IMPORTERS[kind]
    sheet = read_file(path, needed=importer.needed, known=importer.columns)
    return run(importer(), sheet, dry_run=dry_run, confirmed=confirmed)


def import_content(
    kind: UploadKind, content: bytes, name: str, *, by: User, dry_run: bool, confirmed: bool
) -> Findings:
    """Take in what somebody uploaded, or only look it over; rows that the person may not change are in doubt."""
    return run(IMPORTERS[kind](by), read_table(kind, content, name), dry_run=dry_run, confirmed=confirmed)


def read_table(kind: UploadKind, content: bytes, name: str) -> Sheet:
    """The rows of a table that somebody uploaded. Raises SheetError where it cannot be read."""
    importer = IMPORTERS[kind]
    return read(content, name, needed=importer.needed, known=importer.columns)


def import_indicators(path: Path, *, dry_run: bool = False) -> Findings:
    """Take in indicators: one row each, known by set and reference. Sets that are new are made."""
    return import_file(UploadKind.INDICATORS, path, dry_run=dry_run)


def import_measurements(path: Path, *, dry_run: bool = False) -> Findings:
    """Take in measurements: one row for an indicator and a period. Their verdicts are worked out with them."""
    return import_file(UploadKind.MEASUREMENTS, path, dry_run=dry_run)


def import_benchmarks(path: Path, *, dry_run: bool = False) -> Findings:
    """Take in published quartile thresholds: one row for an indicator, a year and a group."""
    return import_file(UploadKind.BENCHMARKS, path, dry_run=dry_run)


def import_peers(path: Path, *, dry_run: bool = False) -> Findings:
    """Take in figures of other councils: one row for an indicator, a year, a group and a council."""
    return import_file(UploadKind.PEERS, path, dry_run=dry_run)
