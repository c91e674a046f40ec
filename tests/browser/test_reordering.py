"""The lines of a plan are put in another order: by keyboard, by mouse, and without JavaScript."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
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


def test_without_javascript_the_same_buttons_do_the_same(structure):
    page = structure(javascript=False)
    button(page, "Move down: Direction of Travel: submit").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("is now the 2nd line of")
    assert refs(page)[:2] == ["1.1.2", "1.1.1"]
    button(page, "Move up: Direction of Travel: submit").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("is now the 1st line of")
    assert refs(page)[:2] == ["1.1.1", "1.1.2"]
