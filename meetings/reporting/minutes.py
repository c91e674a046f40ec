"""The minutes of a meeting as plain data: as they are written, and once approved as they were frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from actions.reporting import agreed_due
from core import prose
from core.formats import clock_time, long_date
from core.frozen import from_json, seal, to_json
from meetings.choices import Audience, Capacity, MinutesState, Presence
from meetings.models import AgendaItem, Attendance, Meeting, Minute, MinutesPaper, Resolution
from meetings.reporting.closed import exempt_words, withheld_title
from meetings.reporting.references import Link, References, address_of, referred_by
from meetings.rules.numbering import part_label

DRAFT = "Draft, to be approved"


@dataclass(frozen=True)
class ResolutionView:
    """A part of what was resolved, with its number where there are several."""

    label: str
    text: str
    part: int = 1
    action: str = ""
    """Who is to do it by when, where it made an action."""
    html: SafeString | str = ""
    """Its text with links, for the page; not frozen."""


@dataclass(frozen=True)
class MinuteView:
    """One minute."""

    number: int
    title: str
    html: SafeString | str
    resolutions: tuple[ResolutionView, ...]
    refers_to: str = ""
    exempt: str = ""
    """The paragraph under which it is not for publication; empty for an open one."""
    withheld: bool = False
    anchor: str = ""
    address: str = ""
    refers: Link | None = None
    """The minute that it refers to. Neither this nor what refers to it is frozen."""
    referred_by: tuple[Link, ...] = ()


@dataclass(frozen=True)
class MinutesView:
    """The minutes of a meeting."""

    board: str
    date: date
    present: str
    apologies: str
    minutes: tuple[MinuteView, ...]
    meeting: int = 0
    time: str = ""
    venue: str = ""
    officers: str = ""
    others: str = ""
    state: str = MinutesState.PUBLISHED
    status: str = DRAFT
    corrections: str = ""
    sha256: str = ""
    is_whole: bool = True
    """Whether frozen minutes are what was approved."""

    @property
    def is_approved(self) -> bool:
        """Whether they were approved, and are frozen."""
        return self.state == MinutesState.APPROVED

    @property
    def is_written(self) -> bool:
        """Whether they are still being written: only those who keep them read them."""
        return self.state == MinutesState.DRAFT


def paper_of(meeting: Meeting) -> MinutesPaper:
    """Where the minutes of a meeting stand; without a row of their own they came with an imported paper, published.

    Costs a query unless the meeting came with its ``minutes_paper``.
    """
    try:
        return meeting.minutes_paper
    except MinutesPaper.DoesNotExist:
        return MinutesPaper(meeting=meeting, state=MinutesState.PUBLISHED)


def minutes_view(meeting: Meeting, *, audience: Audience = Audience.PUBLIC) -> MinutesView:
    """The minutes of a meeting as an audience may see them, with their references as links.

    Of an exempt minute the public sees the number and the paragraph alone. Nine queries, however many minutes.
    """
    paper = paper_of(meeting)
    view = _frozen(paper) if paper.is_approved else written(meeting, paper)
    if audience == Audience.PUBLIC:
        closed = _closed_since(meeting) if paper.is_approved else {}
        minutes = tuple(_withheld(minute, minute.exempt or closed.get(minute.number, "")) for minute in view.minutes)
        view = replace(view, minutes=minutes)
    return _with_links(view, meeting)


def written(meeting: Meeting, paper: MinutesPaper) -> MinutesView:
    """The whole of the minutes as they are written now, without links: what is frozen when they are approved."""
    there = list(meeting.attendance.all())
    rows = meeting.minutes.select_related("item").prefetch_related(
        "resolutions__action__lead", "resolutions__action__milestones"
    )
    style = meeting.board.resolution_style
    return MinutesView(
        board=str(meeting.board),
        date=meeting.date,
        present=_people(_of(there, Capacity.MEMBER, Capacity.SUBSTITUTE)),
        apologies=_people(one.role for one in there if one.presence == Presence.APOLOGIES),
        minutes=tuple(_minute(row, meeting, style) for row in rows),
        meeting=meeting.pk,
        time=clock_time(meeting.time) if meeting.time else "",
        venue=meeting.venue,
        officers=_people(_of(there, Capacity.OFFICER)),
        others=_people(_of(there, Capacity.OTHER)),
        state=paper.state,
        status=status_words(paper),
        corrections=paper.corrections,
    )


def status_words(paper: MinutesPaper) -> str:
    """Where minutes stand, in words for their head."""
    if paper.is_approved:
        return f"Approved as a correct record at the meeting of {long_date(paper.approved_at.date)}"
    return DRAFT if paper.state == MinutesState.PUBLISHED else "Being written, not published yet"


def frozen(view: MinutesView) -> tuple[dict, str]:
    """What is kept of minutes when they are approved, and its SHA-256."""
    payload = to_json(view)
    return payload, seal(payload)


def _frozen(paper: MinutesPaper) -> MinutesView:
    """The minutes as they were approved. What does not agree with its SHA-256 says so, and holds no markup."""
    view = from_json(MinutesView, paper.payload)
    whole = seal(paper.payload) == paper.sha256

    def again(html: str) -> SafeString:
        # Cleaned by an explicit list before it was frozen, and not changed since.
        return mark_safe(html) if whole else escape(strip_tags(html))  # noqa: S308

    minutes = tuple(replace(minute, html=again(minute.html)) for minute in view.minutes)
    return replace(view, minutes=minutes, sha256=paper.sha256, is_whole=whole)


def _minute(row: Minute, meeting: Meeting, style: str) -> MinuteView:
    return MinuteView(
        number=row.number,
        title=row.title,
        html=prose.rich_html(row.text, under=3, boxed=True),
        resolutions=_resolutions(list(row.resolutions.all()), meeting, style),
        refers_to=row.refers_to,
        exempt=exempt_words(row.item) if row.item else "",
        anchor=f"minute-{row.number}",
        address=address_of(meeting.pk, row.number),
    )


def _resolutions(resolutions: list[Resolution], meeting: Meeting, style: str) -> tuple[ResolutionView, ...]:
    several = len(resolutions) > 1 or any(one.part > 1 for one in resolutions)
    return tuple(
        ResolutionView(part_label(one.part, style) if several else "", one.text, one.part, _action(one, meeting))
        for one in resolutions
    )


def _action(resolution: Resolution, meeting: Meeting) -> str:
    """Who was charged with it, and by when."""
    if resolution.action is None:
        return ""
    return f"{resolution.action.lead or 'No owner'}; due: {agreed_due(resolution.action, meeting.date)}"


def _closed_since(meeting: Meeting) -> dict[int, str]:
    """The minutes, by number, whose items are closed to the public now, whatever was frozen of them. One query."""
    closed = meeting.minutes.filter(item__in=AgendaItem.objects.closed()).select_related("item")
    return {row.number: exempt_words(row.item) for row in closed}


def _withheld(minute: MinuteView, exempt: str) -> MinuteView:
    """A minute as the public sees it; ``exempt`` are the words by which it is closed, empty for an open one."""
    if not exempt:
        return minute
    return MinuteView(
        number=minute.number,
        title=withheld_title(exempt),
        html="",
        resolutions=(),
        exempt=exempt,
        withheld=True,
        anchor=minute.anchor,
        address=minute.address,
    )


def _with_links(view: MinutesView, meeting: Meeting) -> MinutesView:
    texts = [minute.html for minute in view.minutes]
    texts += [escape(one.text) for minute in view.minutes for one in minute.resolutions]
    texts += [f"Minute {minute.refers_to}" for minute in view.minutes if minute.refers_to]
    found = References(meeting, texts)
    by = referred_by(meeting, [minute.number for minute in view.minutes])
    return replace(
        view,
        minutes=tuple(
            replace(
                minute,
                html=found.linked(minute.html, own=minute.address),
                resolutions=tuple(
                    replace(one, html=found.linked(escape(one.text), own=minute.address)) for one in minute.resolutions
                ),
                refers=found.link(minute.refers_to),
                referred_by=by.get(minute.number, ()),
            )
            for minute in view.minutes
        ),
    )


def _of(there: Iterable[Attendance], *capacities: Capacity) -> list[str]:
    """The roles of those who were there in some capacity; a substitute says for whom."""
    return [one.role for one in there if one.presence == Presence.PRESENT and one.capacity in capacities]


def _people(roles: Iterable[str]) -> str:
    """Roles in order, several of one kind counted: "Chair of the Board; Councillor, member of the Board (2)"."""
    roles = list(roles)
    distinct = list(dict.fromkeys(roles))
    return "; ".join(f"{role} ({roles.count(role)})" if roles.count(role) > 1 else role for role in distinct)
