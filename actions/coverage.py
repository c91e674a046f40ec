"""Of how many open actions somebody said something in a cycle: in all, by directorate and by lead post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils import timezone

from actions.choices import Effect, Status
from actions.models import Action, Update, end_of, start_of
from actions.reporting import NO_OWNER
from actions.rules import ActionPast, Cycle, Said, Share, covered
from core.formats import listed, percentage
from core.statements import stated_once
from organisation.models import PostHolder, in_force

NO_DIRECTORATE = "No directorate"
NO_HOLDER = "No holder"


@dataclass(frozen=True)
class LedAction:
    """An action with who answers for it now and its past."""

    lead: int | None
    post: str
    directorate: str
    """Or the partner body that the post belongs to."""
    past: ActionPast


@dataclass(frozen=True)
class CoverageLine:
    """One row of a coverage table: a share for each cycle, the newest first."""

    title: str
    shares: tuple[Share | None, ...]
    """None of a cycle before the first update that is held."""
    url: str = ""
    directorate: str = ""
    """Of a post."""

    @property
    def now(self) -> Share:
        """The share of the present cycle."""
        return self.shares[0]


@dataclass(frozen=True)
class SilentPost:
    """A post that leads open actions and has never updated one."""

    title: str
    url: str
    directorate: str
    holder: str
    actions: int
    """The open actions that it leads."""


@dataclass(frozen=True)
class Coverage:
    """How many open actions were updated, cycle by cycle."""

    cycles: tuple[Cycle, ...]
    """The present one first."""
    since: date | None
    """The day of the first update that is held: of cycles that ended before it, nothing can be said."""
    total: CoverageLine
    directorates: tuple[CoverageLine, ...]
    posts: tuple[CoverageLine, ...]
    silent: tuple[SilentPost, ...]
    leading: int
    """The posts that lead open actions now, of which the silent ones are some."""

    @property
    def silent_share(self) -> str:
        """The share of the posts that lead open actions which have never updated one."""
        return percentage(len(self.silent), self.leading) if self.leading else ""

    @property
    def figure(self) -> str:
        """The sentence for a board: "29 of 173 open actions were updated this cycle (16.8 %)"."""
        return figure(self.total.now)


def figure(share: Share) -> str:
    """A share of the present cycle as a sentence for a board; empty where no action is open."""
    if not share.of:
        return ""
    were, actions = ("was", "action") if share.of == 1 else ("were", "actions")
    part = percentage(share.updated, share.of)
    return f"{share.updated} of {share.of} open {actions} {were} updated this cycle ({part})"


def coverage_figure(cycle: Cycle) -> str:
    """How many open actions were updated in a cycle, as a sentence for a board. One query.

    Empty where none is open, and of a cycle that ended before the first update that is held.
    """
    share = updated_in(cycle)
    return figure(share) if share else ""


def updated_in(cycle: Cycle) -> Share | None:
    """How many of the open actions were updated in a cycle; None of one that ended before the first update that is held. One query."""
    since, of, updated = next(iter(_counts(cycle=cycle)), (None, 0, 0))
    return None if since and since >= end_of(cycle.ends) else Share(updated, of)


@stated_once
def _counts(*, cycle: Cycle) -> QuerySet:
    """When something was first said of an action, how many are open at the end of a cycle, and of how many something was said in it."""
    updates = Update.objects.filter(effect=Effect.NONE)
    said = updates.filter(action=OuterRef("pk"), at__gte=start_of(cycle.starts), at__lt=end_of(cycle.ends))
    wanted = Action.objects.known_at(cycle.ends).open_then().exclude(status_then=Status.COMPLETE)
    counted = wanted.order_by().annotate(all=Value(1)).values("all")
    counted = counted.annotate(
        since=Min(Subquery(updates.order_by("at").values("at")[:1])),
        of=Count("pk"),
        updated=Count("pk", filter=Exists(said)),
    )
    return counted.values_list("since", "of", "updated")


def coverage(cycles: tuple[Cycle, ...], on: date) -> Coverage:
    """Coverage in some cycles, the newest first; posts and their holders as they are on a day. Three queries."""
    actions = led_actions()
    since = _since(actions)
    known = [cycle if place == 0 or (since and cycle.ends >= since) else None for place, cycle in enumerate(cycles)]
    by_post: dict[int | None, list[LedAction]] = defaultdict(list)
    by_directorate: dict[str, list[LedAction]] = defaultdict(list)
    for led in actions:
        by_post[led.lead].append(led)
        by_directorate[led.directorate].append(led)
    posts = {lead: _post_line(led, known) for lead, led in by_post.items()}
    leading = [lead for lead, shown in posts.items() if lead and shown.now.of]
    silent = [lead for lead in leading if not any(led.past.first_said for led in by_post[lead])]
    holders = _holders(silent, on)
    return Coverage(
        cycles=cycles,
        since=since,
        total=_line("All open actions", actions, known),
        directorates=_ordered(_line(title, led, known) for title, led in by_directorate.items()),
        posts=_ordered(posts.values()),
        silent=tuple(
            SilentPost(
                title=posts[lead].title,
                url=posts[lead].url,
                directorate=posts[lead].directorate,
                holder=listed(holders[lead]) or NO_HOLDER,
                actions=posts[lead].now.of,
            )
            for lead in sorted(silent, key=lambda lead: posts[lead].title)
        ),
        leading=len(leading),
    )


def _since(actions: list[LedAction]) -> date | None:
    """The day of the first update that is held."""
    return min(filter(None, (led.past.first_said for led in actions)), default=None)


def led_actions() -> list[LedAction]:
    """Every action with its lead and what was said of it. Two queries, whatever their number."""
    said: dict[int, list[Said]] = defaultdict(list)
    updates = Update.objects.order_by("at", "pk").values_list("action_id", "at", "status", "effect")
    for action, at, status, effect in updates:
        said[action].append(Said(day=timezone.localdate(at), status=status, effect=effect))
    rows = Action.objects.order_by("pk").values_list(
        "pk", "opened_on", "closed_on", "lead_id", "lead__title", "lead__directorate__name", "lead__partner_body__name"
    )
    return [
        LedAction(
            lead=lead,
            post=post or NO_OWNER,
            directorate=directorate or partner or (NO_DIRECTORATE if lead else NO_OWNER),
            past=ActionPast(opened_on=opened, closed_on=closed, said=tuple(said[pk])),
        )
        for pk, opened, closed, lead, post, directorate, partner in rows
    ]


def _line(title: str, actions: list[LedAction], cycles: Iterable[Cycle | None]) -> CoverageLine:
    pasts = [led.past for led in actions]
    return CoverageLine(title, tuple(covered(pasts, cycle) if cycle else None for cycle in cycles))


def _post_line(actions: list[LedAction], cycles: Iterable[Cycle | None]) -> CoverageLine:
    """The line of the post that leads some actions, or of nobody."""
    first = actions[0]
    return replace(
        _line(first.post, actions, cycles),
        url=f"{reverse('actions')}?post={first.lead}" if first.lead else "",
        directorate=first.directorate if first.lead else "",
    )


def _ordered(lines: Iterable[CoverageLine]) -> tuple[CoverageLine, ...]:
    """By title, those without a name at the end; without those that had no open action in any cycle."""
    nameless = (NO_DIRECTORATE, NO_OWNER)
    shown = [line for line in lines if any(share and share.of for share in line.shares)]
    return tuple(sorted(shown, key=lambda line: (line.title in nameless, line.title)))


def _holders(posts: Iterable[int], on: date) -> dict[int, list[str]]:
    """Who holds each of some posts on a day. One query."""
    holders: dict[int, list[str]] = defaultdict(list)
    held = PostHolder.objects.filter(in_force(on), post__in=posts).order_by("user__name")
    for post, name in held.values_list("post_id", "user__name"):
        holders[post].append(name)
    return holders


COLUMNS = (
    "By",
    "Name",
    "Directorate",
    "From",
    "To",
    "Updated",
    "Open actions",
    "Holder of a post that has never updated",
)


def as_rows(found: Coverage) -> list[tuple]:
    """Coverage as rows of a file, in the order of COLUMNS: one for each name and cycle of which updates are held."""
    silent = {post.title: post.holder for post in found.silent}
    groups = (("All", (found.total,)), ("Directorate", found.directorates), ("Lead post", found.posts))
    return [
        (
            *(by, line.title, line.directorate, cycle.starts, cycle.ends, share.updated, share.of),
            silent.get(line.title, "") if by == "Lead post" else "",
        )
        for by, lines in groups
        for line in lines
        for cycle, share in zip(found.cycles, line.shares, strict=True)
        if share
    ]
