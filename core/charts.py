"""Line charts as SVG, drawn by the server: the same on a page and on paper.

One geometry, written down in one place (``written``). Direct labels instead
of a legend; a title and a description that say what the chart shows; colours
from the design tokens, as attributes, because the layout engine of paper does
not apply style sheets inside a drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from math import ceil, floor, log10

from django.utils.html import escape
from django.utils.safestring import SafeString

from core.tokens import palette, variable

WIDTH, HEIGHT = 860, 320
LEFT, RIGHT, TOP, BOTTOM = 74, 120, 26, 40
CHARACTER = 7
"""Width of a character of a label, near enough to keep labels apart."""
LINE = 15
"""Height of a line of text."""
STEPS = (1, 2, 2.5, 5, 10)
WANTED_TICKS = 4
FEW = 4
"""Up to so many points off the line are labelled; more would lie on one another."""


@dataclass(frozen=True)
class Point:
    """A value at a date; ``label`` names its period, ``written`` is the value with its unit."""

    at: date
    label: str
    value: Decimal
    written: str


@dataclass(frozen=True)
class Wash:
    """A band behind the lines, from one value to another; None is the edge of the chart."""

    name: str
    token: str
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Level:
    """A line across a chart at a value, named at its right end: a mean, a limit."""

    label: str
    value: Decimal
    dashed: bool = False


@dataclass(frozen=True)
class Event:
    """Something that happened on a day: a clinic."""

    at: date
    label: str


@dataclass(frozen=True)
class Series:
    """What a chart shows."""

    title: str
    description: str
    actual: tuple[Point, ...]
    target: tuple[Point, ...] = ()
    beside: tuple[Point, ...] = ()
    """Values of shorter periods, drawn as points off the line."""
    forecast: tuple[Point, ...] = ()
    washes: tuple[Wash, ...] = ()
    events: tuple[Event, ...] = ()
    breaks: tuple[date, ...] = ()
    """The days from which values do not go on from those before: lines are interrupted there."""
    levels: tuple[Level, ...] = ()
    marked: frozenset[date] = frozenset()
    """The days of the actual points that are drawn with a ring around them."""
    whole: bool = False
    """Whether its values are whole numbers, so that the axis is marked at whole numbers only."""

    @property
    def points(self) -> tuple[Point, ...]:
        """Everything that has a value."""
        return self.actual + self.target + self.beside + self.forecast


@dataclass(frozen=True)
class Label:
    """A text at a place."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False


@dataclass
class Drawing:
    """A chart worked out to coordinates, to be written down."""

    title: str
    description: str
    identity: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    grid: list[tuple[float, str]] = field(default_factory=list)
    ticks: list[Label] = field(default_factory=list)
    washes: list[dict] = field(default_factory=list)
    names: list[Label] = field(default_factory=list)
    """What the washes are called, at their right end."""
    actual: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    target_points: list[tuple[float, float]] = field(default_factory=list)
    hollow: list[tuple[float, float]] = field(default_factory=list)
    events: list[dict] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    levels: list[dict] = field(default_factory=list)
    rings: list[tuple[float, float]] = field(default_factory=list)
    colours: dict[str, str] = field(default_factory=dict)

    @property
    def plot_width(self) -> int:
        """From the vertical axis to the names of the washes."""
        return self.right - self.left

    @cached_property
    def svg(self) -> SafeString:
        """It as a page and a paper show it."""
        return written(self)


def written(drawing: Drawing) -> SafeString:
    """A drawing as SVG. The title stands first, because paper reads it as the alternative text.

    Lines are written from the back to the front. What people wrote is escaped; the rest are numbers and colours of ours.
    """
    name = escape(drawing.identity)
    head = (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}" role="img" '
            f'aria-labelledby="{name}-title {name}-description" '
            'font-family="Source Sans 3, Helvetica Neue, Arial, sans-serif" font-size="14">'
        ),
        f'<title id="{name}-title">{escape(drawing.title)}</title>',
        f'<desc id="{name}-description">{escape(drawing.description)}</desc>',
    )
    parts = (head, _ground(drawing), _across(drawing), _lines_drawn(drawing), _points_drawn(drawing), _words(drawing))
    return SafeString("\n".join([*chain.from_iterable(parts), "</svg>"]))


def _text(x: float, y: float, words: str, colour: str, anchor: str = "", more: str = "") -> str:
    """Words at a place."""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x}" y="{y}"{anchored} fill="{colour}"{more}>{escape(words)}</text>'


def _ground(drawing: Drawing) -> Iterator[str]:
    """The washes with their names, and the grid."""
    left, right, muted, line = drawing.left, drawing.right, drawing.colours["muted"], drawing.colours["line"]
    for wash in drawing.washes:
        yield (
            f'<rect x="{left}" y="{wash["y"]}" width="{drawing.plot_width}" height="{wash["height"]}" '
            f'fill="{wash["fill"]}" />'
        )
    for label in drawing.names:
        yield _text(label.x, label.y, label.text, muted)
    for height, words in drawing.grid:
        yield f'<line x1="{left}" x2="{right}" y1="{height}" y2="{height}" stroke="{line}" />'
        yield _text(left - 8, int(height) + 4, words, muted, "end")


