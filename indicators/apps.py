"""Indicators and what is judged of them."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class IndicatorsConfig(AppConfig):
    """Sets, indicators, measurements, targets and comparators."""

    name = "indicators"
    verbose_name = "Indicators"

    def ready(self) -> None:
        """Judge everything again when the council changes the rules by which it is judged."""
        post_save.connect(_judge_by_new_rules, sender="organisation.Council", dispatch_uid="judge by new rules")


RULES = ("rating_rule", "tolerance", "comparator_group")
"""What of the council its figures are judged by."""


def _judge_by_new_rules(sender, *, instance, created: bool, **kwargs) -> None:
    from indicators.services import judge  # models are not there yet when apps are read

    if created:
        return
    before = instance.history.filter(version=instance.version - 1).values(*RULES).first()
    if before != {name: getattr(instance, name) for name in RULES}:
        judge()
