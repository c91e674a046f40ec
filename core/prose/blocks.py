"""What somebody wrote, as blocks: paragraphs, lists, quotations and tables, whose words are runs with marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

LINK = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)
WHITE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")


@dataclass(frozen=True)
class Run:
    """Some text with the marks that it bears."""

    text: str
    marks: frozenset[str] = frozenset()
    """Of "strong", "em" and the addresses of links."""


Runs = tuple[Run, ...]
BREAK = Run("\n")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a sub-heading of a level."""

    runs: Runs
    level: int = 0


@dataclass(frozen=True)
class Item:
    """A line of a list that Word wrote as a paragraph, until its list is put together."""

    depth: int
    ordered: bool
    block: Paragraph


@dataclass(frozen=True)
class Listed:
    """A list."""

    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Quotation:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    """A table, its first row the header."""

    rows: tuple[tuple[Runs, ...], ...]


Block = Paragraph | Listed | Quotation | Table | Item


def run_together(blocks: Sequence[Block]) -> Runs:
    """What some blocks say, one after another."""
    runs: Runs = ()
    for block in blocks:
        match block:
            case Paragraph():
                runs = joined(runs, block.runs)
            case Listed():
                for item in block.items:
                    runs = joined(runs, run_together(item))
            case Quotation():
                runs = joined(runs, run_together(block.blocks))
            case Table():
                for row in block.rows:
                    for said in row:
                        runs = joined(runs, said)
    return runs


def joined(first: Runs, second: Runs) -> Runs:
    """Two texts on one line, with a semicolon between them where the first has no end of its own."""
    if not first or not second:
        return first or second
    between = " " if first[-1].text[-1:] in ".,;:!?" else "; "
    return (*first, Run(between), *second)


def one_line(runs: Sequence[Run]) -> Runs:
    """Runs without breaks."""
    return trimmed([Run(" ") if run == BREAK else run for run in runs])


def trimmed(runs: Sequence[Run]) -> Runs:
    """Runs with white space as it is shown: single blanks, none at either end of a line, and no marks on blanks."""
    parts: list[Run] = []
    for run in runs:
        text = run.text if run == BREAK else UNSEEN.sub("", WHITE.sub(" ", run.text))
        lead, core, tail = text[: len(text) - len(text.lstrip())], text.strip(), text[len(text.rstrip()) :]
        pieces = [Run(text)] if run == BREAK or not core else [Run(lead), Run(core, run.marks), Run(tail)]
        for piece in pieces:
            _add(parts, piece)
    while parts and not parts[-1].text.strip():
        parts.pop()
    if parts:
        parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip())
    return tuple(_without_bare_marks(parts))


def _add(parts: list[Run], piece: Run) -> None:
    """Join a piece on to what is there; a blank at the start of a line, or after another, goes."""
    at_start = not parts or parts[-1] == BREAK
    if piece == BREAK:
        while parts and parts[-1] != BREAK and not parts[-1].text.strip():
            parts.pop()
        if parts and parts[-1] != BREAK:
            parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip())
            parts.append(piece)
        return
    text = piece.text.lstrip() if at_start else piece.text
    if not at_start and text.startswith(" ") and parts[-1].text.endswith(" "):
        text = text[1:]
    if not text:
        return
    if not at_start and parts[-1].marks == piece.marks:
        parts[-1] = replace(parts[-1], text=parts[-1].text + text)
    else:
        parts.append(replace(piece, text=text))


def _without_bare_marks(parts: Sequence[Run]) -> Iterator[Run]:
    """Blanks between two runs of the same marks bear them too, so that one pair of marks holds them together."""
    for place, run in enumerate(parts):
        around = parts[place - 1 : place] + parts[place + 1 : place + 2]
        if not run.text.strip() and run != BREAK and len(around) == 2:
            yield replace(run, marks=around[0].marks & around[1].marks)
        else:
            yield run
