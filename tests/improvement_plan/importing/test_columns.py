"""Which table of a paper is the plan, and which of its columns is which."""

import openpyxl
import pytest

from actions.models import Action
from improvement_plan.imports.looking import look_over
from improvement_plan.models import KnownHeading, PlanUpload
from improvement_plan.rules.columns import Column
from tests.improvement_plan.importing.browsing import CLEAR, bring, brought, confirm, rows_of, saved, word, words

pytestmark = pytest.mark.one_database


def test_of_three_tables_the_plan_is_read_and_another_can_be_chosen(team):
    other = [["Task", "Due", "Owner"], ["Sweep", "May 2008", "Head of Policy"]]
    legend = [["Abbreviation", "Meaning"], ["HP", "Head of Policy"]]
    answer = bring(team, file=("plan.docx", word(legend, rows_of(CLEAR), other)))
    upload = PlanUpload.objects.get()
    page = words(team.get(answer["Location"]))
    assert "2 actions" in page
    assert "2 tables that may be the plan." in page
    page = words(team.post(f"{upload.get_absolute_url()}table/", {"choice": 1}, follow=True))
    assert "Sweep" in page
    assert "Draw up the statement" not in page
    assert team.post(f"{upload.get_absolute_url()}table/", {"choice": 7}).status_code == 404


def test_a_table_without_known_headings_is_pointed_out_by_hand_and_remembered(team):
    unknown = "Was\tWann\tWer\tEtwas\nDraw up the statement\tOctober 2007\tHead of Policy\tx\n"
    upload = brought(team, unknown)
    answer = team.get(upload.get_absolute_url(), follow=True)
    assert answer.redirect_chain == [(f"{upload.get_absolute_url()}columns/", 302)]
    assert "No plan was recognised in this paper" in words(answer)
    where = f"{upload.get_absolute_url()}columns/"
    chosen = {"table": 0, "row": 1, "c0": "ACTION", "c1": "DATE", "c2": "POSTS", "c3": ""}
    page = words(team.post(where, chosen, follow=True))
    assert "remembered for next time" in page
    assert "No doubt is left." in page
    assert KnownHeading.objects.get(heading="wann").column == Column.DATE
    again = brought(team, unknown)
    assert "Draw up the statement" in words(team.get(again.get_absolute_url()))


def test_what_is_pointed_out_by_hand_holds_for_all_tables_under_the_same_headings(team):
    first = [["Was", "Wann"], ["Draw up", "May 2008"]]
    other, second = [["Wer", "Wo"], ["Somebody", "Here"]], [["Was", "Wann"], ["Review", "June 2008"]]
    bring(team, file=("plan.docx", word(first, other, second)))
    upload = PlanUpload.objects.get()
    team.post(f"{upload.get_absolute_url()}columns/", {"table": 0, "row": 1, "c0": "ACTION", "c1": "DATE"})
    upload.refresh_from_db()
    assert [line.text for line in look_over(upload).reading.lines()] == ["Draw up", "Review"]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"c0": "DATE"}, "Say which column holds the actions"),
        ({"c0": "ACTION", "c1": "ACTION"}, "“Was” is Key action already."),
        ({"c0": "NONSENSE"}, "There is no such choice."),
    ],
)
def test_columns_that_make_no_plan_are_refused(team, chosen, sentence):
    upload = brought(team, "Was\tWann\nDraw up\tMay 2008\n")
    answer = team.post(f"{upload.get_absolute_url()}columns/", {"table": 0, "row": 1, **chosen})
    assert answer.status_code == 422
    assert sentence in words(answer)
    upload.refresh_from_db()
    assert upload.place is None


def test_a_table_without_headings_is_read_by_hand_from_its_first_row(team):
    upload = brought(team, "Draw up\tMay 2008\tHead of Policy\nReview\tJune 2008\tHead of Policy\n")
    where = f"{upload.get_absolute_url()}columns/"
    assert "Column 1" in words(team.get(where, {"table": 0, "row": 0}))
    team.post(where, {"table": 0, "row": 0, "c0": "ACTION", "c1": "DATE", "c2": "POSTS"})
    assert [line.text for line in look_over(PlanUpload.objects.get()).reading.lines()] == ["Draw up", "Review"]
    assert team.get(where, {"table": 5}).status_code == 404


def test_a_plan_on_two_worksheets_is_read_whole(team):
    book = openpyxl.Workbook()
    for name in ("First", "Second"):
        sheet = book.create_sheet(name)
        for row in (["Action", "Due", "Lead"], [f"{name} thing", "May 2008", "Head of Policy"]):
            sheet.append(row)
    assert bring(team, file=("plan.xlsx", saved(book))).status_code == 302
    confirm(team, upload := PlanUpload.objects.get())
    assert set(Action.objects.values_list("title", flat=True)) == {"First thing", "Second thing"}
    upload.refresh_from_db()
    assert [line.row for line in look_over(upload).reading.lines()] == [2, 4]
