"""Storing letters on papers, one a person an edition, and sending them (core.outbox)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks import default_task_backend, task

from accounts.choices import LetterKind, Pace
from accounts.models import User
from accounts.services.letters import with_way_out
from core import outbox
from core.clock import now, today
from core.mail import NotNowError
from core.outbox import Run, new_message_id
from core.queue import hand_over
from meetings.announcing.letters import Reader, letter, news, subject, subject_of_many, together
from meetings.choices import Audience, LetterState
from meetings.models import Meeting, Pack, PaperLetter
from meetings.rules.gathering import goes_on
from organisation import rights
from organisation.models import BoardMember, Council, PostHolder, in_force

AGAIN_AFTER = timedelta(minutes=15)
MOST_TRIES = 12
"""Tried so often, a letter is given up; the list says so."""


def announce(pack: Pack) -> None:
    """Have everybody told that an edition was issued. Only asks a task to: what it costs is no matter to the caller."""
    hand_over(tell_of_papers, pack.pk)


@task()
def tell_of_papers(pack: int) -> str:
    """Write the letters on an edition and send whatever waits; say what came of it."""
    written = write_letters(Pack.objects.select_related("meeting__board").get(pk=pack))
    return f"{written} written, {_in_words(send_and_try_again())}"


@task()
def send_letters() -> str:
    """Send whatever waits; say what came of it."""
    return _in_words(send_and_try_again())


def send_and_try_again() -> Run:
    """Send whatever waits, and have what could not be sent tried again in a while."""
    run = send_waiting()
    if run.waiting and default_task_backend.supports_defer:
        send_letters.using(run_after=timezone.now() + AGAIN_AFTER).enqueue()
    return run


@transaction.atomic
def write_letters(pack: Pack) -> int:
    """Store a letter for everybody who is to be told of an edition and was not yet. Gives how many.

    What was issued with it is told in the same letter. Who has switched the mail off is noted and not written to.
    """
    if pack.issued_at is None:
        return 0
    Council.objects.select_for_update().first()  # two runs at once take turns
    issued = together(_issued_with(pack))
    told = set(PaperLetter.objects.filter(pack__in=issued).values_list("pack", "to"))
    made = 0
    for reader in readers_of(pack.meeting):
        seen = [one for one in issued if one.audience == Audience.PUBLIC or reader.sees_exempt]
        wanted = [one for one in seen if (one.pk, reader.key) not in told]
        if wanted:
            made += _store(wanted, reader)
    return made


def _issued_with(pack: Pack) -> list[Pack]:
    """The editions that were issued together with one, itself among them."""
    same = Q(pk=pack.pk) if pack.batch is None else Q(batch=pack.batch)
    return list(Pack.objects.filter(same).issued().select_related("meeting__board"))


def _store(packs: list[Pack], reader: Reader) -> bool:
    """Keep a letter on some editions: the first has it, the others say that it tells of them.

    For who wants such mail together it is kept without its frame until their day comes (``release``).
    """
    state, text = LetterState.NOT_WANTED, ""
    if reader.wants:
        told = news(packs, site=settings.SITE_URL)
        at_once = goes_on(today(), packs[0].meeting.date, reader.pace, reader.weekday) <= today()
        state = LetterState.WAITING if at_once else LetterState.HELD
        text = letter([told], reader.name, [reader.reason], site=settings.SITE_URL) if at_once else told
    for at, pack in enumerate(packs):
        PaperLetter.objects.create(
            pack=pack,
            to_id=reader.key,
            address=reader.address,
            subject=subject(packs),
            body="" if at else text,
            state=LetterState.JOINED if at else state,
            message_id=new_message_id(),
            made_at=now(),
        )
    return reader.wants


@transaction.atomic
def release(on: date) -> int:
    """Put what was kept for people's days into one letter each, to be sent, once the day has come. Gives how many.

    By what each has chosen now. All that is kept for somebody goes with the first that may; nothing is told twice, as the
    others say that it tells of them, and nothing is lost: what no run came to is found by the next. Who has
    switched the mail off since is noted and not written to, nor who is no longer concerned.
    """
    Council.objects.select_for_update().first()  # two runs at once take turns
    kept = PaperLetter.objects.filter(state=LetterState.HELD).select_related("pack__meeting__board", "to")
    by_person: dict[User, list[PaperLetter]] = {}
    for one in kept.defer("pack__payload").order_by("made_at", "pk"):
        by_person.setdefault(one.to, []).append(one)
    concerned: dict[int, dict[int, Reader]] = {}
    for meeting in {one.pack.meeting_id: one.pack.meeting for ones in by_person.values() for one in ones}.values():
        concerned[meeting.pk] = {reader.key: reader for reader in readers_of(meeting)}
    return sum(_release(person, ones, concerned, on) for person, ones in by_person.items())


def _release(person: User, kept: list[PaperLetter], concerned: dict[int, dict[int, Reader]], on: date) -> bool:
    """One person's, if their day has come or they want none any more."""
    if not person.told_of_papers:
        for one in kept:
            one.close(LetterState.NOT_WANTED)
        return False
    readers = {one.pk: concerned[one.pack.meeting_id].get(person.pk) for one in kept}
    for one in kept:
        if readers[one.pk] is None:
            one.close(LetterState.DROPPED, "Was no longer to be told of this meeting when the day came.")
    told = [one for one in kept if readers[one.pk]]
    pace = Pace(person.papers_pace)
    days = [goes_on(localdate(one.made_at), one.pack.meeting.date, pace, person.papers_on) for one in told]
    if not days or min(days) > on:
        return False
    first, *others = told
    reasons = [readers[one.pk].reason for one in told]
    first.body = letter([one.body for one in told], person.name, reasons, site=settings.SITE_URL)
    first.subject = first.subject if not others else subject_of_many(len({one.pack.meeting_id for one in told}))
    first.address, first.state = person.email, LetterState.WAITING
    first.save(update_fields=["body", "subject", "address", "state"])
    for one in others:
        one.close(LetterState.JOINED)
    return True


