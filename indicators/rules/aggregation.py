"""From the parts of a year to the year to date. Percentages are never averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from core import formats
from core.periods import MONTHS_IN, Period, PeriodKind
from indicators.choices import Aggregation
from indicators.rules.scale import Scale

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Part:
    """What was reported for a part of a year, or for the whole of it."""

    period: Period
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def has_fraction(self) -> bool:
        """Whether it can be pooled."""
        return self.numerator is not None and self.denominator is not None and self.denominator > 0

    @property
    def is_in(self) -> bool:
        """Whether anything was reported."""
        return self.value is not None or self.has_fraction

    def figure(self, scale: Scale) -> Decimal | None:
        """Its value, worked out from numerator and denominator where it was not given."""
        if self.value is None and self.has_fraction:
            return scale.ratio(self.numerator, self.denominator)
        return self.value


@dataclass(frozen=True)
class YearToDate:
    """What the parts that are in make of the year, with the sentence that says how.

    ``value`` is None where nothing is in, or where what is in cannot be put
    together honestly. ``parts_in`` of ``parts_of`` parts are in: counted in months
    where the parts differ in length, and 0 of 0 where it is not known how many
    there will be.
    """

    value: Decimal | None
    sentence: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    parts_in: int = 0
    parts_of: int = 0
    counted: tuple[Part, ...] = ()
    """The parts that count, in order. A shorter one inside a longer one is not among them."""
    missing: tuple[Period, ...] = ()
    """Parts that should have come before the newest one that is in, and have not."""
    is_complete: bool = False
    """Whether the value is the year's: nothing more is to come."""
    is_faulty: bool = False
    """Whether the figures contradict each other, so that somebody must correct one."""

    @property
    def tally(self) -> str:
        """How many parts of how many: "3 of 4 quarters"."""
        kinds = {part.period.kind for part in self.counted}
        kind = kinds.pop() if len(kinds) == 1 else PeriodKind.MONTH
        return f"{self.parts_in} of {kind.counted(self.parts_of)}"


def year_to_date(scale: Scale, aggregation: Aggregation, year: Period, parts: Sequence[Part]) -> YearToDate:
    """Put the parts of a year together, by the indicator's aggregation.

    A figure for the whole year stands as it is. Parts of other years are left
    out, and so is a part that lies inside a longer one that is in: nothing counts
    twice. A snapshot, a cumulative figure and rolling twelve months stand as the
    newest part has them; flows are added; of rates the numerators and the
    denominators are added and divided once.
    """
    own = [part for part in parts if part.period.whole_year == year]
    reported = [part for part in own if part.is_in]
    for part in reported:
        if part.period == year:
            value = part.figure(scale)
            sentence = f"{scale.opening(value)} in {year}, as reported for the whole year."
            return YearToDate(value, sentence, part.numerator, part.denominator, 1, 1, (part,), is_complete=True)
    if aggregation == Aggregation.ANNUAL:
        return YearToDate(None, f"Reported once a year, and not yet for {year}.", parts_of=1)
    if not reported:
        return YearToDate(None, f"Nothing is in for {year} yet.", parts_of=_expected(own, year))
    in_hand = _in_hand(year, reported)
    match aggregation:
        case Aggregation.FLOW:
            return _added(scale, year, in_hand)
        case Aggregation.RATE:
            return _pooled(scale, year, in_hand)
        case Aggregation.CUMULATIVE:
            return _fallen(scale, reported, in_hand) or _newest(scale, year, in_hand, "as entered for")
        case Aggregation.ROLLING:
            return _newest(scale, year, in_hand, "the twelve months to the end of")
        case _:
            return _newest(scale, year, in_hand, "the newest figure, of")


def _longest(reported: list[Part]) -> tuple[Part, ...]:
    """The longest parts that are in, without those that lie inside one of them; in order."""
    chosen: list[Part] = []
    for part in sorted(reported, key=lambda p: -p.period.months):
        if not any(_lies_in(part.period, longer.period) for longer in chosen):
            chosen.append(part)
    return tuple(sorted(chosen, key=lambda p: p.period.starts))


def _lies_in(period: Period, longer: Period) -> bool:
    return longer.starts <= period.starts and period.ends <= longer.ends


def _expected(own: list[Part], year: Period) -> int:
    """How many parts a year of which nothing is in will have; 0 where its parts are not of one length."""
    lengths = {part.period.months for part in own if part.period != year}
    return MONTHS_A_YEAR // lengths.pop() if len(lengths) == 1 else 0


