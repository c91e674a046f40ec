"""What a resolution asks for in the words of an action, which begins with a verb. Pure."""

from __future__ import annotations

import re

_BE = re.compile(r"(?P<what>.{1,160}?)\s+be\s+(?!a\b|an\b|the\b)(?P<done>\w+(?:ed|en|n|t|d|ld)\b.*)", re.DOTALL)


def as_action(text: str, lead: str = "") -> str:
    """A resolution as its action says it: what the lead is to do, what is to be had done, else the words without That.

    That the list be published: Have the list published. That the Head of Finance bring the list: Bring the list.
    """
    words = re.sub(r"^that\s+", "", " ".join(text.split()), flags=re.IGNORECASE).rstrip(".")
    named = re.match(rf"(?:the\s+)?{re.escape(lead)}\s+(?=\w)", words, re.IGNORECASE) if lead else None
    if named and not words[named.end() :].startswith(("be ", "and ")):
        words = words[named.end() :]
    elif passive := _BE.fullmatch(words):
        words = f"have {passive['what']} {passive['done']}"
    return f"{words[:1].upper()}{words[1:]}"
