"""Whether a clinic worked: its effect, measured from its own date. Pure functions.

Before is the last measurement whose period *ended* on or before the clinic, as
it was fixed on the day it first sat. After are measurements whose period
*started* on or after it. A period that straddles the date is shown and not
counted. A year that ended before the clinic is never its outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core import formats
from core.periods import PeriodKind
from core.vocabulary import Words
from indicators.choices import Direction, Polarity
from indicators.rules import Scale, travel

YEARS = (PeriodKind.YEAR, PeriodKind.CALENDAR, PeriodKind.ACADEMIC)
FEW = 4
"""Of more figures than these the first and the newest are written, with how many lie between."""


@dataclass(frozen=True)
class Figure:
    """A measurement as the effect needs it."""

    period: str
    kind: str
    starts: date
    ends: date
    value: Decimal

    def is_like(self, other: Figure) -> bool:
        """Whether both are of the same part of a year: a first quarter and a first quarter, a year and a year."""
        return (self.kind, self.starts.month) == (other.kind, other.starts.month)


@dataclass(frozen=True)
class Fixed:
    """The figure that was fixed as the baseline on the day the clinic first sat, with its value as it is now."""

    figure: Figure
    then: Decimal | None = None
    """What it was on that day, where it was restated since."""
    restated_on: date | None = None
    """The day of the first restatement since."""


class Effect(Words):
    """What a clinic did for an indicator."""

    IMPROVED = "improved", "Improved since"
    NO_CHANGE = "no_change", "No change since"
    DECLINED = "declined", "Declined since"
    UP = "up", "Up since"
    UNCHANGED = "unchanged", "Unchanged since"
    DOWN = "down", "Down since"
    TOO_EARLY = "too_early", "Too early to say"
    NOT_COMPARABLE = "not_comparable", "Not comparable"
    NO_BASELINE = "no_baseline", "No figure from before"


MOVED = {direction: Effect(direction.value) for direction in Direction if direction != Direction.NO_COMPARISON}
"""What a direction of travel says of a clinic. Of a neutral indicator: up, unchanged, down, which praise nobody."""


@dataclass(frozen=True)
class Change:
    """A figure from after a clinic beside the one from before it that it compares with."""

    figure: Figure
    against: Figure
    effect: Effect
    words: str
    """The change in the indicator's terms: "2.3 percentage points better"."""


@dataclass(frozen=True)
class MeasuredEffect:
    """The effect of a clinic on one indicator, with the sentence that explains it."""

    effect: Effect
    sentence: str
    before: Figure | None = None
    after: tuple[Figure, ...] = ()
    straddling: tuple[Figure, ...] = ()
    first: Change | None = None
    """The first figure since that compares."""
    latest: Change | None = None
    """The newest that compares; the verdict rests on it."""
    refused: tuple[Figure, ...] = ()
    """Years that somebody might take for the outcome, but which ended before the clinic."""
    refused_because: str = ""
    beyond: tuple[Figure, ...] = ()
    """Figures since that a new definition keeps from being compared."""
    broken_on: date | None = None
    uncounted: tuple[Figure, ...] = ()
    """Other figures since that are not compared: of another kind of period, or without a like one from before."""
    restated: str = ""
    """What the baseline was on the day, where it is another figure now."""


def baseline(figures: Sequence[Figure], held_on: date) -> Figure | None:
    """The last figure whose period ended on or before the clinic; of two that ended together, the longer period's."""
    return max((f for f in figures if f.ends <= held_on), key=_newest, default=None)


def refused(figures: Sequence[Figure], held_on: date) -> tuple[tuple[Figure, ...], str]:
    """The year that somebody might take for the outcome, but which ended before the clinic; with the sentence why not.

    That is the newest year held. Where a later year is held, nobody takes an older one for the outcome.
    """
    years = [f for f in figures if f.kind in YEARS]
    last = max((f.ends for f in years), default=None)
    if last is None or last > held_on:
        return (), ""
    found = tuple(f for f in years if f.ends == last)
    names = formats.listed(f.period for f in found)
    because = (
        f"{names} is not an outcome of the clinic: the year ended on {formats.long_date(last)}, "
        f"before the clinic first sat on {formats.long_date(held_on)}."
    )
    return found, because


