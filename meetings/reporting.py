"""What is read of meetings: agenda, reports and minutes as plain data, the same on a page and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery
from django.utils.safestring import SafeString

from actions.coverage import coverage_figure
from actions.rules import Cycle
from clinics.reporting import ClinicLine
from clinics.reporting import at as clinics_at
from core import prose
from core.clock import today
from core.dates import months_later
from core.formats import clock_time, long_date
from improvement_plan.reporting import (
    PlanChanges,
    PlanExceptions,
    PlanReport,
    PlanSummary,
    plan_changes,
    plan_exceptions,
    plan_report,
    plan_summary,
    position,
)
from indicators.reporting.scorecard import EXCEPTIONS, Scorecard, listed, scorecard
from meetings.choices import AppendixKind, Audience, HeadingField, ItemKind
from meetings.models import AgendaItem, CommitteeReport, Meeting, ReportHeading, ReportSection
from organisation.choices import BoardKind
from organisation.models import Council


@dataclass(frozen=True)
class HeadingBlock:
    """One heading of a report with what stands under it: a value the program filled in, or prose."""

    number: int
    title: str
    value: str = ""
    html: SafeString | str = ""
    paragraphs: tuple[prose.NumberedParagraph, ...] = ()

    @property
    def is_field(self) -> bool:
        """Whether the program filled it in."""
        return bool(self.value)


@dataclass(frozen=True)
class AppendixBlock:
    """An appendix with its data: exactly one kind is there."""

    anchor: str
    label: str
    title: str
    clinics: tuple[ClinicLine, ...] | None = None
    suggested: tuple[ClinicLine, ...] | None = None
    plan: PlanReport | None = None
    summary: PlanSummary | None = None
    changes: PlanChanges | None = None
    exceptions: PlanExceptions | None = None
    scorecard: Scorecard | None = None


@dataclass(frozen=True)
class ReportView:
    """A committee report under its council's headings."""

    title: str
    author: str
    contact: str
    portfolio: str
    confirmation: str
    background_papers: str
    fields: tuple[HeadingBlock, ...]
    headings: tuple[HeadingBlock, ...]
    appendices: tuple[AppendixBlock, ...]


@dataclass(frozen=True)
class ResolutionView:
    """A part of what was resolved, with its number where there are several."""

    label: str
    text: str


@dataclass(frozen=True)
class MinuteView:
    """One minute."""

    number: int
    title: str
    html: SafeString | str
    resolutions: tuple[ResolutionView, ...]


@dataclass(frozen=True)
class MinutesView:
    """The minutes of a meeting."""

    board: str
    date: date
    present: str
    apologies: str
    minutes: tuple[MinuteView, ...]


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


def cycle_start(meeting: Meeting) -> date:
    """The first day of the reporting cycle that ends with a meeting: the day after the board's meeting before it.

    Where there was none, as many months back as the board's cycle has. Costs a
    query unless the meeting came ``with_previous()``.
    """
    previous = met_before(meeting)
    return day_after(previous) if previous else months_later(meeting.date, -meeting.board.cycle_months)


def met_before(meeting: Meeting) -> date | None:
    """When the board met before a meeting. Costs a query unless the meeting came ``with_previous()``."""
    if "previous" in meeting.__dict__:
        return meeting.previous
    return meeting.board.meetings.past(meeting.date).values_list("date", flat=True).first()


def cycle_before(meeting: Meeting) -> date:
    """The first day of the board's cycle before the one that ends with a meeting. Two queries."""
    last, *_ = [*meeting.board.meetings.past(meeting.date)[1:2].values_list("date", flat=True), None]
    return day_after(last) if last else months_later(cycle_start(meeting), -meeting.board.cycle_months)


def cycles_at(on: date, *, months: int, several: int = 1) -> tuple[Cycle, ...]:
    """The reporting cycle that a day lies in and those before it, the newest first.

    A cycle begins on the day after a political board's meeting and ends with its next; the present
    one ends on the day itself. Where no meetings say so, each is some months long. One query.
    """
    met = Meeting.objects.filter(board__kind=BoardKind.POLITICAL, date__lt=on).order_by("-date")
    starts = [day_after(day) for day in met.values_list("date", flat=True).distinct()[:several]]
    while len(starts) < several:
        starts.append(months_later(starts[-1] if starts else on, -months))
    ends = [on, *(start - timedelta(days=1) for start in starts)]
    return tuple(Cycle(start, end) for start, end in zip(starts, ends, strict=False))


def cycle_at(on: date, *, months: int) -> date:
    """The first day of the reporting cycle that a day lies in. One query."""
    return cycles_at(on, months=months)[0].starts


def day_after(day: date) -> date:
    """The next day."""
    return date.fromordinal(day.toordinal() + 1)


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


def meeting_coverage(meeting: Meeting, on: date) -> str:
    """How many open actions were updated in the cycle that ends with a meeting, as known on a day or at the meeting."""
    cycle = Cycle(cycle_start(meeting), min(meeting.date, on))
    return coverage_figure(cycle) if cycle.starts <= cycle.ends else ""


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
        report=report_view(report, meeting, council) if papers and report else None,
        minutes=minutes_view(item.minutes_of) if papers and item.minutes_of else None,
        **facts,
    )


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


