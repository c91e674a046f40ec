"""A layout that takes no time, for all tests of meetings."""

from tests.meetings.layouts import quick_layout

__all__ = ["quick_layout"]
