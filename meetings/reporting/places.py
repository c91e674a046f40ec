"""Who sits on a board: now, from a day to come, and before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from meetings.models import Meeting
from organisation.choices import BoardRole
from organisation.models import Board, BoardMember


@dataclass(frozen=True)
class Places:
    """The places on a board, the chair's first; those of the past by when they ended, the last first."""

    now: tuple[BoardMember, ...]
    to_come: tuple[BoardMember, ...]
    before: tuple[BoardMember, ...]
    removable: frozenset[int]
    """Those in whose time the board has not met, so that what was entered by mistake can be removed."""


def places_of(board: Board, on: date) -> Places:
    """The places on a board as they are on a day. Two queries."""
    ranks = [role.value for role in BoardRole]
    places = board.members.select_related("user").order_by("starts", "pk")
    found = sorted(places, key=lambda place: ranks.index(place.role))
    ended = [place for place in found if place.ends and place.ends < on]
    met = list(Meeting.objects.standing().filter(board=board, date__lte=on).values_list("date", flat=True))
    return Places(
        now=tuple(place for place in found if place.is_there(on)),
        to_come=tuple(place for place in found if place.starts > on),
        before=tuple(sorted(ended, key=lambda place: place.ends, reverse=True)),
        removable=frozenset(place.pk for place in found if not any(place.is_there(day) for day in met)),
    )
