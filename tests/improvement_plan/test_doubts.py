"""What is doubtful about a row, what is proposed, and what was done that is certain: of each kind of row, in full."""

from datetime import date

import pytest

from core.documents import Document, Table, TableRow
from improvement_plan.rules.columns import Column
from improvement_plan.rules.found import DoubtKind, PlanReading
from improvement_plan.rules.posts import KnownPost, PostBook, reads_like_a_post
from improvement_plan.rules.reading import read_plan
from improvement_plan.rules.steps import read_steps
from improvement_plan.rules.table import plans_in

HEADINGS = (
    "Ref",
    "Objective",
    "Key Actions",
    "Target Date",
    "Progress Measure",
    "On Target",
    "Accountability",
    "Update",
)
WRITTEN_ON = date(2007, 8, 6)
BOOK = PostBook(
    [
        KnownPost(1, "Head of Policy", ("HoP",), ("CEX",)),
        KnownPost(2, "Head of Finance"),
        KnownPost(3, "Law & Order Officer"),
        KnownPost(4, "Service Director"),
    ],
    legend={"HF": "Head of Finance", "XX": "Nobody"},
)


def row(
    action="Train all the managers",
    when="May 2008",
    measure="All trained",
    status="",
    who="Head of Policy",
    words="",
    objective="Be good",
    ref="1.1",
):
    return (ref, objective, action, when, measure, status, who, words)


def reading_of(rows) -> PlanReading:
    table = Table("", tuple(TableRow(number, cells) for number, cells in enumerate((HEADINGS, *rows), 1)))
    return read_plan(plans_in(Document("text", (table,)))[0], book=BOOK, written_on=WRITTEN_ON)


