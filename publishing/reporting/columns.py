"""How a table of open data is declared: its columns are the file, the data dictionary, the descriptor and the API's schema at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from core.vocabulary import Words
from organisation.models import Council
from publishing.choices import Scope


class Type(Words):
    """What a column holds, in the words of table schemas (Frictionless Data)."""

    STRING = "string", "Text"
    INTEGER = "integer", "Whole number"
    NUMBER = "number", "Number"
    BOOLEAN = "boolean", "true or false"
    DATE = "date", "Date, as 2026-03-31"
    DATETIME = "datetime", "Moment, as 2026-03-31T14:05:09+00:00"


@dataclass(frozen=True)
class Column:
    """A column: its name, which never changes, what it holds and what that means."""

    name: str
    means: str
    type: Type = Type.STRING
    values: Mapping[str, str] = field(default_factory=dict)
    """What may stand in it, each with what it means; empty where anything may."""
    required: bool = False
    """Whether it always holds something."""


@dataclass(frozen=True)
class Asked:
    """With whose eyes a table is read, and on which day."""

    scope: Scope
    on: date
    council: Council
    site: str
    """With what addresses begin, without a slash at the end."""

    def address(self, name: str, *arguments: object) -> str:
        """The whole address of a page."""
        return self.site + reverse(name, args=arguments)


@dataclass(frozen=True)
class Filter:
    """What rows may be asked for by."""

    name: str
    means: str
    narrow: Callable[[QuerySet, str], QuerySet]
    """Narrows the rows; raises ValueError with a sentence where it cannot be read."""
    example: str
    format: str = ""
    """As OpenAPI names it, such as date-time; empty for plain text."""


@dataclass(frozen=True)
class Table:
    """A table of open data."""

    name: str
    title: str
    about: str
    key: tuple[str, ...]
    """The columns that together tell a row from all others."""
    columns: tuple[Column, ...]
    rows: Callable[[Asked], QuerySet]
    """The rows that may be read; of the public, those that are published."""
    cells: Callable[[Sequence[Any], Asked], Iterable[Sequence[Any]]]
    """What stands in the columns, for some rows at once."""
    order: tuple[str, ...]
    """The order of a file. A page of the API is ordered by the key of the database, which is stable."""
    rests_on: tuple[type[Model], ...]
    """The kinds of things whose history tells when the table last changed."""
    by_day: bool = False
    """Whether what it says depends on the day, so that it changes at midnight too."""
    filters: tuple[Filter, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    def filter_named(self, name: str) -> Filter | None:
        """The filter of a name."""
        return next((one for one in self.filters if one.name == name), None)
