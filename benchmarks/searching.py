"""Searching many things beside a bare indexed query in the same database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.frame import BOTH, Row, analyse, begin, duration, growth, pair, seconds

TITLE = "Searches"
ABOUT = """A third of the things are actions, a third items of agendas with their minutes, the rest indicators, reports and
posts, in a vocabulary that is as uneven as that of English. A search is all that the page of the search asks for, by a
viewer who may not see what is closed: the worst of them reads most. Beside it stands one row by its key, read by a bare
cursor. Nothing was promised of these but their growth."""
DATABASES = BOTH
ROUNDS = 9
VOCABULARY = 20_000
COMMONEST = 30
"""So many words of a language are commoner than any of these: “the” and its like, which are not searched for."""
TEXT = 25
"""So many words stand in a text."""


def rows(quick: bool) -> Iterator[Row]:
    """Indexing, and each kind of search, at two sizes."""
    begin()
    few, many = (200, 800) if quick else (5_000, 20_000)
    town = Town()
    town.grow(few)
    first = town.indexing
    town.grow(many)
    yield Row(
        f"growth of indexing, {few:,} things and then {many - few:,} more: the exponent",
        growth(first, town.indexing, times_as_many=(many - few) / few),
        1.05,
        f"{duration(first)}, {duration(town.indexing)}; {1e6 * town.indexing / (many - few):.0f} µs a thing.",
    )
    yield from searches(many, town, rounds=3 if quick else ROUNDS)


def searches(size: int, town: Town, *, rounds: int) -> Iterator[Row]:
    """What searches take."""
    from django.db import connection

    from search.models import Entry
    from search.reporting import search

    analyse()
    key = Entry.objects.values_list("pk", flat=True)[size // 2]

    def one() -> None:
        for _ in range(20):  # one alone is too short to be measured
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM search_entry WHERE id = %s", [key])
                cursor.fetchall()

    common, usual, seldom = town.vocabulary[0], town.vocabulary[300], town.vocabulary[3000]
    asked = {
        "a reference": "lpi 01234",
        "a seldom word": seldom,
        "the commonest word": common,
        "two common words": f"{town.vocabulary[1]} {town.vocabulary[2]}",
        "three words": f"{common} {usual} {town.vocabulary[5]}",
        "a slip of the pen": slip(town.vocabulary[400]),
        "the beginning of a word": town.vocabulary[9][:4],
        "nothing": "qqqqqqqq",
    }
    for what, words in asked.items():
        found = pair(lambda words=words: search(words, town.reader), one, rounds=rounds)
        count = search(words, town.reader).count
        yield Row(
            f"{what} among {size:,} things / one row by its key",
            20 * found.ratio,
            None,
            f"{duration(found.ours)} beside {duration(found.peer / 20)}; {count:,} found.",
        )


class Town:
    """A council with as many things as are wanted, and somebody who reads."""

    def __init__(self) -> None:
        from django.contrib.auth.models import Group

        from accounts.choices import Role
        from accounts.models import User
        from indicators.models import IndicatorSet
        from meetings.models import ReportTemplate
        from organisation.models import Board, Council, Post

        self.chance = random.Random(2026)
        letters = "etaoinshrdlucmfwypvbgkjqxz"
        weights = [12, 9, 8, 8, 7, 7, 6, 6, 6, 4, 4, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 0.2, 0.2, 0.2, 0.1]
        made = {"".join(self.chance.choices(letters, weights, k=self.chance.randint(4, 11))) for _ in range(VOCABULARY)}
        self.vocabulary = sorted(sorted(made), key=lambda _: self.chance.random())
        self.frequency = [1 / (place + COMMONEST) for place in range(len(self.vocabulary))]  # as Zipf found it
        self.made = 0
        Council.objects.create(pk=1, name="Bench", short_name="Bench", kind="district")
        self.set = IndicatorSet.objects.create(code="LPI", title="Local")
        self.boards = [Board.objects.create(name=f"Board {n}", kind="political") for n in range(10)]
        self.post = Post.objects.create(title="Head of Everything")
        self.template = ReportTemplate.objects.create(name="Plain")
        self.heading = self.template.headings.create(number=1, title="Summary")
        self.reader = User.objects.create_user("r@bench.example", "x", name="R")
        self.reader.groups.add(Group.objects.get(name=Role.VIEWER))

    def words(self, many: int) -> str:
        """Some words, the common ones often."""
        return " ".join(self.chance.choices(self.vocabulary, self.frequency, k=many)).capitalize()

    def grow(self, things: int) -> None:
        """Add things until there are so many, and catch up."""
        from actions.models import Action
        from core.records import create_many
        from indicators.models import Indicator
        from meetings.models import AgendaItem, CommitteeReport, Meeting, Minute, ReportSection, Resolution
        from organisation.models import Post
        from search.services import catch_up

        before, more = self.made, things - self.made
        numbers = range(before, things)
        third, tenth = more // 3, more // 10
        create_many([Action(title=self.words(8), description=self.words(TEXT), lead=self.post) for _ in range(third)])
        create_many([Post(title=f"{self.words(4)} {n}") for n in numbers[:tenth]])
        create_many(
            [Indicator(set=self.set, ref=f"L{n}", sort_key=f"L{n:09}", title=self.words(8), definition=self.words(TEXT))
             for n in numbers[:tenth]]
        )  # fmt: skip
        papers = more - third - 2 * tenth
        first = date(1900, 1, 1) + timedelta(days=before // 100)
        meetings = [
            Meeting(board=board, date=first + timedelta(days=n))
            for n in range(-(-papers // 300))
            for board in self.boards
        ]
        create_many(meetings)
        items = [
            AgendaItem(meeting=meetings[n // 30], number=n % 30 + 1, title=self.words(8),
                       exempt_paragraph=3 if n % 7 == 0 else None)
            for n in range(papers // 3)
        ]  # fmt: skip
        create_many(items)
        minutes = [
            Minute(meeting=item.meeting, board=item.meeting.board, number=before + n, title=self.words(8),
                   text=self.words(TEXT), item=item)
            for n, item in enumerate(items)
        ]  # fmt: skip
        create_many(minutes)
        create_many([Resolution(minute=minute, text=self.words(TEXT)) for minute in minutes])
        reports = [
            CommitteeReport(item=item, template=self.template, title=self.words(8), author=self.post, state="signed")
            for item in items
        ]
        create_many(reports)
        create_many([ReportSection(report=one, heading=self.heading, body=self.words(4 * TEXT)) for one in reports])
        self.made = things
        self.indexing = seconds(catch_up)


def slip(word: str) -> str:
    """A word with two letters in the wrong order."""
    return f"{word[:1]}{word[2]}{word[1]}{word[3:]}"
