"""What a paper holds and what is doubtful about it, as JSON: for those who import by command, and for other tools."""

from __future__ import annotations

from typing import Any

from improvement_plan.imports.looking import Look, PostQuestion
from improvement_plan.rules.columns import Column
from improvement_plan.rules.found import Doubt, PlanReading, ReadArea, ReadLine


def report(look: Look) -> dict[str, Any]:
    """Counts, doubts, unknown posts, the lines in their places, and what differs from a plan that is kept."""
    reading = look.reading
    found: dict[str, Any] = {
        "paper": look.upload.name,
        "found": look.in_words(),
        "tables": [{"table": table.name, "rows": len(table.rows)} for table in look.tables],
    }
    if reading is None or look.table is None:
        return found
    return found | {
        "columns": {
            heading: column.value if column else None
            for heading, column in zip(look.table.headings, look.table.columns, strict=True)
        },
        "counts": counts(reading, look),
        "doubts": [_doubt(row, doubt) for row, doubt in _doubts(reading)],
        "posts": [_post(question, look) for question in look.posts],
        "versions": [
            {"number": version.number, "reviewed_on": _day(version.reviewed_on), "issues": version.issues}
            for version in look.versions
        ],
        "legend": dict(look.legend),
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "areas": [_area(area, look) for area in section.areas],
            }
            for section in reading.sections
        ],
        "differences": [
            {"kind": d.kind.value, "line": d.line.ref or d.line.text, "was": d.was, "becomes": d.becomes}
            for d in (look.comparison.differences if look.comparison else ())
        ],
    }


def counts(reading: PlanReading, look: Look) -> dict[str, int]:
    """How many there are of everything, and how many rows are doubtful."""
    actions = list(reading.actions())
    return {
        "sections": len(reading.sections),
        "priority_areas": sum(1 for _ in reading.areas()),
        "objectives": sum(1 for _ in reading.objectives()),
        "actions": len(actions),
        "sub_headings": sum(line.is_heading for line in reading.lines()),
        "milestones": sum(len(line.steps) for line in actions),
        "statuses": sum(bool(line.status_as_written) for line in actions),
        "statuses_in_words": sum(bool(line.status and not line.status_as_written) for line in actions),
        "updates": sum(bool(line.words) for line in actions),
        "complete": sum(line.status == "complete" for line in actions),
        "versions": len(look.versions),
        "legend": len(look.legend),
        "doubtful_rows": len(reading.doubtful()),
        "unknown_posts": len(look.posts),
    }


def _doubts(reading: PlanReading) -> list[tuple[int | None, Doubt]]:
    of_areas = [(area.row, doubt) for area in reading.areas() if area.is_doubtful for doubt in area.doubts]
    return of_areas + [(line.row, doubt) for line in reading.doubtful() for doubt in line.doubts]


def _doubt(row: int | None, doubt: Doubt) -> dict[str, Any]:
    return {
        "row": row,
        "kind": doubt.kind.value,
        "column": doubt.column.value,
        "sentence": doubt.sentence,
        "proposal": doubt.proposal,
    }


def _post(question: PostQuestion, look: Look) -> dict[str, Any]:
    return {
        "text": question.unknown.found.text,
        "rows": list(question.unknown.rows),
        "proposal": question.proposal,
        "likely": look.titles.get(question.likely) if question.likely is not None else None,
    }


def _area(area: ReadArea, look: Look) -> dict[str, Any]:
    return {
        "number": area.number,
        "title": area.title,
        "as_headed": area.as_headed,
        "objectives": [
            {"text": objective.text, "lines": [_line(line, look) for line in objective.lines]}
            for objective in area.objectives
        ],
    }


def _line(line: ReadLine, look: Look) -> dict[str, Any]:
    return {
        "row": line.row,
        "joined": list(line.joined),
        "ref": line.ref,
        "heading" if line.is_heading else "action": line.text,
        "milestones": [
            {"date": step.written, "due": _day(step.date.due), "measure": step.measure, "done": step.done}
            for step in line.steps
        ],
        "posts": [look.title_of(post) or post.text for post in line.posts],
        "status": line.status.value if line.status else None,
        "status_as_written": line.status_as_written,
        "update": line.words,
        "outcome": line.text_of(Column.OUTCOME),
        "resources": line.text_of(Column.RESOURCES),
        "ict": line.text_of(Column.ICT),
        "doubtful": line.is_doubtful,
        "notes": list(line.notes),
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
