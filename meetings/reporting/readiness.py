"""What is not ready before a pack is issued: what stops it, and what may go out all the same with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.formats import long_date
from meetings.choices import ItemKind
from meetings.models import AgendaItem, Meeting


@dataclass(frozen=True)
class Unready:
    """Something of a meeting that is not ready to be published."""

    number: int | None
    """The number of its item; none for the meeting itself."""
    title: str
    sentence: str
    stops: bool
    """Whether it must be mended first; otherwise the pack may be issued with a reason."""


def unready(meeting: Meeting, on: date) -> tuple[Unready, ...]:
    """What is not ready on a day, in the order of the agenda; what concerns the whole meeting first. One query."""
    items = list(meeting.items.select_related("report").prefetch_related("attachments"))
    found = []
    if not items:
        found.append(Unready(None, "", "No item has been put on the agenda yet.", stops=False))
    late = meeting.publication_deadline is not None and on > meeting.publication_deadline
    if late and not meeting.packs.issued().exists():
        found.append(
            Unready(
                None,
                "",
                f"The agenda was to be published by {long_date(meeting.publication_deadline)}: say why it was not.",
                stops=False,
            )
        )
    return (*found, *(one for item in items for one in _of_item(item)))


def _of_item(item: AgendaItem) -> list[Unready]:
    if getattr(item, "withdrawn_because", ""):
        return []
    found = []

    def say(sentence: str, *, stops: bool) -> None:
        found.append(Unready(item.number, item.title, sentence, stops))

    attached = any(attachment.removed_at is None for attachment in item.attachments.all())
    if item.kind == ItemKind.REPORT and not hasattr(item, "report") and not attached:
        say("Its report has not been written. It can follow in a supplement, and is listed so.", stops=False)
    if item.kind == ItemKind.MINUTES and item.minutes_of_id is None:
        say("It does not say which meeting's minutes are to be approved.", stops=False)
    if getattr(item, "is_late", False) and not item.late_because:
        say("It came after the agenda was published: its special circumstances must be given.", stops=True)
    if item.exempt_paragraph and not getattr(item, "public_interest", "stated"):
        say("It is exempt, and why that is in the public interest must be given.", stops=True)
    return found
