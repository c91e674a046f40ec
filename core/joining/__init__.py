"""An accessible merge: PDF files that were laid out apart become one that a screen reader goes through as if it had been whole.

Libraries that join PDF files lose the structure tree. Here it is joined too, and what leads from one part to another:
names of places, links, bookmarks. Page headers and numbers are laid over the pages as artifacts, when it is known how many
pages there are. Fonts that parts have in common stand in the file once. The whole is written while one part after another is
read: only one is held in memory. Knows no Django.
"""

from core.joining.parts import ELSEWHERE, join
from core.joining.stamps import Leaf, Stamps, samples
from core.joining.writing import JoinError

__all__ = ["ELSEWHERE", "JoinError", "Leaf", "Stamps", "join", "samples"]
