"""By when an agenda must be published, and its reports sent and signed: the rules, with the council's own facts."""

from __future__ import annotations

from datetime import date

from meetings.rules.clear_days import publish_by
from meetings.rules.reports import deadlines
from organisation.bank_holidays import bank_holidays
from organisation.choices import BoardKind
from organisation.models import Board, Council


def clear_days_of(board: Board, council: Council) -> int | None:
    """How many clear days a board's agendas need: its own, or the council's for a political board; None for none."""
    if board.clear_days is not None:
        return board.clear_days
    return council.clear_days if board.kind == BoardKind.POLITICAL else None


def deadline(board: Board, day: date, council: Council | None = None) -> date | None:
    """The last day on which the agenda of a board's meeting on a day can be published in time; None where any will do.

    Costs a query for the council where it is not given.
    """
    council = council or Council.objects.get()
    wanted = clear_days_of(board, council)
    return None if wanted is None else publish_by(day, wanted, bank_holidays(council.kind))


def report_deadlines(published_by: date | None, reviewers: int) -> tuple[date | None, ...]:
    """By when a report is sent for review, and by when each reviewer signs it, for an agenda published by a day.

    Costs a query for the council, by whose bank holidays working days are counted.
    """
    return deadlines(published_by, reviewers, bank_holidays(Council.objects.get().kind))
