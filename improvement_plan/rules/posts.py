"""Who is accountable: posts as papers write them, matched against the organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

TOKEN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*|[/;\n]|&")
SEPARATORS = {"/", ";", "\n"}
CONNECTORS = (("in", "liaison", "with"), ("together", "with"), ("supported", "by"), ("and",), ("with",), ("plus",))
LIKE = 0.82
"""How alike two titles are before one is proposed for the other, of 1."""
TITLES = {
    "accountant", "adviser", "advisor", "agents", "all", "architect", "assistant", "auditor", "board", "cabinet",
    "chair", "chief", "client", "clerk", "commissioner", "committee", "consultant", "controller", "coordinator",
    "council", "delegate", "department", "deputy", "dept", "director", "directorate", "directorates", "directors",
    "division", "editor", "engineer", "executive", "forum", "governor", "group", "head", "heads", "inspector",
    "lead", "leader", "leads", "leaders", "librarian", "manager", "managers", "member", "monitoring", "office",
    "officer", "officers", "panel", "partner", "partners", "partnership", "planner", "police", "portfolio",
    "president", "principal", "programme", "secretary", "section", "section151", "senior", "service", "services",
    "solicitor", "specialist", "staff", "strategic", "surveyor", "team", "teams", "treasurer", "trust", "unit",
    "working",
}  # fmt: skip
"""Words of which at least one stands in the title of a post."""
MOST_NAMES = 3


@dataclass(frozen=True)
class KnownPost:
    """A post of the organisation, with every way it is written. ``key`` names it for the caller."""

    key: int
    title: str
    names: tuple[str, ...] = ()
    """Its abbreviation and its aliases."""
    body: tuple[str, ...] = ()
    """The directorate or partner body that papers add to its title: "Head of Policy – CEX"."""


@dataclass(frozen=True)
class FoundPost:
    """One post that a text names. ``key`` is None where nobody knows it; ``likely`` is then the nearest that is known."""

    text: str
    key: int | None = None
    likely: int | None = None
    is_person: bool = False
    """Whether the words read like a person's name, to which nothing is accountable."""


def folded(text: str) -> tuple[str, ...]:
    """A title's words as they are compared: “Assistant Chief Executive, HR” and “… (HR)” are one."""
    words = (word.casefold().replace("’", "'") for word in TOKEN.findall(text.replace("’", "'")))
    return tuple("and" if word == "&" else word for word in words if word not in SEPARATORS)


