"""Fetching what stands above: by the name of the reverse accessor, never by importing the upper model."""

from __future__ import annotations

from django.db.models import Model, Prefetch, QuerySet


def behind(model: type[Model], accessor: str) -> QuerySet:
    """The rows behind a reverse accessor: ``behind(Action, "plan_entries")`` are the lines of plans."""
    return model._meta.get_field(accessor).related_model._base_manager.all()


def joined(model: type[Model], accessor: str, *relations: str) -> Prefetch:
    """Prefetch a reverse accessor in one query, with some of its relations joined.

    ``joined(Action, "plan_entries", "objective__area__section__plan")`` lets the
    page of an action show its plans without ``actions`` importing them.
    """
    return Prefetch(accessor, queryset=behind(model, accessor).select_related(*relations).order_by("pk"))
