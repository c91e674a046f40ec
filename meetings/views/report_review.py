"""The review of a report: who reviews it, sending it, signing it, giving it back, opening it again, and what is said."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from core.refusals import NotDoneError
from core.steps import Asks
from meetings.choices import ReportState, ReportStep
from meetings.forms.reports import CommentForm, ReviewersForm, WordsForm
from meetings.models import CommitteeReport, ReportComment, ReportEvent, ReportReviewer
from meetings.reporting.reports import written_view
from meetings.rules.reports import Move, refusal
from meetings.services.report_letters import tell_whose_turn
from meetings.services.reports import (
    ReportError,
    ReviewersChangedError,
    comment,
    reopen,
    return_to_author,
    reviewers_seen,
    send_for_review,
    set_reviewers,
    settle,
    withdraw,
)
from meetings.signing import sign
from meetings.views.reports import OneReport, ReportPage, Writing, last_signatory
from organisation import rights
from organisation.models import Post


class Reviewers(Asks, Writing):
    """Who reviews a report, in order, and by when."""

    title = "Who reviews it"
    template_name = "meetings/report_reviewers.html"
    at = "review"

    def get_form(self, data: Any = None) -> ReviewersForm:
        """A row for each, and some to spare."""
        rows = list(self.report.reviewers.all())
        named = [(row.post_id, row.deadline) for row in rows]
        return ReviewersForm(data, named=named, seen=reviewers_seen(rows))

    def refused(self, form: ReviewersForm, why: NotDoneError) -> HttpResponse:
        """Where somebody else has named others meanwhile, both stand on the page."""
        if isinstance(why, ReviewersChangedError):
            form.is_stale, form.data = True, form.data.copy()
            form.data["seen"] = reviewers_seen(why.rows)
        return super().refused(form, why)

    def take(self, form: ReviewersForm) -> str:
        """Save them."""
        wanted = form.wanted()
        posts = Post.objects.in_bulk([post for post, _ in wanted])
        set_reviewers(
            report=self.report,
            wanted=[(posts[post], deadline) for post, deadline in wanted],
            seen=form.cleaned_data["seen"] or None,
        )
        return "The reviewers are saved." if wanted else "Nobody reviews the report now."


class StepPage(Asks, OneReport):
    """A step that asks for words first."""

    move: Move
    label = "Why"
    hint = "It stands in the history of the report."
    required = True

    @property
    def button(self) -> str:
        """What is done."""
        return self.get_title()

    def why_not(self) -> str:
        """Why the step cannot be taken now."""
        return refusal(ReportState(self.report.state), self.move)

    def get_form(self, data: Any = None) -> WordsForm:
        """Words."""
        return WordsForm(data, label=self.label, required=self.required, help_text=self.hint)

    @property
    def decides_on(self) -> CommitteeReport:
        """The report."""
        return self.report

    def step(self, words: str) -> ReportEvent:
        """Take the step."""
        raise TypeError(f"{type(self).__name__} says which step it takes.")

    def said(self, event: ReportEvent) -> str:
        """What is said of it."""
        return "The report is a draft again."

    def take(self, form: WordsForm) -> str:
        """Take the step; then write to whoever it waits for."""
        event = self.step(form.cleaned_data["words"])
        for unreached in tell_whose_turn(event):
            messages.warning(self.request, f"A letter could not be sent to {unreached}")
        return self.said(event)


class ByAuthor(StepPage):
    """A step of those who write the report."""

    refusal = Writing.refusal

    def allowed(self) -> bool:
        """Those who write it."""
        return super().allowed() and self.writes


class SendReport(ByAuthor):
    """Sending a report to its reviewers."""

    move = Move.SEND
    title = "Send for review"
    label = "A word to the reviewers"
    required = False
    explains = "The reviewers are asked in their order, the first of them by mail now. It can still be changed: who has signed an earlier text is asked again."

    def step(self, words: str) -> ReportEvent:
        """Send it."""
        return send_for_review(report=self.report, by=self.request.user, words=words)

    def said(self, event: ReportEvent) -> str:
        """To whom."""
        return f"The report is in review. It waits for the {self.review.turn.post}."


class WithdrawReport(ByAuthor):
    """Taking a report back from review."""

    move = Move.WITHDRAW
    title = "Withdraw from review"

    def step(self, words: str) -> ReportEvent:
        """Take it back."""
        return withdraw(report=self.report, by=self.request.user, because=words)


class ByReviewer(StepPage):
    """A step of the reviewer whose turn it is, or of the performance team for them."""

    @property
    def turn(self) -> ReportReviewer | None:
        """Whose turn it is."""
        return self.review.turn if self.report.state == ReportState.REVIEW else None

    @property
    def refusal(self) -> str:
        """Who may."""
        who = f"the {self.turn.post}, whose turn it is," if self.turn else "the reviewer whose turn it is"
        return f"This is for {who} and for the performance team."

    @property
    def acts(self) -> bool:
        """Whether the person acts for the post, without holding it."""
        return self.turn is not None and self.turn.post_id not in rights.posts_of(self.request.user)

    def allowed(self) -> bool:
        """Who holds the post whose turn it is, or acts for it; all who review it, where it is nobody's."""
        if not super().allowed():
            return False
        return self.turn is None or rights.may_sign_report(self.request.user, self.turn.post_id)


