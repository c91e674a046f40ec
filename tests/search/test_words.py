"""Words are compared without plurals and accents, and with slips of the pen."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.rules.words import (
    EMPTY,
    fold,
    middle_exchanged,
    pieces,
    pieces_shared,
    slips,
    slips_allowed,
    stem,
    words_in,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Council’s policies", ["the", "council", "policies"]),
        ("Café, Müller & STRASSE", ["cafe", "muller", "strasse"]),
        ("Following Minute No. 41(2) of 14 May", ["following", "minute", "no", "41(2)", "of", "14", "may"]),
        ("BVPI 8 – 97.0 %", ["bv8", "bvpi", "8", "97.0"]),
        ("NI 15a", ["ni15a", "ni", "15a"]),
        ("BV008 and bv127(a)", ["bv8", "and", "bv127", "a"]),
        ("o’clock don't", ["oclock", "dont"]),
        ("re-use of 2.1.3.", ["re", "use", "of", "2.1.3"]),
        ("snake_case 2007/08", ["snake", "case", "2007", "08"]),
        ("x" * 90, ["x" * 40]),
        ("", []),
        ("£ % —", []),
    ],
)
def test_the_words_of_a_text(text, words):
    assert list(words_in(text)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("policy", "policies"),
        ("box", "boxes"),
        ("church", "churches"),
        ("house", "houses"),
        ("address", "addresses"),
        ("absence", "absences"),
        ("child", "children"),
        ("person", "people"),
        ("index", "indices"),
        ("potato", "potatoes"),
        ("shoe", "shoes"),
        ("bin", "bins"),
        ("organisation", "organizations"),
    ],
)
def test_singular_and_plural_are_one(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["status", "analysis", "gas", "bus", "press", "this", "bv8s", "21s"])
def test_what_only_looks_like_a_plural_is_itself(word):
    assert stem(word) == word


@given(st.text("aeioscxhyznd", max_size=12))
def test_the_stem_of_a_stem_is_itself(word):
    assert stem(stem(word)) == stem(word)


@given(st.text(max_size=60))
def test_a_word_has_no_capitals_accents_or_blanks_and_is_not_too_long(text):
    for word in words_in(text):
        assert word == fold(word)
        assert word.split() == [word]
        assert len(word) <= 40


@pytest.mark.parametrize(
    ("typed", "meant", "by"),
    [
        ("sicknes", "sickness", 1),
        ("absense", "absence", 1),
        ("recylcing", "recycling", 1),
        ("maintainance", "maintenance", 2),
        ("acommadation", "accommodation", 2),
        ("recycling", "recycling", 0),
        ("cat", "dog", 3),
        ("", "ab", 2),
        ("ababb", "ab", 3),
    ],
)
def test_slips_are_counted(typed, meant, by):
    assert slips(typed, meant, 3) == by
    assert slips(meant, typed, 3) == by
    assert slips(typed, meant, 0) == 0 if by == 0 else slips(typed, meant, 0) > 0


@pytest.mark.parametrize(
    ("word", "allowed"), [("bin", 0), ("bins", 1), ("bings", 1), ("siknes", 2), ("bv127", 0), ("41(2)", 0)]
)
def test_longer_words_may_have_more_slips_and_references_none(word, allowed):
    assert slips_allowed(word) == allowed


letters = "abcdeinrst"


@st.composite
def with_one_slip(draw) -> tuple[str, str]:
    """A word, and it with a letter too many, too few, wrong, or two of them in the wrong order."""
    word = draw(st.text(letters, min_size=4, max_size=14))
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(letters))
    kind = draw(st.integers(0, 3))
    typed = (
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    )[kind]
    return word, typed


@given(with_one_slip())
def test_a_word_with_one_slip_shares_enough_to_be_found(pair):
    word, typed = pair
    assume(slips_allowed(typed))
    assert slips(typed, word, 1) <= 1
    assert word in middle_exchanged(typed) or len(pieces(typed) & pieces(word)) >= pieces_shared(typed)


def test_the_middle_of_four_letters_is_exchanged_and_of_no_other_word():
    assert middle_exchanged("raod") == {"road"}
    assert [middle_exchanged(word) for word in ("", "too", "roads", "boot")] == [frozenset()] * 4


@given(st.text(letters, max_size=8), st.text(letters, max_size=8), st.text(letters, max_size=8))
def test_slips_are_a_distance(one, two, three):
    most = 20
    assert (slips(one, two, most) == 0) == (one == two)
    assert slips(one, two, most) == slips(two, one, most)
    assert slips(one, two, most) >= abs(len(one) - len(two))
    assert slips(one, three, most) <= 2 * (slips(one, two, most) + slips(two, three, most))  # it is no metric, but near


def test_words_that_say_nothing_are_kept_as_words_are():
    assert [word for word in EMPTY if list(words_in(word)) != [word]] == []


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("children", "child"), ("people", "person"), ("persons", "person"), ("men", "man"), ("women", "woman"),
        ("indices", "index"), ("criteria", "criterion"), ("lives", "life"), ("leaves", "leaf"), ("halves", "half"),
        ("analyses", "analysis"), ("news", "news"), ("series", "series"), ("species", "species"),
    ],
)  # fmt: skip
def test_words_with_a_plural_of_their_own_are_known_by_their_singular(word, kept):
    assert stem(word) == kept


@pytest.mark.parametrize(
    ("word", "kept"),
    [("ties", "tie"), ("flies", "fly"), ("wishes", "wish"), ("shoes", "shoe"), ("heroes", "hero")],
)
def test_short_words_keep_what_is_theirs(word, kept):
    assert stem(word) == kept


def test_the_pieces_of_a_word_begin_and_end_with_a_blank():
    assert pieces("bin") == {" bi", "bin", "in "}


@pytest.mark.parametrize(("letters", "shared"), [(4, 1), (5, 1), (9, 5), (10, 4), (11, 5)])
def test_a_word_meant_shares_all_pieces_but_those_that_its_slips_spoil(letters, shared):
    assert pieces_shared("abcdefghijk"[:letters]) == shared


def test_two_letters_in_the_wrong_order_are_one_slip_at_the_beginning_too():
    assert slips("ebst", "best", 2) == 1
