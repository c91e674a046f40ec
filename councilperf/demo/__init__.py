"""The demonstration councils: fixtures/ into an empty database, through the services that people's data go through.

``fixtures`` reads what is written of them, ``papers`` loads it part by part, and ``loading`` looks after the
database. The third council, an invented one of today, is made by ``councilperf.example``.
"""

from councilperf.demo.fixtures import DemoError, read
from councilperf.demo.loading import COUNCILS, Loaded, counts, described, load, refuse_other_data
from councilperf.demo.papers import PASSWORD, Loader

__all__ = [
    "COUNCILS",
    "PASSWORD",
    "DemoError",
    "Loaded",
    "Loader",
    "counts",
    "described",
    "load",
    "read",
    "refuse_other_data",
]
