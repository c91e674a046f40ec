"""Which pictures the guide has: of whom, of which page of the demonstration Merrowdale, and what must stand on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """A picture of a page as somebody sees it."""

    who: str
    """The part of their address before the @; empty for a resident."""
    address: str
    shows: str
    """Words that have to stand on the page: where they do not, the picture is not of what the guide says."""
    at: str = ""
    """What is scrolled to, as a CSS selector; the top of the page unless given."""
    width: int = 1100
    height: int = 720


PHONE = {"width": 390, "height": 780}
PICTURES: dict[str, Shot] = {
    # Officer
    "sign-in": Shot("", "/sign-in/", "Sign in"),
    "my-work": Shot("housing", "/", "My work"),
    "my-work-card": Shot("housing", "/", "What has changed?", at="[data-card]"),
    "action": Shot("housing", "/actions/25/", "What has changed?"),
    "ask-for-date": Shot("housing", "/actions/25/ > Ask for a new date", "New date"),
    "enter-figures": Shot("housing", "/indicators/entry/", "Save"),
    # Performance team
    "uploads": Shot("performance", "/indicators/import/", "Import"),
    "scorecard": Shot("performance", "/indicators/scorecard/", "Scorecard"),
    "suggested-clinics": Shot("performance", "/clinics/suggested/", "Suggested clinics"),
    "coverage": Shot("performance", "/actions/coverage/", "Coverage"),
    "plan-edit": Shot("performance", "/plans/improvement-plan/edit/", "Edit"),
    "agenda": Shot("performance", "/meetings/17/agenda/", "Agenda"),
    "packs": Shot("performance", "/meetings/17/pack/", "Pack"),
    "publishing": Shot("performance", "/publishing/", "publish"),
    # Board member
    "my-papers": Shot("member", "/meetings/mine/", "My papers", **PHONE),
    "meeting": Shot("member", "/meetings/16/", "Performance Board"),
    "my-notes": Shot("member", "/meetings/16/notes/", "notes"),
    "indicator": Shot("member", "/indicators/KPI/AS1/", "Figures"),
    "words": Shot("member", "/help/words/", "What the words mean"),
    "clinic": Shot("member", "/clinics/2/", "Did it work?"),
    # Director
    "effect": Shot("chief", "/clinics/effect/", "clinic"),
    "plan-summary": Shot("chief", "/plans/improvement-plan/summary/", "Summary"),
    "sign-off": Shot("chief", "/indicators/sign-off/", "Sign"),
    # Partner
    "partner-work": Shot("partnership", "/", "My work"),
    # Resident
    "public-front": Shot("", "/public/", "How Merrowdale Borough Council is doing"),
    "public-measures": Shot("", "/public/indicators/", "Our measures"),
    "open-data": Shot("", "/data/", "Open data"),
}
