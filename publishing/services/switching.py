"""Publishing things and taking them back, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from clinics.models import Clinic
from core.records import Record, save_many
from improvement_plan.models import Plan
from indicators.models import Indicator
from publishing.choices import Kind

MODELS: dict[Kind, type[Record]] = {Kind.INDICATORS: Indicator, Kind.PLANS: Plan, Kind.CLINICS: Clinic}
PUBLISHED, TAKEN_BACK = "Published.", "Taken back from the public."
"""What the history gives as the reason."""


@dataclass(frozen=True)
class Switched:
    """What came of it."""

    done: int
    already: int
    """Those that stood so before."""
    changed: int
    """Those that somebody changed meanwhile: they are left as they are."""
    refused: int
    """Clinics that cannot be published."""


@transaction.atomic
def switch(kind: Kind, ticked: Sequence[tuple[int, int]], *, public: bool, by: User) -> Switched:
    """Publish some things or take them back, each by its key and the version that was shown. Constant queries."""
    versions = dict(ticked)
    rows = list(MODELS[kind].objects.select_for_update().filter(pk__in=versions).order_by("pk"))
    differing = [row for row in rows if row.is_public != public]
    known = [row for row in differing if row.version == versions[row.pk]]
    fit = _fit(kind, known) if public else known
    for row in fit:
        row.is_public = public
    save_many(fit, ["is_public"], by=by, because=PUBLISHED if public else TAKEN_BACK)
    return Switched(
        done=len(fit),
        already=len(rows) - len(differing),
        changed=len(versions) - len(rows) + len(differing) - len(known),
        refused=len(known) - len(fit),
    )


def _fit(kind: Kind, rows: Iterable[Record]) -> list[Record]:
    """Those that may be published: of clinics, those that were held, are not of officers only, and of public indicators."""
    rows = list(rows)
    if kind != Kind.CLINICS:
        return rows
    keys = set(Clinic.objects.publishable().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in keys]
