"""When what is published last changed: by the newest lines of history of what it is made of. One query, however much there is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Max, Model, Subquery
from django.utils import timezone

from meetings.models import Pack
from organisation.models import Council
from publishing.reporting.columns import Asked, Table
from publishing.reporting.tables import PAPERS

Line = tuple[int | None, datetime | None]
"""The key of a line of history, and its moment."""
FORMAT = "2"
"""Raised when a release writes the same rows otherwise, so that nobody keeps what an earlier one wrote."""


@dataclass(frozen=True)
class Stamp:
    """When something last changed, and a tag that is another whenever it does."""

    tag: str
    at: datetime | None

    def etag(self, *about: str) -> str:
        """The tag of an answer that is made of it, in quotation marks as HTTP has it."""
        digest = hashlib.sha256("\0".join((self.tag, *about)).encode()).hexdigest()
        return f'"{digest[:32]}"'


def stamp(table: Table, asked: Asked) -> Stamp:
    """The stamp of a table. Two queries at most."""
    return stamps([table], asked)[table.name]


def stamps(tables: Iterable[Table], asked: Asked) -> dict[str, Stamp]:
    """The stamps of some tables, by their names. Two queries at most."""
    tables = list(tables)
    newest = _newest_lines(dict.fromkeys((Council, *(model for table in tables for model in table.rests_on))))
    packs = (None, None)
    if any(table is PAPERS for table in tables):
        issued = Pack.objects.filter(issued_at__isnull=False).aggregate(key=Max("pk"), at=Max("issued_at"))
        packs = (issued["key"], issued["at"])
    return {table.name: _stamp(table, asked, newest, packs) for table in tables}


def _stamp(table: Table, asked: Asked, newest: Mapping[type[Model], Line], packs: Line) -> Stamp:
    found = [newest[model] for model in (Council, *table.rests_on)]
    found += [packs] if table is PAPERS else []
    moments = [at for _, at in found if at]
    if table.by_day:
        moments.append(timezone.make_aware(datetime.combine(asked.on, time.min)))
    facts = [FORMAT, str(asked.scope), str(asked.on) if table.by_day else "", *(f"{key} {at}" for key, at in found)]
    return Stamp("\0".join(facts), max(moments, default=None))


def _newest_lines(models: Iterable[type[Model]]) -> dict[type[Model], Line]:
    """The key and the moment of the newest line of history of each kind. One query."""
    models = list(models)
    columns: dict[str, Subquery] = {}
    for number, model in enumerate(models):
        newest = model.history.model.objects.order_by("-history_id")
        columns[f"key_{number}"] = Subquery(newest.values("history_id")[:1])
        columns[f"at_{number}"] = Subquery(newest.values("history_date")[:1])
    row = Council.objects.order_by().values(**columns).first() or dict.fromkeys(columns)
    return {model: (row[f"key_{number}"], row[f"at_{number}"]) for number, model in enumerate(models)}
