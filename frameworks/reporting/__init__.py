"""What is read of frameworks: each outcome with all that serves it, and counts in which nothing stands twice."""

from frameworks.reporting.lists import (
    Candidate,
    FrameworkRow,
    KeptOutcome,
    candidates,
    framework_rows,
    headings,
    kept_outcomes,
    under_way,
)
from frameworks.reporting.serving import (
    ActionLine,
    ClinicLine,
    FrameworkThread,
    IndicatorLine,
    OutcomeThread,
    PlanPlace,
    Serving,
    Share,
)
from frameworks.reporting.table import HEADER, thread_rows
from frameworks.reporting.threads import IN_ORDER, framework_thread, shared, threads, together

__all__ = [
    "HEADER",
    "IN_ORDER",
    "ActionLine",
    "Candidate",
    "ClinicLine",
    "FrameworkRow",
    "FrameworkThread",
    "IndicatorLine",
    "KeptOutcome",
    "OutcomeThread",
    "PlanPlace",
    "Serving",
    "Share",
    "candidates",
    "framework_rows",
    "framework_thread",
    "headings",
    "kept_outcomes",
    "shared",
    "thread_rows",
    "threads",
    "together",
    "under_way",
]
