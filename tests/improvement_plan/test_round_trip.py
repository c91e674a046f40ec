"""A plan that is written to a file and read in again is the same plan."""

import pytest

from improvement_plan.choices import Layout
from improvement_plan.imports.looking import look_over
from improvement_plan.imports.uploads import keep_file
from improvement_plan.models import Plan
from improvement_plan.reporting import plan_report
from improvement_plan.word import plan_document
from improvement_plan.workbook import plan_workbook
from organisation.models import Council

pytestmark = pytest.mark.whole
FILES = ("xlsx", "docx")


def differences(kind: str, today) -> list[tuple]:
    """What differs between the plan and its own file, brought back as a newer paper of it."""
    plan, council = Plan.objects.get(), Council.objects.get()
    report = plan_report(plan, today, council=council)
    content = plan_workbook(report) if kind == "xlsx" else plan_document(report, council=council)
    upload = keep_file(f"plan.{kind}", content, by=None, written_on=today, plan=plan)
    look = look_over(upload)
    return [(d.kind.value, d.line.ref, d.was, d.becomes) for d in look.comparison.differences]


@pytest.mark.parametrize("kind", FILES)
def test_the_file_of_the_objectives_layout_reads_back_without_a_difference(rotherham, kind):
    assert Plan.objects.get().layout == Layout.OBJECTIVES
    assert differences(kind, rotherham) == []