def _across(drawing: Drawing) -> Iterator[str]:
    """The levels, from side to side, and the events, from top to bottom."""
    left, right, muted = drawing.left, drawing.right, drawing.colours["muted"]
    for level in drawing.levels:
        dashed, y = ' stroke-dasharray="6 4"' if level["dashed"] else "", level["y"]
        yield f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="{muted}" stroke-width="1.5"{dashed} />'
        yield _text(right + 8, int(y) + 4, level["label"], muted)
    for event in drawing.events:
        x, y = event["x"], event["text_y"]
        yield (
            f'<line x1="{x}" x2="{x}" y1="{y}" y2="{drawing.bottom}" stroke="{muted}" stroke-width="1.5" '
            'stroke-dasharray="2 4" />'
        )
        yield _text(event["text_x"], y, event["text"], muted, event["anchor"])


def _lines_drawn(drawing: Drawing) -> Iterator[str]:
    """The target and what came out."""
    ink, brand = drawing.colours["ink"], escape(drawing.colours["brand"])
    for line in drawing.target:
        yield f'<polyline points="{line}" fill="none" stroke="{ink}" stroke-width="2" stroke-dasharray="6 4" />'
    for x, y in drawing.target_points:
        yield f'<path d="M{x} {y}m-9 0h18" stroke="{ink}" stroke-width="2" stroke-dasharray="6 4" />'
    for line in drawing.actual:
        yield f'<polyline points="{line}" fill="none" stroke="{brand}" stroke-width="3" stroke-linejoin="round" />'


def _points_drawn(drawing: Drawing) -> Iterator[str]:
    """Each value, a ring around those that are marked, and what is expected."""
    ink, paper, brand = drawing.colours["ink"], drawing.colours["paper"], escape(drawing.colours["brand"])
    for x, y in drawing.points:
        yield f'<circle cx="{x}" cy="{y}" r="5" fill="{brand}" />'
    for x, y in drawing.rings:
        yield f'<circle cx="{x}" cy="{y}" r="10" fill="none" stroke="{ink}" stroke-width="2" />'
    for x, y in drawing.hollow:
        yield f'<circle cx="{x}" cy="{y}" r="5" fill="{paper}" stroke="{brand}" stroke-width="2.5" />'


def _words(drawing: Drawing) -> Iterator[str]:
    """The periods below and what stands beside the lines."""
    for label in drawing.ticks:
        yield _text(label.x, label.y, label.text, drawing.colours["muted"], label.anchor)
    for label in drawing.labels:
        bold = ' font-weight="700"' if label.strong else ""
        yield _text(label.x, label.y, label.text, drawing.colours["ink"], label.anchor, bold)


def draw(series: Series, *, identity: str, brand_colour: str, axis) -> Drawing | None:
    """Work a chart out; None where there is no value to show.

    ``axis`` writes a value of the vertical axis (a function of the Decimal);
    ``identity`` makes the ids of its title and description unique on a page.
    """
    if not series.points:
        return None
    drawing = Drawing(series.title, series.description, identity)
    drawing.colours = palette(brand=brand_colour)
    values = [point.value for point in series.points] + _edges(series.washes)
    low, high, ticks = scale([*values, *(level.value for level in series.levels)], whole=series.whole)
    days = [point.at for point in series.points] + [event.at for event in series.events]
    first, last = min(days), max(days)

    def x(day: date) -> float:
        span = (last - first).days
        share = (day - first).days / span if span else 0.5
        return round(LEFT + 16 + share * (drawing.right - LEFT - 32), 1)

    def y(value: Decimal | float) -> float:
        share = (float(value) - low) / (high - low)
        return round(drawing.bottom - share * (drawing.bottom - TOP), 1)

    drawing.grid = [(y(tick), axis(Decimal(str(tick)))) for tick in ticks]
    drawing.washes = [_wash(wash, low, high, y, drawing.colours) for wash in series.washes]
    drawing.names = _names(drawing)
    drawing.actual = _lines(series.actual, series.breaks, x, y)
    drawing.target = _lines(series.target, series.breaks, x, y)
    drawing.points = [(x(p.at), y(p.value)) for p in series.actual + series.beside]
    drawing.target_points = [(x(p.at), y(p.value)) for p in series.target] if len(series.target) == 1 else []
    drawing.hollow = [(x(p.at), y(p.value)) for p in series.forecast]
    drawing.levels = [{"y": y(level.value), "label": level.label, "dashed": level.dashed} for level in series.levels]
    drawing.rings = [(x(p.at), y(p.value)) for p in series.actual if p.at in series.marked]
    drawing.ticks = _ticks(series, x, drawing.bottom + 22)
    drawing.events = _events(series.events, x)
    drawing.labels = _labels(series, x, y, drawing.names)
    return drawing


