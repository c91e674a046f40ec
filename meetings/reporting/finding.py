"""Reports and minutes by the words in them, as far as somebody may read them.

A report is found once it is signed off. Minutes are found once they are published; while they are written, by those who
keep them. What stands under a closed item is found by those who see the papers of its board whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse

from core import prose
from core.excerpts import Piece, excerpt
from core.formats import long_date
from meetings.choices import MinutesState, ReportState
from meetings.models import CLOSED, AgendaItem, CommitteeReport, Minute, MinutesPaper, ReportSection, Resolution
from meetings.reporting.references import address_of, readable, reference_words
from meetings.rules.references import Meant, references, written
from organisation.models import Board


@dataclass(frozen=True)
class FoundPaper:
    """A report or a minute that was found, with the words round what was searched for."""

    title: str
    url: str
    what: str
    excerpt: tuple[Piece, ...] = ()


def find_reports(terms: Sequence[str], *, whole: QuerySet[Board], most: int) -> list[FoundPaper]:
    """Reports that are signed off and have all the words, the newest first. Two queries.

    ``whole`` are the boards whose closed papers the person may see.
    """
    rows = CommitteeReport.objects.filter(
        state=ReportState.SIGNED, item__withdrawn_because="", item__in=seen_items(whole)
    )
    own = ReportSection.objects.filter(report=OuterRef("pk"), heading__field="")
    for term in terms:
        rows = rows.filter(
            Q(title__icontains=term)
            | Q(confirmation__icontains=term)
            | Q(background_papers__icontains=term)
            | Exists(own.filter(body__icontains=term))
        )
    rows = rows.select_related("item__meeting__board").order_by("-item__meeting__date", "item__number", "pk")
    return [_report(row, terms) for row in rows.prefetch_related("sections__heading")[:most]]


def seen_items(whole: QuerySet[Board]) -> QuerySet[AgendaItem]:
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


def find_minutes(
    words: str, terms: Sequence[str], *, whole: QuerySet[Board], kept: QuerySet[Board], most: int
) -> list[FoundPaper]:
    """The minute that the words name, then minutes that have all of them, the newest first. At most three queries.

    ``kept`` are the boards whose minutes the person keeps, and reads while they are written.
    """
    named = _named(meant_by(words))
    own = Resolution.objects.filter(minute=OuterRef("pk"))
    saying = Q()
    for term in terms:
        saying &= Q(title__icontains=term) | Q(text__icontains=term) | Exists(own.filter(text__icontains=term))
    rows = Minute.objects.filter(
        readable() | Q(board__in=kept), Q(item__isnull=True) | Q(item__in=seen_items(whole)), named | saying
    )
    rows = rows.annotate(
        is_named=ExpressionWrapper(named, BooleanField()), is_whole=Exists(whole.filter(pk=OuterRef("board")))
    )
    rows = rows.select_related("meeting__board", "meeting__minutes_paper").defer("meeting__minutes_paper__payload")
    rows = rows.prefetch_related("resolutions").order_by("-is_named", "-meeting__date", "number", "pk")
    return [_minute(row, words, terms) for row in _open(list(rows[:most]))]


def _named(meant: Meant | None) -> Q:
    """The minutes that are meant by their number; none where none is."""
    if meant is None:
        return Q(pk__in=[])
    given = {"day": meant.on.day, "month": meant.on.month, "year": meant.on.year}
    named = Q(number=meant.number, **{f"meeting__date__{part}": said for part, said in given.items() if said})
    if meant.part:
        named &= Exists(Resolution.objects.filter(minute=OuterRef("pk"), part=meant.part))
    return named


def _open(rows: list[Minute]) -> list[Minute]:
    """Without those that were closed when they were approved, whatever their item is now. One query at most."""
    approved = {row.meeting_id for row in rows if not row.is_whole and _state(row) == MinutesState.APPROVED}
    if not approved:
        return rows
    held = MinutesPaper.objects.filter(meeting__in=approved).values_list("meeting", "payload__minutes")
    closed = {(meeting, one["number"]) for meeting, minutes in held for one in minutes if one["exempt"]}
    return [row for row in rows if row.is_whole or (row.meeting_id, row.number) not in closed]


def _state(row: Minute) -> str:
    paper = getattr(row.meeting, "minutes_paper", None)
    return paper.state if paper else MinutesState.PUBLISHED


def _minute(row: Minute, words: str, terms: Sequence[str]) -> FoundPaper:
    resolutions = list(row.resolutions.all())
    found = excerpt([prose.rich_text(row.text), *(one.text for one in resolutions)], terms)
    meant = meant_by(words) if row.is_named else None
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
