"""The minutes of a meeting as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from core import prose
from meetings.models import Meeting


@dataclass(frozen=True)
class ResolutionView:
    """A part of what was resolved, with its number where there are several."""

    label: str
    text: str


@dataclass(frozen=True)
class MinuteView:
    """One minute."""

    number: int
    title: str
    html: SafeString | str
    resolutions: tuple[ResolutionView, ...]


@dataclass(frozen=True)
class MinutesView:
    """The minutes of a meeting."""

    board: str
    date: date
    present: str
    apologies: str
    minutes: tuple[MinuteView, ...]


def minutes_view(meeting: Meeting) -> MinutesView:
    """The minutes of a meeting."""
    attendance = list(meeting.attendance.all())
    return MinutesView(
        board=str(meeting.board),
        date=meeting.date,
        present=_people(a.role for a in attendance if a.present),
        apologies=_people(a.role for a in attendance if not a.present),
        minutes=tuple(
            MinuteView(
                minute.number, minute.title, prose.to_html(minute.text), _resolutions(list(minute.resolutions.all()))
            )
            for minute in meeting.minutes.prefetch_related("resolutions")
        ),
    )


def _people(roles: Iterable[str]) -> str:
    """Roles in order, several of one kind counted: "Chair of the Board; 2 × Councillor, member of the Board"."""
    roles = list(roles)
    distinct = list(dict.fromkeys(roles))
    return "; ".join(f"{role} ({roles.count(role)})" if roles.count(role) > 1 else role for role in distinct)


def _resolutions(resolutions: list) -> tuple[ResolutionView, ...]:
    several = len(resolutions) > 1
    return tuple(ResolutionView(f"({r.part})" if several else "", r.text) for r in resolutions)
