"""What people see when something is not there, not theirs, or broken: a clear page, never a trace."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    return render(request, "error.html", {"title": title, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something in the request makes no sense. A name that the site does not answer to is refused before it knows its council."""
    if not hasattr(request, "council"):
        return HttpResponse("The site does not answer to this name.", status=400, content_type="text/plain")
    sentence = "The address or the form could not be understood. Go back, load the page again and try once more."
    if isinstance(exception, RequestDataTooBig):
        sentence = (
            f"What was sent is longer than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_000_000}\xa0MB, which is too long "
            "for a form, so nothing of it was saved. Go back: it is still there. Send a part of it at a time, or save what "
            "was pasted as a file and choose the file instead."
        )
    return _page(request, 400, "That could not be understood", sentence)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person may not have this; the view that refused says why."""
    return _page(request, 403, "You cannot open this page", str(exception) or "Your role does not include this page.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was sent from a page that was too old, or without the site's cookie."""
    sentence = "The form was open for too long, or your browser refuses this site's cookies. Go back, load the page again and send it once more."
    return _page(request, 403, "The form was not accepted", sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address; a view that knows more says so."""
    known = exception.args and isinstance(exception.args[0], str) and not isinstance(exception, Resolver404)
    sentence = str(exception.args[0]) if known else "Check the address, or start again from the first page."
    if sentence.startswith("No ") and "matches the given query" in sentence:
        sentence = "It may have been entered wrongly, or moved. Start again from the first page."
    return _page(request, 404, "This page does not exist", sentence)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed. The page needs no database and no session, because either may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
