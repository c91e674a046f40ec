"""A strip of values as SVG: one mark for each council along one axis, ours told apart by its shape and its label.

As with line charts (core.charts), the server draws it, and one template (templates/core/strip.html) writes it down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.charts import CHARACTER, Label, scale
from core.tokens import palette

WIDTH = 360
EDGE = 40
"""From either side to the ends of the axis: half the width of a label."""
TOP = 34
"""Room above the marks for our label."""
STEP = 14
"""From the middle of a mark to the middle of the one that stands on it."""
BELOW = 40
"""Room below the axis for its ticks and for which way is better."""


@dataclass
class Strip:
    """A strip worked out to coordinates, for the template to write down."""

    title: str
    description: str
    identity: str
    width: int = WIDTH
    height: int = 0
    axis: int = 0
    """The height of the axis."""
    ticks: list[Label] = field(default_factory=list)
    marks: list[tuple[float, float]] = field(default_factory=list)
    ours: tuple[float, float] | None = None
    label: Label | None = None
    better: Label | None = None
    colours: dict[str, str] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Where the axis begins."""
        return EDGE

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.width - EDGE


def strip(
    values: Sequence[Decimal],
    ours: Decimal | None,
    *,
    title: str,
    description: str,
    identity: str,
    brand_colour: str,
    written: str,
    axis: Callable[[Decimal], str],
    higher_is_better: bool | None = None,
    whole: bool = False,
) -> Strip | None:
    """Work a strip out; None where there is no value of another. ``written`` is ours as it is read.

    ``axis`` writes a value of the axis; ``whole`` marks it at whole numbers only. Which way is
    better is said at the axis's better end; None where neither is.
    Marks that would lie on one another stand on one another.
    """
    if not values:
        return None
    drawing = Strip(title, description, identity)
    drawing.colours = palette(brand=brand_colour)
    low, high, ticks = scale([*values, *([] if ours is None else [ours])], whole=whole)

    def x(value: Decimal | float) -> float:
        return round(drawing.left + (float(value) - low) / (high - low) * (drawing.right - drawing.left), 1)

    places = _stacked([x(value) for value in ([] if ours is None else [ours])], [x(value) for value in values])
    drawing.axis = TOP + STEP * (max(level for _, level in places) + 1)
    drawing.height = drawing.axis + BELOW
    at = [(place, drawing.axis - STEP * (level + 0.5)) for place, level in places]
    drawing.marks = at
    if ours is not None:
        drawing.ours, *drawing.marks = at
        drawing.label = _label(drawing.ours[0], f"us {written}")
    drawing.ticks = _apart([Label(x(tick), drawing.axis + 18, axis(Decimal(str(tick))), "middle") for tick in ticks])
    if higher_is_better:
        drawing.better = Label(drawing.right, drawing.axis + 35, "better \u2192", "end")
    elif higher_is_better is False:
        drawing.better = Label(drawing.left, drawing.axis + 35, "\u2190 better")
    return drawing


def _stacked(first: list[float], others: list[float]) -> list[tuple[float, int]]:
    """Each place with its level, from 0 at the axis; ``first`` get the lowest."""
    placed: list[tuple[float, int]] = []
    for place in [*first, *others]:
        taken = {level for other, level in placed if abs(other - place) < STEP}
        placed.append((place, next(level for level in range(len(placed) + 1) if level not in taken)))
    return placed


def _apart(labels: list[Label]) -> list[Label]:
    """The first of some labels, and of the others as many as stand apart."""
    kept: list[Label] = []
    for label in labels:
        if not kept or label.x - kept[-1].x > (len(label.text) + len(kept[-1].text)) * CHARACTER / 2 + 8:
            kept.append(label)
    return kept


def _label(place: float, text: str) -> Label:
    """Our label above our mark, kept within the drawing."""
    half = len(text) * CHARACTER / 2
    return Label(min(max(place, half), WIDTH - half), 16, text, "middle", strong=True)
