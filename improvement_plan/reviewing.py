"""A paper as its review page shows it: its doubts as cards, and the plan as it would be, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from accounts.models import User
from core.dates import understood
from core.formats import count, listed
from improvement_plan.import_forms import PostForm, RowForm
from improvement_plan.imports.looking import Look
from improvement_plan.imports.uploads import seen_of
from improvement_plan.rules.columns import Column
from improvement_plan.rules.comparison import Difference
from improvement_plan.rules.comparison import Kind as Changed
from improvement_plan.rules.found import Doubt, ReadArea, ReadLine
from improvement_plan.rules.rows import Kind, kind_of
from improvement_plan.rules.surroundings import ReadVersion

CARDS = 25
"""So many doubts, and so many posts, stand on a page."""
LINES = 100
"""So many lines of the plan do."""
DIFFERENCES = 200
"""So many differences of a kind are shown; the rest are counted."""
BESIDE = (Column.OUTCOME, Column.RESOURCES, Column.ICT)


@dataclass(frozen=True)
class StepView:
    """A milestone with what its date is taken for."""

    written: str
    due: date | None
    understood: str
    measure: str
    done: bool


@dataclass(frozen=True)
class PostView:
    """A post as written, and what it is taken for; ``title`` is "" where it is left."""

    written: str
    title: str
    asked: bool


@dataclass(frozen=True)
class RawRow:
    """A row as it stands in the paper, under the paper's own headings."""

    number: int
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LineView:
    """A line of the plan as it would be."""

    row: int
    place: str
    line: ReadLine
    steps: tuple[StepView, ...]
    posts: tuple[PostView, ...]
    beside: tuple[tuple[str, str], ...]
    """Outcome, resources and ICT, where the paper has them."""
    settled: str
    """Who said how it reads, and when; "" where nobody did."""


@dataclass(frozen=True)
class Card:
    """Something doubtful: as it stands in the paper, and as it is understood."""

    row: int
    place: str
    raw: tuple[RawRow, ...]
    doubts: tuple[Doubt, ...]
    form: RowForm
    line: LineView | None = None
    area: ReadArea | None = None


@dataclass(frozen=True)
class Block:
    """Lines of one objective. Section and area are named where they begin on the page."""

    section: str
    area: str
    objective: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True)
class Changes:
    """The differences of one kind, as many as are shown, and how many there are."""

    kind: Changed
    shown: tuple[Difference, ...]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.shown)