def readers_of(meeting: Meeting) -> Iterator[Reader]:
    """Who is told of the papers of a meeting: its board's members and clerk, and who presents or reports to it.

    Of these, who may read the council's papers and can be written to. Four queries.
    """
    on = today()
    reasons: dict[User, str] = {}
    places: dict[int, set[str]] = {}
    sitting = BoardMember.objects.filter(in_force(on), board=meeting.board_id).select_related("user")
    for place in sitting.order_by("role", "pk").prefetch_related("user__groups"):
        reasons.setdefault(place.user, f"{place.get_role_display().lower()} of the {meeting.board}")
        places.setdefault(place.user_id, set()).add(place.role)
    presents = Q(post__items_presented__meeting=meeting) | Q(post__reports_written__item__meeting=meeting)
    holding = PostHolder.objects.filter(in_force(on), presents).select_related("user", "post").distinct()
    for held in holding.order_by("post__title", "pk").prefetch_related("user__groups"):
        reasons.setdefault(held.user, f"{held.post}, who reports to this meeting")
    for user, reason in reasons.items():
        user.roles = frozenset(group.name for group in user.groups.all())
        if user.may_sign_in and user.email and rights.may_read(user):
            yield Reader(
                key=user.pk,
                name=user.name,
                address=user.email,
                reason=reason,
                sees_exempt=rights.sees_exempt_as(user, places.get(user.pk, set())),
                wants=user.told_of_papers,
                pace=Pace(user.papers_pace),
                weekday=user.papers_on,
            )


def send_waiting() -> Run:
    """Send every letter that waits or whose day has come, one after another. One that is refused does not hold up the others."""
    run = Run()
    release(today())
    outbox.send_waiting(PaperLetter, run, take=take, mail=_mail, not_now=_not_now)
    return run


def _mail(letter: PaperLetter) -> EmailMessage:
    return with_way_out(letter.mail(), letter.to_id, LetterKind.PAPERS)


@transaction.atomic
def take(letter: int) -> PaperLetter | None:
    """Take a waiting letter in hand to send it. None where another run was quicker."""
    found = outbox.take(PaperLetter, letter)
    if found:
        found.tries += 1
        found.save(update_fields=["tries"])
    return found


def _not_now(letter: PaperLetter, failed: NotNowError) -> bool:
    """Put it back, or give it up after so many tries; that nobody answers was no fault of this letter."""
    if letter.tries >= MOST_TRIES and not failed.nobody_answers:
        letter.close(LetterState.FAILED, f"Given up after {MOST_TRIES} tries. {failed}")
        return False
    letter.tries -= failed.nobody_answers
    letter.save(update_fields=["tries"])
    letter.put_back(str(failed))
    return True


def _in_words(run: Run) -> str:
    """What came of a run, in a sentence."""
    return f"{run.sent} sent, {len(run.refused)} refused, {run.waiting} waiting for the next run."


@transaction.atomic
def mark_bounced(message_id: str, reason: str) -> PaperLetter | None:
    """Mark the letter of a Message-ID as sent back. None where there is none."""
    found = PaperLetter.objects.select_for_update(of=("self",)).gone().filter(message_id=message_id).first()
    if found:
        found.close(LetterState.BOUNCED, reason)
    return found
