"""Writing a report and taking it through its review. Each step takes the report first, and refuses in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Prefetch, Q, prefetch_related_objects

from accounts.models import User
from core.clock import now
from core.formats import long_date
from core.frozen import seal
from core.records import StaleWriteError
from core.refusals import NotDoneError
from improvement_plan.models import Plan
from meetings.choices import AppendixKind, ReportState, ReportStep
from meetings.models import (
    AgendaItem,
    CommitteeReport,
    ReportAppendix,
    ReportComment,
    ReportEvent,
    ReportHeading,
    ReportReviewer,
    ReportSection,
    ReportTemplate,
    SectionDraft,
    report_deadlines,
)
from meetings.rules.reports import Move, Signature, Signed, labels, missing_words, refusal, standing
from organisation.models import Directorate, Post, ReportingPeriod


class ReportError(NotDoneError):
    """A report cannot take this step; the message says why and what to do."""


def locked(report: CommitteeReport, move: Move | None = None) -> CommitteeReport:
    """The report as it is stored, so that two people take turns. Within a transaction.

    Raises ReportError where its state does not allow the ``move``.
    """
    found = CommitteeReport.objects.select_for_update(of=("self",)).select_related("item__meeting").get(pk=report.pk)
    why_not = refusal(ReportState(found.state), move) if move else ""
    if why_not:
        raise ReportError(why_not)
    return found


# Writing


@transaction.atomic
def start_report(
    *,
    item: AgendaItem,
    template: ReportTemplate,
    title: str,
    author: Post,
    contact: Post | None = None,
    directorate: Directorate | None = None,
    portfolio: str = "",
) -> CommitteeReport:
    """Begin the report of an agenda item. Raises ReportError where it has one."""
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    if CommitteeReport.objects.filter(item=item).exists():
        raise ReportError("This item has a report already.")
    return CommitteeReport.objects.create(
        item=item,
        template=template,
        title=title,
        author=author,
        contact=contact,
        directorate=directorate,
        portfolio=portfolio,
        written_by=report_deadlines(item.meeting.publication_deadline, 1)[0],
    )


@transaction.atomic
def save_sections(
    *, report: CommitteeReport, texts: dict[int, str], opened: dict[int, int], by: User
) -> list[ReportHeading]:
    """Save what was written under some headings, by their keys, and drop the person's drafts of it.

    ``opened`` has the version of each section as its writer opened it, none for one that was not there yet. Gives
    the headings whose text changed. Raises StaleWriteError where somebody was quicker, ReportError once signed off.
    """
    report = locked(report, Move.WRITE)
    there = {section.heading_id: section for section in report.sections.all()}
    changed = []
    for heading in report.template.headings.filter(pk__in=texts, field=""):
        section = there.get(heading.pk) or ReportSection(report=report, heading=heading, version=0)
        text = texts[heading.pk]
        if section.body == text:
            continue
        if section.version != opened.get(heading.pk, 0):
            raise StaleWriteError(section)
        if section.pk is None:
            section.version = 1
        section.body = text
        section.save()
        changed.append(heading)
    SectionDraft.objects.filter(report=report, heading__in=texts, by=by).delete()
    return changed


def keep_draft(
    *, report: CommitteeReport, heading: ReportHeading, text: str, opened: int, by: User
) -> SectionDraft | None:
    """Keep what somebody has typed under a heading, one draft of a person. What is as saved is no draft."""
    saved = ReportSection.objects.filter(report=report, heading=heading).values_list("body", flat=True).first() or ""
    own = {"report": report, "heading": heading, "by": by}
    if text == saved:
        SectionDraft.objects.filter(**own).delete()
        return None
    draft, _ = SectionDraft.objects.update_or_create(
        **own, defaults={"text": text, "opened_version": opened, "at": now()}
    )
    return draft


def drop_draft(*, report: CommitteeReport, heading: int, by: User) -> None:
    """Throw a draft away."""
    SectionDraft.objects.filter(report=report, heading=heading, by=by).delete()


# Appendices


@transaction.atomic
def save_appendix(
    *,
    report: CommitteeReport,
    title: str,
    kind: AppendixKind,
    plan: Plan | None = None,
    period: ReportingPeriod | None = None,
    appendix: ReportAppendix | None = None,
) -> ReportAppendix:
    """Add an appendix at the end, or change one. Raises ReportError once the report is signed off."""
    report = locked(report, Move.WRITE)
    if appendix is None:
        there = list(report.appendices.all())
        appendix = ReportAppendix(report=report, order=len(there) + 1, label=labels(len(there) + 1)[-1])
    appendix.title, appendix.kind, appendix.plan, appendix.period = title, kind, plan, period
    appendix.save()
    _label(list(report.appendices.all()))
    return appendix


@transaction.atomic
def move_appendix(*, report: CommitteeReport, appendix: int, by: int, seen: int) -> None:
    """Move an appendix up (-1) or down (1) among its like; the labels follow the order.

    Raises ReportError, and StaleWriteError where it is no more the version that was ``seen``.
    """
    report = locked(report, Move.WRITE)
    rows = list(report.appendices.all())
    place = next((place for place, row in enumerate(rows) if row.pk == appendix), None)
    if place is None:
        raise ReportError("This appendix is no more.")
    if rows[place].version != seen:
        raise StaleWriteError(rows[place])
    other = place + by
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _label(rows)


@transaction.atomic
def remove_appendix(*, report: CommitteeReport, appendix: int, seen: int | None = None) -> None:
    """Take an appendix off; those after it move up.

    Where the version that was ``seen`` is given, StaleWriteError where somebody has changed it since.
    """
    report = locked(report, Move.WRITE)
    row = report.appendices.filter(pk=appendix).first()
    if row and seen is not None and row.version != seen:
        raise StaleWriteError(row)
    if row:
        row.delete()
    _label(list(report.appendices.all()))


def _label(rows: Sequence[ReportAppendix]) -> None:
    """Label appendices in their order. In between, labels are none that another may have."""
    wanted = [(order, label) for order, label in enumerate(labels(len(rows)), 1)]
    moved = [(row, facts) for row, facts in zip(rows, wanted, strict=True) if (row.order, row.label) != facts]
    taken = {row.label for row in rows}
    for row, (order, label) in moved:
        if label in taken:
            row.label = f"~{row.pk}"
            row.save()
        row.order = order
    for row, (_, label) in moved:
        row.label = label
        row.save()


# Reviewers


class ReviewersChangedError(NotDoneError):
    """Somebody else has said who reviews a report since it was read."""

    def __init__(self, rows: Iterable[ReportReviewer]) -> None:
        self.rows = tuple(rows)
        named = "; ".join(f"{row.post}{f' by {long_date(row.deadline)}' if row.deadline else ''}" for row in self.rows)
        super().__init__(
            f"Somebody else changed the reviewers while you had them open. Theirs are now {named or 'nobody'}. What you "
            "chose is still in the form: compare, then save again to put yours in their place."
        )


def reviewers_seen(rows: Iterable[ReportReviewer]) -> str:
    """What tells whether reviewers are still those that were shown."""
    return ",".join(f"{row.pk}-{row.version}" for row in rows)


@transaction.atomic
def set_reviewers(
    *, report: CommitteeReport, wanted: Sequence[tuple[Post, date | None]], seen: str | None = None
) -> None:
    """Who reviews a report, in order, each with a deadline or the one worked back from publication.

    Where the reviewers that were ``seen`` are given (``reviewers_seen``), ReviewersChangedError where they are others now.
    """
    report = locked(report, Move.WRITE)
    rows = list(report.reviewers.all())
    if seen is not None and seen != reviewers_seen(rows):
        raise ReviewersChangedError(rows)
    proposed = report_deadlines(report.item.meeting.publication_deadline, len(wanted))[1:]
    there = {row.post_id: row for row in rows}
    for order, ((post, deadline), default) in enumerate(zip(wanted, proposed, strict=True), 1):
        row = there.pop(post.pk, None) or ReportReviewer(report=report, post=post)
        facts = (order, deadline or default)
        if row.pk is None or (row.order, row.deadline) != facts:
            row.order, row.deadline = facts
            row.save()
    for row in there.values():
        row.delete()


# Review


@dataclass(frozen=True)
class Review:
    """How the review of a report stands."""

    reviewers: tuple[ReportReviewer, ...]
    signed: tuple[Signed, ...]
    signatures: dict[int, ReportEvent]
    """The newest signature of each post, by its key."""
    text: str
    """The SHA-256 of the text as it is."""

    @property
    def turn(self) -> ReportReviewer | None:
        """Who signs next; nobody once all have signed the text."""
        return next((row for row, one in zip(self.reviewers, self.signed, strict=True) if one != Signed.DONE), None)

    @property
    def rows(self) -> list[tuple[ReportReviewer, Signed, ReportEvent | None]]:
        """Each reviewer with where they stand and their newest signature."""
        return [
            (row, one, self.signatures.get(row.post_id)) for row, one in zip(self.reviewers, self.signed, strict=True)
        ]


SIGNATURES = (
    Prefetch("reviewers", ReportReviewer.objects.select_related("post")),
    Prefetch("events", ReportEvent.objects.select_related("by", "post")),
)
TEXT = ("sections", "appendices")
WITH_REVIEW = (*SIGNATURES, *TEXT)
"""What ``review_of`` reads; fetched with many reports, it costs no query more for each."""


def review_of(report: CommitteeReport) -> Review:
    """How the review of a report stands. Four queries, none where they were fetched ``WITH_REVIEW``."""
    reviewers, signatures = tuple(report.reviewers.all()), signatures_of(report)
    text = fingerprint(report)
    found = standing(
        [row.post_id for row in reviewers],
        [Signature(post, event.text_sha256) for post, event in signatures.items()],
        text,
    )
    return Review(reviewers, tuple(found), signatures, text)


def signatures_of(report: CommitteeReport) -> dict[int, ReportEvent]:
    """The newest signature of each post since the report was last opened again."""
    signatures: dict[int, ReportEvent] = {}
    for event in report.events.all():
        if event.step == ReportStep.REOPENED:
            signatures = {}
        elif event.step == ReportStep.SIGNED:
            signatures[event.post_id] = event
    return signatures


def turns(reports: Iterable[CommitteeReport]) -> dict[int, ReportReviewer | None]:
    """Whose turn it is to sign each report that is in review, by its key. Four queries at most, however many.

    The text of those that somebody has signed is read alone.
    """
    reports = [report for report in reports if report.state == ReportState.REVIEW]
    prefetch_related_objects(reports, *SIGNATURES)
    signed = [report for report in reports if signatures_of(report)]
    prefetch_related_objects(signed, *TEXT)
    return {
        report.pk: review_of(report).turn if report in signed else next(iter(report.reviewers.all()), None)
        for report in reports
    }


def fingerprint(report: CommitteeReport) -> str:
    """The SHA-256 of what a report says and shows, apart from the figures of its appendices. Two queries at most."""
    return seal(
        {
            "facts": [
                report.title,
                report.template_id,
                report.author_id,
                report.contact_id,
                report.directorate_id,
                report.portfolio,
                report.confirmation,
                report.background_papers,
            ],
            "sections": [[row.heading_id, row.body] for row in report.sections.all() if row.body],
            "appendices": [[row.title, row.kind, row.plan_id, row.period_id] for row in report.appendices.all()],
        }
    )


def empty_required(report: CommitteeReport) -> list[str]:
    """The required headings under which nothing stands. One query."""
    written = report.sections.exclude(body="").values("heading")
    empty = ReportHeading.objects.filter(template=report.template_id, required=True).exclude(
        Q(pk__in=written) | ~Q(field="")
    )
    return [str(heading) for heading in empty.order_by("number", "pk")]


@transaction.atomic
def send_for_review(*, report: CommitteeReport, by: User, words: str = "") -> ReportEvent:
    """Send a report to its reviewers. Raises ReportError while required headings are empty or nobody reviews it."""
    report = locked(report, Move.SEND)
    why_not = missing_words(empty_required(report))
    if not why_not and not report.reviewers.exists():
        why_not = "Nobody reviews this report yet. Name who is to sign it first."
    if why_not:
        raise ReportError(why_not)
    return _to(report, ReportState.REVIEW, ReportStep.SENT, by, words)


@transaction.atomic
def withdraw(*, report: CommitteeReport, by: User, because: str) -> ReportEvent:
    """Take a report back from review."""
    return _to(locked(report, Move.WITHDRAW), ReportState.DRAFT, ReportStep.WITHDRAWN, by, because)


@transaction.atomic
def return_to_author(*, report: CommitteeReport, by: User, because: str) -> ReportEvent:
    """Give a report back to its author, who sends it anew."""
    return _to(locked(report, Move.RETURN), ReportState.DRAFT, ReportStep.RETURNED, by, because)


@transaction.atomic
def reopen(*, report: CommitteeReport, by: User, because: str) -> ReportEvent:
    """Open a report that was signed off. What was signed off is kept; all reviewers are asked again."""
    return _to(locked(report, Move.REOPEN), ReportState.DRAFT, ReportStep.REOPENED, by, because)


def _to(report: CommitteeReport, state: ReportState, step: ReportStep, by: User | None, words: str) -> ReportEvent:
    report.state = state
    report.save()
    return ReportEvent.objects.create(report=report, step=step, by=by, words=words)


# Comments


def comment(
    *,
    report: CommitteeReport,
    text: str,
    by: User,
    post: Post | None = None,
    heading: ReportHeading | None = None,
    answers: ReportComment | None = None,
) -> ReportComment:
    """Say something of a report, or answer what was said."""
    if answers:
        answers = answers.answers or answers
        heading = answers.heading
    return ReportComment.objects.create(report=report, text=text, by=by, post=post, heading=heading, answers=answers)


@transaction.atomic
def settle(*, report: CommitteeReport, comments: Iterable[int], by: User) -> int:
    """Note that comments are settled; gives how many were open. Whoever said so first stays named."""
    opened = ReportComment.objects.select_for_update(of=("self",)).filter(
        report=report, pk__in=list(comments), settled_at__isnull=True, answers__isnull=True
    )
    done = 0
    for one in opened:
        one.settled_at, one.settled_by = now(), by
        one.save(update_fields=["settled_at", "settled_by"])
        done += 1
    return done
