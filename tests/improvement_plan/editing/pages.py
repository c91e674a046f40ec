"""The pages on which a plan is edited: what they say, and what is sent to them."""

import re

from improvement_plan.models import PlanEntry, Section

EDIT = "/plans/plan/edit/"


def at(section: Section, place: str) -> str:
    """Where the structure shows a part of the plan."""
    return f"{EDIT}?section={section.pk}#{place}"


def line(n: int) -> PlanEntry:
    return PlanEntry.objects.get(action__title=f"Action {n}")


def texts(answer) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def line_data(entry: PlanEntry | None = None, **changes) -> dict:
    data = {"opened_version": 0, "action-opened_version": 0, "ref": "", "action-title": "Do it"}
    if entry:
        data = {
            "opened_version": entry.version,
            "action-opened_version": entry.action.version,
            "ref": entry.ref,
            "action-title": entry.action.title,
            "action-lead": entry.action.lead_id or "",
        }
        for step in entry.action.milestones.all():
            data |= {f"step-{step.pk}-measure": step.measure, f"step-{step.pk}-opened_version": step.version}
    return data | changes
