"""The packs of a meeting: building, reading, issuing, and the files that go with items."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import View

from core.answers import name_file
from core.clock import now, today
from core.formats import clock_time, short_date
from core.steps import Again, Asks, Press
from meetings.attachments import attach, take_off
from meetings.building import Building
from meetings.choices import Audience, PackState
from meetings.editions import PACKS, current, issue_pack, request_packs, together
from meetings.forms.packs import AttachmentForm, IssueForm, PackForm
from meetings.models import AgendaItem, ItemAttachment, Pack
from meetings.packs import changes_of, standing
from meetings.reporting.progress import under_way
from meetings.reporting.readiness import unready
from meetings.stored import DamagedError, intact
from meetings.views.meetings import OneMeeting
from organisation import rights


class OfPacks(OneMeeting):
    """What the pages of packs have in common: whether the person keeps them, and which they may have."""

    @cached_property
    def keeps(self) -> bool:
        """Whether the person builds and issues the packs of this board."""
        return rights.may_keep_board(self.request.user, self.meeting.board)

    @cached_property
    def audience(self) -> Audience:
        """As whom the person sees its papers; who issues them sees them all."""
        may = self.keeps or rights.may_see_exempt(self.request.user, self.meeting.board)
        return Audience.MEMBERS if may else Audience.PUBLIC

    @cached_property
    def packs(self) -> QuerySet[Pack]:
        """The packs that the person may have: drafts are for those who issue them."""
        found = self.meeting.packs.filter(audience__in=self.audiences).select_related("meeting__board", "main")
        return found if self.keeps else found.filter(issued_at__isnull=False)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the meeting."""
        return (*super().get_crumbs(), (str(self.meeting), self.meeting.get_absolute_url()))

    def the_pack(self) -> Pack:
        """The edition that the address names, as far as the person may have it."""
        audience, edition = self.kwargs["audience"], self.kwargs["edition"]
        pack = self.meeting.packs.filter(audience=audience, edition=edition)
        pack = pack.select_related("meeting__board", "main", "issued_by", "requested_by").first()
        if pack is None or pack.state != PackState.READY:
            raise Http404("No pack has been built yet.")
        if pack.audience not in self.audiences:
            raise PermissionDenied("The members' pack is for members of the board and the performance team.")
        if pack.is_draft and not self.keeps:
            raise Http404("This edition has not been issued.")
        return pack

    def damaged(self, damage: DamagedError) -> HttpResponse:
        """The page that says that a stored file is not what was issued."""
        facts = {"title": "This file cannot be given out", "sentence": str(damage), "crumbs": self.get_crumbs()}
        return render(self.request, "meetings/pack_damaged.html", facts, status=HTTPStatus.INTERNAL_SERVER_ERROR)


class ForKeepers(OfPacks, Again):
    """For those who build and issue the packs of this board."""

    refusal = "Only the performance team and the clerk of this board can do this."

    @property
    def way_back(self) -> str:
        """The packs of the meeting."""
        return reverse("pack", args=[self.meeting.pk])

    def allowed(self) -> bool:
        """The performance team and the board's clerk."""
        return super().allowed() and self.keeps


