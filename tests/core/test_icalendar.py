import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.icalendar import Event, Meeting, Person, calendar, invitation
from tests.icalendar import attendees_in, events_in, properties, unfolded

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


def meeting(**more) -> Meeting:
    facts = {
        "uid": "sitting-7@council.example",
        "day": dt.date(2007, 10, 1),
        "summary": "Performance clinic: BV8",
        "description": "The briefing paper.",
        "url": "https://council.example/clinics/1/sittings/7/",
        "changed_at": NOON,
        "sequence": 0,
        "organizer": Person("Anytown", "performance@council.example"),
        "invited": (
            Person("Chris Chair", "chris@council.example", chairs=True),
            Person('Ann "Annie" O; Neil: Ltd', "ann@council.example"),
        ),
        "zone": ZoneInfo("Europe/London"),
        "starts_at": dt.time(10),
        "ends_at": dt.time(11, 30),
        "place": "Town Hall, room 2; first floor",
    }
    return Meeting(**facts | more)


def invited(**more) -> bytes:
    return invitation(meeting(**more), producer="-//Council//EN")


def test_a_meeting_is_told_in_moments_that_every_calendar_knows():
    (found,) = events_in(invited())
    assert found == {
        "UID": "sitting-7@council.example",
        "DTSTAMP": "20070910T110000Z",
        "SEQUENCE": "0",
        "DTSTART": "20071001T090000Z",
        "DTEND": "20071001T103000Z",
        "SUMMARY": "Performance clinic: BV8",
        "DESCRIPTION": "The briefing paper.",
        "LOCATION": "Town Hall, room 2; first floor",
        "URL": "https://council.example/clinics/1/sittings/7/",
        'ORGANIZER;CN="Anytown"': "mailto:performance@council.example",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
    }
    assert properties(unfolded(invited()))["METHOD"] == "REQUEST"


@pytest.mark.parametrize(
    ("day", "starts"), [(dt.date(2007, 10, 27), "20071027T090000Z"), (dt.date(2007, 10, 29), "20071029T100000Z")]
)
def test_ten_in_the_morning_is_ten_on_either_side_of_the_change_of_the_clocks(day, starts):
    (found,) = events_in(invited(day=day))
    assert found["DTSTART"] == starts


def test_without_a_time_a_meeting_takes_the_day_and_without_an_end_it_has_none():
    (found,) = events_in(invited(starts_at=None, ends_at=None))
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"]) == ("20071001", "20071002")
    (found,) = events_in(invited(ends_at=None))
    assert "DTEND" not in found


def test_those_who_are_invited_are_asked_to_answer():
    assert attendees_in(invited()) == [
        {
            "CN": "Chris Chair",
            "ROLE": "CHAIR",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "TRUE",
            "ATTENDEE": "mailto:chris@council.example",
        },
        {
            "CN": "Ann ’Annie’ O; Neil: Ltd",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "TRUE",
            "ATTENDEE": "mailto:ann@council.example",
        },
    ]


def test_a_meeting_that_is_off_is_called_off_under_the_same_name_and_asks_nobody_to_answer():
    octets = invited(cancelled=True, sequence=3)
    (found,) = events_in(octets)
    assert properties(unfolded(octets))["METHOD"] == "CANCEL"
    assert (found["UID"], found["STATUS"], found["SEQUENCE"]) == ("sitting-7@council.example", "CANCELLED", "3")
    assert not [person for person in attendees_in(octets) if "RSVP" in person]


@given(name=WRITABLE, place=WRITABLE)
def test_whoever_is_invited_wherever_no_line_is_too_long_and_none_is_broken(name, place):
    octets = invited(invited=(Person(name, "a@council.example"),), place=place or "x")
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    (found,) = events_in(octets)
    assert found["LOCATION"] == (place or "x")
    assert [person["ATTENDEE"] for person in attendees_in(octets)] == ["mailto:a@council.example"]
