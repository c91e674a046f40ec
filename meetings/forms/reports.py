"""Forms for reports: starting one, writing it, what it shows, who reviews it, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from core.clock import today
from core.forms import LONGEST_PROSE, GovukForm, ProseField, RowForm, day_input
from meetings.choices import OF_INDICATORS, OF_PLANS
from meetings.models import AgendaItem, CommitteeReport, ReportAppendix, ReportHeading, ReportTemplate
from organisation.models import Directorate, Post, ReportingPeriod, in_force

LONGEST_COMMENT = 5_000
LONGEST_DRAFT = 5 * LONGEST_PROSE
"""Characters that are kept of what was typed, until somebody shortens it."""
SPARE = 2
"""Empty rows after the reviewers that are named."""


def posts_now(*own: int | None) -> QuerySet[Post]:
    """The posts that there are today, and those that are named already."""
    return Post.objects.filter(in_force(today()) | Q(pk__in=[key for key in own if key]))


class FactsForm(RowForm):
    """What stands at the head and the foot of a report."""

    class Meta:
        model = CommitteeReport
        fields = (
            "title", "template", "author", "contact", "directorate", "portfolio", "confirmation", "background_papers",
            "written_by",
        )  # fmt: skip
        labels = {
            "template": "Headings",
            "contact": "Contact",
            "background_papers": "Background papers",
            "written_by": "To be sent for review by",
            "confirmation": "Confirmation",
        }
        help_texts = {
            "template": "The council's headings for this kind of report.",
            "author": "The post that writes it.",
            "contact": "The post that answers questions about it, if another.",
            "background_papers": "Only where they are not a heading of their own.",
        }
        widgets = {
            "written_by": day_input(),
            "title": forms.TextInput,
            "confirmation": forms.Textarea(attrs={"rows": 2}),
            "background_papers": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "title": {"required": "Give the report a title."},
            "author": {"required": "Say which post writes it."},
        }

    def __init__(self, *args: Any, authors: Iterable[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance
        found = posts_now(own.author_id, own.contact_id)
        self.fields["author"].queryset = found.filter(pk__in=authors) if authors is not None else found
        self.fields["contact"].queryset = found
        self.fields["contact"].empty_label = "The author"
        self.fields["directorate"].queryset = Directorate.objects.filter(
            in_force(today()) | Q(pk=own.directorate_id or 0)
        )
        self.fields["directorate"].empty_label = "None"
        self.fields["template"].queryset = ReportTemplate.objects.all()
        self.fields["template"].empty_label = None
        if own.pk and own.sections.exclude(body="").exists():
            del self.fields["template"]  # what is written stands under its headings


class StartForm(FactsForm):
    """A report to begin."""

    class Meta(FactsForm.Meta):
        fields = ("title", "template", "author", "contact", "directorate", "portfolio")

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {
            "title": item.title,
            "author": item.presenter_id,
            "template": ReportTemplate.objects.filter(is_default=True).first(),
        }


class SectionForm(GovukForm):
    """What is written under one heading."""

    text = ProseField(required=False)
    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, heading: ReportHeading, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"h{heading.pk}", **kwargs)
        self.heading = heading
        field = self.fields["text"]
        field.label = str(heading)
        field.help_text = heading.guidance
        field.widget.attrs["rows"] = 8

    @property
    def draft(self) -> str | None:
        """What was written, whether it can be saved or not; None where it is longer than is kept even as a draft."""
        text = self.fields["text"].written
        return text if len(text) <= LONGEST_DRAFT else None


class AppendixForm(RowForm):
    """What an appendix shows."""

    class Meta:
        model = ReportAppendix
        fields = ("kind", "title", "plan", "period")
        labels = {"kind": "What it shows", "period": "Period"}
        help_texts = {"plan": "For an appendix that shows a plan.", "period": "For one that shows indicators."}
        error_messages = {"title": {"required": "Give the appendix a title."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].empty_label = self.fields["period"].empty_label = "None"
        self.fields["period"].queryset = ReportingPeriod.objects.filter(measurements__isnull=False).distinct()

    def clean(self) -> dict[str, Any]:
        """A plan and a period where the kind wants one, and nowhere else."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        for name, kinds, missing in (
            ("plan", OF_PLANS, "Say which plan it shows."),
            ("period", OF_INDICATORS, "Say which period it reports."),
        ):
            if kind and kind not in kinds:
                cleaned[name] = None
            elif kind and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, missing)
        return cleaned


class ReviewersForm(GovukForm):
    """Who reviews a report, in order: a row for each, and some to spare."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, named: Iterable[tuple[int, date | None]] = (), seen: str = "") -> None:
        super().__init__(data, initial={"seen": seen})
        named = list(named)
        choices = [("", "Nobody"), *posts_now(*(post for post, _ in named)).values_list("pk", "title")]
        self.rows = range(len(named) + SPARE)
        for place in self.rows:
            post, deadline = named[place] if place < len(named) else (None, None)
            self.fields[f"post_{place}"] = forms.TypedChoiceField(
                label=f"Reviewer {place + 1}", choices=choices, coerce=int, empty_value=None, required=False,
                initial=post, widget=forms.Select(attrs={"class": "govuk-select"}),
            )  # fmt: skip
            self.fields[f"deadline_{place}"] = forms.DateField(
                label=f"Reviewer {place + 1} signs by", required=False, initial=deadline, widget=day_input()
            )
            self._speak_plainly(self.fields[f"post_{place}"])
            self._speak_plainly(self.fields[f"deadline_{place}"])
            self.fields[f"deadline_{place}"].widget.attrs["class"] = "govuk-input govuk-input--width-10"

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The boxes of each row."""
        return [(self[f"post_{place}"], self[f"deadline_{place}"]) for place in self.rows]

    def clean(self) -> dict[str, Any]:
        """Each post once."""
        cleaned = super().clean()
        seen: set[int] = set()
        for place in self.rows:
            post = cleaned.get(f"post_{place}")
            if post in seen:
                self.add_error(f"post_{place}", "This post is named above already: each signs once.")
            if post:
                seen.add(post)
        return cleaned

    def wanted(self) -> list[tuple[int, date | None]]:
        """The posts that were named, in order, with their deadlines."""
        facts = self.cleaned_data
        return [(facts[f"post_{n}"], facts.get(f"deadline_{n}")) for n in self.rows if facts.get(f"post_{n}")]


class CommentForm(GovukForm):
    """Something said of a report."""

    heading = forms.ModelChoiceField(ReportHeading.objects.none(), required=False, empty_label="The whole report")
    text = forms.CharField(
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_COMMENT,
        error_messages={"required": "Write what you have to say."},
    )

    def __init__(self, data: Any = None, *, template: ReportTemplate) -> None:
        super().__init__(data)
        heading = self.fields["heading"]
        heading.queryset = template.headings.filter(field="")
        heading.label = "About"
        written = [one for one in template.headings.all() if not one.field]
        heading.choices = [("", heading.empty_label), *((one.pk, str(one)) for one in written)]


class WordsForm(GovukForm):
    """Words that go with a step: required where the step wants a reason."""

    words = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_COMMENT, error_messages={"required": "Say why."}
    )

    def __init__(self, data: Any = None, *, label: str, required: bool, help_text: str = "") -> None:
        super().__init__(data)
        field = self.fields["words"]
        field.label, field.required, field.help_text = label, required, help_text
