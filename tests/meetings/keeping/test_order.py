"""Numbers of an agenda run from 1 without a gap, whatever is done to it, and nobody's move is lost."""

import datetime as dt

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoTestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from core.records import StaleWriteError
from meetings.models import AgendaItem, Meeting, StandingItem
from meetings.services import agenda, order
from organisation.models import Board, Council
from tests.meetings.keeping.pages import numbered
from tests.queries import counted

pytestmark = pytest.mark.django_db


class Agenda(RuleBasedStateMachine):
    """An agenda to which anything is done, beside a list to which the same is done."""

    def __init__(self) -> None:
        super().__init__()
        self.meeting = Meeting.objects.create(board=Board.objects.get(), date=dt.date(2030, 1, 7))
        self.known: list[str] = []
        self.made = 0

    def teardown(self) -> None:
        self.meeting.items.all().delete()
        self.meeting.delete()

    def nth(self, place: int) -> AgendaItem:
        return self.meeting.items.get(title=self.known[place % len(self.known)])

    @rule(at=st.none() | st.integers(1, 12))
    def add(self, at):
        self.made += 1
        agenda.add_item(item=AgendaItem(meeting=self.meeting, title=f"Item {self.made}"), at=at)
        self.known.insert(len(self.known) if at is None else min(at, len(self.known) + 1) - 1, f"Item {self.made}")

    @precondition(lambda self: self.known)
    @rule(place=st.integers(0, 20))
    def remove(self, place):
        item = self.nth(place)
        agenda.remove_item(item=item, seen=item.version)
        self.known.remove(item.title)

    @precondition(lambda self: self.known)
    @rule(place=st.integers(0, 20), to=st.integers(0, 14))
    def move_to(self, place, to):
        item = self.nth(place)
        if 1 <= to <= len(self.known):
            agenda.move_item_to(item=item, place=to, seen=item.version)
            self.known.remove(item.title)
            self.known.insert(to - 1, item.title)
        else:
            with pytest.raises(order.OrderError, match="There is no number"):
                agenda.move_item_to(item=item, place=to, seen=item.version)

    @precondition(lambda self: len(self.known) > 1)
    @rule(place=st.integers(0, 20), up=st.booleans())
    def by_one(self, place, up):
        item = self.nth(place)
        at = self.known.index(item.title)
        to = at + (-1 if up else 1)
        if 0 <= to < len(self.known):
            agenda.move_item_by_one(item=item, up=up, seen=item.version)
            self.known[at], self.known[to] = self.known[to], self.known[at]
        else:
            with pytest.raises(order.OrderError, match="already"):
                agenda.move_item_by_one(item=item, up=up, seen=item.version)

    @precondition(lambda self: self.known)
    @rule(place=st.integers(0, 20))
    def as_somebody_else_saw_it(self, place):
        item = self.nth(place)
        with pytest.raises(StaleWriteError):
            agenda.move_item_to(item=item, place=1, seen=item.version - 1)

    @invariant()
    def numbers_are_unbroken(self):
        assert numbered(self.meeting) == [f"{number} {title}" for number, title in enumerate(self.known, 1)]


class TestAgenda(DjangoTestCase):
    def test_numbers_stay_unbroken_whatever_is_done(self):
        Council.objects.create(pk=1, name="Anytown", short_name="Anytown", kind="district")
        Board.objects.create(name="Board", kind="officer")
        run_state_machine_as_test(Agenda, settings=settings(max_examples=12, stateful_step_count=14, deadline=None))


def test_a_gap_that_the_admin_left_is_closed_by_the_next_move(meeting, items):
    items("A", "B", "C")
    third = meeting.items.get(number=3)
    third.number = 7
    third.save()
    agenda.move_item_by_one(item=third, up=True, seen=third.version)
    assert numbered(meeting) == ["1 A", "2 C", "3 B"]


def test_once_published_the_numbers_stand_and_what_is_late_comes_at_the_end(meeting, items, publish):
    first, *_ = items("A", "B")
    publish(meeting)
    for change in (
        lambda: agenda.move_item_by_one(item=first, up=False, seen=first.version),
        lambda: agenda.move_item_to(item=first, place=2, seen=first.version),
        lambda: agenda.move_item_before(item=first, before=None, seen=first.version),
        lambda: agenda.remove_item(item=first, seen=first.version),
    ):
        with pytest.raises(agenda.AgendaError, match="published"):
            change()
    with pytest.raises(agenda.AgendaError, match="special circumstances"):
        agenda.add_item(item=AgendaItem(meeting=meeting, title="C"), at=1)
    agenda.add_item(item=AgendaItem(meeting=meeting, title="C", late_because="A flood."), at=1)
    assert numbered(meeting) == ["1 A", "2 B", "3 C"]


def test_an_item_is_late_after_the_deadline_and_not_in_a_past_that_was_never_published(meeting, publish):
    assert not agenda.comes_late(meeting, dt.date(2007, 11, 2))
    assert agenda.comes_late(meeting, dt.date(2007, 11, 3))
    assert agenda.comes_late(meeting, meeting.date)
    assert not agenda.comes_late(meeting, dt.date(2007, 11, 13))
    publish(meeting)
    assert agenda.comes_late(meeting, dt.date(2007, 9, 10))


def test_what_is_withdrawn_keeps_its_number_and_may_be_taken_after_all(meeting, items):
    first, second = items("A", "B")
    withdrawn = agenda.withdraw_item(item=first, because="Not ready.", seen=first.version)
    assert numbered(meeting) == ["1 A", "2 B"]
    with pytest.raises(agenda.AgendaError, match="Not ready"):
        agenda.withdraw_item(item=first, because="Again.", seen=withdrawn.version)
    back = agenda.put_back_item(item=first, seen=withdrawn.version)
    assert back.withdrawn_because == ""
    with pytest.raises(StaleWriteError):
        agenda.withdraw_item(item=second, because="x", seen=second.version + 1)


def test_moves_take_as_many_queries_for_thirty_items_as_for_three(meeting, items):
    items(*(f"Item {n}" for n in range(3)))
    asked = []
    for more in (0, 27):
        items(*(f"More {n}" for n in range(more)))
        last = meeting.items.last()
        with counted() as count:
            agenda.move_item_to(item=last, place=1, seen=last.version)
        asked.append(count.queries)
    assert asked[0] == asked[1]


def test_standing_items_are_ordered_likewise(board):
    for title in "ABC":
        order.add(row=StandingItem(board=board, title=title))
    last = board.standing_items.get(title="C")
    order.move_to(row=last, place=1, seen=last.version)
    first = board.standing_items.get(title="A")
    order.remove(row=first, seen=first.version)
    assert list(board.standing_items.values_list("number", "title")) == [(1, "C"), (2, "B")]
    with pytest.raises(order.OrderError, match="removed meanwhile"):
        order.move_by_one(row=first, up=True, seen=first.version)
