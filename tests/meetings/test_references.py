"""References to minutes in prose: found, linked and never linked wrongly."""

import re
from datetime import date
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_bakery import baker

from core.prose import rich_html, to_html
from meetings.models import Meeting, Minute, MinutesPaper
from meetings.reporting import with_references
from meetings.reporting.references import References, referred_by
from meetings.reporting.reports import HeadingBlock
from meetings.rules.references import ANY_DAY, Meant, Said, linked, on_paper, references, written
from organisation.models import Board
from tests.queries import counted


def found(text: str) -> list[tuple]:
    return [(one.meant.number, one.meant.part, text[one.start : one.end]) for one in references(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("With regard to Minute No. 41 (Links)", [(41, None, "Minute No. 41")]),
        ("Pursuant to Minute No. 41(2) of 12 March", [(41, 2, "Minute No. 41(2)")]),
        ("see minute 41(b).", [(41, 2, "minute 41(b)")]),
        ("Minute No.41", [(41, None, "Minute No.41")]),
        ("MINUTE NUMBER 41", [(41, None, "MINUTE NUMBER 41")]),
        ("Minutes Nos. 43 and 44", [(43, None, "Minutes Nos. 43"), (44, None, "44")]),
        ("Minutes 43, 44(1) and 45", [(43, None, "Minutes 43"), (44, 1, "44(1)"), (45, None, "45")]),
        ("Minutes 43 &amp; 44", [(43, None, "Minutes 43"), (44, None, "44")]),
        ("Minute 41(2) and (3)", [(41, 2, "Minute 41(2)"), (41, 3, "(3)")]),
        ("Minutes&nbsp;43 to&nbsp;45", [(43, None, "Minutes&nbsp;43"), (45, None, "45")]),
        ("Minute 41, 2 people spoke", [(41, None, "Minute 41")]),
        ("Minute 41 (Links with Our Future Work) of 12 March", [(41, None, "Minute 41")]),
        ("the minutes of 14 May 2007", []),
        ("it took 10 minutes 5 times", []),
        ("minute 41.5 and minute 5 % and minute 4th", []),
        ("Minutes 2007/08", []),
        ("minute 12345678", []),
    ],
)
def test_references_are_found_as_people_write_them(text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("41", Meant(41)),
        ("41(2)", Meant(41, 2)),
        (" 41 (b) ", Meant(41, 2)),
        ("41(2) of 12 March 2007", Meant(41, 2, Said(12, 3, 2007))),
        ("41 of March", Meant(41, None, Said(None, 3))),
        ("forty", None),
        ("41(2", None),
        ("41 of late", None),
        ("", None),
    ],
)
def test_a_reference_by_itself(words, meant):
    assert written(words) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Minute 41(2) of 12 March", Said(12, 3)),
        ("Minute 41(2) of 12 March 2007, on membership", Said(12, 3, 2007)),
        ("Minute No. 41(2) of the meeting held on 12th March, 2007,", Said(12, 3, 2007)),
        ("Minute 41 of the minutes of the 3rd of May 2007", Said(3, 5, 2007)),
        ("minute 41 (Links) of&nbsp;12&nbsp;March&nbsp;2007", Said(12, 3, 2007)),
        ("minute 41 (12 March) was read", ANY_DAY),
        ("Minute 41, of 12\u00a0Mar. 2007", Said(12, 3, 2007)),
        ("Minute 41 from September 2006", Said(None, 9, 2006)),
        ("Minute 41 at the meeting on 12 March", Said(12, 3)),
        ("Minute 41 of 12/3/07", Said(12, 3, 2007)),
        ("Minute 41 of 12.03.2007.", Said(12, 3, 2007)),
        ("Minute 41 of 1.5 million, and 12 March", ANY_DAY),
        ("Minute 41 of the Board; on 12 March it met", ANY_DAY),
        ("Minute 41 may be of 12 March", ANY_DAY),
        ("Minute 41 of mayors", ANY_DAY),
        ("Minute 41", ANY_DAY),
    ],
)
def test_a_date_behind_a_reference_is_read(text, said):
    assert [one.meant.on for one in references(text)] == [said]


def test_several_minutes_of_one_date_share_it():
    meant = [one.meant for one in references("Minutes Nos. 43, 44(1) and (2) of 14 May 2007")]
    assert meant == [Meant(43, None, day := Said(14, 5, 2007)), Meant(44, 1, day), Meant(44, 2, day)]


PIECES = st.lists(
    st.sampled_from(["Minute No. ", "minutes ", "Nos. ", "41", "(2)", "(b)", " and ", ", ", "7", "<p>", "</p>", "x ",
                     '<a href="y">', "</a>", "&amp;", "&nbsp;", "<strong>", "</strong>", " 12 ", "minute 3", " of ", "12 March", " 2007", "(Links)"]), max_size=14
).map("".join)  # fmt: skip


