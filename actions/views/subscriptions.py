"""The calendar of a post, for a calendar program."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View

from actions.subscriptions import NotSubscribedError, calendar_of, subscribed
from core.answers import name_file
from core.clock import today
from core.icalendar import CONTENT_TYPE


class PostCalendar(View):
    """The dates of a post's actions, for a calendar program. The address itself says whose it is: no password is asked."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The calendar, as long as the person may have it."""
        try:
            subscription = subscribed(token)
        except NotSubscribedError as refused:
            raise Http404(str(refused)) from refused
        written = calendar_of(
            subscription.post,
            today(),
            site=request.build_absolute_uri("/").rstrip("/"),
            seasons_fall_due=request.council.seasons_fall_due,
        )
        answer = HttpResponse(written, content_type=CONTENT_TYPE)
        answer["Cache-Control"] = "private"
        name_file(answer, "actions.ics")
        return answer
