"""The search box by keyboard."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_the_key_goes_to_the_box_unless_somebody_writes_or_has_turned_it_off(visit):
    page = visit("viewer")
    box = page.locator("#search")
    expect(box).to_have_attribute("aria-keyshortcuts", "/")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("bvpi 8/")
    expect(box).to_have_value("bvpi 8/")
    page.keyboard.press("Enter")
    expect(page.locator(".search-answer")).to_contain_text("BV8 Invoices paid within 30 days")
    page.get_by_role("button", name="Turn it off").click()
    expect(page.get_by_text("The key / does nothing.")).to_be_visible()
    page.keyboard.press("/")
    expect(box).not_to_be_focused()
    page.reload()
    expect(box).not_to_have_attribute("aria-keyshortcuts", "/")
    page.get_by_role("button", name="Turn it on").click()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(box).to_be_focused()


def test_without_javascript_one_searches_and_no_key_is_promised(visit):
    page = visit("viewer", javascript=False)
    page.goto("/search/?q=Recylcing")
    expect(page.locator("h1")).to_have_text("Search")
    expect(page.get_by_text("Turn it off")).to_be_hidden()


def test_a_key_lists_the_keys_and_g_with_a_letter_goes_to_a_place(visit):
    page = visit("viewer")
    page.goto("/meetings/")
    page.locator("h1").click()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_be_visible()
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.locator("h1")).to_have_text("Indicators")
    page.get_by_role("link", name="Keyboard").click()
    page.get_by_role("button", name="Turn them off").click()
    expect(page.get_by_text("The keys for every page do nothing")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page.locator("h1")).to_have_text("Keyboard")
