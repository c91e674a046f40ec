"""The nearest known post is the one that comparing every name in full would find."""

from difflib import SequenceMatcher

from hypothesis import example, given
from hypothesis import strategies as st

from improvement_plan.rules.posts import LIKE, KnownPost, PostBook, folded

words = st.sampled_from(
    ("Head", "Heads", "Haed", "of", "Policy", "Polity", "Finance", "Financial", "Chief", "&", "É", "ı")
)
titles = st.lists(words, min_size=1, max_size=4).map(" ".join) | st.text(max_size=12)


def nearest_of_all(book: PostBook, text: str) -> int | None:
    """Every name compared in full; of two that are as like, the first."""
    wanted = " ".join(folded(text))
    alike = [(SequenceMatcher(None, " ".join(n), wanted, autojunk=False).ratio(), key) for n, key in book.keys.items()]
    likeness, key = max(alike, key=lambda one: one[0], default=(0.0, None))
    return key if likeness > LIKE else None


@given(st.lists(titles, max_size=8), titles)
@example(["Head of Policy", "Head of Polity"], "Head of Polic")
@example(["Chief 1", "Chief 2"], "Chief 3")
def test_no_name_is_passed_over_that_is_nearer(known, text):
    book = PostBook([KnownPost(key, title) for key, title in enumerate(known)])
    assert book.nearest(text) == nearest_of_all(book, text)


def test_a_name_that_is_nearly_written_is_found_and_another_is_not():
    book = PostBook([KnownPost(1, "Head of Finance"), KnownPost(2, "Head of Policy")])
    assert [book.nearest(text) for text in ("Head of Polcy", "Heads of Finance", "Clerk")] == [2, 1, None]


def test_an_unknown_post_behind_a_known_one_is_asked_about_without_what_joins_them():
    book = PostBook([KnownPost(1, "Head of Finance")])
    for joint in ("Head of Finance and Clerk", "Head of Finance & Clerk", "Head of Finance together with Clerk"):
        assert [(found.text, found.key) for found in book.find(joint)] == [("Head of Finance", 1), ("Clerk", None)]
    assert [found.text for found in book.find("and")] == ["and"]
    assert [found.text for found in book.find("Head of Finance and")] == ["Head of Finance", "and"]
