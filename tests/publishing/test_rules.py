"""The words that residents read, and what may be counted."""

from decimal import Decimal

import pytest

from core.periods import Period
from core.rag import Rag
from indicators.choices import Direction, Polarity
from indicators.rules import Scale
from publishing.rules import in_ten_seconds, may_be_counted, spoken, told, which_way

PER_CENT = Scale(unit="%", decimal_places=1)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2025/26", "2025/26"),
        ("2025/26 Q1", "April to June 2025"),
        ("2025/26 Q4", "January to March 2026"),
        ("2025/26 H1", "April to September 2025"),
        ("2025/26 H2", "October 2025 to March 2026"),
        ("2025/26 M12", "March 2026"),
        ("2025", "2025"),
        ("2025/26 academic", "the school year 2025/26"),
    ],
)
def test_a_period_is_said_as_a_resident_would_say_it(period, words):
    assert spoken(Period.parse(period)) == words


@pytest.mark.parametrize(
    ("numerator", "denominator", "may"),
    [(10, 20, True), (9, 20, False), (11, 20, False), (900, 1000, True), (996, 1000, False), (None, 5, False)],
)
def test_counts_are_told_only_where_neither_those_counted_nor_the_others_are_few(numerator, denominator, may):
    assert may_be_counted(numerator if numerator is None else Decimal(numerator), Decimal(denominator)) is may


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"value": 82, "target": 95, "gap": -13, "rag": Rag.RED, "direction": Direction.DECLINED},
            (
                "In 2025/26 the result was 82.0 %. The target was 95.0 %, which was missed by 13.0 percentage points. "
                "That is worse than a year before."
            ),
        ),
        (
            {"value": 95, "target": 95, "gap": 0, "rag": Rag.GREEN, "direction": Direction.NO_CHANGE},
            (
                "In 2025/26 the result was 95.0 %. The target was 95.0 %, which was met exactly. "
                "That is the same as a year before."
            ),
        ),
        (
            {"value": 97, "target": 95, "gap": 2, "rag": Rag.GREEN, "direction": Direction.NO_COMPARISON},
            "In 2025/26 the result was 97.0 %. The target was 95.0 %, and the result was better by 2.0 percentage points.",
        ),
        (
            {"value": 95.5, "target": 95, "gap": 0.5, "rag": Rag.GREEN, "direction": Direction.UP},
            (
                "In 2025/26 the result was 95.5 %. The target was 95.0 %, and the result was better by "
                "0.5 percentage points. That is higher than a year before."
            ),
        ),
        (
            {"value": 90, "target": None, "gap": None, "rag": Rag.NO_TARGET, "direction": Direction.DOWN},
            "In 2025/26 the result was 90.0 %. No target was set for it. That is lower than a year before.",
        ),
        (
            {"value": 97, "target": None, "gap": None, "rag": Rag.NO_TARGET, "direction": Direction.IMPROVED},
            "In 2025/26 the result was 97.0 %. No target was set for it. That is better than a year before.",
        ),
    ],
)
def test_a_result_is_told_in_a_sentence_or_two(facts, words):
    figures = {name: None if facts[name] is None else Decimal(facts[name]) for name in ("value", "target", "gap")}
    said = told(PER_CENT, period="2025/26", **facts | figures)
    assert said.replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("polarity", "words"),
    [
        (Polarity.HIGHER, "A higher figure is better."),
        (Polarity.LOWER, "A lower figure is better."),
        (Polarity.NEUTRAL, "Neither a higher nor a lower figure is better: it is there to know."),
    ],
)
def test_it_is_said_which_way_a_figure_is_better(polarity, words):
    assert which_way(Scale(unit="%", polarity=polarity)) == words


def test_of_an_answer_of_yes_or_no_no_distance_is_told():
    said = told(
        Scale(unit="yes/no"), period="2025", value=Decimal(0), target=Decimal(1), gap=Decimal(-1), rag=Rag.RED,
        direction=Direction.NO_COMPARISON,
    )  # fmt: skip
    assert said == "In 2025 the result was No. The target was Yes."


@pytest.mark.parametrize("target", [None, Decimal(95)])
def test_a_figure_for_context_is_held_against_no_target_even_where_one_is_written_down(target):
    said = told(
        Scale(unit="%", polarity=Polarity.NEUTRAL), period="2025", value=Decimal(70), target=target, gap=None,
        rag=Rag.NO_TARGET, direction=Direction.UP,
    )  # fmt: skip
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "In 2025 the result was 70 %. It is there to know, and is not held against a target. "
        "That is higher than a year before."
    )


def test_a_result_that_a_person_rated_without_a_target_has_none():
    said = told(
        Scale(unit="%"), period="2025", value=Decimal(70), target=None, gap=None, rag=Rag.RED,
        direction=Direction.NO_COMPARISON,
    )  # fmt: skip
    assert said.replace("\N{NO-BREAK SPACE}", " ") == "In 2025 the result was 70 %. No target was set for it."


def test_a_result_within_a_range_is_held_against_the_range():
    scale = Scale(unit="%", polarity=Polarity.RANGE, low=Decimal(40), high=Decimal(60))
    said = told(
        scale, period="2025", value=Decimal(70), target=None, gap=Decimal(-10), rag=Rag.RED,
        direction=Direction.NO_COMPARISON,
    )  # fmt: skip
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "In 2025 the result was 70 %. The aim was the best range of 40 % to 60 %, and the result was outside by "
        "10 percentage points."
    )
    inside = told(
        scale, period="2025", value=Decimal(50), target=None, gap=Decimal(0), rag=Rag.GREEN,
        direction=Direction.NO_COMPARISON,
    )  # fmt: skip
    assert inside.endswith("and the result was inside.")
    assert (
        which_way(scale).replace("\N{NO-BREAK SPACE}", " ")
        == "The nearer to the best range of 40 % to 60 %, the better."
    )


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0, 0, 0), "The council has not published any results yet."),
        ((1, 0, 0, 0, 0), "Of the 1 measure that we publish, none has a result that can be compared yet."),
        ((9, 5, 8, 0, 0), "Of the 9 measures that we publish, 5 of 8 with a target met it."),
        (
            (9, 5, 8, 4, 7),
            "Of the 9 measures that we publish, 5 of 8 with a target met it and 4 of 7 did better than a year before.",
        ),
    ],
)
def test_how_the_council_is_doing_stands_in_one_sentence_with_what_each_count_is_of(counts, words):
    names = ("measures", "met", "aimed", "better", "compared")
    assert in_ten_seconds(**dict(zip(names, counts, strict=True))) == words
