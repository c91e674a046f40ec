"""Forms with which the performance team keeps plans.

Each carries the version that its row had when it was opened. Where somebody else has changed what the
form is about since, it says what stands there now, keeps what was typed, and takes it once sent again.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import slugify

from actions.forms import WrittenDateInput
from actions.models import Action, Milestone
from core.clock import today
from core.dates import read
from core.formats import listed
from core.forms import GovukForm, RowForm, day_input, say_stale, theirs
from core.records import Record
from improvement_plan.choices import Amended, Layout
from improvement_plan.models import Objective, Plan, PlanEntry, PlanVersion, PriorityArea, Section, not_a_page_of_a_plan
from organisation.models import Post, in_force

BLANK_STEPS = 2
"""Empty rows for milestones below those that there are."""


class PlanForm(RowForm):
    """What a plan is called, how it is laid out, and for how long it stands."""

    class Meta:
        model = Plan
        fields = ("title", "slug", "layout", "starts", "ends", "description", "closing_notes")
        labels = {"starts": "From", "ends": "To", "slug": "Address"}
        help_texts = {"closing_notes": "Printed below the plan. Paragraphs, lists and bold text in Markdown."}
        widgets = {
            "layout": forms.RadioSelect,
            "starts": day_input(),
            "ends": day_input(),
            "description": forms.Textarea(attrs={"rows": 4}),
            "closing_notes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = "Give the plan a title."
        self.fields["layout"].choices = Layout.pairs()
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "Ends the address of its page. Leave it empty to make it from the title."
        self.fields["slug"].error_messages["invalid"] = "Use small letters, figures and hyphens only."
        if self.instance.pk:
            self.fields["slug"].help_text = "Links to the old address stop working when it changes."

    def clean_slug(self) -> str:
        """Made from the title where nothing is given; said to be taken where it is."""
        given = self.cleaned_data.get("slug") or slugify(self.cleaned_data.get("title", ""))[:80].strip("-")
        if not given and "title" in self.cleaned_data:
            raise forms.ValidationError("No address can be made from this title. Give one: improvement-plan.")
        for check in Plan._meta.get_field("slug").validators:
            if given:
                check(given)
        if Plan.objects.filter(slug=given).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"Another plan has the address “{given}”. Choose another one.")
        return given


class SectionForm(RowForm):
    """A section."""

    class Meta:
        model = Section
        fields = ("title",)
        error_messages = {"title": {"required": "Give the section a title."}}


class AreaForm(RowForm):
    """A priority area."""

    class Meta:
        model = PriorityArea
        fields = ("title", "as_headed")
        labels = {"as_headed": "Heading in the body of the plan"}
        help_texts = {"as_headed": "Only where it differs from the title."}
        error_messages = {"title": {"required": "Give the priority area a title."}}


class ObjectiveForm(RowForm):
    """An objective."""

    class Meta:
        model = Objective
        fields = ("text",)
        labels = {"text": "Objective"}
        help_texts = {"text": "What is to be reached."}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"text": {"required": "Say what is to be reached."}}


class HeadingForm(RowForm):
    """A sub-heading among the lines of an objective."""

    class Meta:
        model = PlanEntry
        fields = ("heading",)
        labels = {"heading": "Sub-heading"}
        help_texts = {"heading": "Groups the lines below it."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heading"].required = True
        self.fields["heading"].error_messages["required"] = "Write the sub-heading."


class PlaceForm(GovukForm):
    """Where else a part of a plan may stand: under each of some parents, at the end."""

    into = forms.ChoiceField(label="Where to", help_text="It comes last there.")

    def __init__(self, parents: Iterable[Record], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["into"].choices = [
            (where, [(one.pk, str(one)) for one in those]) for where, those in groupby(parents, _stands_in)
        ]


def _stands_in(parent: Record) -> str:
    """The section, or the section and the priority area, in which a place stands."""
    if isinstance(parent, Objective):
        return f"{parent.area.section}: {parent.area}"
    return str(parent.section) if isinstance(parent, PriorityArea) else ""


class EntryForm(RowForm):
    """What a line says beside its action: reference, outcome, resources, ICT, and the sub-heading that it stands under."""

    class Meta:
        model = PlanEntry
        fields = ("ref", "group", "outcome_sought", "resources", "ict_requirement")
        labels = {"ref": "Reference", "group": "Stands under", "ict_requirement": "ICT requirement"}
        widgets = {
            "ref": forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            "outcome_sought": forms.Textarea(attrs={"rows": 2}),
            "resources": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, plan: Plan, objective: Objective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        headings = objective.entries.exclude(heading="").filter(closed_on__isnull=True)
        if self.instance.pk and headings.exists():
            self.fields["group"].queryset = headings
            self.fields["group"].empty_label = "No sub-heading"
        else:
            del self.fields["group"]
        if not plan.is_numbered:
            for name in ("outcome_sought", "resources", "ict_requirement"):
                if not getattr(self.instance, name):
                    del self.fields[name]

    def clean_ref(self) -> str:
        """A reference stands once in a plan, because it addresses the line."""
        ref = self.cleaned_data["ref"].strip()
        not_a_page_of_a_plan(ref)
        taken = PlanEntry.objects.filter(objective__area__section__plan=self.plan, ref__iexact=ref)
        line = taken.exclude(pk=self.instance.pk).select_related("action").first()
        if ref and line:
            closed = ", which is closed" if line.closed_on else ""
            raise forms.ValidationError(f"{ref} is the reference of “{line}”{closed}. Choose another one.")
        return ref


class ActionForm(RowForm):
    """The action of a line: what is done, who leads and who takes part."""

    contributors = forms.ModelMultipleChoiceField(
        label="Other posts that take part",
        queryset=Post.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Action
        fields = ("title", "description", "lead")
        labels = {"title": "Action", "description": "More about it", "lead": "Lead post"}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {"title": {"required": "Say what will be done, starting with a verb."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(in_force(today()))
        if self.instance.pk:
            own = self.instance.accountable_posts
            posts = Post.objects.filter(Q(pk__in=posts.values("pk")) | Q(pk__in=own))
            self.initial["contributors"] = own - {self.instance.lead_id}
        choices = list(posts.values_list("pk", "title"))
        for name in ("lead", "contributors"):
            self.fields[name].queryset = posts
        self.fields["lead"].choices = [("", "No owner yet"), *choices]
        self.fields["contributors"].choices = choices

    @property
    def contributing(self) -> str:
        """Who takes part, in words, for when the list is folded."""
        chosen = {str(value) for value in self["contributors"].value() or ()}
        return listed(str(label) for value, label in self.fields["contributors"].choices if str(value) in chosen)

    def theirs(self, opened: int | None) -> list[str]:
        """Who takes part is kept beside the row, so it is compared by itself."""
        changed = super().theirs(opened)
        now = self.instance.accountable_posts - {self.instance.lead_id} if self.instance.pk else set()
        earlier = self.instance.history.filter(version=opened).first() if self.instance.version != opened else None
        if earlier and {row.post_id for row in earlier.contributors.all()} - {earlier.lead_id} != now:
            posts = [post.title for post in self.instance.contributors.all() if post.pk in now]
            changed.append(f"other posts that take part: {listed(posts) or 'none'}")
        return changed

    def clean(self) -> dict[str, Any]:
        """One post leads; it does not take part beside."""
        cleaned = super().clean()
        lead, others = cleaned.get("lead"), cleaned.get("contributors")
        if lead and others is not None and lead in others:
            self.add_error("contributors", f"{lead} leads the action already. Take it out here or above.")
        return cleaned


class StepForm(GovukForm):
    """A milestone of an action. One that has a date shows it; a new date for it is asked for elsewhere, with a reason."""

    measure = forms.CharField(
        label="Progress measure", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    date = forms.CharField(
        label="Target date",
        required=False,
        max_length=200,
        widget=WrittenDateInput(attrs={"autocomplete": "off"}),
    )
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, milestone: Milestone | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        if milestone:
            undated = {} if milestone.due_on else {"date": milestone.date_as_written}
            self.initial |= {"measure": milestone.measure, "opened_version": milestone.version} | undated
            if milestone.due_on:
                del self.fields["date"]

    @property
    def is_empty(self) -> bool:
        """Whether it is a new row in which nothing was written."""
        return self.milestone is None and not any(self.cleaned_data.get(name) for name in ("measure", "date"))

    def clean_date(self) -> str:
        """Words with one date: one that revises itself is two, and the second needs a reason."""
        words = " ".join(self.cleaned_data["date"].split())
        if words and read(words, written_on=today()).revised:
            raise forms.ValidationError(
                "These are two dates. Write the first one; once it is stored, ask for the new date with the reason."
            )
        return words

    def clean(self) -> dict[str, Any]:
        """A milestone says something, and what somebody else wrote meanwhile is shown."""
        cleaned = super().clean()
        if self.milestone is None:
            return cleaned
        nothing = not cleaned.get("measure") and not cleaned.get("date") and not self.milestone.due_on
        if nothing and "date" not in self.errors:
            self.add_error("measure", "A milestone that was entered stays. Give its measure, its date or both.")
        changed = theirs(self.milestone, cleaned.get("opened_version"), ("measure", "date_as_written"))
        if changed:
            say_stale(self, self.milestone, changed, at="measure")
        return cleaned


class CloseForm(RowForm):
    """Why a line is closed, and since when."""

    class Meta:
        model = PlanEntry
        fields = ("closed_on", "closed_because")
        labels = {"closed_on": "Closed on", "closed_because": "Why?"}
        help_texts = {"closed_because": "It stays in the plan’s record of closed lines."}
        widgets = {"closed_on": day_input(), "closed_because": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["closed_on"] = today()
        self.fields["closed_on"].required = self.fields["closed_because"].required = True
        self.fields["closed_on"].error_messages["required"] = "Say since when it is closed."
        self.fields["closed_because"].error_messages["required"] = "Say why the line is closed."

    def clean_closed_on(self) -> Any:
        """Nothing is closed ahead of time."""
        day = self.cleaned_data["closed_on"]
        if day and day > today():
            raise forms.ValidationError("That day has not come yet. Give today’s date or an earlier one.")
        return day


class ReopenForm(RowForm):
    """Why a closed line comes back."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stays in the history of the line.",
        max_length=100,
        error_messages={"required": "Say why the line comes back."},
    )

    class Meta:
        model = PlanEntry
        fields = ()


