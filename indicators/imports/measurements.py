"""Measurements from a table: one row for an indicator and a period."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property, partial
from typing import Any, ClassVar

from django.db.models import QuerySet

from core.formats import listed
from core.periods import Period
from core.records import like, store_derived
from core.sheets import Row, Sheet
from indicators.choices import Aggregation, Quartile, State
from indicators.imports.findings import Kind, Pending, Question
from indicators.imports.lookups import Indicators, Periods
from indicators.imports.taking import CLEAR, Importer, cells, fields_of, fits, holds
from indicators.models import Indicator, Measurement
from indicators.rules import after_change
from indicators.services import VERDICTS, questions_about, remembered, store_ends, work_out
from organisation.models import Post
from organisation.rights import Offices, may_answer_for, may_sign_off, offices, signing_posts

FEW = 500
"""Up to so many indicators are asked for by key; beyond, all are read."""
FILLS = {
    "numerator": "numerator", "denominator": "denominator", "target": "target", "forecast": "forecast", "state": "state",
    "reservation": "reservation", "commentary": "why", "so_what": "so_what", "what_next": "what_next",
    "target_words": "target_words", "target_note": "target_note", "stated_quartile": "stated_quartile",
    "stated_band": "stated_band", "stated_by": "stated_by", "value": "actual",
}  # fmt: skip
"""The field that each column fills. The value comes last, for it may say that the indicator does not apply."""
FILLED_BY = {name: column for column, name in FILLS.items()}
NOT_YET: Any = object()
LONGEST_SAID = 60
"""Signs of a cell of which it is remembered what it says."""


class StoredFigures:
    """What is stored of some indicators, without anything round it: some fields by indicator and period. One query."""

    def __init__(self, indicators: Collection[int], fields: set[str]) -> None:
        names = ("indicator_id", "period_id", *sorted(fields | {"actual", "numerator", "denominator", "state"}))
        self.places = {name: place for place, name in enumerate(names)}
        rows = of_these(Measurement.objects.order_by(), indicators).values_list(*names)
        self.figures: dict[tuple[int, int], tuple] = {row[:2]: row for row in rows}

    def have(self, indicator: Indicator, key: tuple[int, int], given: dict[str, Any]) -> bool:
        """Whether a figure is stored with these values, and is the rate that its numerator and denominator give."""
        figure = self.figures.get(key)
        if figure is None or any(figure[self.places[name]] != value for name, value in given.items()):
            return False
        numerator, denominator = figure[self.places["numerator"]], figure[self.places["denominator"]]
        rate = None if numerator is None else Measurement.rate_of(indicator, numerator, denominator)
        return rate is None or rate == figure[self.places["actual"]]


def of_these(stored: QuerySet, indicators: Collection[int]) -> QuerySet:
    """Those of some indicators. Of many all are asked for, and some in vain."""
    return stored.filter(indicator__in=list(indicators)) if len(indicators) <= FEW else stored


class MeasurementImporter(Importer):
    """Figures with their targets, forecasts, states and commentary; verdicts are worked out with them."""

    what = "Measurements"
    needed = ("set", "ref", "period")
    columns: ClassVar[tuple[str, ...]] = (
        *needed, "value", "numerator", "denominator", "target", "forecast", "state", "reservation",
        "commentary", "so_what", "what_next", "target_words", "target_note", "stated_quartile", "stated_band", "stated_by",
        "title", "unit", "last_year", "period_before",
    )  # fmt: skip
    conditions: ClassVar[dict[str, str]] = {
        "numerator_with_denominator": "denominator",
        "denominator_above_zero": "denominator",
        "reservation_has_a_reason": "reservation",
        "override_has_a_reason": "value",
        "stated_position_has_a_source": "stated_by",
    }

    def prepare(self) -> None:
        """Read the indicators and the periods. Five queries."""
        self.indicators, self.periods = Indicators(), Periods()
        self.seen: set[tuple[int, Period]] = set()
        self.stored: dict[tuple[int, Period], Measurement] = {}
        self.reporting: dict[int | None, bool] = {}
        self.said: dict[tuple[str, ...], dict[str, Any] | None] = {}
        self.blank, self.fitting = Measurement(), set()
        self.filled = [column for column in FILLS if not self.sheet.columns or column in self.sheet.columns]

    def differing(self, sheet: Sheet) -> list[Row]:
        """The rows but for those that say what is stored. Reads every figure of the indicators that they name. Two queries."""
        stored = StoredFigures(self._named_by(sheet.rows), {FILLS[column] for column in self.filled})
        if not stored.figures:
            return sheet.rows
        met: set[tuple[int, int]] = set()
        rows = [row for row in sheet if not self.is_stored(row, stored, met)]
        self.read_stored(self._named_by(rows))
        return rows

    def _named_by(self, rows: Iterable[Row]) -> dict[int, Indicator]:
        return {found.pk: found for row in rows if (found := self.indicators.named_by(row))}

    def is_stored(self, row: Row, stored: StoredFigures, met: set[tuple[int, int]]) -> bool:
        """Whether a row says what is stored and is beyond doubt. ``met`` are the figures that rows above it name."""
        indicator, period = self.indicators.named_by(row), self.periods.named_by(row)
        if indicator is None or period is None:
            return False
        key = indicator.pk, period.pk
        is_second = key in met
        met.add(key)
        if is_second or row.doubts or not self.may_report(indicator):
            return False
        given = self.at_once(row, indicator)
        if given is None or not stored.have(indicator, key, given):
            return False
        self.seen.add((indicator.pk, period.period))
        return True

    def may_report(self, indicator: Indicator) -> bool:
        """Whether whoever takes the table in may report figures of an indicator."""
        owner = indicator.owner_id
        if owner not in self.reporting:
            self.reporting[owner] = self.by is None or may_answer_for(self.by, [owner])
        return self.reporting[owner]

    def read_stored(self, touched: dict[int, Indicator]) -> None:
        """Every figure of some indicators, locked: those that rows change, and those that they stand beside. One query."""
        rows = {row.pk: row for row in self.periods.found.values()}
        for measurement in of_these(Measurement.objects.select_for_update().order_by("pk"), touched):
            if measurement.indicator_id not in touched:
                continue
            measurement.indicator = touched[measurement.indicator_id]
            measurement.period = rows[measurement.period_id]
            self.stored[measurement.indicator_id, measurement.period.period] = measurement

    def read(self, row: Row) -> Pending | None:
        """Compare a row with the figure that is stored for its indicator and period."""
        indicator, period = self.indicators.of(row), row.period("period")
        if indicator is None or period is None:
            return None
        if (indicator.pk, period) in self.seen:
            row.doubt("period", f"{indicator.ref} has another row for {period} in this file. Keep one.")
            return None
        self.seen.add((indicator.pk, period))
        if not self.may_report(indicator):
            whose = f"is for the {indicator.owner} to report" if indicator.owner else "has no owner yet"
            row.doubt("ref", f"{indicator.ref} {whose}. Only the performance team can report it besides.")
            return None
        existing = self.stored.get((indicator.pk, period))
        record = existing or like(self.blank, indicator=indicator, period=self.periods.of(period))
        pending = Pending(row.number, record, Kind.UNCHANGED if existing else Kind.NEW)
        target = record.target
        given = self.at_once(row, indicator) or self.given(row, indicator)
        if given.get("state") == State.SIGNED_OFF != record.state:
            self.unsigned(row, indicator)
        for name, value in (given | self.firmness(given, record)).items():
            pending.set(name, value)
        if target is not None and "target" in pending.fields:
            stands = f"The target for {period} is {indicator.scale.again(target)}"
            row.doubt("target", f"{stands}. A change of it is a decision, which is made under Targets on its page.")
        if row.doubts:
            return None
        self.rate(row, pending)
        if existing is None:
            self.stored[indicator.pk, period] = record
        if pending.kind != Kind.UNCHANGED and record.period.locked_at:
            row.doubt(
                "period", f"{period} is locked. A change now is a restatement, which is made on the indicator's page."
            )
        self.fit(row, pending)
        holds(row, record, self.conditions)
        return pending

    def fit(self, row: Row, pending: Pending) -> None:
        """Doubt each figure or text that is set and does not fit its field."""
        if not pending.fields:
            return
        fits(row, pending.record, {name: FILLED_BY[name] for name in pending.fields}, self.fitting)

    def readers(self, row: Row, indicator: Indicator) -> dict:
        """How each column but the value is read, and the field that it fills."""
        read = {
            "numerator": lambda: row.decimal("numerator"),
            "denominator": lambda: row.decimal("denominator"),
            "target": lambda: self.figure(row, "target", indicator),
            "forecast": lambda: self.figure(row, "forecast", indicator),
            "state": lambda: row.choice("state", State),
            "stated_quartile": lambda: row.choice("stated_quartile", Quartile),
            "stated_band": lambda: row.whole("stated_band") or None,
        }
        texts = {column: partial(row.text, column) for column in FILLS if column not in read}
        return {column: (FILLS[column], how) for column, how in (read | texts).items() if column != "value"}

    def at_once(self, row: Row, indicator: Indicator) -> dict[str, Any] | None:
        """What a row says, by field, from what like cells said; None where a cell is in doubt or to be asked about."""
        if row.dates:
            return None
        given: dict[str, Any] = {}
        for column in self.filled:
            if not (text := row.cells.get(column)):
                continue
            like = column, text, indicator.unit, indicator.level_names
            said = self.said.get(like, NOT_YET)
            if said is NOT_YET:
                alone = Row(row.number, {column: text})
                said = self.given(alone, indicator)
                said = None if alone.doubts or alone.asked else said
                if len(text) <= LONGEST_SAID:
                    self.said[like] = said
            if said is None:
                return None
            given |= said
        return given

    def given(self, row: Row, indicator: Indicator) -> dict:
        """What the row says, by field."""
        given = cells(row, self.readers(row, indicator), Measurement)
        text = row.text("value")
        if text == CLEAR:
            given["actual"] = None
        elif text:
            figure = row.figure("value", unit=indicator.unit, names=indicator.scale.names)
            if figure.not_applicable:
                given["state"] = State.NOT_APPLICABLE
            elif figure.value is not None:
                given["actual"] = figure.value
        return given

    @staticmethod
    def firmness(given: dict, record: Measurement) -> dict:
        """The state that a figure has which takes another's place, where the row says none."""
        names = ("actual",) if record.numerator is None else ("numerator", "denominator")
        is_another = any(given.get(name, getattr(record, name)) != getattr(record, name) for name in names)
        return {"state": after_change(State(record.state))} if is_another and "state" not in given else {}

    def unsigned(self, row: Row, indicator: Indicator) -> None:
        """Doubt that a figure is signed off where the person may not sign."""
        if self.by is None or may_sign_off(self.by, indicator.owner_id, self.offices):
            return
        names = [self.posts[post] for post in signing_posts(indicator.owner_id, self.offices)]
        whose = f"by the {listed(sorted(names))} or the performance team" if names else "by the performance team"
        row.doubt("state", f"{indicator.ref} is signed off {whose}. Write provisional.")

    @cached_property
    def offices(self) -> Offices:
        """Which post answers to which, asked only where an officer says that something is signed off."""
        return offices()

    @cached_property
    def posts(self) -> dict[int, str]:
        """Posts by key, likewise."""
        return dict(Post.objects.values_list("pk", "title"))

    @staticmethod
    def figure(row: Row, column: str, indicator: Indicator):
        """A target or a forecast, in the indicator's unit."""
        return row.figure(column, unit=indicator.unit, names=indicator.scale.names).value

    @staticmethod
    def rate(row: Row, pending: Pending) -> None:
        """Work the value out of numerator and denominator; a value beside them must be the same at printed precision."""
        record, scale = pending.record, pending.record.indicator.scale
        if record.numerator is None or not record.denominator or record.denominator <= 0:
            return
        rate = record.rate()
        if (
            "actual" in pending.fields
            and record.actual is not None
            and scale.printed(record.actual) != scale.printed(rate)
        ):
            row.doubt(
                "value",
                f"{scale.again(record.actual)} is not what numerator and denominator give, {scale.again(rate)}. "
                "Correct one of them, or leave the value empty.",
            )
            return
        pending.set("actual", rate)

    def look_again(self) -> None:
        """Ask about figures that look unlikely beside last year's, their unit and the rest of their year."""
        units = {question.row: question.sentence for question in self.findings.questions if question.column == "value"}
        for pending in self.findings.pending:
            if pending.row in units:
                self.keep(pending, units[pending.row])
            if "actual" not in pending.fields or pending.record.actual is None:
                continue
            for asked in self.questions(pending.record):
                self.findings.questions.append(Question(pending.row, "value", asked))
                self.keep(pending, asked)

    @staticmethod
    def keep(pending: Pending, asked: str) -> None:
        """Keep what was asked beside the figure, for when it is confirmed."""
        pending.record.confirmed = remembered(pending.record.confirmed, [asked])
        pending.fields.append("confirmed")

    def questions(self, measurement: Measurement) -> list[str]:
        """What looks unlikely about a figure, beside those that are stored or in the table."""
        key, period = measurement.indicator_id, measurement.period.period
        in_year = []
        if measurement.indicator.aggregation == Aggregation.CUMULATIVE:
            parts = (Period(period.kind, period.year, number) for number in range(1, period.number))
            in_year = [found for part in parts if (found := self.stored.get((key, part)))]
        return questions_about(measurement, earlier=self.stored.get((key, period.like_period)), in_year=in_year)

    def store(self, new: list[Pending], changed: list[Pending]) -> None:
        """Write the figures with their verdicts, and the verdicts of those beside them that rest on them."""
        if not new and not changed:
            return
        self.periods.store()
        rows = list(self.stored.values())
        differing = work_out(rows)
        written = [pending.record for pending in (*new, *changed)]
        self.write(new, changed, [*fields_of(changed), *VERDICTS])
        besides = {id(record) for record in written}
        store_derived([measurement for measurement in differing if id(measurement) not in besides], VERDICTS)
        store_ends(rows)
