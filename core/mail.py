"""Handing a message to the mail server, and what came of it: taken, refused for good, or not now."""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

REFUSED_FOR_GOOD = 500


class RefusedError(Exception):
    """The message will never be taken; the words are the server's."""


class NotNowError(Exception):
    """The message could not be sent at present. ``nobody_answers``: nor could any other."""

    def __init__(self, words: str, *, nobody_answers: bool = False) -> None:
        super().__init__(words)
        self.nobody_answers = nobody_answers


def deliver(message: EmailMessage, connection: BaseEmailBackend) -> None:
    """Send one message over a connection that is kept for others. Raises RefusedError and NotNowError."""
    try:
        connection.open()
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise _refusal(code, words) from refused
    except smtplib.SMTPDataError as refused:
        raise _refusal(refused.smtp_code, refused.smtp_error) from refused
    except smtplib.SMTPServerDisconnected as lost:
        connection.close()
        raise NotNowError(f"The connection was lost: {lost}") from lost
    except OSError as failed:  # nobody answers, or the sender is refused; smtplib's errors are of this kind too
        raise NotNowError(str(failed), nobody_answers=True) from failed
    except ValueError as wrong:  # an address or a header that cannot be written in a mail
        raise RefusedError(str(wrong)) from wrong


def _refusal(code: int, words: bytes | str) -> RefusedError | NotNowError:
    """For good from 500 on, else until later."""
    said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return RefusedError(said) if code >= REFUSED_FOR_GOOD else NotNowError(said)
