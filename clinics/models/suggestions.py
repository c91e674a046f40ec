"""What the council makes of the rules that call for clinics: how much each weighs, and what became of a suggestion."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from actions.models import Action
from clinics.choices import Answer, Rule
from core.clock import now
from core.records import Record
from indicators.models import Indicator
from organisation.models import ReportingPeriod

HEAVIEST = 10


class RuleWeight(Record):
    """How much a rule weighs at this council. A rule without a row weighs what it weighs by default; 0 switches it off."""

    rule = models.CharField(max_length=20, choices=Rule.pairs(), unique=True)
    weight = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(HEAVIEST)], help_text="From 0, the rule is not applied, to 10."
    )

    class Meta:
        ordering = ["rule"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__lte=HEAVIEST),
                name="rule_weighs_at_most_ten",
                violation_error_message="A rule weighs 10 at most.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.weight}"


class SuggestionAnswer(models.Model):
    """What was decided of a suggestion instead of a clinic, with the facts it was decided on. Never edited.

    It holds while the facts are the same (``facts`` is their fingerprint); when they change, the indicator
    is suggested again.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="suggestion_answers")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="suggestion_answers")
    answer = models.CharField(max_length=10, choices=Answer.pairs())
    reason = models.TextField()
    facts = models.CharField(max_length=64, help_text="The fingerprint of the rules that fired with their figures.")
    action = models.ForeignKey(
        Action,
        on_delete=models.PROTECT,
        related_name="suggestion_answers",
        null=True,
        blank=True,
        help_text="What the directorate was asked to do.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="suggestion_answers", null=True, blank=True
    )
    at = models.DateTimeField(default=now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="suggestion_answers_taken_back",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="suggestion_answer_has_a_reason",
                violation_error_message="Say why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref}: {self.get_answer_display().lower()}"
