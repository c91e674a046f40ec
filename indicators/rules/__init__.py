"""How a measurement is judged. Pure functions: the same inputs at printed precision, the same verdict.

Each verdict comes with the sentence that explains it. The rules are those of
the council's performance framework (docs/rules.md), one subject a module:

    scale         how values are read, compared and written
    rating        against target, with the gap
    direction     of travel, against the like period
    quartiles     position and rank among peers, and its movement
    bands         PAF-style bands
    stretch       the share of a reward grant
    aggregation   from the parts of a year to the year to date
    forecast      the machine's, beside the officer's
    control       signal or noise
    plausibility  what a person is asked before a figure is taken in
"""

from indicators.rules.aggregation import Part, YearToDate, year_to_date
from indicators.rules.bands import BandPosition, BandRange, Bands, band
from indicators.rules.control import (
    Cause,
    ControlChart,
    Limits,
    NewestPoint,
    Observation,
    Reading,
    Signal,
    control_chart,
    newest_point,
)
from indicators.rules.direction import Travel, travel
from indicators.rules.firmness import PUBLISHED, after_change
from indicators.rules.forecast import Forecast, forecast
from indicators.rules.plausibility import Doubt, Question, doubts
from indicators.rules.quartiles import (
    FEWEST_PEERS,
    UNRANKED,
    Moved,
    Movement,
    Position,
    Rank,
    Thresholds,
    movement,
    peer_thresholds,
    position,
    rank,
)
from indicators.rules.rating import Judged, Tolerance, rate, rate_missing
from indicators.rules.scale import Scale, scale_of
from indicators.rules.stretch import StretchResult, stretch_share

__all__ = [
    "FEWEST_PEERS",
    "PUBLISHED",
    "UNRANKED",
    "BandPosition",
    "BandRange",
    "Bands",
    "Cause",
    "ControlChart",
    "Doubt",
    "Forecast",
    "Judged",
    "Limits",
    "Moved",
    "Movement",
    "NewestPoint",
    "Observation",
    "Part",
    "Position",
    "Question",
    "Rank",
    "Reading",
    "Scale",
    "Signal",
    "StretchResult",
    "Thresholds",
    "Tolerance",
    "Travel",
    "YearToDate",
    "after_change",
    "band",
    "control_chart",
    "doubts",
    "forecast",
    "movement",
    "newest_point",
    "peer_thresholds",
    "position",
    "rank",
    "rate",
    "rate_missing",
    "scale_of",
    "stretch_share",
    "travel",
    "year_to_date",
]
