"""Several dates and measures in one cell are several milestones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from core import dates
from core.dates import ReadDate

NOTHING = re.compile(r"^[-–—]?$")
"""A line that holds the place of a milestone without a date or a measure."""
SMALL = {
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "per", "the", "to", "via",
    "with", "within", "all", "new", "e.g.", "i.e.", "re", "our", "its", "their", "local", "least", "–", "-", "&", "/",
}  # fmt: skip
"""Words that do not end a measure."""
WORD = re.compile(r"\S+")
BEGINS = re.compile(r"[A-Z][a-z]+[,;:]?$|\d+(?:\.\d+)?%$")
BARE = re.compile(r"^(?:\d{1,2}\s*(?:st|nd|rd|th)?\s+)?(?:[A-Za-z]{3,9}\.?\s*)?['’]?\d{2,4}$")
"""A date that says nothing else: a measure may hold for several of them."""
INDICATOR = re.compile(r"(?:BVPI|BV|LPI|PAF|NI|KPI|CPA)\d*[a-z]?$")


@dataclass(frozen=True)
class ReadStep:
    """A milestone as read: its date, its measure, and whether it is done."""

    date: ReadDate
    measure: str
    done: bool = False

    @property
    def written(self) -> str:
        """The date as it was written."""
        return self.date.text


@dataclass(frozen=True)
class ReadSteps:
    """The milestones of a line. ``paired`` is false where dates and measures differ in number and stay together."""

    steps: tuple[ReadStep, ...]
    paired: bool = True


def read_steps(date_cell: str, measure_cell: str, *, written_on: date) -> ReadSteps:
    """The milestones that the cells of date and measure say.

    As many measures as dates are paired in their order; where dates start anew ("March 2008, March 2009, March
    2008, March 2009" of two measures) each measure has its own run. Otherwise the measure stays whole, with the
    last of the dates, and nothing is thrown away.
    """
    when = _dates(date_cell, written_on)
    what = measures(measure_cell, len(when))
    if not when:
        return ReadSteps(tuple(ReadStep(ReadDate(""), measure) for measure in what if measure))
    if len(what) == len(when):
        return ReadSteps(tuple(map(ReadStep, when, what)))
    if len(when) == 1 or not what:
        whole = ["\n".join(what)] if what else [""]
        return ReadSteps(tuple(map(ReadStep, when, [""] * (len(when) - 1) + whole)))
    runs = _runs(when) if all(BARE.match(day.text) for day in when) else []
    if len(runs) == len(what):
        return ReadSteps(tuple(ReadStep(day, measure) for run, measure in zip(runs, what, strict=True) for day in run))
    last = ["\n".join(what)]
    return ReadSteps(tuple(map(ReadStep, when, [""] * (len(when) - 1) + last)), paired=False)


def measures(cell: str, count: int) -> list[str]:
    """The measures of a cell: its lines, or, of one line, as many as there are dates where it falls into as many."""
    lines = [line.strip() for line in cell.split("\n")]
    if len(lines) > 1:
        return ["" if NOTHING.match(line) else line for line in lines]
    if not lines[0] or NOTHING.match(lines[0]):
        return []
    if count > 1:
        for begins in (_begins_with_indicator, _begins_sentence):
            parts = _cut(lines[0], begins)
            if len(parts) > 1 and count % len(parts) == 0:
                return parts
    return lines


def ticked(steps: Sequence[ReadStep], count: int) -> tuple[ReadStep, ...]:
    """The steps with the first so many of them done."""
    return tuple(replace(step, done=place < count) for place, step in enumerate(steps))


def _dates(cell: str, written_on: date) -> list[ReadDate]:
    found: list[ReadDate] = []
    lines = cell.split("\n")
    for line in lines:
        if not NOTHING.match(line.strip()):
            found += dates.read_each(line, written_on=written_on)
        elif len(lines) > 1:
            found.append(ReadDate(""))
    return found


def _runs(when: Sequence[ReadDate]) -> list[list[ReadDate]]:
    """Dates in their order, a new run wherever they start anew."""
    runs: list[list[ReadDate]] = []
    for day in when:
        if runs and day.due and runs[-1][-1].due and day.due > runs[-1][-1].due:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs if len({len(run) for run in runs}) == 1 else []


def _cut(text: str, begins: Callable[[str, str], bool]) -> list[str]:
    """A text cut before each word at which a new measure begins."""
    words = list(WORD.finditer(text))
    cuts = [0]
    for before, word in pairwise(words):
        if begins(before.group(), word.group()):
            cuts.append(word.start())
    return [text[start:end].strip() for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _begins_with_indicator(before: str, word: str) -> bool:
    return bool(INDICATOR.match(word))


def _begins_sentence(before: str, word: str) -> bool:
    """Whether a measure begins here: a capital after a word that is written small and is no little word."""
    return bool(BEGINS.match(word)) and before.casefold() not in SMALL and before[0].islower() | before[-1].isdigit()
