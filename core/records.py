"""What every editable row has: a version, so that nobody overwrites anybody silently, and a history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from core import bulk, doors, undo
from core.clock import now
from core.refusals import NotDoneError

BATCH = 500
MOST_COLUMNS = 60
"""Of so many columns 500 rows go into one statement: SQLite takes 32,766 values."""


class StaleWriteError(NotDoneError):
    """Somebody else saved this row after it was read; saving would have lost their words."""

    def __init__(self, row: Versioned) -> None:
        super().__init__(
            f"Someone else has changed “{row}” since you opened it. Nothing of yours has been saved yet: "
            "look at their change, then save again."
        )
        self.row = row


class Line(models.Model):
    """What a line of history says besides: through which door the change came (``core.doors``).

    Lines from before doors were kept say nothing.
    """

    history_door = models.CharField("door", max_length=doors.LONGEST, null=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Note the door with a new line."""
        if self._state.adding and self.history_door is None:
            self.history_door = doors.current()
        super().save(*args, **kwargs)


class Lines(HistoryManager):
    """Asks for lines of history. Its class is made once for each kind of query, not each time a row is saved."""

    from_queryset = classmethod(cache(HistoryManager.from_queryset.__func__))


class History(HistoricalRecords):
    """The history of a row, without the fields that its model names as ``derived``: what they rest on has a history."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("bases", (Line,))
        kwargs.setdefault("history_manager", Lines)
        super().__init__(*args, **kwargs)

    def create_historical_record_m2ms(self, line: models.Model, row: models.Model) -> None:
        """Keep what a row is linked with; one that is new has no links yet, so nothing is asked."""
        if line.history_type != "+":
            super().create_historical_record_m2ms(line, row)

    def fields_included(self, model: type[models.Model]) -> list[models.Field]:
        """The fields that history keeps."""
        return [field for field in super().fields_included(model) if field.name not in getattr(model, "derived", ())]


class Versioned(models.Model):
    """A row of which nobody overwrites anybody's words.

    Saving is a compare-and-swap on ``version``: of two people who opened the
    same row, the first to save wins and the second is told (StaleWriteError).
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    derived: Sequence[str] = ()
    """Fields that are worked out from others: ``store_derived`` writes them, and neither save nor history does."""

    class Meta:
        abstract = True

    @property
    def _history_date(self) -> datetime:
        """When a line of its history is written, by the clock that dates everything else."""
        return now()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the row has changed since it was read. Costs one query more than a plain save."""
        if self._state.adding:
            with transaction.atomic(savepoint=False):  # the row and its line of history, or neither
                return super().save(*args, **kwargs)
        if self.derived:  # they may have been worked out anew since this row was read
            own = [field.name for field in self._meta.concrete_fields if not field.primary_key]
            kwargs.setdefault("update_fields", [name for name in own if name not in self.derived])
        with transaction.atomic():
            opened = self.version
            claimed = type(self)._base_manager.filter(pk=self.pk, version=opened).update(version=opened + 1)
            if not claimed:
                raise StaleWriteError(self)
            self.version = opened + 1
            try:
                super().save(*args, **kwargs)
            except Exception:
                self.version = opened
                raise


class Record(Versioned):
    """A row that people edit. Each save leaves a row in the history: who, when, from and to."""

    history = History(inherit=True)

    class Meta:
        abstract = True


# Below: the only places where rows are written past Record.save().


def store_derived(rows: list[models.Model], fields: Sequence[str]) -> None:
    """Write fields that are worked out from others, and leave no history of them: what they rest on has one."""
    if rows:
        with transaction.atomic(), undo.worked_out():
            _write(rows, fields)


def note_on(rows: models.QuerySet, **facts: Any) -> int:
    """Write what happened to rows that nobody edits, such as when a key was last used. Gives how many there were.

    Raises TypeError for rows that people edit: these are saved, with a version and a history.
    """
    if issubclass(rows.model, Versioned):
        raise TypeError(f"{rows.model.__name__} is edited by people: save each row.")
    return rows.update(**facts)


def create_many(rows: list[models.Model], *, by: AbstractBaseUser | None = None) -> None:
    """Store many new rows, each with the first line of its history. Two statements for each 500.

    Rows that are never edited have no history but themselves.
    """
    if rows:
        with transaction.atomic():
            _insert(rows)
            if isinstance(rows[0], Record):
                leave_history(rows, "+", by)


def create_missing(rows: list[models.Model]) -> None:
    """Store those of many rows that are worked out which are not there yet; somebody else may be storing them just now.

    What keeps them apart is a constraint. Rows that people edit are not for it. One statement for each 500.
    """
    if rows:
        if isinstance(rows[0], Versioned):
            raise TypeError(f"{type(rows[0]).__name__} is edited by people: save each row.")
        type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def create_plain(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Store many rows that are worked out, given as bare values of some fields, where nothing of them is needed back.

    Rows that people edit are not for it. One statement for each 500; four times as quick as ``create_many``.
    """
    if issubclass(model, Versioned):
        raise TypeError(f"{model.__name__} is edited by people: save each row.")
    connection = connections[model._base_manager.db]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for batch in batched(list(rows)):
            cursor.execute(
                f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {', '.join([one] * len(batch))}",  # noqa: S608 - names of our own columns; values are parameters
                [value for row in batch for value in row],
            )


