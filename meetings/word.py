"""The papers of one item as a Word document: the words of its PDF, with headings, lists and tables of Word's own."""

from __future__ import annotations

from meetings.item_files import item_html
from meetings.reporting import ItemView, MeetingView
from organisation.models import Council


def item_document(item: ItemView, meeting: MeetingView, *, council: Council) -> bytes:
    """A report with its appendices, or minutes, as DOCX. ``item`` comes with its papers, as its reader may see them."""
    from core.word import word_document  # python-docx is slow to import

    return word_document(
        item_html(item, meeting, council=council), council=council.name, brand_colour=council.brand_colour
    )
