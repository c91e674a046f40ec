import hashlib
import re
import shutil
import subprocess
from datetime import date

import page as gate
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from lxml.html import document_fromstring

from accounts.models import User
from core.pdf import PaperError, render
from improvement_plan.models import Plan
from improvement_plan.paper import plan_paper
from indicators.models import Indicator
from meetings import packs
from meetings.choices import Audience, PackState
from meetings.editions import build_pack, issue_pack, request_pack, request_packs
from meetings.models import AgendaItem, CommitteeReport, Meeting, Pack, ReportAppendix, ReportTemplate
from meetings.reporting import agenda
from meetings.views.packs import inside
from organisation.models import Board, Council, Post, ReportingPeriod
from tests.meetings.reports import signed_off
from tests.meetings.twins import pdf_pages, unlike

pytestmark = [pytest.mark.paper, pytest.mark.one_database]
CANARY = "Zanzibar"


@pytest.fixture(scope="module")
def september(rotherham_data) -> packs.BuiltPack:
    """The pack of 10 September 2007, built once."""
    return packs.build(Meeting.objects.get(date=date(2007, 9, 10)), Audience.PUBLIC)


@pytest.fixture(scope="module")
def texts(september, tmp_path_factory) -> list[str]:
    """The words of each page, as a reader of the file gets them."""
    file = tmp_path_factory.mktemp("pack") / "pack.pdf"
    file.write_bytes(september.paper.content)
    words = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True, text=True).stdout
    return words.split("\f")[:-1]


def of(built: packs.BuiltPack, item: int) -> packs.PageRange:
    """Where the papers of an item stand."""
    return next(found for found in built.ranges if found.number == item)


needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")


def failures(content: bytes, tmp_path) -> list:
    file = tmp_path / "checked.pdf"
    file.write_bytes(content)
    return gate.validate_pdf(str(file), profile="ua1").failures


def test_the_pack_passes_the_gate_of_pdf_ua(september, tmp_path):
    assert failures(september.paper.content, tmp_path) == []


def test_the_pack_says_what_it_is_in_its_metadata_and_bookmarks(september, tmp_path):
    file = tmp_path / "pack.pdf"
    file.write_bytes(september.paper.content)
    with pikepdf.open(file) as pdf:
        assert str(pdf.docinfo.Title) == "Corporate Improvement Board, 10\u00a0September\u00a02007: agenda and papers"
        assert str(pdf.Root.Lang) == "en-GB"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
    assert titles == [
        "Agenda",
        "Contents",
        "Minutes of the Corporate Improvement Board, 14\u00a0May\u00a02007",
        "Matters arising",
        "Performance clinics",
        "Corporate Improvement Plan",
    ]


@needs_poppler
def test_the_front_sheet_gives_the_pages_on_which_each_item_stands(september, texts):
    front = " ".join(texts[0].split())
    for page_range in september.ranges:
        assert f" {page_range.first} {page_range.last} " in front
        assert f"Agenda item {page_range.number}" in texts[page_range.first - 1]
    following = [r.first for r in september.ranges[1:]] + [september.paper.pages + 1]
    assert [r.last + 1 for r in september.ranges] == following


@needs_poppler
def test_every_page_is_numbered_and_named(september, texts):
    total = september.paper.pages
    assert len(texts) == total
    for number, words in enumerate(texts, 1):
        assert f"Page {number} of {total}" in words
        assert "Rotherham MBC · Corporate Improvement Board" in words


@needs_poppler
def test_each_page_has_the_same_words_on_screen_and_on_paper(september, tmp_path):
    file = tmp_path / "pack.pdf"
    file.write_bytes(september.paper.content)
    margins = f"Rotherham MBC · Corporate Improvement Board 10 September 2007 Page {{page}} of {september.paper.pages}"
    assert unlike(file, september.twin, margins) == {}
    marks = re.findall(rb'id="page-(\d+)"', september.twin)
    assert [int(number) for number in marks] == list(range(1, september.paper.pages + 1))


