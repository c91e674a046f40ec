"""The lines of a plan are put in another order: by keyboard, by mouse, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.following import follow

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
EDIT = "/plans/corporate-improvement-plan/edit/"


def refs(page) -> list[str]:
    return page.locator(".outline__objective").first.locator(".outline__ref").all_inner_texts()


@pytest.fixture
def structure(visit):
    def open_structure(**how):
        page = visit("performance", **how)
        page.set_default_timeout(8000)
        page.goto(EDIT)
        return page

    return open_structure


def button(page, name: str):
    return page.get_by_role("button", name=name)


def test_a_line_is_moved_by_keyboard_keeps_the_focus_and_is_read_out(structure):
    page = structure()
    assert refs(page)[:3] == ["1.1.1", "1.1.2", "1.1.3"]
    down = button(page, "Move down: Direction of Travel: submit")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is now the 2nd line of")
    assert refs(page)[:3] == ["1.1.2", "1.1.1", "1.1.3"]
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is now the 3rd line of")
    page.reload()
    assert refs(page)[:3] == ["1.1.2", "1.1.3", "1.1.1"]
    page.locator(".outline__line", has_text="Direction of Travel: submit").locator(".grip").drag_to(
        page.locator(".outline__line", has_text="1.1.2").first, target_position={"x": 100, "y": 3}
    )
    expect(page.get_by_role("status")).to_contain_text("is now the 1st line of")
    assert refs(page)[:3] == ["1.1.1", "1.1.2", "1.1.3"]
    assert page.problems == []


SECOND = "Political Leadership & Management"


def test_sections_are_gone_between_by_keyboard_and_put_in_another_order(structure):
    page = structure()
    sections = page.get_by_role("navigation", name="Sections").get_by_role("link")
    first, second = sections.nth(0), sections.nth(1)
    expect(first).to_have_attribute("aria-current", "page")
    second.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name=SECOND)).to_be_visible()
    expect(second).to_have_attribute("aria-current", "page")
    assert "?section=" in page.url
    button(page, f"Move up: {SECOND}").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is now the 1st section of")
    expect(first).to_have_text(SECOND)
    expect(button(page, f"Move up: {SECOND}")).to_be_focused()
    page.locator(".outline__sections li").first.locator(".grip").drag_to(
        page.locator(".outline__sections li").nth(2), target_position={"x": 100, "y": 3}
    )
    expect(page.get_by_role("status")).to_contain_text("is now the 2nd section of")
    expect(second).to_have_text(SECOND)
    assert page.problems == []


def test_a_line_that_moves_into_the_next_section_takes_the_page_with_it(structure):
    page = structure()
    title = page.locator("[data-move=line]").last.get_attribute("data-name")
    down = button(page, f"Move down: {title}")
    down.press("Enter")
    expect(page.get_by_role("heading", level=2, name=SECOND)).to_be_visible()
    expect(down).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", level=2, name=SECOND)).to_be_visible()
    button(page, f"Move up: {title}").press("Enter")
    expect(page.get_by_role("heading", level=2, name="Ambitions")).to_be_visible()
    assert page.locator("[data-move=line]").last.get_attribute("data-name") == title
    assert page.problems == []


def test_on_a_phone_without_javascript_a_line_is_moved_to_another_section_and_back(structure):
    page = structure(javascript=False, width=320)
    follow(page.get_by_role("link", name="Move to another place: Direction of Travel: submit"))
    place = page.get_by_label("Where to")
    home = place.input_value()
    place.select_option(index=place.locator("option").count() - 1)
    button(page, "Move the line").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("is now the")
    expect(page.get_by_role("heading", level=2, name="Other Areas")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    follow(page.get_by_role("link", name="Move to another place: Direction of Travel: submit"))
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.get_by_label("Where to").select_option(home)
    button(page, "Move the line").click()
    expect(page.get_by_role("heading", level=2, name="Ambitions")).to_be_visible()
    lines = page.locator(".outline__objective").first.locator(".outline__line").count()
    for _ in range(lines - 1):
        follow(button(page, "Move up: Direction of Travel: submit"))
    expect(page.locator(".outline__ref").first).to_have_text("1.1.1")


def test_without_javascript_the_same_buttons_do_the_same(structure):
    page = structure(javascript=False)
    button(page, "Move down: Direction of Travel: submit").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("is now the 2nd line of")
    assert refs(page)[:2] == ["1.1.2", "1.1.1"]
    button(page, "Move up: Direction of Travel: submit").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("is now the 1st line of")
    assert refs(page)[:2] == ["1.1.1", "1.1.2"]
