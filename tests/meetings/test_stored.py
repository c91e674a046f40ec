"""Files are stored whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from meetings.models import ItemAttachment
from meetings.stored import keep_file


def test_a_disk_without_room_keeps_nothing_of_a_file(tmp_path, settings, monkeypatch):
    def no_room(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="No space left"):
        keep_file(ItemAttachment(), "file", "letter.pdf", b"%PDF")
    assert [path for path in Path(tmp_path).rglob("*") if path.is_file()] == []
