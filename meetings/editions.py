"""Editions of packs: asked for, built outside the request (meetings.building), issued, and never overwritten."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django_tasks import task

from accounts.models import User
from core.clock import now, today
from core.frozen import seal
from core.refusals import NotDoneError
from core.snapshots import snapshot
from meetings import packs
from meetings.announcing import announce
from meetings.building import Building, Pulse, claim, keep, saying_why
from meetings.choices import Audience, PackState
from meetings.models import Meeting, Pack
from meetings.reporting.readiness import unready

AFTER_ISSUE: tuple[Callable[[Pack], object], ...] = (announce,)
"""What follows once a pack is issued, each called with the pack in the same transaction, to hand work over: mail on publication."""


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
    unfinished = list(PACKS.under_way(meeting))
    if unfinished:
        return unfinished, False
    batch = uuid.uuid4()
    made = [_new(meeting, audience, batch, by, supplement=supplement) for audience in audiences]
    PACKS.enqueue(made[0])
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
                f"No {Pack(audience=audience).whose.lower()} pack of this meeting was issued yet, so there is nothing to "
                "supplement. Build the whole pack."
            )
        first_page = next_page(main)
    return PACKS.ask(meeting, audience, requested_by=by, batch=batch, main=main, first_page=first_page)


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
    with Pulse(claimed) as pulse, saying_why(claimed):
        with snapshot():
            read_at = now()
            sources = [packs.read(one, tell=pulse.telling(one)) for one in claimed]
        for one, source in zip(claimed, sources, strict=True):
            with saying_why([one]):
                _keep(one, packs.lay_out(source, tell=pulse.telling(one)), read_at, pulse.telling(one))
            pulse.done(one)


@transaction.atomic
def _claim(pack: Pack) -> list[Pack]:
    """Those asked for together that wait. Where the other was built before, of earlier data, one stands alone."""
    asked = Pack.objects.filter(batch=pack.batch) if pack.batch else Pack.objects.filter(pk=pack.pk)
    found = claim(asked.select_related("meeting__board", "main"))
    if found and asked.exclude(pk__in=[one.pk for one in found]).exists():
        for one in found:
            one.batch = None
            one.save(update_fields=["batch"])
    return found


def _keep(pack: Pack, built: packs.BuiltPack, read_at: datetime, tell: packs.Tell) -> None:
    tell(step="checking")
    facts = {
        "pages": built.paper.pages,
        "sha256": hashlib.sha256(built.paper.content).hexdigest(),
        "html_sha256": hashlib.sha256(built.twin).hexdigest(),
        "payload": built.payload,
        "payload_sha256": seal(built.payload),
        "read_at": read_at,
    }
    html = pack.filename.replace(".pdf", ".html")
    keep(pack, facts, file=(pack.filename, built.paper.content), html=(html, built.twin))


PACKS = Building(Pack, build_pack)


# Issuing


def issue_pack(pack: Pack, *, by: User, despite: str = "") -> list[Pack]:
    """Issue an edition, and with it what was built of the same data: it is public from now on, and never changes.

    ``despite`` says why it is issued although something is not ready. Returns what was issued.
    Raises IssueError where it may not be.
    """
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=pack.meeting_id)
        _ready(meeting, despite)
        issued = together(pack)
        for one in issued:
            _may_be_issued(one)
        for one in issued:
            one.issued_at, one.issued_by, one.issued_despite = now(), by, despite.strip()
            one.save(update_fields=["issued_at", "issued_by", "issued_despite"])
        for follow in AFTER_ISSUE:
            for one in issued:
                follow(one)
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
