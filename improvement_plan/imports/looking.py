"""A paper read with everything that is known: the council's posts, remembered headings, and what people decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from core.dates import read
from core.documents import Document, read_document, read_text
from core.formats import count, listed
from improvement_plan.contents import lines_of
from improvement_plan.models import KnownHeading, PlanUpload
from improvement_plan.rules.columns import Column
from improvement_plan.rules.comparison import Comparison, Kind, Place, PlannedLine, compare
from improvement_plan.rules.doubts import LONGEST
from improvement_plan.rules.found import PlanReading, ReadLine, Settled, UnknownPost
from improvement_plan.rules.posts import FoundPost, KnownPost, PostBook, folded
from improvement_plan.rules.reading import read_plan
from improvement_plan.rules.rows import Aligned, Judge
from improvement_plan.rules.rows import Kind as RowKind
from improvement_plan.rules.surroundings import ReadVersion, legend_of, versions_of
from improvement_plan.rules.table import BodyRow, PlanTable, by_hand, contents_of, counted_on, plans_in
from organisation.models import Post

SAID_BY = {
    "ref": (Column.REF,),
    "dates": (Column.DATE,),
    "due": (Column.DATE,),
    "measures": (Column.MEASURE,),
    "lead": (Column.POSTS,),
    "contributors": (Column.POSTS,),
    "status": (Column.STATUS, Column.UPDATE),
    "words": (Column.UPDATE,),
    "outcome": (Column.OUTCOME,),
    "resources": (Column.RESOURCES,),
    "ict": (Column.ICT,),
}
"""Which columns say what of a line."""
EMPTY: dict[str, str | tuple] = dict.fromkeys(SAID_BY, "") | dict.fromkeys(
    ("dates", "due", "measures", "contributors"), ()
)
TITLE = 150
"""The most characters of a post's title."""


@dataclass(frozen=True)
class PostQuestion:
    """A post that nobody knows: what it may be, and what was decided."""

    unknown: UnknownPost
    likely: int | None
    """The key of the post that it is most like."""
    title: str
    """The title under which it would be made: its own, or what the paper's legend says of its abbreviation."""
    abbreviation: str
    proposal: str
    """``match``, ``create`` or ``leave``."""
    decision: Mapping | None
    """What was decided: ``{"do": "match", "post": 5}``, ``{"do": "create", "title": "…"}`` or ``{"do": "leave"}``."""

    @property
    def key(self) -> str:
        """How the decision names it."""
        return self.unknown.key


