"""Every kind of thing that has a history: whatever the program keeps a history of is sealed, searched and shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import BooleanField, CharField, ForeignKey, Model, TextField

OWN = frozenset({"history_id", "history_date", "history_type", "history_change_reason", "history_user", "history_door"})
"""Fields of a line that are about the change, not about the thing."""
DEEP = 3
"""So far relations are followed for the name of a thing: sitting, clinic, indicator."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing with its history."""

    model: type[Model]

    @property
    def label(self) -> str:
        """As seals and addresses name it: actions.action."""
        return self.model._meta.label_lower

    @property
    def words(self) -> str:
        """As people name it: Action."""
        name = str(self.model._meta.verbose_name)
        return f"{name[:1].upper()}{name[1:]}"

    @cached_property
    def lines(self) -> type[Model]:
        """The model of the lines of its history."""
        return self.model.history.model

    @cached_property
    def personal(self) -> tuple[str, ...]:
        """Columns that tell who somebody is, in order."""
        return tuple(sorted(getattr(self.model, "personal", ())))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of a line, in order."""
        return tuple(sorted(field.attname for field in self.lines._meta.concrete_fields))

    @cached_property
    def tracked(self) -> tuple[str, ...]:
        """The columns that a line has of the thing itself."""
        return tuple(field.attname for field in self.lines._meta.concrete_fields if field.name not in OWN)

    @cached_property
    def many(self) -> dict[str, type[Model]]:
        """Fields with several values that history keeps, each with the model of what is kept of it."""
        return {field.name: getattr(self.lines, field.name).model for field in self.lines._history_m2m_fields}

    @cached_property
    def key(self) -> str:
        """The column of a thing's own key."""
        return self.model._meta.pk.attname

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The fields that hold words."""
        return tuple(
            field.name
            for field in self.lines._meta.concrete_fields
            if isinstance(field, CharField | TextField) and field.name not in OWN and not field.choices
        )

    @cached_property
    def parents(self) -> dict[str, tuple[type[Model], tuple[str, ...]]]:
        """What a thing belongs to, and the short texts by which that is found: a measurement by its indicator's."""
        found = {}
        for field in self.lines._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.name not in OWN:
                target = field.related_model
                names = tuple(
                    other.name
                    for other in target._meta.concrete_fields
                    if type(other) is CharField and not other.choices and other.name not in ("password", "digest")
                )
                if names:
                    found[field.name] = (target, names)
        return found

    @cached_property
    def relations(self) -> tuple[str, ...]:
        """What is read along with a line so that its name and its values ask for nothing more."""
        return tuple(
            path
            for field in self.lines._meta.concrete_fields
            if isinstance(field, ForeignKey) and field.name not in OWN
            for path in (field.name, *_relations(field.related_model, f"{field.name}__", DEEP - 1))
        )

    def name_of(self, line: Any) -> str:
        """What a line is about, as it was called then."""
        try:
            return str(self.as_it_was(line))
        except (ObjectDoesNotExist, AttributeError, TypeError, ValueError):
            return f"number {getattr(line, self.key)}"

    def as_it_was(self, line: Any) -> Model:
        """The thing as a line has it, with what was read along."""
        thing = self.model(**{name: getattr(line, name) for name in self.tracked})
        for field in self.lines._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.name not in OWN and field.is_cached(line):
                found = field.get_cached_value(line)
                if found is not None:
                    self.model._meta.get_field(field.name).set_cached_value(thing, found)
        return thing

    def called(self, attname: str) -> str:
        """What a column is called."""
        name = str(next(field.verbose_name for field in self.model._meta.concrete_fields if field.attname == attname))
        return f"{name[:1].upper()}{name[1:]}"

    def value_of(self, line: Any, attname: str) -> str:
        """A value of a line in words."""
        field = next(field for field in self.lines._meta.concrete_fields if field.attname == attname)
        value = getattr(line, attname)
        if isinstance(field, ForeignKey):
            return _related(line, field, value)
        if field.choices:
            return str(getattr(line, f"get_{field.name}_display")())
        if isinstance(field, BooleanField):
            return {True: "yes", False: "no"}.get(value, "nothing")
        return value


def _related(line: Any, field: ForeignKey, value: Any) -> str:
    if value is None:
        return ""
    try:
        found = getattr(line, field.name)
    except ObjectDoesNotExist:
        found = None
    return str(found) if found is not None else f"number {value}, which is removed"


def _relations(model: type[Model], prefix: str, deep: int) -> Iterator[str]:
    """Paths to what a row of a model cannot be without."""
    for field in model._meta.concrete_fields if deep else ():
        if isinstance(field, ForeignKey) and not field.null and field.related_model is not model:
            yield f"{prefix}{field.name}"
            yield from _relations(field.related_model, f"{prefix}{field.name}__", deep - 1)


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind, by its label."""
    found = [Kind(model) for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")]
    return {kind.label: kind for kind in sorted(found, key=lambda kind: kind.label)}
