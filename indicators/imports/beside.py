"""Taking a large table in beside the page, by the task worker, while whoever asked may leave and come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from core.queue import hand_over
from core.records import note_on
from core.refusals import NotDoneError
from core.telling import Telling
from indicators.imports.taking import LOOKING, STORING
from indicators.imports.uploads import outcome, take_in
from indicators.models import Upload

AT_ONCE = 1000
"""A table of no more rows is taken in while the page waits: it takes about a second."""
PATIENCE = timedelta(seconds=60)
"""After so long, one that nobody has begun says that the task worker seems to be away."""
DEAD_AFTER = timedelta(seconds=30)
DEAD_AFTER_ON_SQLITE = timedelta(minutes=10)
"""Without a sign of life for so long, its process has ended. While SQLite stores rows it takes no sign of life."""
STOPPED = (
    "It stopped half-way: its process was ended, or the machine was lost. Nothing of it was stored. Take it in again."
)
WORDS = {LOOKING: "Looking it over again: {at:,} of {of:,} rows", STORING: "Storing: {at:,} of {of:,} rows"}


@dataclass(frozen=True)
class Taking:
    """How far the taking in of a table is."""

    sentence: str
    at: int
    of: int
    """Rows of the step that it is at; none where that is not known yet."""
    worker_away: bool


def is_large(upload: Upload) -> bool:
    """Whether taking a table in takes longer than somebody waits for a page."""
    return upload.rows > AT_ONCE


@transaction.atomic
def ask(upload: Upload, *, by: User, seen: str, confirmed: bool) -> None:
    """Have a table taken in. Raises NotDoneError where it was or is being."""
    row = Upload.objects.select_for_update(of=("self",)).defer("content").get(pk=upload.pk)
    if row.taken_at:
        raise NotDoneError("This table has been taken in already. Nothing was done.")
    if taking(row, timezone.now()):
        raise NotDoneError("This table is being taken in already.")
    row.asked_at, row.heartbeat, row.progress, row.failure = timezone.now(), None, {}, ""
    row.save(update_fields=["asked_at", "heartbeat", "progress", "failure"])
    hand_over(take_in_beside, row.pk, by.pk, seen, confirmed)


def taking(upload: Upload, at: datetime) -> Taking | None:
    """How far the taking in of a table is at a moment; None where nobody asked for it, it is over, or it has died."""
    if upload.taken_at or upload.asked_at is None or has_died(upload, at):
        return None
    if upload.heartbeat is None:
        return Taking("Waiting its turn", 0, 0, worker_away=at - upload.asked_at > PATIENCE)
    told = upload.progress
    if told.get("step") not in WORDS:
        return Taking("Reading the table", 0, 0, worker_away=False)
    return Taking(WORDS[told["step"]].format(**told), told["at"], told["of"], worker_away=False)


def has_died(upload: Upload, at: datetime) -> bool:
    """Whether the process that was taking a table in has ended without a word."""
    limit = DEAD_AFTER_ON_SQLITE if connection.vendor == "sqlite" else DEAD_AFTER
    begun = upload.asked_at and upload.heartbeat and not upload.taken_at
    return bool(begun and at - upload.heartbeat > limit)


def why_not(upload: Upload, at: datetime) -> str:
    """Why a table was not taken in when that was last asked for; empty where it was not asked for or is under way."""
    return STOPPED if has_died(upload, at) else upload.failure


@task()
def take_in_beside(upload: int, by: int, seen: str, confirmed: bool) -> str:
    """Take a table in and write what came of it. One that was taken in, or that another process has in hand, is left alone."""
    waiting = Upload.objects.filter(pk=upload, taken_at=None, asked_at__isnull=False, heartbeat=None)
    if not note_on(waiting, heartbeat=timezone.now()):
        return "Nothing to take in."
    row = Upload.objects.get(pk=upload)
    said = "A fault of the program stopped it. Nothing was stored. Tell whoever runs the program."
    try:
        with Telling(lambda progress: _alive(upload, progress)) as tell:
            findings = take_in(row, by=User.objects.get(pk=by), seen=seen, confirmed=confirmed, tell=tell)
        _, said = outcome(findings, confirmed=confirmed)
    except IntegrityError:  # somebody stored one of its rows at the same moment
        _, said = outcome(None, confirmed=confirmed)
    finally:
        over = Upload.objects.filter(pk=upload)
        note_on(over.filter(taken_at=None), failure=said)
        note_on(over, asked_at=None, heartbeat=None, progress={})
    return said


def _alive(upload: int, progress: dict[str, Any]) -> None:
    """Write how far it is, and that it goes on."""
    still = Upload.objects.filter(pk=upload, asked_at__isnull=False, taken_at=None)
    note_on(still, heartbeat=timezone.now(), progress=progress)
