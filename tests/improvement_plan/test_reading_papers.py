"""The plans of the two papers come out as the reference has them, cell by cell, or are flagged as doubtful."""

from collections import Counter

import pytest

from core.documents import read_text
from improvement_plan.rules.columns import Column
from improvement_plan.rules.found import DoubtKind, PlanReading, ReadLine
from improvement_plan.rules.posts import PostBook
from improvement_plan.rules.surroundings import legend_of, versions_of
from tests import reference
from tests.improvement_plan.papers import ROCHFORD, ROTHERHAM, plain, posts_of, reading_of

ONE_IN = 6
SHIFTED = {362, 400, 615, 521, 522, 523, 524, 525}
FALSE_STATUSES = {"Strategic Director EDS", "Service Director - RiDO", "Director of Health and Wellbeing"}
CELLS = {
    "action": Column.ACTION,
    "target_date": Column.DATE,
    "progress_measure": Column.MEASURE,
    "status": Column.STATUS,
    "accountability": Column.POSTS,
    "update": Column.UPDATE,
}
NUMBERED_CELLS = {
    "key_actions": Column.ACTION,
    "lead_officer": Column.POSTS,
    "completion_date": Column.DATE,
    "target_outcomes": Column.OUTCOME,
    "resource_funding": Column.RESOURCES,
    "ict_requirement": Column.ICT,
    "progress": Column.UPDATE,
}


@pytest.fixture(scope="module")
def rotherham() -> PlanReading:
    return reading_of(ROTHERHAM)


@pytest.fixture(scope="module")
def rochford() -> PlanReading:
    return reading_of(ROCHFORD)


def placed(reading: PlanReading) -> dict[int, tuple[str, str, str, ReadLine]]:
    """Each line with the section, priority area and objective that it stands under, by its row."""
    return {
        line.row: (section.title, area.title, objective.text, line)
        for section in reading.sections
        for area in section.areas
        for objective in area.objectives
        for line in objective.lines
    }


def rows_of_kind(*kinds: str) -> dict[int, dict[str, str]]:
    rows = reference.rows("paper_plan_rotherham.csv")
    return {int(row["source_line"]): row for row in rows if row["row_type"] in kinds}


def test_the_plan_is_found_inside_the_pack_with_the_counts_of_the_reference(rotherham):
    counts = [len(list(part)) for part in (rotherham.areas(), rotherham.objectives(), rotherham.actions())]
    assert (len(rotherham.sections), *counts) == (10, 32, 40, 173)
    assert [line.text for line in rotherham.lines() if line.is_heading] == [
        "Organisational Structures",
        "Sickness Management",
    ]


def test_every_cell_of_rotherham_is_right_or_its_row_is_flagged(rotherham):
    found, wrong = placed(rotherham), []
    wanted = rows_of_kind("action", "sub-heading")
    assert found.keys() == wanted.keys()
    for row, cells in wanted.items():
        section, area, objective, line = found[row]
        assert (section, area, plain(objective)) == (
            cells["section"],
            cells["priority_area"],
            plain(cells["objective"]),
        )
        assert line.is_heading == (cells["row_type"] == "sub-heading")
        differs = [name for name, column in CELLS.items() if plain(line.text_of(column)) != plain(cells[name])]
        wrong += [(row, name) for name in differs if not line.doubts]
    assert wrong == []


def test_at_most_one_row_in_six_is_flagged(rotherham, rochford):
    for reading in (rotherham, rochford):
        assert 0 < ONE_IN * len(reading.doubtful()) <= len(list(reading.actions()))


def test_the_shifted_rows_are_put_right_and_listed_and_give_no_false_status(rotherham):
    shifted = {line.row for line in rotherham.lines() for doubt in line.doubts if doubt.kind == DoubtKind.SHIFTED}
    assert shifted == SHIFTED
    wanted = rows_of_kind("action")
    for line in rotherham.lines():
        if line.row in SHIFTED:
            for name, column in CELLS.items():
                assert plain(line.text_of(column)) == plain(wanted[line.row][name])
    assert FALSE_STATUSES.isdisjoint(line.text_of(Column.STATUS) for line in rotherham.lines())


def test_the_statuses_are_those_of_the_paper(rotherham):
    texts = Counter(line.text_of(Column.STATUS) for line in rotherham.actions() if line.text_of(Column.STATUS))
    assert texts.total() == 29
    assert texts == Counter(row["status"] for row in rows_of_kind("action").values() if row["status"])
    assert {
        (line.text_of(Column.STATUS), line.status) for line in rotherham.actions() if line.text_of(Column.STATUS)
    } == {
        ("Ongoing", "in_progress"),
        ("Completed", "complete"),
        ("Complete", "complete"),
        ("Some slippage reported", "slipped"),
        ("Slipped", "slipped"),
        ("On track", "on_track"),
        ("Complete Complete", "in_progress"),
        ("Completed Completed", "in_progress"),
        ("Report produced", None),
    }
    done = {line.row: sum(step.done for step in line.steps) for line in rotherham.actions() if line.row in (376, 557)}
    assert done == {376: 2, 557: 2}
    hidden = [line.row for line in rotherham.lines() for doubt in line.doubts if doubt.kind == DoubtKind.PROSE]
    assert hidden == [467]


