"""A run of reminders: the day's letters are stored, then everything that waits is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus, task

from accounts.choices import LetterKind
from accounts.models import User
from accounts.services.letters import with_way_out
from core import outbox
from core.clock import today
from core.mail import NotNowError
from meetings import announcing
from reminders.choices import Occasion
from reminders.letters import body, subject
from reminders.models import LINK, Message
from reminders.reporting import letters_of
from reminders.rules import Letter
from reminders.services import keep, take, token

EVERY_DAY_AT = time(7)
SATURDAY = 5


@dataclass
class Run(outbox.Run):
    """What came of a run."""

    made: int = 0


def remind(on: date | None = None) -> Run:
    """Write the letters of a day and send them, with whatever waits from before. Run again, it finds nothing to do.

    Letters on papers that still wait, because the task that was to send them died, go out with them.
    """
    on = on or today()
    run = Run(made=write(letters_of(on)))
    send_waiting(run)
    if not run.stopped:
        announcing.send_waiting()
    return run


@transaction.atomic
def write(letters: list[Letter]) -> int:
    """Store letters as messages: all of them or, should it fail, none. Gives how many were new."""
    people = User.objects.in_bulk([letter.to.key for letter in letters])
    kept = [
        keep(
            to=people[letter.to.key],
            address=letter.to.address,
            occasion=letter.occasion,
            subject=subject(letter),
            body=body(letter, site=settings.SITE_URL),
            on=letter.on,
            actions=[item.key for item in letter.items],
            missed_cycle=letter.cycle.missed_from if letter.missed else None,
        )
        for letter in letters
    ]
    return sum(message is not None for message in kept)


def send_waiting(run: Run) -> None:
    """Send every message that waits, one after another. One that is refused does not hold up the others."""
    outbox.send_waiting(Message, run, take=take, mail=_mail, not_now=_not_now)


def _not_now(message: Message, failed: NotNowError) -> bool:
    message.put_back(str(failed))
    return True


def _mail(message: Message) -> EmailMessage:
    link = getattr(message, "link", None)
    address = f"{settings.SITE_URL}{reverse('mailed-link', args=[token(link)])}" if link else ""
    mail = message.mail(message.body.replace(LINK, address))
    if message.occasion == Occasion.SOON:
        return with_way_out(mail, message.to_id, LetterKind.SOON)
    return mail


# By the task worker


@task()
def remind_today() -> str:
    """A run outside any request, and what came of it."""
    return in_words(remind())


@task()
def remind_daily() -> str:
    """The run of a morning. The next one is arranged first, so that nothing that goes wrong today ends the row."""
    schedule()
    return in_words(remind())


def schedule() -> datetime | None:
    """Arrange the next morning's run by the task worker, unless one is arranged. Gives when it will be."""
    from django_tasks_db.models import DBTaskResult

    if DBTaskResult.objects.filter(task_path=remind_daily.module_path, status=TaskResultStatus.READY).exists():
        return None
    at = _next_morning(timezone.localtime())
    remind_daily.using(run_after=at).enqueue()
    return at


def _next_morning(moment: datetime) -> datetime:
    """The next seven o'clock of a working day."""
    day = moment.date() + timedelta(days=moment.time() >= EVERY_DAY_AT)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, EVERY_DAY_AT))


def in_words(run: Run) -> str:
    """What came of a run, in a sentence or two."""
    words = [f"{run.made} written, {run.sent} sent."]
    if run.refused:
        words.append(f"{len(run.refused)} refused.")
    if run.waiting:
        words.append(f"{run.waiting} waiting for the next run.")
    if run.stopped:
        words.append(f"The mail server could not be used: {run.stopped}")
    return " ".join(words)
