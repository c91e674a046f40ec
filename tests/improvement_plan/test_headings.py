"""Sections, priority areas and lines of small plans; which tables are a plan; and what stands around it."""

from datetime import date

import pytest

from core.documents import Document, Table, TableRow
from improvement_plan.rules.columns import Column
from improvement_plan.rules.found import PlanReading, Settled
from improvement_plan.rules.posts import KnownPost, PostBook
from improvement_plan.rules.reading import read_plan
from improvement_plan.rules.rows import Judge
from improvement_plan.rules.surroundings import legend_of, versions_of
from improvement_plan.rules.table import PlanTable, by_hand, contents_of, counted_on, plans_in

MAY = "May 2008"
ACTION = ("Action", "Target Date", "Lead officer")
THEMES, AREAS = ("Theme", *ACTION), ("Priority Area", *ACTION)
BOTH = ("Theme", "Priority Area", *ACTION)
NUMBERED, OBJECTIVES = ("No.", *ACTION, "Status"), ("No.", "Objective", *ACTION)


def table(*rows: tuple[str, ...], title: str = "", first: int = 1) -> Table:
    return Table(title, tuple(TableRow(number, cells) for number, cells in enumerate(rows, first)))


def document(*tables: Table, kind: str = "text", paragraphs: tuple[str, ...] = ()) -> Document:
    return Document(kind, tables, paragraphs)


def reading_of(plan: PlanTable, contents=()) -> PlanReading:
    return read_plan(plan, book=PostBook([]), written_on=date(2007, 8, 6), contents=contents)


def outline(reading: PlanReading) -> list[tuple]:
    return [
        (section.number, section.title, [(area.number, area.title, [line.text for o in area.objectives for line in o.lines]) for area in section.areas])
        for section in reading.sections
    ]  # fmt: skip


def read(headings: tuple[str, ...], *rows: tuple[str, ...], contents=()) -> list[tuple]:
    return outline(reading_of(plans_in(document(table(headings, *rows)))[0], contents))


@pytest.mark.parametrize(
    ("headings", "rows", "found"),
    [
        (
            BOTH,
            [("2. People", "1. Staff", "Train", MAY, ""), ("", "", "Hire", MAY, ""), ("People", "Staff", "Pay", MAY, ""), ("People", "2 Members", "Meet", MAY, ""), ("3 Place", "", "Clean", MAY, ""), ("", "1 Parks", "Mow", MAY, "")],
            [(2, "People", [(1, "Staff", ["Train", "Hire", "Pay"]), (2, "Members", ["Meet"])]), (3, "Place", [(1, "Place", ["Clean"]), (2, "Parks", ["Mow"])])],
        ),
        (
            AREAS,
            [("4. Staff", "Train", MAY, ""), ("4. Members", "Meet", MAY, ""), ("", "Pay", MAY, "")],
            [(1, "Staff", [(4, "Staff", ["Train"]), (5, "Members", ["Meet", "Pay"])])],
        ),
        (
            THEMES,
            [("People", "Train", MAY, ""), ("PEOPLE", "Pay", MAY, ""), ("Place & town", "Meet", MAY, ""), ("Place and town", "Mow", MAY, "")],
            [(1, "People", [(1, "People", ["Train", "Pay"])]), (2, "Place & town", [(1, "Place & town", ["Meet", "Mow"])])],
        ),
        (
            THEMES,
            [("1. People", "Train", MAY, ""), ("1. Place", "Meet", MAY, "")],
            [(1, "People", [(1, "People", ["Train"])]), (2, "Place", [(1, "Place", ["Meet"])])],
        ),
    ],
)  # fmt: skip
def test_columns_of_themes_and_areas_open_what_they_name(headings, rows, found):
    assert read(headings, *rows) == found


def test_an_objective_that_stands_in_two_areas_is_one_in_each():
    headings = ("Priority Area", "Objective", *ACTION)
    rows = [
        ("Staff", "Be good", "Train", MAY, ""),
        ("", "See above", "Pay", MAY, ""),
        ("Members", "Be good", "Meet", MAY, ""),
    ]
    plan = reading_of(plans_in(document(table(headings, *rows)))[0])
    assert [[(o.text, [line.text for line in o.lines]) for o in area.objectives] for area in plan.areas()] == [
        [("Be good", ["Train", "Pay"])],
        [("Be good", ["Meet"])],
    ]


