"""What a member finds on their own page: the next meetings of their boards, what is new, and what is past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Max, Min, Q

from accounts.models import User
from core.formats import clock_time, long_date
from meetings.choices import Audience
from meetings.models import ItemNote, LastLook, Meeting, Pack
from organisation import rights
from organisation.models import Board, BoardMember, in_force

PAST = 12
"""How many past meetings stand on the page; the rest are among all meetings."""


@dataclass(frozen=True)
class PackLine:
    """A pack that may be read."""

    label: str
    audience: str
    edition: int
    pages: int
    url: str
    """Where it is read on screen; empty where it can only be downloaded."""
    is_new: bool


@dataclass(frozen=True)
class MyMeeting:
    """A meeting of one of the reader's boards."""

    pk: int
    url: str
    board: str
    day: date
    time: str
    venue: str
    chair: str
    cancelled: str
    """Why it is not held; empty where it is."""
    publication: date | None
    packs: tuple[PackLine, ...]
    """What was issued and holds, for each audience that the reader belongs to: the members' first, supplements last."""
    notes: int
    news: tuple[str, ...]
    """What has happened since the reader last looked."""

    @property
    def title(self) -> str:
        """Board and date."""
        return f"{self.board}, {long_date(self.day)}"


@dataclass(frozen=True)
class MyBoard:
    """A board that the reader sits on, and as what."""

    pk: int
    name: str
    role: str


@dataclass(frozen=True)
class MyPapers:
    """A reader's own page."""

    boards: tuple[MyBoard, ...]
    coming: tuple[MyMeeting, ...]
    past: tuple[MyMeeting, ...]
    since: datetime | None
    """When the reader last looked; None at the first visit."""

    @property
    def new(self) -> tuple[MyMeeting, ...]:
        """The meetings of which something is new."""
        return tuple(meeting for meeting in (*self.coming, *self.past) if meeting.news)


def last_look(reader: User) -> datetime | None:
    """When a reader last looked at their papers; None before the first time. One query."""
    return LastLook.objects.filter(reader=reader).values_list("at", flat=True).first()


def my_papers(reader: User, on: date, since: datetime | None) -> MyPapers:
    """What a reader finds on a day, and what is new since a moment. Seven queries, however many meetings.

    A member's boards are those they sit on that day; the performance team keeps all. Meetings of other boards
    stand here where the reader has notes on them.
    """
    places = list(BoardMember.objects.filter(in_force(on), user=reader).select_related("board"))
    boards = Board.objects.all() if rights.may_manage(reader) else [place.board_id for place in places]
    noted = dict(ItemNote.objects.of(reader).order_by().values_list("meeting").annotate(notes=Count("pk")))
    wanted = Q(pk__in=list(noted))
    if rights.may_read(reader):
        wanted |= Q(board__in=boards)
    theirs = Meeting.objects.filter(wanted).select_related("board")
    coming, past = list(theirs.coming(on)), list(theirs.past(on)[:PAST])
    shown = [*coming, *past]
    packs = _packs(shown, rights.boards_seen_whole(reader)) if rights.may_read(reader) else {}
    changed = _changed(shown, since)
    views = {
        meeting.pk: _meeting(meeting, packs.get(meeting.pk, ()), changed.get(meeting.pk, ()), noted, since)
        for meeting in shown
    }
    return MyPapers(
        boards=tuple(MyBoard(p.board_id, str(p.board), p.get_role_display()) for p in places),
        coming=tuple(views[meeting.pk] for meeting in coming),
        past=tuple(views[meeting.pk] for meeting in past),
        since=since,
    )


def _packs(meetings: Iterable[Meeting], seen_whole: Iterable[int]) -> dict[int, list[Pack]]:
    """The issued packs of meetings that the reader may have, the newest edition first. One query."""
    found: dict[int, list[Pack]] = defaultdict(list)
    may = Q(audience=Audience.PUBLIC) | Q(meeting__board__in=seen_whole)
    issued = Pack.objects.issued().light().filter(may, meeting__in=[meeting.pk for meeting in meetings])
    for pack in issued:
        found[pack.meeting_id].append(pack)
    return found


def _changed(meetings: Iterable[Meeting], since: datetime | None) -> dict[int, tuple[str, ...]]:
    """What of when and where meetings are has changed since a moment, and which were arranged. Two queries."""
    if since is None:
        return {}
    by_key = {meeting.pk: meeting for meeting in meetings}
    kept = Meeting.history.model.objects.filter(id__in=list(by_key)).order_by()
    first = dict(kept.values_list("id").annotate(at=Min("history_date")))
    last = kept.filter(history_date__lte=since).values("id").annotate(newest=Max("history_id")).values("newest")
    earlier = {row.id: row for row in kept.filter(history_id__in=last)}
    told = {}
    for key, meeting in by_key.items():
        if key in earlier:
            told[key] = _differences(earlier[key], meeting)
        elif key in first and first[key] > since:
            told[key] = ("Arranged.",)
    return told


def _differences(earlier: Meeting, meeting: Meeting) -> tuple[str, ...]:
    said = []
    if meeting.is_cancelled and not earlier.cancelled_because:
        said.append(f"Cancelled: {meeting.cancelled_because}")
    if earlier.date != meeting.date:
        said.append(f"Moved from {long_date(earlier.date)}.")
    if earlier.time != meeting.time:
        said.append(f"Now at {_clock(meeting.time)}." if meeting.time else "The time is open again.")
    if earlier.venue != meeting.venue:
        said.append(f"Now in {meeting.venue}." if meeting.venue else "The place is open again.")
    return tuple(said)


def _meeting(
    meeting: Meeting, packs: Iterable[Pack], changed: Iterable[str], noted: dict[int, int], since: datetime | None
) -> MyMeeting:
    lines = [_line(pack, since) for pack in _holding(packs)]
    news = [f"{line.label} published." for line in lines if line.is_new]
    return MyMeeting(
        pk=meeting.pk,
        url=meeting.get_absolute_url(),
        board=str(meeting.board),
        day=meeting.date,
        time=_clock(meeting.time),
        venue=meeting.venue,
        chair=meeting.chair,
        cancelled=meeting.cancelled_because,
        publication=meeting.publication_deadline,
        packs=tuple(lines),
        notes=noted.get(meeting.pk, 0),
        news=(*changed, *news),
    )


def _holding(packs: Iterable[Pack]) -> list[Pack]:
    """For each audience the newest whole pack and its supplements, the oldest of these first."""
    holding = []
    for audience in (Audience.MEMBERS, Audience.PUBLIC):
        theirs = [pack for pack in packs if pack.audience == audience]
        main = next((pack for pack in theirs if not pack.is_supplement), None)
        if main:
            holding += [main, *reversed([pack for pack in theirs if pack.main_id == main.pk])]
    return holding


def _line(pack: Pack, since: datetime | None) -> PackLine:
    words = "Supplement to the papers" if pack.is_supplement else "Papers"
    if pack.audience == Audience.MEMBERS:
        words = f"{words} for members of the board"
    if pack.edition > 1:
        words = f"{words}, edition {pack.edition}"
    is_new = since is not None and pack.issued_at > since
    return PackLine(
        words, pack.audience, pack.edition, pack.pages, pack.get_absolute_url() if pack.html else "", is_new
    )


def _clock(at: time | None) -> str:
    return clock_time(at) if at else ""
