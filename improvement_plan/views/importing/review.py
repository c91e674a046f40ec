"""What was made of a paper: its doubts and decisions on many of them at once, taking it in, and undoing that."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic import TemplateView, View

from core.formats import count
from improvement_plan.imports.journal import BuiltUponError
from improvement_plan.imports.looking import look_over
from improvement_plan.imports.taking import NotTakenError, fingerprint, take_in, undo
from improvement_plan.imports.uploads import SettledMeanwhileError, accept_all, keep_gone, settle_posts
from improvement_plan.reviewing import Review
from improvement_plan.views.importing.frame import OnePaper, number_of


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
            after=number_of(asked.get("after")) or 0,
            at=asked.get("at", ""),
            page=number_of(asked.get("page")),
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
        seen = {form.question.key: form.cleaned_data["seen"] for form in forms if form.is_valid()}
        try:
            settle_posts(self.upload, decided, by=request.user, seen={key: what for key, what in seen.items() if what})
        except SettledMeanwhileError as theirs:
            return self.meanwhile(wanted, theirs)
        if len(decided) < len(forms):
            self.look = look_over(self.upload)
            return self.reviewed(status=422, posted=request.POST)
        messages.success(request, f"{count(len(decided), 'post')} settled.")
        return self.back(at="posts")

    def meanwhile(self, keys: list[str], theirs: SettledMeanwhileError) -> HttpResponse:
        """The page as somebody else has settled the posts, with what was said by whoever comes second in the boxes."""
        for name in ("upload", "look"):
            self.__dict__.pop(name, None)
        posted = self.request.POST.copy()
        for form in Review(self.look).post_forms(keys):
            posted[form.add_prefix("seen")] = form.initial["seen"]
        return self.reviewed(status=409, problem=str(theirs), posted=posted)


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


class UndoImport(OnePaper, TemplateView):
    """Taking back what a paper made and changed."""

    template_name = "improvement_plan/imports/undo.html"

    def get_title(self) -> str:
        """What one is asked."""
        return f"Undo the import of {self.upload.name}?"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the page of the paper."""
        return self.way_by_the_paper()

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
