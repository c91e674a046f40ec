"""What the pages that list things cost beside the bare work, and as what they list grows a hundredfold.

    .venv/bin/python -m benchmarks pages [--quick]

A council is made at one size and then copied within the database. "Bare" is the questions that the rows of a page need,
asked by a bare cursor, and the finished cells of these rows joined by ``format_html_join``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

from benchmarks.frame import BOTH, Row, analyse, begin, duration, growth, pair, times
from benchmarks.loopback import load

TITLE = "The pages"
ABOUT = """
Each list beside the questions that its rows need, asked by a bare cursor, and its finished cells joined by
format_html_join, with the page without rows taken off; the pages that are no list beside all of their questions and the
words that they show, joined likewise. Then all of them as what the council holds grows, the last page of a list beside
its first, tenfold on SQLite and a hundredfold on PostgreSQL, and the list of indicators by 50 connections at once beside
a view of bare Django that answers with one line.
"""
DATABASES = BOTH
PERIOD = "2025/26"
LIMIT, GROWTH, DEEP, EXPONENT = 2.0, 1.3, 1.5, 1.05
NONE = "q=nothing-has-these-words"
"""What leaves a list without rows."""
WHY_LISTS = "What is more than that is Python: the SQL that finds the rows of a choice of filters, and a cell's words."
WHY_OTHERS = (
    "What is more than that is Python: the SQL of some questions, the rules that judge what was read, and templates."
)
WHY_GROWTH = "The page says how many there are, and to count them a database looks at each."
UPDATES = 20
"""Of each action."""


@dataclass(frozen=True)
class Size:
    """What a council holds."""

    indicators: int
    actions: int
    packs: int
    """Issued, each of a meeting of its own."""

    def times(self, many: int) -> Size:
        """So many times as much of all."""
        return Size(self.indicators * many, self.actions * many, self.packs * many)

    @property
    def told(self) -> str:
        """In words."""
        return f"{self.indicators:,} indicators, {self.actions:,} actions, {self.packs:,} packs"


LISTS = {
    "indicators": "/indicators/?",
    "scorecard": f"/indicators/scorecard/?period={PERIOD}&",
    "actions": "/actions/?",
    "posts": "/posts/?",
}
"""The lists that grow, by the last of the address."""
OTHERS = {
    "My work": "/actions/mine/",
    "an indicator": "/indicators/{set}/{ref}/",
    "meetings": "/meetings/",
    "search": "/search/?q={word}",
}
"""The pages that are no list."""


def rows(quick: bool) -> Iterator[Row]:
    """All that is promised of pages."""
    begin()
    from django.core.management import call_command
    from django.db import connection, transaction

    from councilperf import example

    small = Size(100, 50, 4) if quick else Size(1000, 500, 40)
    rounds = 5 if quick else 9
    large = small.times(10 if quick or connection.vendor == "sqlite" else 100)
    call_command("collectstatic", verbosity=0, interactive=False)
    example.make(indicators=small.indicators, years=2 if quick else 11, actions=small.actions)
    with in_use():
        say_of_each_action(UPDATES)
        meet(0, small.packs)
        analyse()
        browser = signed_in()
        for name, address in LISTS.items():
            yield from beside_the_bare(browser, name, address, rounds=rounds)
        for name, address in OTHERS.items():
            yield whole(browser, name, address, rounds=rounds)
        yield from load(quick)
        pages = [*LISTS, "an indicator", "meetings"]
        before = {name: costs(browser, name) for name in pages}
        with transaction.atomic():
            multiply(small, large)
            meet(small.packs, large.packs)
        analyse()
        times_as_many = large.indicators // small.indicators
        for name in pages:
            now = costs(browser, name)
            yield Row(
                f"{name}: {large.told} / {small.told}",
                now / before[name],
                GROWTH,
                f"{duration(now)} beside {duration(before[name])}; exponent "
                f"{growth(before[name], now, times_as_many=times_as_many):.2f}."
                f"{f' {WHY_GROWTH}' if now > GROWTH * before[name] else ''}",
            )
        for name, address in LISTS.items():
            yield deep(browser, name, address)


@contextmanager
def in_use() -> Iterator[None]:
    """Pages as a server gives them: to any host, without what tests keep of each."""
    from django.conf import settings

    hosts, settings.ALLOWED_HOSTS = settings.ALLOWED_HOSTS, ["*"]
    yield
    settings.ALLOWED_HOSTS = hosts


def signed_in():
    """A browser of the performance team."""
    from django.test import Client

    from accounts.models import User

    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(email__startswith="performance@"))
    return browser


def address_of(name: str) -> str:
    """Where a page is; of an indicator or a search the first there is."""
    if name in LISTS:
        return LISTS[name]
    from indicators.models import Indicator

    one = Indicator.objects.exclude(latest=None).order_by("pk").select_related("set").first()
    return OTHERS[name].format(set=one.set.code, ref=one.ref, word=max(one.title.split(), key=len))


def costs(browser, name: str) -> float:
    """Seconds of a page."""
    address = address_of(name)
    get(browser, address)
    return times(lambda: get(browser, address), rounds=7)


def get(browser, address: str):
    """The answer of a page that is there."""
    answer = browser.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}.")
    return answer


# Beside the bare work


def beside_the_bare(browser, name: str, address: str, *, rounds: int) -> Iterator[Row]:
    """A list at 50 and at 500 rows."""
    from core import views

    shown = views.ROWS
    for wanted in (50, 500):
        views.ROWS = wanted
        many, bare = bare_list(browser, address)
        empty = f"{address}{NONE}"
        get(browser, empty)
        without = times(lambda empty=empty: get(browser, empty), rounds=rounds)
        found = pair(lambda: get(browser, address), bare, rounds=rounds)
        rest = found.ours - without
        yield Row(
            f"{name}, {many} rows / its questions and cells",
            rest / found.peer,
            LIMIT,
            f"{duration(rest)} beside {duration(found.peer)}; the page without rows {duration(without)}."
            f"{f' {WHY_LISTS}' if rest > LIMIT * found.peer else ''}",
        )
        if many < wanted:
            break
    views.ROWS = shown


def bare_list(browser, address: str) -> tuple[int, Callable[[], str]]:
    """How many rows a list shows, and what it cannot do without."""
    from django.utils.html import format_html_join

    get(browser, address)
    asked, answer = questions(browser, address)
    others, _ = questions(browser, f"{address}{NONE}")
    own = [one for one in asked if one[0] not in {sql for sql, _ in others}]
    table = answer.context_data["table"]
    records = list(table.paginated_rows.data)
    pattern, cells = table.row_pattern(), list(table.drawn(records))
    return len(records), lambda: ask(own) or format_html_join("\n", pattern, cells)


def whole(browser, name: str, address: str, *, rounds: int) -> Row:
    """A page that is no list, beside its questions and its words."""
    from django.utils.html import format_html_join

    address = address_of(name)
    get(browser, address)
    asked, answer = questions(browser, address)
    words = [unescape(piece.strip()) for piece in re.split(r"<[^>]*>", answer.text) if piece.strip()]
    get(browser, "/keyboard/")
    without = times(lambda: get(browser, "/keyboard/"), rounds=rounds)
    found = pair(
        lambda: get(browser, address),
        lambda: ask(asked) or format_html_join("", "<td>{}</td>", ((one,) for one in words)),
        rounds=rounds,
    )
    rest = found.ours - without
    return Row(
        f"{name}: {len(asked)} questions and {len(words)} pieces of text",
        rest / found.peer,
        LIMIT,
        f"{duration(rest)} beside {duration(found.peer)}; a page that asks nothing {duration(without)}."
        f"{f' {WHY_OTHERS}' if rest > LIMIT * found.peer else ''}",
    )


def questions(browser, address: str) -> tuple[list[tuple], object]:
    """What a page asks of the database, and the page."""
    from django.db import connection

    asked = []

    def noted(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        return asked, get(browser, address)


def ask(asked: list[tuple]) -> None:
    """Questions by a bare cursor."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(sql, params)
            cursor.fetchall()


