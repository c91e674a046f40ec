"""Forms in the dress of the GOV.UK Design System: label, hint, error and field, in that order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


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
            name = next((name for kind, name in CLASSES.items() if type(widget) is kind), "govuk-input")
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
