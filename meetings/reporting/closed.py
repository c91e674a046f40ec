"""The words by which items are marked that the public may not see."""

from __future__ import annotations

from meetings.models import AgendaItem


def exempt_words(item: AgendaItem) -> str:
    """The words by which a closed item is marked; empty for an open one."""
    if not item.is_closed:
        return ""
    if item.is_confidential:
        return "Not for publication: confidential (section 100A(2), Local Government Act 1972)"
    return f"Not for publication: paragraph {item.exempt_paragraph} of Schedule 12A, Local Government Act 1972"


def withheld_title(words: str) -> str:
    """What stands in the place of a title, by the words that mark it."""
    return "Confidential item" if "confidential" in words else "Exempt item"