class PackPage(OfPacks):
    """The packs of a meeting: editions, where each item stands, and a button that builds a new one."""

    template_name = "meetings/packs.html"

    def get_title(self) -> str:
        """What the page is of."""
        return "Agenda pack"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its packs as the person may have them."""
        if self.keeps:
            PACKS.revive(self.meeting)
        packs = list(self.packs.light().select_related("requested_by", "issued_by").order_by("-requested_at", "-pk"))
        mains = {pack.audience: pack for pack in reversed(packs) if pack.issued_at and not pack.is_supplement}
        main = mains.get(self.audience) or mains.get(Audience.PUBLIC)
        kwargs.setdefault("form", PackForm(issued=bool(mains)))
        return super().get_context_data(
            meeting=self.meeting,
            keeps=self.keeps,
            packs=packs,
            holding={pack.pk for pack in mains.values()},
            main=main,
            standing=standing(main) if main else (),
            under_way=under_way(packs, now()),
            **kwargs,
        )


class BuildPack(Asks, ForKeepers, PackPage):
    """Asking for new editions; they appear on the page of the packs."""

    http_method_names = ("post",)
    template_name = PackPage.template_name
    at_fault = "holds"

    def get_form(self, data: Any = None) -> PackForm:
        """What is to be built."""
        return PackForm(data, issued=any(current(self.meeting, audience) for audience in Audience))

    def take(self, form: PackForm) -> str:
        """Ask for them."""
        packs, new = request_packs(
            meeting=self.meeting, audiences=form.audiences, by=self.request.user, supplement=form.supplement
        )
        if new:
            return f"{named(packs)} {'are' if len(packs) > 1 else 'is'} being built."
        asked = clock_time(packs[0].requested_at.time())
        names = " and ".join(f"the {pack.spoken}" for pack in packs)
        messages.info(
            self.request,
            f"Nothing new was begun: {names}, asked for at {asked}, {'are' if len(packs) > 1 else 'is'} still being "
            "built. What has been changed since may not be in it; build again when it is there.",
        )
        return ""


def named(packs: Sequence[Pack]) -> str:
    """Their names, to begin a sentence."""
    names = " and ".join(f"the {pack.spoken}" for pack in packs)
    return f"{names[:1].upper()}{names[1:]}"


class BuildProgress(ForKeepers, View):
    """Where builds of a meeting stand that are under way, for the page that waits for them."""

    building: Building

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As JSON."""
        self.building.revive(self.meeting)
        unfinished = self.building.model.objects.unfinished().filter(meeting=self.meeting).order_by("-requested_at")
        return JsonResponse(under_way(list(unfinished), now()).as_json)


class PackProgress(BuildProgress):
    """Of packs."""

    building = PACKS


class PackFile(OfPacks, View):
    """The file of a pack: one edition, or the newest issued that the person may have."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF, which is the same bytes for ever."""
        pack = self.the_pack() if "edition" in self.kwargs else self.newest()
        try:
            content = intact(pack.file, pack.sha256, f"the {pack.spoken}")
        except DamagedError as damage:
            return self.damaged(damage)
        return as_file(content, pack.filename)

    def newest(self) -> Pack:
        """The pack that holds, the members' before the public one."""
        for audience in reversed(self.audiences):
            pack = current(self.meeting, audience)
            if pack:
                return pack
        raise Http404("No pack has been issued yet.")


def as_file(content: bytes, name: str) -> HttpResponse:
    """A PDF to keep."""
    answer = HttpResponse(content, content_type="application/pdf")
    name_file(answer, name, keep=True)
    return answer


class ReadPack(OfPacks):
    """An edition read on screen: the same words and page numbers as the PDF."""

    template_name = "meetings/pack_read.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The frozen HTML within the frame of the site."""
        self.pack = self.the_pack()
        if not self.pack.html:
            raise Http404("This edition was built before packs could be read on screen. Its PDF is there.")
        try:
            self.papers = inside(intact(self.pack.html, self.pack.html_sha256, f"the {self.pack.spoken}"))
        except DamagedError as damage:
            return self.damaged(damage)
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        """Which edition."""
        return self.pack.name

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the packs."""
        return (*super().get_crumbs(), ("Agenda pack", reverse("pack", args=[self.meeting.pk])))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The papers and the ways through them."""
        ranges = {page_range["number"]: page_range for page_range in self.pack.payload.get("ranges", [])}
        items = [(item, ranges[item["number"]]) for item in self.pack.payload["items"] if item["number"] in ranges]
        files = [(item, file) for item in self.pack.payload["items"] for file in item["attachments"]]
        return super().get_context_data(
            meeting=self.meeting, pack=self.pack, papers=self.papers, items=items, files=files, **kwargs
        )


def inside(html: bytes) -> SafeString:
    """What stands in the body of a frozen document, which our own templates made and escaped."""
    text = html.decode()
    begins = text.index(">", text.index("<body")) + 1
    return mark_safe(text[begins : text.rindex("</body>")])  # noqa: S308


