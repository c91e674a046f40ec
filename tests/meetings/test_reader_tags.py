"""The tags by which a reader's own notes stand beside the papers."""

import datetime as dt
from html import unescape

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.choices import Role
from meetings.models import AgendaItem, ItemNote, Meeting, Pack
from organisation.models import Board
from tests.queries import counted

CANARY = "Zanzibar"


@pytest.fixture
def item(council, today) -> AgendaItem:
    board = Board.objects.create(name="Cabinet", kind="political")
    meeting = Meeting.objects.create(board=board, date=dt.date(2007, 9, 20))
    return AgendaItem.objects.create(meeting=meeting, number=5, title="Clinics")


def note(item: AgendaItem, author, text: str) -> ItemNote:
    at = dt.datetime(2007, 9, 1, tzinfo=dt.UTC)
    return ItemNote.objects.create(
        item=item, meeting=item.meeting, author=author, text=text, written_at=at, changed_at=at
    )


def drawn(words: str, reader, **facts) -> str:
    request = RequestFactory().get("/")
    request.user = reader
    return unescape(Template("{% load readers %}" + words).render(Context({"request": request, **facts})))


def test_a_reader_sees_own_notes_on_an_item_and_a_form_for_another(item, person):
    reader, other = person(Role.MEMBER), person(Role.MEMBER)
    note(item, reader, "Ask about <b>costs</b>.")
    note(item, other, CANARY)
    html = drawn('{% item_notes item.meeting_id item.pk "item 5" %}', reader, item=item)
    assert "My notes on item 5" in html
    assert CANARY not in html
    assert f'action="/meetings/{item.meeting_id}/notes/on/{item.pk}/"' in html
    assert f'id="note-on-{item.pk}-text"' in html


def test_what_a_reader_wrote_is_shown_as_text(item, person):
    reader = person(Role.MEMBER)
    note(item, reader, "<script>alert(1)</script>")
    request = RequestFactory().get("/")
    request.user = reader
    words = '{% load readers %}{% item_notes item.meeting_id item.pk "item 5" %}'
    html = Template(words).render(Context({"request": request, "item": item}))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_from_an_edition_leads_a_way_to_the_notes_on_an_item_and_back(item, person):
    reader = person(Role.MEMBER)
    pack = Pack(meeting=item.meeting, audience="public", edition=2)
    facts = {"item": {"pk": item.pk, "number": 5}, "meeting": item.meeting, "pack": pack}
    words = "{% note_link meeting.pk item pack %}"
    assert f'href="/meetings/{item.meeting_id}/notes/on/{item.pk}/?back=public-2">Note<' in drawn(
        words, reader, **facts
    )
    note(item, reader, "First.")
    note(item, reader, "Second.")
    assert "My notes (2)" in drawn(words, reader, **facts)


def test_notes_are_read_once_a_page_however_many_items(item, person):
    reader = person(Role.MEMBER)
    items = [{"pk": item.pk + more, "number": more} for more in range(30)]
    pack = Pack(meeting=item.meeting, audience="public", edition=1)
    words = "{% for item in items %}{% note_link meeting.pk item pack %}{% endfor %}"
    with counted() as asked:
        drawn(words, reader, items=items, meeting=item.meeting, pack=pack)
    assert asked.queries == 1
