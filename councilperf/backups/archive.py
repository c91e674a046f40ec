"""The file: its manifest, and its parts checked against it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core.formats import NBSP

MANIFEST = "manifest.json"
MEDIA = "media/"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
FORMAT = 1
"""Rises when an older program could not read what a newer one writes."""
CHUNK = 1 << 20
LARGEST_MANIFEST = 200_000_000
"""Bytes: a line of a hundred for each of two million files."""
ANOTHER = "Use another backup."


class BackupError(Exception):
    """Nothing was changed. Its words say what is in the way, and how to mend it."""


@dataclass(frozen=True)
class Part:
    """A file inside the backup: bytes, and SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Rows:
    """What a table holds: how many rows, and the SHA-256 of them all in the order of their keys."""

    count: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    version: str
    made_at: str
    database: str
    migrations: dict[str, list[str]]
    tables: dict[str, Rows] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    history: str = ""
    """The newest seal of the history: `manage.py check_history --backup FILE` holds the chain against it."""
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(table.count for table in self.tables.values())

    @property
    def files(self) -> int:
        """How many files beside the database."""
        return sum(name.startswith(MEDIA) for name in self.parts)

    @property
    def size(self) -> int:
        """Bytes that it unpacks to."""
        return sum(part.size for part in self.parts.values())

    def as_json(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()


def copy(source: IO[bytes], to: IO[bytes], *, most: int | None = None) -> Part:
    """Copy a part, and say what it was. Stops after ``most`` bytes and a chunk: more is not what was promised."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
        to.write(chunk)
        if most is not None and size > most:
            break
    return Part(size, digest.hexdigest())


def open_archive(file: Path) -> zipfile.ZipFile:
    """A backup, opened. Raises BackupError where it is none."""
    try:
        return zipfile.ZipFile(file)
    except FileNotFoundError as failed:
        raise BackupError(f"There is no file {file}.") from failed
    except zipfile.BadZipFile as failed:
        raise BackupError(
            f"{file} is no backup, or it was cut off while it was made or copied: its end is missing. {ANOTHER}"
        ) from failed
    except OSError as failed:
        raise BackupError(f"{file} cannot be read: {failed.strerror}.") from failed


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """What a backup says of itself, once it is known to hold what it says, no more and no less. Raises BackupError."""
    file = archive.filename
    if MANIFEST not in archive.namelist():
        raise BackupError(f"{file} has no {MANIFEST}: it is not a backup of this program. {ANOTHER}")
    try:
        stated = json.loads(archive.read(MANIFEST)) if archive.getinfo(MANIFEST).file_size <= LARGEST_MANIFEST else {}
        newer = stated["format"] > FORMAT
        manifest = None if newer else _manifest(stated)
    except Exception as failed:
        raise BackupError(f"{file} has a damaged {MANIFEST}. {ANOTHER}") from failed
    if manifest is None:
        raise BackupError(
            f"{file} was made by version {stated.get('version')}, in a form that this program does not know yet. "
            "Install that version or a later one, then restore."
        )
    fault = _fault(manifest, [name for name in archive.namelist() if name != MANIFEST])
    if fault:
        raise BackupError(f"{file} {fault}. {ANOTHER}")
    return manifest


def _manifest(stated: dict[str, Any]) -> Manifest:
    """What JSON says, as it was before it was written. Raises whatever it does where that is not so."""
    tables = {name: Rows(**rows) for name, rows in stated["tables"].items()}
    parts = {name: Part(int(part["size"]), str(part["sha256"])) for name, part in stated["parts"].items()}
    manifest = Manifest(**stated | {"tables": tables, "parts": parts})
    for app, names in manifest.migrations.items():
        _ = f"{app}{''.join(names)}"
    _ = DATABASES[manifest.database]
    return manifest


def _fault(manifest: Manifest, held: list[str]) -> str:
    """In what the parts of a backup are not those that its manifest names; empty where they are."""
    database = DATABASES[manifest.database]
    for name in sorted({database, *manifest.parts} - (set(held) & set(manifest.parts))):
        return f"lacks {name}"
    for name in sorted(set(held) - set(manifest.parts)):
        return f"holds {name}, which its manifest does not name: somebody has changed it"
    if len(held) != len(set(held)):
        return "holds a part twice: somebody has changed it"
    for name in manifest.parts:
        if name != database and not _is_safe(name):
            return f"names a file outside the folder of files: {name}"
    return ""


def unpack(archive: zipfile.ZipFile, manifest: Manifest, name: str, to: Path) -> None:
    """Write a part to its place, and hold it against the manifest. Raises BackupError where it differs."""
    stated = manifest.parts[name]
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(name) as source, to.open("wb") as target:
            found = copy(source, target, most=stated.size)
    except OSError as failed:
        raise BackupError(f"{name} cannot be written to {to.parent}: {failed.strerror}.") from failed
    except Exception as failed:  # whatever a ZIP that was tampered with leads to
        raise BackupError(f"{archive.filename} is damaged in {name}. {ANOTHER}") from failed
    if found != stated:
        raise BackupError(
            f"{archive.filename} is damaged: {name} is not what its manifest says (SHA-256 {stated.sha256[:12]}…). {ANOTHER}"
        )


def megabytes(size: int) -> str:
    """108 MB."""
    return f"{size / 1_000_000:,.1f}{NBSP}MB"


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    inside = name.startswith(MEDIA) and len(path.parts) > 1 and str(path) == name
    return inside and ".." not in path.parts and "\\" not in name and not path.parts[1].startswith(".")
