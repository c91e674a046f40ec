"""Files that are small and would take a reader much: each checked in a process of its own, its time and memory measured.

python -m proofs.bombs CHECKER FILE    what the parent runs: one line of JSON
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from proofs.findings import Figure

MOST_SECONDS, MOST_MB = 0.1, 50
ENTITIES = '<!DOCTYPE a [<!ENTITY a0 "lolololololololol">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
) + "]>"  # fmt: skip
QUADRATIC = f'<!DOCTYPE a [<!ENTITY e "{"x" * 50_000}">]><a>{"&e;" * 50_000}</a>'
MILLION = 1_000_000
NOISE = Random(1).randbytes(900_000)


@dataclass(frozen=True)
class Blown:
    """What it took to refuse a bomb."""

    name: str
    seconds: float
    wall: float
    megabytes: float
    said: str
    """The refusal; empty where it was taken."""
    size: int


def _zip(parts: Iterable[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return made.getvalue()


def _xlsx(**changed: bytes) -> bytes:
    """A good workbook with some of its parts put in the place of others."""
    from tests.core.spreadsheets import CSV, xlsx

    good = xlsx(*(line.split(",") for line in CSV.decode().splitlines()))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/media/image1.png"] = NOISE  # or a bomb is known by how many times its size it unpacks to
    places = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    return _zip((parts | {places[key]: part for key, part in changed.items()}).items())


def _docx(body: bytes) -> bytes:
    import docx

    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _zip((parts | {"word/document.xml": body, "word/media/image1.png": NOISE}).items())


def _attributes() -> bytes:
    return b"<a " + b" ".join(b'a%d=""' % number for number in range(MILLION)) + b"/>"


def _sheet(inner: bytes) -> bytes:
    return b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + inner + b"</sheetData></worksheet>"  # fmt: skip


def _many_parts() -> bytes:
    """A zip file of 300,000 empty parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(300_000):
            archive.writestr(zipfile.ZipInfo(f"xl/{number}"), b"")
    return made.getvalue()[: 25 * MILLION] if made.tell() > 25 * MILLION else made.getvalue()


def _overlapping() -> bytes:
    """A zip file whose parts are all the same megabytes."""
    content = _zip([("xl/workbook.xml", bytes(20 * MILLION))])
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry, tail = content[at:end], bytearray(content[end:])
    count = 1_000
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return content[:at] + entry * count + bytes(tail)


def _lying() -> bytes:
    honest = _zip([("content.xml", b"<a>" + bytes(100 * MILLION))])
    size = (100 * MILLION + 3).to_bytes(4, "little")
    return honest.replace(size, (1_000).to_bytes(4, "little"))


def _nested() -> bytes:
    inner = _zip([("xl/workbook.xml", bytes(150 * MILLION))])
    for _ in range(5):
        inner = _zip((f"{number}.zip", inner) for number in range(5))
    return inner


def _repeated() -> bytes:
    from tests.core.spreadsheets import line, ods, table

    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="1024"><text:p>x</text:p></table:table-cell>'
    return ods(table(line("ref"), line(cell, attributes='table:number-rows-repeated="1048575"')))


def _pdf(objects: bytes) -> bytes:
    return (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + objects
        + b"\ntrailer<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF"
    )


