"""Reports: the list of them, the page of one with where it stands, how it will look, and how it looked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core import prose
from core.clock import today
from core.formats import count
from core.steps import Again, Asks
from core.views import InPlace, paginate
from meetings.choices import ItemKind, ReportState, ReportStep
from meetings.forms.reports import CommentForm, FactsForm, StartForm
from meetings.models import AgendaItem, CommitteeReport, ReportComment, ReportHeading, SectionDraft, previous_date
from meetings.reporting.report_history import report_happenings
from meetings.reporting.report_lists import ReportLine, report_lines
from meetings.reporting.reports import filled_in, frozen_view, report_view, written_view
from meetings.services.reports import WITH_REVIEW, Review, review_of, start_report
from organisation import rights
from organisation.access import ForReaders

SIGNED = "The report is signed off, and stays as it is. Open it again, with a reason, to change it."


class ReportList(ForReaders, InPlace, TemplateView):
    """What the person is to write and to sign, what they have a part in, and all that they may know of."""

    title = "Reports"
    place = "meetings"
    template_name = "meetings/reports.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all meetings."""
        return (("Meetings", reverse("meetings")),)

    def get_reports(self) -> QuerySet[CommitteeReport]:
        """All for the performance team; for others those of the posts that they hold."""
        reports = CommitteeReport.objects.order_by("-item__meeting__date", "item__number", "pk")
        if not rights.may_manage(self.request.user):
            reports = reports.of_posts(rights.posts_of(self.request.user))
        return reports

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those that wait for the person first."""
        user, on = self.request.user, today()
        posts = rights.posts_of(user)
        open_ones = report_lines(self.get_reports().exclude(state=ReportState.SIGNED), on)
        open_ones.sort(key=lambda line: (line.by is None, line.by or line.on, line.pk))
        state = self.request.GET.get("state", "")
        found = self.get_reports().filter(state=state) if state in set(ReportState) else self.get_reports()
        page = paginate(found.values_list("pk", flat=True), self.request)
        known = {line.pk: line for line in open_ones}
        known |= {line.pk: line for line in report_lines(found.filter(pk__in=set(page) - set(known)), on)}
        return super().get_context_data(
            to_write=_waiting(open_ones, posts, ReportState.DRAFT),
            to_sign=_waiting(open_ones, posts, ReportState.REVIEW),
            late=[line for line in open_ones if line.is_late],
            page=page,
            lines=[known[key] for key in page],
            state=state,
            states=ReportState.pairs(),
            without=self.without_report() if rights.may_manage(user) else (),
            **kwargs,
        )

    @staticmethod
    def without_report() -> QuerySet[AgendaItem]:
        """Items of meetings to come whose report nobody has started."""
        items = AgendaItem.objects.filter(kind=ItemKind.REPORT, report__isnull=True, meeting__date__gte=today())
        return items.select_related("meeting__board").order_by("meeting__date", "meeting__pk", "number")


def _waiting(lines: list[ReportLine], posts: frozenset[int], state: ReportState) -> list[ReportLine]:
    return [line for line in lines if line.waits_for_post in posts and line.state == state.label]


class OneReport(ForReaders, Again):
    """What the pages of one report have in common. They are for those who write, review or keep it."""

    place = "meetings"
    at = ""
    """The part of the report's page that one goes back to."""
    refusal = (
        "This report is being written. Until it is signed off it is for the performance team and for those who "
        "write, review or answer for it."
    )

    @cached_property
    def report(self) -> CommitteeReport:
        """The report that the address names."""
        found = CommitteeReport.objects.select_related(
            "item__meeting__board", "template", "author", "contact", "directorate"
        ).prefetch_related(*WITH_REVIEW, "template__headings")
        found = found.annotate(previous=previous_date("item__meeting__board", "item__meeting__date"))
        report = get_object_or_404(found, pk=self.kwargs["pk"])
        report.item.meeting.previous = report.previous
        return report

    @cached_property
    def review(self) -> Review:
        """How its review stands."""
        return review_of(self.report)

    @property
    def insiders(self) -> list[int | None]:
        """The posts that write it, answer questions on it or review it."""
        return [self.report.author_id, self.report.contact_id, *(row.post_id for row in self.report.reviewers.all())]

    @cached_property
    def writes(self) -> bool:
        """Whether the person may write it."""
        return rights.may_write_report(self.request.user, self.report.author_id)

    def allowed(self) -> bool:
        """Readers who have a part in it."""
        return super().allowed() and rights.may_see_draft(self.request.user, self.insiders)

    def get_title(self) -> str:
        """What is done on the page; on the report's own, its title."""
        return self.title or self.report.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all reports, and to its own page from the pages below it."""
        up = (("Meetings", reverse("meetings")), ("Reports", reverse("reports")))
        return up if type(self) is ReportPage else (*up, (self.report.title, self.report.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the report and its meeting."""
        return super().get_context_data(report=self.report, meeting=self.report.item.meeting, **kwargs)

    @property
    def about(self) -> str:
        """The report, and where it stands."""
        return f"{self.report.title} · {self.report.get_state_display().lower()}"

    @property
    def way_back(self) -> str:
        """The page of the report, at a part of it."""
        return f"{self.report.get_absolute_url()}{f'#{self.at}' if self.at else ''}"


