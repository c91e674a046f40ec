"""Forms of boards: what a board is, by which rules it meets and minutes, its end, and the places on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from accounts.models import User
from clinics.forms.life import time_input
from core.clock import today
from core.formats import count
from core.forms import GovukForm, RowForm, day_input
from meetings.forms.meetings import refuse_far_days
from meetings.services.boards import HAS_MET, held_in
from organisation.models import Board, BoardMember, Council

OWN = ("name", "abbreviation", "kind", "clear_days", "minutes_begin_again", "resolution_style", "papers_are_public")
"""What only those may change who set boards up; the rest is when and where it meets."""
NUMBER = "That is not a whole number. Write it in digits, as 5."


class BoardForm(RowForm):
    """A board: what it is, when and where it usually meets, and the rules of its agendas and minutes."""

    class Meta:
        model = Board
        fields = (
            "name",
            "abbreviation",
            "kind",
            "cycle_months",
            "usual_place",
            "usual_weekday",
            "usual_time",
            "usual_venue",
            "clear_days",
            "minutes_begin_again",
            "resolution_style",
            "papers_are_public",
        )
        labels = {
            "abbreviation": "Abbreviation (optional)",
            "kind": "Who sits on it",
            "cycle_months": "Months from one meeting to the next",
            "usual_place": "It usually meets on the (optional)",
            "usual_weekday": "Weekday (optional)",
            "usual_time": "Usual time (optional)",
            "usual_venue": "Usual venue (optional)",
            "clear_days": "Clear days (optional)",
            "minutes_begin_again": "Minutes are numbered from 1 again each May",
            "resolution_style": "Parts of a resolution are counted",
            "papers_are_public": "Publish its papers on the public pages",
        }
        help_texts = {
            "name": "As agendas and minutes have it: Corporate Improvement Board.",
            "abbreviation": "It begins the names of the board's files: CIB.",
            "kind": "Agendas of councillors are published so many clear days before a meeting; others need none.",
            "cycle_months": "1 for a board that meets every month. A year's meetings are planned by it.",
            "usual_place": "With the weekday: the second Monday of a month.",
            "usual_time": "As 18:30. New meetings begin with it.",
            "usual_venue": "New meetings begin with it.",
            "minutes_begin_again": "Unless ticked, numbers run on from meeting to meeting for good. Minutes that are "
            "numbered already keep their numbers.",
            "resolution_style": "As “Minute No. 41(2)” or “Minute No. 41(b)”. Minutes that were approved stay as they are.",
            "papers_are_public": "For a board of officers or a partnership: what is issued to the public can be read by "
            "everybody, also what was issued before. Exempt items are never in it. Papers of councillors are public anyway.",
        }
        widgets = {
            "usual_time": time_input(),
            "abbreviation": forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        }
        error_messages = {
            "name": {"required": "Give the board a name."},
            "kind": {"required": "Say who sits on it."},
            "cycle_months": {"required": "Say how many months lie between its meetings.", "invalid": NUMBER},
            "usual_time": {"invalid": "That is not a time of day. Write it as 18:30."},
            "clear_days": {"invalid": NUMBER},
        }

    def __init__(self, *args: Any, council: Council, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not whole:
            for name in OWN:
                del self.fields[name]
        months = self.fields["cycle_months"]
        months.validators += forms.IntegerField(min_value=1, max_value=24).validators
        months.error_messages |= dict.fromkeys(("min_value", "max_value"), "A board meets every 1 to 24 months.")
        for name in ("cycle_months", "clear_days"):
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = "govuk-input govuk-input--width-4"
        if whole:
            self._say_clear_days(council)

    def _say_clear_days(self, council: Council) -> None:
        field = self.fields["clear_days"]
        field.error_messages |= dict.fromkeys(("min_value", "max_value"), "Clear days are counted from 0 to 30.")
        field.help_text = (
            "The working days between publishing an agenda and its meeting, neither of the two counted. Empty: "
            f"{count(council.clear_days, 'clear day')} for a board of councillors, as the council has it, and none for "
            "others. Meetings to come that are not published yet follow."
        )

    def clean_name(self) -> str:
        """No two boards whose names differ in capitals alone."""
        name = self.cleaned_data["name"]
        if Board.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("There is a board of this name already. Choose another, or go to that board.")
        return name

    def clean(self) -> dict[str, Any]:
        """A place in the month and a weekday go together."""
        cleaned = super().clean()
        place, weekday = cleaned.get("usual_place"), cleaned.get("usual_weekday")
        if (place is None) != (weekday is None) and not {"usual_place", "usual_weekday"} & set(self.errors):
            self.add_error(
                "usual_weekday" if weekday is None else "usual_place",
                "Say both which one of the month and which weekday, or neither.",
            )
        return cleaned


class EndBoardForm(RowForm):
    """The last day of a board."""

    class Meta:
        model = Board
        fields = ("ends",)
        labels = {"ends": "Last day"}
        help_texts = {"ends": "The day of its last meeting, or that on which the council ended it."}
        widgets = {"ends": day_input()}
        error_messages = {"ends": {"required": "Say which day is its last."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].required = True
        self.initial["ends"] = self.instance.ends or today()

    def clean_ends(self) -> date:
        """No year that is surely mistyped."""
        return refuse_far_days(self.cleaned_data["ends"], "The end of a board")


class PlaceForm(RowForm):
    """A place on a board: whose, as what, and from when to when."""

    since = forms.DateField(
        label="The role or the place is another from (optional)",
        required=False,
        widget=day_input(),
        help_text="The day from which what you change above is so. What was before it stays: who chaired the board "
        "last year chaired it.",
    )
    mistake = forms.BooleanField(
        label="It was entered wrongly: it was always so",
        required=False,
        help_text="Minutes keep what they called the place at each meeting.",
    )

    class Meta:
        model = BoardMember
        fields = ("user", "role", "seat", "starts", "ends")
        labels = {
            "user": "Who",
            "role": "As what",
            "seat": "What papers call the place (optional)",
            "starts": "First day",
            "ends": "Last day (optional)",
        }
        help_texts = {
            "user": "Somebody who is not in the list needs an account first: add them under “People”. "
            "It need not be used.",
            "role": "A clerk keeps the agenda and the minutes, and is not counted as a member. The board's exempt papers are "
            "open to its clerk, and on every other place to those whose account has the role Board member.",
            "seat": "As minutes have it: Chair of the Board; Director of Place. Never a name. Empty: by the role.",
            "starts": "Attendance counts from this day on.",
            "ends": "Leave it empty while they sit on the board.",
        }
        widgets = {"starts": day_input(), "ends": day_input()}
        error_messages = {
            "user": {"required": "Say who sits on the board."},
            "starts": {"required": "Say from which day."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["user"]
        else:
            del self.fields["since"], self.fields["mistake"]
            people = User.objects.open(today())
            self.fields["user"].queryset = people
            self.fields["user"].choices = [
                ("", "Choose somebody"),
                *((one.pk, f"{one} ({one.email})") for one in people),
            ]
            self.initial["starts"] = today()

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that are shown: whether something was a mistake is asked where the board has met in between."""
        asked = self.is_bound and (self.errors or self.data.get("mistake"))
        return [field for field in self.visible_fields() if field.name != "mistake" or asked]

    def clean_starts(self) -> date:
        """No year that is surely mistyped."""
        return refuse_far_days(self.cleaned_data["starts"], "The first day")

    def clean_ends(self) -> date | None:
        """Nor here."""
        ends = self.cleaned_data["ends"]
        return ends and refuse_far_days(ends, "The last day")

    def clean(self) -> dict[str, Any]:
        """A day from which something is another needs something that is."""
        cleaned = super().clean()
        changed = {"role", "seat"} & set(self.changed_data)
        if cleaned.get("since") and not changed:
            self.add_error("since", "Neither the role nor the place is changed. Change one of them, or clear this day.")
        if cleaned.get("since") and cleaned.get("mistake"):
            self.add_error("mistake", "It was always so, or from a day on: clear one of the two.")
        said = cleaned.get("since") or cleaned.get("mistake") or "since" in self.errors
        if self.instance.pk and changed and not said and held_in(self.instance):
            self.add_error("since", HAS_MET)
        return cleaned


class SeenForm(GovukForm):
    """Which version of a row was looked at."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Load the page again, then press once more."}
    )


class EndPlaceForm(RowForm):
    """The last day of a place."""

    class Meta:
        model = BoardMember
        fields = ("ends",)
        labels = {"ends": "Last day"}
        help_texts = {"ends": "Attendance counts up to this day, and what the place opens is closed after it."}
        widgets = {"ends": day_input()}
        error_messages = {"ends": {"required": "Say which day is the last."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].required = True
        self.initial["ends"] = self.instance.ends or today()

    def clean_ends(self) -> date:
        """No year that is surely mistyped."""
        return refuse_far_days(self.cleaned_data["ends"], "The last day")
