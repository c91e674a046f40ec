"""In what two states of a plan differ, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest
from types import MappingProxyType

from core.formats import count, listed, long_date
from core.vocabulary import Words
from improvement_plan.rules.comparison.lines import FoldedPlace, Place, PlannedLine, folded, folded_place
from improvement_plan.rules.comparison.matching import partners
from improvement_plan.rules.comparison.moving import names_in_words, out_of_order, renamed


class Kind(Words):
    """How a line may differ, in the order in which differences are counted."""

    NEW = "new", "New"
    GONE = "gone", "Gone"
    MOVED = "moved", "Moved"
    REDATED = "redated", "Re-dated"
    REWORDED = "reworded", "Re-worded"
    STATUS = "status", "New status"
    POSTS = "posts", "New lead or contributors"
    MEASURES = "measures", "New measures"
    DETAILS = "details", "Reference, outcome, resources, ICT"
    WORDS = "words", "New update"


COUNTED_AS = {
    Kind.STATUS: ("new status", "new statuses"),
    Kind.POSTS: ("change of lead or contributors", "changes of lead or contributors"),
    Kind.MEASURES: ("change of measures", "changes of measures"),
    Kind.DETAILS: (
        "change of reference, outcome, resources or ICT",
        "changes of reference, outcome, resources or ICT",
    ),
    Kind.WORDS: ("new update", "new updates"),
}
"""What one difference and several are called, where the label is no word to count by: 1 new, 2 new, but 2 new updates."""


@dataclass(frozen=True)
class Difference:
    """One thing in which a line differs. A new line has no ``before``, one that is gone no ``after``."""

    kind: Kind
    before: PlannedLine | None
    after: PlannedLine | None
    was: str
    becomes: str

    @property
    def line(self) -> PlannedLine:
        """The line as it is now; of one that is gone, as it was."""
        line = self.after or self.before
        if line is None:
            raise ValueError("A difference is one of a line.")
        return line


@dataclass(frozen=True)
class Comparison:
    """Which lines belong together, and all in which they differ: in the order of ``after``, then what is gone."""

    pairs: tuple[tuple[PlannedLine, PlannedLine], ...]
    differences: tuple[Difference, ...]
    renamed: tuple[tuple[Place, Place], ...] = ()
    """Places that are called something else now, where that was looked for."""

    @cached_property
    def counts(self) -> MappingProxyType[Kind, int]:
        """How many differences there are of each kind; nothing for a kind of which there are none."""
        found = Counter(difference.kind for difference in self.differences)
        return MappingProxyType({kind: found[kind] for kind in Kind if found[kind]})

    @property
    def in_words(self) -> str:
        """The counts in a sentence: "2 new, 1 moved and 8 new updates"; "Nothing differs"."""
        said = [count(number, *COUNTED_AS.get(kind, (kind.label.lower(),) * 2)) for kind, number in self.counts.items()]
        return listed(said) or "Nothing differs"


def compare(before: Sequence[PlannedLine], after: Sequence[PlannedLine], *, renaming: bool = False) -> Comparison:
    """What has become of the lines of a plan. Each line is in one pair, or is new or gone.

    Both are in the order of the plan. An objective that was worded anew is another place, to which its lines
    have moved; with ``renaming`` the new words are told once, as they are of its first line.
    """
    partner = partners(before, after)
    known_as = renamed(before, after, partner) if renaming else {}
    moved = out_of_order(before, after, partner, known_as)
    back = {there: here for here, there in partner.items()}
    differences: list[Difference] = []
    told: set[tuple[str, str]] = set()
    places: dict[FoldedPlace, tuple[Place, Place]] = {}
    for there, line in enumerate(after):
        if there in back:
            here = back[there]
            was = before[here]
            if known_as.get(folded_place(was.place)) == folded_place(line.place):
                names = [name for name in names_in_words(was.place, line.place) if name not in told]
                differences += [Difference(Kind.REWORDED, was, line, *name) for name in names]
                told.update(names)
                places.setdefault(folded_place(was.place), (was.place, line.place))
            differences += _between(was, line, moved.get(here))
        else:
            differences.append(Difference(Kind.NEW, None, line, "", line.text))
    gone = [line for here, line in enumerate(before) if here not in partner]
    differences += [Difference(Kind.GONE, line, None, line.text, "") for line in gone]
    pairs = tuple((before[here], after[there]) for here, there in sorted(partner.items()))
    return Comparison(pairs, tuple(differences), tuple(places.values()))


def _between(was: PlannedLine, now: PlannedLine, moved: tuple[str, str] | None) -> Iterator[Difference]:
    """In what the two lines of a pair differ."""
    if moved:
        yield Difference(Kind.MOVED, was, now, *moved)
    if _redated(was, now):
        yield Difference(Kind.REDATED, was, now, _dates_in_words(was), _dates_in_words(now))
    for kind, before, after in _in_words(was, now):
        if folded(before) != folded(after):
            yield Difference(kind, was, now, before, after)


def _in_words(was: PlannedLine, now: PlannedLine) -> Iterator[tuple[Kind, str, str]]:
    """Of each thing in which a line may differ, what it was and what it is, in the words that are shown."""
    yield Kind.REWORDED, was.text, now.text
    yield Kind.STATUS, was.status or "No status", now.status or "No status"
    yield Kind.POSTS, _posts_in_words(was), _posts_in_words(now)
    yield Kind.MEASURES, _measures_in_words(was), _measures_in_words(now)
    for name, before, after in _details(was, now):
        yield Kind.DETAILS, f"{name}: {before or 'none'}", f"{name}: {after or 'none'}"
    yield Kind.WORDS, was.words or "No update", now.words or "No update"


def _redated(was: PlannedLine, now: PlannedLine) -> bool:
    """Whether a day differs, or, where no day could be read, the words."""
    if was.due != now.due:
        return bool(_days(was) or _days(now)) or _folded_all(was.dates) != _folded_all(now.dates)
    undated = zip_longest(was.dates, now.dates, was.due, fillvalue=None)
    return any(folded(one or "") != folded(other or "") for one, other, due in undated if due is None)


def _days(line: PlannedLine) -> list[date]:
    return [day for day in line.due if day]


def _details(was: PlannedLine, now: PlannedLine) -> Iterator[tuple[str, str, str]]:
    yield "Reference", was.ref, now.ref
    if not _redated(was, now):  # the same day in other words
        yield "Target date", "; ".join(was.dates), "; ".join(now.dates)
    yield "Outcome", was.outcome, now.outcome
    yield "Resources", was.resources, now.resources
    yield "ICT", was.ict, now.ict


def _folded_all(texts: Iterable[str]) -> list[str]:
    return [text for text in map(folded, texts) if text]


def _dates_in_words(line: PlannedLine) -> str:
    """What was written, with the day where one was read: "Summer 2007 (31 August 2007)"."""
    said = []
    for written, due in zip_longest(line.dates, line.due, fillvalue=None):
        day = long_date(due)
        said.append(f"{written} ({day})" if written and day else written or day)
    return "; ".join(filter(None, said)) or "No date"


def _posts_in_words(line: PlannedLine) -> str:
    lead, others = line.lead or "No owner", sorted(line.contributors, key=folded)
    return f"{lead}, with {listed(others)}" if others else lead


def _measures_in_words(line: PlannedLine) -> str:
    return "; ".join(filter(None, line.measures)) or "No measure"
