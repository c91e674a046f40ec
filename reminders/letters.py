"""How a letter reads: plain text, short, and with one link."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from accounts.services.letters import STOP
from core.formats import count, days, long_date
from core.letters import entry, filled, plain
from reminders.choices import Occasion
from reminders.models import LINK
from reminders.rules import SOON, Item, Letter, Missed

MOST_WORDS = 160
MOST_TITLES = 5


def subject(letter: Letter) -> str:
    """What is wanted, in a line: “Your actions: 1 due today, 2 overdue, 5 to update before 10 September 2007”."""
    before = f" before {long_date(letter.cycle.ends)}" if letter.cycle.ends else ""
    counts = [
        (letter.due, "due today"),
        (letter.overdue, "overdue"),
        (letter.soon, "due soon"),
        (letter.to_update, f"to update{before}"),
    ]
    parts = [f"{len(held)} {words}" for held, words in counts if held]
    if parts and letter.figures:
        parts.append(count(len(letter.figures), "figure") + " to report")
    if parts:
        return plain(f"Your actions: {', '.join(parts)}")
    if letter.figures:
        return plain(f"{count(len(letter.figures), 'figure')} to report")
    return "Actions that nobody updated, in posts that answer to you"


def body(letter: Letter, *, site: str) -> str:
    """The whole letter. ``site`` is the address that other links begin with; the reader's own link is a gap."""
    blocks = [f"Hello {letter.to.name},", *_opening(letter)]
    if letter.items:
        blocks += [
            "Say how each is going here. You need no password:",
            LINK,
            filled(
                "The link opens the actions below and nothing else, for you alone, for 72 hours. "
                "Please do not forward it: what it saves is said in your name."
            ),
        ]
    for heading, items in (
        ("Due today", letter.due),
        ("Overdue", letter.overdue),
        ("Due soon", letter.soon),
        ("To update", letter.to_update),
    ):
        if items:
            blocks += [_heading(heading, len(items)), *(_item(item, letter) for item in items)]
    if letter.figures:
        blocks.append(_heading("Figures to report", len(letter.figures)))
        blocks += [
            entry(f"{f.title}, {f.period}", _when(f.due, letter.on, past="awaited since")) for f in letter.figures
        ]
        blocks.append(filled(f"Sign in to enter them: {site}/"))
    if letter.missed:
        blocks.append(_heading("Missed in posts that answer to you", len(letter.missed)))
        blocks.append(
            filled(
                f"Nobody has said anything of these since {long_date(letter.cycle.missed_from)}, in the cycle that "
                f"ended on {long_date(letter.cycle.missed_to)} or after it. You are told once a cycle."
            )
        )
        blocks += [_missed(missed) for missed in letter.missed]
    blocks += [
        "--",
        filled(f"You are written to as {letter.to.holds}."),
        f"All your work: {site}/\nWhat you are sent, and how often: {site}{reverse('own-letters')}",
    ]
    if letter.occasion == Occasion.SOON:
        blocks.append(f"Stop messages on what is due soon:\n{STOP}")
    return plain("\n\n".join(blocks)) + "\n"


def _opening(letter: Letter) -> Iterator[str]:
    cycle = letter.cycle
    if letter.to_update and cycle.ends:
        sentence = f"The {cycle.board} meets on {cycle.ends:%A} {long_date(cycle.ends)}."
        if cycle.published and cycle.published >= letter.on:
            sentence += f" Its papers are published by {cycle.published:%A} {long_date(cycle.published)}."
        wanted = count(len(letter.to_update), "action")
        has = "has" if len(letter.to_update) == 1 else "have"
        yield filled(f"{sentence} {wanted} of yours {has} no update since {long_date(cycle.starts)}.")
    elif letter.items:
        yield filled(f"{count(len(letter.items), 'action')} of yours {_wants(len(letter.items))} a few words from you.")


def _wants(number: int) -> str:
    return "wants" if number == 1 else "want"


def _heading(words: str, number: int) -> str:
    line = f"{words} ({number})"
    return f"{line}\n{'-' * len(line)}"


def _item(item: Item, letter: Letter) -> str:
    step = item.next_step(letter.on)
    when = [_when(item.due, letter.on, past="was due") if item.due else item.due_words]
    if step and step != item.due and step <= letter.on + SOON:
        when.insert(0, f"milestone {_when(step, letter.on, past='was due')}")
    if item.lead and item.lead not in letter.to.posts:
        when.append(f"lead: {item.lead_title}")
    said = [f"{long_date(item.said_on)}: {_short(item.words)}"] if item.said_on else []
    return entry(item.title, "; ".join(when), *said)


def _when(day: date, on: date, *, past: str) -> str:
    if day < on:
        return f"{past} {long_date(day)}, {days((on - day).days)} ago"
    return "due today" if day == on else f"due {long_date(day)}"


def _missed(missed: Missed) -> str:
    shown = list(missed.titles[:MOST_TITLES])
    more = len(missed.titles) - len(shown)
    if more:
        shown.append(f"and {more} more")
    head = f"{missed.post}: {len(missed.titles)} of {count(missed.of, 'open action')}"
    return "\n".join([entry(head), *(entry(title, mark="  - ") for title in shown)])


def _short(words: str) -> str:
    return textwrap.shorten(words, MOST_WORDS, placeholder=" …")
