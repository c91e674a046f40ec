"""Indicators, their measurements, targets and comparators."""

from indicators.models.comparators import OUR_OWN, Band, Benchmark, PeerFigure, StretchTarget
from indicators.models.definitions import ENDS, Alias, Indicator, IndicatorSet, natural_key
from indicators.models.fields import MOST_PLACES
from indicators.models.measurements import VERDICTS, Measurement, MeasurementQuerySet, Restatement, TargetDecision
from indicators.models.uploads import Upload

__all__ = [
    "ENDS",
    "MOST_PLACES",
    "OUR_OWN",
    "VERDICTS",
    "Alias",
    "Band",
    "Benchmark",
    "Indicator",
    "IndicatorSet",
    "Measurement",
    "MeasurementQuerySet",
    "PeerFigure",
    "Restatement",
    "StretchTarget",
    "TargetDecision",
    "Upload",
    "natural_key",
]
