"""The words by which items are marked that the public may not see."""

from __future__ import annotations

from meetings.models import AgendaItem
from meetings.rules.closed import withheld_title

__all__ = ["exempt_words", "withheld_title"]


def exempt_words(item: AgendaItem) -> str:
    """The mark of a closed item; empty for an open one."""
    return str(item.closed or "")
