"""Sections and priority areas: from headings between the rows, from columns, and from a table of contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from improvement_plan.rules.columns import Column
from improvement_plan.rules.found import Doubt, DoubtKind, ReadArea, ReadSection
from improvement_plan.rules.rows import NUMBERED, WHOLE_NUMBER, Aligned

CUT = re.compile(r"\s*:\s+|\s+[–—-]\s+")
ASIDE = re.compile(r"\s*\((?:links?|linked|see)\b[^)]*\)+\s*$", re.IGNORECASE)
LIKE = 0.6


class Headings:
    """Keeps the sections and areas that have been opened, and knows which is open.

    ``contents`` are pairs of section and priority area, as a table of contents
    lists them: where a heading is like the one whose turn it is, the contents
    give the names, and the heading is kept as it stands in the body.
    """

    def __init__(self, contents: Sequence[tuple[str, str]], *, numbered: bool) -> None:
        self.contents = [(section, *_number(area)) for section, area in contents]
        self.listed = {_folded(title) for section, _, title in self.contents for title in (section, title)}
        self.numbered = numbered
        self.found: list[ReadSection] = []
        self.turn = 0
        self.is_fresh = True
        """Whether a heading was opened and no row has come below it yet."""

    def sections(self) -> tuple[ReadSection, ...]:
        """All that hold anything, in their order."""
        for section in self.found:
            section.areas = [area for area in section.areas if area.objectives]
        return tuple(section for section in self.found if section.areas)

    def area(self) -> ReadArea:
        """The one that is open; one without a name where no heading has come yet."""
        if not self.found:
            self.found.append(ReadSection(1, "", [ReadArea(1, "")]))
        return self.found[-1].areas[-1]

    def open(self, aligned: Aligned, *, settled: bool) -> None:
        """Open what a heading row names."""
        text = " ".join(aligned.cells[aligned.filled[0]].split())
        if ref := WHOLE_NUMBER.match(aligned.text(Column.REF)):
            section, area = _cut(text)
            self._section(int(ref["number"]), text if self.numbered and not area else section)
            self._add(ReadArea(1, area or text, row=aligned.row.number, settled=settled))
        elif listed := self._listed(text):
            self._from_contents(text, *listed, aligned=aligned, settled=settled)
        else:
            self._from_words(text, aligned=aligned, settled=settled)
        self.is_fresh = True

    def columns(self, aligned: Aligned) -> bool:
        """Open what columns of section and priority area name, where the plan has them; whether they name anything new."""
        section, area = aligned.text(Column.SECTION), aligned.text(Column.AREA)
        opened = False
        number, title = _number(section)
        if section and (not self.found or _folded(self.found[-1].title) != _folded(title)):
            self._section(number or len(self.found) + 1, title)
            opened = True
            if not area:
                self._add(ReadArea(1, title))
        number, title = _number(area)
        if area and (not self.found or not self.found[-1].areas or _folded(self.area().title) != _folded(title)):
            if not self.found:
                self._section(1, title)
            self._add(ReadArea(number or len(self.found[-1].areas) + 1, title))
            opened = True
        return opened

    def _listed(self, text: str) -> tuple[str, int, str] | None:
        """The entry of the contents whose turn it is, where the heading is like it or has its number."""
        if self.turn >= len(self.contents):
            return None
        section, number, title = self.contents[self.turn]
        as_numbered, rest = _number(text)
        named = _cut(ASIDE.sub("", rest))[1] or rest
        like = SequenceMatcher(None, _folded(title), _folded(named), autojunk=False).ratio() >= LIKE
        return (section, number, title) if like or as_numbered == number else None

    def _from_contents(
        self, text: str, section: str, number: int, title: str, *, aligned: Aligned, settled: bool
    ) -> None:
        self.turn += 1
        if not self.found or self.found[-1].title != section:
            self._section(len(self.found) + 1, section)
        as_numbered = _number(text)[0]
        doubts = ()
        if as_numbered and as_numbered != number:
            doubts = (_twice(text, as_numbered, number),)
        self._add(ReadArea(number, title, text, aligned.row.number, doubts, settled))

    def _from_words(self, text: str, *, aligned: Aligned, settled: bool) -> None:
        number, rest = _number(text)
        section, area = _cut(ASIDE.sub("", rest))
        open_section = self.found[-1] if self.found else None
        is_empty = open_section is not None and self.is_fresh and not open_section.areas[-1].objectives
        if is_empty and (not area or _folded(open_section.title) == _folded(section)):
            # A heading right below a heading: the upper one is the section, this its next priority area.
            open_section.areas.pop()
        if is_empty and not area:
            self._add(ReadArea(number or 1, rest, text, aligned.row.number, (), settled))
            return
        is_other = open_section is not None and not area and number not in {0, open_section.number}
        if open_section is None or is_other or _folded(open_section.title) != _folded(section):
            self._section((0 if area else number) or len(self.found) + 1, section)
        taken = {other.number for other in self.found[-1].areas}
        wanted = number if area and number else len(self.found[-1].areas) + 1
        doubts = ()
        if wanted in taken:
            free = max(taken) + 1
            doubts, wanted = (_twice(text, wanted, free),), free
        self._add(ReadArea(wanted, area or rest, text, aligned.row.number, doubts, settled))

    def _section(self, number: int, title: str) -> None:
        taken = {section.number for section in self.found}
        self.found.append(ReadSection(number if number not in taken else max(taken) + 1, title))

    def _add(self, area: ReadArea) -> None:
        section = self.found[-1]
        if area.number in {other.number for other in section.areas}:
            area.number = max(other.number for other in section.areas) + 1
        section.areas.append(area)


def _number(text: str) -> tuple[int, str]:
    """A heading's number, 0 where it has none, and the rest."""
    found = NUMBERED.match(text)
    return (int(found["number"]), found["title"]) if found else (0, text)


def _cut(text: str) -> tuple[str, str]:
    """Section and priority area of “Ambitions: CPA Score”; no area where there is only one of them."""
    parts = CUT.split(text, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) > 1 else (text, "")


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("&", "and").split())


def _twice(text: str, number: int, becomes: int) -> Doubt:
    return Doubt(
        DoubtKind.NUMBER,
        Column.AREA,
        f"“{text}” has the number {number}, which another priority area has, or which the contents give differently.",
        f"Number it {becomes}.",
    )
