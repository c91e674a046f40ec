"""Two people have the same form open: nothing that either wrote is lost, whichever form it is."""

import re
from datetime import date
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from lxml import html

from accounts.choices import Role
from core.formats import long_date
from tests.councilperf.admin_editing import admin_forms
from tests.councilperf.editing import (
    EDITING,
    Press,
    Words,
    filled,
    form_with,
    kept_in,
    open_form,
    two_texts,
)
from tests.councilperf.sheets import send

FORMS = EDITING | admin_forms()
WORDS = [(name, at) for name, edits in FORMS.items() for at, one in enumerate(edits) if isinstance(one, Words)]
PRESSES = [(name, at) for name, edits in FORMS.items() for at, one in enumerate(edits) if isinstance(one, Press)]


def taking_posts(patterns=None) -> set[str]:
    """The names of all addresses that take a POST; the forms of the admin are found in its registry."""
    found = set()
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and pattern.app_name != "admin":
            found |= taking_posts(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and takes_posts(pattern):
            found.add(pattern.name)
    return found


def takes_posts(pattern: URLPattern) -> bool:
    """Whether an address may take a POST; of a function nobody knows until it is said."""
    view = getattr(pattern.callback, "view_class", None)
    return pattern.name not in FUNCTIONS if view is None else hasattr(view, "post")


FUNCTIONS = {"brand", "logo", "live", "ready", "metrics"}
"""Views that are functions, and answer a POST as they answer a GET."""


def test_every_address_that_takes_a_form_says_what_becomes_of_two_at_once():
    assert taking_posts() == set(EDITING)


@pytest.fixture
def two(as_, rotherham, person) -> tuple[Client, Client]:
    """Two browsers in which people of the performance team are signed in."""
    other = Client()
    other.force_login(person(Role.PERFORMANCE))
    return as_("performance"), other


def as_shown(words: str) -> set[str]:
    """How words may stand on a page: as they are, a day in figures or in words."""
    return {words, long_date(date.fromisoformat(words))} if re.fullmatch(r"\d{4}-\d\d-\d\d", words) else {words}


def complaints(page: HttpResponse) -> str:
    """What a page complains of."""
    if not page.content:
        return f"{page.status_code} {page.get('Location', '')}"
    found = html.document_fromstring(page.content.decode()).xpath("//*[contains(@class,'error')]")
    return f"{page.status_code} " + " | ".join(" ".join(one.text_content().split()) for one in found)


@pytest.mark.parametrize(("name", "at"), WORDS)
def test_the_second_sees_both_texts_and_loses_no_word(two, name, at):
    edit, (one, other) = FORMS[name][at], two
    made, (theirs, mine) = edit.make(), two_texts(edit)
    if made.query == "none":
        pytest.skip("the demonstration has no such row")
    where, form, box = open_form(one, name, edit, made)
    _, second, _ = open_form(other, name, edit, made)
    first = send(one, where, form, press=edit.press, **filled(form, made, box, theirs))
    assert first.status_code == HTTPStatus.FOUND, complaints(first)
    assert edit.stood(theirs)
    refused = send(other, where, second, press=edit.press, **filled(second, made, box, mine))
    allowed = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY} if edit.once else {HTTPStatus.CONFLICT}
    assert refused.status_code in allowed, complaints(refused)
    assert kept_in(refused, mine)
    assert edit.stood(theirs)
    assert not edit.stands(mine)
    if edit.once:
        return
    assert any(words in refused.content.decode() for words in as_shown(theirs))
    again, _ = form_with(refused, made.box or edit.box, edit.press)
    taken = send(other, where, again, press=edit.press, **filled(again, made, box, mine))
    assert taken.status_code == HTTPStatus.FOUND, complaints(taken)
    assert edit.stands(mine)
    assert edit.stood(theirs) or not edit.has_past


@pytest.mark.parametrize(("name", "at"), PRESSES)
def test_a_button_that_two_press_does_no_more_the_second_time(two, name, at):
    edit, (one, other) = FORMS[name][at], two
    made = edit.make()
    where = reverse(name, args=made.args) + (f"?{made.query}" if made.query else "")
    before = edit.state()
    first = one.post(where, dict(made.data), follow=True)
    after = edit.state()
    assert first.status_code == HTTPStatus.OK, complaints(first)
    assert before != after, complaints(first)
    second = other.post(where, dict(made.data))
    assert second.status_code in (302, 404, 409, 422)
    assert edit.state() == after
