"""What of several lists has room on one side of paper: the first few of each, and how many more there are. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

WIDTH = 54
"""Characters in a line of a column. More have room in common words: a line of long ones ends early."""
GAP = 0.35
"""What stands between two entries, in lines."""
HEADING = 2.6
"""What the heading of a list takes with the space round it, and the sentence on how many more there are, in lines."""


def lines_of(text: str) -> int:
    """How many lines a text takes at most; none where there is no text."""
    return ceil(len(text) / WIDTH)


def clipped(text: str, most: int) -> str:
    """A text in one line of at most so many characters, cut where a word ends and marked as cut."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    words = text[:most].rpartition(" ")[0]
    return f"{words if len(words) > most // 2 else text[: most - 1]}…"


def share_out(lists: Sequence[Sequence[float]], room: float) -> list[int]:
    """How many of each list are shown, by the height of each entry in lines and the room there is.

    One of each list in turn, from the first, so that a long list pushes none out. A list ends where its next entry has
    no room any more: nothing is left out between two that are shown. A list without entries takes one line.
    """
    shown = [0] * len(lists)
    left = room - sum(HEADING + (1 if not heights else 0) for heights in lists)
    going = [place for place, heights in enumerate(lists) if heights]
    while going:
        for place in tuple(going):
            need = lists[place][shown[place]] + GAP
            if need > left:
                going.remove(place)
                continue
            left -= need
            shown[place] += 1
            if shown[place] == len(lists[place]):
                going.remove(place)
    return shown
