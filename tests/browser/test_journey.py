"""The way through, in a real browser: from My work to the pack in one's hand."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.following import follow

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PLAN = "/plans/corporate-improvement-plan/"


def tile(page, words: str) -> int:
    """How many actions a tile of the plan counts."""
    return int(re.match(r"\s*(\d+)", page.locator(".tile", has_text=words).inner_text())[1])


@pytest.mark.parametrize(
    ("javascript", "title", "was", "then"),
    [
        (True, "Web: improve the website's design and accessibility", "Overdue", "Complete"),
        (False, "Line up communications and marketing with corporate", "Slipped", "Complete"),
    ],
    ids=["with JavaScript", "without JavaScript"],
)
def test_an_officer_updates_an_action_and_it_shows_everywhere(visit, javascript, title, was, then):
    words = f"Launched {'with' if javascript else 'without'} a hitch."
    page = visit("communications", javascript=javascript)
    page.goto(PLAN)
    complete = tile(page, "complete")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    page.locator("main").get_by_role("link", name=title).first.click()
    expect(page.locator(".verdict")).to_contain_text(was)
    page.get_by_role("radio", name="Complete").check()
    page.get_by_label("What has changed?").fill(words)
    for milestone in page.locator("input[name=ticked]").all():
        milestone.check()
    page.get_by_role("button", name="Save update").click()
    expect(page.get_by_role("alert")).to_contain_text("Your update is saved.")
    expect(page.locator(".timeline li").first).to_contain_text(words)
    expect(page.locator(".verdict")).to_contain_text(then)
    page.goto(f"{PLAN}?q={title.split(':', maxsplit=1)[0]}")
    expect(page.locator("tr", has_text=title)).to_contain_text(words)
    page.goto(PLAN)
    assert tile(page, "complete") == complete + 1
    assert page.problems == []


SIX = 6
KEYS = 12
"""So often at most is Tab pressed for an action, and for the way to the button after the last."""


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_six_actions_are_updated_from_my_work_with_the_keyboard_alone_and_few_keys(visit, javascript):
    page = visit("audit", javascript=javascript)
    page.goto("/")
    asked = []
    page.on("request", lambda request: asked.append(request.method) if request.is_navigation_request() else None)
    keys = 0
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    cards = page.locator("[data-card]")
    count = min(SIX, cards.count())
    assert count == SIX
    for number in range(count):
        card = cards.nth(number)
        status, words = card.locator("input[type=radio]").first, card.get_by_label("What has changed?")
        keys += tab_to(page, status)
        page.keyboard.press("Space")
        keys += tab_to(page, words)
        page.keyboard.type("Went as agreed.")
    keys += tab_to(page, page.get_by_role("button", name="Save updates"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("6 updates saved.")
    assert asked == ["POST", "GET"]  # all six are saved on one page
    assert keys <= KEYS * SIX
    assert page.problems == []


def tab_to(page, wanted) -> int:
    """Press Tab until the focus is there, and give how often: somewhere on the way it must be."""
    for pressed in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return pressed
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not reach it.")


def test_single_keys_choose_in_a_card_and_nowhere_else(visit):
    page = visit("communications")
    page.goto("/")
    first, second = page.locator("[data-card]").nth(0), page.locator("[data-card]").nth(1)
    page.keyboard.press("3")
    assert page.locator("[data-card] input:checked").count() == 0
    first.locator("input[type=radio]").first.focus()
    page.keyboard.press("3")
    expect(first.get_by_role("radio", name="Slipped")).to_be_checked()
    page.keyboard.press("w")
    page.keyboard.type("3 of 4 have come in.")
    expect(first.get_by_label("What has changed?")).to_have_value("3 of 4 have come in.")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(second.get_by_role("radio", name="On track")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("2 updates saved.")
    assert page.locator(".draft").count() == 0
    assert page.problems == []


def test_a_draft_survives_a_closed_tab_and_goes_when_it_is_saved_or_signed_out(visit):
    page = visit("communications")
    page.goto("/")
    page.locator("[data-card]").nth(0).get_by_label("What has changed?").fill("Half a thought.")
    again = page.context.new_page()
    page.close()
    again.goto("/")
    words = again.locator("[data-card]").nth(0).get_by_label("What has changed?")
    expect(words).to_have_value("Half a thought.")
    expect(again.get_by_text("Your draft is back; it is not saved yet.")).to_be_visible()
    again.get_by_role("button", name="Throw it away").click()
    again.reload()
    expect(words).to_have_value("")
    words.fill("A second thought.")
    follow(again.get_by_role("button", name="Sign out"))
    assert again.evaluate("Object.keys(localStorage).length") == 0


def test_a_note_is_kept_as_one_types_on_a_phone_and_its_draft_goes_when_it_is_stored(visit):
    page = visit("member", width=320)
    page.goto("/meetings/3/items/5/")
    words = page.get_by_label("Your note on this item")
    words.fill("Half a thought.")
    page.reload()
    expect(words).to_have_value("Half a thought.")
    page.get_by_role("button", name="Keep this note").click()
    expect(page.get_by_text("Half a thought.")).to_be_visible()
    expect(words).to_have_value("")
    page.get_by_role("link", name="Change note").last.click()
    changed = page.get_by_label("Your note")
    changed.fill("A whole thought.")
    page.reload()
    expect(changed).to_have_value("A whole thought.")
    page.get_by_role("button", name="Throw it away").click()
    expect(changed).to_have_value("Half a thought.")
    page.go_back()
    page.goto("/meetings/3/notes/")
    page.get_by_role("button", name="Delete note").first.click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Take it back")).to_have_count(0)
    assert page.problems == []


def test_two_officers_who_write_at_once_both_keep_their_words(visit):
    address = "/search/?q=annual+report"
    mine, theirs = visit("communications"), visit("performance")
    for page in (mine, theirs):
        page.goto(address)
        page.get_by_role("link", name="Produce the council's annual report").click()
    theirs.get_by_label("What has changed?").fill("Theirs came first.")
    theirs.get_by_role("button", name="Save update").click()
    mine.get_by_label("What has changed?").fill("Mine came second.")
    mine.get_by_role("button", name="Save update").click()
    expect(mine.get_by_role("alert")).to_contain_text("Theirs came first.")
    expect(mine.get_by_label("What has changed?")).to_have_value("Mine came second.")
    mine.get_by_role("button", name="Save update").click()
    expect(mine.locator(".timeline li").nth(0)).to_contain_text("Mine came second.")
    expect(mine.locator(".timeline li").nth(1)).to_contain_text("Theirs came first.")


def test_on_a_phone_the_filters_fold_and_work_without_javascript(visit):
    page = visit("viewer", width=320, javascript=False)
    page.goto(PLAN)
    expect(page.get_by_label("Rating")).to_be_hidden()
    page.get_by_text("Filter", exact=True).first.click()
    page.get_by_label("Rating").select_option("complete")
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile("rating=complete"))
    expect(page.locator(".row--complete").first).to_be_visible()


def test_a_table_is_looked_over_and_taken_in_without_javascript(visit, tmp_path: Path):
    table = tmp_path / "figures.csv"
    table.write_text("set,ref,period,value,colour\nBVPI,BV187,2006/07,12,red\n")
    page = visit("performance", javascript=False, width=320)
    page.goto("/indicators/import/")
    page.get_by_label("The table").set_input_files(table)
    page.get_by_role("button", name="Look it over").click()
    expect(page.locator("main")).to_contain_text("Not known, and left out: colour.")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("alert")).to_contain_text("Measurements: 1\u00a0new".replace("\u00a0", " "))
    page.goto("/indicators/BVPI/BV187/")
    expect(page.locator(".verdict")).to_contain_text("12\u00a0% in 2006/07")


def test_figures_are_typed_one_after_another_with_the_keyboard_alone(visit):
    page = visit("performance")
    page.goto("/indicators/entry/?period=2007/08 Q1&set=PAF")
    page.locator("input[name^='value-']").first.focus()
    page.keyboard.type("81.5")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Fewer people asked.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save these figures").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1\u00a0line saved.")
    expect(page.locator("input[name^='value-']").first).to_have_value("81.5")
    assert page.problems == []