def like(row: models.Model, **relations: models.Model) -> models.Model:
    """A new row that has what another new row has, but for some relations: at a tenth of what making one costs."""
    made = type(row).__new__(type(row))
    made.__dict__.update(row.__dict__)
    made._state = ModelState()
    made._state.fields_cache = {**row._state.fields_cache, **relations}
    for name, related in relations.items():
        made.__dict__[row._meta.get_field(name).attname] = related.pk
    return made


def _insert(rows: list[models.Model]) -> None:
    """Store new rows of one table and give them their keys, as bulk_create() does: one statement for each 500.

    Several times as quick as bulk_create(): each field is asked once how its values are written, and not for every row;
    and rows go in the fastest way that the database has (core.bulk). What no row of ours has (keys given beforehand,
    parent tables, values made by the database) is left to Django.
    """
    model = type(rows[0])
    manager, options = model._base_manager, model._meta
    connection = connections[manager.db]
    fields = [field for field in options.local_concrete_fields if field is not options.pk and not field.generated]
    given = any(row.pk is not None for row in rows)
    if given or options.parents or any(field.has_db_default() for field in fields) or len(fields) > MOST_COLUMNS:
        manager.bulk_create(rows, batch_size=BATCH)
        return
    related = [field for field in fields if field.is_relation]
    for row in rows:
        _take_keys(row, related)
    with transaction.atomic(savepoint=False):
        for batch in batched(rows):
            values = [_stored(field, batch, connection) for field in fields]
            for row, key in zip(batch, bulk.insert(connection, options, fields, values), strict=True):
                row.pk, row._state.adding, row._state.db = key, False, connection.alias


def _take_keys(row: models.Model, related: list[models.Field]) -> None:
    """Where a row is related to one that was stored since, take its key."""
    there = row._state.fields_cache
    if any(row.__dict__[field.attname] is None and there.get(field.name) is not None for field in related):
        row._prepare_related_fields_for_save(operation_name="bulk_create")


def _stored(field: models.Field, rows: list[models.Model], connection: BaseDatabaseWrapper) -> list[Any]:
    """The values of a field as the database takes them. Texts, whole numbers and nothing at all are taken as they are."""
    if type(field).pre_save is models.Field.pre_save:
        values = [row.__dict__[field.attname] for row in rows]
    else:
        values = [field.pre_save(row, add=True) for row in rows]
    kinds = set(map(type, values)) - {type(None)}
    if isinstance(field, models.CharField | models.TextField) and all(issubclass(kind, str) for kind in kinds):
        # a word of a vocabulary is a text to the database, which else asks for each how to adapt it
        return values if kinds <= {str} else [None if value is None else str.__str__(value) for value in values]
    if isinstance(field, models.IntegerField | models.ForeignKey) and kinds <= {int}:
        return values
    if isinstance(field, models.DecimalField) and kinds == {Decimal}:
        adapted = connection.ops.adapt_decimalfield_value
        places = field.max_digits, field.decimal_places
        return [None if value is None else adapted(value, *places) for value in values]
    return [None if value is None else field.get_db_prep_save(value, connection) for value in values]


