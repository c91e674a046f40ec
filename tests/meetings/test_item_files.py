"""The papers of an item as files of their own: PDF, Word, and the ZIP for the council's committee system."""

import csv
import datetime as dt
import hashlib
import io
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import page as gate
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.pdf import Paper, PaperError
from meetings import filing, item_files
from meetings.building import DEAD_AFTER, Pulse
from meetings.choices import Audience
from meetings.filing import FILES, finish_files, request_files
from meetings.models import AgendaItem, CommitteeReport, ItemFiles, Meeting, ReportTemplate
from meetings.reporting import agenda
from meetings.reporting.progress import progress_of
from organisation.models import Board, BoardMember, Council, Post
from organisation.validators import validate_item_file_pattern
from tests.meetings.reports import signed_off
from tests.word import problems, words_of

CANARY = "Zanzibar"


@pytest.fixture
def board(council) -> Board:
    return Board.objects.create(name="Cabinet", abbreviation="CAB", kind="political")


@pytest.fixture
def meeting(today, board) -> Meeting:
    """With an open report, an exempt one, a confidential one and an item without papers."""
    made = Meeting.objects.create(board=board, date=dt.date(2007, 9, 20), time=dt.time(10), venue="Town Hall")
    template = ReportTemplate.objects.create(name="Plain", numbered_paragraphs=True)
    template.headings.create(number=1, title="Summary")
    author = Post.objects.create(title="Head of Finance")
    for number, title, closed in (
        (1, "Performance clinics", {}),
        (2, f"{CANARY} contract", {"exempt_paragraph": 3}),
        (3, f"{CANARY} order", {"is_confidential": True}),
    ):
        item = AgendaItem.objects.create(meeting=made, number=number, title=title, **closed)
        report = CommitteeReport.objects.create(item=item, template=template, title=title, author=author)
        report.sections.create(heading=template.headings.get(), body=f"What {title} cost.\n\n- a\n- **b**")
        signed_off(report)
    AgendaItem.objects.create(meeting=made, number=4, title="Any other business", kind="verbal")
    return made


@pytest.fixture
def quick(monkeypatch) -> list[str]:
    """The layout engine is left out; what was laid out is kept."""
    laid_out = []

    def render(html: str, **kwargs) -> Paper:
        laid_out.append(html)
        return Paper(b"%PDF" + hashlib.sha256(html.encode()).digest(), 2, {})

    for module in (filing, item_files):
        monkeypatch.setattr(module, "render", render)
    monkeypatch.setattr("meetings.views.files.lay_out", render)
    return laid_out


@pytest.fixture
def team(person) -> User:
    return person(Role.PERFORMANCE)


def made(meeting: Meeting, audience: Audience, by: User) -> ItemFiles:
    files, _ = request_files(meeting=meeting, audience=audience, by=by)
    return finish_files(files)


def unzipped(files: ItemFiles) -> dict[str, bytes]:
    with files.file.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(parts: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(parts["manifest.csv"].decode("utf-8-sig"), newline="")))


