"""Minutes are written as reports are: sub-headings, lists and tables, one way on the page, on paper, in Word and frozen."""

import importlib
import io
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse
from docx import Document

from accounts.choices import Role
from core import prose
from core.frozen import seal
from meetings.choices import Audience
from meetings.models import AgendaItem, Meeting, MinutesPaper
from meetings.packs import compose
from meetings.reporting import agenda, minutes_view
from meetings.reporting.minutes import frozen, written
from meetings.services.minutes import approve_minutes, publish_minutes
from meetings.word import item_document
from organisation.models import Board

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = date(2007, 9, 10)
TEXT = """It was heard.

### Clinics

| Clinic | Minute |
| --- | --- |
| Complaints | Minute 43(1) |

1. one

2. two"""
SHOWN = (
    "<p>It was heard.</p>\n<h4>Clinics</h4>\n"
    '<div class="wide" role="region" aria-label="Table 1" tabindex="0"><table class="sheet sheet--prose">\n'
    '<thead>\n<tr>\n<th scope="col">Clinic</th>\n<th scope="col">Minute</th>\n</tr>\n</thead>\n'
    "<tbody>\n<tr>\n<td>Complaints</td>\n<td>{}</td>\n</tr>\n</tbody>\n</table></div>\n"
    "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"
)


@pytest.fixture(autouse=True)
def clock(settings) -> None:
    settings.COUNCIL_TODAY = TODAY


@pytest.fixture
def may(council) -> Meeting:
    """A meeting whose second minute holds all that prose may hold; the next meeting is to approve it."""
    board = Board.objects.create(name="Board", abbreviation="B", kind="political")
    meeting = Meeting.objects.create(board=board, date=date(2007, 5, 14))
    MinutesPaper.objects.create(meeting=meeting)
    meeting.minutes.create(number=43, title="Plan").resolutions.create(text="That it be done.")
    meeting.minutes.create(number=44, title="Clinics", text=TEXT)
    september = Meeting.objects.create(board=board, date=TODAY)
    AgendaItem.objects.create(meeting=september, number=1, title="Minutes", kind="minutes", minutes_of=meeting)
    return Meeting.objects.select_related("board").get(pk=meeting.pk)


def linked(meeting: Meeting) -> str:
    where = f"/meetings/{meeting.pk}/minutes/#minute-43-1"
    return SHOWN.format(f'<a class="govuk-link reference" href="{where}">Minute 43(1)</a>')


def test_headings_and_tables_are_shown_the_same_on_the_page_in_the_pack_and_in_word(may, council, signed_in):
    assert minutes_view(may).minutes[1].html == linked(may)
    publish_minutes(meeting=may)
    september = Meeting.objects.get(date=TODAY)
    reader = signed_in(Role.VIEWER)
    for page in (reverse("minutes", args=[may.pk]), reverse("item", args=[september.pk, 1])):
        assert linked(may) in reader.get(page).content.decode()
    view = agenda(september, council, audience=Audience.PUBLIC, papers=True)
    on_paper = SHOWN.format('<a class="reference" href="#minute-43-1">Minute 43(1)</a>')
    assert on_paper in compose(view, council, Audience.PUBLIC)
    document = Document(io.BytesIO(item_document(view.items[0], view, council=council)))
    assert [[cell.text for cell in row.cells] for row in document.tables[-1].rows] == [
        ["Clinic", "Minute"],
        ["Complaints", "Minute 43(1)"],
    ]
    assert ("Clinics", "Heading 3") in [(p.text, p.style.name) for p in document.paragraphs]


def test_what_was_approved_keeps_its_words_and_its_bytes(may, signed_in):
    publish_minutes(meeting=may)
    approve_minutes(
        meeting=may, at=Meeting.objects.get(date=TODAY), freeze=lambda meeting, paper: frozen(written(meeting, paper))
    )
    paper = MinutesPaper.objects.get(meeting=may)
    assert paper.payload["minutes"][1]["html"] == SHOWN.format("Minute 43(1)")
    older = paper.payload | {"minutes": [paper.payload["minutes"][1] | {"html": "<p>### Clinics</p>\n"}]}
    paper.payload, paper.sha256 = older, seal(older)
    paper.save()
    held = Meeting.objects.select_related("board", "minutes_paper__approved_at").get(pk=may.pk)
    view = minutes_view(held)
    assert view.is_whole
    assert view.minutes[0].html == "<p>### Clinics</p>\n"


def test_a_paste_from_word_is_cleaned_and_what_was_left_out_is_said(may, signed_in):
    team = signed_in(Role.PERFORMANCE)
    minute = may.minutes.get(number=43)
    where = reverse("edit-minute", args=[minute.pk])
    page = team.get(where).content.decode()
    assert "data-prose=" in page
    pasted = (
        "<h2>Clinics</h2><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>"
        "<span style='mso-list:Ignore'>·</span>First</p><table><tr><td>1</td><td>2</td></tr></table>"
        "<script>x()</script><img src='data:image/png;base64,iVBORw0KGgo='>"
    )
    sent = {"title": "Plan", "text": pasted, "text-format": "html", "opened_version": minute.version}
    answer = team.post(where, sent, follow=True).content.decode()
    assert "1 image was left out" in answer
    assert "<h3>Clinics</h3>" in answer, "the page on which it is written shows it as it will be read"
    minute.refresh_from_db()
    assert minute.text == "### Clinics\n\n- First\n\n| 1 | 2 |\n| --- | --- |"


def test_without_javascript_markdown_is_taken_as_it_is_typed(may, signed_in):
    sent = {"title": "New", "text": "### A\r\n\r\n- b\r\n", "text-format": "markdown"}
    assert signed_in(Role.PERFORMANCE).post(reverse("add-minute", args=[may.pk]), sent).status_code == 302
    assert may.minutes.get(number=45).text == "### A\n\n- b"


def test_too_long_a_text_and_too_tall_a_table_are_refused_with_the_words_kept(may, signed_in):
    team, where = signed_in(Role.PERFORMANCE), reverse("add-minute", args=[may.pk])
    tall = "| a |\n| --- |\n" + "| x |\n" * 501
    for text, says in (("w" * 50_001, "50,001 characters long; up to 50,000"), (tall, "A table here has 502")):
        answer = team.post(where, {"title": "New", "text": text})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert says in page
        assert text.strip() in page


@pytest.mark.parametrize(
    "text",
    ["# 1 priority\n\nBins.", "### Old", "| a | b |\n|---|---|\n| 1 | 2 |", "**#** | - x", "- a\n\n- # b", "Plain"],
)
def test_what_was_typed_before_goes_on_reading_as_it_did(may, text):
    minute = may.minutes.get(number=43)
    minute.text = text
    minute.save()
    before = prose.to_text(text)
    importlib.import_module("meetings.migrations.0013_minutes_read_as_before").read_as_before(apps, None)
    minute.refresh_from_db()
    shown = minutes_view(may).minutes[0].html
    assert "<h" not in shown
    assert "<table" not in shown
    assert prose.to_text(minute.text) == before
    if text == "Plain":
        assert minute.text == text
