"""What has been done with a report, in words: who wrote under which heading, who sent, signed and opened it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.formats import long_date
from core.happenings import NOBODY, Happening, Said, said_of, told_together
from meetings.choices import ReportStep
from meetings.models import (
    CommitteeReport,
    ReportAppendix,
    ReportEvent,
    ReportLetter,
    ReportReviewer,
    ReportSection,
)

FACTS = ("title", "author", "contact", "directorate", "portfolio", "confirmation", "background_papers", "written_by")


def report_happenings(report: CommitteeReport) -> list[Happening]:
    """The newest of what was done, the newest first. Seven queries."""
    headings = {heading.pk: str(heading) for heading in report.template.headings.all()}
    said = [
        *(_event(event) for event in report.events.all()),
        *_letters(ReportLetter.objects.filter(event__report=report).select_related("to", "event__by")),
        *said_of(ReportSection, lambda was, row: _section(was, row, headings), report=report.pk),
        *said_of(ReportAppendix, _appendix, report=report.pk),
        *said_of(ReportReviewer, _reviewer, "post", report=report.pk),
        *said_of(CommitteeReport, _facts, "author", "contact", "directorate", id=report.pk),
    ]
    return told_together(said)


def _event(event: ReportEvent) -> Said:
    step = ReportStep(event.step)
    done = step.label
    if step == ReportStep.SIGNED:
        done = f"Signed {'on behalf of' if event.acting else 'as'} the {event.post}"
    return Said(event.at, str(event.by or NOBODY), f"{done}: {event.words}" if event.words else f"{done}.")


def _letters(letters: Any) -> Iterator[Said]:
    for letter in letters:
        yield Said(letter.at, str(letter.event.by or NOBODY), f"A letter went to {letter.to}.")


def _section(was: Any, row: Any, headings: dict[int, str]) -> Iterator[str]:
    name = headings.get(row.heading_id, "a heading")
    if was is None:
        yield f"Wrote under “{name}”."
    elif row.history_type == "-" or (was.body and not row.body):
        yield f"Took out what stood under “{name}”."
    elif was.body != row.body:
        yield f"Changed “{name}”."


def _appendix(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield f"Added the appendix “{row.title}”."
    elif row.history_type == "-":
        yield f"Took off the appendix “{row.title}”."
    elif (was.title, was.kind, was.plan_id, was.period_id) != (row.title, row.kind, row.plan_id, row.period_id):
        yield f"Changed the appendix “{row.title}”."


def _reviewer(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield f"Asked the {row.post} to review it."
    elif row.history_type == "-":
        yield f"The {row.post} no longer reviews it."
    elif was.deadline != row.deadline and row.deadline:
        yield f"The {row.post} is to sign by {long_date(row.deadline)}."


def _facts(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield "Began the report."
        return
    for name in FACTS:
        field = CommitteeReport._meta.get_field(name)
        if getattr(was, field.attname) != getattr(row, field.attname):
            now = getattr(row, name)
            yield (
                f"{field.verbose_name.capitalize()}: now {now}."
                if now
                else f"{field.verbose_name.capitalize()}: now empty."
            )
