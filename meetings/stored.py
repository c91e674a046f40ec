"""Files of packs and attachments: stored whole or not at all, checked against their digest, swept where nobody names them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from meetings.models import ItemAttachment, ItemFiles, Pack

PLACES = ("packs", "attachments", "item-files")
UNCLAIMED_FOR = timedelta(hours=1)
"""A file that no row names may still be about to get one for so long."""


class DamagedError(Exception):
    """A stored file is not what it was; the message says which and what to do."""


class WholeFile(File):
    """A finished file under a name of its own, which the storage gives its place by renaming."""

    def temporary_file_path(self) -> str:
        """Where it is; a storage on the same disk moves it instead of copying."""
        return self.file.name


def keep_file(row: Model, field: str, name: str, content: bytes) -> FieldFile:
    """Store a file for a field of a row, which the caller saves. A process that is killed leaves no half file there.

    Where there is no room nothing is left of it.
    """
    directory = Path(settings.MEDIA_ROOT) / "unfinished"
    directory.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=directory)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        with Path(part).open("rb") as whole:
            stored: FieldFile = getattr(row, field)
            stored.save(name, WholeFile(whole), save=False)
    finally:
        Path(part).unlink(missing_ok=True)
    return stored


def remove_file(file: FieldFile) -> None:
    """Take a file away that no row names."""
    if file:
        file.storage.delete(file.name)


def intact(file: FieldFile, sha256: str, what: str) -> bytes:
    """The bytes of a stored file, which are those that were stored. Raises DamagedError."""
    try:
        with file.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError as gone:
        raise DamagedError(
            f"The file of {what} is missing from the server, so it cannot be given out. "
            "Whoever runs the program can put it back from a backup."
        ) from gone
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedError(
            f"The stored file of {what} is not the file that was issued (its SHA-256 differs), so it is not given out. "
            "Whoever runs the program can put it back from a backup."
        )
    return content


def unclaimed() -> list[str]:
    """The stored files that no row names, but for those just made."""
    named = {name for names in Pack.objects.values_list("file", "html") for name in names}
    named |= {*ItemAttachment.objects.values_list("file", flat=True)}
    named |= {*ItemFiles.objects.values_list("file", flat=True)}
    found = [name for place in (*PLACES, "unfinished") for name in _files(place) if name not in named]
    before = timezone.now() - UNCLAIMED_FOR
    return [name for name in found if default_storage.get_modified_time(name) < before]


def sweep() -> list[str]:
    """Take away stored files that no row names; returns their names."""
    found = unclaimed()
    for name in found:
        default_storage.delete(name)
    return found


def _files(place: str) -> list[str]:
    try:
        directories, files = default_storage.listdir(place)
    except FileNotFoundError:
        return []
    here = [f"{place}/{name}" for name in files]
    return here + [name for directory in directories for name in _files(f"{place}/{directory}")]
