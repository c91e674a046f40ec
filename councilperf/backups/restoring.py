"""The way back from a backup: everything in it or nothing of it, compared with what was put in."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from councilperf.backups.archive import (
    DATABASES,
    MEDIA,
    NAMES,
    BackupError,
    Manifest,
    copy,
    megabytes,
    open_archive,
    read_manifest,
    unpack,
)
from councilperf.backups.databases import Database, compare, database
from councilperf.backups.making import stored_files

STAGED, MOVING, ASIDE = ".restoring", ".before-restore-moving", ".before-restore"
"""Folders in MEDIA_ROOT, so that they are on its disk: what is coming, what was there while it is moved, and all of it."""


def restore(file: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in the place of what is there; all or nothing.

    Everything in it is checked before anything is changed. What is there is put aside, and put back where the backup
    cannot be taken in or differs afterwards from what it says of itself. A restore that was cut off is undone first.
    Raises BackupError.
    """
    into = database()
    with open_archive(file) as archive:
        manifest = read_manifest(archive)
        _refuse(manifest, into, file)
        into.refuse_others()
        undo_cut_off(into)
        if not replace:
            _refuse_other_data(into)
        media = Files()
        try:
            with tempfile.TemporaryDirectory(prefix="council-restore-", dir=into.folder) as folder:
                part = Path(folder) / DATABASES[manifest.database]
                _refuse_without_room(manifest, Path(folder), media.root)
                unpack(archive, manifest, part.name, part)
                media.stage(archive, manifest)
                into.load(part, manifest.tables)
                try:
                    media.swap()
                    compare(into.rows(), manifest.tables)
                    media.compare(manifest)
                except BaseException:
                    media.swap_back()
                    into.put_back()
                    raise
            into.let_go()
            media.let_go()
        except OSError as failed:
            raise BackupError(f"The backup cannot be unpacked: {failed.strerror} ({failed.filename}).") from failed
        finally:
            media.tidy()
            connection.close()
    return manifest


def undo_cut_off(into: Database) -> None:
    """Put back what a restore that was cut off had put aside. The database last: it is what says that there is something."""
    media = Files()
    if into.was_cut_off:
        media.swap_back()
        into.put_back()
    media.let_go()
    media.tidy()


class Files:
    """The files of MEDIA_ROOT, by what stands at its top."""

    def __init__(self) -> None:
        self.root = Path(settings.MEDIA_ROOT)
        self.staged, self.moving, self.aside = (self.root / name for name in (STAGED, MOVING, ASIDE))

    def stage(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        """Unpack all files beside those that are there."""
        self.staged.mkdir(parents=True)
        for name in manifest.parts:
            if name.startswith(MEDIA):
                unpack(archive, manifest, name, self.staged / name.removeprefix(MEDIA))

    def swap(self) -> None:
        """Put aside what is there, and what was staged in its place. It may be cut off anywhere and be undone."""
        self.moving.mkdir()
        _move(self.root, self.moving)
        self.moving.rename(self.aside)
        _move(self.staged, self.root)

    def swap_back(self) -> None:
        """What was put aside stands in its place again."""
        if self.aside.exists():
            for entry in _entries(self.root):
                _delete(entry)
            self.aside.rename(self.moving)
        if self.moving.exists():
            _move(self.moving, self.root)
            self.moving.rmdir()

    def let_go(self) -> None:
        """What was put aside is not wanted any more."""
        shutil.rmtree(self.aside, ignore_errors=True)

    def compare(self, manifest: Manifest) -> None:
        """Raises BackupError where the files are not those of the backup."""
        found = {}
        for path, inside in stored_files():
            with path.open("rb") as source, Path("/dev/null").open("wb") as nowhere:
                found[f"{MEDIA}{inside}"] = copy(source, nowhere)
        stated = {name: part for name, part in manifest.parts.items() if name.startswith(MEDIA)}
        if found != stated:
            raise BackupError("The files that came out of the backup are not those that went in. Use another backup.")

    def tidy(self) -> None:
        """Nothing is left of what was on the way in."""
        shutil.rmtree(self.staged, ignore_errors=True)


def _entries(folder: Path) -> list[Path]:
    return [entry for entry in sorted(folder.iterdir()) if entry.name not in {STAGED, MOVING, ASIDE}]


def _move(folder: Path, to: Path) -> None:
    for entry in _entries(folder):
        entry.rename(to / entry.name)


def _delete(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def _refuse(manifest: Manifest, into: Database, file: Path) -> None:
    if manifest.database != into.kind:
        raise BackupError(
            f"{file} is of {NAMES[manifest.database]}, and DATABASE_URL names {NAMES[into.kind]}. "
            f"Set DATABASE_URL to an empty database of {NAMES[manifest.database]}."
        )
    known = MigrationLoader(None).disk_migrations
    for app, names in manifest.migrations.items():
        for name in names:
            if (app, name) not in known:
                raise BackupError(
                    f"{file} was made by version {manifest.version}, whose database has {app} {name}, which this program "
                    "does not know. Install that version or a later one, then restore."
                )


def _refuse_other_data(into: Database) -> None:
    found = into.filled() or next((inside for _, inside in stored_files()), "")
    if found:
        raise BackupError(
            f"There are data already: {found}. Restore into an empty database and an empty MEDIA_ROOT, or add --replace "
            "to put the backup in the place of everything that is there."
        )


def _refuse_without_room(manifest: Manifest, *folders: Path) -> None:
    for folder in folders:
        there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        free = shutil.disk_usage(there).free
        if free < manifest.size:
            raise BackupError(
                f"The backup unpacks to {megabytes(manifest.size)}, and {there} has {megabytes(free)} free. Make room, then restore."
            )
