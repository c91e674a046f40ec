"""How it is said that an item is closed."""

import pytest

from meetings.rules.closed import Closed, is_confidential, withheld_title


@pytest.mark.parametrize(
    ("closed", "kind", "short", "mark", "title"),
    [
        (
            Closed(3),
            "exempt",
            "Exempt, paragraph 3",
            "Not for publication: paragraph 3 of Schedule 12A, Local Government Act 1972",
            "Exempt item",
        ),
        (
            Closed(),
            "confidential",
            "Confidential",
            "Not for publication: confidential (section 100A(2), Local Government Act 1972)",
            "Confidential item",
        ),
    ],
)
def test_a_closed_item_is_said_to_be_so_in_a_list_on_its_papers_and_in_the_place_of_its_title(
    closed, kind, short, mark, title
):
    assert (closed.kind, closed.short, str(closed), withheld_title(str(closed))) == (kind, short, mark, title)
    assert closed.law in mark
    assert is_confidential(str(closed)) == (closed.paragraph is None)


def test_an_open_item_is_not_taken_for_a_confidential_one():
    assert not is_confidential("")
