"""What every page knows: the council, today and what the person may do."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.clock import today
from organisation import rights


def council(request: HttpRequest) -> dict:
    """The council, today, and the person's rights."""
    return {
        "council": request.council,
        "today": today(),
        "stands_still": bool(settings.COUNCIL_TODAY),
        "may_read": SimpleLazyObject(lambda: rights.may_read(request.user)),
        "may_search": SimpleLazyObject(lambda: rights.has_work(request.user)),
        "may_report": SimpleLazyObject(lambda: rights.may_report(request.user)),
        "may_manage": SimpleLazyObject(lambda: rights.may_manage(request.user)),
    }
