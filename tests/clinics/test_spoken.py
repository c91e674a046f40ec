"""Lines as they are spoken: what is understood, and what is asked instead of guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.choices import NoteKind
from clinics.rules.spoken import KEYS, Name, find, spoken_date, understand

pytestmark = pytest.mark.one_database

ON = date(2007, 9, 10)
COMMUNICATIONS = Name(1, "Head of Communications", ("HoC", "Comms"))
POLICY = Name(2, "Head of Policy and Performance", ())
HR = Name(3, "Head of Human Resources", ("HR",))
POSTS = (COMMUNICATIONS, POLICY, HR)


def said(line: str, **kwargs):
    return understand(line, POSTS, on=ON, **kwargs)


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("The July figures were late", NoteKind.DISCUSSION, "The July figures were late"),
        ("d Close at four", NoteKind.DECISION, "Close at four"),
        ("m  Ask Finance", NoteKind.MANDATE, "Ask Finance"),
        ("D: Close at four", NoteKind.DECISION, "Close at four"),
        ("A report was given", NoteKind.DISCUSSION, "A report was given"),
        ("d", NoteKind.DISCUSSION, "d"),
        ("decide", NoteKind.DISCUSSION, "decide"),
    ],
)
def test_a_small_letter_and_a_blank_say_what_a_line_is(line, kind, text):
    spoken = said(line)
    assert (spoken.kind, spoken.text, spoken.lead, spoken.due) == (kind, text, None, None)


def test_the_letter_goes_before_the_kind_that_is_chosen():
    assert said("d Close", kind=NoteKind.ACTION).kind == NoteKind.DECISION
    assert said("Close", kind=NoteKind.MANDATE).kind == NoteKind.MANDATE


@pytest.mark.parametrize(
    ("line", "text", "lead", "due"),
    [
        ("a Publish the hot spots list @Head of Communications by end of March", "Publish the hot spots list", COMMUNICATIONS, date(2008, 3, 31)),
        ("a Publish it @comms, 12 October", "Publish it", COMMUNICATIONS, date(2007, 10, 12)),
        ("a Publish it @HoC 12/10", "Publish it", COMMUNICATIONS, date(2007, 10, 12)),
        ("a Train @HR by 1 February", "Train", HR, date(2008, 2, 1)),
        ("a Train @policy and perf by March 2009", "Train", POLICY, date(2009, 3, 31)),
        ("a Train @policy end of March", "Train", POLICY, date(2008, 3, 31)),
        ("a Train @policy on 12 October", "Train", POLICY, date(2007, 10, 12)),
        ("a Train by end of October @HR", "Train", HR, date(2007, 10, 31)),
        ("a Cut sickness by 5 days @HR before Christmas", "Cut sickness by 5 days", HR, date(2007, 12, 24)),
        ("a Write to x@y.example about it @HR autumn", "Write to x@y.example about it", HR, date(2007, 11, 30)),
    ],
)  # fmt: skip
def test_an_action_is_understood_with_its_post_and_its_date(line, text, lead, due):
    spoken = said(line)
    assert (spoken.kind, spoken.text, spoken.lead) == (NoteKind.ACTION, text, lead)
    assert spoken.due.due == due
    assert spoken.has_date


def test_the_date_is_kept_as_it_was_spoken():
    assert said("a Publish it @HR by end of March").due.text == "end of March"


def test_an_owner_who_may_be_several_is_nobody_yet():
    spoken = said("a Publish it @Head of by March 2008")
    assert spoken.lead is None
    assert spoken.likely == POSTS[:0] or set(spoken.likely) <= set(POSTS)
    assert said("a Publish it @Head by March 2008").likely == POSTS


def test_an_owner_whom_nobody_knows_is_nobody():
    spoken = said("a Publish it @Minister by March 2008")
    assert (spoken.lead, spoken.likely, spoken.owner) == (None, (), "Minister")
    assert spoken.due.due == date(2008, 3, 31)


@pytest.mark.parametrize("words", ["soon", "when funds allow", "Easter 2008", "next week"])
def test_a_date_that_is_not_certain_is_not_taken(words):
    assert not said(f"a Publish it @HR by {words}").has_date


def test_no_date_is_no_date_and_tbc_says_so():
    assert said("a Publish it @HR").due is None
    spoken = said("a Publish it @HR TBC")
    assert spoken.is_undated
    assert spoken.has_date


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("9 September", date(2008, 9, 9)),
        ("10 September", date(2007, 9, 10)),
        ("September", date(2007, 9, 30)),
        ("August", date(2008, 8, 31)),
        ("29 February", date(2008, 2, 29)),
        ("31 March 2007", date(2007, 3, 31)),
    ],
)
def test_a_date_without_a_year_is_the_next_to_come(text, due):
    assert spoken_date(text, on=ON).due == due


def test_a_post_is_found_by_title_abbreviation_alias_and_by_words_that_only_it_has():
    assert find("head of communications", POSTS) == (COMMUNICATIONS,)
    assert find("HOC", POSTS) == (COMMUNICATIONS,)
    assert find("human res", POSTS) == (HR,)
    assert find("of the", POSTS) == ()
    assert find("", POSTS) == ()


@given(st.text(max_size=80))
def test_no_line_is_lost_and_none_breaks_the_reading(line):
    spoken = said(line)
    kept = "".join(line.split())
    assert "".join(spoken.text.split()) in kept
    if spoken.kind == NoteKind.DISCUSSION:
        assert "".join(spoken.text.split()) == kept


@given(st.sampled_from(sorted(KEYS)), st.sampled_from([post.title for post in POSTS]), st.integers(2008, 2030))
def test_every_post_and_year_is_understood_as_it_was_said(key, title, year):
    spoken = said(f"{key} Do it @{title} by March {year}")
    if key == "a":
        assert (spoken.text, spoken.lead.title, spoken.due.due) == ("Do it", title, date(year, 3, 31))
    else:
        assert spoken.text == f"Do it @{title} by March {year}"


FINANCE, LAW = Name(1, "Finance"), Name(2, "Finance and Law")
OFFICE, ROADS = Name(3, "Leader’s Office", ("LO",)), Name(4, "Roads & Paths")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip


@pytest.mark.parametrize(
    ("line", "text", "lead", "owner", "due"),
    [
        ("a Publish the list", "Publish the list", None, "", None),
        ("a Publish the list by March 2008", "Publish the list", None, "", ("March 2008", date(2008, 3, 31))),
        ("a Cut it by 5 days by end of March", "Cut it by 5 days", None, "", ("end of March", date(2008, 3, 31))),
        ("a Publish by 12 October for the Board", "Publish by 12 October for the Board", None, "", None),
        ("a Report in April May 2009", "Report in April May 2009", None, "", None),
        ("a Draft plan X, @Finance", "Draft plan X", FINANCE, "Finance", None),
        ("a Do it @Finance by March 2008", "Do it", FINANCE, "Finance", ("March 2008", date(2008, 3, 31))),
        ("a Do it @finance and law, March 2008", "Do it", LAW, "finance and law", ("March 2008", date(2008, 3, 31))),
        ("a Do it @law March 2009", "Do it", LAW, "law", ("March 2009", date(2009, 3, 31))),
        ("a Do it @minister", "Do it", None, "minister", None),
        ("a Do it @Finance soon", "Do it", FINANCE, "Finance", ("soon", None)),
        ("a Do it @Finance plan X", "Do it", FINANCE, "Finance", ("plan X", None)),
        ("a Do it @Finance 30 February", "Do it", FINANCE, "Finance", ("30 February", None)),
        ("a Do it @leader's office by March", "Do it", OFFICE, "leader's office", ("March", date(2008, 3, 31))),
        ("a Do it @roads and paths March", "Do it", ROADS, "roads and paths", ("March", date(2008, 3, 31))),
        ("a Do it @Roads & Paths", "Do it", ROADS, "Roads & Paths", None),
    ],
)
def test_what_who_and_by_when_are_taken_apart(line, text, lead, owner, due):
    spoken = understand(line, (FINANCE, LAW, OFFICE, ROADS), on=ON)
    assert (spoken.text, spoken.lead, spoken.owner) == (text, lead, owner)
    assert (spoken.due and (spoken.due.text, spoken.due.due)) == due


def test_a_date_that_was_read_with_doubt_is_not_certain():
    assert not said("a Do it @HR April May 2009").has_date


@pytest.mark.parametrize("month", range(1, 13))
def test_behind_an_owner_in_other_words_each_month_begins_the_date(month):
    for name in (MONTHS[month - 1], MONTHS[month - 1][:3]):
        spoken = said(f"a Train @policy {name} 2009")
        assert (spoken.lead, spoken.due.due.month) == (POLICY, month)


@pytest.mark.parametrize("small", ["of", "the", "for", "to", "in", "a", "and"])
def test_small_words_name_nobody(small):
    assert find(f"{small} human", POSTS) == (HR,)


def test_the_one_who_is_called_so_goes_before_those_whose_names_begin_so():
    officer = Name(4, "Comms Officer")
    assert find("Comms", (*POSTS, officer)) == (COMMUNICATIONS,)
    assert find("Finance", (LAW, FINANCE)) == (FINANCE,)
    assert find("human policy", POSTS) == ()
    assert said("a Publish it @HoC soon").lead == COMMUNICATIONS
    assert find("Roads and Paths", (ROADS, Name(5, "Roads & Paths Officer"))) == (ROADS,)
