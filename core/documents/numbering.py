"""Numbers that Word works out for a list; in a cell that holds nothing else they are what a person sees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
PLACE = re.compile(r"%([1-9])")
ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}  # fmt: skip


@dataclass(frozen=True)
class Level:
    """One level of a list: its first number, how numbers are written ("decimal"), and the pattern ("%1.%2")."""

    start: int
    form: str
    pattern: str


@dataclass
class Numbering:
    """The lists of a Word document while it is being read; every paragraph is to be asked for, in order."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def of(self, paragraph: Element) -> str:
        """The number before a paragraph, such as 1.2; "" where there is none, or a bullet."""
        number, at = self._place(paragraph)
        kind = self.lists.get(number, "")
        level = self.levels.get(kind, {}).get(at)
        if level is None:
            return ""
        counts = self.counts.setdefault(kind, {})
        for deeper in [below for below in counts if below > at]:
            del counts[deeper]
        restart = self.restarts.get(number, {}).pop(at, None)
        counts[at] = restart if restart is not None else counts.get(at, level.start - 1) + 1
        if level.form in {"bullet", "none"}:
            return ""
        return PLACE.sub(lambda found: self._written(kind, int(found[1]) - 1), level.pattern)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """The list that a paragraph belongs to, by itself or by its style, and its level."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        number, at = self.styles.get(style.get(VAL) if style is not None else "", ("", 0))
        own = paragraph.find(f"{W}pPr/{W}numPr")
        return (number, at) if own is None else _numbered(own, number, at)

    def _written(self, kind: str, at: int) -> str:
        level = self.levels[kind].get(at)
        count = self.counts[kind].get(at, level.start if level else 1)
        return _written(count, level.form if level else "decimal")


def numbering_of(numbers: Element, styles: Element) -> Numbering:
    """What a document's parts say of its lists and of the styles that number."""
    numbering = Numbering()
    for kind in numbers.iterchildren(f"{W}abstractNum"):
        numbering.levels[kind.get(f"{W}abstractNumId")] = {
            int(level.get(f"{W}ilvl")): Level(
                int(_value(level, "start", "1")), _value(level, "numFmt", "decimal"), _value(level, "lvlText", "")
            )
            for level in kind.iterchildren(f"{W}lvl")
        }
    for one in numbers.iterchildren(f"{W}num"):
        number = one.get(f"{W}numId")
        numbering.lists[number] = _value(one, "abstractNumId", "")
        numbering.restarts[number] = {
            int(change.get(f"{W}ilvl")): int(_value(change, "startOverride", "1"))
            for change in one.iterchildren(f"{W}lvlOverride")
            if change.find(f"{W}startOverride") is not None
        }
    for style in styles.iterchildren(f"{W}style"):
        own = style.find(f"{W}pPr/{W}numPr")
        if own is not None:
            numbering.styles[style.get(f"{W}styleId")] = _numbered(own, "", 0)
    return numbering


def _numbered(properties: Element, number: str, at: int) -> tuple[str, int]:
    return _value(properties, "numId", number), int(_value(properties, "ilvl", str(at)))


def _value(element: Element, name: str, default: str) -> str:
    found = element.find(f"{W}{name}")
    return default if found is None else found.get(VAL, default)


def _written(count: int, form: str) -> str:
    """A number in one of Word's forms: 4, 04, d, D, iv or IV."""
    if form == "decimalZero":
        return f"{count:02}"
    if form in {"lowerLetter", "upperLetter"} and 0 < count < 1_000:
        text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif form in {"lowerRoman", "upperRoman"} and 0 < count < 4_000:
        text = ""
        for value, sign in ROMAN.items():
            text += sign * (count // value)
            count %= value
    else:
        return str(count)
    return text.upper() if form.startswith("upper") else text
