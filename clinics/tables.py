"""Lists of clinics."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinics.models import Clinic
from clinics.reporting import ClinicLine, clinic_lines
from core.tables import CouncilTable, DateColumn


class ClinicTable(CouncilTable):
    """Clinics with their dates, indicators, state and measured effect."""

    caption = "Performance clinics with dates, indicators, state and effect"
    none_text = (
        "No performance clinic has been called yet. Suggested clinics says which indicators call for one; "
        "a board or an officer can commission one without a rule."
    )

    title = tables.Column("Clinic", attrs={"td": {"class": "no-label"}})
    dates = tables.Column("Held", accessor="first_sitting", empty_values=())
    next_sitting = DateColumn("Next sits", default="None", attrs={"td": {"class": "nowrap"}})
    indicators = tables.Column("Indicators", empty_values=(), orderable=False)
    kind = tables.Column("Kind")
    state = tables.Column("State")
    effect = tables.Column("Did it work?", empty_values=(), orderable=False)

    class Meta(CouncilTable.Meta):
        model = Clinic
        fields = ("title", "dates", "next_sitting", "indicators", "kind", "state", "effect")
        empty_text = "No clinic matches. Change the filters."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines: dict[int, ClinicLine] | None = None

    def line(self, record: Clinic) -> ClinicLine:
        """The clinic worked out; all that the page or the file holds are worked out together, once."""
        if self._lines is None:
            self._lines = {line.clinic.pk: line for line in clinic_lines(self.paginated_rows.data)}
        return self._lines[record.pk]

    def render_title(self, record: Clinic) -> SafeString:
        """The title leads to the page."""
        return format_html('<a class="govuk-link" href="{}">{}</a>', record.get_absolute_url(), record.title)

    def value_title(self, value: str) -> str:
        """The bare title."""
        return value

    def render_dates(self, record: Clinic) -> str:
        """Its sittings."""
        line = self.line(record)
        return line.short_dates if record.is_held else "Not yet"

    def render_indicators(self, record: Clinic) -> str:
        """By reference."""
        return self.line(record).refs or "None"

    def render_effect(self, record: Clinic) -> str:
        """The measured effect in a few words."""
        return self.line(record).effect or "Not held yet"
