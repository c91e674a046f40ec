"""Reading a plan from each kind of file, against reading its text.

    .venv/bin/python -m benchmarks.plans [ROWS]

5,000 rows unless told, each with two dates, two measures and two joint posts. "Opening" takes the file to
tables (``core.documents``), "reading" the table to a plan with its doubts (``improvement_plan.rules``). Prints
ratios measured in one run, medians of some rounds; no database is needed.
"""

from __future__ import annotations

import csv
import html
import io
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median

ROUNDS = 3
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


def seconds(work: Callable[[], object]) -> float:
    """The median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def main(rows: int) -> None:
    """Measure and print."""
    from core.documents import read_document
    from improvement_plan.rules.posts import KnownPost, PostBook
    from improvement_plan.rules.reading import read_plan
    from improvement_plan.rules.table import plans_in

    posts = [KnownPost(number, f"Head of Service {number}") for number in range(39)]
    book = PostBook([*posts, KnownPost(99, "Director of Place")])
    made = files(table(rows))
    whole = plans_in(read_document(made["plan.txt"], "plan.txt"))[0]
    reading = seconds(lambda: read_plan(whole, book=book, written_on=WRITTEN_ON))
    print(f"{rows:,} rows. Reading a table: {reading:.2f} s, {1000 * reading / rows:.2f} ms a row.")
    for name, content in made.items():
        opening = seconds(lambda name=name, content=content: read_document(content, name))
        print(
            f"{name:10} opening {opening:.2f} s, {opening / reading:.2f} times the reading; both {opening + reading:.2f} s."
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
