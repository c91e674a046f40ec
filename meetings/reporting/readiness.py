"""What is not ready before a pack is issued: what stops it, and what may go out all the same with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.formats import long_date
from meetings.choices import ItemKind
from meetings.models import AgendaItem, Meeting
from meetings.reporting.report_lists import AwaitedReport, awaited_of


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
    """What is not ready on a day, in the order of the agenda; what concerns the whole meeting first. Seven queries at most."""
    items = list(meeting.items.select_related("report__author").prefetch_related("attachments"))
    awaited = {report.number: report for report in awaited_of(items)}
    main = meeting.packs.issued().whole().first()
    issued = {item["pk"] for item in main.payload["items"]} if main and "items" in main.payload else None
    found = []
    if not items:
        found.append(Unready(None, "", "No item has been put on the agenda yet.", stops=False))
    if main is None and meeting.publication_deadline and on > meeting.publication_deadline:
        said = f"The agenda was to be published by {long_date(meeting.publication_deadline)}: say why it was not."
        found.append(Unready(None, "", said, stops=False))
    for item in items:
        if not item.withdrawn_because:
            found += _of_item(item, awaited.get(item.number), late=issued is not None and item.pk not in issued)
    return tuple(found)


def _of_item(item: AgendaItem, awaited: AwaitedReport | None, *, late: bool) -> list[Unready]:
    found = []

    def say(sentence: str, *, stops: bool) -> None:
        found.append(Unready(item.number, item.title, sentence, stops))

    if awaited:
        why = awaited.why if awaited.report_url else "Its report has not been written."
        say(f"{why[0].upper()}{why[1:]} It can follow in a supplement, and is listed so.", stops=False)
    if item.kind == ItemKind.MINUTES and item.minutes_of_id is None:
        say("It does not say which meeting's minutes are to be approved.", stops=False)
    if late and not item.late_because:
        say("It came after the agenda was published: its special circumstances must be given.", stops=True)
    if item.exempt_paragraph is not None and not item.public_interest:
        say("It is exempt, and why that is in the public interest must be given.", stops=True)
    return found
