"""Papers that were issued to the public, of boards whose papers are public."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from meetings.models import AgendaItem, ItemAttachment, Pack


def public_packs() -> QuerySet[Pack]:
    """The packs and supplements that hold, the newest meeting first, with what ``given_out`` reads."""
    return Pack.objects.public().light().select_related("meeting__board").annotate(held=F("payload__items"))


def given_out(packs: Iterable[Pack]) -> list[Pack]:
    """Those of ``public_packs`` that list nothing openly that was closed to the public since. One query."""
    packs = list(packs)
    closed = set(
        AgendaItem.objects.closed().filter(meeting__in={pack.meeting_id for pack in packs}).values_list("pk", flat=True)
    )
    return [pack for pack in packs if not any(item["pk"] in closed and not item["exempt"] for item in pack.held or ())]


def files_of(pack: Pack) -> list[tuple[str, ItemAttachment]]:
    """The files that a pack of ``given_out`` lists with its items, each with the item's title. One query.

    They are the very files that were issued; one that was taken off since is not given out any more.
    """
    listed = {
        file["pk"]: (item["title"], file["sha256"])
        for item in pack.held or ()
        if not item["exempt"]
        for file in item["attachments"]
    }
    kept = ItemAttachment.objects.filter(
        pk__in=listed, item__meeting=pack.meeting_id, removed_at__isnull=True
    ).in_bulk()
    return [(title, kept[key]) for key, (title, seal) in listed.items() if key in kept and kept[key].sha256 == seal]