def deep(browser, name: str, address: str) -> Row:
    """The last page of a list beside its first."""
    last = get(browser, address).context_data["table"].paginator.num_pages
    first, at_end = (lambda: get(browser, address)), (lambda: get(browser, f"{address}page={last}"))
    at_end()
    found = pair(at_end, first, rounds=7)
    return Row(f"{name}: page {last:,} / page 1", found.ratio, DEEP, found.told)


# A council that grows


def say_of_each_action(updates: int) -> None:
    """So many updates of each action, a day apart."""
    from datetime import timedelta

    from actions.models import Action, Update
    from core.clock import now
    from core.records import create_many

    at = now()
    create_many([
        Update(action_id=key, status="on_track", words=f"Stage {n} is done, as was said.", at=at - timedelta(days=n))
        for key in Action.objects.values_list("pk", flat=True)
        for n in range(updates)
    ])  # fmt: skip


def meet(held: int, wanted: int) -> None:
    """Meetings of a board, a day apart and each with a pack that was issued, until there are so many."""
    from datetime import timedelta

    from accounts.models import User
    from core.clock import now
    from core.records import create_many
    from meetings.choices import Audience, PackState
    from meetings.models import Meeting, Pack
    from organisation.models import Board

    at, person = now(), User.objects.earliest("pk")
    board = Board.objects.earliest("pk")
    days = board.meetings.values_list("date", flat=True)
    first = min([*days, at.date()]) - timedelta(days=1)
    meetings = [Meeting(board=board, date=first - timedelta(days=n)) for n in range(wanted - held)]
    create_many(meetings)
    create_many([
        Pack(
            meeting=meeting, audience=Audience.PUBLIC, edition=1, state=PackState.READY, pages=47, sha256="0" * 64,
            file="pack.pdf", requested_by=person, requested_at=at, built_at=at, read_at=at, issued_at=at, issued_by=person,
        )
        for meeting in meetings
    ])  # fmt: skip


