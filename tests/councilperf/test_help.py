"""The user guide, what the words mean and the accessibility statement: all there, all leading somewhere, for everybody."""

import json
import re
from datetime import date

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import resolve

from accounts.choices import Role
from core.meanings import ALL, meanings
from core.rag import Rag, Rating
from core.tables import explained
from councilperf.help import checked
from councilperf.help.chapters import CHAPTERS, FOLDER, chapter, read
from tools.guide.__main__ import FOLDER as PICTURES_FOLDER
from tools.guide.__main__ import MOST_BYTES
from tools.guide.pictures import PICTURES

pytestmark = pytest.mark.one_database
TO = re.compile(r"\]\((?P<address>/[^)]*)\)")


def test_every_chapter_of_the_folder_is_offered():
    assert {file.stem for file in FOLDER.glob("*.md")} == {*CHAPTERS, "README"}


def test_each_picture_that_a_chapter_names_is_taken_and_each_that_is_taken_is_named():
    named = [picture.name for name in CHAPTERS for picture in chapter(name).pictures]
    assert sorted(named) == sorted(PICTURES)
    assert {file.stem for file in PICTURES_FOLDER.glob("*.webp")} == set(PICTURES)


def test_the_pictures_are_small_enough_to_come_with_every_installation():
    assert sum(file.stat().st_size for file in PICTURES_FOLDER.iterdir()) <= MOST_BYTES


@pytest.mark.parametrize("name", CHAPTERS)
def test_each_address_in_a_chapter_leads_somewhere(name):
    text = (FOLDER / f"{name}.md").read_text()
    for address in TO.findall(text):
        assert resolve(address).url_name, address
    for picture in chapter(name).pictures:
        assert resolve(PICTURES[picture.name].address.partition(" > ")[0]).url_name


def test_a_chapter_is_read_as_headings_prose_and_pictures():
    one = read(
        "x", "# Title\n\nFor **whom**.\n\n## First\n\nGo [on](officer.md).\n\n![A page](../../static/guide/a-b.webp)\n"
    )
    assert (one.title, one.summary) == ("Title", "For whom.")
    prose, picture = one.parts[0].blocks
    assert prose.html == '<p>Go <a href="/help/officer/">on</a>.</p>\n'
    assert (picture.picture.file, picture.picture.alt) == ("guide/a-b.webp", "A page")


def test_a_chapter_shows_its_pictures_to_everybody(client, council):
    page = client.get("/help/officer/").content.decode()
    for picture in chapter("officer").pictures:
        assert f'alt="{picture.alt}"' in page
    assert "![" not in page
    assert 'href="/accessibility/"' in page


def test_a_chapter_that_is_not_there_says_where_to_start_again(client, council):
    answer = client.get("/help/mayor/")
    assert answer.status_code == 404
    assert "The guide has no such chapter" in answer.content.decode()


def test_each_word_has_a_place_to_link_to(client, council):
    page = client.get("/help/words/").content.decode()
    assert len({meaning.name for meaning in ALL}) == len(ALL)
    for meaning in ALL:
        assert f'id="{meaning.name}"' in page


def test_every_template_asks_for_words_that_are_there():
    asked = {
        names
        for file in (settings.BASE_DIR / "templates").rglob("*.html")
        for names in re.findall(r'{% means "([^"]+)" %}', file.read_text())
    }
    assert len(asked) > 10
    assert all(len(meanings(names)) == len(names.split()) for names in asked)
    with pytest.raises(KeyError):
        meanings("rating nonsense")


def test_words_unfold_without_a_script():
    shown = Template('{% means "gap" %}').render(Context())
    assert shown.count("<details") == 1
    assert "<strong>" not in shown.partition("<dt>")[0]
    assert "missed by 0.4" in shown


def test_a_rating_says_why_and_nothing_of_it_is_taken_for_markup():
    rating = Rating(Rag.RED, "Overdue", "Due <b>then</b>.")
    in_table = explained(rating, "", "Declined.")
    assert in_table == (
        '<details class="why"><summary><span class="rag rag--diamond">Overdue</span></summary>'
        "<p>Due &lt;b&gt;then&lt;/b&gt;.</p><p>Declined.</p></details>"
    )
    on_page = Template("{% why rating %}").render(Context({"rating": rating}))
    assert on_page.replace("\n", "") == str(explained(rating))


HEADINGS = (
    "Compliance status",
    "Non-accessible content",
    "Non-compliance with the accessibility regulations",
    "Disproportionate burden",
    "Content that’s not within the scope of the accessibility regulations",
    "Preparation of this accessibility statement",
    "Feedback and contact information",
    "Enforcement procedure",
)


def test_the_statement_has_the_form_that_the_regulations_ask_for(client, council):
    page = client.get("/accessibility/").content.decode()
    assert [heading for heading in HEADINGS if f">{heading}</h" not in page] == []
    assert f"{council.name} is committed to making its website accessible" in page
    assert "Equality and Human Rights Commission (EHRC)" in page
    assert "https://www.equalityadvisoryservice.com/" in page


def test_the_statement_says_whom_to_tell_and_when_it_was_looked_over(client, council):
    before = client.get("/accessibility/").content.decode()
    assert "has not yet said on which day it looked it over" in before
    assert "at its main address" in before
    council.accessibility_email, council.accessibility_telephone = "access@anytown.example", "01234 567890"
    council.accessibility_reviewed_on = date(2026, 9, 1)
    council.save()
    page = client.get("/accessibility/").content.decode()
    assert 'href="mailto:access@anytown.example"' in page
    assert "01234 567890" in page
    assert "in 10 working days" in page
    assert "was last reviewed by Anytown Council on 1\xa0September\xa02026" in page


def test_only_the_performance_team_is_told_that_a_contact_is_missing(client, council, signed_in):
    asks = "You keep these pages"
    assert asks not in client.get("/accessibility/").content.decode()
    assert asks in signed_in(Role.PERFORMANCE).get("/accessibility/").content.decode()


def test_the_statement_says_what_was_checked_and_what_fell_short(client, council, monkeypatch):
    figures = [
        {"what": "9 pages, full, 320 px", "wanted": "0 faults", "found": "0 faults", "holds": True},
        {"what": "9 pages, full, print", "wanted": "0 faults", "found": "2 faults", "holds": False},
    ]
    found = checked.read(json.dumps({"date": "2026-11-23", "findings": {"figures": figures}}))
    assert [state.what for state in found.short] == ["9 pages, full, print"]
    monkeypatch.setattr("councilperf.help.views.last_checked", lambda: found)
    page = client.get("/accessibility/").content.decode()
    assert "tested on 23\xa0November\xa02026" in page
    assert "<li>When the pages were last checked: 9 pages, full, print: 2 faults.</li>" in page
    monkeypatch.setattr("councilperf.help.views.last_checked", lambda: None)
    assert "has not yet been tested in full" in client.get("/accessibility/").content.decode()
