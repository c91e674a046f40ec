"""The papers that were given out for meetings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from meetings.models import AgendaItem, Meeting
from organisation.models import Board
from publishing.reporting.columns import Asked, Column, Table, Type
from publishing.reporting.packs import given_out, public_packs


def _papers(asked: Asked) -> QuerySet:
    return public_packs()


def _paper_cells(rows: Sequence[Any], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in given_out(rows):
        yield (
            row.meeting_id, row.meeting.board.name, row.meeting.date, row.edition, row.is_supplement, row.issued_at,
            row.pages, row.sha256, asked.address("public-pack-pdf", row.meeting_id, row.edition),
        )  # fmt: skip


PAPERS = Table(
    name="papers",
    title="Papers",
    about="The papers of meetings that were issued to the public and hold: of councillors, and of other boards whose papers the council publishes.",
    key=("meeting", "edition"),
    columns=(
        Column("meeting", "The number of the meeting, which never changes.", Type.INTEGER, required=True),
        Column("board", "The board that meets.", required=True),
        Column("date", "The day of the meeting.", Type.DATE, required=True),
        Column("edition", "The edition of the papers.", Type.INTEGER, required=True),
        Column(
            "supplement",
            "Whether it holds only what changed since the papers were issued.",
            Type.BOOLEAN,
            required=True,
        ),
        Column("issued_at", "When it was issued.", Type.DATETIME, required=True),
        Column("pages", "How many pages it has.", Type.INTEGER, required=True),
        Column(
            "sha256",
            "The SHA-256 digest of the PDF, by which anybody can prove that it is the same file.",
            required=True,
        ),
        Column("page", "The address of the PDF.", required=True),
    ),
    rows=_papers,
    cells=_paper_cells,
    order=("-meeting__date", "-edition", "-pk"),
    rests_on=(Meeting, AgendaItem, Board),
)
