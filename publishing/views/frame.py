"""What the public pages have in common: anybody may open them, and nothing on them asks who reads."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView

from core.views import InPlace


class ForEverybody(InPlace, TemplateView):
    """A page for residents. It shows what is published (``public()`` of each kind of thing) to whoever asks alike."""

    http_method_names = ("get", "head", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Where no council is entered yet, nothing is published."""
        if request.council.pk is None:
            raise Http404("Nothing is published here yet.")
        return super().dispatch(request, *args, **kwargs)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("How we are doing", reverse("public")),)