def test_a_cut_row_and_the_further_milestones_are_joined_to_their_actions(rotherham):
    lines = {line.row: line for line in rotherham.lines()}
    assert lines[408].joined == (411,)
    assert lines[408].text_of(Column.MEASURE).endswith("for childcare and educational attainment.")
    joined = {line.row: line.joined for line in lines.values() if line.joined and line.row != 408}
    assert joined == {528: (529,), 530: (531, 532), 613: (614,), 623: (624,)}
    wanted = rows_of_kind("milestone continuation")
    steps = {(step.written, plain(step.measure)) for line in lines.values() for step in line.steps}
    assert {(row["target_date"], plain(row["progress_measure"])) for row in wanted.values()} <= steps


def test_the_updates_come_without_markup(rotherham):
    updates = [line.words for line in rotherham.actions() if line.words]
    assert len(updates) == 38
    assert [text for text in updates if "<" in text or "style=" in text] == []


def test_every_way_of_writing_a_post_leads_to_one_post(rotherham):
    texts = {line.text_of(Column.POSTS) for line in rotherham.actions() if line.text_of(Column.POSTS)}
    assert len(texts) == 62
    assert [(unknown.found.text, unknown.found.is_person, unknown.rows) for unknown in rotherham.unknown_posts()] == [
        ("Tim Mumford", True, (420, 422))
    ]
    titles = {post.key: post.title for post in posts_of("rotherham")}
    joint = {line.row: [titles.get(post.key) for post in line.posts] for line in rotherham.actions()}
    assert joint[396] == ["Head of Policy and Performance", "Service Director – RiDO"]
    assert joint[392] == [
        "LSP Manager",
        "Head of Corporate Communications and Marketing",
        "Principal Officer – Performance Management",
    ]
    for spelling in (412, 473, 397, 486):
        assert joint[spelling] == ["Head of Policy and Performance"]
    assert [line.row for line in rotherham.actions() if line.inherited] == [520, 521, 522, 523, 530]


def test_where_nobody_knows_the_posts_their_spellings_are_still_merged():
    book = PostBook([])
    texts = {row["accountability"] for row in rows_of_kind("action").values() if row["accountability"]}
    found = {post.text for text in texts for post in book.find(text)}
    spelt = {text for text in found if "Strategic Director" in text and text.endswith("Finance")}
    assert len(spelt) == 3
    keys = {" ".join(text.casefold().replace("–", " ").replace("-", " ").split()) for text in spelt}
    assert keys == {"strategic director finance"}


def test_the_plan_of_rochford_has_its_areas_actions_and_objectives(rochford):
    assert [section.number for section in rochford.sections] == [1, 2, 3, 4]
    assert len(list(rochford.actions())) == 28
    assert len(list(rochford.objectives())) == 4
    above = [line for line in rochford.actions() if line.text_of(Column.OBJECTIVE).casefold() == "see above"]
    assert len(above) == 24


def test_every_cell_of_rochford_is_right_or_its_row_is_flagged(rochford):
    found = {line.ref: (section, area, objective, line) for section, area, objective, line in placed(rochford).values()}
    wanted = {row["ref"].rstrip("."): row for row in reference.rows("paper_plan_rochford.csv")}
    assert found.keys() == wanted.keys()
    wrong = []
    for ref, cells in wanted.items():
        section, area, objective, line = found[ref]
        assert plain(objective) == plain(cells["objective"])
        assert cells["section"] in (f"{section}: {area}", section)
        differs = [n for n, column in NUMBERED_CELLS.items() if plain(line.text_of(column)) != plain(cells[n])]
        wrong += [(ref, name) for name in differs if not line.doubts]
    assert wrong == []


def test_sixteen_are_complete_and_two_hide_their_status_in_words(rochford):
    hidden = {
        line.ref: (line.status, doubt.kind)
        for line in rochford.lines()
        for doubt in line.doubts
        if doubt.kind == DoubtKind.PROSE
    }
    assert hidden == {"2.2": ("complete", DoubtKind.PROSE), "3.4": ("in_progress", DoubtKind.PROSE)}
    complete = [line.ref for line in rochford.lines() if line.status == "complete" and line.ref not in hidden]
    assert len(complete) == 16


def test_the_record_of_review_and_the_legend_are_read():
    document = read_text(reference.text(ROCHFORD))
    versions = versions_of(document)
    assert [(version.number, str(version.reviewed_on)) for version in versions] == [
        ("1", "2009-01-22"),
        ("1.2", "2009-02-05"),
        ("2", "2009-05-26"),
        ("3", "2009-06-03"),
        ("4", "2009-08-26"),
    ]
    assert [version.approved_by for version in versions] == ["", "SDIMT", "GW", "GW", "GW"]
    legend = legend_of(document)
    assert len(legend) == 15
    assert legend["CD(ES)"] == "Corporate Director (External Services)"
