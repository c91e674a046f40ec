"""Whoever waits for a paper is told so in words, and told when it has come."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

HEARD = """() => {
  const said = document.getElementById("waiting");
  window.heard = [];
  new MutationObserver(() => window.heard.push(said.textContent)).observe(said, { childList: true });
}"""


def test_a_paper_that_takes_longer_than_a_moment_says_that_it_is_being_made_and_that_it_has_come(visit):
    page = visit("performance")
    page.goto("/clinics/summary/")

    def after_a_while(route):
        time.sleep(1.5)
        route.continue_()

    page.context.route("**/clinics/summary.pdf*", after_a_while)
    page.evaluate(HEARD)
    page.locator("a[href*='summary.pdf']").click(modifiers=["ControlOrMeta"])  # in a tab of its own: this page stays
    expect(page.locator("#waiting")).to_contain_text("The file has come.", timeout=60_000)
    assert [words for words in page.evaluate("window.heard") if words] == [
        "The paper is being made. It opens or is saved as soon as it is ready.",
        "The file has come. Your browser has opened or saved it.",
    ]
    left = [cookie["name"] for cookie in page.context.cookies()]
    assert [name for name in left if name.startswith(("came-", "waits-for"))] == []
    assert page.problems == []
