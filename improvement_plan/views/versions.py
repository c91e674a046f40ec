"""The versions of a plan: the record of review and amendment, a version as it was, and what has changed between two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from core.clock import today
from core.formats import long_date
from core.steps import Again
from core.views import paginate
from improvement_plan.contents import OpenedPlan, content_of, opened
from improvement_plan.forms import VersionForm
from improvement_plan.history import happenings
from improvement_plan.models import PlanVersion
from improvement_plan.rules.comparison import Kind, PlannedLine, compare
from improvement_plan.services import record_version
from improvement_plan.views.below import BelowAPlan
from organisation.access import ForPerformanceTeam, ForReaders

NOW = "now"
VERSIONS = ("Versions", "plan-versions")


class PlanVersions(ForReaders, BelowAPlan):
    """The record of review and amendment, the newest first."""

    template_name = "improvement_plan/versions.html"

    def get_title(self) -> str:
        """Of which plan."""
        return f"Versions of {self.plan}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with whether it can be opened, and with the one before it that it can be compared with."""
        versions = list(self.plan.versions.all())
        kept, earlier = "", {}
        for version in versions:
            earlier[version.pk] = kept
            kept = version.number if version.sha256 else kept
        rows = [(version, earlier[version.pk]) for version in reversed(versions)]
        return super().get_context_data(rows=rows, **kwargs)


def next_number(numbers: list[str]) -> str:
    """The number of the next version: 1.3 after 1.2, 3 after 2; the first is 1."""
    if not numbers:
        return "1"
    found = re.fullmatch(r"(.*?)(\d+)", numbers[-1])
    return f"{found[1]}{int(found[2]) + 1}" if found else ""


class RecordVersion(ForPerformanceTeam, BelowAPlan, Again):
    """A review of the plan, recorded with the plan as it stands."""

    hub = VERSIONS
    title = "Record a review"
    template_name = "improvement_plan/record_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, with the next number and today."""
        numbers = list(self.plan.versions.values_list("number", flat=True))
        first = {"number": next_number(numbers), "reviewed_on": today()}
        kwargs.setdefault("form", VersionForm(plan=self.plan, initial=first))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record it, and freeze the plan."""
        form = VersionForm(request.POST, plan=self.plan)
        if form.is_valid():
            try:
                version = record_version(plan=self.plan, **form.cleaned_data)
            except IntegrityError:
                form.add_error("number", "Somebody recorded this version at the same moment. Give the next number.")
            else:
                messages.success(request, f"{version} is recorded, with the plan as it stands today.")
                return redirect("plan-versions", self.plan.slug)
        return self.again(form=form)


class VersionPage(ForReaders, BelowAPlan):
    """A version as it was."""

    hub = VERSIONS
    template_name = "improvement_plan/version.html"

    @cached_property
    def version(self) -> PlanVersion:
        """The one that the address names, with its content."""
        versions = PlanVersion.objects.defer(None).select_related("plan")
        return get_object_or_404(versions, plan=self.plan, number=self.kwargs["number"])

    def get_title(self) -> str:
        """Which version of which plan."""
        return f"{self.plan}, version {self.version.number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its sections as they were; nothing for one from before the plan was kept here."""
        content = self.version.content
        return super().get_context_data(version=self.version, then=opened(content) if content else None, **kwargs)


class PlanHistory(ForReaders, BelowAPlan):
    """What has been changed in the structure of the plan: who, when and what."""

    template_name = "improvement_plan/history.html"

    def get_title(self) -> str:
        """Of which plan."""
        return f"History of {self.plan}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest first."""
        return super().get_context_data(happenings=happenings(self.plan), **kwargs)


@dataclass(frozen=True)
class Side:
    """One side of a comparison."""

    name: str
    label: str
    plan: OpenedPlan

    @property
    def lines(self) -> tuple[PlannedLine, ...]:
        """Its lines."""
        return self.plan.lines


class CompareVersions(ForReaders, BelowAPlan):
    """What has changed between two versions, or between a version and the plan as it stands."""

    hub = VERSIONS
    title = "Compare versions"
    template_name = "improvement_plan/compare.html"

    @cached_property
    def kept(self) -> list[PlanVersion]:
        """The versions that have content, the oldest first."""
        return [version for version in self.plan.versions.all() if version.sha256]

    def side(self, name: str) -> Side:
        """One of them, by its number; ``now`` is the plan as it stands."""
        if name == NOW:
            return Side(NOW, f"the plan as it stands on {long_date(today())}", opened(content_of(self.plan)))
        version = next((version for version in self.kept if version.number == name), None)
        if version is None:
            raise Http404(f"No version {name} of this plan has been kept, so it cannot be compared.")
        return Side(name, f"version {name} of {long_date(version.reviewed_on)}", opened(version.content))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every difference, and how many there are of each kind. Eleven queries at most."""
        choices = [(version.number, f"{version}, {long_date(version.reviewed_on)}") for version in self.kept]
        choices.append((NOW, "The plan as it stands"))
        shown: dict[str, Any] = {"choices": choices, "names": (("from", "From"), ("to", "To"))}
        if self.kept:
            before = self.side(self.request.GET.get("from") or self.kept[-1].number)
            after = self.side(self.request.GET.get("to") or NOW)
            found = compare(before.lines, after.lines, renaming=True)
            kind = self.request.GET.get("kind", "")
            if kind and kind not in {*Kind}:
                raise Http404(f"There is no kind of difference called {kind}.")
            wanted = [difference for difference in found.differences if kind in ("", difference.kind)]
            shown |= {
                "before": before,
                "after": after,
                "found": found,
                "kind": kind,
                "page": paginate(wanted, self.request, per_page=100),
            }
        return super().get_context_data(**shown | kwargs)
