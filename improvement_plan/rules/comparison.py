"""What differs between two states of a plan: two versions of it, or a plan that is kept and a newer paper of it.

Lines find each other by reference, then by text, then by likeness of text, one to
one. A line without a partner is new or gone. Of a pair is said what differs, in
words; that lines follow one that was put in is no difference of theirs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, product, zip_longest
from types import MappingProxyType

from core.formats import listed, long_date, ordinal
from core.vocabulary import Words

ALIKE = 0.8
"""From here on two texts are the same line, worded anew."""
NOT_UNLIKE = 0.3
"""From here on two lines with one reference may be the same line."""
ALL_PAIRS = 250_000
"""Up to so many pairs of lines each is looked at; above, only those that share an uncommon word."""
UNCOMMON = 50
TELLING_WORDS = 5
"""So many of its least common words a line is looked for by, each in at most fifty lines of either side."""


@dataclass(frozen=True)
class Place:
    """Where a line stands: the titles of its section and priority area and the text of its objective."""

    section: str
    area: str
    objective: str


@dataclass(frozen=True)
class PlannedLine:
    """A line of a plan, as plain data."""

    key: str
    """Names the row for its caller: the entry, the row of a file."""
    place: Place
    ref: str
    text: str
    """The action's title, or the sub-heading."""
    is_heading: bool
    dates: tuple[str, ...]
    """Target dates as written, one a milestone."""
    due: tuple[date | None, ...]
    """What they were read as, or what they have been moved to since."""
    measures: tuple[str, ...]
    lead: str
    contributors: tuple[str, ...]
    status: str
    """The words of the status, empty where there is none."""
    words: str
    """What was last said of it."""
    outcome: str
    resources: str
    ict: str

    @property
    def written_and_due(self) -> tuple[tuple[str, date | None], ...]:
        """Each target date as written, with the day that it was read as."""
        return tuple(zip_longest(self.dates, self.due))


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

    @cached_property
    def counts(self) -> MappingProxyType[Kind, int]:
        """How many differences there are of each kind; nothing for a kind of which there are none."""
        found = Counter(difference.kind for difference in self.differences)
        return MappingProxyType({kind: found[kind] for kind in Kind if found[kind]})

    @property
    def in_words(self) -> str:
        """The counts in a sentence: "2 new, 1 moved"; "Nothing differs"."""
        said = [f"{number:,} {kind.label[0].lower()}{kind.label[1:]}" for kind, number in self.counts.items()]
        return listed(said) or "Nothing differs"


def compare(before: Sequence[PlannedLine], after: Sequence[PlannedLine], *, renaming: bool = False) -> Comparison:
    """What has become of the lines of a plan. Each line is in one pair, or is new or gone.

    Both are in the order of the plan. An objective that was worded anew is another place, to which its lines
    have moved; with ``renaming`` the new words are told once, as they are of its first line.
    """
    partner = _Matching(before, after).partner
    renamed = _renamed(before, after, partner) if renaming else {}
    moved = _out_of_order(before, after, partner, renamed)
    back = {there: here for here, there in partner.items()}
    differences: list[Difference] = []
    told: set[tuple[str, str]] = set()
    for there, line in enumerate(after):
        if there in back:
            here = back[there]
            was = before[here]
            if renamed.get(folded_place(was.place)) == folded_place(line.place):
                names = [name for name in _names_in_words(was.place, line.place) if name not in told]
                differences += [Difference(Kind.REWORDED, was, line, *name) for name in names]
                told.update(names)
            differences += _between(was, line, moved.get(here))
        else:
            differences.append(Difference(Kind.NEW, None, line, "", line.text))
    gone = [line for here, line in enumerate(before) if here not in partner]
    differences += [Difference(Kind.GONE, line, None, line.text, "") for line in gone]
    pairs = tuple((before[here], after[there]) for here, there in sorted(partner.items()))
    return Comparison(pairs, tuple(differences))


