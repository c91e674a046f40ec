"""The page of the council: entered once, in the browser, and changed there."""

import pytest
from django.test import Client

from accounts.choices import Role
from core.refusals import NotDoneError
from organisation.models import Council
from organisation.services.council import store_council

ENTERED = {
    "name": "Newtown Borough Council", "short_name": "Newtown", "kind": "district", "brand_colour": "#12436d",
    "clear_days": "5", "cycle_months": "2", "reporting_days": "42", "rating_rule": "tolerance", "tolerance": "10%",
    "dates_approved_by": "superior", "accessibility_reply_days": "10", "item_file_pattern": "{board}-item-{number:02}",
}  # fmt: skip


@pytest.fixture
def browser(db, person) -> Client:
    made = Client()
    made.force_login(person(Role.PERFORMANCE))
    return made


def test_the_council_is_entered_without_the_admin_and_keeps_a_history(browser):
    assert "Nothing is entered yet." in browser.get("/council/").content.decode()
    answer = browser.post("/council/", ENTERED, follow=True)
    assert "Newtown Borough Council is entered." in answer.content.decode()
    assert list(Council.objects.values_list("pk", "short_name", "clear_days")) == [(1, "Newtown", 5)]
    browser.post("/council/", ENTERED | {"clear_days": "3", "accessibility_reply_days": "7", "opened_version": "1"})
    page = browser.get("/council/").content.decode()
    assert Council.objects.get().accessibility_reply_days == 7
    assert "The council was entered." in page
    assert "Clear days: 5 → 3" in page


def test_what_is_wrong_with_the_council_is_said_and_nothing_is_stored(browser):
    answer = browser.post("/council/", ENTERED | {"name": "", "brand_colour": "#ffff00"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what the council is called" in page
    assert "Choose a darker colour." in page
    assert not Council.objects.exists()


def test_a_council_is_entered_once_though_two_enter_it(council):
    with pytest.raises(NotDoneError, match="Somebody else has entered the council"):
        store_council(council=Council(name="Second", short_name="Second", kind="district"))
    assert [str(row) for row in Council.objects.all()] == [str(council)]


def test_a_logo_is_taken_from_the_page_and_what_is_no_picture_is_not(browser, council, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    fake = tmp_path / "logo.png"
    fake.write_bytes(b"no picture")
    with fake.open("rb") as file:
        answer = browser.post("/council/", ENTERED | {"opened_version": str(council.version), "logo": file})
    assert answer.status_code == 422
    assert 'enctype="multipart/form-data"' in answer.content.decode()
    assert not Council.objects.get().logo


@pytest.mark.parametrize(("changed", "judged"), [({"clear_days": "3"}, 0), ({"tolerance": "5%"}, 1)])
def test_figures_are_judged_anew_only_where_a_rule_changes_by_which_they_are(browser, changed, judged, monkeypatch):
    calls = []
    monkeypatch.setattr("indicators.services.judge", lambda: calls.append("judged"))
    browser.post("/council/", ENTERED)
    browser.post("/council/", ENTERED | {"opened_version": "1"} | changed)
    assert Council.objects.get().version == 2
    assert len(calls) == judged
