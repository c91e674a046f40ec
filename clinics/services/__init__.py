"""Writes to clinics that touch more than one row."""

from clinics.services.baselines import fix_baselines
from clinics.services.life import LifeError, become, schedule

__all__ = ["LifeError", "become", "fix_baselines", "schedule"]
