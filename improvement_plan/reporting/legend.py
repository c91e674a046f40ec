"""The abbreviations that a plan uses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from improvement_plan.reporting.lines import SectionBlock, plain_words
from organisation.models import Council, Post

Legend = tuple[tuple[str, str], ...]


def legend(sections: Iterable[SectionBlock], council: Council) -> Legend:
    """The abbreviations of the posts that a plan uses, and of the council where the plan writes it, in order. One query."""
    sections = tuple(sections)
    known = {*Post.objects.exclude(abbreviation="").values_list("abbreviation", "title")}
    if council.abbreviation:
        known.add((council.abbreviation, council.name))
    return used(known, sections)


def used(known: Iterable[tuple[str, str]], sections: Iterable[SectionBlock]) -> Legend:
    """Of abbreviations with their meanings those that some sections use: the post leads or helps, or the words name it."""
    sections = tuple(sections)
    posts = {pair for section in sections for entry in section.entries for pair in entry.posts}
    words = plain_words(sections)
    written = {pair for pair in known if any(_names(words, name) for name in pair)}
    return tuple(sorted(posts | written, key=lambda pair: (pair[0].lower(), pair[1])))


def _names(words: str, name: str) -> bool:
    """Whether some words hold a name as a whole."""
    return name in words and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words))