def save_many(
    rows: list[Record], fields: Sequence[str], *, by: AbstractBaseUser | None = None, because: str | None = None
) -> None:
    """Store some fields of many rows that are known, each a version on and with a line of history that may say why.

    The caller read them within the same transaction and locked (``select_for_update()``),
    so that nobody's change is overwritten unseen. Two statements for each 500.
    """
    if not rows:
        return
    for row in rows:
        row.version += 1
    with transaction.atomic():
        _write(rows, [*fields, "version"])
        leave_history(rows, "~", by, because=because)


def _write(rows: list[models.Model], fields: Sequence[str]) -> None:
    """Write fields of rows that are known: one statement for each 500, joined to their new values.

    Ten times as quick as bulk_update(), whose CASE is read for each row.
    """
    connection, options = connections[type(rows[0])._base_manager.db], type(rows[0])._meta
    written = [options.pk, *(options.get_field(name) for name in fields)]
    quoted = [connection.ops.quote_name(field.column) for field in written]
    # PostgreSQL wants to be told the types; SQLite takes each value as it comes, and would cast a date to its year.
    value = "CAST(new.column{} AS {})" if connection.vendor == "postgresql" else "new.column{}"
    settings = ", ".join(
        f"{name} = {value.format(place, field.db_type(connection))}"
        for place, (name, field) in enumerate(zip(quoted, written, strict=True), 1)
        if place > 1
    )
    table = connection.ops.quote_name(options.db_table)
    one = f"({', '.join(['%s'] * len(written))})"
    with connection.cursor() as cursor:
        for batch in batched(rows):
            values = ", ".join([one] * len(batch))
            cursor.execute(
                f"UPDATE {table} SET {settings} FROM (VALUES {values}) AS new WHERE {table}.{quoted[0]} = new.column1",  # noqa: S608 - names of our own columns; values are parameters
                [field.get_db_prep_save(getattr(row, field.attname), connection) for row in batch for field in written],
            )


def leave_history(rows: list[Record], kind: str, by: AbstractBaseUser | None, *, because: str | None = None) -> None:
    """A line of history for each row as it is stored now: copied in the database, one statement for each 500.

    ``kind`` is "+" for new rows and "~" for changed ones. Who did it is the person signed in, unless one is given.
    """
    if not rows:
        return
    history, options = type(rows[0]).history.model, type(rows[0])._meta
    connection = connections[type(rows[0])._base_manager.db]
    who = by or history.get_default_history_user(rows[0])
    about = {
        "history_date": now(),
        "history_type": kind,
        "history_user": who.pk if who else None,
        "history_door": doors.current(),
        "history_change_reason": because,
    }
    named = {history._meta.get_field(name): value for name, value in about.items()}
    quote = connection.ops.quote_name
    own = ", ".join(quote(field.column) for field in history.tracked_fields)
    besides = ", ".join(quote(field.column) for field in named)
    given = [field.get_db_prep_save(value, connection) for field, value in named.items()]
    with connection.cursor() as cursor:
        for batch in batched(rows):
            keys = ", ".join(["%s"] * len(batch))
            cursor.execute(
                f"INSERT INTO {quote(history._meta.db_table)} ({own}, {besides}) "  # noqa: S608 - names of our own columns; values are parameters
                f"SELECT {own}, {', '.join(['%s'] * len(given))} FROM {quote(options.db_table)} "
                f"WHERE {quote(options.pk.column)} IN ({keys}) ORDER BY {quote(options.pk.column)}",
                [*given, *(row.pk for row in batch)],
            )


def batched(rows: list) -> Iterator[list]:
    """The rows, 500 at a time."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
