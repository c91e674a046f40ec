"""Every change of every kind of thing in one list, the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from types import SimpleNamespace
from typing import Any, Self

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import NoReverseMatch
from django.utils import timezone

from accounts.models import User
from core.doors import in_words
from core.formats import clock_time, long_date, typed
from history.choices import LineKind
from history.kinds import Kind, kinds

STEP = 500
NOT_TOLD = frozenset({"version"})
"""Columns whose change says nothing to anybody."""


@dataclass(frozen=True)
class Entry:
    """One change: when, by whom and through which door, of what, and from what to what."""

    at: datetime
    who: str
    door: str
    kind: str
    thing: str
    number: int
    done: str
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    address: str
    """Of the thing's own page; empty where it has none, or is no more."""
    line: int
    table: str


@dataclass(frozen=True)
class Lines:
    """The lines of all histories that somebody asks for. Read a page at a time: two queries, and one for each kind on it.

    It stands where a list page expects rows of one table.
    """

    model = User
    query = SimpleNamespace(order_by=())
    tables: tuple[str, ...] = field(default_factory=lambda: tuple(kinds()))
    words: tuple[str, ...] = ()
    who: int | None = None
    first: date | None = None
    last: date | None = None
    door: str | None = None
    thing: int | None = None

    def asked(self, **about: Any) -> Self:
        """Those of them that something more is asked of."""
        return replace(self, **about)

    def none(self) -> Self:
        """None of them."""
        return self.asked(tables=())

    def all(self) -> Self:
        """Themselves."""
        return self

    def order_by(self, *_: str) -> Self:
        """Themselves: they have one order, the newest first."""
        return self

    def count(self) -> int:
        """How many there are. One query."""
        each = [
            self._of(kind).order_by().values(table=Value(kind.label)).annotate(n=Count("history_id"))
            for kind in self._kinds()
        ]
        return sum(row["n"] for row in _united(each)) if each else 0

    __len__ = count

    def __getitem__(self, part: slice) -> list[Entry]:
        return list(_told(list(self._rows()[part]))) if self.tables else []

    def __iter__(self) -> Iterator[Entry]:
        rows = iter(self._rows().iterator(chunk_size=STEP)) if self.tables else iter(())
        while batch := list(islice(rows, STEP)):
            yield from _told(batch)

    def _kinds(self) -> list[Kind]:
        known = kinds()
        return [known[label] for label in self.tables]

    def _rows(self) -> QuerySet:
        each = [
            self._of(kind)
            .annotate(table=Value(kind.label))
            .order_by()
            .values_list("history_date", "history_id", "table")
            for kind in self._kinds()
        ]
        return _united(each).order_by("-history_date", "-history_id")

    def _of(self, kind: Kind) -> QuerySet:
        """The lines of one kind that are asked for."""
        rows = kind.lines._base_manager.all()
        if self.who is not None:
            rows = rows.filter(history_user=self.who)
        if self.first:
            rows = rows.filter(history_date__gte=_begin(self.first))
        if self.last:
            rows = rows.filter(history_date__lt=_begin(self.last + timedelta(days=1)))
        if self.door == "":
            rows = rows.filter(Q(history_door="") | Q(history_door=None))
        elif self.door:
            rows = rows.filter(Q(history_door=self.door) | Q(history_door__startswith=f"{self.door}:"))
        if self.thing is not None:
            rows = rows.filter(**{kind.key: self.thing})
        for word in self.words:
            rows = rows.filter(_anywhere(kind, word))
        return rows


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _anywhere(kind: Kind, word: str) -> Q:
    """Lines that have a word, or belong to something whose name has it."""
    found = Q(history_change_reason__icontains=word)
    for name in kind.texts:
        found |= Q(**{f"{name}__icontains": word})
    for name, (target, texts) in kind.parents.items():
        named = Q()
        for text in texts:
            named |= Q(**{f"{text}__icontains": word})
        found |= Q(**{f"{name}__in": target._base_manager.filter(named).values("pk")})
    return found


def _united(each: list[QuerySet]) -> QuerySet:
    return each[0].union(*each[1:], all=True) if len(each) > 1 else each[0]


