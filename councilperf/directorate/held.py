"""What is read of a directorate once, and asked by several parts of its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from actions.choices import Status
from actions.models import Action, DateChange, Update
from actions.reporting import ActionLine, line
from clinics.choices import State
from clinics.models import Clinic, ClinicAction
from clinics.reporting import ClinicLine, clinic_lines, with_everything
from core import prose
from improvement_plan.models import MeasureLink
from indicators.reporting.due import DueFigure, figures_due
from indicators.reporting.scorecard import Line, as_rows, lines, listed
from meetings.choices import ReportState
from meetings.models import CommitteeReport
from meetings.reporting import ReportLine
from meetings.reporting.report_lists import report_lines
from organisation.models import Council, Directorate, Post, ReportingPeriod


@dataclass(frozen=True)
class Held:
    """A directorate with what its posts own, lead, discuss and owe at a day."""

    directorate: Directorate
    on: date
    period: ReportingPeriod | None
    """Whose figures are judged; None where there are none at all."""
    posts: Mapping[int, str]
    """Its posts by key."""
    figures: tuple[Line, ...]
    """Its indicators in the period, those that are not applicable left out."""
    due: tuple[DueFigure, ...]
    """The figures that its posts owe for the newest periods that have ended."""
    led: tuple[ActionLine, ...]
    """The actions that its posts lead: open ones, and those that are complete."""
    done_on: Mapping[int, date]
    """The day on which an action was last said to be complete."""
    next_steps: Mapping[int, str]
    """What was said to come next when an action was last spoken of."""
    asked_dates: Mapping[int, date]
    """The new dates that are asked for and not decided, by action."""
    clinics: tuple[ClinicLine, ...]
    """Those that its posts called or that are about its indicators."""
    asked_by_clinic: Mapping[int, tuple[ActionLine, ...]]
    """The open actions that each clinic asked for."""
    serving: Mapping[int, tuple[ActionLine, ...]]
    """The open actions by which each indicator is to move: of its clinics, and those whose measure it is."""
    reports: tuple[ReportLine, ...]
    """The reports that wait for one of its posts by a day."""


def held(directorate: Directorate, period: ReportingPeriod | None, on: date, *, council: Council) -> Held:
    """All of it. At most 25 queries, however much there is."""
    posts = dict(Post.objects.filter(directorate=directorate).values_list("pk", "title"))
    rows = as_rows(listed(period, on).filter(owner__directorate=directorate)) if period else ()
    concerned = Clinic.objects.filter(
        Q(called_by__directorate=directorate) | Q(clinic_indicators__indicator__owner__directorate=directorate)
    ).order_by()
    clinics = clinic_lines(with_everything().filter(pk__in=concerned.values("pk")).exclude(state=State.CANCELLED), on)
    agreed = ClinicAction.objects.filter(clinic__in=concerned.values("pk"))
    measured = MeasureLink.objects.filter(indicator__owner__directorate=directorate)
    actions = list(_actions(directorate, agreed, measured))
    shown = {one.pk: line(one, on, seasons_fall_due=council.seasons_fall_due) for one in actions}
    going = {one.pk: shown[one.pk] for one in actions if one.closed_on is None and not shown[one.pk].is_complete}
    by_clinic = _together(agreed.values_list("clinic", "action"), going)
    of_clinics = ((row.indicator.pk, one.pk) for c in clinics for row in c.indicators for one in by_clinic[c.clinic.pk])
    serving = _together((*of_clinics, *measured.values_list("indicator", "milestone__action")), going)
    waiting = CommitteeReport.objects.of_posts(posts, contact=False).exclude(state=ReportState.SIGNED)
    asked = DateChange.objects.waiting().filter(milestone__action__lead__directorate=directorate)
    return Held(
        directorate=directorate,
        on=on,
        period=period,
        posts=posts,
        figures=tuple(one for one in lines(rows, period, on) if not one.is_not_applicable),
        due=tuple(figures_due(posts, on, reporting_days=council.reporting_days)),
        led=tuple(
            shown[one.pk] for one in actions if one.lead_id in posts and (one.pk in going or shown[one.pk].is_complete)
        ),
        done_on={one.pk: localdate(one.completed_at) for one in actions if one.completed_at},
        next_steps={one.pk: prose.to_text(one.next_step) for one in actions if one.next_step},
        asked_dates=dict(asked.order_by("pk").values_list("milestone__action", "becomes")),
        clinics=tuple(clinics),
        asked_by_clinic=by_clinic,
        serving=serving,
        reports=tuple(one for one in report_lines(waiting, on) if one.waits_for_post in posts and one.by),
    )


def _actions(directorate: Directorate, agreed: QuerySet, measured: QuerySet) -> QuerySet[Action]:
    """The actions that posts of a directorate lead, and those of some clinics and measures. Three queries."""
    own = Q(lead__directorate=directorate)
    of_clinics = Exists(agreed.filter(action=OuterRef("pk")))
    of_measures = Exists(measured.filter(milestone__action=OuterRef("pk")))
    said = Update.objects.filter(action=OuterRef("pk")).order_by("-at", "-pk")
    return (
        Action.objects.filter(own | of_clinics | of_measures)
        .with_details()
        .annotate(
            completed_at=Subquery(said.filter(status=Status.COMPLETE).values("at")[:1]),
            next_step=Subquery(said.filter(effect="").values("what_next")[:1]),
        )
        .order_by("pk")
    )


def _together(
    pairs: Iterable[tuple[int, int]], going: Mapping[int, ActionLine]
) -> Mapping[int, tuple[ActionLine, ...]]:
    """The open actions of each thing, each once, the first due first."""
    found: dict[int, dict[int, ActionLine]] = defaultdict(dict)
    for thing, action in pairs:
        if action in going:
            found[thing][action] = going[action]
    in_order = {
        thing: tuple(sorted(ones.values(), key=lambda one: (one.due is None, one.due or date.max, one.pk)))
        for thing, ones in found.items()
    }
    return defaultdict(tuple, in_order)
