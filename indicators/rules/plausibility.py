"""What a person is asked before a figure is taken in: questions, never refusals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core import formats
from core.vocabulary import Words
from indicators.choices import Aggregation
from indicators.rules.aggregation import Part
from indicators.rules.scale import HUNDRED, Scale

TEN = 10
SIGNED_UNITS = ("£", "%", "percentage points")


class Doubt(Words):
    """Why a figure is asked about."""

    TEN_TIMES = "ten_times", "Ten times last year's or more"
    TENTH = "tenth", "A tenth of last year's or less"
    ABOVE_HUNDRED = "above_hundred", "A percentage above 100"
    BELOW_ZERO = "below_zero", "A percentage below 0"
    FALLS = "falls", "A cumulative figure that falls within its year"
    LEVEL = "level", "No such level"
    SCORE = "score", "No such score"
    YES_NO = "yes_no", "Neither yes nor no"
    NEGATIVE = "negative", "Less than nothing"
    NUMERATOR = "numerator", "A part greater than its whole"


@dataclass(frozen=True)
class Question:
    """A doubt about a figure, as a sentence that ends in a question."""

    code: Doubt
    sentence: str


def doubts(
    scale: Scale,
    value: Decimal | None,
    *,
    earlier: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    aggregation: Aggregation | None = None,
    earlier_in_year: Sequence[Part] = (),
) -> tuple[Question, ...]:
    """What to ask of a figure before it is taken in; nothing where it looks right.

    ``earlier`` is the like period's a year before; ``earlier_in_year`` are the
    parts of the same year before this one, of which the newest must not be more
    than a cumulative figure. A percentage of a part greater than its whole is
    asked about once, as such, and not again as above 100.
    """
    found = []
    if scale.unit == "%" and numerator is not None and denominator is not None and numerator > denominator:
        of = f"{formats.exact(numerator)} of {formats.exact(denominator)}"
        found.append(Question(Doubt.NUMERATOR, f"{of} is more than all of them. Is it right?"))
    if value is None:
        return tuple(found)
    if _is_judgement(scale):
        found += _of_judgement(scale, value)
    elif not found:
        found += _of_quantity(scale, scale.printed(value))
    if aggregation == Aggregation.CUMULATIVE:
        found += _of_the_year(scale, value, earlier_in_year)
    if earlier is not None and not _is_judgement(scale):
        found += _of_last_year(scale, scale.printed(value), scale.printed(earlier))
    return tuple(found)


def _is_judgement(scale: Scale) -> bool:
    """Whether values are levels, scores or answers, of which ten times as many means nothing."""
    return bool(scale.names) or scale.unit.startswith(("level", "score of ", "yes/no"))


def _of_judgement(scale: Scale, value: Decimal) -> Iterator[Question]:
    """Whether a value is one of the levels, scores or answers that there are."""
    bare, is_whole = formats.exact(value), value == value.to_integral_value()
    if scale.unit == "yes/no":
        if value not in {0, 1}:
            yield Question(Doubt.YES_NO, f"{bare} is neither 1 for yes nor 0 for no. Is it right?")
    elif scale.names:
        if not is_whole or not 1 <= value <= len(scale.names):
            levels = f"they go from 1, {scale.names[0]}, to {len(scale.names)}, {scale.names[-1]}"
            yield Question(Doubt.LEVEL, f"{bare} is no level: {levels}. Is it right?")
    elif scale.unit.startswith("level"):
        if not is_whole or value < 0:
            yield Question(Doubt.LEVEL, f"{bare} is no whole level. Is it right?")
    elif (most := _most(scale.unit)) is not None and not 0 <= value <= most:
        yield Question(Doubt.SCORE, f"{bare} is no score of {formats.exact(most)}. Is it right?")


def _of_quantity(scale: Scale, value: Decimal) -> Iterator[Question]:
    """Whether a percentage lies between 0 and 100, and a count is not negative."""
    if scale.unit == "%":
        if value > HUNDRED:
            yield Question(Doubt.ABOVE_HUNDRED, f"{scale.written(value)} is more than 100{formats.NBSP}%. Is it right?")
        if value < 0:
            yield Question(Doubt.BELOW_ZERO, f"{scale.written(value)} is less than 0{formats.NBSP}%. Is it right?")
    elif value < 0 and not scale.unit.startswith(SIGNED_UNITS):
        yield Question(Doubt.NEGATIVE, f"{scale.written(value)} is less than nothing. Is it right?")


def _most(unit: str) -> Decimal | None:
    """The highest score of a unit such as "score of 4"; None where the unit does not say."""
    try:
        return Decimal(unit.removeprefix("score of "))
    except InvalidOperation:
        return None


def _of_the_year(scale: Scale, value: Decimal, parts: Sequence[Part]) -> Iterator[Question]:
    """Whether a cumulative figure falls within its year."""
    last = max((part for part in parts if part.is_in), key=lambda part: part.period.ends, default=None)
    if last is None or scale.printed(value) >= scale.printed(last.figure(scale)):
        return
    was = f"{scale.again(last.figure(scale))} in {last.period}"
    yield Question(
        Doubt.FALLS,
        f"{scale.opening(value)} is less than {was}, and a cumulative figure cannot fall within its year. Is it right?",
    )


def _of_last_year(scale: Scale, value: Decimal, earlier: Decimal) -> Iterator[Question]:
    """Whether a value is ten times last year's, or a tenth of it.

    Nothing is asked where last year's was nothing. A value of nothing counts as
    just below the smallest figure that can be printed: after 0.4 it is no doubt,
    after 420 it is.
    """
    size, size_earlier = abs(value), abs(earlier)
    if not size_earlier:
        return
    if size >= TEN * size_earlier:
        times = formats.number(size / size_earlier)
        sentence = f"{scale.opening(value)} is {times} times last year's {scale.again(earlier)}. Is it right?"
        yield Question(Doubt.TEN_TIMES, sentence)
    elif size and size_earlier >= TEN * size:
        times = formats.number(size_earlier / size)
        sentence = (
            f"{scale.opening(value)}, where last year's {scale.again(earlier)} was {times} times as much. Is it right?"
        )
        yield Question(Doubt.TENTH, sentence)
    elif not size and size_earlier >= TEN * Decimal(1).scaleb(-scale.decimal_places):
        yield Question(Doubt.TENTH, f"{scale.opening(value)}, after last year's {scale.again(earlier)}. Is it right?")
