"""The database itself notes what changes, so that nothing that is written can be forgotten by the index.

Triggers, put on every table that the index is made from after each migration. They see what services write, what a
delete takes along, what a release before this one writes beside it, and what somebody changes with a database client.
A change of columns that nobody searches notes nothing: figures that are imported cost the index nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

from search.models import Change, Entry

EVENTS = ("insert", "update", "delete")


@dataclass(frozen=True)
class Source:
    """A table that the index is made from: the columns that count, and the one that says what a row belongs to."""

    label: str
    columns: tuple[str, ...]
    key: str = "id"

    @property
    def table(self) -> str:
        """Its name in the database."""
        return apps.get_model(self.label)._meta.db_table

    @property
    def watched(self) -> tuple[str, ...]:
        """The columns of which a change is noted."""
        return self.columns if self.key in (*self.columns, "id") else (*self.columns, self.key)


SOURCES = (
    Source("indicators.IndicatorSet", ("code", "title")),
    Source("indicators.Indicator", ("ref", "title", "definition", "theme", "set_id")),
    Source("indicators.Alias", ("ref", "set_id"), "indicator_id"),
    Source("actions.Action", ("title", "description", "lead_id")),
    Source("improvement_plan.Plan", ("title", "description")),
    Source("improvement_plan.PlanEntry", ("ref",), "action_id"),
    Source("clinics.Clinic", ("title", "why", "outcome", "lessons")),
    Source("clinics.ClinicIndicator", ("indicator_id",), "clinic_id"),
    Source("organisation.Framework", ("name", "source")),
    Source("organisation.Outcome", ("ref", "title", "group", "framework_id")),
    Source("organisation.Post", ("title", "abbreviation")),
    Source("organisation.PostAlias", ("text",), "post_id"),
    Source("organisation.Board", ("name",)),
    Source("meetings.Meeting", ("board_id", "date")),
    Source("meetings.AgendaItem", ("meeting_id", "title", "exempt_paragraph", "is_confidential", "withdrawn_because")),
    Source("meetings.CommitteeReport", ("item_id", "title", "confirmation", "background_papers", "state")),
    Source("meetings.ReportSection", ("body", "heading_id"), "report_id"),
    Source("meetings.ReportHeading", ("field",), "template_id"),
    Source("meetings.MinutesPaper", ("state", "payload"), "meeting_id"),
    Source("meetings.Minute", ("meeting_id", "board_id", "number", "title", "text", "item_id")),
    Source("meetings.Resolution", ("part", "text"), "minute_id"),
)
"""Everything that an entry is made from. What of it concerns which entries, ``search.contents`` says."""
FOUND = {
    "indicators.Indicator", "actions.Action", "improvement_plan.Plan", "clinics.Clinic", "organisation.Post",
    "organisation.Framework", "organisation.Outcome", "meetings.AgendaItem", "meetings.CommitteeReport",
    "meetings.Minute",
}  # fmt: skip
"""Those whose rows are found: of the others, something that is found is made."""


def watch_all() -> None:
    """Watch every table that is there. What stands in a table that was not watched is noted as changed.

    So the index of a database from before there was one is made by whoever next catches up with it, and one that was
    cut off is gone on with. SQLite drops triggers with a table that it remakes.
    """
    tables = set(connection.introspection.table_names())
    if Change._meta.db_table not in tables:
        return
    wanted = [one for one in missing() if one[1].table in tables]
    with transaction.atomic():
        is_first = not Entry.objects.exists()
        watch(wanted)
        for source in dict.fromkeys(source for _, source in wanted):
            if not is_first or source.label in FOUND:
                _note_all(source)


def _note_all(source: Source) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(Change._meta.db_table)} (source, object_id) SELECT DISTINCT %s, {quote(source.key)} "
            f"FROM {quote(source.table)} WHERE {quote(source.key)} IS NOT NULL",
            [source.label.lower()],
        )


def missing() -> list[tuple[str, Source]]:
    """What is not watched: each as an event and its source."""
    there = _there()
    return [(event, source) for source in SOURCES for event in EVENTS if _name(event, source) not in there]


def _there() -> set[str]:
    """The names of the triggers that stand. A name tells what it watches, so that one of before is replaced."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE tgname LIKE 'find\\_%%' AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)"
            )
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'find\\_%%' ESCAPE '\\'"
            )
        return {name for (name,) in cursor.fetchall()}


def _name(event: str, source: Source) -> str:
    return f"find_{event}_{source.table}"[:63]


def watch(wanted: list[tuple[str, Source]]) -> None:
    """Put triggers up."""
    with connection.cursor() as cursor:
        for event, source in wanted:
            cursor.execute(_statement(event, source))
            if connection.vendor == "postgresql":
                cursor.execute(_fires(event, source))


def _statement(event: str, source: Source) -> str:
    """The trigger of SQLite; of PostgreSQL the function that its trigger calls."""
    quote = connection.ops.quote_name
    rows = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}[event]
    if source.key == "id":
        rows = rows[-1:]  # a row keeps its own key
    into, key = quote(Change._meta.db_table), quote(source.key)
    notes = " ".join(
        f"INSERT INTO {into} (source, object_id) SELECT '{source.label.lower()}', {row}.{key} "
        f"WHERE {row}.{key} IS NOT NULL;"
        for row in rows
    )
    name = quote(_name(event, source))
    if connection.vendor == "postgresql":
        return (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {notes} RETURN NULL; END $$"
        )
    return f"CREATE TRIGGER {name} AFTER {_when(event, source)} ON {quote(source.table)} BEGIN {notes} END"


def _fires(event: str, source: Source) -> str:
    quote = connection.ops.quote_name
    name = quote(_name(event, source))
    return (
        f"CREATE TRIGGER {name} AFTER {_when(event, source)} ON {quote(source.table)} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _when(event: str, source: Source) -> str:
    if event != "update":
        return event.upper()
    return f"UPDATE OF {', '.join(map(connection.ops.quote_name, source.watched))}"
