"""Forms by which a plan is brought: the paper, its doubtful rows and posts, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from actions.forms import WrittenDateField
from core.clock import today
from core.documents import CELL_LIMIT
from core.forms import GovukForm
from core.limits import LIMITS, MB
from improvement_plan.imports.looking import TITLE, PostQuestion
from improvement_plan.imports.uploads import seen_of
from improvement_plan.models import Plan
from improvement_plan.rules.columns import Column
from improvement_plan.rules.rows import Kind

NEW, NEWER = "new", "newer"
LINE = 60
"""About so many characters stand in a line of a box."""
MOST_LINES = 8


class PaperForm(GovukForm):
    """A paper to look over: a file or a pasted text, and what it is."""

    file = forms.FileField(
        label="A file",
        required=False,
        help_text="Word (DOCX), Excel (XLSX), OpenDocument (ODS), CSV, a web page (HTML) or a text (TXT).",
        error_messages={"empty": "The file is empty. Choose the one that holds the plan."},
    )
    text = forms.CharField(
        label="Or paste the table",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "data-paste": "", "spellcheck": "false"}),
        help_text="Select the table in Word, Excel or a web page, copy it, and paste it here.",
    )
    what = forms.ChoiceField(
        label="What is it?",
        choices=((NEW, "A new plan"), (NEWER, "A newer version of a plan that is kept here")),
        widget=forms.RadioSelect,
        initial=NEW,
    )
    title = forms.CharField(
        label="Title of the new plan",
        required=False,
        max_length=200,
        help_text="Empty: the title that stands above the table.",
    )
    plan = forms.ModelChoiceField(
        label="The plan of which it is a newer version",
        queryset=Plan.objects.none(),
        required=False,
        empty_label="Choose a plan",
    )
    written_on = WrittenDateField(
        label="Day of the paper",
        help_text="10 September 2007. Dates without a year are read from it.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Write the day of the paper. Where it has none, the day on which it was agreed."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = Plan.objects.all()
        self.fields["plan"].queryset = plans
        if not plans.exists():
            del self.fields["plan"], self.fields["what"]
        self.initial.setdefault("written_on", today())

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > LIMITS.upload_mb * MB:
            raise forms.ValidationError(
                f"{file.name} is larger than {LIMITS.upload_mb} MB: take out the pictures and what is not needed, or split it."
            )
        return file

    def clean(self) -> dict[str, Any]:
        """One paper, and the plan where it is a newer version of one."""
        said = super().clean()
        file, text = said.get("file"), said.get("text", "").strip()
        if file and text:
            self.add_error("text", "Choose a file or paste a table, not both: empty the box, or take the file out.")
        elif not file and not text and "file" not in self.errors:
            self.add_error("file", "Choose a file, or paste the table in the box.")
        if said.get("what") == NEWER and not said.get("plan") and "plan" not in self.errors:
            self.add_error("plan", "Choose the plan of which it is a newer version.")
        if said.get("what") != NEWER:
            said["plan"] = None
        return said


class RowForm(GovukForm):
    """How a row should read: one box for each column that the paper has, and what the row is."""

    kind = forms.ChoiceField(
        label="This row is",
        choices=[(kind.name, f"{kind.value[0].upper()}{kind.value[1:]}") for kind in Kind],
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping | None = None, *, columns: Sequence[Column | None], cells: Mapping, **kwargs: Any):
        self.columns = tuple(column for column in columns if column)
        self.base_fields = self.base_fields | {
            column.name: self._box(column, cells.get(column, "")) for column in self.columns
        }
        super().__init__(data, **kwargs)
        self.order_fields(["kind"])
        if Column.OBJECTIVE not in self.columns:
            choices = self.fields["kind"].choices
            self.fields["kind"].choices = [choice for choice in choices if choice[0] != Kind.OBJECTIVE.name]

    @staticmethod
    def _box(column: Column, text: str) -> forms.CharField:
        lines = min(MOST_LINES, text.count("\n") + 1 + len(text) // LINE)
        widget = forms.TextInput() if column == Column.REF else forms.Textarea(attrs={"rows": lines})
        return forms.CharField(label=column.value, required=False, max_length=CELL_LIMIT, initial=text, widget=widget)

    def clean(self) -> dict[str, Any]:
        """A row with words in it."""
        said = super().clean()
        kind = said.get("kind")
        if kind == Kind.OBJECTIVE.name and not said.get(Column.OBJECTIVE.name):
            self.add_error(Column.OBJECTIVE.name, "Write the objective, or say that the row is something else.")
        elif kind and not any(said.get(column.name) for column in self.columns if column != Column.REF):
            self.add_error("kind", "Nothing is left in this row. Write what it says, or leave it out.")
        return said

    @property
    def cells(self) -> dict[Column, str]:
        """The cells as they should read."""
        return {column: self.cleaned_data[column.name].replace("\r\n", "\n") for column in self.columns}


class PostForm(GovukForm):
    """What a post is that nobody knows."""

    key = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    do = forms.ChoiceField(
        label="What is it?",
        choices=(
            ("match", "A post that is kept here, written differently"),
            ("create", "A new post"),
            ("leave", "No post: leave it"),
        ),
        widget=forms.RadioSelect,
    )
    post = forms.TypedChoiceField(label="The post", required=False, coerce=int, empty_value=None)
    title = forms.CharField(label="Title of the new post", required=False, max_length=TITLE)

    def __init__(
        self, data: Mapping | None, *, question: PostQuestion, titles: Sequence[tuple[int, str]], **kwargs: Any
    ):
        decided = question.decision or {}
        self.question = question
        initial = {
            "key": question.key,
            "do": decided.get("do") or question.proposal,
            "post": decided.get("post") or question.likely,
            "title": decided.get("title") or question.title,
            "seen": seen_of(question.decision),
        }
        super().__init__(data, initial=initial, **kwargs)
        self.fields["post"].choices = [("", "Choose a post"), *titles]

    def clean(self) -> dict[str, Any]:
        """A match names its post, a new post its title."""
        said = super().clean()
        if said.get("do") == "match" and not said.get("post") and "post" not in self.errors:
            self.add_error("post", f"Choose the post that “{self.question.unknown.found.text}” is.")
        if said.get("do") == "create" and not said.get("title") and "title" not in self.errors:
            self.add_error("title", f"Write the title of the new post for “{self.question.unknown.found.text}”.")
        return said

    @property
    def decided(self) -> dict[str, Any]:
        """What was said, as it is kept."""
        said = self.cleaned_data
        return {
            "match": {"do": "match", "post": said["post"]},
            "create": {"do": "create", "title": said["title"], "abbreviation": self.question.abbreviation},
            "leave": {"do": "leave"},
        }[said["do"]]


class ColumnsForm(GovukForm):
    """Which column of a table is which: a choice for each column that holds anything."""

    def __init__(
        self,
        data: Mapping | None = None,
        *,
        headings: Sequence[str],
        guessed: Sequence[Column | None],
        below: Sequence[Sequence[str]],
        **kwargs: Any,
    ):
        self.width = len(headings)
        choices = [("", "Leave it out"), *((column.name, column.value) for column in Column)]
        self.base_fields = {
            f"c{place}": forms.ChoiceField(
                label=heading or f"Column {place + 1}",
                choices=choices,
                required=False,
                initial=column.name if column else "",
            )
            for place, (heading, column, texts) in enumerate(zip(headings, guessed, below, strict=True))
            if heading or texts
        }
        super().__init__(data, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Each column once, and the actions among them."""
        said = super().clean()
        first: dict[str, str] = {}
        for name, column in list(said.items()):
            if column and column in first:
                label = self.fields[first[column]].label
                self.add_error(name, f"“{label}” is {Column[column].value} already. Choose another, or leave this out.")
            elif column:
                first[column] = name
        if Column.ACTION.name not in said.values() and not self.errors:
            raise forms.ValidationError("Say which column holds the actions: a plan needs a Key action.")
        return said

    @property
    def columns(self) -> list[Column | None]:
        """The columns in their order, as the reader takes them."""
        said = [self.cleaned_data.get(f"c{place}") for place in range(self.width)]
        return [Column[name] if name else None for name in said]