def _told(rows: Iterable[tuple[datetime, int, str]]) -> Iterator[Entry]:
    """Lines in their order, each with what it changed. One query for each kind among them."""
    rows = list(rows)
    numbers: dict[str, list[int]] = defaultdict(list)
    for _, number, label in rows:
        numbers[label].append(number)
    entries = {label: dict(_entries(kinds()[label], wanted)) for label, wanted in numbers.items()}
    for _, number, label in rows:
        yield entries[label][number]


def _entries(kind: Kind, numbers: list[int]) -> Iterator[tuple[int, Entry]]:
    """Lines of one kind, each against the one before it of the same thing. One query."""
    every = kind.lines._base_manager
    wanted = every.filter(history_id__in=numbers).order_by()
    earlier = every.filter(**{kind.key: OuterRef(kind.key), "history_id__lt": OuterRef("history_id")}).order_by()
    before = earlier.values(kind.key).annotate(last=Max("history_id")).values("last")
    read = every.filter(
        Q(history_id__in=numbers) | Q(history_id__in=wanted.annotate(before=Subquery(before)).values("before"))
    )
    there = kind.model._base_manager.filter(pk=OuterRef(kind.key))
    read = read.select_related("history_user", *kind.relations).annotate(is_there=Exists(there))
    lines = list(read.order_by("history_id"))
    several = _several(kind, [line.history_id for line in lines])
    asked, last = set(numbers), {}
    for line in lines:
        thing = getattr(line, kind.key)
        if line.history_id in asked:
            yield line.history_id, _entry(kind, line, last.get(thing), several)
        last[thing] = line


Several = dict[tuple[int, str], list[str]]
"""What a field with several values had, by the number of a line and the name of the field."""


def _several(kind: Kind, numbers: list[int]) -> Several:
    """One query for each field with several values."""
    found: Several = defaultdict(list)
    for name, model in kind.many.items():
        target = kind.model._meta.get_field(name).m2m_reverse_field_name()
        for row in model._base_manager.filter(history_id__in=numbers).select_related(target):
            found[row.history_id, name].append(str(getattr(row, target)))
    return found


def _entry(kind: Kind, line: Any, before: Any, several: Several) -> Entry:
    done = LineKind(line.history_type)
    is_told = done == LineKind.CHANGED and before is not None
    changes = (*_changes(kind, before, line), *_many_changes(kind, before, line, several)) if is_told else ()
    return Entry(
        at=line.history_date,
        who=str(line.history_user) if line.history_user else "",
        door=in_words(line.history_door),
        kind=kind.words,
        thing=kind.name_of(line),
        number=getattr(line, kind.key),
        done=done.label,
        changes=changes,
        reason=line.history_change_reason or "",
        address=_address(kind, line) if line.is_there else "",
        line=line.history_id,
        table=kind.label,
    )


def _changes(kind: Kind, before: Any, line: Any) -> Iterator[tuple[str, str, str]]:
    """What differs between two lines: the name of a field, from what and to what."""
    for attname in kind.tracked:
        was, becomes = getattr(before, attname), getattr(line, attname)
        if was != becomes and attname not in NOT_TOLD:
            yield kind.called(attname), _worded(kind.value_of(before, attname)), _worded(kind.value_of(line, attname))


def _many_changes(kind: Kind, before: Any, line: Any, several: Several) -> Iterator[tuple[str, str, str]]:
    """The same of fields with several values."""
    for name in kind.many:
        was, becomes = (sorted(several.get((one.history_id, name), [])) for one in (before, line))
        if was != becomes:
            title = str(kind.model._meta.get_field(name).verbose_name)
            yield f"{title[:1].upper()}{title[1:]}", ", ".join(was) or "nothing", ", ".join(becomes) or "nothing"


def _worded(value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        here = timezone.localtime(value)
        return f"{long_date(here.date())}, {clock_time(here.time())}"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, time):
        return clock_time(value)
    return typed(value) if isinstance(value, Decimal) else str(value)


def _address(kind: Kind, line: Any) -> str:
    if not hasattr(kind.model, "get_absolute_url"):
        return ""
    try:
        return kind.as_it_was(line).get_absolute_url()
    except (ObjectDoesNotExist, NoReverseMatch, AttributeError):
        return ""