def page(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_zip_holds_each_open_item_twice_with_the_agenda_and_a_list(meeting, team, quick):
    files = made(meeting, Audience.PUBLIC, team)
    assert (files.state, files.progress, files.total) == ("ready", {}, 3)
    parts = unzipped(files)
    stem = "cab-2007-09-20-item-01-performance-clinics"
    assert list(parts) == ["cab-2007-09-20-agenda.pdf", f"{stem}.pdf", f"{stem}.docx", "manifest.csv"]
    rows = manifest(parts)
    assert [(row["Item"], row["File"], row["Pages"], row["Public or exempt"][:19]) for row in rows] == [
        ("Agenda", "cab-2007-09-20-agenda.pdf", "2", "Public"),
        ("1", f"{stem}.pdf", "2", "Public"),
        ("1", f"{stem}.docx", "", "Public"),
        ("2", "", "", "Not for publication"),
        ("3", "", "", "Not for publication"),
    ]
    for row in rows[:3]:
        assert hashlib.sha256(parts[row["File"]]).hexdigest() == row["SHA-256"]
    assert problems(parts[f"{stem}.docx"]) == []


def test_the_public_zip_holds_nothing_of_closed_items_but_why(meeting, team, quick):
    public, members = (made(meeting, audience, team) for audience in (Audience.PUBLIC, Audience.MEMBERS))
    assert any(CANARY in html for html in quick), "what could leak is there"
    with public.file.open() as file:
        whole = file.read()
    held = b"".join([whole, *unzipped(public).values(), str(public.contents).encode()])
    for part in unzipped(public).values():
        if part.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(part)) as archive:
                held += b"".join(archive.read(name) for name in archive.namelist())
    assert CANARY.encode() not in held
    assert CANARY.lower().encode() not in held
    assert "Exempt item" in str(public.contents)
    names = [*unzipped(members), members.filename, public.filename]
    assert CANARY.lower() not in " ".join(names).lower(), "names of files travel further than files"
    assert "cab-2007-09-20-item-02-exempt.pdf" in names
    assert CANARY in " ".join(words_of(unzipped(members)["cab-2007-09-20-item-02-exempt.docx"]))


def test_a_person_without_the_right_has_neither_a_closed_item_nor_the_members_zip(meeting, team, person, quick):
    made(meeting, Audience.MEMBERS, team)
    viewer, member = person(Role.VIEWER), person(Role.MEMBER)
    elsewhere = person(Role.MEMBER)
    BoardMember.objects.create(board=meeting.board, user=member, starts=dt.date(2000, 1, 1))
    for name, args in (("item-pdf", (2,)), ("item-docx", (3,)), ("item-files-edition", ("members", 1))):
        where = reverse(name, args=[meeting.pk, *args])
        assert [browser(user).get(where).status_code for user in (viewer, elsewhere, member, team)] == [
            403,
            403,
            200,
            200,
        ]
        assert CANARY not in page(browser(viewer).get(where), 403)
    assert browser(viewer).get(reverse("item-files-zip", args=[meeting.pk]) + "?audience=members").status_code == 403
    listed = page(browser(viewer).get(reverse("item-files", args=[meeting.pk])))
    assert CANARY.lower() not in listed.lower()
    assert "Members of the board" not in listed


def test_a_file_has_the_name_that_the_council_wants(meeting, team, quick):
    Council.objects.update(item_file_pattern="{date:%d-%m-%y}_{number:03} {title}")
    answer = browser(team).get(reverse("item-docx", args=[meeting.pk, 1]))
    assert answer["Content-Disposition"] == 'inline; filename="20-09-07_001-performance-clinics.docx"'
    assert problems(answer.content) == []


def test_an_item_is_given_out_as_it_was_filed_until_it_changes(meeting, team, quick):
    where, client = reverse("item-pdf", args=[meeting.pk, 1]), browser(team)
    made(meeting, Audience.MEMBERS, team)
    before = len(quick)
    filed = client.get(where).content
    assert len(quick) == before, "nothing was laid out again"
    other = meeting.items.get(number=1).report
    other.sections.update(body="Other words.")
    signed_off(other)
    assert client.get(where).content != filed
    assert len(quick) == before + 1


def test_an_item_that_is_too_long_to_wait_for_says_where_to_find_it(meeting, team, monkeypatch):
    def slow(*args, **kwargs):
        raise PaperError("The document took longer than 25 seconds to lay out and was given up.")

    monkeypatch.setattr("meetings.views.files.lay_out", slow)
    said = page(browser(team).get(reverse("item-pdf", args=[meeting.pk, 1])), 503)
    assert "too long to be made while you wait" in said
    assert "Read them on screen, or as a Word file" in said


def test_an_item_without_papers_has_no_file(meeting, team):
    for name in ("item-pdf", "item-docx"):
        assert "No papers were sent out" in page(browser(team).get(reverse(name, args=[meeting.pk, 4])), 404)


