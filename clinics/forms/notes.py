"""The one line in which the note-taker writes, and the form with which a line is mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse

from actions.forms import WrittenDateInput
from clinics.choices import NoteKind
from clinics.models import Note, Sitting
from clinics.rules.spoken import Name, Spoken, spoken_date, understand
from core.dates import ReadDate, understood
from core.formats import long_date
from core.forms import GovukForm, RowForm
from indicators.models import Indicator
from organisation.models import Post, in_force

ACCESS_KEYS = {NoteKind.DISCUSSION: "s", NoteKind.DECISION: "d", NoteKind.MANDATE: "m", NoteKind.ACTION: "a"}
"""With Alt they choose what a line is."""
LONGEST = 4000
MOST_NAMED = 4


def names_of(posts: Iterable[Post]) -> list[Name]:
    """Posts with everything they are called; prefetch their aliases."""
    return [
        Name(
            post.pk,
            post.title,
            tuple(filter(None, (post.abbreviation, *(alias.text for alias in post.aliases.all())))),
        )
        for post in posts
    ]


def posts_on(sitting: Sitting) -> list[Post]:
    """The posts that there are on the day of a sitting, with what they are called. Two queries."""
    return list(Post.objects.filter(in_force(sitting.date)).prefetch_related("aliases"))


def said_of(spoken: Spoken) -> str:
    """What is understood of a line, in a sentence for whoever writes it."""
    if spoken.kind != NoteKind.ACTION:
        return f"{spoken.kind.label}." if spoken.text else ""
    if spoken.lead:
        who = f"Action for {spoken.lead.title}."
    elif spoken.likely:
        who = f"Action; “{spoken.owner}” may be {_either(spoken.likely)}: which?"
    elif spoken.owner:
        who = f"Action; no post is called “{spoken.owner}”."
    else:
        who = "Action; who leads it? Write @ and the post."
    if spoken.due is None:
        return f"{who} By when?"
    if spoken.is_undated:
        return f"{who} No date yet."
    return f"{who} {understood(spoken.due, kept=False)}"


def _either(likely: Sequence[Name]) -> str:
    """The posts that a line may mean: a or b; a, b or c; beyond a few, how many there are."""
    if len(likely) > MOST_NAMED:
        return f"any of {len(likely)} posts"
    *first, last = [one.title for one in likely]
    return f"{', '.join(first)} or {last}" if first else last


def refused_date(due: ReadDate | None, sitting: Sitting) -> str:
    """Why an action cannot be agreed with a date as it was understood; empty where it can."""
    if due is None:
        return "By when? Write a day or a month, or TBC where none was agreed."
    if not Spoken(NoteKind.ACTION, "", due=due).has_date:
        return f"{understood(due, kept=False)} Write it as 31 March or 31/3/2008, or TBC."
    if due.revised:
        return "These are two dates. Write the one that was agreed."
    if due.due and due.due < sitting.date:
        return f"{long_date(due.due)} is before this sitting. Write the day that was agreed."
    return ""


class SpokenDateInput(WrittenDateInput):
    """A box for a date as it is spoken at a sitting: without a year, the next to come."""

    sitting: Sitting

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The box, where to ask, and what is understood of the words in it."""
        context = super().get_context(name, value, attrs)
        address = reverse("clinic-understood", args=[self.sitting.clinic_id, self.sitting.pk])
        context["widget"]["attrs"]["data-understood"] = f"{address}?date=1"
        context["widget"]["understood"] = understood(spoken_date(value or "", on=self.sitting.date), kept=False)
        return context


