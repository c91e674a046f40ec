"""The first page, My work, and search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import TemplateView

from accounts.filters import SignInFilter
from accounts.models import SignInEvent
from accounts.tables import SignInTable
from actions.listed import cards
from actions.models import Action
from actions.reporting import first_sources, with_first_sources
from actions.subscriptions import calendar_address
from actions.updating import UpdateCard, UpdateSheet, written_on
from actions.views.requests import how_many_wait
from core.clock import today
from core.formats import count, listed
from core.rag import Rag
from core.statements import stated_once
from core.steps import Press
from core.views import InPlace, ListPage
from councilperf.cycle import steps
from councilperf.directorate.report import in_short
from councilperf.first_steps import first_steps
from improvement_plan.reporting.late import late_in_plans
from indicators.reporting.due import figures_due
from indicators.reporting.scorecard import choose, periods_held
from indicators.reporting.signing import to_sign_in_short
from meetings.models import Meeting
from meetings.reporting import cycle_at, my_papers, own_reports, with_own_reports
from meetings.reporting.mine import last_look
from organisation import rights
from organisation.access import ForDoers, ForPerformanceTeam
from publishing.views.pages import PublicFront
from search.recent import viewed

DUE_SOON = 30
"""Days ahead that count as soon."""
NEEDED, OVERDUE, SOON, REST = "Needs an update this cycle", "Overdue", "Due soon", "The rest"


@dataclass(frozen=True)
class WorkGroup:
    """Some of a person's actions, under a heading that says why they stand together."""

    heading: str
    cards: tuple[UpdateCard, ...]


def _open_or_written_on(posts: Iterable[int], data: QueryDict) -> QuerySet[Action]:
    """The actions of some posts that are not closed, or that something was written of, with what their cards show."""
    shown = Q(closed_on__isnull=True) | Q(pk__in=written_on(data))
    return with_first_sources(Action.objects.filter(shown).for_posts(posts).with_details())


@stated_once
def _next_meetings(*posts: int, on: date) -> QuerySet[Meeting]:
    """The next three meetings, with how many reports some posts owe."""
    return with_own_reports(Meeting.objects.standing().coming(on).select_related("board"), posts)[:3]


class MyWork(ForDoers, InPlace, TemplateView):
    """All that the person's posts lead or contribute to: what needs a word first, each with its form."""

    title = "My work"
    place = "home"
    template_name = "home/my_work.html"

    @cached_property
    def posts(self) -> frozenset[int]:
        """The posts that the person holds."""
        return rights.posts_of(self.request.user)

    def sheet(self, data: QueryDict | None = None) -> UpdateSheet:
        """A card for each action that is not closed or that something was just written of, with what asks for it. Three queries."""
        on, seasons = today(), {"seasons_fall_due": self.request.council.seasons_fall_due}
        answers = self.posts and rights.may_answer_for(self.request.user, self.posts)
        if data is None:
            return UpdateSheet(cards(self.posts, on, **seasons) if answers else (), on=on, **seasons)
        sheet = UpdateSheet(_open_or_written_on(self.posts, data) if answers else (), on=on, data=data, **seasons)
        for card in sheet.cards:
            card.first_sources = first_sources(card.action)
        return sheet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The cards in their groups, how many are updated, and what else is due."""
        on, council = today(), self.request.council
        since = cycle_at(on, months=council.cycle_months)
        sheet = kwargs.pop("sheet", None) or self.sheet()
        to_do = [card for card in sheet.cards if not _is_done(card)]
        meetings = _next_meetings(*self.posts, on=on)
        writes = bool(meetings and meetings[0].own_reports and rights.may_read(self.request.user))
        return super().get_context_data(
            posts=listed(post.title for post in rights.held_posts(self.request.user)),
            groups=_groups(to_do, since, on),
            complete=[card.line for card in sheet.cards if _is_done(card)],
            problems=sheet.problems,
            updated=sum(_is_updated(card, since) for card in to_do),
            total=len(to_do),
            since=since,
            figures=figures_due(self.posts, on, reporting_days=council.reporting_days) if self.posts else [],
            to_sign=to_sign_in_short(self.request.user, self.posts),
            on=on,
            calendars=[
                (post.title, self.request.build_absolute_uri(address))
                for post in rights.held_posts(self.request.user)
                if (address := calendar_address(self.request.user, post.pk))
            ],
            decisions=how_many_wait(self.request.user, council),
            reports=[(line, line.told_to(self.posts)) for line in own_reports(self.posts, on)] if writes else [],
            meetings=meetings,
            boards=list(self.request.user.boards.select_related("board")),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what was filled in. What needs another look stays on the page with its words; the rest is saved."""
        sheet = self.sheet(request.POST)
        updates = sheet.save(by=request.user)
        if updates:
            messages.success(request, f"{count(len(updates), 'update').capitalize()} saved.")
        if sheet.strays:
            lost = count(sheet.strays, "update")
            messages.warning(
                request,
                f"{lost} could not be saved: the action has passed to another post.",
            )
        if sheet.problems or sheet.lost:
            fresh = self.sheet()
            again = {card.action.pk: card for card in sheet.cards if not card.saved}
            fresh.cards = [again.pop(card.action.pk, card) for card in fresh.cards]
            fresh.cards += [card for card in again.values() if card.needs_another_look]
            clashed = sheet.clashed or (sheet.lost and not sheet.problems)
            status = HTTPStatus.CONFLICT if clashed else HTTPStatus.UNPROCESSABLE_ENTITY
            return self.render_to_response(self.get_context_data(sheet=fresh, words=sheet.lost), status=status)
        if not updates and not sheet.strays:
            messages.warning(request, "Nothing was filled in, so nothing was saved.")
        return redirect(request.path)


