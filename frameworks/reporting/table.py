"""A framework with all that serves it as the rows of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from frameworks.choices import Thing
from frameworks.reporting.serving import FrameworkThread, Serving

HEADER = (
    "framework", "heading", "outcome_ref", "outcome", "kind", "ref", "title", "answers_for_it", "rating",
    "rating_reason", "period", "figure", "direction", "due", "plans", "address", "outcomes_served",
)  # fmt: skip


def thread_rows(thread: FrameworkThread) -> Iterator[tuple]:
    """The rows of its file, under HEADER: one for each thing under each outcome, and one for an outcome that has none.

    ``outcomes_served`` says under how many of its outcomes the thing stands, so that a file is not counted double;
    ``address`` is the same wherever it stands.
    """
    times: Counter[tuple[Thing, int]] = Counter(
        (kind, line.pk) for outcome in thread.outcomes for kind, line in _lines(outcome.serving)
    )
    for outcome in thread.outcomes:
        head = (thread.name, outcome.group, outcome.ref, outcome.title)
        lines = list(_lines(outcome.serving))
        for kind, line in lines:
            yield (*head, *_row(kind, line), line.url, times[kind, line.pk])
        if not lines:
            yield (*head, *("",) * (len(HEADER) - len(head) - 1), 0)


def _lines(serving: Serving) -> Iterator[tuple[Thing, Any]]:
    for kind, lines in zip(Thing, (serving.indicators, serving.actions, serving.clinics), strict=True):
        yield from ((kind, line) for line in lines)


def _row(kind: Thing, line: Any) -> tuple:
    rating = (str(line.rating.rag), line.rating.sentence) if kind != Thing.CLINIC else ("", "")
    match kind:
        case Thing.INDICATOR:
            about = (f"{line.code} {line.ref}", line.title, line.owner)
            return (str(kind), *about, *rating, line.period, line.figure, line.direction, "", "")
        case Thing.ACTION:
            plans = "; ".join(map(str, line.plans))
            return (str(kind), "", line.title, line.lead, *rating, "", "", "", line.due or "", plans)
        case _:
            return (str(kind), "", line.title, "", line.state, "", "", "", "", "", "")
