"""What counts a measure is told from its words, where they say so plainly."""

from decimal import Decimal

import pytest

from improvement_plan.choices import LiveCount
from improvement_plan.rules.measured import Measured, measured


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("BVPI 8 – 96.3", Measured("BVPI", "8", target=Decimal("96.3"))),
        ("BVPI 8 - 97.0%", Measured("BVPI", "8", target=Decimal("97.0"))),
        ("BVPI 156 – Accessibility – 75% by 2007/08", Measured("BVPI", "156", target=Decimal(75))),
        ("BVPI 2a – Level 5", Measured("BVPI", "2a", target=Decimal(5))),
        ("BVPI 17a – 3.1%", Measured("BVPI", "17a", target=Decimal("3.1"))),
        ("BVPI 3 Overall Customer Satisfaction with the Council – TQ", Measured("BVPI", "3")),
        ("Improve BV 17a from 2.8% to above national average", Measured("BV", "17a")),
        ("10 performance clinics held per annum", Measured(live_count=LiveCount.CLINICS_HELD, target=Decimal(10))),
        ("% of actions completed or on target", Measured(live_count=LiveCount.ACTIONS_ON_TARGET)),
        (
            "More than 70% of PI's showing an improved direction of travel",
            Measured(live_count=LiveCount.INDICATORS_IMPROVING, target=Decimal(70)),
        ),
        ("BVPI 11a – 42% and BVPI 11b – 3%", None),
        ("Report produced", None),
        ("100% of plans QA'd", None),
        ("Performance clinics held for all 3 critical areas", None),
        ("", None),
    ],
)
def test_a_measure_names_its_indicator_and_target_or_a_live_count(words, found):
    assert measured(words) == found