def _packed(dictionary: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"3 0 obj<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj" % (dictionary, len(packed), packed)


def _png(width: int, height: int) -> bytes:
    head = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + head + zlib.crc32(head).to_bytes(4) + bytes(MILLION)


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip that unpacks to 2 GB": ("table", lambda: _zip((f"xl/{n}.xml", bytes(200 * MILLION)) for n in range(10))),
    "PDF that names one page a million times": ("pdf", lambda: _pdf(b"2 0 obj<</Type/Pages/Count 1000000/Kids[" + b"3 0 R " * MILLION + b"]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R>>endobj")),
    "entities that multiply, in a workbook": ("table", lambda: _xlsx(sheet=ENTITIES.encode() + _sheet(b"<row><c><v>&a9;</v></c></row>"))),
    "picture of 100,000 by 100,000 pixels": ("logo", lambda: _png(100_000, 100_000)),
    "zip that unpacks to 199 MB in one part": ("table", lambda: _xlsx(sheet=_sheet(bytes(199 * MILLION)))),
    "zip within zip, five deep": ("table", _nested),
    "zip of 300,000 parts": ("table", _many_parts),
    "zip whose parts lie on one another": ("table", _overlapping),
    "zip that declares less than it unpacks to": ("table", _lying),
    "entities that multiply, in OpenDocument": ("table", lambda: _zip([("content.xml", f"{ENTITIES}<a>&a9;</a>".encode())])),
    "entities that multiply, in Word": ("document", lambda: _docx(f"{ENTITIES}<a>&a9;</a>".encode())),
    "one long entity many times, in a workbook": ("table", lambda: _xlsx(strings=QUADRATIC.encode())),
    "one long entity many times, in Word": ("document", lambda: _docx(QUADRATIC.encode())),
    "a million attributes, in a worksheet": ("table", lambda: _xlsx(sheet=_attributes())),
    "a million attributes, in the styles of a workbook": ("table", lambda: _xlsx(styles=_attributes())),
    "a million attributes, in OpenDocument": ("table", lambda: _zip([("content.xml", _attributes())])),
    "a million attributes, in Word": ("document", lambda: _docx(_attributes())),
    "300,000 attributes, in a pasted page": ("pasted", lambda: b"<table><tr><td " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">x"),
    "300,000 attributes, in an editor of prose": ("prose", lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">x"),
    "a million levels, in a worksheet": ("table", lambda: _xlsx(sheet=_sheet(b"<a>" * MILLION))),
    "a million levels, in OpenDocument": ("table", lambda: _zip([("content.xml", b"<a>" * MILLION)])),
    "a million levels, in Word": ("document", lambda: _docx(b"<a>" * MILLION)),
    "a million levels, in a pasted page": ("pasted", lambda: b"<table><tr><td>" + b"<b>" * MILLION),
    "ten million empty cells": ("table", lambda: _xlsx(sheet=_sheet(b"<row>" + b"<c/>" * 10 * MILLION + b"</row>"))),
    "a cell of 150 million letters": ("table", lambda: _xlsx(strings=b"<sst><si><t>" + b"x" * 150 * MILLION + b"</t></si></sst>")),
    "a billion repeated cells": ("table", _repeated),
    "three million empty paragraphs of Word": ("document", lambda: _docx(b"<w>" + b"<p/>" * 3 * MILLION + b"</w>")),
    "a tag of 190 million letters, in a comment": ("table", lambda: _xlsx(styles=b"<a><!--" + b"<x " * 60 * MILLION + b"--></a>")),
    "CSV of one cell of 24 MB": ("table", lambda: b'set,ref,period\n"' + b"x" * 24 * MILLION),
    "CSV of one row of 12 million cells": ("table", lambda: b"set,ref,period\n" + b"x," * 12 * MILLION),
    "a plan of 10 MB, pasted": ("pasted", lambda: b"Key action\tLead\n" * 625_000),
    "a page of 1.2 million rows, pasted": ("pasted", lambda: b"<table>" + b"<tr>" * 1_200_000),
    "a page of 24 MB, uploaded as a plan": ("document", lambda: b"<table>" + b"<tr><td>a" * 2_600_000),
    "picture of 65,535 by 65,535 pixels in JPEG": ("logo", lambda: b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xd9"),
    "picture of 3 MB": ("logo", lambda: _png(10, 10) * 3),
    "PDF of a million objects": ("pdf", lambda: _pdf(b"".join(b"%d 0 obj 0 endobj " % n for n in range(3, MILLION)))),
    "PDF whose objects unpack to 500 MB": ("pdf", lambda: _pdf(_packed(b"/Type/ObjStm/N 9/First 4", bytes(500 * MILLION)))),
    "PDF whose objects are packed under another name": ("pdf", lambda: _pdf(_packed(b"/Type/Obj#53tm/N 9/First 4", bytes(500 * MILLION)))),
    "PDF whose index unpacks to 500 MB": ("pdf", lambda: _pdf(_packed(b"/Type/XRef/W[1 2 2]/Size 9", bytes(500 * MILLION)))),
    "PDF whose metadata unpack to 500 MB": ("pdf", lambda: _pdf(_packed(b"/Type/Metadata", bytes(500 * MILLION)))),
    "PDF that packs a million names of a page": ("pdf", lambda: _pdf(_packed(b"/Type/ObjStm/N 1/First 4", b"2 0 <</Type/Pages/Kids[" + b"3 0 R " * MILLION + b"]>>"))),
    "PDF whose lines are of two billion columns": ("pdf", lambda: _pdf(_packed(b"/Type/XRef/W[1 2 2]/DecodeParms<</Predictor 12/Columns 2000000000>>", b"x"))),
}  # fmt: skip
"""What each is, who checks it, and how it is made."""


def measure(names: list[str]) -> list[Blown]:
    """Let each of these off, in a process of its own."""
    return [_blow(name) for name in names]


def figures(blown: list[Blown]) -> list[Figure]:
    """What is told of them."""
    taken = [one.name for one in blown if not one.said]
    slow, large = max(blown, key=lambda one: one.seconds), max(blown, key=lambda one: one.megabytes)
    late = [one for one in blown if one.seconds >= MOST_SECONDS]
    wide = [one for one in blown if one.megabytes >= MOST_MB]
    return [
        Figure(
            f"{len(blown)} bombs: packed, nested, wide, deep, repeated",
            "all refused or left harmless",
            f"{len(blown) - len(taken)} refused" + (f"; taken: {', '.join(taken)}" if taken else ""),
            holds=not taken,
        ),
        Figure(
            "time until each was refused",
            f"under {MOST_SECONDS * 1000:.0f} ms",
            f"{len(blown) - len(late)} of {len(blown)}; the slowest, {slow.name}, {slow.seconds * 1000:.0f} ms",
            holds=not late,
        ),
        Figure(
            "memory until each was refused, beyond the process before",
            f"under {MOST_MB} MB",
            f"{len(blown) - len(wide)} of {len(blown)}; the largest, {large.name}, {large.megabytes:.0f} MB",
            holds=not wide,
        ),
    ]


def notes(blown: list[Blown]) -> list[str]:
    """Of those that took too long or too much."""
    return [
        f"Short: {one.name} ({one.size / MILLION:.1f} MB) took {one.seconds * 1000:.0f} ms and {one.megabytes:.0f} MB."
        for one in blown
        if one.seconds >= MOST_SECONDS or one.megabytes >= MOST_MB
    ]


def _blow(name: str) -> Blown:
    checker, make = BOMBS[name]
    content = make()
    with tempfile.NamedTemporaryFile(suffix=f".{checker}") as file:
        file.write(content)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", "proofs.bombs", checker, file.name],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parent.parent,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "councilperf.settings", "DATABASE_URL": "sqlite://:memory:"},
        )
    if done.returncode:
        return Blown(name, 0, 0, 0, "", len(content))
    return Blown(name, *json.loads(done.stdout.splitlines()[-1]), len(content))


