"""The scorecard of a period: one line an indicator, the tiles above them, and all of it for page, paper and file."""

from indicators.reporting.scorecard.lines import Line, address_of, as_rows, line, lines, rows_of
from indicators.reporting.scorecard.paper import GROUPS, Group, Quality, Scorecard, legend, quality, scorecard
from indicators.reporting.scorecard.periods import UnknownPeriodError, choose, find, periods_held
from indicators.reporting.scorecard.selection import EXCEPTIONS, listed
from indicators.reporting.scorecard.tiles import COMPARED, Tile, Tiles, counted, tiles

__all__ = [
    "COMPARED",
    "EXCEPTIONS",
    "GROUPS",
    "Group",
    "Line",
    "Quality",
    "Scorecard",
    "Tile",
    "Tiles",
    "UnknownPeriodError",
    "address_of",
    "as_rows",
    "choose",
    "counted",
    "find",
    "legend",
    "line",
    "lines",
    "listed",
    "periods_held",
    "quality",
    "rows_of",
    "scorecard",
    "tiles",
]
