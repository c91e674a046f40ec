"""What is doubtful, in sentences: what a row has, and what is proposed."""

from __future__ import annotations

from collections.abc import Mapping

from actions.choices import Status
from core.dates import understood
from core.formats import count
from improvement_plan.rules.columns import Column
from improvement_plan.rules.found import Doubt, DoubtKind
from improvement_plan.rules.rows import Aligned
from improvement_plan.rules.statuses import ProseStatus
from improvement_plan.rules.steps import ReadStep

LONGEST = {
    Column.REF: 20,
    Column.ACTION: 250,
    Column.DATE: 200,
    Column.STATUS: 60,
    Column.POSTS: 200,
    Column.ICT: 100,
}
"""The most characters that are kept of a cell; of an action, as its title."""
SHORT = 60


def shifted(aligned: Aligned) -> Doubt:
    """Cells that were moved to where they belong."""
    from_side, to_side = ("left", "right") if aligned.shift.by > 0 else ("right", "left")
    which = "Its cells stand" if aligned.shift.whole else f"Its first {count(aligned.shift.first, 'cell')} stand"
    moved = "; ".join(f"{column.value} “{short(aligned.cells[column])}”" for column in aligned.filled)
    return Doubt(
        DoubtKind.SHIFTED,
        aligned.filled[0],
        f"{which} one column too far to the {from_side}.",
        f"Move them one column to the {to_side}: {moved}.",
    )


def date(step: ReadStep) -> Doubt:
    """A date that could not be read for certain, or not at all."""
    if step.date.due:
        return Doubt(
            DoubtKind.DATE,
            Column.DATE,
            f"“{short(step.written)}” may be read as a date.",
            understood(step.date, kept=False),
        )
    return Doubt(
        DoubtKind.DATE,
        Column.DATE,
        f"“{short(step.written)}” is no date that can be read.",
        "Keep the words, with no due date.",
    )


def unpaired(dates: int) -> Doubt:
    """Dates and measures that differ in number."""
    return Doubt(
        DoubtKind.MEASURE,
        Column.MEASURE,
        f"There are {count(dates, 'date')}, and it is not plain which measure belongs to which.",
        "Keep the measure whole, with the last of the dates.",
    )


def long_measure(measure: int, action: int) -> Doubt:
    """A measure longer than its action."""
    return Doubt(
        DoubtKind.MEASURE,
        Column.MEASURE,
        f"The measure is longer than the action ({measure} characters against {action}): two cells may have run into one.",
        "Keep it as it is.",
    )


def unknown_status(text: str) -> Doubt:
    """Words in the status column that are no status."""
    return Doubt(
        DoubtKind.STATUS,
        Column.STATUS,
        f"“{short(text)}” is no status that is known.",
        "Keep the words and set no status.",
    )


def several_statuses(text: str, words: int, steps: int, status: Status, done: int) -> Doubt:
    """Several status words that do not answer to the milestones one by one."""
    also = f", with the first {count(done, 'milestone')} done" if done else ""
    return Doubt(
        DoubtKind.STATUS,
        Column.STATUS,
        f"“{short(text)}” is {count(words, 'status word')} for {count(steps, 'milestone')}.",
        f"Set the status {status.label}{also}.",
    )


def status_in_words(told: ProseStatus) -> Doubt:
    """A status that hides in prose."""
    return Doubt(
        DoubtKind.PROSE,
        Column.UPDATE,
        f"No status is set, and the words speak of “{told.word}”.",
        f"Set the status {told.status.label}.",
    )


def number_twice(ref: str, lines: int) -> Doubt:
    """A reference that several lines have."""
    return Doubt(
        DoubtKind.NUMBER,
        Column.REF,
        f"{count(lines, 'line')} have the reference {ref}.",
        f"Keep {ref} for all of them.",
    )


def no_action(text: str) -> Doubt:
    """A row without an action that belongs to no action above."""
    return Doubt(
        DoubtKind.ACTION,
        Column.ACTION,
        "The row has no action of its own, and none stands above it to which it could belong.",
        f"Take “{short(text)}” as the action.",
    )


def nothing_above(area: str) -> Doubt:
    """An objective that should be taken over from above, where there is none."""
    return Doubt(
        DoubtKind.ABOVE,
        Column.OBJECTIVE,
        "The row has no objective, and none stands above it.",
        f"Take “{short(area)}” as the objective." if area else "Leave the objective open.",
    )


def too_long(cells: Mapping[Column, str]) -> list[Doubt]:
    """Cells that are longer than what is kept of them."""
    found = []
    for column, most in LONGEST.items():
        text = cells.get(column, "")
        length = len(text.strip().split("\n")[0] if column == Column.ACTION else text)
        if length > most:
            proposal = (
                f"Cut the title at {most} characters and keep the whole below it."
                if column == Column.ACTION
                else f"Cut it at {most} characters."
            )
            found.append(Doubt(DoubtKind.LENGTH, column, f"{column.value} has {length:,} characters.", proposal))
    return found


def short(text: str) -> str:
    """A text as a sentence quotes it."""
    text = " ".join(text.split())
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
