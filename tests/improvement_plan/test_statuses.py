"""Status words of other people's plans, in a column of their own and in prose."""

import pytest

from actions.choices import Status
from improvement_plan.rules.statuses import NO_STATUS, WORDS, ProseStatus, ReadStatus, is_status, read_status, status_in

COMPLETE, ON_TRACK, SLIPPED = Status.COMPLETE, Status.ON_TRACK, Status.SLIPPED
OFF_TRACK, IN_PROGRESS = Status.OFF_TRACK, Status.IN_PROGRESS


@pytest.mark.parametrize("status", list(WORDS))
def test_each_word_is_a_status_however_it_is_written(status):
    for word in WORDS[status]:
        for written in (word, word.upper(), f" {word.title()}. "):
            assert read_status(written).each == (status,)
            assert is_status(written)


@pytest.mark.parametrize("word", sorted(NO_STATUS))
def test_what_says_that_there_is_none_yet_is_known_and_no_status(word):
    found = read_status(word.upper())
    assert (found.each, found.known) == ((), True)
    assert not is_status(word)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Complete Complete", ReadStatus("Complete Complete", (COMPLETE, COMPLETE))),
        ("On  target /\nslipped", ReadStatus("On target / slipped", (ON_TRACK, SLIPPED))),
        ("Completed; in progress, red", ReadStatus("Completed; in progress, red", (COMPLETE, IN_PROGRESS, OFF_TRACK))),
        ("Not on target", ReadStatus("Not on target", (OFF_TRACK,))),
        ("Report produced", ReadStatus("Report produced", known=False)),
        ("Complete report", ReadStatus("Complete report", known=False)),
        ("Completely", ReadStatus("Completely", known=False)),
    ],
)
def test_a_cell_of_statuses_is_read_word_by_word_or_kept(text, found):
    assert read_status(text) == found


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("Completed. Report to Cabinet in May.", ProseStatus(COMPLETE, "Completed", certain=True)),
        ("Ongoing – the group meets monthly", ProseStatus(IN_PROGRESS, "Ongoing", certain=True)),
        ("On  track", None),
        ("The group has met. Action complete.", ProseStatus(COMPLETE, "Action complete", certain=True)),
        ("Report to Cabinet; delayed", ProseStatus(SLIPPED, "delayed", certain=True)),
        ("Procurement completed and implementation underway", ProseStatus(IN_PROGRESS, "completed … underway", certain=False)),
        ("The review was completed in May and the list was completed in June", ProseStatus(COMPLETE, "completed … completed", certain=False)),
        ("It has slipped by a month", ProseStatus(SLIPPED, "slipped", certain=False)),
        ("It went off track in May", ProseStatus(OFF_TRACK, "off track", certain=False)),
        ("Work is under way with partners", ProseStatus(IN_PROGRESS, "under way", certain=False)),
        ("To be completed in May", None),
        ("The review is not yet completed by all", None),
        ("Yes. No. Red.", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_status_that_hides_in_prose_is_found_and_is_certain_only_by_itself(prose, found):
    assert status_in(prose) == found
