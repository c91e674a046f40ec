"""Forms with which suggestions are filtered and answered, clinics commissioned and rules weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from clinics.choices import AttendanceRole, Kind, Rule
from clinics.models import HEAVIEST, Clinic, RuleWeight
from clinics.reporting.suggestions import NO_DIRECTORATE, Suggestions
from clinics.rules.suggesting import DEFAULT_WEIGHTS, MEANINGS
from clinics.services.suggestions import Appointment
from core.clock import today
from core.forms import GovukForm
from indicators.models import Indicator
from organisation.models import Board, Post, ReportingPeriod, in_force

WHO = (
    AttendanceRole.DIRECTOR,
    AttendanceRole.CABINET_MEMBER,
    AttendanceRole.DEPUTY_LEADER,
    AttendanceRole.PI_MANAGER,
    AttendanceRole.PERFORMANCE_OFFICER,
)
"""As what people are asked to a clinic, in the order of the form."""


class SuggestionFilter(GovukForm):
    """Which period, directorate and rule."""

    period = forms.ChoiceField(label="Period")
    directorate = forms.ChoiceField(label="Directorate", required=False)
    rule = forms.ChoiceField(label="Rule", required=False, choices=[("", "Any rule"), *Rule.pairs()])

    def __init__(self, data: Mapping[str, str], *, found: Suggestions, periods: Iterable[ReportingPeriod]) -> None:
        super().__init__({"period": found.period} | {name: data.get(name, "") for name in ("directorate", "rule")})
        self.fields["period"].choices = [(str(period), str(period)) for period in periods]
        names = [(name, name) for name in found.directorates]
        self.fields["directorate"].choices = [
            ("", "All directorates"),
            *names,
            (NO_DIRECTORATE, "No directorate"),
        ]

    @property
    def in_use(self) -> bool:
        """Whether anything but the period is chosen."""
        return any(self.data.get(name) for name in ("directorate", "rule"))

    def applied(self, found: Suggestions) -> Suggestions:
        """What is chosen; nothing where a choice does not exist."""
        if not self.is_valid():
            return found.of(directorate="\0")
        rule = self.cleaned_data["rule"]
        return found.of(directorate=self.cleaned_data["directorate"], rule=Rule(rule) if rule else None)


class AcceptForm(GovukForm):
    """A suggestion becomes a clinic. With a day it is scheduled, without one it is agreed."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give the clinic a title."})
    kind = forms.ChoiceField(label="Kind", choices=Kind.pairs())
    on = forms.DateField(
        label="Date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Leave it empty to agree the clinic now and find a day later.",
    )
    starts_at = forms.TimeField(
        label="From",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-10"}, format="%H:%M"),
    )
    ends_at = forms.TimeField(
        label="To",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-10"}, format="%H:%M"),
    )
    place = forms.CharField(label="Place", max_length=150, required=False)
    chair = forms.ModelChoiceField(label="Chair", queryset=Post.objects.none(), required=False)

    def __init__(self, *args: Any, posts: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Post.objects.filter(in_force(today()))
        for role in WHO:
            field = forms.ModelChoiceField(label=role.label, queryset=current, required=False)
            field.widget.attrs["class"] = "govuk-select"
            self._speak_plainly(field)
            self.fields[role] = field
        self.fields["chair"].queryset = current
        for name in ("chair", *WHO):
            self.fields[name].choices = [("", "Nobody yet"), *posts]
        for name in ("starts_at", "ends_at"):
            self.fields[name].error_messages["invalid"] = "That is not a time. Write it as 14:30."

    def clean(self) -> dict[str, Any]:
        """A time, a place or a chair belongs to a day; a sitting ends after it starts, and is not before today."""
        cleaned = super().clean()
        on, start, end = (cleaned.get(name) for name in ("on", "starts_at", "ends_at"))
        if (
            on is None
            and "on" not in self.errors
            and any(cleaned.get(name) for name in ("starts_at", "ends_at", "place", "chair"))
        ):
            self.add_error("on", "Give the date too, or leave time, place and chair empty.")
        if on and on < today():
            self.add_error("on", "That day has passed, and the clinic is only called today. Choose a later day.")
        if start and end and end <= start:
            self.add_error("ends_at", "The sitting ends before it starts. Give a later time.")
        if end and not start and "starts_at" not in self.errors:
            self.add_error("starts_at", "Say when it starts too.")
        return cleaned

    @property
    def when(self) -> Appointment | None:
        """When and where it is to sit; None without a day."""
        if not self.cleaned_data["on"]:
            return None
        return Appointment(
            **{name: self.cleaned_data[name] for name in ("on", "starts_at", "ends_at", "place", "chair")}
        )

    @property
    def who(self) -> list[tuple[AttendanceRole, Post | None]]:
        """Who is to come: each of the five, and the post where one is named."""
        return [(role, self.cleaned_data[role]) for role in WHO]

    @property
    def people(self) -> list[forms.BoundField]:
        """The fields of who is to come."""
        return [self[role] for role in WHO]

    @property
    def sitting(self) -> list[forms.BoundField]:
        """The fields of when and where."""
        return [self[name] for name in ("on", "starts_at", "ends_at", "place", "chair")]


class DeclineForm(GovukForm):
    """Why no clinic is wanted."""

    reason = forms.CharField(
        label="Why is no clinic wanted?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is remembered, and the indicator is not suggested again until the facts change.",
        max_length=2000,
        error_messages={"required": "Say why no clinic is wanted."},
    )


class SendForm(GovukForm):
    """What the directorate is asked."""

    reason = forms.CharField(
        label="What do you want to tell the directorate?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Say what the directorate is to look into."},
    )


