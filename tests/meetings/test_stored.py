"""Files are stored whole or not at all, given out as they were stored, and swept where nobody names them."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from model_bakery import baker

from meetings.models import ItemAttachment, ItemFiles, Pack
from meetings.stored import DamagedError, intact, keep_file, remove_file, sweep, unclaimed

HOUR = 3600


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> Path:
    """Where files are stored: a folder that nobody has made yet."""
    settings.MEDIA_ROOT = tmp_path / "council" / "media"
    return settings.MEDIA_ROOT


def stored(media: Path) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def test_a_disk_without_room_keeps_nothing_of_a_file(media, monkeypatch):
    def no_room(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="No space left"):
        keep_file(ItemAttachment(), "file", "letter.pdf", b"%PDF")
    assert stored(media) == set()


def test_a_file_is_stored_whole_under_the_name_that_its_row_gets_and_nothing_else_is_left(media):
    row = ItemAttachment()
    for _ in range(2):
        file = keep_file(row, "file", "letter.pdf", b"%PDF letter")
    assert row.file == file
    assert (media / file.name).read_bytes() == b"%PDF letter"
    assert len(stored(media)) == 2
    assert all(name.startswith("attachments/") for name in stored(media))


def test_a_file_is_on_the_disk_before_it_gets_its_name(media, monkeypatch):
    seen = []
    flush_to_disk = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append((os.fstat(handle).st_size, stored(media))) or flush_to_disk(handle))  # fmt: skip
    keep_file(ItemAttachment(), "file", "letter.pdf", b"%PDF letter")
    [(size, there)] = seen
    assert size == len(b"%PDF letter")
    assert [name.partition("/")[0] for name in there] == ["unfinished"]


def test_a_file_is_given_out_as_it_was_stored_or_not_at_all(media):
    content = b"%PDF letter"
    name = keep_file(ItemAttachment(), "file", "letter.pdf", content).name
    file = ItemAttachment(file=name).file
    digest = hashlib.sha256(content).hexdigest()
    assert intact(file, digest, "the letter") == content
    (media / name).write_bytes(b"%PDF another")
    with pytest.raises(DamagedError) as altered:
        intact(file, digest, "the letter")
    assert str(altered.value) == (
        "The stored file of the letter is not the file that was issued (its SHA-256 differs), so it is not given out. "
        "Whoever runs the program can put it back from a backup."
    )
    assert intact(file, "", "the letter") == b"%PDF another", "of what was stored before digests were kept"
    remove_file(file)
    with pytest.raises(DamagedError) as gone:
        intact(ItemAttachment(file=name).file, digest, "the letter")
    assert str(gone.value) == (
        "The file of the letter is missing from the server, so it cannot be given out. Whoever runs the program can put "
        "it back from a backup."
    )


def save(name: str, *, hours: float) -> str:
    """A stored file that is some hours old."""
    made = default_storage.save(name, ContentFile(b"x"))
    old = timezone.now().timestamp() - hours * HOUR
    os.utime(default_storage.path(made), (old, old))
    return made


def test_what_no_row_names_is_swept_wherever_it_lies_once_it_is_an_hour_old(db, media):
    places = ("packs/2007", "packs", "attachments/2007", "item-files/2007/09", "unfinished")
    loose = [save(f"{place}/loose.pdf", hours=1.1) for place in places]
    young = [save(f"{place}/young.pdf", hours=0.9) for place in places]
    elsewhere = save("council/crest.svg", hours=9)
    assert sorted(unclaimed()) == sorted(loose)
    assert sorted(sweep()) == sorted(loose)
    assert stored(media) == {*young, elsewhere}
    assert sweep() == []


def test_what_a_row_names_is_never_swept(council, media):
    named = {
        baker.make(Pack, file=save("packs/2007/a.pdf", hours=9)).file.name,
        baker.make(Pack, html=save("packs/2007/a.html", hours=9)).html.name,
        baker.make(ItemAttachment, file=save("attachments/2007/a.pdf", hours=9)).file.name,
        baker.make(ItemFiles, file=save("item-files/2007/a.zip", hours=9)).file.name,
    }
    baker.make(Pack, file="", html="")
    assert unclaimed() == []
    assert sweep() == []
    assert stored(media) == named


def test_a_file_that_was_never_stored_is_nothing_to_remove_and_a_place_without_files_has_none(db):
    remove_file(ItemAttachment().file)
    assert unclaimed() == []
