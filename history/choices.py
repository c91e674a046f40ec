"""Vocabularies of the sealed history."""

from core.vocabulary import Words


class RunKind(Words):
    """What a seal says of some lines of history."""

    SEALED = "sealed", "sealed"
    REMOVED = "removed", "removed by retention"


class LineKind(Words):
    """What a line of history says was done; the values are those of django-simple-history."""

    ADDED = "+", "added"
    CHANGED = "~", "changed"
    REMOVED = "-", "removed"
