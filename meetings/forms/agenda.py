"""Forms of an agenda: its items, and the items that stand on every agenda of a board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from clinics.forms.life import post_choices, posts
from core.formats import long_date
from core.forms import GovukForm, RowForm
from meetings.models import AgendaItem, Meeting, StandingItem
from meetings.reporting import out_already, public_editions

LATE = (
    "This item comes too late to be published in time. It may only be taken because of special circumstances, which "
    "go into the minutes (section 100B(4), Local Government Act 1972). Say what they are."
)


class ItemFields(RowForm):
    """What an item of an agenda and a standing item have in common."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = posts(self.instance.presenter_id)
        self.fields["presenter"].queryset = found
        self.fields["presenter"].choices = post_choices(found, "Nobody named")
        self.fields["presenter"].label = "Who presents it"
        self.fields["group"].label = "Heading"
        self.fields[
            "group"
        ].help_text = (
            "If it stands under a heading: For decision. Items that follow one another under the same heading share it."
        )


class ItemForm(ItemFields):
    """An item of an agenda. A late one says why it is taken; what is closed to the public says under which rule."""

    at = forms.IntegerField(label="Number", required=False, min_value=1, help_text="Empty: at the end.")
    sure = forms.BooleanField(label="Close it all the same: what is out stays out", required=False)

    class Meta:
        model = AgendaItem
        fields = (
            "title",
            "kind",
            "group",
            "presenter",
            "minutes_of",
            "exempt_paragraph",
            "public_interest",
            "is_confidential",
            "late_because",
        )
        labels = {
            "minutes_of": "Whose minutes it approves",
            "exempt_paragraph": "Exempt under Schedule 12A, Local Government Act 1972",
            "public_interest": "Why the public interest is in keeping it exempt",
            "is_confidential": "Confidential: the law, a court or a government department forbids disclosing it",
            "late_because": "The special circumstances",
        }
        help_texts = {
            "kind": "",
            "exempt_paragraph": "The public then sees nothing of it but the paragraph, in no edition, list or search.",
            "public_interest": "It must outweigh the public interest in disclosing it. Those who may read the item see this.",
            "late_because": LATE,
        }
        widgets = {
            "public_interest": forms.Textarea(attrs={"rows": 3}),
            "late_because": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, is_late: bool, numbers_stand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_closed = self.instance.is_closed
        self.editions = () if self.was_closed or self.instance.pk is None else public_editions(self.instance)
        is_new = self.instance.pk is None
        self._offer_minutes()
        self.fields["exempt_paragraph"].choices = [
            ("", "Open to the public"),
            *self.fields["exempt_paragraph"].choices[1:],
        ]
        if not self.editions:
            del self.fields["sure"]
        if not is_new or numbers_stand:
            del self.fields["at"]
        else:
            self.fields["at"].widget.attrs["class"] = "govuk-input govuk-input--width-4"
        if (is_new and is_late) or self.instance.late_because:
            self.fields["late_because"].required = True
            self.fields["late_because"].error_messages["required"] = "Say what the special circumstances are."
        else:
            del self.fields["late_because"]

    def _offer_minutes(self) -> None:
        """The meetings of the board whose minutes wait to be approved, and the one that is named already."""
        meeting, field = self.instance.meeting, self.fields["minutes_of"]
        waiting = Meeting.objects.awaiting_approval_at(meeting).values("pk")
        offered = Meeting.objects.filter(Q(pk__in=waiting) | Q(pk=self.instance.minutes_of_id or 0)).order_by("-date")
        field.queryset = offered
        field.choices = [("", "None"), *((one.pk, long_date(one.date)) for one in offered)]
        field.help_text = (
            "For an item of the kind Minutes: the meetings of this board whose minutes wait to be approved."
        )

    def clean(self) -> dict[str, Any]:
        """An exempt item weighs the public interest; what is out already is closed only by somebody who knows that."""
        cleaned = super().clean()
        exempt, reason = cleaned.get("exempt_paragraph"), (cleaned.get("public_interest") or "").strip()
        if exempt and not reason and not cleaned.get("is_confidential"):
            self.add_error(
                "public_interest", "Say why the public interest in keeping it exempt outweighs that in disclosing it."
            )
        if reason and not exempt and not cleaned.get("is_confidential"):
            self.add_error(
                "exempt_paragraph", "A reason is given, but no paragraph. Choose the paragraph, or clear the reason."
            )
        closes = bool(exempt or cleaned.get("is_confidential")) and not self.was_closed
        if closes and self.editions and not cleaned.get("sure"):
            self.add_error("sure", f"{out_already(self.editions)} Tick the box to close it all the same.")
        if closes and self.editions:
            self.instance.was_public_in = "; ".join(self.editions)[
                : AgendaItem._meta.get_field("was_public_in").max_length
            ]
        return cleaned

    @property
    def out_already(self) -> str:
        """What is said of an item that is in the public's hands; empty where it is not."""
        return out_already(self.editions) if self.editions else ""


class WithdrawForm(GovukForm):
    """Why an item is not taken."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands on the agenda beside the item.",
        error_messages={"required": "Say why."},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class BeginForm(GovukForm):
    """Why an agenda is begun so late, where it is."""

    late_because = forms.CharField(
        label="The special circumstances",
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=LATE.replace("This item comes", "These items come").replace("It may", "They may"),
        required=False,
    )


class StandingItemForm(ItemFields):
    """An item that stands on every agenda of a board."""

    class Meta:
        model = StandingItem
        fields = ("title", "kind", "group", "presenter")
        help_texts = {
            "title": "“Minutes of the last meeting” is given the day of that meeting by itself.",
            "kind": "",
        }
