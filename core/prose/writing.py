"""Blocks as Markdown. What Markdown would take for marks is escaped, so that what is shown is what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from core.prose.blocks import BREAK, LINK, Block, Listed, Paragraph, Quotation, Run, Runs, Table

MARKS = re.compile(r"[\\`*_\[\]<>]")
ENTITY = re.compile(r"&(?=#?\w+;)")
LINE_START = re.compile(r"([-+])(?=\s|$)|(#)|(\d{1,9})([.)])(?=\s|$)")
CLOSING = re.compile(r"(?<![&\\])#")
BACKSLASHED = r"\\\g<0>"


def markdown(blocks: Sequence[Block]) -> str:
    """Blocks as Markdown, a blank line between them."""
    return "\n\n".join(_written(blocks))


def _written(blocks: Sequence[Block]) -> Iterator[str]:
    """Each block in its lines. Of two lists side by side, the second has other marks, so that they stay two."""
    other = False
    before: Block | None = None
    for block in blocks:
        beside = isinstance(block, Listed) and isinstance(before, Listed) and block.ordered == before.ordered
        other = beside and not other
        yield _block(block, other=other)
        before = block


def _block(block: Block, *, other: bool) -> str:
    match block:
        case Paragraph(runs, 0):
            return "\\\n".join(_line(list(line)) for line in _lines(runs))
        case Paragraph(runs, level):
            return f"{'#' * level} {CLOSING.sub(BACKSLASHED, _line(list(runs)))}"
        case Quotation(inside):
            return "\n".join(f"> {line}".rstrip() for line in markdown(inside).split("\n"))
        case Table(rows):
            lines = [f"| {' | '.join(_inline(list(cell)) for cell in row)} |" for row in rows]
            return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])
        case Listed():
            return _list(block, other=other)
    raise TypeError(f"{type(block).__name__} is no block.")


def _list(block: Listed, *, other: bool) -> str:
    """A list; one of whose items holds more than a line and further lists has blank lines between them."""
    lines = []
    for place, item in enumerate(block.items, block.start):
        mark = f"{place}{')' if other else '.'}" if block.ordered else "*" if other else "-"
        indent = " " * (len(mark) + 1)
        inside = ("\n" if _is_tight(item) else "\n\n").join(_written(item))
        first, *rest = inside.split("\n")
        lines.append("\n".join([f"{mark} {first}", *(f"{indent}{line}" if line else "" for line in rest)]))
    return ("\n" if all(_is_tight(item) for item in block.items) else "\n\n").join(lines)


def _is_tight(item: Sequence[Block]) -> bool:
    first, *rest = item
    lists = [block for block in item if isinstance(block, Listed)]
    small = all(_is_tight(inner) for block in lists for inner in block.items)
    return small and isinstance(first, Paragraph) and not first.level and rest == lists and len(rest) < 2


def _lines(runs: Runs) -> Iterator[Iterator[Run]]:
    for is_break, line in groupby(runs, key=lambda run: run == BREAK):
        if not is_break:
            yield line


def _line(runs: list[Run]) -> str:
    """A line of a paragraph; what Markdown would take for the start of a list or a heading is escaped."""
    written = _inline(runs)
    start = LINE_START.match(written)
    if not start:
        return written
    dash, hash_, number, point = start.groups()
    return f"{number or ''}\\{dash or hash_ or point}{written[start.end() :]}"


@dataclass(frozen=True)
class _Mark:
    """An end of a mark in a line, which neighbours must let Markdown see."""

    text: str
    opens: bool


def _inline(runs: list[Run]) -> str:
    """Runs as one line of Markdown."""
    pieces = list(_pieces(_linked(runs)))
    written = [piece.text if isinstance(piece, _Mark) else _escaped(piece) for piece in pieces]
    for place, piece in enumerate(pieces):
        if isinstance(piece, _Mark):
            _make_seen(written, pieces, place, piece)
    return "".join(written)


def _make_seen(written: list[str], pieces: list, place: int, mark: _Mark) -> None:
    """Write a letter beside a mark by its number where Markdown would not take the mark for one."""
    inner, outer = (place + 1, place - 1) if mark.opens else (place - 1, place + 1)
    if not 0 <= outer < len(pieces) or isinstance(pieces[outer], _Mark):
        return
    beside = written[outer][-1 if mark.opens else 0]
    within = written[inner][0 if mark.opens else -1]
    if beside.isspace() or (beside.isascii() and not beside.isalnum()):
        return
    if mark.text == "_" or not within.isalnum():
        number = f"&#{ord(beside)};"
        written[outer] = f"{written[outer][:-1]}{number}" if mark.opens else f"{number}{written[outer][1:]}"


def _linked(runs: list[Run]) -> list[Run]:
    """Runs whose links are whole: only what all of a link bears is borne by it."""
    linked = []
    for address, together in groupby(runs, key=_address):
        within = list(together)
        if address:
            marks = frozenset.intersection(*(run.marks for run in within if run.text.strip()))
            within = [
                Run("".join(run.text for run in within), frozenset(m for m in marks if not LINK.match(m)) | {address})
            ]
        linked += within
    return linked


def _address(run: Run) -> str:
    return min((mark for mark in run.marks if LINK.match(mark)), default="")


def _pieces(runs: list[Run]) -> Iterator[str | _Mark]:
    """Text and the ends of its marks; of two marks the longer one stands outside."""
    place = 0
    while place < len(runs):
        reach = {mark: _reach(runs, place, mark) for mark in runs[place].marks}
        if not reach or not runs[place].text.strip():
            yield runs[place].text
            place += 1
            continue
        mark = max(reach, key=lambda one: (reach[one], one == "strong", one == "em", one))
        end = place + reach[mark]
        inside = [replace(run, marks=run.marks - {mark}) for run in runs[place:end]]
        if LINK.match(mark):
            yield _Mark("[", opens=True)
            yield from _pieces(inside)
            yield _Mark(f"]({_target(mark)})", opens=False)
        else:
            sign = "**" if mark == "strong" else "_"
            yield _Mark(sign, opens=True)
            yield from _pieces(inside)
            yield _Mark(sign, opens=False)
        place = end


def _reach(runs: list[Run], place: int, mark: str) -> int:
    """How many runs from a place on bear a mark; a blank at their end stands outside it."""
    end = next((n for n in range(place, len(runs)) if mark not in runs[n].marks), len(runs))
    while end > place + 1 and not runs[end - 1].text.strip():
        end -= 1
    return end - place


def _target(address: str) -> str:
    """An address as Markdown has it between brackets."""
    written = re.sub(r"[\s<>\\|]", lambda found: f"%{ord(found[0]):02X}", address)
    return f"<{ENTITY.sub(BACKSLASHED, written)}>"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = MARKS.sub(BACKSLASHED, text)
    return ENTITY.sub(BACKSLASHED, escaped).replace("|", f"&#{ord('|')};")
