"""A plan that is edited, and who edits it."""

import pytest

from accounts.choices import Role
from actions.models import Action
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section


@pytest.fixture
def plan(council, today) -> Plan:
    """A plan of one section, one area and two objectives: the first has two lines."""
    plan = Plan.objects.create(title="Plan", slug="plan")
    area = PriorityArea.objects.create(
        section=Section.objects.create(plan=plan, number=1, title="Ambitions"), number=1, title="Score"
    )
    first, _ = (Objective.objects.create(area=area, order=n, text=f"Objective {n}") for n in (1, 2))
    for n in (1, 2):
        action = Action.objects.create(title=f"Action {n}")
        PlanEntry.objects.create(objective=first, order=n, action=action, ref=f"1.1.{n}")
    return plan


@pytest.fixture
def second(plan) -> Objective:
    """An objective in a second section of the plan, with an action."""
    section = Section.objects.create(plan=plan, number=2, title="Leadership")
    area = PriorityArea.objects.create(section=section, number=1, title="Decisions")
    objective = Objective.objects.create(area=area, text="Objective 3")
    PlanEntry.objects.create(objective=objective, action=Action.objects.create(title="Action 3"))
    return objective


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)
