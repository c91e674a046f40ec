import re

import pytest
from django.utils.safestring import SafeString
from lxml.html import fragments_fromstring

from core import prose


def test_paragraphs_lists_and_emphasis_stay():
    html = prose.to_html("One **bold** word.\n\n- first\n- second")
    assert html == "<p>One <strong>bold</strong> word.</p>\n<ul>\n<li>first</li>\n<li>second</li>\n</ul>\n"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[click](javascript:alert(1))",
        "![x](http://elsewhere.example/x.png)",
        '<a href="data:text/html,x">x</a>',
        "# A heading that would break the order of headings",
    ],
)
def test_nothing_that_acts_or_fetches_survives(hostile):
    html = prose.to_html(hostile)
    assert set(re.findall(r"<(\w+)", html)) <= prose.ALLOWED
    assert all(address.startswith("http") for address in re.findall(r'<a href="([^"]*)', html))


def test_plain_text_has_no_entities_and_no_marks():
    assert prose.to_text("A & B\u00a0%\n\n- *one*\n- two") == "A & B\u00a0% one two"


def test_paragraphs_are_numbered_and_a_list_belongs_to_the_one_before():
    paragraphs = prose.numbered("First.\n\nSecond:\n\n- a\n- b\n\nThird.", 2)
    assert [p.label for p in paragraphs] == ["2.1", "2.2", "2.3"]
    assert "<li>a</li>" in paragraphs[1].html
    assert prose.numbered("", 3) == []


PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "[a](javascript:alert(1))",
    '[a](https://e.example "x" onclick="y")',
    "[a](https://e.example/'><script>alert(1)</script>)",
    "<table><tr><td onclick=x>",
    "</table></div><script>alert(1)</script>",
    "| a |\n| --- |\n| <script>alert(1)</script> |",
    "### <b onclick=x>Heading</b>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_marked_as_safe_has_no_element_and_no_attribute_beside_those_of_the_list(payload):
    """Also where a table is put into a box after it was cleaned."""
    made = [
        (prose.to_html(payload), prose.ALLOWED),
        (prose.rich_html(payload, boxed=True), prose.RICH | {"div"}),
        *((paragraph.html, prose.RICH | {"div"}) for paragraph in prose.numbered(payload, 1)),
    ]
    for html, allowed in made:
        assert isinstance(html, SafeString)
        for element in fragments_fromstring(f"<div>{html}</div>")[0].iterdescendants():
            assert element.tag in allowed, html
            kept = {"href", "start", "scope"}
            if element.tag == "div" or element.get("class") == "sheet sheet--prose":
                kept |= {"class", "role", "aria-label", "tabindex"}
            assert set(element.attrib) <= kept, html
            assert (element.get("href") or "https://").startswith(("https://", "http://", "mailto:")), html