def scale(values: list[Decimal], *, whole: bool = False) -> tuple[float, float, list[float]]:
    """The lower and upper end of an axis that holds some values, and its ticks at round numbers.

    ``whole`` keeps the ticks to whole numbers: a level or a count has none between.
    """
    low, high = float(min(values)), float(max(values))
    if low == high:
        low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
    rough = (high - low) / WANTED_TICKS
    power = 10 ** floor(log10(rough))
    step = next(step * power for step in STEPS if step * power >= rough)
    if whole:
        step = max(1, ceil(step))
    bottom, top = floor(low / step) * step, ceil(high / step) * step
    if low >= 0 > bottom:
        bottom = 0.0
    count = round((top - bottom) / step)
    return bottom, top, [round(bottom + n * step, 10) for n in range(count + 1)]


def _edges(washes: tuple[Wash, ...]) -> list[Decimal]:
    return [edge for wash in washes for edge in (wash.low, wash.high) if edge is not None]


def _lines(points: tuple[Point, ...], breaks: tuple[date, ...], x, y) -> list[str]:
    """The points joined in order, interrupted at the breaks; one alone makes no line."""
    runs: dict[int, list[Point]] = {}
    for point in points:
        runs.setdefault(sum(day <= point.at for day in breaks), []).append(point)
    return [" ".join(f"{x(p.at)},{y(p.value)}" for p in run) for run in runs.values() if len(run) > 1]


def _wash(wash: Wash, low: float, high: float, y, colours: dict[str, str]) -> dict:
    top = y(high if wash.high is None else wash.high)
    bottom = y(low if wash.low is None else wash.low)
    return {
        "y": top,
        "height": round(bottom - top, 1),
        "fill": colours[variable(wash.token)],
        "name": wash.name,
    }


def _names(drawing: Drawing) -> list[Label]:
    """The names of the washes, each at the middle of its own, and lower where the one above needs the room."""
    names: list[Label] = []
    for wash in sorted(drawing.washes, key=lambda wash: wash["y"]):
        middle = wash["y"] + wash["height"] / 2 + 4
        lowest = names[-1].y + LINE if names else middle
        names.append(Label(drawing.right + 8, round(max(middle, lowest), 1), wash["name"]))
    return names


def _ticks(series: Series, x, height: float) -> list[Label]:
    """The periods along the axis, as many as stand apart."""
    by_day = {p.at: p.label for p in series.beside + series.forecast + series.target + series.actual}
    main = {p.at for p in series.target + series.actual}
    ticks: list[Label] = []
    for day in sorted(by_day, key=lambda d: (d not in main, d)):
        label = Label(x(day), height, by_day[day], "middle")
        half = len(label.text) * CHARACTER / 2 + 4
        if all(abs(label.x - other.x) > half + len(other.text) * CHARACTER / 2 for other in ticks):
            ticks.append(label)
    return ticks


def _events(events: tuple[Event, ...], x) -> list[dict]:
    """Dated vertical lines; where two labels would touch, the later one stands a line lower."""
    drawn: list[dict] = []
    newest: list[float] = []
    """Where the newest line of each row stands; it is the nearest to the next."""
    for event in sorted(events, key=lambda e: e.at):
        place = x(event.at)
        width = len(event.label) * CHARACTER
        flip = place + width > WIDTH - 8
        row = next((row for row, last in enumerate(newest) if place - last >= width + 10), len(newest))
        newest[row : row + 1] = [place]
        drawn.append({"x": place, "row": row, "text": event.label, "anchor": "end" if flip else "start",
                      "text_x": place - 5 if flip else place + 5, "text_y": TOP - 10 + row * 16})  # fmt: skip
    return drawn


def _labels(series: Series, x, y, names: list[Label]) -> list[Label]:
    """What stands beside the lines: the newest value, the target, the forecast. None lies on another or on a name.

    To the right of its point where there is room, above or below; else to the left.
    """
    wanted = [(p, p.written, True) for p in series.actual[-1:]]
    wanted += [(p, f"target {p.written}", False) for p in series.target[-1:]]
    wanted += [(p, f"forecast {p.written}", False) for p in series.forecast]
    if len(series.beside) <= FEW:
        wanted += [(p, p.written, False) for p in series.beside]
    labels: list[Label] = []
    for point, text, strong in wanted:
        places = [
            Label(x(point.at) + aside, y(point.value) + rise, text, anchor, strong)
            for aside, anchor in ((9, "start"), (-9, "end"))
            for rise in (-9, 19, -25, 35)
        ]
        labels.append(next((label for label in places if _is_free(label, [*names, *labels])), places[0]))
    return labels


def _is_free(label: Label, others: list[Label]) -> bool:
    """Whether a label lies clear of the others and of the axis."""
    if not TOP < label.y < HEIGHT - BOTTOM:
        return False
    begins, ends = _extent(label)
    if ends > WIDTH:
        return False
    return all(
        abs(label.y - other.y) >= LINE or begins > _extent(other)[1] or _extent(other)[0] > ends for other in others
    )


def _extent(label: Label) -> tuple[float, float]:
    """Where a label begins and ends, from left to right."""
    width = len(label.text) * CHARACTER
    return (label.x - width, label.x) if label.anchor == "end" else (label.x, label.x + width)
