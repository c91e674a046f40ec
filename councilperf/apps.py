from dataclasses import fields

from django.apps import AppConfig
from django.conf import settings

from core.limits import LIMITS


class CouncilPerfConfig(AppConfig):
    """The project's own pages and commands."""

    name = "councilperf"
    verbose_name = "Council performance"

    def ready(self) -> None:
        """Tell what reads documents how large they may be; it knows nothing of settings."""
        for limit in fields(LIMITS):
            name = limit.name.upper()
            setattr(LIMITS, limit.name, getattr(settings, name if name.endswith("_MB") else f"UPLOAD_{name}"))
