"""Lists of indicators."""

from __future__ import annotations

from decimal import Decimal

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.tables import CouncilTable, FigureColumn, FileColumn, RagColumn
from indicators.models import Indicator


class IndicatorTable(CouncilTable):
    """Indicators with their newest figure and its verdicts."""

    caption = "Indicators with their newest figure, its rating, direction of travel and quartile"
    none_text = "No indicator yet. The performance team enters them in the admin or with manage.py import_indicators."

    ref = tables.Column("Ref")
    title = tables.Column("Indicator", attrs={"td": {"class": "no-label"}})
    unit = FileColumn("Unit")
    period = FileColumn("Period", accessor="latest__period")
    actual = FigureColumn(
        verbose_name="Actual", accessor="latest__actual", indicator="latest__indicator", default="No figure yet"
    )
    target = FigureColumn(verbose_name="Target", accessor="latest__target", indicator="latest__indicator", default="")
    rating = RagColumn(verbose_name="Rating", accessor="latest__rating", label="latest__rating_label", default="")
    direction = tables.Column(
        "Direction", accessor="latest__get_direction_display", order_by="latest__direction", default=""
    )
    quartile = tables.Column(
        "Quartile", accessor="latest__get_quartile_display", order_by="latest__quartile", default=""
    )
    owner = FileColumn("Owner")

    class Meta(CouncilTable.Meta):
        model = Indicator
        fields = ("ref", "title", "unit", "period", "actual", "target", "rating", "direction", "quartile", "owner")
        empty_text = "No indicator matches. Change the filters."

    def render_ref(self, record: Indicator) -> SafeString:
        """The reference leads to the page."""
        return format_html('<a class="govuk-link nowrap" href="{}">{}</a>', record.get_absolute_url(), record.ref)

    def value_ref(self, value: str) -> str:
        """The bare reference."""
        return value

    def render_title(self, record: Indicator) -> SafeString:
        """The title, with unit and owner below it."""
        below = " · ".join(filter(None, (record.unit, str(record.owner or "no owner"))))
        return format_html("{}<small>{}</small>", record.title, below)

    def value_title(self, value: str) -> str:
        """The bare title."""
        return value

    def render_actual(self, value: Decimal, record: Indicator) -> SafeString:
        """The newest figure, with its period below it."""
        return format_html("{}<small>{}</small>", record.scale.again(value), record.latest.period)

    def value_actual(self, value: Decimal | None, record: Indicator) -> Decimal | None:
        """The bare number."""
        return None if value is None else record.scale.printed(value)

    def value_direction(self, record: Indicator) -> str:
        """Its interchange value."""
        return record.latest.direction if record.latest else ""

    def value_quartile(self, record: Indicator) -> str:
        """Its interchange value."""
        return record.latest.quartile if record.latest else ""

    def value_period(self, record: Indicator) -> str:
        """The period as text."""
        return str(record.latest.period) if record.latest else ""

    def value_owner(self, record: Indicator) -> str:
        """The post as text."""
        return str(record.owner) if record.owner else ""
