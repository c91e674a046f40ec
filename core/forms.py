"""Forms in the dress of the GOV.UK Design System: label, hint, error and field, in that order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import FileField, JSONField, Model
from django.forms.renderers import TemplatesSetting

from core import prose, undo
from core.formats import long_date
from core.records import Record, StaleWriteError
from core.refusals import NotDoneError


class GovukRenderer(TemplatesSetting):
    """Draws a field with templates/govuk/field.html and a form's errors as an error summary."""

    field_template_name = "govuk/field.html"


CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.RadioSelect: "govuk-radios__input",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.CheckboxSelectMultiple: "govuk-checkboxes__input",
    forms.DateInput: "govuk-input--width-10 govuk-input",
}


def widget_class(widget: forms.Widget) -> str:
    """The class of a widget that is not in the table."""
    return "govuk-textarea" if isinstance(widget, forms.Textarea) else "govuk-input"


class GovukForm(forms.Form):
    """Mix into a form: its widgets get their classes, its errors are tied to their fields."""

    default_renderer = GovukRenderer
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            self._speak_plainly(field)
            widget = field.widget
            if widget.is_hidden:
                continue
            name = next((name for kind, name in CLASSES.items() if type(widget) is kind), widget_class(widget))
            widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()

    @staticmethod
    def _speak_plainly(field: forms.Field) -> None:
        """Sentences that say how to mend what is wrong."""
        if isinstance(field, forms.ChoiceField):  # a choice of rows is one too
            field.error_messages["invalid_choice"] = "There is no such choice. Choose one from the list."
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = "That is not a date. Write it as 31/12/2007."

    def full_clean(self) -> None:
        """Validate, then mark the fields that are in error for the eye."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                base = attrs.get("class", "").split(" ")[-1]
                if base in {"govuk-input", "govuk-textarea", "govuk-select"}:
                    attrs["class"] = f"{attrs['class']} {base}--error"


class TableField(forms.FileField):
    """A spreadsheet to be read, with its names in the first row."""

    default_error_messages = {
        "required": "Choose a file.",
        "empty": "The file is empty. Choose one that holds a table.",
    }

    def __init__(self, **kwargs: Any) -> None:
        words = "CSV, Excel (XLSX) or OpenDocument (ODS), with the names of the columns in its first row."
        super().__init__(**{"label": "The table", "help_text": words, **kwargs})


LONGEST_PROSE = 100_000
"""Characters of Markdown in one field: some 15,000 words."""


class Written(str):
    """What was written in a prose field, as Markdown, with what was left out of it."""

    __slots__ = ("note",)
    note: str


class ProseWidget(forms.Textarea):
    """A box for Markdown that becomes an editor where there is JavaScript (static/js/prose.js).

    The editor takes and posts HTML in the same field; a hidden field beside it says which of the two was posted.
    """

    template_name = "govuk/prose.html"
    read: tuple[str, str, Written] | None = None
    """What was posted last, in which format, and what became of it: a form asks several times, and it takes long."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Also the HTML that the editor begins with."""
        context = super().get_context(name, value, attrs)
        text = context["widget"]["value"] or ""
        if len(text) > LONGEST_PROSE:  # it is refused; the words stay in the box
            return context | {"html": "", "words": len(text.split()), "is_plain": True}
        return context | {"html": prose.rich_html(text), "words": prose.words(text)}

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Written | None:
        """What was posted, as Markdown."""
        posted = data.get(name)
        if posted is None:
            return None
        kind = data.get(f"{name}-format", "")
        if self.read and self.read[:2] == (posted, kind):
            return self.read[2]
        found = prose.cleaned(posted) if kind == "html" else None
        # Two ways of ending a line are one.
        written = Written(found.text if found else posted.replace("\r\n", "\n").strip())
        written.note = found.note if found else ""
        self.read = posted, kind, written
        return written


