"""What the example's papers say of its figures and actions, counted from what was made."""

from __future__ import annotations

import re

from actions.choices import Status
from actions.models import Action, DateChange
from clinics.choices import State
from clinics.models import Clinic
from core import formats
from core.periods import Period
from core.rag import Rag
from councilperf.example.series import TODAY
from indicators.models import Indicator, Measurement

ASKED = re.compile(r"\{([^}]+)\}")


class Facts:
    """What texts may ask for in braces: a figure by reference and period, or a count."""

    def __init__(self, indicators: dict[str, Indicator]) -> None:
        self.indicators = indicators

    def told(self, text: str) -> str:
        """A text with its words in braces counted; a figure that this size of the example has not says so."""
        return ASKED.sub(lambda asked: self.of(asked[1]), text)

    def of(self, asked: str) -> str:
        """What is asked for: "KPI/HO1 2026/27 Q1", or the name of a count."""
        name, _, period = asked.partition(" ")
        return self.figure(name, Period.parse(period)) if "/" in name else getattr(self, name)()

    def figure(self, ref: str, period: Period) -> str:
        """One figure with its unit."""
        indicator = self.indicators.get(ref)
        found = indicator and indicator.measurements.filter(
            period__kind=period.kind, period__year=period.year, period__number=period.number
        )
        measurement = found.with_value().first() if found else None
        if measurement is None:
            return "a figure that is not held"
        return indicator.scale.written(measurement.actual)

    def quarter(self, **wanted: str):
        """Measurements of the first quarter of this year, without those by area, which would count twice."""
        period = Period.parse("2026/27 Q1")
        whole = Measurement.objects.exclude(indicator__ref__contains="-")
        return whole.filter(period__kind=period.kind, period__year=period.year, period__number=period.number, **wanted)

    def on_target(self) -> str:
        """How many of the figures with a target met it."""
        return formats.share(self.quarter(rating=Rag.GREEN).count(), self.rated())

    def off_target(self) -> str:
        """How many missed it by more than the tolerance."""
        return formats.share(self.quarter(rating=Rag.RED).count(), self.rated())

    def rated(self) -> int:
        """How many figures have a value and a target."""
        return self.quarter(rating__in=(Rag.GREEN, Rag.AMBER, Rag.RED)).count()

    def awaited(self) -> str:
        """How many figures have not come in."""
        return formats.count(self.quarter(actual__isnull=True).count(), "figure")

    def held(self) -> str:
        """How many clinics have sat."""
        return formats.count(Clinic.objects.held().count(), "clinic")

    def suggested(self) -> str:
        """How many clinics are suggested."""
        return formats.count(Clinic.objects.filter(state=State.SUGGESTED).count(), "clinic")

    def actions(self) -> str:
        """How many actions there are."""
        return formats.count(Action.objects.count(), "action")

    def complete(self) -> str:
        """How many are complete, of how many."""
        return formats.share(Action.objects.filter(status=Status.COMPLETE).count(), Action.objects.count())

    def overdue(self) -> str:
        """How many are overdue on the example's today."""
        return formats.count(Action.objects.overdue(TODAY).count(), "action")

    def redated(self) -> str:
        """How many actions have a date that moved."""
        return formats.count(
            DateChange.objects.values("milestone__action").distinct().order_by("milestone__action").count(), "action"
        )

    def silent(self) -> str:
        """How many have had no update."""
        return formats.count(Action.objects.filter(updates__isnull=True).count(), "action")
