"""How it is said that an item is closed to the public. Pure."""

from __future__ import annotations

from dataclasses import dataclass

ACT = "Local Government Act 1972"
CONFIDENTIAL = "confidential"
WITHHELD_REASON = "Withdrawn"
"""What stands in the place of why a closed item is not taken, for those who may not read why."""


@dataclass(frozen=True)
class Closed:
    """How an item is closed: exempt under a paragraph of Schedule 12A or, without one, confidential."""

    paragraph: int | None = None

    @property
    def kind(self) -> str:
        """The adjective: exempt or confidential."""
        return CONFIDENTIAL if self.paragraph is None else "exempt"

    @property
    def law(self) -> str:
        """What closes it."""
        if self.paragraph is None:
            return f"section 100A(2), {ACT}"
        return f"paragraph {self.paragraph} of Schedule 12A, {ACT}"

    @property
    def short(self) -> str:
        """In a list: “Exempt, paragraph 3”."""
        return "Confidential" if self.paragraph is None else f"Exempt, paragraph {self.paragraph}"

    def __str__(self) -> str:
        """The mark on its papers: “Not for publication: paragraph 3 of Schedule 12A, Local Government Act 1972”."""
        return f"Not for publication: {self.law if self.paragraph else f'{self.kind} ({self.law})'}"


def is_confidential(words: str) -> bool:
    """Whether a mark, as papers and frozen data have it, is that of a confidential item."""
    return CONFIDENTIAL in words


def withheld_title(words: str) -> str:
    """What stands in the place of a title, by the mark of its item."""
    return "Confidential item" if is_confidential(words) else "Exempt item"
