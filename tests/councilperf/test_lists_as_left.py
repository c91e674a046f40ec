"""Lists as a person left them: filters, order and columns, told on the page, with one click to all of it."""

import re

import pytest

from accounts.models import Remembered

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.one_database]
SITE = "http://testserver"
LISTS = {
    "/indicators/": "rating=red&sort=-actual",
    "/actions/": "rating=red&sort=due",
    "/clinics/": "q=benefit",
    "/indicators/scorecard/": "rating=red&columns=actual&columns=forecast",
}


def choose(browser, address: str, query: str):
    """The list as somebody chooses on its own page."""
    return browser.get(f"{address}?{query}", headers={"referer": SITE + address})


@pytest.mark.parametrize("address", LISTS)
def test_a_list_opens_as_it_was_left_says_so_and_is_whole_again_with_one_click(as_, rotherham, address):
    browser, query = as_("viewer"), LISTS[address]
    assert choose(browser, address, query).status_code == 200
    recalled = browser.get(address)
    assert recalled.status_code == 302
    assert sorted(recalled.url.removeprefix(f"{address}?").split("&")) == sorted([*query.split("&"), "_left=yes"])
    page = browser.get(recalled.url).content.decode()
    assert "As you left it: " in page
    (everything,) = re.findall(r'href="([^"]+)">Show all<', page)
    assert browser.get(everything).url == address
    assert browser.get(address).status_code == 200
    assert not Remembered.objects.filter(name__startswith="list:").exists()


def test_what_was_left_is_said_in_words(as_, rotherham):
    browser = as_("viewer")
    choose(browser, "/indicators/", "rating=red&sort=-actual&columns=actual&columns=rating&q=")
    page = browser.get(browser.get("/indicators/").url).content.decode()
    assert "As you left it: Rating: Off target · by Actual · 4 columns. <a" in page


def test_a_link_wins_and_changes_nothing_of_what_is_remembered(as_, rotherham):
    browser = as_("viewer")
    choose(browser, "/indicators/", "rating=red")
    sent = browser.get("/indicators/?rating=green", headers={"referer": f"{SITE}/indicators/scorecard/"})
    assert "As you left it" not in sent.content.decode()
    assert browser.get("/indicators/").url == "/indicators/?rating=red&_left=yes"


def test_what_a_link_of_somebody_else_recalls_is_not_called_ones_own(as_, rotherham):
    page = as_("viewer").get("/indicators/?rating=red&_left=yes").content.decode()
    assert "As you left it" not in page


def test_a_time_is_not_remembered_and_an_empty_choice_forgets(as_, rotherham):
    browser = as_("viewer")
    choose(browser, "/actions/", "on=2007-06-01&q=web")
    assert browser.get("/actions/").url == "/actions/?q=web&_left=yes"
    choose(browser, "/actions/", "q=&rating=")
    assert browser.get("/actions/").status_code == 200


def test_a_choice_that_is_there_no_more_is_forgotten(as_, rotherham):
    browser = as_("viewer")
    choose(browser, "/indicators/", "rating=red")
    Remembered.objects.filter(name="list:indicators").update(value="owner=999999")
    page = browser.get(browser.get("/indicators/").url).content.decode()
    assert "A filter holds a value that does not exist" in page
    assert browser.get("/indicators/").status_code == 200


def test_columns_are_chosen_and_files_hold_them_all(as_, rotherham):
    browser = as_("viewer")
    page = browser.get("/indicators/?columns=rating").content.decode()
    head = re.search(r"<thead.*?</thead>", page, re.DOTALL)[0]
    assert head.count("<th ") == 3
    assert re.findall(r'name="columns" value="(\w+)"[^>]* checked', page) == ["rating"]
    whole = b"".join(browser.get("/indicators/?_export=csv")).splitlines()[0]
    assert b"".join(browser.get("/indicators/?columns=rating&_export=csv")).splitlines()[0] == whole
    assert browser.get("/indicators/?columns=colour").status_code == 404
