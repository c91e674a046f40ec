"""References to minutes in prose: “Minute No. 41(2)”, “minute 41”, “Minutes Nos. 43 and 44”. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from meetings.rules.numbering import part_number

_BLANK = r"(?:\s|&nbsp;)"
_PART = r"\((?:\d{1,3}|[a-z]{1,2})\)"
_NUMBER = rf"\d{{1,6}}(?!\d)(?:{_BLANK}?{_PART})?"
_ENDS = rf"(?![\w%]|[.,:/]\d|{_BLANK}?(?:%|per{_BLANK}cent))"
_JOINT = rf"(?:{_BLANK}*,{_BLANK}*(?:and{_BLANK}+)?|{_BLANK}+(?:and|or|&|&amp;|to){_BLANK}+|{_BLANK}*[–]{_BLANK}*)"
_ONE = rf"(?:{_NUMBER}{_ENDS})"
_REFERENCE = re.compile(
    rf"(?<!\d\s)(?<!\d&nbsp;)\bminutes?{_BLANK}+(?:nos?\.?{_BLANK}*|numbers?{_BLANK}+)?{_ONE}(?:{_JOINT}(?:{_ONE}|{_PART}))*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(rf"minutes|minute{_BLANK}+(?:nos|numbers)\b", re.IGNORECASE)
_EACH = re.compile(rf"(?P<number>\d{{1,6}})?(?P<part>{_BLANK}?{_PART})?")
_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_WRITTEN = re.compile(r"(\d{1,6})\s*(?:\(\s*(\d{1,3}|[a-zA-Z]{1,2})\s*\))?")


@dataclass(frozen=True)
class Reference:
    """A minute, or a part of its resolution, that prose refers to, and where in the text that is said."""

    number: int
    part: int | None
    start: int
    end: int
    part_start: int
    """Where its part begins; ``end`` where it names none."""


def written(words: str) -> tuple[int, int | None] | None:
    """The minute that a reference by itself means: 41(2) is minute 41, part 2. None for anything else."""
    found = _WRITTEN.fullmatch(words.strip())
    if not found:
        return None
    return int(found[1]), part_number(found[2]) if found[2] else None


def references(text: str) -> list[Reference]:
    """The references in a text, from its beginning to its end, none within another.

    The first of several begins with the word “Minutes”; “Minute 41, 2 people” names one alone.
    """
    return [one for found in _REFERENCE.finditer(text) for one in _each(found)]


def _each(found: re.Match[str]) -> Iterator[Reference]:
    text, several = found[0], bool(_SEVERAL.match(found[0]))
    place, number = re.search(r"\d", text).start(), 0
    first = True
    while place < len(text):
        one = _EACH.match(text, place)
        if not one[0]:
            place += 1
            continue
        if one["number"]:
            if not first and not several:
                return
            number = int(one["number"])
        part = one["part"]
        start = found.start() + (0 if first else text.index(one[0].strip().removeprefix("&nbsp;"), place))
        end = found.start() + one.end()
        yield Reference(
            number,
            part_number(part.strip().removeprefix("&nbsp;").strip("()")) if part else None,
            start,
            end,
            max(start, found.start() + one.start("part")) if part else end,
        )
        first, place = False, one.end()


def linked(html: str, address_of: Callable[[int, int | None], str]) -> str:
    """Safe HTML with its references as links, as far as ``address_of`` a minute, or of a part, gives one.

    What stands in a link already stays as it is. A part that does not exist stays words behind its minute.
    """
    pieces, place, inside = [], 0, 0
    for tag in _TAG.finditer(html):
        words = html[place : tag.start()]
        pieces += [words if inside else _linked_text(words, address_of), tag[0]]
        name = tag[0][1:].lower()
        inside += (name.startswith("a ") or name == "a>") - name.startswith("/a")
        place = tag.end()
    pieces.append(_linked_text(html[place:], address_of))
    return "".join(pieces)


def _linked_text(text: str, address_of: Callable[[int, int | None], str]) -> str:
    pieces, place = [], 0
    for one in references(text):
        address, end = address_of(one.number, one.part), one.end
        if not address and one.part is not None and one.part_start > one.start:
            address, end = address_of(one.number, None), one.part_start
        if address:
            words = text[one.start : end]
            link = f'<a class="govuk-link reference" href="{escape(address)}">{words}</a>'
            pieces += [text[place : one.start], link]
            place = end
    pieces.append(text[place:])
    return "".join(pieces)


_LINK = re.compile(r'<a class="govuk-link reference" href="([^"]*)">(.*?)</a>', re.DOTALL)
_PLACE = re.compile(r'id="([^"]+)" data-address="([^"]+)"')


def on_paper(html: str) -> str:
    """A document in which references lead to a place in itself, or are words: nothing outside can be opened from paper."""
    places = {address: anchor for anchor, address in _PLACE.findall(html)}

    def within(found: re.Match[str]) -> str:
        anchor = places.get(found[1])
        return f'<a class="reference" href="#{anchor}">{found[2]}</a>' if anchor else found[2]

    return _LINK.sub(within, html)
