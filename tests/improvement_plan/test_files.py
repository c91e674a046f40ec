import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from core.documents import read_document
from improvement_plan.models import Plan, PlanEntry
from improvement_plan.reporting import plan_report
from improvement_plan.reporting.layouts import NUMBERED, OBJECTIVES
from improvement_plan.rules.posts import KnownPost, PostBook
from improvement_plan.rules.reading import read_plan
from improvement_plan.rules.table import plans_in
from improvement_plan.workbook import plan_workbook
from organisation.models import Council, Post
from tests.word import problems

pytestmark = pytest.mark.one_database

PLAN = "/plans/corporate-improvement-plan"


def workbook(client, query: str = ""):
    answer = client.get(f"{PLAN}.xlsx{query}")
    assert answer["Content-Disposition"] == 'attachment; filename="corporate-improvement-plan.xlsx"'
    return load_workbook(io.BytesIO(answer.content))


def document(client, query: str = "") -> Document:
    return Document(io.BytesIO(client.get(f"{PLAN}.docx{query}").content))


def report(day, layout: str = ""):
    return plan_report(Plan.objects.get(), day, council=Council.objects.get(), layout=layout)


def test_the_workbook_is_laid_out_to_be_printed(as_, rotherham):
    sheet = workbook(as_("viewer"))["Plan"]
    assert [cell.value for cell in sheet[1]] == [column.title for column in OBJECTIVES]
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert all(sheet.column_dimensions[letter].width > 8 for letter in "ABCDEFG")
    assert [sheet["A2"].value, sheet["A3"].value] == ["Ambitions", "1. Ambitions: CPA Score"]
    assert {"A2:G2", "A3:G3"} <= {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet["A4"].value.startswith("Be rated excellent")


def test_the_other_layout_has_its_own_columns(as_, rotherham):
    book = workbook(as_("viewer"), "?layout=numbered")
    assert [cell.value for cell in book["Plan"][1]] == [column.title for column in NUMBERED]
    assert "1.1.1" in [row[0].value for row in book["Plan"].iter_rows()]
    assert book["Review and amendment"]["A3"].value == "2"
    assert as_("viewer").get(f"{PLAN}.xlsx?layout=round").status_code == 404


def test_several_milestones_are_a_line_each_in_both_cells(as_, rotherham):
    sheet = workbook(as_("viewer"))["Plan"]
    row = next(row for row in sheet.iter_rows(min_row=2) if str(row[1].value).startswith("Improve results on crime"))
    dates, measures = row[2].value.split("\n"), row[3].value.split("\n")
    assert len(dates) == len(measures) == 10
    assert dates[:2] == ["June 2007", "July 2007"]
    assert dates[-1] == "–"
    assert measures[-1] == "Violent crime (BVPI 127a) at 21.9 per 1,000 population in 2009/10"


def test_text_that_looks_like_a_formula_is_text(as_, rotherham):
    entry = PlanEntry.objects.exclude(action=None).first()
    entry.action.title = '=HYPERLINK("http://evil.example","x")'
    entry.action.save()
    answer = as_("viewer").get(f"{PLAN}.xlsx")
    cell = load_workbook(io.BytesIO(answer.content))["Plan"]["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (entry.action.title, "s", True)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def read_back(shown, day):
    table = plans_in(read_document(plan_workbook(shown), "plan.xlsx"))[0]
    book = PostBook([KnownPost(post.pk, post.title) for post in Post.objects.all()])
    return read_plan(table, book=book, written_on=day)


def plain(text: str) -> str:
    """Spaces that do not break are read as others."""
    return " ".join(text.split())


def places(sections) -> list[tuple]:
    return [
        (s.number, s.title, a.number, a.title, [plain(o.text) for o in a.objectives]) for s in sections for a in s.areas
    ]


def test_the_workbook_is_read_back_as_it_was_written(rotherham):
    shown = report(rotherham)
    read = read_back(shown, rotherham)
    assert places(read.sections) == places(shown.sections)
    assert not [area for section in read.sections for area in section.areas if area.doubts]
    lines = [line for s in read.sections for a in s.areas for o in a.objectives for line in o.lines]
    assert len(lines) == len(shown.lines)

    for wrote, got in zip(shown.lines, lines, strict=True):
        if not wrote.action:
            assert (got.is_heading, got.text) == (True, wrote.heading)
            continue
        assert plain(got.text).startswith(plain(wrote.action.title))
        assert plain(got.words) == plain(wrote.said)
        if wrote.status:
            assert got.status.label == wrote.status
        posts = dict(Post.objects.values_list("pk", "title"))
        leads = [wrote.action.lead] if wrote.action.has_lead else []
        assert [posts[post.key] for post in got.posts] == [*leads, *wrote.action.contributors]
        if wrote.action.dates_as_written:
            assert [(plain(s.written), plain(s.measure)) for s in got.steps] == [
                (plain(step.as_written), plain(step.measure)) for step in wrote.action.milestones
            ]


def test_the_document_has_headings_repeated_rows_and_its_language(as_, rotherham):
    made = document(as_("viewer"))
    page = made.sections[0]
    assert page.page_width > page.page_height
    assert made.core_properties.title.startswith("Corporate Improvement Plan 2007–10, Position at 10")
    assert (made.core_properties.language, made.core_properties.author) == ("en-GB", Council.objects.get().name)
    assert page.header.paragraphs[0].text.startswith("Rotherham MBC · Corporate Improvement Plan 2007–10\tPosition at")
    fields = [field.get(qn("w:instr")) for field in page.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert {lang.get(qn("w:val")) for lang in made.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    areas = [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Heading 2"]
    assert areas[0] == "1. Ambitions: CPA Score"
    tables = [table for table in made.tables if table.cell(0, 0).text == "Objective"]
    assert len(tables) == len(areas) == 32
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in tables)
    assert sum(len(table.rows) - 1 for table in tables) == 175


@pytest.mark.parametrize("query", ["", "?layout=numbered"])
def test_word_opens_the_document_as_it_is(as_, rotherham, query):
    assert problems(as_("viewer").get(f"{PLAN}.docx{query}").content) == []


def test_files_of_a_past_day_say_so_and_hold_what_was_known(as_, rotherham):
    made = document(as_("viewer"), "?on=2007-07-01&layout=numbered")
    assert "Position at the end of 1\u00a0July\u00a02007" in made.paragraphs[1].text
    sheet = workbook(as_("viewer"), "?on=2007-07-01")["Plan"]
    assert {row[4].value for row in sheet.iter_rows(min_row=2)} == {None}
    assert "the end of 1\u00a0July\u00a02007" in sheet.oddHeader.right.text


def test_characters_that_no_file_may_hold_are_left_out(as_, rotherham):
    entry = PlanEntry.objects.exclude(action=None).first()
    entry.resources = "a\x0bb"
    entry.save()
    assert workbook(as_("viewer"), "?layout=numbered")["Plan"]["G4"].value == "ab"
    assert document(as_("viewer"), "?layout=numbered").tables


def test_the_legend_holds_the_posts_that_the_plan_uses(rotherham):
    assert report(rotherham).legend == (("P&Q", "Performance and Quality Team"),)
    unused = Post.objects.create(title="Head of Nothing Much", abbreviation="HNM")
    assert ("HNM", unused.title) not in report(rotherham).legend
    entry = PlanEntry.objects.exclude(action=None).first()
    entry.action.contributors.add(unused)
    assert ("HNM", unused.title) in report(rotherham, "objectives").legend
    entry.action.contributors.clear()
    entry.outcome_sought = "Agreed with HNM."
    entry.save()
    assert ("HNM", unused.title) in report(rotherham, "numbered").legend


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "docx"])
def test_both_layouts_of_every_file_are_offered(as_, rotherham, ending):
    html = as_("viewer").get(f"{PLAN}/").content.decode()
    assert f'href="{PLAN}.{ending}"' in html
    assert f'href="{PLAN}.{ending}?layout=numbered"' in html
