"""The life of a committee report: who signs next, by when, and what stands in the way. Pure judgement."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.formats import listed
from core.vocabulary import Words
from meetings.choices import ReportState
from meetings.rules.clear_days import working_days_before

DAYS_EACH = 2
"""Working days that each reviewer has."""


class Signed(Words):
    """How a reviewer stands to a report."""

    WAITING = "waiting", "Not signed yet"
    NEXT = "next", "To sign now"
    DONE = "done", "Signed"
    EARLIER = "earlier", "Signed an earlier text"


class Move(Words):
    """What can be done with a report as a whole."""

    WRITE = "write", "written in"
    SEND = "send", "sent for review"
    WITHDRAW = "withdraw", "withdrawn"
    RETURN = "return", "returned"
    SIGN = "sign", "signed"
    REOPEN = "reopen", "opened again"


MOVES = {
    Move.WRITE: (ReportState.DRAFT, ReportState.REVIEW),
    Move.SEND: (ReportState.DRAFT,),
    Move.WITHDRAW: (ReportState.REVIEW,),
    Move.RETURN: (ReportState.REVIEW,),
    Move.SIGN: (ReportState.REVIEW,),
    Move.REOPEN: (ReportState.SIGNED,),
}
"""In which states each can be done."""


@dataclass(frozen=True)
class Signature:
    """A signature under a text, known by the text's SHA-256."""

    post: int
    text: str


def refusal(state: ReportState, move: Move) -> str:
    """Why something cannot be done with a report now; empty where it can."""
    if state in MOVES[move]:
        return ""
    if state == ReportState.SIGNED:
        return "The report is signed off, and stays as it is. Open it again, with a reason, to change it."
    if move == Move.REOPEN:
        return "The report is not signed off: it can be changed as it is."
    if state == ReportState.REVIEW:
        return "The report is in review already."
    return f"The report is a draft. It can be {move.label} once its author has sent it for review."


def standing(order: Sequence[int], signatures: Iterable[Signature], text: str) -> list[Signed]:
    """How each reviewing post, in their order, stands to a text. The first that has not signed it is next."""
    newest = {signature.post: signature.text for signature in signatures}
    found = [
        Signed.WAITING if post not in newest else Signed.DONE if newest[post] == text else Signed.EARLIER
        for post in order
    ]
    turn = next((place for place, one in enumerate(found) if one != Signed.DONE), None)
    if turn is not None and found[turn] == Signed.WAITING:
        found[turn] = Signed.NEXT
    return found


def whose_turn(found: Sequence[Signed]) -> int | None:
    """The place of the reviewer who signs next; None once all have signed the text."""
    return next((place for place, one in enumerate(found) if one != Signed.DONE), None)


def missing_words(empty: Sequence[str]) -> str:
    """Why a report cannot go on while required headings are empty; no words where none is."""
    if not empty:
        return ""
    named = listed(f"“{title}”" for title in empty)
    return (
        f"Nothing stands yet under {named}. {'It is' if len(empty) == 1 else 'They are'} required: write there first."
    )


def deadlines(publish_by: date | None, reviewers: int, holidays: Container[date]) -> tuple[date | None, ...]:
    """By when the author sends a report for review, and by when each reviewer signs it, worked back from publication.

    The last signs on the working day before, each has two working days, and the author two before the first. Working
    days are those of the clear days: no weekend, no bank holiday. Nothing where no day of publication is known.
    """
    if publish_by is None:
        return (None,) * (reviewers + 1)
    return tuple(working_days_before(publish_by, 1 + DAYS_EACH * left, holidays) for left in range(reviewers, -1, -1))


def labels(how_many: int) -> list[str]:
    """What appendices are called in their order: Appendix A to Z, then AA, AB and on."""
    return [f"Appendix {_letters(place)}" for place in range(how_many)]


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return f"{_letters(first - 1) if first else ''}{chr(ord('A') + last)}"
