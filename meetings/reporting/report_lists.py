"""Reports as lists show them: where each stands, whom it waits for and by when; and which a meeting waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.timezone import localdate

from core.formats import long_date
from core.queries import how_many
from core.statements import stated_once
from meetings.choices import ItemKind, ReportState
from meetings.models import AgendaItem, CommitteeReport, Meeting, ReportEvent, ReportReviewer
from meetings.services.reports import signatures_of, turns
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
    since: date | None = None
    """The day on which it came to that post, where that is known."""

    @property
    def standing(self) -> str:
        """In review: waits for the Chief Executive since 27 August 2007, by 29 August 2007."""
        return self._standing(f"the {self.waits_for}")

    def told_to(self, posts: Collection[int]) -> str:
        """The same to the holder of some posts: "In review: waits for you as Chief Executive since 27 August 2007"."""
        yours = self.waits_for_post in posts
        return self._standing(f"you as {self.waits_for}" if yours else f"the {self.waits_for}")

    def _standing(self, who: str) -> str:
        if not self.waits_for:
            return self.state
        since = f" since {long_date(self.since)}" if self.since else ""
        by = f", {'was due' if self.is_late else 'by'} {long_date(self.by)}" if self.by else ""
        return f"{self.state}: waits for {who}{since}{by}"


def report_lines(reports: QuerySet[CommitteeReport], on: date) -> list[ReportLine]:
    """Reports as lists show them. Five queries at most, however many."""
    return _lines(list(with_what_lines_show(reports)), on)


def with_what_lines_show(reports: QuerySet[CommitteeReport]) -> QuerySet[CommitteeReport]:
    """Reports with what their lines read, as far as one query gives it."""
    events = ReportEvent.objects.filter(report=OuterRef("pk")).order_by("-pk")
    newest = Subquery(events.values("at")[:1])
    return reports.annotate(newest_event=newest).select_related("item__meeting__board", "author")


def _lines(found: list[CommitteeReport], on: date) -> list[ReportLine]:
    turn = turns(found)
    return [_line(report, turn.get(report.pk), on) for report in found]


def _line(report: CommitteeReport, turn: ReportReviewer | None, on: date) -> ReportLine:
    item, meeting = report.item, report.item.meeting
    post, by = _waits(report, turn)
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
        exempt=item.closed.short if item.closed else "",
        since=_since(report, turn) if post else None,
    )


def _since(report: CommitteeReport, turn: ReportReviewer | None) -> date | None:
    """Since when a report waits: the day of what last happened to it.

    None where nothing has, and where it waits because its text was changed after the post had signed it.
    """
    signed_earlier = turn is not None and turn.post_id in signatures_of(report)
    return localdate(report.newest_event) if report.newest_event and not signed_earlier else None


def _waits(report: CommitteeReport, turn: ReportReviewer | None) -> tuple[Post | None, date | None]:
    """The post that a report waits for, and by when."""
    if report.state == ReportState.DRAFT:
        return report.author, report.written_by
    return (turn.post, turn.deadline) if turn else (None, None)


def with_own_reports(meetings: QuerySet[Meeting], posts: Collection[int]) -> QuerySet[Meeting]:
    """Meetings with ``own_reports``: how many reports that some posts write or review are not signed off. No query more."""
    waiting = CommitteeReport.objects.of_posts(posts, contact=False).exclude(state=ReportState.SIGNED)
    return meetings.annotate(own_reports=how_many(waiting))


def own_reports(posts: Collection[int], on: date) -> list[ReportLine]:
    """The reports that some posts write or review and that are not signed off: whose turn it is, the first due first."""
    return sorted(_lines(_open_reports(*posts), on), key=lambda line: (line.by is None, line.by or line.on, line.pk))


@stated_once
def _open_reports(*posts: int) -> QuerySet[CommitteeReport]:
    """The reports that some posts write or review and that are not signed off."""
    open_ones = CommitteeReport.objects.of_posts(posts, contact=False).exclude(state=ReportState.SIGNED)
    return with_what_lines_show(open_ones)


@dataclass(frozen=True)
class AwaitedReport:
    """A report that is not there or not signed off, and why."""

    number: int
    """The number of its item."""
    title: str
    """The title of its item."""
    why: str
    report_url: str = ""

    def __str__(self) -> str:
        return f"Item {self.number}, “{self.title}”: {self.why}"


def awaited_reports(meeting: Meeting) -> tuple[AwaitedReport, ...]:
    """The reports that a meeting still waits for. At most six queries.

    It names exempt items, so it is for those who keep the meeting.
    """
    items = meeting.items.filter(kind=ItemKind.REPORT)
    return awaited_of(items.select_related("report__author").prefetch_related("attachments"))


def awaited_of(items: Iterable[AgendaItem]) -> tuple[AwaitedReport, ...]:
    """The reports that some items wait for, in their order. At most four queries where report and attachments were fetched."""
    waiting = [(item, getattr(item, "report", None)) for item in items if item.awaits_report]
    turn = turns(report for _, report in waiting if report)
    return tuple(AwaitedReport(item.number, item.title, _why(report, turn), _url(report)) for item, report in waiting)


def _why(report: CommitteeReport | None, turn: dict[int, ReportReviewer | None]) -> str:
    if report is None:
        return "no report has been started."
    post, by = _waits(report, turn.get(report.pk))
    state = "a draft" if report.state == ReportState.DRAFT else "in review"
    due = f", due {long_date(by)}" if by else ""
    return f"the report is {state} and waits for the {post or 'last signature'}{due}."


def _url(report: CommitteeReport | None) -> str:
    return report.get_absolute_url() if report else ""
