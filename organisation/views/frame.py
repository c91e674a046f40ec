"""What the pages have in common on which people, posts and directorates are kept."""

from __future__ import annotations

from django.urls import reverse

from core.steps import Again
from organisation.access import ForPerformanceTeam


class Kept(ForPerformanceTeam, Again):
    """A page for the performance team."""

    refusal = "People and posts are kept by the performance team."
    listed_at: str
    """The list that the page belongs to, by the name of its address."""
    listed_as: str
    """What that list is called."""

    @property
    def way_back(self) -> str:
        """The list."""
        return reverse(self.listed_at)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the list."""
        return ((self.listed_as, reverse(self.listed_at)),)
