"""The pages of packs: building, issuing, reading on screen, and files that go with items."""

from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from meetings.attachments import attach
from meetings.choices import Audience
from meetings.models import ItemAttachment, Pack
from organisation.models import BoardMember
from tests.core.foreign import pdf
from tests.meetings.editions.making import built, died, issued

pytestmark = [pytest.mark.usefixtures("quick_layout"), pytest.mark.one_database]


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)


@pytest.fixture
def viewer(signed_in):
    return signed_in(Role.VIEWER)


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode())


def at(name: str, pack: Pack) -> str:
    return reverse(name, args=[pack.meeting_id, pack.audience, pack.edition])


def test_a_draft_is_for_those_who_issue_it_alone(meeting, clerk, team, viewer):
    pack, *_ = built(meeting, clerk)
    where = reverse("pack", args=[meeting.pk])
    assert "Draft" in html(team.get(where))
    assert "draft, not issued" in html(team.get(at("pack-read", pack)))
    assert "No pack has been issued yet." in html(viewer.get(where))
    for name in ("pack-read", "pack-edition"):
        assert "This edition has not been issued." in html(viewer.get(at(name, pack)), 404)


def test_a_pack_is_issued_on_a_page_that_says_what_is_not_ready(meeting, clerk, team, viewer):
    pack, *_ = built(meeting, clerk)
    page = html(team.get(at("issue-pack", pack)))
    assert "Item 3, Risks: Its report has not been written. It can follow in a supplement" in page
    refused = html(team.post(at("issue-pack", pack), {"despite": " "}), 422)
    assert "Say why the pack is issued all the same" in refused
    answer = team.post(at("issue-pack", pack), {"despite": "To follow on Monday."}, follow=True)
    assert "The public pack, edition 1 was issued." in html(answer)
    assert "To follow on Monday." in html(answer)
    seen = html(viewer.get(reverse("pack", args=[meeting.pk])))
    assert "Where each item stands" in seen
    assert "To follow on Monday." not in seen
    assert "was issued on" in html(team.get(at("issue-pack", pack)), 404)


def test_what_stops_the_issue_leaves_no_button(meeting, clerk, team):
    meeting.items.filter(number=4).update(public_interest="")
    pack, *_ = built(meeting, clerk)
    page = html(team.get(at("issue-pack", pack)))
    assert "This must be mended first." in page
    assert "<textarea" not in page
    assert "Something must be mended" in html(team.post(at("issue-pack", pack), {"despite": "x"}), 422)
    assert not Pack.objects.issued().exists()


def test_the_clerk_of_the_board_builds_and_issues(meeting, signed_in, person):
    from django.test import Client

    officer = person(Role.OFFICER)
    browser = Client()
    browser.force_login(officer)
    build = reverse("build-pack", args=[meeting.pk])
    assert "Only the performance team and the clerk" in html(browser.post(build, {"audience": "public"}), 403)
    BoardMember.objects.create(board=meeting.board, user=officer, role="clerk", starts="2007-01-01")
    assert browser.post(build, {"audience": "both"}).status_code == 302
    assert {pack.audience for pack in Pack.objects.all()} == {"public", "members"}


def test_a_button_pressed_twice_is_said_to_have_begun_nothing_new(meeting, team):
    for _ in range(2):
        answer = team.post(reverse("build-pack", args=[meeting.pk]), {"audience": "public"}, follow=True)
    assert "Nothing new was begun: the public pack, edition 1, asked for at" in html(answer)
    assert Pack.objects.count() == 1


def test_progress_stands_on_the_page_without_javascript_and_in_what_the_script_asks(meeting, clerk, team, viewer):
    team.post(reverse("build-pack", args=[meeting.pk]), {"audience": "public"})
    pack = Pack.objects.get()
    pack.state, pack.progress = "building", {"step": "layout", "page": 37}
    from django.utils import timezone

    pack.heartbeat = timezone.now()
    pack.save()
    page = html(team.get(reverse("pack", args=[meeting.pk])))
    assert '<li class="steps__step" aria-current="step">Laying out: page 37</li>' in page
    assert 'role="status"' in page
    assert "Look again" in page
    said = team.get(reverse("pack-progress", args=[meeting.pk])).json()
    assert said == {"unfinished": 1, "builds": [{"name": "Public pack, edition 1", "sentence": "Laying out: page 37."}]}
    assert viewer.get(reverse("pack-progress", args=[meeting.pk])).status_code == 403


def test_the_page_finds_a_build_that_died_and_offers_to_build_again(meeting, team):
    team.post(reverse("build-pack", args=[meeting.pk]), {"audience": "public"})
    died(Pack.objects.get(), attempts=2)
    page = html(team.get(reverse("pack", args=[meeting.pk])))
    assert "The build stopped half-way 2\u00a0times" in page
    assert "Build again" in page


def test_an_issued_pack_is_read_on_screen_with_its_ways(meeting, clerk, viewer):
    pack = issued(meeting, clerk)
    page = html(viewer.get(pack.get_absolute_url()))
    assert 'href="#item-2">2. Accounts</a>' in page
    assert f"pages 1 to {pack.last_page}" in page
    assert "What happened." in page


def test_a_damaged_file_is_refused_with_a_clear_page(meeting, clerk, viewer):
    pack = issued(meeting, clerk)
    Path(pack.file.path).write_bytes(b"%PDF other")
    Path(pack.html.path).write_bytes(b"<body>other</body>")
    for name in ("pack-edition", "pack-read"):
        assert "is not the file that was issued (its SHA-256 differs)" in html(viewer.get(at(name, pack)), 500)


def test_a_pdf_is_attached_listed_given_out_and_taken_off(meeting, clerk, team, viewer):
    files = reverse("item-attachments", args=[meeting.pk, 3])
    sent = {"title": "Audit letter", "file": SimpleUploadedFile("Letter 1.PDF", pdf(pages=2).getvalue())}
    assert "The file is attached." in html(team.post(files, sent, follow=True))
    attachment = ItemAttachment.objects.get()
    where = reverse("item-attachment", args=[meeting.pk, attachment.pk])
    assert "No such file was issued." in html(viewer.get(where), 404)
    issued(meeting, clerk)
    answer = viewer.get(where)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="letter-1.pdf"'
    team.post(reverse("attachment-off", args=[meeting.pk, attachment.pk]))
    assert "No file is attached" in html(team.get(files))
    assert viewer.get(where).status_code == 200, "an edition that was issued lists it still"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("scan.png", b"\x89PNG\r\n\x1a\n", "is a picture, and no PDF"),
        ("report.docx", b"PK\x03\x04", "Open it and save it as PDF"),
        ("empty.pdf", b"", "is empty"),
    ],
)
def test_what_is_no_pdf_is_refused_with_what_to_do(meeting, team, name, content, sentence):
    sent = {"title": "x", "file": SimpleUploadedFile(name, content)}
    assert sentence in html(team.post(reverse("item-attachments", args=[meeting.pk, 3]), sent), 422)
    assert not ItemAttachment.objects.exists()


def test_a_file_of_an_exempt_item_is_for_members_alone(meeting, clerk, viewer, signed_in):
    attachment = attach(item=meeting.items.get(number=4), title="Offer", name="o.pdf", file=pdf(), by=clerk)
    issued(meeting, clerk, *Audience)
    assert viewer.get(reverse("item-attachment", args=[meeting.pk, attachment.pk])).status_code == 403
