"""The user guide: chapters in docs/guide, one for each role, read from Markdown.

A chapter has one heading with #, a paragraph that says whom it is for, and parts with ##. A line that holds nothing but a
picture is a picture; everything else is prose (core.prose).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import slugify

from core.prose import to_html, to_text

FOLDER: Path = settings.BASE_DIR / "docs" / "guide"
PICTURES = "guide"
"""Where pictures are in static/."""
CHAPTERS = ("officer", "performance-team", "board-member", "director", "partner", "resident")
"""In the order in which they are offered."""
PICTURE = re.compile(r"!\[(?P<alt>[^\]]+)\]\(\.\./\.\./static/guide/(?P<name>[a-z0-9-]+)\.webp\)")
TO_CHAPTER = re.compile(r"\]\((?P<name>[a-z-]+)\.md\)")


@dataclass(frozen=True)
class Picture:
    """A picture of a page, as it was taken from the running program."""

    name: str
    alt: str

    @property
    def file(self) -> str:
        """Where it is in static/."""
        return f"{PICTURES}/{self.name}.webp"


@dataclass(frozen=True)
class Block:
    """Prose, or a picture."""

    html: SafeString | str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Part:
    """What stands under a heading."""

    heading: str
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """What a link to it ends with."""
        return slugify(self.heading)


@dataclass(frozen=True)
class Chapter:
    """A chapter for one role."""

    name: str
    title: str
    summary: str
    """Its first paragraph in plain words: whom it is for."""
    parts: tuple[Part, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures, in order."""
        return tuple(block.picture for part in self.parts for block in part.blocks if block.picture)


def chapters() -> tuple[Chapter, ...]:
    """All of them."""
    return tuple(chapter(name) for name in CHAPTERS)


@cache
def chapter(name: str) -> Chapter:
    """A chapter, read once in a process."""
    return read(name, (FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def read(name: str, text: str) -> Chapter:
    """A chapter from its Markdown."""
    top, *rest = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, summary = top.partition("\n")
    parts = tuple(_part(part) for part in rest)
    return Chapter(name, title.removeprefix("# ").strip(), to_text(summary), parts)


def _part(text: str) -> Part:
    heading, _, body = text.partition("\n")
    return Part(heading.strip(), tuple(_blocks(body)))


def _blocks(text: str) -> Iterator[Block]:
    prose: list[str] = []
    for line in text.splitlines():
        if found := PICTURE.fullmatch(line.strip()):
            yield from _prose(prose)
            prose = []
            yield Block(picture=Picture(found["name"], found["alt"]))
        else:
            prose.append(line)
    yield from _prose(prose)


def _prose(lines: list[str]) -> Iterator[Block]:
    text = "\n".join(lines).strip()
    if text:
        yield Block(html=to_html(TO_CHAPTER.sub(r"](/help/\g<name>/)", text)))
