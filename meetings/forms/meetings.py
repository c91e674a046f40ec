"""Forms of boards and their meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from clinics.forms.life import time_input
from core.clock import today
from core.formats import count
from core.forms import GovukForm, RowForm, day_input
from meetings.models import Meeting, clear_days_of, deadline
from meetings.rules.calendar import MOST_MEETINGS, UsualDay, clash
from meetings.rules.clear_days import day_words
from organisation.bank_holidays import bank_holidays
from organisation.choices import PLACES_IN_MONTH, WEEKDAYS
from organisation.models import Board, Council

FIRST_DAY = date(1974, 4, 1)
"""When councils as they are now began."""
YEARS_AHEAD = 5


def refuse_far_days(day: date, what: str = "A meeting") -> date:
    """The day. Raises ValidationError for one that is surely mistyped."""
    if not FIRST_DAY <= day <= today().replace(year=today().year + YEARS_AHEAD, day=min(today().day, 28)):
        raise forms.ValidationError(f"{what} lies between April 1974 and {YEARS_AHEAD} years from now. Check the year.")
    return day


def unusual(day: date, council: Council) -> str:
    """Why it is asked whether a day is meant: it is past, a weekend or a bank holiday. Empty for a usual one."""
    why = [clash(day, bank_holidays(council.kind))]
    if day < today():
        why.append("is past")
    told = " and ".join(filter(None, why))
    return f"{day_words(day)} {told}." if told else ""


class MeetingForm(RowForm):
    """A meeting: its day, time, venue and chair. A day that is past, a weekend or a bank holiday is asked about."""

    meant = forms.BooleanField(label="Yes, that day is meant", required=False)

    class Meta:
        model = Meeting
        fields = ("board", "date", "time", "venue", "chair", "publication_deadline", "note")
        labels = {
            "date": "Day",
            "time": "Time (optional)",
            "venue": "Venue (optional)",
            "chair": "Chair (optional)",
            "note": "Note (optional)",
            "publication_deadline": "Publish the agenda by (optional)",
        }
        error_messages = {
            "board": {"required": "Choose the board that meets."},
            "date": {"required": "Say on which day it meets."},
        }
        help_texts = {
            "chair": "As the agenda names it, if it does: Chair of the Board.",
            "note": "Shown on its page. Paragraphs, lists and bold text in Markdown.",
        }
        widgets = {
            "date": day_input(),
            "time": time_input(),
            "publication_deadline": day_input(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, board: Board | None, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.council = council
        if board:
            self.instance.board = board
            del self.fields["board"]
            if self.instance.pk is None:
                self.initial |= {"time": board.usual_time, "venue": board.usual_venue}
        else:
            self.fields["board"].queryset = Board.objects.there(today())
            self.fields["board"].empty_label = "Choose the board"
        by_itself = "Leave it empty: the last day that leaves enough clear days is worked out."
        wanted = clear_days_of(board, council) if board else None
        if wanted is not None:
            by_itself = f"Leave it empty: the last day that leaves {count(wanted, 'clear day')} is worked out."
        elif board:
            by_itself = "The agendas of this board are published by no fixed day."
        self.fields["publication_deadline"].help_text = f"{by_itself} A day of your own may be earlier, not later."
        if self.instance.pk and self.instance.publication_deadline == deadline(board, self.instance.date, council):
            self.initial["publication_deadline"] = None

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that are shown: whether a day is meant is asked where it is unusual."""
        asked = "meant" in self.errors or self.data.get("meant")
        return [field for field in self.visible_fields() if field.name != "meant" or asked]

    def clean_date(self) -> date:
        """No year that is surely mistyped."""
        return refuse_far_days(self.cleaned_data["date"])

    def _get_validation_exclusions(self) -> set[str]:
        """A board that the address names counts too: it meets once a day."""
        excluded = super()._get_validation_exclusions()
        return excluded if "board" in self.fields else excluded - {"board"}

    def clean(self) -> dict[str, Any]:
        """An unusual day is asked about; a meeting that is moved has the deadline of its new day, unless one is given anew."""
        cleaned = super().clean()
        if "date" in self.changed_data and "publication_deadline" not in self.changed_data:
            cleaned["publication_deadline"] = None
        day = cleaned.get("date")
        if day and "date" in self.changed_data and not cleaned.get("meant"):
            why = unusual(day, self.council)
            if why:
                self.add_error("meant", f"{why} Tick the box if that day is meant, or choose another.")
        return cleaned


class PlanForm(GovukForm):
    """From when, how often and how many times a board is to meet, and on which day of the month."""

    start = forms.DateField(
        label="First day",
        widget=day_input(),
        help_text="The first meeting is on the usual day that comes on this day or after it.",
    )
    months = forms.IntegerField(label="Months from one meeting to the next", min_value=1, max_value=24)
    number = forms.IntegerField(label="How many meetings", min_value=1, max_value=MOST_MEETINGS)
    place = forms.TypedChoiceField(
        label="On the",
        coerce=int,
        required=False,
        empty_value=None,
        choices=[("", "Same as the first day"), *PLACES_IN_MONTH],
    )
    weekday = forms.TypedChoiceField(
        label="Weekday",
        coerce=int,
        required=False,
        empty_value=None,
        choices=[("", "Same as the first day"), *WEEKDAYS],
    )
    time = forms.TimeField(label="Time", required=False, widget=time_input())
    venue = forms.CharField(label="Venue", required=False, max_length=200)
    chair = forms.CharField(label="Chair", required=False, max_length=150)

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        initial = {
            "start": today(),
            "months": board.cycle_months,
            "number": max(1, 12 // max(1, board.cycle_months)),
            "place": board.usual_place,
            "weekday": board.usual_weekday,
            "time": board.usual_time,
            "venue": board.usual_venue,
        }
        super().__init__(*args, initial=initial, **kwargs)
        for name in ("months", "number"):
            self.fields[name].widget.attrs["class"] = "govuk-input govuk-input--width-4"

    def clean_start(self) -> date:
        """No year that is surely mistyped."""
        return refuse_far_days(self.cleaned_data["start"])

    def clean(self) -> dict[str, Any]:
        """A place and a weekday go together."""
        cleaned = super().clean()
        if (cleaned.get("place") is None) != (cleaned.get("weekday") is None):
            name = "weekday" if cleaned.get("weekday") is None else "place"
            if name not in self.errors:
                self.add_error(name, "Say both which one of the month and which weekday, or neither.")
        return cleaned

    @property
    def usual(self) -> UsualDay:
        """The day of the month."""
        facts = self.cleaned_data
        if facts["place"] is None:
            return UsualDay.of_day(facts["start"])
        return UsualDay(facts["place"], facts["weekday"])


class PlannedDayForm(GovukForm):
    """One day of a plan, which may be changed or left out."""

    wanted = forms.BooleanField(label="Make it", required=False)
    date = forms.DateField(label="Day", widget=day_input())

    def clean_date(self) -> date:
        """No year that is surely mistyped."""
        return refuse_far_days(self.cleaned_data["date"])
