"""The form with which an officer says what has happened, and the field for a date in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from actions.choices import Decision, Status
from actions.models import Action, Milestone
from actions.rules import described
from core.clock import today
from core.dates import ReadDate, read, understood
from core.formats import count, long_date
from core.forms import GovukForm, overtaken, watch
from core.tables import piece
from organisation.models import Board

PROMPTS = {
    "words": "Say what has gone wrong.",
    "so_what": "Say what it means: for the result, for people, for other work.",
    "what_next": "Say what you will do about it, and by when.",
}
"""What must be said of an action that is off track."""


class WrittenDateInput(forms.TextInput):
    """A box for a date in words. Under it stands what is understood: as one types with JavaScript, once sent without.

    ``kept`` is whether words that are not certain are kept and marked, or refused.
    """

    template_name = "actions/parts/written_date.html"
    kept = True

    class Media:
        js = [forms.Script("js/date_understood.js", defer=True)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The box, where to ask, and what is understood of the words in it."""
        address = reverse("read-date") + ("" if self.kept else "?refused=1")
        context = super().get_context(name, value, {**(attrs or {}), "data-understood": address})
        context["widget"]["understood"] = understood(read(value or "", written_on=today()), kept=self.kept)
        return context

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> str:
        """Drawn with the project's own template, in the admin too."""
        return super().render(name, value, attrs, TemplatesSetting())


class CertainDateInput(WrittenDateInput):
    """The same where only a certain date is taken."""

    kept = False


class WrittenDateField(forms.CharField):
    """A date in words or figures, which must say a day for certain: "Summer 2007", "2008-03-31". Cleans to a ReadDate, None where empty.

    Words without a year ("December annually") count from today.
    """

    widget = CertainDateInput
    default_error_messages = {
        "no_date": "No date can be read from “%(text)s”. %(hint)s",
        "not_certain": "“%(text)s” could mean %(day)s, but that is not certain. %(hint)s",
    }
    hint = "Write a day as 31/3/2008 or 31 March 2008, or March 2008, Summer 2008 or Q1 2008/09."

    def clean(self, value: Any) -> ReadDate | None:
        """What the words say. Refused where they say no day, or none for certain."""
        text = super().clean(value)
        if not text:
            return None
        written = read(text, written_on=today())
        if written.due is None:
            raise forms.ValidationError(
                self.error_messages["no_date"], code="no_date", params={"text": written.text, "hint": self.hint}
            )
        if written.doubtful:
            raise forms.ValidationError(
                self.error_messages["not_certain"],
                code="not_certain",
                params={"text": written.text, "day": long_date(written.due), "hint": self.hint},
            )
        return written

    def prepare_value(self, value: Any) -> Any:
        """A day or a reading that the form begins with, in words."""
        if isinstance(value, ReadDate):
            return value.text
        return f"{value.day} {value:%B} {value.year}" if isinstance(value, date) else value


BESIDE = frozenset({"last_seen", "past_meant", "without_open"})
"""What a form of an update carries that says nothing of the action."""


