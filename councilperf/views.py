"""The first page, My work, search, and what machines ask."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from actions.models import Action
from actions.reporting import first_sources, with_first_sources
from actions.subscriptions import calendar_address
from actions.updating import UpdateCard, UpdateSheet, written_on
from actions.views.requests import how_many_wait
from core.clock import today
from core.formats import count, listed
from core.rag import Rag
from core.views import InPlace
from councilperf.search import search
from indicators.reporting.due import figures_due
from meetings.models import Meeting
from meetings.reporting import cycle_at, own_reports, with_own_reports
from organisation import rights
from organisation.access import ForDoers, ForReaders

LEAST_FREE_DISK = 0.05


DUE_SOON = 30
"""Days ahead that count as soon."""
NEEDED, OVERDUE, SOON, REST = "Needs an update this cycle", "Overdue", "Due soon", "The rest"


@dataclass(frozen=True)
class WorkGroup:
    """Some of a person's actions, under a heading that says why they stand together."""

    heading: str
    cards: tuple[UpdateCard, ...]


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
        actions = Action.objects.none()
        if self.posts and rights.may_answer_for(self.request.user, self.posts):
            shown = Q(closed_on__isnull=True) | Q(pk__in=written_on(data or {}))
            actions = with_first_sources(Action.objects.filter(shown).for_posts(self.posts).with_details())
        sheet = UpdateSheet(actions, on=today(), data=data, seasons_fall_due=self.request.council.seasons_fall_due)
        for card in sheet.cards:
            card.first_sources = first_sources(card.action)
        return sheet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The cards in their groups, how many are updated, and what else is due."""
        on, council = today(), self.request.council
        since = cycle_at(on, months=council.cycle_months)
        sheet = kwargs.pop("sheet", None) or self.sheet()
        cards = [card for card in sheet.cards if not _is_done(card)]
        meetings = list(with_own_reports(Meeting.objects.standing().coming(on).select_related("board"), self.posts)[:3])
        writes = bool(meetings and meetings[0].own_reports and rights.may_read(self.request.user))
        return super().get_context_data(
            posts=listed(post.title for post in rights.held_posts(self.request.user)),
            groups=_groups(cards, since, on),
            complete=[card.line for card in sheet.cards if _is_done(card)],
            problems=sheet.problems,
            updated=sum(_is_updated(card, since) for card in cards),
            total=len(cards),
            since=since,
            figures=figures_due(self.posts, on, reporting_days=council.reporting_days) if self.posts else [],
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
                f"{lost} could not be saved: the action has passed to another post. Go back to find your words.",
            )
        if sheet.problems:
            fresh = self.sheet()
            again = {card.action.pk: card for card in sheet.cards if not card.saved}
            fresh.cards = [again.pop(card.action.pk, card) for card in fresh.cards]
            fresh.cards += [card for card in again.values() if card.needs_another_look]
            status = HTTPStatus.CONFLICT if sheet.clashed else HTTPStatus.UNPROCESSABLE_ENTITY
            return self.render_to_response(self.get_context_data(sheet=fresh), status=status)
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
    """My work for those who are signed in; for everybody else, what this is, or how to begin."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An empty database says how to begin; a stranger gets the front page."""
        if request.council.pk is None:
            return self.show("home/begin.html", title="Nothing here yet")
        if not request.user.is_authenticated and request.method != "POST":
            return self.show("home/front.html", title=f"How {request.council.name} is doing")
        return super().dispatch(request, *args, **kwargs)

    def show(self, template: str, *, title: str) -> HttpResponse:
        """A page of its own."""
        self.template_name = template
        return self.render_to_response({"title": title, "place": "home"})


class Search(ForReaders, InPlace, TemplateView):
    """One box for everything."""

    title = "Search"
    template_name = "home/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Eleven queries at most."""
        words = self.request.GET.get("q", "").strip()[:100]
        return super().get_context_data(search_words=words, findings=search(words, self.request.user), **kwargs)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("My work", reverse("home")),)


@cache_control(max_age=3600, public=True)
def brand(request: HttpRequest) -> HttpResponse:
    """The council's own colour, in place of the token."""
    return HttpResponse(f":root {{ --brand: {request.council.brand_colour}; }}\n", content_type="text/css")


def logo(request: HttpRequest) -> FileResponse:
    """The council's logo."""
    if not request.council.logo:
        raise Http404("The council has no logo here.")
    return FileResponse(request.council.logo.open("rb"))


def live(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; needs no database."""
    return HttpResponse("ok", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Whether the process can serve: database, migrations, disk. Says no more than that."""
    usage = shutil.disk_usage(settings.BASE_DIR)
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:
        pending = True
    if pending or usage.free < usage.total * LEAST_FREE_DISK:
        return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
