"""Editions of packs: asked for, built outside the request, kept, issued, and never overwritten.

A build gives a sign of life every few seconds. One that gives none for half a minute has died with its process:
whoever looks next (the page that waits, the next request, the worker when it starts, ``manage.py check_packs``)
starts it once more, and says so if it dies again.
"""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Self

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from core.clock import now, today
from core.formats import count
from core.frozen import seal
from core.pdf import PaperError
from core.refusals import NotDoneError
from core.snapshots import snapshot
from meetings import packs
from meetings.announcing import announce
from meetings.choices import Audience, PackState
from meetings.models import Meeting, Pack
from meetings.reporting.readiness import unready
from meetings.stored import keep_file, remove_file

BEAT_SECONDS = 3
TELL_SECONDS = 0.4
"""How often what is being done is told, at most."""
DEAD_AFTER = timedelta(seconds=30)
"""A build without a sign of life for so long has ended with its process."""
ATTEMPTS = 2
AFTER_ISSUE: tuple[Callable[[Pack], object], ...] = (announce,)
"""What follows once a pack is issued, each called with the pack after the commit: mail on publication stands here."""


class IssueError(NotDoneError):
    """A pack cannot be issued; the message says why and what to do."""


# Asking


@transaction.atomic
def request_packs(
    *, meeting: Meeting, audiences: Iterable[Audience], by: User, supplement: bool = False
) -> tuple[list[Pack], bool]:
    """Ask for editions for some audiences, made of the data of one moment; a task builds them.

    While any edition of the meeting is being built, the request joins it: then those are
    returned, and False. No edition is ever overwritten. Raises IssueError where a supplement is
    asked for and no pack was issued.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    revive(meeting)
    unfinished = list(meeting.packs.unfinished().order_by("pk"))
    if unfinished:
        return unfinished, False
    batch = uuid.uuid4()
    made = [_new(meeting, audience, batch, by, supplement=supplement) for audience in audiences]
    transaction.on_commit(lambda: build_pack.enqueue(made[0].pk))
    return made, True


def request_pack(*, meeting: Meeting, audience: Audience, by: User) -> Pack:
    """Ask for a new edition of the pack for one audience, or join the one that is being built."""
    made, _ = request_packs(meeting=meeting, audiences=[audience], by=by)
    return made[0]


def _new(meeting: Meeting, audience: Audience, batch: uuid.UUID, by: User, *, supplement: bool) -> Pack:
    main, first_page = None, 1
    if supplement:
        main = current(meeting, audience)
        if main is None:
            raise IssueError(
                f"No {audience.label.lower()} pack of this meeting was issued yet, so there is nothing to supplement. "
                "Build the whole pack."
            )
        first_page = next_page(main)
    last = meeting.packs.filter(audience=audience).aggregate(last=Max("edition"))["last"] or 0
    return Pack.objects.create(
        meeting=meeting, audience=audience, edition=last + 1, requested_by=by, requested_at=now(), batch=batch, main=main,
        first_page=first_page,
    )  # fmt: skip


def current(meeting: Meeting, audience: Audience) -> Pack | None:
    """The pack that holds: the newest whole one that was issued for an audience."""
    return meeting.packs.issued().whole().light().filter(audience=audience).first()


def next_page(main: Pack) -> int:
    """The page on which a supplement begins: after the last of the pack and of its supplements that were issued."""
    return max(pack.last_page for pack in [main, *main.supplements.issued().light()]) + 1


def together(pack: Pack) -> list[Pack]:
    """The packs that were asked for together, this one among them; the public one first."""
    if pack.batch is None:
        return [pack]
    found = Pack.objects.filter(batch=pack.batch).select_related("meeting__board", "main").light()
    return sorted(found, key=lambda one: list(Audience).index(one.audience))


# Building


@task()
def build_pack(pack: int) -> str:
    """Build the pack with this key and those asked for with it, outside any request; say how that ended."""
    finish_packs(Pack.objects.get(pk=pack))
    return str(Pack.objects.only("state").get(pk=pack).state)


def finish_packs(pack: Pack) -> None:
    """Build what was asked for together and keep the files; what cannot be built keeps why. Does nothing if others do.

    All of it is read at one moment. The layout runs outside any transaction. A file is whole
    before its row says so.
    """
    claimed = _claim(pack)
    if not claimed:
        return
    with Pulse(claimed) as pulse:
        try:
            with snapshot():
                read_at = now()
                sources = [packs.read(one, tell=pulse.telling(one)) for one in claimed]
        except Exception as fault:
            for one in claimed:
                _fail(one, f"The papers could not be read: {_said(fault)}")
            raise
        for one, source in zip(claimed, sources, strict=True):
            _finish(one, source, read_at, pulse)
            pulse.done(one)


def _finish(pack: Pack, source: packs.Source, read_at: Any, pulse: Pulse) -> None:
    tell = pulse.telling(pack)
    try:
        built = packs.lay_out(source, tell=tell)
        tell(step="checking")
        _keep(pack, built, read_at)
    except PaperError as failed:
        _fail(pack, str(failed))
    except Exception as fault:
        _fail(pack, f"A fault of the program stopped the build: {_said(fault)}")
        raise


def _said(fault: Exception) -> str:
    return f"{type(fault).__name__}: {str(fault)[:200]}. Build it again, and tell whoever runs the program."


@transaction.atomic
def _claim(pack: Pack) -> list[Pack]:
    """Those asked for together that wait, now taken up by this process; nobody else can take them up."""
    waiting = Pack.objects.select_for_update(of=("self",)).filter(state=PackState.WAITING)
    waiting = waiting.filter(batch=pack.batch) if pack.batch else waiting.filter(pk=pack.pk)
    found = list(waiting.select_related("meeting__board", "main").order_by("pk"))
    for one in found:
        one.state, one.heartbeat, one.progress = PackState.BUILDING, timezone.now(), {"step": "turn"}
        one.attempts += 1
        one.save(update_fields=["state", "heartbeat", "progress", "attempts"])
    return found


def _keep(pack: Pack, built: packs.BuiltPack, read_at: Any) -> None:
    """Store the files, each whole under its name or not at all, then the row that names them."""
    facts = {
        "pages": built.paper.pages,
        "sha256": hashlib.sha256(built.paper.content).hexdigest(),
        "html_sha256": hashlib.sha256(built.twin).hexdigest(),
        "payload": built.payload,
        "payload_sha256": seal(built.payload),
        "file": keep_file(pack, "file", pack.filename, built.paper.content),
        "html": keep_file(pack, "html", pack.filename.replace(".pdf", ".html"), built.twin),
        "built_at": now(),
        "read_at": read_at,
        "state": PackState.READY,
        "progress": {},
    }
    if not _close(pack, facts):
        remove_file(facts["file"])
        remove_file(facts["html"])


def _fail(pack: Pack, why: str) -> None:
    _close(pack, {"state": PackState.FAILED, "failure": why, "progress": {}})


@transaction.atomic
def _close(pack: Pack, facts: dict[str, Any]) -> bool:
    """Write how a build ended, unless it was taken for dead meanwhile and another took it up."""
    row = Pack.objects.select_for_update(of=("self",)).light().get(pk=pack.pk)
    if row.state != PackState.BUILDING or row.attempts != pack.attempts:
        return False
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    return True


class Pulse:
    """Writes where builds stand and that they are alive, on a connection of its own, while they are read and laid out.

    Within somebody's transaction it writes there and then: nobody else could see the rows.
    """

    def __init__(self, claimed: Sequence[Pack]) -> None:
        self.progress: dict[int, dict] = {pack.pk: {"step": "turn"} for pack in claimed}
        self.told = threading.Event()
        self.over = threading.Event()
        self.alone = not connection.in_atomic_block
        self.thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        if self.alone:
            self.thread.start()
        return self

    def __exit__(self, *ended: object) -> None:
        self.over.set()
        self.told.set()
        if self.alone:
            self.thread.join()

    def telling(self, pack: Pack) -> Callable[..., None]:
        """Takes what is being done with a pack: ``tell(step="layout", page=37)``."""

        def tell(**progress: Any) -> None:
            self.progress[pack.pk] = progress
            if self.alone:
                self.told.set()
            else:
                self._write()

        return tell

    def done(self, pack: Pack) -> None:
        """A pack has ended and needs no more signs."""
        self.progress.pop(pack.pk, None)

    def _beat(self) -> None:
        try:
            while not self.over.wait(TELL_SECONDS):
                self.told.wait(BEAT_SECONDS)
                self.told.clear()
                if not self.over.is_set():
                    self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        for pk, progress in dict(self.progress).items():
            Pack(pk=pk, heartbeat=timezone.now(), progress=progress).save(update_fields=["heartbeat", "progress"])


# Builds that died


def revive(meeting: Meeting | None = None) -> list[Pack]:
    """Find builds whose process has died; start each once more, or say that it failed. Returns those found. One query."""
    found = Pack.objects.filter(state=PackState.BUILDING, heartbeat__lt=timezone.now() - DEAD_AFTER)
    if meeting is not None:
        found = found.filter(meeting=meeting)
    keys = list(found.values_list("pk", flat=True))
    return _revive(keys) if keys else []


@transaction.atomic
def _revive(keys: list[int]) -> list[Pack]:
    dead = list(Pack.objects.select_for_update(of=("self",)).light().filter(pk__in=keys, state=PackState.BUILDING))
    again: dict[object, int] = {}
    for pack in dead:
        if pack.attempts < ATTEMPTS:
            pack.state = PackState.WAITING
            if pack.batch and Pack.objects.filter(batch=pack.batch).exclude(pk__in=keys).exists():
                pack.batch = None  # the other is whole and was read earlier: from now on each stands for itself
            again.setdefault(pack.batch or pack.pk, pack.pk)
        else:
            pack.state = PackState.FAILED
            pack.failure = (
                f"The build stopped half-way {count(pack.attempts, 'time')}: its process was ended, or the machine was "
                "lost. Nothing of it was kept. Build it again; if it stops again, the machine may be short of memory."
            )
        pack.progress = {}
        pack.save(update_fields=["state", "failure", "progress", "batch"])
    for pk in again.values():
        transaction.on_commit(lambda pk=pk: build_pack.enqueue(pk))
    return dead


def take_up_waiting() -> int:
    """Put what waits into the queue again, for a worker that starts: its task may have been lost. Says how many.

    A task whose pack is no longer waiting does nothing, so too many do no harm.
    """
    waiting = Pack.objects.filter(state=PackState.WAITING).values_list("batch", "pk")
    first = {batch or pk: pk for batch, pk in waiting}
    for pk in first.values():
        build_pack.enqueue(pk)
    return len(first)


# Issuing


def issue_pack(pack: Pack, *, by: User, despite: str = "") -> list[Pack]:
    """Issue an edition, and with it what was built of the same data: it is public from now on, and never changes.

    ``despite`` says why it is issued although something is not ready. Returns what was issued.
    Raises IssueError where it may not be.
    """
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=pack.meeting_id)
        _ready(meeting, despite)
        issued = together(pack)
        for one in issued:
            _may_be_issued(one)
        for one in issued:
            one.issued_at, one.issued_by, one.issued_despite = now(), by, despite.strip()
            one.save(update_fields=["issued_at", "issued_by", "issued_despite"])
        for follow in AFTER_ISSUE:
            for one in issued:
                transaction.on_commit(lambda follow=follow, one=one: follow(one))
    return issued


def _ready(meeting: Meeting, despite: str) -> None:
    missing = unready(meeting, today())
    for one in missing:
        if one.stops:
            raise IssueError(f"Item {one.number} stops the issue. {one.sentence}")
    if missing and not despite.strip():
        raise IssueError(f"Something is not ready: {missing[0].sentence} Say why the pack is issued all the same.")


def _may_be_issued(pack: Pack) -> None:
    if pack.issued_at is not None:
        raise IssueError(f"The {pack.spoken} was issued already.")
    if pack.state != PackState.READY:
        raise IssueError(f"The {pack.spoken} is not built: {pack.get_state_display().lower()}. Build it first.")
    newer = pack.meeting.packs.issued().filter(audience=pack.audience, edition__gt=pack.edition).exists()
    if newer:
        raise IssueError(
            f"A newer edition than the {pack.spoken} was issued already. Build it again from today's data."
        )
    if pack.is_supplement:
        if current(pack.meeting, Audience(pack.audience)) != pack.main:
            raise IssueError(f"The {pack.spoken} supplements a pack that no longer holds. Build it again.")
        if next_page(pack.main) != pack.first_page:
            raise IssueError(
                f"Another supplement was issued since the {pack.spoken} was built, and its pages would carry the same "
                "numbers. Build it again."
            )
