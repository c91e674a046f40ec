"""From the mail on a telephone to the action's history, without a password."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture(scope="module")
def mails(site) -> dict[str, str]:
    """The path behind the link in each person's mail, as the command printed it."""
    printed = site.manage("send_reminders").split("Content-Type: text/plain")
    links = {}
    for mail in printed:
        to, link = re.search(r"^To: (\w+)@", mail, re.MULTILINE), re.search(r"http://127\.0\.0\.1:8000(/u/\S+)", mail)
        if to and link:
            links[to[1]] = link[1]
    return links


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize(("javascript", "who"), [(True, "policy"), (False, "hr")], ids=["with JavaScript", "without"])
def test_an_action_is_updated_from_the_mail_on_a_small_screen(visit, mails, javascript, who):
    page = visit(width=320, javascript=javascript)
    page.goto(mails[who])
    expect(page.get_by_role("heading", level=1)).to_have_text("Update your actions")
    assert sideways(page) == 0
    if javascript:
        assert faults(page) == []
    cards = page.locator("article.card")
    before, title = cards.count(), cards.first.get_by_role("heading").inner_text()
    words = f"Said from the train {'with' if javascript else 'without'} JavaScript."
    cards.first.get_by_role("radio", name="On track").check()
    cards.first.get_by_role("textbox").first.fill(words)
    page.get_by_role("button", name="Save everything that is filled in").click()
    expect(page.get_by_role("alert")).to_contain_text("1\u00a0update saved.")
    expect(cards).to_have_count(before - 1)
    expect(page.locator("main")).not_to_contain_text(title)
    assert page.problems == []

    officer = visit(who)
    officer.goto("/actions/?q=" + title.split(",", maxsplit=1)[0][:40])
    officer.locator("main").get_by_role("link", name=title).first.click()
    expect(officer.locator(".timeline li").first).to_contain_text(words)
    expect(officer.locator(".timeline li").first).to_contain_text("by e-mail link")


def test_a_mistake_is_led_to_on_a_small_screen(visit, mails):
    page = visit(width=320)
    page.goto(mails["policy"])
    card = page.locator("article.card").nth(1)
    card.get_by_role("radio", name="Off track").check()
    card.get_by_role("button", name="Save this one").click()
    expect(page.get_by_role("alert")).to_contain_text("needs another look")
    assert faults(page) == []
    assert sideways(page) == 0
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_somebody_else_who_is_signed_in_is_refused(visit, mails):
    page = visit("viewer", width=320)
    page.goto(mails["policy"])
    expect(page.get_by_role("heading", level=1)).to_have_text("This link opens nothing")
    expect(page.locator("main")).to_contain_text("made for somebody else")
    assert sideways(page) == 0


def test_the_performance_team_reads_what_was_sent(visit, mails):
    page = visit("performance")
    for width in (1300, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/reminders/")
        page.locator("tbody").get_by_role("link").first.click()
        expect(page.locator(".letter")).to_contain_text("[the reader's own link]")
        expect(page.locator(".letter")).not_to_contain_text("/u/")
        assert faults(page) == []
        assert sideways(page) == 0
