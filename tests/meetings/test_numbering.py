from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.arising import Standing, first_done, standing
from meetings.rules.numbering import (
    is_formal,
    letters,
    moved,
    municipal_year,
    next_number,
    numbered_from,
    part_label,
    part_number,
    series_of,
    year_words,
)
from meetings.rules.wording import as_action


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2007, 5, 1), 2007), (date(2007, 4, 30), 2006), (date(2007, 12, 31), 2007), (date(2008, 1, 1), 2007)],
)
def test_a_municipal_year_runs_from_may_to_april(day, year):
    assert municipal_year(day) == year
    assert series_of(day, begins_again=True) == year
    assert series_of(day, begins_again=False) == 0


def test_a_year_is_written_with_two_digits_of_the_next():
    assert (year_words(2007), year_words(1999), year_words(2009)) == ("2007/08", "1999/00", "2009/10")


@given(st.lists(st.integers(1, 10_000), unique=True))
def test_the_next_number_is_behind_all_that_are_taken_and_was_never_one(taken):
    following = next_number(taken)
    assert following not in taken
    assert following == (max(taken) + 1 if taken else 1)


@given(st.integers(1, 500), st.lists(st.integers(), unique=True, max_size=30))
def test_the_minutes_of_a_meeting_have_no_gaps(first, keys):
    numbers = numbered_from(first, keys)
    assert list(numbers.values()) == list(range(first, first + len(keys)))


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=8), st.data(), st.booleans())
def test_a_move_keeps_every_minute_and_there_and_back_changes_nothing(keys, data, up):
    key = data.draw(st.sampled_from(keys))
    there = moved(keys, key, up=up)
    assert sorted(there) == sorted(keys)
    if there != keys:
        assert moved(there, key, up=not up) == keys


@given(st.integers(1, 20_000))
def test_letters_count_as_numbers_do(number):
    assert part_number(letters(number)) == number
    assert part_number(str(number)) == number


def test_parts_are_counted_as_the_board_has_it():
    assert [part_label(n, "numbers") for n in (1, 2)] == ["(1)", "(2)"]
    assert [part_label(n, "letters") for n in (1, 26, 27)] == ["(a)", "(z)", "(aa)"]


@pytest.mark.parametrize(
    ("text", "formal"),
    [
        ("That the minutes of 12 March 2007 be agreed as a correct record.", True),
        ("That the report be received.", True),
        ("That the information be welcomed and noted.", True),
        ("That the Committee note the report", True),
        ("That Members be given a summary of the submission.", False),
        ("That Members receive feedback from the events.", False),
        ("That the Board note the information and that comments go to the Corporate Improvement Manager.", False),
        ("That the work programme be agreed, with a session on the framework.", False),
        ("", False),
    ],
)
def test_a_resolution_that_only_notes_or_approves_asks_for_nothing(text, formal):
    assert is_formal(text) is formal


@pytest.mark.parametrize(
    ("text", "lead", "action"),
    [
        ("That the list be published.", "", "Have the list published"),
        ("That Members be given a summary.", "", "Have Members given a summary"),
        ("That the Head of Finance bring the list.", "Head of Finance", "Bring the list"),
        ("That a second change of date come to this Board.", "", "A second change of date come to this Board"),
    ],
)
def test_an_action_begins_with_a_verb_where_the_resolution_has_one(text, lead, action):
    assert as_action(text, lead) == action


DAYS = st.none() | st.dates(date(2007, 1, 1), date(2007, 12, 31))


@given(DAYS, DAYS, st.dates(date(2007, 1, 1), date(2007, 12, 31)))
def test_a_matter_is_open_done_since_or_done_before_and_never_two_of_them(done, since, on):
    found = standing(done, since=since, on=on)
    if done is None or done > on:
        assert found == Standing.OPEN
    elif since is None or done > since:
        assert found == Standing.DONE
    else:
        assert found == Standing.GONE


def test_the_first_day_by_which_something_was_done_counts_if_it_has_come():
    assert first_done(None, date(2007, 5, 2), date(2007, 4, 1), on=date(2007, 5, 1)) == date(2007, 4, 1)
    assert first_done(None, date(2007, 5, 2), on=date(2007, 5, 1)) is None


def test_of_several_days_by_which_something_was_done_the_first_counts_and_the_day_itself_has_come():
    days = (date(2007, 4, 2), date(2007, 4, 1), date(2007, 5, 1))
    assert first_done(*days, on=date(2007, 5, 1)) == date(2007, 4, 1)
    assert first_done(date(2007, 5, 1), on=date(2007, 5, 1)) == date(2007, 5, 1)


@pytest.mark.parametrize(
    ("key", "up", "order"),
    [(1, True, [1, 2, 3]), (1, False, [2, 1, 3]), (2, True, [2, 1, 3]), (2, False, [1, 3, 2]), (3, False, [1, 2, 3])],
)
def test_what_is_moved_goes_by_one_place_and_not_beyond_the_end(key, up, order):
    assert moved([1, 2, 3], key, up=up) == order


def test_what_is_noted_together_with_an_undertaking_asks_for_something():
    assert not is_formal("That comments go to the Manager and that the report be noted.")
    assert is_formal("That the comments of the Manager on the report be noted.")


@pytest.mark.parametrize(
    ("text", "lead", "action"),
    [
        ("That the Head of Finance be asked to bring the list.", "Head of Finance", "Have the Head of Finance asked to bring the list"),
        ("That the Head of Finance and the Board bring the list", "Head of Finance", "The Head of Finance and the Board bring the list"),
        ("That the list of plan X", "", "The list of plan X"),
    ],
)  # fmt: skip
def test_a_lead_who_is_acted_upon_or_acts_with_others_stays_named(text, lead, action):
    assert as_action(text, lead) == action


def test_a_resolution_without_a_lead_is_told_by_itself():
    assert as_action("That the list be published.") == "Have the list published"
