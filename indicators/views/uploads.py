"""Tables in the browser: upload, look over, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from accounts.models import User
from core.refusals import NotDoneError
from core.sheets import SheetError
from core.views import InPlace
from indicators.choices import UploadKind
from indicators.forms import UploadForm
from indicators.imports.beside import ask, is_large, taking, why_not
from indicators.imports.catalogues import adopt, catalogues, names
from indicators.imports.findings import Kind
from indicators.imports.uploads import fingerprint, keep, look_over, outcome, take_in
from indicators.models import Upload
from organisation.access import ForPerformanceTeam, ForReporters
from organisation.rights import may_manage

SHOWN = 200
"""So many rows of a kind are shown; the rest are counted."""
KEPT = 20


def uploads_of(person: User) -> QuerySet[Upload]:
    """The tables that a person may see, without what is in them: their own; all of them for the performance team."""
    uploads = Upload.objects.select_related("by").defer("content")
    return uploads if may_manage(person) else uploads.filter(by=person)


class UploadPage(ForReporters, InPlace, TemplateView):
    """Choosing a table, and those that were chosen before."""

    title = "Import a table"
    place = "indicators"
    template_name = "indicators/uploads.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the list of indicators."""
        return (("Indicators", reverse("indicators")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and the newest uploads."""
        asked = self.request.GET.get("kind", "")
        kind = asked if asked in set(UploadKind) else UploadKind.MEASUREMENTS
        shown = {"form": UploadForm(initial={"kind": kind}), "uploads": self.uploads()[:KEPT]}
        if may_manage(self.request.user):
            shown["catalogues"] = catalogues()
        return super().get_context_data(**shown | kwargs)

    def uploads(self) -> QuerySet:
        """Those of the person; all of them for the performance team."""
        return uploads_of(self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the table and look it over."""
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = keep(UploadKind(form.cleaned_data["kind"]), file.name, file.read(), by=request.user)
            except SheetError as unreadable:
                form.add_error("file", str(unreadable))
            else:
                return redirect(kept)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AdoptCatalogue(ForPerformanceTeam, View):
    """Taking in a catalogue that the program brings."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, name: str) -> HttpResponse:
        """Adopt what is not there yet."""
        if name not in names():
            raise Http404(f"There is no catalogue {name}.")
        findings = adopt(name, by=request.user)
        messages.success(request, f"{findings} Check the names that are marked so.")
        return redirect("uploads")


class UploadReview(UploadPage):
    """What a table would do, and taking it in."""

    template_name = "indicators/upload.html"

    @cached_property
    def upload(self) -> Upload:
        """The upload that the address names, if the person may see it."""
        return get_object_or_404(self.uploads().defer(None), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        """The name of the file."""
        return self.upload.name

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the page of uploads."""
        return (*super().get_crumbs(), ("Import a table", reverse("uploads")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is new, changed and unchanged, and every doubt and question."""
        under_way = taking(self.upload, timezone.now())
        over = self.upload.taken_at or under_way
        findings = None if over else look_over(self.upload, by=self.request.user)
        why = "" if over else why_not(self.upload, timezone.now())
        shown: dict[str, Any] = {"upload": self.upload, "findings": findings, "under_way": under_way, "why_not": why}
        if findings:
            changed, new = findings.of(Kind.CHANGED), findings.of(Kind.NEW)
            shown |= {
                "changed": changed[:SHOWN],
                "new": new[:SHOWN],
                "more_changed": len(changed) - SHOWN if len(changed) > SHOWN else 0,
                "more_new": len(new) - SHOWN if len(new) > SHOWN else 0,
                "doubts": findings.doubts[:SHOWN],
                "more_doubts": max(0, len(findings.doubts) - SHOWN),
                "seen": fingerprint(findings),
                "nothing_to_do": findings.done and not changed and not new,
            }
        return InPlace.get_context_data(self, **shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the table in, if that still does what the person saw."""
        if self.upload.taken_at:
            messages.info(request, "This table has been taken in already. Nothing was done.")
            return redirect(self.upload)
        asked = {"seen": request.POST.get("seen", ""), "confirmed": request.POST.get("confirmed") == "yes"}
        if is_large(self.upload):
            return self.have_taken_in(asked)
        try:
            findings = take_in(self.upload, by=request.user, **asked)
        except IntegrityError:  # somebody stored one of its rows at the same moment
            findings = None
        is_in, said = outcome(findings, confirmed=asked["confirmed"])
        (messages.success if is_in else messages.warning)(request, said)
        return redirect(self.upload)

    def have_taken_in(self, asked: dict[str, Any]) -> HttpResponse:
        """Have a large table taken in beside the page, which then says how far that is."""
        try:
            ask(self.upload, by=self.request.user, **asked)
        except NotDoneError as refused:
            messages.warning(self.request, str(refused))
        return redirect(self.upload)


class UploadProgress(ForReporters, View):
    """How far the taking in of a table is, for the script of its page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As the scripts of packs have it."""
        upload = get_object_or_404(uploads_of(request.user), pk=self.kwargs["pk"])
        under_way = taking(upload, timezone.now())
        if under_way is None:
            return JsonResponse({"unfinished": 0, "builds": []})
        build = {"name": upload.name, "sentence": f"{under_way.sentence}."}
        return JsonResponse({"unfinished": 1, "builds": [build], "at": under_way.at, "of": under_way.of})
