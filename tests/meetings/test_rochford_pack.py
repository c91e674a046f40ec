"""Rochford's report in its own headings, with its numbered plan, legend and version record."""

import page as gate
import pytest

from meetings import packs
from meetings.choices import Audience
from meetings.models import Meeting

pytestmark = [pytest.mark.paper, pytest.mark.one_database]


@pytest.fixture(scope="module")
def built(rochford_data) -> packs.BuiltPack:
    return packs.build(Meeting.objects.get(date="2009-09-23"), Audience.PUBLIC)


def test_it_passes_the_gate_of_pdf_ua(built, tmp_path):
    file = tmp_path / "pack.pdf"
    file.write_bytes(built.paper.content)
    assert gate.validate_pdf(str(file), profile="ua1").failures == []


def test_its_paragraphs_are_numbered_as_the_report_has_them(built):
    labels = [f'numbered__label">{label}<' for label in ("1.1", "2.1", "2.2", "2.3", "3.1", "4.1", "4.2", "4.3", "5.1")]
    places = [built.html.index(label) for label in labels]
    assert places == sorted(places)
    assert built.html.count("numbered__label") == 9


def test_the_plan_follows_with_its_record_of_review_and_its_legend(built):
    order = [
        "Record of review and amendment",
        "<h4>Legend</h4>",
        "<h4>1. Ambition and prioritisation: Vision and corporate linkages",
        "Equality and diversity actions",
    ]
    places = [built.html.index(words) for words in order]
    assert places == sorted(places)


def test_the_contents_tell_two_sections_of_one_name_apart(built):
    contents = built.html[built.html.index("Contents</h2>") : built.html.index("Record of review")]
    assert "3. Performance management: Performance management internally, page" in contents
    assert "4. Performance management: Performance management in the partnership arena, page" in contents


def test_the_seventeen_completed_rows_are_shaded(built):
    assert built.html.count('<tr class="shaded">') == 17