class CommissionForm(GovukForm):
    """A clinic without a rule: what, why, on which indicators, and who wants it."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give the clinic a title."})
    why = forms.CharField(
        label="Why is it wanted?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages={"required": "Say why the clinic is wanted."},
    )
    kind = forms.ChoiceField(label="Kind", choices=Kind.pairs())
    indicators = forms.CharField(
        label="Indicators",
        required=False,
        max_length=1000,
        help_text="References with commas between: BV8, LPI/NEET. Leave it empty where none measures it.",
    )
    board = forms.ModelChoiceField(
        label="Commissioned by the board", queryset=Board.objects.all(), required=False, empty_label="No board"
    )
    post = forms.ModelChoiceField(
        label="Called by the post", queryset=Post.objects.none(), required=False, empty_label="No post"
    )

    def __init__(self, *args: Any, posts: Sequence[Post], for_board: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Board.objects.there(today())
        self.fields["post"].queryset = Post.objects.filter(pk__in=[post.pk for post in posts])
        self.fields["post"].choices = [("", "No post"), *((post.pk, str(post)) for post in posts)]
        if not for_board:
            del self.fields["board"]
            self.fields["post"].required = True
            self.fields["post"].error_messages["required"] = "Say for which of your posts."
            self.fields["post"].choices = [(post.pk, str(post)) for post in posts] or [("", "You hold no post")]
        if not posts and for_board:
            del self.fields["post"]

    def clean_indicators(self) -> list[Indicator]:
        """The indicators by reference; a reference that several sets have needs its set."""
        found, faults = [], []
        words = [word.strip() for word in self.cleaned_data["indicators"].replace(";", ",").split(",") if word.strip()]
        asked = {word: word.rpartition("/") for word in words}
        known: dict[str, list[Indicator]] = {}
        refs = [ref.strip() for _, _, ref in asked.values()]
        for indicator in Indicator.objects.select_related("set").filter(ref__in=refs + [ref.upper() for ref in refs]):
            known.setdefault(indicator.ref.upper(), []).append(indicator)
        for word, (code, _, ref) in asked.items():
            alike = [
                indicator
                for indicator in known.get(ref.strip().upper(), [])
                if not code or indicator.set.code.upper() == code.strip().upper()
            ]
            if not alike:
                faults.append(f"There is no indicator {word}. Write its reference as its page has it.")
            elif len(alike) > 1:
                ways = " or ".join(f"{indicator.set.code}/{indicator.ref}" for indicator in alike)
                faults.append(f"{word} is in more than one set. Write {ways}.")
            elif alike[0] not in found:
                found.append(alike[0])
        if faults:
            raise forms.ValidationError(faults)
        return found

    def clean(self) -> dict[str, Any]:
        """A board or a post calls for it, not both."""
        cleaned = super().clean()
        if cleaned.get("board") and cleaned.get("post"):
            self.add_error("board", "Choose the board that commissioned it or the post that calls it, not both.")
        return cleaned


class WeightsForm(GovukForm):
    """How much each rule weighs, with the version at which each was opened."""

    def __init__(self, *args: Any, rows: Mapping[str, RuleWeight], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for rule, weight in DEFAULT_WEIGHTS.items():
            row = rows.get(rule)
            field = forms.IntegerField(
                label=rule.label,
                min_value=0,
                max_value=HEAVIEST,
                initial=row.weight if row else weight,
                widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-2", "inputmode": "numeric"}),
                help_text=f"{MEANINGS[rule]} {weight} by default.",
                error_messages=dict.fromkeys(
                    ("required", "invalid", "min_value", "max_value"), f"Give a whole number from 0 to {HEAVIEST}."
                ),
            )
            self.fields[rule] = field
            self.fields[f"opened_{rule}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=row.version if row else 0
            )

    @property
    def weights(self) -> dict[Rule, int]:
        """What was asked for."""
        return {rule: self.cleaned_data[rule] for rule in DEFAULT_WEIGHTS}

    @property
    def opened(self) -> dict[Rule, int]:
        """The versions at which the weights were read."""
        return {rule: self.cleaned_data[f"opened_{rule}"] or 0 for rule in DEFAULT_WEIGHTS}

    def read_again(self, rows: Mapping[str, RuleWeight]) -> None:
        """Take note of what stands there now, so that sending the form once more puts these words in its place."""
        self.data = self.data.copy()
        for rule in DEFAULT_WEIGHTS:
            self.data[self.add_prefix(f"opened_{rule}")] = rows[rule].version if rule in rows else 0


def accept_initial(indicator: Indicator, written: Clinic | None, posts: Iterable[Post]) -> dict[str, Any]:
    """What the form of acceptance suggests: a title, and the posts that are to come as far as they are known."""
    owner = indicator.owner
    who = {AttendanceRole.PI_MANAGER: owner.pk, AttendanceRole.DIRECTOR: _director(owner, posts)} if owner else {}
    return {
        "title": written.title if written else f"{indicator.ref}: {indicator.title}"[:200],
        "kind": written.kind if written else Kind.CORPORATE,
        **who,
    }


def _director(owner: Post, posts: Iterable[Post]) -> int:
    """The highest post above the owner in its directorate; the owner where none is."""
    by_key = {post.pk: post for post in posts}
    highest, seen = owner, {owner.pk}
    while highest.superior_id in by_key and highest.superior_id not in seen:
        above = by_key[highest.superior_id]
        if above.directorate_id is None or above.directorate_id != owner.directorate_id:
            break
        highest = above
        seen.add(above.pk)
    return highest.pk
