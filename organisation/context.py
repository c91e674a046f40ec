"""What every page knows: the council, today and what the person may do."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.clock import today
from organisation import rights
from organisation.models import Council


def council(request: HttpRequest) -> dict:
    """The council (one query, and only on pages that show it), today, and the person's rights."""
    return {
        "council": SimpleLazyObject(lambda: Council.objects.first() or Council(short_name="", name="")),
        "today": today(),
        "may_read": SimpleLazyObject(lambda: rights.may_read(request.user)),
        "may_manage": SimpleLazyObject(lambda: rights.may_manage(request.user)),
    }
