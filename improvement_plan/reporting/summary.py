"""A plan in counts: by section and by directorate, how many actions have which rating, of how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from actions.reporting import NO_OWNER
from core.formats import share
from core.rag import Rag
from improvement_plan.models import Plan
from improvement_plan.reporting.lines import NO_BODY, NO_LEAD, EntryLine, SectionBlock, grouped
from improvement_plan.reporting.position import Position

RATINGS = {
    Rag.COMPLETE: "Complete",
    Rag.GREEN: "On track",
    Rag.AMBER: "Slipped or late in part",
    Rag.RED: "Overdue or off track",
    Rag.NOT_REPORTED: "Not reported",
}
"""The columns of the summary, in order."""
NO_DIRECTORATE = "No directorate"
LAST = (NO_BODY, NO_LEAD)
"""What has no name stands below the others."""


@dataclass(frozen=True)
class SummaryCell:
    """How many of a row's actions have a rating."""

    rag: Rag
    label: str
    count: int
    of: int
    url: str
    """The plan, filtered to them."""

    @property
    def words(self) -> str:
        """9 of 173 (5.2 %)."""
        return share(self.count, self.of)


@dataclass(frozen=True)
class SummaryRow:
    """A section, a directorate, a partner body or nobody, with its actions by rating."""

    title: str
    total: int
    url: str
    cells: tuple[SummaryCell, ...]


@dataclass(frozen=True)
class PlanSummary:
    """A plan in counts."""

    title: str
    slug: str
    on: date
    position: str
    actions: int
    sections: tuple[SummaryRow, ...]
    directorates: tuple[SummaryRow, ...]
    total: SummaryRow

    @property
    def columns(self) -> tuple[tuple[Rag, str], ...]:
        """The ratings with their headings."""
        return tuple(RATINGS.items())


def plan_summary(plan: Plan, at: Position) -> PlanSummary:
    """A plan in counts at a day. Five queries, seven of a past day."""
    return summary_of(plan, grouped(at.entries(plan), at), at)


def summary_of(plan: Plan, sections: Iterable[SectionBlock], at: Position) -> PlanSummary:
    """The counts of sections that have been read."""
    sections = tuple(sections)
    kept = {"on": at.on.isoformat()} if at.is_past else {}
    where = reverse("plan", args=[plan.slug])

    def row(title: str, lines: Iterable[EntryLine], **chosen: str) -> SummaryRow:
        return _row(
            title, [entry for entry in lines if entry.action], lambda **more: _address(where, chosen | more | kept)
        )

    lines = [entry for section in sections for entry in section.entries if entry.action]
    bodies = {entry.under: _body(entry) for entry in lines}
    in_order = sorted(bodies.items(), key=lambda body: (LAST.index(body[0]) if body[0] in LAST else -1, body[1]))
    return PlanSummary(
        title=plan.title,
        slug=plan.slug,
        on=at.on,
        position=at.words,
        actions=len(lines),
        sections=tuple(
            row(
                f"{section.number}. {section.title}" if plan.is_numbered else section.title,
                section.entries,
                section=str(section.number),
            )
            for section in sections
        ),
        directorates=tuple(
            row(title, (entry for entry in lines if entry.under == key), directorate=key) for key, title in in_order
        ),
        total=row("The whole plan", lines),
    )


def _body(entry: EntryLine) -> str:
    """Under which name a line is counted."""
    return entry.directorate or {NO_LEAD: NO_OWNER, NO_BODY: NO_DIRECTORATE}[entry.under]


def _row(title: str, lines: list[EntryLine], address: Callable[..., str]) -> SummaryRow:
    rated = Counter(entry.action.rating.rag for entry in lines)
    cells = tuple(
        SummaryCell(rag, label, rated[rag], len(lines), address(rating=str(rag))) for rag, label in RATINGS.items()
    )
    return SummaryRow(title, len(lines), address(), cells)


def _address(where: str, chosen: dict[str, str]) -> str:
    return f"{where}?{urlencode(chosen)}" if chosen else where
