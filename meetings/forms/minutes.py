"""Writing minutes: a minute, a resolution and its action, who was there, and the approval."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse

from actions.forms import WrittenDateInput
from clinics.choices import NoteKind
from clinics.forms.notes import names_of
from clinics.rules.spoken import spoken_date, understand
from core.clock import today
from core.dates import ReadDate, understood
from core.formats import long_date
from core.forms import GovukForm, ProseField, ProseWidget, RowForm, day_input
from core.vocabulary import Words
from meetings.choices import Capacity, Presence
from meetings.models import Attendance, Meeting, Minute, Resolution
from meetings.reporting.closed import exempt_words
from meetings.rules import references
from meetings.rules.numbering import next_number
from meetings.services.attendance import members_at
from meetings.services.minutes import numbers_taken
from organisation.models import BoardMember, Post, in_force

LONGEST_LINE = 4000
LONGEST_TEXT = 50_000


def posts_at(meeting: Meeting) -> list[Post]:
    """The posts that there are on the day of a meeting, with what they are called. Two queries."""
    return list(Post.objects.filter(in_force(meeting.date)).prefetch_related("aliases"))


class FirstNumberForm(GovukForm):
    """With which number minutes begin."""

    first = forms.IntegerField(
        label="Number of the first minute",
        min_value=1,
        max_value=999_999,
        help_text="The next number by itself. Choose a higher one where minutes in between are on paper.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": "Give the number of the first minute.", "invalid": "That is not a number."},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["first"] = next_number(numbers_taken(meeting))


class OnceForm(GovukForm):
    """Mix into a form that adds something: sent twice, as by a double click, it adds it once."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid4())


