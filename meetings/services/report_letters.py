"""One letter to whoever a report waits for: reviewers when it is their turn, the author when it comes back or is through."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from accounts.models import User
from core.clock import today
from core.formats import long_date
from core.letters import filled, plain
from core.outbox import send_at_once
from meetings.choices import ReportStep
from meetings.models import CommitteeReport, ReportEvent, ReportLetter
from meetings.services.reports import review_of
from organisation.models import Post, PostHolder, in_force

TO_AUTHOR = {
    ReportStep.RETURNED: ("Returned", "has come back to you from review."),
    ReportStep.SIGNED_OFF: ("Signed off", "is signed off. Its words and figures are frozen."),
    ReportStep.REOPENED: ("Opened again", "was opened again, and goes through its review anew."),
}
"""What the author is told of, with the subject and the sentence."""


def tell_whose_turn(event: ReportEvent) -> tuple[str, ...]:
    """Write to those whom a report waits for after an event; gives whom the server refused, with its words.

    Each is written to once of an event, and what was sent is kept. Call it once the event is stored for good.
    """
    report = CommitteeReport.objects.select_related("item__meeting__board", "author").get(pk=event.report_id)
    if event.step in TO_AUTHOR:
        post, deadline, (what, sentence) = report.author, None, TO_AUTHOR[ReportStep(event.step)]
    elif event.step in (ReportStep.SENT, ReportStep.SIGNED) and (turn := review_of(report).turn):
        post, deadline, what, sentence = turn.post, turn.deadline, "To sign", "waits for you to read and sign it."
    else:
        return ()
    kept = [letter for user in _holders(post) if user != event.by for letter in _kept(event, user)]
    _, refused = send_at_once(kept, lambda letter: _letter(report, letter.to, what, sentence, deadline, event))
    return tuple(f"{letter.to}: {words}" for letter, words in refused.items())


def _holders(post: Post) -> Iterable[User]:
    holders = PostHolder.objects.filter(in_force(today()), post=post).select_related("user")
    return dict.fromkeys(holder.user for holder in holders.order_by("user__name", "pk") if holder.user.may_sign_in)


def _kept(event: ReportEvent, user: User) -> list[ReportLetter]:
    """The letter to somebody, kept before it goes out; none where it was written before."""
    try:
        with transaction.atomic():
            return [ReportLetter.objects.create(event=event, to=user, address=user.email)]
    except IntegrityError:
        return []


def _letter(
    report: CommitteeReport, to: User, what: str, sentence: str, deadline: object, event: ReportEvent
) -> EmailMessage:
    meeting = report.item.meeting
    where = f"{meeting.board}, {long_date(meeting.date)}"
    # Of a closed report a letter carries nothing but why it is closed; a reason may tell what it is about.
    closed = report.item.closed
    kind = f"{'an' if closed.paragraph else 'a'} {closed.kind} report" if closed else ""
    named = f"{kind.capitalize()} (not for publication, {closed.law})" if closed else f"The report “{report.title}”"
    facts = [f"Hello {to.name},", filled(f"{named} to the {where}, {sentence}")]
    if deadline:
        facts.append(f"Please sign it by {long_date(deadline)}.")
    if event.words and not closed:
        facts.append(filled(f"{event.by or 'The performance team'} wrote: {event.words}"))
    facts.append(f"It is here:\n{settings.SITE_URL}{report.get_absolute_url()}")
    subject = f"{what}: {kind or ' '.join(report.title.split())}, {where}"
    return EmailMessage(subject=plain(subject), body=plain("\n\n".join(facts) + "\n"), to=[to.email])
