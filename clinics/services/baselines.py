"""What each indicator of a clinic started from."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Min

from clinics.models import Clinic
from indicators.models import Measurement


@transaction.atomic
def fix_baselines(clinic: Clinic) -> None:
    """Fix the measurement that each indicator of a clinic started from: the last one that ended by its first sitting."""
    held_on = clinic.sittings.filter(cancelled_because="").aggregate(first=Min("date"))["first"]
    if held_on is None or not clinic.is_held:
        return
    for link in clinic.clinic_indicators.filter(baseline__isnull=True):
        ended = Measurement.objects.with_value().filter(indicator=link.indicator, period__ends__lte=held_on)
        link.baseline = ended.order_by("-period__ends", "period__starts").first()
        if link.baseline:
            link.save()
