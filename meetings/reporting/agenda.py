"""A meeting with its agenda and papers, as one audience may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef

from core.clock import today
from core.formats import clock_time, count, long_date
from meetings.choices import Audience, ItemKind
from meetings.models import AgendaItem, CommitteeReport, Meeting, Minute
from meetings.reporting.arising import MattersArising, matters_arising
from meetings.reporting.closed import exempt_words, withheld_title
from meetings.reporting.cycles import meeting_coverage
from meetings.reporting.minutes import MinutesView, minutes_view
from meetings.reporting.references import readable, with_references
from meetings.reporting.reports import ReportView, report_view
from meetings.rules.closed import WITHHELD_REASON
from organisation.models import Council

TO_FOLLOW = "report to follow"
"""What an agenda says of a report that is not there yet."""


@dataclass(frozen=True)
class AttachmentView:
    """A PDF of somebody else's that goes with an item as a file of its own."""

    pk: int
    title: str
    name: str
    sha256: str
    pages: int
    size: int

    @property
    def words(self) -> str:
        """What is said of it: "attached as a file of its own, 12 pages, PDF, not checked for accessibility"."""
        return f"attached as a file of its own, {count(self.pages, 'page')}, PDF, not checked for accessibility"


@dataclass(frozen=True)
class ItemView:
    """An agenda item with its papers, as one audience sees it."""

    pk: int
    anchor: str
    number: int
    title: str
    kind: str
    presenter: str
    note: str
    """What follows the title in an agenda: "report herewith"."""
    exempt: str
    """The paragraph under which it is not for publication; empty for open items."""
    papers: str = ""
    """What of it can be read: "the report", "the minutes"; empty where nothing follows."""
    withheld: bool = False
    report: ReportView | None = None
    minutes: MinutesView | None = None
    arising: MattersArising | None = None
    group: str = ""
    """The heading that it begins: on the first item under it."""
    late: str = ""
    """The special circumstances for which a late item may be taken."""
    withdrawn: str = ""
    """Why it is not taken."""
    reason: str = ""
    """Why the public interest is in keeping it exempt, for those who may read it."""
    was_public: str = ""
    """Where it had been published before it was closed to the public, for those who may read it."""
    attachments: tuple[AttachmentView, ...] = ()

    @property
    def paragraph(self) -> str:
        """The mark alone, for the foot of each page: "Not for publication: paragraph 3"."""
        return self.exempt.partition(" of ")[0].partition(" (")[0]

    @property
    def to_follow(self) -> bool:
        """Whether a report is expected that is not there yet."""
        return self.note == TO_FOLLOW

    @property
    def has_papers(self) -> bool:
        """Whether papers follow."""
        return bool(self.report or self.minutes or self.arising)


@dataclass(frozen=True)
class MeetingView:
    """A meeting with its agenda."""

    pk: int
    council: str
    board: str
    date: date
    time: str
    venue: str
    items: tuple[ItemView, ...]
    coverage: str
    """How many open actions were updated in the cycle that ends with the meeting; empty where nothing can be said."""
    chair: str
    cancelled: str
    """Why the meeting is not held; empty where it is."""

    @property
    def title(self) -> str:
        """Board and date."""
        return f"{self.board}, {long_date(self.date)}"


def agenda(
    meeting: Meeting,
    council: Council,
    *,
    audience: Audience,
    papers: bool = False,
    tell: Callable[[int, int, str], object] | None = None,
) -> MeetingView:
    """A meeting as an audience sees it; with ``papers``, its reports and minutes in full.

    Of a closed item the public is told nothing but its paragraph, or that it is confidential. ``tell``
    is told which item of how many is being read, and its title as the audience sees it.
    """
    found = meeting.items.select_related("presenter", "minutes_of__board", "minutes_of__minutes_paper", "report")
    has_minutes = Exists(Minute.objects.filter(readable(), meeting=OuterRef("minutes_of")))
    items = list(found.annotate(has_minutes=has_minutes).prefetch_related("attachments"))

    def read(at: int, item: AgendaItem) -> ItemView:
        if tell:
            tell(at, len(items), _title(item, audience))
        return item_view(item, meeting, council, audience=audience, papers=papers)

    views = [read(at, item) for at, item in enumerate(items, 1)]
    return MeetingView(
        pk=meeting.pk,
        council=council.name,
        board=str(meeting.board),
        date=meeting.date,
        time=clock_time(meeting.time) if meeting.time else "",
        venue=meeting.venue,
        items=_under_headings(items, views),
        coverage="" if meeting.is_cancelled else meeting_coverage(meeting, today()),
        chair=meeting.chair,
        cancelled=meeting.cancelled_because,
    )


