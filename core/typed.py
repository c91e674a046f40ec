"""What somebody typed into a form that was not taken, given back on the page that says so: no browser keeps it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

SECRET_FIELDS = re.compile(r"(^|[_-])(new_|old_)?(password|passcode|token|otp|secret|code)([_\d-]|$)", re.IGNORECASE)
"""Fields whose words are given back to nobody."""
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
LONG = 80
"""Letters from which on what was typed is shown over several lines."""


@dataclass(frozen=True)
class Typed:
    """A field of a form as it was sent."""

    name: str
    value: str
    is_file: bool = False

    @property
    def label(self) -> str:
        """Its name as words."""
        return self.name.replace("_", " ").replace("-", " ").capitalize()

    @property
    def is_long(self) -> bool:
        """Whether it wants several lines."""
        return len(self.value) > LONG or "\n" in self.value


def typed(request: HttpRequest, *, may_send: bool) -> dict[str, Any]:
    """What ``core/typed_words.html`` takes of a form that was not taken.

    ``may_send`` is whether it may be sent again from the page; it may not where that would bring what a stranger wrote
    under somebody's name. One that held a secret has to be filled in anew.
    """
    try:
        words = list(_fields(request))
        secret = any(SECRET_FIELDS.search(name) for name in request.POST if name != TOKEN)
        token = request.POST.get(TOKEN, "")
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return {"words": []}
    return {
        "words": words,
        "chose_files": any(field.is_file for field in words),
        "may_send": may_send and not secret,
        "path": request.get_full_path(),
        "csrf": token if may_send else "",
    }


def _fields(request: HttpRequest) -> Iterator[Typed]:
    """What was sent, without passwords and the like; of files their names."""
    for name, values in request.POST.lists():
        if name != TOKEN and not SECRET_FIELDS.search(name):
            yield from (Typed(name, value) for value in values)
    for name, files in request.FILES.lists():
        yield from (Typed(name, file.name, is_file=True) for file in files)
