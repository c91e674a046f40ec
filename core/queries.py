"""Fetching what stands above: by the name of the reverse accessor, never by importing the upper model."""

from __future__ import annotations

from django.db.models import Model, Prefetch


def joined(model: type[Model], accessor: str, *relations: str) -> Prefetch:
    """Prefetch a reverse accessor in one query, with some of its relations joined.

    ``joined(Action, "plan_entries", "objective__area__section__plan")`` lets the
    page of an action show its plans without ``actions`` importing them.
    """
    related = model._meta.get_field(accessor).related_model
    return Prefetch(accessor, queryset=related._base_manager.select_related(*relations).order_by("pk"))