class ProseField(forms.CharField):
    """Prose with sub-headings, lists, tables, bold, italics and links, kept as Markdown.

    After cleaning, ``note`` tells the author what was left out, and ``written`` is what there is, taken or not.
    ``most_rows`` is how tall a table may be.
    """

    widget = ProseWidget
    note = written = ""

    def __init__(self, *, most_rows: int = 500, longest: int = LONGEST_PROSE, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.most_rows, self.longest = most_rows, longest

    def clean(self, value: Any) -> str:
        """The Markdown. Raises ValidationError for a table that is too tall, and for too many words."""
        self.note = getattr(value, "note", "")
        self.written = text = super().clean(value)
        if len(text) > self.longest:
            raise forms.ValidationError(
                f"This is {len(text):,} characters long; up to {self.longest:,} are taken. Shorten it."
            )
        rows = prose.tallest_table(text)
        if rows > self.most_rows:
            raise forms.ValidationError(
                f"A table here has {rows:,} rows; up to {self.most_rows:,} are taken. Keep the whole table as a "
                "spreadsheet, name it under the background papers, and show what matters of it."
            )
        return text


def day_input() -> forms.DateInput:
    """A box for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def theirs(row: Record, opened: int | None, names: Iterable[str]) -> list[str]:
    """What somebody else has changed of a row since it was opened, in words: the name of each field and what it is now.

    Empty where only other things of the row have changed, which nobody's words here would overwrite.
    """
    if row.pk is None or opened == row.version:
        return []
    earlier = row.history.filter(version=opened).first()
    changed = [name for name in names if earlier is None or _value(earlier, name) != _value(row, name)]
    return [f"{row._meta.get_field(name).verbose_name}: {_shown(row, name)}" for name in changed]


def _value(row: Model, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def _shown(row: Record, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    return long_date(value) if isinstance(value, date) else str(value or "empty")


def somebody_else(row: Record, changed: list[str]) -> str:
    """The sentence that says so."""
    last = row.history.select_related("history_user").first()
    who = str(last.history_user) if last and last.history_user else "Somebody else"
    return (
        f"{who} changed this while you had it open. Theirs is now {'; '.join(changed)}. "
        "What you wrote is still in the form: compare, then save again to put yours in its place."
    )


def is_stale(*forms: Any) -> bool:
    """Whether one of these forms was sent over a row that somebody else had changed meanwhile."""
    return any(getattr(form, "is_stale", False) for form in forms)


def say_stale(form: forms.BaseForm, row: Record, changed: list[str], *, at: str | None = None) -> None:
    """Show beside the words of whoever sent a form what stands there now, and take theirs once they are sent again."""
    _now_seen(form, row)
    form.add_error(at, somebody_else(row, changed))


def _now_seen(form: forms.BaseForm, row: Record) -> None:
    """What stands there now is on the page, so whoever sends the form again has seen it."""
    form.is_stale = True
    form.data = form.data.copy()
    form.data[form.add_prefix(_version_of(form))] = row.version


def _version_of(form: forms.BaseForm) -> str:
    """What a form calls the version that was looked at."""
    return "seen" if "seen" in form.fields else "opened_version"


def refuse(form: forms.BaseForm, why: NotDoneError, *, at: str | None = None) -> None:
    """Say in a form why it is not done; where somebody else saved in the same instant, also what stands there now."""
    if not isinstance(why, StaleWriteError):
        form.add_error(at, str(why))
        return
    row = type(why.row)._base_manager.filter(pk=why.row.pk).first()
    about = {*getattr(getattr(form, "_meta", None), "fields", ())}
    opened = getattr(form, "cleaned_data", {}).get(_version_of(form))
    changed = theirs(row, opened, [name for name in facts_of(row) if name in (about or {name})]) if row else []
    if changed:
        say_stale(form, row, changed)
        return
    _now_seen(form, row or why.row)
    form.add_error(at, str(why))


def facts_of(row: Record) -> list[str]:
    """The names of the fields of a row that can be told in words."""
    told = (field for field in row._meta.concrete_fields if field.editable and not isinstance(field, UNTOLD))
    return [field.name for field in told if not field.primary_key and field.name not in row.derived]


UNTOLD = (JSONField, FileField)
"""Kinds of fields that nobody reads as they are stored."""


def watch(form: forms.BaseForm, row: Record) -> None:
    """Let a form that decides on a row send along which version of it was looked at."""
    form.fields["opened_version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form.initial["opened_version"] = row.version


def overtaken(form: forms.BaseForm, row: Record) -> bool:
    """Whether somebody else has changed a row since whoever sent this form looked at it; the form says so then."""
    opened = form.cleaned_data.get("opened_version")
    changed = [] if opened is None else theirs(row, opened, facts_of(row))
    if changed:
        say_stale(form, row, changed)
    return bool(changed)


class RowForm(GovukForm, forms.ModelForm):
    """A form over one row, with the version at which it was opened.

    Where somebody else has changed what the form is about since, it says what stands there now, keeps what
    was typed, and takes it once sent again.
    """

    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened_version"] = self.instance.version if self.instance.pk else 0

    def theirs(self, opened: int | None) -> list[str]:
        """What somebody else has changed meanwhile of what the form is about."""
        return theirs(self.instance, opened, [name for name in self._meta.fields if name in self.fields])

    def clean(self) -> dict[str, Any]:
        """Say what somebody else has changed meanwhile."""
        cleaned = super().clean()
        opened = cleaned.get("opened_version")
        if changed := self.theirs(opened):
            say_stale(self, self.instance, changed)
            self.is_stale = opened is not None  # without a version nobody knows what was looked at
        return cleaned

    def full_clean(self) -> None:
        """Validate; what is right can be undone once it is stored."""
        super().full_clean()
        undo.consider(self, getattr(self, "cleaned_data", {}).get("opened_version"))