@given(PIECES)
def test_links_change_no_word_and_stand_in_no_other_link(html):
    made = linked(html, lambda meant: f"/m/{meant.number}-{meant.part or ''}")
    assert re.sub(r'<a class="govuk-link reference" href="[^"]*">(.*?)</a>', r"\1", made) == html
    inside = 0
    for tag in re.findall(r"<a |</a>", linked("<p>x</p>", lambda meant: "")):
        inside += 1 if tag == "<a " else -1
    assert inside == 0
    assert linked(html, lambda meant: "") == html


@given(PIECES)
def test_references_follow_one_another_and_never_overlap(text):
    places = [place for one in references(text) for place in (one.start, one.part_start, one.end)]
    assert places == sorted(places)
    assert all(0 <= one.meant.number < 1_000_000 for one in references(text))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script> Minute 41(2)",
        '<a href="javascript:alert(1)">Minute 41</a>',
        "Minute <img src=x onerror=alert(1)> 41",
        "Minute 41(<b onclick=x>2</b>)",
        '[Minute 41](https://e.example/">Minute 41)',
    ],
)
@pytest.mark.parametrize("address", ["/meetings/3/minutes/#minute-41", '"><script>alert(1)</script>'])
def test_links_are_all_that_comes_to_cleaned_html(hostile, address):
    for cleaned in (to_html(hostile), rich_html(hostile)):
        html = linked(cleaned, lambda meant: address)
        assert "<script" not in html
        added = f'<a class="govuk-link reference" href="{escape(address)}">'
        pieces = html.split(added)
        assert "".join([pieces[0], *(piece.replace("</a>", "", 1) for piece in pieces[1:])]) == cleaned


def test_a_part_that_does_not_exist_stays_words_behind_its_minute():
    known = {(41, None): "/m#41", (41, 2): "/m#41-2"}
    address = lambda meant: known.get((meant.number, meant.part), "")  # noqa: E731
    assert linked("Minute 41(9)", address) == '<a class="govuk-link reference" href="/m#41">Minute 41</a>(9)'
    assert linked("Minute 7", address) == "Minute 7"
    assert linked('<a href="/x">Minute 41</a>', address) == '<a href="/x">Minute 41</a>'


def test_on_paper_a_link_leads_within_the_document_or_is_words():
    here = '<p id="minute-41" data-address="/m/1/#minute-41">x</p>'
    link = '<a class="govuk-link reference" href="{}">Minute 41</a>'
    made = on_paper(here + link.format("/m/1/#minute-41") + link.format("/m/2/#minute-41"))
    assert made == here + '<a class="reference" href="#minute-41">Minute 41</a>' + "Minute 41"


@pytest.fixture
def board(db) -> Board:
    return baker.make(Board, name="Board", kind="political", minutes_begin_again=True)


def met(board: Board, day: date, *numbers: int) -> Meeting:
    meeting = Meeting.objects.create(board=board, date=day)
    for number in numbers:
        Minute.objects.create(meeting=meeting, number=number, title="x").resolutions.create(text="x")
    return meeting


def test_the_newest_minute_of_that_number_by_the_day_of_the_meeting_is_meant(board):
    first, second = met(board, date(2006, 6, 1), 7), met(board, date(2007, 6, 1), 7)
    between, after = met(board, date(2007, 3, 1)), met(board, date(2007, 9, 1))
    met(baker.make(Board, name="Other", kind="political"), date(2007, 8, 1), 7, 8)
    assert References(between, ["minute 7"]).address(Meant(7)) == f"/meetings/{first.pk}/minutes/#minute-7"
    assert References(after, ["minute 7"]).address(Meant(7, 1)) == f"/meetings/{second.pk}/minutes/#minute-7-1"
    assert References(after, ["minute 7, minute 8"]).address(Meant(8)) == ""
    MinutesPaper.objects.create(meeting=second)
    assert References(after, ["minute 7"]).address(Meant(7)) == f"/meetings/{first.pk}/minutes/#minute-7"


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("minute 7", date(2007, 6, 1)),
        ("minute 7(1) of 1 June 2006", date(2006, 6, 1)),
        ("minute 7(1) of 3 May", date(2005, 5, 3)),
        ("minute 7 of 1 June", date(2007, 6, 1)),
        ("minute 7 of June 2006", date(2006, 6, 1)),
        ("minute 7 of 2 June 2006", None),
        ("minute 7 of 1 June 2008", None),
        ("minute 7 of 1 October", None),
    ],
)
def test_a_reference_with_a_date_means_the_newest_meeting_of_that_date_by_then(board, words, when):
    meetings = {day: met(board, day, 7) for day in (date(2005, 5, 3), date(2006, 6, 1), date(2007, 6, 1))}
    met(board, date(2008, 6, 1), 7)
    now = met(board, date(2007, 10, 1))
    with counted() as asked:
        found = References(now, [words])
    assert asked.queries == 1
    meant = references(words)[0].meant
    anchor = f"#minute-7{'-1' if meant.part else ''}"
    assert found.address(meant) == (f"/meetings/{meetings[when].pk}/minutes/{anchor}" if when else "")
    link = found.link(words.removeprefix("minute "))
    assert (link.words, bool(link.address)) == (f"Minute {words.removeprefix('minute ')}", when is not None)


