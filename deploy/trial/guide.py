"""The commands of the guides, read from the guides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parent.parent.parent / "docs"
GUIDE, CONTAINERS = DOCS / "installing.md", DOCS / "containers.md"
BLOCK = re.compile(r"^## (?P<heading>[^\n]+)$|^```sh(?P<kind>[^\n]*)\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Commands that stand together in the guide."""

    heading: str
    commands: str
    by_hand: bool
    """Whether a person has to do this: an editor, a password."""


def blocks(text: str | None = None) -> list[Block]:
    """All blocks of commands in the order of a guide, docs/installing.md unless its text is given."""
    heading, found = "", []
    for match in BLOCK.finditer(GUIDE.read_text(encoding="utf-8") if text is None else text):
        if match["heading"]:
            heading = match["heading"]
        else:
            found.append(Block(heading, match["commands"], match["kind"].strip() == "by hand"))
    return found


def steps(text: str | None = None) -> list[Block]:
    """What installs it: the blocks under headings with a number."""
    return [block for block in blocks(text) if re.match(r"\d", block.heading)]


def commands(heading: str, text: str | None = None) -> str:
    """What is done under a heading."""
    return "".join(block.commands for block in blocks(text) if block.heading == heading and not block.by_hand)
