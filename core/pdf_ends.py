"""How the laying out of a document ends otherwise than with a document. Knows no Django."""

from __future__ import annotations


class RefusedError(Exception):
    """It cannot be laid out; the message is a sentence for whoever asked for it."""


class EndedError(Exception):
    """A process that laid something out ended before it was done. Where it had something to say it has said it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code
        """With which it ended; below 0 the signal that ended it."""
