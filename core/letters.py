"""How a letter in plain text reads: lines of 72 signs, entries of a list, and no sign that a mail program may not know."""

from __future__ import annotations

import re
import textwrap

from core.formats import NBSP

WIDTH = 72


def filled(text: str, indent: str = "") -> str:
    """A paragraph in lines. An address is never broken, nor a figure from its unit."""
    return _lines(text, indent, indent)


def entry(head: str, *lines: str, mark: str = "* ") -> str:
    """An entry of a list; what is said of it stands below, under its first word."""
    below = " " * len(mark)
    return "\n".join([_lines(head, mark, below), *(filled(line, below) for line in lines)])


def plain(text: str) -> str:
    """Without the spaces that mail programs may not know."""
    return text.replace(NBSP, " ")


def _lines(text: str, first: str, others: str) -> str:
    return textwrap.fill(
        re.sub(r"\s+", " ", text, flags=re.ASCII).strip(),
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
        break_long_words=False,
    )
