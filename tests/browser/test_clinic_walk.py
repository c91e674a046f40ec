"""From a suggestion to a closed clinic with its effect: every step by keyboard alone, in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
FURTHEST = 250
"""So many times Tab is pressed before a thing counts as out of reach."""


def reach(page: Page, wanted: Locator) -> None:
    """Go to a thing with Tab, as somebody without a mouse does."""
    expect(wanted).to_have_count(1)
    for _ in range(FURTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {wanted}.")


def follow(page: Page, wanted: Locator) -> None:
    """Go to a link or a button and press it; the page that follows has come."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    """Go to a field and type."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def tick(page: Page, label: str) -> None:
    """Go to a box and tick it."""
    reach(page, page.get_by_label(label))
    page.keyboard.press("Space")


def test_from_a_suggestion_to_a_closed_clinic_with_its_effect(visit, months_later):
    page = visit("performance")
    link, button = (
        (lambda name: page.get_by_role("link", name=name)),
        (lambda name: page.get_by_role("button", name=name)),
    )

    # A rule and a person suggest it; it is accepted for today.
    page.goto("/clinics/suggested/?period=2007/08+Q1")
    follow(page, link("BV204: planning appeals allowed"))
    expect(page.locator("main")).to_contain_text("missed by 24\u00a0percentage points")
    reach(page, page.get_by_label("Date", exact=True))
    page.keyboard.type("09102007")
    write(page, "Place", "Town Hall")
    follow(page, button("Accept"))
    expect(page.locator("[aria-current=step]")).to_contain_text("Scheduled")
    clinic = re.search(r"/clinics/\d+/", page.url)[0]

    # The briefing lies on the table; the sitting begins, and what is agreed is written as it is spoken.
    follow(page, page.locator("main").get_by_role("link", name="Briefing").first)
    expect(page.locator("main")).to_contain_text("Questions to ask")
    follow(page, button("Begin the sitting"))
    for line in (
        "Inspectors overturn decisions on design",
        "d Train members on design policy",
        "a Brief the planning board on every appeal lost @Head of Policy and Performance by 28 September 2007",
    ):
        expect(page.get_by_label("What was said")).to_be_focused()
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    expect(page.locator(".notes > li")).to_have_count(3)
    follow(page, button("End the sitting"))
    expect(page.locator("tbody tr")).to_contain_text("28\u00a0September\u00a02007")

    # What has been done since is said; what came of it cannot be left out.
    page.goto(clinic)
    expect(page.locator("[aria-current=step]")).to_contain_text("Being followed up")
    expect(page.locator(".verdict")).to_contain_text("Too early to say")
    follow(page, link("Add an update"))
    write(page, "What has been done since the last update?", "Members were trained on 20 September.")
    follow(page, button("Save the update"))
    page.goto(f"{clinic}close/")
    expect(page.locator("main")).to_contain_text("what came of")

    # In February a quarter that began after the clinic comes in.
    clinic = months_later + clinic
    page.goto(f"{months_later}/indicators/BVPI/BV204/figure/?period=2007/08+Q3")
    write(page, "Figure", "24")
    follow(page, button("Save the figure"))
    page.goto(clinic)
    expect(page.locator(".verdict")).to_contain_text("Improved")
    follow(page, page.locator("main").get_by_role("link", name=re.compile("outcome", re.IGNORECASE)).first)
    write(page, "What came of the clinic?", "Fewer appeals are allowed than the target asks.")
    write(page, "What did we learn?", "Members who decide against advice want the policy at hand.")
    follow(page, button("Save"))

    # An action is open: closing asks, and takes an answer.
    follow(page, button("Close the clinic"))
    tick(page, "Close the clinic although these actions are open")
    write(page, "Why it is closed all the same, and to whom they are left", "The briefing goes on with its owner.")
    follow(page, page.locator("main").get_by_role("button", name="Close"))
    expect(page.locator("[aria-current=step]")).to_contain_text("Closed")

    # It stands among those that worked, with what was tried.
    page.goto(f"{months_later}/clinics/effect/?q=BV204")
    lesson = page.locator("main")
    expect(lesson).to_contain_text("26\u00a0percentage points better")
    expect(lesson).to_contain_text("Brief the planning board on every appeal lost")
    expect(lesson).to_contain_text("Members who decide against advice want the policy at hand.")
    assert page.problems == []
