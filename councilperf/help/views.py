"""Pages of help, which anybody may open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from core.meanings import ALL
from core.views import InPlace
from councilperf.help.chapters import CHAPTERS, Chapter, chapter, chapters
from councilperf.help.checked import last_checked


class Help(InPlace, TemplateView):
    """All chapters of the guide."""

    http_method_names = ("get", "head", "options")
    title = "Help"
    template_name = "help/contents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chapters. One query: the council."""
        return super().get_context_data(chapters=chapters(), **kwargs)


class HelpChapter(Help):
    """One chapter."""

    template_name = "help/chapter.html"

    @property
    def chapter(self) -> Chapter:
        """The one that the address names."""
        name = self.kwargs["name"]
        if name not in CHAPTERS:
            raise Http404("The guide has no such chapter. Start again from its contents, under Help.")
        return chapter(name)

    def get_title(self) -> str:
        """Its heading."""
        return self.chapter.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the contents."""
        return (("Help", reverse("help")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chapter beside the others."""
        return super().get_context_data(chapter=self.chapter, **kwargs)


class AccessibilityStatement(InPlace, TemplateView):
    """What works for whom, what does not, and whom to tell: in the form that the regulations of 2018 ask for."""

    http_method_names = ("get", "head", "options")
    title = "Accessibility statement"
    template_name = "help/accessibility.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was checked, and the site's address."""
        return super().get_context_data(checked=last_checked(), site=settings.SITE_URL, **kwargs)


class WhatWordsMean(InPlace, TemplateView):
    """What the words of judgement mean, each with a name to link to."""

    http_method_names = ("get", "head", "options")
    title = "What the words mean"
    template_name = "help/words.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the contents."""
        return (("Help", reverse("help")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them."""
        return super().get_context_data(meanings=ALL, **kwargs)
