"""Whether the history is as it was sealed, and whether what is stored is what the history says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.formats import clock_time, long_date
from core.snapshots import snapshot
from history import guards
from history.choices import RunKind
from history.kinds import Kind, kinds
from history.models import Cover, Opening, Run, Seal
from history.rules import BEGINNING, Mark, cover, former_address, former_name, unpacked
from history.services.comparing import side_by_side
from history.services.sealing import MANY, NUMBER, in_order, marked, sealed_up_to

DOES = {"update": "changed", "delete": "removed", "insert": "written while a seal is made"}
STEP = 2000
UNREADABLE = (ValueError, TypeError, ArithmeticError)
"""What reading raises where a column holds what it cannot: SQLite takes a word for a day."""
BEFORE_ALL = -(1 << 31)
"""A number that no line is below of."""


@dataclass
class Checked:
    """What was found: what is wrong, in sentences, and how much was looked at."""

    faults: list[str] = field(default_factory=list)
    lines: int = 0
    seals: int = 0
    head: str = ""
    removed: int = 0
    unsealed: int = 0
    unsealed_since: datetime | None = None
    things: int = 0

    def wrong(self, sentence: str) -> None:
        """Note a fault."""
        self.faults.append(sentence)


def check(heads: Iterable[str] = (), *, only: Iterable[str] | None = None) -> Checked:
    """Look through everything at one moment, while others write.

    ``heads`` are newest seals as they were noted outside the database: 12:5e88…. ``only`` some kinds of thing are
    looked through where they are named; the chain always is.
    """
    found = Checked()
    with snapshot():
        _guards(found)
        seals = _chain(found)
        _heads(found, seals, heads)
        done = sealed_up_to()
        for label, kind in kinds().items():
            if only is not None and label not in only:
                continue
            _lines(found, kind, seals)
            _unsealed(found, kind, done.get(label, BEFORE_ALL))
            try:
                _present(found, kind)
            except UNREADABLE:
                found.wrong(f"{kind.words}: what is stored holds what its column cannot, so it was not compared.")
        _unknown(found)
    return found


def moment(at: datetime) -> str:
    """A moment in a sentence: 12 March 2026, 14:05."""
    here = timezone.localtime(at)
    return f"{long_date(here.date())}, {clock_time(here.time())}"


def _guards(found: Checked) -> None:
    for does, table in guards.missing():
        found.wrong(
            f"The guard that keeps lines of {table} from being {DOES[does]} is missing. Run manage.py migrate, "
            "and find out who took it away."
        )
    for opening in Opening.objects.all():
        found.wrong(f"The guards stand open (“{opening}”). Remove the row of {Opening._meta.db_table}.")


def _chain(found: Checked) -> dict[int, Seal]:
    """The seals by number; each is held against the one before it and against what it covers."""
    before = None
    seals = {}
    for seal in Seal.objects.iterator():
        wanted = before.number + 1 if before else 1
        if seal.number != wanted:
            missing = f"Seal {wanted} is" if seal.number == wanted + 1 else f"Seals {wanted} to {seal.number - 1} are"
            found.wrong(f"{missing} missing from the chain.")
        elif seal.previous != (before.digest if before else BEGINNING):
            found.wrong(f"Seal {seal.number} does not follow the one before it: one of the two was changed.")
        if seal.worked_out(list(seal.runs.all())) != seal.digest:
            found.wrong(
                f"Seal {seal.number} of {moment(seal.at)} is not what it was: it, or the marks of the lines that it "
                "covers, were changed."
            )
        seals[seal.number] = before = seal
    found.seals = len(seals)
    if before:
        found.head = f"{before.number}:{before.digest}"
    return seals


def _heads(found: Checked, seals: dict[int, Seal], heads: Iterable[str]) -> None:
    """Seals that were noted outside have to be in the chain, as they were."""
    for head in heads:
        number, _, digest = head.partition(":")
        if not number.isdecimal() or not digest:
            found.wrong(f"“{head}” is no seal. One is written as its number, a colon and its digest.")
        elif int(number) not in seals:
            found.wrong(
                f"Seal {number} was noted outside the database and is not in the chain, which ends with seal "
                f"{max(seals, default=0)}: its end was cut off, or an older backup was restored since."
            )
        elif seals[int(number)].digest != digest:
            found.wrong(f"Seal {number} is not the one that was noted outside the database: the chain was made anew.")


def noted(file: Path) -> list[str]:
    """The seals that a file outside the database notes, one a line, the seal last."""
    return [line.split()[-1] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _lines(found: Checked, kind: Kind, seals: dict[int, Seal]) -> None:
    """Every sealed line of a table, against its mark."""
    removed = _removed(found, kind, seals)
    covers = _covers(kind)
    after = BEFORE_ALL
    for run in (
        Run.objects.filter(table=kind.label, kind=RunKind.SEALED).order_by("upto", "seal").iterator(chunk_size=20)
    ):
        try:
            marks = {mark.line: mark for mark in unpacked(bytes(run.marks))}
        except ValueError:
            found.wrong(f"The marks of lines of {kind.label} in {_of(run)} are cut off.")
            after = run.upto
            continue
        columns = run.columns.split(",")
        gone = [name for name in columns if name not in kind.columns]
        if gone:
            found.wrong(
                f"{kind.words}: lines up to {run.upto} were sealed with {', '.join(gone)}, which the table has no more, "
                "so they cannot be checked."
            )
        else:
            _run(found, kind, run, marks, removed, covers, after, seals)
        after = run.upto
    for line in covers:
        found.wrong(f"{kind.words}: a name is kept apart for line {line} of its history, which no seal covers.")


def _run(
    found: Checked,
    kind: Kind,
    run: Run,
    marks: dict[int, Mark],
    removed: dict[int, datetime],
    covers: dict[int, Cover],
    after: int,
    seals: dict[int, Seal],
) -> None:
    for line in _readable(found, kind, after, run.upto, run.columns.split(",")):
        number = line[NUMBER]
        mark = marks.pop(number, None)
        hidden = covers.pop(number, None)
        found.lines += 1
        if mark is None:
            found.wrong(f"{_about(kind, number, line[kind.key])} was put in after {_of(run)}, which does not cover it.")
        elif number in removed:
            found.wrong(f"{_about(kind, number, mark.thing)} was removed by retention and has been put back.")
        elif kind.personal and hidden is None:
            found.wrong(f"{_about(kind, number, mark.thing)} lacks the cover of its name: it was removed.")
        elif marked(kind, line, run.columns.split(","), hidden) != mark:
            found.wrong(
                f"{_about(kind, number, mark.thing)} is not what it was when {_of(run)} was made: it was changed."
            )
        elif hidden is not None:
            _name(found, kind, line, hidden)
    for mark in marks.values():
        covers.pop(mark.line, None)
        if mark.line in removed:
            found.removed += 1
            if _too_young(run, removed[mark.line], seals):
                found.wrong(f"{_about(kind, mark.line, mark.thing)} was removed by retention, and was not old enough.")
        else:
            found.wrong(f"{_about(kind, mark.line, mark.thing)} is missing: it was removed after {_of(run)}.")


def _readable(found: Checked, kind: Kind, after: int, upto: int, columns: list[str]) -> Iterator[dict[str, Any]]:
    """Lines in order; one that holds what its column cannot hold is told of."""
    try:
        yield from list(in_order(kind, after, upto, columns))
    except UNREADABLE:
        numbers = kind.lines._base_manager.filter(history_id__gt=after, history_id__lte=upto)
        for number in numbers.order_by("history_id").values_list("history_id", flat=True):
            try:
                yield from list(in_order(kind, number - 1, number, columns))
            except UNREADABLE:
                yield dict.fromkeys(columns) | {NUMBER: number, MANY: []}


def _name(found: Checked, kind: Kind, line: dict[str, Any], hidden: Cover) -> None:
    """What tells who somebody is, against its cover; once that has no salt, it has to be what stands for a former name."""
    values = [line[name] for name in kind.personal]
    if hidden.salt:
        try:
            holds = cover(hidden.salt, values) == hidden.digest
        except ValueError:
            holds = False
        if not holds:
            found.wrong(
                f"{_about(kind, line[NUMBER], line[kind.key])}: the name or address in it is not what it was, or its "
                "cover was changed."
            )
    else:
        known = {former_name(line[kind.key]), former_address(line[kind.key])}
        if not known.issuperset(values):
            found.wrong(
                f"{_about(kind, line[NUMBER], line[kind.key])}: its name was taken out, and another has been put in."
            )


def _covers(kind: Kind) -> dict[int, Cover]:
    if not kind.personal:
        return {}
    return {one.line: one for one in Cover.objects.filter(table=kind.label).iterator()}


def _removed(found: Checked, kind: Kind, seals: dict[int, Seal]) -> dict[int, datetime]:
    """The lines of a table that retention removed, as its seals say, with the moment from before which they had to be."""
    numbers: dict[int, datetime] = {}
    for run in Run.objects.filter(table=kind.label, kind=RunKind.REMOVED).iterator():
        seal = seals.get(run.seal_id)
        if seal is None or seal.removed_before is None:
            found.wrong(f"{_of(run).capitalize()} says that lines were removed, and not what was old enough for it.")
            continue
        try:
            numbers |= {mark.line: seal.removed_before for mark in unpacked(bytes(run.marks))}
        except ValueError:
            found.wrong(f"The list of lines of {kind.label} that retention removed, in {_of(run)}, is cut off.")
    return numbers


def _too_young(run: Run, before: datetime, seals: dict[int, Seal]) -> bool:
    """Whether lines of a run were certainly written later: the seal before it was already made.

    Where a demonstration stands still on a day, lines are dated by that day and seals are not.
    """
    previous = seals.get(run.seal_id - 1)
    return not settings.COUNCIL_TODAY and previous is not None and previous.at > before


def _of(run: Run) -> str:
    return f"seal {run.seal_id}"


def _about(kind: Kind, line: int, thing: int) -> str:
    """Which line of which thing: “Action 5 (Process more invoices): line 12 of its history”."""
    try:
        newest = kind.lines._base_manager.filter(**{kind.key: thing}).order_by("-history_id").first()
    except UNREADABLE:
        newest = None
    name = f" ({kind.name_of(newest)})" if newest is not None else ""
    return f"{kind.words} {thing}{name}: line {line} of its history"


def _unsealed(found: Checked, kind: Kind, after: int) -> None:
    """Lines that no seal covers yet: how many, since when, and whether their versions follow one another."""
    if "version" not in kind.columns:
        rows = kind.lines._base_manager.filter(history_id__gt=after).order_by()
        found.unsealed += rows.count()
        return
    rows = kind.lines._base_manager.filter(history_id__gt=after).order_by("history_id")
    read = rows.values_list("history_id", kind.key, "version", "history_date").iterator(chunk_size=STEP)
    known: dict[int, int] = {}
    while batch := list(islice(read, STEP)):
        found.unsealed += len(batch)
        unknown = {thing for _, thing, *_ in batch} - known.keys()
        known |= _versions(kind, unknown, after)
        for number, thing, version, at in batch:
            found.unsealed_since = min(found.unsealed_since or at, at)
            if thing in known and version - known[thing] not in (0, 1):
                found.wrong(
                    f"{_about(kind, number, thing)} has version {version} and follows version {known[thing]}: a line "
                    "between them was removed or put in before it was sealed."
                )
            known[thing] = version


def _versions(kind: Kind, things: set[int], upto: int) -> dict[int, int]:
    """The version that things had by their last sealed line."""
    rows = kind.lines._base_manager.filter(**{f"{kind.key}__in": things, "history_id__lte": upto}).order_by(
        "history_id"
    )
    return dict(rows.values_list(kind.key, "version"))


def _present(found: Checked, kind: Kind) -> None:
    """What is stored now, against the newest line of each thing: a row that was changed past its history is told of."""
    for one in side_by_side(kind):
        found.things += one.there
        if one.comes_from_nowhere:
            found.wrong(f"{kind.words} {one.thing} is there, and its history does not say where it came from.")
        elif one.is_gone:
            found.wrong(f"{kind.words} {one.thing} is gone, and its history does not say that it was removed.")
        elif one.differing:
            fields = ", ".join(kind.called(name).lower() for name in one.differing)
            found.wrong(
                f"{_about(kind, one.line, one.thing)} is its newest, and the row was changed past it: {fields}."
            )


def _unknown(found: Checked) -> None:
    """Seals over tables that the program does not have."""
    for label in Run.objects.exclude(table__in=kinds()).order_by("table").values_list("table", flat=True).distinct():
        found.wrong(f"Seals cover lines of “{label}”, of which this program keeps no history.")
