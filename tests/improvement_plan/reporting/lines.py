"""Lines of a plan as reports read them, made of the facts that a test is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.reporting import ActionLine, MilestoneLine
from core.rag import Rag, Rating
from improvement_plan.reporting.lines import AreaBlock, EntryLine, ObjectiveBlock, SectionBlock

TODAY = date(2007, 9, 10)
GREEN = Rating(Rag.GREEN, "On track", "Declared on track.")
AMBER = Rating(Rag.AMBER, "Slipped", "Declared slipped.")
OVERDUE = Rating(Rag.RED, "Overdue", "Due on 31 July 2007 and not complete.")
COMPLETE = Rating(Rag.COMPLETE, "Complete", "Declared complete.")
SILENT = Rating(Rag.NOT_REPORTED, "Not reported", "Nobody has said anything.")


def step(**given: Any) -> MilestoneLine:
    """A milestone that is due in March 2008 and has not moved."""
    plain = {
        "measure": "Adopted",
        "as_written": "March 2008",
        "due": date(2008, 3, 31),
        "first_due": date(2008, 3, 31),
        "slipped": 0,
        "recurrence": "",
        "done_on": None,
        "late": False,
        "needs_review": False,
    }
    return MilestoneLine(**plain | given)


def action(**given: Any) -> ActionLine:
    """An action on track with a lead, due in March 2008."""
    plain = {
        "pk": 1,
        "url": "/actions/1/",
        "title": "Review the strategy",
        "description": "",
        "lead": "Head of Waste",
        "has_lead": True,
        "contributors": (),
        "rating": GREEN,
        "due": date(2008, 3, 31),
        "due_words": "31 Mar 2008",
        "first_due": date(2008, 3, 31),
        "slipped": 0,
        "recurrence": "",
        "forecast": None,
        "milestones": (step(),),
        "last_words": "Begun",
        "last_said_on": TODAY,
    }
    return ActionLine(**plain | given)


def entry(doing: ActionLine | None = None, **given: Any) -> EntryLine:
    """A line of a plan with that action; with a ``heading``, a sub-heading."""
    plain = {
        "pk": 1,
        "ref": "1.1",
        "heading": "",
        "action": None if "heading" in given else doing or action(),
        "as_written": "",
        "accountability": "",
        "outcome": "",
        "resources": "",
        "ict": "",
        "inherited": False,
        "status": "",
        "said": "",
        "directorate": "",
        "under": "none",
        "posts": (),
        "live": (),
        "added_on": date(2007, 1, 1),
        "closed_on": None,
        "closed_because": "",
    }
    return EntryLine(**plain | given)


def section(*entries: EntryLine, number: int = 1, title: str = "Ambitions", text: str = "Be excellent") -> SectionBlock:
    """A section of one priority area and one objective."""
    return SectionBlock(number, title, (AreaBlock(1, "Score", (ObjectiveBlock(text, entries),)),))
