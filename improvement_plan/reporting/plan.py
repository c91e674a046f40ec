"""A whole plan at a day, for paper and files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from improvement_plan.choices import Layout
from improvement_plan.models import ON_TARGET, Plan, PlanVersion
from improvement_plan.reporting.legend import Legend, legend
from improvement_plan.reporting.lines import EntryLine, SectionBlock, grouped, with_latest
from improvement_plan.reporting.position import position
from improvement_plan.reporting.tiles import Tiles, tiles_of
from organisation.models import Council


@dataclass(frozen=True)
class PlanReport:
    """A plan at a day, in a layout."""

    title: str
    slug: str
    on: date
    position: str
    """Position at 10 September 2007."""
    description: str
    closing_notes: str
    numbered: bool
    """Whether it is laid out with references, outcomes, resources and progress."""
    is_numbered: bool
    """Whether the plan itself is numbered through, in whichever layout."""
    tiles: Tiles
    versions: tuple[PlanVersion, ...]
    legend: Legend
    sections: tuple[SectionBlock, ...] = field(default=())

    @property
    def lines(self) -> tuple[EntryLine, ...]:
        """All its lines in their order, sub-headings among them."""
        return tuple(entry for section in self.sections for entry in section.entries)


def plan_report(plan: Plan, on: date, *, council: Council, since: date | None = None, layout: str = "") -> PlanReport:
    """A whole plan at a day, in its own layout unless another is asked for. Five queries, seven of a past day; one more for its versions."""
    at = position(on, council)
    entries = list(at.entries(plan))
    actions = {entry.action_id: at.line(with_latest(entry)) for entry in entries if entry.action}
    at.shares.know(plan.pk, sum(line.rating.rag in ON_TARGET for line in actions.values()), len(actions))
    sections = grouped(entries, at)
    numbered = (layout or plan.layout) == Layout.NUMBERED
    return PlanReport(
        title=plan.title,
        slug=plan.slug,
        on=on,
        position=at.words,
        description=plan.description,
        closing_notes=plan.closing_notes,
        numbered=numbered,
        is_numbered=plan.is_numbered,
        tiles=tiles_of((entry for section in sections for entry in section.entries), since=since),
        versions=tuple(plan.versions.all()) if numbered else (),
        legend=legend(sections, council),
        sections=sections,
    )
