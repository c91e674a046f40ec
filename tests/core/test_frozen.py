import json
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import pytest
from django.utils.safestring import mark_safe

from core.frozen import as_bytes, from_json, seal, to_json


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


@pytest.mark.parametrize("value", [Decimal(1), 1.5, {"a": 1}, [1]])
def test_what_would_not_come_back_is_refused(value):
    with pytest.raises(TypeError, match="cannot be frozen"):
        to_json((value,))


def test_the_seal_does_not_hang_on_the_order_in_which_a_database_gives_keys_back():
    assert seal({"a": 1, "b": "é"}) == seal({"b": "é", "a": 1})
    assert as_bytes({"b": "é", "a": 1}) == '{"a":1,"b":"é"}'.encode()
    assert seal({"a": 1}) != seal({"a": 2})
