"""The council's own row: entered once, and changed from then on."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from core.refusals import NotDoneError
from organisation.models import Council

THE_ROW = 1
"""The key of the one row."""


@transaction.atomic
def store_council(*, council: Council) -> None:
    """Store the council. Raises NotDoneError where somebody else has entered it meanwhile."""
    if council.pk is not None:
        council.save()
        return
    council.pk = THE_ROW
    try:
        with transaction.atomic():
            council.save(force_insert=True)
    except IntegrityError as there:
        council.pk = None
        raise NotDoneError(
            "Somebody else has entered the council meanwhile. Open this page again, and change what is different."
        ) from there