def effect(
    scale: Scale,
    figures: Sequence[Figure],
    held_on: date,
    *,
    fixed: Fixed | None = None,
    breaks: Sequence[date] = (),
    adds_up: bool = False,
) -> MeasuredEffect:
    """Compare the figures from after a clinic, the first and the newest, with those from before it.

    Before is the baseline as it was ``fixed``, else as it is worked out. Only figures of the same kind of period
    are compared: a quarter is not held against a year. ``adds_up`` says that figures grow through the year (flows
    and cumulative figures): then only like parts of a year are compared, each with the last like one before the
    clinic. ``breaks`` are the days from which figures no longer compare with those before.
    """
    worked_out = baseline(figures, held_on)
    is_fixed = fixed is not None and fixed.figure.ends <= held_on
    before = fixed.figure if is_fixed else worked_out
    after = tuple(sorted((f for f in figures if f.starts >= held_on and f.ends > held_on), key=_newest))
    straddling = tuple(sorted((f for f in figures if f.starts < held_on < f.ends), key=_newest))
    no_outcome, because = refused(figures, held_on)
    facts = {"after": after, "straddling": straddling, "refused": no_outcome, "refused_because": because}
    if before is None:
        sentence = "No figure from before the clinic, so its effect cannot be measured."
        return MeasuredEffect(Effect.NO_BASELINE, sentence, uncounted=after, **facts)

    compared, beyond, broken_on = [], [], None
    for figure in after:
        against = _counterpart(figure, figures, before, held_on, adds_up=adds_up)
        if against is None:
            continue
        crossed = [day for day in breaks if against.starts < day <= figure.ends]
        if crossed:
            beyond.append(figure)
            broken_on = min([*crossed, *([broken_on] if broken_on else [])])
        else:
            compared.append(_change(scale, figure, against))
    facts |= {
        "before": before,
        "beyond": tuple(beyond),
        "broken_on": broken_on,
        "uncounted": tuple(f for f in after if f not in beyond and f not in [c.figure for c in compared]),
        "restated": _restated(scale, fixed) if is_fixed else "",
    }
    found = Effect.NOT_COMPARABLE if beyond else Effect.TOO_EARLY
    if compared:
        facts |= {"first": compared[0], "latest": compared[-1]}
        found = compared[-1].effect
    measured = MeasuredEffect(found, "", **facts)
    return replace(measured, sentence=_sentence(scale, measured, newer=_newer(worked_out, before), adds_up=adds_up))


def _newest(figure: Figure) -> tuple[date, int]:
    """The order of figures in time; of two that end together the longer is the newer."""
    return figure.ends, -figure.starts.toordinal()


def _newer(worked_out: Figure | None, before: Figure) -> Figure | None:
    """A figure from before the clinic that came in after the baseline was fixed."""
    return worked_out if worked_out and worked_out.ends > before.ends else None


def _counterpart(
    figure: Figure, figures: Sequence[Figure], before: Figure, held_on: date, *, adds_up: bool
) -> Figure | None:
    """The figure from before the clinic with which one from after it compares; None where there is none."""
    if figure.kind != before.kind:
        return None
    if not adds_up or figure.is_like(before):
        return before
    return max((f for f in figures if f.ends <= held_on and f.is_like(figure)), key=_newest, default=None)


def _change(scale: Scale, figure: Figure, against: Figure) -> Change:
    """What a figure is beside an earlier one, read through polarity and materiality."""
    moved = travel(scale, value=figure.value, earlier=against.value, earlier_period=against.period)
    value, earlier = scale.printed(figure.value), scale.printed(against.value)
    size = scale.distance(value - earlier)
    if scale.unit.startswith("level") and scale.decimal_places == 0:
        size = formats.count(int(abs(value - earlier)), "level")
    way = MOVED[moved.direction]
    if value == earlier:
        words = "no change"
    elif way in (Effect.NO_CHANGE, Effect.UNCHANGED):
        words = f"no change: {size} is too small a change to count"
        if scale.polarity == Polarity.RANGE and abs(value - earlier) >= scale.materiality:
            words = "no change: within the best range both times"
            if scale.outside(value):
                words = "no change: equally far from the best range"
    elif way in (Effect.UP, Effect.DOWN):
        words = f"{way.value}{scale.by(value - earlier)}"
    elif scale.polarity == Polarity.RANGE:
        nearer = scale.distance(scale.outside(value) - scale.outside(earlier))
        words = f"{nearer} {'nearer to' if way == Effect.IMPROVED else 'further from'} the best range"
    else:
        words = "better" if way == Effect.IMPROVED else "worse"
        words = words if scale.unit == "yes/no" else f"{size} {words}"
    return Change(figure, against, way, words)


def _restated(scale: Scale, fixed: Fixed) -> str:
    """What the baseline was on the day, where it is another figure now."""
    if (
        fixed.then is None
        or fixed.restated_on is None
        or scale.printed(fixed.then) == scale.printed(fixed.figure.value)
    ):
        return ""
    return (
        f"The baseline of {fixed.figure.period} was {scale.written(fixed.then)} on the day of the clinic and was "
        f"restated on {formats.long_date(fixed.restated_on)}: it is {scale.again(fixed.figure.value)} now, "
        "and the effect is measured from that."
    )


def _sentence(scale: Scale, measured: MeasuredEffect, *, newer: Figure | None, adds_up: bool) -> str:
    """The verdict in words: from which figure to which, and what is held that does not count, with the reason."""
    parts = _compared(scale, measured, adds_up=adds_up) if measured.latest else _nothing_yet(scale, measured)
    if measured.broken_on:
        parts.append(
            f"The definition changed on {formats.long_date(measured.broken_on)}: "
            f"{_shown(scale, measured.beyond)} {'does' if len(measured.beyond) == 1 else 'do'} not compare with figures "
            f"from before that day and {_is(measured.beyond)} not counted."
        )
    if measured.straddling:
        straddling = _opening(_shown(scale, measured.straddling))
        lies = "lies" if len(measured.straddling) == 1 else "lie"
        parts.append(f"{straddling} {lies} partly before the clinic and {_is(measured.straddling)} not counted.")
    if newer:
        parts.append(
            f"{_opening(_shown(scale, [newer]))} ended before the clinic too; it came in after the baseline was fixed."
        )
    return " ".join([*parts, *filter(None, [measured.restated])])


