"""Making a backup while the program runs."""

from __future__ import annotations

import os
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.clock import now
from councilperf.backups.archive import DATABASES, MANIFEST, MEDIA, BackupError, Manifest, Part, copy
from councilperf.backups.databases import database
from history.services.sealing import newest_seal


def back_up(file: Path) -> Manifest:
    """Write everything that a council has into one file, which only its owner reads, and which is whole or not there.

    The database first, then the files: whatever a row names was there before its row. Raises BackupError.
    """
    if file.exists():
        raise BackupError(f"{file} is there already. Choose another name, or move it away.")
    if not file.absolute().parent.is_dir():
        raise BackupError(f"There is no folder {file.absolute().parent}. Make it, or choose another.")
    under_way = file.with_name(f"{file.name}.partial")
    try:
        with tempfile.TemporaryDirectory(prefix="council-backup-", dir=file.absolute().parent) as folder:
            manifest = _write(under_way, Path(folder))
        under_way.replace(file)
    except OSError as failed:
        raise BackupError(f"The backup cannot be written to {file.absolute().parent}: {failed.strerror}.") from failed
    finally:
        under_way.unlink(missing_ok=True)
    return manifest


def _write(to: Path, folder: Path) -> Manifest:
    of = database()
    name = DATABASES[of.kind]
    dumped = folder / name
    sealed = newest_seal()
    tables = of.dump(dumped)
    made_at = now().isoformat(timespec="seconds")
    manifest = Manifest(version(), made_at, of.kind, migrations(), tables, history=sealed)
    with os.fdopen(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
        with zipfile.ZipFile(written, "w") as archive:
            manifest.parts[name] = _add(archive, name, dumped)
            for path, inside in stored_files():
                try:
                    manifest.parts[f"{MEDIA}{inside}"] = _add(archive, f"{MEDIA}{inside}", path)
                except FileNotFoundError:  # a draft that was swept away meanwhile
                    continue
            archive.writestr(MANIFEST, manifest.as_json(), zipfile.ZIP_DEFLATED)
        written.flush()
        os.fsync(written.fileno())
    return manifest


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Part:
    """A part. PDFs and dumps are packed already; a SQLite file is not."""
    with path.open("rb") as source:
        info = zipfile.ZipInfo(name, now().timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".sqlite3") else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with archive.open(info, "w", force_zip64=True) as target:
            return copy(source, target)


def stored_files() -> Iterator[tuple[Path, str]]:
    """The files under MEDIA_ROOT and their names there, without those that are hidden or still being written."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in inside.parts):
            yield path, inside.as_posix()


def migrations() -> dict[str, list[str]]:
    """The migrations that the database has, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def version() -> str:
    """The version of the program."""
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
