"""Lists of actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from actions.listed import ListedAction, listed
from actions.models import Action
from actions.reporting import ActionLine, all_sources, line, line_at
from core.formats import days, short_date
from core.prose import beginning, to_text
from core.tables import CouncilTable, FileColumn, explained, piece

SHOWN = 160
"""Signs of the latest words that a row shows."""
NOTHING_SAID = format_html('<span class="muted">{}</span>', "No update yet")
judgement = lru_cache(maxsize=1024)(explained)
"""A rating and why, drawn once: most rows of a list have the rating and the date of others."""


@lru_cache(maxsize=1024, typed=True)
def below(*small: str) -> SafeString:
    """What stands below the words of a cell, a line each. Many rows have the same."""
    return format_html_join("", "<small>{}</small>", ((text,) for text in small if text))


@lru_cache(maxsize=1024, typed=True)
def with_below(words: str, *small: str) -> SafeString:
    """Words with what stands below them."""
    return format_html("{}{}", words, below(*small))


class ActionTable(CouncilTable):
    """Actions at a date, each with where it comes from, due date, slippage, lead, rating and last words.

    For files and for a day in the past the rows come with details, and with where they come from
    (``actions.reporting.with_all_sources``). A page of today is drawn from what is read by keys (``actions.listed``).
    """

    caption = "Actions with due date, slippage, lead post, rating and latest update"
    none_text = "No action yet. Plans, clinics and minutes bring actions: import the plan, or make one, under “Plans”."

    title = tables.Column("Action", empty_values=(), attrs={"td": {"class": "no-label"}, "th": {"class": "c-action"}})
    due = tables.Column("Due", accessor="last_due", empty_values=(), attrs={"th": {"class": "c-due"}})
    slipped = tables.Column("Slipped", accessor="slipped_by", empty_values=(), attrs={"th": {"class": "c-slipped"}})
    lead = tables.Column("Lead", empty_values=(), order_by="lead__title", attrs={"th": {"class": "c-lead"}})
    rating = tables.Column("Rating", empty_values=(), attrs={"th": {"class": "c-rating"}})
    latest = tables.Column("Latest update", accessor="last_said_at", empty_values=())
    first_due = FileColumn("First due", empty_values=(), orderable=False)
    times_redated = FileColumn("Times re-dated", empty_values=(), orderable=False)
    forecast = FileColumn("Forecast", accessor="forecast_on", empty_values=(), orderable=False)
    directorate = FileColumn("Directorate", empty_values=(), orderable=False)
    source = FileColumn("Comes from", empty_values=(), orderable=False)
    updated = FileColumn("Last updated", empty_values=(), orderable=False)
    closed = FileColumn("Closed", accessor="closed_on", empty_values=(), orderable=False)

    class Meta(CouncilTable.Meta):
        model = Action
        attrs = {"class": "govuk-table cards actions"}
        fields = (
            "title", "due", "slipped", "lead", "rating", "latest",
            "first_due", "times_redated", "forecast", "directorate", "source", "updated", "closed",
        )  # fmt: skip
        empty_text = "No action matches. Change the filters."

    def __init__(
        self, *args: Any, on: date, seasons_fall_due: bool = False, is_past: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.seasons_fall_due = on, seasons_fall_due
        self.is_past = is_past
        self.read_row = line_at if is_past else line
        self._lines: dict[int, ActionLine] = {}

    @property
    def reads_by_key(self) -> bool:
        """Of today; of a day in the past the rows themselves are wound back."""
        return not self.is_past

    def read(self, keys: Sequence[int]) -> list[ListedAction]:
        """The actions at the table's date."""
        return listed(keys, self.on, seasons_fall_due=self.seasons_fall_due)

    def line(self, record: Action | ListedAction) -> ActionLine | ListedAction:
        """The action at the table's date, worked out once a row."""
        if isinstance(record, ListedAction):
            return record
        if record.pk not in self._lines:
            self._lines[record.pk] = self.read_row(record, self.on, seasons_fall_due=self.seasons_fall_due)
        return self._lines[record.pk]

    def row_class(self, record: Action | ListedAction) -> str:
        """Completed rows are shaded."""
        return "row--complete" if self.line(record).is_complete else ""

    def render_title(self, record: Action | ListedAction) -> SafeString:
        """The title leads to the page; where it comes from stands below."""
        shown = self.line(record)
        sources = record.sources if shown is record else all_sources(record)
        return piece('<a class="govuk-link" href="{}">{}</a>{}', shown.url, shown.title, below(*sources))

    def value_title(self, value: str) -> str:
        """The bare title."""
        return value

    def render_due(self, record: Action) -> SafeString:
        """The date, how often it comes round, and the first date where it has moved."""
        shown = self.line(record)
        first = f"first {short_date(shown.first_due)}" if shown.slipped else ""
        return with_below(shown.due_words, shown.recurrence, first)

    def value_due(self, record: Action) -> Any:
        """The date, or what was written instead of one."""
        shown = self.line(record)
        return shown.due or shown.due_words

    def render_slipped(self, record: Action) -> SafeString:
        """How many days its dates have slipped, and how often they were changed."""
        shown = self.line(record)
        return with_below(days(shown.slipped) if shown.slipped else "", shown.redated)

    def value_slipped(self, record: Action) -> int:
        """The number of days."""
        return self.line(record).slipped

    def value_first_due(self, record: Action) -> date | None:
        """The first date that was ever agreed, of the date that has slipped most."""
        return self.line(record).first_due

    def value_times_redated(self, record: Action) -> int:
        """How often its dates were changed."""
        return self.line(record).times_redated

    def value_forecast(self, record: Action) -> date | None:
        """When the officer expects it to be complete."""
        return self.line(record).forecast

    def value_directorate(self, record: Action) -> str:
        """The directorate of the lead post."""
        directorate = record.lead.directorate if record.lead else None
        return str(directorate) if directorate else ""

    def value_source(self, record: Action) -> str:
        """The plans, clinics and minutes that refer to it."""
        return "; ".join(all_sources(record))

    def value_updated(self, record: Action) -> date | None:
        """When something was last said of it."""
        return self.line(record).last_said_on

    def value_closed(self, record: Action) -> date | None:
        """When it was closed."""
        return record.past.closed(self.on) if self.is_past else record.closed_on

    def render_lead(self, record: Action) -> SafeString:
        """The lead post, with those who contribute below it."""
        shown = self.line(record)
        return with_below(shown.lead, f"with {', '.join(shown.contributors)}" if shown.contributors else "")

    def value_lead(self, record: Action) -> str:
        """Lead and contributors as text."""
        return self.line(record).accountable

    def render_rating(self, record: Action) -> SafeString:
        """The rating, and why on request."""
        return judgement(self.line(record).rating)

    def value_rating(self, record: Action) -> str:
        """Its word."""
        return self.line(record).rating.label

    def render_latest(self, record: Action) -> SafeString:
        """The last words and when they were said."""
        shown = self.line(record)
        if not shown.last_said_on:
            return NOTHING_SAID
        short = beginning(to_text(shown.last_words), SHOWN)
        return piece("{}<small>{}</small>", short, short_date(shown.last_said_on))

    def value_latest(self, record: Action) -> str:
        """The last words as text."""
        return self.line(record).last_words
