"""A line of the notes as it is spoken: what kind it is, and of an action what, who and by when. Pure functions.

    d Close the counter at four                       a decision
    m The director asks Finance for the figures       a mandate
    a Publish the list @Head of Communications by end of March    an action
    The figures of July were late                     discussion

After @ comes the post by its title, abbreviation, an alias, or words that only one title has; then the date.
A day or month without a year is the next to come. What is not certain is not taken: it is asked about.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from clinics.choices import NoteKind
from core.dates import ReadDate, read

KEYS = {"d": NoteKind.DECISION, "m": NoteKind.MANDATE, "a": NoteKind.ACTION}
"""The letter that begins a line, before a blank."""
KEYED = re.compile(r"^\s*(?:([dma])\s+|([dmaDMA])\s*:\s*)(?=\S)")
"""A small letter alone: “A report was given” is a sentence, and no action."""
WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*|&")
DUE = re.compile(r"(?:^|[\s,;(–—-])(?:due\s+)?(?:by|before|until|till|on|in|for|due)\s+", re.IGNORECASE)
AFTER_OWNER = re.compile(r"(?<=[\s,;–—-])(?:due\s+)?(?:by|until|till|due)\s+", re.IGNORECASE)
JOINT = re.compile(r"[\s,;–—.-]+(?:(?:on|in|for|at|the)[\s,;–—.-]*)*$", re.IGNORECASE)
AFTER_NAME = re.compile(
    r"^[\s,;:–—-]*(?:to\s+be\s+done\s+)?(?:due\s+)?(?:(?:by|until|till|on|for|due)\s+)?", re.IGNORECASE
)
YEAR = re.compile(r"\d{4}|\b(?:annually|yearly|monthly|quarterly|every|each)\b", re.IGNORECASE)
DAY_AND_MONTH = re.compile(r"\d{1,2}/\d{1,2}")
UNDATED = re.compile(r"(?:tbc|tba|to be (?:confirmed|agreed)|on-?going|continuous)\.?", re.IGNORECASE)
DATE_BEGINS = re.compile(
    r"(?<=\s)(?:(?:the\s+)?end\s+of|early|mid|late|before|christmas|spring|summer|autumn|winter|Q[1-4]|quarter"
    rf"|(?:{'|'.join(month_name[1:])}|{'|'.join(name for name in month_abbr[1:])})\b"
    r"|tb[ca]\b|to be (?:confirmed|agreed)|on-?going|\d)",
    re.IGNORECASE,
)
SMALL = frozenset({"of", "the", "and", "for", "to", "in", "a"})


@dataclass(frozen=True)
class Name:
    """A post with everything it is called: title, abbreviation, aliases."""

    key: int
    title: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spoken:
    """What was understood of a line."""

    kind: NoteKind
    text: str
    """What was said, without the key before it, and of an action what will be done."""
    lead: Name | None = None
    owner: str = ""
    """The owner as written; empty where none is named."""
    likely: tuple[Name, ...] = ()
    """The posts that it may be, where it is not certain which."""
    due: ReadDate | None = None
    """When it is due; None where no date is given."""

    @property
    def is_undated(self) -> bool:
        """Whether it says itself that there is no date yet: TBC, ongoing."""
        return self.due is not None and self.due.due is None and bool(UNDATED.fullmatch(self.due.text))

    @property
    def has_date(self) -> bool:
        """Whether a day is certain, or it is certain that there is none."""
        return self.due is not None and (self.is_undated or (self.due.due is not None and not self.due.doubtful))


def understand(line: str, posts: Iterable[Name], *, on: date, kind: NoteKind = NoteKind.DISCUSSION) -> Spoken:
    """What a line says; ``kind`` is that of one which no key begins, ``on`` the day of the sitting."""
    keyed = KEYED.match(line)
    if keyed:
        kind, line = KEYS[(keyed[1] or keyed[2]).lower()], line[keyed.end() :]
    text = " ".join(line.split())
    if kind != NoteKind.ACTION:
        return Spoken(kind, text)
    what, at, rest = text.rpartition("@")
    if not at:
        what, rest = text, ""
    found, owner, after = _owner(rest, tuple(posts))
    due = spoken_date(after, on=on) if after else None
    if due is None:
        what, due = _dated(what, on)
    lead = found[0] if len(found) == 1 else None
    return Spoken(kind, what.strip(" ,;–—-"), lead, owner, () if lead else found, due)


def find(words: str, posts: Iterable[Name]) -> tuple[Name, ...]:
    """The posts that words may mean: the one so called, else all that have all of the words in a name, each begun alike."""
    posts, wanted = tuple(posts), _folded(words)
    if not wanted:
        return ()
    exact = tuple(post for post in posts if any(_folded(name) == wanted for name in (post.title, *post.names)))
    if exact:
        return exact
    main = [word for word in wanted if word not in SMALL]
    return tuple(
        post
        for post in posts
        if main
        and any(
            all(any(has.startswith(word) for has in _folded(name)) for word in main)
            for name in (post.title, *post.names)
        )
    )


def spoken_date(text: str, *, on: date) -> ReadDate:
    """A date as it is spoken: without a year, the next to come. The text is kept as it was."""
    text = " ".join(text.split())
    plain = read(text, written_on=on)
    if plain.due or not plain.doubtful or YEAR.search(text):
        return plain
    bare = text.rstrip(".,;")
    joint = "/" if DAY_AND_MONTH.fullmatch(bare) else " "
    for year in (on.year, on.year + 1):
        coming = read(f"{bare}{joint}{year}", written_on=on)
        if coming.due and not coming.doubtful and coming.due >= on:
            return replace(coming, text=text)
    return plain


def _owner(rest: str, posts: tuple[Name, ...]) -> tuple[tuple[Name, ...], str, str]:
    """Who is named after the @, in whose words, and what follows: as many words as name one post, then the date."""
    words = list(WORD.finditer(rest))
    for last in range(len(words), 0, -1):
        named = rest[: words[last - 1].end()]
        after = rest[words[last - 1].end() :]
        if len(_exact(named, posts)) == 1:
            return _exact(named, posts), named.strip(), _after(after)
    cuts = [found.start() for form in (AFTER_OWNER, DATE_BEGINS) for found in form.finditer(rest)]
    cut = min(filter(None, cuts), default=None)
    named, after = (rest, "") if cut is None else (rest[:cut], rest[cut:])
    named = JOINT.sub("", f"{named} ").strip()
    return find(named, posts), named, _after(after)


def _exact(words: str, posts: tuple[Name, ...]) -> tuple[Name, ...]:
    wanted = _folded(words)
    return tuple(post for post in posts if any(_folded(name) == wanted for name in (post.title, *post.names)))


def _after(text: str) -> str:
    """What follows a name, without what joins it: "by end of March" is "end of March". "Before March" stays as it is."""
    return AFTER_NAME.sub("", text, count=1).strip(" ,;")


def _dated(text: str, on: date) -> tuple[str, ReadDate | None]:
    """An action with its date at its end: "Publish the list by end of March". Words that are no date stay where they are."""
    for found in reversed(list(DUE.finditer(text))):
        due = spoken_date(_after(text[found.start() :]), on=on)
        if due.due and not due.doubtful:
            return text[: found.start()], due
    return text, None


def _folded(text: str) -> tuple[str, ...]:
    """The words of a name as they are compared."""
    words = (found[0].casefold().replace("’", "'") for found in WORD.finditer(text))
    return tuple("and" if word == "&" else word for word in words)