@pytest.mark.parametrize(
    ("rows", "lines", "doubts", "notes"),
    [
        ([row()], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [], []),
        ([row(when="31/02/08")], [(2, (), "1.1", "Train all the managers", False, None, [("31/02/08", "", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "DATE", "DATE", "“31/02/08” is no date that can be read.", "Keep the words, with no due date.")], []),
        ([row(when="April May 2009")], [(2, (), "1.1", "Train all the managers", False, None, [("April May 2009", "2009-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "DATE", "DATE", "“April May 2009” may be read as a date.", "Due 31\xa0May\xa02009 (the last day of May 2009). This is not certain.")], []),
        ([row(when="x" * 61)], [(2, (), "1.1", "Train all the managers", False, None, [("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "DATE", "DATE", "“xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” is no date that can be read.", "Keep the words, with no due date.")], []),
        ([row(when="March 2008\nMarch 2009", measure="One\nTwo\nThree")], [(2, (), "1.1", "Train all the managers", False, None, [("March 2008", "2008-03-31", "", False), ("March 2009", "2009-03-31", "One\nTwo\nThree", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "MEASURE", "MEASURE", "There are 2\xa0dates, and it is not plain which measure belongs to which.", "Keep the measure whole, with the last of the dates.")], []),
        ([row(measure="y" * 121, action="Train")], [(2, (), "1.1", "Train", False, None, [("May 2008", "2008-05-31", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "MEASURE", "MEASURE", "The measure is longer than the action (121 characters against 5): two cells may have run into one.", "Keep it as it is.")], []),
        ([row(measure="y" * 120, action="Train")], [(2, (), "1.1", "Train", False, None, [("May 2008", "2008-05-31", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [], []),
        ([row(status="Report produced")], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "Report produced", "")], [(2, "STATUS", "STATUS", "“Report produced” is no status that is known.", "Keep the words and set no status.")], []),
        ([row(status="Complete Complete Complete", when="March 2008\nApril 2008\nMay 2008\nJune 2008", measure="a\nb\nc\nd")], [(2, (), "1.1", "Train all the managers", False, None, [("March 2008", "2008-03-31", "a", True), ("April 2008", "2008-04-30", "b", True), ("May 2008", "2008-05-31", "c", True), ("June 2008", "2008-06-30", "d", False)], [("Head of Policy", 1, None, False)], False, "in_progress", "Complete Complete Complete", "")], [(2, "STATUS", "STATUS", "“Complete Complete Complete” is 3\xa0status words for 4\xa0milestones.", "Set the status In progress, with the first 3\xa0milestones done.")], []),
        ([row(status="Complete Complete", when="March 2008\nApril 2008", measure="a\nb")], [(2, (), "1.1", "Train all the managers", False, None, [("March 2008", "2008-03-31", "a", True), ("April 2008", "2008-04-30", "b", True)], [("Head of Policy", 1, None, False)], False, "complete", "Complete Complete", "")], [], []),
        ([row(status="Complete, slipped", when="March 2008\nApril 2008", measure="a\nb")], [(2, (), "1.1", "Train all the managers", False, None, [("March 2008", "2008-03-31", "a", False), ("April 2008", "2008-04-30", "b", False)], [("Head of Policy", 1, None, False)], False, "in_progress", "Complete, slipped", "")], [(2, "STATUS", "STATUS", "“Complete, slipped” is 2\xa0status words for 2\xa0milestones.", "Set the status In progress.")], []),
        ([row(status="On track On track", when="March 2008", measure="a")], [(2, (), "1.1", "Train all the managers", False, None, [("March 2008", "2008-03-31", "a", False)], [("Head of Policy", 1, None, False)], False, "on_track", "On track On track", "")], [(2, "STATUS", "STATUS", "“On track On track” is 2\xa0status words for 1\xa0milestone.", "Set the status On track.")], []),
        ([row(status="Complete", when="March 2008\nApril 2008", measure="a\nb")], [(2, (), "1.1", "Train all the managers", False, None, [("March 2008", "2008-03-31", "a", True), ("April 2008", "2008-04-30", "b", True)], [("Head of Policy", 1, None, False)], False, "complete", "Complete", "")], [], []),
        ([row(words="It has slipped by a month")], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "slipped", "", "It has slipped by a month")], [(2, "PROSE", "UPDATE", "No status is set, and the words speak of “slipped”.", "Set the status Slipped.")], []),
        ([row(words="Completed. It went well.")], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", True)], [("Head of Policy", 1, None, False)], False, "complete", "", "Completed. It went well.")], [(2, "PROSE", "UPDATE", "No status is set, and the words speak of “Completed”.", "Set the status Complete.")], []),
        ([row(action="z" * 251, ref="9" * 21)], [(2, (), "999999999999999999999", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "LENGTH", "REF", "Ref has 21 characters.", "Cut it at 20 characters."), (2, "LENGTH", "ACTION", "Key action has 251 characters.", "Cut the title at 250 characters and keep the whole below it.")], []),
        ([row(status="Complete " * 8)], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", True)], [("Head of Policy", 1, None, False)], False, "complete", "Complete Complete Complete Complete Complete Complete Complete Complete", "")], [(2, "STATUS", "STATUS", "“Complete Complete Complete Complete Complete Complete Compl…” is 8\xa0status words for 1\xa0milestone.", "Set the status Complete."), (2, "LENGTH", "STATUS", "On target has 72 characters.", "Cut it at 60 characters.")], []),
        ([row(who="Head of Polcy / Jo Bloggs; HF and Service Director")], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Polcy", None, 1, False), ("Jo Bloggs", None, None, True), ("HF", 2, None, False), ("Service Director", 4, None, False)], False, "", "", "")], [], []),
        ([row(action="", objective="Be good", when="May 2008")], [(2, (), "1.1", "Be good", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "ACTION", "ACTION", "The row has no action of its own, and none stands above it to which it could belong.", "Take “Be good” as the action.")], []),
        ([row(objective="", ref="1.1")], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "ABOVE", "OBJECTIVE", "The row has no objective, and none stands above it.", "Leave the objective open.")], []),
        ([row(), row(action="Meet", objective="", ref="1.1")], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", ""), (3, (), "1.1", "Meet", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "NUMBER", "REF", "2\xa0lines have the reference 1.1.", "Keep 1.1 for all of them."), (3, "NUMBER", "REF", "2\xa0lines have the reference 1.1.", "Keep 1.1 for all of them.")], []),
        ([row(), ("", "", "", "June 2008", "More", "", "", "")], [(2, (3,), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False), ("June 2008", "2008-06-30", "More", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [], [(2, "Row 3 has no action: its date and measure are a further milestone.")]),
        ([row(), ("", "", "", "", "and more of it", "", "", "too late")], [(2, (3,), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained and more of it", False)], [("Head of Policy", 1, None, False)], False, "", "", "too late")], [], [(2, "Row 3 was cut off by the end of a page and goes on from this one.")]),
        ([row(), ("", "", "", "June 2008", "More", "", "Head of Finance", "")], [(2, (3,), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False), ("June 2008", "2008-06-30", "More", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [], [(2, "Row 3 has no action: its date and measure are a further milestone.")]),
        ([row(action="Work with partners:", when="", measure="", who="Head of Finance"), row(action="Meet", who="", objective=""), row(action="Pay", objective="", ref="1.3")], [(2, (), "1.1", "Work with partners", True, None, [], [("Head of Finance", 2, None, False)], False, "", "", ""), (3, (), "1.1", "Meet", False, 2, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Finance", 2, None, False)], True, "", "", ""), (4, (), "1.3", "Pay", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "NUMBER", "REF", "2\xa0lines have the reference 1.1.", "Keep 1.1 for all of them."), (3, "NUMBER", "REF", "2\xa0lines have the reference 1.1.", "Keep 1.1 for all of them.")], [(3, "It names no post: it takes over the one of the heading, the merged cell or the row joined to it.")]),
        ([row(), ("1.2", "", "", "Be fast", "Hire", "May 2008", "All hired", "")], [(2, (3,), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False), ("Be fast", "", "Hire", False)], [("Head of Policy", 1, None, False)], False, "", "", "")], [(2, "DATE", "DATE", "“Be fast” is no date that can be read.", "Keep the words, with no due date.")], [(2, "Row 3 has no action: its date and measure are a further milestone.")]),
        ([row(), ("Be fast", "Hire", "May 2008", "All hired", "", "Head of Policy", "It goes on", "")], [(2, (), "1.1", "Train all the managers", False, None, [("May 2008", "2008-05-31", "All trained", False)], [("Head of Policy", 1, None, False)], False, "", "", ""), (3, (), "", "Hire", False, None, [("May 2008", "2008-05-31", "All hired", False)], [("Head of Policy", 1, None, False)], False, "", "", "It goes on")], [(3, "SHIFTED", "OBJECTIVE", "Its cells stand one column too far to the left.", "Move them one column to the right: Objective “Be fast”; Key action “Hire”; Target date “May 2008”; Progress measure “All hired”; Accountability “Head of Policy”; Update “It goes on”.")], []),
    ],
)  # fmt: skip
def test_a_row_is_told_in_full(rows, lines, doubts, notes):
    reading = reading_of(rows)
    assert [
        (
            line.row,
            line.joined,
            line.ref,
            line.text,
            line.is_heading,
            line.group,
            [(step.written, str(step.date.due or ""), step.measure, step.done) for step in line.steps],
            [(post.text, post.key, post.likely, post.is_person) for post in line.posts],
            line.inherited,
            str(line.status or ""),
            line.status_as_written,
            line.words,
        )
        for line in reading.lines()
    ] == lines
    assert [
        (line.row, doubt.kind.name, doubt.column.name, doubt.sentence, doubt.proposal)
        for line in reading.lines()
        for doubt in line.doubts
    ] == doubts
    assert [(line.row, note) for line in reading.lines() for note in line.notes] == notes


@pytest.mark.parametrize(
    ("when", "what", "steps", "paired"),
    [
        ("", "", [], True),
        ("", "One\nTwo", [("", "One"), ("", "Two")], True),
        ("-", "All", [("", "All")], True),
        ("May 2008", "", [("May 2008", "")], True),
        ("May 2008", "–", [("May 2008", "")], True),
        ("May 2008", "One\nTwo", [("May 2008", "One\nTwo")], True),
        ("May 2008\n-\nJune 2008", "One\nTwo\nThree", [("May 2008", "One"), ("", "Two"), ("June 2008", "Three")], True),
        ("March 2008 March 2009", "BVPI 8 – 96.3 BVPI 8 – 97.0", [("March 2008", "BVPI 8 – 96.3"), ("March 2009", "BVPI 8 – 97.0")], True),
        ("March 2008 March 2009", "Report agreed Staff trained", [("March 2008", "Report agreed"), ("March 2009", "Staff trained")], True),
        ("March 2008 March 2009", "Report to Cabinet", [("March 2008", "Report to Cabinet"), ("March 2009", "Report to Cabinet")], True),
        ("March 2008 March 2009", "90% trained 95% trained", [("March 2008", "90% trained"), ("March 2009", "95% trained")], True),
        ("March 2008 March 2009", "Level 3 Level 4", [("March 2008", "Level 3"), ("March 2009", "Level 4")], True),
        ("March 2008\nMarch 2009\nMarch 2008\nMarch 2009", "One\nTwo", [("March 2008", "One"), ("March 2009", "One"), ("March 2008", "Two"), ("March 2009", "Two")], True),
        ("March 2008\nMarch 2009\nMarch 2008", "One\nTwo", [("March 2008", ""), ("March 2009", ""), ("March 2008", "One\nTwo")], False),
        ("Draft by March 2008\nMarch 2009\nMarch 2008\nMarch 2009", "One\nTwo", [("Draft by March 2008", ""), ("March 2009", ""), ("March 2008", ""), ("March 2009", "One\nTwo")], False),
        ("March 2008\nMarch 2009", "-\nTwo", [("March 2008", ""), ("March 2009", "Two")], True),
        ("March 2008\nMarch 2009", "", [("March 2008", ""), ("March 2009", "")], True),
        ("March 2008\nMarch 2009\nApril 2009", "One\nTwo", [("March 2008", ""), ("March 2009", ""), ("April 2009", "One\nTwo")], False),
    ],
)  # fmt: skip
def test_dates_and_measures_of_a_cell_become_milestones(when, what, steps, paired):
    found = read_steps(when, what, written_on=WRITTEN_ON)
    assert ([(step.written, step.measure) for step in found.steps], found.paired) == (steps, paired)


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("Head of Policy", [("Head of Policy", 1, None, False)]),
        ("head of policy, CEX", [("head of policy, CEX", 1, None, False)]),
        ("HoP and Head of Finance", [("HoP", 1, None, False), ("Head of Finance", 2, None, False)]),
        ("Head of Policy Head of Finance", [("Head of Policy", 1, None, False), ("Head of Finance", 2, None, False)]),
        ("Head of Policy in liaison with Head of Finance", [("Head of Policy", 1, None, False), ("Head of Finance", 2, None, False)]),
        ("Head of Policy together with HF", [("Head of Policy", 1, None, False), ("HF", 2, None, False)]),
        ("Law and Order Officer", [("Law and Order Officer", 3, None, False)]),
        ("Law & Order Officer / HoP", [("Law & Order Officer", 3, None, False), ("HoP", 1, None, False)]),
        ("Head of Policy; Head of Policy", [("Head of Policy", 1, None, False)]),
        ("Clerk and Head of Finance", [("Clerk", None, None, False), ("Head of Finance", 2, None, False)]),
        ("Head of Finances", [("Head of Finances", None, 2, False)]),
        ("Heads of Polcy (acting)", [("Heads of Polcy (acting)", None, None, False)]),
        ("Head of Policy (CEX)", [("Head of Policy (CEX)", 1, None, False)]),
        ("Mayor – Zoning", [("Mayor – Zoning", None, None, False)]),
        ("Jo Bloggs", [("Jo Bloggs", None, None, True)]),
        ("J. Bloggs", [("J. Bloggs", None, None, True)]),
        ("Jo Anne Bloggs", [("Jo Anne Bloggs", None, None, True)]),
        ("Jo Anne Mary Bloggs", [("Jo Anne Mary Bloggs", None, None, False)]),
        ("Jo Officer", [("Jo Officer", None, None, False)]),
        ("jo bloggs", [("jo bloggs", None, None, False)]),
        ("/", []),
        ("All Service Directors", [("All Service Directors", None, 4, False)]),
        ("(Head of Policy)", [("Head of Policy", 1, None, False)]),
        ("– Head of Policy;", [("Head of Policy", 1, None, False)]),
    ],
)  # fmt: skip
def test_posts_are_found_as_papers_write_them(text, posts):
    assert [(post.text, post.key, post.likely, post.is_person) for post in BOOK.find(text)] == posts


@pytest.mark.parametrize(
    ("text", "is_post"),
    [
        ("Head of Policy", True),
        ("Zoning Officer", True),
        ("Policy", False),
        ("A report. By the Officer", False),
        ("Report to the new Cabinet of the town", False),
        ("Officer.", True),
        ("x x x x x x x x x x x x x x x Officer", False),
        ("Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer ", True),
        ("Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer Officer ", False),
        ("one two three Officer", True),
        ("one two three four Officer", False),
        ("", False),
    ],
)  # fmt: skip
def test_a_post_has_a_word_of_a_title_among_its_first(text, is_post):
    assert reads_like_a_post(text) is is_post


def test_the_kinds_of_doubt_and_the_columns_have_their_words():
    assert {kind.name: kind.value for kind in DoubtKind} == {
        "SHIFTED": "Cells out of place",
        "DATE": "Date not certain",
        "STATUS": "Status not known",
        "PROSE": "Status hidden in words",
        "MEASURE": "Measure not certain",
        "NUMBER": "Number twice",
        "ABOVE": "Nothing above to take over",
        "ACTION": "No action",
        "LENGTH": "Too long",
    }
    assert list(Column) == [
        "Ref",
        "Section",
        "Priority area",
        "Objective",
        "Key action",
        "Target date",
        "Progress measure",
        "On target",
        "Accountability",
        "Update",
        "Target or outcome",
        "Resources",
        "ICT requirement",
    ]


def test_cells_that_stand_too_far_to_the_right_are_moved_to_the_left():
    shifted = ("", "1.2", "Be fast", "Hire", "May 2008", "All hired", "", "Head of Policy")
    [doubt] = [doubt for line in reading_of([row(), shifted]).lines() for doubt in line.doubts]
    assert doubt.sentence == "Its cells stand one column too far to the right."
    assert doubt.proposal == (
        "Move them one column to the left: Objective “Be fast”; Key action “Hire”; Target date “May 2008”; "
        "Progress measure “All hired”; Accountability “Head of Policy”."
    )
