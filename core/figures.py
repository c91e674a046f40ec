"""Figures as people write them: 1,204, £1,204, 12.5 %, −3, Level 4, 3 of 4, Good, n/a.

What cannot be read for certain is refused. A number in another unit than the indicator's is read, and asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core.formats import exact, listed

SPACES = re.compile(r"[\s\u200b\u2060\ufeff]+")  # NBSP and thin spaces among them
NOTHING = {"", "-", "–", "—", "−", ".", "..", "no value"}
NOT_APPLICABLE = {"n/a", "n.a.", "not applicable"}
ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
MULTIPLES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
UNIT_WORDS = re.compile(
    r"(?:working |calendar )?days?|weeks?|months?|years?|hours?|minutes?|mins?|seconds?|secs?|(?:percentage )?points?"
    r"|per ?cent|pounds?|pence|levels?|people|households|tonnes?|kg|km|miles?|per [0-9a-z, ]+",
    re.IGNORECASE,
)
"""Words that stand beside a number as its unit."""
LONGEST = 60

NUMBER = re.compile(
    r"""(?P<sign>[-+−–]?)\s?(?P<pound>£?)\s?(?P<after>[-−–]?)
        (?P<whole>[0-9]+ | [1-9][0-9]{0,2}(?:,[0-9]{3})+ | [1-9][0-9]{0,2}(?:\s[0-9]{3})+)?
        (?P<places>\.[0-9]*)?
        \s?(?P<percent>%?)""",
    re.VERBOSE,
)
BARE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
DECIMAL_COMMA = re.compile(r"(?P<before>[-−–]?£?\s?[0-9]+(?:[.\s][0-9]{3})*),(?P<after>[0-9]+\s?%?)")
BRACKETED = re.compile(r"\(\s?(?P<inside>£?[0-9][0-9,.]*\s?%?)\s?\)")
SHORTENED = re.compile(r"[-+−]?[0-9](?:\.[0-9]+)?E[-+]?[0-9]+", re.IGNORECASE)
MULTIPLE = re.compile(r"(?P<number>[-−]?£?[0-9][0-9,.]*)\s?(?P<times>[a-z]+)", re.IGNORECASE)
DIGITS = re.compile(r"[-−–]?£?[0-9](?:[0-9,]*[0-9])?(?:\.[0-9]+)?(?:\s?%)?")
OUT_OF = re.compile(r"(?P<part>.+?) (?:out )?of (?P<whole>[0-9]+)", re.IGNORECASE)


class FigureError(ValueError):
    """A text that is no figure, or not one in its unit; the message quotes it and says how to mend it."""


@dataclass(frozen=True)
class Figure:
    """What a cell says of an indicator: a value in its unit, nothing yet, or that the indicator does not apply."""

    value: Decimal | None = None
    not_applicable: bool = False
    question: str = ""
    """What a person is to be asked because the cell names another unit; empty where it fits."""


def plain(text: str) -> str:
    """A text without spaces around it and with single, ordinary spaces within."""
    return SPACES.sub(" ", text).strip()


def read_number(text: str) -> Decimal:
    """A number, whatever its thousands are separated by; a £ before it or a % behind it is left off.

    72.3% is 72.3. Brackets are not read as minus, for (3) may be a note. Raises FigureError.
    """
    return _number(text, text)[0]


def read_figure(text: str, *, unit: str, names: tuple[str, ...] = ()) -> Figure:
    """A figure in an indicator's unit; reads again whatever core.formats writes.

    ``names`` are the words of an indicator whose levels are named, from level 1 up.
    A number that stands in another unit, by its sign or its words, comes with a question.
    Raises FigureError where it is no figure.
    """
    if not names and unit != "yes/no" and BARE.fullmatch(text):  # as nearly every cell is
        return Figure(Decimal(text))
    written = plain(text)
    word = written.lower()
    if word in NOTHING:
        return Figure()
    if word in NOT_APPLICABLE:
        return Figure(not_applicable=True)
    levels = [plain(name).lower() for name in names]
    if word in levels:
        return Figure(Decimal(levels.index(word) + 1))
    if unit == "yes/no":
        if word not in YES | NO:
            raise FigureError(f"“{_short(text)}” is neither yes nor no.")
        return Figure(Decimal(word in YES))
    if names and not any(letter.isdigit() for letter in written):
        raise FigureError(f"“{_short(text)}” is not a level here: write one of {listed(names)}.")
    number, other = _taken_apart(written, unit)
    value, sign = _number(number, text, unit)
    if sign == "%" and unit != "%":
        other = "a percentage"
    elif sign == "£" and not unit.startswith("£"):
        other = "an amount of money"
    return Figure(value, question=_is_it(text, other, value, unit) if other else "")


def _is_it(text: str, other: str, value: Decimal, unit: str) -> str:
    """The question whether a number in another unit is meant."""
    return f"“{_short(text)}” is {other} and {_unit(unit)}. Is {exact(value)} right?"


def _taken_apart(written: str, unit: str) -> tuple[str, str]:
    """The number in "level 4", "3 of 4" or "27.8 days", and of what other unit it is, if it is."""
    if unit.startswith("level") and written.lower().startswith("level "):
        return written[len("level ") :], ""
    if unit.startswith("score of ") and (scored := OUT_OF.fullmatch(written)):
        fits = scored["whole"] == unit.removeprefix("score of ").strip()
        return scored["part"], "" if fits else f"of {scored['whole']}"
    words = plain(unit).lower().removeprefix("£").strip()
    if words and words != "%" and written.lower().endswith(f" {words}"):
        return written[: -len(words) - 1], ""
    return _beside_words(written, words)


def _beside_words(written: str, wanted: str) -> tuple[str, str]:
    """The number beside words that are a unit, "12 weeks", "Level 4" or "72 per cent"; one day is days."""
    number, _, words = written.partition(" ")
    if not words:
        return written, ""
    if number.lower() == "level":
        number, words = words, "level"
    if not UNIT_WORDS.fullmatch(words) or not NUMBER.fullmatch(number):
        return written, ""
    if words.lower() in {"percent", "per cent"}:
        return f"{number}%", ""
    if words.lower().removesuffix("s") == wanted.removesuffix("s"):
        return number, ""
    return number, "a level" if words == "level" else f"in {words}"


def _number(number: str, text: str, unit: str = "") -> tuple[Decimal, str]:
    """A number and the sign of its unit, % or £ or none; ``text`` is the whole cell, for the sentence."""
    found = NUMBER.fullmatch(plain(number))
    if (
        not found
        or not any(digit.isdigit() for digit in (found["whole"] or "") + (found["places"] or ""))
        or (found["sign"] and found["after"])
        or (found["after"] and not found["pound"])
        or (found["pound"] and found["percent"])
    ):
        raise FigureError(_refusal(text, unit))
    digits = re.sub(r"[,\s]", "", found["whole"] or "0") + (found["places"] or "")
    minus = (found["sign"] or found["after"]) not in {"", "+"}
    return Decimal(f"-{digits}" if minus else digits), found["pound"] or found["percent"]


def _refusal(text: str, unit: str) -> str:
    """Why a text is no number, and how to mend it; words beside a number may be another unit than ``unit``."""
    written = plain(text)
    quoted = f"“{_short(text)}”"
    if written.upper() in ERRORS:
        return f"{quoted} is an error of a spreadsheet: mend the formula, or write the figure."
    if written.lower() in NOTHING | NOT_APPLICABLE:
        return f"{quoted} is not a number: leave the cell empty where there is none."
    if comma := DECIMAL_COMMA.fullmatch(written):
        whole = re.sub(r"[.\s]", "", comma["before"])
        return f"{quoted} has a decimal comma: write {whole}.{comma['after']}."
    if bracketed := BRACKETED.fullmatch(written):
        inside = bracketed["inside"]
        return f"{quoted} may be minus {inside} or a note: write −{inside} or {inside}."
    if SHORTENED.fullmatch(written):
        return f"{quoted} is a number shortened by a spreadsheet: format the cell as a number and save the file again."
    multiple = MULTIPLE.fullmatch(written)
    if multiple and multiple["times"].lower() in MULTIPLES and NUMBER.fullmatch(multiple["number"]):
        value, sign = _number(multiple["number"], text)
        full = value.scaleb(MULTIPLES[multiple["times"].lower()])
        return f"{quoted} is shortened: write it in full, {sign}{full:,f}."
    numbers, beside = DIGITS.findall(written), DIGITS.sub("", written)
    if len(numbers) == 1 and beside and not set(beside) & set("-−–+.,") and NUMBER.fullmatch(numbers[0]):
        if unit and any(letter.isalpha() for letter in beside):
            return f"{quoted} holds more than a number: write it in the unit, {unit}, and the number alone."
        return f"{quoted} holds more than a number: write {numbers[0]} alone."
    return f"{quoted} is not a number: write digits, such as 1204 or 95.9."


def _unit(unit: str) -> str:
    return f"the unit is {unit}" if unit else "the indicator has no unit"


def _short(text: str) -> str:
    """A text as a sentence quotes it."""
    text = text.strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
