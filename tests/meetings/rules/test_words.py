"""What is stored, styled and read of the meetings' vocabularies."""

from meetings.rules.arising import Standing
from meetings.rules.attendance import Mark
from meetings.rules.clear_days import Tone
from meetings.rules.reports import Move, Signed


def test_where_a_matter_and_a_member_stand_has_its_name_and_words():
    assert Standing.pairs() == [("open", "Open"), ("done", "Done since the last meeting"), ("gone", "Done before")]
    assert Mark.pairs() == [
        ("present", "Present"),
        ("apologies", "Apologies"),
        ("absent", "Absent"),
        ("not_recorded", "Not recorded"),
        ("not_then", "Not a member then"),
        ("to_come", "To come"),
    ]


def test_how_loudly_the_clock_speaks_has_its_name_and_words():
    assert Tone.pairs() == [
        ("quiet", "In time"),
        ("done", "Published in time"),
        ("warning", "Soon"),
        ("late", "Too late"),
    ]


def test_the_life_of_a_report_has_its_names_and_words():
    assert Signed.pairs() == [
        ("waiting", "Not signed yet"),
        ("next", "To sign now"),
        ("done", "Signed"),
        ("earlier", "Signed an earlier text"),
    ]
    assert Move.pairs() == [
        ("write", "written in"),
        ("send", "sent for review"),
        ("withdraw", "withdrawn"),
        ("return", "returned"),
        ("sign", "signed"),
        ("reopen", "opened again"),
    ]