def _is_done(card: UpdateCard) -> bool:
    """Whether an action is complete. While words on it wait to be saved, it stands with those that are not."""
    return card.line.rating.rag == Rag.COMPLETE and not card.needs_another_look


def _is_updated(card: UpdateCard, since: date) -> bool:
    """Whether somebody has said something of an action since a day."""
    return card.line.last_said_on is not None and card.line.last_said_on >= since


def _groups(cards: list[UpdateCard], since: date, on: date) -> list[WorkGroup]:
    """What needs a word this cycle, then what is overdue, what is due soon, and the rest by date."""
    groups: dict[str, list[UpdateCard]] = {heading: [] for heading in (NEEDED, OVERDUE, SOON, REST)}
    for card in sorted(cards, key=lambda card: (card.line.due is None, card.line.due or since)):
        due = card.line.due
        if not _is_updated(card, since):
            groups[NEEDED].append(card)
        elif card.line.is_overdue:
            groups[OVERDUE].append(card)
        elif due and on <= due <= on + timedelta(days=DUE_SOON):
            groups[SOON].append(card)
        else:
            groups[REST].append(card)
    return [WorkGroup(heading, tuple(held)) for heading, held in groups.items() if held]


class Home(MyWork):
    """My work for those who are signed in, after what their role asks for first; for everybody else, what this is, or how to begin."""

    template_name = "home/home.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An empty database says how to begin; a stranger is told how the council is doing."""
        reads = request.method in ("GET", "HEAD")
        if request.council.pk is None and reads:
            if rights.may_manage(request.user):
                return redirect("start")
            return self.show("home/begin.html", title="Nothing here yet")
        if not request.user.is_authenticated and reads:
            return PublicFront.as_view()(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """My work, and above it what a role asks for first.

        The directorate of whoever heads one, how far the cycle is for those who keep it, and the papers for those who sit
        on a board.
        """
        person, on = self.request.user, today()
        found = super().get_context_data(viewed=viewed(self.request), **kwargs)
        headed = rights.directorates_headed(person, on) if rights.may_read(person) else ()
        if headed:
            period = choose(periods_held(), "", on)
            found["headed"] = in_short(headed, period, on, council=self.request.council)
        if rights.may_manage(person):
            found["steps"] = steps(self.request.council, person, on)
            found["done"] = sum(step.is_done for step in found["steps"])
            if person.shown_first_steps:
                found["first"] = first_steps(self.request.council, person)
        if found["boards"] and rights.may_read(person):
            found["papers"] = my_papers(person, on, last_look(person))
            found["plans"] = late_in_plans(on, self.request.council)
        return found

    def show(self, template: str, *, title: str) -> HttpResponse:
        """A page of its own."""
        self.template_name = template
        return self.render_to_response({"title": title, "place": "home"})


class FirstStepsPage(ForPerformanceTeam, InPlace, TemplateView):
    """The way of a new council from nothing to a published pack: what is there, and what is next."""

    title = "First steps"
    place = "home"
    template_name = "home/first_steps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How far it is."""
        return super().get_context_data(first=first_steps(self.request.council, self.request.user), **kwargs)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to My work, where there is a council to work for."""
        return (("My work", reverse("home")),) if self.request.council.pk else ()


class ShowFirstSteps(ForPerformanceTeam, Press):
    """Whether one's own My work leads to the first steps."""

    def take(self) -> str:
        """Show them there, or put them away."""
        person = self.request.user
        person.shown_first_steps = self.request.POST.get("shown") == "yes"
        person.save()
        if person.shown_first_steps:
            return "My work leads to the first steps until they are done."
        return "The first steps are put away. They stay under “First steps” at the head of My work."

    @property
    def way_back(self) -> str:
        """The steps."""
        return reverse("start")


class Keyboard(LoginRequiredMixin, InPlace, TemplateView):
    """The keys that do something, for those who cannot or will not have them in a dialog."""

    title = "Keyboard"
    template_name = "home/keyboard.html"
    crumbs = (("My work", reverse_lazy("home")),)


class SignInLog(ForPerformanceTeam, ListPage):
    """What happened at the door, of everybody."""

    title = "Log of sign-ins"
    template_name = "accounts/sign_ins.html"
    filters = SignInFilter
    table = SignInTable
    export_name = "sign-ins"
    counted_as = "entry,entries"

    def get_queryset(self) -> QuerySet:
        """All entries, the newest first."""
        return SignInEvent.objects.select_related("person")

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("My work", reverse("home")),)


@require_http_methods(["GET", "HEAD", "POST"])
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The admin has no door of its own: people sign in where guesses are counted and second factors asked for."""
    if request.user.is_authenticated:
        raise PermissionDenied("Only the performance team can open the admin.")
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


@require_safe
@cache_control(max_age=3600, public=True)
def brand(request: HttpRequest) -> HttpResponse:
    """The council's own colour, in place of the token."""
    return HttpResponse(f":root {{ --brand: {request.council.brand_colour}; }}\n", content_type="text/css")


@require_safe
def logo(request: HttpRequest) -> FileResponse:
    """The council's logo."""
    if not request.council.logo:
        raise Http404("The council has no logo here.")
    return FileResponse(request.council.logo.open("rb"))
