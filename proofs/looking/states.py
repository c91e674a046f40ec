"""The states in which a page is looked at, and what is asked of it in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.browser.axe import faults as axe

SCRIPT = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
ROWS = 4
"""Rows of a table or list that are looked at: those beyond come from the same template."""
WIDE, PHONE, ZOOMED = (1280, 900), (320, 640), (640, 450)
"""A usual screen; a phone, or that screen at 400 %; that screen at 200 %."""
PAPER = 718
"""Pixels between the margins of an A4 page."""
SIGHT = ("color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable", "meta-viewport")
"""The rules of axe that may come out otherwise where only the looks differ."""


def _ask(page: Any, *questions: str) -> list[str]:
    return [fault for question in questions for fault in page.evaluate(f"looking.{question}")]


def wide(page: Any) -> list[str]:
    """As it opens, and with all that unfolds unfolded."""
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    sideways = _ask(page, "sideways()", "cut()")
    page.evaluate(f"looking.keepFirst({ROWS})")
    page.evaluate("looking.open()")
    return sideways + axe(page)


def phone(page: Any) -> list[str]:
    """320 px wide: nothing scrolls sideways, nothing is cut off, targets are large enough."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return _ask(page, "sideways()", "cut()") + axe(page)


def zoomed(page: Any) -> list[str]:
    """At 200 %."""
    page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    return _ask(page, "sideways()", "cut()") + axe(page, rules=SIGHT)


def keyboard(page: Any) -> list[str]:
    """The Tab key reaches everything, and what has the focus shows it and is not covered; also in a low window."""
    page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    there = page.evaluate("looking.beginTabs()")
    for _ in range(there + 4):
        page.keyboard.press("Tab")
    return _ask(page, "missedByTabs()", "focus(false)")


def forced_colours(page: Any) -> list[str]:
    """In the colours that the reader's system forces: ratings keep their words, the focus its outline."""
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.emulate_media(forced_colors="active")
    found = _ask(page, "ratings()", "focus(true)") + axe(page, rules=SIGHT)
    page.emulate_media(forced_colors="none")
    return found


def reduced_motion(page: Any) -> list[str]:
    """For a reader who asked for less motion, nothing moves."""
    page.emulate_media(reduced_motion="reduce")
    found = _ask(page, "moves()")
    page.emulate_media(reduced_motion="no-preference")
    return found


def printed(page: Any) -> list[str]:
    """On paper: the words without what one clicks, nothing wider than the page."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    found = _ask(page, "printed()", "sideways()") + axe(page, rules=("color-contrast",))
    page.emulate_media(media="screen")
    return found


def spaced(page: Any) -> list[str]:
    """With the spacing of text that a reader may set: nothing scrolls sideways or is cut off. Comes last: it stays."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.evaluate("looking.spaced()")
    return _ask(page, "sideways()", "cut()")


State = Callable[[Any], list[str]]
FULL: dict[str, State] = {
    "1,280 px": wide,
    "320 px": phone,
    "200 %": zoomed,
    "keyboard": keyboard,
    "forced colours": forced_colours,
    "reduced motion": reduced_motion,
    "print": printed,
    "text spacing": spaced,
}
FEW: dict[str, State] = {"1,280 px": wide, "320 px": phone}


def look(page: Any, states: Iterable[str]) -> dict[str, list[str]]:
    """What is found in each state of the page that is open."""
    page.evaluate(SCRIPT)
    return {name: FULL[name](page) for name in states}
