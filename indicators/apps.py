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


def _judge_by_new_rules(sender, *, created: bool, **kwargs) -> None:
    from indicators.services import judge  # models are not there yet when apps are read

    if not created:
        judge()
