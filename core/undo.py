"""Undo after a save: the same form, sent once more with what stood before.

A form over rows tells (``consider``) what it is about to store. Where its page then goes on, one row or some were saved
by it once, and nothing else at all was written, no letter, no decision, no new row, the message of the page has a button.
It sends the form again, to the same address, with what stood before in the fields that were changed. So rights, rules
and history are those of the page; and whoever saved in between is shown beside it, as for any form that is sent late.

A change of many rows at once offers by itself to send to its page what stood before in each (``core.many``).

What cannot be taken back that way is not offered: what was added, a box that must be filled and was empty, files.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.core import signing
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from core import doors
from core.clock import now
from core.refusals import NotDoneError

MINUTES = 15
"""So long after a save it can be undone."""
SALT = "undo"
BOX = "undo"
"""What the button is called in what is sent, and how its message is told from others."""
REMEMBERED = "undo"
"""By what name the site remembers the one save that a person can undo."""
_WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_SAVED = 2
"""Statements by which a row is saved: one claims its version, one writes it (``core.records.Versioned``)."""


@dataclass
class Watched:
    """What a request stores."""

    forms: list[tuple[forms.BaseForm, int]] = field(default_factory=list)
    """Forms over rows that were found right and change something, each with the version that it was opened at."""
    writes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each table was written to, by what was done."""

    def note(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        """Run a statement, and note which table it writes."""
        found = _WRITES.match(sql)
        if found and not _derived.get():
            self.writes[found[1].upper(), found[2]] += 1
        return execute(sql, params, many, context)


_watched: ContextVar[Watched | None] = ContextVar("what the request that is answered stores", default=None)
_derived: ContextVar[bool] = ContextVar("whether what is written now is worked out from something else", default=False)


@contextmanager
def worked_out() -> Iterator[None]:
    """What is written within is worked out from what is stored, and comes back with it."""
    before = _derived.set(True)
    try:
        yield
    finally:
        _derived.reset(before)


def consider(form: forms.BaseForm, opened: int | None) -> None:
    """Note a form over a row that was found right and is about to be stored."""
    watched = _watched.get()
    if watched is not None and opened and form.instance.pk and form.has_changed() and not form.errors:
        watched.forms.append((form, opened))


class UndoMiddleware:
    """Offers to undo what a form has saved, and sends the form again when that is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; where a save is to be undone, with what stood before in the place of what was sent."""
        if request.method != "POST" or not request.user.is_authenticated or request.content_type == "application/json":
            return self.get_response(request)
        is_undo = BOX in request.POST
        if is_undo:
            try:
                request.POST = _what_stood_before(request)
            except NotDoneError as refused:
                messages.warning(request, str(refused))
                return redirect(request.get_full_path())
            request.is_undo = True
        watched = Watched()
        token = _watched.set(watched)
        try:
            with connection.execute_wrapper(watched.note):
                answer = self.get_response(request)
        finally:
            _watched.reset(token)
        if answer.status_code == HTTPStatus.FOUND:
            if is_undo:
                _say_undone(request, watched)
            if watched.forms:
                _offer(request, watched)
        return answer

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """History says that it was an undo."""
        if getattr(request, "is_undo", False):
            doors.enter(doors.Door.UNDO, request.resolver_match.url_name or "")


def _what_stood_before(request: HttpRequest) -> QueryDict:
    """What is sent in the place of a press on the button. Raises NotDoneError where it is too late."""
    try:
        said = signing.loads(request.POST[BOX], salt=SALT, max_age=MINUTES * 60)
    except signing.SignatureExpired as late:
        raise NotDoneError(
            f"It is more than {MINUTES} minutes ago: change it here, if it is to be as before."
        ) from late
    except signing.BadSignature as broken:
        raise NotDoneError("Nothing is undone: the button was not this site's. Change it here.") from broken
    kept = request.memory.get(REMEMBERED) or {}
    if said.get("by") != request.user.pk or kept.get("number") != said.get("number"):
        raise NotDoneError("Only your own last save can be undone, and once. Change it here, if it is to be as before.")
    if said.get("path") != request.get_full_path():
        raise NotDoneError("Nothing is undone: that was another page's save.")
    data = QueryDict(mutable=True)
    for name, values in kept["sent"].items():
        data.setlist(name, values)
    data["csrfmiddlewaretoken"] = request.POST.get("csrfmiddlewaretoken", "")
    return data


def _say_undone(request: HttpRequest, watched: Watched) -> None:
    """Say so in the place of what the page says of a save; where it was not stored, what the page says is right."""
    if any(("UPDATE", form.instance._meta.db_table) in watched.writes for form, _ in watched.forms):
        request.memory.forget(REMEMBERED)
        request._messages = default_storage(request)
        messages.success(request, "Undone: what stood before is back.")


def _offer(request: HttpRequest, watched: Watched) -> None:
    """Give the message a button, where what was saved can be undone."""
    sent = _sent_again(request.POST, watched)
    if sent is not None:
        offer(request, sent, path=request.get_full_path())


def offer(request: HttpRequest, sent: dict[str, list[str]], *, path: str) -> None:
    """Give the message a button that sends something to an address once more. It takes the place of the one before."""
    number = secrets.token_urlsafe(9)
    request.memory.keep(REMEMBERED, {"number": number, "sent": sent, "at": now().isoformat(timespec="seconds")})
    said = {"by": request.user.pk, "number": number, "path": path}
    messages.success(request, signing.dumps(said, salt=SALT), extra_tags=BOX)


def _sent_again(posted: QueryDict, watched: Watched) -> dict[str, list[str]] | None:
    """What to send for it to be as before; None where sending a form again would not do."""
    rows = {(type(form.instance), form.instance.pk): opened for form, opened in watched.forms}
    if len(rows) != len(watched.forms) or not _only_these(rows, watched.writes):
        return None
    sent = {name: posted.getlist(name) for name in posted if name not in (BOX, "csrfmiddlewaretoken")}
    for form, opened in watched.forms:
        for name in form.changed_data:
            values = _before(form, name)
            if values is None:
                return None
            html_name = form.add_prefix(name)
            sent.pop(f"{html_name}-format", None)  # prose goes back as it is kept, whatever it was written in
            sent[html_name] = values
        sent[form.add_prefix("opened_version")] = [str(opened + 1)]
    return sent


def _only_these(rows: dict[tuple[type[models.Model], int], int], writes: Counter[tuple[str, str]]) -> bool:
    """Whether some rows were saved once each, and nothing else was written but their history."""
    saved: Counter[str] = Counter()
    beside: set[str] = set()
    for (model, pk), opened in rows.items():
        if model._base_manager.filter(pk=pk).values_list("version", flat=True).first() != opened + 1:
            return False
        saved[model._meta.db_table] += _SAVED
        lines = model.history.model
        kept = [getattr(lines, one.name).model for one in lines._history_m2m_fields]
        many = [one.remote_field.through for one in model._meta.many_to_many]
        beside |= {one._meta.db_table for one in (lines, *kept, *many)}
    own = {table: times for (done, table), times in writes.items() if table in saved and done == "UPDATE"}
    saves = {("UPDATE", table) for table in saved}
    others = {one for one in writes if one not in saves and one[1] not in beside}
    return own == dict(saved) and not others


def _before(form: forms.BaseForm, name: str) -> list[str] | None:
    """What stood in a box as it is sent; None where that cannot be sent."""
    box = form.fields[name]
    widget, value = box.widget, box.prepare_value(form.get_initial_for_field(box, name))
    if isinstance(widget, forms.FileInput | forms.MultiWidget):
        return None
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    values = shown if isinstance(shown, list | tuple) else [shown]
    values = ["" if one is None else str(one) for one in values]
    return None if box.required and not any(values) else values


def offered(text: str) -> dict[str, str]:
    """Where the button of a message sends what, as the message was written (``_offer``)."""
    said = signing.loads(text, salt=SALT)
    return {"path": said["path"], "token": text, "box": BOX, "minutes": str(MINUTES)}
