from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    """Frameworks, their outcomes and what serves them. The rows stand in organisation; this app reads and keeps them."""

    name = "frameworks"
    verbose_name = "Frameworks"