@dataclass(frozen=True)
class Look:
    """What a paper says, as it is understood now."""

    upload: PlanUpload
    document: Document
    tables: tuple[PlanTable, ...]
    """The tables that may be the plan, the likeliest first."""
    table: PlanTable | None
    """The one that is read; None where no table is a plan and nobody has pointed one out."""
    reading: PlanReading | None
    legend: Mapping[str, str]
    versions: tuple[ReadVersion, ...]
    posts: tuple[PostQuestion, ...]
    titles: Mapping[int, str]
    """The titles of the council's posts by key."""
    judge: Judge | None
    """Knows under which columns the cells of a row belong."""

    @cached_property
    def comparison(self) -> Comparison | None:
        """What differs from the plan that is kept; None for a new plan."""
        plan = self.upload.plan
        if self.upload.is_new or plan is None or self.reading is None:
            return None
        kept = tuple(self._as_far(self._as_written(line)) for line in lines_of(plan))
        return compare(kept, tuple(map(self._as_far, self.planned())), renaming=True)

    def _as_written(self, line: PlannedLine) -> PlannedLine:
        """A line that is kept, due when its words say: that a date has been moved here since is no word of the paper."""
        return replace(line, due=tuple(read(text, written_on=self.upload.written_on).due for text in line.dates))

    def _as_far(self, line: PlannedLine) -> PlannedLine:
        """A line as far as the paper goes: of what it has no column for, nothing is compared and nothing changes."""
        silent = {name: EMPTY[name] for name, columns in SAID_BY.items() if not self.has(*columns)}
        return replace(line, **silent)

    def has(self, *columns: Column) -> bool:
        """Whether the paper has any of some columns."""
        return self.table is not None and any(self.table.place(column) is not None for column in columns)

    @cached_property
    def rows(self) -> Mapping[int, BodyRow]:
        """The rows of the table that is read, by number."""
        return {row.number: row for row in self.table.rows} if self.table else {}

    def aligned(self, row: int) -> Aligned:
        """One row as somebody said that it reads, or with its cells under the columns to which they belong."""
        decided = settled_rows(self.upload).get(row)
        if decided and decided.cells is not None:
            return Aligned(self.rows[row], decided.cells, frozenset())
        return self.judge.align(self.rows[row])

    def doubts(self) -> int:
        """How many rows, headings and posts a person has yet to decide on."""
        if self.reading is None:
            return 0
        areas = sum(area.is_doubtful for area in self.reading.areas())
        return len(self.reading.doubtful()) + areas + sum(post.decision is None for post in self.posts)

    def planned(self) -> tuple[PlannedLine, ...]:
        """The lines as they are compared with a plan that is kept; the key of each is its row."""
        return tuple(self._planned(line, place) for place, lines in self.places() for line in lines)

    def places(self) -> Iterator[tuple[Place, list[ReadLine]]]:
        """The objectives with their lines, in their order. What has no name of its own has that of what it stands in."""
        whole = self.upload.plan.title if self.upload.plan else self.upload.title
        for section in self.reading.sections:
            for area in section.areas:
                titles = (section.title or whole)[:150], (area.title or section.title or whole)[:150]
                for objective in area.objectives:
                    yield Place(*titles, objective.text or titles[1]), objective.lines

    def _planned(self, line: ReadLine, place: Place) -> PlannedLine:
        titles = [title for post in line.posts if (title := self.title_of(post))]
        return PlannedLine(
            key=str(line.row),
            place=place,
            ref=line.ref,
            text=title_of_action(line.text),
            is_heading=line.is_heading,
            dates=() if line.is_heading else tuple(step.written for step in line.steps),
            due=() if line.is_heading else tuple(step.date.due for step in line.steps),
            measures=() if line.is_heading else tuple(step.measure for step in line.steps),
            lead=titles[0] if titles and not line.is_heading else "",
            contributors=() if line.is_heading else tuple(titles[1:]),
            status=line.status.label if line.status else "",
            words=line.words,
            outcome=line.text_of(Column.OUTCOME),
            resources=line.text_of(Column.RESOURCES),
            ict=line.text_of(Column.ICT),
        )

    def title_of(self, found: FoundPost) -> str:
        """The title of the post that a text is taken for; "" where it is left."""
        if found.key is not None:
            return self.titles[found.key]
        question = self.question(found)
        if question is None:
            return ""
        decided = question.decision or {"do": question.proposal, "post": question.likely, "title": question.title}
        if decided["do"] == "match":
            return self.titles.get(decided["post"], "")
        return decided["title"] if decided["do"] == "create" else ""

    def question(self, found: FoundPost) -> PostQuestion | None:
        """What is asked of a post that nobody knows."""
        return self._questions.get(" ".join(folded(found.text)))

    @cached_property
    def _questions(self) -> dict[str, PostQuestion]:
        return {post.key: post for post in self.posts}

    def in_words(self) -> str:
        """What the paper holds: "10 sections, 32 priority areas, 40 objectives, 173 actions and 2 sub-headings"."""
        reading = self.reading
        if reading is None:
            return "No plan was found in it."
        headings = sum(line.is_heading for line in reading.lines())
        parts = [
            count(len(reading.sections), "section"),
            count(sum(1 for _ in reading.areas()), "priority area"),
            count(sum(1 for _ in reading.objectives()), "objective"),
            count(sum(1 for _ in reading.actions()), "action"),
        ]
        return listed([*parts, count(headings, "sub-heading")] if headings else parts)

    def gone(self) -> tuple[PlannedLine, ...]:
        """The lines of the plan that is kept which the paper has no more."""
        comparison = self.comparison
        return tuple(d.before for d in comparison.differences if d.kind == Kind.GONE) if comparison else ()


