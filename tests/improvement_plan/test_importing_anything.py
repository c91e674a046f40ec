"""Whatever somebody brings is taken in whole or refused in a sentence, and undoing it leaves nothing behind."""

from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actions.models import Action, DateChange, Milestone, Update
from core.documents import DocumentError
from improvement_plan.imports import taking
from improvement_plan.imports.looking import look_over
from improvement_plan.imports.taking import NotTakenError, take_in, undo
from improvement_plan.imports.uploads import accept_all, keep_file, keep_text
from improvement_plan.models import Objective, Plan, PlanEntry, PlanUpload, PriorityArea, Section
from organisation.models import Post, PostAlias
from tests.improvement_plan.test_reading_files import CELLS, HEADINGS

MADE = (Plan, Section, PriorityArea, Objective, PlanEntry, Action, Milestone, DateChange, Update, Post, PostAlias)
WRITTEN_ON = date(2007, 8, 6)
OF_A_DATABASE = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
ROWS = st.lists(st.tuples(*[CELLS | st.text(max_size=12)] * len(HEADINGS)), min_size=1, max_size=8)


def stored() -> list[int]:
    return [model._base_manager.count() for model in MADE]


def pasted(rows: list[tuple[str, ...]]) -> str:
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in [HEADINGS, *rows])


EMPTY, ABOVE, HEADED = ("",) * 7, "See above", "1. Ambitions: Excellence"


@OF_A_DATABASE
@given(ROWS, ROWS)
@example([(*EMPTY[2:], "x" * 250, ABOVE)], [EMPTY, (*EMPTY[2:], "x" * 250, ABOVE)])  # a spelling too long to be kept
@example(  # a line that moves after another one has been moved to the place before it
    [EMPTY, (*EMPTY[2:], HEADED, ABOVE)],
    [*[EMPTY] * 5, (*EMPTY[1:], ABOVE), (*EMPTY[1:], HEADED), (*EMPTY[2:], HEADED, ABOVE)],
)
def test_any_table_is_taken_in_whole_brought_up_to_any_other_and_undone(council, rows, newer):
    with transaction.atomic():
        try:
            upload = keep_text(pasted(rows), by=None, written_on=WRITTEN_ON)
            accept_all(upload, look_over(upload), by=None)
            reading = look_over(upload).reading  # as reviewed: the posts that are made are known after it
            before = stored()
            upload = take_in(upload, by=None)
        except (DocumentError, NotTakenError):
            assert Plan.objects.count() == 0
            transaction.set_rollback(True)
            return
        assert PlanEntry.objects.count() == len(list(reading.lines())) > 0
        connection.check_constraints()
        _renew(upload.plan, newer)
        undo(upload, by=None)
        assert stored() == before
        transaction.set_rollback(True)


def _renew(plan: Plan, rows: list[tuple[str, ...]]) -> None:
    """Bring a plan up to another table, see that nothing is left to bring, and undo that."""
    stands = stored()
    upload = keep_text(pasted(rows), by=None, written_on=WRITTEN_ON, plan=plan)
    look = look_over(upload)
    if look.reading is None:
        return
    accept_all(upload, look, by=None)
    try:
        upload = take_in(upload, by=None)
    except NotTakenError:
        return
    assert PlanEntry.objects.filter(closed_on=None).count() == len(list(look.reading.lines()))
    connection.check_constraints()
    undo(upload, by=None)
    assert stored() == stands


@OF_A_DATABASE
@given(st.binary(max_size=300) | st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<table>"]).flatmap(
    lambda start: st.binary(max_size=100).map(lambda rest: start + rest)
), st.sampled_from(["plan.docx", "plan.xlsx", "plan.ods", "plan.csv", "plan.html", "plan.txt", "plan"]))  # fmt: skip
def test_any_file_is_kept_or_refused_in_a_sentence(council, content, name):
    with transaction.atomic():
        try:
            upload = keep_file(name, content, by=None, written_on=WRITTEN_ON)
            look_over(upload)
        except DocumentError:
            assert PlanUpload.objects.count() == 0
        transaction.set_rollback(True)


def test_where_taking_in_breaks_off_nothing_is_left(council, monkeypatch):
    upload = keep_text(pasted([("Be good", "Do it", "May 2008", "Done", "", "", "")]), by=None, written_on=WRITTEN_ON)
    monkeypatch.setattr(taking, "entry_of", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take_in(upload, by=None)
    assert stored() == [0] * len(MADE)
    assert PlanUpload.objects.get().is_open
