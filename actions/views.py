"""Pages of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from actions.choices import Status
from actions.filters import ActionFilter
from actions.forms import UpdateForm
from actions.listing import (
    GROUPINGS,
    MOST_IN_GROUPS,
    Month,
    MonthError,
    along_time,
    grouped,
    month,
    month_asked,
    timeline,
    with_sources,
)
from actions.models import Action, ActionQuerySet, DateChange, Milestone
from actions.reporting import USES, history, line
from actions.rules import Expected, expected_by_history
from actions.services import ClosedActionError, NewerUpdateError, record_update
from actions.subscriptions import NotSubscribedError, calendar_address, calendar_of, subscribed
from actions.tables import ActionTable
from actions.updating import SAID
from core.clock import today
from core.dates import read, understood
from core.icalendar import CONTENT_TYPE
from core.queries import behind
from core.views import InPlace, ListPage, paginate
from organisation import rights
from organisation.access import ForDoers, ForReaders, Guarded

VIEWS = {"calendar": "Calendar", "timeline": "Timeline"}
"""What the list can be seen as, beside the list itself."""


def parse_day(written: str) -> date | None:
    """A day as an address has it; None where it says none, which the filter's own field then tells."""
    try:
        return forms.DateField().clean(written) if written else None
    except ValidationError:
        return None


class ActionList(ForReaders, ListPage):
    """All actions, whatever plan, clinic or minute they come from: as a list, in groups, as a calendar or a line of time.

    ``cycle_at`` gives the first day of the reporting cycle that a day lies in.
    Meetings make the cycle, and stand above: whoever gives the list its address hands it in.
    """

    title = "Actions"
    place = "actions"
    filters = ActionFilter
    table = ActionTable
    export_name = "actions"
    counted_as = "action"
    cycle_at: Callable[..., date] | None = None

    @cached_property
    def on(self) -> date:
        """The day at which the list is shown: today, unless the address asks for one in the past."""
        asked = parse_day(self.request.GET.get("on", ""))
        return min(asked, today()) if asked else today()

    @property
    def is_past(self) -> bool:
        """Whether that day is past, so that what has come since is left out."""
        return self.on < today()

    def known(self) -> ActionQuerySet:
        """Every action as it stood on that day and rated then, open and closed, before any filter."""
        if self.is_past:
            return Action.objects.as_at(self.on, **self.seasons)
        return Action.objects.rated(self.on, **self.seasons)

    @property
    def seasons(self) -> dict[str, bool]:
        """Whether the council lets seasons fall due."""
        return {"seasons_fall_due": self.request.council.seasons_fall_due}

    def get_queryset(self) -> QuerySet:
        """All of them, with what a list shows of each."""
        return self.known().with_details(as_at=self.on if self.is_past else None)

    def cycle_start(self) -> date:
        """The first day of the reporting cycle."""
        return self.cycle_at(self.on, months=self.request.council.cycle_months)

    def get_filterset(self) -> ActionFilter:
        """The filters, always in use: closed actions are left out unless asked for."""
        return self.filters(
            self.request.GET,
            on=self.on,
            cycle_start=self.cycle_start,
            queryset=self.get_queryset(),
            request=self.request,
        )

    def get_table(self, rows: QuerySet) -> ActionTable:
        """The list, with where each comes from."""
        return super().get_table(with_sources(rows))

    def get_table_kwargs(self) -> dict[str, Any]:
        """The day at which they are rated."""
        return {"on": self.on, "is_past": self.is_past, **self.seasons}

    def asked(self, name: str, known: Iterable[str]) -> str:
        """What the address asks for by a name; a word that is not known is said to be none, as a 404."""
        wanted = self.request.GET.get(name, "")
        if wanted and wanted not in known:
            raise Http404(f"The list has no “{wanted}”. It can be asked for {name}={f' or {name}='.join(known)}.")
        return wanted

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list in the form that is asked for, or the file."""
        self.view = self.asked("view", VIEWS)
        self.by = "" if self.view else self.asked("by", GROUPINGS)
        if self.view and self.is_past:
            messages.info(
                request, f"The {VIEWS[self.view].lower()} shows what is known today. A past day is shown as a list."
            )
            asked = request.GET.copy()
            for name in ("view", "month", "page"):
                asked.pop(name, None)
            return redirect(f"{request.path}?{asked.urlencode()}")
        return super().get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """Each form has its own."""
        return [f"actions/{self.view or (self.by and 'groups') or 'list'}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the form that is asked for shows, besides the list."""
        rows = self.filterset.qs
        if self.view == "calendar":
            kwargs["month"] = self.month(rows)
        elif self.view == "timeline":
            kwargs |= self.timeline(rows)
        elif self.by:
            kwargs |= self.groups(rows)
        return super().get_context_data(
            view=self.view,
            by=self.by,
            on=self.on,
            is_past=self.is_past,
            views=[("", "List"), *VIEWS.items()],
            groupings=[("", "Nothing"), *((name, words) for name, (words, _) in GROUPINGS.items())],
            subscription=self.subscription(),
            **kwargs,
        )

    def month(self, rows: QuerySet) -> Month:
        """The month of the calendar that the address asks for."""
        try:
            first = month_asked(self.request.GET.get("month"), self.on)
        except MonthError as unknown:
            raise Http404(str(unknown)) from unknown
        return month(rows, first, self.on, **self.seasons)

    def timeline(self, rows: QuerySet) -> dict[str, Any]:
        """The dated ones along a line of time, by pages."""
        page = paginate(along_time(rows), self.request)
        return {
            "timeline": timeline(page.object_list, self.on, **self.seasons),
            "page": page,
            "undated": rows.filter(last_due__isnull=True).count(),
        }

    def groups(self, rows: QuerySet) -> dict[str, Any]:
        """The actions under headings, each group a table of its own."""
        lines = self.table([], **self.get_table_kwargs())
        in_order = with_sources(rows).order_by(F("last_due").asc(nulls_last=True), "pk")[:MOST_IN_GROUPS]
        shown = []
        for group in grouped(in_order, self.by, line_of=lines.line):
            table = self.table(group.actions, orderable=False, **self.get_table_kwargs())
            table.caption = f"{group.heading}: {table.caption.lower()}"
            table.paginate(per_page=MOST_IN_GROUPS)
            shown.append((group, table))
        return {"groups": shown, "most": MOST_IN_GROUPS}

    def subscription(self) -> str:
        """The address of the calendar of the post that is chosen, for a person who may have it."""
        post = self.request.GET.get("post", "")
        chosen = self.filterset.form.is_valid() and post.isdecimal()
        return calendar_address(self.request.user, int(post)) if chosen else ""


