"""Reading the pages on which meetings are kept."""

from html import unescape

from meetings.models import Meeting


def html(answer, status: int = 200) -> str:
    """The page of an answer, in plain signs and with plain spaces."""
    assert answer.status_code == status
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def numbered(meeting: Meeting) -> list[str]:
    """The agenda as it stands: "1 A", "2 B"."""
    return [f"{item.number} {item.title}" for item in meeting.items.order_by("number")]
