"""Which clinics are suggested and why; what becomes of each suggestion; clinics without a rule; what rules weigh."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import TemplateView, View

from clinics.choices import Kind, State
from clinics.forms.suggestions import (
    AcceptForm,
    CommissionForm,
    DeclineForm,
    DeclineWrittenForm,
    SendForm,
    SuggestionFilter,
    WeightsForm,
    accept_initial,
)
from clinics.models import RuleWeight
from clinics.reporting.suggestions import (
    SUGGESTION_COLUMNS,
    Examined,
    NoSuchPeriodError,
    Suggestions,
    Written,
    choose_period,
    examined,
    periods_with_figures,
    suggestion_address,
    suggestion_rows,
    suggestions,
)
from clinics.rules.suggesting import Finding
from clinics.services.suggestions import (
    Asked,
    WeightsChangedError,
    accept,
    commission,
    decline,
    other_open_clinics,
    send,
    take_back,
    turn_down,
    weigh_rules,
)
from core import exports
from core.answers import name_file
from core.clock import today
from core.formats import count
from core.pdf import render as render_paper
from core.refusals import NotDoneError
from core.steps import Again, Asks
from core.views import InPlace, paginate
from indicators.models import Indicator
from organisation import rights
from organisation.access import ForCommissioners, ForReaders
from organisation.models import Post, ReportingPeriod, in_force
from organisation.rights import held_posts

ONLY_THE_TEAM = "Suggestions are answered by the performance team."


class OnPeriod(ForReaders):
    """A page about what is suggested for the period that the address names."""

    @cached_property
    def periods(self) -> list[ReportingPeriod]:
        """Those that can be chosen, newest first."""
        return periods_with_figures()

    @cached_property
    def period(self) -> ReportingPeriod | None:
        """The one that was, or the newest that most indicators report; None where no figure has been entered."""
        try:
            return choose_period(self.periods, self.request.GET.get("period", ""), today())
        except NoSuchPeriodError as unknown:
            raise Http404(str(unknown)) from unknown

    @property
    def file_name(self) -> str:
        """suggested-clinics-2006-07."""
        plain = "".join(letter if letter.isalnum() else "-" for letter in str(self.period).lower())
        return f"suggested-clinics-{plain.strip('-')}"

    @cached_property
    def everything(self) -> Suggestions:
        """All that is suggested for the period."""
        if self.period is None:
            raise Http404("No figure has been entered yet, so there is nothing that rules could be applied to.")
        return suggestions(self.period, council=self.request.council)

    @cached_property
    def form(self) -> SuggestionFilter:
        """What the address asks of it."""
        return SuggestionFilter(self.request.GET, found=self.everything, periods=self.periods)


class SuggestedClinics(OnPeriod, InPlace, TemplateView):
    """Clinics that people and rules suggest for a period, each with its reasons."""

    title = "Suggested clinics"
    place = "clinics"
    template_name = "clinics/suggestions/list.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all clinics."""
        return (("Clinics", reverse("clinics")),)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or its lines as a file; where no figure has been entered at all, a page that says so."""
        if self.period is None:
            return render(request, "clinics/suggestions/nothing_yet.html", self.get_frame())
        kind = request.GET.get("_export")
        if kind is None:
            return super().get(request, *args, **kwargs)
        if kind not in exports.FORMATS:
            raise Http404(f"Lists are exported as {', '.join(exports.FORMATS)}, not as {kind}.")
        rows = suggestion_rows(self.form.applied(self.everything))
        return exports.respond(SUGGESTION_COLUMNS, rows, kind=kind, name=self.file_name)

    def get_frame(self) -> dict[str, Any]:
        """The frame of a page alone."""
        return {"title": self.title, "place": self.place, "crumbs": self.get_crumbs()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Thirteen queries, however many indicators."""
        found = self.form.applied(self.everything)
        parts = (("suggested", [*found.written, *found.open]), ("in_hand", found.in_hand), ("answered", found.answered))
        page = paginate([(part, one) for part, some in parts for one in some], self.request)
        return super().get_context_data(
            found=found,
            form=self.form,
            period=self.period,
            suggested=len(found.written) + len(found.open),
            page=page,
            paginator=page.paginator,
            asked=self.request.GET.urlencode(safe="/"),
            may_commission=rights.may_commission(self.request.user),
            **kwargs,
        )


