"""A plan as the rows of its table, in either layout."""

from datetime import date

import pytest

from improvement_plan.reporting.layouts import NUMBERED, OBJECTIVES, Kind, columns, dates_and_measures, rows
from improvement_plan.reporting.plan import PlanReport
from tests.improvement_plan.reporting.lines import COMPLETE, TODAY, action, entry, section, step


def report(*sections, numbered: bool = False, is_numbered: bool = False) -> PlanReport:
    return PlanReport("Plan", "plan", TODAY, "", "", "", numbered, is_numbered, None, (), (), sections)


DOING = action(description="In two parts.\n", contributors=("Clerk",))
SAID = {"status": "On track", "said": "Begun", "outcome": "Less waste", "resources": "£5,000", "ict": "None"}


@pytest.mark.parametrize(
    ("numbered", "cells"),
    [
        (
            False,
            ("Be excellent", "Review the strategy\nIn two parts.", "March 2008", "Adopted", "On track",
             "Head of Waste / Clerk", "Begun"),
        ),
        (
            True,
            ("1.1", "Be excellent", "Review the strategy\nIn two parts.", "Head of Waste / Clerk", "March 2008",
             "Less waste", "£5,000", "None", "On track\nBegun"),
        ),
    ],
)  # fmt: skip
def test_a_line_says_the_same_under_the_columns_of_either_layout(numbered, cells):
    laid_out = report(section(entry(DOING, **SAID)), numbered=numbered)
    *_, row = rows(laid_out)
    assert (row.kind, row.cells) == (Kind.ACTION, cells)
    assert columns(laid_out) == (NUMBERED if numbered else OBJECTIVES)
    assert len(columns(laid_out)) == len(cells)


@pytest.mark.parametrize(
    ("numbered", "is_numbered", "headings"),
    [
        (False, False, ["Ambitions", "1. Ambitions: Score"]),
        (True, True, ["1. Ambitions", "Score"]),
        (False, True, ["1. Ambitions", "1. Ambitions: Score"]),
        (True, False, ["Ambitions", "Score"]),
    ],
)
def test_a_section_keeps_its_number_where_the_plan_has_one_whatever_the_layout(numbered, is_numbered, headings):
    found = list(rows(report(section(entry()), numbered=numbered, is_numbered=is_numbered)))
    assert [(row.kind, row.cells) for row in found[:2]] == [
        (Kind.SECTION, (headings[0],)),
        (Kind.AREA, (headings[1],)),
    ]


def test_an_objective_stands_in_the_first_row_of_its_own_and_completed_rows_say_so():
    lines = entry(heading="Waste:"), entry(action(rating=COMPLETE)), entry()
    found = list(rows(report(section(*lines))))[2:]
    assert [(row.kind, row.cells[:2], row.begins_objective, row.is_complete) for row in found] == [
        (Kind.HEADING, ("Be excellent", "Waste:"), True, False),
        (Kind.ACTION, ("", "Review the strategy"), False, True),
        (Kind.ACTION, ("", "Review the strategy"), False, False),
    ]
    assert {len(row.cells) for row in found} == {len(OBJECTIVES)}


@pytest.mark.parametrize(
    ("steps", "dates", "measures"),
    [
        ((), "TBC", ""),
        ((step(),), "March 2008", "Adopted"),
        ((step(), step(pk=1, measure="Printed\nand sent", as_written="May 2008")), "March 2008\nMay 2008", "Adopted\nPrinted and sent"),
        ((step(measure=""), step(pk=1)), "March 2008\nMarch 2008", "–\nAdopted"),
        ((step(as_written="", due=date(2008, 3, 31)),), "31\u00a0March\u00a02008", "Adopted"),
        ((step(as_written="", due=None),), "TBC", "Adopted"),
        ((step(recurrence="yearly", pk=1), step(recurrence="yearly", pk=2)), "March 2008", "Adopted"),
        ((step(pk=1), step(pk=2)), "March 2008\nMarch 2008", "Adopted\nAdopted"),
    ],
)  # fmt: skip
def test_dates_and_measures_stand_line_by_line_with_a_dash_for_what_is_missing(steps, dates, measures):
    assert dates_and_measures(entry(action(milestones=steps), as_written="TBC")) == (dates, measures)


def test_where_no_outcome_is_written_a_numbered_plan_shows_the_measures():
    *_, row = rows(report(section(entry()), numbered=True))
    assert row.cells[5] == "Adopted"
