"""What the rules suggest for a period: which indicators call for a clinic, with what is already being done.

found       what is suggested, as plain data
periods     the period that is examined
gathered    what is known of all indicators
judged      what the rules say of it
rows        suggestions as rows of a file
"""

from clinics.reporting.suggestions.found import (
    NO_DIRECTORATE,
    AnswerLine,
    Examined,
    OpenAction,
    OpenClinic,
    Reason,
    Suggestion,
    Suggestions,
    Written,
    suggestion_address,
)
from clinics.reporting.suggestions.judged import examined, rule_weights, suggestions
from clinics.reporting.suggestions.periods import NoSuchPeriodError, choose_period, periods_with_figures
from clinics.reporting.suggestions.rows import SUGGESTION_COLUMNS, suggestion_rows

__all__ = [
    "NO_DIRECTORATE",
    "SUGGESTION_COLUMNS",
    "AnswerLine",
    "Examined",
    "NoSuchPeriodError",
    "OpenAction",
    "OpenClinic",
    "Reason",
    "Suggestion",
    "Suggestions",
    "Written",
    "choose_period",
    "examined",
    "periods_with_figures",
    "rule_weights",
    "suggestion_address",
    "suggestion_rows",
    "suggestions",
]
