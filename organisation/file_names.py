"""How a council has the files of its meetings' items named: by a pattern with places, as ``{board}-item-{number:02}``.

Pure. A name is safe on Windows, in addresses and in mail: letters without accents, digits, hyphens, low lines and
stops; no longer than STEM_LIMIT with its ending left out; and no two of a meeting are alike.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DEFAULT_PATTERN = "{board}-{date}-item-{number:02}-{title}"
STEM_LIMIT = 100
"""Letters of a name before its ending. With a folder or two before it, Windows takes it."""
SLUG_LIMIT = 40
"""Letters of a council, a board or a kind in a name; a title has what is left."""
PLACES = {
    "council": "the council, as plans write it",
    "board": "the board, by its abbreviation where it has one",
    "date": "the day of the meeting, 2007-09-10; {date:%d-%m-%Y} for 10-09-2007",
    "number": "the number of the item; {number:02} for 05",
    "kind": "what the item is: report, minutes",
    "title": "the title of the item; “exempt” for an exempt one",
}
"""What a pattern may name, and what stands in its place."""
DAYS = re.compile(r"(%[Ymdby]|[-_.])*")
NUMBERS = re.compile(r"0?[1-4]")
BETWEEN = re.compile(r"[A-Za-z0-9 _.-]*")
RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
"""Names that Windows keeps for itself, whatever follows the first stop."""


@dataclass(frozen=True)
class Named:
    """What a name is made of."""

    council: str
    board: str
    date: date
    number: int
    kind: str
    title: str
    """“exempt” for an exempt item: its title stands in no name of a file."""


EXAMPLE = Named("RMBC", "CIB", date(2007, 9, 10), 5, "report", "Performance clinics")


def wrong_with(pattern: str) -> str:
    """What is wrong with a pattern, in a sentence that says how to mend it; empty where nothing is."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        return "A curly bracket is open or too many. Write places as {number}, and no other brackets."
    names = [name for _, name, _, _ in parts if name is not None]
    for between, name, spec, conversion in parts:
        if not BETWEEN.fullmatch(between):
            return (
                "Between the places only letters, digits, spaces, hyphens, low lines and stops can be in a file's name."
            )
        if name is None:
            continue
        if name not in PLACES or conversion:
            return f"There is no place “{{{name}}}”. There are {', '.join(f'{{{known}}}' for known in PLACES)}."
        if spec and not _fits(name, spec):
            return f"“{{{name}:{spec}}}” cannot be written. Say it as in {{number:02}} or {{date:%d-%m-%Y}}."
    if "number" not in names:
        return "Without {number} two items could have one name. Put it in."
    if len(_put_in(pattern, Named("c" * SLUG_LIMIT, "b" * SLUG_LIMIT, EXAMPLE.date, 9999, "k" * 20, ""))) > STEM_LIMIT:
        return f"A name may have {STEM_LIMIT} letters, and this one can be longer even without a title. Shorten it."
    return ""


def example_of(pattern: str) -> str:
    """What a pattern makes of item 5 of a meeting."""
    return f"{item_stem(pattern, EXAMPLE)}.pdf"


def item_stem(pattern: str, named: Named) -> str:
    """The name of an item's file without its ending. The title is cut where the name would be too long."""
    room = STEM_LIMIT - len(_put_in(pattern, _with_title(named, "")))
    title = _slug(named.title)[: max(room, 0)]
    stem = _put_in(pattern, _with_title(named, title))[:STEM_LIMIT].strip("-_.") or f"item-{named.number}"
    return f"{stem}-file" if stem.partition(".")[0] in RESERVED else stem


def agenda_stem(named: Named) -> str:
    """The name of the agenda's file without its ending."""
    return _put_in("{board}-{date}-agenda", named)


def item_stems(pattern: str, items: Iterable[Named]) -> list[str]:
    """The names of a meeting's items in order, no two alike."""
    taken: set[str] = set()
    stems = []
    for named in items:
        stem = wanted = item_stem(pattern, named)
        again = 2
        while stem in taken:
            stem = f"{wanted[: STEM_LIMIT - 5]}-{again}"
            again += 1
        taken.add(stem)
        stems.append(stem)
    return stems


def _fits(name: str, spec: str) -> bool:
    if name == "date":
        return bool(DAYS.fullmatch(spec))
    return name == "number" and bool(NUMBERS.fullmatch(spec))


def _with_title(named: Named, title: str) -> Named:
    return Named(named.council, named.board, named.date, named.number, named.kind, title)


def _put_in(pattern: str, named: Named) -> str:
    short = {name: _slug(getattr(named, name))[:SLUG_LIMIT] for name in ("council", "board", "kind")}
    text = pattern.format(date=named.date, number=named.number, title=named.title, **short)
    return re.sub(r"(?<=[-_.])[-_.]+", "", _slug(text)).strip("-_.")


def _slug(text: str) -> str:
    """Small letters without accents, digits, hyphens, low lines and stops; whatever else is between them a hyphen."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'", "")
    return re.sub(r"[^a-z0-9_.]+", "-", plain).strip("-")
