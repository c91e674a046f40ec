"""A report with sub-headings, tables and a long word, on paper."""

import page as gate
import pytest

from meetings import packs
from meetings.choices import Audience
from meetings.models import CommitteeReport
from tests.meetings.reports import signed_off

pytestmark = pytest.mark.paper
TEXT = (
    "#### Deep first\n\nA **bold** [link](https://a.example/).\n\n# Then shallow\n\n| A | B |\n|---|---|\n| 1 |\n\n"
    f"- one\n  - two\n\n> quoted\n\n{'x' * 400}"
)


@pytest.mark.one_database
@pytest.mark.parametrize("numbered", [True, False])
def test_it_passes_the_gate_and_stays_on_the_page(rotherham, tmp_path, numbered):
    report = CommitteeReport.objects.get(state="review")
    report.template.numbered_paragraphs = numbered
    report.template.save()
    report.sections.update(body=TEXT)
    report.appendices.all().delete()
    signed_off(report)
    built = packs.build(report.item.meeting, Audience.PUBLIC)
    file = tmp_path / "pack.pdf"
    file.write_bytes(built.paper.content)
    assert gate.validate_pdf(str(file), profile="ua1").failures == []
    assert built.html.count('<th scope="col">A</th>') == report.sections.count() > 3
    assert ("numbered__label" in built.html) == numbered
