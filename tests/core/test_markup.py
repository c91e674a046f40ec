"""What would take a parser's time and memory is found before one sees it."""

import io
import zipfile

import pytest

from core.markup import MarkupError, check_html, look_through, without_overgrown
from core.prose import cleaned
from tests.core.spreadsheets import zipped

MANY = " ".join(f'a{n}=">"' for n in range(1_001))


def looked_through(part: bytes | str, tags: int = 1_000) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped({"part": part}))) as archive:
        look_through(archive, ["part"], tags=tags)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("<a>" + "<b/>" * 1_000 + "</a>", "more than 1,000 tags"),
        ("<a>" * 201, "more than 200 levels"),
        (f"<a>{'x' * 1_100_000}</a>", "a tag or a text of more than 1,000,000 signs"),
        (f"<a>{'x<![CDATA[x]]>' * 900}<![CDATA[{'<' + 'x' * 1_100_000}]]></a>", "a tag or a text of more than 1,000,000 signs"),
        (f"<a b='{'x' * 2_000_000}'/>", "a tag or a text of more than 1,000,000 signs"),
        (f"<a><!--{('<' + 'x' * 60_000) * 20}--></a>", "a tag or a text of more than 1,000,000 signs"),
        ("<!DOCTYPE a><a/>", "a document type of its own"),
        ("<?xml version='1.0' encoding='IBM037'?><a/>", "an encoding that cannot be read"),
    ],
)  # fmt: skip
def test_a_part_that_is_too_much_is_named(part, said):
    with pytest.raises(MarkupError, match=said):
        looked_through(part)


@pytest.mark.parametrize("part", ["<a><b>words</b></a>", "<a", "words" * 1_000_000, b"\x00\x01", "\ufeff<a/>", ""])
def test_what_is_no_xml_or_broken_is_left_to_its_reader(part):
    looked_through(part)


@pytest.mark.parametrize("tag", [f"<td {MANY}>", f'<td x" {MANY}>', f"<b {'a/' * 1_001}>", f"<td {'a ' * 1_001}"])
def test_a_tag_of_html_has_as_many_attributes_as_a_person_needs(tag):
    with pytest.raises(MarkupError, match="more than 1,000 attributes in one tag"):
        check_html(tag, tags=10)
    assert without_overgrown(f"before {tag} after").startswith("before  ")


def test_html_that_is_usual_is_left_as_it_is():
    page = "<table class='x'><tr><td style=\"a: b\">3 &lt; 4 > 2 “words” it's</td></tr></table>" * 100
    check_html(page, tags=600)
    assert without_overgrown(page) == page
    with pytest.raises(MarkupError, match="more than 599 tags"):
        check_html(page, tags=599)


def test_prose_with_a_tag_without_end_keeps_its_words():
    assert "Before" in cleaned(f"<p>Before</p><p {MANY}>After</p>").text
