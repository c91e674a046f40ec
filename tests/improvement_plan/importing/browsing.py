"""A plan brought through the pages: what is sent, and what a page says."""

import io
import re
import zipfile
from html import unescape

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as WordDocument

from improvement_plan.models import Plan, PlanUpload

PAGE = "/plans/import/"
HEADINGS = "Objective\tKey Actions\tTarget Date\tProgress Measure\tOn Target\tAccountability\tUpdate"
CLEAR = f"""{HEADINGS}
1. Ambitions: Excellence\t\t\t\t\t\t
Be excellent\tDraw up the statement\tOctober 2007\tStatement agreed\tOn track\tHead of Policy\tDraft is out
\tReview the framework\tDecember 2007\tFramework reviewed\t\tHead of Finance\t
"""
DOUBTFUL = f"""{CLEAR}Train all the managers\tMarch 2008\t90% trained\t\tHead of Finance\t\t
\tMove the archive\tWhen funds allow\tArchive moved\t\tChief Archivist\t
"""
NEWER = f"""{HEADINGS}
1. Ambitions: Excellence\t\t\t\t\t\t
Be excellent\tDraw up the statement\tOctober 2007\tStatement agreed\tCompleted\tHead of Policy\tAgreed by Cabinet
\tPublish the results\tJune 2008\tResults published\t\tHead of Policy\t
"""


def words(answer) -> str:
    """What a page says, without its marks."""
    found = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(found).split())


def bring(browser: Client, text: str = "", *, file: tuple[str, bytes] | None = None, **about):
    said = {"what": "new", "title": "The plan", "written_on": "1 September 2007", "text": text} | about
    if file:
        said["file"] = SimpleUploadedFile(*file)
    return browser.post(PAGE, said)


def brought(browser: Client, text: str, **about) -> PlanUpload:
    answer = bring(browser, text, **about)
    assert answer.status_code == 302, words(answer)
    return PlanUpload.objects.get(pk=int(answer["Location"].split("/")[3]))


def seen(answer) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


def confirm(browser: Client, upload: PlanUpload, **said):
    where = upload.get_absolute_url()
    return browser.post(where, {"seen": seen(browser.get(where))} | said, follow=True)


def made(browser: Client, text: str = CLEAR) -> Plan:
    confirm(browser, upload := brought(browser, text))
    upload.refresh_from_db()
    return upload.plan


def settle(browser: Client, upload: PlanUpload, row: int, do: str, **said):
    cells = {f"r{row}-{name}": text for name, text in said.items()}
    return browser.post(f"{upload.get_absolute_url()}rows/{row}/", {"do": do, "at": "doubts"} | cells, follow=True)


def word(*tables: list[list[str]]) -> bytes:
    document = WordDocument()
    document.add_paragraph("The plan")
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("Then")
    return saved(document)


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(document) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def rows_of(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.rstrip("\n").split("\n")]


def zipped(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()
