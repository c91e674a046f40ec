"""Editions of packs: asked for, built outside the request, kept, and never overwritten."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django_tasks import task

from accounts.models import User
from core.clock import now
from core.pdf import PaperError
from meetings import packs
from meetings.choices import Audience, PackState
from meetings.models import Meeting, Pack


@transaction.atomic
def request_pack(*, meeting: Meeting, audience: Audience, by: User) -> Pack:
    """Ask for a new edition of a pack; a task builds it. No edition is ever overwritten."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    last = meeting.packs.filter(audience=audience).aggregate(last=Max("edition"))["last"] or 0
    pack = Pack.objects.create(
        meeting=meeting, audience=audience, edition=last + 1, requested_by=by, requested_at=now()
    )
    transaction.on_commit(lambda: build_pack.enqueue(pack.pk))
    return pack


@task()
def build_pack(pack: int) -> str:
    """Build the pack with this key, outside any request, and say how that ended."""
    return str(finish_pack(Pack.objects.select_related("meeting__board").get(pk=pack)).state)


def finish_pack(pack: Pack) -> Pack:
    """Build a pack that was asked for and keep the file; if it cannot be built, keep why.

    The layout runs outside any transaction. The file is whole before the row says so.
    """
    pack.state = PackState.BUILDING
    pack.save(update_fields=["state"])
    try:
        built = packs.build(pack.meeting, Audience(pack.audience))
    except PaperError as failed:
        pack.state, pack.failure = PackState.FAILED, str(failed)
        pack.save(update_fields=["state", "failure"])
        return pack
    pack.pages = built.paper.pages
    pack.sha256 = hashlib.sha256(built.paper.content).hexdigest()
    pack.payload = built.payload()
    pack.built_at = now()
    pack.file.save(pack.filename, ContentFile(built.paper.content), save=False)
    pack.state = PackState.READY
    pack.save()
    return pack
