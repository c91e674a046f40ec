import pytest
from hypothesis import assume, given

from indicators.choices import Polarity
from indicators.rules import Scale, stretch_share
from tests.indicators.rules.scales import CONTEXT, DAYS, HIGHER, LOWER, PERCENT, RANGE, D, numbers, polarities

WHOLE = Scale("%", 0)


@pytest.mark.parametrize(
    ("scale", "actual", "without", "with_agreement", "share"),
    [
        (WHOLE, "91", "80", "100", "0"),
        (WHOLE, "92", "80", "100", "0.6"),
        (WHOLE, "91.5", "80", "100", "0.6"),  # 92 as printed
        (WHOLE, "99", "80", "100", "0.95"),
        (WHOLE, "100", "80", "100", "1"),
        (WHOLE, "105", "80", "100", "1"),
        (WHOLE, "80", "80", "100", "0"),
        (WHOLE, "70", "80", "100", "0"),
        (DAYS, "28", "40", "20", "0.6"),
        (DAYS, "28.1", "40", "20", "0"),
        (DAYS, "19", "40", "20", "1"),
        (RANGE, "64", "70", "60", "0.6"),  # nearer to the best range
    ],
)
def test_nothing_is_paid_below_sixty_per_cent_and_at_most_the_whole(scale, actual, without, with_agreement, share):
    assert stretch_share(scale, D(actual), D(without), D(with_agreement)).share == D(share)


@pytest.mark.parametrize(
    ("actual", "grant", "earned", "sentence"),
    [
        ("91", "100000", "0", "91\u00a0% makes 11 of the 20 percentage points from 80\u00a0% to the stretch target of 100\u00a0% (55.0\u00a0%), less than 60\u00a0%: nothing is paid."),
        ("92", "100000", "60000", "92\u00a0% makes 12 of the 20 percentage points from 80\u00a0% to the stretch target of 100\u00a0% (60.0\u00a0%): 60.0\u00a0% of the grant is paid, £60,000 of £100,000."),
        ("105", None, None, "105\u00a0% makes 25 of the 20 percentage points from 80\u00a0% to the stretch target of 100\u00a0% (125.0\u00a0%): all of the grant is paid."),
        ("93", "1000.50", "650.33", "93\u00a0% makes 13 of the 20 percentage points from 80\u00a0% to the stretch target of 100\u00a0% (65.0\u00a0%): 65.0\u00a0% of the grant is paid, £650.33 of £1,000.50."),
        ("80", None, None, "80\u00a0% is no better than the 80\u00a0% expected without the agreement: nothing is paid."),
        ("75", "100", "0", "75\u00a0% is worse than the 80\u00a0% expected without the agreement: nothing is paid."),
    ],
)  # fmt: skip
def test_what_is_paid_explains_itself(actual, grant, earned, sentence):
    found = stretch_share(WHOLE, D(actual), D(80), D(100), None if grant is None else D(grant))
    assert found.sentence == sentence
    assert found.grant == (None if earned is None else D(earned))


def test_a_share_just_short_of_sixty_per_cent_is_not_written_as_sixty():
    fine = Scale("%", 2)
    assert (
        "(59.9\u00a0%), less than 60\u00a0%: nothing is paid."
        in stretch_share(fine, D("91.99"), D(80), D(100)).sentence
    )


@pytest.mark.parametrize(
    ("scale", "actual", "without", "with_agreement", "sentence"),
    [
        (WHOLE, None, "80", "100", "Share not known: there is no figure yet."),
        (WHOLE, "90", "100", "80", "Share not known: the stretch target of 80\u00a0% is no better than 100\u00a0%, expected without the agreement. Correct one of them."),
        (WHOLE, "90", "80", "80.4", "Share not known: the stretch target of 80\u00a0% is no better than 80\u00a0%, expected without the agreement. Correct one of them."),
        (CONTEXT, "90", "80", "100", "Share not known: the figure is for context, and neither way is better."),
    ],
)  # fmt: skip
def test_where_a_share_is_not_known_the_reason_is_said(scale, actual, without, with_agreement, sentence):
    found = stretch_share(scale, None if actual is None else D(actual), D(without), D(with_agreement), D(1000))
    assert (found.share, found.grant, found.sentence) == (None, None, sentence)


def shared(scale, actual, without, with_agreement):
    assume(scale.goodness(with_agreement) > scale.goodness(without))
    return stretch_share(scale, actual, without, with_agreement).share


@given(polarities, numbers, numbers, numbers)
def test_a_share_is_nothing_or_from_sixty_per_cent_to_all(polarity, actual, without, with_agreement):
    share = shared(Scale("", 1, polarity), actual, without, with_agreement)
    assert share == 0 or D("0.6") <= share <= 1


@given(polarities, numbers, numbers, numbers, numbers)
def test_better_never_earns_less(polarity, one, other, without, with_agreement):
    scale = Scale("", 1, polarity)
    worse, better = sorted((one, other), key=scale.goodness)
    assert shared(scale, better, without, with_agreement) >= shared(scale, worse, without, with_agreement)


@given(numbers, numbers, numbers)
def test_mirroring_polarity_and_figures_mirrors_the_share(actual, without, with_agreement):
    assert shared(HIGHER, actual, without, with_agreement) == shared(LOWER, -actual, -without, -with_agreement)


@given(numbers, numbers, numbers)
def test_a_share_depends_on_its_inputs_at_printed_precision_alone(actual, without, with_agreement):
    figures = (actual, without, with_agreement)
    assert stretch_share(PERCENT, *figures) == stretch_share(PERCENT, *map(PERCENT.printed, figures))


def test_a_range_can_be_reached_from_either_side():
    scale = Scale("", 0, Polarity.RANGE, low=D(40), high=D(60))
    assert stretch_share(scale, D(50), D(30), D(40)).share == 1
    assert stretch_share(scale, D(66), D(70), D(60)).share == 0


def test_the_least_step_of_the_stretch_is_a_step():
    assert stretch_share(WHOLE, D(81), D(80), D(100)).sentence == (
        "81\u00a0% makes 1 of the 20 percentage points from 80\u00a0% to the stretch target of 100\u00a0% (5.0\u00a0%), "
        "less than 60\u00a0%: nothing is paid."
    )
