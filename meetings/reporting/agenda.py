"""A meeting with its agenda and papers, as one audience may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.clock import today
from core.formats import clock_time, count, long_date
from meetings.choices import Audience, ItemKind
from meetings.models import AgendaItem, CommitteeReport, Meeting
from meetings.reporting.cycles import meeting_coverage
from meetings.reporting.minutes import MinutesView, minutes_view
from meetings.reporting.reports import ReportView, report_view
from organisation.models import Council


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
    late: str = ""
    """The special circumstances for which a late item is taken."""
    withdrawn: str = ""
    """Why it was withdrawn."""
    attachments: tuple[AttachmentView, ...] = ()

    @property
    def paragraph(self) -> str:
        """The exempt paragraph alone, for the foot of each page: "Not for publication: paragraph 3"."""
        return self.exempt.partition(" of ")[0]

    @property
    def to_follow(self) -> bool:
        """Whether a report is expected that is not there yet."""
        there = self.papers or self.has_papers or self.attachments or self.withheld or self.withdrawn
        return self.kind == ItemKind.REPORT and not there

    @property
    def has_papers(self) -> bool:
        """Whether papers follow."""
        return bool(self.report or self.minutes)


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
    coverage: str = ""
    """How many open actions were updated in the cycle that ends with the meeting; empty where nothing can be said."""

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

    Of an exempt item the public is told nothing but its paragraph. ``tell`` is told which item of
    how many is being read, and its title as the audience sees it.
    """
    items = list(
        meeting.items.select_related("presenter", "minutes_of__board", "report").prefetch_related("attachments")
    )

    def read(at: int, item: AgendaItem) -> ItemView:
        if tell:
            tell(at, len(items), _title(item, audience))
        return item_view(item, meeting, council, audience=audience, papers=papers)

    return MeetingView(
        pk=meeting.pk,
        council=council.name,
        board=str(meeting.board),
        date=meeting.date,
        time=clock_time(meeting.time) if meeting.time else "",
        venue=meeting.venue,
        items=tuple(read(at, item) for at, item in enumerate(items, 1)),
        coverage=meeting_coverage(meeting, today()),
    )


def item_view(
    item: AgendaItem, meeting: Meeting, council: Council, *, audience: Audience, papers: bool = True
) -> ItemView:
    """One agenda item as an audience sees it."""
    exempt = exempt_words(item)
    withheld = item.is_exempt and audience == Audience.PUBLIC
    report = getattr(item, "report", None)
    facts = {"pk": item.pk, "anchor": f"item-{item.number}", "number": item.number, "exempt": exempt}
    if withheld:
        return ItemView(title=_title(item, audience), kind=item.kind, presenter="", note="", withheld=True, **facts)
    return ItemView(
        title=item.title,
        kind=item.kind,
        presenter=str(item.presenter or ""),
        note=_note(item, report),
        papers=_papers(item, report),
        report=report_view(report, meeting, council) if papers and report else None,
        minutes=minutes_view(item.minutes_of) if papers and item.minutes_of else None,
        late=item.late_because,
        withdrawn=getattr(item, "withdrawn_because", ""),
        attachments=tuple(
            AttachmentView(a.pk, a.title, a.name, a.sha256, a.pages, a.size)
            for a in item.attachments.all()
            if a.removed_at is None
        ),
        **facts,
    )


def _title(item: AgendaItem, audience: Audience) -> str:
    return "Exempt item" if item.is_exempt and audience == Audience.PUBLIC else item.title


def exempt_words(item: AgendaItem) -> str:
    """The words by which an exempt item is marked; empty for an open one."""
    if not item.is_exempt:
        return ""
    return f"Not for publication: paragraph {item.exempt_paragraph} of Schedule 12A, Local Government Act 1972"


def _papers(item: AgendaItem, report: CommitteeReport | None) -> str:
    if report:
        return "the report"
    return "the minutes" if item.minutes_of else ""


def _note(item: AgendaItem, report: CommitteeReport | None) -> str:
    if report:
        return "report herewith"
    if item.minutes_of:
        return "herewith"
    if item.kind == ItemKind.VERBAL:
        return f"{item.presenter} to report" if item.presenter else "verbal report"
    return ""
