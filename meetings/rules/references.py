"""References to minutes in prose: “Minute No. 41(2)”, “minute 41 of 12 March”, “Minutes Nos. 43 and 44”. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from meetings.rules.numbering import part_number

_BLANK = r"(?:\s|&nbsp;)"
_PART = r"\((?:\d{1,3}|[a-z]{1,2})\)"
_NUMBER = rf"\d{{1,6}}(?!\d)(?:{_BLANK}?{_PART})?"
_ENDS = rf"(?![\w%]|[.,:/]\d|{_BLANK}?(?:%|per{_BLANK}cent))"
_JOINT = rf"(?:{_BLANK}*,{_BLANK}*(?:and{_BLANK}+)?|{_BLANK}+(?:and|or|&|&amp;|to){_BLANK}+|{_BLANK}*[–]{_BLANK}*)"
_ONE = rf"(?:{_NUMBER}{_ENDS})"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_IN_WORDS = rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_BLANK}+(?:of{_BLANK}+)?)?{_MONTH}(?:{_BLANK}*,?{_BLANK}*(?P<year>\d{{4}})\b)?"
_IN_FIGURES = r"(?P<day_in_figures>\d{1,2})(?P<dot>[./])(?P<month_in_figures>0?[1-9]|1[0-2])(?P=dot)(?P<year_in_figures>(?:\d\d)?\d\d)\b"
_TITLE = rf"(?:{_BLANK}*\([^()<>]{{3,300}}\))?"
_OF = rf"{_BLANK}*[,(]?{_BLANK}*(?:of|from|dated|at{_BLANK}+the{_BLANK}+meeting)(?:{_BLANK}+(?:the|meeting|minutes|held|of|on))*{_BLANK}+"
_DATE = rf"{_TITLE}{_OF}(?:{_IN_WORDS}|{_IN_FIGURES})"
_REFERENCE = re.compile(
    rf"(?<!\d\s)(?<!\d&nbsp;)\bminutes?{_BLANK}+(?:nos?\.?{_BLANK}*|numbers?{_BLANK}+)?(?P<said>{_ONE}(?:{_JOINT}(?:{_ONE}|{_PART}))*)(?:{_DATE})?",
    re.IGNORECASE,
)
_SEVERAL = re.compile(rf"minutes|minute{_BLANK}+(?:nos|numbers)\b", re.IGNORECASE)
_EACH = re.compile(rf"(?P<number>\d{{1,6}})?(?P<part>{_BLANK}?{_PART})?")
_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_WRITTEN = re.compile(
    rf"(?P<number>\d{{1,6}})\s*(?:\(\s*(?P<part>\d{{1,3}}|[a-z]{{1,2}})\s*\))?(?:{_DATE})?", re.IGNORECASE
)


@dataclass(frozen=True)
class Said:
    """The date that a reference gives of its meeting, as far as it does: 12 March; March 2007."""

    day: int | None = None
    month: int | None = None
    year: int | None = None

    def fits(self, met: date) -> bool:
        """Whether it may mean a meeting of a day."""
        given = ((self.day, met.day), (self.month, met.month), (self.year, met.year))
        return all(said is None or said == own for said, own in given)


ANY_DAY = Said()
"""No date was given."""


@dataclass(frozen=True)
class Meant:
    """A minute, or a part of its resolution, as a reference means it."""

    number: int
    part: int | None = None
    on: Said = ANY_DAY

    @property
    def whole(self) -> Meant:
        """Its minute, without the part."""
        return replace(self, part=None)


@dataclass(frozen=True)
class Reference:
    """What prose refers to, and where in the text that is said. The date that it gives stands behind ``end``."""

    meant: Meant
    start: int
    end: int
    part_start: int
    """Where its part begins; ``end`` where it names none."""


AddressOf = Callable[[Meant], str]


def written(words: str) -> Meant | None:
    """The minute that a reference by itself means: 41(2) is minute 41, part 2; it may give a date. None for anything else."""
    found = _WRITTEN.fullmatch(words.strip())
    if not found:
        return None
    return Meant(int(found["number"]), part_number(found["part"]) if found["part"] else None, _date(found))


def _date(found: re.Match[str]) -> Said:
    """The date behind a reference."""
    if found["month"]:
        day, month, year = found["day"], _MONTHS.index(found["month"][:3].lower()) + 1, found["year"]
    elif found["month_in_figures"]:
        day, month, year = found["day_in_figures"], int(found["month_in_figures"]), found["year_in_figures"]
    else:
        return ANY_DAY
    return Said(int(day) if day else None, month, int(year if len(year) == 4 else f"20{year}") if year else None)


def references(text: str) -> list[Reference]:
    """The references in a text, from its beginning to its end, none within another.

    The first of several begins with the word “Minutes”; “Minute 41, 2 people” names one alone.
    """
    return [one for found in _REFERENCE.finditer(text) for one in _each(found)]


def _each(found: re.Match[str]) -> Iterator[Reference]:
    text, several = found.string[found.start() : found.end("said")], bool(_SEVERAL.match(found[0]))
    place, number, on = re.search(r"\d", text).start(), 0, _date(found)
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
        named = part_number(part.strip().removeprefix("&nbsp;").strip("()")) if part else None
        yield Reference(
            Meant(number, named, on),
            start,
            end,
            max(start, found.start() + one.start("part")) if part else end,
        )
        first, place = False, one.end()


def linked(html: str, address_of: AddressOf) -> str:
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


def _linked_text(text: str, address_of: AddressOf) -> str:
    pieces, place = [], 0
    for one in references(text):
        address, end = address_of(one.meant), one.end
        if not address and one.meant.part is not None and one.part_start > one.start:
            address, end = address_of(one.meant.whole), one.part_start
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
