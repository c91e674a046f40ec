"""How figures are kept."""

from __future__ import annotations

from django.db import models

MOST_PLACES = 6


def value_field(**options) -> models.DecimalField:
    """A figure: exact, to six places, up to hundreds of billions."""
    return models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True, **options)