def look_over(upload: PlanUpload) -> Look:
    """Read a paper as it is understood now. Writes nothing. Raises DocumentError where it cannot be read.

    Four queries, and those of a comparison where there is a plan to compare with.
    """
    content = bytes(upload.content)
    document = counted_on(read_text(content.decode()) if upload.is_text else read_document(content, upload.name))
    remembered = dict(KnownHeading.objects.values_list("heading", "column"))
    tables = plans_in(document, remembered)
    table = _chosen(upload, document, tables)
    legend = legend_of(document)
    book, titles = post_book(legend)
    reading = None
    if table:
        reading = read_plan(
            table,
            book=book,
            written_on=upload.written_on,
            contents=contents_of(document),
            settled=settled_rows(upload),
            heard=_heard(upload),
        )
    return Look(
        upload=upload,
        document=document,
        tables=tables,
        table=table,
        reading=reading,
        legend=legend,
        versions=versions_of(document),
        posts=tuple(_questions(upload, reading, legend)) if reading else (),
        titles=titles,
        judge=Judge(table.columns, book=book, written_on=upload.written_on) if table else None,
    )


def post_book(legend: Mapping[str, str]) -> tuple[PostBook, dict[int, str]]:
    """The council's posts by everything they are called, and their titles by key. Two queries."""
    posts = Post.objects.select_related("directorate", "partner_body").prefetch_related("aliases")
    known = []
    for post in posts:
        names = [post.abbreviation, *(alias.text for alias in post.aliases.all())]
        body = post.directorate or post.partner_body
        bodies = [body.name, body.abbreviation] if body else []
        known.append(KnownPost(post.pk, post.title, tuple(filter(None, names)), tuple(filter(None, bodies))))
    return PostBook(known, legend=legend), {post.key: post.title for post in known}


def settled_rows(upload: PlanUpload) -> dict[int, Settled]:
    """What was decided of rows, as the reader takes it."""
    return {
        int(row): Settled(
            cells={Column(name): text for name, text in decided["cells"].items()} if "cells" in decided else None,
            kind=RowKind[decided["kind"]] if decided.get("kind") else None,
            left_out=decided.get("left_out", False),
        )
        for row, decided in upload.decisions.get("rows", {}).items()
    }


def title_of_action(text: str) -> str:
    """An action's title: the first line of its cell, cut at the most that a title takes."""
    most = LONGEST[Column.ACTION]
    title = text.strip().split("\n")[0].strip()
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"


def _chosen(upload: PlanUpload, document: Document, tables: tuple[PlanTable, ...]) -> PlanTable | None:
    """The table that a person pointed out, or the likeliest."""
    place = upload.place
    if place and "columns" in place:
        columns = [Column(name) if name else None for name in place["columns"]]
        return by_hand(document, place["table"], place["row"], columns)
    if place and place["choice"] < len(tables):
        return tables[place["choice"]]
    return tables[0] if tables else None


def _heard(upload: PlanUpload) -> frozenset[str]:
    """What is said already of the actions of the plan that the paper is a newer version of."""
    if upload.is_new or upload.plan is None:
        return frozenset()
    return frozenset(line.words for line in lines_of(upload.plan))


def _questions(upload: PlanUpload, reading: PlanReading, legend: Mapping[str, str]) -> list[PostQuestion]:
    decisions = upload.decisions.get("posts", {})
    words = {" ".join(folded(short)): text for short, text in legend.items()}
    questions = []
    for unknown in reading.unknown_posts():
        found = unknown.found
        explained = words.get(unknown.key, "")
        proposal = "match" if found.likely is not None else "leave" if found.is_person else "create"
        questions.append(
            PostQuestion(
                unknown=unknown,
                likely=found.likely,
                title=(explained or found.text)[:TITLE],
                abbreviation=found.text[:20] if explained else "",
                proposal=proposal,
                decision=decisions.get(unknown.key),
            )
        )
    return questions
