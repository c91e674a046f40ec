"""The pack: one PDF/UA-1 file with the agenda as front sheet, the minutes and the reports with their appendices.

One rendering run. The pack is read in one snapshot and composed as HTML; that is laid out with no
transaction open, and comes back with a mark where each page begins, to be read on screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.template.loader import render_to_string

from core.frozen import from_json, seal, to_json
from core.pdf import Paper, render
from core.snapshots import snapshot
from meetings.choices import Audience
from meetings.models import Meeting, Pack
from meetings.reporting import MeetingView, agenda
from meetings.reporting.agenda import ItemView
from meetings.rules.changes import Change, HeldFile, HeldItem, changes, held_now
from meetings.rules.closed import is_confidential
from meetings.rules.references import on_paper
from organisation.models import Council

Tell = Callable[..., object]


def unheard(**done: object) -> None:
    """What is being done is told to nobody."""


@dataclass(frozen=True)
class PageRange:
    """On which pages the papers of an item stand."""

    number: int
    first: int
    last: int


@dataclass(frozen=True)
class Source:
    """What a pack is made of, read at one moment."""

    view: MeetingView
    audience: Audience
    html: str
    brand_colour: str
    first_page: int
    edition: int
    issued: tuple[HeldItem, ...] = ()
    """Of a supplement: what was issued, and where it stands."""
    changes: tuple[Change, ...] | None = None


@dataclass(frozen=True)
class BuiltPack:
    """A pack as built."""

    paper: Paper
    ranges: tuple[PageRange, ...]
    html: str
    payload: dict
    """What is frozen with the file: where its items stand, and the data it was made of."""

    @property
    def twin(self) -> bytes:
        """The same papers as HTML, with a mark where each page of the PDF begins."""
        return self.paper.marked


def build(meeting: Meeting, audience: Audience) -> BuiltPack:
    """Build the pack of a meeting for an audience. Raises core.pdf.PaperError where it cannot be laid out."""
    with snapshot():
        source = read(Pack(meeting=meeting, audience=audience))
    return lay_out(source)


def read(pack: Pack, *, tell: Tell = unheard) -> Source:
    """Read what a pack is to hold and compose it. Belongs in a snapshot (core.snapshots)."""
    council, audience = Council.objects.get(), Audience(pack.audience)
    view = read_items(pack.meeting, council, audience, tell)
    tell(step="composing")
    facts = {
        "audience": audience, "brand_colour": council.brand_colour, "first_page": pack.first_page,
        "edition": pack.edition or 0,
    }  # fmt: skip
    if not pack.is_supplement:
        return Source(view=view, html=compose(view, council, audience), **facts)
    issued = standing(pack.main)
    found = changes(issued, (held(item) for item in view.items))
    brought = {change.pk for change in found if change.papers}
    shown = replace(view, items=tuple(item for item in view.items if item.pk in brought))
    html = compose(shown, council, audience, found=found, main=pack.main)
    return Source(view=view, html=html, issued=issued, changes=found, **facts)


def read_items(meeting: Meeting, council: Council, audience: Audience, tell: Tell) -> MeetingView:
    """The agenda of a meeting with its papers; which item is being read is told."""

    def reading(at: int, of: int, title: str) -> None:
        tell(step="reading", at=at, of=of, title=title)

    return agenda(meeting, council, audience=audience, papers=True, tell=reading)


def compose(
    view: MeetingView,
    council: Council,
    audience: Audience,
    *,
    found: tuple[Change, ...] | None = None,
    main: Pack | None = None,
) -> str:
    """The whole pack as HTML, ready to be laid out; with ``found``, the supplement that says what changed."""
    context = {
        "meeting": view,
        "council": council,
        "audience": audience,
        "has_papers": any(item.has_papers for item in view.items),
        "exempt": [item for item in view.items if item.exempt and not is_confidential(item.exempt)],
        "confidential": [item for item in view.items if is_confidential(item.exempt)],
        "changes": [(change, next((i for i in view.items if i.pk == change.pk), None)) for change in found or ()],
        "main": main,
    }
    return on_paper(
        render_to_string("meetings/pack.html" if found is None else "meetings/pack_supplement.html", context)
    )


def lay_out(source: Source, *, tell: Tell = unheard) -> BuiltPack:
    """Lay a pack out. Half a second and 80 ms a page. Raises core.pdf.PaperError."""

    def telling(what: str) -> None:
        words, _, number = what.partition(" ")
        if words == "page":
            tell(step="layout", page=int(number) + source.first_page - 1)
        else:
            tell(step="finishing")

    paper = render(
        source.html,
        brand_colour=source.brand_colour,
        first_page=source.first_page,
        marks=True,
        tell=telling,
    )
    ranges = _ranges(source, paper)
    places = {page_range.number: page_range for page_range in ranges}
    items = []
    for item in source.view.items:
        place = places.get(item.number)
        stands = {"edition": source.edition, "first": place.first, "last": place.last} if place else {}
        items.append(replace(held(item), **stands))
    if source.changes is not None:
        items = held_now(source.issued, items, source.edition)
    payload = {
        "ranges": [asdict(page_range) for page_range in ranges],
        "items": to_json(tuple(items)),
        "changes": None if source.changes is None else to_json(source.changes),
        "data": plain(source.view),
    }
    return BuiltPack(paper, ranges, source.html, payload)


def _ranges(source: Source, paper: Paper) -> tuple[PageRange, ...]:
    def page(anchor: str) -> int:
        return paper.anchors[anchor] + source.first_page - 1

    return tuple(
        PageRange(item.number, page(item.anchor), page(f"{item.anchor}-end"))
        for item in source.view.items
        if item.anchor in paper.anchors
    )


def held(item: ItemView) -> HeldItem:
    """An item as an edition holds it for its audience, before it is known where it stands."""
    papers = (plain(item.report), plain(item.minutes)) if item.has_papers else None
    return HeldItem(
        pk=item.pk,
        number=item.number,
        title=item.title,
        exempt=item.exempt,
        seal=seal(papers) if papers else "",
        attachments=tuple(HeldFile(a.pk, a.title, a.name, a.sha256, a.pages) for a in item.attachments),
        late=item.late,
        withdrawn=item.withdrawn,
        kind=item.kind,
    )


def standing(main: Pack) -> tuple[HeldItem, ...]:
    """What was issued of a meeting for an audience and where it stands now: the pack with its supplements."""
    last = main.supplements.issued().first() or main
    return items_of(last)


def items_of(pack: Pack) -> tuple[HeldItem, ...]:
    """The items of an edition and where they stand, as frozen with it."""
    return from_json(tuple[HeldItem, ...], pack.payload.get("items", []))


def changes_of(pack: Pack) -> tuple[Change, ...]:
    """What a supplement says has changed, as frozen with it."""
    return from_json(tuple[Change, ...], pack.payload.get("changes") or [])


def plain(value: Any) -> Any:
    """Data as JSON has it, one way: what cannot be anything else becomes its words."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(one) for one in value]
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value)
