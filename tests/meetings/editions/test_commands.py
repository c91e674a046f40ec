"""What whoever runs the program does with packs: prove that they are whole, mend what died, begin a worker."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from core.pdf import Paper
from meetings import filing
from meetings.attachments import attach
from meetings.choices import Audience, PackState
from meetings.editions import request_pack
from meetings.filing import request_files
from meetings.models import ItemFiles, Pack
from tests.core.foreign import pdf
from tests.meetings.editions.making import LONG_DEAD, died, issued

pytestmark = pytest.mark.usefixtures("quick_layout")


def loose_file() -> str:
    return default_storage.save("item-files/2007/loose.zip", ContentFile(b"x"))


# check_packs


def test_what_is_whole_is_counted_and_nothing_is_changed(meeting, clerk, capsys):
    pack = issued(meeting, clerk)
    attach(item=meeting.items.get(number=3), title="Letter", name="letter.pdf", file=pdf(), by=clerk)
    before = Path(pack.file.path).read_bytes()
    call_command("check_packs")
    assert capsys.readouterr().out.splitlines()[-1] == "2\u00a0packs and attachments checked, 0 damaged"
    assert Path(pack.file.path).read_bytes() == before


def test_an_attachment_that_is_not_what_was_attached_is_reported(meeting, clerk):
    file = attach(item=meeting.items.get(number=3), title="Letter", name="letter.pdf", file=pdf(), by=clerk)
    Path(file.file.path).write_bytes(b"%PDF other")
    with pytest.raises(CommandError, match=r"“Letter”, .* is not the file that was issued"):
        call_command("check_packs")


def test_packs_and_files_that_died_half_way_are_started_again_and_named(meeting, clerk, capsys):
    died(request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk))
    request_files(meeting=meeting, audience=Audience.PUBLIC, by=clerk)
    ItemFiles.objects.update(state=PackState.BUILDING, attempts=2, heartbeat=timezone.now() - LONG_DEAD)
    call_command("check_packs")
    said = capsys.readouterr().out
    assert "public pack, edition 1: died half-way; now waiting to be built\n" in said
    assert "files of items for public, edition 1: died half-way; now not built\n" in said


def test_files_that_belong_to_nothing_are_named_and_go_only_where_that_is_asked(db, capsys, monkeypatch):
    monkeypatch.setattr("meetings.stored.UNCLAIMED_FOR", -dt.timedelta(seconds=5))
    name = loose_file()
    call_command("check_packs")
    assert f"{name}: belongs to nothing\n" in capsys.readouterr().out
    assert default_storage.exists(name)
    call_command("check_packs", "--sweep")
    assert f"{name}: belongs to nothing, deleted\n" in capsys.readouterr().out
    assert not default_storage.exists(name)


def test_an_option_that_it_has_not_is_refused(db):
    with pytest.raises(CommandError, match="unrecognized arguments: --mend"):
        call_command("check_packs", "--mend")


# db_worker


@pytest.fixture
def worked(monkeypatch) -> list[dict]:
    """Where the worker itself begins, it only notes with what it was begun and what it found."""
    begun = []

    def handle(self, **options) -> None:
        states = (*Pack.objects.values_list("state", flat=True), *ItemFiles.objects.values_list("state", flat=True))
        begun.append({"batch": options["batch"], "states": states})

    monkeypatch.setattr(db_worker.Command, "handle", handle)
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.valid_backend_name", str)
    return begun


def test_a_worker_first_takes_up_what_died_and_what_waits_and_sweeps(meeting, clerk, worked, monkeypatch):
    monkeypatch.setattr("meetings.stored.UNCLAIMED_FOR", -dt.timedelta(seconds=5))
    monkeypatch.setattr(filing, "render", lambda html, **more: Paper(b"%PDF", 1, {}))
    died(request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk))
    request_files(meeting=meeting, audience=Audience.PUBLIC, by=clerk)
    name = loose_file()
    call_command("db_worker", "--batch")
    assert worked == [{"batch": True, "states": (PackState.READY, PackState.READY)}]
    assert Pack.objects.get().attempts == 2
    assert not default_storage.exists(name)


def test_a_worker_that_finds_nothing_begins_all_the_same(db, worked):
    call_command("db_worker")
    assert worked == [{"batch": False, "states": ()}]


def test_a_worker_is_not_begun_with_an_interval_that_is_no_number(db, worked):
    with pytest.raises(CommandError, match="--interval"):
        call_command("db_worker", "--interval", "soon")
    assert worked == []
