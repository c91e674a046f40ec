"""The packs made of a meeting's papers, and the files that came with them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from meetings.choices import UNFINISHED, Audience, PackState
from meetings.models.builds import Build, BuildQuerySet
from meetings.models.meetings import AgendaItem, Meeting
from organisation.choices import BoardKind


class PackQuerySet(BuildQuerySet):
    """Packs, asked for in the office's words."""

    def issued(self) -> PackQuerySet:
        """Those that were issued, the newest first."""
        return self.filter(issued_at__isnull=False).order_by("-edition")

    def whole(self) -> PackQuerySet:
        """Those with all papers; the others are supplements to one of them."""
        return self.filter(main__isnull=True)

    def public(self) -> PackQuerySet:
        """Those that everybody may read, the newest first: issued to the public, of a board that publishes, and not replaced.

        Boards of councillors publish; a board of officers or a partnership does where the council has chosen that.

        An edition that lists an item which was closed to the public afterwards is not given out any more.
        """
        later = self.model.objects.filter(
            meeting=OuterRef("meeting"), audience=Audience.PUBLIC, issued_at__isnull=False, main__isnull=True
        )
        publishes = Q(meeting__board__kind=BoardKind.POLITICAL) | Q(meeting__board__papers_are_public=True)
        found = self.filter(publishes, audience=Audience.PUBLIC, issued_at__isnull=False)
        found = found.exclude(
            Exists(later.filter(edition__gt=Coalesce(OuterRef("main__edition"), OuterRef("edition"))))
        )
        return found.order_by("-meeting__date", "-edition", "-pk")

    def light(self) -> PackQuerySet:
        """Without what they were made from, which is long."""
        return self.defer("payload")

    def attached(self) -> frozenset[int]:
        """The files, by their keys, that they list with items: whoever may have the editions may have these. One query."""
        lists = self.values_list("payload__items", flat=True)
        return frozenset(file["pk"] for items in lists for item in items or () for file in item["attachments"])


class Pack(Build):
    """The papers of one meeting for one audience, as built.

    An edition is a draft until it is issued, and the same bytes for ever from then on.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    main = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="supplements",
        null=True,
        blank=True,
        help_text="The issued edition that this one supplements.",
    )
    first_page = models.PositiveIntegerField(default=1, help_text="A supplement's pages run on from the pack's.")
    batch = models.UUIDField(
        null=True, blank=True, db_index=True, help_text="Of those asked for together, made of the data of one moment."
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packs_requested")
    read_at = models.DateTimeField(null=True, blank=True, help_text="The moment whose data it holds.")
    pages = models.PositiveIntegerField(null=True, blank=True)
    file = models.FileField(upload_to="packs/%Y", blank=True)
    html = models.FileField("HTML", upload_to="packs/%Y", blank=True, help_text="The same papers to be read on screen.")
    html_sha256 = models.CharField("SHA-256 of the HTML", max_length=64, blank=True)
    payload = models.JSONField(default=dict, blank=True, help_text="What the file was made from, frozen with it.")
    payload_sha256 = models.CharField("SHA-256 of the data", max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packs_issued", null=True, blank=True
    )
    issued_despite = models.TextField(
        blank=True, help_text="Why it was issued although something was not ready: the report is to follow."
    )

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "audience", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "audience", "edition"],
                name="one_pack_per_edition",
                violation_error_message="This edition of the pack exists already.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "audience"],
                condition=Q(state__in=UNFINISHED),
                name="one_pack_built_at_a_time",
                violation_error_message="A pack of this meeting is being built already.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackState.READY)
                | Q(built_at__isnull=False, pages__gt=0) & ~Q(sha256="") & ~Q(file=""),
                name="ready_pack_is_whole",
                violation_error_message="A pack that is ready has its file, pages, date and digest.",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, issued_by__isnull=True)
                | Q(issued_at__isnull=False, issued_by__isnull=False, state=PackState.READY),
                name="issued_pack_is_ready",
                violation_error_message="A pack that was issued is ready, and says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.spoken}"

    def get_absolute_url(self) -> str:
        """Where it is read on screen."""
        return reverse("pack-read", args=[self.meeting_id, self.audience, self.edition])

    @property
    def name(self) -> str:
        """For whom it is, which edition, and whether it is a supplement."""
        kind = "supplement" if self.is_supplement else "pack"
        return f"{self.whose} {kind}, edition {self.edition}"

    @property
    def whose(self) -> str:
        """For whom it is, as it is said before "pack"."""
        return "Members'" if self.audience == Audience.MEMBERS else "Public"

    @property
    def spoken(self) -> str:
        """Its name within a sentence."""
        return self.name[:1].lower() + self.name[1:]

    @property
    def is_supplement(self) -> bool:
        """Whether it holds only what changed since the pack was issued."""
        return self.main_id is not None

    @property
    def is_draft(self) -> bool:
        """Whether it is ready and was not issued."""
        return self.state == PackState.READY and self.issued_at is None

    @property
    def last_page(self) -> int:
        """The number of its last page."""
        return self.first_page + (self.pages or 0) - 1

    @property
    def filename(self) -> str:
        """What the file is called when it is downloaded."""
        return self.called("supplement" if self.is_supplement else "pack", "pdf")


class ItemAttachment(models.Model):
    """A PDF that somebody else made, which goes with an item as a file of its own. Never changed; taken off at most."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="attachments")
    title = models.CharField(max_length=200, help_text="As the agenda lists it: Annual audit letter.")
    name = models.CharField("file name", max_length=120)
    file = models.FileField(upload_to="attachments/%Y")
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attachments_added")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attachments_removed", null=True, blank=True
    )
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Taken off the item. Editions that were issued with it still have it."
    )

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="removed_attachment_says_by_whom",
                violation_error_message="An attachment that was taken off says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
