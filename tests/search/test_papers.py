"""Reports and minutes are found by the words in them, by whoever may read them."""

import datetime as dt
from html import unescape

import pytest

from accounts.choices import Role
from core.excerpts import excerpt
from meetings.models import AgendaItem, CommitteeReport, Meeting, MinutesPaper, ReportTemplate
from meetings.reporting.minutes import frozen, written
from meetings.services.minutes import approve_minutes
from organisation.models import Board, BoardMember, Post
from search.reporting import MOST, search
from tests.meetings.reports import signed_off
from tests.queries import counted

pytestmark = pytest.mark.django_db
TODAY = dt.date(2007, 9, 10)


@pytest.fixture(autouse=True)
def clock(settings) -> None:
    settings.COUNCIL_TODAY = TODAY


@pytest.fixture
def board(council) -> Board:
    return Board.objects.create(name="Board", kind="political", minutes_begin_again=True)


@pytest.fixture
def report(board) -> CommitteeReport:
    """A signed report on an open item."""
    meeting = Meeting.objects.create(board=board, date=TODAY)
    template = ReportTemplate.objects.create(name="Plain")
    template.headings.create(number=1, title="Date", field="date")
    template.headings.create(number=2, title="Summary")
    item = AgendaItem.objects.create(meeting=meeting, number=4, title="Waste", kind="report")
    author = Post.objects.create(title="Author")
    made = CommitteeReport.objects.create(item=item, template=template, title="Bins & boxes", author=author)
    body = f"{'Nothing to see. ' * 20}\n\n### Costs\n\n| Round | Cost |\n| --- | --- |\n| North | **Qanat** £5 |\n\n{'More. ' * 60}"
    made.sections.create(heading=template.headings.get(number=2), body=body)
    signed_off(made)
    return made


@pytest.fixture
def may(board) -> Meeting:
    """A meeting with an open minute and an exempt one, published."""
    meeting = Meeting.objects.create(board=board, date=dt.date(2007, 5, 14))
    secret = AgendaItem.objects.create(meeting=meeting, number=1, title="Contract", exempt_paragraph=3)
    first = meeting.minutes.create(number=41, title="Links", text="The **qanat** was opened.")
    first.resolutions.create(part=1, text="That it be noted.")
    first.resolutions.create(part=2, text="That the aqueduct be mended.")
    closed = meeting.minutes.create(number=42, title="Qanat contract", text="The qanat costs £5.", item=secret)
    closed.resolutions.create(text="That the aqueduct be sold.")
    MinutesPaper.objects.create(meeting=meeting, state="published", published_on=dt.date(2007, 6, 1))
    return meeting


def found(words: str, person, kind: str) -> list[tuple[str, str]]:
    """What was found of a kind: titles with what stands round the words."""
    things = next((one.things for one in search(words, person).kinds if one.kind == kind), ())
    return [(thing.title, "".join(piece.text for piece in thing.excerpt)) for thing in things]


def titles(words: str, person, kind: str = "Minutes") -> list[str]:
    return [title for title, _ in found(words, person, kind)]


def test_a_report_is_found_by_words_in_it_with_what_stands_round_them(report, signed_in):
    page = unescape(signed_in(Role.VIEWER).get("/search/?q=qanat").content.decode())
    assert f'<a class="govuk-link" href="/meetings/{report.item.meeting_id}/items/4/">Bins & boxes</a>' in page
    assert "see. Nothing to see. Costs Round Cost North <mark>Qanat</mark> £5 More. More." in page
    assert "Item 4, Board, 10\u00a0September\u00a02007" in page


def test_a_report_is_found_only_once_it_is_signed_off_and_never_by_what_is_filled_in(report, person):
    viewer = person(Role.VIEWER)
    assert titles("qanat cost", viewer, "Reports") == ["Bins & boxes"]
    assert titles("qanat aqueduct", viewer, "Reports") == []
    report.refresh_from_db()
    report.state = "review"
    report.save()
    assert titles("qanat", viewer, "Reports") == []
    report.state = "signed"
    report.save()
    report.item.withdrawn_because = "Not ready."
    report.item.save()
    assert titles("qanat", viewer, "Reports") == []


def test_a_closed_report_or_minute_is_found_by_those_alone_who_see_the_board_whole(report, may, board, person):
    report.item.exempt_paragraph = 3
    report.item.save()
    member, other, clerk = person(Role.MEMBER), person(Role.MEMBER), person(Role.OFFICER)
    BoardMember.objects.create(board=board, user=member, starts="2000-01-01")
    BoardMember.objects.create(board=board, user=clerk, role="clerk", starts="2000-01-01")
    elsewhere = Board.objects.create(name="Elsewhere", kind="political")
    BoardMember.objects.create(board=elsewhere, user=other, starts="2000-01-01")
    for who in (member, clerk, person(Role.PERFORMANCE)):
        assert titles("qanat", who, "Reports") == ["Bins & boxes"]
        assert titles("qanat", who) == ["Minute 42: Qanat contract", "Minute 41: Links"]
        assert titles("42", who)[0] == "Minute 42: Qanat contract"
    for who in (other, person(Role.VIEWER), person(Role.OFFICER)):
        assert titles("qanat", who, "Reports") == []
        assert titles("qanat", who) == ["Minute 41: Links"]
        assert titles("aqueduct", who) == ["Minute 41(2): Links"]
        assert titles("42", who) == []


