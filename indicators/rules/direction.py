"""Direction of travel: this period against the like period a year earlier, read through polarity."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from indicators.choices import Direction, Polarity
from indicators.rules.scale import HUNDRED, Scale


@dataclass(frozen=True)
class Travel:
    """Direction of travel.

    ``change`` is signed as the value moved: in percentage points for % indicators,
    in per cent of the earlier value for the rest; None where it cannot be given.
    """

    direction: Direction
    sentence: str
    change: Decimal | None = None


def travel(
    scale: Scale, *, value: Decimal | None, earlier: Decimal | None, earlier_period: str, since: str = ""
) -> Travel:
    """Compare a value with the like period a year earlier, read through polarity.

    A change smaller than the scale's materiality is no change. For a best range,
    improved is nearer to it. ``since`` names another comparison than the default
    ("on last quarter"), which is then always labelled.
    """
    if value is None:
        return Travel(Direction.NO_COMPARISON, f"No figure to compare with {earlier_period}.")
    if earlier is None:
        return Travel(Direction.NO_COMPARISON, f"No figure for {earlier_period} to compare with.")
    value, earlier = scale.printed(value), scale.printed(earlier)
    moved = value - earlier
    change = moved if scale.unit == "%" else (moved / abs(earlier) * HUNDRED if earlier else None)
    against = f"on {earlier_period} ({scale.again(earlier)}){f', {since}' if since else ''}"
    still, better = _stillness(scale, moved), scale.goodness(value) - scale.goodness(earlier)
    if scale.polarity == Polarity.NEUTRAL:
        if still is not None:
            return Travel(Direction.UNCHANGED, f"Unchanged {against}{still}.", change)
        way = Direction.UP if moved > 0 else Direction.DOWN
        return Travel(way, f"{way.label}{scale.by(moved)} {against}.", change)
    if still is not None:
        return Travel(Direction.NO_CHANGE, f"No change {against}{still}.", change)
    way = Direction.IMPROVED if better > 0 else Direction.DECLINED if better else Direction.NO_CHANGE
    if scale.polarity == Polarity.RANGE:
        places = f"{_whereabouts(scale, value)} {scale.best_range}, {_whereabouts(scale, earlier)} it then"
        return Travel(way, f"{way.label} {against}: {places}.", change)
    return Travel(way, f"{way.label}{scale.by(moved)} {against}.", change)


def _stillness(scale: Scale, moved: Decimal) -> str | None:
    """Why a value that moved so far counts as still, as a sentence goes on; None where it counts as moved."""
    if moved == 0:
        return ""
    if abs(moved) >= scale.materiality:
        return None
    return f": {scale.distance(moved)} is too small a change to count"


def _whereabouts(scale: Scale, value: Decimal) -> str:
    """Where a value lies, as "… the best range" goes on: inside, 2.0 days outside."""
    outside = scale.outside(value)
    return f"{scale.distance(outside)} outside" if outside else "inside"
