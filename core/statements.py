"""Questions whose SQL is worked out once in a process and asked again with other values.

Working out the SQL of a question takes Django far longer than the answer of the database: most of the time of the page
of one thing. A question that a page asks each time, with other keys at most, is therefore kept as it was sent.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from copy import copy
from functools import wraps
from itertools import count
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet

KEPT = 32
"""Forms of one question that are kept, the last that were asked: each day is another."""
MARKS: tuple[Callable[[int], dict[type, Any]], ...] = (
    lambda place: {int: 900_000_001 + place, str: f"\x01mark {place}\x01"},
    lambda place: {int: 800_000_001 + place, str: f"\x02mark {place}\x02"},
)
"""Two values of each kind that stand for the one that a question is asked with, by its place."""

Build = Callable[..., QuerySet]


def stated_once(build: Build) -> Callable[..., list]:
    """Ask what a function builds, without building it each time: gives the rows.

    What is given by place, keys and other numbers and words, must go into the question as it is: found out by building it
    twice with values that stand for them, and where it does not, or where a value is something else, the question is built
    each time. The function must not look at them. What is given by name, a day say, makes a question of its own and must be hashable.
    """
    known: OrderedDict[tuple, _Statement | None] = OrderedDict()

    @wraps(build)
    def ask(*values: Any, **form: Any) -> list:
        key = (*map(type, values), *sorted(form.items()))
        if key not in known:
            known[key] = _state(build, tuple(map(type, values)), form)
            while len(known) > KEPT:
                known.popitem(last=False)
        statement = known.get(key)
        rows = statement.rows(values) if statement else build(*values, **form)
        return list(rows)

    return ask


def filled_up(keys: Sequence[int]) -> Sequence[int]:
    """Some keys, the last of them repeated until there are 5, 10, 25, 50, 100 and so on: few forms of a question serve all."""
    room = next(most for size in count() for most in (5 * 10**size, 10 * 10**size, 25 * 10**size) if most >= len(keys))
    return [*keys, *keys[-1:] * (room - len(keys))]


def put_beside(row: Model, accessor: str, found: list[Model]) -> None:
    """Let a row have the rows behind a reverse accessor at hand, as prefetch_related leaves them."""
    field = row._meta.get_field(accessor).field
    for one in found:
        field.set_cached_value(one, row)
    kept = getattr(row, accessor).get_queryset()
    kept._result_cache, kept._prefetch_done = found, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[accessor] = kept


def _state(build: Build, kinds: tuple[type, ...], form: dict[str, Any]) -> _Statement | None:
    """A question as it is sent; None where its values do not go into it as they are."""
    if any(kind not in MARKS[0](0) for kind in kinds):
        return None
    marks = [tuple(of(place)[kind] for place, kind in enumerate(kinds)) for of in MARKS]
    try:
        first, second = (_Statement(build(*values, **form)) for values in marks)
    except EmptyResultSet:
        return None
    places = [first.place_of(mark) for mark in marks[0]]
    if first.sql != second.sql or not all(places) or first.put(places, marks[1]) != second.params:
        return None
    first.places = places
    return first


class _Statement:
    """The SQL of a question with its values, and what Django needs to know to read the answer."""

    def __init__(self, rows: QuerySet) -> None:
        self.of, self.query = rows, rows.query
        self.compiler = self.query.get_compiler(using=rows.db)
        self.sql, params = self.compiler.as_sql()
        self.params = tuple(params)
        self.places: list[list[int]] = []

    def place_of(self, mark: Any) -> list[int]:
        """Where a value stands in what is sent."""
        return [place for place, value in enumerate(self.params) if type(value) is type(mark) and value == mark]

    def put(self, places: list[list[int]], values: tuple) -> tuple:
        """What is sent with other values in their places."""
        params = list(self.params)
        for held, value in zip(places, values, strict=True):
            for place in held:
                params[place] = value
        return tuple(params)

    def rows(self, values: tuple) -> QuerySet:
        """The question with other values, not asked yet."""
        sent = _Sent(self, self.put(self.places, values))
        rows = type(self.of)(model=self.of.model, query=sent, using=self.of._db)
        rows._iterable_class, rows._fields = self.of._iterable_class, self.of._fields
        rows._prefetch_related_lookups = self.of._prefetch_related_lookups
        return rows


class _Sent:
    """A query that knows its SQL."""

    def __init__(self, statement: _Statement, params: tuple) -> None:
        self.statement, self.params = statement, params

    def __getattr__(self, name: str) -> Any:
        return getattr(self.statement.query, name)

    def get_compiler(self, using: str | None = None, **others: Any) -> Any:
        """What sends it and reads the answer: on the connection of this thread."""
        compiler = copy(self.statement.compiler)
        compiler.connection, compiler.using = connections[using], using
        compiler.as_sql = lambda *_, **__: (self.statement.sql, self.params)
        return compiler
