"""References are one however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.rules.references import plain, ways_to_write


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("bv8", "bv8"),
        ("BV8", "bv8"),
        ("BV 8", "bv8"),
        ("BV-8", "bv8"),
        ("BV 008", "bv8"),
        ("BVPI 8", "bv8"),
        ("BVPI8", "bv8"),
        ("bvpi no. 8", "bv8"),
        ("BVPI No 8", "bv8"),
        ("BVPI BV8", "bv8"),
        ("bv127a", "bv127a"),
        ("BV 127 A", "bv127a"),
        ("BV127(a)", "bv127a"),
        ("NI 15", "ni15"),
        ("NI015", "ni15"),
        ("paf c72", "pafc72"),
        ("PAF/C72", "pafc72"),
        ("PAF–C72", "pafc72"),
        ("LPI 12.1", "lpi12.1"),
        ("2.1", "2.1"),
        ("02.01", "2.1"),
        ("2.10", "2.10"),
        ("2/1", "2.1"),
        ("2-1", "2.1"),
        ("5.1.2", "5.1.2"),
        ("2.1.", "2.1"),
        ("bv8/", "bv8"),
        ("41(2)", "41(2)"),
        ("41 (2)", "41(2)"),
        ("41(02)", "41(2)"),
        ("0", "0"),
        ("AS1-E", "as1e"),
        ("8 2", ""),
        ("BV8 sickness & absence", ""),
        ("£5", ""),
        ("", ""),
        ("   ", ""),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_reference_is_kept_in_one_form(written, wanted):
    assert plain(written) == wanted


@pytest.mark.parametrize(
    ("code", "ref", "ways"),
    [
        ("BVPI", "BV8", {"bv8"}),
        ("BVPI", "BV127a", {"bv127a"}),
        ("PAF", "C72", {"c72", "pafc72"}),
        ("NI", "15", {"15", "ni15"}),
        ("NI", "NI15", {"ni15", "nini15"}),
        ("LPI", "X5", {"x5", "lpix5"}),
        ("LOCAL", "L12.1", {"l12.1", "locall12.1", "local12.1"}),
        ("CPA", "A", {"a", "cpaa"}),
        ("CPA", "&", set()),
    ],
)
def test_an_indicator_is_found_by_its_reference_with_and_without_its_set(code, ref, ways):
    assert ways_to_write(code, ref) == ways


letters = st.text("abcdefghkn", min_size=1, max_size=4)
numbers = st.integers(0, 9999)


@given(letters, numbers, st.sampled_from(["", " ", "-", " No. ", "\u00a0", "/"]), st.integers(0, 3), st.booleans())
def test_blanks_dashes_capitals_and_noughts_say_nothing(word, number, between, noughts, upper):
    written = f"{word}{between}{'0' * noughts}{number}"
    assert plain(written.upper() if upper else written) == f"{word}{number}"


@given(st.text("abzBV019 .-/()", max_size=20) | st.text(max_size=20))
def test_the_plain_form_of_a_plain_form_is_itself(written):
    once = plain(written)
    assert plain(once) == once


@given(letters, numbers, numbers)
def test_two_numbers_are_never_one(word, first, second):
    assert (plain(f"{word} {first}") == plain(f"{word} {second}")) == (first == second)


def test_what_follows_a_part_is_read_on():
    assert plain("41(2)3") == "41(2).3"
    assert plain("127(a)5") == "127a5"


def test_a_set_whose_code_is_no_reference_lends_none():
    assert ways_to_write("L&P", "5") == {"5"}