class SuggestedClinicsPdf(OnPeriod, View):
    """The suggestions of a period on paper."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """PDF/UA-1, landscape."""
        found = self.form.applied(self.everything)
        facts = {
            "found": found,
            "title": f"Suggested clinics {found.period}",
            "council": request.council,
            "on": today(),
        }
        html = render_to_string("clinics/suggestions/paper.html", facts)
        paper = render_paper(html, brand_colour=request.council.brand_colour)
        response = HttpResponse(paper.content, content_type="application/pdf")
        name_file(response, f"{self.file_name}.pdf")
        return response


class SuggestedClinicsXlsx(OnPeriod, View):
    """The suggestions of a period as a workbook to print."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What the PDF holds."""
        found = self.form.applied(self.everything)
        from clinics.workbook import suggestions_workbook  # openpyxl is slow to import

        content = suggestions_workbook(found, today(), council=request.council.short_name)
        response = HttpResponse(content, content_type=exports.TYPES["xlsx"])
        name_file(response, f"{self.file_name}-to-print.xlsx", keep=True)
        return response


class SuggestionPage(OnPeriod, Again):
    """One indicator: what each rule says of it, and what is to become of that."""

    place = "clinics"
    template_name = "clinics/suggestions/page.html"

    @cached_property
    def periods(self) -> list[ReportingPeriod]:
        """Those with figures, and those for which people suggest clinics on what has no figure yet."""
        asked = ReportingPeriod.objects.filter(clinics__state=State.SUGGESTED).distinct()
        held = periods_with_figures()
        return held + [period for period in asked if period not in held]

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all suggestions of the period."""
        suggested = f"{reverse('suggested-clinics')}?{urlencode({'period': self.period})}"
        return (("Clinics", reverse("clinics")), ("Suggested clinics", suggested))

    def get_title(self) -> str:
        """The indicator's."""
        return f"{self.indicator.ref}: {self.indicator.title}"

    @cached_property
    def indicator(self) -> Indicator:
        """The one that the address names."""
        found = Indicator.objects.select_related("set", "owner__directorate")
        return get_object_or_404(found, set__code=self.kwargs["code"], ref=self.kwargs["ref"])

    @cached_property
    def examined(self) -> Examined:
        """What the rules say."""
        if self.period is None:
            raise Http404("No figure has been entered yet, so there is nothing that rules could be applied to.")
        return examined(self.indicator, self.period, council=self.request.council)

    @property
    def written(self) -> Written | None:
        """The clinic that a person suggests on it, the first where there are several."""
        return next(iter(self.examined.written), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The rules that hold: in the period of the clinic that a person suggests, where there is one."""
        if self.written:
            return next(one.fired for one in self.written.suggestions if one.indicator == self.indicator)
        return self.examined.suggestion.fired

    @property
    def may_answer(self) -> bool:
        """Whether there is something to answer, and the person may."""
        suggestion = self.examined.suggestion
        answerable = bool(suggestion.fired or self.written) and not suggestion.open_clinics
        return answerable and rights.may_manage(self.request.user)

    @cached_property
    def posts(self) -> list[Post]:
        """The posts of today."""
        return list(Post.objects.filter(in_force(today())))

    sent: Form | None = None
    """The form that was sent."""

    def get_form(self, name: str) -> Form:
        """A form of the page, filled where it is the one that was sent."""
        form = self.made(name)
        self.sent = form if form.is_bound else self.sent
        return form

    def made(self, name: str) -> Form:
        """The form."""
        data = self.request.POST if self.request.POST.get("answer") == name else None
        if name != "accept":
            declining = DeclineWrittenForm if self.written else DeclineForm
            return {"decline": declining, "send": SendForm}[name](data, auto_id=f"{name}_%s")
        written = self.written.clinic if self.written else None
        return AcceptForm(
            data,
            auto_id="accept_%s",
            posts=[(post.pk, str(post)) for post in self.posts],
            initial=accept_initial(self.indicator, written, self.posts),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """At most eighteen queries."""
        suggestion = self.examined.suggestion
        shown: dict[str, Any] = {}
        if self.may_answer:
            shown["accept"] = self.get_form("accept")
            if self.written or not suggestion.is_answered:
                shown |= {"decline": self.get_form("decline"), "send": self.get_form("send")}
        shown |= kwargs
        return super().get_context_data(
            suggestion=suggestion,
            written=self.examined.written,
            indicator=self.indicator,
            period=self.period,
            may_commission=rights.may_commission(self.request.user),
            **shown,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept it, decline it, send it to the directorate, or take an answer back."""
        if not rights.may_manage(request.user):
            raise PermissionDenied(ONLY_THE_TEAM)
        answers = {"accept": self.accept, "decline": self.decline, "send": self.send, "back": self.take_back}
        wanted = answers.get(request.POST.get("answer", ""))
        if wanted is None:
            raise Http404("A suggestion is accepted, declined, sent to the directorate, or its answer taken back.")
        try:
            return wanted()
        except NotDoneError as refused:
            if self.sent is None:
                messages.error(request, str(refused))
                return redirect(self.address)
            self.sent.add_error(None, str(refused))
            self.__dict__.pop("examined", None)
            return self.again(HTTPStatus.CONFLICT, form=self.sent, **{request.POST["answer"]: self.sent})

    @property
    def address(self) -> str:
        """Where it stands."""
        return suggestion_address(self.indicator, str(self.period))

    def accept(self) -> HttpResponse:
        """It becomes a clinic."""
        form = self.get_form("accept")
        if not form.is_valid():
            return self.again(accept=form, form=form)
        clinic = accept(
            indicator=self.indicator,
            period=self.period,
            findings=self.findings,
            title=form.cleaned_data["title"],
            kind=form.cleaned_data["kind"],
            who=form.who,
            when=form.when,
            written=self.written.clinic if self.written else None,
        )
        messages.success(self.request, f"“{clinic}” is {clinic.get_state_display().lower()}.")
        return redirect(clinic)

    def decline(self) -> HttpResponse:
        """No clinic is wanted."""
        form = self.get_form("decline")
        if not form.is_valid():
            return self.again(decline=form, form=form)
        if self.written:
            return self.turn_down(form.cleaned_data["reason"])
        decline(
            indicator=self.indicator,
            period=self.period,
            facts=self.examined.suggestion.facts,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        messages.success(self.request, f"{self.indicator.ref} is declined, and not suggested again on these facts.")
        return redirect(self.address)

    def send(self) -> HttpResponse:
        """The directorate is asked."""
        form = self.get_form("send")
        if not form.is_valid():
            return self.again(send=form, form=form)
        if self.written:
            return self.turn_down(form.cleaned_data["reason"], sent_to=self.indicator)
        answer = send(
            indicator=self.indicator,
            period=self.period,
            findings=self.examined.suggestion.fired,
            facts=self.examined.suggestion.facts,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        messages.success(self.request, f"The {answer.action.lead} is asked to look into {self.indicator.ref}.")
        return redirect(self.address)

    def turn_down(self, reason: str, sent_to: Indicator | None = None) -> HttpResponse:
        """The clinic that a person suggests is not held."""
        written = self.written
        clinic = turn_down(
            written=written.clinic,
            period=written.clinic.period or self.period,
            asked=[Asked(one.indicator, one.findings, one.facts) for one in written.suggestions],
            reason=reason,
            by=self.request.user,
            sent_to=sent_to,
        )
        done = f"is not held: the {sent_to.owner} is asked to look into {sent_to.ref}" if sent_to else "is declined"
        messages.success(self.request, f"“{clinic}” {done}. The reason stands on its page.")
        return redirect(clinic)

    def take_back(self) -> HttpResponse:
        """The answer no longer stands."""
        wanted = self.request.POST.get("which", "")
        if not wanted.isdigit():
            raise Http404("Say which answer is taken back.")
        answer = take_back(answer=int(wanted), indicator=self.indicator, by=self.request.user)
        stays = ""
        if answer.action:
            stays = (
                " What the directorate was asked is closed."
                if answer.action.closed_on
                else " The action stays with its owner, who has worked on it: close it on its page if it is no longer wanted."
            )
        messages.success(self.request, f"The answer is taken back.{stays}")
        return redirect(self.address)


class CommissionClinic(ForCommissioners, Asks):
    """A clinic that somebody wants without a rule."""

    title = "Commission a clinic"
    place = "clinics"
    button = "Commission the clinic"
    leave = "Leave it"
    about = "For what no rule has found. It is suggested; the performance team agrees it and finds a day."

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all suggestions."""
        return (("Clinics", reverse("clinics")), ("Suggested clinics", reverse("suggested-clinics")))

    def get_form(self, data: Any = None) -> CommissionForm:
        """With the posts that the person holds; boards for the performance team."""
        manages = rights.may_manage(self.request.user)
        return CommissionForm(
            data,
            posts=held_posts(self.request.user),
            for_board=manages,
            initial={
                "kind": Kind.CORPORATE if manages else Kind.DIRECTORATE,
                "indicators": self.request.GET.get("indicator", ""),
            },
        )

    @property
    def way_back(self) -> str:
        """All suggestions."""
        return reverse("suggested-clinics")

    def take(self, form: CommissionForm) -> str:
        """Call for it."""
        asked = form.cleaned_data
        self.clinic = commission(
            title=asked["title"],
            why=asked["why"],
            kind=asked["kind"],
            indicators=asked["indicators"],
            board=asked.get("board"),
            post=asked.get("post"),
        )
        for other in other_open_clinics(self.clinic):
            messages.warning(self.request, f"A clinic is open already on one of its indicators: “{other}”.")
        return f"“{self.clinic}” is suggested. The performance team agrees it and finds a day."

    def way_on(self, form: CommissionForm) -> str:
        """To the clinic."""
        return self.clinic.get_absolute_url()


class RuleWeights(ForReaders, Again):
    """How much each rule weighs: all who read see it, the performance team changes it."""

    title = "When a clinic is suggested"
    place = "clinics"
    template_name = "clinics/suggestions/rules.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all suggestions."""
        return (("Clinics", reverse("clinics")), ("Suggested clinics", reverse("suggested-clinics")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The weights as they are."""
        if "form" not in kwargs:
            kwargs["form"] = WeightsForm(rows=_weights())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Weigh them anew."""
        if not rights.may_manage(request.user):
            raise PermissionDenied("Only the performance team changes how much a rule weighs.")
        form = WeightsForm(request.POST, rows=_weights())
        if form.is_valid():
            try:
                changed = weigh_rules(weights=form.weights, opened=form.opened)
            except WeightsChangedError as theirs:
                form.add_error(None, str(theirs))
                form.read_again(_weights())
                form.is_stale = True
            else:
                said = f"{count(len(changed), 'weight')} changed." if changed else "Nothing was changed."
                messages.success(request, said)
                return redirect("clinic-rules")
        return self.again(form=form)


def _weights() -> dict[str, RuleWeight]:
    """What the council has set, by rule."""
    return {row.rule: row for row in RuleWeight.objects.all()}
