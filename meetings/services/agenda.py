"""The agenda of a meeting: begun, added to, arranged, and what is taken off it.

Until the agenda is published its items may be moved and removed, and their numbers follow the order. Once it is
published the numbers stand, as they are in people's hands: what comes late comes at the end, with the special
circumstances, and what is not taken is withdrawn with a reason and keeps its number.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from core.clock import today
from core.formats import long_date
from core.refusals import NotDoneError
from meetings.choices import ItemKind
from meetings.models import AgendaItem, Meeting, StandingItem
from meetings.services import order


class AgendaError(NotDoneError):
    """The agenda cannot be changed like this; the message says why and what to do."""


def is_published(meeting: Meeting) -> bool:
    """Whether the agenda is in the public's hands. One query."""
    return Meeting.objects.with_published().values_list("first_published", flat=True).get(pk=meeting.pk) is not None


def comes_late(meeting: Meeting, on: date | None = None) -> bool:
    """Whether an item that is added now needs special circumstances. One query at most.

    After the agenda was published, or after it could have been in time; not where a meeting of the past is
    entered that was never published here.
    """
    deadline, on = meeting.publication_deadline, on or today()
    return (deadline is not None and deadline < on <= meeting.date) or is_published(meeting)


@transaction.atomic
def add_item(*, item: AgendaItem, at: int | None = None) -> AgendaItem:
    """Put an item on an agenda, at a number or at the end. Raises AgendaError where it is late and does not say why."""
    meeting = _locked(item.meeting)
    _say_why_late(meeting, item.late_because)
    order.add(row=item, at=at, numbers_stand=is_published(meeting))
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, seen: int) -> None:
    """Remove an item that nobody outside has seen and that has no papers. Raises AgendaError: withdraw it instead."""
    meeting = _locked(item.meeting)
    if is_published(meeting):
        raise AgendaError("The agenda is published, so its items are not removed. Withdraw the item with a reason.")
    try:
        order.remove(row=item, seen=seen)
    except order.OrderError as hangs:
        raise AgendaError(
            f"“{item}” has papers or is referred to, so it is not removed. Withdraw it with a reason."
        ) from hangs


@transaction.atomic
def withdraw_item(*, item: AgendaItem, because: str, seen: int) -> AgendaItem:
    """Withdraw an item with a reason: it keeps its number and its papers, and is not taken."""
    stored = order.as_seen(order.rows_beside(item), item, seen)
    if stored.withdrawn_because:
        raise AgendaError(f"“{stored}” is withdrawn already: {stored.withdrawn_because}")
    stored.withdrawn_because = because
    stored.save()
    return stored


@transaction.atomic
def put_back_item(*, item: AgendaItem, seen: int) -> AgendaItem:
    """Take a withdrawn item after all."""
    stored = order.as_seen(order.rows_beside(item), item, seen)
    stored.withdrawn_because = ""
    stored.save()
    return stored


@transaction.atomic
def move_item_by_one(*, item: AgendaItem, up: bool, seen: int) -> AgendaItem:
    """Move an item one place up or down. Raises AgendaError once the agenda is published."""
    _numbers_may_change(item.meeting)
    return order.move_by_one(row=item, up=up, seen=seen)


@transaction.atomic
def move_item_to(*, item: AgendaItem, place: int, seen: int) -> AgendaItem:
    """Move an item to a number. Raises AgendaError once the agenda is published."""
    _numbers_may_change(item.meeting)
    return order.move_to(row=item, place=place, seen=seen)


@transaction.atomic
def move_item_before(*, item: AgendaItem, before: int | None, seen: int) -> AgendaItem:
    """Move an item before another or to the end. Raises AgendaError once the agenda is published."""
    _numbers_may_change(item.meeting)
    return order.move_before(row=item, before=before, seen=seen)


@transaction.atomic
def begin_from_standing_items(*, meeting: Meeting, late_because: str = "") -> list[AgendaItem]:
    """Begin an empty agenda with the standing items of its board."""
    meeting = _empty(meeting, late_because)
    standing = list(StandingItem.objects.filter(board=meeting.board_id))
    if not standing:
        raise AgendaError("The board has no standing items yet. Enter them on its page.")
    return _begin(meeting, standing, late_because)


@transaction.atomic
def begin_from_last_meeting(*, meeting: Meeting, late_because: str = "") -> list[AgendaItem]:
    """Begin an empty agenda with what stood on that of the board's last meeting: titles, kinds, presenters; no papers.

    What the public could not see, came late or was withdrawn is left out: each of these is decided anew.
    """
    meeting = _empty(meeting, late_because)
    last = last_with_agenda(meeting)
    if last is None:
        raise AgendaError("No meeting of this board before this one has an agenda to copy.")
    items = list(last.items.open().filter(late_because="", withdrawn_because=""))
    return _begin(meeting, items, late_because)


def last_with_agenda(meeting: Meeting) -> Meeting | None:
    """The board's last meeting before this one that has an agenda. One query."""
    earlier = Meeting.objects.standing().past(meeting.date).filter(board=meeting.board_id, items__isnull=False)
    return earlier.first()


def _begin(meeting: Meeting, like: list[AgendaItem] | list[StandingItem], late_because: str) -> list[AgendaItem]:
    previous = Meeting.objects.awaiting_approval_at(meeting).first()
    made = []
    for place, one in enumerate(like, 1):
        item = AgendaItem(
            meeting=meeting,
            number=place,
            title=one.title,
            kind=one.kind,
            group=one.group,
            presenter_id=one.presenter_id,
            late_because=late_because,
        )
        if one.kind == ItemKind.MINUTES and previous:
            item.minutes_of = previous
            item.title = _dated(one, previous)
        item.save()
        made.append(item)
    return made


def _dated(like: AgendaItem | StandingItem, previous: Meeting) -> str:
    """The title of an item that approves minutes, with the day of the meeting whose minutes they are."""
    was, day = getattr(like, "minutes_of", None), _plain_date(previous.date)
    for old in (_plain_date(was.date) if was else "", "the last meeting", "the previous meeting"):
        if old and old in like.title:
            new = day if old[0].isdigit() else f"the meeting of {day}"
            return like.title.replace(old, new)[: AgendaItem._meta.get_field("title").max_length]
    return like.title


def _plain_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _empty(meeting: Meeting, late_because: str) -> Meeting:
    meeting = _locked(meeting)
    if meeting.items.exists():
        raise AgendaError("The agenda has items already. Add to it, one item at a time.")
    _say_why_late(meeting, late_because)
    return meeting


def _say_why_late(meeting: Meeting, because: str) -> None:
    if not because and comes_late(meeting):
        raise AgendaError(
            "This comes too late to be published in time. Say what the special circumstances are: they go into the minutes."
        )


def _numbers_may_change(meeting: Meeting) -> None:
    meeting = _locked(meeting)
    if is_published(meeting):
        raise AgendaError(
            f"The agenda of {long_date(meeting.date)} is published, and its numbers are in people’s hands: "
            "they stand. What comes late comes at the end."
        )


def _locked(meeting: Meeting) -> Meeting:
    """The meeting as it is stored, so that two people take turns. Within a transaction."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
