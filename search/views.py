"""The page of what was found, and clearing what one looked at."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from core.formats import count
from core.steps import Press
from core.views import InPlace
from organisation.access import ForDoers
from search.choices import Kind
from search.recent import TRAIL, viewed
from search.reporting import PAGE, Results, examples, search

LONGEST = 100
"""So many letters of what is typed are searched for."""


class Search(ForDoers, InPlace, TemplateView):
    """One box for everything that the person may see: a partner's are the actions that their posts answer for."""

    title = "Search"
    template_name = "search/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was found; where nothing is asked for, what one can ask for."""
        words = self.request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
        only, page = self.asked_kind(), self.asked_page()
        results = search(words, self.request.user, only=only, page=page)
        context = {
            "search_words": words,
            "results": results,
            "only": only,
            "page": page,
            "examples": () if results.kinds else examples(self.request.user),
            "viewed": viewed(self.request) if not words else (),
            **self.pages(results, page if only else 0),
        }
        return super().get_context_data(**context, **kwargs)

    def asked_kind(self) -> Kind | None:
        """The one kind that is asked for."""
        kind = self.request.GET.get("kind", "")
        if kind and kind not in dict(Kind.pairs()):
            raise Http404(f"Nothing of the kind “{kind}” is searched for.")
        return Kind(kind) if kind else None

    def asked_page(self) -> int:
        """The page of it; the first for what is no number of a page."""
        page = self.request.GET.get("page", "")
        return max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 6 else 1

    def pages(self, results: Results, page: int) -> dict[str, str]:
        """Where the page before and the next one are, of one kind."""
        if not page or not results.kinds:
            return {}
        found = results.kinds[0]
        last = -(-found.count // PAGE)
        return {
            "previous": self.address(found.of, page - 1) if page > 1 else "",
            "next": self.address(found.of, page + 1) if page < last else "",
            "where": f"Page {page} of {last}, {count(found.count, 'thing', 'things')}" if last > 1 else "",
        }

    def address(self, kind: Kind, page: int) -> str:
        """Where a page of a kind is."""
        return reverse("search", query={"q": self.request.GET["q"].strip()[:LONGEST], "kind": kind, "page": page})

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("My work", reverse("home")),)


class ClearViewed(LoginRequiredMixin, Press):
    """Forget what one looked at."""

    @property
    def way_back(self) -> str:
        """The page with the button: the search, or My work."""
        return reverse("search" if self.request.POST.get("from") == "search" else "home")

    def take(self) -> str:
        """Forget it."""
        self.request.memory.forget(TRAIL)
        return "What you looked at is no longer listed."
