"""What has been changed of a clinic and of all that belongs to it: who, when, from what to what, in words."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from clinics.choices import NoteKind, Presence, State
from clinics.models import (
    Attendance,
    Clinic,
    ClinicAction,
    ClinicIndicator,
    Invitation,
    Invitee,
    Note,
    ProgressUpdate,
    Sitting,
    SuggestionAnswer,
)
from core.formats import listed, long_date
from core.happenings import NOBODY, Happening, Said, changed, said_of, told_together
from core.prose import to_text

MOST_WORDS = 200
FIELDS = {
    Clinic: (
        "title",
        "kind",
        "why",
        "commissioned_by",
        "called_by",
        "organised_by",
        "called_on",
        "period",
        "outcome",
        "lessons",
    ),
    Sitting: ("date", "starts_at", "ends_at", "place", "chair"),
}
"""What is told of as from what to what, beside what has a sentence of its own."""


def happenings(clinic: Clinic) -> list[Happening]:
    """The newest changes, the newest first. Twelve queries."""
    indicators = list(clinic.clinic_indicators.values_list("indicator", flat=True))
    sittings = {row.pk: long_date(row.date) for row in clinic.sittings.all()}
    said = [
        *said_of(Clinic, _clinic, "commissioned_by", "called_by", "period", id=clinic.pk),
        *said_of(Sitting, _sitting, "chair", clinic=clinic.pk),
        *said_of(Invitee, _invitee, "post", clinic=clinic.pk),
        *said_of(Attendance, lambda was, row: _attendance(was, row, sittings), "post", sitting__in=list(sittings)),
        *said_of(ClinicIndicator, _indicator, "indicator__set", "baseline__period", clinic=clinic.pk),
        *said_of(ClinicAction, _action, "action", clinic=clinic.pk),
        *said_of(Note, _note, sitting__in=list(sittings)),
        *_progress(clinic.progress_updates.select_related("by")),
        *_invitations(Invitation.objects.filter(sitting__clinic=clinic).select_related("to", "by"), sittings),
        *_answers(
            SuggestionAnswer.objects.filter(indicator__in=indicators, period=clinic.period_id).select_related(
                "indicator", "by", "taken_back_by"
            )
        ),
    ]
    return told_together(said)


def _clinic(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield f"The clinic was entered: {row.get_state_display().lower()}."
        return
    if was.state != row.state:
        because = {State.CANCELLED: row.cancelled_because, State.CLOSED: row.closing_note}.get(row.state, "")
        if was.state in (State.CANCELLED, State.CLOSED):
            because = row.history_change_reason or ""
        said = f"The clinic: {was.get_state_display().lower()} → {row.get_state_display().lower()}"
        yield f"{said}: {_short(because)}" if because else f"{said}."
    yield from changed(was, row, FIELDS[Clinic], words=_short)


def _sitting(was: Any, row: Any) -> Iterator[str]:
    name = f"Sitting of {long_date(row.date)}"
    if was is None:
        yield f"{name} added{f', at {row.place}' if row.place else ''}."
        return
    if row.history_type == "-":
        yield f"{name} removed."
    elif was.cancelled_because != row.cancelled_because:
        yield f"{name} cancelled: {row.cancelled_because}" if row.cancelled_because else f"{name} stands again."
    if was.begun_at is None and row.begun_at:
        yield f"{name} begun."
    if was.begun_at and row.begun_at is None:
        yield f"{name} had been begun by mistake."
    if was.ended_at is None and row.ended_at:
        yield f"{name} ended."
    yield from changed(was, row, FIELDS[Sitting], of=name, words=_short)


def _invitee(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield f"{_person(row)} is to come."
    elif row.history_type == "-":
        yield f"{_person(row)} is no longer to come."
    elif _person(was) != _person(row):
        yield f"To come: {_person(was)} → {_person(row)}"


def _attendance(was: Any, row: Any, sittings: dict[int, str]) -> Iterator[str]:
    """Whoever is to come to the clinic is expected at each sitting, and is not told of again."""
    name = f"{_person(row)}, {sittings.get(row.sitting_id, 'a sitting')}"
    if was is None:
        if row.presence != Presence.EXPECTED:
            yield f"{name}: {row.get_presence_display().lower()}."
    elif was.presence != row.presence:
        yield f"{name}: {was.get_presence_display().lower()} → {row.get_presence_display().lower()}"


def _indicator(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield f"Indicator {row.indicator} added."
    elif row.history_type == "-":
        yield f"Indicator {row.indicator} taken off."
    if row.history_type != "-" and row.baseline and (was is None or was.baseline_id != row.baseline_id):
        yield f"{row.indicator.ref} starts from {row.baseline.period}."


def _action(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield f"Action “{row.action}” added."
    elif row.history_type == "-":
        yield f"Action “{row.action}” taken off."


def _note(was: Any, row: Any) -> Iterator[str]:
    kind = NoteKind(row.kind).label
    if was is None:
        yield f"{kind} noted: {_short(row.text)}"
        return
    if was.text != row.text:
        yield f"{kind} re-worded: “{_short(was.text)}” → “{_short(row.text)}”"
    if was.struck_because != row.struck_because:
        struck = f"struck out: {row.struck_because}" if row.struck_because else "stands again."
        yield f"{kind} “{_short(row.text)}” {struck}"


def _person(row: Any) -> str:
    return f"{row.get_role_display()}{f', {row.post}' if row.post_id else ''}"


def _progress(updates: Iterable[ProgressUpdate]) -> Iterator[Said]:
    for update in updates:
        yield Said(update.at, str(update.by or NOBODY), f"Update on progress: {_short(update.words)}")


def _invitations(sent: Iterable[Invitation], sittings: dict[int, str]) -> Iterator[Said]:
    """What went out together, in one sentence."""
    together: dict[tuple, list[Invitation]] = defaultdict(list)
    for one in sent:
        together[one.sitting_id, one.by_id, one.cancels, _minute(one.at)].append(one)
    for (sitting, _, cancels, _), ones in together.items():
        done = "Told that it is off" if cancels else "Invited"
        names = listed(str(one.to) for one in ones)
        yield Said(ones[0].at, str(ones[0].by or NOBODY), f"{done}, {sittings[sitting]}: {names}.")


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _answers(answers: Iterable[SuggestionAnswer]) -> Iterator[Said]:
    for answer in answers:
        words = f"{answer.indicator.ref}: suggestion {answer.get_answer_display().lower()}: {_short(answer.reason)}"
        yield Said(answer.at, str(answer.by or NOBODY), words)
        if answer.taken_back_at:
            name = str(answer.taken_back_by or NOBODY)
            yield Said(answer.taken_back_at, name, f"{answer.indicator.ref}: that answer was taken back.")


def _short(words: str) -> str:
    return textwrap.shorten(to_text(words), MOST_WORDS, placeholder=" …")
