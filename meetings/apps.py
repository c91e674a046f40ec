from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings and their papers."""

    name = "meetings"
    verbose_name = "Meetings"