def test_a_row_of_nothing_but_a_number_says_nothing():
    assert read(NUMBERED, ("1.1", "Train", MAY, "", ""), ("1.2", "", "", "", ""), ("1.3", "Meet", MAY, "", "")) == [
        (1, "", [(1, "", ["Train", "Meet"])])
    ]


def test_words_where_a_number_should_stand_go_where_words_belong():
    rows = [
        ("1.1", "Train", MAY, "", ""),
        ("Working with partners across the town", "", "", "", ""),
        ("1.2", "Meet", MAY, "", ""),
    ]
    assert read(NUMBERED, *rows) == [(1, "", [(1, "", ["Train", "Working with partners across the town", "Meet"])])]
    rows = [
        ("1.1", "Be good", "Train", MAY, ""),
        ("Working with partners", "", "", "", ""),
        ("1.2", "", "Meet", MAY, ""),
    ]
    plan = reading_of(plans_in(document(table(OBJECTIVES, *rows)))[0])
    assert [objective.text for objective in plan.objectives()] == ["Be good", "Working with partners"]


@pytest.mark.parametrize(
    ("words", "is_heading"), [("1. " + "x" * 157, True), ("1. " + "x" * 158, False), ("1. Two\nlines", False)]
)
def test_a_text_of_many_letters_or_lines_is_no_heading(words, is_heading):
    found = read(ACTION, (words, "", ""), ("Train", MAY, ""))
    assert [title for _, title, _ in found] == ([words[3:]] if is_heading else [""])


# Tables


def rows_of(plan: PlanTable) -> list[int]:
    return [row.number for row in plan.rows]


def test_the_plan_is_pointed_out_with_the_tables_that_go_on_from_it():
    found = document(
        table(("Legend", "")),
        table(("What", "When", "Who"), ("Train", MAY, ""), first=2),
        table(("Meet", MAY, ""), ("", "", ""), first=4),
        table(("WHAT", "when", "Who"), ("Pay", MAY, ""), first=6),
        table(("Clinic", "Reason"), first=8),
        table(("Mow", MAY, ""), first=9),
    )
    plan = by_hand(found, 1, 0, [Column.ACTION, Column.DATE])
    assert rows_of(plan) == [3, 4, 7]
    assert [row.after_break for row in plan.rows] == [False, True, True]
    assert (plan.headings, plan.columns) == (("What", "When", "Who"), (Column.ACTION, Column.DATE, None))
    assert (plan.unknown, plan.name, plan.place(Column.DATE), plan.place(Column.POSTS)) == (
        ("Who",),
        "What · When · Who",
        1,
        None,
    )


def test_a_plan_without_headings_is_pointed_out_whole():
    found = document(table(("Train", MAY)), table(("Meet", MAY), first=2), table(("", "")))
    plan = by_hand(found, 0, -1, [Column.ACTION, Column.DATE])
    assert (rows_of(plan), plan.headings) == ([1, 2], ("", ""))


def test_headings_that_come_again_are_no_rows_and_stand_for_a_break():
    plan = plans_in(
        document(table(ACTION, ("Train", MAY, ""), ACTION, ("", "", ""), ("Meet", MAY, ""), ("Pay", MAY, "")))
    )[0]
    assert [(row.number, row.after_break) for row in plan.rows] == [(2, False), (5, True), (6, False)]


def test_rows_of_worksheets_are_counted_on():
    found = counted_on(document(table(("a",), ("b",)), table(("c",)), Table("", ()), table(("d",), first=9)))
    assert [[row.number for row in one.rows] for one in found.tables] == [[1, 2], [3], [], [9]]


