"""A date in words is understood as one types it."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
WINTER = "Due 29\u00a0February\u00a02008 (the last day of winter 2007)."


def test_the_admin_says_what_it_understands_as_one_types(visit):
    page = visit("performance")
    page.goto("/admin/actions/milestone/add/")
    box = page.get_by_label("Target date as written")
    said = page.locator("output.understood")
    expect(said).to_have_text("")
    box.press_sequentially("Winter 2007", delay=40)
    expect(said).to_have_text(WINTER)
    box.fill("when funds allow")
    expect(said).to_contain_text("No date can be read from this.")
    box.fill("")
    expect(said).to_have_text("")
    assert page.problems == []


def test_a_milestone_that_is_added_to_an_action_says_it_too(visit):
    page = visit("performance")
    page.goto("/admin/actions/action/add/")
    page.get_by_text("Add another Milestone").click()
    page.locator("#id_milestones-0-date_as_written").press_sequentially("Winter 2007", delay=40)
    expect(page.locator("#milestones-0 output.understood")).to_have_text(WINTER)
    assert page.problems == []


def test_without_javascript_the_form_says_it_once_it_is_sent(visit):
    page = visit("performance", javascript=False)
    page.goto("/admin/actions/milestone/add/")
    page.get_by_label("Target date as written").fill("Winter 2007")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("output.understood")).to_have_text(WINTER)


def test_who_asks_for_a_new_date_may_write_it_in_words(visit):
    page = visit("communications")
    page.set_default_timeout(8000)
    page.goto("/search/?q=Launch guidelines")
    page.locator("main").get_by_role("link", name="Launch guidelines").first.click()
    page.get_by_role("link", name="Ask for a new date").first.click()
    page.get_by_label("New date").press_sequentially("end of year 2007/08", delay=40)
    expect(page.locator("output.understood")).to_have_text("Due 31\u00a0March\u00a02008 (the last day of 2007/08).")
    page.get_by_label("New date").fill("soon")
    expect(page.locator("output.understood")).to_have_text("No date can be read from this.")
    assert page.problems == []
