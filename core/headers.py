"""Where a table begins: which worksheet, and which row of it names the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass

from core.formats import listed
from core.workbooks import Cell, Delimited, Grid, SheetError, letters

TITLE_ROWS = 10
RUNS = re.compile(r"[\s_-]+")
MOST_NAMED = 12
LONGEST = 40


@dataclass(frozen=True)
class Header:
    """A row that may be the header.

    ``positions`` are the columns that are known, in their order, and where each
    stands; ``missing`` those that are needed and not there; ``unknown`` and
    ``labels`` what it says, as written; ``twice`` a sentence on a column that
    stands there twice; ``width`` how many cells it has.
    """

    grid: Grid
    number: int
    positions: dict[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    labels: tuple[str, ...]
    twice: str
    width: int


def find_header(found: list[Grid], name: str, *, needed: Sequence[str], known: Iterable[str], title: str) -> Header:
    """The header of the one worksheet that holds the table; of CSV, of the one way to separate it.

    Raises SheetError where none does, where several do and ``title`` names none, or where a column stands twice.
    """
    is_csv = isinstance(found[0], Delimited)
    if title and not is_csv:
        titles = _quoted(grid.title for grid in found)
        found = [grid for grid in found if key(grid.title) == key(title)]
        if not found:
            raise SheetError(f"{name} has no worksheet “{title}”. Its worksheets are {titles}.")
    names = {key(column): column for column in (*needed, *known)}
    headers, refusal = _headers(found, names, needed)
    fitting = [header for header in headers if not header.missing]
    if is_csv:
        fitting = sorted(fitting, key=lambda header: -len(header.labels))[:1]
    elif any(not header.grid.hidden for header in fitting):
        fitting = [header for header in fitting if not header.grid.hidden]
    if not fitting:
        raise _none(headers, name, needed, refusal, several=len(found) > 1)
    if len(fitting) > 1:
        titles = _quoted(header.grid.title for header in fitting)
        raise SheetError(
            f"{name} has {len(fitting)} worksheets that could be the table: {titles}. "
            "Keep one of them, or say which to read."
        )
    if fitting[0].twice:
        raise SheetError(f"{name} {fitting[0].twice} Rename or delete one of them.")
    return fitting[0]


def key(label: str) -> str:
    """How a header is compared: “Decimal  places” and decimal_places are one."""
    return RUNS.sub("_", label.strip().lower()).strip("_")


def _headers(found: list[Grid], names: dict[str, str], needed: Sequence[str]) -> tuple[list[Header], SheetError | None]:
    """The likeliest header of each worksheet that holds anything, and why the first could not be read that cannot be."""
    headers, refusal = [], None
    for grid in found:
        try:
            header = _likeliest(grid, names, needed)
        except SheetError as refused:
            refusal = refusal or refused
        else:
            headers += [header] if header else []
    return headers, refusal


def _likeliest(grid: Grid, names: dict[str, str], needed: Sequence[str]) -> Header | None:
    """The first row that names all needed columns, else the one that names most; None where all is empty."""
    best = None
    with closing(grid.rows()) as rows:
        for number, cells in rows:
            if number > TITLE_ROWS + 1:
                break
            header = _as_header(grid, number, cells, names, needed)
            if header.labels and (best is None or len(header.missing) < len(best.missing)):
                best = header
            if best and not best.missing:
                break
    return best


def _as_header(grid: Grid, number: int, cells: dict[int, Cell], names: dict[str, str], needed: Sequence[str]) -> Header:
    positions: dict[str, int] = {}
    unknown, labels, twice = [], [], ""
    for position, cell in sorted(cells.items()):
        label = " ".join(cell.text.split())
        if not label:
            continue
        labels.append(label)
        column = names.get(key(label))
        if column is None:
            unknown.append(label)
        elif column in positions:
            first = f"{letters(positions[column])}{number}"
            twice = twice or f"has the column {column} twice, in {first} and {letters(position)}{number}."
        else:
            positions[column] = position
    missing = tuple(column for column in needed if column not in positions)
    return Header(grid, number, positions, missing, tuple(unknown), tuple(labels), twice, max(cells, default=0))


def _none(
    headers: list[Header], name: str, needed: Sequence[str], refusal: SheetError | None, *, several: bool
) -> SheetError:
    """Why no row is the header: what was found, and what is needed."""
    best = min(headers, key=lambda header: (len(header.missing), -len(header.labels)), default=None)
    if refusal and (best is None or len(best.labels) == 1):
        return refusal
    if best is None:
        return SheetError(f"{name} is empty: its first row must name the columns {', '.join(needed)}.")
    where = f" of the worksheet “{best.grid.title}”" if several and best.grid.title else ""
    labels = [label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…" for label in best.labels]
    shown = labels[:MOST_NAMED] + (["…"] if len(labels) > MOST_NAMED else [])
    return SheetError(
        f"{name} has no column {' and no column '.join(best.missing)}. "
        f"Row {best.number}{where} names {', '.join(shown)}; needed are {', '.join(needed)}."
    )


def _quoted(titles: Iterable[str]) -> str:
    return listed(f"“{title}”" for title in titles)
