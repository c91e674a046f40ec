"""Writes to the organisation that touch more than one row."""

from organisation.services.periods import DEFAULT_REPORTING_DAYS, new_period, period_row, reporting_period

__all__ = ["DEFAULT_REPORTING_DAYS", "new_period", "period_row", "reporting_period"]
