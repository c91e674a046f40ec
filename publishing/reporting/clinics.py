"""Clinics as the public reads them: on which measures, when, and what came of it by figures that are published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clinics.models import Clinic
from clinics.reporting import ClinicLine, clinic_lines, with_everything
from clinics.rules import JUDGED, Effect, Figure, Verdict
from core.formats import share
from core.periods import Period
from core.rag import Rag, Rating
from indicators.models import Indicator
from indicators.rules import PUBLISHED
from publishing.rules import spoken

WORDS = {
    Verdict.IMPROVED: Rating(Rag.GREEN, "Better since", ""),
    Verdict.MIXED: Rating(Rag.AMBER, "Some better, some worse since", ""),
    Verdict.NO_CHANGE: Rating(Rag.NO_TARGET, "No change since", ""),
    Verdict.DECLINED: Rating(Rag.RED, "Worse since", ""),
    Verdict.TOO_EARLY: Rating(Rag.AWAITED, "Too early to say", ""),
    Verdict.NOT_MEASURABLE: Rating(Rag.NOT_APPLICABLE, "Nothing to measure it by", ""),
}
"""What came of a clinic."""
EFFECTS = {
    Effect.IMPROVED: "Better",
    Effect.NO_CHANGE: "No change",
    Effect.DECLINED: "Worse",
    Effect.UP: "Higher",
    Effect.UNCHANGED: "No change",
    Effect.DOWN: "Lower",
    Effect.TOO_EARLY: "Too early to say",
    Effect.NOT_COMPARABLE: "Cannot be compared",
    Effect.NO_BASELINE: "No result from before",
}
"""What came of it for one measure."""


@dataclass(frozen=True)
class PublicEffect:
    """What came of a clinic for one of its measures."""

    key: int
    indicator: Indicator
    before: str
    latest: str
    """The newest result since that compares with the one before."""
    change: str
    effect: Effect
    words: str


@dataclass(frozen=True)
class PublicClinic:
    """A clinic that is published."""

    key: int
    title: str
    first: date
    verdict: Verdict
    rating: Rating
    effects: tuple[PublicEffect, ...]


@dataclass(frozen=True)
class ClinicsAtWork:
    """All published clinics, with how many helped."""

    clinics: tuple[PublicClinic, ...]
    judged: int
    improved: int

    @property
    def sentence(self) -> str:
        """Whether they help, with what each count is of."""
        held = len(self.clinics)
        if not held:
            return "The council has not published any performance clinics yet."
        were = "One clinic is" if held == 1 else f"{held} clinics are"
        if not self.judged:
            return f"{were} published here. It is too early to say whether they helped."
        return f"{were} published here. Of those that can be judged, results got better after {share(self.improved, self.judged)}."


def public_clinics(on: date, *, keys: Iterable[int] | None = None) -> list[PublicClinic]:
    """Published clinics that have sat by a day, the newest first. Eight queries, however many."""
    clinics = with_everything().filter(pk__in=Clinic.objects.public().values("pk"))
    if keys is not None:
        clinics = clinics.filter(pk__in=list(keys))
    lines = clinic_lines(clinics, on, states=PUBLISHED)
    found = [told_of(line) for line in lines if line.has_sat and line.first_date <= on]
    return sorted(found, key=lambda one: (one.first, one.key), reverse=True)


def told_of(line: ClinicLine) -> PublicClinic:
    """A clinic in a resident's words."""
    links = {link.indicator_id: link.pk for link in line.clinic.clinic_indicators.all()}
    return PublicClinic(
        key=line.clinic.pk,
        title=line.clinic.title,
        first=line.first_date,
        verdict=line.verdict,
        rating=WORDS[line.verdict],
        effects=tuple(
            PublicEffect(
                key=links[row.indicator.pk],
                indicator=row.indicator,
                before=_shown(row.indicator, row.measured.before),
                latest=_shown(row.indicator, row.measured.latest.figure if row.measured.latest else None),
                change=row.change,
                effect=row.measured.effect,
                words=EFFECTS[row.measured.effect],
            )
            for row in line.indicators
        ),
    )


def _shown(indicator: Indicator, figure: Figure | None) -> str:
    """A figure with its period in words; empty where there is none."""
    return f"{indicator.scale.again(figure.value)} in {spoken(Period.parse(figure.period))}" if figure else ""


def at_work(clinics: Iterable[PublicClinic]) -> ClinicsAtWork:
    """Clinics with how many helped."""
    clinics = tuple(clinics)
    found = Counter(one.verdict for one in clinics)
    return ClinicsAtWork(clinics, sum(found[one] for one in JUDGED), found[Verdict.IMPROVED])


def held_on(indicators: Iterable[int], on: date) -> dict[int, list[tuple[date, str]]]:
    """When published clinics sat on some indicators, with what each was called, by indicator. One query."""
    links = (
        Clinic.objects.public()
        .filter(
            clinic_indicators__indicator__in=list(indicators), sittings__cancelled_because="", sittings__date__lte=on
        )
        .order_by("sittings__date", "pk")
        .values_list("clinic_indicators__indicator", "sittings__date", "title")
    )
    found: dict[int, list[tuple[date, str]]] = {}
    for indicator, day, title in links:
        found.setdefault(indicator, []).append((day, title))
    return found
