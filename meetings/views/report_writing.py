"""Writing a report: under its headings, with drafts kept as one types, and its appendices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.views.generic import View

from accounts.models import User
from core import prose
from core.forms import ProseField
from core.records import StaleWriteError
from core.refusals import NotDoneError
from core.steps import Asks
from meetings.choices import AppendixKind
from meetings.forms.reports import AppendixForm, SectionForm
from meetings.models import CommitteeReport, ReportAppendix, ReportHeading, ReportSection, SectionDraft
from meetings.reporting.reports import appendix_blocks
from meetings.services.reports import (
    drop_draft,
    keep_draft,
    move_appendix,
    remove_appendix,
    save_appendix,
    save_sections,
)
from meetings.views.reports import SIGNED, Writing


@dataclass
class SectionCard:
    """A heading with the box in which it is written."""

    heading: ReportHeading
    form: SectionForm
    saved: str
    """The text that is saved."""
    version: int
    """Of what is saved; none where nothing is."""
    draft: SectionDraft | None = None
    theirs: SafeString | None = None
    """What somebody else has saved since this writer opened it."""
    who: str = ""
    """Who did."""
    kept: SectionDraft | None = None
    """What was kept of the words that could not be saved."""

    @property
    def words(self) -> int:
        """How many words are saved."""
        return prose.words(self.saved)


class WriteReport(Writing):
    """All headings of a report, each with its box: one is saved, or all are."""

    title = "Write the report"
    template_name = "meetings/report_write.html"

    def cards(self, data: Any = None) -> list[SectionCard]:
        """The headings that are written, with what is saved, and the person's own drafts in its place."""
        saved = {section.heading_id: section for section in self.report.sections.all()}
        drafts = {row.heading_id: row for row in SectionDraft.objects.filter(report=self.report, by=self.request.user)}
        cards = []
        for heading in self.report.template.headings.filter(field=""):
            there = saved.get(heading.pk)
            text, version = (there.body, there.version) if there else ("", 0)
            draft = drafts.get(heading.pk)
            begins = (
                {"text": draft.text, "opened": draft.opened_version} if draft else {"text": text, "opened": version}
            )
            card = SectionCard(heading, SectionForm(data, heading=heading, initial=begins), text, version, draft)
            if draft and draft.opened_version != version and data is None:
                self.show_theirs(card, there)
            cards.append(card)
        return cards

    def show_theirs(self, card: SectionCard, there: ReportSection | None) -> None:
        """What somebody else has saved meanwhile, beside the words of this writer."""
        card.theirs = prose.rich_html(there.body if there else "", under=3)
        card.who = self.writers.get(there.pk, "") if there else ""

    @cached_property
    def writers(self) -> dict[int, str]:
        """Who saved each section last, by its key. One query."""
        saved = ReportSection.history.filter(report=self.report.pk).order_by("history_date", "history_id")
        return {row.id: str(row.history_user or "") for row in saved.select_related("history_user").defer("body")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The boxes."""
        if "cards" not in kwargs:
            kwargs["cards"] = self.cards()
        return super().get_context_data(fields=self.fields_filled, most=settings.FORM_BYTES, **kwargs)

    @property
    def fields_filled(self) -> list[str]:
        """The headings that fill themselves in."""
        return [heading.title for heading in self.report.template.headings.all() if heading.field]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save one heading or all; where somebody was quicker, show both texts and keep the words."""
        only = request.POST.get("only", "")
        cards = self.cards(request.POST)
        sent = [card for card in cards if f"h{card.heading.pk}-text" in request.POST]
        chosen = [card for card in sent if not only or str(card.heading.pk) == only]
        wrong = [card for card in chosen if not card.form.is_valid()]
        if wrong:
            self.keep_others(sent)
            return self.again(cards=cards)
        texts = {card.heading.pk: card.form.cleaned_data["text"] for card in chosen}
        opened = {card.heading.pk: card.form.cleaned_data["opened"] or 0 for card in chosen}
        stale = [card for card in chosen if _is_stale(card, texts, opened)]
        if not stale:
            try:
                changed = save_sections(report=self.report, texts=texts, opened=opened, by=request.user)
            except StaleWriteError:
                self.__dict__.pop("report", None)  # somebody was quicker just now: read it again
                return self.post(request, *args, **kwargs)
            except NotDoneError as refused:
                return self.not_now(str(refused))
            self.keep_others([card for card in sent if card not in chosen])
            self.tell(chosen, changed)
            return redirect(f"{request.path}#section-{only}") if only else self.back()
        rows = {section.heading_id: section for section in self.report.sections.all()}
        for card in stale:
            self.show_theirs(card, rows.get(card.heading.pk))
            card.form.data = card.form.data.copy()
            card.form.data[card.form.add_prefix("opened")] = card.version
        return self.again(HTTPStatus.CONFLICT, cards=cards)

    def keep_others(self, cards: list[SectionCard]) -> None:
        """Keep what was typed and is not saved as drafts, so that nothing of it is lost."""
        for card in cards:
            card.kept, _ = kept_as_draft(card.form, self.report, self.request.user)

    def tell(self, chosen: list[SectionCard], changed: list[ReportHeading]) -> None:
        """Say what was saved, and what was left out of it."""
        for card in chosen:
            text = card.form.fields["text"]
            if isinstance(text, ProseField) and text.note:
                messages.warning(self.request, f"{card.heading}: {text.note}")
        if changed:
            named = ", ".join(f"“{heading.title}”" for heading in changed)
            messages.success(self.request, f"Saved: {named}.")
        else:
            messages.success(self.request, "Nothing had changed, so nothing was saved.")


def _is_stale(card: SectionCard, texts: dict[int, str], opened: dict[int, int]) -> bool:
    """Whether somebody has saved another text since this writer opened it."""
    return opened[card.heading.pk] != card.version and texts[card.heading.pk] != card.saved


def kept_as_draft(form: SectionForm, report: CommitteeReport, by: User) -> tuple[SectionDraft | None, str]:
    """Keep what was typed under a heading, also where it cannot be saved as it is; gives the draft, and why it cannot.

    No draft where it is as saved, or longer than any draft.
    """
    refused = "" if form.is_valid() else " ".join(form.errors.get("text", ()))
    if form.draft is None:
        return None, refused
    opened = form.cleaned_data.get("opened") or 0
    return keep_draft(report=report, heading=form.heading, text=form.draft, opened=opened, by=by), refused


class KeepDraft(Writing, View):
    """Keeping what somebody types: asked by the page every few seconds and when it is left."""

    http_method_names = ("post",)

    def closed(self) -> HttpResponse:
        """Signed off meanwhile."""
        return JsonResponse({"refused": SIGNED}, status=HTTPStatus.CONFLICT)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it; gives the time."""
        wanted = request.POST.get("heading", "")
        headings = self.report.template.headings.filter(field="")
        heading = headings.filter(pk=wanted).first() if wanted.isdecimal() else None
        if heading is None:
            raise Http404("The report has no such heading.")
        if request.POST.get("drop"):
            drop_draft(report=self.report, heading=heading.pk, by=request.user)
            return redirect(f"{reverse('write-report', args=[self.report.pk])}#section-{heading.pk}")
        draft, refused = kept_as_draft(SectionForm(request.POST, heading=heading), self.report, request.user)
        answer = {"at": f"{localtime(draft.at):%H:%M}" if draft else ""}
        if refused:
            status = HTTPStatus.OK if draft else HTTPStatus.UNPROCESSABLE_ENTITY
            return JsonResponse(answer | {"refused": refused}, status=status)
        return JsonResponse(answer)


class Appendices(Writing):
    """The appendices of a report: what they show, their order, and how they look now."""

    title = "Appendices"
    template_name = "meetings/report_appendices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the figures as they stand."""
        rows = list(self.report.appendices.all())
        return super().get_context_data(
            rows=rows,
            blocks=appendix_blocks(self.report, self.report.item.meeting, self.request.council),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Move one up or down, or take it off: what, which and its version as seen, "up-12-3"."""
        asked = re.fullmatch(r"(up|down|off)-(\d{1,9})-(\d{1,9})", request.POST.get("do", ""))
        if not asked:
            raise Http404("There is nothing of this name to do.")
        done, key, seen = asked[1], int(asked[2]), int(asked[3])
        try:
            if done == "off":
                remove_appendix(report=self.report, appendix=key, seen=seen)
                messages.success(request, "The appendix is taken off.")
            else:
                move_appendix(report=self.report, appendix=key, by=-1 if done == "up" else 1, seen=seen)
        except NotDoneError as refused:
            messages.warning(request, str(refused))
        return redirect("report-appendices", self.report.pk)


class EditAppendix(Asks, Writing):
    """Adding an appendix, or changing one."""

    @cached_property
    def appendix(self) -> ReportAppendix | None:
        """The one that the address names; none for a new one."""
        key = self.kwargs.get("appendix")
        return get_object_or_404(ReportAppendix, report=self.report, pk=key) if key else None

    def get_title(self) -> str:
        """Which one."""
        return f"Change {self.appendix.label}" if self.appendix else "Add an appendix"

    @property
    def way_back(self) -> str:
        """All appendices of the report."""
        return reverse("report-appendices", args=[self.report.pk])

    def get_form(self, data: Any = None) -> AppendixForm:
        """Over it."""
        return AppendixForm(data, instance=self.appendix or ReportAppendix(report=self.report, label="–"))

    def take(self, form: AppendixForm) -> str:
        """Save it."""
        facts = form.cleaned_data
        saved = save_appendix(
            report=self.report,
            appendix=self.appendix,
            title=facts["title"],
            kind=AppendixKind(facts["kind"]),
            plan=facts["plan"],
            period=facts["period"],
        )
        return f"{ReportAppendix.objects.get(pk=saved.pk).label} is saved."
