"""Every template of a pack before the gate of PDF/UA-1, with random data sets small and huge.

GATE=200 .venv/bin/python -m pytest -n0 tests/meetings/test_gate.py    200 data sets instead of 8, and 3,000 rows

A data set is the papers of an item: report, appendices, minutes. Eight of them are one document, with front sheet,
contents and exempt marks, as a supplement or a pack; a fault names its document.
"""

import os
from dataclasses import replace
from datetime import UTC, date, datetime

import page as gate
import pytest

from core.pdf import render
from improvement_plan.reporting import PlanExceptions
from meetings import packs
from meetings.choices import AppendixKind, Audience
from meetings.models import Meeting, Pack
from meetings.reporting import MeetingView
from meetings.rules.changes import Change
from organisation.models import Board, Council
from tests.meetings.random_papers import Papers

pytestmark = pytest.mark.paper
SETS = int(os.environ.get("GATE", "8"))
TOGETHER = 8
COUNCIL = Council(name="Anytown Council", short_name="Anytown", brand_colour="#12436d")


def failures(html: str, tmp_path, first_page: int = 1) -> list:
    paper = render(html, brand_colour=COUNCIL.brand_colour, marks=True, first_page=first_page, limit_seconds=1200)
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper.content)
    assert paper.marked.count(b'id="page-') == paper.pages
    return gate.validate_pdf(str(file), profile="ua1").failures


@pytest.mark.parametrize("seed", range(-(-SETS // TOGETHER)))
def test_random_papers_pass_the_gate(seed, tmp_path):
    view = Papers(seed).meeting(TOGETHER)
    if seed % 4 == 3:
        main = Pack(
            edition=1,
            issued_at=datetime(2007, 9, 1, tzinfo=UTC),
            meeting=Meeting(board=Board(name="x"), date=date(2007, 9, 10)),
        )
        found = tuple(Change(i.pk, i.number, i.title, Papers(seed).words(), papers=i.has_papers) for i in view.items)
        shown = replace(view, items=tuple(item for item in view.items if item.has_papers))
        assert failures(packs.compose(shown, COUNCIL, Audience.MEMBERS, found=found, main=main), tmp_path, 53) == []
    else:
        assert failures(packs.compose(view, COUNCIL, Audience.MEMBERS), tmp_path) == []


def test_a_word_of_400_letters_and_a_title_of_300_pass_the_gate(tmp_path):
    papers = Papers(1)
    view = papers.meeting(0)
    item = replace(papers.item(1), title="Title " * 50, report=papers.report(1), minutes=None)
    long = replace(
        item.report,
        title="x" * 300,
        headings=(replace(item.report.headings[0], text="y" * 400, is_numbered=False),),
    )
    assert (
        failures(packs.compose(replace(view, items=(replace(item, report=long),)), COUNCIL, Audience.PUBLIC), tmp_path)
        == []
    )


def test_an_empty_meeting_passes_the_gate(tmp_path):
    view = MeetingView(
        pk=1, council="Anytown Council", board="Board", date=date(2007, 9, 10), time="", venue="", items=(),
        coverage="", chair="", cancelled="",
    )  # fmt: skip
    assert failures(packs.compose(view, COUNCIL, Audience.PUBLIC), tmp_path) == []


@pytest.mark.skipif(SETS < 200, reason="a table of 3,000 rows is laid out where GATE is 200")
def test_a_table_of_3000_rows_passes_the_gate(tmp_path):
    papers = Papers(2)
    lines: list = []
    while len(lines) < 3000:
        lines += [line for group in papers.of(PlanExceptions).groups for line in group.lines]
    found = papers.of(PlanExceptions)
    while not found.groups:
        found = papers.of(PlanExceptions)
    found = replace(
        found,
        groups=(
            replace(
                found.groups[0],
                lines=tuple(replace(line, title=papers.words(), reason=papers.words()) for line in lines[:3000]),
            ),
        ),
    )
    appendix = replace(papers.appendix(AppendixKind.PLAN_EXCEPTIONS, "appendix-1-0"), exceptions=found)
    item = replace(papers.item(1), report=replace(papers.report(1), appendices=(appendix,)), minutes=None)
    assert failures(packs.compose(replace(papers.meeting(0), items=(item,)), COUNCIL, Audience.PUBLIC), tmp_path) == []
