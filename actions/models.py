"""Actions, their milestones, the changes of their dates and what officers said of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Case, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from actions.choices import PRECISIONS, RECURRENCES, Decision, Door, Effect, Status
from actions.rules import ActionFacts, ActionPast, MilestoneFacts, MilestonePast, Moved, Said
from core.clock import today
from core.dates import Precision, Recurrence, read
from core.rag import Rag
from core.records import Record
from organisation.models import Board, Outcome, Post


def start_of(day: date) -> datetime:
    """The first moment of a day in the council's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def times_redated(action: str, *, as_at: date | None = None) -> Coalesce:
    """How often the dates of an action were changed, as an annotation; ``action`` is where its key stands in the row."""
    moved = DateChange.objects.approved().filter(milestone__action=OuterRef(action)).order_by()
    if as_at:
        moved = moved.filter(decided_at__lt=end_of(as_at))
    times = moved.values("milestone__action").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(times, output_field=models.IntegerField()), 0)


def end_of(day: date) -> datetime:
    """The first moment after a day in the council's time zone."""
    return start_of(day + timedelta(days=1))


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions, asked for in the office's words."""

    def rated(self, on: date, *, seasons_fall_due: bool = False) -> ActionQuerySet:
        """With ``rating`` at a date, by the rule of actions.rules.rate, and with ``is_overdue`` and ``last_due``.

        From what is known at present. What was known at the end of a day in the past is ``as_at``.
        """
        return self._rated(on, Milestone.objects.now(), "status", seasons_fall_due)

    def as_at(self, day: date, *, seasons_fall_due: bool = False) -> ActionQuerySet:
        """Those that were there at the end of a day, rated by what was known then: the annotations of ``rated``.

        Beside them ``status_then``, ``forecast_then`` and ``closed_then``. From updates, approved
        changes of dates and ticks alone, as actions.rules.facts_at does it.
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
        there = self.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=day)).annotate(
            status_then=Coalesce(Subquery(said.exclude(status="").values("status")[:1]), Value("")),
            forecast_then=Subquery(forecast[:1]),
            closed_then=Coalesce(Subquery(turned[:1]), closed_now),
        )
        return there._rated(day, Milestone.objects.as_at(day), "status_then", seasons_fall_due)

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
        """Those that were not closed at the end of the day of ``as_at``."""
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


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones with ``due_at``, when each is due, and ``open_at``, whether it is still to be reached."""

    def now(self) -> MilestoneQuerySet:
        """As they are."""
        still_open = ExpressionWrapper(Q(completed_on__isnull=True), output_field=models.BooleanField())
        return self.annotate(due_at=F("due_on"), open_at=still_open)

    def as_at(self, day: date) -> MilestoneQuerySet:
        """Those that were there at the end of a day, as they were then."""
        moves = DateChange.objects.approved().filter(milestone=OuterRef("pk"))
        until, since = Q(decided_at__lt=end_of(day)), Q(decided_at__gte=end_of(day))
        moved = moves.filter(until).order_by("-decided_at", "-pk").values("becomes")[:1]
        to_be_moved = moves.filter(since).order_by("decided_at", "pk").values("was")[:1]
        still_open = Q(completed_on__isnull=True) | Q(completed_on__gt=day)
        return self.filter(Q(added_on__isnull=True) | Q(added_on__lte=day)).annotate(
            due_at=Coalesce(Subquery(moved), Subquery(to_be_moved), F("due_on")),
            open_at=ExpressionWrapper(still_open, output_field=models.BooleanField()),
        )


class DateChangeQuerySet(models.QuerySet["DateChange"]):
    """Changes of dates, asked for in the office's words."""

    def approved(self) -> DateChangeQuerySet:
        """Those that moved a milestone."""
        return self.filter(decision=Decision.APPROVED)

    def waiting(self) -> DateChangeQuerySet:
        """Requests that nobody has decided yet."""
        return self.filter(decision=Decision.WAITING)


