"""A run of reminders: the day's letters are stored, then everything that waits is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus, task

from accounts.models import User
from core.clock import today
from core.mail import NotNowError, RefusedError, deliver
from meetings import announcing
from reminders.letters import body, subject
from reminders.models import LINK, Message
from reminders.reporting import letters_of
from reminders.rules import Letter
from reminders.services import keep, mark_refused, mark_sent, put_back, take, token

EVERY_DAY_AT = time(7)
SATURDAY = 5


@dataclass
class Run:
    """What came of a run."""

    made: int = 0
    sent: int = 0
    refused: list[str] = field(default_factory=list)
    """Who was not reached, with the server's words."""
    put_back: int = 0
    """How many wait for the next run."""
    stopped: str = ""
    """Why the run ended before its time; empty where it did not."""


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
    connection = get_connection()
    try:
        for key in list(Message.objects.waiting().values_list("pk", flat=True)):
            message = take(key)
            if message is not None and not _send(message, connection, run):
                break
    finally:
        connection.close()
    run.put_back = Message.objects.waiting().count()


def _send(message: Message, connection: BaseEmailBackend, run: Run) -> bool:
    """Send one. False where there is no point in going on: nobody answers, or we are not let in."""
    try:
        deliver(_mail(message, connection), connection)
    except RefusedError as refused:
        mark_refused(message, str(refused))
        run.refused.append(f"{message.address}: {refused}")
    except NotNowError as failed:
        put_back(message, str(failed))
        if failed.nobody_answers:
            run.stopped = str(failed)
            return False
    else:
        mark_sent(message)
        run.sent += 1
    return True


def _mail(message: Message, connection: BaseEmailBackend) -> EmailMessage:
    link = getattr(message, "link", None)
    address = f"{settings.SITE_URL}{reverse('mailed-link', args=[token(link)])}" if link else ""
    return EmailMessage(
        message.subject,
        message.body.replace(LINK, address),
        to=[message.address],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


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
    if run.put_back:
        words.append(f"{run.put_back} waiting for the next run.")
    if run.stopped:
        words.append(f"The mail server could not be used: {run.stopped}")
    return " ".join(words)
