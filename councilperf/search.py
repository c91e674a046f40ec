"""One box: indicators, actions, clinics, plans, items of agendas, reports, minutes and posts by reference or words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from actions.models import Action
from clinics.models import Clinic
from core.excerpts import Piece
from improvement_plan.models import Plan
from indicators.models import Indicator
from meetings.reporting.finding import FoundPaper, find_minutes, find_reports, seen_items
from organisation import rights
from organisation.models import Post

MOST = 20
REFERENCE = re.compile(r"^(?:bvpi|bv)\s*0*(\d+[a-z]?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """One thing that was found."""

    title: str
    url: str
    what: str
    excerpt: tuple[Piece, ...] = ()
    """What stands round the words in it, where they do not stand in its title alone."""


@dataclass(frozen=True)
class Findings:
    """What was found of one kind."""

    kind: str
    things: tuple[Found, ...]
    more: bool


def search(words: str, person: rights.Person) -> list[Findings]:
    """Everything that has all the words and that a person may see, kind by kind. Eleven queries at most.

    An item that the public may not see, its report and its minute are found by nobody but whoever may see the closed
    papers of its board.
    """
    reference = REFERENCE.match(words.strip())
    terms = [f"BV{reference[1]}"] if reference else words.split()
    if not terms:
        return []
    indicators = _having(Indicator.objects.select_related("set"), terms, "ref", "title", "aliases__ref", "set__code")
    actions = _having(Action.objects.select_related("lead"), terms, "title", "description", "lead__title")
    clinics = _having(Clinic.objects.all(), terms, "title", "why", "clinic_indicators__indicator__ref")
    plans = _having(Plan.objects.all(), terms, "title", "description")
    whole, kept = rights.boards_seen_whole(person), rights.boards_kept(person)
    items = _having(
        seen_items(whole).select_related("meeting__board").order_by("-meeting__date", "meeting", "number"),
        terms, "title", "meeting__board__name",
    )  # fmt: skip
    posts = _having(Post.objects.all(), terms, "title", "abbreviation", "aliases__text")
    kinds = [
        _findings("Indicators", indicators, lambda i: Found(str(i), i.get_absolute_url(), i.set.title)),
        _findings("Actions", actions, lambda a: Found(a.title, a.get_absolute_url(), str(a.lead or "No owner"))),
        _findings("Clinics", clinics, lambda c: Found(c.title, c.get_absolute_url(), c.get_state_display())),
        _findings("Plans", plans, lambda p: Found(p.title, p.get_absolute_url(), "Improvement plan")),
        _findings(
            "Items of agendas",
            items,
            lambda i: Found(i.title, i.meeting.get_absolute_url(), f"Item {i.number}, {i.meeting}"),
        ),
        _papers("Reports", find_reports(terms, whole=whole, most=MOST + 1)),
        _papers("Minutes", find_minutes(words.strip(), terms, whole=whole, kept=kept, most=MOST + 1)),
        _findings(
            "Posts", posts, lambda p: Found(p.title, reverse("actions", query={"lead": p.pk}), "The actions it leads")
        ),
    ]
    return [findings for findings in kinds if findings.things]


def _having(rows: QuerySet, terms: list[str], *fields: str) -> QuerySet:
    for term in terms:
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": term})
        rows = rows.filter(anywhere)
    return rows.distinct()[: MOST + 1]


def _papers(kind: str, found: list[FoundPaper]) -> Findings:
    return _findings(kind, found, lambda paper: Found(paper.title, paper.url, paper.what, paper.excerpt))


def _findings(kind: str, rows: Iterable, show) -> Findings:
    found = [show(row) for row in rows]
    return Findings(kind, tuple(found[:MOST]), len(found) > MOST)
