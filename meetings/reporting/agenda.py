"""A meeting with its agenda and papers, as one audience may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.clock import today
from core.formats import clock_time, long_date
from meetings.choices import Audience, ItemKind
from meetings.models import AgendaItem, CommitteeReport, Meeting
from meetings.reporting.cycles import meeting_coverage
from meetings.reporting.minutes import MinutesView, minutes_view
from meetings.reporting.reports import ReportView, report_view
from organisation.models import Council


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


def agenda(meeting: Meeting, council: Council, *, audience: Audience, papers: bool = False) -> MeetingView:
    """A meeting as an audience sees it; with ``papers``, its reports and minutes in full.

    Of an exempt item the public is told nothing but its paragraph.
    """
    items = meeting.items.select_related("presenter", "minutes_of__board", "report")
    return MeetingView(
        pk=meeting.pk,
        council=council.name,
        board=str(meeting.board),
        date=meeting.date,
        time=clock_time(meeting.time) if meeting.time else "",
        venue=meeting.venue,
        items=tuple(item_view(item, meeting, council, audience=audience, papers=papers) for item in items),
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
        return ItemView(title="Exempt item", kind=item.kind, presenter="", note="", withheld=True, **facts)
    return ItemView(
        title=item.title,
        kind=item.kind,
        presenter=str(item.presenter or ""),
        note=_note(item, report),
        papers=_papers(item, report),
        report=report_view(report, meeting, council) if papers and report and report.is_signed else None,
        minutes=minutes_view(item.minutes_of) if papers and item.minutes_of else None,
        **facts,
    )


def exempt_words(item: AgendaItem) -> str:
    """The words by which an exempt item is marked; empty for an open one."""
    if not item.is_exempt:
        return ""
    return f"Not for publication: paragraph {item.exempt_paragraph} of Schedule 12A, Local Government Act 1972"


def _papers(item: AgendaItem, report: CommitteeReport | None) -> str:
    if report and report.is_signed:
        return "the report"
    return "the minutes" if item.minutes_of else ""


def _note(item: AgendaItem, report: CommitteeReport | None) -> str:
    if report and report.is_signed:
        return "report herewith"
    if report or (item.kind == ItemKind.REPORT and item.meeting.date >= today()):
        return "report to follow"
    if item.minutes_of:
        return "herewith"
    if item.kind == ItemKind.VERBAL:
        return f"{item.presenter} to report" if item.presenter else "verbal report"
    return ""
