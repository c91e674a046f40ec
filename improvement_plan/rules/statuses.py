"""Status words of other people's plans, and statuses that hide in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.choices import Status

WORDS: dict[Status, tuple[str, ...]] = {
    Status.COMPLETE: (
        "complete", "completed", "done", "achieved", "finished", "delivered", "implemented", "fully implemented",
        "action complete", "action completed", "completed on time", "completed late", "blue", "100%",
    ),
    Status.ON_TRACK: (
        "on track", "on target", "green", "yes", "y", "on schedule", "to schedule", "on course", "✓", "✔",
    ),
    Status.IN_PROGRESS: (
        "in progress", "ongoing", "on-going", "on going", "underway", "under way", "started", "commenced", "wip",
        "work in progress", "in hand", "progressing", "partly complete", "partially complete", "part complete",
        "continuing",
    ),
    Status.SLIPPED: (
        "slipped", "slippage", "some slippage", "some slippage reported", "slippage reported", "amber", "delayed",
        "delay", "behind", "behind schedule", "at risk", "minor delay", "slightly behind",
    ),
    Status.OFF_TRACK: (
        "off track", "off target", "not on target", "not on track", "red", "no", "n", "overdue", "stalled",
        "not achieved", "missed", "significantly behind", "major delay",
    ),
}  # fmt: skip
NO_STATUS = {"", "n/a", "na", "not applicable", "-", "–", "—", "tbc", "not due", "not yet due", "not started", "grey"}
"""Words that say that there is no status yet."""
BY_WORD = {word: status for status, words in WORDS.items() for word in words}
ALTERNATIVES = "|".join(re.escape(word) for word in sorted(BY_WORD, key=len, reverse=True))
WHOLE = re.compile(rf"(?:{ALTERNATIVES})(?=$|[\s,;/])", re.IGNORECASE)
LETTERS = {"y", "n", "yes", "no", "✓", "✔", "100%", "red", "green", "amber", "blue", "behind", "done", "started"}
"""Words that say a status in a column of their own and anything at all in prose."""
IN_PROSE = "|".join(re.escape(word) for word in sorted(set(BY_WORD) - LETTERS, key=len, reverse=True))
AT_START = re.compile(rf"^(?P<word>{IN_PROSE})(?=\s*(?:$|[.,;:–—\n]|-\s))", re.IGNORECASE)
AT_END = re.compile(rf"(?:^|[.;:\n]\s*)(?P<word>{IN_PROSE})\s*\.?\s*$", re.IGNORECASE)
SOMEWHERE = re.compile(
    r"\b(?:(?P<complete>completed?)|(?P<slipped>slippage|slipped|delayed|behind\s+schedule)"
    r"|(?P<off_track>off\s+track|stalled)|(?P<in_progress>under\s?way|in\s+progress))\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"(?:\bnot|\bto\s+be|\bwill\s+be|\bonce|\bwhen|\buntil|\bif|\bbefore|\bpart(?:ly|ially)?)(?:\s+\w+)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ReadStatus:
    """What a status cell says. ``each`` holds one status a word where a cell has several: "Complete Complete"."""

    text: str
    each: tuple[Status, ...] = ()
    known: bool = True
    """False where the words are no status that the program knows."""


@dataclass(frozen=True)
class ProseStatus:
    """A status found in prose. ``certain`` where it stands by itself at the beginning or the end."""

    status: Status
    word: str
    certain: bool


def read_status(text: str) -> ReadStatus:
    """The status cell's words as a status of ours; words that are none are kept and marked."""
    words = " ".join(text.split())
    folded = words.casefold().strip(" .")
    if folded in NO_STATUS:
        return ReadStatus(words)
    if folded in BY_WORD:
        return ReadStatus(words, (BY_WORD[folded],))
    rest, each = folded, []
    while rest and (found := WHOLE.match(rest)):
        each.append(BY_WORD[found.group()])
        rest = rest[found.end() :].lstrip(" ,;/")
    return ReadStatus(words, tuple(each)) if each and not rest else ReadStatus(words, known=False)


def status_in(prose: str) -> ProseStatus | None:
    """The status that a text of progress tells of; None where it tells of none."""
    for pattern in (AT_START, AT_END):
        if found := pattern.search(prose):
            word = found["word"]
            return ProseStatus(BY_WORD[" ".join(word.casefold().split())], word, certain=True)
    told = [found for found in SOMEWHERE.finditer(prose) if not NOT_YET.search(prose[: found.start()])]
    if not told:
        return None
    kinds = {Status(found.lastgroup) for found in told}
    status = kinds.pop() if len(kinds) == 1 else Status.IN_PROGRESS
    return ProseStatus(status, " … ".join(found.group() for found in told), certain=False)


def is_status(text: str) -> bool:
    """Whether a cell holds status words and nothing else."""
    return bool(read_status(text).each)
