"""Letters that are stored before they are sent, each in the hand of one run at a time.

What could not be sent is sent by a later run, with the same Message-ID. What is refused for good is kept with the
server's words and does not hold up the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import make_msgid
from typing import Self, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction

from core.clock import now
from core.mail import NotNowError, RefusedError, deliver

WAITING, SENT, FAILED, BOUNCED = "waiting", "sent", "failed", "bounced"
"""States that every vocabulary of letters has."""
GIVEN_UP_AFTER = timedelta(minutes=10)
"""After so long, a letter that a run took in hand and never finished is sent by another."""


def new_message_id() -> str:
    """A Message-ID of this council's own."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


class LetterQuerySet(models.QuerySet):
    """Letters, asked for in the office's words."""

    def waiting(self) -> Self:
        """Those to be sent, the oldest first."""
        return self.filter(state=WAITING).order_by("made_at", "pk")

    def undelivered(self) -> Self:
        """Those that a server refused, or sent back."""
        return self.filter(state__in=(FAILED, BOUNCED))

    def gone(self) -> Self:
        """Those that a server took, whether or not they came back."""
        return self.filter(state__in=(SENT, BOUNCED))


class Letter(models.Model):
    """What one person was written. A kind adds ``to`` and ``state``, whose vocabulary has the four states above."""

    address = models.EmailField(help_text="Where it went; the person may have another address since.")
    subject = models.CharField(max_length=250)
    body = models.TextField()
    message_id = models.CharField("Message-ID", max_length=250, unique=True)
    error = models.TextField(blank=True, help_text="The server's words.")
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True, help_text="When a run took it in hand to send it.")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.subject

    def close(self, state: str, words: str = "") -> None:
        """Write what became of it, with the server's words."""
        self.state, self.error = state, words
        if state == SENT:
            self.sent_at = now()
        self.save(update_fields=["state", "error", "sent_at"])

    def put_back(self, words: str) -> None:
        """It could not be sent just now: a later run tries again."""
        self.taken_at, self.error = None, words
        self.save(update_fields=["taken_at", "error"])

    def mail(self, text: str | None = None) -> EmailMessage:
        """As it is sent. ``text`` stands in the place of what is stored where the two differ."""
        headers = {"Message-ID": self.message_id, "Auto-Submitted": "auto-generated"}
        return EmailMessage(self.subject, self.body if text is None else text, to=[self.address], headers=headers)


L = TypeVar("L", bound=Letter)


@dataclass
class Run:
    """What came of sending."""

    sent: int = 0
    refused: list[str] = field(default_factory=list)
    """Who was not reached, with the server's words."""
    waiting: int = 0
    """How many wait for another run."""
    stopped: str = ""
    """Why the run ended before its time; empty where it did not."""


@transaction.atomic
def take(kind: type[L], key: int) -> L | None:
    """Take a waiting letter in hand to send it. None where another run was quicker."""
    at = now()
    found = kind.objects.select_for_update(of=("self",)).waiting().filter(pk=key).first()
    if found is None or (found.taken_at and at - GIVEN_UP_AFTER < found.taken_at <= at):
        return None
    found.taken_at = at
    found.save(update_fields=["taken_at"])
    return found


def send_waiting(
    kind: type[L],
    run: Run,
    *,
    take: Callable[[int], L | None],
    mail: Callable[[L], EmailMessage],
    not_now: Callable[[L, NotNowError], bool],
) -> None:
    """Send every letter that waits, one after another, until nobody answers.

    ``take`` takes one in hand, ``mail`` writes it, and ``not_now`` puts back what could not be sent just now, or closes
    it for good and says so by False.
    """
    connection = get_connection()
    try:
        for key in list(kind.objects.waiting().values_list("pk", flat=True)):
            letter = take(key)
            if letter is not None:
                _send(letter, mail(letter), connection, run, not_now)
            if run.stopped:
                break
    finally:
        connection.close()
    run.waiting = kind.objects.waiting().count()


def _send(letter: L, mail: EmailMessage, connection: BaseEmailBackend, run: Run, not_now: Callable) -> None:
    try:
        deliver(mail, connection)
    except RefusedError as refused:
        letter.close(FAILED, str(refused))
        run.refused.append(f"{letter.address}: {refused}")
    except NotNowError as failed:
        if not not_now(letter, failed):
            run.refused.append(f"{letter.address}: {failed}")
        if failed.nobody_answers:
            run.stopped = str(failed)
    else:
        letter.close(SENT)
        run.sent += 1


R = TypeVar("R", bound=models.Model)


def send_at_once(records: Iterable[R], write: Callable[[R], EmailMessage]) -> tuple[list[R], dict[R, str]]:
    """Send what somebody waits to see sent; each is recorded before it goes out, and its record says ``to`` whom.

    The record of what the server does not take is removed, so that it can be sent again. Gives those that were sent,
    and of the others the server's words.
    """
    sent: list[R] = []
    refused: dict[R, str] = {}
    connection = get_connection()
    try:
        for record in records:
            try:
                deliver(write(record), connection)
            except (RefusedError, NotNowError) as failed:
                refused[record] = str(failed)
            else:
                sent.append(record)
    finally:
        connection.close()
    for record in refused:
        type(record).objects.filter(pk=record.pk).delete()
    return sent, refused
