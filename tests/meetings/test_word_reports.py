"""Reports as Word files: the words of the papers as read on screen and on paper, with every kind of appendix."""

import io

import pytest
from docx import Document
from lxml import etree

from meetings.choices import Audience
from meetings.item_files import item_html
from meetings.models import AgendaItem, CommitteeReport, Meeting, ReportAppendix, ReportTemplate
from meetings.reporting import agenda
from meetings.reporting.agenda import ItemView, item_view
from meetings.word import item_document
from organisation.models import Council, Post, ReportingPeriod
from tests.meetings.reports import signed_off
from tests.word import problems, words_of

UNSEEN = "//*[contains(@class, 'govuk-visually-hidden')] | //style | //script | //head"
APART = (
    "address blockquote br caption dd div dl dt h1 h2 h3 h4 h5 h6 li ol p section table tbody td tfoot th thead tr ul"
)


@pytest.fixture
def september(rotherham) -> Meeting:
    meeting = Meeting.objects.get(date="2007-09-10")
    report = CommitteeReport.objects.get(item__meeting=meeting, item__number=6)
    year = ReportingPeriod.objects.get(kind="year", year=2006)
    plan = report.appendices.exclude(plan=None).first().plan
    for order, kind in enumerate(("plan_summary", "plan_changes", "plan_exceptions", "scorecard", "exceptions"), 20):
        ReportAppendix.objects.create(
            report=report, order=order, label=f"Appendix {order}", title=kind, kind=kind,
            plan=plan if kind.startswith("plan") else None, period=None if kind.startswith("plan") else year,
        )  # fmt: skip
    signed_off(report)
    return meeting


def items(meeting: Meeting):
    council = Council.objects.get()
    view = agenda(meeting, council, audience=Audience.MEMBERS, papers=True)
    for item in view.items:
        if item.has_papers:
            yield item, item_html(item, view, council=council), item_document(item, view, council=council)


def one(meeting: Meeting, number: int) -> tuple[ItemView, str, bytes]:
    """One item of a meeting alone."""
    council = Council.objects.get()
    view = agenda(meeting, council, audience=Audience.MEMBERS)
    row = meeting.items.select_related("presenter", "minutes_of__board", "report").get(number=number)
    item = item_view(row, meeting, council, audience=Audience.MEMBERS)
    return item, item_html(item, view, council=council), item_document(item, view, council=council)


def words_on_paper(html: str) -> list[str]:
    """The words that a browser or the layout engine shows, in order."""
    tree = etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8"))
    for unseen in tree.xpath(UNSEEN):
        for child in list(unseen):
            unseen.remove(child)
        unseen.text = ""
    for element in tree.iter(*APART.split()):
        element.text = f" {element.text or ''}"
        element.tail = f" {element.tail or ''}"
    for element in tree.iter("span"):
        if set((element.get("class") or "").split()) & {"below", "step", "live", "tile__words"}:
            element.text, element.tail = f" {element.text or ''}", f" {element.tail or ''}"
    return "".join(tree.find("body").itertext()).split()


def test_the_words_of_each_word_file_are_those_of_the_paper(september):
    kinds = set()
    for item, html, content in items(september):
        assert words_of(content) == words_on_paper(html), item.title
        assert problems(content) == []
        kinds |= {name for name in SHOWN if shows(item, name)}
    assert kinds == set(SHOWN)


SHOWN = ("clinics", "suggested", "plan", "summary", "changes", "exceptions", "scorecard")


def shows(item: ItemView, name: str) -> bool:
    return bool(item.report) and any(getattr(appendix, name) is not None for appendix in item.report.appendices)


def test_the_plan_is_a_real_table_across_with_each_action_once(september):
    item, _, content = one(september, 6)
    assert item.title == "Corporate Improvement Plan"
    document = Document(io.BytesIO(content))
    assert {section.page_width > section.page_height for section in document.sections} == {True, False}
    refs = [
        row.cells[0].text
        for table in document.tables
        if table.rows[0].cells[0].text == "Ref" and len(table.columns) == 7
        for row in table.rows[1:]
    ]
    assert len([ref for ref in refs if ref]) == 173


def test_a_report_stands_under_its_templates_numbered_headings(september):
    _, _, content = one(september, 5)
    document = Document(io.BytesIO(content))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert headings[:3] == ["5. Summary", "6. Recommendations", "7. Proposals and details"]
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["Performance clinics"]


def test_a_report_with_nothing_in_it_and_a_title_of_250_is_a_document(september):
    item = AgendaItem.objects.create(meeting=september, number=90, title="T" * 300)
    CommitteeReport.objects.create(
        item=item, template=ReportTemplate.objects.first(), title="T" * 250, author=Post.objects.first()
    )
    _, html, content = one(september, 90)
    assert problems(content) == []
    assert words_of(content) == words_on_paper(html)
    assert len(Document(io.BytesIO(content)).core_properties.title) == 255