def test_what_people_have_written_is_text_in_the_papers_that_are_read_on_screen(council, today):
    """The body of a frozen document is put into a page as it is, so nothing in it may be taken for markup."""
    hostile = '</body></title><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    board = Board.objects.create(name=hostile, kind="political")
    meeting = Meeting.objects.create(board=board, date=date(2007, 9, 24), venue=hostile)
    template = ReportTemplate.objects.create(name="Plain")
    template.headings.create(number=1, title=hostile)
    author = Post.objects.create(title=hostile)
    facts = {"title": hostile, "group": hostile[:100], "presenter": author, "late_because": hostile}
    item = AgendaItem.objects.create(meeting=meeting, number=1, exempt_paragraph=3, public_interest=hostile, **facts)
    report = CommitteeReport.objects.create(item=item, template=template, title=hostile, author=author)
    report.sections.create(heading=template.headings.get(), body=f"{hostile}\n\n| {hostile} |\n| --- |\n| x |")
    signed_off(report)
    built = packs.build(meeting, Audience.MEMBERS)
    papers = inside(built.twin)
    found = document_fromstring(f"<main>{papers}</main>")
    assert not found.xpath("//script | //img | //@onerror")
    assert "alert(1)" in found.text_content()
    assert found.xpath("string(//h1)") == hostile
    assert papers.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 8


def test_what_is_read_on_screen_needs_no_style_or_script_of_its_own(september):
    assert not re.search(rb"<style|<script|\sstyle=|\son\w+=", september.twin)


@needs_poppler
def test_the_clinics_report_stands_under_its_eleven_headings_in_order(september, texts):
    report = " ".join("\n".join(texts[of(september, 5).first - 1 : of(september, 5).last]).split())
    places = [report.index(f"{number}. {title}") for number, title in enumerate(
        ("Meeting", "Date", "Title", "Directorate", "Summary", "Recommendations", "Proposals and details", "Finance",
         "Risks and uncertainties", "Policy and performance agenda implications", "Background papers and consultation"), 1)]  # fmt: skip
    assert places == sorted(places)


@needs_poppler
def test_the_plan_is_there_whole_with_every_action_once(texts):
    refs = re.findall(r"^\s*(\d+\.\d+\.\d+)\s", "\n".join(texts), re.MULTILINE)
    assert len(refs) == len(set(refs)) == 173


def test_appendices_lie_across_and_reports_stand_upright(september, tmp_path):
    file = tmp_path / "pack.pdf"
    file.write_bytes(september.paper.content)
    with pikepdf.open(file) as pdf:
        wide = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]
    clinics, plan = of(september, 5), of(september, 6)
    assert not any(wide[: clinics.first + 1])
    assert all(wide[clinics.first + 1 : clinics.last])
    assert not any(wide[plan.first - 1 : plan.first + 1])
    assert all(wide[plan.first + 1 : plan.last])


@needs_poppler
def test_no_name_of_a_person_of_the_papers_is_printed(texts):
    words = " ".join(texts)
    assert not re.search(r"Gladstone|Mumford|Lorna|Sharman|Wardle|Wyatt|Dearing|Khamis", words)


def test_an_item_of_one_page_is_said_to_stand_on_one(rotherham, tmp_path):
    meeting = Meeting.objects.create(board=Board.objects.first(), date=date(2007, 11, 5))
    minutes_of = Meeting.objects.create(board=Board.objects.last(), date=date(2007, 10, 1))
    minutes_of.minutes.create(number=1, title="Short")
    AgendaItem.objects.create(meeting=meeting, number=1, title="Minutes", kind="minutes", minutes_of=minutes_of)
    built = packs.build(meeting, Audience.PUBLIC)
    assert [(r.first, r.last) for r in built.ranges] == [(2, 2)]
    assert b'<a class="page" href="#item-1">2</a></td><td><a class="page" href="#item-1-end">2</a>' in built.twin


def test_a_meeting_without_papers_has_a_pack_of_its_agenda(rotherham, tmp_path):
    empty = Meeting.objects.create(board=Board.objects.first(), date=date(2007, 11, 5))
    built = packs.build(empty, Audience.PUBLIC)
    assert (built.paper.pages, built.ranges) == (1, ())
    assert failures(built.paper.content, tmp_path) == []


