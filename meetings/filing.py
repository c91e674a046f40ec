"""The files of a meeting's items for the council's committee system: made outside the request, in one ZIP or not at all.

Each item's papers as PDF/UA-1 and as a Word file, what is attached to it, the agenda as PDF, and a list of them as CSV.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import transaction
from django.template.loader import render_to_string
from django_tasks import task

from accounts.models import User
from core import exports
from core.pdf import PaperError, render
from core.snapshots import snapshot
from meetings.building import Building, Pulse, claim, keep, saying_why
from meetings.choices import Audience, PackState
from meetings.item_files import item_html, stems_of
from meetings.models import ItemAttachment, ItemFiles, Meeting
from meetings.packs import Tell, held, read_items, standing
from meetings.reporting import ItemView
from meetings.stored import intact
from meetings.word import item_document
from organisation.file_names import Named, agenda_stem
from organisation.models import Council

MANIFEST = "manifest.csv"
COLUMNS = ("Item", "Title", "File", "Pages", "SHA-256", "Public or exempt", "As issued in")
LONGEST_SECONDS = 300
"""So long an item may take to be laid out."""


@dataclass(frozen=True)
class Entry:
    """A file of the ZIP, or an item of which it has none."""

    item: int | None
    """None for the agenda."""
    title: str
    file: str = ""
    pages: int | None = None
    sha256: str = ""
    exempt: str = ""
    """The words by which it is marked; empty for what is public."""
    issued: str = ""
    """The edition that was issued with the same papers."""
    source: str = ""
    """The SHA-256 of what a PDF was laid out from."""

    @property
    def row(self) -> tuple[str | int | None, ...]:
        """As the list has it."""
        item = "Agenda" if self.item is None else self.item
        return (item, self.title, self.file, self.pages, self.sha256, self.exempt or "Public", self.issued)


@transaction.atomic
def request_files(*, meeting: Meeting, audience: Audience, by: User) -> tuple[ItemFiles, bool]:
    """Ask for the files of a meeting's items; a task makes them. Joins what is under way for the same audience already.

    Gives what is asked for, and whether it is new.
    """
    earlier = FILES.under_way(meeting).filter(audience=audience).first()
    if earlier:
        return earlier, False
    made = FILES.ask(meeting, audience, requested_by=by)
    FILES.enqueue(made)
    return made, True


@task()
def make_files(files: int) -> str:
    """Make the files with this key, outside any request, and say how that ended."""
    return str(finish_files(ItemFiles.objects.get(pk=files)).state)


def finish_files(files: ItemFiles) -> ItemFiles:
    """Make the files that were asked for and keep the ZIP; what cannot be made keeps why. Does nothing if others do.

    All of it is read at one moment, and laid out with no transaction open. The ZIP is whole before the row says so.
    """
    for claimed in claim(ItemFiles.objects.filter(pk=files.pk).select_related("meeting__board")):
        with Pulse([claimed]) as pulse, saying_why([claimed]):
            making = _Making(claimed, pulse.telling(claimed))
            content = making.zip()
            facts = {"sha256": _digest(content), "contents": [asdict(entry) for entry in making.entries]}
            keep(claimed, facts, file=(claimed.filename, content))
    return ItemFiles.objects.get(pk=files.pk)


FILES = Building(ItemFiles, make_files)


def kept_pdf(meeting: Meeting, audience: Audience, html: str) -> bytes | None:
    """The PDF of an item as the newest files have it, if they were laid out from just this HTML. None where not."""
    newest = meeting.item_files.filter(audience=audience, state=PackState.READY).first()
    wanted = _digest(html.encode())
    entry = next((one for one in newest.contents if one["source"] == wanted), None) if newest else None
    if entry is None:
        return None
    content = intact(newest.file, newest.sha256, str(newest))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(entry["file"])


class _Making:
    """One making of files."""

    def __init__(self, files: ItemFiles, tell: Tell) -> None:
        self.files, self.tell = files, tell
        self.entries: list[Entry] = []
        audience = Audience(files.audience)
        with snapshot():
            self.council = Council.objects.get()
            self.view = read_items(files.meeting, self.council, audience, tell)
            self.issued = self._issued(audience)
        self.stems = stems_of(self.view, council=self.council, board=files.meeting.board)
        self.when = files.requested_at.timetuple()[:6]

    def _issued(self, audience: Audience) -> dict[int, str]:
        """The edition that was issued with the same papers, by the key of the item."""
        main = self.files.meeting.packs.issued().whole().filter(audience=audience).first()
        then = {item.pk: item for item in standing(main)} if main else {}
        found = {}
        for item in self.view.items:
            was = then.get(item.pk)
            if was and was.seal and was.seal == held(item).seal:
                found[item.pk] = f"{audience.label}, edition {was.edition}"
        return found

    def zip(self) -> bytes:
        """All files."""
        content = io.BytesIO()
        of = 1 + sum(2 * item.has_papers + len(item.attachments) for item in self.view.items)
        self.tell(step="filing", done=0, of=of)
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, made in self.made():
                if made:
                    self.put(archive, entry.file, made)
                    self.tell(step="filing", done=len(archive.namelist()), of=of)
                self.entries.append(entry)
            self.put(archive, MANIFEST, exports.to_csv(COLUMNS, [entry.row for entry in self.entries]))
        return content.getvalue()

    def made(self) -> Iterator[tuple[Entry, bytes]]:
        """Each file with its entry; of what is withheld the entry alone."""
        yield self.agenda()
        for item in self.view.items:
            facts = {"item": item.number, "title": item.title, "exempt": item.exempt}
            if item.withheld:
                yield Entry(**facts), b""
            if item.has_papers:
                facts["issued"] = self.issued.get(item.pk, "")
                yield self.pdf(item, facts)
                yield self.word(item, facts)
            yield from self.attachments(item)

    def agenda(self) -> tuple[Entry, bytes]:
        """The agenda by itself."""
        meeting = self.files.meeting
        named = Named(
            self.council.short_name, meeting.board.abbreviation or meeting.board.name, meeting.date, 0, "", ""
        )
        context = {"meeting": self.view, "council": self.council, "audience": self.files.audience}
        html = render_to_string("meetings/agenda_paper.html", context)
        paper = render(html, brand_colour=self.council.brand_colour)
        entry = Entry(None, "Agenda", f"{agenda_stem(named)}.pdf", paper.pages, _digest(paper.content))
        return entry, paper.content

    def pdf(self, item: ItemView, facts: dict) -> tuple[Entry, bytes]:
        """The papers of an item as PDF. Raises PaperError, which names the item."""
        html = item_html(item, self.view, council=self.council)
        try:
            paper = render(html, brand_colour=self.council.brand_colour, limit_seconds=LONGEST_SECONDS)
        except PaperError as failed:
            raise PaperError(f"Item {item.number} could not be laid out. {failed}") from failed
        name, source = f"{self.stems[item.number]}.pdf", _digest(html.encode())
        entry = Entry(file=name, pages=paper.pages, sha256=_digest(paper.content), source=source, **facts)
        return entry, paper.content

    def word(self, item: ItemView, facts: dict) -> tuple[Entry, bytes]:
        """The papers of an item as a Word file."""
        content = item_document(item, self.view, council=self.council)
        return Entry(file=f"{self.stems[item.number]}.docx", sha256=_digest(content), **facts), content

    def attachments(self, item: ItemView) -> Iterator[tuple[Entry, bytes]]:
        """The files that go with an item as they came, under names that say nothing of an exempt one."""
        for place, file in enumerate(item.attachments, 1):
            content = intact(ItemAttachment.objects.get(pk=file.pk).file, file.sha256, "an attachment")
            stem = self.stems.get(item.number) or f"item-{item.number:02}"
            name = f"{stem}-attachment-{place}.pdf"
            yield Entry(item.number, file.title, name, file.pages, file.sha256, item.exempt), content

    def put(self, archive: zipfile.ZipFile, name: str, content: bytes) -> None:
        archive.writestr(zipfile.ZipInfo(name, self.when), content, zipfile.ZIP_DEFLATED)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
