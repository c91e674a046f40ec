"""Every page of the demonstration, opened: each answers, and takes at most twelve queries."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from clinics.models import Clinic
from improvement_plan.models import Plan
from indicators.models import Indicator
from meetings.models import AgendaItem, Meeting

MOST = 12


def demonstration_pages() -> Iterator[str]:
    """The address of every page of the demonstration."""
    yield from (
        "/",
        "/actions/",
        "/actions/?due=30",
        "/plans/",
        "/indicators/",
        "/clinics/",
        "/clinics/suggested/",
        "/meetings/",
    )
    yield from (
        f"/plans/{plan.slug}/?{query}"
        for plan in Plan.objects.all()
        for query in ("", "page=3", "section=6&rating=red", "lead=1")
    )
    for model in (Action, Indicator, Clinic, Meeting):
        yield from (row.get_absolute_url() for row in model.objects.all())
    yield from (
        f"/actions/{action.pk}/update/" for action in Action.objects.filter(lead__title__startswith="Head of Corporate")
    )
    yield from (
        reverse("item", args=[item.meeting_id, item.number])
        for item in AgendaItem.objects.filter(kind__in=("report", "minutes"))
    )
    yield from (reverse("pack", args=[meeting.pk]) for meeting in Meeting.objects.all())
    yield "/search/?q=bv8"


@pytest.mark.parametrize("who", ["communications", "performance", "member"])
def test_every_page_of_the_demonstration_takes_at_most_twelve_queries(rotherham, as_, who):
    browser = as_(who)
    over = {}
    for address in demonstration_pages():
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
        if answer.status_code == 403 and address.endswith("/update/"):
            continue
        assert answer.status_code == 200, address
        if len(queries) > MOST:
            over[address] = len(queries)
    assert over == {}
