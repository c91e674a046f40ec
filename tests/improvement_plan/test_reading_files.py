"""The same plan in whatever file it comes gives the same reading; and no table raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents import Document, Table, TableRow, read_document
from improvement_plan.rules.columns import Column, columns_of
from improvement_plan.rules.found import DoubtKind, PlanReading, Settled
from improvement_plan.rules.posts import KnownPost, PostBook
from improvement_plan.rules.reading import read_plan
from improvement_plan.rules.rows import Kind
from improvement_plan.rules.table import plans_in
from tests.improvement_plan import papers
from tests.improvement_plan.papers import ROCHFORD, ROTHERHAM, WRITTEN_ON

HEADINGS = ("Objective", "Key Actions", "Target Date", "Progress Measure", "On Target", "Accountability", "Update")
MAKERS = {"xlsx": papers.as_xlsx, "docx": papers.as_docx}


def said(reading: PlanReading) -> list[tuple]:
    """What a reading says, without where each row stood."""
    return [
        (
            section.number,
            section.title,
            area.title,
            objective.text,
            line.ref,
            line.text,
            [(step.written, step.date.due, step.measure, step.done) for step in line.steps],
            [post.key for post in line.posts],
            line.status,
            " ".join(line.words.split()),
            [doubt.kind for doubt in line.doubts],
        )
        for section in reading.sections
        for area in section.areas
        for objective in area.objectives
        for line in objective.lines
    ]


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("paper", [ROTHERHAM, ROCHFORD])
def test_the_same_plan_as_a_file_gives_the_same_result(paper, kind):
    rows = papers.table_of(paper)
    from_text = papers.read_document(_as_document(rows), paper)
    from_file = papers.read_document(read_document(MAKERS[kind](rows), f"plan.{kind}"), paper)
    assert said(from_file) == said(from_text)
    assert len(list(from_file.actions())) == (173 if paper == ROTHERHAM else 28)


def _as_document(rows: list[tuple[str, ...]]) -> Document:
    table = Table("", tuple(TableRow(number, cells) for number, cells in enumerate(rows, 1)))
    return Document("text", (table,))


def reading_of(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, posts: tuple[str, ...] = (), **more):
    table = plans_in(_as_document([headings, *rows]))[0]
    book = PostBook([KnownPost(key, title) for key, title in enumerate(posts)])
    return read_plan(table, book=book, written_on=WRITTEN_ON[ROTHERHAM], **more)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (
            ("Milestone", "Owner", "RAG", "Deadline", "Success measure", "Comments"),
            "ACTION POSTS STATUS DATE MEASURE UPDATE",
        ),
        (("Action", "Milestones", "By whom", "By when"), "ACTION MEASURE POSTS DATE"),
        (("No.", "Task", "Lead Officer(s)", "Timescale", "Funding"), "REF ACTION POSTS DATE RESOURCES"),
        (("Target / Outcomes", "ICT Requirement Yes/No", "Resource implications/ Funding"), "OUTCOME ICT RESOURCES"),
        (("Priority Area", "Theme", "Target date for completion", "Due"), "AREA SECTION DATE None"),
        (("Colour of the folder", "", "Key action"), "None None ACTION"),
    ],
)
def test_columns_go_by_the_names_that_councils_give_them(headings, columns):
    assert [column.name if column else "None" for column in columns_of(headings)] == columns.split()


def test_what_somebody_said_of_a_heading_is_remembered():
    assert columns_of(["Who on earth", "Key action"], {"who on earth": "Accountability"}) == (
        Column.POSTS,
        Column.ACTION,
    )
    assert columns_of(["Update", "Key action"], {"update": ""}) == (None, Column.ACTION)


def test_of_several_tables_the_plan_is_the_one_with_its_headings():
    legend = Table("Legend", (TableRow(1, ("CEX", "Chief Executive")),))
    clinics = Table("", (TableRow(2, ("Clinic", "Reason", "Date")), TableRow(3, ("Crime", "Rising", "May 2007"))))
    plan = Table("The plan", (TableRow(4, HEADINGS), TableRow(5, ("Be good", "Do it", "May 2008", "", "", "", ""))))
    found = plans_in(Document("text", (legend, clinics, plan)))
    assert [table.title for table in found] == ["The plan"]


def test_a_table_that_goes_on_after_a_page_is_one_plan():
    first = Table("", (TableRow(1, HEADINGS), TableRow(2, ("Be good", "Do it", "May 2008", "", "", "", ""))))
    second = Table("", (TableRow(3, HEADINGS), TableRow(4, ("", "Do more", "May 2009", "", "", "", ""))))
    third = Table("", (TableRow(5, ("", "Do most", "May 2010", "", "", "", "")),))
    found = plans_in(Document("text", (first, second, third)))
    assert [[row.number for row in table.rows] for table in found] == [[2, 4, 5]]


def test_a_merged_cell_hands_its_post_down():
    rows = (
        TableRow(1, HEADINGS),
        TableRow(2, ("Be good", "Do it", "May 2008", "", "", "Head of Policy", "")),
        TableRow(3, ("", "Do more", "May 2009", "", "", "", ""), frozenset({0, 5})),
        TableRow(4, ("", "Do most", "May 2010", "", "", "", "")),
    )
    table = plans_in(Document("Word document", (Table("", rows),)))[0]
    reading = read_plan(table, book=PostBook([]), written_on=WRITTEN_ON[ROTHERHAM])
    assert [([post.text for post in line.posts], line.inherited) for line in reading.actions()] == [
        (["Head of Policy"], False),
        (["Head of Policy"], True),
        ([], False),
    ]
    assert [objective.text for objective in reading.objectives()] == ["Be good"]


def test_what_a_person_decided_of_a_row_is_read_and_doubted_no_more():
    shifted = ("Service blocks", "February 2008", "Score 3", "", "Strategic Director", "Going on", "")
    other = ("Be good", "Do it", "May 2008", "", "", "", "")
    doubtful = reading_of(other, shifted)
    assert [doubt.kind for line in doubtful.doubtful() for doubt in line.doubts] == [DoubtKind.SHIFTED]
    accepted = reading_of(other, shifted, settled={3: Settled()})
    assert accepted.doubtful() == []
    assert [line.text for line in accepted.actions()] == ["Do it", "Service blocks"]
    edited = reading_of(other, shifted, settled={3: Settled(cells={Column.ACTION: "Blocks", Column.DATE: "June 2008"})})
    assert [(line.text, [step.written for step in line.steps]) for line in edited.actions()][1] == (
        "Blocks",
        ["June 2008"],
    )
    assert [line.text for line in reading_of(other, shifted, settled={3: Settled(left_out=True)}).actions()] == [
        "Do it"
    ]
    joined = reading_of(other, ("", "", "May 2009", "Again", "", "", ""), settled={3: Settled(kind=Kind.STEP)})
    assert [len(line.steps) for line in joined.actions()] == [2]


def test_one_reference_twice_is_doubted_and_kept():
    headings = ("Ref", "Objective", "Key Actions", "Lead Officer", "Completion Date")
    reading = reading_of(("1.1", "Be good", "Do it", "", ""), ("1.1", "", "Do more", "", ""), headings=headings)
    assert [(line.ref, [doubt.kind for doubt in line.doubts]) for line in reading.actions()] == [
        ("1.1", [DoubtKind.NUMBER]),
        ("1.1", [DoubtKind.NUMBER]),
    ]


CELLS = st.sampled_from(
    [
        "", "", "See above", "1. Ambitions: Excellence", "Organisational structures:", "educational attainment.",
        "March 2008", "March 2008 March 2009", "TBC", "31/02/08", "Completed", "Complete Complete", "Report produced",
        "Head of Policy", "Head of Policy / Chief Executive", "Jo Bloggs", "BVPI 8 – 96.3 BVPI 8 – 97.0",
        "Procurement completed. Implementation underway.", "1", "1.1", "x" * 400, "<script>alert(1)</script>",
        "line one\nline two", "–", "\x00", "٣",
    ]
)  # fmt: skip


@given(
    st.lists(st.tuples(*[CELLS | st.text(max_size=20)] * 7), max_size=12),
    st.permutations(HEADINGS) | st.permutations(("Ref", *HEADINGS[:6])),
)
def test_no_table_raises_and_no_word_of_it_is_lost(rows, headings):
    table = plans_in(_as_document([tuple(headings), *rows]))
    if not table:
        return
    book = PostBook([KnownPost(1, "Head of Policy")])
    reading = read_plan(table[0], book=book, written_on=WRITTEN_ON[ROTHERHAM])
    read = {number for line in reading.lines() for number in line.rows}
    assert read <= {row.number for row in table[0].rows}
    for line in reading.lines():
        assert line.text or line.doubts
    settled = {row: Settled() for row in read} | {area.row: Settled() for area in reading.areas() if area.row}
    again = read_plan(table[0], book=book, written_on=WRITTEN_ON[ROTHERHAM], settled=settled)
    assert again.doubtful() == []