class PostCalendar(View):
    """The dates of a post's actions, for a calendar program. The address itself says whose it is: no password is asked."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The calendar, as long as the person may have it."""
        try:
            subscription = subscribed(token)
        except NotSubscribedError as refused:
            raise Http404(str(refused)) from refused
        written = calendar_of(
            subscription.post,
            today(),
            site=request.build_absolute_uri("/").rstrip("/"),
            seasons_fall_due=request.council.seasons_fall_due,
        )
        answer = HttpResponse(written, content_type=CONTENT_TYPE)
        answer["Cache-Control"] = "private"
        answer["Content-Disposition"] = 'inline; filename="actions.ics"'
        return answer


class OneAction(Guarded, InPlace, TemplateView):
    """What the page of an action and its update have in common: the action, and who may see it."""

    place = "actions"
    template_name = "actions/page.html"
    refusal = "You can see an action that one of your posts leads or contributes to; this one is others'."

    @cached_property
    def action(self) -> Action:
        """The action that the address names."""
        used = {f"has_{name}": Exists(behind(Action, name).filter(action=OuterRef("pk"))) for name in USES}
        measured = Exists(behind(Milestone, "measure_links").filter(milestone__action=OuterRef("pk")))
        moved = Exists(DateChange.objects.filter(milestone__action=OuterRef("pk")))
        found = Action.objects.with_details().annotate(has_measures=measured, has_date_changes=moved, **used)
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def used(self) -> dict[str, list[Any]]:
        """Where it is used: rows of plans, clinics and minutes. A query for each kind that there is."""
        there = [name for name in USES if getattr(self.action, f"has_{name}")]
        prefetch_related_objects([self.action], *(USES[name] for name in there))
        return {name: list(getattr(self.action, name).all()) for name in there}

    def allowed(self) -> bool:
        """By role, or by a post that is accountable for it."""
        return rights.may_see(self.request.user, self.action.accountable_posts)

    @property
    def may_update(self) -> bool:
        """Whether the person may say what has happened to it."""
        return rights.may_answer_for(self.request.user, self.action.accountable_posts)

    def get_title(self) -> str:
        """What will be done."""
        return self.action.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all actions; a partner goes up to My work."""
        if rights.may_read(self.request.user):
            return (("Actions", reverse("actions")),)
        return (("My work", reverse("home")),)

    def expected(self) -> Expected | None:
        """When it may be complete, going by how its dates have moved."""
        if not self.action.has_date_changes or self.action.status == Status.COMPLETE or self.action.closed_on:
            return None
        changes = DateChange.objects.approved().filter(milestone__action=self.action)
        slips = tuple(change.days for change in changes)
        return expected_by_history(self.action.facts.due(today()), slips, today())

    def measures(self) -> list[Any]:
        """What its measures stand at beside what is wanted of them, each once. One query where there are any.

        Plans know that, and stand above: what they link to milestones says it of itself.
        """
        milestones = list(self.action.milestones.all()) if self.action.has_measures else []
        council = self.request.council
        links = behind(Milestone, "measure_links").model.objects
        figures = links.with_figures(today(), seasons_fall_due=council.seasons_fall_due)
        prefetch_related_objects(milestones, Prefetch("measure_links", figures))
        found = (
            link.live(today(), council=council, by=milestone.due_on)
            for milestone in milestones
            for link in milestone.measure_links.all()
        )
        return list(dict.fromkeys(found))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about it, and the form where the person may use it."""
        happenings = history(self.action)
        if self.may_update and not self.action.closed_on:
            newest = next((happening.key for happening in happenings if happening.key), 0)
            kwargs.setdefault("form", UpdateForm(action=self.action, last_seen=newest))
        return super().get_context_data(
            action=self.action,
            shown=line(self.action, today(), seasons_fall_due=self.request.council.seasons_fall_due),
            happenings=happenings,
            used=self.used(),
            measures=self.measures(),
            expected=self.expected(),
            may_update=self.may_update,
            **kwargs,
        )


