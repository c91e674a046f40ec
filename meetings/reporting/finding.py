"""Reports and minutes that a search finds, as far as somebody may read them, with what stands round the words.

A report is found once it is signed off. Minutes are found once they are published; while they are written, by those who
keep them. What stands under a closed item is found by those who see the papers of its board whole.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core import prose
from core.excerpts import Piece, excerpt
from core.formats import long_date
from meetings.choices import MinutesState, ReportState
from meetings.models import CLOSED, AgendaItem, CommitteeReport, Minute, MinutesPaper, Resolution
from meetings.reporting.references import address_of, readable, reference_words
from meetings.rules.references import Meant, references, written

Boards = Collection[int]
"""Some boards, by key."""


@dataclass(frozen=True)
class FoundPaper:
    """A report or a minute that was found, with the words round what was searched for."""

    title: str
    url: str
    what: str
    excerpt: tuple[Piece, ...] = ()


def reports_found(keys: Collection[int], terms: Sequence[str], *, whole: Boards) -> dict[int, FoundPaper]:
    """Some reports by their keys, as far as they are signed off and may be read, with what stands round the words.

    ``whole`` are the boards whose closed papers the person may see. Three queries.
    """
    rows = CommitteeReport.objects.filter(
        pk__in=keys, state=ReportState.SIGNED, item__withdrawn_because="", item__in=seen_items(whole)
    )
    rows = rows.select_related("item__meeting__board").prefetch_related("sections__heading")
    return {row.pk: _report(row, terms) for row in rows}


def seen_items(whole: Boards) -> QuerySet[AgendaItem]:
    """The items of agendas that somebody may see who sees the papers of some boards whole. For use in a query."""
    return AgendaItem.objects.filter(~CLOSED | Q(meeting__board__in=whole))


def _report(row: CommitteeReport, terms: Sequence[str]) -> FoundPaper:
    bodies = [prose.rich_text(section.body) for section in row.sections.all() if not section.heading.field]
    found = excerpt([*bodies, row.confirmation, row.background_papers], terms)
    item = row.item
    return FoundPaper(
        row.title,
        reverse("item", args=[item.meeting_id, item.number]),
        f"Item {item.number}, {item.meeting}",
        found.pieces if found else (),
    )


def meant_by(words: str) -> Meant | None:
    """The minute that somebody means who searches for “41(2)” or “Minute No. 41(2) of 12 March”; None for other words."""
    named = references(words)
    return written(words) or (named[0].meant if named and named[0].start == 0 else None)


def minutes_found(
    keys: Collection[int], terms: Sequence[str], meant: Meant | None, *, whole: Boards, kept: Boards
) -> dict[int, FoundPaper]:
    """Some minutes by their keys, as far as they may be read, with what stands round the words. At most four queries.

    ``meant`` is the minute that the words name, of which its part is shown. ``kept`` are the boards whose minutes the
    person keeps, and reads while they are written.
    """
    own = seen_items(whole).filter(pk=OuterRef("item"))
    rows = Minute.objects.filter(readable() | Q(board__in=kept), Q(item__isnull=True) | Exists(own), pk__in=keys)
    rows = rows.select_related("meeting__board", "meeting__minutes_paper").defer("meeting__minutes_paper__payload")
    return {row.pk: _minute(row, meant, terms) for row in _open(list(rows.prefetch_related("resolutions")), whole)}


def _open(rows: list[Minute], whole: Boards) -> list[Minute]:
    """Without those that were closed when they were approved, whatever their item is now. One query at most."""
    approved = {row.meeting_id for row in rows if row.board_id not in whole and _state(row) == MinutesState.APPROVED}
    if not approved:
        return rows
    held = MinutesPaper.objects.filter(meeting__in=approved).values_list("meeting", "payload__minutes")
    closed = {(meeting, one["number"]) for meeting, minutes in held for one in minutes if one["exempt"]}
    return [row for row in rows if row.board_id in whole or (row.meeting_id, row.number) not in closed]


def _is_named(row: Minute, resolutions: Sequence[Resolution], meant: Meant) -> bool:
    """Whether a minute is the one that is meant."""
    has_part = meant.part is None or any(one.part == meant.part for one in resolutions)
    return row.number == meant.number and has_part and meant.on.fits(row.meeting.date)


def _state(row: Minute) -> str:
    paper = getattr(row.meeting, "minutes_paper", None)
    return paper.state if paper else MinutesState.PUBLISHED


def _minute(row: Minute, meant: Meant | None, terms: Sequence[str]) -> FoundPaper:
    resolutions = list(row.resolutions.all())
    found = excerpt([prose.rich_text(row.text), *(one.text for one in resolutions)], terms)
    meant = meant if meant and _is_named(row, resolutions, meant) else None
    part = meant.part if meant else resolutions[found.place - 1].part if found and found.place else None
    pieces = found.pieces if found else ()
    if meant and meant.part and not pieces:
        pieces = (Piece(next(one.text for one in resolutions if one.part == part)),)
    where = f"{row.meeting.board}, {long_date(row.meeting.date)}"
    shown = part if meant or len(resolutions) > 1 else None
    return FoundPaper(
        f"Minute {reference_words(row.number, shown, row.meeting.board.resolution_style)}: {row.title}",
        address_of(row.meeting_id, row.number, part),
        f"{where}, not published yet" if _state(row) == MinutesState.DRAFT else where,
        pieces,
    )