def multiply(held: Size, wanted: Size) -> None:
    """Copy indicators with their figures, and actions with milestones and updates, until there are so many."""
    from actions.models import Action, Milestone, Update
    from indicators.models import Indicator, Measurement

    copies = wanted.indicators // held.indicators
    copy(Indicator, copies, unique=("ref", "sort_key"), inner={"latest_id": Measurement})
    copy(Measurement, copies, parents={"indicator_id": Indicator})
    copies = wanted.actions // held.actions
    copy(Action, copies)
    copy(Update, copies, parents={"action_id": Action})
    copy(Milestone, copies, parents={"action_id": Action}, inner={"completed_by_id": Update})
    free_keys(Indicator, Measurement, Action, Update, Milestone)


_span: dict[type, tuple[int, int]] = {}
"""Of each kind of row: the greatest key when it was copied, and how many rows there were."""


def copy(
    model: type,
    copies: int,
    *,
    unique: tuple[str, ...] = (),
    parents: dict[str, type] | None = None,
    inner: dict[str, type] | None = None,
) -> None:
    """The rows of a model so many times in all; keys move by the same step in each copy, and so do keys of others."""
    from django.db import connection

    table = model._meta.db_table
    names = [field.column for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {table}")  # noqa: S608 - our own names
        (step,) = cursor.fetchone()
        _span[model] = step, copies
        moved = {"id": step} | {name: _step(of) for name, of in ((parents or {}) | (inner or {})).items()}
        chosen = [
            f'"{name}" + {moved[name]} * copies.n' if name in moved
            else f"\"{name}\" || '.' || copies.n" if name in unique
            else f'"{name}"'
            for name in names
        ]  # fmt: skip
        quoted = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {copies - 1}) "  # noqa: S608
            f"INSERT INTO {table} ({quoted}) SELECT {', '.join(chosen)} FROM copies, {table} WHERE {table}.id <= {step}"
        )


def _step(model: type) -> int:
    """By how much the keys of a model move in each copy."""
    from django.db import connection

    if model not in _span:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT MAX(id) FROM {model._meta.db_table}")  # noqa: S608 - our own name
            return cursor.fetchone()[0]
    return _span[model][0]


def free_keys(*models: type) -> None:
    """Let the next rows have keys of their own."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)
