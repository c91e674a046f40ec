"""Signing reports: the last signature freezes what a report says and the data of its appendices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core.clock import now, today
from core.frozen import seal, to_json
from meetings.choices import ReportState, ReportStep
from meetings.models import CommitteeReport, FrozenAppendix, FrozenReport, ReportEvent
from meetings.reporting.reports import appendix_blocks, report_words
from meetings.rules.reports import Move, missing_words
from meetings.services.reports import ReportError, empty_required, locked, review_of
from organisation.models import Council, Post


@transaction.atomic
def sign(
    *, report: CommitteeReport, by: User, post: Post, seen: str, acting: bool = False, words: str = ""
) -> ReportEvent:
    """Sign a report for the post whose turn it is; the last of the reviewers signs it off. Gives the last event.

    ``seen`` is the SHA-256 of the text that was read: another text is not signed unseen. Raises ReportError.
    """
    report = locked(report, Move.SIGN)
    review = review_of(report)
    turn = review.turn
    if turn is None or turn.post_id != post.pk:
        raise ReportError(f"It is not the turn of the {post}." + (f" The {turn.post} signs next." if turn else ""))
    if seen != review.text:
        raise ReportError("The text has changed since you opened it. Read it again, then sign.")
    why_not = missing_words(empty_required(report))
    if why_not:
        raise ReportError(why_not)
    signed = ReportEvent.objects.create(
        report=report, step=ReportStep.SIGNED, by=by, post=post, acting=acting, words=words, text_sha256=review.text
    )
    return sign_off(report=report, by=by) if review_of(report).turn is None else signed


@transaction.atomic
def sign_off(*, report: CommitteeReport, by: User | None, at: datetime | None = None) -> ReportEvent:
    """Freeze a report and let others read it. Whoever asks has seen that all have signed; papers that came signed are loaded so."""
    freeze(report, at=at)
    report.state = ReportState.SIGNED
    report.save()
    return ReportEvent.objects.create(report=report, step=ReportStep.SIGNED_OFF, by=by, at=at or now())


def freeze(report: CommitteeReport, *, at: datetime | None = None) -> FrozenReport:
    """Keep what a report says and shows as JSON, each part with its SHA-256. What was frozen before stays."""
    meeting, council = report.item.meeting, Council.objects.get()
    words = to_json(report_words(report, meeting))
    last = report.frozen.aggregate(last=Max("number"))["last"] or 0
    frozen = FrozenReport.objects.create(
        report=report, number=last + 1, at=at or now(), figures_on=today(), content=words, sha256=seal(words)
    )
    for order, block in enumerate(appendix_blocks(report, meeting, council), 1):
        content: Any = to_json(block)
        FrozenAppendix.objects.create(
            frozen=frozen, order=order, label=block.label, content=content, sha256=seal(content)
        )
    return frozen