class Writing(OneReport):
    """A page for those who write a report."""

    refusal = "A report is written by who holds its author's post, and by the performance team."

    def allowed(self) -> bool:
        """Those who write it."""
        return super().allowed() and self.writes

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Once it is signed off, the report with why not."""
        if request.user.is_authenticated and self.allowed() and self.report.is_signed:
            return self.closed()
        return super().dispatch(request, *args, **kwargs)

    def closed(self) -> HttpResponse:
        """What is answered once the report is signed off."""
        messages.warning(self.request, SIGNED)
        return redirect(self.report)


@dataclass(frozen=True)
class HeadingLine:
    """A heading on the page of a report: what it asks for, and whether something stands under it."""

    heading: ReportHeading
    value: str
    """What the program filled in."""
    words: int
    has_draft: bool
    comments: int
    """How many are open."""

    @property
    def standing(self) -> str:
        """Written, 153 words of about 200; or empty."""
        if self.heading.field:
            return "Filled in by itself"
        if not self.words:
            return "Empty"
        return f"{count(self.words, 'word')}{f', asked for about {self.heading.words}' if self.heading.words else ''}"


@dataclass(frozen=True)
class Thread:
    """A comment with its answers."""

    comment: ReportComment
    answers: tuple[ReportComment, ...]


class ReportPage(OneReport):
    """One report: where it stands, what is written of it, its appendices, its reviewers, and what they say."""

    template_name = "meetings/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything of it; a dozen queries."""
        report, review = self.report, self.review
        threads = self.threads
        turn = review.turn if report.state == ReportState.REVIEW else None
        kwargs.setdefault("comment_form", CommentForm(template=report.template))
        return super().get_context_data(
            review=review,
            turn=turn,
            on=today(),
            lines=self.lines(threads),
            threads=threads,
            open_comments=sum(thread.comment.settled_at is None for thread in threads),
            history=report_happenings(report),
            frozen=report.frozen.all(),
            writes=self.writes,
            may_write=self.writes and not report.is_signed,
            may_sign=turn is not None and rights.may_sign_report(self.request.user, turn.post_id),
            acts=turn is not None and turn.post_id not in rights.posts_of(self.request.user),
            may_reopen=report.is_signed and rights.may_reopen_report(self.request.user, last_signatory(report)),
            **kwargs,
        )

    @cached_property
    def threads(self) -> list[Thread]:
        """What was said, each with its answers, those that are open first."""
        rows = list(self.report.comments.select_related("by", "post", "heading", "settled_by"))
        answers: dict[int, list[ReportComment]] = {}
        for row in rows:
            if row.answers_id:
                answers.setdefault(row.answers_id, []).append(row)
        threads = [Thread(row, tuple(answers.get(row.pk, ()))) for row in rows if not row.answers_id]
        return sorted(threads, key=lambda thread: thread.comment.settled_at is not None)

    def lines(self, threads: list[Thread]) -> list[HeadingLine]:
        """Its headings in order."""
        shown = {field.number: field.value for field in filled_in(self.report, self.report.item.meeting)}
        bodies = {section.heading_id: section.body for section in self.report.sections.all()}
        drafts = set(
            SectionDraft.objects.filter(report=self.report, by=self.request.user).values_list("heading", flat=True)
        )
        opened = [thread.comment.heading_id for thread in threads if thread.comment.settled_at is None]
        return [
            HeadingLine(
                heading,
                shown.get(heading.number, ""),
                prose.words(bodies.get(heading.pk, "")),
                heading.pk in drafts,
                opened.count(heading.pk),
            )
            for heading in self.report.template.headings.all()
        ]


