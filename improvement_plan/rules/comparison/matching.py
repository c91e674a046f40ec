"""Which line of a plan became which: by reference, by text, by likeness of text, one to one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, product

from improvement_plan.rules.comparison.lines import NOT_UNLIKE, PlannedLine, folded, folded_place, in_common, letters

ALIKE = 0.8
"""From here on two texts are the same line, worded anew."""
ALL_PAIRS = 250_000
"""Up to so many pairs of lines each is looked at; above, only those that share an uncommon word."""
UNCOMMON = 50
TELLING_WORDS = 5
"""So many of its least common words a line is looked for by, each in at most fifty lines of either side."""


def partners(before: Sequence[PlannedLine], after: Sequence[PlannedLine]) -> dict[int, int]:
    """The places in ``before`` of the lines that have become others, each with the place of that one in ``after``."""
    return _Matching(before, after).partner


class _Side:
    """The lines of one side with what they are looked up by."""

    def __init__(self, lines: Sequence[PlannedLine]) -> None:
        self.refs = [folded(line.ref) for line in lines]
        self.texts = [(line.is_heading, folded(line.text)) for line in lines]
        self.places = [folded_place(line.place) for line in lines]
        self.letters = [letters(text) for _, text in self.texts]
        self.left = set(range(len(lines)))

    def by(self, name: Callable[[int], object]) -> dict[object, list[int]]:
        """The lines that have no partner yet, in order, by a name of theirs."""
        found: dict[object, list[int]] = defaultdict(list)
        for line in sorted(self.left):
            found[name(line)].append(line)
        return found


class _Matching:
    """Which line became which. Nothing depends on which side comes first, so what is new one way is gone the other."""

    def __init__(self, before: Sequence[PlannedLine], after: Sequence[PlannedLine]) -> None:
        self.before, self.after = _Side(before), _Side(after)
        self.partner: dict[int, int] = {}
        self.by_ref()
        self.by_name(lambda side, line: (side.texts[line], side.places[line]))
        self.by_name(lambda side, line: side.texts[line])
        self.byshared()

    def join(self, here: int, there: int) -> None:
        """Make a pair."""
        self.partner[here] = there
        self.before.left.discard(here)
        self.after.left.discard(there)

    def like(self, here: int, there: int) -> float:
        """How alike two lines are; a sub-heading is never like an action."""
        if self.before.texts[here][0] != self.after.texts[there][0]:
            return 0
        return in_common(self.before.letters[here], self.after.letters[there])

    def by_ref(self) -> None:
        """Those whose reference is the only one of its kind on either side, unless what it says now is said elsewhere.

        A line that was put in may have pushed the references of all that follow it.
        """
        here, there = (side.by(side.refs.__getitem__) for side in (self.before, self.after))
        said_before, said_after = Counter(self.before.texts), Counter(self.after.texts)
        for ref in here.keys() & there.keys():
            if not ref or len(here[ref]) > 1 or len(there[ref]) > 1:
                continue
            (one,), (other,) = here[ref], there[ref]
            was, becomes = self.before.texts[one], self.after.texts[other]
            pushed = was != becomes and (said_after[was] or said_before[becomes])
            if not pushed and self.like(one, other) >= NOT_UNLIKE:
                self.join(one, other)

    def by_name(self, name: Callable[[_Side, int], object]) -> None:
        """Those with the same name, the first with the first."""
        here = self.before.by(lambda line: name(self.before, line))
        there = self.after.by(lambda line: name(self.after, line))
        for shared in here.keys() & there.keys():
            for one, other in zip(here[shared], there[shared], strict=False):
                self.join(one, other)

    def byshared(self) -> None:
        """Those whose texts are alike: the likest first, of equals those in the same place, then the nearest."""
        found = []
        for here, there in self.candidates():
            alike = self.like(here, there)
            if alike >= ALIKE:
                elsewhere = self.before.places[here] != self.after.places[there]
                found.append((-alike, elsewhere, abs(here - there), here + there, here, there))
        for *_, here, there in sorted(found):
            if here in self.before.left and there in self.after.left:
                self.join(here, there)

    def candidates(self) -> Iterable[tuple[int, int]]:
        """Pairs that may be alike: all of them, or where that were too many, those that share an uncommon word."""
        if len(self.before.left) * len(self.after.left) <= ALL_PAIRS:
            return product(self.before.left, self.after.left)
        here, there = ({line: _words(side.texts[line][1]) for line in side.left} for side in (self.before, self.after))
        common = Counter(chain.from_iterable(chain(here.values(), there.values())))
        told_here, told_there = _told_by(here, common), _told_by(there, common)
        return {
            pair
            for word in told_here.keys() & told_there.keys()
            if max(len(told_here[word]), len(told_there[word])) <= UNCOMMON
            for pair in product(told_here[word], told_there[word])
        }


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def _told_by(lines: dict[int, frozenset[str]], common: Counter[str]) -> dict[str, list[int]]:
    """The lines by their least common words."""
    found: dict[str, list[int]] = defaultdict(list)
    for line, words in lines.items():
        for word in sorted(words, key=lambda word: (common[word], word))[:TELLING_WORDS]:
            found[word].append(line)
    return found
