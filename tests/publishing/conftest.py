"""A council that publishes something of each kind, and keeps as much to itself."""

import datetime as dt
from dataclasses import dataclass

import pytest

from actions.models import Action, Milestone, Update
from clinics.models import Clinic, ClinicIndicator, Sitting
from core.clock import now
from core.periods import Period
from improvement_plan.models import MeasureLink, Objective, Plan, PlanEntry, PriorityArea, Section
from indicators.models import Benchmark, Indicator, IndicatorSet, Measurement, PeerFigure
from indicators.services import judge
from meetings.models import AgendaItem, Meeting, Minute, Pack
from organisation.models import Board, Council, Post
from organisation.services import reporting_period

SECRET = "Zanzibar cloves"
NUMBER = 98765
"""A figure that nobody has put their name to."""
HIDDEN = (SECRET, SECRET.lower(), "98765", "98,765")
TODAY = dt.date(2026, 9, 16)


@dataclass
class Town:
    """What there is."""

    council: Council
    indicator: Indicator
    secret_indicator: Indicator
    plan: Plan
    clinic: Clinic
    lead: Post


def period(words: str):
    return reporting_period(Period.parse(words))


def figure(indicator: Indicator, when: str, actual, **facts) -> Measurement:
    return Measurement.objects.create(indicator=indicator, period=period(when), actual=actual, **facts)


def line(plan: Plan, title: str, lead: Post, order: int, **facts) -> PlanEntry:
    section, _ = Section.objects.get_or_create(plan=plan, number=1, defaults={"title": "Homes"})
    area, _ = PriorityArea.objects.get_or_create(section=section, number=1, defaults={"title": "Empty homes"})
    objective, _ = Objective.objects.get_or_create(area=area, order=1, defaults={"text": "Fewer homes stand empty"})
    action = Action.objects.create(title=title, lead=lead, description=SECRET, status="on_track")
    Milestone.objects.create(
        action=action, order=1, measure=SECRET, due_on=dt.date(2026, 12, 31), first_due_on=dt.date(2026, 9, 30),
        precision="day", date_as_written=SECRET,
    )  # fmt: skip
    return PlanEntry.objects.create(
        objective=objective, order=order, ref=f"1.{order}", action=action, added_on=dt.date(2026, 1, 1),
        accountability_as_written=SECRET, resources=SECRET, outcome_sought=SECRET, **facts,
    )  # fmt: skip


@pytest.fixture
def town(council, settings, person) -> Town:
    """The council, on 16 September 2026."""
    settings.COUNCIL_TODAY = TODAY
    lead = Post.objects.create(title="Head of Housing")
    kpi = IndicatorSet.objects.create(code="KPI", title="Council Plan measures")
    homes = Indicator.objects.create(
        set=kpi, ref="H1", title="Homes relet in time", definition="Homes let again within 30 days.", unit="%",
        decimal_places=1, is_public=True, theme="Housing", owner=lead, aggregation="rate",
    )  # fmt: skip
    figure(homes, "2023/24", None, numerator=900, denominator=1000, target=85, state="audited")
    figure(homes, "2024/25", NUMBER, target=85, state="provisional", why=SECRET, so_what=SECRET, what_next=SECRET)
    figure(
        homes, "2025/26", 82, target=95, state="signed_off", forecast=NUMBER, why=SECRET, target_note=SECRET,
        confirmed=SECRET,
    )  # fmt: skip
    figure(homes, "2026/27 Q1", NUMBER, target=85, state="estimate")
    Benchmark.objects.create(
        indicator=homes, group="Districts", period=period("2022/23"), top=90, median=80, bottom=70, source="DLUHC"
    )
    for number in range(8):
        PeerFigure.objects.create(
            indicator=homes, group=SECRET, period=period("2024/25"), council=f"{SECRET} {number}", value=50 + number
        )
    secret = Indicator.objects.create(set=kpi, ref="H2", title=SECRET, definition=SECRET, theme=SECRET, owner=lead)
    figure(secret, "2025/26", 77, target=85, state="audited")
    plan = Plan.objects.create(title="Housing plan", slug="housing", is_public=True, closing_notes=SECRET)
    open_line = line(plan, "Bring in a second contractor", lead, 1)
    Update.objects.create(action=open_line.action, words=SECRET, by=person(), status="on_track", at=now())
    MeasureLink.objects.create(milestone=open_line.action.milestones.get(), indicator=homes, target=85)
    closed = line(plan, f"{SECRET} resolved in closed session", lead, 2)
    hidden = Plan.objects.create(title=SECRET, slug="zanzibar", description=SECRET)
    line(hidden, f"{SECRET} in a plan that is not public", lead, 1)
    board = Board.objects.create(name="Cabinet", kind="political")
    meeting = Meeting.objects.create(board=board, date=dt.date(2026, 7, 6))
    item = AgendaItem.objects.create(meeting=meeting, number=1, title=SECRET, exempt_paragraph=3)
    minute = Minute.objects.create(meeting=meeting, number=1, title=SECRET, item=item)
    minute.resolutions.create(text=SECRET, action=closed.action)
    judge()
    clinic = held("Empty homes", homes, is_public=True)
    held(f"{SECRET} of officers", homes, kind="officers")
    held(f"{SECRET} that is not marked", homes)
    held(f"{SECRET} on what is not public", homes, secret, is_public=True)
    Clinic.objects.create(title=f"{SECRET} to come", state="scheduled", is_public=True)
    at = dt.datetime(2026, 6, 25, tzinfo=dt.UTC)
    facts = {"meeting": meeting, "state": "ready", "pages": 3, "sha256": "x", "file": SECRET, "requested_by": person()}
    facts |= {"requested_at": at, "built_at": at}
    Pack.objects.create(**facts, audience="public", edition=1)
    Pack.objects.create(**facts, audience="members", edition=1, issued_at=at, issued_by=facts["requested_by"])
    return Town(council, homes, secret, plan, clinic, lead)


def held(title: str, *indicators: Indicator, **facts) -> Clinic:
    """A clinic that sat a year ago, which said much to itself."""
    words = {"why": SECRET, "outcome": SECRET, "lessons": SECRET, "closing_note": SECRET}
    clinic = Clinic.objects.create(title=title, state="follow_up", **words | facts)
    Sitting.objects.create(clinic=clinic, date=dt.date(2025, 4, 1), place=SECRET)
    for one in indicators:
        baseline = one.measurements.filter(period__year=2024, period__kind="year").first()
        ClinicIndicator.objects.create(clinic=clinic, indicator=one, baseline=baseline)
    return clinic
