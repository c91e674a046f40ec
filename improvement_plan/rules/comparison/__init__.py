"""What differs between two states of a plan: two versions of it, or a plan that is kept and a newer paper of it.

Lines (``lines``) find each other by reference, then by text, then by likeness of text, one to
one (``matching``). A line without a partner is new or gone. Of a pair is said what differs, in
words (``differences``); that lines follow one that was put in is no difference of theirs (``moving``).
"""

from improvement_plan.rules.comparison.differences import Comparison, Difference, Kind, compare
from improvement_plan.rules.comparison.lines import Place, PlannedLine, folded, likeness

__all__ = ["Comparison", "Difference", "Kind", "Place", "PlannedLine", "compare", "folded", "likeness"]
