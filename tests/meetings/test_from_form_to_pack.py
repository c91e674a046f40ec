"""What is too long, too tall, too large or not there at all, from the form that takes it to the pack that prints it."""

import datetime as dt
import re
import subprocess
import zlib
from html import unescape

import page as gate
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from meetings.models import CommitteeReport, ItemAttachment, Meeting, Pack, ReportTemplate, SectionDraft
from organisation.models import Board, Post
from tests.core.foreign import pdf
from tests.meetings.reports import signed_off
from tests.meetings.test_packs import needs_poppler

pytestmark = [pytest.mark.paper, pytest.mark.django_db]
TITLE, WORD = "T" * 300, "w" * 400
ROW = '<tr><td colspan="1" rowspan="1"><p>{}</p></td><td colspan="1" rowspan="1"><p>Figure</p></td></tr>'


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode())


def table(rows: int) -> str:
    """A table as the editor writes it, one row a head."""
    return f"<table><tbody>{''.join(ROW.format(f'Row {n}') for n in range(rows))}</tbody></table>"


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)


@pytest.fixture
def meeting(team, council, today) -> Meeting:
    """A meeting made by its form."""
    board = Board.objects.create(name="Audit Committee", kind="political")
    sent = {"date": "2007-09-24", "time": "", "venue": "", "chair": "", "publication_deadline": "", "note": ""}
    assert team.post(f"{reverse('new-meeting')}?board={board.pk}", sent | {"opened_version": "0"}).status_code == 302
    return Meeting.objects.get()


@pytest.fixture
def pack(team, meeting, django_capture_on_commit_callbacks):
    """Builds the public pack by its button, which must come out whole; gives its words, page by page in one."""

    def build(tmp_path) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            assert team.post(reverse("build-pack", args=[meeting.pk]), {"audience": "public"}).status_code == 302
        made = Pack.objects.latest("pk")
        assert made.state == "ready", made.failure
        file = tmp_path / "pack.pdf"
        file.write_bytes(team.get(reverse("pack-edition", args=[meeting.pk, "public", made.edition])).getvalue())
        assert gate.validate_pdf(str(file), profile="ua1").failures == []
        return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True).stdout

    return build


@needs_poppler
@pytest.mark.one_database
def test_an_empty_meeting_has_a_pack_that_says_what_it_is(meeting, pack, tmp_path):
    words = pack(tmp_path)
    assert "Audit Committee" in words
    assert "24 September 2007" in re.sub(r"\s", " ", words)


@pytest.mark.one_database
@needs_poppler
def test_a_long_title_a_long_word_and_a_tall_table_are_printed_whole(meeting, team, pack, tmp_path):
    template = ReportTemplate.objects.create(name="Plain", is_default=True)
    heading = template.headings.create(number=1, title="Summary")
    author = Post.objects.create(title="Treasurer")
    item = {"kind": "report", "presenter": author.pk, "group": "", "opened_version": "0"}
    add = reverse("add-item", args=[meeting.pk])
    assert "at most 300 characters" in html(team.post(add, item | {"title": f"{TITLE}T"}), 422)
    assert team.post(add, item | {"title": TITLE}).status_code == 302
    begun = {
        "title": TITLE,
        "template": template.pk,
        "author": author.pk,
        "contact": "",
        "directorate": "",
        "portfolio": "",
    }
    start = reverse("start-report", args=[meeting.pk, 1])
    assert "at most 300 characters" in html(team.post(start, begun | {"title": f"{TITLE}T"}), 422)
    assert team.post(start, begun).status_code == 302
    report = CommitteeReport.objects.get()

    def write(text: str, **more):
        sent = {f"h{heading.pk}-text": text, f"h{heading.pk}-text-format": "html", f"h{heading.pk}-opened": "0"}
        return team.post(reverse("write-report", args=[report.pk]), sent, **more)

    refused = html(write(table(3000)), 422)
    assert "A table here has 3,000 rows; up to 500 are taken. Keep the whole table as a spreadsheet" in refused
    assert SectionDraft.objects.get().text.count("Row ") == 3000
    assert write(f"<p>{WORD}</p>{table(500)}").status_code == 302
    assert not SectionDraft.objects.exists()
    signed_off(report)
    words = re.sub(r"\s", "", pack(tmp_path))
    places = "on the front sheet, in the contents, over the item and in the head of the report"
    assert words.count("T") >= 4 * len(TITLE), places
    assert TITLE in words
    assert WORD in words
    assert all(f"Row{n}Figure" in words for n in (0, 250, 499))


def picture(made: pikepdf.Pdf) -> None:
    """Fifty megapixels on the first page."""
    image = made.make_stream(zlib.compress(bytes(50_000_000), 1))
    facts = {"Type": "XObject", "Subtype": "Image", "ColorSpace": "DeviceGray", "Filter": "FlateDecode"}
    for name, value in facts.items():
        image[f"/{name}"] = pikepdf.Name(f"/{value}")
    image.Width, image.Height, image.BitsPerComponent = 10_000, 5_000, 8
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    made.pages[0].Contents = made.make_stream(b"595 0 0 842 0 0 cm /Im0 Do")


@pytest.mark.one_database
@needs_poppler
def test_a_picture_of_50_megapixels_is_refused_as_such_and_within_a_pdf_goes_beside_the_pack(
    meeting, team, pack, tmp_path
):
    meeting.items.create(number=1, title="Map", kind="report")
    files = reverse("item-attachments", args=[meeting.pk, 1])
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x27\x10\x00\x00\x13\x88\x08\x00\x00\x00\x00"
    refused = html(team.post(files, {"title": "Map", "file": SimpleUploadedFile("map.png", png)}), 422)
    assert "is a picture, and no PDF" in refused
    assert not ItemAttachment.objects.exists()
    sent = {"title": "Map of the borough", "file": SimpleUploadedFile("map.pdf", pdf(change=picture).getvalue())}
    assert "The file is attached." in html(team.post(files, sent, follow=True))
    before = dt.datetime.now(dt.UTC)
    assert "Map of the borough" in pack(tmp_path)
    assert dt.datetime.now(dt.UTC) - before < dt.timedelta(seconds=60), "the picture is not laid out"
    assert (tmp_path / "pack.pdf").stat().st_size < 1_000_000
