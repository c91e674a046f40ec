"""What counts a measure: an indicator with its target ("BVPI 8 – 97.0 %"), or a count that the program keeps itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from improvement_plan.choices import LiveCount

REFERENCE = re.compile(
    r"\b(?P<code>BVPI|BV|PAF|NI|LPI|KPI|CPA|LAA)\s*(?P<ref>\d{1,4}\s?[a-d]?|[A-D]\d{1,3})\b", re.IGNORECASE
)
FIGURE = re.compile(
    r"(?:[–—:-]|\bto|\bof|\bat|\bis|\blevel)\s*£?(?P<figure>\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:%|days|per\b|$|[,;.(]|by\b|\()",
    re.IGNORECASE,
)
LIVE = (
    (
        re.compile(r"^(?P<target>\d+)\s*performance\s+clinics?\s+held\b", re.IGNORECASE),
        LiveCount.CLINICS_HELD,
    ),
    (
        re.compile(
            r"^(?:more\s+than\s+|at\s+least\s+)?(?P<target>\d+(?:\.\d+)?)?\s?%\s+of\s+actions\s+"
            r"(?:complete[d]?|delivered)\s+or\s+on\s+(?:target|track)",
            re.IGNORECASE,
        ),
        LiveCount.ACTIONS_ON_TARGET,
    ),
    (
        re.compile(
            r"^(?:more\s+than\s+|at\s+least\s+)?(?P<target>\d+(?:\.\d+)?)?\s?%\s+of\s+(?:the\s+)?(?:PI['’]?s|(?:performance\s+)?indicators)\s+"
            r"(?:improving|improved|(?:showing|with)\s+an\s+improve)",
            re.IGNORECASE,
        ),
        LiveCount.INDICATORS_IMPROVING,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What counts a measure. ``code`` and ``ref`` name an indicator as the paper does; otherwise there is a live count."""

    code: str = ""
    ref: str = ""
    live_count: LiveCount | None = None
    target: Decimal | None = None


def measured(measure: str) -> Measured | None:
    """What counts a measure, where its words say so plainly; None where they do not, or name several indicators."""
    text = " ".join(measure.split())
    for pattern, count in LIVE:
        if found := pattern.match(text):
            return Measured(live_count=count, target=Decimal(found["target"]) if found["target"] else None)
    references = list(REFERENCE.finditer(text))
    if len(references) != 1:
        return None
    reference = references[0]
    rest = text[reference.end() :]
    figures = {found["figure"] for found in FIGURE.finditer(rest)}
    target = Decimal(figures.pop().replace(",", "")) if len(figures) == 1 else None
    return Measured(reference["code"].upper(), reference["ref"].replace(" ", ""), target=target)
