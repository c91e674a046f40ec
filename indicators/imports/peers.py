"""Figures of other councils from a table: one row for an indicator, a year, a group and a council."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from core.periods import Period
from core.sheets import Row
from indicators.imports.findings import Kind, Pending
from indicators.imports.lookups import Indicators, Periods
from indicators.imports.taking import CLEAR, Importer, cells, fits
from indicators.models import OUR_OWN, Indicator, PeerFigure
from indicators.services import hold_groups, judge
from organisation.rights import may_manage


class PeerImporter(Importer):
    """What the other councils of a group reported. The group's quartiles, and what rests on them, are worked out again."""

    what = "Figures of other councils"
    needed = ("set", "ref", "year", "group", "council")
    columns: ClassVar[tuple[str, ...]] = (*needed, "value", "source")

    def prepare(self) -> None:
        """Read the indicators, the periods, and the figures of those indicators that the table names. Six queries."""
        self.indicators, self.periods = Indicators(), Periods()
        self.seen: set[tuple[int, Period, str, str]] = set()
        named = {Indicators.key(row.text("set"), row.text("ref")) for row in self.sheet}
        touched = {found.pk: found for key in named if (found := self.indicators.found.get(key))}
        stored = PeerFigure.objects.filter(indicator__in=list(touched)).select_for_update().order_by("pk")
        rows = {row.pk: row for row in self.periods.found.values()}
        self.stored: dict[tuple[int, Period, str, str], PeerFigure] = {}
        for figure in stored:
            figure.indicator, figure.period = touched[figure.indicator_id], rows[figure.period_id]
            key = (figure.indicator_id, figure.period.period, figure.group.lower(), figure.council.lower())
            self.stored[key] = figure

    def read(self, row: Row) -> Pending | None:
        """Compare a row with the figure that is stored for its indicator, year, group and council."""
        indicator, year = self.indicators.of(row), row.period("year")
        group, council = row.text("group", needed=True), row.text("council", needed=True)
        if indicator is None or year is None or not group or not council:
            return None
        if self.by is not None and not may_manage(self.by):
            row.doubt("set", "Figures of other councils are for the performance team to take in.")
            return None
        if self.periods.council and self.periods.council.is_called(council):
            row.doubt("council", OUR_OWN.format(council))
            return None
        key = (indicator.pk, year, group.lower(), council.lower())
        if key in self.seen:
            row.doubt("council", f"{indicator.ref} has another row for {council}, {year}, in this file. Keep one.")
            return None
        self.seen.add(key)
        existing = self.stored.get(key)
        record = existing or PeerFigure(indicator=indicator, period=self.periods.of(year), group=group, council=council)
        pending = Pending(row.number, record, Kind.UNCHANGED if existing else Kind.NEW)
        given = cells(row, {"source": ("source", lambda: row.text("source"))}, PeerFigure)
        for name, value in (given | self.value(row, indicator)).items():
            pending.set(name, value)
        if not row.doubts:
            fits(row, record, {name: name for name in ("value", "source", "group", "council")})
        return pending

    @staticmethod
    def value(row: Row, indicator: Indicator) -> dict[str, Decimal | None]:
        """What the row says of the value: a dash removes it, and so does that it does not apply there."""
        text = row.text("value")
        figure = row.figure("value", unit=indicator.unit, names=indicator.scale.names)
        if text == CLEAR or figure.not_applicable:
            return {"value": None}
        return {} if figure.value is None else {"value": figure.value}

    def store(self, new: list[Pending], changed: list[Pending]) -> None:
        """Write the figures, then judge what rests on them."""
        touched = {pending.record.indicator_id for pending in (*new, *changed)}
        if touched:
            hold_groups(touched)
            self.periods.store()
            super().store(new, changed)
            judge(touched)
