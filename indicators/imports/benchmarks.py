"""Published quartile thresholds from a table: one row for an indicator, a year and a group."""

from __future__ import annotations

from typing import ClassVar

from core.periods import Period
from core.sheets import Row
from indicators.imports.findings import Kind, Pending
from indicators.imports.lookups import Indicators, Periods
from indicators.imports.taking import Importer, cells, fits, holds
from indicators.models import Benchmark
from indicators.services import judge
from organisation.rights import may_manage


class BenchmarkImporter(Importer):
    """Thresholds and averages of comparator groups. Every verdict that rests on them is worked out again."""

    what = "Benchmarks"
    needed = ("set", "ref", "year", "group")
    columns: ClassVar[tuple[str, ...]] = (
        *needed, "top", "median", "bottom", "average", "n", "provisional", "source",
    )  # fmt: skip

    def prepare(self) -> None:
        """Read the indicators, the periods and the thresholds that are stored."""
        self.indicators, self.periods = Indicators(), Periods()
        self.seen: set[tuple[int, Period, str]] = set()
        stored = Benchmark.objects.filter(worked_out=False).select_for_update(of=("self",)).select_related("period")
        self.stored = {(b.indicator_id, b.period.period, b.group.lower()): b for b in stored}

    def read(self, row: Row) -> Pending | None:
        """Compare a row with the thresholds that are stored for its indicator, year and group."""
        indicator, year, group = self.indicators.of(row), row.period("year"), row.text("group", needed=True)
        if indicator is None or year is None or not group:
            return None
        if self.by is not None and not may_manage(self.by):
            row.doubt("set", "Thresholds are for the performance team to take in.")
            return None
        key = (indicator.pk, year, group.lower())
        if key in self.seen:
            row.doubt("group", f"{indicator.ref} has another row for {group}, {year}, in this file. Keep one.")
            return None
        self.seen.add(key)
        existing = self.stored.get(key)
        record = existing or Benchmark(indicator=indicator, period=self.periods.of(year), group=group)
        pending = Pending(row.number, record, Kind.UNCHANGED if existing else Kind.NEW)
        figures = ("top", "median", "bottom", "average")
        names = indicator.scale.names
        readers = {
            name: (name, lambda name=name: row.figure(name, unit=indicator.unit, names=names).value) for name in figures
        }
        readers |= {
            "n": ("n", lambda: row.whole("n") or None),
            "provisional": ("provisional", lambda: row.flag("provisional", default=False)),
            "source": ("source", lambda: row.text("source")),
        }
        for name, value in cells(row, readers, Benchmark).items():
            pending.set(name, value)
        if not row.doubts:
            fits(row, record, {name: name for name in (*pending.fields, "group")})
            holds(row, record, {"benchmark_has_a_figure": "top"})
        return pending

    def store(self, new: list[Pending], changed: list[Pending]) -> None:
        """Write the thresholds, then judge what rests on them."""
        self.periods.store()
        super().store(new, changed)
        touched = {pending.record.indicator_id for pending in (*new, *changed)}
        if touched:
            judge(touched)