def test_the_team_has_the_zip_made_and_finds_it(meeting, team, quick, django_capture_on_commit_callbacks):
    client = browser(team)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("make-item-files", args=[meeting.pk]), {"audience": "public"})
    assert "Public, edition 1 (ZIP)" in page(client.get(answer["Location"]))
    file = client.get(reverse("item-files-zip", args=[meeting.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="cab-2007-09-20-public-items-1.zip"'
    assert file.content.startswith(b"PK")
    assert client.get(reverse("item-files-progress", args=[meeting.pk])).json() == {"unfinished": 0, "builds": []}


def test_two_who_ask_at_once_share_one_making_and_no_edition_is_overwritten(meeting, team, quick):
    first, new = request_files(meeting=meeting, audience=Audience.PUBLIC, by=team)
    again, newer = request_files(meeting=meeting, audience=Audience.PUBLIC, by=team)
    assert (first.pk == again.pk, new, newer) == (True, True, False)
    finish_files(first)
    laid_out = len(quick)
    finish_files(again)
    assert len(quick) == laid_out, "made once"
    assert made(meeting, Audience.PUBLIC, team).edition == 2
    assert ItemFiles.objects.get(edition=1).file.name != ItemFiles.objects.get(edition=2).file.name


def test_a_making_that_died_is_started_once_more_and_then_says_so(meeting, team, quick):
    dead, _ = request_files(meeting=meeting, audience=Audience.PUBLIC, by=team)
    long_ago = timezone.now() - DEAD_AFTER
    ItemFiles.objects.update(state="building", attempts=1, heartbeat=long_ago)
    listed = page(browser(team).get(reverse("item-files", args=[meeting.pk])))
    assert "It stopped half-way and is started again. Waiting to be built." in listed
    assert request_files(meeting=meeting, audience=Audience.PUBLIC, by=team) == (dead, False)
    ItemFiles.objects.update(state="building", attempts=2, heartbeat=long_ago)
    listed = page(browser(team).get(reverse("item-files", args=[meeting.pk])))
    assert "The build stopped half-way 2 times: its process was ended" in listed
    again, is_new = request_files(meeting=meeting, audience=Audience.PUBLIC, by=team)
    assert (is_new, again.edition, bool(again.file)) == (True, 2, False)


def test_a_making_that_is_taken_for_dead_and_ends_after_all_changes_nothing_and_leaves_no_file(
    meeting, team, quick, monkeypatch
):
    def died(item, view, council):
        ItemFiles.objects.update(heartbeat=timezone.now() - DEAD_AFTER)
        FILES.revive()
        return b"Word"

    monkeypatch.setattr(filing, "item_document", died)
    before = set(Path(default_storage.location).rglob("*.zip"))
    files = made(meeting, Audience.PUBLIC, team)
    assert (files.state, files.file.name, files.sha256) == ("waiting", "", "")
    assert set(Path(default_storage.location).rglob("*.zip")) == before


def test_two_makings_for_one_audience_never_run_at_once(meeting, team):
    request_files(meeting=meeting, audience=Audience.PUBLIC, by=team)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemFiles.objects.create(
            meeting=meeting, audience="public", edition=2, requested_by=team, requested_at=timezone.now()
        )


def test_while_it_is_made_the_page_says_how_far_it_is(meeting, team):
    request_files(meeting=meeting, audience=Audience.PUBLIC, by=team)
    ItemFiles.objects.update(
        state="building", progress={"step": "filing", "done": 2, "of": 9}, heartbeat=timezone.now()
    )
    where = reverse("item-files-progress", args=[meeting.pk])
    assert browser(team).get(where).json() == {
        "unfinished": 1, "builds": [{"name": "Public, edition 1", "sentence": "2 of 9\u00a0files finished."}],
    }  # fmt: skip
    listed = page(browser(team).get(reverse("item-files", args=[meeting.pk])))
    assert '<li class="steps__step" aria-current="step">2 of 9 files finished</li>' in listed


def test_what_is_read_and_how_many_are_finished_is_told_as_it_is_made(meeting, team, quick, monkeypatch):
    said = []
    write = Pulse.give_sign
    monkeypatch.setattr(
        Pulse, "give_sign", lambda self: (write(self), said.append(progress_of(ItemFiles.objects.get()).sentence))
    )
    made(meeting, Audience.PUBLIC, team)
    assert said[0] == "Reading item 1 of 4: Performance clinics."
    assert said[-4:] == [f"{done} of 3\u00a0files finished." for done in range(4)]


def test_an_item_that_cannot_be_laid_out_is_named_and_no_half_file_is_kept(meeting, team, monkeypatch):
    def broken(html, **kwargs):
        if "item--alone" in html:
            raise PaperError("It has no end.")
        return Paper(b"%PDF", 1, {})

    monkeypatch.setattr(filing, "render", broken)
    files = made(meeting, Audience.PUBLIC, team)
    assert (files.state, files.failure, bool(files.file)) == (
        "failed",
        "Item 1 could not be laid out. It has no end.",
        False,
    )


def test_a_stored_zip_that_is_not_what_was_made_is_not_given_out(meeting, team, quick):
    files = made(meeting, Audience.PUBLIC, team)
    ItemFiles.objects.update(sha256="0" * 64)
    said = page(browser(team).get(reverse("item-files-edition", args=[meeting.pk, "public", files.edition])), 500)
    assert "is not the file" in said


def test_an_empty_meeting_has_a_zip_of_its_agenda(board, today, team, quick):
    empty = Meeting.objects.create(board=board, date=dt.date(2007, 10, 1))
    assert list(unzipped(made(empty, Audience.PUBLIC, team))) == ["cab-2007-10-01-agenda.pdf", "manifest.csv"]


@pytest.mark.one_database
@pytest.mark.paper
def test_an_exempt_item_passes_the_gate_of_pdf_ua_and_is_marked_on_each_page(meeting, tmp_path):
    long = CommitteeReport.objects.get(item__number=2)
    long.sections.update(body="Long words.\n\n" * 60 + "w" * 400)
    signed_off(long)
    CommitteeReport.objects.filter(item__number=2).update(title="T" * 250)
    council = Council.objects.get()
    view = agenda(meeting, council, audience=Audience.MEMBERS, papers=True)
    item = view.items[1]
    paper = item_files.item_paper(item, view, council=council)
    file = tmp_path / "item.pdf"
    file.write_bytes(paper.content)
    assert gate.validate_pdf(str(file), profile="ua1").failures == []
    assert paper.pages > 1
    if shutil.which("pdftotext"):
        words = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True).stdout
        pages = words.split("\f")[:-1]
        assert [item.exempt in " ".join(words.split()) for words in pages] == [True] * paper.pages


@pytest.mark.one_database
@pytest.mark.paper
def test_the_agenda_by_itself_passes_the_gate_of_pdf_ua(board, today, team, tmp_path):
    empty = Meeting.objects.create(board=board, date=dt.date(2007, 10, 1), venue="Town Hall")
    AgendaItem.objects.create(meeting=empty, number=1, title="T" * 300, exempt_paragraph=3)
    (content, *_) = unzipped(made(empty, Audience.MEMBERS, team)).values()
    file = tmp_path / "agenda.pdf"
    file.write_bytes(content)
    assert gate.validate_pdf(str(file), profile="ua1").failures == []


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{board}", "two items could have one name"),
        ("{name}-{number}", "There is no place “{name}”. There are {council}, {board}"),
        ("{number!r}", "There is no place"),
        ("{number.real}", "There is no place"),
        ("{number:5d}", "cannot be written"),
        ("{date:%H}{number}", "cannot be written"),
        ("a/{number}", "only letters, digits"),
        ("{number", "A curly bracket is open"),
        ("{council}{board}{date}{number}" + "x" * 30, "Shorten it"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused_with_a_sentence_and_an_example(pattern, sentence):
    with pytest.raises(ValidationError) as refused:
        validate_item_file_pattern(pattern)
    assert sentence in refused.value.message
    assert "{board}-item-{number:02} gives cib-item-05.pdf." in refused.value.message
