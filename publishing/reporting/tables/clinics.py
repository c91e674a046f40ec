"""The clinics and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from clinics.models import Clinic, ClinicIndicator, Sitting
from clinics.reporting import clinic_lines, with_everything
from clinics.rules import Effect
from indicators.models import Alias, Indicator, Measurement
from indicators.rules import PUBLISHED
from publishing.choices import Scope
from publishing.reporting.clinics import EFFECTS
from publishing.reporting.columns import Asked, Column, Table, Type
from publishing.reporting.tables.shared import CHANGED, INDICATOR_KEY, SINCE, changed, of_ref, of_set, printed


def _clinics(asked: Asked) -> QuerySet:
    held = Clinic.objects.held() if asked.scope == Scope.READER else Clinic.objects.public()
    sat = Sitting.objects.filter(clinic=OuterRef("clinic"), cancelled_because="", date__lte=asked.on)
    links = ClinicIndicator.objects.filter(clinic__in=held.values("pk"))
    links = links.annotate(first_sat=Subquery(sat.order_by("date").values("date")[:1])).filter(first_sat__isnull=False)
    return links.annotate(changed_at=changed((ClinicIndicator, "pk"), (Clinic, "clinic")))


def _clinic_cells(rows: Sequence[ClinicIndicator], asked: Asked) -> Iterator[Sequence[Any]]:
    states = None if asked.scope == Scope.READER else PUBLISHED
    clinics = with_everything().filter(pk__in={row.clinic_id for row in rows})
    lines = {line.clinic.pk: line for line in clinic_lines(clinics, asked.on, states=states)}
    for row in rows:
        line = lines[row.clinic_id]
        effect = next(one for one in line.indicators if one.indicator.pk == row.indicator_id)
        of, measured = effect.indicator, effect.measured
        before, newest = measured.before, measured.latest.figure if measured.latest else None
        yield (
            row.clinic_id, line.clinic.title, line.first_date, of.set.code, of.ref, of.title,
            before.period if before else "", printed(of, before.value) if before else None,
            newest.period if newest else "", printed(of, newest.value) if newest else None,
            effect.change, measured.effect, line.verdict, line.clinic.is_public, row.changed_at,
        )  # fmt: skip


CLINICS = Table(
    name="clinics",
    title="Clinics",
    about="Performance clinics that were held, and what came of each for each of its indicators, by figures from before "
    "and since.",
    key=("clinic", "set", "ref"),
    columns=(
        Column("clinic", "Its number, which never changes.", Type.INTEGER, required=True),
        Column("title", "What it is called.", required=True),
        Column("first_held", "The day on which it first sat.", Type.DATE, required=True),
        *INDICATOR_KEY,
        Column("indicator_title", "What the indicator measures.", required=True),
        Column("before_period", "The last period that had ended by then and has a figure."),
        Column("before", "The figure of that period.", Type.NUMBER),
        Column("since_period", "The newest period that began on or after that day and compares."),
        Column("since", "The figure of that period.", Type.NUMBER),
        Column("change", "What the one is beside the other, in words."),
        Column(
            "effect",
            "What came of it for the indicator.",
            values={str(one): EFFECTS[one] for one in Effect},
            required=True,
        ),
        Column(
            "verdict",
            "What came of the clinic for all its indicators together.",
            values={
                "improved": "Something is better and nothing worse",
                "mixed": "Some better, some worse",
                "no_change": "No change",
                "declined": "Something is worse and nothing better",
                "too_early": "Too early to say",
                "not_measurable": "Nothing to measure it by",
            },
            required=True,
        ),
        Column("public", "Whether it is marked to be published.", Type.BOOLEAN, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
    ),
    rows=_clinics,
    cells=_clinic_cells,
    order=("first_sat", "clinic", "pk"),
    rests_on=(Clinic, ClinicIndicator, Sitting, Indicator, Measurement, Alias),
    by_day=True,
    filters=(of_set("indicator__"), of_ref("indicator__"), SINCE),
)
