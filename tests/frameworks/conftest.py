"""A framework with things that serve it."""

from datetime import date

import pytest

from actions.models import Action, Milestone
from clinics.models import Clinic, ClinicAction, ClinicIndicator
from core.periods import Period
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from indicators.models import Indicator, IndicatorSet, Measurement
from indicators.services import judge
from organisation.models import Framework, Outcome
from organisation.services import reporting_period


class Served:
    """A framework with two outcomes and ways to make what serves them."""

    def __init__(self) -> None:
        self.framework = Framework.objects.create(name="Council Plan", kind="corporate_plan")
        self.first, self.second = (self.outcome(ref, title) for ref, title in (("P1", "Homes"), ("P2", "Health")))
        self.set = IndicatorSet.objects.create(code="KPI", title="Measures")

    def outcome(self, ref: str, title: str, *, group: str = "") -> Outcome:
        order = self.framework.outcomes.count() + 1
        return Outcome.objects.create(framework=self.framework, ref=ref, title=title, group=group, order=order)

    def indicator(self, ref: str, *outcomes: Outcome, actual=None, target=None, **facts) -> Indicator:
        row = Indicator.objects.create(set=self.set, ref=ref, title=f"Measure {ref}", sort_key=ref, **facts)
        row.outcomes.add(*outcomes)
        if actual is not None:
            year = reporting_period(Period.parse("2006/07"))
            Measurement.objects.create(indicator=row, period=year, actual=actual, target=target)
            judge([row.pk])
        return row

    def action(self, title: str, *outcomes: Outcome, due: date | None = None, **facts) -> Action:
        row = Action.objects.create(title=title, **facts)
        row.outcomes.add(*outcomes)
        if due:
            Milestone.objects.create(action=row, due_on=due, first_due_on=due, date_as_written=str(due))
        return row

    @staticmethod
    def clinic(title: str, *, indicators=(), actions=(), **facts) -> Clinic:
        row = Clinic.objects.create(title=title, **facts)
        for one in indicators:
            ClinicIndicator.objects.create(clinic=row, indicator=one)
        for one in actions:
            ClinicAction.objects.create(clinic=row, action=one)
        return row

    @staticmethod
    def plan(title: str, *lines: tuple[str, Action]) -> Plan:
        row = Plan.objects.create(title=title, slug=title.lower().replace(" ", "-"))
        area = PriorityArea.objects.create(
            section=Section.objects.create(plan=row, number=1, title="S"), number=1, title="A"
        )
        objective = Objective.objects.create(area=area, text="O")
        for order, (ref, action) in enumerate(lines, 1):
            PlanEntry.objects.create(objective=objective, order=order, ref=ref, action=action)
        return row


@pytest.fixture
def served(council) -> Served:
    return Served()
