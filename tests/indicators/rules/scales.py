"""Scales and strategies that the tests of rules share."""

from decimal import Decimal

from hypothesis import strategies as st

from indicators.choices import Polarity
from indicators.rules import Scale

D = Decimal
PERCENT = Scale("%", 1)
DAYS = Scale("days", 1, Polarity.LOWER)
COUNT = Scale("number", 0)
RANGE = Scale("%", 1, Polarity.RANGE, low=D(40), high=D(60))
CONTEXT = Scale("%", 1, Polarity.NEUTRAL)
HIGHER, LOWER = Scale("", 1, Polarity.HIGHER), Scale("", 1, Polarity.LOWER)
numbers = st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False)
polarities = st.sampled_from([Polarity.HIGHER, Polarity.LOWER])
