"""Words as they are kept and compared: without capitals, accents and plurals, and with slips of the pen. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from search.rules.references import plain

LONGEST = 40
"""So many letters of a word are kept."""
SHORTEST_WITH_SLIPS, SHORTEST_WITH_TWO = 4, 6
"""From so many letters on a word may have a slip; from so many, two."""
EMPTY = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "in",
        "into",
        "is",
        "it",
        "its",
        "not",
        "of",
        "on",
        "or",
        "our",
        "shall",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "under",
        "up",
        "was",
        "we",
        "were",
        "which",
        "who",
        "will",
        "with",
    ]
)
"""Words that stand everywhere and say nothing by themselves."""

_APOSTROPHE = "'’‘`"
_WORD = re.compile(
    rf"(?P<part>\d{{1,6}}\((?:\d{{1,3}}|[a-z]{{1,2}})\))"
    rf"|(?P<acronym>(?<!\w)[A-Z]{{2,5}}[ \u00a0]\d+(?:\.\d+)*[A-Za-z]?(?!\w))"
    rf"|(?P<figures>\d+(?:\.\d+)+)(?!\w)"
    rf"|(?P<word>[^\W_]+(?:[{_APOSTROPHE}][^\W_]+)*)"
)
_POSSESSIVE = re.compile(rf"[{_APOSTROPHE}]s$")
_AMERICAN = re.compile(r"iz(?=e|ing|ation)")
_IRREGULAR = {
    "children": "child", "people": "person", "men": "man", "women": "woman", "indices": "index",
    "criteria": "criterion", "lives": "life", "leaves": "leaf", "halves": "half", "analyses": "analysis",
    "news": "news", "series": "series", "species": "species",
}  # fmt: skip


def fold(text: str) -> str:
    """A text without capitals and accents."""
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def words_in(text: str) -> Iterator[str]:
    """The words of a text, as they are kept, in order. “BVPI 8” gives bv8 beside its two words; “41(2)” is one."""
    for found in _WORD.finditer(unicodedata.normalize("NFC", text)):
        if found["acronym"]:
            yield plain(found["acronym"])[:LONGEST]
            for word in found["acronym"].split():
                yield _kept(word)
        else:
            yield _kept(found[0])


def _kept(written: str) -> str:
    """A word as it is kept: the Council’s is council, BV008 is bv8."""
    if written.isascii() and written.isalpha():
        return written.lower()[:LONGEST]
    word = _POSSESSIVE.sub("", fold(written))
    for mark in _APOSTROPHE:
        word = word.replace(mark, "")
    if not word.isdecimal() and any(letter.isdecimal() for letter in word):
        word = plain(word) or word
    return word[:LONGEST]


def stem(word: str) -> str:
    """What the singular and the plural of a word have in common, and its British and American spelling.

    Policies and policy, boxes and box, children and child, organizations and organisation.
    """
    if not word.isalpha() or len(word) <= 3:
        return _IRREGULAR.get(word, word)
    word = _AMERICAN.sub("is", word)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")) or (word.endswith("oes") and len(word) > 5):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def pieces(word: str) -> frozenset[str]:
    """The runs of three letters in a word with a blank before and behind it, by which words like it are found."""
    padded = f" {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def slips_allowed(word: str) -> int:
    """How many slips of the pen a word may have. None in short ones, and in those with figures: bv9 is no bv8."""
    if not word.isalpha() or len(word) < SHORTEST_WITH_SLIPS:
        return 0
    return 1 if len(word) < SHORTEST_WITH_TWO else 2


def pieces_shared(word: str) -> int:
    """How many pieces a word must share with one that it was meant to be: one slip spoils four of them at most.

    Only a word of four letters with the two in the middle exchanged shares none (``middle_exchanged``).
    """
    least = len(pieces(word)) - (4 if len(word) < 10 else 6)
    return max(least, 1)


def middle_exchanged(word: str) -> frozenset[str]:
    """What a word of four letters was meant to be whose middle ones are exchanged: raod is road. Nothing of others."""
    meant = word[:1] + word[2:3] + word[1:2] + word[3:]
    return frozenset({meant} - {word}) if len(word) == SHORTEST_WITH_SLIPS else frozenset()


def slips(typed: str, meant: str, most: int) -> int:
    """By how many slips two words differ: a letter too many, too few, wrong, or two in the wrong order.

    Above ``most`` it gives some number above it.
    """
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for at, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [at]
        for other in range(1, len(meant) + 1):
            same = letter == meant[other - 1]
            least = min(before[other] + 1, row[other - 1] + 1, before[other - 1] + (not same))
            if at > 1 and other > 1 and letter == meant[other - 2] and typed[at - 2] == meant[other - 1]:
                least = min(least, earlier[other - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return row[-1]
