"""How a plan on paper is read, and how two states of a plan are compared. Pure: no Django, nothing stored.

``columns`` say what a heading means, ``table`` finds the plan among the tables
of a document, ``rows`` sees what kind of row each is and whether its cells
stand where they belong, ``headings`` keeps sections and priority areas,
``steps``, ``statuses`` and ``posts`` take cells apart, ``reading`` puts it all
together with what is doubtful (``found``), and ``surroundings`` reads the
record of review and the legend. ``comparison`` says what differs.
"""
