"""How fields are drawn."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import Context, Template
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


class Several(GovukForm):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput)


def test_each_error_at_the_top_leads_to_a_field_that_can_be_filled_in():
    form = Several({})
    summary = Template('{% include "govuk/error_summary.html" %}').render(Context({"form": form}))
    led_to = re.findall(r'href="#([^"]+)"', summary)
    assert led_to == ["id_name", "id_kind_0"]
    drawn = form["name"].as_field_group() + form["kind"].as_field_group()
    assert all(f'id="{anchor}"' in drawn for anchor in led_to)
    assert summary.count("This field is required.") == 3
