"""How fields are drawn."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html

CHOICES = [("", "Any"), ("a & b", "<A>"), ("Group", [("1", "One"), (2, "Two")])]


@pytest.mark.parametrize("given", ["", "a & b", "2", "nothing of these"])
def test_a_choice_of_one_is_drawn_as_django_draws_it(given):
    widget = forms.Select(attrs={"autofocus": True, "hidden": False, "class": "govuk-select"}, choices=CHOICES)
    ours, theirs = (
        widget.render("one", given, renderer=renderer()) for renderer in (TemplatesSetting, DjangoTemplates)
    )
    assert ours != theirs, "ours is a template of its own"
    assert parse_html(ours) == parse_html(theirs)