def _checkers() -> dict[str, Callable[[bytes], object]]:
    from core.documents import read_document, read_text
    from core.foreign_pdf import check
    from core.prose import cleaned
    from core.sheets import read

    return {
        "table": lambda content: read(content, "bomb", needed=["set", "ref"], known=["set", "ref", "period", "value"]),
        "document": lambda content: read_document(content, "bomb"),
        "pasted": lambda content: read_text(content.decode()),
        "pdf": lambda content: check(content, "bomb.pdf", megabytes=20, pages=500),
        "logo": _logo,
        "prose": lambda content: cleaned(content.decode()),
    }


def _logo(content: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from organisation.validators import validate_logo

    validate_logo(SimpleUploadedFile("logo.png", content))


def _warm(check: Callable[[bytes], object], checker: str) -> None:
    """Read something good, so that what is imported by the first file is not counted to the bomb."""
    from proofs import samples

    good = {
        "table": [content for _, content in samples.tables()["measurements"][:3]],
        "document": [content for _, content in samples.plans()],
        "pasted": [samples.as_html().encode(), samples.as_tabs().encode()],
        "pdf": [content for _, content in samples.pdfs()],
        "logo": [samples.logos()[0][1]],
        "prose": [b"<p>Good</p>"],
    }
    for content in good[checker]:
        check(content)


def _held(what: str) -> float:
    """Megabytes that this process holds (VmRSS) or has held at most (VmHWM)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


def main(checker: str, file: str) -> None:
    """Check one file, and say what it took."""
    import django

    django.setup()
    check = _checkers()[checker]
    _warm(check, checker)
    content = Path(file).read_bytes()
    Path("/proc/self/clear_refs").write_text("5")  # the most that was held is counted from here
    before, began, clock = _held("VmRSS"), process_time(), perf_counter()
    try:
        check(content)
        said = "left harmless" if checker == "prose" else ""
    except Exception as refused:  # noqa: BLE001 - each checker has its own, and an unforeseen one is told by its name
        said = f"{type(refused).__name__}: {' '.join(str(refused).split())[:150]}"
    took, wall = process_time() - began, perf_counter() - clock
    print(json.dumps([took, wall, _held("VmHWM") - before, said]))


if __name__ == "__main__":
    main(*sys.argv[1:])
