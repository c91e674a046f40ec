"""Second factors that were lost."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from accounts.choices import What
from accounts.models import User
from accounts.services.factors import remove_factors
from accounts.services.log import note
from accounts.services.sessions import end_sessions


@transaction.atomic
def remove_lost_factors(request: HttpRequest, person: User, *, how_known: str) -> None:
    """Take every second factor of somebody who lost it away, and end their sessions.

    ``how_known`` says by what whoever does it knows that it is them; the log of sign-ins keeps it.
    """
    remove_factors(person)
    end_sessions(person)
    note(request, What.FACTOR_REMOVED, person=person, detail=f"all, by {request.user}: {how_known}")
