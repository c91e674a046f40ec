"""What each indicator of a clinic started from."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Min

from clinics.models import Clinic
from indicators.models import Measurement


@transaction.atomic
def fix_baselines(clinic: Clinic, *, anew: bool = False) -> None:
    """Fix the measurement that each indicator of a clinic started from: the last one that ended by its first sitting.

    What is fixed stays so, unless the day of the first sitting was wrong (``anew``).
    """
    held_on = clinic.sittings.filter(cancelled_because="").aggregate(first=Min("date"))["first"]
    if held_on is None or not clinic.is_held:
        return
    for link in clinic.clinic_indicators.all() if anew else clinic.clinic_indicators.filter(baseline__isnull=True):
        ended = Measurement.objects.with_value().filter(indicator=link.indicator_id, period__ends__lte=held_on)
        found = ended.order_by("-period__ends", "period__starts").first()
        if found != link.baseline:
            link.baseline = found
            link.save()
