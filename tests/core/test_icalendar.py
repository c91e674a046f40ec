import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.icalendar import Event, calendar
from tests.icalendar import events_in, properties, unfolded

NOON = dt.datetime(2007, 9, 10, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
WRITABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from('\n\t,;:\\"'))


def event(**more) -> Event:
    facts = {
        "uid": "milestone-7@council.example",
        "day": dt.date(2007, 10, 31),
        "summary": "Launch guidelines",
        "description": "Slipped.",
        "url": "https://council.example/actions/7/",
        "changed_at": NOON,
        "sequence": 2,
    }
    return Event(**facts | more)


def written(*events: Event) -> bytes:
    return calendar("Actions: Head of Finance", events, producer="-//Council//EN")


def test_an_event_is_a_whole_day_that_takes_nobodys_time():
    (found,) = events_in(written(event()))
    assert found == {
        "UID": "milestone-7@council.example",
        "DTSTAMP": "20070910T110000Z",
        "LAST-MODIFIED": "20070910T110000Z",
        "SEQUENCE": "2",
        "DTSTART;VALUE=DATE": "20071031",
        "DTEND;VALUE=DATE": "20071101",
        "SUMMARY": "Launch guidelines",
        "DESCRIPTION": "Slipped.",
        "URL": "https://council.example/actions/7/",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
    }


def test_a_day_that_is_only_our_reading_is_tentative():
    (found,) = events_in(written(event(tentative=True)))
    assert found["STATUS"] == "TENTATIVE"


def test_an_empty_calendar_has_its_name_and_no_event():
    lines = unfolded(written())
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert properties(lines)["X-WR-CALNAME"] == "Actions: Head of Finance"
    assert properties(lines)["VERSION"] == "2.0"
    assert events_in(written()) == []


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("a, b; c", "SUMMARY:a\\, b\\; c"),
        ("back\\slash", "SUMMARY:back\\\\slash"),
        ("one\r\ntwo\rthree", "SUMMARY:one\\ntwo\\nthree"),
        ("bell\x07 and nil\x00", "SUMMARY:bell and nil"),
        ("line\u2028end", "SUMMARY:line\u2028end"),
    ],
)
def test_what_has_a_meaning_of_its_own_is_escaped(said, stands):
    assert stands in unfolded(written(event(summary=said)))


@given(summary=WRITABLE, description=WRITABLE)
def test_whatever_is_written_is_read_back_and_no_line_is_too_long(summary, description):
    octets = written(event(summary=summary, description=description))
    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    assert b"\n" not in octets.replace(b"\r\n", b"")
    (found,) = events_in(octets)
    assert (found["SUMMARY"], found["DESCRIPTION"]) == (summary, description)


def test_no_character_is_cut_in_two():
    for line in written(event(summary="–€😀" * 60)).split(b"\r\n"):
        line.decode()
