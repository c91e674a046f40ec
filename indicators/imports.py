"""Indicators, measurements and benchmarks from a council's own CSV files.

The columns are the interchange format (docs/interchange.md). Each import is
all or nothing, may be repeated, and says what is new, changed and unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from core.records import Record
from core.sheets import Outcome, Row, Sheet, read_csv
from indicators.choices import Aggregation, Frequency, Polarity, Quartile, State
from indicators.models import Alias, Benchmark, Indicator, IndicatorSet, Measurement
from indicators.services import judge
from organisation.models import Post, PostAlias
from organisation.services import reporting_period
from organisation.validators import validate_tolerance

SET_TITLES = {
    "BVPI": "Best Value performance indicators",
    "PAF": "Performance Assessment Framework",
    "NI": "National indicators",
    "LAA": "Local Area Agreement",
    "LPI": "Local performance indicators",
}
INDICATOR_COLUMNS = (
    "set", "ref", "title", "unit", "decimal_places", "polarity", "frequency", "aggregation", "owner", "tolerance",
    "theme", "definition", "level_names", "range_low", "range_high", "variant_of", "variant_name", "aliases", "within_control",
)  # fmt: skip
MEASUREMENT_COLUMNS = (
    "set", "ref", "period", "value", "numerator", "denominator", "target", "forecast", "state", "commentary",
    "target_words", "target_note", "stated_quartile", "stated_band", "stated_by",
)  # fmt: skip
BENCHMARK_COLUMNS = (
    "set", "ref", "year", "group", "top", "median", "bottom", "average", "n", "provisional", "source",
)  # fmt: skip


def import_indicators(path: Path, *, dry_run: bool = False) -> Outcome:
    """Take in indicators: one row each, known by set and reference. Sets that are new are made."""
    sheet = read_csv(path, needed=("set", "ref", "title"), known=INDICATOR_COLUMNS)
    posts = {post.title.lower(): post for post in Post.objects.all()}
    posts |= {alias.text.lower(): alias.post for alias in PostAlias.objects.select_related("post")}
    return _run("Indicators", sheet, lambda row: _indicator(row, posts), dry_run=dry_run)


def import_measurements(path: Path, *, dry_run: bool = False) -> Outcome:
    """Take in measurements: one row for an indicator and a period. Their verdicts are worked out with them."""
    sheet = read_csv(path, needed=("set", "ref", "period"), known=MEASUREMENT_COLUMNS)
    found = _Indicators()
    seen: set[tuple] = set()
    return _run("Measurements", sheet, lambda row: _measurement(row, found, seen), dry_run=dry_run)


def import_benchmarks(path: Path, *, dry_run: bool = False) -> Outcome:
    """Take in published quartile thresholds: one row for an indicator, a year and a group."""
    sheet = read_csv(path, needed=("set", "ref", "year", "group"), known=BENCHMARK_COLUMNS)
    found = _Indicators()
    return _run("Benchmarks", sheet, lambda row: _benchmark(row, found), dry_run=dry_run)


def _run(what: str, sheet: Sheet, take: Callable[[Row], str | None], *, dry_run: bool) -> Outcome:
    """Take every row within one transaction; one doubt, and nothing is kept."""
    outcome = Outcome(what, unknown_columns=sheet.unknown_columns)
    with transaction.atomic():
        for row in sheet:
            done = take(row)
            if done:
                setattr(outcome, done, getattr(outcome, done) + 1)
        outcome.doubts = sheet.doubts
        if dry_run or outcome.doubts:
            transaction.set_rollback(True)
        else:
            judge()
    return outcome


class _Indicators(dict):
    """Indicators by set and reference, aliases included, whatever their capitals and spaces."""

    def __init__(self) -> None:
        super().__init__()
        for alias in Alias.objects.select_related("set", "indicator"):
            self[self.key(alias.set.code, alias.ref)] = alias.indicator
        for indicator in Indicator.objects.select_related("set"):
            self[self.key(indicator.set.code, indicator.ref)] = indicator

    @staticmethod
    def key(code: str, ref: str) -> tuple[str, str]:
        """How a reference is looked up."""
        return code.upper(), ref.replace(" ", "").upper()

    def of(self, row: Row) -> Indicator | None:
        """The indicator that a row is about."""
        code, ref = row.text("set", needed=True), row.text("ref", needed=True)
        found = self.get(self.key(code, ref))
        if code and ref and found is None:
            row.doubt("ref", f"There is no indicator {ref} in {code}. Import it first, or correct the reference.")
        return found


def _indicator(row: Row, posts: dict[str, Post]) -> str | None:
    code, ref, title = (row.text(column, needed=True) for column in ("set", "ref", "title"))
    if row.doubts:
        return None
    indicator_set, _ = IndicatorSet.objects.get_or_create(
        code=code.upper(), defaults={"title": SET_TITLES.get(code.upper(), code), "order": len(SET_TITLES)}
    )
    owner_name = row.text("owner")
    owner = posts.get(owner_name.lower())
    if owner_name and owner is None:
        row.doubt("owner", f"There is no post “{owner_name}”. Add it in the admin, or correct its title.")
    values = {
        "title": title,
        "unit": row.text("unit"),
        "decimal_places": row.whole("decimal_places"),
        "polarity": row.choice("polarity", Polarity, Polarity.HIGHER),
        "frequency": row.choice("frequency", Frequency, Frequency.YEARLY),
        "aggregation": row.choice("aggregation", Aggregation, Aggregation.ANNUAL),
        "owner": owner,
        "tolerance": row.text("tolerance"),
        "theme": row.text("theme"),
        "definition": row.text("definition"),
        "level_names": row.text("level_names"),
        "range_low": row.decimal("range_low"),
        "range_high": row.decimal("range_high"),
        "variant_name": row.text("variant_name"),
        "variant_of": Indicator.objects.filter(set__code=code.upper(), ref=row.text("variant_of")).first()
        or Indicator.objects.filter(ref=row.text("variant_of")).first(),
        "within_control": row.flag("within_control", default=True),
    }
    if values["tolerance"]:
        try:
            validate_tolerance(values["tolerance"])
        except ValidationError as wrong:
            row.doubt("tolerance", wrong.message)
    existing = Indicator.objects.filter(set=indicator_set, ref=ref).first()
    done = _save(row, existing or Indicator(set=indicator_set, ref=ref), values, "ref")
    if done:
        _aliases(row, existing or Indicator.objects.get(set=indicator_set, ref=ref))
    return done


def _aliases(row: Row, indicator: Indicator) -> None:
    """The other references of an indicator: "BVPI BV8; LPI FIN1"."""
    for written in filter(None, (part.strip() for part in row.text("aliases").split(";"))):
        code, _, ref = written.partition(" ")
        known = IndicatorSet.objects.filter(code=code.upper()).first()
        if not ref or known is None:
            row.doubt("aliases", f"“{written}” is not an alias: write the set and the reference, as BVPI BV8.")
        elif not indicator.aliases.filter(set=known, ref=ref).exists():
            Alias.objects.create(indicator=indicator, set=known, ref=ref)


def _measurement(row: Row, indicators: _Indicators, seen: set[tuple]) -> str | None:
    indicator, period = indicators.of(row), row.period("period")
    if indicator is None or period is None:
        return None
    if (indicator.pk, period) in seen:
        row.doubt("period", f"{indicator.ref} has another row for {period} in this file. Keep one.")
        return None
    seen.add((indicator.pk, period))
    values = {
        "actual": row.decimal("value"),
        "numerator": row.decimal("numerator"),
        "denominator": row.decimal("denominator"),
        "target": row.decimal("target"),
        "forecast": row.decimal("forecast"),
        "state": row.choice("state", State, State.PROVISIONAL),
        "why": row.text("commentary"),
        "target_words": row.text("target_words"),
        "target_note": row.text("target_note"),
        "stated_quartile": row.choice("stated_quartile", Quartile),
        "stated_band": row.whole("stated_band") or None,
        "stated_by": row.text("stated_by"),
    }
    if row.doubts:
        return None
    where = reporting_period(period)
    existing = Measurement.objects.filter(indicator=indicator, period=where).first()
    if existing and existing.period.locked_at:
        row.doubt(
            "period", f"{period} is locked. A change now is a restatement, which is made on the indicator's page."
        )
        return None
    if values["numerator"] is not None and values["denominator"]:
        values.pop("actual")
    return _save(row, existing or Measurement(indicator=indicator, period=where), values, "value")


def _benchmark(row: Row, indicators: _Indicators) -> str | None:
    indicator, year, group = indicators.of(row), row.period("year"), row.text("group", needed=True)
    values = {
        "top": row.decimal("top"),
        "median": row.decimal("median"),
        "bottom": row.decimal("bottom"),
        "average": row.decimal("average"),
        "n": row.whole("n") or None,
        "provisional": row.flag("provisional", default=False),
        "source": row.text("source"),
    }
    if row.doubts or indicator is None or year is None:
        return None
    where = reporting_period(year)
    existing = Benchmark.objects.filter(indicator=indicator, period=where, group=group).first()
    return _save(row, existing or Benchmark(indicator=indicator, period=where, group=group), values, "top")


def _save(row: Row, record: Record, values: dict, column: str) -> str | None:
    """Save a row's record where it is new or differs; what the model refuses is doubted. New, changed or unchanged."""
    is_new = record.pk is None
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    if row.doubts:
        return None
    if not is_new and not changed:
        return "unchanged"
    for name, value in values.items():
        setattr(record, name, value)
    try:
        record.full_clean()
    except ValidationError as refused:
        for name, messages in refused.message_dict.items():
            row.doubt(name if name in row.cells else column, " ".join(messages))
        return None
    record.save()
    return "new" if is_new else "changed"
