"""The scorecard of a period: one line an indicator, the tiles above them, and all of it for page, paper and file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.urls import get_script_prefix, reverse

from core.formats import percentage
from core.periods import FINANCIAL, Period, PeriodError, PeriodKind
from core.rag import Rag, Rating
from indicators.choices import Direction, Frequency, Moved, Polarity, Quartile, Risk, State
from indicators.models import Indicator, Measurement
from indicators.reporting.page import gap_words
from indicators.rules import Scale, Tolerance, rate_missing
from organisation.choices import RatingRule
from organisation.models import Council, ReportingPeriod

DUE_IN: Mapping[PeriodKind, tuple[Frequency, ...]] = {
    PeriodKind.MONTH: (Frequency.MONTHLY,),
    PeriodKind.QUARTER: (Frequency.QUARTERLY,),
    PeriodKind.HALF: (Frequency.HALF_YEARLY,),
    **dict.fromkeys(
        (PeriodKind.YEAR, PeriodKind.CALENDAR, PeriodKind.ACADEMIC),
        (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.HALF_YEARLY, Frequency.YEARLY),
    ),
}
"""Which indicators owe a figure for a period of a kind: each for its own, and all that come at least yearly for a year."""
RATED = (Rag.GREEN, Rag.AMBER, Rag.RED)
COMPARED = (Direction.IMPROVED, Direction.NO_CHANGE, Direction.DECLINED)
PLACED = (Quartile.BEST, Quartile.SECOND, Quartile.THIRD, Quartile.WORST, Quartile.BELOW_BEST)
"""Positions that tell whether it is the best quartile. "Above worst" leaves that open."""


class UnknownPeriodError(Exception):
    """A period for which nothing is held; the message is a sentence for the person who asked."""


def periods_held() -> list[ReportingPeriod]:
    """The periods that have a measurement, newest first, each with whether a figure has come in. One query."""
    here = Measurement.objects.filter(period=OuterRef("pk"))
    held = ReportingPeriod.objects.filter(Exists(here))
    return list(held.annotate(has_figures=Exists(here.with_value())))


def choose(periods: list[ReportingPeriod], wanted: str, on: date) -> ReportingPeriod | None:
    """The period that is wanted; unless one is, the newest financial year with a figure, else the newest period with one.

    None where nothing at all is held. Raises UnknownPeriodError where the text names no period that is held.
    """
    if wanted:
        return find(periods, wanted)
    begun = [period for period in periods if period.starts <= on]
    with_figures = [period for period in begun if period.has_figures]
    years = [period for period in with_figures if period.kind == PeriodKind.YEAR]
    return next(iter(years or with_figures or begun or periods), None)


def find(periods: list[ReportingPeriod], wanted: str) -> ReportingPeriod:
    """The period of that name. Raises UnknownPeriodError with a sentence that says what to ask for instead."""
    try:
        period = Period.parse(wanted)
    except PeriodError as unreadable:
        raise UnknownPeriodError(str(unreadable)) from unreadable
    found = next((held for held in periods if held.period == period), None)
    if found is None:
        newest = next((held for held in periods if held.has_figures), None)
        instead = f" Ask for one that has some, such as {newest}." if newest else ""
        raise UnknownPeriodError(f"No figures or targets are held for {period}.{instead}")
    return found


def listed(period: ReportingPeriod, on: date) -> QuerySet[Indicator]:
    """The indicators of a period's scorecard at a date, in the order of their sets; ``here`` is the measurement.

    Each that has a measurement for the period or owes one. ``rating_on``, ``direction_on``, ``quartile_on`` and
    ``band_on`` are its verdicts, with what a missing measurement has in their place.
    """
    missing = Value(str(Rag.AWAITED if on > period.due_on else Rag.NOT_DUE), output_field=TextField())
    no_figure = Q(here__isnull=True) | Q(here__rating=Rag.NOT_DUE)
    return (
        Indicator.objects.annotate(here=FilteredRelation("measurements", condition=Q(measurements__period=period)))
        .filter(Q(here__isnull=False) | _due_in(period))
        .annotate(
            rating_on=Case(When(no_figure, then=missing), default=F("here__rating"), output_field=TextField()),
            direction_on=Coalesce("here__direction", Value(str(Direction.NO_COMPARISON)), output_field=TextField()),
            quartile_on=Coalesce("here__quartile", Value(str(Quartile.UNKNOWN)), output_field=TextField()),
            band_on=Coalesce("here__band", "here__stated_band"),
        )
        .order_by("set__order", "set__code", "sort_key")
    )


def _due_in(period: ReportingPeriod) -> Q:
    """Indicators that owe a figure for the period: still measured at its end, and as often as that.

    One whose figures began later, or come by another kind of year, owes none.
    """
    if period.kind in FINANCIAL:
        begun = Q(figures_since__lte=period.ends) | Q(latest__isnull=True)
    else:
        figures = Measurement.objects.with_value().filter(indicator=OuterRef("pk"))
        begun = Q(Exists(figures.filter(period__kind=period.kind, period__starts__lte=period.ends)))
    still_measured = Q(closed_on__isnull=True) | Q(closed_on__gt=period.ends)
    return Q(frequency__in=DUE_IN[PeriodKind(period.kind)]) & still_measured & begun


EXCEPTIONS = (
    Q(rating_on__in=(Rag.RED, Rag.AMBER, Rag.AWAITED)) | Q(quartile_on=Quartile.WORST) | Q(here__movement=Moved.FELL)
)
"""What a board looks at first: off target, awaited, in the worst quartile or fallen by one."""


@dataclass(frozen=True)
class Line:
    """One indicator in the period. Figures are as stored; properties give them as people read them."""

    id: int
    set: str
    ref: str
    title: str
    unit: str
    decimal_places: int
    polarity: str
    level_names: str
    theme: str
    owner: str
    directorate: str
    period: str
    actual: Decimal | None
    target: Decimal | None
    target_words: str
    target_note: str
    state: str
    gap: Decimal | None
    rating: Rating
    override_reason: str
    forecast: Decimal | None
    forecast_rating: str
    forecast_label: str
    direction: Direction
    direction_reason: str
    change: Decimal | None
    quartile: Quartile
    quartile_year: str
    quartile_group: str
    quartile_reason: str
    movement: Moved
    band: int | None
    why: str
    so_what: str
    what_next: str
    reservation: str
    data_quality_risk: str
    data_checked_on: date | None

    @cached_property
    def scale(self) -> Scale:
        """How its values are written."""
        names = tuple(name.strip() for name in self.level_names.split(",") if name.strip())
        return Scale(self.unit, self.decimal_places, Polarity(self.polarity), names=names)

    @property
    def url(self) -> str:
        """The address of the indicator's page."""
        return _address(self.set, self.ref, get_script_prefix())

    @property
    def actual_words(self) -> str:
        """The figure; empty where none has come in."""
        return "" if self.actual is None else self.scale.again(self.actual)

    @property
    def target_written(self) -> str:
        """The target, in the source's words where no figure was set."""
        return self.target_words if self.target is None else self.scale.again(self.target)

    @property
    def gap_words(self) -> str:
        """Missed by 0.4; percentage points in short."""
        return gap_words(self.scale, self.gap).replace("percentage points", "points")

    @property
    def forecast_words(self) -> str:
        """What the officer expects; empty where nothing was said."""
        return "" if self.forecast is None else self.scale.again(self.forecast)

    @property
    def direction_words(self) -> str:
        """Improved; empty where there is no figure to compare."""
        return "" if self.actual is None else self.direction.label

    @property
    def has_comparison(self) -> bool:
        """Whether there was something to compare it with."""
        return self.direction != Direction.NO_COMPARISON

    @property
    def quartile_words(self) -> str:
        """3rd quartile; empty where it is not known."""
        return "" if self.quartile == Quartile.UNKNOWN else self.quartile.label

    @property
    def quartile_source(self) -> str:
        """Among whom and when: all England, 2005/06."""
        return ", ".join(filter(None, (self.quartile_group, self.quartile_year)))

    @property
    def movement_words(self) -> str:
        """Whether it rose or fell a quartile; empty where it did neither."""
        return self.movement.label if self.movement in (Moved.ROSE, Moved.FELL) else ""

    @property
    def band_words(self) -> str:
        """Band 3; empty where none is known."""
        return f"Band {self.band}" if self.band else ""

    @property
    def state_words(self) -> str:
        """How firm the figure is; empty where there is none."""
        return State(self.state).label if self.state and (self.actual is not None or self.is_not_applicable) else ""

    @property
    def is_not_applicable(self) -> bool:
        """Whether it is left out of every count."""
        return self.rating.rag == Rag.NOT_APPLICABLE

    @property
    def is_exception(self) -> bool:
        """Whether a board looks at it first: the same as EXCEPTIONS says to the database."""
        return (
            self.rating.rag in (Rag.RED, Rag.AMBER, Rag.AWAITED)
            or self.quartile == Quartile.WORST
            or self.movement == Moved.FELL
        )


