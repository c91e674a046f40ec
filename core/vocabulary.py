"""Vocabularies: a value for the database and for other tools, and words for people."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Words(StrEnum):
    """A vocabulary whose members carry the words that people read, and which rules can use without Django."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """A member is its value; the label comes along."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def pairs(cls) -> list[tuple[str, str]]:
        """The vocabulary as a field's choices."""
        return [(member.value, member.label) for member in cls]
