"""Packs of a small meeting, built and issued."""

import datetime as dt
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils import timezone

from meetings.choices import Audience, PackState
from meetings.editions import finish_packs, issue_pack, request_packs
from meetings.models import AgendaItem, CommitteeReport, Meeting, Pack, ReportTemplate
from organisation.models import Post
from tests.meetings.reports import signed_off

LONG_DEAD = dt.timedelta(minutes=5)


def report(item: AgendaItem, words: str = "What happened.") -> CommitteeReport:
    author, _ = Post.objects.get_or_create(title="Treasurer")
    template = ReportTemplate.objects.get()
    made = CommitteeReport.objects.create(item=item, template=template, title=f"{item.title} report", author=author)
    made.sections.create(heading=template.headings.get(), body=words)
    return signed_off(made)


def built(meeting: Meeting, by, *audiences: Audience, supplement: bool = False) -> list[Pack]:
    made, new = request_packs(meeting=meeting, audiences=audiences or [Audience.PUBLIC], by=by, supplement=supplement)
    assert new
    finish_packs(made[0])
    return [Pack.objects.get(pk=pack.pk) for pack in made]


def issued(meeting: Meeting, by, *audiences: Audience, supplement: bool = False) -> Pack:
    pack, *_ = built(meeting, by, *audiences, supplement=supplement)
    issue_pack(pack, by=by, despite="One report is to follow.")
    return Pack.objects.get(pk=pack.pk)


def content(file) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def files() -> set[str]:
    """All that are stored."""
    return {str(path) for path in Path(default_storage.location).rglob("*") if path.is_file()}


def died(pack: Pack, attempts: int = 1) -> Pack:
    pack.state, pack.attempts, pack.heartbeat = PackState.BUILDING, attempts, timezone.now() - LONG_DEAD
    pack.save()
    return pack
