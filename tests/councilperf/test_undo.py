"""Undo after a save: what stood before comes back by the same form, wherever nothing else was written."""

import re
from http import HTTPStatus

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from accounts.choices import Role
from accounts.models import Remembered
from core import doors, undo
from organisation.models import Framework
from tests.conftest import make_person
from tests.councilperf.editing import EDITING, Words, filled, open_form, two_texts
from tests.councilperf.sheets import send

pytestmark = [pytest.mark.whole, pytest.mark.django_db]
OFFERED = {
    "the-council", "edit-person", "edit-holding", "edit-directorate", "edit-framework", "edit-outcome", "figure", "edit-plan-facts",
    "edit-line", "edit-part", "clinic-people", "clinic-outcome", "sitting-change", "sitting-attendance", "clinic-note",
    "edit-board", "end-board", "edit-place", "end-place", "edit-standing-item", "edit-meeting", "edit-item",
    "edit-minute", "resolution", "edit-report", "edit-appendix", "report-template", "edit-heading",
}  # fmt: skip
"""The forms that put words back. Of the others, a decision, a letter or a new row is kept."""
FORMS = {
    (name, at): edit for name, edits in EDITING.items() for at, edit in enumerate(edits) if isinstance(edit, Words)
}
KEPT = {("edit-line", 2), ("clinic-note", 1), ("resolution", 1), ("resolution", 2)}
"""Boxes of such forms with which something else is stored: a milestone, a new line, an action."""
BUTTON = re.compile(r'<form class="undo no-print" method="post" action="([^"]+)".*?value="([^"]+)">Undo', re.DOTALL)


def saved(browser: Client, name: str, at: int = 0) -> tuple[Words, str, HttpResponse]:
    """A form as it is saved with other words: the form, the words, and the page that comes then."""
    edit = FORMS[name, at]
    made, (words, _) = edit.make(), two_texts(edit)
    if made.query == "none":
        pytest.skip("the demonstration has no such row")
    where, form, box = open_form(browser, name, edit, made)
    answer = send(browser, where, form, press=edit.press, **filled(form, made, box, words))
    assert answer.status_code == HTTPStatus.FOUND
    assert edit.stood(words)
    return edit, words, browser.get(answer.url)


def pressed(browser: Client, page: HttpResponse) -> HttpResponse:
    """The button that undoes, pressed."""
    where, token = BUTTON.search(page.content.decode()).groups()
    return browser.post(where, {"undo": token})


@pytest.mark.one_database
@pytest.mark.parametrize(("name", "at"), FORMS)
def test_a_form_that_changes_nothing_but_words_can_be_undone(as_, rotherham, name, at):
    browser = as_("performance")
    edit, words, page = saved(browser, name, at)
    assert (BUTTON.search(page.content.decode()) is not None) == (name in OFFERED and (name, at) not in KEPT)
    if name not in OFFERED or (name, at) in KEPT:
        return
    answer = pressed(browser, page)
    assert answer.status_code == HTTPStatus.FOUND
    assert not edit.stands(words)
    shown = browser.get(answer.url).content.decode()
    assert "Undone: what stood before is back." in shown
    if hasattr(edit.model, "history"):
        line = edit.model.history.latest("history_id")
        assert line.history_user_id == int(browser.session["_auth_user_id"])
        assert doors.in_words(line.history_door) == "by undoing what they had saved"
        assert edit.stood(words)


def test_an_undo_can_be_undone(as_, rotherham):
    browser = as_("performance")
    edit, words, page = saved(browser, "edit-framework")
    back = browser.get(pressed(browser, page).url)
    assert not edit.stands(words)
    pressed(browser, back)
    assert edit.stands(words)


def test_whoever_saved_in_between_is_shown_and_nothing_is_overwritten(as_, rotherham):
    browser, other = as_("performance"), Client()
    other.force_login(make_person(Role.PERFORMANCE))
    edit, words, page = saved(browser, "edit-framework")
    row = Framework.objects.get(name=words)
    before = row.history.earliest("history_id").name
    other.post(f"/frameworks/{row.pk}/edit/", {"name": "Theirs", "kind": row.kind, "opened_version": row.version})
    assert edit.stands("Theirs")
    answer = pressed(browser, page)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert edit.stands("Theirs")
    shown = answer.content.decode()
    assert "changed this while you had it open. Theirs is now" in shown
    assert f'value="{before}"' in shown
    assert answer.request["PATH_INFO"] == f"/frameworks/{row.pk}/edit/"


def refusal(browser: Client, page: HttpResponse) -> str:
    """What is said where nothing is undone."""
    answer = pressed(browser, page)
    assert answer.status_code == HTTPStatus.FOUND
    shown = browser.get(answer.url).content.decode()
    return shown[shown.index("govuk-notification-banner__heading") :].split(">", 1)[1].split("<", 1)[0]


def test_only_the_last_save_is_undone_and_once(as_, rotherham):
    browser = as_("performance")
    edit, words, page = saved(browser, "edit-framework")
    saved(browser, "edit-outcome")
    assert refusal(browser, page).startswith("Only your own last save can be undone")
    assert edit.stands(words)


def test_after_a_quarter_of_an_hour_it_stands(as_, rotherham, monkeypatch):
    browser = as_("performance")
    edit, words, page = saved(browser, "edit-framework")
    monkeypatch.setattr(undo, "MINUTES", -1)
    assert refusal(browser, page).startswith("It is more than")
    assert edit.stands(words)


def test_the_button_is_its_owners_and_that_of_its_page(as_, rotherham):
    browser, other = as_("performance"), Client()
    other.force_login(make_person(Role.PERFORMANCE))
    edit, words, page = saved(browser, "edit-framework")
    assert refusal(other, page).startswith("Only your own")
    where, token = BUTTON.search(page.content.decode()).groups()
    for address, said in ((where, token + "x"), ("/frameworks/new/", token), (where, signing.dumps({}, salt="other"))):
        assert browser.post(address, {"undo": said}).status_code == HTTPStatus.FOUND
        assert edit.stands(words)
    assert Remembered.objects.filter(name=undo.REMEMBERED).count() == 1


def test_whoever_may_no_longer_edit_undoes_nothing(as_, rotherham):
    browser = as_("performance")
    edit, words, page = saved(browser, "edit-framework")
    Remembered.objects.get(name=undo.REMEMBERED).person.groups.clear()
    assert pressed(browser, page).status_code == HTTPStatus.FORBIDDEN
    assert edit.stands(words)
