"""The papers of items as files of their own, for people and for the council's committee system."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from core.answers import name_file
from core.clock import now
from core.pdf import PaperError
from core.pdf import render as lay_out
from core.steps import Asks
from meetings.choices import Audience, PackState
from meetings.filing import FILES, kept_pdf, request_files
from meetings.forms.files import FilesForm
from meetings.item_files import item_html, stems_of
from meetings.reporting import MeetingView, agenda
from meetings.reporting.agenda import item_view
from meetings.reporting.progress import under_way
from meetings.stored import DamagedError, intact
from meetings.views.meetings import ItemPage
from meetings.views.packs import BuildProgress, ForKeepers, OfPacks
from meetings.word import item_document

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WAIT_SECONDS = 25
"""So long a page waits for one item to be laid out; a longer one is made in the background."""


class ItemFile(ItemPage):
    """The papers of an item as a file, for whoever may read the item."""

    ending = ""

    @cached_property
    def view(self) -> MeetingView:
        """The agenda that names it."""
        return agenda(self.meeting, self.request.council, audience=self.audience)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file, named by the council's pattern."""
        item = self.agenda_item
        if item.is_closed and self.audience == Audience.PUBLIC:
            raise PermissionDenied(
                "This item is not public: only members of the board and the performance team may read it."
            )
        self.item = item_view(item, self.meeting, request.council, audience=self.audience)
        if not self.item.has_papers:
            raise Http404("No papers were sent out for this item.")
        return self.answer()

    def answer(self) -> HttpResponse:
        """What is given out."""
        raise TypeError(f"{type(self).__name__} says what it gives out.")

    def file(self, content: bytes, kind: str) -> HttpResponse:
        """The file under its name."""
        stems = stems_of(self.view, council=self.request.council, board=self.meeting.board)
        answer = HttpResponse(content, content_type=kind)
        name_file(answer, f"{stems[self.item.number]}.{self.ending}")
        answer["Cache-Control"] = "private"
        return answer


class ItemPdf(ItemFile):
    """The papers of an item as PDF/UA-1."""

    ending = "pdf"

    def answer(self) -> HttpResponse:
        """As it was made for the committee system, where it is still so; laid out now where not."""
        html = item_html(self.item, self.view, council=self.request.council)
        try:
            content = kept_pdf(self.meeting, self.audience, html) or self.laid_out(html)
        except PaperError as failed:
            return self.not_now(failed)
        except DamagedError:  # what was kept is broken: the item is laid out anew
            content = self.laid_out(html)
        return self.file(content, "application/pdf")

    def laid_out(self, html: str) -> bytes:
        """The PDF, made while the reader waits. Raises PaperError after 25 seconds."""
        return lay_out(html, brand_colour=self.request.council.brand_colour, limit_seconds=WAIT_SECONDS).content

    def not_now(self, failed: PaperError) -> HttpResponse:
        """Where a long item is found instead."""
        sentence = (
            f"The papers of this item are too long to be made while you wait. {failed} Read them on screen, or as a Word "
            "file; the performance team can have the PDF made under “Files of items”."
        )
        facts = {"title": "Not as PDF just now", "sentence": sentence, "crumbs": self.get_crumbs()}
        return render(self.request, "error.html", facts, status=HTTPStatus.SERVICE_UNAVAILABLE)


class ItemWord(ItemFile):
    """The papers of an item as a Word file."""

    ending = "docx"

    def answer(self) -> HttpResponse:
        """Made now; it takes a second at most."""
        return self.file(item_document(self.item, self.view, council=self.request.council), WORD)


class FilesPage(OfPacks):
    """The files of a meeting's items: each by itself, and all of them in a ZIP for the committee system."""

    template_name = "meetings/files.html"

    def get_title(self) -> str:
        """What the page is of."""
        return "Files of items"

    @property
    def files(self) -> Any:
        """The ZIPs that the person may have; what failed or is under way is for those who keep the papers."""
        found = self.meeting.item_files.filter(audience__in=self.audiences).select_related("meeting__board")
        found = found.select_related("requested_by").order_by("-requested_at", "-pk")
        return found if self.keeps else found.filter(state=PackState.READY)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The items with their files' names, the ZIPs and the form."""
        council = self.request.council
        view = agenda(self.meeting, council, audience=self.audience)
        stems = stems_of(view, council=council, board=self.meeting.board)
        if self.keeps:
            FILES.revive(self.meeting)
        files = list(self.files)
        kwargs.setdefault("form", FilesForm())
        return super().get_context_data(
            meeting=self.meeting,
            keeps=self.keeps,
            items=[(item, stems[item.number]) for item in view.items if item.papers],
            files=files,
            under_way=under_way(files, now()),
            pattern=council.item_file_pattern,
            **kwargs,
        )


class MakeFiles(Asks, ForKeepers, FilesPage):
    """Having the files made; they appear on the page of the files."""

    http_method_names = ("post",)
    template_name = FilesPage.template_name

    @property
    def way_back(self) -> str:
        """That page."""
        return reverse("item-files", args=[self.meeting.pk])

    def get_form(self, data: Any = None) -> FilesForm:
        """For whom."""
        return FilesForm(data)

    def take(self, form: FilesForm) -> str:
        """Ask for them."""
        audience = Audience(form.cleaned_data["audience"])
        _, is_new = request_files(meeting=self.meeting, audience=audience, by=self.request.user)
        return "The files are being made." if is_new else "The files are being made already: here is how far they are."


class FilesProgress(BuildProgress):
    """Of the making of files."""

    building = FILES


class FilesZip(FilesPage):
    """The ZIP: one edition, or the newest for an audience."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file, whole and as it was made."""
        audience = self.kwargs.get("audience") or request.GET.get("audience") or Audience.PUBLIC
        made = self.meeting.item_files.filter(audience=audience, state=PackState.READY).select_related("meeting__board")
        if "edition" in self.kwargs:
            made = made.filter(edition=self.kwargs["edition"])
        if audience not in self.audiences and audience in list(Audience):
            raise PermissionDenied("The members' files are for members of the board and the performance team.")
        found = made.order_by("-edition").first()
        if found is None:
            raise Http404("The files of this meeting's items have not been made yet.")
        try:
            content = intact(found.file, found.sha256, str(found))
        except DamagedError as damage:
            return self.damaged(damage)
        answer = HttpResponse(content, content_type="application/zip")
        name_file(answer, found.filename, keep=True)
        answer["Cache-Control"] = "private"
        return answer
