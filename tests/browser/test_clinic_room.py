"""Notes of a clinic as fast as they are spoken: by keyboard alone, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import faults

pytestmark = pytest.mark.browser
TITLES = ("typed", "plain", "understood", "asked", "drafted", "together", "attended", "at 1300", "at 320")
MAKE = f"""
from datetime import date
from clinics.models import Clinic, ClinicIndicator
from clinics.services import schedule
from indicators.models import Indicator
for title in {TITLES}:
    clinic = Clinic.objects.create(title=f"Invoices, {{title}}", state="agreed")
    ClinicIndicator.objects.create(clinic=clinic, indicator=Indicator.objects.get(ref="BV8"))
    clinic.invitees.create(role="director")
    print(schedule(clinic=clinic, on=date(2007, 9, 10)).get_absolute_url())
"""
SIX = range(1, 7)
LINES = [
    line
    for n in SIX
    for line in (
        f"The figures of month {n} were late",
        f"d Scan invoices at door {n}",
        f"m Finance reports on ward {n}",
        f"a Publish list {n} @Head of Communications by end of March",
    )
]


@pytest.fixture(scope="module")
def sittings(site) -> dict[str, str]:
    """For each test a clinic that sits today: the address of its sitting, by what its title ends with."""
    made = site.manage("shell", "-c", MAKE)
    return dict(zip(TITLES, re.findall(r"^/clinics/\S+", made, re.MULTILINE), strict=True))


def press(page, name: str) -> None:
    """Press a button by keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def begin(page, address: str) -> None:
    page.goto(address)
    expect(page).to_have_url(re.compile("/briefing/$"))
    press(page, "Begin the sitting")
    expect(page).to_have_url(re.compile("/room/$"))
    expect(page.get_by_label("What was said")).to_be_focused()


def minutes_are_whole(page) -> None:
    press(page, "End the sitting")
    expect(page).to_have_url(re.compile("/minutes/$"))
    for heading in ("Discussion", "Decisions", "Mandates"):
        items = page.locator(f"h2:text-is('{heading}') + :is(ul, ol) li")
        expect(items).to_have_count(len(SIX))
    expect(page.locator("tbody tr")).to_have_count(len(SIX))
    expect(page.locator("tbody")).to_contain_text("31\u00a0March\u00a02008 (end of March)")


@pytest.mark.one_database
def test_six_lines_of_each_kind_by_keyboard_alone_one_key_after_each(visit, sittings):
    page = visit("performance")
    begin(page, sittings["typed"])
    for line in LINES:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    expect(page.locator(".notes > li")).to_have_count(len(LINES))
    said = [text.split("\n")[0] for text in page.locator(".note__text").all_inner_texts()]
    assert said == [re.sub(r"^[dma] | @.*", "", line) for line in LINES]
    expect(page.get_by_label("What was said")).to_be_focused()
    minutes_are_whole(page)
    assert page.problems == []


@pytest.mark.one_database
def test_without_javascript_the_same_by_keyboard(visit, sittings):
    page = visit("performance", javascript=False)
    begin(page, sittings["plain"])
    for line in LINES:
        expect(page.get_by_label("What was said")).to_be_focused()  # a page just loaded focuses when it is first drawn
        page.keyboard.type(line)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.locator(".notes > li")).to_have_count(len(LINES))
    minutes_are_whole(page)


@pytest.mark.one_database
def test_what_is_understood_is_shown_before_it_is_stored_and_alt_chooses_the_kind(visit, sittings):
    page = visit("performance")
    begin(page, sittings["understood"])
    page.keyboard.press("Alt+a")
    expect(page.get_by_role("radio", name="Action")).to_be_checked()
    expect(page.get_by_label("What was said")).to_be_focused()
    page.keyboard.type("Publish it @Head of Communications by end of March")
    understood = page.locator("#id_line + output")
    expect(understood).to_contain_text("Due 31\u00a0March\u00a02008 (the last day of March 2008).")
    page.keyboard.press("Enter")
    expect(page.locator(".note--action")).to_contain_text("31\u00a0March\u00a02008 (end of March)")
    expect(page.get_by_role("radio", name="Discussion")).to_be_checked()
    page.keyboard.type("d Scan at the door")
    expect(understood).to_have_text("Decision.")
    assert page.problems == []


