"""What tests of meetings share: a board with a meeting to come."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from meetings.models import AgendaItem, Meeting, Pack
from organisation.models import Board, BoardMember


@pytest.fixture
def board(council) -> Board:
    """A political board of a council with five clear days, which usually meets on the second Monday."""
    return Board.objects.create(name="Board", kind="political", usual_place=2, usual_weekday=0, usual_time=dt.time(10))


@pytest.fixture
def meeting(board, today) -> Meeting:
    """Its meeting of 12 November 2007, on 10 September; the agenda goes out by 2 November."""
    return Meeting.objects.create(board=board, date=dt.date(2007, 11, 12), publication_deadline=dt.date(2007, 11, 2))


@pytest.fixture
def team(signed_in) -> Client:
    """A browser of the performance team."""
    return signed_in(Role.PERFORMANCE)


@pytest.fixture
def clerk(person, board) -> Client:
    """A browser of the board's clerk, an officer."""
    client, user = Client(), person(Role.OFFICER)
    BoardMember.objects.create(board=board, user=user, role="clerk", starts=dt.date(2000, 1, 1))
    client.force_login(user)
    return client


@pytest.fixture
def items(meeting) -> Callable[..., list[AgendaItem]]:
    """Puts items on the agenda: ``items("A", "B")``."""

    def put(*titles: str, **facts) -> list[AgendaItem]:
        return [
            AgendaItem.objects.create(meeting=meeting, number=number, title=title, **facts)
            for number, title in enumerate(titles, meeting.items.count() + 1)
        ]

    return put


@pytest.fixture
def publish(person) -> Callable[..., Pack]:
    """Publishes the agenda of a meeting: a public pack with the papers of these numbers is issued."""

    def ready(meeting: Meeting, *numbers: int, on: dt.date = dt.date(2007, 9, 7), edition: int = 1) -> Pack:
        pack = Pack(meeting=meeting, audience="public", edition=edition, state="ready", pages=3, sha256="a" * 64)
        pack.requested_by = User.objects.first() or person(Role.PERFORMANCE)
        pack.requested_at = pack.built_at = dt.datetime.combine(on, dt.time(9), dt.UTC)
        pack.issued_at, pack.issued_by = pack.built_at, pack.requested_by
        pack.payload = {"html": "", "ranges": [{"number": number, "first": 2, "last": 3} for number in numbers]}
        pack.file.save("pack.pdf", ContentFile(b"%PDF-1.7 test"), save=False)
        pack.save()
        return pack

    return ready
