"""What somebody looked at last: remembered for them alone, and shown as far as they may see it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from meetings.models import Meeting
from meetings.reporting.finding import seen_items
from organisation import rights
from search.choices import Kind, Viewed
from search.reporting import SHOWN, Found, Sight

TRAIL = "viewed"
"""By what name the site remembers it."""
KEPT = 20
"""So many things are remembered for a person, and not when they were looked at."""
LISTED = 6
"""So many are shown: some of those that are remembered may be nothing to be seen any more."""
PAGES = {
    "indicator": (Viewed.INDICATOR, "indicator"),
    "action": (Viewed.ACTION, "action"),
    "clinic": (Viewed.CLINIC, "clinic"),
    "plan": (Viewed.PLAN, "plan"),
    "meeting": (Viewed.MEETING, "meeting"),
    "item": (Viewed.ITEM, "agenda_item"),
    "framework": (Viewed.FRAMEWORK, "framework"),
    "outcome": (Viewed.OUTCOME, "outcome"),
}
"""The addresses of the pages of things, each with the kind and what its view, or what is shown, calls the thing."""
READ: dict[Viewed, tuple[Callable[[Sight], QuerySet], Callable[[Any], Found]]] = {
    **{Viewed(str(kind)): SHOWN[kind] for kind in Kind if kind in dict(Viewed.pairs()) and kind in SHOWN},
    Viewed.MEETING: (
        lambda _: Meeting.objects.select_related("board"),
        lambda m: Found(str(m), m.get_absolute_url(), Viewed.MEETING.label),
    ),
    Viewed.ITEM: (
        lambda sight: seen_items(sight.whole).select_related("meeting__board"),
        lambda i: Found(i.title, reverse("item", args=[i.meeting_id, i.number]), f"Item {i.number}, {i.meeting}"),
    ),
}
"""How the things of a kind are read, as far as somebody may see them, and shown."""


class ViewedMiddleware:
    """Notes whose page was shown. Costs a query that reads, and one that writes where another thing was looked at before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note what was looked at."""
        answer = self.get_response(request)
        match = request.resolver_match
        # A query asks for a part of a page, or for another day: that is no other thing.
        if (
            request.method == "GET"
            and not request.GET
            and answer.status_code == 200
            and match
            and match.view_name in PAGES
        ):
            kind, name = PAGES[match.view_name]
            shown = getattr(answer, "context_data", None) or {}
            thing = getattr(shown.get("view"), name, None) or shown.get(name)
            if thing is not None and request.user.is_authenticated:
                note_viewed(request, kind, thing.pk)
        return answer


def note_viewed(request: HttpRequest, kind: Viewed, key: int) -> None:
    """Remember that whoever asks looked at a thing, before all that they looked at earlier."""
    one = [str(kind), key]
    earlier = [other for other in request.memory.get(TRAIL) or [] if other != one]
    request.memory.keep(TRAIL, [one, *earlier][:KEPT])


def viewed(request: HttpRequest) -> tuple[Found, ...]:
    """What whoever asks looked at last, the newest first, as far as they may see it now.

    A query for what is remembered and one for each kind among it, however much that is.
    """
    sight = Sight(request.user)
    trail = request.memory.get(TRAIL) or []
    if not trail or sight.is_blind:
        return ()
    shown: dict[tuple[str, int], Found] = {}
    for kind in {kind for kind, _ in trail}:
        if kind not in dict(Viewed.pairs()) or not (kind == Viewed.ACTION or rights.may_read(request.user)):
            continue  # of a release after this one, or of a time when they had another role
        rows, show = READ[Viewed(kind)]
        keys = [key for own, key in trail if own == kind]
        shown |= {(kind, row.pk): show(row) for row in rows(sight).filter(pk__in=keys)}
    return tuple(shown[kind, key] for kind, key in trail if (kind, key) in shown)[:LISTED]
