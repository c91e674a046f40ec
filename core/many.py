"""Changing several rows of a list in one step: what is ticked, what it would become, and then all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from core import undo
from core.formats import count
from core.forms import GovukForm
from core.records import Record, save_many
from core.views import InPlace

MOST = 200
"""So many rows are changed at once; a page of a list has fifty."""


NAMED = 10
"""So many rows that an undo leaves as they are stand in its message by name."""
LONGEST_KEY = 16
"""So many figures no key of a row has."""


class ManyForm(GovukForm):
    """What several rows are to have from now on. What is left empty stays as it is in each."""

    def changes(self) -> dict[str, Any]:
        """The fields to change, each with what it becomes."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


@dataclass(frozen=True)
class Proposed:
    """A row that was ticked, with what would become of it."""

    row: Record
    changes: tuple[tuple[str, str, str], ...]
    """The name of each field that would change, what it is, and what it becomes."""
    why_not: str
    """Why it stays as it is; empty where it changes."""


class ChangeMany(InPlace, TemplateView):
    """Rows of a list that were ticked (``row`` in the address), and what to change of them all.

    It is looked at first: what changes from what to what, for how many, and what is refused and why. Then all that was
    shown is changed, each a line of its own history, or nothing: where somebody has changed one of them meanwhile, it
    is shown anew.

    One undo puts all of them back (``core.undo``), but for those that somebody has changed since: these are named, and stay.
    """

    http_method_names = ("get", "head", "post", "options")
    template_name = "core/many.html"
    counted_as = "row"
    list_address: str
    form: type[ManyForm]

    def get_rows(self) -> QuerySet[Record]:
        """All rows that may be ticked, with what is shown of each."""
        raise TypeError(f"{type(self).__name__} says which rows it changes.")

    def why_not(self, row: Record, changes: dict[str, Any]) -> str:
        """Why a row cannot be changed so, in a sentence; empty where it can."""
        return ""

    def get_title(self) -> str:
        """What is done."""
        return f"Change several {self.counted_as}s"

    def ticked(self) -> list[int]:
        """The keys of the rows that were ticked, each once."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        keys = (key for key in asked.getlist("row") if key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY)
        return list(dict.fromkeys(map(int, keys)))

    def chosen(self, rows: QuerySet[Record]) -> list[Record]:
        """The rows that were ticked, in the order of the list. One query, and those that come along."""
        return list(rows.filter(pk__in=self.ticked()[:MOST]))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; where nothing is ticked, back with how to."""
        if not self.ticked() and len(messages.get_messages(request)):
            return redirect(self.list_address)  # an undo that was refused says why there
        if not self.ticked():
            return self.back(f"Tick the {self.counted_as}s to change first.")
        if len(self.ticked()) > MOST:
            return self.back(f"At most {MOST} are changed at once. Tick fewer.")
        return self.render_to_response(self.get_context_data(form=self.form(), rows=self.chosen(self.get_rows())))

    def back(self, sentence: str) -> HttpResponse:
        """To the list, with why nothing is done."""
        messages.warning(self.request, sentence)
        return redirect(self.list_address)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what it would be, do what was shown, or undo what was done."""
        if getattr(request, "is_undo", False):
            return self.put_back(json.loads(request.POST["was"]))
        form = self.form(request.POST)
        if form.is_valid() and not form.changes():
            form.add_error(None, "Choose what to change: everything is left as it is.")
        if not form.is_valid():
            rows = self.chosen(self.get_rows())
            context = self.get_context_data(form=form, rows=rows)
            return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if request.POST.get("do") == "change":
            return self.change(form)
        proposed = self.proposed(self.chosen(self.get_rows()), form.changes())
        return self.render_to_response(self.get_context_data(form=form, proposed=proposed))

    def proposed(self, rows: Iterable[Record], changes: dict[str, Any]) -> list[Proposed]:
        """What would become of each."""
        return [self.propose(row, changes) for row in rows]

    def propose(self, row: Record, changes: dict[str, Any]) -> Proposed:
        """What would become of one."""
        named = [(row._meta.get_field(name), value) for name, value in changes.items()]
        differing = tuple(
            (str(one.verbose_name), str(getattr(row, one.name) or "none"), str(value))
            for one, value in named
            if getattr(row, one.name) != value
        )
        return Proposed(row, differing, self.why_not(row, changes) if differing else "It is so already.")

    def change(self, form: ManyForm) -> HttpResponse:
        """Change what was shown, each with a line of history, unless somebody has changed one of them since."""
        changes = form.changes()
        with transaction.atomic():
            rows = self.chosen(self.get_rows().select_for_update(of=("self",)))
            proposed = self.proposed(rows, changes)
            to_change = [one.row for one in proposed if not one.why_not]
            seen = {str(row.pk): self.request.POST.get(f"version-{row.pk}") for row in rows}
            others = [row for row in rows if seen[str(row.pk)] not in (None, str(row.version))]
            shown = {*self.request.POST.getlist("changed")}
            if others or shown != {str(row.pk) for row in to_change}:
                context = self.get_context_data(form=form, proposed=proposed, others=others, is_late=True)
                return self.render_to_response(context, status=HTTPStatus.CONFLICT)
            fields = [rows[0]._meta.get_field(name) for name in changes] if rows else []
            was = {row.pk: {field.attname: field.value_from_object(row) for field in fields} for row in to_change}
            self.store(to_change, changes)
        done = count(len(to_change), self.counted_as)
        messages.success(self.request, f"{done} changed. Each has it in its history.")
        versions = {f"version-{row.pk}": [str(row.version)] for row in to_change}
        undo.offer(self.request, {"was": [json.dumps(was)], **versions}, path=self.request.path)
        return redirect(self.list_address)

    def store(self, rows: Sequence[Record], changes: dict[str, Any]) -> None:
        """Write the changes. Two statements for each 500 rows."""
        for row in rows:
            for name, value in changes.items():
                setattr(row, name, value)
        because = f"Changed together with {len(rows) - 1} more" if len(rows) > 1 else None
        save_many(list(rows), [*changes], by=self.request.user, because=because)

    def put_back(self, was: dict[str, dict[str, Any]]) -> HttpResponse:
        """Give each row what it had before, unless somebody has changed it since or a rule is against it now."""
        back, stays = [], []
        with transaction.atomic():
            for row in self.get_rows().select_for_update(of=("self",)).filter(pk__in=was):
                before = was[str(row.pk)]
                if str(row.version) != self.request.POST.get(f"version-{row.pk}"):
                    stays.append(f"{row}: somebody has changed it since.")
                    continue
                for name, value in before.items():
                    setattr(row, name, value)
                named = {field.name: getattr(row, field.name) for field in row._meta.fields if field.attname in before}
                if why_not := self.why_not(row, named):
                    stays.append(f"{row}: {why_not}")
                else:
                    back.append(row)
            because = f"Undone together with {len(back) - 1} more" if len(back) > 1 else None
            fields = {row._meta.get_field(name).name for row in back for name in was[str(row.pk)]}
            save_many(back, sorted(fields), by=self.request.user, because=because)
        self.request.memory.forget(undo.REMEMBERED)
        if back:
            verb = "is as it was" if len(back) == 1 else "are as they were"
            messages.success(self.request, f"Undone: {count(len(back), self.counted_as)} {verb} before.")
        if stays:
            stay = f"{count(len(stays), self.counted_as)} {'stays' if len(stays) == 1 else 'stay'} as now."
            messages.warning(self.request, " ".join([stay, *stays[:NAMED], *_more(len(stays) - NAMED)]))
        return redirect(self.list_address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and once it is looked at what would become of which."""
        proposed = kwargs.get("proposed", [])
        return super().get_context_data(
            to_change=[one for one in proposed if not one.why_not],
            refused=[one for one in proposed if one.why_not],
            list_address=self.list_address,
            titles=(self.counted_as.capitalize(), "What", "Is now", "Becomes"),
            counted_as=self.counted_as,
            **kwargs,
        )


def _more(number: int) -> list[str]:
    """That there are more than are named, where there are."""
    return [f"And {number} more."] if number > 0 else []
