"""Bringing a paper: what is refused, what is kept, and who may."""

import re
from datetime import date

import pytest

from accounts.choices import Role
from accounts.models import User
from improvement_plan.imports.uploads import accept, keep_text
from improvement_plan.models import Plan, PlanUpload
from tests.improvement_plan.importing.browsing import (
    CLEAR,
    DOUBTFUL,
    PAGE,
    bring,
    brought,
    confirm,
    made,
    rows_of,
    word,
    words,
    workbook,
    zipped,
)

pytestmark = pytest.mark.one_database

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
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_nothing_is_stored(team, name):
    is_refused(team, *REFUSED[name])


def test_a_workbook_with_too_many_rows_is_refused_with_a_sentence_and_nothing_is_stored(team):
    content = workbook([["Action", "Due", "Lead"], *[["a", "b", "c"]] * 10_001])
    is_refused(team, ("plan.xlsx", content), "rows, and")


def is_refused(team, file: tuple[str, bytes], sentence: str) -> None:
    answer = bring(team, file=file)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="The plan"' in answer.content.decode()
    assert not PlanUpload.objects.exists()


def test_a_paste_that_is_too_long_for_a_form_is_said_to_be(team):
    answer = bring(team, "x" * 10_000_001)
    assert answer.status_code == 400
    assert "too long for a form, so nothing of it was saved. It is all below" in words(answer)
    assert answer.content.count(b"x" * 10_000_001) == 1
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