def _compared(scale: Scale, measured: MeasuredEffect, *, adds_up: bool) -> list[str]:
    """The newest figure since beside the one from before, and the first where it is another."""
    first, latest = measured.first, measured.latest
    label, words = latest.effect.label, latest.words
    for said in ("no change", "up", "down"):
        words = words.removeprefix(said).lstrip(": ")
    was = f"{scale.written(latest.against.value)} in {latest.against.period}, before the clinic"
    became = f"{scale.again(latest.figure.value)} in {latest.figure.period}, after it"
    parts = [f"{label}{f', {words}' if words else ''}: {was}, and {became}."]
    if first.figure != latest.figure:
        parts.append(
            f"The first figure since was {scale.again(first.figure.value)} in {first.figure.period}: {first.words}."
        )
    if adds_up and latest.figure.kind not in YEARS:
        parts.append("Its figures add up through the year, so only like parts of a year are compared.")
    return parts


def _nothing_yet(scale: Scale, measured: MeasuredEffect) -> list[str]:
    """That nothing compares yet, and why what has come in since does not."""
    before, since = measured.before, measured.uncounted
    parts = [f"{_opening(_shown(scale, [before]))}, before the clinic."]
    if measured.beyond:
        return parts
    if not since:
        return [*parts, "No period that began after it has been reported: too early to say."]
    if any(f.kind == before.kind for f in since):
        why = "its figures add up through the year and no like part of a year from before the clinic is held"
    else:
        why = f"{'it is' if len(since) == 1 else 'they are'} not held against {_a(before.kind)}"
    return [*parts, f"{_opening(_shown(scale, since))} began after it, but {why}: too early to say."]


def _is(figures: Sequence[Figure]) -> str:
    return "is" if len(figures) == 1 else "are"


def _shown(scale: Scale, figures: Sequence[Figure]) -> str:
    """Figures with their periods; of many the first and the newest, with how many lie between."""
    written = [f"{scale.written(f.value)} in {f.period}" for f in figures]
    if len(written) > FEW:
        written[1:-1] = [f"{len(written) - 2} more between"]
    return formats.listed(written)


def _a(kind: str) -> str:
    """A kind of period with its article: a year, an academic year."""
    noun = f"{kind} year" if kind in (PeriodKind.CALENDAR, PeriodKind.ACADEMIC) else str(kind)
    return f"{'an' if noun.startswith('a') else 'a'} {noun}"


def _opening(text: str) -> str:
    """A text at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


class Verdict(Words):
    """What the effects on its indicators make of a clinic."""

    IMPROVED = "improved", "Improved"
    MIXED = "mixed", "Mixed"
    NO_CHANGE = "no_change", "No change"
    DECLINED = "declined", "Declined"
    TOO_EARLY = "too_early", "Too early to say"
    NOT_MEASURABLE = "not_measurable", "Nothing to measure by"


JUDGED = (Verdict.IMPROVED, Verdict.MIXED, Verdict.NO_CHANGE, Verdict.DECLINED)
"""The verdicts of clinics that can be judged."""


def verdict(effects: Sequence[Effect]) -> Verdict:
    """Of a clinic, by the effects on its indicators.

    Improved where something did and nothing declined, declined the other way round, mixed where both
    happened. What is only for context, cannot be compared or has no figure from before decides nothing.
    """
    better, worse = Effect.IMPROVED in effects, Effect.DECLINED in effects
    if better or worse:
        return Verdict.MIXED if better and worse else Verdict.IMPROVED if better else Verdict.DECLINED
    if Effect.NO_CHANGE in effects:
        return Verdict.NO_CHANGE
    return Verdict.TOO_EARLY if Effect.TOO_EARLY in effects else Verdict.NOT_MEASURABLE


def in_words(effects: Sequence[Effect]) -> str:
    """The verdict on a clinic with the counts that it rests on: "Mixed: 2 of 3 indicators improved since and …"."""
    found = verdict(effects)
    if not effects:
        return f"{found.label}: no indicator"
    if len(effects) == 1:
        return f"{found.label}: {effects[0].label.lower()}" if found == Verdict.NOT_MEASURABLE else found.label
    counts = {one: effects.count(one) for one in Effect if one in effects}
    if len(counts) == 1 and found != Verdict.NOT_MEASURABLE:
        return f"{found.label}: {len(effects)} of {len(effects)} indicators"
    parts = [f"{many} of {len(effects)} {one.label.lower()}" for one, many in counts.items()]
    return f"{found.label}: {formats.listed(parts)}"