@lru_cache(maxsize=10_000)
def _address(code: str, ref: str, _prefix: str) -> str:
    """The address of an indicator's page under the site's prefix: kept, because a list asks for it in each row."""
    return reverse("indicator", args=[code, ref])


HERE = (
    "actual", "target", "target_words", "target_note", "state", "gap", "rating_label", "rating_reason",
    "override_reason", "forecast", "forecast_rating", "forecast_label", "direction_reason",
    "change", "quartile_year", "quartile_group", "quartile_reason", "movement", "why", "so_what", "what_next",
    "reservation",
)  # fmt: skip
OWN = (
    "id",
    "ref",
    "title",
    "unit",
    "decimal_places",
    "polarity",
    "level_names",
    "theme",
    "data_quality_risk",
    "data_checked_on",
)
ELSEWHERE = {
    "set_code": F("set__code"),
    "owner_title": F("owner__title"),
    "directorate": F("owner__directorate__name"),
    **{name: F(f"here__{name}") for name in HERE},
}


def as_rows(indicators: QuerySet[Indicator]) -> QuerySet:
    """Indicators as ``listed`` gives them, read as plain rows from which ``line`` makes lines."""
    return indicators.values(*OWN, "rating_on", "direction_on", "quartile_on", "band_on", **ELSEWHERE)


