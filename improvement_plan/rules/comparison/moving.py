"""Which lines of a plan have moved, and which places are only called something else."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from core.formats import ordinal
from improvement_plan.rules.comparison.lines import (
    NOT_UNLIKE,
    FoldedPlace,
    Place,
    PlannedLine,
    folded,
    folded_place,
    likeness,
)


def renamed(
    before: Sequence[PlannedLine], after: Sequence[PlannedLine], partner: dict[int, int]
) -> dict[FoldedPlace, FoldedPlace]:
    """Places that are called something else now: gone by their old name, with most of their lines under one new name.

    A name that is wholly unlike the old one is another place, to which the lines have moved.
    """
    left, known = ({name for line in lines for name in _prefixes(line.place)} for lines in (after, before))
    went: dict[FoldedPlace, Counter[FoldedPlace]] = defaultdict(Counter)
    for here in sorted(partner):
        went[folded_place(before[here].place)][folded_place(after[partner[here]].place)] += 1
    known_as: dict[FoldedPlace, FoldedPlace] = {}
    called: dict[tuple[str, ...], tuple[str, ...]] = {}
    backwards: dict[tuple[str, ...], tuple[str, ...]] = {}
    for was, counts in went.items():
        now, lines = max(counts.items(), key=lambda count: (count[1], count[0]))
        anew = {was[:at]: now[:at] for at in (1, 2, 3) if was[at - 1] != now[at - 1]}
        alike = all(likeness(one[-1], other[-1]) >= NOT_UNLIKE for one, other in anew.items())
        free = all(
            one not in left
            and other not in known
            and called.get(one, other) == other
            and backwards.get(other, one) == one
            for one, other in anew.items()
        )
        if anew and alike and free and 2 * lines > counts.total():
            known_as[was] = now
            called |= anew
            backwards |= {other: one for one, other in anew.items()}
    return known_as


def _prefixes(place: Place) -> Iterator[tuple[str, ...]]:
    """A place with the places that it lies in."""
    whole = folded_place(place)
    return (whole[:at] for at in (1, 2, 3))


def names_in_words(was: Place, now: Place) -> list[tuple[str, str]]:
    """What a place was called and is called, on each level where that differs."""
    return [
        (f"{name}: {before}", f"{name}: {after}")
        for name, before, after in _levels(was, now)
        if folded(before) != folded(after)
    ]


def out_of_order(
    before: Sequence[PlannedLine],
    after: Sequence[PlannedLine],
    partner: dict[int, int],
    known_as: dict[FoldedPlace, FoldedPlace],
) -> dict[int, tuple[str, str]]:
    """Lines that have moved, with from and to: to another place, or out of the longest order that both have of one."""
    was, becomes = _ranks(before), _ranks(after)
    stayed: dict[FoldedPlace, list[int]] = defaultdict(list)
    moved = {}
    for here in sorted(partner):
        place = folded_place(before[here].place)
        if known_as.get(place, place) == folded_place(after[partner[here]].place):
            stayed[place].append(here)
        else:
            moved[here] = _places_in_words(before[here].place, after[partner[here]].place)
    for lines in stayed.values():
        kept = _longest_rising([partner[here] for here in lines])
        for at, here in enumerate(lines):
            if at not in kept:
                moved[here] = (_rank_in_words(was[here]), _rank_in_words(becomes[partner[here]]))
    return moved


def _ranks(lines: Sequence[PlannedLine]) -> list[int]:
    """The how-manieth line of its objective each is, from 1."""
    seen: Counter[FoldedPlace] = Counter()
    ranks = []
    for line in lines:
        place = folded_place(line.place)
        seen[place] += 1
        ranks.append(seen[place])
    return ranks


def _rank_in_words(rank: int) -> str:
    return f"{ordinal(rank)} line of its objective"


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """At which places the numbers of a longest rising subsequence stand."""
    ends: list[int] = []
    at_end: list[int] = []
    previous: list[int | None] = []
    for at, number in enumerate(numbers):
        length = bisect_left(ends, number)
        previous.append(at_end[length - 1] if length else None)
        ends[length : length + 1] = [number]
        at_end[length : length + 1] = [at]
    found: set[int] = set()
    at = at_end[-1] if at_end else None
    while at is not None:
        found.add(at)
        at = previous[at]
    return found


def _levels(was: Place, now: Place) -> list[tuple[str, str, str]]:
    return [
        ("Section", was.section, now.section),
        ("Area", was.area, now.area),
        ("Objective", was.objective, now.objective),
    ]


def _places_in_words(was: Place, now: Place) -> tuple[str, str]:
    """Both places, down from the first level on which they differ."""
    levels = _levels(was, now)
    first = next(at for at, (_, before, after) in enumerate(levels) if folded(before) != folded(after))
    before = [f"{name}: {here}" for name, here, _ in levels[first:] if here]
    after = [f"{name}: {there}" for name, _, there in levels[first:] if there]
    return "; ".join(before) or "No section", "; ".join(after) or "No section"
