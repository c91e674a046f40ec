"""Actions, and how they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.choices import Effect, Status
from actions.models.date_changes import times_redated
from actions.models.days import end_of, start_of
from actions.models.milestones import Milestone, MilestoneQuerySet
from actions.models.updates import Update
from actions.rules import ActionFacts, ActionPast
from core.dates import Precision
from core.rag import Rag
from core.records import Record
from organisation.models import Outcome, Post


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions, asked for in the office's words."""

    def rated(self, on: date, *, seasons_fall_due: bool = False) -> ActionQuerySet:
        """With ``rating`` at a date, by the rule of actions.rules.rate, and with ``is_overdue`` and ``last_due``.

        From what is known at present. What was known at the end of a day in the past is ``as_at``.
        """
        return self._rated(on, Milestone.objects.now(), "status", seasons_fall_due)

    def as_at(self, day: date, *, seasons_fall_due: bool = False) -> ActionQuerySet:
        """Those that were there at the end of a day, rated by what was known then: the annotations of ``rated``.

        Beside them those of ``known_at``.
        """
        return self.known_at(day)._rated(day, Milestone.objects.as_at(day), "status_then", seasons_fall_due)

    def known_at(self, day: date) -> ActionQuerySet:
        """Those that were there at the end of a day, with ``status_then``, ``forecast_then`` and ``closed_then``.

        From updates, approved changes of dates and ticks alone, as actions.rules.facts_at does it.
        """
        said = Update.objects.filter(action=OuterRef("pk"), at__lt=end_of(day)).order_by("-at", "-pk")
        forecast = said.filter(Q(status=Status.COMPLETE) | Q(forecast_on__isnull=False)).values(
            then=Case(When(status=Status.COMPLETE, then=None), default="forecast_on", output_field=models.DateField())
        )
        closed_now = ExpressionWrapper(
            Q(closed_on__isnull=False) & Q(closed_on__lte=day), output_field=models.BooleanField()
        )
        turned = said.exclude(effect=Effect.NONE).values(
            then=ExpressionWrapper(Q(effect=Effect.CLOSED), output_field=models.BooleanField())
        )
        return self.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=day)).annotate(
            status_then=Coalesce(Subquery(said.exclude(status="").values("status")[:1]), Value("")),
            forecast_then=Subquery(forecast[:1]),
            closed_then=Coalesce(Subquery(turned[:1]), closed_now),
        )

    def _rated(self, on: date, steps: MilestoneQuerySet, status: str, seasons_fall_due: bool) -> ActionQuerySet:
        """Rated by milestones with ``due_at`` and ``open_at``, and by the status of a field or annotation.

        The rule stands twice, in Python with its sentence and here for filters;
        a property test proves that both say the same.
        """
        passed = Q(due_at__lt=on, open_at=True)
        firm = Q() if seasons_fall_due else ~Q(precision=Precision.SEASON, due_at=F("first_due_on"))
        milestones = steps.filter(action=OuterRef("pk"))
        open_and_recurring = milestones.filter(due_at__isnull=False, open_at=True).exclude(recurrence="")
        last_due = milestones.filter(due_at__isnull=False).order_by("-due_at").values("due_at")[:1]
        gone_by = milestones.filter(passed, firm, recurrence="", due_at=OuterRef("last_due"))
        complete = Q(**{status: Status.COMPLETE})
        amber = (
            Q(**{status: Status.SLIPPED})
            | Exists(milestones.filter(due_at__gt=F("first_due_on")))
            | Exists(milestones.filter(passed))
        )
        return self.annotate(last_due=Subquery(last_due, output_field=models.DateField())).annotate(
            is_overdue=ExpressionWrapper(
                ~complete & Exists(gone_by) & ~Exists(open_and_recurring), output_field=models.BooleanField()
            ),
            rating=Case(
                When(complete, then=Value(str(Rag.COMPLETE))),
                When(Exists(gone_by) & ~Exists(open_and_recurring), then=Value(str(Rag.RED))),
                When(Q(**{status: Status.OFF_TRACK}), then=Value(str(Rag.RED))),
                When(Q(**{status: ""}), then=Value(str(Rag.NOT_REPORTED))),
                When(amber, then=Value(str(Rag.AMBER))),
                default=Value(str(Rag.GREEN)),
                output_field=models.CharField(),
            ),
        )

    def overdue(self, on: date, *, seasons_fall_due: bool = False, as_at: bool = False) -> ActionQuerySet:
        """Those whose date has passed without their being complete; ``as_at``, by what was known at the end of that day."""
        rated = self.as_at if as_at else self.rated
        return rated(on, seasons_fall_due=seasons_fall_due).filter(is_overdue=True)

    def for_posts(self, posts: Iterable[int]) -> ActionQuerySet:
        """Those that any of these posts lead or contribute to."""
        contributed = Action.contributors.through.objects.filter(action=OuterRef("pk"), post__in=posts)
        return self.filter(Q(lead__in=posts) | Exists(contributed))

    def open(self) -> ActionQuerySet:
        """Those that are not closed."""
        return self.filter(closed_on__isnull=True)

    def open_then(self) -> ActionQuerySet:
        """Those that were not closed at the end of the day of ``known_at``."""
        return self.filter(closed_then=False)

    def updated_since(self, day: date, *, until: date | None = None) -> ActionQuerySet:
        """Those of which somebody has said something from a day on, or from it to the end of another."""
        said = Update.objects.filter(action=OuterRef("pk"), effect=Effect.NONE, at__gte=start_of(day))
        if until:
            said = said.filter(at__lt=end_of(until))
        return self.filter(Exists(said))

    def with_slippage(self, *, as_at: date | None = None) -> ActionQuerySet:
        """With ``slipped_by``, the longest time by which a date of its has slipped, and ``times_redated``, of all its dates."""
        milestones = Milestone.objects.as_at(as_at) if as_at else Milestone.objects.now()
        dated = milestones.filter(action=OuterRef("pk"), due_at__gt=F("first_due_on"))
        by = ExpressionWrapper(F("due_at") - F("first_due_on"), output_field=models.DurationField())
        return self.annotate(
            slipped_by=Coalesce(Subquery(dated.annotate(by=by).order_by("-by").values("by")[:1]), timedelta()),
            times_redated=times_redated("pk", as_at=as_at),
        )

    def with_details(self, *, as_at: date | None = None) -> ActionQuerySet:
        """With what a list shows of each: lead, contributors, milestones, slippage and the latest words. Three queries.

        ``as_at`` a day, with the words that were the latest at its end and with all that
        actions.reporting.line_at works its past out from. Two queries more.
        """
        latest = Update.objects.filter(action=OuterRef("pk"), effect=Effect.NONE).order_by("-at", "-pk")
        past = ()
        if as_at:
            latest = latest.filter(at__lt=end_of(as_at))
            past = ("milestones__date_changes", "updates")
        return (
            self.with_slippage(as_at=as_at)
            .select_related("lead")
            .prefetch_related("contributors", "milestones", *past)
            .annotate(
                last_words=Subquery(latest.values("words")[:1]),
                last_status=Subquery(latest.values("status")[:1]),
                last_said_at=Subquery(latest.values("at")[:1]),
                last_unchanged=Subquery(latest.values("unchanged")[:1]),
                last_key=Subquery(latest.values("pk")[:1]),
            )
        )


