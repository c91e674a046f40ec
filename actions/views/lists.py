"""All actions: as a list, in groups, as a calendar and along a line of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from actions.filters import ActionFilter, looked_back_at
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
)
from actions.models import Action, ActionQuerySet
from actions.reporting import with_all_sources
from actions.subscriptions import calendar_address
from actions.tables import ActionTable
from core.clock import today
from core.views import ListPage, paginate
from organisation.access import ForReaders
from organisation.rights import may_manage

VIEWS = {"calendar": "Calendar", "timeline": "Timeline"}
"""What the list can be seen as, beside the list itself."""


def parse_day(written: str) -> date | None:
    """A day in the past as an address has it; None where it says none, which the filter's own field then tells."""
    try:
        return forms.DateField(required=False, validators=[looked_back_at]).clean(written)
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
    many = "change-actions"
    cycle_at: Callable[..., date] | None = None

    def may_tick(self) -> bool:
        """The performance team, in the list as it stands today."""
        return may_manage(self.request.user) and not self.is_past

    def as_rows(self) -> bool:
        """Groups, calendar and line of time read what they show themselves."""
        return not (self.view or self.by)

    @cached_property
    def on(self) -> date:
        """The day at which the list is shown: today, unless the address asks for one in the past."""
        return parse_day(self.request.GET.get("on", "")) or today()

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
        """All of them, with what a list shows of each and the directorate of its lead."""
        return self.known().with_details(as_at=self.on if self.is_past else None).select_related("lead__directorate")

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
        return super().get_table(with_all_sources(rows))

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
        in_order = with_all_sources(rows).order_by(F("last_due").asc(nulls_last=True), "pk")[:MOST_IN_GROUPS]
        shown = []
        for group in grouped(in_order, self.by, line_of=lines.line):
            table = self.table(group.actions, orderable=False, **self.get_table_kwargs())
            table.chosen = self.columns
            table.caption = f"{group.heading}: {table.caption.lower()}"
            table.paginate(per_page=MOST_IN_GROUPS)
            shown.append((group, table))
        return {"groups": shown, "most": MOST_IN_GROUPS}

    def subscription(self) -> str:
        """The address of the calendar of the post that is chosen, for a person who may have it."""
        post = self.request.GET.get("post", "")
        chosen = self.filterset.form.is_valid() and post.isdecimal()
        return calendar_address(self.request.user, int(post)) if chosen else ""
