"""A plan in counts."""

from datetime import date

import pytest

from core.rag import Rag
from improvement_plan.models import Plan
from improvement_plan.reporting.position import Position
from improvement_plan.reporting.summary import RATINGS, summary_of
from organisation.models import Council
from tests.improvement_plan.reporting.lines import (
    AMBER,
    COMPLETE,
    GREEN,
    OVERDUE,
    SILENT,
    TODAY,
    action,
    entry,
    section,
)

FIRST = section(
    entry(action(rating=GREEN), under="directorate-1", directorate="Resources"),
    entry(action(rating=OVERDUE), under="partner-1", directorate="Primary Care Trust"),
    entry(heading="Waste", under=""),
)
SECOND = section(
    entry(action(rating=COMPLETE), under="directorate-1", directorate="Resources"),
    entry(action(rating=SILENT), under="council"),
    entry(action(rating=AMBER), under="none"),
    number=2,
    title="Leadership",
)


def summary(*, layout: str = "objectives", is_past: bool = False):
    at = Position(TODAY, Council(), is_past, None)
    return summary_of(Plan(slug="plan", layout=layout), [FIRST, SECOND], at)


def counts(row) -> list[int]:
    return [cell.count for cell in row.cells]


def test_every_action_is_counted_once_in_its_section_and_once_under_who_leads_it():
    found = summary()
    assert [cell.rag for cell in found.total.cells] == list(RATINGS)
    assert found.actions == found.total.total == 5
    assert counts(found.total) == [1, 1, 1, 1, 1]
    assert [(row.title, counts(row)) for row in found.sections] == [
        ("Ambitions", [0, 1, 0, 1, 0]),
        ("Leadership", [1, 0, 1, 0, 1]),
    ]
    assert [(row.title, row.total) for row in found.directorates] == [
        ("Primary Care Trust", 1),
        ("Resources", 2),
        ("No directorate", 1),
        ("No owner", 1),
    ]


@pytest.mark.parametrize(("layout", "title"), [("objectives", "Ambitions"), ("numbered", "1. Ambitions")])
def test_a_section_has_its_number_where_the_plan_is_numbered(layout, title):
    assert summary(layout=layout).sections[0].title == title


@pytest.mark.parametrize(
    ("is_past", "day"), [(False, ""), (True, f"&on={date.isoformat(TODAY)}")], ids=["today", "a past day"]
)
def test_each_count_leads_to_its_actions_on_its_day(is_past, day):
    found = summary(is_past=is_past)
    red = list(RATINGS).index(Rag.RED)
    assert found.sections[0].cells[red].url == f"/plans/plan/?section=1&rating=red{day}"
    assert found.directorates[1].url == f"/plans/plan/?directorate=directorate-1{day}"
    assert found.total.url == f"/plans/plan/{day.replace('&', '?')}"


def test_a_count_says_of_how_many():
    assert summary().sections[0].cells[1].words == "1 of 2 (50.0\u00a0%)"
