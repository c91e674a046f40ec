"""The child process that lays a document out: ``python -m core.pdf_child``, order on stdin, PDF on stdout.

Knows nothing of Django. The order is JSON: html, static (a directory), styles (paths below it),
extra (CSS), marks (whether the HTML is wanted back with marks where pages begin) and first_page
(the number of the first). The answer is one line of JSON (pages, anchors, which pages are wide, how
long the PDF is), then the PDF, then that HTML. What is being done is said on stderr, a line each:
"@page 37", "@finishing". An order with join (paths of PDF files) puts these together and lays the
pages of its html over theirs, as headers and numbers.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.joining import JoinError, join, overlay
from core.page_marks import mark_pages, text_runs

PRINT_FLAG = 4
GROUPS_OF_ROWS = {Name.TBody, Name.THead, Name.TFoot}
YIELDS = 10
"""How far laying out stands back, so that pages which take a form answer first where processors are few."""
MEMORY = 4 << 30
"""Bytes of address space that it may take: a document of 800 pages takes a gigabyte."""
LAYOUT = "Step 5 - Creating layout - Page %d"


class Telling(logging.Handler):
    """Says on which page the layout is. Where nobody listens any more, whoever ordered it is gone: so is this."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line for each page."""
        if record.msg == LAYOUT:
            tell(f"page {record.args[0]}")


def tell(what: str) -> None:
    """Say what is being done."""
    try:
        os.write(2, f"@{what}\n".encode())
    except BrokenPipeError:
        os._exit(3)


class StaticFilesOnly(URLFetcher):
    """Fetches files under one directory and refuses everything else, fatally.

    An ordinary exception would be swallowed and the asset silently vanish.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self.root = root.resolve()

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """A file below the root, or the end of the run."""
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not path.is_relative_to(self.root) or not path.is_file():
            raise FatalURLFetchingError(f"The document names “{url[:200]}”, which may not be fetched while rendering.")
        return super().fetch(path.as_uri(), headers)


def lay_out(order: dict) -> tuple[dict, bytes, bytes]:
    """What is said of the PDF of an order, the PDF, and its HTML with marks where those were wanted."""
    PROGRESS_LOGGER.addHandler(Telling())
    PROGRESS_LOGGER.setLevel(logging.INFO)
    source, document = _rendered(order, pdf_variant="pdf/ua-1")
    anchors: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for name in page.anchors:
            anchors.setdefault(name, number)  # a section that runs on is where it begins
    pages, marked = len(document.pages), b""
    if order["marks"]:
        runs = text_runs(document.pages)
        marked = mark_pages(source.etree_element, runs, pages=pages, anchors=anchors, first_page=order["first_page"])
    tell("finishing")
    content = finish(document.write_pdf(pdf_variant="pdf/ua-1"))
    wide = [page.width > page.height for page in document.pages]
    return {"pages": pages, "anchors": anchors, "wide": wide, "length": len(content)}, content, marked


def put_together(order: dict) -> tuple[dict, bytes, bytes]:
    """The PDF of pieces that were laid out apart, with the headers and numbers of their pages, and how long it is."""
    tell("finishing")
    _, furniture = _rendered(order)
    content = overlay(join([Path(path).read_bytes() for path in order["join"]]), furniture.write_pdf())
    return {"length": len(content)}, content, b""


def _rendered(order: dict, **how: str) -> tuple[HTML, Document]:
    """The HTML of an order, and it laid out."""
    root = Path(order["static"])
    fetcher = StaticFilesOnly(root)
    base = root.resolve().as_uri() + "/"
    fonts = FontConfiguration()
    styles = [CSS(filename=root / name, url_fetcher=fetcher, font_config=fonts) for name in order["styles"]]
    styles.append(CSS(string=order["extra"], base_url=base, url_fetcher=fetcher, font_config=fonts))
    source = HTML(string=order["html"], base_url=base, url_fetcher=fetcher)
    return source, source.render(stylesheets=styles, font_config=fonts, **how)


def finish(content: bytes) -> bytes:
    """Mend what the layout engine leaves: bodies of list items, scopes of header cells, page furniture, links' print flag."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tree = pdf.Root.StructTreeRoot
        _give_bodies(pdf, tree)
        placed, elements = _walk(tree)
        for page in pdf.pages:
            _mark_furniture(pdf, page, placed)
            for annotation in page.get("/Annots", []):
                if annotation.get("/Subtype") == Name.Link:
                    annotation.F = int(annotation.get("/F", 0)) | PRINT_FLAG
        numbers = tree.ParentTree.Nums
        for entry in list(numbers)[1::2]:
            if isinstance(entry, Array):
                for at, element in enumerate(entry):
                    if isinstance(element, Dictionary) and element.objgen not in elements:
                        entry[at] = None
        finished = io.BytesIO()
        pdf.save(finished, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return finished.getvalue()


def _give_bodies(pdf: pikepdf.Pdf, tree: Dictionary) -> None:
    """Put what a list item holds into its body, and rows straight into their group.

    Paragraphs of an item stand beside its number otherwise, and a group of rows may stand within its like.
    """
    waiting = _kids(tree)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Dictionary) and node.get("/Type") not in {Name.OBJR, Name.MCR}:
            waiting += _kids(node)
            if node.get("/S") == Name.LI:
                _give_body(pdf, node)
            elif node.get("/S") in GROUPS_OF_ROWS:
                _flatten(node)


