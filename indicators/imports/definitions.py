"""Indicators from a table: one row each, known by set and reference."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError

from core.records import create_many
from core.sheets import Row
from indicators.choices import Aggregation, Frequency, Polarity, Risk
from indicators.imports.findings import Kind, Pending
from indicators.imports.lookups import Indicators, Posts
from indicators.imports.taking import Importer, cells, fits, holds
from indicators.models import Alias, Indicator, IndicatorSet, natural_key
from indicators.services import judge
from organisation.rights import may_manage
from organisation.validators import validate_tolerance

SET_TITLES = {
    "BVPI": "Best Value performance indicators",
    "PAF": "Performance Assessment Framework",
    "NI": "National indicators",
    "LAA": "Local Area Agreement",
    "LPI": "Local performance indicators",
}


class IndicatorImporter(Importer):
    """Definitions. Sets that are new are made; what is judged by a definition is judged again."""

    what = "Indicators"
    needed = ("set", "ref", "title")
    columns: ClassVar[tuple[str, ...]] = (
        "set", "ref", "title", "unit", "decimal_places", "polarity", "frequency", "aggregation", "owner", "tolerance",
        "theme", "definition", "level_names", "range_low", "range_high", "materiality", "variant_of", "variant_name",
        "aliases", "within_control", "data_quality_risk", "public", "name_to_check",
    )  # fmt: skip
    conditions: ClassVar[dict[str, str]] = {
        "range_has_an_edge": "range_low",
        "range_runs_upwards": "range_high",
        "at_most_six_decimal_places": "decimal_places",
        "variant_has_a_name": "variant_name",
    }

    def prepare(self) -> None:
        """Read the sets, the indicators and the posts. Six queries."""
        self.indicators, self.posts = Indicators(), Posts()
        self.sets = {known.code.upper(): known for known in IndicatorSet.objects.all()}
        self.aliases = set(Alias.objects.values_list("indicator", "set__code", "ref"))
        self.wanted_aliases: list[tuple[Indicator, IndicatorSet, str]] = []
        self.seen: set[tuple[str, str]] = set()

    def read(self, row: Row) -> Pending | None:
        """Compare a row with the indicator that is stored under its set and reference."""
        code, ref, title = (row.text(column, needed=True) for column in self.needed)
        if row.doubts:
            return None
        if self.by is not None and not may_manage(self.by):
            row.doubt("set", "Definitions are for the performance team to take in.")
            return None
        key = Indicators.key(code, ref)
        if key in self.seen:
            row.doubt("ref", f"{ref} has another row in this file. Keep one.")
            return None
        self.seen.add(key)
        existing = self.indicators.found.get(key)
        record = existing or Indicator(set=self.set_of(code), ref=ref, sort_key=natural_key(ref))
        pending = Pending(row.number, record, Kind.UNCHANGED if existing else Kind.NEW)
        pending.set("title", title)
        readers = self.readers(row)
        for name, value in cells(row, readers, Indicator).items():
            pending.set(name, value)
        self.alias_cells(row, record)
        if not row.doubts:
            columns = {name: column for column, (name, _) in readers.items()} | {"title": "title"}
            fits(row, record, {name: columns[name] for name in pending.fields} | {"ref": "ref"})
            holds(row, record, self.conditions)
        self.indicators.found.setdefault(key, record)
        return pending

    def readers(self, row: Row) -> dict:
        """How each column is read, and the field that it fills."""
        words = ("unit", "theme", "definition", "level_names", "variant_name")
        figures = ("range_low", "range_high", "materiality")
        return {
            **{name: (name, lambda name=name: row.text(name)) for name in words},
            **{name: (name, lambda name=name: row.decimal(name)) for name in figures},
            "decimal_places": ("decimal_places", lambda: row.whole("decimal_places")),
            "polarity": ("polarity", lambda: row.choice("polarity", Polarity)),
            "frequency": ("frequency", lambda: row.choice("frequency", Frequency)),
            "aggregation": ("aggregation", lambda: row.choice("aggregation", Aggregation)),
            "owner": ("owner", lambda: self.posts.of(row, "owner")),
            "tolerance": ("tolerance", lambda: self.tolerance(row)),
            "variant_of": ("variant_of", lambda: self.main_definition(row)),
            "within_control": ("within_control", lambda: row.flag("within_control", default=True)),
            "data_quality_risk": ("data_quality_risk", lambda: row.choice("data_quality_risk", Risk)),
            "public": ("is_public", lambda: row.flag("public", default=False)),
            "name_to_check": ("name_to_check", lambda: row.flag("name_to_check", default=False)),
        }

    def set_of(self, code: str) -> IndicatorSet:
        """The set of a code; one that is new is stored only when something is."""
        code = code.upper()
        if code not in self.sets:
            self.sets[code] = IndicatorSet(code=code, title=SET_TITLES.get(code, code), order=len(SET_TITLES))
        return self.sets[code]

    @staticmethod
    def tolerance(row: Row) -> str:
        """A tolerance, doubted where it cannot be read."""
        text = row.text("tolerance")
        try:
            validate_tolerance(text)
        except ValidationError as wrong:
            row.doubt("tolerance", wrong.message)
        return text

    def main_definition(self, row: Row) -> Indicator | None:
        """The indicator of which this is another definition: of its own set, else of any; above it in the table or stored."""
        ref = row.text("variant_of")
        own = self.indicators.found.get(Indicators.key(row.text("set"), ref))
        any_set = (found for (_, known), found in self.indicators.found.items() if known == Indicators.key("", ref)[1])
        found = own or next(any_set, None)
        if found is None:
            row.doubt(
                "variant_of", f"There is no indicator {ref}. Put its row above this one, or correct the reference."
            )
        return found

    def alias_cells(self, row: Row, indicator: Indicator) -> None:
        """The other references of an indicator: "BVPI BV8; LPI FIN1"."""
        for written in filter(None, (part.strip() for part in row.text("aliases").split(";"))):
            code, _, ref = written.partition(" ")
            known = self.sets.get(code.upper())
            if not ref or known is None:
                row.doubt("aliases", f"“{written}” is not an alias: write the set and the reference, as BVPI BV8.")
                continue
            holder = self.indicators.found.get(Indicators.key(code, ref))
            if holder is not None and holder is not indicator:
                row.doubt("aliases", f"{written} is {holder} already. Correct the alias.")
            elif (indicator.pk, known.code, ref) not in self.aliases:
                self.wanted_aliases.append((indicator, known, ref))

    def store(self, new: list[Pending], changed: list[Pending]) -> None:
        """Write sets, then indicators, variants after what they vary, then aliases."""
        create_many([known for known in self.sets.values() if known.pk is None], by=self.by)
        main = [pending for pending in new if pending.record.variant_of is None]
        variants = [pending for pending in new if pending.record.variant_of is not None]
        super().store(main, changed)
        super().store(variants, [])
        create_many([Alias(indicator=i, set=s, ref=ref) for i, s, ref in self.wanted_aliases], by=self.by)
        if changed:
            judge([pending.record.pk for pending in changed])
