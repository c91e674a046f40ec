"""References as people write them: bv8, BVPI 8 and BV 008 are one. Pure."""

from __future__ import annotations

import re

LONGEST = 60
"""So many characters of a reference are kept; those of a council have thirty."""
_TOKEN = re.compile(
    r"(?P<apart>[\s._/:‐-―-]*)"
    r"(?:\((?P<part>\d{1,3}|[^\W\d_]{1,2})\)|(?P<number>\d+)|(?P<letters>[^\W\d_]+))",
)
_NUMBER_FOLLOWS = re.compile(r"(?<=[^\W\d_])\s+no(?:\.\s*|\s+)(?=\d)")
_BEST_VALUE = re.compile(r"^bvpi(?:bv)?(?=\d)")
"""The Best Value indicators are BVPI 8 in prose, and BV8 in tables."""
_HEAD = re.compile(r"^(?P<letters>[^\W\d_]*)(?P<rest>\d.*)$")


def plain(written: str) -> str:
    """A reference in the one form in which it is kept and looked up; empty for what cannot be one.

    Capitals, blanks, dashes and the noughts before a number say nothing: “BVPI No. 008” is bv8, “PAF C72” pafc72,
    “BV 127(a)” bv127a. What parts two numbers does: “2.1” and “2/1” are 2.1, and “41(2)” is 41(2).
    """
    text = _NUMBER_FOLLOWS.sub("", written.casefold().strip())
    found, place, after_number = "", 0, False
    while place < len(text):
        token = _TOKEN.match(text, place)
        if not token:
            break
        if token["letters"]:
            found, after_number = found + token["letters"], False
        elif token["part"] and not token["part"].isdecimal():
            found, after_number = found + token["part"], False
        elif token["part"]:
            found, after_number = f"{found}({int(token['part'])})", True
        else:
            if after_number:
                if not token["apart"].strip() and not found.endswith(")"):
                    return ""  # two numbers side by side are no reference
                found += "."
            found, after_number = found + (token["number"].lstrip("0") or "0"), True
        place = token.end()
    if text[place:].strip(" .:;,/-"):
        return ""
    return _BEST_VALUE.sub("bv", found)[:LONGEST]


def ways_to_write(code: str, ref: str) -> frozenset[str]:
    """Every way in which an indicator's reference is written: by itself, and behind the code of its set.

    BV8 of the set BVPI is bv8; C72 of PAF is c72 and pafc72; X5 of LPI is x5 and lpix5; 15 of NI is 15 and ni15.
    """
    own, family = plain(ref), plain(code)
    ways = {own, plain(f"{code} {ref}")} if own else set()
    head = _HEAD.match(own)
    if head and family.startswith(head["letters"]):
        ways.add(plain(f"{code} {head['rest']}"))
    return frozenset(ways - {""})
