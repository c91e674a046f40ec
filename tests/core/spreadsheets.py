"""Spreadsheets of the least that is needed, in each format, and what is made of them."""

import datetime as dt
import io
import zipfile
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from core.sheets import Sheet, SheetError, read

HEADER = ("set", "ref", "period", "value", "target")
CSV = b"set,ref,period,value,target\nBVPI,BV8,2006/07,91,95.9\n"


def xlsx(*rows, change=lambda book: None, title: str = "Figures") -> bytes:
    """A workbook of one worksheet; a cell is a value, or a value and its number format."""
    book = Workbook()
    book.active.title = title
    for number, row in enumerate(rows, 1):
        for column, written in enumerate(row, 1):
            value, shown = written if isinstance(written, tuple) else (written, "General")
            if value is not None:
                made = book.active.cell(number, column, value)
                if not isinstance(value, dt.date | dt.time) or shown != "General":
                    made.number_format = shown
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def repacked(content: bytes, **changes) -> bytes:
    """A workbook with its first worksheet's XML changed by text: ``repacked(x, old="new")``."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).decode()
    for old, new in changes.items():
        assert old in parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new)
    return zipped(parts)


def worked_out(content: bytes, value: str, kind: str = "") -> bytes:
    """A workbook whose formulas came to a value when a spreadsheet last saved it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert "</f><v" in sheet
    sheet = sheet.replace("</f><v/>", f"</f><v>{value}</v>").replace("</f><v />", f"</f><v>{value}</v>")
    sheet = sheet.replace("</f><v></v>", f"</f><v>{value}</v>")
    if kind:
        sheet = sheet.replace("><f>", f' t="{kind}"><f>')
    return zipped(parts | {"xl/worksheets/sheet1.xml": sheet})


def ods(*tables: str, styles: str = "", parts: dict[str, str] | None = None) -> bytes:
    """An OpenDocument spreadsheet of the least that is allowed; a table is its XML."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": content, **(parts or {})})


def table(*rows: str, columns: str = "", title: str = "Figures", style: str = "") -> str:
    return f'<table:table table:name="{title}" table:style-name="{style}">{columns}{"".join(rows)}</table:table>'


def line(*cells: str, attributes: str = "") -> str:
    """A row of ODS; a cell that is not XML is text."""
    texts = (
        cell
        if cell.startswith("<")
        else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {attributes}>{''.join(texts)}</table:table-row>"


def cell(kind: str, value: str, shown: str = "", attributes: str = "") -> str:
    name = {"date": "date-value", "boolean": "boolean-value"}.get(kind, "value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}" {attributes}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def taken(content: bytes, name: str = "figures.xlsx", **options) -> Sheet:
    return read(content, name, **{"needed": HEADER[:3], "known": HEADER} | options)


def refusal(content: bytes, name: str = "figures.xlsx", **options) -> str:
    with pytest.raises(SheetError) as refused:
        taken(content, name, **options)
    return str(refused.value)


def a_row(value, target=None) -> tuple:
    return ("BVPI", "BV8", "2006/07", value, target)


def sentences(sheet: Sheet) -> list[str]:
    return [str(doubt) for doubt in sheet.doubts]
