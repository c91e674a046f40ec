"""What a delivery status notification says (RFC 3464): which message did not arrive, for whom, and why."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.policy import default


class NotANotificationError(ValueError):
    """The text is no delivery status notification; the message says so."""


@dataclass(frozen=True)
class Bounce:
    """One recipient whom a message did not reach."""

    message_id: str
    """With its angle brackets; empty where the notification does not carry the message."""
    address: str
    action: str
    """failed, delayed, delivered, relayed or expanded."""
    reason: str

    @property
    def is_final(self) -> bool:
        """Whether the server has given up; a delay may still end well."""
        return self.action == "failed"


def read(content: bytes) -> list[Bounce]:
    """What a notification says of each recipient. Raises NotANotificationError for anything else."""
    notification = email.message_from_bytes(content, policy=default)
    reports = [part for part in notification.walk() if part.get_content_type() == "message/delivery-status"]
    if not reports:
        raise NotANotificationError(
            "This is no delivery status notification: it has no part of the type message/delivery-status."
        )
    about = _message_id(notification)
    found = [_bounce(block, about) for report in reports for block in _blocks(report) if "final-recipient" in block]
    if not found:
        raise NotANotificationError("This delivery status notification names no recipient.")
    return found


def _blocks(report: Message) -> Iterator[Message]:
    """The blocks of headers in a report: one for the message, and one for each recipient."""
    payload = report.get_payload()
    if isinstance(payload, list):
        yield from payload


def _bounce(block: Message, about: str) -> Bounce:
    said = block.get("diagnostic-code") or block.get("status") or ""
    return Bounce(
        message_id=about,
        address=_typed(block.get("original-recipient") or block["final-recipient"]).lower(),
        action=str(block.get("action", "")).strip().lower(),
        reason=" ".join(_typed(said).split())[:500] or "The server gave no reason.",
    )


def _typed(value: str) -> str:
    """A value without its type: “rfc822; a@b.example” is a@b.example, “smtp; 550 No” is 550 No."""
    kind, separator, rest = str(value).partition(";")
    return rest.strip() if separator and re.fullmatch(r"[\w-]+", kind.strip()) else str(value).strip()


def _message_id(notification: EmailMessage) -> str:
    """The Message-ID of the message that did not arrive: of the copy that comes along, else what this answers."""
    for part in notification.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            text = part.get_payload(decode=True) or b""
            found = email.message_from_bytes(text, policy=default).get("message-id")
        elif kind == "message/rfc822" and isinstance(part.get_payload(), list) and part.get_payload():
            found = part.get_payload()[0].get("message-id")
        else:
            continue
        if found:
            return str(found).strip()
    answered = notification.get("in-reply-to") or notification.get("references") or ""
    return str(answered).split()[-1] if str(answered).split() else ""
