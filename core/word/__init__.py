"""Papers as Word documents, made from the same HTML that is laid out as PDF: the same words, with real headings."""

from core.word.papers import word_document

__all__ = ["word_document"]
