"""Answers that are files: by what name a browser keeps them."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.http import content_disposition_header


def name_file(answer: HttpResponseBase, name: str, *, keep: bool = False) -> None:
    """Name the file that an answer is, in any letters. A browser shows it; with ``keep`` it saves it.

    The name comes of what people have called things, so that it may hold anything (RFC 6266, RFC 8187).
    """
    answer["Content-Disposition"] = content_disposition_header(as_attachment=keep, filename=name)
