"""The council on each request: read once, and only by pages that show it."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from core.statements import stated_once
from organisation.models import Council


@stated_once
def _councils() -> QuerySet[Council]:
    """There is one, or none yet."""
    return Council.objects.order_by("pk")[:1]


class CouncilMiddleware:
    """Gives each request ``council``: the council's row, or an empty one where none has been entered yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        request.council = SimpleLazyObject(lambda: next(iter(_councils()), None) or Council(short_name="", name=""))
        return self.get_response(request)
