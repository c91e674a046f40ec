"""Indicators from a table: one row each, known by set and reference."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from core.records import create_many, save_many
from core.sheets import Row
from indicators.choices import Aggregation, Frequency, Polarity, Risk
from indicators.imports.findings import Kind, Pending
from indicators.imports.lookups import Indicators, Posts
from indicators.imports.taking import Importer, cells, fits, holds
from indicators.models import Alias, Indicator, IndicatorSet, natural_key
from indicators.services import judge
from organisation.rights import may_manage

SET_TITLES = {
    "BVPI": "Best Value performance indicators",
    "PAF": "Performance Assessment Framework",
    "NI": "National indicators",
    "LAA": "Local Area Agreement",
    "LPI": "Local performance indicators",
}

ALIAS = re.compile(
    r"(?P<set>\S+)\s+(?P<ref>\S.*?)(?:\s+from\s+(?P<starts>\d{4}-\d\d-\d\d))?(?:\s+until\s+(?P<ends>\d{4}-\d\d-\d\d))?"
    r"(?P<broken>,?\s+break)?",
    re.IGNORECASE,
)
"""An alias in a cell: its set and reference, when it was used, and whether the series was broken where it changed."""


class IndicatorImporter(Importer):
    """Definitions. Sets that are new are made; what is judged by a definition is judged again."""

    what = "Indicators"
    needed = ("set", "ref", "title")
    columns: ClassVar[tuple[str, ...]] = (
        *needed, "unit", "decimal_places", "polarity", "frequency", "aggregation", "owner", "tolerance",
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
        aliases = Alias.objects.select_for_update(of=("self",)).select_related("set", "indicator")
        self.aliases = {(alias.set.code, alias.ref.upper()): alias for alias in aliases}
        self.wanted_aliases: list[Alias] = []
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
        self.alias_cells(row, pending)
        if not row.doubts:
            columns = {name: column for column, (name, _) in readers.items()} | {"title": "title"}
            fits(row, record, {name: columns[name] for name in pending.fields} | {"ref": "ref"})
            holds(row, record, self.conditions)
        self.indicators.found.setdefault(key, record)
        return pending

    def readers(self, row: Row) -> dict:
        """How each column is read, and the field that it fills."""
        words = ("unit", "tolerance", "theme", "definition", "level_names", "variant_name")
        figures = ("range_low", "range_high", "materiality")
        return {
            **{name: (name, lambda name=name: row.text(name)) for name in words},
            **{name: (name, lambda name=name: row.decimal(name)) for name in figures},
            "decimal_places": ("decimal_places", lambda: row.whole("decimal_places")),
            "polarity": ("polarity", lambda: row.choice("polarity", Polarity)),
            "frequency": ("frequency", lambda: row.choice("frequency", Frequency)),
            "aggregation": ("aggregation", lambda: row.choice("aggregation", Aggregation)),
            "owner": ("owner", lambda: self.posts.of(row, "owner")),
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

    def alias_cells(self, row: Row, pending: Pending) -> None:
        """The other references of an indicator: "BVPI BV8; LPI FIN1 until 2008-03-31, break"."""
        for written in filter(None, (part.strip() for part in row.text("aliases").split(";"))):
            found = ALIAS.fullmatch(written)
            known = self.sets.get(found["set"].upper()) if found else None
            if known is None:
                row.doubt("aliases", f"“{written}” is not an alias: write the set and the reference, as BVPI BV8.")
                continue
            holder = self.indicators.found.get(Indicators.key(known.code, found["ref"]))
            if holder is not None and holder is not pending.record:
                row.doubt("aliases", f"{written} is {holder} already. Correct the alias.")
                continue
            alias = self.aliases.get((known.code, found["ref"].upper()))
            if alias is not None and self.is_of_another(alias, pending.record):
                row.doubt("aliases", f"{written} is an alias of {alias.indicator} already. Correct the alias.")
                continue
            self.want(row, pending, alias or Alias(indicator=pending.record, set=known, ref=found["ref"]), found)

    @staticmethod
    def is_of_another(alias: Alias, indicator: Indicator) -> bool:
        """Whether an alias, stored or of a row above, is another indicator's."""
        return alias.indicator_id != indicator.pk if alias.pk else alias.indicator is not indicator

    def want(self, row: Row, pending: Pending, alias: Alias, said: re.Match[str]) -> None:
        """An alias as the row has it: one that is new, or of which the row says another day or a break."""
        was = alias.written if alias.pk else "none"
        try:
            days = {name: date.fromisoformat(said[name]) for name in ("starts", "ends") if said[name]}
        except ValueError:
            row.doubt("aliases", f"“{said[0]}” names a day that does not exist. Write days as 2008-03-31.")
            return
        if said["broken"] and not days:
            row.doubt("aliases", f"“{said[0]}” broke the series on no day: write from or until, as until 2008-03-31.")
            return
        if days:
            alias.starts, alias.ends = days.get("starts"), days.get("ends")
            alias.break_in_series = bool(said["broken"])
        if alias.pk and alias.written == was:
            return
        pending.note("aliases", was, alias.written)
        self.wanted_aliases.append(alias)
        self.aliases[alias.set.code, alias.ref.upper()] = alias

    def store(self, new: list[Pending], changed: list[Pending]) -> None:
        """Write sets, then indicators, variants after what they vary, then aliases."""
        create_many([known for known in self.sets.values() if known.pk is None], by=self.by)
        main = [pending for pending in new if pending.record.variant_of is None]
        variants = [pending for pending in new if pending.record.variant_of is not None]
        super().store(main, [pending for pending in changed if pending.fields])
        super().store(variants, [])
        stored = [alias for alias in self.wanted_aliases if alias.pk]
        create_many([alias for alias in self.wanted_aliases if alias.pk is None], by=self.by)
        save_many(stored, ["starts", "ends", "break_in_series"], by=self.by)
        if changed:
            judge([pending.record.pk for pending in changed])
