import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils.safestring import mark_safe

from core.frozen import as_bytes, from_json, seal, to_json
from core.vocabulary import Words
from organisation.models import Board


@dataclass(frozen=True)
class Leaf:
    words: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Tree:
    at: time | None
    leaves: tuple[Leaf, ...]
    few: tuple[str, ...] = ()
    many: int = 0
    sure: bool = True


WHOLE = Tree(time(10, 30), (Leaf("£ → “ő”", date(2007, 9, 10)), Leaf()), ("a", "b"), 3, sure=False)


@pytest.mark.parametrize("tree", [WHOLE, Tree(None, ())])
def test_what_is_frozen_comes_back_as_it_was(tree):
    assert from_json(Tree, json.loads(json.dumps(to_json(tree)))) == tree


def test_a_field_that_was_added_since_has_its_default():
    assert from_json(Leaf, {"words": "x"}) == Leaf("x")


def test_a_field_that_is_no_more_is_left_out():
    assert from_json(Leaf, {"words": "x", "gone": 1}) == Leaf("x")


def test_markup_is_kept_as_text():
    assert type(to_json(mark_safe("<svg/>"))) is str


class Colour(Words):
    RED = "red", "Red"


@dataclass(frozen=True)
class Branch:
    colour: Colour
    much: Decimal | None
    at: datetime
    asks: Mapping[str, str]


def test_words_of_a_vocabulary_and_exact_numbers_come_back_as_what_they_were():
    branch = Branch(Colour.RED, Decimal("22.10"), datetime(2007, 9, 10, 10, tzinfo=UTC), {"rating": Colour.RED})
    back = from_json(Branch, json.loads(json.dumps(to_json(branch))))
    assert back == branch
    assert back.colour.label == "Red"
    assert str(back.much) == "22.10"


def test_a_row_is_kept_with_its_own_fields_and_asks_the_database_for_nothing():
    board = Board(pk=7, name="Improvement Board", cycle_months=3, abbreviation="IB")
    kept = json.loads(json.dumps(to_json(Seat(board))))
    back = from_json(Seat, kept)
    assert (back.board.pk, str(back.board), back.board.cycle_months) == (7, "Improvement Board", 3)
    del kept["board"]["cycle_months"]
    kept["board"]["long_gone"] = "x"
    assert from_json(Seat, kept).board.cycle_months == Board().cycle_months


@dataclass(frozen=True)
class Seat:
    board: Board


@pytest.mark.parametrize("value", [1.5, {"a": 1}, [1]])
def test_what_would_not_come_back_is_refused(value):
    with pytest.raises(TypeError, match="cannot be frozen"):
        to_json((value,))


def test_the_seal_does_not_hang_on_the_order_in_which_a_database_gives_keys_back():
    assert seal({"a": 1, "b": "é"}) == seal({"b": "é", "a": 1})
    assert as_bytes({"b": "é", "a": 1}) == '{"a":1,"b":"é"}'.encode()
    assert seal({"a": 1}) != seal({"a": 2})
