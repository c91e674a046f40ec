"""Merrowdale, an invented council of today: the third demonstration, and data of any size for tests and benchmarks.

The words are written by hand in fixtures/example; figures, dates and updates are drawn from a seeded
generator. The same arguments give the same rows. No council has this name, and nobody in it exists.
"""

from __future__ import annotations

from django.db import transaction

from councilperf import demo
from councilperf.example.papers import ExampleLoader


def make(*, indicators: int = 150, years: int = 5, actions: int = 60, seed: int = 2026) -> demo.Loaded:
    """Fill an empty database with the example council on 16 September 2026.

    ``years`` are the whole years of figures before the first quarter of 2026/27. 1,000 indicators over
    11 years take well under a minute. Raises DemoError where the database has data in it.
    """
    demo.refuse_other_data()
    organisation = demo.read("example", "organisation")
    with transaction.atomic():
        ExampleLoader(indicators=indicators, years=years, actions=actions, seed=seed).run(organisation)
    loaded = demo.described(organisation)
    loaded.counts = demo.counts()
    return loaded
