"""Lists of indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.db.models import Case, F, QuerySet, Value, When
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from core import formats
from core.periods import Period, PeriodKind
from core.rag import Rag
from core.statements import filled_up, stated_once
from core.tables import NUMERIC, CouncilTable, FileColumn, RagColumn, explained, marked
from indicators.choices import Direction, Quartile, State
from indicators.models import Indicator
from indicators.reporting.scorecard import Line, address_of, line, rows_of
from indicators.reporting.travel import TravelPack
from indicators.rules import Scale, scale_of
from organisation.models import ReportingPeriod

LATEST = (
    "actual", "target", "rating", "rating_label", "direction", "quartile", "period__kind", "period__year",
    "period__number",
)  # fmt: skip
"""What the list shows of the newest figure of each."""


class IndicatorTable(CouncilTable):
    """Indicators with their newest figure and its verdicts, read as plain rows."""

    caption = "Indicators with their newest figure, its rating, direction of travel and quartile"
    always = ("ref", "title")
    none_text = (
        "No indicator yet. The performance team adopts a catalogue or brings a table in, under “Import a table”."
    )
    reads = (
        "id", "set__code", "ref", "title", "unit", "decimal_places", "polarity", "level_names", "owner__title",
        *(f"latest__{name}" for name in LATEST),
    )  # fmt: skip
    """The fields of each row."""
    reads_by_key = True

    ref = tables.Column("Ref")
    title = tables.Column("Indicator", attrs={"td": {"class": "no-label"}})
    unit = FileColumn("Unit")
    period = FileColumn("Period", accessor="latest__period__year", order_by="latest__period")
    actual = tables.Column("Actual", accessor="latest__actual", default="No figure yet", attrs=NUMERIC)
    target = tables.Column("Target", accessor="latest__target", default="", attrs=NUMERIC)
    rating = RagColumn(verbose_name="Rating", accessor="latest__rating", label="latest__rating_label", default="")
    direction = tables.Column("Direction", accessor="latest__direction", default="")
    quartile = tables.Column("Quartile", accessor="latest__quartile", default="")
    owner = FileColumn("Owner", accessor="owner__title", order_by="owner")

    class Meta(CouncilTable.Meta):
        model = Indicator
        fields = ("ref", "title", "unit", "period", "actual", "target", "rating", "direction", "quartile", "owner")
        empty_text = "No indicator matches. Change the filters."

    def read(self, keys: Sequence[int]) -> list[dict]:
        """The rows of a page. One query, stated once in a process."""
        found = {row["id"]: row for row in _rows_of(*filled_up(keys))} if keys else {}
        return [found[key] for key in keys if key in found]

    def tick(self, record: Mapping) -> SafeString:
        """The box by which a row is ticked, named as the indicator is."""
        return self.box(record["id"], f"{record['ref']} {record['title']}")

    def render_ref(self, record: Mapping) -> SafeString:
        """The reference leads to the page."""
        return _linked(address_of(record["set__code"], record["ref"]), record["ref"])

    def value_ref(self, value: str) -> str:
        """The bare reference."""
        return value

    def render_title(self, record: Mapping) -> SafeString:
        """The title, with unit and owner below it."""
        unit, owner = record["unit"], record["owner__title"] or "no owner"
        return words_below(record["title"], f"{unit} · {owner}" if unit else owner)

    def value_title(self, value: str) -> str:
        """The bare title."""
        return value

    def render_actual(self, value: Decimal, record: Mapping) -> SafeString:
        """The newest figure, with its period below it."""
        return words_below(_scale(record).again(value), _period(record))

    def value_actual(self, value: Decimal | None, record: Mapping) -> Decimal | None:
        """The bare number."""
        return None if value is None else _scale(record).printed(value)

    def render_target(self, value: Decimal, record: Mapping) -> str:
        """The target as sentences write it."""
        return _scale(record).again(value)

    def value_target(self, value: Decimal | None, record: Mapping) -> Decimal | None:
        """The bare number."""
        return None if value is None else _scale(record).printed(value)

    def render_direction(self, value: str) -> str:
        """Against the year before."""
        return Direction(value).label

    def value_direction(self, value: str) -> str:
        """Its interchange value."""
        return value

    def render_quartile(self, value: str) -> str:
        """The position among others."""
        return Quartile(value).label

    def value_quartile(self, value: str) -> str:
        """Its interchange value."""
        return value

    def value_period(self, record: Mapping) -> str:
        """The period as text."""
        return _period(record)


@stated_once
def _rows_of(*keys: int) -> QuerySet:
    """The rows of a page of the list."""
    return Indicator.objects.filter(pk__in=keys).order_by().values(*IndicatorTable.reads)


def _scale(record: Mapping) -> Scale:
    """How the figures of a row are written."""
    return scale_of(record["unit"], record["decimal_places"], record["polarity"], record["level_names"])


def _period(record: Mapping) -> str:
    """The name of the period of a row's newest figure."""
    return _period_of(*(record[f"latest__period__{name}"] for name in ("kind", "year", "number")))


