"""The proof of races sees what is lost: told answers that lose a word, it counts it."""

from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse

from proofs import races


@dataclass
class Stored:
    """A form whose words stand where they are said to."""

    now: set[str] = field(default_factory=set)
    past: set[str] = field(default_factory=set)

    def stands(self, words: str) -> bool:
        return words in self.now

    def stood(self, words: str) -> bool:
        return words in self.now | self.past


def page(words: str) -> HttpResponse:
    return HttpResponse(f'<form method="post"><textarea name="text">{words}</textarea></form>', status=409)


TAKEN = HttpResponse(status=302, headers={"Location": "/"})


@pytest.mark.parametrize(
    ("stored", "second", "found"),
    [
        (Stored({"theirs"}), page("mine"), {}),
        (Stored({"theirs"}), page("something else"), {"lost": 1}),
        (Stored({"theirs"}), TAKEN, {"lost": 1}),
        (Stored({"mine"}, {"theirs"}), TAKEN, {"overwritten": 1}),
        (Stored({"mine", "theirs"}), TAKEN, {}),
        (Stored({"theirs"}), HttpResponse("broken", status=500), {"broke": 1}),
    ],
)
def test_a_race_is_judged_by_what_is_stored_and_what_the_page_keeps(stored, second, found):
    course = races.Course((None, None), None)
    course._judge("form", stored, (races.Sent("theirs", TAKEN), races.Sent("mine", second)))
    assert {key: course.found[key] for key in ("lost", "overwritten", "broke") if course.found[key]} == found


def test_what_falls_short_is_a_figure_that_does_not_hold():
    found = {"races": 1_000, "forms": 140, "lost": 1, "overwritten": 0, "broke": 0}
    assert [figure.holds for figure in races._figures("SQLite", found)] == [False, True, True]
