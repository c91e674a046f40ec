"""What of a figure may be told to everybody, and how it is said to somebody who knows none of our words. Pure functions."""

from __future__ import annotations

from decimal import Decimal

from core.formats import listed
from core.periods import Period, PeriodKind
from core.rag import Rag
from indicators.choices import Direction, Polarity
from indicators.rules import Scale

FEWEST = 10
"""Of fewer people or things than these, and of fewer left over, a count might tell who they are."""
BETTER = {
    Polarity.HIGHER: "A higher figure is better.",
    Polarity.LOWER: "A lower figure is better.",
    Polarity.NEUTRAL: "Neither a higher nor a lower figure is better: it is there to know.",
}


def may_be_counted(numerator: Decimal | None, denominator: Decimal | None) -> bool:
    """Whether the counts behind a rate tell of nobody: neither those counted nor the others are few."""
    if numerator is None or denominator is None:
        return False
    return numerator >= FEWEST and denominator - numerator >= FEWEST


def spoken(period: Period) -> str:
    """A period as a resident would say it: April to June 2025, March 2026, 2025/26."""
    first, last = period.starts, period.ends
    match period.kind:
        case PeriodKind.MONTH:
            return f"{first:%B %Y}"
        case PeriodKind.QUARTER | PeriodKind.HALF:
            begins = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
            return f"{begins} to {last:%B %Y}"
        case PeriodKind.ACADEMIC:
            return f"the school year {period.year}/{(period.year + 1) % 100:02}"
        case _:
            return str(period)


def which_way(scale: Scale) -> str:
    """Which way a figure is better."""
    if scale.polarity == Polarity.RANGE:
        return f"The nearer to {scale.best_range}, the better."
    return BETTER[scale.polarity]


def told(
    scale: Scale,
    *,
    period: str,
    value: Decimal,
    target: Decimal | None,
    gap: Decimal | None,
    rag: Rag,
    direction: Direction,
) -> str:
    """A result in a sentence or two: what it was, what was wanted, and whether it is better than the year before."""
    sentences = [f"In {period} the result was {scale.written(value)}."]
    rated = rag in (Rag.GREEN, Rag.AMBER, Rag.RED)
    if scale.polarity == Polarity.NEUTRAL and not rated:
        sentences.append("It is there to know, and is not held against a target.")
    elif rated and scale.polarity == Polarity.RANGE:
        where = f"outside by {scale.distance(gap)}" if gap else "inside"
        sentences.append(f"The aim was {scale.best_range}, and the result was {where}.")
    elif target is not None:
        wanted = f"The target was {scale.again(target)}"
        if gap is None or scale.unit == "yes/no":
            sentences.append(f"{wanted}.")
        elif gap == 0:
            sentences.append(f"{wanted}, which was met exactly.")
        elif gap > 0:
            sentences.append(f"{wanted}, and the result was better by {scale.distance(gap)}.")
        else:
            sentences.append(f"{wanted}, which was missed by {scale.distance(gap)}.")
    else:
        sentences.append("No target was set for it.")
    if direction != Direction.NO_COMPARISON:
        sentences.append(
            {
                Direction.IMPROVED: "That is better than a year before.",
                Direction.DECLINED: "That is worse than a year before.",
                Direction.UP: "That is higher than a year before.",
                Direction.DOWN: "That is lower than a year before.",
            }.get(direction, "That is the same as a year before.")
        )
    return " ".join(sentences)


def in_ten_seconds(*, measures: int, met: int, aimed: int, better: int, compared: int) -> str:
    """How the council is doing, in one sentence with what each count is of."""
    if not measures:
        return "The council has not published any results yet."
    parts = []
    if aimed:
        parts.append(f"{met} of {aimed} with a target met it")
    if compared:
        parts.append(f"{better} of {compared} did better than a year before")
    published = f"{measures} measure{'' if measures == 1 else 's'} that we publish"
    if not parts:
        return f"Of the {published}, none has a result that can be compared yet."
    return f"Of the {published}, {listed(parts)}."