def _flatten(group: Dictionary) -> None:
    rows: list = []
    waiting = _kids(group)[::-1]
    nested = False
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, Dictionary) and kid.get("/S") == group.S:
            waiting += _kids(kid)[::-1]
            nested = True
        else:
            rows.append(kid)
    if nested:
        for row in rows:
            if isinstance(row, Dictionary) and "/P" in row:
                row.P = group
        group.K = Array(rows)


def _give_body(pdf: pikepdf.Pdf, item: Dictionary) -> None:
    kinds = [kid.get("/S") if isinstance(kid, Dictionary) else None for kid in _kids(item)]
    if all(kind in {Name.Lbl, Name.LBody} for kind in kinds):
        return
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item))
    if "/Pg" in item:
        body.Pg = item.Pg
    labels, held = [], []
    for kid, kind in zip(_kids(item), kinds, strict=True):
        if kind == Name.Lbl:
            labels.append(kid)
        else:
            held += _kids(kid) if kind == Name.LBody else [kid]
    for kid in held:
        if isinstance(kid, Dictionary) and "/P" in kid:
            kid.P = body
    body.K, item.K = Array(held), Array([*labels, body])


def _walk(tree: Dictionary) -> tuple[set, set]:
    """Walk the structure tree: which marked content it places, on which page, and which elements it has.

    Header cells without a scope get one on the way: a row's in the body, a column's in the head.
    """
    placed: set = set()
    elements: set = set()
    waiting = [(kid, None) for kid in _kids(tree)]
    while waiting:
        node, page = waiting.pop()
        if not isinstance(node, Dictionary):
            placed.add((page, int(node)))
            continue
        if node.get("/Type") == Name.OBJR:
            continue
        page = node.Pg.objgen if "/Pg" in node else page
        if node.get("/Type") == Name.MCR:
            placed.add((page, int(node.MCID)))
            continue
        elements.add(node.objgen)
        if node.get("/S") == Name.TH:
            _give_scope(node)
        waiting += [(kid, page) for kid in _kids(node)]
    return placed, elements


def _kids(node: Dictionary) -> list:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _give_scope(cell: Dictionary) -> None:
    attributes = cell.get("/A")
    if attributes is None:
        attributes = cell.A = Dictionary(O=Name.Table)
    if isinstance(attributes, Dictionary) and "/Scope" not in attributes:
        in_body = cell.P.P.get("/S") == Name.TBody
        attributes.Scope = Name.Row if in_body else Name.Column


def _mark_furniture(pdf: pikepdf.Pdf, page: pikepdf.Page, placed: set) -> None:
    """Turn marked content that no structure element claims (headers, page numbers) into pagination artifacts."""
    here = page.obj.objgen
    instructions = []
    changed = False
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        begins = operator == Operator("BDC") and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]
        if begins and (here, int(operands[1].MCID)) not in placed:
            artifact = [Name.Artifact, Dictionary(Type=Name.Pagination)]
            instructions.append(ContentStreamInstruction(artifact, operator))
            changed = True
        else:
            instructions.append(instruction)
    if changed:
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def main() -> int:
    """Read an order, write a PDF; on failure, one sentence on stderr and a code that is not 0."""
    os.nice(YIELDS)
    with suppress(ValueError, OSError):  # not every system can limit it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    gc.disable()  # a fifth of the time; the process ends with the document
    order = json.load(sys.stdin)
    try:
        facts, content, marked = put_together(order) if "join" in order else lay_out(order)
    except (FatalURLFetchingError, JoinError) as refused:
        print(refused, file=sys.stderr)
        return 2
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + content + marked)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Without taking the interpreter down: a thread of the font libraries may still run code that is being unloaded.
    os._exit(code)
