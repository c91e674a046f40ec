"""What a write says where it is not done."""

from __future__ import annotations


class NotDoneError(Exception):
    """Nothing was done. Its words are for whoever asked: what is in the way, and how to mend it."""
