"""Bringing the plan that a council already has: choose the paper, settle its doubts, confirm, and undo."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.views.generic import TemplateView, View

from core.documents import DocumentError, Table
from core.formats import count
from core.views import InPlace
from improvement_plan.import_forms import NEWER, ColumnsForm, PaperForm
from improvement_plan.imports.journal import BuiltUponError
from improvement_plan.imports.looking import Look, look_over
from improvement_plan.imports.taking import NotTakenError, fingerprint, take_in, undo
from improvement_plan.imports.uploads import (
    TakenError,
    accept,
    accept_all,
    choose,
    decide_anew,
    keep_file,
    keep_gone,
    keep_text,
    point_out,
    settle_posts,
    settle_row,
)
from improvement_plan.models import KnownHeading, Plan, PlanUpload
from improvement_plan.reviewing import Review
from improvement_plan.rules.columns import Column, columns_of
from improvement_plan.rules.rows import Kind
from improvement_plan.rules.table import TOP_ROWS, heading_row
from organisation.access import ForPerformanceTeam

KEPT = 20
"""So many of the newest papers are listed."""
SAMPLES = 3
"""So many texts of a column are shown below its heading."""
PAPERS = "Import a plan"


class PaperPage(ForPerformanceTeam, InPlace, TemplateView):
    """Choosing a file or pasting a table, and the papers that were brought before."""

    title = PAPERS
    place = "plans"
    template_name = "improvement_plan/imports/papers.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the list of plans."""
        return (("Plans", reverse("plans")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and the newest papers."""
        return super().get_context_data(**{"form": self.form(), "papers": self.papers()} | kwargs)

    def form(self) -> PaperForm:
        """The form; for the plan that the address names, where it names one."""
        plan = Plan.objects.filter(slug=self.request.GET.get("plan", "")).first()
        return PaperForm(initial={"what": NEWER, "plan": plan} if plan else None)

    def papers(self) -> list[tuple[PlanUpload, int]]:
        """The newest papers, with how many decisions were made of each; what is left is counted where it is read."""
        papers = PlanUpload.objects.select_related("by", "plan", "taken_by", "undone_by").defer("content", "journal")
        kept = papers[:KEPT]
        return [(one, sum(len(one.decisions.get(about, ())) for about in ("rows", "posts"))) for one in kept]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the paper and look it over, or say why it cannot be read."""
        form = PaperForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            about = {"by": request.user, "written_on": said["written_on"].due, "plan": said.get("plan")}
            about["title"] = "" if about["plan"] else said["title"]
            file = said["file"]
            try:
                kept = keep_file(file.name, file.read(), **about) if file else keep_text(said["text"], **about)
            except DocumentError as unreadable:
                form.add_error("file" if file else "text", str(unreadable))
            else:
                return redirect(kept)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OnePaper(ForPerformanceTeam, InPlace):
    """What the pages of one paper have in common."""

    place = "plans"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What was taken in meanwhile is settled no more: it says so."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except TakenError as taken:
            messages.warning(request, str(taken))
            return redirect("plan-upload", self.kwargs["pk"])

    @cached_property
    def upload(self) -> PlanUpload:
        """The paper that the address names."""
        papers = PlanUpload.objects.select_related("by", "plan", "taken_by", "undone_by")
        return get_object_or_404(papers.defer("journal"), pk=self.kwargs["pk"])

    @cached_property
    def look(self) -> Look:
        """What it says, as it is understood now."""
        return look_over(self.upload)

    def get_title(self) -> str:
        """What it brings."""
        if self.upload.plan and not self.upload.is_new:
            return f"Newer version of {self.upload.plan}"
        return self.upload.title or self.upload.name

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the page of papers."""
        return (("Plans", reverse("plans")), (PAPERS, reverse("plan-import")))

    def back(self, *, after: int = 0, at: str = "") -> HttpResponseRedirect:
        """To the review, where the person was."""
        where = {"after": after, "at": at} if after else {"at": at}
        return redirect(f"{self.upload.get_absolute_url()}?{urlencode(where)}#said")


class PaperReview(OnePaper, TemplateView):
    """What was made of a paper, doubts first; taking it in. Of a paper that was taken in, what came of it."""

    template_name = "improvement_plan/imports/review.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The review; where no plan was recognised, the page on which to point it out."""
        if not self.upload.is_open:
            self.template_name = "improvement_plan/imports/taken.html"
            return self.render_to_response(self.get_context_data(upload=self.upload))
        if not self.look.rows:
            return redirect("plan-upload-columns", self.upload.pk)
        return self.reviewed()

    def reviewed(self, *, status: int = 200, problem: str = "", posted: Any = None) -> HttpResponse:
        """The page as it stands now."""
        asked = self.request.GET
        review = Review(
            self.look,
            after=_number(asked.get("after")) or 0,
            at=asked.get("at", ""),
            page=_number(asked.get("page")),
            posted=posted,
        )
        if review.wanted is not None and not 1 <= review.wanted <= review.page_count:
            raise Http404(f"There is no page {review.wanted} of this plan.")
        shown = {"upload": self.upload, "look": self.look, "review": review, "seen": fingerprint(self.look)}
        return self.render_to_response(self.get_context_data(problem=problem, **shown), status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it in, if that still does what the person saw."""
        said = request.POST
        staying = None if self.upload.is_new else said.getlist("stays")
        try:
            taken = take_in(self.upload, by=request.user, seen=said.get("seen") or "nothing", staying=staying)
        except NotTakenError as refused:
            if not self.upload.is_open or not self.look.rows:
                messages.warning(request, str(refused))
                return redirect(self.upload)
            return self.reviewed(status=409, problem=str(refused))
        messages.success(
            request,
            format_html(
                '{} <a class="govuk-notification-banner__link" href="{}">Undo it</a>',
                f"{'The plan was made' if taken.is_new else 'The plan was brought up to the paper'}: {taken.summary}",
                reverse("plan-upload-undo", args=[taken.pk]),
            ),
        )
        return redirect(taken.plan)


class RowPage(OnePaper, TemplateView):
    """One row of a paper: how it should read."""

    template_name = "improvement_plan/imports/row.html"

    def get_title(self) -> str:
        """Which row it is."""
        return f"Row {self.kwargs['row']}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the review."""
        return (*super().get_crumbs(), (OnePaper.get_title(self), self.upload.get_absolute_url()))

    @cached_property
    def row(self) -> int:
        """The number of the row, if the paper has it."""
        if self.look.table is None or self.kwargs["row"] not in self.look.rows:
            raise Http404(f"This paper has no row {self.kwargs['row']} in its plan.")
        return self.kwargs["row"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The row as it stands and as it is understood, with its form."""
        if not self.upload.is_open:
            return redirect(self.upload)
        return self.shown(Review(self.look).card_of(self.row))

    def shown(self, card: Any, *, form: Any = None, status: int = 200) -> HttpResponse:
        """The page, with a form that was filled in where there is one."""
        review = Review(self.look)
        above = [line for *_, line in review.placed if line.row < self.row]
        context = self.get_context_data(
            upload=self.upload,
            card=card,
            form=form or card.form,
            settled=review.settled(self.row),
            above=above[-1] if above else None,
            at=self.at,
        )
        return self.render_to_response(context, status=status)

    @property
    def at(self) -> str:
        """The part of the review from which the person came."""
        return "doubts" if self.request.GET.get("at", self.request.POST.get("at")) == "doubts" else "plan"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take what is proposed, what was written, leave the row out, or decide anew."""
        row, do = self.row, request.POST.get("do")
        if do == "accept":
            accept(self.upload, [row], by=request.user)
            messages.success(request, f"Row {row}: taken as proposed.")
        elif do == "leave":
            settle_row(self.upload, row, by=request.user, left_out=True)
            messages.success(request, f"Row {row} is left out.")
        elif do == "anew":
            decide_anew(self.upload, row)
            messages.success(request, f"Row {row} reads as the program reads it. Decide on it anew.")
            waits = {one[0] for one in Review(look_over(PlanUpload.objects.get(pk=self.upload.pk))).waiting}
            return self.back(after=row - 1, at="doubts") if row in waits else self.back(after=row, at="plan")
        else:
            form = Review(self.look).form(row, request.POST)
            if not form.is_valid():
                return self.shown(Review(self.look).card_of(row), form=form, status=422)
            settle_row(self.upload, row, by=request.user, cells=form.cells, kind=Kind[form.cleaned_data["kind"]])
            messages.success(request, f"Row {row}: taken as you wrote it.")
        return self.back(after=row, at=self.at)


class AcceptProposed(OnePaper, View):
    """Taking everything that is proposed and not decided yet."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept it."""
        if not self.look.rows:
            raise Http404("No plan was found in this paper yet.")
        accept_all(self.upload, self.look, by=request.user)
        messages.success(request, f"{count(self.look.doubts(), 'doubt')} settled as proposed.")
        return self.back(at="doubts")


class SettlePosts(PaperReview):
    """Saying what the posts are that nobody knows: one of them (``only``), or all that are on the page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was said. Where something of it is not clear, the page says so, with what was said in the boxes."""
        if not self.look.rows:
            raise Http404("No plan was found in this paper yet.")
        only = request.POST.get("only", "")
        known = {post.key for post in self.look.posts}
        wanted = [key for key in request.POST.getlist("post") if key in known and only in ("", key)]
        forms = Review(self.look).post_forms(wanted, request.POST)
        decided = {form.question.key: form.decided for form in forms if form.is_valid()}
        settle_posts(self.upload, decided, by=request.user)
        if len(decided) < len(forms):
            self.look = look_over(self.upload)
            return self.reviewed(status=422, posted=request.POST)
        messages.success(request, f"{count(len(decided), 'post')} settled.")
        return self.back(at="posts")


class KeepGone(OnePaper, View):
    """Saying which lines stay open that the paper has no more."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep it, without taking the paper in."""
        stays = request.POST.getlist("stays")
        keep_gone(self.upload, stays)
        lines = count(len(stays), "line")
        messages.success(request, f"{lines} {'stays' if len(stays) == 1 else 'stay'} open that the paper has no more.")
        return self.back(at="confirm")


class ChooseTable(OnePaper, View):
    """Reading another of the tables that may be the plan."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read it instead."""
        choice = _number(request.POST.get("choice"))
        if choice is None or choice >= len(self.look.tables):
            raise Http404("This paper has no such table.")
        choose(self.upload, choice)
        messages.success(request, f"The table “{self.look.tables[choice].name}” is read now.")
        return self.back(at="top")


class PointOut(OnePaper, TemplateView):
    """Saying by hand which table is the plan, which row has its headings, and which column is which."""

    title = "Point out the plan"
    template_name = "improvement_plan/imports/columns.html"

    def get_title(self) -> str:
        """What one does here."""
        return self.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the review, where there is one."""
        here = (OnePaper.get_title(self), self.upload.get_absolute_url())
        return (*super().get_crumbs(), here) if self.look.rows else super().get_crumbs()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A paper that was taken in has nothing to point out."""
        if request.user.is_authenticated and self.allowed() and not self.upload.is_open:
            return redirect(self.upload)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def remembered(self) -> dict[str, str]:
        """What headings meant before."""
        return dict(KnownHeading.objects.values_list("heading", "column"))

    @cached_property
    def asked(self) -> dict[str, int | None]:
        """Which table and which row of headings the address or the form names."""
        said = self.request.POST or self.request.GET
        return {"table": _number(said.get("table")), "row": _number(said.get("row"))}

    @cached_property
    def place_of_table(self) -> int:
        """The table that is shown: the one that was asked for, pointed out or read, or has the most rows."""
        tables, kept = self.look.document.tables, self.upload.place or {}
        wanted = self.asked["table"]
        if wanted is not None:
            if wanted >= len(tables):
                raise Http404("This paper has no such table.")
            return wanted
        if "table" in kept:
            return kept["table"]
        if self.look.table:
            read = {row.number for row in self.look.table.rows}
            return next(place for place, table in enumerate(tables) if any(row.number in read for row in table.rows))
        return max(range(len(tables)), key=lambda place: len(tables[place].rows))

    @cached_property
    def table(self) -> Table:
        """The table that is shown."""
        return self.look.document.tables[self.place_of_table]

    @cached_property
    def row(self) -> int:
        """Where its headings stand, from 0; -1 where it has none."""
        wanted, kept = self.asked["row"], self.upload.place or {}
        if wanted is not None:
            return wanted - 1 if wanted <= min(len(self.table.rows), TOP_ROWS) else 0
        if kept.get("table") == self.place_of_table:
            return kept["row"]
        found = heading_row(self.table, self.remembered)
        return found[0] if found else 0

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, empty where the table has none."""
        return self.table.rows[self.row].cells if self.row >= 0 else ("",) * len(self.table.rows[0].cells)

    @property
    def guessed(self) -> tuple[Column | None, ...]:
        """What the columns are taken for, or were said to be."""
        kept = self.upload.place or {}
        if (kept.get("table"), kept.get("row")) == (self.place_of_table, self.row):
            return tuple(Column(name) if name else None for name in kept["columns"])
        return columns_of(self.headings, self.remembered)

    @cached_property
    def below(self) -> list[list[str]]:
        """The first texts of each column."""
        cells = zip(*(row.cells for row in self.table.rows[self.row + 1 :]), strict=True)
        found = [[text for text in column if text][:SAMPLES] for column in cells]
        return found or [[] for _ in self.headings]

    def form(self, data: Any = None) -> ColumnsForm:
        """A choice for each column."""
        return ColumnsForm(data, headings=self.headings, guessed=self.guessed, below=self.below)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tables to choose from, the rows that may hold the headings, and the columns."""
        form = kwargs.pop("form", None) or self.form()
        tops = [
            (place, ", ".join(short for cell in row.cells if (short := " ".join(cell.split())[:30])))
            for place, row in enumerate(self.table.rows[:TOP_ROWS], 1)
        ]
        return super().get_context_data(
            upload=self.upload,
            recognised=self.look.table is not None,
            tables=list(enumerate(self.look.document.tables)),
            chosen=self.place_of_table,
            tops=tops,
            row=self.row + 1,
            form=form,
            columns=[(field, self.below[int(field.name[1:])]) for field in form],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it, remember the headings for next time, and look the paper over with it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        point_out(self.upload, table=self.place_of_table, row=self.row, headings=self.headings, columns=form.columns)
        messages.success(request, "The plan is read with these columns. Their headings are remembered for next time.")
        return self.back(at="top")


class UndoImport(OnePaper, TemplateView):
    """Taking back what a paper made and changed."""

    template_name = "improvement_plan/imports/undo.html"

    def get_title(self) -> str:
        """What one is asked."""
        return f"Undo the import of {self.upload.name}?"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the page of the paper."""
        return (*super().get_crumbs(), (OnePaper.get_title(self), self.upload.get_absolute_url()))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What will be taken away and put back."""
        if self.upload.is_open or self.upload.undone_at:
            return redirect(self.upload)
        return self.asked()

    def asked(self, *, problem: str = "", status: int = 200) -> HttpResponse:
        """The question, and why it could not be done where that was tried."""
        journal = self.upload.journal
        context = self.get_context_data(
            upload=self.upload, problem=problem, made=_counted(journal["made"]), changed=_counted(journal["before"])
        )
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Undo it, unless somebody has built on it."""
        try:
            undo(self.upload, by=request.user)
        except BuiltUponError as built:
            return self.asked(problem=str(built), status=409)
        messages.success(request, "The import was undone. The paper is kept.")
        return redirect(self.upload)


def _counted(rows: dict[str, dict]) -> list[str]:
    """Rows of a journal in words: "173 actions", "10 sections"."""
    found = []
    for label, keys in rows.items():
        names = apps.get_model(label)._meta
        found.append(count(len(keys), str(names.verbose_name), str(names.verbose_name_plural)))
    return found


def _number(text: str | None) -> int | None:
    """A whole number from 0 that an address or a form names; None where it names none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
