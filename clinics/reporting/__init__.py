"""What is read of clinics: plain data, the same for page and paper."""

from clinics.reporting.lines import ClinicLine, IndicatorEffect, TriggerLine, at, clinic_lines, with_everything

__all__ = ["ClinicLine", "IndicatorEffect", "TriggerLine", "at", "clinic_lines", "with_everything"]
