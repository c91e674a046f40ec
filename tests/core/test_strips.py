from decimal import Decimal
from itertools import combinations, pairwise

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from core.charts import CHARACTER
from core.strips import STEP, WIDTH, strip

values = st.decimals(min_value=-(10**6), max_value=10**6, places=2, allow_nan=False)


def drawn(others, ours=None, **more):
    options = {"title": "BV8: Neighbours", "description": "Others: 1, 2.", "identity": "s", "brand_colour": "#12436d"}
    return strip(others, ours, **options, written=str(ours), axis=str, **more)


def test_a_strip_of_nobody_is_not_drawn():
    assert drawn([], Decimal(1)) is None


@given(st.lists(values, min_size=1, max_size=60), st.none() | values)
def test_every_mark_lies_within_the_frame_and_on_no_other(others, ours):
    made = drawn(others, ours)
    marks = [*made.marks, *([made.ours] if made.ours else [])]
    assert len(made.marks) == len(others)
    for x, y in marks:
        assert made.left - 0.1 <= x <= made.right + 0.1
        assert 20 < y < made.axis
    for (x, y), (x2, y2) in combinations(marks, 2):
        assert abs(x - x2) >= STEP or abs(y - y2) >= STEP


@given(st.lists(values, min_size=1, max_size=9), values)
def test_our_mark_stands_on_the_axis_and_our_label_within_the_drawing(others, ours):
    made = drawn(others, ours)
    assert made.ours[1] == made.axis - STEP / 2
    assert 0 < made.label.x < WIDTH


@given(st.lists(values, min_size=2, max_size=9, unique=True))
def test_no_two_ticks_lie_on_one_another(others):
    ticks = drawn([value * 1000 for value in others]).ticks
    for one, other in pairwise(ticks):
        assert other.x - one.x > (len(one.text) + len(other.text)) * CHARACTER / 2


def test_the_better_end_is_named_where_there_is_one():
    one = [Decimal(1)]
    assert drawn(one, higher_is_better=True).better.text == "better \u2192"
    assert drawn(one, higher_is_better=False).better.text == "\u2190 better"
    assert drawn(one).better is None


def test_the_drawing_says_what_it_shows_and_names_no_style():
    svg = render_to_string("core/strip.html", {"strip": drawn([Decimal(1), Decimal(2)], Decimal(3))})
    assert svg.index("<title") < svg.index("<desc") < svg.index("<line")
    assert "Others: 1, 2." in svg
    assert svg.count("<circle") == 2
    assert ">us 3<" in svg
    assert "style=" not in svg