class VersionForm(GovukForm, forms.ModelForm):
    """A line of the record of review and amendment."""

    class Meta:
        model = PlanVersion
        fields = ("number", "reviewed_on", "issues", "amended", "approved_by", "approved_on")
        labels = {
            "number": "Version",
            "reviewed_on": "Reviewed on",
            "amended": "Was the plan amended?",
            "approved_on": "Approved on",
        }
        widgets = {
            "number": forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            "reviewed_on": day_input(),
            "approved_on": day_input(),
            "issues": forms.Textarea(attrs={"rows": 3}),
            "amended": forms.RadioSelect,
        }

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["amended"].choices = [
            (Amended.YES, "Yes"),
            (Amended.NO, "No"),
            (Amended.NOT_APPLICABLE, "Not applicable"),
        ]
        for name, sentence in {
            "number": "Give the version its number: 1.2.",
            "reviewed_on": "Say when the plan was reviewed.",
            "issues": "Say what the review was about.",
        }.items():
            self.fields[name].error_messages["required"] = sentence

    def clean_number(self) -> str:
        """One record for each version, each at its own address."""
        number = self.cleaned_data["number"].strip()
        if self.plan.versions.filter(number=number).exists():
            raise forms.ValidationError(f"Version {number} of the plan is recorded already. Give the next number.")
        return number

    def clean(self) -> dict[str, Any]:
        """An amendment that was approved has a day, and one that has a day was approved by somebody."""
        cleaned = super().clean()
        if cleaned.get("approved_on") and not cleaned.get("approved_by"):
            self.add_error("approved_by", "Say who approved it.")
        if cleaned.get("approved_by") and not cleaned.get("approved_on") and "approved_on" not in self.errors:
            self.add_error("approved_on", "Say when it was approved.")
        return cleaned
