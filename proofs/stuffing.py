"""Words that somebody means ill with, in every text field of every model, past all forms."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

OURS = (
    "accounts",
    "organisation",
    "actions",
    "indicators",
    "improvement_plan",
    "clinics",
    "meetings",
    "publishing",
    "reminders",
)
LEFT_ALONE = "accounts.Session"
"""What is signed in is no words of anybody's, and is looked up by what it holds."""
TEXT = (models.CharField, models.TextField)
KEYS = {
    "password": "is shown nowhere",
    "sha256": "is a digest",
    "message_id": "is made by the program, and by it a mail is found again",
    "key": "is made by the program",
    "code": "stands in addresses, which may hold no such signs",
    "ref": "stands in addresses, which may hold no such signs",
    "number": "stands in addresses, which may hold no such signs",
    "tolerance": "is read as a number wherever it is used",
    "item_file_pattern": "names files, and is read before it is used",
}
"""Fields that are left as they are, and why. What the fields' own checks or the database refuse is left as well."""

ENDS = "_because"
"""What says why something was withdrawn, called off or closed makes it so: only each third row is."""


def fields() -> list[tuple[type[models.Model], models.Field]]:
    """Every field of text that may hold any words."""
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and not model.__name__.startswith("Historical")
        and model._meta.label != LEFT_ALONE
        for field in model._meta.concrete_fields
        if type(field) in TEXT and not field.primary_key and _may_hold_anything(field)
    ]


def stuff(words: Callable[[str, int], str]) -> tuple[int, int]:
    """Put words into every field of every row: ``words(field, place of the row)``; how many fields and cells that were.

    A field whose words are unique gets a number before them. Where the database says that a field must be empty in
    some rows, only those that hold something are changed.
    """
    counts = [_stuffed(model, field, words) for model, field in fields()]
    return sum(count > 0 for count in counts), sum(counts)


def _stuffed(model: type[models.Model], field: models.Field, words: Callable[[str, int], str]) -> int:
    """In how many rows a field was changed."""
    rows = list(model._base_manager.order_by("pk"))
    if field.name.endswith(ENDS):
        rows = rows[::3]
    for changed in (rows, [row for row in rows if getattr(row, field.attname)]):
        for place, row in enumerate(changed):
            said = words(f"{model._meta.label}.{field.name}", place)
            setattr(row, field.attname, f"{place} {said}" if _is_unique(model, field) else said)
        with suppress(IntegrityError), transaction.atomic():
            model._base_manager.bulk_update(changed, [field.name], batch_size=100)
            return len(changed)
    return 0


def _may_hold_anything(field: models.Field) -> bool:
    if field.choices or field.name in KEYS or field.name.endswith(("sha256", "_rating", "sort_key")):
        return False
    try:
        for check in field.validators:
            if check.__class__.__name__ != "MaxLengthValidator":
                check("<b>")
    except ValidationError:
        return False
    return True


def _is_unique(model: type[models.Model], field: models.Field) -> bool:
    """Whether no two rows may say the same, by themselves or together with other fields."""
    together = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    return field.unique or any(field.name in c.fields or c.expressions for c in together)