@pytest.mark.one_database
def test_what_is_asked_comes_back_and_what_was_typed_meanwhile_waits(visit, sittings):
    page = visit("performance")
    begin(page, sittings["asked"])
    page.keyboard.type("a Publish it @Minister by end of March")
    page.keyboard.press("Enter")
    page.keyboard.type("d Scan at the door")
    expect(page.locator("#asked")).to_contain_text("No post is called “Minister”.")
    expect(page.get_by_label("What was said")).to_have_value("Publish it")
    owner = page.get_by_label("Who leads it")
    expect(owner).to_be_focused()
    owner.select_option(label="Head of Policy and Performance")
    press(page, "Store the line")
    expect(page.locator(".note--action")).to_contain_text("Head of Policy and Performance")
    expect(page.get_by_label("What was said")).to_have_value("d Scan at the door")
    page.keyboard.press("Enter")
    expect(page.locator(".note--decision")).to_contain_text("Scan at the door")
    assert [problem for problem in page.problems if "422" not in problem] == []


@pytest.mark.one_database
def test_a_draft_survives_a_reload_and_a_stored_line_leaves_none(visit, sittings):
    page = visit("performance")
    begin(page, sittings["drafted"])
    page.keyboard.type("First line")
    page.keyboard.press("Enter")
    expect(page.locator(".notes > li")).to_have_count(1)
    page.keyboard.type("m Half a sen")
    page.reload()
    expect(page.get_by_label("What was said")).to_have_value("m Half a sen")
    expect(page.locator(".draft")).to_contain_text("Your draft is back")
    page.get_by_label("What was said").press("Enter")
    expect(page.locator(".notes > li")).to_have_count(2)
    page.reload()
    expect(page.get_by_label("What was said")).to_have_value("")


def test_two_who_take_notes_both_keep_their_lines_and_see_each_others(visit, sittings):
    address = sittings["together"]
    mine, theirs = visit("performance"), visit("performance")
    begin(mine, address)
    theirs.goto(f"{address}room/")
    mine.keyboard.type("Mine")
    expect(theirs.get_by_label("What was said")).to_be_focused()
    theirs.keyboard.type("Theirs")
    mine.keyboard.press("Enter")
    expect(mine.locator(".notes > li")).to_have_count(1)
    theirs.keyboard.press("Enter")
    expect(theirs.locator(".notes > li")).to_have_count(2)
    mine.reload()
    expect(mine.locator(".note__text")).to_have_text(["Mine", "Theirs"])


@pytest.mark.one_database
def test_who_is_there_is_saved_as_it_is_ticked(visit, sittings):
    page = visit("performance")
    begin(page, sittings["attended"])
    page.get_by_role("radio", name="Present").focus()
    page.keyboard.press("Space")
    expect(page.locator("#said")).to_have_text("Who is there is saved.")
    page.reload()
    expect(page.get_by_role("radio", name="Present")).to_be_checked()
    assert page.problems == []


@pytest.mark.one_database
@pytest.mark.parametrize("width", [1300, 320])
def test_axe_finds_nothing_in_the_room_in_its_questions_and_in_the_minutes(visit, sittings, width):
    page = visit("performance", width=width)
    address = sittings[f"at {width}"]
    begin(page, address)
    looked = [faults(page)]
    for line in LINES[:4]:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    expect(page.locator(".notes > li")).to_have_count(4)
    page.keyboard.type("a Publish it @Minister by soon")
    page.keyboard.press("Enter")
    expect(page.locator("#asked")).to_contain_text("No post is called “Minister”.")
    looked.append(faults(page))
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.goto(page.locator(".note--action a", has_text="Change").get_attribute("href"))
    looked.append(faults(page))
    for name in ("briefing", "minutes"):
        page.goto(f"{address}{name}/")
        looked.append(faults(page))
    assert looked == [[]] * 5
    assert sideways == 0
