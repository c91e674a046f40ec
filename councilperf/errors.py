"""What people see when something is not there, not theirs, or broken: a clear page, never a trace."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404

from core.pdf import PaperError
from core.records import StaleWriteError
from core.typed import typed
from councilperf.logs import request_number

RETRY_AFTER = 10
"""Seconds after which a browser or a machine may ask again while the database is away."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says where a disk, or somebody's share of it, has no room."""
FULL_IN_WORDS = ("disk is full", "no space left on device", "disk quota exceeded")
"""What a database says then."""
THERE_ALREADY = ("unique constraint",)
"""How SQLite and PostgreSQL say that a row is there already."""


def _page(request: HttpRequest, status: int, title: str, sentence: str, *, may_send: bool = False) -> HttpResponse:
    """A page in the dress of the site, with what was typed."""
    told = {"title": title, "sentence": sentence, "number": request_number()} | typed(request, may_send=may_send)
    return render(request, "error.html", told, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something in the request makes no sense. A name that the site does not answer to is refused before it knows its council."""
    if not hasattr(request, "council"):
        return HttpResponse("The site does not answer to this name.", status=400, content_type="text/plain")
    sentence = "The address or the form could not be understood. Load the page again and try once more."
    if isinstance(exception, RequestDataTooBig):
        sentence = (
            f"What was sent is longer than {_megabytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}, which is too long for a "
            "form, and even to be given back here; nothing of it was saved. Send a part of it at a time, or save what was "
            "pasted as a file and choose the file instead."
        )
    return _page(request, 400, "That could not be understood", sentence)


def too_long(request: HttpRequest) -> HttpResponse:
    """A form that is too long to be taken in, but not to be given back."""
    sentence = (
        f"What was sent is longer than {_megabytes(settings.FORM_BYTES)}, which is too long for a form, so nothing of it "
        "was saved. It is all below: send a part of it at a time, or save what was pasted as a file and choose the file "
        "instead."
    )
    return _page(request, 400, "That is too long", sentence, may_send=True)


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000}\xa0MB"


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person may not have this; the view that refused says why."""
    return _page(request, 403, "You cannot open this page", str(exception) or "Your role does not include this page.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was sent from a page that was too old, or without the site's cookie."""
    sentence = "The form was open for too long, or your browser refuses this site's cookies. Load the page again, fill it in and send it once more."
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
    failed = sys.exception()
    if is_full(failed):
        return full(request)
    if is_short_of_memory(failed):
        return short_of_memory(request)
    if isinstance(failed, PaperError):
        return _not_now(request, f"The paper could not be made. {failed}", _AFTER_A_WHILE)
    if is_away(failed):
        return away(request)
    if is_at_once(failed):
        return at_once(request)
    context = {"number": request_number()} | typed(request, may_send=True)
    return HttpResponse(render_to_string("500.html", context), status=500)


def away(request: HttpRequest) -> HttpResponse:
    """The database cannot be used just now: when to come back, and what was typed, to be sent again from here."""
    return _not_now(request, "The program cannot reach its database.", _AFTER_A_WHILE)


def at_once(request: HttpRequest) -> HttpResponse:
    """Somebody else saved the same in the same instant, where no page of its own says so: with what was typed."""
    context = {"number": request_number(), "path": request.get_full_path()} | typed(request, may_send=True)
    return HttpResponse(render_to_string("409.html", context), status=HTTPStatus.CONFLICT)


def full(request: HttpRequest) -> HttpResponse:
    """A disk has no room, so that nothing can be stored: who makes room, and what was typed."""
    after = "You can go on reading. Tell whoever runs the program that its disk is full, and send this again when there is room."
    return _not_now(request, "There is no room left to store anything.", after, HTTPStatus.INSUFFICIENT_STORAGE)


def short_of_memory(request: HttpRequest) -> HttpResponse:
    """What was asked for takes more memory than there is; what was typed is given back if that does not."""
    why = "There is too little memory for this just now."
    try:
        return _not_now(request, why, _AFTER_A_WHILE)
    except MemoryError:
        return _not_now(request, f"{why} What you sent was too long to be kept here.", _AFTER_A_WHILE, keep=False)


_AFTER_A_WHILE = f"Try again in {RETRY_AFTER} seconds or so; if it lasts, tell the performance team."


def _not_now(
    request: HttpRequest,
    why: str,
    after: str,
    status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE,
    *,
    keep: bool = True,
) -> HttpResponse:
    context = {"number": request_number(), "why": why, "after": after, "path": request.get_full_path()}
    if keep:
        context |= typed(request, may_send=True)
    answer = HttpResponse(render_to_string("503.html", context), status=status)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def is_away(failed: BaseException | None) -> bool:
    """Whether the database itself failed, rather than what was asked of it.

    It cannot be reached, was shut down, has no room or no time. PostgreSQL's driver says so too of a connection that
    it finds closed.
    """
    return any(
        isinstance(one, OperationalError) or (isinstance(one, InterfaceError) and "closed" in str(one))
        for one in _causes(failed)
    )


def is_at_once(failed: BaseException | None) -> bool:
    """Whether somebody else saved the same row, or one that may be there only once, in the same instant.

    Any other rule of the database that was broken is a fault of the program.
    """
    return any(
        isinstance(one, StaleWriteError)
        or (isinstance(one, IntegrityError) and any(words in str(one).lower() for words in THERE_ALREADY))
        for one in _causes(failed)
    )


def is_full(failed: BaseException | None) -> bool:
    """Whether a disk had no room: for a file, or for the database."""
    return any(
        (isinstance(one, OSError) and one.errno in FULL)
        or (isinstance(one, DatabaseError) and any(words in str(one).lower() for words in FULL_IN_WORDS))
        for one in _causes(failed)
    )


def is_short_of_memory(failed: BaseException | None) -> bool:
    """Whether the process got no more memory."""
    return any(
        isinstance(one, MemoryError) or (isinstance(one, OSError) and one.errno == errno.ENOMEM)
        for one in _causes(failed)
    )


def _causes(failed: BaseException | None) -> Iterator[BaseException]:
    """What failed, and what it came of."""
    while failed is not None:
        yield failed
        failed = failed.__cause__ or failed.__context__


class LongForms:
    """Refuses a form whose words are longer than FORM_BYTES with a page that gives them back; files are counted elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Count where it may be too long, else pass the request on."""
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if sent.isdigit() and int(sent) > settings.FORM_BYTES and _length(request) > settings.FORM_BYTES:
            return too_long(request)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """Bytes of the words of a form."""
    return sum(len(value.encode()) for _, values in request.POST.lists() for value in values)
