"""Whether a clinic worked: its effect, measured from its own date. Pure functions.

Before is the last measurement whose period *ended* on or before the clinic.
After are measurements whose period *started* on or after it. A period that
straddles the date is shown and not counted. A year that ended before the
clinic is never its outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import formats
from core.vocabulary import Words
from indicators.choices import Direction
from indicators.rules import Scale, travel


@dataclass(frozen=True)
class Figure:
    """A measurement as the effect needs it."""

    period: str
    kind: str
    starts: date
    ends: date
    value: Decimal


class Effect(Words):
    """What a clinic did for an indicator."""

    IMPROVED = "improved", "Improved since"
    NO_CHANGE = "no_change", "No change since"
    DECLINED = "declined", "Declined since"
    TOO_EARLY = "too_early", "Too early to say"
    NO_BASELINE = "no_baseline", "No figure from before"


@dataclass(frozen=True)
class MeasuredEffect:
    """The effect of a clinic on one indicator, with the sentence that explains it."""

    effect: Effect
    sentence: str
    before: Figure | None = None
    after: tuple[Figure, ...] = ()
    straddling: tuple[Figure, ...] = ()


def baseline(figures: Sequence[Figure], held_on: date) -> Figure | None:
    """The last figure whose period ended on or before the clinic; of two that ended together, the longer period's."""
    return max((f for f in figures if f.ends <= held_on), key=lambda f: (f.ends, -f.starts.toordinal()), default=None)


def effect(scale: Scale, figures: Sequence[Figure], held_on: date) -> MeasuredEffect:
    """Compare the newest like figure from after a clinic with the last one from before it.

    Only figures of the same kind of period as the baseline are compared: a
    quarter is not held against a year.
    """
    before = baseline(figures, held_on)
    after = tuple(sorted((f for f in figures if f.starts >= held_on), key=lambda f: f.ends))
    straddling = tuple(f for f in figures if f.starts < held_on < f.ends)
    if before is None:
        return MeasuredEffect(
            Effect.NO_BASELINE,
            "No figure from before the clinic, so its effect cannot be measured.",
            None,
            after,
            straddling,
        )
    was = f"{scale.written(before.value)} in {before.period}, before the clinic"
    like = [f for f in after if f.kind == before.kind]
    if not like:
        sentence = f"{was[:1].upper()}{was[1:]}. No period that began after it has been reported: too early to say."
        if straddling:
            shown = formats.listed(f"{scale.written(f.value)} in {f.period}" for f in straddling)
            sentence += f" {shown[:1].upper()}{shown[1:]} lies partly before the clinic and is not counted."
        return MeasuredEffect(Effect.TOO_EARLY, sentence, before, after, straddling)
    newest = like[-1]
    moved = travel(scale, value=newest.value, earlier=before.value, earlier_period=before.period)
    found = {Direction.IMPROVED: Effect.IMPROVED, Direction.DECLINED: Effect.DECLINED}.get(
        moved.direction, Effect.NO_CHANGE
    )
    sentence = f"{found.label}: {was}, and {scale.written(newest.value)} in {newest.period}, after it."
    return MeasuredEffect(found, sentence, before, after, straddling)