def test_a_table_of_contents_gives_sections_and_areas():
    contents = table(
        ("Section", "Priority area", "Page"),
        ("People", "1. Staff", "3"),
        ("", "2. Members", "4"),
        ("Place", "", "5"),
        ("", "1. Parks", "6"),
    )
    assert contents_of(document(table(("a", "b", "c")), contents)) == (
        ("People", "1. Staff"),
        ("People", "2. Members"),
        ("Place", "1. Parks"),
    )
    assert contents_of(document(table(("a", "b", "Page", "")), Table("", ()))) == ()


def test_the_headings_above_the_tables_of_a_word_document_are_its_areas():
    headings = ("Objective", *ACTION)
    found = document(
        table(headings, ("Be good", "Train", MAY, ""), title="1. Staff"),
        table(headings, ("Be green", "Mow", MAY, ""), title="2. Parks", first=3),
        kind="Word document",
        paragraphs=("It was written in May.", "1. Staff", "It is long;", "2. Parks"),
    )
    [plan] = plans_in(found)
    assert [(row.number, row.cells[0]) for row in plan.rows] == [
        (1, "1. Staff"),
        (2, "Be good"),
        (3, "2. Parks"),
        (4, "Be green"),
    ]
    assert [(area.title, [o.text for o in area.objectives]) for area in reading_of(plan).areas()] == [
        ("Staff", ["Be good"]),
        ("Parks", ["Be green"]),
    ]


# Around the plan


def test_a_legend_says_what_abbreviations_stand_for():
    legend = table(("CEX", "Chief Executive"), ("HoP", "Head of Policy"), ("SD", "Strategic Director"))
    assert legend_of(document(table(("a", "b", "c")), legend)) == {
        "CEX": "Chief Executive",
        "HoP": "Head of Policy",
        "SD": "Strategic Director",
    }
    assert legend_of(document(table(("CEX", ""), ("HoP", "Head of Policy"), ("SD", "x")))) == {}


RECORD = ("Version", "Review date", "Issues", "Amended Y/N", "Approved by", "Date approved")


def test_the_record_of_review_becomes_versions():
    found = versions_of(
        document(
            table(
                RECORD,
                ("1", "1 May 2007", "None", "N", "Cabinet", "2 May 2007"),
                ("", "3 May 2007", "Lost", "Y", "", ""),
                ("2", "about Easter", "Staff", "Yes", "N/A", ""),
                ("3", "4 May 2007", "", "perhaps", "", "April May 2009"),
            )
        )
    )
    assert [
        (one.number, one.reviewed_on, one.issues, one.amended, one.approved_by, one.approved_on) for one in found
    ] == [
        ("1", date(2007, 5, 1), "None", False, "Cabinet", date(2007, 5, 2)),
        ("2", None, "Staff", True, "", None),
        ("3", date(2007, 5, 4), "", None, "", None),
    ]
    assert versions_of(document(table(("Version", "Issues"), ("1", "x")))) == ()


def test_a_heading_right_below_a_heading_is_its_priority_area():
    found = read(
        ACTION,
        ("1. People", "", ""),
        ("1. Staff", "", ""),
        ("Train", MAY, ""),
        ("2. Members", "", ""),
        ("Meet", MAY, ""),
    )
    assert found[0] == (1, "People", [(1, "Staff", ["Train"])])
    found = read(ACTION, ("1. People", "", ""), ("1. People: Staff", "", ""), ("Train", MAY, ""))
    assert found == [(1, "People", [(1, "Staff", ["Train"])])]


def test_words_for_a_number_stand_under_the_action_where_nothing_beside_could_hold_them():
    headings = ("No.", "On Target", "Key Actions", "Target Date")
    words = "Working with partners across the whole of the town"
    found = read(headings, ("1.1", "Complete", "Train", MAY), (words, "", "", ""), ("1.2", "", "Meet", MAY))
    assert found == [(1, "", [(1, "", ["Train", words, "Meet"])])]


def test_a_heading_with_a_whole_number_is_a_section_with_its_area():
    rows = [("1.", "People: Staff", "", "", ""), ("1.1", "Train", MAY, "", ""), ("2", "Place", "", "", ""), ("2.1", "Mow", MAY, "", "")]  # fmt: skip
    found = [(number, [(area, title) for area, title, _ in areas]) for number, _, areas in read(NUMBERED, *rows)]
    assert found == [(1, [(1, "Staff")]), (2, [(1, "Place")])]
    plan = reading_of(plans_in(document(table(NUMBERED, *rows)))[0])
    assert [area.row for area in plan.areas()] == [2, 4]