FIGURES = {"actual", "target", "gap", "forecast", "change", "data_checked_on"}
WORKED_OUT = {"set", "owner", "period", "rating", "direction", "quartile", "movement", "band"}
PLAIN = {f.name: None if f.name in FIGURES else "" for f in fields(Line) if f.name not in WORKED_OUT}
"""What a line takes from its row as it is, and what stands for a missing one."""


def line(row: Mapping, period: ReportingPeriod, on: date) -> Line:
    """A row of ``as_rows`` as a line of the scorecard."""
    rag, name = Rag(row["rating_on"]), str(period)
    if rag in (Rag.AWAITED, Rag.NOT_DUE):
        rating = rate_missing(period=name, due_on=period.due_on, on=on)
    else:
        rating = Rating(rag, row["rating_label"], row["rating_reason"])
    given = {key: row[key] if row[key] is not None else default for key, default in PLAIN.items()}
    given["direction_reason"] = given["direction_reason"] or f"No figure for {name} to compare."
    given["quartile_reason"] = given["quartile_reason"] or f"Quartile not known: no figure for {name}."
    return Line(
        **given,
        set=row["set_code"],
        owner=row["owner_title"] or "",
        period=name,
        rating=rating,
        direction=Direction(row["direction_on"]),
        quartile=Quartile(row["quartile_on"]),
        movement=Moved(row["movement"] or Moved.NOT_KNOWN),
        band=row["band_on"],
    )


def lines(rows: Iterable[Mapping], period: ReportingPeriod, on: date) -> list[Line]:
    """Rows of ``as_rows`` as lines of the scorecard."""
    return [line(row, period, on) for row in rows]


@dataclass(frozen=True)
class Tile:
    """A count of those that can be counted, and of all."""

    part: int
    whole: int
    total: int
    words: str
    """What the part is: "on target"."""
    whole_words: str
    """What the whole is: "with a value and a target"; empty where it is all of them."""
    asks: Mapping[str, str]
    """The filter that lists the part."""

    @property
    def of_whole(self) -> str:
        """What follows "27 of 57": with a value and a target (47.4 %); 27 of 72 in all (37.5 %)."""
        share = f" ({percentage(self.part, self.whole)})" if self.whole else ""
        if not self.whole_words:
            return f"in all{share}"
        in_all = f"; {self.part} of {self.total} in all"
        return f"{self.whole_words}{share}{in_all}{_of(self.part, self.total)}"

    def __str__(self) -> str:
        return f"{self.part} of {self.whole} {self.of_whole}"


def _of(part: int, whole: int) -> str:
    return f" ({percentage(part, whole)})" if whole else ""


@dataclass(frozen=True)
class Tiles:
    """The answer in four counts. What is not applicable is in none of them."""

    improved: Tile
    on_target: Tile
    best_quartile: Tile
    awaited: Tile
    rows: int
    """How many lines there are, those that are not applicable among them."""

    def __iter__(self) -> Iterator[Tile]:
        return iter((self.improved, self.on_target, self.best_quartile, self.awaited))


def tiles(indicators: QuerySet[Indicator]) -> Tiles:
    """The counts of a selection of ``listed``. One query."""
    verdicts = indicators.order_by().values_list("rating_on", "direction_on", "quartile_on").annotate(n=Count("pk"))
    rating, direction, quartile, rows = Counter(), Counter(), Counter(), 0
    for rag, way, position, n in verdicts:
        rows += n
        if rag != Rag.NOT_APPLICABLE:
            rating[rag] += n
            direction[way] += n
            quartile[position] += n
    total = rating.total()

    def tile(counted: Counter, name: str, part: str, among: Iterable[str], words: str, whole_words: str) -> Tile:
        whole = sum(counted[word] for word in among)
        return Tile(counted[part], whole, total, words, whole_words, {name: part})

    return Tiles(
        improved=tile(
            direction, "direction", Direction.IMPROVED, COMPARED, "improved", "that compare with the year before"
        ),
        on_target=tile(rating, "rating", Rag.GREEN, RATED, "on target", "with a value and a target"),
        best_quartile=tile(
            quartile, "quartile", Quartile.BEST, PLACED, "in the best quartile", "whose quartile is known"
        ),
        awaited=tile(rating, "rating", Rag.AWAITED, Rag, "awaited", ""),
        rows=rows,
    )


