from django.apps import AppConfig


class CouncilPerfConfig(AppConfig):
    """The project's own pages and commands."""

    name = "councilperf"
    verbose_name = "Council performance"
