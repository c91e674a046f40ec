"""Wide tables of a paper, made ready for a phone. For the child process of core.pdf; knows no Django.

A narrow screen shows each row as a card (static/css/tables.css): a cell then needs the name of its
column beside it, and the roles of a table, which a browser forgets where rows are not laid out as rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

WIDE = 4
"""A table of so many columns no longer fits a phone."""
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def make_ready_for_phones(root: ET.Element) -> None:
    """Name the column in each cell of the document's wide sheets, those with one plain row of headings."""
    for table in list(root.iter("table")):
        names = _columns(table)
        if len(names) >= WIDE:
            _make_ready(table, names)


def _columns(table: ET.Element) -> list[str]:
    """The names of a sheet's columns; none where a cell spans several, or where it is no sheet."""
    kinds = table.get("class", "").split()
    heads = table.findall("thead/tr")
    if "sheet" not in kinds or "sheet--prose" in kinds or len(heads) != 1:
        return []
    if any({"colspan", "rowspan"} & set(cell.attrib) for row in _rows(table) for cell in row):
        return []
    return [" ".join("".join(cell.itertext()).split()) for cell in heads[0]]


def _rows(table: ET.Element) -> Iterator[ET.Element]:
    for group in table:
        if group.tag in {"thead", "tbody", "tfoot"}:
            yield from group.findall("tr")


def _make_ready(table: ET.Element, names: list[str]) -> None:
    table.set("class", f"{table.get('class')} cards")
    table.set("role", ROLES["table"])
    for group in table:
        if group.tag in ROLES:
            group.set("role", ROLES[group.tag])
    for row in _rows(table):
        row.set("role", ROLES["tr"])
        for name, cell in zip(names, row, strict=False):
            if cell.tag == "th":
                cell.set("role", "columnheader" if cell.get("scope") == "col" else "rowheader")
            else:
                cell.set("role", ROLES["td"])
                cell.set("data-label", name)
                if not len(cell) and not (cell.text or "").strip():
                    cell.text = None  # an empty cell takes no line of a card
