"""A small meeting, and who keeps it."""

import datetime as dt

import pytest

from accounts.choices import Role
from meetings.models import Meeting, ReportTemplate
from organisation.models import Board
from tests.meetings.editions.making import report


@pytest.fixture
def meeting(council, today) -> Meeting:
    """A meeting of a board with two reports, one to follow, and an exempt one."""
    board = Board.objects.create(name="Audit Committee", abbreviation="AC", kind="political")
    made = Meeting.objects.create(board=board, date=dt.date(2007, 9, 24), publication_deadline=dt.date(2007, 9, 14))
    template = ReportTemplate.objects.create(name="Plain")
    template.headings.create(number=1, title="Summary")
    for number, title in enumerate(("Apologies", "Accounts", "Risks", "Land"), 1):
        made.items.create(number=number, title=title, kind="procedural" if number == 1 else "report")
    for item in made.items.filter(number__in=(2, 4)):
        report(item)
    made.items.filter(number=4).update(exempt_paragraph=3, public_interest="A sale is being negotiated.")
    return made


@pytest.fixture
def clerk(person):
    return person(Role.PERFORMANCE)
