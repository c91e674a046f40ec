"""The first page, My work, search, and what machines ask."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from actions.models import Action
from actions.reporting import ActionLine, line
from core.clock import today
from core.formats import listed
from core.rag import Rag
from core.views import InPlace
from councilperf.search import search
from meetings.models import Meeting
from meetings.reporting import cycle_at
from organisation import rights
from organisation.access import ForDoers, ForReaders
from organisation.models import Post

LEAST_FREE_DISK = 0.05


@dataclass(frozen=True)
class WorkGroup:
    """Some of a person's actions, under a heading that says why they stand together."""

    heading: str
    lines: tuple[ActionLine, ...]


class MyWork(ForDoers, InPlace, TemplateView):
    """All that the person's posts lead or contribute to: what needs a word first."""

    title = "My work"
    place = "home"
    template_name = "home/my_work.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Eight queries, however many actions."""
        on = today()
        posts = rights.posts_of(self.request.user)
        council = self.request.council
        since = cycle_at(on, months=council.cycle_months)
        actions = Action.objects.open().for_posts(posts).with_details() if posts else Action.objects.none()
        lines = [line(action, on, seasons_fall_due=council.seasons_fall_due) for action in actions]
        open_lines = [shown for shown in lines if shown.rating.rag != Rag.COMPLETE]
        updated = sum(bool(shown.last_said_on and shown.last_said_on >= since) for shown in open_lines)
        meetings = list(Meeting.objects.coming(on).select_related("board")[:3])
        return super().get_context_data(
            posts=listed(Post.objects.filter(pk__in=posts).values_list("title", flat=True)),
            groups=_groups(lines, since),
            updated=updated,
            total=len(open_lines),
            since=since,
            meetings=meetings,
            boards=list(self.request.user.boards.select_related("board")),
            **kwargs,
        )


def _groups(lines: list[ActionLine], since) -> list[WorkGroup]:
    """What needs a word this cycle, then what is overdue, the rest by date, and what is complete."""
    by_due = sorted(lines, key=lambda shown: (shown.due is None, shown.due or since))
    groups: dict[str, list[ActionLine]] = {
        "Not updated this cycle": [],
        "Overdue": [],
        "In hand": [],
        "Complete": [],
    }
    for shown in by_due:
        if shown.is_complete:
            groups["Complete"].append(shown)
        elif not shown.last_said_on or shown.last_said_on < since:
            groups["Not updated this cycle"].append(shown)
        elif shown.is_overdue:
            groups["Overdue"].append(shown)
        else:
            groups["In hand"].append(shown)
    return [WorkGroup(heading, tuple(held)) for heading, held in groups.items() if held]


class Home(MyWork):
    """My work for those who are signed in; for everybody else, what this is, or how to begin."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An empty database says how to begin; a stranger gets the front page."""
        if request.council.pk is None:
            return self.show("home/begin.html", title="Nothing here yet")
        if not request.user.is_authenticated:
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
        """Six queries."""
        words = self.request.GET.get("q", "").strip()[:100]
        return super().get_context_data(search_words=words, findings=search(words), **kwargs)

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
