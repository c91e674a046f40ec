"""The next dates of a directorate: meetings, sittings of clinics, reports, actions and figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from clinics.models import OPEN, Sitting
from core.formats import clock_time, count
from core.queries import how_many
from councilperf.directorate.entries import NextDate
from councilperf.directorate.held import Held
from councilperf.directorate.room import clipped
from indicators.reporting.due import figures_coming
from meetings.models import AgendaItem, Meeting
from organisation.models import BoardMember, Council, PostHolder, in_force

AHEAD = timedelta(days=90)
"""How far ahead dates are looked for."""
WORDS, WHO = 84, 44
"""Characters that are printed of what is due, and of whose it is."""


def next_dates(held: Held, *, council: Council) -> tuple[NextDate, ...]:
    """All of the next ninety days, the first first. Four queries, however many."""
    found = (*_meetings(held), *_sittings(held), *_reports(held), *_actions(held), *_figures(held, council))
    until = held.on + AHEAD
    ahead = (
        NextDate(one.on, clipped(one.words, WORDS), clipped(one.who, WHO), one.url)
        for one in found
        if held.on <= one.on <= until
    )
    return tuple(sorted(ahead, key=lambda one: (one.on, one.words)))


def _meetings(held: Held) -> Iterator[NextDate]:
    """Meetings that take a report or an item of the directorate, and those of boards on which its people sit. One query."""
    items = AgendaItem.objects.filter(withdrawn_because="").filter(
        Q(presenter__directorate=held.directorate) | Q(report__author__directorate=held.directorate)
    )
    holders = PostHolder.objects.filter(in_force(held.on), post__directorate=held.directorate)
    places = BoardMember.objects.filter(in_force(held.on), board=OuterRef("board"), user__in=holders.values("user"))
    own = items.filter(meeting=OuterRef("pk"))
    near = Meeting.objects.standing().coming(held.on).filter(date__lte=held.on + AHEAD)
    for meeting in near.filter(Exists(own) | Exists(places)).select_related("board").annotate(own_items=how_many(own)):
        at = f" at {clock_time(meeting.time)}" if meeting.time else ""
        taken = f", {count(meeting.own_items, 'item')} from here" if meeting.own_items else ""
        yield NextDate(meeting.date, f"{meeting.board} meets{at}{taken}", "", meeting.get_absolute_url())


def _sittings(held: Held) -> Iterator[NextDate]:
    """Sittings of clinics on its indicators, and those that its posts called, chair or are to come to. One query."""
    own = (
        Q(clinic__clinic_indicators__indicator__owner__directorate=held.directorate)
        | Q(clinic__called_by__directorate=held.directorate)
        | Q(clinic__invitees__post__directorate=held.directorate)
        | Q(chair__directorate=held.directorate)
    )
    coming = Sitting.objects.filter(own, date__gte=held.on, date__lte=held.on + AHEAD, cancelled_because="")
    coming = coming.filter(clinic__state__in=OPEN).select_related("clinic", "chair").order_by("date", "pk").distinct()
    for sitting in coming.defer("briefing", "minutes"):
        chair = f"chair: {sitting.chair}" if sitting.chair else ""
        yield NextDate(sitting.date, f"Clinic “{sitting.clinic}” sits", chair, sitting.clinic.get_absolute_url())


def _reports(held: Held) -> Iterator[NextDate]:
    """What reports still need of its posts. Their titles may be for few, so that the meeting is named."""
    for report in held.reports:
        yield NextDate(report.by, f"A report to the {report.meeting}", report.waits_for, report.meeting_url)


def _actions(held: Held) -> Iterator[NextDate]:
    """The days on which actions or their milestones are due; of several on one day how many."""
    by_day: dict[date, dict] = defaultdict(dict)
    for action in held.led:
        for milestone in action.milestones if not action.is_complete else ():
            if milestone.due and milestone.due >= held.on and not milestone.done_on:
                by_day[milestone.due][action.pk] = action
    for day, actions in by_day.items():
        first = next(iter(actions.values()))
        if len(actions) == 1:
            yield NextDate(day, f"Action due: {first.title}", first.lead, first.url)
            continue
        leads = Counter(action.lead for action in actions.values()).most_common()
        more = f" and {count(len(leads) - 1, 'more post')}" if len(leads) > 1 else ""
        address = reverse("actions", query={"directorate": held.directorate.pk, "due": "90"})
        words = f"{count(len(actions), 'action')} due, among them: {first.title}"
        yield NextDate(day, words, f"{clipped(leads[0][0], WHO - len(more))}{more}", address)


def _figures(held: Held, council: Council) -> Iterator[NextDate]:
    """The days by which figures are wanted: of periods that have ended, and of those that run. Two queries."""
    ended = Counter((owed.due_on, owed.period) for owed in held.due if owed.late <= 0)
    for (due_on, period), number in ended.items():
        yield NextDate(due_on, f"{count(number, 'figure')} for {period} due")
    for coming in figures_coming(held.posts, held.on, reporting_days=council.reporting_days):
        yield NextDate(coming.due_on, f"{count(coming.number, 'figure')} for {coming.period} due")