class MinuteForm(RowForm):
    """One minute: its title and what was said. Its number follows from its place."""

    text = ProseField(
        label="What was said",
        required=False,
        longest=LONGEST_TEXT,
        help_text="“Minute No. 41(2)” and “Minute 41(2) of 12 March” become links by themselves.",
        widget=ProseWidget(attrs={"rows": 10}),
    )

    class Meta:
        model = Minute
        fields = ("title", "text", "refers_to", "item")
        labels = {
            "title": "Title",
            "refers_to": "An earlier minute that it goes back to",
            "item": "Item of the agenda",
        }
        widgets = {"title": forms.TextInput}
        help_texts = {
            "refers_to": "As 41, 41(2) or 41(b) of 12 March 2007, if there is one.",
            "item": "Of an exempt item the public sees the number and the paragraph alone.",
        }
        error_messages = {
            "title": {
                "required": "Give the minute a title.",
                "max_length": "A title has at most %(limit_value)d characters, and this has %(show_value)d. "
                "Put the rest into what was said.",
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refers_to"].widget.attrs["class"] = "govuk-input govuk-input--width-20"
        self.fields["item"].queryset = self.instance.meeting.items.all()
        self.fields["item"].empty_label = "None: it was not on the agenda"

    def clean_refers_to(self) -> str:
        """An earlier minute as 41(2); never itself."""
        words = self.cleaned_data["refers_to"].strip()
        meant = references.written(words)
        if words and meant is None:
            raise forms.ValidationError("Write it as 41, 41(2) or 41(b) of 12 March 2007.")
        if meant and meant.number == self.instance.number and meant.on.fits(self.instance.meeting.date):
            raise forms.ValidationError(f"This is minute {meant.number} itself. Name the earlier minute.")
        return words


class NewMinuteForm(OnceForm, MinuteForm):
    """A minute that is added, and after which one it stands."""

    after = forms.TypedChoiceField(label="Where it stands", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = list(self.instance.meeting.minutes.all())
        behind = [(row.pk, f"After {row.number}. {row.title[:80]}") for row in own[:-1]]
        self.fields["after"].choices = [("", "At the end"), *([(0, "At the beginning")] if own else []), *behind]
        if not own:
            self.fields["number"] = forms.IntegerField(
                label="Its number",
                required=False,
                min_value=1,
                max_value=999_999,
                initial=next_number(numbers_taken(self.instance.meeting)),
                help_text="The next number by itself.",
                widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-5"}),
            )


class LineKind(Words):
    """What is written in the quick line."""

    TEXT = "text", "A paragraph"
    RESOLUTION = "resolution", "A resolution"
    MINUTE = "minute", "A new minute"


KEYS = {"t": LineKind.TEXT, "r": LineKind.RESOLUTION, "n": LineKind.MINUTE}
"""The letter that begins a line, before a blank."""


class QuickLineForm(OnceForm):
    """One line, stored with Enter: a paragraph or a resolution under a minute, or a new minute.

    A resolution that names a post after @ makes its action: That the list be published @Head of Communications by
    end of March.
    """

    kind = forms.ChoiceField(label="What is it?", choices=LineKind.pairs(), widget=forms.RadioSelect)
    under = forms.ModelChoiceField(label="Under", queryset=Minute.objects.none(), required=False, empty_label=None)
    line = forms.CharField(
        label="What is minuted",
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Write what is to be minuted, then press Enter."},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["under"].queryset = meeting.minutes.select_related("item")
        self.fields["under"].label_from_instance = lambda row: f"{row.number}. {row.title[:60]}"

    def clean(self) -> dict[str, Any]:
        """Understand the line; an action without a certain post or date is asked about."""
        cleaned = super().clean()
        line = (cleaned.get("line") or "").strip()
        key, blank, rest = line.partition(" ")
        if blank and key in KEYS and rest.strip():
            cleaned["kind"], line = KEYS[key], rest.strip()
        cleaned |= {"line": line, "lead": None, "due": None}
        if "kind" not in cleaned or not line:
            return cleaned
        if cleaned["kind"] != LineKind.MINUTE and not cleaned.get("under"):
            self.add_error("under", "Choose the minute that it belongs to, or begin a new one.")
        if cleaned["kind"] == LineKind.MINUTE and len(line) > Minute._meta.get_field("title").max_length:
            self.add_error("line", "A title has at most 300 characters. Put the rest into its text.")
        if cleaned["kind"] == LineKind.RESOLUTION and "@" in line:
            under = cleaned.get("under")
            if under and under.item and exempt_words(under.item):
                self.add_error(
                    "line",
                    "This minute is exempt, and an action is seen by everybody. Store the resolution without @, then make its action on its own page in words that tell nothing.",
                )
            else:
                self._understand(cleaned)
        return cleaned

    def _understand(self, cleaned: dict[str, Any]) -> None:
        posts = posts_at(self.meeting)
        spoken = understand(cleaned["line"], names_of(posts), on=self.meeting.date, kind=NoteKind.ACTION)
        if spoken.lead is None:
            likely = ", ".join(name.title for name in spoken.likely[:4])
            which = f"may be {likely}" if likely else "is no post"
            self.add_error("line", f"“{spoken.owner}” {which}. Write the title of one post after @.")
        if not spoken.has_date:
            self.add_error(
                "line", "By when? End the line with a day or a month: by end of March. TBC where none was agreed."
            )
        elif spoken.due.due and spoken.due.due < self.meeting.date:
            self.add_error(
                "line", f"{long_date(spoken.due.due)} is before this meeting. Write the day that was agreed."
            )
        if not self.errors:
            cleaned["line"], cleaned["due"] = spoken.text, spoken.due
            cleaned["lead"] = next(post for post in posts if post.pk == spoken.lead.key)


class ResolutionForm(RowForm):
    """The words of a resolution."""

    class Meta:
        model = Resolution
        fields = ("text", "for_information")
        labels = {"text": "What was resolved", "for_information": "Nothing is to be done on it"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"text": "Beginning with That. Its number follows from its place."}
        error_messages = {"text": {"required": "Write what was resolved."}}

    def clean_for_information(self) -> bool:
        """Where somebody is charged with it, something is to be done."""
        if self.cleaned_data["for_information"] and self.instance.action_id:
            raise forms.ValidationError("It has an action, so something is to be done on it.")
        return self.cleaned_data["for_information"]


class NewResolutionForm(OnceForm, ResolutionForm):
    """A resolution that is added."""


class ResolvedDateInput(WrittenDateInput):
    """A box for a date as it was resolved: without a year, the next to come from the day of the meeting."""

    resolution: Resolution

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The box, where to ask, and what is understood of the words in it."""
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-understood"] = reverse("resolved-date", args=[self.resolution.pk])
        context["widget"]["understood"] = date_understood(value or "", self.resolution)
        return context


def date_understood(text: str, resolution: Resolution) -> str:
    """What is understood of a date as it was resolved."""
    return understood(spoken_date(text, on=resolution.minute.meeting.date), kept=False)


class ActionForm(GovukForm):
    """The action that a resolution makes: what, who leads it, by when."""

    title = forms.CharField(
        label="What will be done",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text="Starting with a verb. Everybody who reads actions sees it.",
        error_messages={"required": "Say what will be done."},
    )
    lead = forms.ModelChoiceField(
        label="Who leads it",
        queryset=Post.objects.none(),
        empty_label="Choose a post",
        error_messages={"required": "An action has one post that leads it. Choose it."},
    )
    date = forms.CharField(
        label="By when",
        max_length=200,
        widget=ResolvedDateInput(attrs={"autocomplete": "off"}),
        help_text="As it was resolved: end of March, 12 October 2007. TBC where none was agreed.",
        error_messages={"required": "By when? Write a day or a month, or TBC where none was agreed."},
    )

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resolution = resolution
        self.fields["lead"].queryset = Post.objects.filter(in_force(resolution.minute.meeting.date))
        self.fields["date"].widget.resolution = resolution

    def clean_date(self) -> ReadDate:
        """A day for certain, or that there is none yet."""
        met = self.resolution.minute.meeting.date
        due = spoken_date(self.cleaned_data["date"], on=met)
        if due.revised:
            raise forms.ValidationError("These are two dates. Write the one that was agreed.")
        if due.due is None and not due.doubtful:
            return due
        if due.due is None or due.doubtful:
            raise forms.ValidationError(f"{understood(due, kept=False)} Write it as 31 March or 31/3/2008, or TBC.")
        if due.due < met:
            raise forms.ValidationError(f"{long_date(due.due)} is before the meeting. Write the day that was agreed.")
        return due


class SettleForm(GovukForm):
    """That a resolution was dealt with."""

    words = forms.CharField(
        label="What came of it",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what came of it."},
    )
    on = forms.DateField(label="On", widget=day_input(), error_messages={"required": "Give the day."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today())


class PresenceForm(RowForm):
    """Whether a member was there."""

    class Meta:
        model = Attendance
        fields = ("presence",)
        widgets = {"presence": forms.RadioSelect}

    presence = forms.ChoiceField(choices=Presence.pairs(), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, member: BoardMember, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"m{member.pk}", **kwargs)
        self.member = member
        self.fields["presence"].label = f"{member.called}: {member.user}"
        if self.instance.pk is None:
            self.initial["presence"] = ""


def presence_forms(meeting: Meeting, data: Any = None, *, others_present: bool = False) -> list[PresenceForm]:
    """A form for each member of the board on the day of a meeting. Two queries.

    With ``others_present`` those of whom nothing is ticked count as present.
    """
    held = {row.member_id: row for row in meeting.attendance.filter(member__isnull=False)}
    made = []
    for member in members_at(meeting):
        row = held.get(member.pk) or Attendance(
            meeting=meeting, member=member, role=member.called, capacity=Capacity.MEMBER
        )
        sent = data
        name = f"m{member.pk}-presence"
        if data is not None and others_present and not data.get(name):
            sent = data.copy()
            sent[name] = Presence.PRESENT
        made.append(PresenceForm(sent, instance=row, member=member))
    return made


class OtherForm(GovukForm):
    """Somebody who was there and is no member."""

    capacity = forms.ChoiceField(
        label="As what", choices=[pair for pair in Capacity.pairs() if pair[0] != Capacity.MEMBER]
    )
    post = forms.ModelChoiceField(
        label="Post", queryset=Post.objects.none(), required=False, empty_label="None of these"
    )
    role = forms.CharField(
        label="Or in words",
        required=False,
        max_length=150,
        help_text="Representative of the Primary Care Trust. Names stay out of minutes.",
    )
    stands_for = forms.ModelChoiceField(
        label="A substitute came for", queryset=BoardMember.objects.none(), required=False, empty_label="Nobody"
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.filter(in_force(meeting.date))
        members = members_at(meeting)
        self.fields["stands_for"].queryset = BoardMember.objects.filter(board=meeting.board_id)
        named = [(member.pk, f"{member.called}: {member.user}") for member in members]
        self.fields["stands_for"].choices = [("", "Nobody"), *named]


class ApproveForm(GovukForm):
    """At which meeting minutes were approved, with which corrections."""

    at = forms.ModelChoiceField(
        label="Approved at the meeting of",
        queryset=Meeting.objects.none(),
        empty_label="Choose the meeting",
        error_messages={
            "required": "Choose the meeting at which they were approved.",
            "invalid_choice": "Minutes are approved at a later meeting of the same board that has been held. Choose one from the list.",
        },
    )
    corrections = forms.CharField(
        label="With these corrections",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text="In words, as the meeting agreed them; empty where there were none. The text itself stays as it was published.",
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = (
            Meeting.objects.standing()
            .filter(board=meeting.board_id, date__gt=meeting.date, date__lte=today())
            .order_by("date")
        )
        self.fields["at"].queryset = later.select_related("board")
        self.fields["at"].label_from_instance = lambda held: long_date(held.date)
        self.fields["at"].error_messages["invalid_choice"] = (
            "Minutes are approved at a later meeting of the same board that has been held. Choose one from the list."
        )
