"""What taking a paper in made and changed, so that it can be undone as long as nobody has built on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ProtectedError

from actions.models import Action, DateChange, Milestone, Update
from core.formats import count
from core.records import store_derived
from improvement_plan.models import (
    MeasureLink,
    Objective,
    Plan,
    PlanEntry,
    PlanVersion,
    PriorityArea,
    Section,
)
from organisation.models import Post, PostAlias

IN_TURN = (
    DateChange, MeasureLink, Milestone, Update, PlanEntry, Action, Objective, PriorityArea, Section, PlanVersion,
    Plan, PostAlias, Post,
)  # fmt: skip
"""What is taken away first: each before what it refers to."""


ASIDE = 20_000
"""Beyond the places that lines have."""


class BuiltUponError(Exception):
    """Somebody has built on what was imported; the sentence says who and where."""


class Journal:
    """Notes rows as they are made, and how rows were before they were changed."""

    def __init__(self) -> None:
        self.made: dict[type[models.Model], list[int]] = defaultdict(list)
        self.before: dict[type[models.Model], dict[int, dict[str, Any]]] = defaultdict(dict)
        self.since = {"update": _last(Update), "date": _last(DateChange)}

    def note(self, rows: Iterable[models.Model]) -> None:
        """Rows that were made."""
        for row in rows:
            self.made[type(row)].append(row.pk)

    def watch(self, rows: Iterable[models.Model]) -> None:
        """Rows that are about to be changed, as they are now; what was made by this import is not watched."""
        for row in rows:
            if row.pk not in self.before[type(row)] and row.pk not in self.made[type(row)]:
                self.before[type(row)][row.pk] = {"was": row.version, "values": _values(row)}

    def written(self) -> dict[str, Any]:
        """As JSON, with the version at which each row was left."""
        return {
            "since": self.since,
            "made": {model._meta.label: _versions(model, keys) for model, keys in self.made.items() if keys},
            "before": {
                model._meta.label: {
                    str(key): {"version": version, **rows[int(key)]}
                    for key, version in _versions(model, list(rows)).items()
                }
                for model, rows in self.before.items()
                if rows
            },
        }


PutBack = dict[tuple[str, str], tuple[int, int]]
"""Rows that were put back, by model and key: the version that they had before they were changed, and have now."""


def undo(journal: dict[str, Any]) -> PutBack:
    """Take away what was made and put back what was changed. Raises BuiltUponError, and then nothing may be kept."""
    made = {apps.get_model(label): {int(key): v for key, v in rows.items()} for label, rows in journal["made"].items()}
    before = {apps.get_model(label): rows for label, rows in journal["before"].items()}
    _refuse_what_was_built_upon(made, before, journal["since"])
    for model in IN_TURN:
        if model in made:
            _take_away(model, made[model])
        if model in before:
            _put_back(model, before[model])
    return {
        (model._meta.label, key): (rows[key]["was"], version)
        for model, rows in before.items()
        for key, version in _versions(model, list(map(int, rows))).items()
    }


def follow(journal: dict[str, Any], put_back: PutBack) -> dict[str, Any]:
    """The journal of an earlier import, once rows of it are again as it left them: it knows their versions of now."""
    for label, rows in journal["made"].items():
        for key, version in rows.items():
            was, now = put_back.get((label, key), (None, None))
            rows[key] = now if was == version and now is not None else version
    for label, rows in journal["before"].items():
        for key, row in rows.items():
            was, now = put_back.get((label, key), (None, None))
            row["version"] = now if was == row["version"] and now is not None else row["version"]
    return journal


def _refuse_what_was_built_upon(made: dict, before: dict, since: dict[str, int]) -> None:
    for model, rows in made.items():
        _refuse_changed(model, rows)
    for model, rows in before.items():
        _refuse_changed(model, {int(key): row["version"] for key, row in rows.items()})
    actions = [*made.get(Action, {}), *map(int, before.get(Action, {}))]
    said = Update.objects.filter(action__in=actions, pk__gt=since["update"]).exclude(pk__in=made.get(Update, {}))
    if newer := said.select_related("action", "by").first():
        raise BuiltUponError(f"“{newer.action}” has been updated since by {newer.by or 'an imported paper'}.")
    asked = DateChange.objects.filter(milestone__action__in=actions, pk__gt=since["date"])
    if change := asked.exclude(pk__in=made.get(DateChange, {})).select_related("milestone__action").first():
        raise BuiltUponError(f"A new date has been asked for since, for “{change.milestone.action}”.")


def _refuse_changed(model: type[models.Model], versions: dict[int, int | None]) -> None:
    now = _versions(model, list(versions))
    for key, version in versions.items():
        if str(key) not in now:
            raise BuiltUponError(f"A {model._meta.verbose_name} of it has been removed since.")
        if now[str(key)] != version:
            row = model._base_manager.get(pk=key)
            raise BuiltUponError(f"The {model._meta.verbose_name} “{row}” has been changed since.")


def _take_away(model: type[models.Model], rows: dict[int, Any]) -> None:
    found = model._base_manager.filter(pk__in=rows)
    try:
        if model is PlanEntry:  # the lines below a sub-heading before the sub-heading itself
            found.filter(group__isnull=False).delete()
        found.all().delete()
    except ProtectedError as used:
        by = sorted({str(row._meta.verbose_name) for row in used.protected_objects})
        raise BuiltUponError(
            f"{count(len(used.protected_objects), 'thing')} ({', '.join(by)}) refer to what it made by now."
        ) from used


def _put_back(model: type[models.Model], rows: dict[str, dict[str, Any]]) -> None:
    found = list(model._base_manager.select_for_update().filter(pk__in=rows))
    if model is PlanEntry:  # no place may be taken twice at any moment: all step aside first
        for aside, entry in enumerate(found, ASIDE):
            entry.order = aside
        store_derived(found, ["order"])
    for row in found:
        values = rows[str(row.pk)]["values"]
        for field in _fields(model):
            setattr(row, field.attname, field.to_python(values[field.attname]))
        row.save()
        for name in _many(model):
            getattr(row, name).set(values[name])


def _fields(model: type[models.Model]) -> Iterator[models.Field]:
    left = {"version", *getattr(model, "derived", ())}
    return (field for field in model._meta.concrete_fields if not field.primary_key and field.name not in left)


def _many(model: type[models.Model]) -> tuple[str, ...]:
    return ("contributors",) if model is Action else ()


def _values(row: models.Model) -> dict[str, Any]:
    model = type(row)
    values = {field.attname: _plain(getattr(row, field.attname)) for field in _fields(model)}
    return values | {name: [other.pk for other in getattr(row, name).all()] for name in _many(model)}


def _plain(value: Any) -> Any:
    """A value as JSON holds it; dates and figures as text, which their fields read again."""
    return value if value is None or isinstance(value, int | str) else str(value)


def _versions(model: type[models.Model], keys: list[int]) -> dict[str, int | None]:
    """The version of each row by key; None for rows that have none."""
    rows = model._base_manager.filter(pk__in=keys)
    if any(field.name == "version" for field in model._meta.concrete_fields):
        return {str(key): version for key, version in rows.values_list("pk", "version")}
    return {str(key): None for key in rows.values_list("pk", flat=True)}


def _last(model: type[models.Model]) -> int:
    """The key of the newest row."""
    return model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
