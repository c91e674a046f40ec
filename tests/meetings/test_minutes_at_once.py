"""Several people add minutes of a board at the same moment: each has a number of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from history.guards import opened
from meetings.models import Meeting, Minute, MinutesPaper
from meetings.services.minutes import add_minute, begin_minutes
from organisation.models import Board
from tests.clinics.test_notes_at_once import apart

TODAY = date(2007, 9, 10)


def make() -> Meeting:
    board = Board.objects.create(name="At once", kind="officer")
    meeting = Meeting.objects.create(board=board, date=TODAY)
    begin_minutes(meeting=meeting)
    return meeting


@opened("a test")
def take_out(meeting: Meeting) -> list[int]:
    """The numbers that were taken; nothing of it is left for other tests."""
    numbers = list(meeting.minutes.values_list("number", flat=True))
    for model, keys in (
        (Minute, {"meeting_id": meeting.pk}),
        (MinutesPaper, {"meeting_id": meeting.pk}),
        (Meeting, {"id": meeting.pk}),
        (Board, {"id": meeting.board_id}),
    ):
        model.objects.filter(**keys).delete()
        model.history.filter(**keys).delete()
    return numbers


def add(meeting: Meeting, place: int) -> None:
    add_minute(meeting=meeting, title=str(place), after=0 if place % 2 else None)


def add_once(meeting: Meeting, token: UUID) -> None:
    add_minute(meeting=meeting, title="x", token=token)


@pytest.mark.django_db
def test_a_form_that_is_sent_twice_at_the_same_moment_adds_one_minute(settings):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other")
    settings.COUNCIL_TODAY = TODAY
    token = uuid4()
    with ThreadPoolExecutor(4) as pool:
        meeting = pool.submit(apart, make).result()
        try:
            for done in [pool.submit(apart, add_once, meeting, token) for _ in range(4)]:
                done.result()
        finally:
            numbers = pool.submit(apart, take_out, meeting).result()
    assert numbers == [1]


@pytest.mark.django_db
def test_no_two_who_add_at_the_same_moment_take_one_number(settings):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other")
    settings.COUNCIL_TODAY = TODAY
    with ThreadPoolExecutor(4) as pool:
        meeting = pool.submit(apart, make).result()
        try:
            for done in [pool.submit(apart, add, meeting, place) for place in range(8)]:
                done.result()
        finally:
            numbers = pool.submit(apart, take_out, meeting).result()
    assert numbers == list(range(1, 9))
