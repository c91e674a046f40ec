"""A council brings the plan that it has, through the pages: from the paper to the plan, and back again."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as WordDocument

from accounts.choices import Role
from accounts.models import User
from actions.models import Action, Update
from actions.services import record_update
from improvement_plan.imports.looking import look_over
from improvement_plan.imports.uploads import accept, keep_text
from improvement_plan.models import KnownHeading, Plan, PlanEntry, PlanUpload
from improvement_plan.rules.columns import Column
from organisation.models import Post, PostAlias

PAGE = "/plans/import/"
HEADINGS = "Objective\tKey Actions\tTarget Date\tProgress Measure\tOn Target\tAccountability\tUpdate"
CLEAR = f"""{HEADINGS}
1. Ambitions: Excellence\t\t\t\t\t\t
Be excellent\tDraw up the statement\tOctober 2007\tStatement agreed\tOn track\tHead of Policy\tDraft is out
\tReview the framework\tDecember 2007\tFramework reviewed\t\tHead of Finance\t
"""
DOUBTFUL = f"""{CLEAR}Train all the managers\tMarch 2008\t90% trained\t\tHead of Finance\t\t
\tMove the archive\tWhen funds allow\tArchive moved\t\tChief Archivist\t
"""
NEWER = f"""{HEADINGS}
1. Ambitions: Excellence\t\t\t\t\t\t
Be excellent\tDraw up the statement\tOctober 2007\tStatement agreed\tCompleted\tHead of Policy\tAgreed by Cabinet
\tPublish the results\tJune 2008\tResults published\t\tHead of Policy\t
"""


@pytest.fixture
def team(council, signed_in, settings) -> Client:
    """A browser of the performance team, at a council with two posts."""
    settings.COUNCIL_TODAY = date(2007, 9, 10)
    Post.objects.create(title="Head of Policy")
    Post.objects.create(title="Head of Finance")
    return signed_in(Role.PERFORMANCE)


def words(answer) -> str:
    """What a page says, without its marks."""
    found = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(found).split())


def bring(browser: Client, text: str = "", *, file: tuple[str, bytes] | None = None, **about):
    said = {"what": "new", "title": "The plan", "written_on": "1 September 2007", "text": text} | about
    if file:
        said["file"] = SimpleUploadedFile(*file)
    return browser.post(PAGE, said)


def brought(browser: Client, text: str, **about) -> PlanUpload:
    answer = bring(browser, text, **about)
    assert answer.status_code == 302, words(answer)
    return PlanUpload.objects.get(pk=int(answer["Location"].split("/")[3]))


def seen(answer) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


def confirm(browser: Client, upload: PlanUpload, **said):
    where = upload.get_absolute_url()
    return browser.post(where, {"seen": seen(browser.get(where))} | said, follow=True)


def made(browser: Client, text: str = CLEAR) -> Plan:
    confirm(browser, upload := brought(browser, text))
    upload.refresh_from_db()
    return upload.plan


def settle(browser: Client, upload: PlanUpload, row: int, do: str, **said):
    cells = {f"r{row}-{name}": text for name, text in said.items()}
    return browser.post(f"{upload.get_absolute_url()}rows/{row}/", {"do": do, "at": "doubts"} | cells, follow=True)


def word(*tables: list[list[str]]) -> bytes:
    document = WordDocument()
    document.add_paragraph("The plan")
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("Then")
    return saved(document)


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(document) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def rows_of(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.rstrip("\n").split("\n")]


def zipped(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512
REFUSED = {
    "a Word file with no table": (("plan.docx", word()), "There is no table in it"),
    "a file with a password": (("plan.docx", LOCKED), "password"),
    "a broken file": (("plan.docx", word(rows_of(CLEAR))[:900]), "damaged"),
    "a zip file of something else": (("plan.xlsx", zipped(readme="x")), "zip file without a document"),
    "a file that says xlsx and is text": (("plan.xlsx", b"Dear all,\n\nthe plan follows."), "looks like plain text"),
    "a PDF": (("plan.pdf", b"%PDF-1.7 ..."), "is a PDF"),
    "an empty file": (("plan.csv", b""), "The file is empty"),
    "a file of blanks": (("plan.csv", b" \n "), "is empty"),
    "a cell of 20,000 characters": (
        ("plan.csv", f"Action,By when,Lead\n{'x' * 20_000},May,Head".encode()),
        "20,000 characters long",
    ),
    "too many rows": (("plan.xlsx", workbook([["Action", "Due", "Lead"], *[["a", "b", "c"]] * 10_001])), "rows, and"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_nothing_is_stored(team, name):
    file, sentence = REFUSED[name]
    answer = bring(team, file=file)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="The plan"' in answer.content.decode()
    assert not PlanUpload.objects.exists()


def test_a_paste_that_is_too_long_for_a_form_is_said_to_be(team):
    answer = bring(team, "x" * 3_000_000)
    assert answer.status_code == 400
    assert "What was pasted is too long for a form. Go back, save it as a file" in words(answer)
    assert not PlanUpload.objects.exists()


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({}, "Choose a file, or paste the table in the box."),
        ({"text": "Only words."}, "There is no table in it"),
        ({"text": CLEAR, "file": ("plan.csv", b"a,b")}, "Choose a file or paste a table, not both"),
        ({"text": CLEAR, "written_on": "soon"}, "No date can be read from “soon”."),
        ({"text": CLEAR, "written_on": ""}, "Write the day of the paper."),
        ({"text": CLEAR, "title": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_missing_or_too_much_is_said_beside_its_box(team, about, sentence):
    answer = bring(team, **about)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not PlanUpload.objects.exists()


def test_a_newer_version_needs_its_plan(team):
    made(team)
    answer = bring(team, CLEAR, what="newer")
    assert answer.status_code == 422
    assert "Choose the plan of which it is a newer version." in words(answer)


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


def test_scripts_in_a_page_are_shown_as_words_and_never_run(team):
    html = "<table><tr><th>Action</th><th>Due</th><th>Lead</th></tr><tr><td>&lt;script&gt;alert(1)&lt;/script&gt;<script>alert(2)</script></td><td>May 2008</td><td>Head of Policy</td></tr></table>"
    upload = brought(team, html)
    page = team.get(upload.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "alert(2)" not in page


def test_five_thousand_rows_are_shown_by_pages(team, django_assert_max_num_queries):
    lines = "".join(f"\tAction {n}\tOctober 2007\tDone\t\tHead of Policy\t\n" for n in range(5000))
    upload = brought(team, f"{HEADINGS}\nBe excellent{lines}")
    with django_assert_max_num_queries(20):
        page = team.get(f"{upload.get_absolute_url()}?page=50")
    assert len(page.content) < 400_000
    assert "Action 4999" in words(page)
    assert team.get(f"{upload.get_absolute_url()}?page=51").status_code == 404


def test_doubts_are_shown_beside_what_was_made_of_them(team):
    upload = brought(team, DOUBTFUL)
    page = words(team.get(upload.get_absolute_url()))
    assert "3 doubts are left : 2 rows and 1 post." in page
    assert "Cells out of place. Its cells stand one column too far to the left." in page
    assert "“When funds allow” is no date that can be read. Proposed: Keep the words, with no due date." in page
    assert "1 post that nobody knows" in page
    assert "“Chief Archivist”" in page
    assert "3 doubts are left. Settle them first." in page
    assert (
        page.index("1 post that nobody knows") < page.index("2 rows in doubt") < page.rindex("The plan as it would be")
    )


def test_while_doubts_are_left_the_plan_is_not_made_whatever_is_sent(team):
    upload = brought(team, DOUBTFUL)
    answer = confirm(team, upload)
    assert answer.status_code == 409
    assert "3\u00a0doubts are left." in answer.content.decode()
    assert "The paper was not taken in" in words(answer)
    assert not Plan.objects.exists()


def test_a_whole_journey_from_a_paste_to_the_plan_and_back(team):
    upload = brought(team, DOUBTFUL)
    where = upload.get_absolute_url()
    answer = team.post(f"{where}rows/5/", {"do": "accept", "at": "doubts"})
    assert answer["Location"] == f"{where}?after=5&at=doubts#said"
    page = team.get(answer["Location"])
    assert "Row 5: taken as proposed." in words(page)
    assert page.content.decode().index('id="said"') < page.content.decode().index('id="row-6"')
    cells = {"ACTION": "Move the archive", "DATE": "May 2008", "MEASURE": "Moved", "POSTS": "Chief Archivist"}
    page = words(settle(team, upload, 6, "settle", kind="ACTION", **cells))
    assert "Row 6: taken as you wrote it. 1 doubt left." in page
    post = {"post": "chief archivist", "p0-key": "chief archivist", "p0-do": "create", "p0-title": "County Archivist"}
    page = words(team.post(f"{where}posts/", post, follow=True))
    assert "1 post settled. No doubt is left." in page
    answer = confirm(team, upload)
    plan = Plan.objects.get()
    assert answer.redirect_chain[-1][0] == plan.get_absolute_url()
    assert "The plan was made: 1 section," in words(answer)
    assert f'href="{where}undo/"' in answer.content.decode()
    archive = Action.objects.get(title="Move the archive")
    assert (archive.lead.title, archive.milestones.get().due_on) == ("County Archivist", date(2008, 5, 31))
    assert Action.objects.get(title="Train all the managers").lead.title == "Head of Finance"
    assert "Taken in by Person 1 on 10 September 2007." in words(team.get(where))
    asked = words(team.get(f"{where}undo/"))
    assert "4 actions" in asked
    assert "1 section" in asked
    page = words(team.post(f"{where}undo/", follow=True))
    assert "Undone by Person 1" in page
    assert not Plan.objects.exists()
    assert not Action.objects.exists()
    assert not PostAlias.objects.exists()
    assert Post.objects.count() == 2


def test_everything_that_is_proposed_is_accepted_with_one_button(team):
    upload = brought(team, DOUBTFUL)
    assert "Accept everything that is proposed (3)" in words(team.get(upload.get_absolute_url()))
    page = words(team.post(f"{upload.get_absolute_url()}proposed/", follow=True))
    assert "3 doubts settled as proposed. No doubt is left." in page
    confirm(team, upload)
    assert Action.objects.get(title="Move the archive").lead.title == "Chief Archivist"


def test_a_row_is_left_out_and_taken_back_in(team):
    upload = brought(team, DOUBTFUL)
    page = words(settle(team, upload, 6, "leave"))
    assert "Row 6 is left out." in page
    assert "Row 6: Left out by Person 1." in page
    page = words(settle(team, upload, 6, "anew"))
    assert "Decide on it anew." in page
    assert "3 doubts" in page


def test_a_row_becomes_a_milestone_of_the_one_above(team):
    upload = brought(team, DOUBTFUL)
    settle(team, upload, 6, "settle", kind="STEP", DATE="June 2008", MEASURE="All of them trained")
    upload.refresh_from_db()
    lines = {line.row: line for line in look_over(upload).reading.lines()}
    assert [step.measure for step in lines[5].steps] == ["90% trained", "All of them trained"]
    page = words(team.get(upload.get_absolute_url()))
    assert "Row 6 has no action: its date and measure are a further milestone." in page
    assert "Edit row 6" in words(team.get(f"{upload.get_absolute_url()}rows/5/"))


def test_a_row_that_goes_on_from_another_is_edited_without_doubling_its_words(team):
    text = f"{CLEAR}\tand its appendix\t\t\t\t\t\n"
    upload = brought(team, text)
    page = team.get(f"{upload.get_absolute_url()}rows/4/").content.decode()
    box = re.search(r'<textarea name="r4-ACTION"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)[1]
    assert box == "Review the framework"


def test_nothing_left_in_a_row_is_no_row_of_a_plan(team):
    upload = brought(team, DOUBTFUL)
    answer = settle(team, upload, 6, "settle", kind="HEADING")
    assert answer.status_code == 422
    assert "Nothing is left in this row. Write what it says, or leave it out." in words(answer)
    upload.refresh_from_db()
    assert upload.decisions == {}


def test_a_line_that_is_not_doubtful_is_edited_and_one_comes_back_to_it(team):
    upload = brought(team, CLEAR)
    where = f"{upload.get_absolute_url()}rows/4/"
    assert 'value="plan"' in team.get(where).content.decode()
    said = {"do": "settle", "at": "plan", "r4-kind": "ACTION", "r4-ACTION": "Review all of it", "r4-DATE": "May 2008"}
    answer = team.post(where, said)
    assert answer["Location"] == f"{upload.get_absolute_url()}?after=4&at=plan#said"
    page = team.get(answer["Location"]).content.decode()
    assert page.index('id="plan"') < page.index('id="said"') < page.index('id="line-4"')
    assert "Review all of it" in page


def test_two_people_who_decide_on_one_paper_both_count(team, signed_in):
    upload = brought(team, DOUBTFUL)
    other = signed_in(Role.PERFORMANCE)
    team.get(upload.get_absolute_url())
    other.get(upload.get_absolute_url())
    settle(team, upload, 5, "accept")
    settle(other, upload, 6, "accept")
    upload.refresh_from_db()
    assert {row: User.objects.get(pk=said["by"]).name for row, said in upload.decisions["rows"].items()} == {
        "5": "Person 1",
        "6": "Person 2",
    }


def test_what_was_confirmed_is_what_was_seen(team, signed_in):
    upload = brought(team, CLEAR)
    where = upload.get_absolute_url()
    before = seen(team.get(where))
    settle(signed_in(Role.PERFORMANCE), upload, 4, "leave")
    answer = team.post(where, {"seen": before})
    assert answer.status_code == 409
    assert "has changed since you looked it over" in words(answer)
    assert team.post(where).status_code == 409
    assert not Plan.objects.exists()


def test_a_paper_that_was_taken_in_is_settled_no_more(team):
    upload = brought(team, DOUBTFUL)
    team.post(f"{upload.get_absolute_url()}proposed/")
    confirm(team, upload)
    for step in ("rows/5/", "proposed/", "posts/", "table/", "staying/", "columns/"):
        data = {"do": "accept", "choice": 0}
        answer = team.post(f"{upload.get_absolute_url()}{step}", data, follow=True)
        assert answer.redirect_chain[-1][0].split("?")[0].split("#")[0] == upload.get_absolute_url()
    assert "Taken in by" in words(team.post(upload.get_absolute_url(), {"seen": "x"}, follow=True))
    assert Plan.objects.count() == 1


def test_an_import_on_which_somebody_has_built_is_not_undone(team):
    plan = made(team)
    upload = plan.uploads.get()
    action = Action.objects.get(title="Draw up the statement")
    record_update(action=action, by=User.objects.get(), status="complete", words="It is done.")
    answer = team.post(f"{upload.get_absolute_url()}undo/")
    assert answer.status_code == 409
    assert "The import cannot be undone" in words(answer)
    assert "Draw up the statement" in words(answer)
    assert Plan.objects.get() == plan


def test_a_newer_version_is_compared_and_what_is_gone_may_stay_open(team):
    plan = made(team)
    upload = brought(team, NEWER, what="newer", plan=plan.pk)
    page = words(team.get(upload.get_absolute_url()))
    assert "Newer version of The plan" in page
    assert "What changes in the plan 1 new, 1 gone, 1 new status and 1 new update." in page
    assert "New status: 1 Line From To Draw up the statement On track Complete" in page
    entry = PlanEntry.objects.get(action__title="Review the framework")
    answer = confirm(team, upload, stays=[entry.pk])
    assert "The plan was brought up to the paper: 1 new, 1 gone" in words(answer)
    entry.refresh_from_db()
    assert entry.closed_on is None
    assert Plan.objects.count() == 1
    assert Action.objects.count() == 3
    assert Update.objects.filter(action__title="Draw up the statement").count() == 2
    team.post(f"{upload.get_absolute_url()}undo/")
    assert Action.objects.count() == 2
    assert Action.objects.get(title="Draw up the statement").status == "on_track"


def test_what_is_gone_is_closed_where_nobody_keeps_it_open(team):
    plan = made(team)
    upload = brought(team, NEWER, what="newer", plan=plan.pk)
    entry = PlanEntry.objects.get(action__title="Review the framework")
    page = team.post(f"{upload.get_absolute_url()}staying/", {"stays": entry.pk}, follow=True)
    assert re.search(rf'id="stays-{entry.pk}" checked', page.content.decode())
    confirm(team, upload)
    entry.refresh_from_db()
    assert entry.closed_on == date(2007, 9, 10)


def test_the_same_paper_again_differs_in_nothing(team):
    plan = made(team)
    upload = brought(team, CLEAR, what="newer", plan=plan.pk)
    page = words(team.get(upload.get_absolute_url()))
    assert "Nothing differs from the plan that is kept." in page
    assert "there is nothing to take in" in page


def test_a_newer_version_of_a_plan_that_was_undone_is_not_taken_in(team):
    plan = made(team)
    upload = brought(team, NEWER, what="newer", plan=plan.pk)
    team.post(f"{plan.uploads.get(is_new=True).get_absolute_url()}undo/")
    answer = confirm(team, upload)
    assert answer.status_code == 409
    assert "is no longer kept. Bring it as a new plan." in words(answer)


def test_posts_are_matched_made_or_left_one_by_one_or_all_at_once(team):
    text = f"{HEADINGS}\n" + "".join(
        f"Be excellent\tAction {n}\tOctober 2007\tDone\t\t{who}\t\n"
        for n, who in enumerate(["Head of Polcy", "Chief Archivist", "Tim Mumford"])
    )
    upload = brought(team, text)
    where = f"{upload.get_absolute_url()}posts/"
    page = team.get(upload.get_absolute_url()).content.decode()
    policy = Post.objects.get(title="Head of Policy")
    assert re.search(rf'<option value="{policy.pk}" selected>', page)
    keys = re.findall(r'name="post" value="([^"]+)"', page)
    assert keys == ["head of polcy", "chief archivist", "tim mumford"]
    said = {"post": keys} | {f"p{n}-key": key for n, key in enumerate(keys)}
    said |= {"p0-do": "match", "p0-post": policy.pk, "p1-do": "create", "p1-title": "", "p2-do": "leave"}
    page = words(team.post(where, said | {"only": "tim mumford"}, follow=True))
    assert "1 post settled. 2 doubts left." in page
    answer = team.post(where, said)
    assert answer.status_code == 422
    page = words(answer)
    assert "Write the title of the new post for “Chief Archivist”." in page
    assert "1 doubt is left" in page
    team.post(where, said | {"p1-title": "Archivist", "only": "chief archivist"})
    confirm(team, upload)
    leads = Action.objects.order_by("title").values_list("lead__title", flat=True)
    assert list(leads) == ["Head of Policy", "Archivist", None]


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


def test_who_may_bring_a_plan_finds_the_way_and_others_do_not(team, signed_in):
    assert 'href="/plans/import/"' in team.get("/plans/").content.decode()
    plan = made(team)
    assert f'href="/plans/import/?plan={plan.slug}"' in team.get(plan.get_absolute_url()).content.decode()
    page = team.get(f"/plans/import/?plan={plan.slug}").content.decode()
    assert re.search(r'value="newer"[^>]*checked', page)
    assert f'<option value="{plan.pk}" selected>' in page
    officer = signed_in(Role.OFFICER)
    assert "plans/import" not in officer.get("/plans/").content.decode()
    assert "plans/import" not in officer.get(plan.get_absolute_url()).content.decode()
    assert officer.get(PAGE).status_code == 403


def test_a_paper_or_a_row_that_is_not_there_is_said_to(team):
    upload = brought(team, CLEAR)
    assert team.get("/plans/import/99999/").status_code == 404
    assert team.get(f"{upload.get_absolute_url()}rows/99/").status_code == 404
    assert team.post(f"{upload.get_absolute_url()}rows/99/", {"do": "accept"}).status_code == 404


@pytest.mark.parametrize(
    ("page", "posted"),
    [
        ("", False),
        ("", True),
        ("columns/", False),
        ("columns/", True),
        ("rows/3/", False),
        ("rows/3/", True),
        ("table/", True),
        ("posts/", True),
        ("proposed/", True),
    ],
)
def test_a_kept_paper_that_cannot_be_read_any_more_is_a_clear_page(team, page, posted):
    bring(team, file=("plan.docx", word(rows_of(CLEAR))))
    upload = PlanUpload.objects.get()
    PlanUpload.objects.update(content=bytes(upload.content)[:900])
    answer = (team.post if posted else team.get)(f"{upload.get_absolute_url()}{page}", {"seen": "x", "choice": 0})
    assert answer.status_code == 422
    assert "This paper was kept as it came, and cannot be read any more. plan.docx is damaged" in words(answer)
    assert "Bring it again" in words(answer)
    assert not Plan.objects.exists()


def test_the_papers_are_listed_with_what_came_of_them(team):
    taken = brought(team, CLEAR)
    confirm(team, taken)
    waiting = keep_text(DOUBTFUL, by=User.objects.get(), written_on=date(2007, 9, 1), title="Another")
    accept(waiting, [5], by=User.objects.get())
    page = words(team.get(PAGE))
    assert "a new plan: Another" in page
    assert "Being looked over, 1 decision so far" in page
    assert "Taken in: 1 section, 1 priority area, 1 objective and 2 actions taken in." in page
    team.post(f"{taken.get_absolute_url()}undo/")
    assert "Undone 10 Sep 2007, Person 1" in words(team.get(PAGE))