class Review:
    """One look at a paper. ``after`` is the row that was decided last, ``at`` the part of the page where it was.

    ``posted`` is what was said of posts where something of it is not clear.

    One query, for who decided what.
    """

    def __init__(
        self, look: Look, *, after: int = 0, at: str = "", page: int | None = None, posted: QueryDict | None = None
    ) -> None:
        self.look, self.after, self.at, self.wanted, self.posted = look, after, at, page, posted
        self.doubts = look.doubts()
        self.decided: Mapping[str, Mapping] = look.upload.decisions.get("rows", {})
        self.people = User.objects.in_bulk({said["by"] for said in self.decided.values() if said.get("by")})
        self.placed = [
            (section, area, objective, line)
            for section in look.reading.sections
            for area in section.areas
            for objective in area.objectives
            for line in objective.lines
        ]

    @property
    def version_words(self) -> str:
        """The versions that the paper lists: "1, 1.2 and 2"."""
        versions: tuple[ReadVersion, ...] = self.look.versions
        return listed(version.number for version in versions)

    @cached_property
    def waiting(self) -> list[tuple[int, str, ReadLine | ReadArea]]:
        """Rows that a person has yet to decide on, in their order: row, place, and the line or the heading."""
        found: list[tuple[int, str, ReadLine | ReadArea]] = [
            (line.row, _place(section.title, area.title, objective.text), line)
            for section, area, objective, line in self.placed
            if line.is_doubtful
        ]
        found += [
            (area.row, section.title, area)
            for section in self.look.reading.sections
            for area in section.areas
            if area.is_doubtful
        ]
        return sorted(found, key=lambda one: one[0])

    @cached_property
    def next(self) -> int:
        """Which of the waiting rows comes next: the one after what was decided last, else the first."""
        return next((at for at, (row, *_) in enumerate(self.waiting) if row > self.after), 0)

    @property
    def first(self) -> int:
        """Which of the waiting rows is the first on the page."""
        return self.next // CARDS * CARDS

    @cached_property
    def cards(self) -> list[Card]:
        """The doubts of the page."""
        return [self.card(*one) for one in self.waiting[self.first : self.first + CARDS]]

    @property
    def later(self) -> int:
        """How many doubts come after those on the page."""
        return max(0, len(self.waiting) - self.first - CARDS)

    @property
    def said_before(self) -> int:
        """The row of the card before which is said what came of the last decision; 0 where it is said elsewhere."""
        return self.waiting[self.next][0] if self.at == "doubts" and self.waiting else 0

    @property
    def said_above(self) -> str:
        """The part above which it is said: posts, confirm, or the top of the page."""
        if self.at == "posts" and self.open_posts:
            return "posts"
        if self.at in ("doubts", "posts", "confirm") and not self.said_before:
            return "doubts" if self.waiting and self.at != "confirm" else "confirm"
        return "" if self.said_before or self.said_at_line else "top"

    @cached_property
    def kinds(self) -> str:
        """The doubts by kind: "9 cells out of place, 3 dates not certain"."""
        kinds = Counter(kind for *_, one in self.waiting for kind in {doubt.kind for doubt in one.doubts})
        return ", ".join(f"{kind.value.lower()}: {number}" for kind, number in kinds.most_common())

    def card(self, row: int, place: str, found: ReadLine | ReadArea | None) -> Card:
        """One row, doubtful or not."""
        line = found if isinstance(found, ReadLine) else None
        rows = line.rows if line else (row,)
        return Card(
            row=row,
            place=place,
            raw=tuple(self.raw(number) for number in rows if number in self.look.rows),
            doubts=found.doubts if found else (),
            form=self.form(row),
            line=self.line(line, place) if line else None,
            area=found if isinstance(found, ReadArea) else None,
        )

    def card_of(self, row: int) -> Card:
        """The card of any row: that of the line or the heading which was made of it, or of what it was joined to."""
        for section, area, objective, line in self.placed:
            if row in line.rows:
                place = _place(section.title, area.title, objective.text)
                card = self.card(line.row, place, line)
                return card if row == line.row else Card(row, place, (self.raw(row),), (), self.form(row), card.line)
            if area.row == row:
                return self.card(row, section.title, area)
        return self.card(row, "", None)

    def raw(self, row: int) -> RawRow:
        """A row as it stands in the paper."""
        table = self.look.table
        headings = (heading or f"Column {place}" for place, heading in enumerate(table.headings, 1))
        pairs = zip(headings, self.look.rows[row].cells, table.columns, strict=True)
        return RawRow(row, tuple((heading, cell) for heading, cell, column in pairs if cell or column))

    def form(self, row: int, data: Mapping | None = None) -> RowForm:
        """How a row reads, to be edited."""
        aligned = self.look.aligned(row)
        return RowForm(
            data,
            columns=self.look.table.columns,
            cells=aligned.cells,
            initial={"kind": self.kind(row).name, "seen": seen_of(self.decided.get(str(row)))},
            prefix=f"r{row}",
        )

    def kind(self, row: int) -> Kind:
        """What a row is taken for."""
        said = self.decided.get(str(row), {}).get("kind")
        if said:
            return Kind[said]
        if row in self._kinds:
            return self._kinds[row]
        return kind_of(self.look.aligned(row), None, headings=set())

    @cached_property
    def _kinds(self) -> dict[int, Kind]:
        kinds = {line.row: Kind.SUB_HEADING if line.is_heading else Kind.ACTION for *_, line in self.placed}
        return kinds | {area.row: Kind.HEADING for area in self.look.reading.areas() if area.row is not None}

    def settled(self, row: int) -> str:
        """Who said how a row reads, and when: "Taken as proposed by A. Officer, 10 September 2007"."""
        said = self.decided.get(str(row))
        if said is None:
            return ""
        what = "Left out" if said.get("left_out") else "Edited" if "cells" in said else "Taken as proposed"
        by = self.people.get(said.get("by"))
        return f"{what} by {by}" if by else what

    @property
    def left_out(self) -> list[tuple[int, str]]:
        """Rows that stay out, with who said so."""
        return [(row, self.settled(row)) for row in self.look.reading.left_out]

    def line(self, line: ReadLine, place: str) -> LineView:
        """A line as it would be."""
        return LineView(
            row=line.row,
            place=place,
            line=line,
            steps=tuple(
                StepView(step.written, step.date.due, understood(step.date), step.measure, step.done)
                for step in line.steps
                if step.written or step.measure
            ),
            posts=tuple(
                PostView(post.text, self.look.title_of(post), asked=self._is_asked(post)) for post in line.posts
            ),
            beside=tuple((column.value, text) for column in BESIDE if (text := line.text_of(column))),
            settled=self.settled(line.row),
        )

    def _is_asked(self, post) -> bool:
        question = self.look.question(post) if post.key is None else None
        return question is not None and question.decision is None

    @property
    def page_count(self) -> int:
        """How many pages of lines there are."""
        return Paginator(self.placed, LINES).num_pages

    @cached_property
    def page(self) -> Page:
        """The lines of the plan on the page: the one that was asked for, or that of the row decided last."""
        pages = Paginator(self.placed, LINES)
        at = self._line_after if self.at == "plan" and self.wanted is None else None
        return pages.page(at // LINES + 1 if at is not None else self.wanted or 1)

    @cached_property
    def _line_after(self) -> int | None:
        """Which line of the plan was decided last, or stands before the row that was."""
        before = [at for at, (*_, line) in enumerate(self.placed) if line.row <= self.after]
        return before[-1] if before else None

    @property
    def said_at_line(self) -> int:
        """The row of the line of the plan at which is said what came of the last decision; 0 where elsewhere."""
        if self.at != "plan" or self._line_after is None:
            return 0
        return self.placed[self._line_after][3].row

    @cached_property
    def blocks(self) -> list[Block]:
        """The lines of the page under their sections, priority areas and objectives."""
        return list(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        last_section = last_area = None
        for _, rows in groupby(self.page.object_list, key=lambda one: id(one[2])):
            found = list(rows)
            section, area, objective, _ = found[0]
            yield Block(
                section=section.title if section is not last_section else "",
                area=area.title if area is not last_area else "",
                objective=objective.text,
                lines=tuple(self.line(line, "") for *_, line in found),
            )
            last_section, last_area = section, area

    @cached_property
    def open_posts(self) -> list[PostForm]:
        """The posts that nobody has said anything of, as many as stand on a page."""
        return self.post_forms([post.key for post in self.look.posts if post.decision is None][:CARDS], self.posted)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is not clear of what was said of posts: the sentence, and the box that it is about."""
        forms = [*self.open_posts, *(form for form, _ in self.settled_posts)] if self.posted else []
        return [
            (error, form[name].id_for_label) for form in forms for name in form.errors for error in form.errors[name]
        ]

    @property
    def posts_left(self) -> int:
        """How many such posts there are."""
        return sum(post.decision is None for post in self.look.posts)

    @cached_property
    def settled_posts(self) -> list[tuple[PostForm, str]]:
        """The posts that were decided, with what was said, as many as stand on a page."""
        decided = [post for post in self.look.posts if post.decision is not None][:CARDS]
        forms = self.post_forms([post.key for post in decided], self.posted)
        return [(form, self._decision(post.decision)) for form, post in zip(forms, decided, strict=True)]

    def _decision(self, decided: Mapping) -> str:
        if decided["do"] == "match":
            return self.look.titles.get(decided["post"], "a post that is no longer kept")
        return f"new post: {decided['title']}" if decided["do"] == "create" else "left"

    def post_forms(self, keys: list[str], data: QueryDict | None = None) -> list[PostForm]:
        """Forms for some posts; the place of a post in the paper is the prefix of its fields."""
        titles = sorted(self.look.titles.items(), key=lambda pair: pair[1].casefold())
        said = data.getlist("post") if data else ()
        return [
            PostForm(data if question.key in said else None, question=question, titles=titles, prefix=f"p{place}")
            for place, question in enumerate(self.look.posts)
            if question.key in keys
        ]

    @cached_property
    def changes(self) -> list[Changes]:
        """What differs from the plan that is kept, by kind; what is gone is whole, as each line has a box."""
        comparison = self.look.comparison
        found = []
        for kind, total in comparison.counts.items() if comparison else ():
            of_kind = tuple(difference for difference in comparison.differences if difference.kind == kind)
            found.append(Changes(kind, of_kind if kind == Changed.GONE else of_kind[:DIFFERENCES], total))
        return found

    @property
    def kept(self) -> list[str]:
        """The lines that stay open though the paper has them no more."""
        return self.look.upload.decisions.get("kept", [])

    @property
    def reason(self) -> str:
        """Why the paper cannot be taken in yet; "" where it can."""
        if self.doubts:
            left = count(self.doubts, "doubt")
            return f"{left} {'is' if self.doubts == 1 else 'are'} left. Settle {'it' if self.doubts == 1 else 'them'} first."
        if not self.placed:
            return "No row is left in this plan. Take a row back in, or point out another table."
        if self.look.upload.plan is None and not self.look.upload.is_new:
            return "The plan of which this is a newer version is no longer kept. Bring it as a new plan."
        if self.look.comparison and not self.look.comparison.differences:
            return "Nothing differs from the plan that is kept, so there is nothing to take in."
        return ""


def _place(*titles: str) -> str:
    return " › ".join(dict.fromkeys(title for title in titles if title))
