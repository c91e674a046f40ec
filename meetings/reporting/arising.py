"""Matters arising: what earlier meetings of a board resolved that is still open, and what has been done since the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from actions.choices import Status
from actions.models import Action, Update
from actions.reporting import ActionLine, line, line_at
from core.clock import today
from core.formats import count, long_date
from meetings.choices import Audience, MinutesState
from meetings.models import Meeting, Resolution
from meetings.reporting.closed import exempt_words, withheld_title
from meetings.reporting.cycles import met_before
from meetings.rules.arising import Standing, first_done, standing
from organisation.models import Council


@dataclass(frozen=True)
class Matter:
    """A resolution of an earlier meeting, and what has become of it."""

    pk: int
    ref: str
    """As its board counts: 45(2)."""
    address: str
    met_on: date
    title: str
    text: str
    is_done: bool = False
    done_on: date | None = None
    words: str = ""
    """What came of it where it has no action, or what was last said of its action."""
    said_on: date | None = None
    lead: str = ""
    url: str = ""
    """Where its action is read."""
    due: str = ""
    """By when: due 31 Jul 2007; Ongoing."""
    is_overdue: bool = False
    rag: str = ""
    rating: str = ""
    exempt: str = ""
    withheld: bool = False

    @property
    def has_action(self) -> bool:
        """Whether somebody was charged with it."""
        return bool(self.url)


@dataclass(frozen=True)
class MattersArising:
    """The matters arising at a meeting: the open ones, and those done since the board met last."""

    board: str
    on: date
    since: date | None
    open: tuple[Matter, ...]
    done: tuple[Matter, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.open or self.done)

    @property
    def sentence(self) -> str:
        """How many there are, in words."""
        overdue = sum(one.is_overdue for one in self.open)
        without = sum(not (one.has_action or one.withheld) for one in self.open)
        facts = [f"{overdue} overdue"] * bool(overdue) + [f"{without} without an action"] * bool(without)
        still = (
            f"{count(len(self.open), 'matter')} {'is' if len(self.open) == 1 else 'are'} open"
            if self.open
            else "No matter is open"
        )
        of_them = f" ({', '.join(facts)})" if facts else ""
        since = f" since {long_date(self.since)}" if self.since else ""
        return f"{still}{of_them}; {len(self.done) or 'none'} done{since}."


def matters_arising(meeting: Meeting, council: Council, *, audience: Audience = Audience.PUBLIC) -> MattersArising:
    """The matters arising at a meeting, as they stood on its day or stand today. At most nine queries, however many."""
    on, since = min(meeting.date, today()), met_before(meeting)
    earlier = _resolutions(council).filter(minute__board=meeting.board_id, minute__meeting__date__lt=meeting.date)
    if since:
        earlier = earlier.exclude(settled_on__isnull=False, settled_on__lte=since)
        earlier = earlier.exclude(action__closed_on__isnull=False, action__closed_on__lte=since)
    found = _matters(earlier, on, since, council, audience)
    return MattersArising(
        board=str(meeting.board),
        on=on,
        since=since,
        open=tuple(one for one in found if not one.is_done),
        done=tuple(one for one in found if one.is_done),
    )


def matters_of(meeting: Meeting, council: Council, *, audience: Audience = Audience.PUBLIC) -> tuple[Matter, ...]:
    """What has become of the resolutions of a meeting itself, as known today. At most six queries."""
    own = _resolutions(council, published=False).filter(minute__meeting=meeting)
    return _matters(own, today(), None, council, audience)


def _resolutions(council: Council, *, published: bool = True) -> QuerySet[Resolution]:
    """Those that something is to be done on, with what is shown of them."""
    found = Resolution.objects.filter(for_information=False).select_related("minute__meeting", "minute__board")
    found = found.select_related("minute__item").order_by("minute__meeting__date", "minute__number", "part")
    written = Q(minute__meeting__minutes_paper__state=MinutesState.DRAFT)
    return found.exclude(written) if published else found


def _matters(
    resolutions: QuerySet[Resolution], on: date, since: date | None, council: Council, audience: Audience
) -> tuple[Matter, ...]:
    rows = list(resolutions)
    actions = _actions({row.action_id for row in rows if row.action_id}, on)
    matters = []
    for row in rows:
        action = actions.get(row.action_id)
        done_on = first_done(row.settled_on, *(_done(action, on) if action else ()), on=on)
        if standing(done_on, since=since, on=on) == Standing.GONE:
            continue
        matters.append(_matter(row, action, done_on, on, council, audience))
    return tuple(matters)


def _actions(keys: set[int], on: date) -> dict[int, Action]:
    """The actions with their details, as known today or at the end of a day in the past."""
    if not keys:
        return {}
    complete = Update.objects.filter(action=OuterRef("pk"), status=Status.COMPLETE).order_by("-at", "-pk")
    as_at = on if on < today() else None
    found = Action.objects.filter(pk__in=keys).with_details(as_at=as_at)
    return {action.pk: action for action in found.annotate(completed_at=Subquery(complete.values("at")[:1]))}


def _done(action: Action, on: date) -> tuple[date | None, ...]:
    """The days on which an action was complete or closed."""
    past = on < today()
    is_complete = (action.past.status(on) if past else action.status) == Status.COMPLETE
    said = timezone.localdate(action.completed_at) if action.completed_at else on
    closed_on = action.past.closed(on) if past else action.closed_on
    return (min(said, on) if is_complete else None, closed_on)


def _matter(
    row: Resolution, action: Action | None, done_on: date | None, on: date, council: Council, audience: Audience
) -> Matter:
    exempt = exempt_words(row.minute.item) if row.minute.item else ""
    facts = {
        "pk": row.pk,
        "ref": row.label,
        "address": row.get_absolute_url(),
        "met_on": row.minute.meeting.date,
        "exempt": exempt,
        "is_done": done_on is not None,
        "done_on": done_on,
    }
    if exempt and audience == Audience.PUBLIC:
        return Matter(title=withheld_title(exempt), text="", withheld=True, **facts)
    facts |= {"title": row.minute.title, "text": row.text}
    if action is None:
        return Matter(words=row.settled_words, said_on=row.settled_on, **facts)
    shown = _line(action, on, council)
    return Matter(
        words=row.settled_words or shown.last_words,
        said_on=row.settled_on or shown.last_said_on,
        lead=shown.lead,
        url=shown.url,
        due=f"due {shown.due_words}" if shown.due else shown.due_words,
        is_overdue=shown.is_overdue and done_on is None,
        rag=shown.rating.rag,
        rating=shown.rating.label,
        **facts,
    )


def _line(action: Action, on: date, council: Council) -> ActionLine:
    shown = line_at if on < today() else line
    return shown(action, on, seasons_fall_due=council.seasons_fall_due)