class Action(Record):
    """Something that a post has undertaken to do by a date.

    It lives once: plans, clinics and minutes refer to it. Exactly one post
    leads; none yet is possible, and every list shows that as a fault.
    """

    title = models.CharField(max_length=250, help_text="What will be done, starting with a verb.")
    description = models.TextField(blank=True, help_text="What a title cannot carry.")
    lead = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        related_name="actions_led",
        null=True,
        blank=True,
        db_index=False,  # action_by_lead_and_state begins with it
        help_text="The one post that answers for it.",
    )
    contributors = models.ManyToManyField(
        Post, related_name="actions_contributed_to", blank=True, help_text="Other posts that take part."
    )
    outcomes = models.ManyToManyField(Outcome, related_name="actions", blank=True)
    status = models.CharField(
        max_length=15, choices=Status.pairs(), blank=True, help_text="As last declared. Updates change it."
    )
    forecast_on = models.DateField(
        "forecast", null=True, blank=True, help_text="When the officer last expected it to be complete."
    )
    opened_on = models.DateField(
        null=True, blank=True, help_text="When it was agreed. Empty: for as long as anybody remembers."
    )
    closed_on = models.DateField(
        null=True, blank=True, editable=False, help_text="From then on it takes no updates. Updates change it."
    )

    objects = ActionQuerySet.as_manager()
    _history_m2m_fields = [contributors, outcomes]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="action_has_a_title",
                violation_error_message="Say what will be done.",
            ),
        ]
        # The list of posts counts the open actions of each that are not complete: in the index alone, however many there are.
        indexes = [models.Index(fields=["lead", "closed_on", "status"], name="action_by_lead_and_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("action", args=[self.pk])

    @property
    def facts(self) -> ActionFacts:
        """What its rating rests on; reads its milestones, so prefetch them for a list."""
        return ActionFacts(self.status, tuple(milestone.facts for milestone in self.milestones.all()))

    @property
    def past(self) -> ActionPast:
        """What it was on any day; reads its updates, milestones and their changes, so prefetch them for a list."""
        return ActionPast(
            opened_on=self.opened_on,
            closed_on=self.closed_on,
            milestones=tuple(milestone.past for milestone in self.milestones.all()),
            said=tuple(update.said for update in sorted(self.updates.all(), key=lambda said: (said.at, said.pk))),
        )

    @property
    def accountable_posts(self) -> set[int]:
        """The keys of the posts that lead it or contribute to it; prefetch contributors for a list."""
        return {post.pk for post in self.contributors.all()} | ({self.lead_id} if self.lead_id else set())
