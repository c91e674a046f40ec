"""The list of changes."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from core.happenings import NOBODY
from core.tables import CouncilTable, FileColumn, MomentColumn
from history.reporting.listing import Entry

LONGEST = 160
"""Letters of a value on the page; files have them all."""


class ChangeTable(CouncilTable):
    """Changes: when, of what, from what to what, by whom and through which door."""

    caption = "Changes with the thing, what was changed, who did it and through which door"
    none_text = "Nothing has been changed yet."

    at = MomentColumn(verbose_name="When", orderable=False, attrs={"th": {"class": "c-when"}})
    kind = FileColumn("Kind of thing", orderable=False)
    thing = tables.Column("What", orderable=False, attrs={"th": {"class": "c-what"}})
    number = FileColumn("Its number", orderable=False)
    done = FileColumn("Done", orderable=False)
    changes = tables.Column("From and to", empty_values=(), orderable=False)
    reason = FileColumn("Reason", orderable=False)
    who = tables.Column("By", empty_values=(), orderable=False, attrs={"th": {"class": "c-who"}})
    door = FileColumn("Through", orderable=False)
    line = FileColumn("Line", orderable=False)

    class Meta(CouncilTable.Meta):
        attrs = {"class": "govuk-table cards changes"}
        fields = ("at", "kind", "thing", "number", "done", "changes", "reason", "who", "door", "line")
        empty_text = "No change matches. Change the filters."

    def render_thing(self, record: Entry) -> SafeString:
        """The thing, which leads to its page, with its kind."""
        name = Truncator(record.thing).chars(LONGEST)
        link = format_html('<a class="govuk-link" href="{}">{}</a>', record.address, name) if record.address else name
        return format_html("{}<small>{} {}</small>", link, record.kind, record.number)

    def value_thing(self, record: Entry) -> str:
        """The bare name."""
        return record.thing

    def render_changes(self, record: Entry) -> SafeString:
        """Each field with what it was and what it is, or what else was done."""
        done = format_html_join(
            "",
            "<div>{}: {} → {}</div>",
            ((name, *(Truncator(value).chars(LONGEST) for value in pair)) for name, *pair in record.changes),
        )
        reason = format_html("<small>{}</small>", record.reason) if record.reason else ""
        return format_html("{}{}", done or f"{record.done.capitalize()}.", reason)

    def value_changes(self, record: Entry) -> str:
        """The same in a line."""
        return "; ".join(f"{name}: {was} → {becomes}" for name, was, becomes in record.changes)

    def render_who(self, record: Entry) -> SafeString:
        """Who, and through which door."""
        return format_html("{}<small>{}</small>", record.who or NOBODY, record.door or "Not recorded where")

    def value_who(self, record: Entry) -> str:
        """Who."""
        return record.who
