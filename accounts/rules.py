"""Judgements at the door, without Django: codes of an authenticator app, weak passwords, the names of browsers."""

from __future__ import annotations

import hashlib
import hmac
import re
import struct
from collections.abc import Collection
from datetime import timedelta
from itertools import pairwise

MOST_GUESSES = 10
GUESSES_WITHIN = timedelta(minutes=5)
"""So many guesses of one account, or from one address, in so long a time."""

STEP = 30
"""Seconds for which one code of an authenticator app is shown."""
DIGITS = 6
EARLIER_OR_LATER = 1
"""Codes that a clock may be off."""

FEWEST_DIFFERENT = 5
"""Different characters in a password: a run of fewer is soon tried."""
LEAST_ADDED = 8
"""Characters that a password must have beside a word that anybody would think of."""
WRITTEN_FOR = str.maketrans("0134578@$!|", "oieastbasil")


def code_at(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code that an app shows in a step of 30 seconds (RFC 6238, with SHA-1 as all apps have it)."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: bytes, code: str, *, at: float, after: int = 0) -> int | None:
    """The step whose code was typed at a moment, in seconds since 1970; none where it is no code of about now.

    A step that is not ``after`` the last one taken is none either, so that a code which was looked over a
    shoulder is worth nothing.
    """
    typed = re.sub(r"\s", "", code)
    now = int(at) // STEP
    for step in range(now - EARLIER_OR_LATER, now + EARLIER_OR_LATER + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()) and step > after:
            return step
    return None


def bare(password: str) -> str:
    """A password as a guesser sees it: small letters, “pa55w0rd” as “password”, without what is put before and after."""
    return re.sub(r"[\W_]", "", re.sub(r"^[\d\W_]+|[\d\W_]+$", "", password.lower()).translate(WRITTEN_FOR))


def is_run(password: str) -> bool:
    """Whether a password only repeats or counts: aaaaaaaaaaaa, abababababab, 123456789012, abcdefghijkl."""
    small = password.lower()
    if len(set(small)) < FEWEST_DIFFERENT:
        return True
    steps = {(ord(after) - ord(before)) for before, after in pairwise(small)}
    return steps <= {1, -9} or steps <= {-1, 9}


def obvious(password: str, words: Collection[str]) -> str:
    """The word, of those that anybody would think of here, that a password adds too little to; empty where it is none."""
    small = bare(password)
    letters = re.sub(r"[\W_\d]", "", password.lower())
    for word in words:
        plain = re.sub(r"[\W_]", "", word.lower())
        if len(plain) < 4:
            continue
        for written in (small, letters):
            if plain in written and len(written) - len(plain) * written.count(plain) < LEAST_ADDED:
                return word
    return ""


BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_words(agent: str) -> str:
    """What a browser calls itself, as people know it: Firefox on Windows."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "Another program"