class PostBook:
    """The posts that are known, by everything they are called; ``legend`` adds what a paper's own legend says."""

    def __init__(self, posts: Iterable[KnownPost], *, legend: Mapping[str, str] | None = None) -> None:
        self.posts = list(posts)
        self.titles = {post.key: post.title for post in self.posts}
        self.keys: dict[tuple[str, ...], int] = {}
        for post in self.posts:
            for name in (post.title, *post.names):
                self.keys.setdefault(folded(name), post.key)
        for post in self.posts:
            for body in post.body:
                for name in (post.title, *post.names):
                    self.keys.setdefault((*folded(name), *folded(body)), post.key)
        for short, words in (legend or {}).items():
            if (key := self.keys.get(folded(words))) is not None:
                self.keys.setdefault(folded(short), key)
        self.keys.pop((), None)
        self._found: dict[str, tuple[FoundPost, ...]] = {}

    @cached_property
    def longest(self) -> int:
        """The number of words of the longest name."""
        return max(map(len, self.keys), default=0)

    def find(self, text: str) -> tuple[FoundPost, ...]:
        """The posts that a text names, in its order, each once: joint posts apart, the lead first.

        Known names are found wherever they stand, also one behind the other ("Head of Policy Service Director");
        between them stand strokes, "and", "with". Words that no name covers are a post that nobody knows.
        """
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> tuple[FoundPost, ...]:
        tokens = list(TOKEN.finditer(text.replace("’", "'")))
        words = [_word(token.group()) for token in tokens]
        found: list[FoundPost] = []
        for start, end, key in self._pieces(words):
            hung = _connecting(words[start:end]) if key is None and start else 0
            as_written = _trimmed(text[tokens[start + hung].start() : self._end(text, tokens, end)])
            one = FoundPost(as_written, key) if key is not None else self._unknown(as_written)
            if all((other.key, folded(other.text)) != (one.key, folded(one.text)) for other in found) and (
                key is None or all(other.key != key for other in found)
            ):
                found.append(one)
        return tuple(found)

    def _end(self, text: str, tokens: Sequence[re.Match[str]], end: int) -> int:
        """Where a piece ends: with a bracket that closes behind its last word."""
        stop = tokens[end - 1].end()
        return stop + 1 if text[stop : stop + 1] == ")" else stop

    def _pieces(self, words: Sequence[str]) -> list[tuple[int, int, int | None]]:
        """The words cut into names: as few words as can be that no name covers, and then as few names."""
        count = len(words)
        best: list[tuple[float, list[tuple[int, int, int | None]]]] = [(0, [])] * (count + 1)
        for place in range(count - 1, -1, -1):
            best[place] = min(self._ways(words, place, best), key=lambda way: way[0])
        return _joined(best[0][1])

    def _ways(
        self, words: Sequence[str], place: int, best: Sequence[tuple[float, list[tuple[int, int, int | None]]]]
    ) -> list[tuple[float, list[tuple[int, int, int | None]]]]:
        """What may stand at a place, each with its cost and everything after it."""
        if words[place] in SEPARATORS:
            return [best[place + 1]]
        cost, rest = best[place + 1]
        ways = [(cost + 1, [(place, place + 1, None), *rest])]
        for connector in CONNECTORS:
            end = place + len(connector)
            if tuple(words[place:end]) == connector and place and best[end][1] and best[end][1][0][2] is not None:
                ways.append((best[end][0] + 0.2, best[end][1]))
        for end in range(place + 1, min(place + self.longest, len(words)) + 1):
            key = self.keys.get(tuple(words[place:end]))
            if key is not None:
                cost, rest = best[end]
                ways.append((cost + 0.01, [(place, end, key), *rest]))
        return ways

    def _unknown(self, text: str) -> FoundPost:
        if reads_like_a_person(text):
            return FoundPost(text, is_person=True)
        return FoundPost(text, likely=self.nearest(text))

    @cached_property
    def spelled(self) -> list[tuple[str, int, int]]:
        """Every name as it is compared, with its letters and its post."""
        names = ((" ".join(words), post) for words, post in self.keys.items())
        return [(name, _letters(name), post) for name, post in names]

    def nearest(self, text: str) -> int | None:
        """The known post whose name is most like a text, where one is like it at all.

        How alike two names can be at most is told by the letters that only one of them has; hundreds are passed over
        by that, and few compared.
        """
        wanted = " ".join(folded(text))
        letters = _letters(wanted)
        likeness, key = LIKE, None
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        for name, own, post in self.spelled:
            most = min(len(name) - (own & ~letters).bit_count(), len(wanted) - (letters & ~own).bit_count())
            if 2 * most / (len(name) + len(wanted)) > likeness:
                matcher.set_seq1(name)
                if (ratio := matcher.ratio()) > likeness:
                    likeness, key = ratio, post
        return key


def reads_like_a_person(text: str) -> bool:
    """Whether words read like a person's name: two or three with capitals, none of which is a word of a title."""
    words = text.split()
    if not 2 <= len(words) <= MOST_NAMES or not all(
        re.fullmatch(r"[A-Z][a-z'’-]+\.?|[A-Z]\.?", word) for word in words
    ):
        return False
    return not any(word.casefold().strip(".") in TITLES for word in words)


def reads_like_a_post(text: str) -> bool:
    """Whether words read like a post: short, and with a word of a title among the first."""
    words = folded(text)
    return 0 < len(words) <= 16 and bool(TITLES & set(words[:4])) and "." not in text.strip().rstrip(".")


def _connecting(words: Sequence[str]) -> int:
    """How many words at the beginning only hang a piece to the one before: "and Clerk" names a clerk."""
    lengths = (len(one) for one in CONNECTORS if tuple(words[: len(one)]) == one and len(words) > len(one))
    return next(lengths, 0)


def _word(token: str) -> str:
    word = token.casefold()
    return "and" if word == "&" else word


def _letters(text: str) -> int:
    """The letters of a text as bits, one for each time that a letter stands in it, up to eight.

    Some letters share their bits, so two texts have at least as many unlike letters as unlike bits.
    """
    bits, seen = 0, [0] * 64
    for letter in text:
        place = ord(letter) % 64
        bits |= 1 << 8 * place + min(seen[place], 7)
        seen[place] += 1
    return bits


def _trimmed(text: str) -> str:
    """A piece as written, without what hung it to the piece before."""
    text = text.strip(" \n\t/;,–—-")
    if text.count(")") > text.count("("):
        text = text.rstrip(")")
    return " ".join(text.split())


def _joined(pieces: list[tuple[int, int, int | None]]) -> list[tuple[int, int, int | None]]:
    """Words in a row that no name covers are one piece."""
    joined: list[tuple[int, int, int | None]] = []
    for start, end, key in pieces:
        if joined and key is None and joined[-1][2] is None and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end, None)
        else:
            joined.append((start, end, key))
    return joined
