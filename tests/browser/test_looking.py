"""What the proof of accessibility asks of a page beside axe finds what is wrong, and nothing where nothing is."""

import pytest

from proofs.looking.states import SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
WELL = """<html lang="en"><head><title>x</title><style>a:focus, button:focus { outline: 3px solid black }</style></head>
<body><main><h1>Well</h1><p><a href="#x">A link</a> <button>A button</button></p></main></body></html>"""
QUESTIONS = {
    "sideways()": ('<p style="width: 2000px">Wide</p>', "px sideways: <p> Wide"),
    "cut()": (
        '<div style="width: 90px; overflow: hidden; white-space: nowrap">Cut off at its edge</div>',
        "cut off: <div>",
    ),
    "focus(false)": ('<a href="#y" style="outline: none">Dark</a>', "does not show the focus: <a> Dark"),
    "moves()": ('<p style="transition: color 2s">Moving</p>', "moves: <p> Moving"),
    "ratings()": ('<span class="rag"></span>', "a rating without words"),
    "printed()": ('<nav class="places">Places</nav>', "the places are printed"),
    "summary()": (
        '<div class="govuk-error-summary"><a href="#nowhere" style="outline: 1px solid">Wrong</a></div>',
        "leads nowhere: <a> Wrong",
    ),
}


@pytest.fixture(scope="module")
def sheet(chromium):
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_fault_is_found_and_its_absence_is_none(sheet, question):
    fault, words = QUESTIONS[question]
    sheet.set_content(WELL)
    sheet.evaluate(SCRIPT)
    if question != "summary()":
        assert sheet.evaluate(f"looking.{question}") == []
    sheet.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", fault)
    found = sheet.evaluate(f"looking.{question}")
    assert len(found) == 1
    assert words in found[0]


def test_what_lies_under_something_else_is_found(sheet):
    sheet.set_content(WELL.replace("<main>", '<div style="position: fixed; inset: 0; background: white"></div><main>'))
    sheet.evaluate(SCRIPT)
    assert sheet.evaluate("looking.focus(false)") == [
        "lies under something else, or outside the window when focused: <a> A link",
        "lies under something else, or outside the window when focused: <button> A button",
    ]


def test_what_tab_never_reaches_is_found(sheet):
    sheet.set_content(WELL)
    sheet.evaluate(SCRIPT)
    assert sheet.evaluate("looking.beginTabs()") == 2
    sheet.keyboard.press("Tab")
    assert sheet.evaluate("looking.missedByTabs()") == ["is not reached by the Tab key: <button> A button"]
    sheet.keyboard.press("Tab")
    assert sheet.evaluate("looking.missedByTabs()") == []
