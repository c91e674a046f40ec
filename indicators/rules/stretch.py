"""Stretch targets: what share of a reward grant a result earns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from core import formats
from indicators.choices import Polarity
from indicators.rules.scale import HUNDRED, Scale

LEAST = Decimal("0.6")
PENCE = 2


@dataclass(frozen=True)
class StretchResult:
    """What a result earns of a stretch target's grant.

    ``share`` is what is paid: 0, or 0.6 to 1; ``achieved`` how much of the
    stretch was made, which may be below 0 and above 1; ``grant`` the £ earned,
    where the grant is known. None where they cannot be worked out.
    """

    share: Decimal | None
    sentence: str
    achieved: Decimal | None = None
    grant: Decimal | None = None


def stretch_share(
    scale: Scale,
    actual: Decimal | None,
    without: Decimal,
    with_agreement: Decimal,
    grant: Decimal | None = None,
) -> StretchResult:
    """The share (actual − without) / (with − without), read through polarity.

    Nothing is paid below 60 %, and at most the whole. ``grant`` is in £, at full
    achievement. Figures count at printed precision; how far is never rounded up.
    """
    if scale.polarity == Polarity.NEUTRAL:
        return StretchResult(None, "Share not known: the figure is for context, and neither way is better.")
    stretch = scale.goodness(with_agreement) - scale.goodness(without)
    aim = f"the stretch target of {scale.again(with_agreement)}"
    if stretch <= 0:
        wrong = f"{aim} is no better than {scale.again(without)}, expected without the agreement"
        return StretchResult(None, f"Share not known: {wrong}. Correct one of them.")
    if actual is None:
        return StretchResult(None, "Share not known: there is no figure yet.")
    made = scale.goodness(actual) - scale.goodness(without)
    achieved = made / stretch
    share = Decimal(0) if achieved < LEAST else min(achieved, Decimal(1))
    earned = None if grant is None else formats.printed(grant * share, PENCE)
    if made <= 0:
        words = "no better than" if made == 0 else "worse than"
        expected = f"is {words} the {scale.again(without)} expected without the agreement"
        return StretchResult(share, f"{scale.opening(actual)} {expected}: nothing is paid.", achieved, earned)
    way = (
        f"{scale.opening(actual)} makes {formats.number(made, scale.decimal_places)} of the {scale.distance(stretch)} "
        f"from {scale.again(without)} to {aim} ({_percentage(achieved)})"
    )
    if not share:
        return StretchResult(share, f"{way}, less than 60{formats.NBSP}%: nothing is paid.", achieved, earned)
    paid = "all" if share == 1 else _percentage(share)
    money = "" if grant is None else f", {_pounds(earned)} of {_pounds(grant)}"
    return StretchResult(share, f"{way}: {paid} of the grant is paid{money}.", achieved, earned)


def _percentage(part: Decimal) -> str:
    """A share to one decimal place, rounded down: 59.96 % is not written 60.0 %."""
    return formats.figure((part * HUNDRED).quantize(Decimal("0.1"), rounding=ROUND_FLOOR), "%", 1)


def _pounds(amount: Decimal) -> str:
    return formats.figure(amount, "£", 0 if amount == amount.to_integral_value() else PENCE)