def _in_hand(year: Period, reported: list[Part]) -> YearToDate:
    """Which parts count, how many of how many are in and which are missing; no value yet."""
    counted = _longest(reported)
    kinds = {part.period.kind for part in counted}
    kind = kinds.pop() if len(kinds) == 1 else PeriodKind.MONTH
    of = MONTHS_A_YEAR // MONTHS_IN[kind]
    slots = [Period(kind, year.year, number) for number in range(1, of + 1)]
    empty = [slot for slot in slots if not any(_lies_in(slot, part.period) for part in counted)]
    missing = tuple(slot for slot in empty if slot.ends < counted[-1].period.starts)
    return YearToDate(
        None, "", parts_in=of - len(empty), parts_of=of, counted=counted, missing=missing, is_complete=not empty
    )


def _gaps(in_hand: YearToDate) -> str:
    """The sentence that names what is missing, with the space before it."""
    if not in_hand.missing:
        return ""
    names = formats.listed(str(period) for period in in_hand.missing)
    return f" {names} {'is' if len(in_hand.missing) == 1 else 'are'} missing."


def _so_far(year: Period, is_complete: bool) -> str:
    return str(year) if is_complete else f"{year} to date"


def _added(scale: Scale, year: Period, in_hand: YearToDate) -> YearToDate:
    value = sum((part.figure(scale) for part in in_hand.counted), Decimal(0))
    so_far = _so_far(year, in_hand.is_complete)
    sentence = f"{scale.opening(value)} in {so_far}: {in_hand.tally} added.{_gaps(in_hand)}"
    return replace(in_hand, value=value, sentence=sentence)


def _pooled(scale: Scale, year: Period, in_hand: YearToDate) -> YearToDate:
    counted, so_far = in_hand.counted, _so_far(year, in_hand.is_complete)
    bare = [str(part.period) for part in counted if not part.has_fraction]
    if len(bare) == len(counted) == 1:
        value = counted[0].figure(scale)
        sentence = f"{scale.opening(value)} in {so_far}, as reported for {bare[0]}; in: {in_hand.tally}."
        return replace(in_hand, value=value, sentence=sentence + _gaps(in_hand))
    if bare:
        lacking = f"{formats.listed(bare)} {'has' if len(bare) == 1 else 'have'} no numerator and denominator"
        sentence = f"Not known for {so_far}: {lacking}, and rates are pooled, never averaged. Enter them."
        return replace(in_hand, sentence=sentence, is_complete=False)
    numerator = sum((part.numerator for part in counted), Decimal(0))
    denominator = sum((part.denominator for part in counted), Decimal(0))
    value = scale.ratio(numerator, denominator)
    of = f"{formats.exact(numerator)} of {formats.exact(denominator)}"
    sentence = f"{scale.opening(value)} in {so_far}: {of}, pooled from {in_hand.tally}.{_gaps(in_hand)}"
    return replace(in_hand, value=value, sentence=sentence, numerator=numerator, denominator=denominator)


def _newest(scale: Scale, year: Period, in_hand: YearToDate, words: str) -> YearToDate:
    last = in_hand.counted[-1]
    value = last.figure(scale)
    is_complete = last.period.ends == year.ends
    sentence = (
        f"{scale.opening(value)} in {_so_far(year, is_complete)}, {words} {last.period}; in: {in_hand.tally}."
        f"{_gaps(in_hand)}"
    )
    return replace(
        in_hand,
        value=value,
        sentence=sentence,
        numerator=last.numerator,
        denominator=last.denominator,
        is_complete=is_complete,
    )


def _fallen(scale: Scale, reported: list[Part], in_hand: YearToDate) -> YearToDate | None:
    """The error where a cumulative figure falls within its year."""
    ordered = sorted(reported, key=lambda p: (p.period.ends, p.period.months))
    for before, after in pairwise(ordered):
        was, became = scale.printed(before.figure(scale)), scale.printed(after.figure(scale))
        if became < was:
            falls = f"{scale.written(was)} in {before.period} to {scale.written(became)} in {after.period}"
            sentence = f"A cumulative figure cannot fall within its year: from {falls}. Correct one of them."
            return replace(in_hand, sentence=sentence, is_complete=False, is_faulty=True)
    return None
