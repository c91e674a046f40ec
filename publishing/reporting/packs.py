"""Papers of boards of councillors that were issued to the public."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from meetings.models import AgendaItem, Pack


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