def test_nothing_of_an_exempt_item_is_in_the_public_pack_but_its_paragraph(rotherham, tmp_path):
    meeting = Meeting.objects.create(board=Board.objects.get(name="Cabinet"), date=date(2007, 11, 5))
    item = AgendaItem.objects.create(meeting=meeting, number=1, title=f"{CANARY} contract", exempt_paragraph=3)
    template = ReportTemplate.objects.get()
    report = CommitteeReport.objects.create(
        item=item, template=template, title=f"{CANARY} report", author=Post.objects.first()
    )
    report.sections.create(heading=template.headings.last(), body=f"What {CANARY} costs.\n\n" * 40)
    signed_off(report)
    public, members = (packs.build(item.meeting, audience) for audience in (Audience.PUBLIC, Audience.MEMBERS))
    assert "paragraph 3 of Schedule 12A" in public.html
    assert CANARY not in public.html
    assert CANARY.encode() not in streams(public.paper.content, tmp_path)
    assert CANARY.encode() in streams(members.paper.content, tmp_path)
    assert CANARY in members.html
    assert failures(members.paper.content, tmp_path) == []
    front, *marked = pdf_pages(tmp_path / "checked.pdf")
    assert len(marked) == 2
    assert all("Not for publication: paragraph 3\n" in words for words in marked)
    assert "Not for publication: paragraph 3\n" not in front
    assert "be excluded while this item is considered" in " ".join(front.split())


@needs_poppler
def test_a_supplement_is_laid_out_with_pages_that_run_on(rotherham, tmp_path):
    meeting, by = Meeting.objects.get(date="2007-09-10"), User.objects.get(email__startswith="performance")
    ReportAppendix.objects.all().delete()  # they are laid out with the pack above
    for item in meeting.items.filter(report__isnull=False):
        signed_off(item.report)
    main = request_pack(meeting=meeting, audience=Audience.PUBLIC, by=by)
    build_pack.func(main.pk)
    issue_pack(main, by=by, despite="Verbal reports.")
    main.refresh_from_db()
    item = meeting.items.get(number=5)
    item.report.sections.filter(heading__number=11).update(body="A word more.\n\n" * 60)
    signed_off(item.report)
    supplement, _ = request_packs(meeting=meeting, audiences=[Audience.PUBLIC], by=by, supplement=True)
    assert build_pack.func(supplement[0].pk) == PackState.READY, Pack.objects.get(pk=supplement[0].pk).failure
    made = Pack.objects.get(pk=supplement[0].pk)
    with made.file.open() as file:
        assert failures(file.read(), tmp_path) == []
    pages = pdf_pages(tmp_path / "checked.pdf")
    assert made.pages == len(pages) > 2
    assert all(f"Page {number}\n" in words for number, words in enumerate(pages, main.pages + 1))
    front = " ".join(pages[0].split())
    place = made.payload["ranges"][0]
    assert (place["first"], place["last"]) == (main.pages + 2, made.last_page)
    then = next(item for item in main.payload["ranges"] if item["number"] == 5)
    assert f"Replaces pages {then['first']} to {then['last']}. {place['first']} {place['last']}" in front
    margins = "Rotherham MBC · Corporate Improvement Board · supplement 10 September 2007 Page {page}"
    with made.html.open() as file:
        assert unlike(tmp_path / "checked.pdf", file.read(), margins) == {}


def streams(content: bytes, tmp_path) -> bytes:
    file = tmp_path / "leak.pdf"
    file.write_bytes(content)
    with pikepdf.open(file) as pdf:
        held = [o.read_bytes() if isinstance(o, pikepdf.Stream) else repr(o).encode() for o in pdf.objects]
    return b"".join(held) + _text(file)


def _text(file) -> bytes:
    """The words of a file, where there is a program to read them."""
    if not shutil.which("pdftotext"):
        return b""
    return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout


def test_the_plan_is_a_paper_of_its_own(rotherham, tmp_path):
    paper = plan_paper(Plan.objects.get(), rotherham, council=Council.objects.get())
    assert paper.pages > 20
    assert failures(paper.content, tmp_path) == []


