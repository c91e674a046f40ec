"""Codes of authenticator apps, weak passwords, browsers and addresses."""

import datetime as dt

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.rules import GUESSES_WITHIN, MOST_GUESSES, STEP, bare, browser_words, code_at, is_run, obvious, step_of
from core.network import caller, household, network

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(at, code):
    assert code_at(SECRET, at // 30, digits=8) == code


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(off, taken):
    assert (step_of(SECRET, code_at(SECRET, 100 + off), at=3000) == 100 + off) is taken


def test_a_code_is_taken_once_and_none_before_it_afterwards():
    code = code_at(SECRET, 100)
    assert step_of(SECRET, f" {code[:3]} {code[3:]} ", at=3000) == 100
    assert step_of(SECRET, code, at=3000, after=100) is None
    assert step_of(SECRET, code_at(SECRET, 99), at=3000, after=100) is None
    assert step_of(SECRET, code_at(SECRET, 101), at=3000, after=100) == 101


@given(st.text(max_size=12))
def test_whatever_else_is_typed_is_no_code(typed):
    right = {code_at(SECRET, step) for step in (99, 100, 101)}
    assert step_of(SECRET, typed, at=3000) is None or "".join(typed.split()) in right


@pytest.mark.parametrize(
    "password",
    [
        "short", "aaaaaaaaaaaa", "abababababab", "123456789012", "abcdefghijklm", "987654321098", "Password1234",
        "passw0rd2026!", "P@55w0rd!!!!!!", "letmeinletmein", "Summer2026!!!", "councilperformance1", "qwertyuiop12",
        "Anytown20262026", "anytown-council-1", "jo.bloggs@anytown", "Josephine Bloggs",
    ],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(council, password):
    person = User(email="jo.bloggs@anytown.example", name="Josephine Bloggs")
    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "einzweidreivier",
        "wombat teapot lorry",
        "rN7#kkQ2vLp9x",
        "lllliiiiooooaaaabbbbcccc",
    ],
)
def test_nothing_is_asked_of_a_password_but_length_and_thought(council, password):
    validate_password(password, User(email="jo@anytown.example", name="Jo"))


@given(st.text(min_size=12, max_size=40))
def test_the_list_judges_any_text(password):
    assert is_run(password) in {True, False}
    assert isinstance(obvious(password, ["password"]), str)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) AppleWebKit Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.0", "Another program"),
        ("", "Another program"),
    ],
)
def test_browsers_are_called_by_the_names_people_know(agent, words):
    assert browser_words(agent) == words


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.1", 0, "192.0.2.1"),
        ("127.0.0.1", "203.0.113.1", 1, "203.0.113.1"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.1", 1, "203.0.113.1"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.1, 10.0.0.1", 2, "203.0.113.1"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("127.0.0.1", "<script>", 1, ""),
        ("", "", 0, ""),
    ],
)
def test_the_address_is_what_the_last_trusted_proxy_heard(peer, forwarded, proxies, address):
    assert caller(peer, forwarded, proxies=proxies) == address


def test_a_household_is_one_address_and_a_network_tells_no_machine():
    assert household("192.0.2.77") == "192.0.2.77"
    assert household("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"
    assert (household(""), network("")) == ("", "")
    assert network("192.0.2.77") == "192.0.2.0/24"


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("1!Pa55_w-0rd!2", "password"),
        ("--x y--", "xy"),
        ("P@ssw0rd", "password"),
        ("7e|eph0ne", "elephone"),
        ("b$ing0lf3", "bsingolf"),
        ("a1b4c8d", "aibacbd"),
        ("1234", ""),
    ],
)
def test_a_password_is_bared_of_what_stands_before_behind_and_between(password, word):
    assert bare(password) == word


@pytest.mark.parametrize(
    ("password", "run"),
    [
        ("abcdabcdabcd", True),
        ("acegjacegjac", False),
        ("AbCdEfGhIjKl", True),
        ("98765432109", True),
        ("12345678901", True),
        ("abcdeedcba", False),
    ],
)
def test_what_repeats_or_counts_is_a_run(password, run):
    assert is_run(password) is run


@pytest.mark.parametrize(
    ("password", "words", "found"),
    [
        ("bins2026", ["bins"], "bins"),
        ("bin2026", ["bin"], ""),
        ("password12", ["bin", "password"], "password"),
        ("any7town12", ["anytown"], "anytown"),
        ("anytown-council-1", ["Anytown Council"], "Anytown Council"),
        ("anytown xyzxyzx", ["anytown"], "anytown"),
        ("anytown xyzxyzxy", ["anytown"], ""),
        ("anytown anytown xyzxyzx", ["anytown"], "anytown"),
        ("wombat", ["anytown"], ""),
    ],
)
def test_a_word_that_anybody_would_think_of_is_found_where_too_little_is_added(password, words, found):
    assert obvious(password, words) == found


@pytest.mark.parametrize(
    ("mark", "browser"),
    [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")],
)  # fmt: skip
def test_each_browser_is_known_by_its_mark(mark, browser):
    assert browser_words(f"Mozilla/5.0 {mark}1.0") == browser


@pytest.mark.parametrize(
    ("mark", "system"),
    [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")],
)  # fmt: skip
def test_each_system_is_known_by_its_mark(mark, system):
    assert browser_words(f"Mozilla/5.0 ({mark})") == system


def test_guesses_are_few_and_a_code_stands_for_half_a_minute():
    assert (10, dt.timedelta(minutes=5), 30) == (MOST_GUESSES, GUESSES_WITHIN, STEP)
    assert len(code_at(SECRET, 1)) == 6
    assert step_of(SECRET, code_at(SECRET, 100), at=3029) == 100