class LineForm(GovukForm):
    """A line of the notes as it is spoken. Owner and date stand in the line of an action, or in boxes of their own.

    ``spoken`` is what was understood. Where something is to be asked, the line comes back in its pieces.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.CharField(
        label="What was said",
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "autofocus": True, "accesskey": "l"}
        ),
        error_messages={"required": "Write what was said, then press Enter."},
    )
    kind = forms.ChoiceField(label="What is it?", choices=NoteKind.pairs(), widget=forms.RadioSelect)
    owner = forms.ModelChoiceField(
        label="Who leads it", queryset=Post.objects.none(), required=False, empty_label="As the line says after @"
    )
    date = forms.CharField(
        label="By when",
        required=False,
        max_length=200,
        widget=SpokenDateInput(attrs={"autocomplete": "off"}),
        help_text="As spoken: end of March, 12 October. TBC where none was agreed.",
    )
    indicator = forms.ModelChoiceField(
        label="About", queryset=Indicator.objects.none(), required=False, empty_label="All of the clinic"
    )

    def __init__(self, data: Any = None, *, sitting: Sitting, about: int | None = None, **kwargs: Any) -> None:
        initial = {"token": uuid4(), "kind": NoteKind.DISCUSSION, "indicator": about}
        super().__init__(data, initial=initial, **kwargs)
        self.sitting, self.spoken = sitting, None
        self.posts = posts_on(sitting)
        self.fields["date"].widget.sitting = sitting
        self.fields["owner"].queryset = Post.objects.filter(in_force(sitting.date))
        self.fields["owner"].choices = self.owners(())
        self.fields["indicator"].queryset = Indicator.objects.filter(clinic_links__clinic=sitting.clinic_id)

    def owners(self, likely: Iterable[Name]) -> list[Any]:
        """The posts to choose from; those that a line may mean stand first."""
        first = [(one.key, one.title) for one in likely]
        every = [(post.pk, post.title) for post in self.posts]
        grouped = [("Perhaps", first), ("All posts", every)] if first else every
        return [("", "As the line says after @"), *grouped]

    @property
    def kinds(self) -> list[tuple[Any, str]]:
        """Each kind with the letter that chooses it."""
        return [(option, ACCESS_KEYS[NoteKind(option.data["value"])]) for option in self["kind"]]

    @property
    def asks_more(self) -> bool:
        """Whether the boxes for owner and date are open: something is asked there, or stands in them."""
        return self.is_bound and any(self.errors.get(name) or self[name].data for name in ("owner", "date"))

    def clean(self) -> dict[str, Any]:
        """Understand the line. An action without a post or a day that is certain is asked about."""
        cleaned = super().clean()
        if "line" not in cleaned or "kind" not in cleaned:
            return cleaned
        self.spoken = understand(
            cleaned["line"], names_of(self.posts), on=self.sitting.date, kind=NoteKind(cleaned["kind"])
        )
        cleaned |= {"kind": self.spoken.kind, "text": self.spoken.text, "lead": None, "due": None}
        if not self.spoken.text:
            self.add_error("line", "Write what was said, then press Enter.")
        if self.spoken.kind == NoteKind.ACTION:
            cleaned["lead"] = self._lead(cleaned)
            cleaned["due"] = self._due(cleaned)
            if self.errors:
                self._in_pieces(cleaned)
        return cleaned

    def _lead(self, cleaned: dict[str, Any]) -> Post | None:
        """The post that is chosen, else the one that the line names."""
        if "owner" in self.errors:
            return None
        if cleaned.get("owner"):
            return cleaned["owner"]
        spoken = self.spoken
        if spoken.lead:
            return next(post for post in self.posts if post.pk == spoken.lead.key)
        if spoken.likely:
            self.add_error("owner", f"“{spoken.owner}” may be {_either(spoken.likely)}. Choose the post that leads it.")
        elif spoken.owner:
            self.add_error("owner", f"No post is called “{spoken.owner}”. Choose the post that leads it.")
        else:
            self.add_error(
                "owner", "An action has one post that leads it. Choose it, or write @ and the post in the line."
            )
        return None

    def _due(self, cleaned: dict[str, Any]) -> ReadDate | None:
        """The date in its box, else the one in the line; it says a day for certain, or that there is none yet."""
        boxed = (cleaned.get("date") or "").strip()
        due = spoken_date(boxed, on=self.sitting.date) if boxed else self.spoken.due
        why_not = refused_date(due, self.sitting)
        if why_not:
            self.add_error("date", why_not)
        return due

    def _in_pieces(self, cleaned: dict[str, Any]) -> None:
        """Show the line in its pieces, so that nothing is typed again."""
        self.data = self.data.copy()
        self.data["line"], self.data["kind"] = self.spoken.text, NoteKind.ACTION.value
        if cleaned["lead"]:
            self.data["owner"] = cleaned["lead"].pk
        if self.spoken.due and not self.data.get("date"):
            self.data["date"] = self.spoken.due.text
        self.fields["owner"].choices = self.owners(self.spoken.likely)


class NoteForm(RowForm):
    """A line of the notes, worded anew. Another line may become an action, with owner and date.

    What is an action stays one; its date is asked for anew on its own page.
    """

    class Meta:
        model = Note
        fields = ("kind", "text", "indicator")
        labels = {"text": "What was said", "kind": "What is it?", "indicator": "About"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "kind": forms.RadioSelect}
        error_messages = {"text": {"required": "Write what was said."}}

    lead = forms.ModelChoiceField(
        label="Who leads it", queryset=Post.objects.none(), required=False, help_text="Of an action."
    )
    date = forms.CharField(
        label="By when",
        required=False,
        max_length=200,
        widget=SpokenDateInput(attrs={"autocomplete": "off"}),
        help_text="Of an action, as spoken: end of March, 12 October. TBC where none was agreed.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sitting = self.instance.sitting
        self.fields["lead"].queryset = Post.objects.filter(in_force(sitting.date))
        self.fields["indicator"].queryset = Indicator.objects.filter(clinic_links__clinic=sitting.clinic_id)
        self.fields["indicator"].empty_label = "All of the clinic"
        if self.instance.kind == NoteKind.ACTION:
            del self.fields["kind"], self.fields["date"]
            self.fields["lead"].required, self.fields["lead"].empty_label = True, None
            self.fields["lead"].help_text = ""
            self.initial["lead"] = self.instance.action.lead_id
        else:
            self.fields["lead"].empty_label = "Nobody yet"
            self.fields["date"].widget.sitting = sitting

    def clean(self) -> dict[str, Any]:
        """A line that becomes an action says who leads it, and by when; any other has neither."""
        cleaned = super().clean()
        if "date" not in self.fields:
            return cleaned
        written = (cleaned.pop("date", "") or "").strip()
        cleaned["due"] = None
        if cleaned.get("kind") != NoteKind.ACTION:
            cleaned["lead"] = None
            return cleaned
        sitting = self.instance.sitting
        cleaned["due"] = spoken_date(written, on=sitting.date) if written else None
        if not cleaned.get("lead") and "lead" not in self.errors:
            self.add_error("lead", "An action has one post that leads it. Choose it.")
        why_not = refused_date(cleaned["due"], sitting)
        if why_not:
            self.add_error("date", why_not)
        return cleaned


class StrikeForm(GovukForm):
    """Why a line is struck."""

    reason = forms.CharField(
        label="Why is it struck?",
        max_length=250,
        help_text="It leaves the minutes and stays in the history. An action that it agreed is closed.",
        error_messages={"required": "Say why the line is struck."},
    )


class BeginForm(GovukForm):
    """Whether a sitting whose day has passed is meant."""

    past_meant = forms.BooleanField(label="Yes, its notes are written up now", required=False)
