"""What of several lists has room on one side of paper."""

from hypothesis import given
from hypothesis import strategies as st

from councilperf.directorate.room import GAP, HEADING, clipped, lines_of, share_out

LISTS = st.lists(st.lists(st.integers(1, 9), max_size=30), min_size=1, max_size=6)


def test_each_list_gets_one_in_turn_until_the_next_has_no_room():
    assert share_out([[2] * 9, [2] * 9], 2 * HEADING + 5 * (2 + GAP)) == [3, 2]


def test_a_short_list_leaves_its_room_to_the_others():
    assert share_out([[2], [2] * 9], 2 * HEADING + 5 * (2 + GAP)) == [1, 4]


def test_what_has_no_room_ends_its_list_though_a_later_one_of_it_had():
    assert share_out([[1, 50, 1], [1, 1, 1]], 30) == [1, 3]


def test_nothing_is_shown_where_there_is_no_room():
    assert share_out([[1], []], 0) == [0, 0]


@given(LISTS, st.floats(0, 200))
def test_what_is_shown_is_never_higher_than_the_room(lists, room):
    shown = share_out(lists, room)
    assert all(0 <= number <= len(heights) for number, heights in zip(shown, lists, strict=True))
    entries = sum(sum(heights[:number]) + GAP * number for number, heights in zip(shown, lists, strict=True))
    headings = sum(HEADING + (not heights) for heights in lists)
    assert not any(shown) or headings + entries <= room + 1e-6


@given(LISTS, st.floats(0, 200), st.floats(0, 50))
def test_with_more_room_the_lists_together_show_no_less(lists, room, more):
    def height(shown):
        return sum(sum(heights[:number]) for number, heights in zip(shown, lists, strict=True))

    if all(len(set(heights)) <= 1 for heights in lists) and len({h[0] for h in lists if h}) <= 1:
        assert height(share_out(lists, room + more)) >= height(share_out(lists, room))


@given(st.text(max_size=300), st.integers(10, 100))
def test_a_clipped_text_is_one_line_of_at_most_so_many_characters(text, most):
    found = clipped(text, most)
    assert len(found) <= most
    assert "\n" not in found
    assert found == " ".join(text.split()) or found.endswith("…")


def test_a_text_is_cut_where_a_word_ends_unless_it_is_one_long_word():
    assert clipped("Homes that meet the standard", 20) == "Homes that meet the…"
    assert clipped("W" * 40, 10) == "W" * 9 + "…"


def test_lines_are_counted_as_full_ones():
    assert [lines_of("x" * number) for number in (0, 1, 54, 55, 108, 109)] == [0, 1, 1, 2, 2, 3]
