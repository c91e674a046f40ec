"""Frameworks to read: all of them, one with all that serves it, and one outcome."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.views.generic import TemplateView

from core import exports
from core.answers import name_file
from core.clock import today
from core.views import InPlace
from frameworks.imports.shipped import standings
from frameworks.paper import framework_pdf
from frameworks.reporting import (
    HEADER,
    FrameworkThread,
    OutcomeThread,
    framework_rows,
    framework_thread,
    thread_rows,
    threads,
)
from organisation.access import ForReaders
from organisation.models import Framework, Outcome
from organisation.rights import may_manage

ALL = ("Frameworks", "frameworks")


class FrameworkList(ForReaders, InPlace, TemplateView):
    """All frameworks with their counts, and for the performance team those that the program brings."""

    title = "Frameworks and outcomes"
    place = "plans"
    template_name = "frameworks/list.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the plans."""
        return (("Plans", reverse("plans")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those that run first, each with how much serves it."""
        keeps = may_manage(self.request.user)
        to_adopt = [one for one in standings() if one.missing] if keeps else []
        return super().get_context_data(rows=framework_rows(today()), to_adopt=to_adopt, **kwargs)


class OneFramework(ForReaders, InPlace):
    """What the pages of a framework have in common."""

    place = "plans"

    @cached_property
    def framework(self) -> Framework:
        """The framework that the address names."""
        return get_object_or_404(Framework, pk=self.kwargs["pk"])

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all frameworks."""
        return ((ALL[0], reverse(ALL[1])),)


class FrameworkPage(OneFramework, TemplateView):
    """The golden thread: each outcome with its indicators, actions, clinics and plans; ``on_paper`` as a PDF."""

    template_name = "frameworks/page.html"
    on_paper = False

    @cached_property
    def thread(self) -> FrameworkThread:
        """The framework with all that serves it today."""
        return framework_thread(self.framework, today(), seasons_fall_due=self.request.council.seasons_fall_due)

    def get_title(self) -> str:
        """Its name."""
        return self.framework.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, the paper or the file."""
        name = slugify(self.framework.name) or f"framework-{self.framework.pk}"
        kind = request.GET.get("_export")
        if kind:
            if kind not in exports.FORMATS:
                raise Http404(f"A framework is exported as {', '.join(exports.FORMATS)}, not as {kind}.")
            return exports.respond(HEADER, thread_rows(self.thread), kind=kind, name=name)
        if self.on_paper:
            made = framework_pdf(self.thread, council=request.council)
            response = HttpResponse(made.content, content_type="application/pdf")
            name_file(response, f"{name}.pdf")
            return response
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With everything that serves it."""
        return super().get_context_data(thread=self.thread, **kwargs)


class OneOutcome(OneFramework):
    """What the pages of an outcome have in common."""

    @cached_property
    def outcome(self) -> Outcome:
        """The outcome that the address names, of that framework."""
        found = Outcome.objects.select_related("framework")
        return get_object_or_404(found, pk=self.kwargs["outcome"], framework=self.kwargs["pk"])

    @cached_property
    def framework(self) -> Framework:
        """Its framework."""
        return self.outcome.framework

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to its framework."""
        return (*super().get_crumbs(), (self.framework.name, self.framework.get_absolute_url()))


class OutcomePage(OneOutcome, TemplateView):
    """One outcome: everything that serves it, and what else of the framework stands beside it."""

    template_name = "frameworks/outcome.html"

    @cached_property
    def thread(self) -> OutcomeThread:
        """The outcome with all that serves it today."""
        (found,) = threads(
            Outcome.objects.filter(pk=self.outcome.pk), today(), seasons_fall_due=self.request.council.seasons_fall_due
        )
        return found

    def get_title(self) -> str:
        """Reference and title."""
        return str(self.outcome)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With everything that serves it, and its neighbours."""
        beside = list(Outcome.objects.filter(framework=self.framework))
        place = next(number for number, one in enumerate(beside) if one.pk == self.outcome.pk)
        return super().get_context_data(
            framework=self.framework,
            thread=self.thread,
            number=place + 1,
            outcomes=len(beside),
            before=beside[place - 1] if place else None,
            after=beside[place + 1] if place + 1 < len(beside) else None,
            **kwargs,
        )
