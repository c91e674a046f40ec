"""How lines of history are digested: the same on every database and every day, and otherwise with each change."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from history.rules import (
    BEGINNING,
    Mark,
    RunFacts,
    cover,
    former_address,
    former_name,
    line_digest,
    packed,
    seal_digest,
    unpacked,
)

AT = datetime(2007, 9, 10, 9, 30, tzinfo=UTC)
MARKS = [Mark(1, 7, b"a" * 32), Mark(2**40, 8, b"b" * 32)]


def test_marks_come_back_as_they_were_stored():
    stored = packed(MARKS)
    assert len(stored) == 2 * 48
    assert list(unpacked(stored)) == MARKS
    assert packed([]) == b""


def test_marks_that_are_cut_off_are_refused():
    with pytest.raises(ValueError, match=r"^Marks are cut off\.$"):
        unpacked(packed(MARKS)[:-1])


def sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (12, "12"),
        ("Größe – “x”", '"Größe – “x”"'),
        (AT, '"2007-09-10T09:30:00+00:00"'),
        (AT.astimezone(timezone(timedelta(hours=1))), '"2007-09-10T09:30:00+00:00"'),
        (AT.replace(tzinfo=None), '"2007-09-10T09:30:00"'),
        (date(2007, 9, 10), '"2007-09-10"'),
        (time(9, 30), '"09:30:00"'),
        (Decimal("91.50"), '"91.5"'),
        (Decimal("0.00"), '"0"'),
        (Decimal("1E+2"), '"100"'),
        (timedelta(minutes=1.5), "90.0"),
        (b"\x00\xff", '"00ff"'),
        (bytearray(b"\x01"), '"01"'),
        (memoryview(b"\x02"), '"02"'),
        ({"a": [1, "b"]}, '{"a":[1,"b"]}'),
        (complex(1, 2), '"(1+2j)"'),
    ],
)
def test_a_value_is_digested_as_every_database_has_it(value, written):
    assert line_digest([value]) == sha256(f"[{written}]")


def test_values_stand_beside_each_other_without_a_blank():
    assert line_digest([1, "a", None]) == sha256('[1,"a",null]')


def test_half_a_letter_is_digested_too():
    assert line_digest(["\ud83d"]) == hashlib.sha256(b'["\xed\xa0\xbd"]').digest()


def test_a_name_is_covered_by_its_salt():
    salt = "00ff"
    assert cover(salt, ["Jane"]) == hashlib.sha256(b"\x00\xff" + line_digest(["Jane"])).hexdigest()
    assert cover(salt, ["Jane"]) != cover("00fe", ["Jane"])


def test_a_seal_covers_its_runs_whatever_their_order_and_the_seal_before_it():
    one = RunFacts("actions_historicalaction", "new", 12, 3, "id,title", b"x")
    two = RunFacts("actions_historicalupdate", "new", 9, 1, "id", b"y")
    digest = seal_digest(4, AT, BEGINNING, None, [one, two])
    assert digest == seal_digest(4, AT, BEGINNING, None, [two, one])
    told = [4, AT, "0" * 64, None]
    told.append([
        ["actions_historicalaction", "new", 12, 3, "id,title", hashlib.sha256(b"x").hexdigest()],
        ["actions_historicalupdate", "new", 9, 1, "id", hashlib.sha256(b"y").hexdigest()],
    ])  # fmt: skip
    assert digest == line_digest(told).hex()


def test_who_was_taken_out_has_a_number_for_a_name_and_an_address_that_leads_nowhere():
    assert (former_name(12), former_address(12)) == ("Former officer 12", "former-officer-12@gone.invalid")
