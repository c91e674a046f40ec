"""A council brings its plan: pasted, one shifted row accepted, confirmed, and there it is; by mouse, by keyboard, on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.following import follow

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
HEADINGS = "Objective\tKey Actions\tTarget Date\tProgress Measure\tOn Target\tAccountability\tUpdate"
PLAN = f"""{HEADINGS}
1. Ambitions: Excellence\t\t\t\t\t\t
Be excellent\tDraw up the statement\tOctober 2007\tStatement agreed\tOn track\tHead of Policy and Performance\tDraft is out
Train all the managers\tMarch 2008\t90% trained\t\tHead of Policy and Performance\t\t
\tMove the archive\tWhen funds allow\tArchive moved\t\tHead of Policy and Performance\t
"""
WEB_PAGE = """<p>Dear all</p><table><tr><th>Key Actions</th><th>Target Date</th><th>Accountability</th></tr>
<tr><td>Draw up<p>the <b>statement</b></p></td><td>October 2007</td><td>Head of Policy &amp; Performance</td></tr></table>"""


def sound(page) -> None:
    """Nothing for axe to find, nothing that scrolls sideways, nothing in the console."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.problems == []


@pytest.mark.parametrize(("width", "javascript"), [(1300, True), (320, True), (320, False)])
def test_a_pasted_table_with_a_shifted_row_becomes_a_plan_and_is_undone(visit, width, javascript):
    page = visit("performance", width=width, javascript=javascript)
    page.set_default_timeout(10_000)
    look = sound if javascript else lambda page: None
    page.goto("/plans/")
    follow(page.get_by_role("link", name="Import a plan that you already have"))
    look(page)
    page.get_by_label("Or paste the table").fill(PLAN)
    page.get_by_label("Title of the new plan").fill("Plan of the browser")
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", name="2\u00a0rows in doubt")).to_be_visible()
    expect(page.get_by_role("button", name="Make this plan")).to_be_disabled()
    look(page)
    shifted = page.get_by_role("article", name="Row 4")
    expect(shifted).to_contain_text("Its cells stand one column too far to the left.")
    shifted.get_by_role("button", name="Accept what is proposed").click()
    said = page.locator("#said")
    expect(said).to_contain_text("Row 4: taken as proposed.")
    expect(said).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("article", name="Row 5").get_by_role("button", name="Accept")).to_be_focused()
    archive = page.get_by_role("article", name="Row 5")
    archive.get_by_text("Edit row 5").click()
    archive.get_by_label("Target date").fill("May 2008")
    look(page)
    archive.get_by_role("button", name="Save row 5").click()
    expect(said).to_contain_text("Row 5: taken as you wrote it.")
    expect(said).to_be_in_viewport()
    look(page)
    follow(page.get_by_role("link", name="Edit row 3"))
    look(page)
    page.get_by_label("Progress measure").fill("Statement agreed by Cabinet")
    page.get_by_role("button", name="Save").click()
    expect(said).to_be_in_viewport()
    page.get_by_role("button", name="Make this plan").click()
    expect(page.get_by_role("heading", name="Plan of the browser")).to_be_visible()
    expect(page.get_by_text("Train all the managers")).to_be_visible()
    follow(page.get_by_role("link", name="Undo it"))
    look(page)
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("Undone by Performance officer")).to_be_visible()
    look(page)
    assert "Plan of the browser" not in page.goto("/plans/").text()


def test_a_table_from_the_clipboard_keeps_the_lines_of_its_cells(visit):
    page = visit("performance")
    page.goto("/plans/import/")
    box = page.get_by_label("Or paste the table")
    box.evaluate(
        """(box, html) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        WEB_PAGE,
    )
    expect(page.locator("[data-pasted]")).to_contain_text("Pasted: 1 table with 2 rows.")
    assert "<td>Draw up<br>the statement</td>" in box.input_value()
    assert "Dear all" not in box.input_value()
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_text("Draw up the statement").first).to_be_visible()
    assert page.problems == []