@dataclass(frozen=True)
class Group:
    """The lines of one directorate or theme."""

    title: str
    lines: tuple[Line, ...]

    @property
    def exceptions(self) -> list[Line]:
        """Those that a board looks at first."""
        return [line for line in self.lines if line.is_exception]

    @property
    def explained(self) -> list[Line]:
        """The exceptions of which somebody has said why, so what or what next."""
        return [line for line in self.exceptions if line.why or line.so_what or line.what_next]

    @property
    def unexplained(self) -> list[str]:
        """The references of the other exceptions."""
        return [line.ref for line in self.exceptions if not (line.why or line.so_what or line.what_next)]


@dataclass(frozen=True)
class Quality:
    """How far the figures can be trusted: auditors' reservations, and whether indicators of high risk were checked."""

    since: date
    """The first day of the period; a check before it does not count."""
    reservations: tuple[Line, ...]
    checked: tuple[Line, ...]
    unchecked: tuple[Line, ...]

    @property
    def high_risk(self) -> int:
        """How many indicators are of high risk."""
        return len(self.checked) + len(self.unchecked)


@dataclass(frozen=True)
class Scorecard:
    """A scorecard as papers and reports show it."""

    period: str
    on: date
    tiles: Tiles
    groups: tuple[Group, ...]
    grouped_by: str
    legend: tuple[Rating, ...]
    """Each rating with its word and what it means here."""
    quality: Quality
    selection: tuple[str, ...] = ()
    """What was asked for, if not everything: "Rating: Off target"."""


GROUPS = {"directorate": "No directorate", "theme": "No theme"}
"""What a scorecard is grouped by, and the heading of those that have none."""


def scorecard(
    indicators: QuerySet[Indicator],
    period: ReportingPeriod,
    on: date,
    *,
    council: Council,
    by: str = "directorate",
    selection: Iterable[str] = (),
) -> Scorecard:
    """The scorecard of a selection of ``listed``, grouped by one of GROUPS. Two queries."""
    grouped: dict[str, list[Line]] = {}
    everything = lines(as_rows(indicators), period, on)
    for one in everything:
        grouped.setdefault(getattr(one, by), []).append(one)
    named = sorted(title for title in grouped if title)
    groups = [Group(title, tuple(grouped[title])) for title in named]
    if "" in grouped:
        groups.append(Group(GROUPS[by], tuple(grouped[""])))
    return Scorecard(
        period=str(period),
        on=on,
        tiles=tiles(indicators),
        groups=tuple(groups),
        grouped_by=by,
        legend=legend(council),
        quality=quality(everything, period),
        selection=tuple(selection),
    )


def quality(lines: Iterable[Line], period: ReportingPeriod) -> Quality:
    """What is known of the quality of some lines' data."""
    lines = [line for line in lines if not line.is_not_applicable]
    risky = [line for line in lines if line.data_quality_risk == Risk.HIGH]
    checked = [line for line in risky if line.data_checked_on and line.data_checked_on >= period.starts]
    return Quality(
        since=period.starts,
        reservations=tuple(line for line in lines if line.reservation),
        checked=tuple(checked),
        unchecked=tuple(line for line in risky if line not in checked),
    )


def legend(council: Council) -> tuple[Rating, ...]:
    """What the ratings mean under the council's rule and tolerance."""
    tolerance = f"the tolerance of {Tolerance.parse(council.tolerance)}"
    amber, red = f"Missed by no more than {tolerance}", f"Missed by more than {tolerance}"
    if council.rating_rule == RatingRule.IMPROVEMENT:
        amber += ", or by more but improved on the like period a year earlier"
        red += " and not improved on the like period a year earlier"
    return (
        Rating(Rag.GREEN, "On target", "The target is met or beaten."),
        Rating(Rag.AMBER, "Just off target", f"{amber}."),
        Rating(Rag.RED, "Off target", f"{red}."),
        Rating(Rag.NO_TARGET, "No target", "There is a figure, and no target to hold it against."),
        Rating(Rag.AWAITED, "Awaited", "The figure was due and has not come in."),
        Rating(Rag.NOT_DUE, "Not due", "The figure has not come in and is not due yet."),
    )
