"""Plans that people bring: kept as they came, looked over, settled, then taken in whole or not at all, and undone.

``uploads`` keeps papers and what people decide of them, ``looking`` reads one
with everything that is known, ``taking`` writes a new plan, ``renewing`` brings
a plan that is kept up to a newer paper, and ``journal`` knows how to undo.
"""