def test_a_minute_names_an_earlier_one_of_its_number_by_the_date_and_is_known_from_there(board):
    first, second = met(board, date(2006, 6, 1), 7), met(board, date(2007, 6, 1), 7)
    second.minutes.update(refers_to="7 of 1 June 2006")
    met(board, date(2007, 9, 1), 20).minutes.update(refers_to="7 of 1 June")
    assert [link.words for link in referred_by(first, [7])[7]] == ["Minute 7 of 1\u00a0June\u00a02007"]
    assert [link.words for link in referred_by(second, [7])[7]] == ["Minute 20 of 1\u00a0September\u00a02007"]


def test_what_refers_to_a_minute_is_known_from_its_side_too(board):
    first, second = met(board, date(2006, 6, 1), 7), met(board, date(2007, 6, 1), 7, 8)
    said = second.minutes.get(number=8)
    said.refers_to = "7(1)"
    said.save()
    later = met(board, date(2007, 3, 1), 20)
    later.minutes.update(refers_to="7")
    assert [link.words for link in referred_by(first, [7])[7]] == ["Minute 20 of 1\u00a0March\u00a02007"]
    assert [link.words for link in referred_by(second, [7])[7]] == ["Minute 8"]


def test_the_prose_of_a_report_leads_to_the_minutes_that_it_names(board):
    june = met(board, date(2007, 6, 1), 7)
    september = met(board, date(2007, 9, 1))
    said = "As Minute No. 7(1) asked; minute 9 did not."
    report = (HeadingBlock(1, "Summary", text=said), HeadingBlock(2, "Details", text=said, is_numbered=True))
    made = with_references(report, september)
    where = f"/meetings/{june.pk}/minutes/#minute-7-1"
    assert made[0].html == (
        f'<p>As <a class="govuk-link reference" href="{where}">Minute No. 7(1)</a> asked; minute 9 did not.</p>\n'
    )
    assert (made[0].number, made[0].title) == (1, "Summary")
    assert f'href="{where}"' in made[1].paragraphs[0].html
    assert made[1].paragraphs[0].label == "2.1"


def test_prose_that_refers_to_nothing_costs_no_query(board):
    meeting = met(board, date(2007, 6, 1), 7)
    with counted() as asked:
        with_references((), meeting)
    assert asked.queries == 0


MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_by_its_name_and_by_its_first_letters(month):
    name = MONTHS[month - 1]
    for said in (name, name[:3], name.lower()):
        assert [one.meant.on for one in references(f"Minute 41 of {said} 2007")] == [Said(None, month, 2007)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Minutes 43–45", [(43, None, "Minutes 43"), (45, None, "45")]),
        ("Minute Nos. 43 and 44", [(43, None, "Minute Nos. 43"), (44, None, "44")]),
        ("Minute numbers 43 and 44", [(43, None, "Minute numbers 43"), (44, None, "44")]),
        ("Minute 41(2) and&nbsp;(3)", [(41, 2, "Minute 41(2)"), (41, 3, "(3)")]),
    ],
)
def test_several_are_named_in_one_breath(text, wanted):
    assert found(text) == wanted


def test_behind_a_link_references_are_links_again():
    link = '<a class="govuk-link reference" href="/m">Minute 41</a>'
    assert (
        linked('<p><A HREF="/x">Minute 41</A>, Minute 41</p>', lambda meant: "/m")
        == f'<p><A HREF="/x">Minute 41</A>, {link}</p>'
    )
    assert linked("<p><a>Minute 41</a>, Minute 41</p>", lambda meant: "/m") == f"<p><a>Minute 41</a>, {link}</p>"


def test_a_part_by_itself_that_does_not_exist_is_no_link():
    address = lambda meant: "" if meant.part == 9 else "/m"  # noqa: E731
    assert linked("Minute 41(2) and (9)", address).endswith("Minute 41(2)</a> and (9)")
