"""Telling a page that the file it waits for has come.

A browser says nothing to a page when a file that was asked for on it arrives. So ``static/js/waiting.js`` names what it
waits for in a cookie of a few minutes, and the answer that is a file answers with a cookie of that name, for which the
script looks. The address of the file stays as it is. Without JavaScript there is neither cookie.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

ASKED = "waits-for"
CAME = "came-"
"""What the name of the answering cookie begins with; the name of what was waited for follows."""
NAME = re.compile(r"[a-z0-9]{8,20}")
SECONDS = 60
"""So long the script has to find the cookie."""


class WaitingMiddleware:
    """Answers whoever waits for a file that it has come."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say that it has come with a file, and with the news that the file which the browser keeps is still so."""
        answer = self.get_response(request)
        name = request.COOKIES.get(ASKED, "")
        is_file = "Content-Disposition" in answer or answer.status_code == HTTPStatus.NOT_MODIFIED
        if is_file and NAME.fullmatch(name):
            answer.set_cookie(CAME + name, "yes", max_age=SECONDS, samesite="Lax", secure=request.is_secure())
            answer.delete_cookie(ASKED, samesite="Lax")
        return answer
