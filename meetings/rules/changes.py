"""What changed between the papers of a meeting as issued and as they are now, in the sentences a supplement opens with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.rules.closed import WITHHELD_REASON


@dataclass(frozen=True)
class HeldFile:
    """A file of its own that goes with an item, as an edition lists it."""

    pk: int
    title: str
    name: str
    sha256: str
    pages: int


@dataclass(frozen=True)
class HeldItem:
    """An agenda item as an edition holds it for its audience, and where its papers stand."""

    pk: int
    number: int
    title: str
    exempt: str
    seal: str
    """The SHA-256 of what its papers say; empty where there are none."""
    edition: int = 0
    first: int | None = None
    last: int | None = None
    attachments: tuple[HeldFile, ...] = ()
    late: str = ""
    withdrawn: str = ""
    kind: str = ""

    @property
    def pages(self) -> str:
        """Where its papers stand, in words; empty where there are none."""
        if self.first is None:
            return ""
        return f"page {self.first}" if self.first == self.last else f"pages {self.first} to {self.last}"


@dataclass(frozen=True)
class Change:
    """What changed of an item."""

    pk: int
    number: int
    title: str
    sentence: str
    papers: bool
    """Whether the supplement brings papers for it."""


def changes(issued: Iterable[HeldItem], now: Iterable[HeldItem]) -> tuple[Change, ...]:
    """What changed, item by item in the order of the agenda as it is now; what was taken off it comes last.

    Papers are compared by what they say, not by where they stand or by the number of their item.
    """
    before, present = {item.pk: item for item in issued}, list(now)
    found = []
    for item in present:
        papers, sentences = _changed(before.get(item.pk), item)
        if sentences:
            found.append(Change(item.pk, item.number, item.title, " ".join(sentences), papers))
    gone = [item for pk, item in before.items() if pk not in {one.pk for one in present}]
    for item in gone:
        where = f"; its papers, {item.pages}, are withdrawn" if item.pages else ""
        found.append(Change(item.pk, item.number, item.title, f"Taken off the agenda{where}.", papers=False))
    return tuple(found)


def _changed(then: HeldItem | None, now: HeldItem) -> tuple[bool, list[str]]:
    """Whether papers come with it, and the sentences that say what changed."""
    if then is None:
        because = f" Taken because {_lowered(now.late)}" if now.late else ""
        return bool(now.seal), [f"A late item.{_stopped(because)}"]
    sentences = []
    if now.number != then.number:
        sentences.append(f"It was item {then.number}.")
    if now.withdrawn and not then.withdrawn:
        where = f"; its papers, {then.pages}, with it" if then.pages else ""
        because = "" if now.withdrawn == WITHHELD_REASON else f" because {_lowered(now.withdrawn).rstrip('.')}"
        return False, [*sentences, f"Withdrawn{because}{where}."]
    if now.exempt != then.exempt:
        sentences.append(f"Now {_lowered(now.exempt)}." if now.exempt else "No longer exempt.")
    if now.title != then.title and not now.exempt:
        sentences.append(f"It was called “{then.title}”.")
    if now.seal and not then.seal:
        sentences.append("Report that was to follow.")
    elif now.seal and now.seal != then.seal:
        sentences.append(f"Replaces {then.pages}.")
    elif then.seal and not now.seal:
        sentences.append(f"Its papers, {then.pages}, are withdrawn.")
    sentences += _files(then, now)
    return bool(now.seal) and now.seal != then.seal, sentences


def _files(then: HeldItem, now: HeldItem) -> list[str]:
    earlier, present = {file.pk for file in then.attachments}, {file.pk for file in now.attachments}
    added = [f"Attached: “{file.title}”." for file in now.attachments if file.pk not in earlier]
    return added + [f"No longer attached: “{file.title}”." for file in then.attachments if file.pk not in present]


def _lowered(words: str) -> str:
    """A reason within a sentence."""
    begins_small = words[1:2].islower() or words.startswith("A ")
    return words[:1].lower() + words[1:] if begins_small else words


def _stopped(words: str) -> str:
    return f"{words.rstrip('.')}." if words else ""


def held_now(issued: Iterable[HeldItem], supplement: Iterable[HeldItem], edition: int) -> tuple[HeldItem, ...]:
    """Where everything stands once a supplement is issued: what it brings in it, and the rest where it stood."""
    before = {item.pk: item for item in issued}
    found = []
    for item in supplement:
        then = before.get(item.pk)
        stays = then is not None and item.first is None and item.seal == then.seal
        found.append(
            _at(item, then.edition, then.first, then.last) if stays else _at(item, edition, item.first, item.last)
        )
    return tuple(found)


def _at(item: HeldItem, edition: int, first: int | None, last: int | None) -> HeldItem:
    facts = {**vars(item), "edition": edition, "first": first, "last": last}
    return HeldItem(**facts)