class ActionPage(OneAction):
    """One action: its rating with the reason, milestones, history, where it is used, and a box for what has happened."""


class UpdateAction(OneAction):
    """Saying what has happened to an action."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form comes first here."""
        return super().get_context_data(form_first=True, **kwargs)

    def allowed(self) -> bool:
        """Only for those who answer for it."""
        if super().allowed() and not self.may_update:
            self.refusal = (
                "Only the posts that lead or contribute to this action, and the performance team, can update it."
            )
        return self.may_update

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the update. If somebody else has said something since, show it and keep these words for another try."""
        form = UpdateForm(request.POST, action=self.action)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = form.cleaned_data
        try:
            record_update(
                action=self.action, by=request.user, **{name: said.get(name) for name in SAID if name in said}
            )
        except ClosedActionError as closed:
            raise PermissionDenied(str(closed)) from closed
        except NewerUpdateError as late:
            form.data = request.POST.copy()
            form.data["last_seen"] = late.newer.pk
            return self.render_to_response(self.get_context_data(form=form, newer=late.newer), status=409)
        messages.success(request, "Your update is saved.")
        return redirect(self.action)


class DateInWords(ForDoers, View):
    """What is understood of a date in words (``text``), in a sentence: the box for it asks as one types.

    ``written_on`` is the day from which "December annually" counts; today, unless it is given. ``refused``
    is given by a form that takes only what is certain.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """The sentence alone."""
        try:
            written_on = date.fromisoformat(request.GET.get("written_on") or today().isoformat())
        except ValueError:
            return _sentence("Give the day it was written on as 2007-09-10.", status=422)
        written = read(request.GET.get("text", ""), written_on=written_on)
        return _sentence(understood(written, kept="refused" not in request.GET))


def _sentence(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