@lru_cache(maxsize=256)
def _period_of(kind: str, year: int, number: int) -> str:
    return str(Period(PeriodKind(kind), year, number))


class SortedColumn(tables.Column):
    """A column whose list is sorted by a field, what is missing last either way and ties in the order of the sets.

    With ``ranks`` it is sorted by the field's place in a vocabulary.
    """

    def __init__(self, *args: Any, by: str, ranks: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, empty_values=(), **kwargs)
        self.by, self.ranks = by, ranks

    def order(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        """The rows in this column's order."""
        places = [When(**{self.by: word}, then=Value(place)) for place, word in enumerate(self.ranks)]
        key = Case(*places, default=None) if places else F(self.by)
        first = key.desc(nulls_last=True) if is_descending else key.asc(nulls_last=True)
        return queryset.order_by(first, "set__order", "set__code", "sort_key", "pk"), True


def words_below(words: str, below: str) -> str | SafeString:
    """Words with a muted line below them, where there is one."""
    return SafeString(f"{conditional_escape(words)}<small>{conditional_escape(below)}</small>") if below else words


@lru_cache(maxsize=10_000)
def _linked(url: str, ref: str) -> SafeString:
    """A reference that leads to its page: kept, because a list draws one in each row."""
    return format_html('<a class="govuk-link nowrap" href="{}">{}</a>', url, ref)


KNOWN_QUARTILES = tuple(word for word in Quartile if word != Quartile.UNKNOWN)
ALWAYS = ("ref", "title")


class ScorecardTable(CouncilTable):
    """The indicators of a period with everything that is judged of them. Which columns are shown can be chosen."""

    caption = "Indicators in the period: actual, target, rating, direction of travel and quartile"
    none_text = "No indicator has a figure or a target for this period, and none is due. Choose another period."
    always = ALWAYS
    usual = ("actual", "target", "gap", "rating", "direction", "quartile")
    reads_by_key = True

    ref = SortedColumn("Ref", by="sort_key")
    title = SortedColumn("Indicator", by="title", attrs={"td": {"class": "no-label"}})
    unit = SortedColumn("Unit", by="unit")
    actual = SortedColumn("Actual", by="here__actual", attrs=NUMERIC)
    target = SortedColumn("Target", by="here__target", attrs=NUMERIC)
    gap = SortedColumn("Gap", by="here__gap")
    rating = SortedColumn("Rating", by="rating_on", ranks=Rag)
    forecast = SortedColumn("Forecast", by="here__forecast_rating", ranks=Rag)
    direction = SortedColumn("Direction", by="direction_on", ranks=Direction)
    quartile = SortedColumn("Quartile", by="quartile_on", ranks=KNOWN_QUARTILES)
    band = SortedColumn("Band", by="band_on")
    state = SortedColumn("State", by="here__state", ranks=State)
    owner = SortedColumn("Owner", by="owner__title")
    theme = SortedColumn("Theme", by="theme")

    class Meta(CouncilTable.Meta):
        attrs = {"class": "govuk-table cards scorecard"}
        empty_text = "No indicator matches. Change the filters."

    def __init__(self, *args: Any, period: ReportingPeriod, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.period, self.on = period, on
        self._lines: dict[int, Line] = {}

    def read(self, keys: Sequence[int]) -> list[dict]:
        """The rows of a page. One query, stated once in a process."""
        return rows_of(keys, self.period, self.on)

    def line(self, record: Mapping) -> Line:
        """A row as a line, made once."""
        if record["id"] not in self._lines:
            self._lines[record["id"]] = line(record, self.period, self.on)
        return self._lines[record["id"]]

    def render_ref(self, record: Mapping) -> SafeString:
        """The reference leads to the page."""
        return _linked(self.line(record).url, record["ref"])

    def render_title(self, record: Mapping) -> str:
        """The title; below it the unit, where figures leave it out and no column has it, and what is not in our control."""
        is_left_out = record["unit"].startswith(formats.LONG_UNITS) and "unit" not in self.shown
        control = "" if record["within_control"] else "not within our control alone"
        return words_below(record["title"], " · ".join(filter(None, (record["unit"] if is_left_out else "", control))))

    def render_unit(self, record: Mapping) -> str:
        """The unit."""
        return record["unit"]

    def render_actual(self, record: Mapping) -> str:
        """The figure with its unit."""
        return self.line(record).actual_words

    def render_target(self, record: Mapping) -> str:
        """The target with its unit, or in the words of its source, which may be long."""
        words = self.line(record).target_written
        return (
            words
            if record["here__target"] is not None or not words
            else format_html('<span class="wrap">{}</span>', words)
        )

    def render_gap(self, record: Mapping) -> str:
        """How far it is from the target."""
        return self.line(record).gap_words

    def render_rating(self, record: Mapping) -> SafeString:
        """Shape, word and colour, and why on request; the forecast, unless it has a column."""
        one = self.line(record)
        shown = words_below(explained(one.rating, one.direction_reason, one.quartile_reason), one.override_reason)
        expected = "" if "forecast" in self.shown else self.render_forecast(record)
        return format_html("{}<small>Forecast {}</small>", shown, expected) if expected else shown

    def render_forecast(self, record: Mapping) -> str:
        """The figure that is expected, and how it would be rated."""
        one = self.line(record)
        rating = marked(one.forecast_rating, one.forecast_label) if one.forecast_rating else ""
        return format_html("{} {}", one.forecast_words, rating) if rating else one.forecast_words

    def render_direction(self, record: Mapping) -> str:
        """Against the year before."""
        return self.line(record).direction_words

    def render_quartile(self, record: Mapping) -> str:
        """The position, among whom and when; the band where only that is known and no column has it."""
        one = self.line(record)
        if not one.quartile_words:
            return "" if "band" in self.shown else one.band_words
        return words_below(one.quartile_words, " · ".join(filter(None, (one.movement_words, one.quartile_source))))

    def render_band(self, record: Mapping) -> str:
        """The PAF band."""
        return self.line(record).band_words

    def render_state(self, record: Mapping) -> str:
        """How firm the figure is."""
        return self.line(record).state_words

    def render_owner(self, record: Mapping) -> str:
        """The post that answers for it; that there is none is a fault."""
        return record["owner__title"] or format_html("<strong>{}</strong>", "No owner")

    def render_theme(self, record: Mapping) -> str:
        """The theme within the set."""
        return record["theme"]


SCORECARD_COLUMNS = (
    "set", "ref", "title", "unit", "period", "value", "target", "gap", "rating", "rating_reason", "direction",
    "direction_reason", "change", "quartile", "quartile_year", "quartile_group", "quartile_reason", "band", "state",
)  # fmt: skip
"""The scorecard's columns in a file, in this order: part of the interchange format."""


def scorecard_rows(lines: Iterable[Line]) -> Iterator[list[Any]]:
    """The scorecard as a file has it: numbers as numbers, verdicts as their interchange values."""
    for one in lines:
        yield [
            one.set,
            one.ref,
            one.title,
            one.unit,
            one.period,
            _bare(one.actual, one.decimal_places),
            _bare(one.target, one.decimal_places),
            _bare(one.gap, one.decimal_places),
            str(one.rating.rag),
            one.rating.sentence,
            str(one.direction),
            one.direction_reason,
            _without_zeros(one.change),
            str(one.quartile),
            one.quartile_year,
            one.quartile_group,
            one.quartile_reason,
            one.band,
            one.state,
        ]


TRAVEL_COLUMNS = (
    "set", "ref", "title", "year", "quartile", "quartile_before", "movement", "quartile_reason", "direction",
    "direction_reason", "change",
)  # fmt: skip
"""The direction-of-travel pack's columns in a file."""


def travel_rows(pack: TravelPack) -> Iterator[list[Any]]:
    """The direction of travel of each indicator as a file has it."""
    for moved in pack.lines:
        one = moved.line
        yield [
            one.set,
            one.ref,
            one.title,
            one.period,
            str(one.quartile),
            str(moved.quartile_before),
            str(one.movement),
            one.quartile_reason,
            str(one.direction),
            one.direction_reason,
            _without_zeros(one.change),
        ]


def _bare(value: Decimal | None, decimal_places: int) -> Decimal | None:
    return None if value is None else formats.printed(value, decimal_places)


def _without_zeros(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
