from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions, their milestones and updates."""

    name = "actions"
    verbose_name = "Actions"
