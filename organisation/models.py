"""The council: its directorates, the posts that are accountable, boards, reporting periods and outcomes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.periods import MONTHS_IN, Period, PeriodKind
from core.records import Record
from organisation.choices import (
    PLACES_IN_MONTH,
    WEEKDAYS,
    BoardKind,
    BoardRole,
    CouncilKind,
    DateApproval,
    FrameworkKind,
    RatingRule,
    ResolutionStyle,
)
from organisation.file_names import DEFAULT_PATTERN, PLACES, example_of
from organisation.validators import validate_brand_colour, validate_item_file_pattern, validate_logo, validate_tolerance


def in_force(on: date, prefix: str = "") -> Q:
    """Rows with a start and an end that are in force on a day; an open end has not come yet."""
    started = Q(**{f"{prefix}starts__isnull": True}) | Q(**{f"{prefix}starts__lte": on})
    not_ended = Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gte": on})
    return started & not_ended


def ends_after_start(name: str) -> models.CheckConstraint:
    """The constraint that something ends on or after the day it starts."""
    return models.CheckConstraint(
        condition=Q(ends__isnull=True) | Q(starts__isnull=True) | Q(ends__gte=F("starts")),
        name=name,
        violation_error_message="The end is before the start.",
    )


class Council(Record):
    """The council whose database this is. There is one row."""

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, help_text="In page headers: Rotherham MBC.")
    abbreviation = models.CharField(max_length=20, blank=True, help_text="As plans write it: RDC.")
    kind = models.CharField(max_length=20, choices=CouncilKind.pairs())
    comparator_group = models.CharField(
        max_length=100, blank=True, help_text="The group whose quartiles it compares itself with."
    )
    rating_rule = models.CharField(max_length=20, choices=RatingRule.pairs(), default=RatingRule.TOLERANCE)
    tolerance = models.CharField(
        max_length=20,
        default="10%",
        validators=[validate_tolerance],
        help_text="How far a target may be missed and still be amber: 10% of the target, or an amount. "
        "A set or an indicator may have its own; the nearest wins.",
    )
    seasons_fall_due = models.BooleanField(
        default=False,
        help_text="Whether an action due in “Summer 2007” is overdue from 1 September. "
        "Unless set, a season that has ended is shown as amber, because the day is our reading, not theirs.",
    )
    clear_days = models.PositiveSmallIntegerField(
        default=5, help_text="Clear days between publishing an agenda and the meeting: 5 in England, 3 in Wales."
    )
    cycle_months = models.PositiveSmallIntegerField(
        default=2, help_text="How often each action needs an update, where no board's meetings say so."
    )
    dates_approved_by = models.CharField(
        "who approves a new date",
        max_length=10,
        choices=DateApproval.pairs(),
        default=DateApproval.SUPERIOR,
        help_text="An officer asks for a later date with a reason; the first date is kept whoever approves.",
    )
    clinics_a_year = models.PositiveSmallIntegerField(
        "performance clinics a year",
        null=True,
        blank=True,
        help_text="How many the council means to hold each year; empty where it has set no target.",
    )
    reporting_days = models.PositiveSmallIntegerField(
        default=42, help_text="Days after the end of a period by which its figures are due."
    )
    item_file_pattern = models.CharField(
        "names of items' files",
        max_length=100,
        default=DEFAULT_PATTERN,
        validators=[validate_item_file_pattern],
        help_text="How the files of a meeting's items are named for the council's committee system. Places: "
        + "; ".join(f"{{{place}}}, {meaning}" for place, meaning in PLACES.items())
        + f". {DEFAULT_PATTERN} gives {example_of(DEFAULT_PATTERN)}.",
    )
    brand_colour = models.CharField(max_length=7, default="#12436d", validators=[validate_brand_colour])
    logo = models.FileField(
        upload_to="council", blank=True, validators=[FileExtensionValidator(["png", "jpg", "jpeg"]), validate_logo]
    )
    accessibility_email = models.EmailField(
        "e-mail for accessibility",
        blank=True,
        help_text="Where somebody writes who cannot use a page or needs it in another form: in the accessibility statement.",
    )
    accessibility_telephone = models.CharField(
        "telephone for accessibility", max_length=40, blank=True, help_text="For those who cannot write."
    )
    accessibility_reply_days = models.PositiveSmallIntegerField(
        "working days to answer on accessibility",
        default=10,
        help_text="Within how many working days they are answered.",
    )
    accessibility_reviewed_on = models.DateField(
        "accessibility statement reviewed on",
        null=True,
        blank=True,
        help_text="The day on which the council last looked its accessibility statement over; at least once a year.",
    )

    class Meta:
        verbose_name = "council"
        verbose_name_plural = "council"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="one_council",
                violation_error_message="There is one council in a database, and it is already here.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def is_called(self, name: str) -> bool:
        """Whether a name is its own, in full or short, whatever the capitals."""
        return name.strip().lower() in (self.name.lower(), self.short_name.lower())


class Directorate(Record):
    """A directorate of the council, for as long as it exists."""

    name = models.CharField(max_length=120)
    abbreviation = models.CharField(max_length=20, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True, help_text="When it was dissolved. Its history stays.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_directorate_per_name",
                violation_error_message="There is a directorate of this name already.",
            ),
            ends_after_start("directorate_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page on which the performance team keeps it."""
        return reverse("directorate", args=[self.pk])


