"""The papers of one item as a file of its own, as a council's committee system takes them."""

from __future__ import annotations

from django.template.loader import render_to_string

from core.pdf import Paper, render
from meetings.choices import ItemKind
from meetings.reporting import ItemView, MeetingView
from organisation.file_names import Named, item_stem, item_stems
from organisation.models import Board, Council

ENDINGS = ("pdf", "docx")


def item_html(item: ItemView, meeting: MeetingView, *, council: Council) -> str:
    """The papers of an item as one document, ready to be laid out. ``item`` comes with its papers."""
    return render_to_string("meetings/item_paper.html", {"item": item, "meeting": meeting, "council": council})


def item_paper(item: ItemView, meeting: MeetingView, *, council: Council, limit_seconds: int = 300) -> Paper:
    """The papers of an item as PDF/UA-1. Half a second and more.

    Raises core.pdf.PaperError where it cannot be laid out within the limit.
    """
    html = item_html(item, meeting, council=council)
    return render(html, brand_colour=council.brand_colour, limit_seconds=limit_seconds)


def stem_of(item: ItemView, meeting: MeetingView, *, council: Council, board: Board) -> str:
    """The name of an item's file by the council's pattern, without its ending."""
    return item_stem(council.item_file_pattern, _named(item, meeting, council, board))


def stems_of(meeting: MeetingView, *, council: Council, board: Board) -> dict[int, str]:
    """The names of the files of all items of a meeting that have papers, by their numbers; no two alike."""
    items = [item for item in meeting.items if item.papers or item.attachments]
    names = [_named(item, meeting, council, board) for item in items]
    return dict(zip((item.number for item in items), item_stems(council.item_file_pattern, names), strict=True))


def _named(item: ItemView, meeting: MeetingView, council: Council, board: Board) -> Named:
    return Named(
        council=council.abbreviation or council.short_name,
        board=board.abbreviation or board.name,
        date=meeting.date,
        number=item.number,
        kind=ItemKind(item.kind).label,
        title="exempt" if item.exempt else item.title,
    )
