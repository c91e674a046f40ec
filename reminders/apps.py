from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Reminders by e-mail."""

    name = "reminders"
    verbose_name = "Reminders"
