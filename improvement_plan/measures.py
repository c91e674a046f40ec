"""What a measure stands at beside what is wanted of it: pure judgement, each verdict with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.formats import long_date, number, percentage
from core.rag import Rag, Rating
from indicators.choices import Polarity
from indicators.rules import Scale, Tolerance, rate

SHARES = Scale(unit="%", decimal_places=1)
"""How the share of a live count is compared and written."""
NO_FIGURE = Rating(Rag.AWAITED, "No figure yet", "No figure has come in yet.")


@dataclass(frozen=True)
class LiveFigure:
    """What measures a milestone, with the figure of the day and what is wanted by when."""

    title: str
    """BVPI 8, or what is counted."""
    now: str
    """96.1 % in 2007/08 Q1; 2 held in 2007/08; empty where no figure has come in."""
    wanted: str
    """97.0 % by 31 March 2009."""
    gap: str
    """Missed by 0.9 percentage points; empty where there is nothing to compare."""
    rating: Rating
    url: str = ""

    @property
    def sentence(self) -> str:
        """96.1 % in 2007/08 Q1, wanted 97.0 % by 31 March 2009: missed by 0.9 percentage points."""
        wanted = f"wanted {self.wanted}" if self.wanted else ""
        return f"{', '.join(filter(None, (self.now, wanted)))}{f': {self.gap}' if self.gap else ''}"


def wish(target: str, *, by: date | None, period: str) -> str:
    """What is wanted and by when: the day that the milestone is due, else the period; empty where nothing is wanted."""
    if not target:
        return ""
    when = f" by {long_date(by)}" if by else f" in {period}" if period else ""
    return f"{target}{when}"


def of_indicator(
    title: str,
    scale: Scale,
    *,
    value: Decimal | None,
    period: str,
    target: Decimal | None,
    wanted: str,
    tolerance: Tolerance,
    url: str = "",
) -> LiveFigure:
    """An indicator's figure beside what the plan wants of it, rated against that and not against the year's target."""
    if value is None:
        return LiveFigure(title, "", wanted, "", NO_FIGURE, url)
    now = f"{scale.written(value)} in {period}"
    if target is None and scale.polarity != Polarity.RANGE:
        rating = Rating(Rag.NO_TARGET, "No figure set", f"{scale.opening(value)} in {period}; no figure is wanted.")
        return LiveFigure(title, now, wanted, "", rating, url)
    judged = rate(scale, period=period, value=value, target=target, tolerance=tolerance)
    return LiveFigure(title, now, wanted, _gap(scale, judged.gap), judged.rating, url)


def of_clinics(title: str, held: int, year: str, *, target: Decimal | None, wanted: str, ended: bool) -> LiveFigure:
    """The clinics held in a financial year beside how many are wanted; short of them only once the year has ended."""
    now = f"{number(held)} held in {year}"
    if target is None:
        return LiveFigure(title, now, wanted, "", _no_target(now))
    of = f"{number(held)} of {number(target)} held in {year}"
    if held >= target:
        return LiveFigure(title, of, wanted, "met", Rating(Rag.GREEN, "Met", f"{of}."))
    short = f"{number(target - held)} short" if ended else f"{number(target - held)} to go"
    missed = Rating(Rag.RED, "Short", f"{of}: {short}.")
    return LiveFigure(title, of, wanted, short, missed if ended else Rating(Rag.NOT_DUE, "Not due", f"{of}: {short}."))


def of_share(
    title: str, part: int, whole: int, counted: str, *, target: Decimal | None, wanted: str, tolerance: Tolerance
) -> LiveFigure:
    """A share that the program counts, with its numerator and denominator, beside the percentage that is wanted.

    ``counted`` names what is counted: actions, indicators that compare.
    """
    if not whole:
        return LiveFigure(title, "", wanted, "", NO_FIGURE)
    now = f"{number(part)} of {number(whole)} {counted} ({percentage(part, whole)})"
    if target is None:
        return LiveFigure(title, now, wanted, "", _no_target(now))
    value = Decimal(100) * part / whole
    judged = rate(SHARES, period=counted, value=value, target=target, tolerance=tolerance)
    gap = _gap(SHARES, judged.gap)
    return LiveFigure(title, now, wanted, gap, Rating(judged.rating.rag, judged.rating.label, f"{now}: {gap}."))


def _gap(scale: Scale, gap: Decimal | None) -> str:
    if gap is None:
        return ""
    if gap == 0 or scale.unit == "yes/no":
        return "met" if gap >= 0 else "missed"
    return f"{'missed' if gap < 0 else 'better'} by {scale.distance(gap)}"


def _no_target(now: str) -> Rating:
    return Rating(Rag.NO_TARGET, "No target", f"{now}; no figure is wanted.")
