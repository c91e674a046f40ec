from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from core.charts import BOTTOM, HEIGHT, LEFT, LINE, RIGHT, TOP, WIDTH, Event, Point, Series, Wash, draw, scale

values = st.decimals(min_value=-(10**6), max_value=10**6, places=2, allow_nan=False)


def point(year: int, value) -> Point:
    return Point(date(year, 3, 31), f"{year - 1}/{year % 100:02}", Decimal(value), str(value))


def chart(series: Series):
    return draw(series, identity="c", brand_colour="#12436d", axis=str)


def test_a_chart_without_a_value_is_not_drawn():
    assert chart(Series("t", "d", actual=())) is None


@given(st.lists(values, min_size=1, max_size=12))
def test_everything_that_is_drawn_lies_within_the_frame(numbers):
    series = Series("t", "d", actual=tuple(point(2000 + n, v) for n, v in enumerate(numbers)))
    for x, y in chart(series).points:
        assert LEFT <= x <= WIDTH - RIGHT
        assert TOP - 0.5 <= y <= HEIGHT - BOTTOM + 0.5


@given(st.lists(values, min_size=1, max_size=20))
def test_an_axis_holds_all_values_at_few_round_ticks(numbers):
    low, high, ticks = scale(numbers)
    assert low <= float(min(numbers))
    assert high >= float(max(numbers))
    assert 2 <= len(ticks) <= 8


@given(st.lists(st.integers(0, 20).map(Decimal), min_size=1, max_size=8))
def test_an_axis_of_levels_is_marked_at_whole_levels_only(levels):
    low, high, ticks = scale(levels, whole=True)
    assert low <= min(levels)
    assert high >= max(levels)
    assert all(tick == int(tick) for tick in ticks)


def test_the_drawing_says_what_it_shows_and_names_no_style():
    series = Series(
        "BV8 Invoices", "Actual: 2006/07 91.0", actual=(point(2006, 91), point(2007, 91)), target=(point(2007, "95.9"),),
        events=(Event(date(2007, 1, 26), "clinic 26 Jan 2007"),),
    )  # fmt: skip
    svg = render_to_string("core/chart.html", {"drawing": chart(series)})
    assert svg.index("<title") < svg.index("<line")
    assert "BV8 Invoices" in svg
    assert "clinic 26 Jan 2007" in svg
    assert "style=" not in svg


def test_no_two_labels_lie_on_one_another():
    series = Series(
        "t",
        "d",
        actual=(point(2006, 91), point(2007, 91)),
        forecast=(point(2007, "90.9"),),
        target=(point(2007, "91.1"),),
    )
    labels = chart(series).labels
    assert len({(label.x, label.y) for label in labels}) == len(labels) == 3


def test_a_line_is_interrupted_where_values_do_not_go_on():
    years = tuple(point(2001 + n, value) for n, value in enumerate((10, 20, 30, 12, 24)))
    assert len(chart(Series("t", "d", actual=years)).actual) == 1
    first, second = chart(Series("t", "d", actual=years, breaks=(date(2003, 4, 1),))).actual
    assert (first.count(","), second.count(",")) == (3, 2)
    assert len(chart(Series("t", "d", actual=years)).points) == 5


def test_a_point_alone_between_two_breaks_makes_no_line():
    years = (point(2001, 1), point(2002, 2), point(2003, 3))
    assert chart(Series("t", "d", actual=years, breaks=(date(2001, 4, 1), date(2002, 4, 1)))).actual == []


def test_names_of_narrow_bands_stand_apart_and_no_label_lies_on_one():
    edges = [Decimal(edge) for edge in ("96.8", "96.6", "96.4")]
    washes = tuple(
        Wash(name, "--quartile-best", low, high)
        for name, low, high in zip(("Best", "2nd", "3rd", "Worst"), [*edges, None], [None, *edges], strict=True)
    )
    series = Series(
        "t", "d", actual=(point(2005, 20), point(2007, 96)), target=(point(2007, "96.5"),),
        forecast=(point(2007, "95.9"),), washes=washes,
    )  # fmt: skip
    drawn = chart(series)
    heights = [name.y for name in drawn.names]
    assert all(round(lower - upper, 1) >= LINE for upper, lower in pairwise(heights))
    for label in drawn.labels:
        ends = label.x if label.anchor == "end" else label.x + 7 * len(label.text)
        assert ends < drawn.names[0].x or all(round(abs(label.y - height), 1) >= LINE for height in heights)


def test_what_people_have_written_is_text_in_a_drawing():
    hostile = '"><script>alert(1)</script>'
    series = Series(
        hostile, hostile, actual=(point(2006, 91), point(2007, 91)), events=(Event(date(2007, 1, 26), hostile),),
        target=(point(2007, "95.9"),), washes=(Wash(hostile, "--quartile-best", Decimal(90), Decimal(95)),),
    )  # fmt: skip
    drawing = draw(series, identity=hostile, brand_colour="#12436d", axis=lambda value: f"{value}{hostile}")
    svg = render_to_string("core/chart.html", {"drawing": drawing})
    assert "<script" not in svg
    assert svg.count("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;") > 6
