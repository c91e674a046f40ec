"""Prose of reports, minutes and clinics: Markdown is what is kept, a few safe elements are what is shown.

rendering    Markdown as HTML, as words, as numbered paragraphs
cleaning     the way back: what an editor posts or somebody pastes from Word, as Markdown
reading      in it, clean HTML as blocks
blocks       what those are
writing      blocks as Markdown

Why Markdown is kept although reports are written in an editor: docs/decisions/0016.
"""

from core.prose.cleaning import Cleaned, cleaned, from_html
from core.prose.rendering import (
    ALLOWED,
    RICH,
    NumberedParagraph,
    beginning,
    numbered,
    rich_html,
    rich_text,
    tallest_table,
    to_html,
    to_text,
    words,
)

__all__ = [
    "ALLOWED",
    "RICH",
    "Cleaned",
    "NumberedParagraph",
    "beginning",
    "cleaned",
    "from_html",
    "numbered",
    "rich_html",
    "rich_text",
    "tallest_table",
    "to_html",
    "to_text",
    "words",
]
