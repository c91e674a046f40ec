"""Laying out: HTML in, PDF/UA-1 out. For the child process of core.pdf; knows no Django."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.page_marks import mark_pages, text_runs
from core.pdf_ends import RefusedError
from core.pdf_finish import finish
from core.pdf_thrift import pictures_once

LAYOUT = "Step 5 - Creating layout - Page %d"
Order = Mapping[str, Any]


class PageLog(logging.Handler):
    """Says on which page the layout is."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        super().__init__()
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """One line for each page."""
        if record.msg == LAYOUT:
            self.tell(f"page {record.args[0]}")


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


def lay_out(order: Order, tell: Callable[[str], object]) -> tuple[dict, bytes, bytes]:
    """What is said of the PDF of an order, the PDF, and its HTML with marks where those were wanted."""
    PROGRESS_LOGGER.addHandler(PageLog(tell))
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
    with pictures_once():
        content = finish(document.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True))  # packed once it is mended
    wide = [page.width > page.height for page in document.pages]
    return {"pages": pages, "anchors": anchors, "wide": wide, "length": len(content)}, content, marked


def lay_out_plainly(order: Order) -> bytes:
    """A PDF without structure: of what is laid over other pages."""
    return _rendered(order)[1].write_pdf()


def _rendered(order: Order, **how: str) -> tuple[HTML, Document]:
    """The HTML of an order, and it laid out. Raises RefusedError where it fetches what it must not."""
    root = Path(order["static"])
    fetcher = StaticFilesOnly(root)
    base = root.resolve().as_uri() + "/"
    try:
        fonts = FontConfiguration()
        styles = [
            style or CSS(filename=root / name, url_fetcher=fetcher, font_config=fonts)
            for name, style in zip(order["styles"], parsed(root, tuple(order["styles"])), strict=True)
        ]
        styles.append(CSS(string=order["extra"], base_url=base, url_fetcher=fetcher, font_config=fonts))
        source = HTML(string=order["html"], base_url=base, url_fetcher=fetcher)
        return source, source.render(stylesheets=styles, font_config=fonts, **how)
    except FatalURLFetchingError as refused:
        raise RefusedError(str(refused)) from refused


@cache
def parsed(root: Path, names: tuple[str, ...]) -> tuple[CSS | None, ...]:
    """Styles that are the same in every document; None for one with fonts, which each process unpacks for itself."""
    fetcher = StaticFilesOnly(root)
    return tuple(None if _has_fonts(root / name) else CSS(filename=root / name, url_fetcher=fetcher) for name in names)


def _has_fonts(style: Path) -> bool:
    return "@font-face" in style.read_text(encoding="utf-8")