class PartnerBody(Record):
    """A body outside the council that answers for things with it: a trust, a partnership, a contractor."""

    name = models.CharField(max_length=120)
    abbreviation = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "partner bodies"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_partner_body_per_name",
                violation_error_message="There is a partner body of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, asked for in the office's words."""

    def held_by(self, user: settings.AUTH_USER_MODEL, on: date) -> PostQuerySet:
        """The posts that a person holds on a day."""
        return self.filter(in_force(on, "holders__"), holders__user=user).distinct()


class Post(Record):
    """The accountable office: "Head of Policy and Performance". People hold it for a time."""

    title = models.CharField(max_length=150)
    abbreviation = models.CharField(max_length=20, blank=True, help_text="As plans write it: SPMO.")
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="posts", null=True, blank=True)
    partner_body = models.ForeignKey(
        PartnerBody,
        on_delete=models.PROTECT,
        related_name="posts",
        null=True,
        blank=True,
        help_text="For a post of a partner body instead of a directorate.",
    )
    superior = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="subordinates",
        null=True,
        blank=True,
        help_text="The post it answers to.",
    )
    is_group = models.BooleanField(
        "group post", default=False, help_text="Several people answer together: “All Service Directors”."
    )
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["title"],
                name="one_post_per_title",
                violation_error_message="There is a post of this title already.",
            ),
            models.CheckConstraint(
                condition=Q(directorate__isnull=True) | Q(partner_body__isnull=True),
                name="post_of_directorate_or_partner",
                violation_error_message="A post belongs to a directorate or to a partner body, not to both.",
            ),
            models.CheckConstraint(
                condition=Q(superior__isnull=True) | ~Q(superior=F("pk")),
                name="post_not_its_own_superior",
                violation_error_message="A post cannot answer to itself.",
            ),
            ends_after_start("post_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page on which the performance team keeps it."""
        return reverse("post", args=[self.pk])


class PostAlias(Record):
    """Another way in which papers write a post, so that one post stays one post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="aliases")  # part of the post
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["text"]
        verbose_name_plural = "post aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["text"],
                name="alias_of_one_post",
                violation_error_message="Another post is already written this way.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class PostHolder(Record):
    """Who holds a post, from when to when."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts_held")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="The last day. Leave empty while they hold it.")

    class Meta:
        ordering = ["post", "-starts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "user", "starts"],
                name="one_holding_per_start",
                violation_error_message="This person already holds this post from that day.",
            ),
            ends_after_start("post_holder_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.post}"


class BoardQuerySet(models.QuerySet["Board"]):
    """Boards, asked for in the office's words."""

    def there(self, on: date) -> BoardQuerySet:
        """Those that have not ended before a day."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=on))


class Board(Record):
    """A board, committee or management team that reports go to."""

    name = models.CharField(max_length=150)
    abbreviation = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, choices=BoardKind.pairs())
    cycle_months = models.PositiveSmallIntegerField(default=2, help_text="Months from one meeting to the next.")
    usual_place = models.PositiveSmallIntegerField(
        "usually meets on the",
        choices=PLACES_IN_MONTH,
        null=True,
        blank=True,
        help_text="With the weekday: the second Monday of a month.",
    )
    usual_weekday = models.PositiveSmallIntegerField("weekday", choices=WEEKDAYS, null=True, blank=True)
    usual_time = models.TimeField("usual time", null=True, blank=True)
    usual_venue = models.CharField("usual venue", max_length=200, blank=True)
    clear_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(30)],
        help_text="Between publishing its agenda and the meeting. Empty: the council's for a political board, "
        "and none for others.",
    )
    minutes_begin_again = models.BooleanField(
        "minutes are numbered from 1 again each May",
        default=False,
        help_text="Unless set, numbers run on from meeting to meeting for good.",
    )
    resolution_style = models.CharField(
        "parts of a resolution",
        max_length=10,
        choices=ResolutionStyle.pairs(),
        default=ResolutionStyle.NUMBERS,
        help_text="How the parts of a resolution are counted in its minutes.",
    )
    papers_are_public = models.BooleanField(
        "papers are published",
        default=False,
        help_text="Papers of a board of officers or a partnership that were issued to the public stand on the public pages "
        "too, also those issued before. Those of councillors always do.",
    )
    ends = models.DateField(
        null=True,
        blank=True,
        help_text="The last day on which it is a board. Empty while it goes on. What it did is kept.",
    )

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_board_per_name",
                violation_error_message="There is a board of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(usual_place__isnull=True, usual_weekday__isnull=True)
                | Q(usual_place__isnull=False, usual_weekday__isnull=False),
                name="usual_day_has_place_and_weekday",
                violation_error_message="Say both which one of the month and which weekday, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoardMember(Record):
    """Somebody's place on a board, from when to when."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="boards")
    role = models.CharField(max_length=20, choices=BoardRole.pairs(), default=BoardRole.MEMBER)
    seat = models.CharField(
        max_length=150,
        blank=True,
        help_text="What papers and minutes call this place: Chair of the Board; Director of Place. Never a name. "
        "Empty: by the role.",
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="The last day. Leave empty while they sit on it.")

    class Meta:
        ordering = ["board", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "user", "starts"],
                name="one_place_per_start",
                violation_error_message="This person is already on this board from that day.",
            ),
            ends_after_start("board_member_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()} of the {self.board}"

    @property
    def called(self) -> str:
        """What papers call the place: its seat, or its role."""
        return self.seat or f"{self.get_role_display()} of the {self.board.name}"

    def is_there(self, on: date) -> bool:
        """Whether somebody holds the place on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


@lru_cache(maxsize=4096)
def _period(kind: str, year: int, number: int) -> Period:
    """A period as a value: few, and asked for with every figure."""
    return Period(PeriodKind(kind), year, number)


class ReportingPeriod(Record):
    """A period that figures are reported for, with the day they are due and whether it is locked."""

    kind = models.CharField(max_length=10, choices=[(kind.value, kind.name.title()) for kind in PeriodKind])
    year = models.PositiveSmallIntegerField(help_text="The calendar year in which its year begins.")
    number = models.PositiveSmallIntegerField(default=1, help_text="Which half, quarter or month of the year.")
    starts = models.DateField(editable=False)
    ends = models.DateField(editable=False)
    due_on = models.DateField(help_text="The day by which its figures are wanted.")
    locked_at = models.DateTimeField(null=True, blank=True, help_text="After this, a change is a restatement.")
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="periods_locked", null=True, blank=True
    )

    class Meta:
        ordering = ["-starts", "ends", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "number"],
                name="one_row_per_period",
                violation_error_message="This period exists already.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=12),
                name="period_number_in_year",
                violation_error_message="A year has at most twelve parts.",
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="period_locked_by_somebody",
                violation_error_message="A locked period says when it was locked and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)

    def save(self, *args, **kwargs) -> None:
        """Work out the first and the last day from kind, year and number."""
        self.starts, self.ends = self.period.starts, self.period.ends
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a ninth quarter before it reaches the arithmetic."""
        if self.kind and self.number and self.number > 12 // MONTHS_IN[self.kind]:
            raise ValidationError({"number": f"A year has {12 // MONTHS_IN[self.kind]} of these."})

    @property
    def period(self) -> Period:
        """The period as a value that can be reckoned with."""
        return _period(self.kind, self.year, self.number)


class FrameworkQuerySet(models.QuerySet["Framework"]):
    """Frameworks, asked for in the office's words."""

    def running(self, on: date) -> FrameworkQuerySet:
        """Those that run on a day."""
        return self.filter(Q(starts__isnull=True) | Q(starts__lte=on), Q(ends__isnull=True) | Q(ends__gte=on))


class Framework(Record):
    """Something that asks the council for outcomes: a corporate plan, a white paper, an inspection report."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=FrameworkKind.pairs())
    source = models.CharField(max_length=250, blank=True, help_text="Where it is published.")
    starts = models.DateField("first day", null=True, blank=True, help_text="Empty where nobody said when it began.")
    ends = models.DateField(
        "last day",
        null=True,
        blank=True,
        help_text="Empty while it runs. What served it is kept, and stays on its page.",
    )
    shipped_as = models.CharField(
        max_length=40,
        blank=True,
        editable=False,
        help_text="Under which name the program brings it. Empty: entered by the council.",
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_framework_per_name",
                violation_error_message="There is a framework of this name already.",
            ),
            models.UniqueConstraint(
                fields=["shipped_as"],
                condition=~Q(shipped_as=""),
                name="shipped_framework_once",
                violation_error_message="This framework has been adopted already.",
            ),
            ends_after_start("framework_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, with all that serves it."""
        return reverse("framework", args=[self.pk])

    def is_over(self, on: date) -> bool:
        """Whether it has ended by a day."""
        return self.ends is not None and self.ends < on


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """Outcomes, asked for in the office's words."""

    def with_frameworks(self) -> OutcomeQuerySet:
        """By framework and in its order, with the framework: what one thing serves. One query."""
        return self.select_related("framework").order_by("framework__name", "order", "ref", "title", "pk")


class Outcome(Record):
    """One thing that a framework asks for. Indicators and actions point at it: entered once, reported to many."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="outcomes")
    ref = models.CharField("reference", max_length=20, blank=True, help_text="As the framework has it: P2, 7, R4.")
    title = models.CharField(max_length=250, help_text="What is asked for, as the framework says it.")
    group = models.CharField(
        "heading",
        max_length=150,
        blank=True,
        help_text="The priority or chapter that it stands under. Outcomes with the same heading stand together.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "order", "ref", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "title"],
                name="one_outcome_per_title",
                violation_error_message="This framework has an outcome of this title already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}".strip()

    def get_absolute_url(self) -> str:
        """Its page, with all that serves it."""
        return reverse("outcome", args=[self.framework_id, self.pk])