DASHES_AND_QUOTES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"} | dict.fromkeys('‘’“”„"`´', "'"))


def folded(text: str) -> str:
    """A text without what does not count: case, blanks, the shapes of quotes and dashes, a stop at its end."""
    return " ".join(text.casefold().translate(DASHES_AND_QUOTES).split()).rstrip(" .;:,")


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the share of groups of three letters that they have in common.

    The same whichever comes first. Typing slips and a changed word in ten leave it above 0.8.
    """
    return _likeness(_letters(folded(one)), _letters(folded(other)))


def _letters(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


class _Side:
    """The lines of one side with what they are looked up by."""

    def __init__(self, lines: Sequence[PlannedLine]) -> None:
        self.refs = [folded(line.ref) for line in lines]
        self.texts = [(line.is_heading, folded(line.text)) for line in lines]
        self.places = [folded_place(line.place) for line in lines]
        self.letters = [_letters(text) for _, text in self.texts]
        self.left = set(range(len(lines)))

    def by(self, name: Callable[[int], object]) -> dict[object, list[int]]:
        """The lines that have no partner yet, in order, by a name of theirs."""
        found: dict[object, list[int]] = defaultdict(list)
        for line in sorted(self.left):
            found[name(line)].append(line)
        return found


FoldedPlace = tuple[str, str, str]


def folded_place(place: Place) -> FoldedPlace:
    """A place by which two can be compared."""
    return folded(place.section), folded(place.area), folded(place.objective)


class _Matching:
    """Which line became which. Nothing depends on which side comes first, so what is new one way is gone the other."""

    def __init__(self, before: Sequence[PlannedLine], after: Sequence[PlannedLine]) -> None:
        self.before, self.after = _Side(before), _Side(after)
        self.partner: dict[int, int] = {}
        self.by_ref()
        self.by_name(lambda side, line: (side.texts[line], side.places[line]))
        self.by_name(lambda side, line: side.texts[line])
        self.by_likeness()

    def join(self, here: int, there: int) -> None:
        """Make a pair."""
        self.partner[here] = there
        self.before.left.discard(here)
        self.after.left.discard(there)

    def like(self, here: int, there: int) -> float:
        """How alike two lines are; a sub-heading is never like an action."""
        if self.before.texts[here][0] != self.after.texts[there][0]:
            return 0
        return _likeness(self.before.letters[here], self.after.letters[there])

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

    def by_likeness(self) -> None:
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


def _renamed(
    before: Sequence[PlannedLine], after: Sequence[PlannedLine], partner: dict[int, int]
) -> dict[FoldedPlace, FoldedPlace]:
    """Places that are called something else now: gone by their old name, with most of their lines under one new name.

    A name that is wholly unlike the old one is another place, to which the lines have moved.
    """
    left, known = ({name for line in lines for name in _prefixes(line.place)} for lines in (after, before))
    went: dict[FoldedPlace, Counter[FoldedPlace]] = defaultdict(Counter)
    for here in sorted(partner):
        went[folded_place(before[here].place)][folded_place(after[partner[here]].place)] += 1
    renamed: dict[FoldedPlace, FoldedPlace] = {}
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
            renamed[was] = now
            called |= anew
            backwards |= {other: one for one, other in anew.items()}
    return renamed


def _prefixes(place: Place) -> Iterator[tuple[str, ...]]:
    """A place with the places that it lies in."""
    whole = folded_place(place)
    return (whole[:at] for at in (1, 2, 3))


def _names_in_words(was: Place, now: Place) -> list[tuple[str, str]]:
    """What a place was called and is called, on each level where that differs."""
    return [
        (f"{name}: {before}", f"{name}: {after}")
        for name, before, after in _levels(was, now)
        if folded(before) != folded(after)
    ]


def _out_of_order(
    before: Sequence[PlannedLine],
    after: Sequence[PlannedLine],
    partner: dict[int, int],
    renamed: dict[FoldedPlace, FoldedPlace],
) -> dict[int, tuple[str, str]]:
    """Lines that have moved, with from and to: to another place, or out of the longest order that both have of one."""
    was, becomes = _ranks(before), _ranks(after)
    stayed: dict[FoldedPlace, list[int]] = defaultdict(list)
    moved = {}
    for here in sorted(partner):
        place = folded_place(before[here].place)
        if renamed.get(place, place) == folded_place(after[partner[here]].place):
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
