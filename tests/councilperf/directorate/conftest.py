"""A directorate with a director, and ways to give it things that go well or badly."""

from datetime import date, timedelta

import pytest

from actions.models import Action, Milestone, Update, start_of
from clinics.models import Clinic, ClinicAction, ClinicIndicator, Sitting
from core.periods import Period
from councilperf.directorate.report import OnOnePage, on_one_page
from indicators.models import Indicator, IndicatorSet, Measurement
from indicators.reporting.scorecard import choose, periods_held
from indicators.services import judge
from organisation.models import Council, Directorate, Post
from organisation.services import reporting_period

YEAR = "2006/07"


class Place:
    """The directorate, on 10 September 2007."""

    def __init__(self, council: Council, today: date) -> None:
        self.council, self.today = council, today
        self.directorate = Directorate.objects.create(name="Place")
        self.director = Post.objects.create(title="Director of Place", directorate=self.directorate)
        self.planner = Post.objects.create(
            title="Head of Planning", directorate=self.directorate, superior=self.director
        )
        self.set = IndicatorSet.objects.create(code="KPI", title="Measures")

    def indicator(self, ref: str, *, actual=None, target=None, before=None, owner=None, words="", **facts) -> Indicator:
        row = self.unjudged(ref, actual=actual, target=target, before=before, owner=owner, words=words, **facts)
        judge([row.pk])
        return row

    def unjudged(self, ref: str, *, actual=None, target=None, before=None, owner=None, words="", **facts) -> Indicator:
        row = Indicator.objects.create(
            set=self.set, ref=ref, title=facts.pop("title", f"Measure {ref}"), owner=owner or self.planner, **facts
        )
        for year, value in ((YEAR, actual), ("2005/06", before)):
            if value is not None:
                Measurement.objects.create(
                    indicator=row, period=reporting_period(Period.parse(year)), actual=value, target=target,
                    what_next=words if year == YEAR else "",
                )  # fmt: skip
        return row

    def action(self, title: str, *, due: date | None = None, lead=None, said: date | None = None, **facts) -> Action:
        status = facts.get("status", "")
        row = Action.objects.create(title=title, lead=lead or self.planner, **facts)
        if due:
            Milestone.objects.create(action=row, due_on=due, first_due_on=due, date_as_written=str(due))
        if said:
            Update.objects.create(action=row, status=status, words="It is coming.", at=start_of(said))
        return row

    def clinic(self, title: str, *indicators: Indicator, sat: date | None = None, actions=(), **facts) -> Clinic:
        row = Clinic.objects.create(title=title, **facts)
        for one in indicators:
            ClinicIndicator.objects.create(clinic=row, indicator=one)
        for one in actions:
            ClinicAction.objects.create(clinic=row, action=one)
        if sat:
            Sitting.objects.create(clinic=row, date=sat)
        return row

    def later(self, days: int) -> date:
        """A day so many days from now."""
        return self.today + timedelta(days=days)

    def page(self) -> OnOnePage:
        """What its page says."""
        period = choose(periods_held(), "", self.today)
        return on_one_page(self.directorate, period, self.today, council=self.council)


@pytest.fixture
def place(council, today) -> Place:
    return Place(council, today)
