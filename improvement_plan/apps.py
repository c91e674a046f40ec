from django.apps import AppConfig


class ImprovementPlanConfig(AppConfig):
    """Improvement plans."""

    name = "improvement_plan"
    verbose_name = "Improvement plans"
