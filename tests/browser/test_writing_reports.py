"""A report written in a real browser: marks, lists and tables by keyboard, a paste from Word, drafts, and no JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.following import follow

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
START = """
from meetings.models import AgendaItem, Meeting, ReportTemplate
from meetings.services.reports import start_report
from organisation.models import Post
meeting = Meeting.objects.get(date="2007-11-12")
number = meeting.items.count() + 100
item = AgendaItem.objects.create(meeting=meeting, number=number, title="{0}")
author = Post.objects.get(title="Head of Policy and Performance")
print(start_report(item=item, template=ReportTemplate.objects.get(), title="{0}", author=author).get_absolute_url())
"""
PASTE = """(element, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "from Word");
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
WORD = """<html><body><!--StartFragment--><h2>What changed</h2><p class=MsoNormal>The plan was <b
style='mso-bidi-font-weight:normal'>revised</b>.<o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>First</p><p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Below</p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>Second</p><table><tr><td colspan=2><p>Clinics</p></td></tr><tr><td>1</td>
<td>2</td></tr></table><img src="data:image/png;base64,iVBORw0KGgo="><script>document.title = "hit"</script></body></html>"""


@pytest.fixture
def start(site):
    """Starts a report of the policy officer: gives where it is."""
    return lambda title: re.search(r"/meetings/reports/\d+/", site.manage("shell", "-c", START.format(title)))[0]


def write(page, address: str):
    """Its first heading, once the editor is there."""
    page.goto(f"{address}write/")
    section = page.locator("[data-heading]").first
    expect(section.get_by_role("textbox")).to_be_editable()
    expect(section.get_by_role("toolbar")).to_be_visible()
    return section


def saved(page, section) -> str:
    """What is kept, as the Markdown in the box is without JavaScript."""
    section.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text(re.compile("Saved: “"))).to_be_visible()
    return page.locator("[data-heading] template").first.evaluate("template => template.innerHTML").strip()


def test_marks_lists_tables_and_links_by_keyboard(visit, start):
    page = visit("policy")
    section = write(page, start("By keyboard"))
    section.get_by_role("textbox").focus()
    page.keyboard.type("Plain ")
    page.keyboard.press("Control+b")
    page.keyboard.type("bold")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    # From the text back to the buttons, and along them.
    page.keyboard.press("Shift+Tab")
    expect(section.get_by_role("button", name="Bold")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(section.get_by_role("button", name="Bullets")).to_be_focused()
    page.keyboard.press("Enter")
    expect(section.get_by_role("button", name="Bullets")).to_have_attribute("aria-pressed", "true")
    expect(section.get_by_role("textbox")).to_be_focused()  # it comes back with the next frame
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    section.get_by_role("button", name="Table", exact=True).click()
    expect(section.get_by_role("textbox")).to_be_focused()
    for cell in ("A", "B", "C"):
        page.keyboard.type(cell)
        page.keyboard.press("ArrowRight")
    section.get_by_role("button", name="Remove row").click()
    section.get_by_role("button", name="Add column").click()
    expect(section.locator("[data-words]")).to_have_text("7 words")
    page.keyboard.press("Tab")
    expect(section.get_by_role("button", name=re.compile("^Save"))).to_be_focused()
    html = saved(page, section)
    assert html.startswith("<p>Plain <strong>bold</strong></p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<table>")
    assert html.count('<th scope="col">') in {3, 4}
    assert page.problems == []


def test_a_paste_from_word_is_cleaned(visit, start):
    page = visit("policy")
    section = write(page, start("From Word"))
    box = section.get_by_role("textbox")
    box.focus()
    box.evaluate(PASTE, WORD)
    expect(box.locator("li")).to_have_count(3)
    html = saved(page, section)
    assert "<h3>What changed</h3>" in html or "What changed" in html
    assert "<strong>revised</strong>" in html
    assert "<li>First\n<ol>\n<li>Below</li>\n</ol>\n</li>\n<li>Second</li>" in html
    assert '<th scope="col">Clinics</th>' in html
    assert not re.search("mso|style=|<img|<script|<span", html)
    assert page.title() != "hit"
    assert page.problems == []


def test_what_was_typed_is_there_after_the_tab_was_closed_and_in_the_preview_beside(visit, start):
    page, address = visit("policy"), start("Closed too soon")
    section = write(page, address)
    section.get_by_role("textbox").focus()
    page.keyboard.type("Typed and never saved")
    expect(section.locator("[data-kept]")).to_have_text(re.compile(r"^Draft saved \d\d:\d\d$"))
    page.get_by_role("button", name="Preview beside the text").click()
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text("Typed and never saved")
    page.keyboard.press("Tab")
    section.get_by_role("textbox").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(", and more")
    page.close()  # within the pause before a draft is kept
    elsewhere = visit("policy")
    section = write(elsewhere, address)
    expect(section.get_by_role("textbox")).to_contain_text("Typed and never saved")
    expect(section).to_contain_text("it is not saved yet")
    section.get_by_role("button", name=re.compile("^Go back to what is saved")).click()
    expect(elsewhere.locator("[data-heading]").first.get_by_role("textbox")).to_have_text("")
    assert elsewhere.problems == []


def test_without_javascript_markdown_is_written_and_saved(visit, start):
    page = visit("policy", javascript=False)
    page.goto(f"{start('Plain')}write/")
    box = page.locator("textarea").first
    box.fill("### Why\n\nA **bold** word.")
    follow(page.get_by_role("button", name=re.compile("^Save")).first)
    assert page.locator("textarea").first.input_value() == "### Why\n\nA **bold** word."
    page.get_by_role("link", name=re.compile("^Preview")).click()
    page.goto(page.url.replace("/write/", "/preview/").partition("#")[0])
    expect(page.locator("#preview h4")).to_have_text("Why")