def test_headings_that_are_as_the_contents_have_them_are_in_no_doubt():
    contents = (("People", "1. Staff"), ("People", "2. Members"))
    rows = [("1. Staff", "", ""), ("Train", MAY, ""), ("5. Members", "", ""), ("Meet", MAY, "")]
    areas = list(reading_of(plans_in(document(table(ACTION, *rows)))[0], contents).areas())
    assert [(area.number, area.title, len(area.doubts)) for area in areas] == [(1, "Staff", 0), (2, "Members", 1)]
    assert areas[0].doubts == ()
    assert areas[1].doubts[0].proposal == "Number it 2."


def test_rows_that_a_person_left_out_are_named():
    plan = plans_in(document(table(ACTION, ("Train", MAY, ""), ("Meet", MAY, ""))))[0]
    found = read_plan(plan, book=PostBook([]), written_on=date(2007, 8, 6), settled={3: Settled(left_out=True)})
    assert (found.left_out, [line.text for line in found.actions()]) == ((3,), ["Train"])


def test_where_no_column_has_the_status_the_first_line_of_the_update_may_be_it():
    headings = (*ACTION, "Update")
    rows = [("Train", MAY, "", "Complete\nIt went well."), ("Meet", MAY, "", "It went well.\nComplete")]
    lines = list(reading_of(plans_in(document(table(headings, *rows)))[0]).actions())
    assert [(line.status, line.words) for line in lines] == [
        ("complete", "It went well."),
        ("complete", "It went well.\nComplete"),
    ]


@pytest.mark.parametrize(("more", "found"), [(3, 1), (4, 0)])
def test_headings_of_which_half_are_known_make_a_plan(more, found):
    headings = (*ACTION, *("Alpha", "Beta", "Gamma", "Delta")[:more])
    assert len(plans_in(document(table(headings, ("Train", MAY, "", *[""] * more))))) == found


JUDGE = Judge(
    tuple(Column), book=PostBook([KnownPost(1, "Head of Policy")]), written_on=date(2007, 8, 6)
)  # of which columns a judge knows makes no difference to one cell


@pytest.mark.parametrize(
    ("column", "text", "suits"),
    [
        (None, "anything", 0),
        (Column.ACTION, "Train", 1),
        (Column.ACTION, "March 2008", -3),
        (Column.DATE, "March 2008", 2),
        (Column.DATE, "Train", -1),
        (Column.STATUS, "Complete", 2),
        (Column.STATUS, "x" * 40, -1),
        (Column.STATUS, "x" * 41, -3),
        (Column.STATUS, "Head of Policy", -3),
        (Column.STATUS, "March 2008", -3),
        (Column.POSTS, "Head of Policy", 2),
        (Column.POSTS, "March 2008", -2),
        (Column.POSTS, "Complete", -2),
        (Column.POSTS, "x" * 180, 0),
        (Column.POSTS, "x" * 181, -2),
        (Column.UPDATE, "It goes on", 1),
        (Column.UPDATE, "March 2008", -2),
        (Column.UPDATE, "Head of Policy", -2),
        (Column.REF, "1.2", 1),
        (Column.REF, "Train", -2),
        (Column.RESOURCES, "March 2008", 0),
    ],
)
def test_how_well_a_cell_suits_its_column(column, text, suits):
    assert JUDGE.suits(column, text) == suits


@pytest.mark.parametrize(
    ("text", "is_date"),
    [
        ("March 2008", True),
        ("March 2008\nApril 2008", True),
        ("Ongoing", True),
        ("TBC", True),
        ("every quarter", True),
        ("April May 2009", False),
        ("31/02/08", False),
        ("when funds allow", False),
        ("n/a", False),
        ("", False),
        ("March 2008 " * 4, False),
        ("\n".join(["March 2008"] * 5), True),
    ],
)
def test_what_says_a_date_and_nothing_else(text, is_date):
    assert JUDGE.is_date(text) is is_date
