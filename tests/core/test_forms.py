"""How fields are drawn."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html

from core.forms import GovukForm

CHOICES = [("", "Any"), ("a & b", "<A>"), ("Group", [("1", "One"), (2, "Two")])]


@pytest.mark.parametrize("given", ["", "a & b", "2", "nothing of these"])
def test_a_choice_of_one_is_drawn_as_django_draws_it(given):
    widget = forms.Select(attrs={"autofocus": True, "hidden": False, "class": "govuk-select"}, choices=CHOICES)
    ours, theirs = (
        widget.render("one", given, renderer=renderer()) for renderer in (TemplatesSetting, DjangoTemplates)
    )
    assert ours != theirs, "ours is a template of its own"
    assert parse_html(ours) == parse_html(theirs)


class Asked(GovukForm):
    sure = forms.BooleanField(label="I am sure", help_text="It cannot be undone.")


def test_a_tick_box_says_what_is_wrong_and_what_it_means_and_is_tied_to_both():
    drawn = Asked({})["sure"].as_field_group()
    assert "Error:</span> This field is required." in drawn
    for part in ("helptext", "error"):
        assert f'id="id_sure_{part}"' in drawn
    assert 'aria-describedby="id_sure_helptext id_sure_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "govuk-error-message" not in Asked()["sure"].as_field_group()