def last_signatory(report: CommitteeReport) -> int | None:
    """The post that signed it last, by its key."""
    signed = [event.post_id for event in report.events.all() if event.step == ReportStep.SIGNED]
    return signed[-1] if signed else None


class StartReport(ForReaders, Asks):
    """Beginning the report of an agenda item."""

    title = "Start a report"
    place = "meetings"
    button = "Start the report"
    refusal = "Reports are started by the performance team, and by who holds the post that presents the item."

    @cached_property
    def item(self) -> AgendaItem:
        """The item that the address names."""
        found = AgendaItem.objects.select_related("meeting__board", "presenter", "report")
        return get_object_or_404(found, meeting=self.kwargs["pk"], number=self.kwargs["number"])

    @property
    def about(self) -> str:
        """The item and its meeting."""
        return f"Item {self.item.number}, {self.item.title} · {self.item.meeting}"

    @property
    def way_back(self) -> str:
        """The meeting."""
        return self.item.meeting.get_absolute_url()

    def allowed(self) -> bool:
        """Who holds the presenting post writes its report."""
        return super().allowed() and rights.may_write_report(self.request.user, self.item.presenter_id)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the meeting."""
        return (("Meetings", reverse("meetings")), (str(self.item.meeting), self.way_back))

    def get_form(self, data: Any = None) -> StartForm:
        """An empty report; officers write for posts that they hold."""
        user = self.request.user
        authors = None if rights.may_manage(user) else rights.posts_of(user)
        return StartForm(data, instance=CommitteeReport(item=self.item), item=self.item, authors=authors)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, or the report that there is."""
        report = getattr(self.item, "report", None)
        return redirect(report) if report else super().get(request, *args, **kwargs)

    def take(self, form: StartForm) -> str:
        """Begin it."""
        facts = {name: form.cleaned_data[name] for name in form.Meta.fields}
        self.report = start_report(item=self.item, **facts)
        return "The report is started. Write under its headings; you need not do it at once."

    def way_on(self, form: StartForm) -> str:
        """To the report."""
        return self.report.get_absolute_url()


class EditReport(Asks, Writing):
    """What stands at the head and foot of a report."""

    title = "Title, author and contact"

    def get_form(self, data: Any = None) -> FactsForm:
        """Over the report as it is stored."""
        user = self.request.user
        authors = None if rights.may_manage(user) else rights.posts_of(user)
        return FactsForm(data, instance=CommitteeReport.objects.get(pk=self.report.pk), authors=authors)

    def take(self, form: FactsForm) -> str:
        """Save it."""
        form.save()
        return "Saved."


class PreviewReport(OneReport):
    """A report as the board will see it: as it was signed off, else as it is written, with the reader's own drafts."""

    title = "Preview"
    template_name = "meetings/report_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The report in the words of the page and the paper."""
        report, meeting, council = self.report, self.report.item.meeting, self.request.council
        if report.is_signed:
            view, drafts = report_view(report, meeting, council), {}
        else:
            own = SectionDraft.objects.filter(report=report, by=self.request.user)
            drafts = dict(own.values_list("heading", "text"))
            view = written_view(report, meeting, council, drafts=drafts)
        return super().get_context_data(view=view, drafts=len(drafts), **kwargs)


class FrozenVersion(OneReport):
    """A report as it was signed off once."""

    template_name = "meetings/report_preview.html"

    def get_title(self) -> str:
        """Which version."""
        return f"As signed off, version {self.kwargs['number']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was frozen."""
        frozen = self.report.frozen.prefetch_related("appendices").filter(number=self.kwargs["number"]).first()
        if frozen is None:
            raise Http404(f"The report was never signed off as version {self.kwargs['number']}.")
        return super().get_context_data(view=frozen_view(frozen), frozen=frozen, **kwargs)
