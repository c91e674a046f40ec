"""No formula is alive in what is exported, numbers stay numbers, and what comes back is what went out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import count, cycle

from proofs.findings import Figure, Findings
from proofs.inside import council
from proofs.stuffing import stuff

TITLE = "Formulas in exports"
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
BEFORE = ("", "\x0b", " ", "\t", "\r\n", "\xa0", "\u3000", "\u200b", "\ufeff", "'", " '", "\u202e", "\u2060")
FORMULAS = ("1+1", 'HYPERLINK("http://127.0.0.1/","x")', "cmd|' /C calc'!A0", "SUM(1;2)", "DDE(1)")
STARTS = re.compile(r"[\s\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫\t\r\n]")
"""What would be a formula to one spreadsheet or another. Written here anew, not taken from the program."""
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def payloads() -> list[str]:
    """Each sign behind each thing that a spreadsheet may take off first, before each formula in turn."""
    kinds = count()
    return [f"{before}{sign}{FORMULAS[next(kinds) % len(FORMULAS)]}" for before in BEFORE for sign in SIGNS]


def run(*, quick: bool) -> Findings:
    """Fill every text field, export everything, look at every cell; then send words out and take them back."""
    with council():
        known = payloads()
        places = list(addresses(quick=quick))  # found by their names, which are about to change
        turns = cycle(known)
        fields, cells = stuff(lambda *_: next(turns))
        files = alive = seen = numbers = 0
        faults: list[str] = []
        broken: list[str] = []
        for name, kind, content in exported(places):
            files += 1
            if kind == "broken":
                broken.append(name)
                continue
            looked, found, figures = {"csv": _csv, "xlsx": _xlsx, "docx": _docx}[kind](content)
            seen, alive, numbers = seen + looked, alive + len(found), numbers + figures
            faults += [f"{name} ({kind}): {found[0]!r}"] if found else []
        kept, wanted, negative = _there_and_back(known)
        figures = (
            Figure(
                f"{len(known)} beginnings of formulas in {fields} text fields ({cells:,} cells); {files} exports as CSV, XLSX and DOCX "
                f"with {seen:,} cells read again",
                "0 formulas alive, 0 answers of 500",
                f"{alive} alive, {len(broken)} of 500" + (f": {', '.join(broken)}" if broken else ""),
                holds=not alive and not broken,
            ),
            Figure(
                f"each of them exported as CSV and XLSX and read again, and {negative} negative numbers",
                "all as they were, negative numbers still numbers",
                f"{kept} of {wanted} as they were",
                holds=kept == wanted,
            ),
        )
    return Findings(
        figures,
        (
            f"{numbers:,} cells of the exports were numbers and stayed so. JSON was not looked at: no spreadsheet runs it.",
            "In XLSX a cell counts as alive where the file says that it is a formula; in DOCX where words became a field.",
            "No spreadsheet was started: what openpyxl and Python's reader of CSV find is what is told.",
            *faults[:10],
        ),
    )


def addresses(*, quick: bool) -> Iterator[tuple[str, str]]:
    """The name of every page, table and document, and where it is."""
    from django.urls import reverse

    from actions.models import Action
    from meetings.models import Meeting
    from tests.councilperf.addresses import TABLE
    from tests.councilperf.arguments import fill

    action = Action.objects.order_by("pk").first()
    quickly = {"actions", "plan", "plan-xlsx", "plan-docx", "scorecard", "collection"}
    for name, address in TABLE.items():
        if name.endswith("-pdf") or address.get[0] != 200 or (quick and name not in quickly):
            continue
        yield name, reverse(name, args=[fill(arg, action) for arg in address.args])
    for item in Meeting.objects.get(date="2007-09-10").items.values_list("number", flat=True)[: 1 if quick else None]:
        yield f"item {item}", reverse("item-docx", args=[Meeting.objects.get(date="2007-09-10").pk, item])


def exported(places: list[tuple[str, str]]) -> Iterator[tuple[str, str, bytes]]:
    """What each address gives as a file: its name, the kind, and the file."""
    from django.test import Client

    from accounts.models import User

    team = Client(raise_request_exception=False)
    team.force_login(User.objects.get(email="performance@rotherham.example"))
    for name, where in places:
        for kind in ("csv", "xlsx"):
            answer = team.get(where, {"_export": kind} | ({"period": "2007/08 Q1"} if name == "collection" else {}))
            content = b"".join(answer)
            if answer.status_code >= 500:
                yield name, "broken", content
            if answer.status_code == 200 and (said := _kind(answer["Content-Type"])) and kind in (said, "csv"):
                yield name, said, content


def _kind(said: str) -> str:
    kinds = {"text/csv": "csv", "spreadsheetml": "xlsx", "wordprocessingml": "docx"}
    return next((kind for words, kind in kinds.items() if words in said), "")


def _csv(content: bytes) -> tuple[int, list[str], int]:
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    alive = [cell for cell in cells if STARTS.match(cell) and not NUMBER.fullmatch(cell)]
    return len(cells), alive, sum(bool(NUMBER.fullmatch(cell)) for cell in cells)


def _xlsx(content: bytes) -> tuple[int, list[str], int]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    alive = [str(cell.value) for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    alive += ["<f>" for sheet in sheets if b"<f>" in sheet or b"<hyperlink " in sheet]
    return len(cells), alive, sum(cell.data_type == "n" for cell in cells)


def _docx(content: bytes) -> tuple[int, list[str], int]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))
    fields = re.findall(r"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)", parts)
    alive = [said for pair in fields for said in pair if said.strip() and not re.match(r"\s*(PAGE|NUMPAGES)\b", said)]
    return parts.count("<w:t"), alive, 0


def _there_and_back(known: list[str]) -> tuple[int, int, int]:
    """How many cells came back as they went out, of how many, and how many of them were negative numbers."""
    from core.documents import read_document
    from core.exports import written
    from core.sheets import read

    numbers = [Decimal("-2.4"), Decimal(-3), Decimal("-0.1")]
    rows = [(f"BV{place}", word, numbers[place % 3]) for place, word in enumerate(known)]
    kept = 0
    for kind in ("csv", "xlsx"):
        content = written(("ref", "title", "value"), rows, kind=kind)
        back = read(content, f"list.{kind}", needed=["ref"], known=["ref", "title", "value"])
        for row, (_, word, number) in zip(back, rows, strict=True):
            kept += (row.text("title") == word.strip()) + (row.decimal("value") == number)
        cells = [row.cells for row in read_document(content, f"list.{kind}").tables[0].rows[1:]]
        for row, (_, word, number) in zip(cells, rows, strict=True):
            kept += (_shown(row[1]) == _shown(word)) + (row[2] == str(number))
    return kept, 8 * len(rows), len(rows)


def _shown(word: str) -> str:
    """The letters of a word that anybody sees."""
    return "".join(sign for sign in word if sign.isprintable() and not sign.isspace() and sign not in "\u00ad\ufeff")