def report_view(report: CommitteeReport, meeting: Meeting, council: Council) -> ReportView:
    """A report under its template's headings, its appendices worked out at the date of the meeting."""
    body = ReportSection.objects.filter(report=report, heading=OuterRef("pk")).values("body")
    headings = list(report.template.headings.annotate(body=Subquery(body)))
    numbered = report.template.numbered_paragraphs
    return ReportView(
        title=report.title,
        author=str(report.author),
        contact=str(report.contact or ""),
        portfolio=report.portfolio,
        confirmation=report.confirmation,
        background_papers=report.background_papers,
        fields=tuple(_field(heading, report, meeting) for heading in headings if heading.field),
        headings=tuple(_prose(heading, numbered=numbered) for heading in headings if not heading.field),
        appendices=appendix_blocks(report, meeting, council),
    )


def _field(heading: ReportHeading, report: CommitteeReport, meeting: Meeting) -> HeadingBlock:
    values = {
        HeadingField.MEETING: str(meeting.board),
        HeadingField.DATE: long_date(meeting.date),
        HeadingField.TITLE: report.title,
        HeadingField.DIRECTORATE: str(report.directorate or ""),
    }
    return HeadingBlock(heading.number, heading.title, value=values[heading.field] or "Not stated")


def _prose(heading: ReportHeading, *, numbered: bool) -> HeadingBlock:
    body = heading.body or ""
    if numbered:
        return HeadingBlock(heading.number, heading.title, paragraphs=tuple(prose.numbered(body, heading.number)))
    return HeadingBlock(heading.number, heading.title, html=prose.to_html(body) or "Nothing to report.")


def appendix_blocks(report: CommitteeReport, meeting: Meeting, council: Council) -> tuple[AppendixBlock, ...]:
    """The appendices of a report with their data at the date of the meeting."""
    appendices = list(report.appendices.select_related("plan", "period"))
    about_clinics = {AppendixKind.CLINICS, AppendixKind.SUGGESTED_CLINICS}
    wants_clinics = any(appendix.kind in about_clinics for appendix in appendices)
    held, suggested = clinics_at(meeting.date) if wants_clinics else ([], [])
    blocks = []
    for appendix in appendices:
        facts = {"anchor": f"appendix-{appendix.pk}", "label": appendix.label, "title": appendix.title}
        match AppendixKind(appendix.kind):
            case AppendixKind.CLINICS:
                facts["clinics"] = tuple(held)
            case AppendixKind.SUGGESTED_CLINICS:
                facts["suggested"] = tuple(suggested)
            case AppendixKind.SCORECARD | AppendixKind.EXCEPTIONS as kind:
                indicators = listed(appendix.period, meeting.date)
                if kind == AppendixKind.EXCEPTIONS:
                    indicators = indicators.filter(EXCEPTIONS)
                facts["scorecard"] = scorecard(indicators, appendix.period, meeting.date, council=council)
            case AppendixKind.PLAN:
                since = cycle_start(meeting)
                facts["plan"] = plan_report(appendix.plan, meeting.date, council=council, since=since)
            case AppendixKind.PLAN_SUMMARY:
                facts["summary"] = plan_summary(appendix.plan, position(meeting.date, council))
            case AppendixKind.PLAN_CHANGES:
                met = met_before(meeting)
                since = met or cycle_start(meeting) - timedelta(days=1)
                board = str(meeting.board) if met else ""
                facts["changes"] = plan_changes(appendix.plan, since, position(meeting.date, council), board=board)
            case AppendixKind.PLAN_EXCEPTIONS:
                facts["exceptions"] = plan_exceptions(
                    appendix.plan, position(meeting.date, council), since=cycle_before(meeting)
                )
        blocks.append(AppendixBlock(**facts))
    return tuple(blocks)


def minutes_view(meeting: Meeting) -> MinutesView:
    """The minutes of a meeting."""
    attendance = list(meeting.attendance.all())
    return MinutesView(
        board=str(meeting.board),
        date=meeting.date,
        present=_people(a.role for a in attendance if a.present),
        apologies=_people(a.role for a in attendance if not a.present),
        minutes=tuple(
            MinuteView(
                minute.number, minute.title, prose.to_html(minute.text), _resolutions(list(minute.resolutions.all()))
            )
            for minute in meeting.minutes.prefetch_related("resolutions")
        ),
    )


def _people(roles: Iterable[str]) -> str:
    """Roles in order, several of one kind counted: "Chair of the Board; 2 × Councillor, member of the Board"."""
    roles = list(roles)
    distinct = list(dict.fromkeys(roles))
    return "; ".join(f"{role} ({roles.count(role)})" if roles.count(role) > 1 else role for role in distinct)


def _resolutions(resolutions: list) -> tuple[ResolutionView, ...]:
    several = len(resolutions) > 1
    return tuple(ResolutionView(f"({r.part})" if several else "", r.text) for r in resolutions)
