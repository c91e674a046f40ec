"""How a letter on papers reads: plain text, short, with one link, and of closed items nothing but their paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.choices import Pace
from accounts.services.letters import STOP
from core.formats import clock_time, count, listed, long_date
from core.letters import entry, filled, plain
from meetings.choices import Audience
from meetings.models import Pack
from meetings.packs import changes_of, items_of
from meetings.rules.changes import Change, HeldItem

MOST_LINES = 60
"""So many items are told; of more, how many."""
SUBJECT_LIMIT = 200


@dataclass(frozen=True)
class Reader:
    """Whom a letter goes to."""

    key: int
    name: str
    address: str
    reason: str
    """Why they are written to: “a member of the board”."""
    sees_exempt: bool
    wants: bool = True
    """Whether they have left mail on papers switched on."""
    pace: Pace = Pace.EACH
    """How often they want it."""
    weekday: int | None = None
    """The day of the week, Monday 0, of those who want it once a week."""


def subject(packs: Sequence[Pack]) -> str:
    """What was published, in a line. ``packs`` are told of together, the public one first."""
    meeting = packs[0].meeting
    what = "Papers published"
    if packs[0].is_supplement:
        what = "Supplement to the papers"
    if packs[0].audience == Audience.MEMBERS:
        what = "Members' edition published" if not packs[0].is_supplement else "Supplement to the members' edition"
    return plain(f"{what}: {meeting}")[:SUBJECT_LIMIT]


def subject_of_many(meetings: int) -> str:
    """That papers of so many meetings were published."""
    return plain(f"Papers published: {count(meetings, 'meeting')}")


def letter(news: Sequence[str], name: str, reasons: Sequence[str], *, site: str) -> str:
    """The whole letter: what was published, one piece of news after another, and why the reader is written to.

    ``site`` is what links begin with; the reader's own link that stops these letters is a gap.
    """
    blocks = [
        f"Hello {name},",
        *_ruled(news),
        "--",
        filled(f"You are written to as {listed(dict.fromkeys(reasons))}."),
        (
            f"Your meetings and notes: {site}{reverse('my-papers')}\n"
            f"What you are sent, and how often: {site}{reverse('own-letters')}\nStop mail on papers:\n{STOP}"
        ),
    ]
    return plain("\n\n".join(blocks)) + "\n"


def _ruled(news: Sequence[str]) -> list[str]:
    """Pieces of news with a line between two."""
    return [block for at, piece in enumerate(news) for block in (["* * *", piece] if at else [piece])]


def news(packs: Sequence[Pack], *, site: str) -> str:
    """What was published, as a piece of a letter. ``packs`` are told of together, the public one first."""
    first = packs[0]
    meeting = first.meeting
    when = f"{meeting.date:%A} {long_date(meeting.date)}"
    if meeting.time:
        when += f", {clock_time(meeting.time)}"
    blocks = [filled(_opening(first, str(meeting.board), when))]
    if meeting.venue:
        blocks.append(filled(f"Place: {meeting.venue}"))
    if first.audience == Audience.PUBLIC:
        blocks += [*_listed(first), f"Read them here:\n{site}{reverse('pack', args=[meeting.pk])}"]
    members = next((pack for pack in packs if pack.audience == Audience.MEMBERS), None)
    if members:
        too = (
            "There is a members' edition too."
            if first.audience == Audience.PUBLIC
            else "It is for members of the board."
        )
        blocks.append(f"{too} Sign in to read it:\n{site}{members.get_absolute_url()}")
    return plain("\n\n".join(blocks))


def _opening(pack: Pack, board: str, when: str) -> str:
    if pack.audience == Audience.MEMBERS:
        what = "A supplement to the members' edition" if pack.is_supplement else "The members' edition"
        return f"{what} of the papers of the {board} for {when} has been published."
    if pack.is_supplement:
        return f"A supplement to the papers of the {board} for {when} has been published. What has changed:"
    if pack.edition > 1:
        return f"A new edition of the agenda and papers of the {board} for {when} has been published:"
    return f"The agenda and papers of the {board} for {when} have been published:"


def _listed(pack: Pack) -> list[str]:
    """What a public edition holds, or what its supplement changes, as frozen with it."""
    if pack.is_supplement:
        lines = [_change(change) for change in changes_of(pack)]
    else:
        lines = [_item(item) for item in items_of(pack)]
    shown = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        shown.append(entry(f"and {len(lines) - MOST_LINES} more"))
    return ["\n".join(shown)] if shown else []


def _item(item: HeldItem) -> str:
    facts = [item.title]
    if item.exempt and item.exempt not in item.title:
        facts.append(f"({item.exempt})")
    if item.withdrawn:
        facts.append("(withdrawn)")
    if item.pages:
        facts.append(f"– {item.pages}")
    return entry(f"{item.number}. {' '.join(facts)}")


def _change(change: Change) -> str:
    return entry(f"{change.number}. {change.title}. {change.sentence}")


def together(packs: Iterable[Pack]) -> list[Pack]:
    """Packs in the order in which a letter tells of them: the public one first."""
    return sorted(packs, key=lambda pack: list(Audience).index(Audience(pack.audience)))
