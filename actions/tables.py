"""Lists of actions."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from actions.models import Action
from actions.reporting import ActionLine, line
from core.formats import short_date
from core.prose import to_text
from core.tables import CouncilTable
from core.templatetags.council import rag as rag_component


class ActionTable(CouncilTable):
    """Actions at a date, each with its due date, lead, rating and last words."""

    caption = "Actions with due date, lead post, rating and latest update"
    none_text = (
        "No action yet. Plans, clinics and minutes bring actions; the performance team enters them in the admin."
    )

    title = tables.Column("Action", attrs={"td": {"class": "no-label"}})
    due = tables.Column("Due", accessor="last_due", empty_values=())
    lead = tables.Column("Lead", empty_values=(), order_by="lead__title")
    rating = tables.Column("Rating", empty_values=())
    latest = tables.Column("Latest update", accessor="last_said_at", empty_values=())

    class Meta(CouncilTable.Meta):
        model = Action
        fields = ("title", "due", "lead", "rating", "latest")
        empty_text = "No action matches. Change the filters."

    def __init__(self, *args: Any, on: date, seasons_fall_due: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.seasons_fall_due = on, seasons_fall_due
        self._lines: dict[int, ActionLine] = {}

    def line(self, record: Action) -> ActionLine:
        """The action at the table's date, worked out once a row."""
        if record.pk not in self._lines:
            self._lines[record.pk] = line(record, self.on, seasons_fall_due=self.seasons_fall_due)
        return self._lines[record.pk]

    def row_class(self, record: Action) -> str:
        """Completed rows are shaded."""
        return "row--complete" if self.line(record).is_complete else ""

    def render_title(self, record: Action) -> SafeString:
        """The title leads to the page."""
        return format_html('<a class="govuk-link" href="{}">{}</a>', record.get_absolute_url(), record.title)

    def value_title(self, value: str) -> str:
        """The bare title."""
        return value

    def render_due(self, record: Action) -> SafeString:
        """The date, how often it comes round and how far it has moved."""
        shown = self.line(record)
        below = filter(None, (shown.recurrence, shown.slippage))
        return format_html(
            "{}{}", shown.due_words, format_html_join("", "<small>{}</small>", ((text,) for text in below))
        )

    def value_due(self, record: Action) -> Any:
        """The date, or what was written instead of one."""
        shown = self.line(record)
        return shown.due or shown.due_words

    def render_lead(self, record: Action) -> SafeString:
        """The lead post, with those who contribute below it."""
        shown = self.line(record)
        with_ = format_html("<small>with {}</small>", ", ".join(shown.contributors)) if shown.contributors else ""
        return format_html("{}{}", shown.lead, with_)

    def value_lead(self, record: Action) -> str:
        """Lead and contributors as text."""
        return self.line(record).accountable

    def render_rating(self, record: Action) -> SafeString:
        """The rating component."""
        drawn = rag_component(self.line(record).rating)
        return format_html('<span class="rag rag--{}">{}</span>', drawn["shape"], drawn["label"])

    def value_rating(self, record: Action) -> str:
        """Its word."""
        return self.line(record).rating.label

    def render_latest(self, record: Action) -> SafeString:
        """The last words and when they were said."""
        shown = self.line(record)
        if not shown.last_said_on:
            return format_html('<span class="muted">{}</span>', "No update yet")
        return format_html(
            "{}<small>{}</small>", Truncator(to_text(shown.last_words)).chars(160), short_date(shown.last_said_on)
        )

    def value_latest(self, record: Action) -> str:
        """The last words as text."""
        return self.line(record).last_words
