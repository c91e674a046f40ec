"""Reading a plan from each kind of file, beside reading its table alone."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator
from datetime import date

from benchmarks.frame import Row, pair

TITLE = "Plans read from files"
ABOUT = """A plan whose rows have two dates, two measures and two joint posts each. “Opening” takes the file to tables,
“reading” the table to a plan with its doubts, which is what the rules are for and cannot be left out. Nothing was promised of these."""
HEADINGS = ("Objective", "Key Actions", "Target Date", "Progress Measure", "On Target", "Accountability", "Update")
WRITTEN_ON = date(2007, 8, 6)


def table(rows: int) -> list[tuple[str, ...]]:
    """A plan of so many rows."""
    posts = [f"Head of Service {number} / Director of Place" for number in range(40)]
    made = [
        (
            f"Objective {row // 10}" if row % 10 == 0 else "",
            f"Review the arrangements for matter {row} and put the findings into effect",
            "March 2008 March 2009",
            f"Review {row} done Findings in place",
            ("", "On track", "Completed", "Some slippage reported")[row % 4],
            posts[row % len(posts)],
            "Work has begun and will go on. The first findings were reported." if row % 3 == 0 else "",
        )
        for row in range(rows)
    ]
    return [HEADINGS, *made]


def files(rows: list[tuple[str, ...]]) -> dict[str, bytes]:
    """The same plan as each kind of file."""
    import docx
    from openpyxl import Workbook

    found = {"plan.txt": "\n".join("\t".join(row) for row in rows).encode()}
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    found["plan.csv"] = text.getvalue().encode()
    cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    found["plan.html"] = f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>".encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    found["plan.xlsx"] = file.getvalue()
    document = docx.Document()
    made = document.add_table(rows=len(rows), cols=len(HEADINGS))
    for cell, words in zip(made._cells, (text for row in rows for text in row), strict=True):
        cell.text = words
    file = io.BytesIO()
    document.save(file)
    found["plan.docx"] = file.getvalue()
    return found


def rows(quick: bool) -> Iterator[Row]:
    """Each kind of file: opening it and reading it, beside reading its table."""
    from core.documents import read_document
    from improvement_plan.rules.posts import KnownPost, PostBook
    from improvement_plan.rules.reading import read_plan
    from improvement_plan.rules.table import plans_in

    size = 500 if quick else 5000
    posts = [KnownPost(number, f"Head of Service {number}") for number in range(39)]
    book = PostBook([*posts, KnownPost(99, "Director of Place")])
    made = files(table(size))
    for name, content in made.items():
        whole = plans_in(read_document(content, name))[0]

        def reading(whole=whole) -> None:
            read_plan(whole, book=book, written_on=WRITTEN_ON)

        def opening(name=name, content=content, reading=reading) -> None:
            read_document(content, name)
            reading()

        found = pair(opening, reading, rounds=5)
        kind = name.rpartition(".")[2].upper()
        yield Row(
            f"a plan of {size:,} rows, opened and read from {kind} / its table read",
            found.ratio,
            None,
            found.told,
        )