def test_minutes_that_are_being_written_are_found_by_those_who_keep_them(may, board, person):
    MinutesPaper.objects.filter(meeting=may).update(state="draft", published_on=None)
    clerk, member = person(Role.OFFICER), person(Role.MEMBER)
    BoardMember.objects.create(board=board, user=clerk, role="clerk", starts="2000-01-01")
    BoardMember.objects.create(board=board, user=member, starts="2000-01-01")
    for who in (clerk, person(Role.PERFORMANCE)):
        (findings,) = (one for one in search("opened", who).kinds if one.kind == "Minutes")
        assert [thing.what for thing in findings.things] == ["Board, 14\u00a0May\u00a02007, not published yet"]
    for who in (member, person(Role.VIEWER), person(Role.OFFICER)):
        assert titles("opened", who) == titles("41(2)", who) == titles("aqueduct", who) == []


def test_what_was_exempt_when_it_was_approved_stays_so_though_its_item_was_opened_since(may, board, person):
    approved = Meeting.objects.create(board=board, date=TODAY)
    approve_minutes(meeting=may, at=approved, freeze=lambda meeting, paper: frozen(written(meeting, paper)))
    may.items.update(exempt_paragraph=None)
    assert titles("aqueduct", person(Role.VIEWER)) == ["Minute 41(2): Links"]
    assert titles("aqueduct", person(Role.PERFORMANCE)) == ["Minute 41(2): Links", "Minute 42: Qanat contract"]


def test_a_minute_is_found_by_its_number_and_part_and_date(may, board, person):
    before = Meeting.objects.create(board=board, date=dt.date(2006, 6, 12))
    before.minutes.create(number=41, title="Older").resolutions.create(part=2, text="That it be so.")
    said = Meeting.objects.create(board=board, date=dt.date(2007, 7, 9))
    said.minutes.create(number=3, title="Membership", text="Following Minute No. 41(2) of 14 May.")
    viewer = person(Role.VIEWER)
    assert found("41(2)", viewer, "Minutes") == [
        ("Minute 41(2): Links", "That the aqueduct be mended."),
        ("Minute 41(2): Older", "That it be so."),
        ("Minute 3: Membership", "Following Minute No. 41(2) of 14 May."),
    ]
    assert titles("Minute No. 41(2) of 14 May 2007", viewer) == ["Minute 41(2): Links"]
    assert titles("minute 41 of June 2006", viewer) == ["Minute 41: Older"]
    assert titles("41(9)", viewer) == []
    (thing,) = next(one for one in search("minute 41(b) of 14 May", viewer).kinds if one.kind == "Minutes").things
    assert thing.url == f"/meetings/{may.pk}/minutes/#minute-41-2"


def test_a_search_of_papers_costs_as_much_for_many_as_for_one(report, may, board, person):
    viewer, taken = person(Role.VIEWER), []
    search("qanat", viewer)  # who somebody is, is asked once
    for several in (1, 12):
        for number in range(several):
            meeting = Meeting.objects.create(board=board, date=dt.date(2000 + several, 1, 1 + number))
            item = AgendaItem.objects.create(meeting=meeting, number=1, title="x", kind="report")
            made = CommitteeReport.objects.create(
                item=item, template=report.template, title="x", author=report.author, state="signed"
            )
            made.sections.create(heading=report.template.headings.get(number=2), body="qanat")
            meeting.minutes.create(number=500 + number, title="x").resolutions.create(text="That the qanat be cut.")
        search("qanat", viewer)  # who comes first catches up with what was written
        with counted() as asked:
            assert len(titles("qanat", viewer)) == min(several + 1, MOST)
        taken.append(asked.queries)
    assert taken[0] == taken[1] <= 20


@pytest.mark.parametrize(
    ("texts", "terms", "wanted"),
    [
        (["One two.", "Two one two."], ["two"], "One [two]."),
        (["One.", "Two three."], ["TWO", "three"], "[Two] [three]."),
        (["a (b) c"], ["(b)"], "a [(b)] c"),
        (["x " * 200 + "needle" + " y" * 200], ["needle"], "… " + "x " * 55 + "[needle]" + " y" * 55 + " …"),
        (["w" * 400], ["www"], "[www]" + "w" * 397),
        (["A cabinet of bins."], ["bin"], "A cabinet of [bin]s."),
    ],
)
def test_an_excerpt_is_of_the_text_with_most_of_the_words_round_the_first(texts, terms, wanted):
    pieces = excerpt(texts, terms).pieces
    assert "".join(f"[{one.text}]" if one.is_found else one.text for one in pieces) == wanted


def test_there_is_no_excerpt_where_no_word_stands():
    assert excerpt(["One."], ["two"]) is None
    assert excerpt([], ["two"]) is None
    assert excerpt(["STRASSE"], ["straße"]) is None
    assert excerpt(["A cabinet."], ["bin"]) is None
