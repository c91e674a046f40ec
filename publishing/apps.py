from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """What the council publishes."""

    name = "publishing"
    verbose_name = "Publishing"