class Milestone(Record):
    """A step of an action: what shows that it is done, and by when."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField(default=0)
    measure = models.TextField("progress measure", blank=True, help_text="What will show that it is done.")
    date_as_written = models.CharField(
        "target date as written", max_length=200, blank=True, help_text="Kept as the plan has it: “Summer 2007”."
    )
    due_on = models.DateField(null=True, blank=True, help_text="The last day of what the text says.")
    first_due_on = models.DateField(
        null=True, blank=True, help_text="The first date it ever had. Never changed, so that slippage can be counted."
    )
    precision = models.CharField(max_length=10, choices=PRECISIONS, default=Precision.NONE)
    recurrence = models.CharField(max_length=20, choices=RECURRENCES, blank=True)
    needs_review = models.BooleanField(
        default=False, help_text="The date could not be read for certain; somebody should look."
    )
    added_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When it was added. Empty: with the action itself."
    )
    completed_on = models.DateField(null=True, blank=True)
    completed_by = models.ForeignKey(
        "Update",
        on_delete=models.PROTECT,
        related_name="ticked",
        null=True,
        blank=True,
        editable=False,
        help_text="The update that said so.",
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["action", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(first_due_on__isnull=False),
                name="milestone_keeps_its_first_date",
                violation_error_message="A milestone with a due date keeps the first date that it had.",
            ),
            models.CheckConstraint(
                condition=~Q(measure="") | ~Q(date_as_written="") | Q(due_on__isnull=False),
                name="milestone_says_something",
                violation_error_message="Give a progress measure, a target date or both.",
            ),
        ]
        indexes = [models.Index(fields=["action", "due_on"], name="milestone_by_date")]

    def __str__(self) -> str:
        return self.measure or self.date_as_written

    def clean(self) -> None:
        """Read a date that is given in words alone, and keep the first date that there ever was."""
        if self._state.adding and self.date_as_written and not self.due_on:
            written = read(self.date_as_written, written_on=today())
            self.due_on, self.first_due_on = written.due, written.first_due
            self.precision, self.recurrence = written.precision, written.recurrence
            self.needs_review = written.doubtful
        self.first_due_on = self.first_due_on or self.due_on

    @property
    def facts(self) -> MilestoneFacts:
        """What the rating of its action needs of it."""
        return MilestoneFacts(
            due=self.due_on,
            first_due=self.first_due_on,
            recurrence=Recurrence(self.recurrence),
            is_season=self.precision == Precision.SEASON,
            done=self.completed_on is not None,
        )

    @property
    def past(self) -> MilestonePast:
        """What it was on any day; reads its changes of date, so prefetch them for a list."""
        approved = [change for change in self.date_changes.all() if change.decision == Decision.APPROVED]
        return MilestonePast(
            facts=self.facts,
            added_on=self.added_on,
            completed_on=self.completed_on,
            moves=tuple(change.moved for change in sorted(approved, key=lambda moved: (moved.decided_at, moved.pk))),
        )


class DateChange(models.Model):
    """A new date for a milestone: from, to, why, who asked, and what was decided by whom. What was asked is never edited.

    It is a request until it is decided; only an approved one moves the milestone.
    """

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="date_changes")
    was = models.DateField()
    becomes = models.DateField()
    reason = models.TextField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="date_changes_requested", null=True, blank=True
    )
    requested_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.pairs(), default=Decision.APPROVED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="date_changes_decided",
        null=True,
        blank=True,
        help_text="Empty where it came with an imported paper, and where nobody has to approve.",
    )
    approved_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="date_changes_approved", null=True, blank=True
    )
    approved_by_board = models.ForeignKey(
        Board, on_delete=models.PROTECT, related_name="date_changes_approved", null=True, blank=True
    )
    note = models.TextField(blank=True, help_text="What was said with the decision.")
    through = models.CharField(max_length=10, choices=Door.pairs(), default=Door.BROWSER)

    objects = DateChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(was=F("becomes")),
                name="date_change_changes_the_date",
                violation_error_message="The new date is the old one.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="date_change_has_a_reason",
                violation_error_message="Say why the date changes.",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.WAITING, decided_at__isnull=True)
                | (~Q(decision=Decision.WAITING) & Q(decided_at__isnull=False)),
                name="date_change_decided_at_a_time",
                violation_error_message="A decision was made at a time; a request that waits has none.",
            ),
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(decision=Decision.WAITING),
                name="one_request_at_a_time",
                violation_error_message="A new date has been asked for already and waits for a decision.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was} to {self.becomes}"

    @property
    def days(self) -> int:
        """Days later; negative where it was brought forward."""
        return (self.becomes - self.was).days

    @property
    def moved(self) -> Moved:
        """What the past of its milestone needs of it once it is approved."""
        return Moved(day=timezone.localdate(self.decided_at), was=self.was, becomes=self.becomes)


class Update(models.Model):
    """What somebody said of an action. Never edited, only followed by another."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    status = models.CharField(max_length=15, choices=Status.pairs(), blank=True)
    status_as_written = models.CharField(
        max_length=60, blank=True, help_text="The paper's own words where it was imported: “Some slippage reported”."
    )
    words = models.TextField("what changed", blank=True)
    so_what = models.TextField(blank=True, help_text="What does it mean for the result or for people?")
    what_next = models.TextField(blank=True, help_text="What will be done next, by when?")
    unchanged = models.BooleanField(
        "same as last time", default=False, help_text="Whoever updated it said that nothing has changed."
    )
    evidence = models.CharField(
        max_length=500,
        blank=True,
        validators=[URLValidator(["http", "https"], message="Give a link that begins with https:// or http://.")],
        help_text="Where it can be seen: a link to a document.",
    )
    effect = models.CharField(max_length=10, choices=Effect.pairs(), blank=True, default=Effect.NONE)
    forecast_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="updates",
        null=True,
        blank=True,
        help_text="Empty where it came with an imported paper.",
    )
    at = models.DateTimeField(db_index=True)
    through = models.CharField(max_length=10, choices=Door.pairs(), default=Door.BROWSER)

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="") | ~Q(words="") | Q(unchanged=True),
                name="update_says_something",
                violation_error_message="Choose a status or write what has happened.",
            ),
        ]

    def __str__(self) -> str:
        return self.words or self.get_status_display()

    @property
    def said(self) -> Said:
        """What the past of its action needs of it."""
        return Said(day=timezone.localdate(self.at), status=self.status, forecast=self.forecast_on, effect=self.effect)
