"""Good files of each kind that somebody may upload, made by the program itself where it makes such."""

from __future__ import annotations

import csv
import io
import json
import struct
import zlib
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures" / "rotherham"
ROWS = 12
BENCHMARKS = "set,ref,year,group,top,median,bottom,average,n,provisional,source\nBVPI,BV8,2005/06,All England,97,94,90,93,388,no,Published\n"
PEERS = "set,ref,period,group,council,value,source\nBVPI,BV8,2005/06,Metropolitan,Barnsley,95.1,Published\n"
PLAN = (
    ("Ref", "Key action", "Target date", "Lead officer", "Outcome", "Progress"),
    ("1.1", "Review the website and its costs", "July 2007 (revise to October 2007)", "Head of Policy and Performance", "A site that people use", "On track"),
    ("1.2", "Train members of the board", "Quarter 1 2007/08", "Head of Communications", "Members who ask", ""),
    ("1.3", "Publish the plan", "TBC", "Chief Executive", "", "Complete"),
)  # fmt: skip


def tables() -> dict[str, list[tuple[str, bytes]]]:
    """Tables to import, in three formats, by what they hold."""
    from tests.core.spreadsheets import line, ods, table, xlsx

    made: dict[str, list[tuple[str, bytes]]] = {}
    for kind in ("indicators", "measurements", "benchmarks", "peers"):
        text = {"benchmarks": BENCHMARKS, "peers": PEERS}.get(kind) or (FIXTURES / f"{kind}.csv").read_text()
        rows = list(csv.reader(io.StringIO(text)))[: ROWS + 1]
        plain = io.StringIO()
        csv.writer(plain).writerows(rows)
        made[kind] = [
            (f"{kind}.csv", plain.getvalue().encode()),
            (f"{kind}.xlsx", xlsx(*([_number(cell) for cell in row] for row in rows))),
            (f"{kind}.ods", ods(table(*(line(*row) for row in rows)))),
            (f"{kind}.json", json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).encode()),
        ]
    return made


def plans() -> list[tuple[str, bytes]]:
    """A plan in each format that it may come in."""
    import docx

    from tests.core.spreadsheets import line, ods, table, xlsx

    document = docx.Document()
    document.add_heading("Corporate Improvement Plan")
    drawn = document.add_table(len(PLAN), len(PLAN[0]))
    for row, words in zip(drawn.rows, PLAN, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    word_file = io.BytesIO()
    document.save(word_file)
    return [
        ("plan.docx", word_file.getvalue()),
        ("plan.xlsx", xlsx(*PLAN)),
        ("plan.ods", ods(table(*(line(*row) for row in PLAN)))),
        ("plan.csv", as_csv().encode()),
        ("plan.html", as_html().encode()),
        ("plan.txt", as_tabs().encode()),
    ]


def as_csv() -> str:
    """The plan as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(PLAN)
    return text.getvalue()


def as_tabs() -> str:
    """The plan as it is pasted from a spreadsheet."""
    return "\n".join("\t".join(row) for row in PLAN)


def as_html() -> str:
    """The plan as it is pasted from a web page or from Word."""
    rows = "".join(
        "<tr>" + "".join(f"<td><p class='MsoNormal'>{cell}</p></td>" for cell in row) + "</tr>" for row in PLAN
    )
    return f"<!DOCTYPE html><html><body><h1>Plan</h1><table border=1>{rows}</table></body></html>"


def pdfs() -> list[tuple[str, bytes]]:
    """A plain PDF, one whose objects are packed, and a paper of the program's kind."""
    import pikepdf

    from tests.core.foreign import pdf

    packed = pdf(3, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return [("letter.pdf", pdf(2).getvalue()), ("packed.pdf", packed.getvalue())]


def logos() -> list[tuple[str, bytes]]:
    """Pictures by which a council may be known, and one of a kind that is not taken."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(bytes(4 * (1 + 4 * 3)))
    png = b"\x89PNG\r\n\x1a\n"
    for part in (head, body, b"IEND"):
        png += struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x0b\x08\x00\x04\x00\x04\x01\x01\x11\x00\xff\xd9"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    return [("logo.png", png), ("logo.jpg", jpeg), ("logo.svg", svg)]


def _number(cell: str) -> str | float:
    try:
        return float(cell)
    except ValueError:
        return cell
