"""What is read of clinics: plain data, the same for page and paper."""

from clinics.reporting.effects import EffectReport, Lesson, Tally, effect_report, effect_rows
from clinics.reporting.lines import ClinicLine, IndicatorEffect, TriggerLine, at, clinic_lines, with_everything
from clinics.reporting.programme import Programme, programme, years_of_clinics

__all__ = [
    "ClinicLine",
    "EffectReport",
    "IndicatorEffect",
    "Lesson",
    "Programme",
    "Tally",
    "TriggerLine",
    "at",
    "clinic_lines",
    "effect_report",
    "effect_rows",
    "programme",
    "with_everything",
    "years_of_clinics",
]
