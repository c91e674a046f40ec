"""How a letter in plain text reads."""

from core.formats import NBSP
from core.letters import WIDTH, entry, filled, plain


def test_a_paragraph_is_in_lines_that_keep_an_address_and_a_figure_with_its_unit_whole():
    address = f"https://council.example/{'long-' * 20}"
    text = f"Look  here:\n{address} and\t{'x' * 55} at 9.4{NBSP}days, no later"
    lines = filled(text).splitlines()
    assert lines[:2] == ["Look here:", address]
    assert any(f"9.4{NBSP}days" in line for line in lines)
    assert all(len(line) <= WIDTH for line in lines if line != address)


def test_what_is_said_of_an_entry_stands_under_its_first_word():
    assert (
        entry("Sweep the\nmarket", "due today", "lead: Cleansing")
        == "* Sweep the market\n  due today\n  lead: Cleansing"
    )
    long = entry("word " * 20, mark="  - ").splitlines()
    assert (long[0][:8], long[1][:8]) == ("  - word", "    word")


def test_no_sign_is_left_that_a_mail_program_may_not_know():
    assert plain(f"9.4{NBSP}days") == "9.4 days"