class IssuePack(Asks, ForKeepers):
    """Issuing an edition, after what is not ready has been looked at."""

    template_name = "meetings/pack_issue.html"

    @cached_property
    def pack(self) -> Pack:
        """The edition."""
        pack = self.the_pack()
        if pack.issued_at is not None:
            raise Http404(f"The {pack.spoken} was issued on {short_date(pack.issued_at)} already.")
        return pack

    def get_title(self) -> str:
        """What is done."""
        return f"Issue the {self.pack.spoken}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the packs."""
        return (*super().get_crumbs(), ("Agenda pack", self.way_back))

    @cached_property
    def missing(self) -> tuple:
        """What is not ready today."""
        return unready(self.meeting, today())

    @property
    def stopped(self) -> bool:
        """Whether something must be mended first."""
        return any(one.stops for one in self.missing)

    def get_form(self, data: Any = None) -> IssueForm:
        """Asks for a reason where something is not ready."""
        form = IssueForm(data, needs_reason=any(not one.stops for one in self.missing))
        if form.is_bound and self.stopped:
            form.add_error(None, "Something must be mended before this can be issued: see below.")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What would be issued, and what is not ready."""
        main = None if self.pack.is_supplement else current(self.meeting, Audience(self.pack.audience))
        return super().get_context_data(
            meeting=self.meeting,
            pack=self.pack,
            together=together(self.pack),
            unready=self.missing,
            stopped=self.stopped,
            changes=changes_of(self.pack),
            replaces=main,
            **kwargs,
        )

    def take(self, form: IssueForm) -> str:
        """Issue it."""
        issued = issue_pack(self.pack, by=self.request.user, despite=form.cleaned_data.get("despite", ""))
        return f"{named(issued)} {'were' if len(issued) > 1 else 'was'} issued."


class Attachments(Asks, ForKeepers):
    """The files that go with an item: what there is, and one more."""

    template_name = "meetings/pack_attachments.html"
    at_fault = "file"

    @cached_property
    def item(self) -> AgendaItem:
        """The item that the address names."""
        return get_object_or_404(AgendaItem, meeting=self.meeting, number=self.kwargs["number"])

    @property
    def way_back(self) -> str:
        """The page itself, for the next file."""
        return reverse("item-attachments", args=[self.meeting.pk, self.item.number])

    def get_title(self) -> str:
        """Of which item."""
        return f"Files attached to item {self.item.number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is attached."""
        attachments = self.item.attachments.filter(removed_at__isnull=True)
        return super().get_context_data(meeting=self.meeting, item=self.item, attachments=attachments, **kwargs)

    def get_form(self, data: Any = None) -> AttachmentForm:
        """A file and its title."""
        return AttachmentForm(data, self.request.FILES if data is not None else None)

    def take(self, form: AttachmentForm) -> str:
        """Attach a file."""
        file, title = form.cleaned_data["file"], form.cleaned_data["title"]
        attach(item=self.item, title=title, name=file.name, file=file, by=self.request.user)
        return "The file is attached. Build the pack again to have it listed there."


class TakeOff(Press, ForKeepers):
    """Taking a file off its item; editions that were issued with it still have it."""

    def take(self) -> str:
        """Take it off."""
        found = ItemAttachment.objects.select_related("item").filter(item__meeting=self.meeting)
        self.attachment = get_object_or_404(found, pk=self.kwargs["attachment"])
        take_off(self.attachment, by=self.request.user)
        return "The file was taken off. Editions that were issued with it still have it."

    def way_on(self) -> str:
        """To the files of the item."""
        return reverse("item-attachments", args=[self.meeting.pk, self.attachment.item.number])


class AttachmentFile(OfPacks, View):
    """A file that goes with an item, for those who may have an edition that lists it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        found = ItemAttachment.objects.select_related("item")
        attachment = get_object_or_404(found, pk=self.kwargs["attachment"], item__meeting=self.meeting)
        if not self.keeps:
            if attachment.item.is_closed and self.audience == Audience.PUBLIC:
                raise PermissionDenied("This file is for members of the board and the performance team.")
            if attachment.pk not in self.packs.issued().attached():
                raise Http404("No such file was issued.")
        try:
            content = intact(attachment.file, attachment.sha256, f"“{attachment.title}”")
        except DamagedError as damage:
            return self.damaged(damage)
        return as_file(content, attachment.name)
