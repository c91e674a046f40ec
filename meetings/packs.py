"""The pack: one PDF/UA-1 file with the agenda as front sheet, the minutes and the reports with their appendices.

One rendering run. A page range that turns out to be a single page is written
as one, which is the only case that needs a second run.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.template.loader import render_to_string

from core.pdf import Paper, render
from meetings.choices import Audience
from meetings.models import Meeting
from meetings.reporting import MeetingView, agenda
from meetings.rules.references import on_paper
from organisation.models import Council


@dataclass(frozen=True)
class PageRange:
    """On which pages the papers of an item stand."""

    number: int
    first: int
    last: int


@dataclass(frozen=True)
class BuiltPack:
    """A pack as built."""

    paper: Paper
    ranges: tuple[PageRange, ...]
    html: str

    def payload(self) -> dict:
        """What is frozen with the file: its source and where its items stand."""
        return {"html": self.html, "ranges": [asdict(page_range) for page_range in self.ranges]}


def build(meeting: Meeting, audience: Audience) -> BuiltPack:
    """Build the pack of a meeting for an audience. Reads the database first and lays out with no transaction open.

    Raises core.pdf.PaperError where it cannot be laid out.
    """
    council = Council.objects.get()
    view = agenda(meeting, council, audience=audience, papers=True)
    singles: frozenset[str] = frozenset()
    while True:
        html = compose(view, council, audience, singles)
        paper = render(html, brand_colour=council.brand_colour)
        ranges = _ranges(view, paper)
        found = frozenset(f"item-{r.number}" for r in ranges if r.first == r.last)
        if found <= singles:
            return BuiltPack(paper, ranges, html)
        singles |= found


def compose(view: MeetingView, council: Council, audience: Audience, singles: frozenset[str] = frozenset()) -> str:
    """The whole pack as HTML, ready to be laid out. ``singles`` are the anchors of items that fill one page."""
    has_papers = any(item.has_papers for item in view.items)
    context = {"meeting": view, "council": council, "audience": audience, "singles": singles, "has_papers": has_papers}
    return on_paper(render_to_string("meetings/pack.html", context))


def _ranges(view: MeetingView, paper: Paper) -> tuple[PageRange, ...]:
    return tuple(
        PageRange(item.number, paper.anchors[item.anchor], paper.anchors[f"{item.anchor}-end"])
        for item in view.items
        if item.has_papers
    )