class SignReport(ByReviewer):
    """Signing a report: the reviewer reads it as the board will, then signs."""

    template_name = "meetings/report_sign.html"
    move = Move.SIGN
    label = "A word with it"
    required = False

    def get_title(self) -> str:
        """As or for whom."""
        return f"Sign {'for' if self.acts else 'as'} the {self.turn.post}" if self.turn else "Sign the report"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The report as it will look, and the text that is signed."""
        last = [row for row, one, _ in self.review.rows if one != "done"] == [self.turn]
        explains = (
            "You are the last to sign: the report is signed off then, its words and figures are frozen as they stand "
            "today, and others may read it."
            if last
            else "The next reviewer is asked then."
        )
        if self.acts:
            explains += " You do not hold this post: it is recorded that you acted for it."
        view = written_view(self.report, self.report.item.meeting, self.request.council)
        return super().get_context_data(view=view, seen=self.review.text, **kwargs) | {"explains": explains}

    def step(self, words: str) -> ReportEvent:
        """Sign what was read."""
        if self.turn is None:
            raise ReportError(self.why_not() or "Everybody has signed this text.")
        return sign(
            report=self.report,
            by=self.request.user,
            post=self.turn.post,
            seen=self.request.POST.get("seen", ""),
            acting=self.acts,
            words=words,
        )

    def said(self, event: ReportEvent) -> str:
        """Signed, or signed off."""
        if event.step == ReportStep.SIGNED_OFF:
            return "The report is signed off. Its words and figures are frozen as they stand today."
        return "Signed. The next reviewer is asked."


class ReturnReport(ByReviewer):
    """Giving a report back to its author."""

    move = Move.RETURN
    title = "Return to the author"
    label = "What is to be done"
    hint = "The author is told by mail. What concerns one heading is better said as a comment there."

    def step(self, words: str) -> ReportEvent:
        """Give it back."""
        return return_to_author(report=self.report, by=self.request.user, because=words)

    def said(self, event: ReportEvent) -> str:
        """That it is with the author."""
        return f"The report is with the {self.report.author} again."


class ReopenReport(StepPage):
    """Opening a report that was signed off."""

    move = Move.REOPEN
    title = "Open the report again"
    explains = "It is a draft then, and others no longer read it until all have signed again. What was signed off is kept as it was."
    refusal = "A report that was signed off is opened again by the performance team or by who signed it last."

    def allowed(self) -> bool:
        """The performance team, and the last signatory."""
        return super().allowed() and rights.may_reopen_report(self.request.user, last_signatory(self.report))

    def step(self, words: str) -> ReportEvent:
        """Open it."""
        return reopen(report=self.report, by=self.request.user, because=words)

    def said(self, event: ReportEvent) -> str:
        """That it is a draft."""
        return "The report is a draft again. What was signed off is kept."


class CommentOnReport(ReportPage):
    """Saying something of a report, answering, or noting that something is settled."""

    at = "comments"
    http_method_names = ("post",)

    @cached_property
    def speaks_as(self) -> Post | None:
        """As which of the posts that have a part in it the person speaks."""
        held = rights.held_posts(self.request.user)
        return next((post for post in held if post.pk in self.insiders), None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it."""
        if "settle" in request.POST:
            return self.settled(request.POST["settle"])
        form = CommentForm(request.POST, template=self.report.template)
        if not form.is_valid():
            return self.again(comment_form=form)
        said = comment(
            report=self.report,
            text=form.cleaned_data["text"],
            by=request.user,
            post=self.speaks_as,
            heading=form.cleaned_data["heading"],
            answers=self.answered(request.POST.get("answers", "")),
        )
        messages.success(request, "Your answer is kept." if said.answers_id else "Your comment is kept.")
        return self.back()

    def answered(self, key: str) -> ReportComment | None:
        """What is answered."""
        if not key:
            return None
        found = (
            self.report.comments.filter(pk=key).select_related("answers__heading", "heading").first()
            if key.isdecimal()
            else None
        )
        if found is None:
            raise Http404("There is no such comment on this report.")
        return found

    def settled(self, key: str) -> HttpResponse:
        """Note that a comment is settled."""
        if not key.isdecimal() or not self.report.comments.filter(pk=key).exists():
            raise Http404("There is no such comment on this report.")
        settle(report=self.report, comments=[int(key)], by=self.request.user)
        messages.success(self.request, "The comment is settled.")
        return self.back()
