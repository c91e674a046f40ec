"""Reports as lists show them: where each stands, whom it waits for and by when; and what is not ready for a meeting."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects

from core.formats import long_date
from meetings.choices import ItemKind, ReportState
from meetings.models import CommitteeReport, Meeting
from meetings.services.reports import WITH_REVIEW, review_of
from organisation.models import Post


@dataclass(frozen=True)
class ReportLine:
    """A report as a list shows it."""

    pk: int
    url: str
    title: str
    meeting: str
    meeting_url: str
    on: date
    """The day of the meeting."""
    author: str
    state: str
    waits_for: str
    """The post that it waits for; empty once it is signed off."""
    waits_for_post: int | None
    by: date | None
    """The day by which that post is to do its part."""
    is_late: bool
    exempt: str

    @property
    def standing(self) -> str:
        """In review: waits for the Chief Executive, by 29 August 2007."""
        if not self.waits_for:
            return self.state
        by = f", {'was due' if self.is_late else 'by'} {long_date(self.by)}" if self.by else ""
        return f"{self.state}: waits for the {self.waits_for}{by}"


def report_lines(reports: Iterable[CommitteeReport], on: date) -> list[ReportLine]:
    """Reports fetched by ``with_lines`` as lists show them. No query."""
    return [_line(report, on) for report in reports]


def with_lines(reports: QuerySet[CommitteeReport]) -> list[CommitteeReport]:
    """With what ``report_lines`` reads. Eight queries at most, however many; text only of those that are in review."""
    found = list(reports.select_related("item__meeting__board", "author"))
    prefetch_related_objects([report for report in found if report.state == ReportState.REVIEW], *WITH_REVIEW)
    return found


def _line(report: CommitteeReport, on: date) -> ReportLine:
    item, meeting = report.item, report.item.meeting
    post, by = _waits(report)
    return ReportLine(
        pk=report.pk,
        url=report.get_absolute_url(),
        title=report.title,
        meeting=str(meeting),
        meeting_url=meeting.get_absolute_url(),
        on=meeting.date,
        author=str(report.author),
        state=report.get_state_display(),
        waits_for=str(post or ""),
        waits_for_post=post.pk if post else None,
        by=by,
        is_late=by is not None and by < on,
        exempt=f"Exempt, paragraph {item.exempt_paragraph}" if item.is_exempt else "",
    )


def _waits(report: CommitteeReport) -> tuple[Post | None, date | None]:
    """The post that a report waits for, and by when."""
    if report.state == ReportState.DRAFT:
        return report.author, report.written_by
    turn = review_of(report).turn if report.state == ReportState.REVIEW else None
    return (turn.post, turn.deadline) if turn else (None, None)


def reports_waiting(posts: Collection[int], on: date) -> list[ReportLine]:
    """The reports that wait for some posts to write or sign them. Eight queries at most, two where there are none."""
    if not posts:
        return []
    reports = CommitteeReport.objects.of_posts(posts).exclude(state=ReportState.SIGNED)
    return [line for line in report_lines(with_lines(reports), on) if line.waits_for_post in posts]


@dataclass(frozen=True)
class Unready:
    """An item of kind report whose report is not there or not signed off, and why."""

    number: int
    title: str
    why: str
    report_url: str = ""

    def __str__(self) -> str:
        return f"Item {self.number}, “{self.title}”: {self.why}"


def unready(meeting: Meeting) -> tuple[Unready, ...]:
    """The items of a meeting that want a report which is missing or not signed off. At most seven queries.

    It names exempt items, so it is for those who keep the meeting.
    """
    items = list(meeting.items.filter(kind=ItemKind.REPORT))
    reports = with_lines(CommitteeReport.objects.filter(item__meeting=meeting).exclude(state=ReportState.SIGNED))
    waiting = {report.item_id: report for report in reports}
    signed = set(
        CommitteeReport.objects.filter(item__meeting=meeting, state=ReportState.SIGNED).values_list("item", flat=True)
    )
    return tuple(
        Unready(item.number, item.title, _why(waiting.get(item.pk)), _url(waiting.get(item.pk)))
        for item in items
        if item.pk not in signed
    )


def _why(report: CommitteeReport | None) -> str:
    if report is None:
        return "no report has been started."
    post, by = _waits(report)
    state = "a draft" if report.state == ReportState.DRAFT else "in review"
    due = f", due {long_date(by)}" if by else ""
    return f"the report is {state} and waits for the {post}{due}."


def _url(report: CommitteeReport | None) -> str:
    return report.get_absolute_url() if report else ""
