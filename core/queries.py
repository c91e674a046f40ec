"""What lists and pages fetch: above all what stands above them, by the name of the reverse accessor, never by importing the upper model."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.db.models import Count, Model, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse


def behind(model: type[Model], accessor: str) -> QuerySet:
    """The rows behind a reverse accessor: ``behind(Action, "plan_entries")`` are the lines of plans."""
    return model._meta.get_field(accessor).related_model._base_manager.all()


def how_many(rows: QuerySet) -> Coalesce:
    """The number of some rows, to be asked for beside something else: in one query with other numbers, or as an annotation."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(many=Count("pk", distinct=True))
    return Coalesce(Subquery(counted.values("many")), 0)


def joined(model: type[Model], accessor: str, *relations: str, as_list: str = "") -> Prefetch:
    """Prefetch a reverse accessor in one query, with some of its relations joined.

    ``joined(Action, "plan_entries", "objective__area__section__plan")`` lets the
    page of an action show its plans without ``actions`` importing them. A list of many rows names its ``as_list``, a plain list of
    each row: Django copies the query for each row otherwise, which takes longer than the query.
    """
    rows = behind(model, accessor).select_related(*relations).order_by("pk")
    return Prefetch(accessor, queryset=rows, to_attr=as_list or None)


def addresses(name: str) -> Callable[[int], str]:
    """Where the rows of a list are, by their keys: the address is worked out once, and a list has many rows."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return lambda key: f"{before}{key}{after}"


def values_held(model: type[Model], name: str) -> list[str]:
    """The values that a column of text has, each once. One query, as many steps as there are values: it needs an index that begins with the column."""
    quoted = connection.ops.quote_name
    table, column = quoted(model._meta.db_table), quoted(model._meta.get_field(name).column)
    next_one = f"SELECT MIN({column}) FROM {table} WHERE {column} > held.word"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE held(word) AS (SELECT MIN({column}) FROM {table} "  # noqa: S608
            f"UNION ALL SELECT ({next_one}) FROM held WHERE held.word IS NOT NULL) "
            "SELECT word FROM held WHERE word IS NOT NULL"
        )
        return [word for (word,) in cursor.fetchall()]