def item_view(
    item: AgendaItem, meeting: Meeting, council: Council, *, audience: Audience, papers: bool = True
) -> ItemView:
    """One agenda item as an audience sees it. Of a withdrawn one no papers are sent out."""
    exempt = exempt_words(item)
    withheld = item.is_closed and audience == Audience.PUBLIC
    report = getattr(item, "report", None)
    if item.withdrawn_because or (report and not report.is_signed):
        report = None
    facts = {"pk": item.pk, "anchor": f"item-{item.number}", "number": item.number, "exempt": exempt}
    if withheld:
        withdrawn = WITHHELD_REASON if item.withdrawn_because else ""
        facts |= {"title": _title(item, audience), "withheld": True, "withdrawn": withdrawn}
        return ItemView(kind=item.kind, presenter="", note="", **facts)
    minutes_of = item.minutes_of if _has_minutes(item) and not item.withdrawn_because else None
    return ItemView(
        title=item.title,
        kind=item.kind,
        presenter=str(item.presenter or ""),
        note="" if item.withdrawn_because else _note(item, report),
        papers="" if item.withdrawn_because else _papers(item, report),
        report=_report(report, meeting, council) if papers and report else None,
        minutes=minutes_view(minutes_of, audience=audience) if papers and minutes_of else None,
        arising=matters_arising(meeting, council, audience=audience) if papers and _asks_what_arose(item) else None,
        late=item.late_because,
        withdrawn=item.withdrawn_because,
        reason=item.public_interest if item.is_closed else "",
        was_public=item.was_public_in if item.is_closed else "",
        attachments=tuple(
            AttachmentView(a.pk, a.title, a.name, a.sha256, a.pages, a.size)
            for a in item.attachments.all()
            if a.removed_at is None and not item.withdrawn_because
        ),
        **facts,
    )


def _title(item: AgendaItem, audience: Audience) -> str:
    """Of a closed item the public is told only which kind of closed it is."""
    if item.is_closed and audience == Audience.PUBLIC:
        return withheld_title(exempt_words(item))
    return item.title


@dataclass(frozen=True)
class AgendaLine:
    """An item where the agenda is arranged: what it says, and what may be done to it."""

    item: AgendaItem
    group: str
    """The heading that it begins."""
    exempt: str
    has_papers: bool
    """Whether it has a report, so that it is withdrawn and not removed."""


def agenda_lines(meeting: Meeting) -> tuple[AgendaLine, ...]:
    """The agenda for those who keep it. One query."""
    lines, under = [], ""
    for item in meeting.items.select_related("presenter", "minutes_of", "report"):
        group = item.group if item.group != under else ""
        under = item.group
        lines.append(AgendaLine(item, group, exempt_words(item), hasattr(item, "report")))
    return tuple(lines)


def _under_headings(items: list[AgendaItem], views: list[ItemView]) -> tuple[ItemView, ...]:
    """The items, the first under each heading with it. A heading over withheld items alone is withheld with them."""
    under, placed = "", []
    for item, view in zip(items, views, strict=True):
        if view.withheld or item.group == under:
            placed.append(view)
            continue
        under = item.group
        placed.append(replace(view, group=under))
    return tuple(placed)


def _papers(item: AgendaItem, report: CommitteeReport | None) -> str:
    if report:
        return "the report"
    if _asks_what_arose(item):
        return "the matters arising"
    return "the minutes" if _has_minutes(item) else ""


def _report(report: CommitteeReport, meeting: Meeting, council: Council) -> ReportView:
    """A report whose prose leads to the minutes that it refers to. Its appendices stay as they are."""
    view = report_view(report, meeting, council)
    return replace(view, headings=with_references(view.headings, meeting))


def _has_minutes(item: AgendaItem) -> bool:
    """Whether there are minutes to approve that are published. Costs a query where it was not asked with the items."""
    if "has_minutes" not in item.__dict__:
        item.has_minutes = bool(item.minutes_of and item.minutes_of.minutes.filter(readable()).exists())
    return item.has_minutes


def _asks_what_arose(item: AgendaItem) -> bool:
    return item.kind == ItemKind.MATTERS_ARISING and not item.withdrawn_because


def _note(item: AgendaItem, report: CommitteeReport | None) -> str:
    if report:
        return "report herewith"
    if item.meeting.date >= today() and item.awaits_report:
        return TO_FOLLOW
    if item.minutes_of:
        return "herewith" if _has_minutes(item) else "to follow"
    if item.kind == ItemKind.VERBAL:
        return f"{item.presenter} to report" if item.presenter else "verbal report"
    return ""
