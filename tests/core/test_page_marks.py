"""Where the pages of a paper begin in its HTML."""

import re
from xml.etree import ElementTree as ET

from core.page_marks import mark_pages


def test_a_page_without_text_is_marked_before_the_page_that_follows_it():
    root = ET.fromstring("<html><body><p>one</p><hr /><hr /><p>four</p></body></html>")  # noqa: S314 - our own words
    first, last = root.iter("p")
    marked = mark_pages(root, {first: [[1, 3]], last: [[4, 4]]}, pages=5, anchors={}).decode()
    assert re.findall(r"Page (\d)</|>(one|four)<", marked) == [
        ("1", ""),
        ("", "one"),
        ("2", ""),
        ("3", ""),
        ("4", ""),
        ("", "four"),
        ("5", ""),
    ]
