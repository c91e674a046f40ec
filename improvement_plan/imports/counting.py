"""Links the measures of an import to the indicators and live counts that their words name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from actions.models import Milestone
from core.periods import Period, PeriodKind
from core.records import create_many
from improvement_plan.imports.journal import Journal
from improvement_plan.models import MeasureLink
from improvement_plan.rules.measured import Measured, measured
from indicators.models import Alias, Indicator
from organisation.services import reporting_period

SAME_SET = {"BV": "BVPI"}
"""What papers write for the code of a set."""


def link_measures(milestones: Iterable[Milestone], journal: Journal) -> None:
    """Link each milestone whose measure says plainly what counts it, and to one indicator alone. Few queries."""
    found = [(milestone, what) for milestone in milestones if (what := measured(milestone.measure))]
    if not found:
        return
    indicators = _by_name()
    links = list(_links(found, indicators))
    create_many(links)
    journal.note(links)


def _links(found: list[tuple[Milestone, Measured]], indicators: dict[str, set[int]]) -> Iterator[MeasureLink]:
    for milestone, what in found:
        if what.live_count:
            yield MeasureLink(milestone=milestone, live_count=what.live_count, target=what.target)
            continue
        named = indicators[_name(SAME_SET.get(what.code, what.code), what.ref)]
        if len(named) == 1:
            year = Period.containing(milestone.due_on).year if milestone.due_on else None
            yield MeasureLink(
                milestone=milestone,
                indicator_id=next(iter(named)),
                period=reporting_period(Period(PeriodKind.YEAR, year)) if year else None,
                target=what.target,
            )


def _by_name() -> dict[str, set[int]]:
    """Which indicators a set and a number may mean: "BVPI 8" is BV8 of BVPI, C32 of PAF is "PAF C32"."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = [
        *Indicator.objects.values_list("set__code", "ref", "pk"),
        *Alias.objects.values_list("set__code", "ref", "indicator"),
    ]
    for code, ref, pk in rows:
        found[_name(code, ref)].add(pk)
    return found


def _name(code: str, ref: str) -> str:
    """A set and a reference as they are compared, without the letters that only repeat the set."""
    code, ref = code.upper(), ref.replace(" ", "").upper()
    for prefix in (code, *(short for short, same in SAME_SET.items() if same == code)):
        if ref.startswith(prefix) and ref != prefix:
            ref = ref[len(prefix) :]
            break
    return f"{code} {ref.lstrip('0')}"