def test_a_pack_is_kept_with_its_digest_and_never_overwritten(rotherham):
    meeting, by = Meeting.objects.get(date="2007-05-14"), User.objects.get(email__startswith="performance")
    for edition in (1, 2):
        pack = request_pack(meeting=meeting, audience=Audience.PUBLIC, by=by)
        assert pack.edition == edition
        assert build_pack.func(pack.pk) == PackState.READY, Pack.objects.get(pk=pack.pk).failure
    first, second = Pack.objects.order_by("edition")
    with first.file.open() as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == first.sha256
    assert (first.pages, first.payload["ranges"]) == (second.pages, [])
    assert first.file.name != second.file.name


def test_a_pack_that_cannot_be_built_says_why_and_has_no_file(rotherham, monkeypatch):
    def broken(*args, **kwargs):
        raise PaperError("The document took longer than 300 seconds to lay out and was given up.")

    monkeypatch.setattr(packs, "lay_out", broken)
    meeting, by = Meeting.objects.get(date="2007-05-14"), User.objects.get(email__startswith="performance")
    pack = request_pack(meeting=meeting, audience=Audience.PUBLIC, by=by)
    assert build_pack.func(pack.pk) == PackState.FAILED
    pack.refresh_from_db()
    assert pack.failure.startswith("The document took longer")
    assert not pack.file


def test_the_command_writes_a_whole_file_and_says_where_the_items_stand(rotherham, tmp_path, capsys):
    out = tmp_path / "pack.pdf"
    call_command("build_pack", "2007-05-14", "--out", out)
    assert out.read_bytes().startswith(b"%PDF")
    assert "public, 1\u00a0page" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["pack.pdf"]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("2031-01-01", "There is no meeting 2031-01-01. Meetings: "),
        ("monday", "is neither a meeting's number nor a date"),
        ("99999", "There is no meeting 99999"),
    ],
)
def test_a_meeting_that_does_not_exist_is_said_to(rotherham, tmp_path, wanted, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("build_pack", wanted, "--out", tmp_path / "x.pdf")


def test_a_directory_that_does_not_exist_is_said_to(rotherham, tmp_path):
    with pytest.raises(CommandError, match="There is no directory"):
        call_command("build_pack", "2007-09-10", "--out", tmp_path / "nowhere" / "x.pdf")


def test_two_boards_that_met_on_one_day_are_told_apart(rotherham, tmp_path):
    Meeting.objects.create(board=Board.objects.get(name="Cabinet"), date=date(2007, 9, 10))
    with pytest.raises(CommandError, match="Several boards met on 2007-09-10"):
        call_command("build_pack", "2007-09-10", "--out", tmp_path / "x.pdf")


def test_a_report_carries_the_indicators_of_a_period_with_exceptions_and_data_quality(rotherham, tmp_path):
    meeting = Meeting.objects.get(date="2007-09-10")
    report = CommitteeReport.objects.get(item__meeting=meeting, title="Performance clinics")
    year = ReportingPeriod.objects.get(kind="year", year=2006)
    risky = Indicator.objects.get(set__code="BVPI", ref="BV127a")
    risky.data_quality_risk = "high"
    risky.save()
    ReportAppendix.objects.all().delete()  # the others are laid out with the pack above
    for order, (label, kind) in enumerate((("Appendix C", "scorecard"), ("Appendix D", "exceptions")), 8):
        ReportAppendix.objects.create(report=report, order=order, label=label, title=kind, kind=kind, period=year)
    for changed in CommitteeReport.objects.filter(item__meeting=meeting):
        signed_off(changed)
    council = Council.objects.get()
    view = agenda(meeting, council, audience=Audience.PUBLIC, papers=True)
    html = packs.compose(view, council, Audience.PUBLIC)
    whole, exceptions = html.split("Appendix C:")[2].split("Appendix D:")
    assert "Equality Standard level reached" in whole
    assert (
        "0 of 1\u00a0indicator of high data-quality risk checked since 1\u00a0April\u00a02006; not checked: BV127a."
        in whole
    )
    assert "BV8" in exceptions
    assert "Equality Standard level reached" not in exceptions
    laid_out = render(html, brand_colour=council.brand_colour)
    assert laid_out.pages > 8
    assert failures(laid_out.content, tmp_path) == []


def test_an_appendix_of_indicators_names_its_period(rotherham):
    report = CommitteeReport.objects.first()
    with pytest.raises(ValidationError, match="names their period"):
        ReportAppendix(report=report, label="X", title="x", kind="scorecard").full_clean()