class UpdateForm(GovukForm):
    """A status, a few words, and what else has changed. ``last_seen`` tells whether somebody else was quicker.

    ``past_meant`` and ``without_open`` answer questions, and are shown only once they have been asked.
    """

    status = forms.ChoiceField(
        label="How is it going?", choices=Status.pairs(), required=False, widget=forms.RadioSelect
    )
    unchanged = forms.BooleanField(label="Same as last time", required=False)
    words = forms.CharField(
        label="What has changed?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5000,
    )
    so_what = forms.CharField(
        label="So what?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What it means for the result, for people or for other work. Needed when off track.",
        max_length=5000,
    )
    what_next = forms.CharField(
        label="What next?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What will be done, by whom and by when. Needed when off track.",
        max_length=5000,
    )
    ticked = forms.TypedMultipleChoiceField(
        label="Milestones reached", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    without_open = forms.BooleanField(label="It is complete without the milestones that are left open", required=False)
    forecast_on = forms.DateField(
        label="When do you expect it to be complete?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Only if that differs from the due date. The due date itself stays.",
    )
    past_meant = forms.BooleanField(label="Yes, this date in the past is meant", required=False)
    evidence = forms.CharField(
        label="Where can it be seen?",
        required=False,
        max_length=500,
        validators=Action.updates.rel.related_model._meta.get_field("evidence").validators,
        help_text="A link to a document or page, if there is one.",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: Action, last_seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, initial={"last_seen": last_seen}, **kwargs)
        self.action = action
        self.still_open = {m.pk: m for m in open_milestones(action)}
        self.begin([(key, described(m.measure, m.date_as_written)) for key, m in self.still_open.items()])

    def begin(self, ticks: list[tuple[Any, str]]) -> None:
        """Offer the milestones that can be ticked; nothing has been asked about yet."""
        self.asked: set[str] = set()
        """Which questions were asked: their answers are shown as tick boxes."""
        self.fields["ticked"].choices = ticks
        if not ticks:
            del self.fields["ticked"]

    @property
    def status_options(self) -> list[tuple[Any, str]]:
        """Each status with the shape of its rating."""
        return [(option, Status(option.data["value"]).rag.mark.shape) for option in self["status"]]

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was filled in: an empty form is no mistake among others."""
        names = [name for name in self.fields if name not in BESIDE]
        return not any(self[name].data for name in names)

    @property
    def has_more(self) -> bool:
        """Whether one of the further fields is filled in or wrong, so that they are shown."""
        further = [
            name for name in ("so_what", "what_next", "ticked", "forecast_on", "evidence") if name in self.fields
        ]
        return self.is_bound and any(self[name].data or self[name].errors for name in further)

    @property
    def asks_about_past(self) -> bool:
        """Whether the answer to the question about a date in the past is shown."""
        return "past_meant" in self.asked or bool(self["past_meant"].data)

    @property
    def asks_about_open(self) -> bool:
        """Whether the answer to the question about open milestones is shown."""
        return "without_open" in self.asked or bool(self["without_open"].data)

    def clean(self) -> dict[str, Any]:
        """An update says something; what is off track is explained; what looks unlikely is asked about."""
        cleaned = super().clean()
        for name in PROMPTS:
            cleaned[name] = (cleaned.get(name) or "").strip()
        cleaned["ticked"] = [self.still_open[key] for key in cleaned.get("ticked", ())]
        if cleaned.get("unchanged"):
            self._check_unchanged(cleaned)
        elif not any((cleaned.get("status"), cleaned["words"], cleaned["ticked"], "status" in self.errors)):
            self.add_error("words", "Choose how it is going, or write what has changed.")
        if cleaned.get("status") == Status.OFF_TRACK and not cleaned.get("unchanged"):
            for name, sentence in PROMPTS.items():
                if not cleaned[name]:
                    self.add_error(name, sentence)
        self._ask(cleaned)
        return cleaned

    def _check_unchanged(self, cleaned: dict[str, Any]) -> None:
        """Nothing can be the same where nothing was said, and nothing new is said beside it."""
        if not (self.action.status or getattr(self.action, "last_key", None)):
            self.add_error("unchanged", "Nothing has been said of this action yet, so nothing can be the same.")
        elif cleaned["words"] or cleaned.get("status") not in ("", None, self.action.status):
            self.add_error(
                "unchanged", "This says that all is the same, and something else beside it. Clear one of them."
            )
        cleaned["status"] = self.action.status

    def _ask(self, cleaned: dict[str, Any]) -> None:
        """Ask about an expected date that has passed, and about milestones that a complete action leaves open."""
        expected, complete = cleaned.get("forecast_on"), cleaned.get("status") == Status.COMPLETE
        if expected and expected < today() and not complete and not cleaned.get("past_meant"):
            self.asked.add("past_meant")
            self.add_error(
                "forecast_on", f"{long_date(expected)} has passed. Is it meant? Tick the box below if it is."
            )
        left = [m for key, m in self.still_open.items() if m not in cleaned["ticked"]]
        if complete and left and not cleaned.get("without_open"):
            self.asked.add("without_open")
            are = "is" if len(left) == 1 else "are"
            self.add_error(
                "ticked",
                f"{count(len(left), 'milestone').capitalize()} {are} still open. Which are reached? Tick them, "
                "or say below that the action is complete without them.",
            )


class BlankUpdateForm(UpdateForm):
    """The same with nothing in it and gaps for what differs from one action to the next: drawn once for many of them."""

    def __init__(self, ticks: int) -> None:
        GovukForm.__init__(self, prefix=f"a{_gap(0)}", initial={"last_seen": _gap(1)})
        self.begin([(_gap(2 + 2 * number), _gap(3 + 2 * number)) for number in range(ticks)])


def _gap(number: int) -> str:
    """Stands in what is drawn for something that is put there afterwards."""
    return f"\ue000{number}\ue001"


@lru_cache(maxsize=64)
def _blank_pattern(ticks: int) -> str:
    drawn = render_to_string("actions/parts/update_fields.html", {"form": BlankUpdateForm(ticks), "compact": True})
    return re.sub("\ue000(\\d+)\ue001", r"{\1}", drawn.replace("{", "{{").replace("}", "}}"))


def blank_fields(action: Action, *, last_seen: int) -> SafeString:
    """The fields of a form that nobody has written in, one of several on a page: as ``UpdateForm`` draws them."""
    ticks = [
        (milestone.pk, described(milestone.measure, milestone.date_as_written)) for milestone in open_milestones(action)
    ]
    return blank_fields_of(action.pk, ticks, last_seen=last_seen)


def blank_fields_of(action: int, ticks: Sequence[tuple[int, str]], *, last_seen: int) -> SafeString:
    """The same for the action of a key, with the key and words of each milestone that can be ticked."""
    return piece(_blank_pattern(len(ticks)), action, last_seen, *(said for tick in ticks for said in tick))


class DateRequestForm(GovukForm):
    """A new date for a milestone, and why."""

    becomes = WrittenDateField(
        label="New date",
        help_text="A day, or words: 31/3/2008, March 2008, Summer 2008.",
        error_messages={"required": "Give the new date."},
    )
    past_meant = forms.BooleanField(label="Yes, this date in the past is meant", required=False)
    reason = forms.CharField(
        label="Why does the date change?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What has happened since the date was agreed. It stays on the action's page for good.",
        max_length=2000,
        error_messages={"required": "Say why the date changes."},
    )

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestone, self.asks_about_past = milestone, False

    def clean_becomes(self) -> date:
        """The last day of what was written."""
        return self.cleaned_data["becomes"].due

    def clean(self) -> dict[str, Any]:
        """A change changes something; a date that has passed is asked about."""
        cleaned = super().clean()
        becomes = cleaned.get("becomes")
        if becomes and becomes == self.milestone.due_on:
            self.add_error("becomes", f"{long_date(becomes)} is the date that it has now.")
        elif becomes and becomes < today() and not cleaned.get("past_meant"):
            self.asks_about_past = True
            self.add_error("becomes", f"{long_date(becomes)} has passed. Is it meant? Tick the box below if it is.")
        return cleaned


class SettleForm(GovukForm):
    """What a date in doubt means. Which button is pressed says whether the box counts; then it must say a day for certain."""

    AS_READ, DAY, NEVER = "as_read", "day", "never"

    settled = forms.ChoiceField(
        choices=[(AS_READ, "It is as it was read"), (DAY, "It is due on a day"), (NEVER, "It has no date")],
        error_messages={"required": "Choose what the date means."},
    )
    due = WrittenDateField(
        label="It is due", help_text="A day, or words: 31/3/2008, March 2008, Summer 2008.", required=False
    )
    past_meant = forms.BooleanField(label="Yes, this date in the past is meant", required=False)

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"d{milestone.pk}", **kwargs)
        self.milestone, self.asks_about_past = milestone, False
        watch(self, milestone)

    def _clean_fields(self) -> None:
        """What is in the box counts where its button is pressed alone."""
        if self.data.get(self.add_prefix("settled")) != self.DAY:
            self.data = self.data.copy()
            self.data[self.add_prefix("due")] = ""
        super()._clean_fields()

    def clean(self) -> dict[str, Any]:
        """A day where one is meant; one that has passed is asked about, because it is the first that is kept."""
        cleaned = super().clean()
        settled, due = cleaned.get("settled"), cleaned.get("due")
        if settled == self.DAY and not due and "due" not in self.errors:
            self.add_error("due", "Say when it is due, or choose “It has no date”.")
        elif due and due.due < today() and not cleaned.get("past_meant"):
            self.asks_about_past = True
            self.add_error("due", f"{long_date(due.due)} has passed. Is it meant? Tick the box below if it is.")
        if not self.errors and self.milestone.needs_review:
            overtaken(self, self.milestone)
        return cleaned


class DecisionForm(GovukForm):
    """What is decided of a request for a new date."""

    decision = forms.ChoiceField(choices=[(d.value, d.label) for d in Decision if d != Decision.WAITING])
    note = forms.CharField(label="With these words", required=False, max_length=2000)
    board = forms.ModelChoiceField(
        label="Board that approved it", queryset=Board.objects.all(), required=False, empty_label="Choose a board"
    )

    def __init__(self, *args: Any, by_board: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_board:
            del self.fields["board"]

    def clean(self) -> dict[str, Any]:
        """A refusal says why, and an approval by a board says which."""
        cleaned = super().clean()
        if cleaned.get("decision") == Decision.DECLINED and not (cleaned.get("note") or "").strip():
            self.add_error("note", "Say why the new date is declined.")
        if cleaned.get("decision") == Decision.APPROVED and "board" in self.fields and not cleaned.get("board"):
            self.add_error("board", "Choose the board that approved it.")
        return cleaned


class ReasonForm(GovukForm):
    """Why an action is closed or opened again."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands on the action's page for good.",
        max_length=2000,
        error_messages={"required": "Say why."},
    )


def open_milestones(action: Action) -> list[Milestone]:
    """Those that can be ticked. No query where milestones are prefetched."""
    return [milestone for milestone in action.milestones.all() if milestone.completed_on is None]
