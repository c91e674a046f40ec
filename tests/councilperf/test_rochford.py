"""The demonstration holds what Rochford's report of 23 September 2009 holds."""

import io
from datetime import date

import pytest
from django.core.management import call_command

from actions.models import Action
from actions.rules import rate
from core.dates import read
from core.documents import read_document
from improvement_plan.models import Objective, Plan, PlanEntry, PlanVersion, PriorityArea
from improvement_plan.reporting import plan_report
from improvement_plan.rules.posts import PostBook
from improvement_plan.rules.reading import read_plan
from improvement_plan.rules.table import plans_in
from improvement_plan.workbook import plan_workbook
from meetings.models import CommitteeReport, ReportTemplate
from organisation.models import Council
from tests import reference

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("rochford"), pytest.mark.one_database]

STRUCK = {"3.3": ["December 2008", "March May 2009"], "3.4": ["April May 2009"]}


def rows() -> dict[str, dict[str, str]]:
    return {row["ref"].rstrip("."): row for row in reference.rows("paper_plan_rochford.csv")}


def test_the_plan_has_four_areas_four_objectives_and_28_numbered_actions():
    assert (PriorityArea.objects.count(), Objective.objects.count(), Action.objects.count()) == (4, 4, 28)
    assert list(PlanEntry.objects.values_list("ref", flat=True)) == list(rows())


def test_the_cells_are_kept_as_written():
    for entry in PlanEntry.objects.all():
        row = rows()[entry.ref]
        held = (entry.accountability_as_written, entry.target_date_as_written, entry.ict_requirement)
        assert held == (row["lead_officer"], row["completion_date"], row["ict_requirement"])
        assert bool(entry.outcome_sought) == bool(row["target_outcomes"])
        assert entry.resources


def test_see_above_stays_see_above():
    assert PlanEntry.objects.filter(resources="See above").count() == 4


def test_every_date_falls_due_when_the_reference_says():
    wanted = {r["text"]: r for r in reference.rows("paper_date_texts.csv") if r["plan"] == "Rochford"}
    for entry in PlanEntry.objects.all():
        dues = [m.due_on for m in entry.action.milestones.all() if m.due_on]
        assert str(max(dues)) == wanted[entry.target_date_as_written]["last_due_month_end"], entry.ref


def test_a_date_whose_strike_through_was_lost_is_marked_for_somebody_to_look():
    for ref, dates in STRUCK.items():
        milestones = PlanEntry.objects.get(ref=ref).action.milestones.all()
        assert [m.date_as_written for m in milestones] == dates
        assert milestones.last().needs_review
        assert read(dates[-1], written_on=date(2009, 8, 26)).due == date(2009, 5, 31)


def test_seventeen_actions_are_complete_and_one_is_overdue(rochford):
    complete = set(PlanEntry.objects.filter(action__status="complete").values_list("ref", flat=True))
    assert complete == {
        ref
        for ref, row in rows().items()
        if row["progress_class"] not in ("narrative, in progress", "narrative, part completed")
    }
    assert len(complete) == 17
    late = Action.objects.overdue(rochford).get()
    assert late.plan_entries.get().ref == "3.4"
    assert (
        rate(late.facts, rochford).sentence
        == "Due 31\u00a0May\u00a02009, 115\u00a0days ago, and not complete; declared in progress."
    )


def test_the_plan_was_reviewed_five_times():
    versions = Plan.objects.get().versions.values_list("number", "reviewed_on", "amended", "approved_on")
    assert list(versions) == [
        ("1", date(2009, 1, 22), "", None),
        ("1.2", date(2009, 2, 5), "yes", date(2009, 2, 5)),
        ("2", date(2009, 5, 26), "yes", date(2009, 5, 26)),
        ("3", date(2009, 6, 3), "yes", date(2009, 6, 3)),
        ("4", date(2009, 8, 26), "yes", date(2009, 8, 26)),
    ]


def test_the_legend_has_the_abbreviations_that_the_plan_uses(rochford):
    """The paper's own legend has fifteen: HCS too, which the plan never uses."""
    shown = plan_report(Plan.objects.get(), rochford, council=Council.objects.get()).legend
    assert [abbreviation for abbreviation, _ in shown] == [
        "CD(ES)", "CEX", "CPPU", "HFAPM", "HICS", "HoS", "LSP", "OSO", "PAB", "PIO", "RDC", "SDIMT", "SMT", "SPMO",
    ]  # fmt: skip
    assert dict(shown)["RDC"] == "Rochford District Council"


def test_the_report_stands_under_its_own_five_headings():
    template = ReportTemplate.objects.get()
    assert template.numbered_paragraphs
    assert list(template.headings.values_list("number", "title")) == [
        (1, "Decision being recommended"),
        (2, "Reasons for recommendation"),
        (3, "Alternative options considered"),
        (4, "Risk implications"),
        (5, "Resource implications"),
    ]
    assert CommitteeReport.objects.get().sections.count() == 5


def test_the_equality_actions_below_the_table_are_kept():
    notes = Plan.objects.get().closing_notes
    assert "December 2010" in notes
    assert "April 2009" in notes


def test_the_plan_as_a_workbook_is_read_back_in_its_places(rochford):
    """Two of its sections have one title."""
    shown = plan_report(Plan.objects.get(), rochford, council=Council.objects.get())
    table = plans_in(read_document(plan_workbook(shown), "plan.xlsx"))[0]
    read = read_plan(table, book=PostBook([]), written_on=rochford)
    lines = [line for s in read.sections for a in s.areas for o in a.objectives for line in o.lines]
    assert [line.ref for line in lines] == [line.ref for line in shown.lines]
    assert [(s.number, s.title, [area.title for area in s.areas]) for s in read.sections] == [
        (s.number, s.title, [area.title for area in s.areas]) for s in shown.sections
    ]


def test_the_newest_version_of_the_plan_is_kept_and_the_others_are_from_before(rochford):
    kept = [(version.number, bool(version.sha256)) for version in PlanVersion.objects.all()]
    assert kept == [("1", False), ("1.2", False), ("2", False), ("3", False), ("4", True)]


def test_its_history_is_whole():
    call_command("check_history", stdout=io.StringIO())
