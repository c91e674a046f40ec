"""The forms of the admin as two people have them open, found in its registry."""

from collections.abc import Callable

from django.contrib import admin
from django.contrib.admin.sites import site
from django.db import models

from core.admin import AppendOnlyAdmin
from core.records import Record
from tests.councilperf.editing import Made, Words, made


def admin_forms() -> dict[str, tuple[Words, ...]]:
    """The change forms of the admin in which people write, and the rows that are written on them beside."""
    found: dict[str, tuple[Words, ...]] = {}
    for model, held in site._registry.items():
        if not issubclass(model, Record) or isinstance(held, AppendOnlyAdmin):
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        own = [Words(f"{model._meta.label}.{one}", one, rows_of(model)) for one in written_in(model, held)[:1]]
        beside = [
            Words(f"{part.model._meta.label}.{one}", rf"{prefix}-\d+-{one}", rows_of(model, prefix))
            for part in held.inlines
            if issubclass(part.model, Record) and (prefix := prefix_of(part, model))
            for one in written_in(part.model, part(model, site))[:1]
        ]
        if own or beside:
            found[name] = (*own, *beside)
    return found


def written_in(model: type[models.Model], held: admin.options.BaseModelAdmin) -> list[str]:
    """The fields of a model in which people write words of their own, in the admin."""
    readonly = {*held.get_readonly_fields(None), *NOT_RACED}
    return [
        one.name
        for one in model._meta.concrete_fields
        if one.editable and not one.choices and one.name not in readonly
        and (type(one) is models.TextField or (type(one) is models.CharField and one.max_length > 40))
    ]  # fmt: skip


NOT_RACED = ("tolerance", "usual_time", "closed_because", "settled_words", "date_as_written", "withdrawn_because",
             "cancelled_because", "struck_because", "override_reason", "brand_colour", "live_count", "heading")  # fmt: skip
"""Words that stand only beside something else, or that are no free words."""


def prefix_of(part: type[admin.options.InlineModelAdmin], model: type[models.Model]) -> str:
    """What the boxes of an inline begin with."""
    keys = [one for one in part.model._meta.concrete_fields if one.many_to_one and one.related_model is model]
    named = [one for one in keys if one.name == part.fk_name] or keys
    return named[0].remote_field.get_accessor_name() if named else ""


def rows_of(model: type[models.Model], beside: str = "") -> Callable[[], Made]:
    """A row of the demonstration, with something beside it where that is raced on."""

    def making() -> Made:
        rows = model._base_manager.order_by("pk")
        for path, state in UNCHANGED.get(model._meta.label, {}).items():
            rows = rows.exclude(**{path: state})
        if beside:
            rows = rows.filter(**{f"{beside}__isnull": False})
        return made(rows[0]) if rows else Made(query="none")

    return making


UNCHANGED = {
    "meetings.Minute": {"meeting__minutes_paper__state": "approved"},
    "meetings.Resolution": {"minute__meeting__minutes_paper__state": "approved"},
    "meetings.Meeting": {"minutes_paper__state": "approved"},
}
"""What of the demonstration is frozen."""
