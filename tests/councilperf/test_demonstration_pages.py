"""Every page of the demonstrations, opened: each answers, and takes at most twelve queries."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import User
from actions.listing import GROUPINGS
from actions.models import Action
from clinics.models import Clinic, Sitting
from improvement_plan.models import Plan
from indicators.models import Indicator
from meetings.models import AgendaItem, CommitteeReport, Meeting
from organisation.models import Board, BoardMember, Directorate, Framework, Outcome, Post
from publishing.reporting.tables import TABLES
from tests.demonstration import ON_POSTGRESQL
from tests.queries import counted

pytestmark = pytest.mark.whole

MOST = 12
NOTED = 2
"""The page of a thing also reads what its reader viewed before, and notes that they view this."""
MOST_TOGETHER = 20
"""My work, how the council is doing, search, the history of everything, the page of an action, of an indicator with peers or of a framework, a clinic's page, the list of clinics, what is suggested, minutes, a report with its appendices, and a person's page gather from indicators, actions, people and papers together."""
TOGETHER = re.compile(
    r"/(public/)?$|/search/|/history/|/(actions|clinics|meetings/(\d+/items|reports)|people|frameworks)/\d+/"
    r"|/indicators/[A-Z]+/[^/]+/$"
    r"|/meetings/\d+/minutes/|/clinics/(suggested/|$)"
)
VIEWED = re.compile(r"/((meetings|clinics)/\d+|plans/[^/]+|frameworks/\d+/outcomes/\d+)/$")
MOST_HOME = 32
"""The first page of somebody who keeps the cycle has all of My work, how far the cycle is with everybody, and what they viewed."""
MOST_BRIEFING = 24
"""A briefing that is worked out gathers all that, with what earlier clinics came to; a frozen one takes none of it."""
MOST_DIRECTORATE = 35
"""The page of a directorate gathers from its indicators, actions, clinics, reports, meetings and figures to come."""
SITTINGS = 12
KEPT = re.compile(
    r"/meetings/(new/|boards/(new/|\d+/(plan|edit|end|history|members)/.*)|\d+/(agenda|history|edit)/.*)"
    r"|/(people|posts|directorates|publishing|start|council)/.*"
    r"|/frameworks/(new/|\d+/(edit|import|outcomes/(\d+/(links|edit)/|new/)?$).*)|/(actions/\d+|indicators/.+)/outcomes/"
)
"""Pages for those who keep the meetings, who keep people, posts and frameworks, and who say what is published."""


PUBLIC_PAGES = (
    "/public/", "/public/indicators/", "/public/indicators/?rating=red&theme=", "/public/plans/", "/public/clinics/",
    "/public/meetings/", "/help/", "/help/resident/", "/help/words/", "/accessibility/", "/data/", "/data/dictionary.json", "/data/datapackage.json", "/api/", "/api/v1/openapi.json",
    *(f"/data/{name}.csv" for name in TABLES), *(f"/data/{name}.json" for name in TABLES),
    *(f"/api/v1/{name}/?limit=5" for name in TABLES),
)  # fmt: skip


def one_database(who: str):
    """Of a role that sees what the performance team sees, or less: on both databases the team opens each kind of page."""
    return pytest.param(who, marks=pytest.mark.one_database)


def demonstration_pages(period: str) -> Iterator[str]:
    """The address of every page of the demonstration, with the scorecard of a period."""
    yield from (
        "/",
        "/actions/",
        "/actions/?due=30",
        "/actions/?source=plan&updated=no&slipped=any&closed=all&sort=-slipped",
        *(f"/actions/?by={by}&updated=no" for by in GROUPINGS),
        "/actions/?view=calendar",
        "/actions/?view=calendar&month=2008-03&updated=no",
        "/actions/?view=timeline",
        "/actions/coverage/",
        "/plans/",
        "/indicators/",
        "/indicators/scorecard/",
        f"/indicators/scorecard/?period={period}&exceptions=on&owner=null&columns=band&columns=state&sort=-rating",
        "/indicators/direction-of-travel/",
        sign_off_address(period),
        "/clinics/",
        "/clinics/suggested/",
        f"/clinics/suggested/?period={period.partition(' ')[0]}+Q1&rule=off_target",
        "/clinics/rules/",
        "/clinics/effect/",
        "/clinics/effect/?q=claims&effect=too_early&reason=fell_quartile&kind=corporate",
        "/clinics/summary/",
        "/clinics/summary/?on=2007-01-31",
        "/clinics/programme/",
        "/meetings/",
        "/meetings/mine/",
        "/account/",
        "/account/letters/",
        "/account/password/",
        "/account/sessions/",
        "/account/sign-ins/",
        "/account/second-factor/",
        "/account/second-factor/app/",
        "/account/second-factor/passkey/",
        "/account/second-factor/remove/",
        *PUBLIC_PAGES,
        "/sign-ins/",
        "/reminders/",
        "/reminders/people/",
        "/history/?q=invoices",
    )
    yield from (
        f"/plans/{plan.slug}/?{query}"
        for plan in Plan.objects.all()
        for query in ("", "on=2007-08-01", f"page={1 + Action.objects.count() // 60}", "section=6&rating=red", "lead=1")
    )
    yield from (
        f"/plans/{plan.slug}/{page}/"
        for plan in Plan.objects.all()
        for page in ("summary", "exceptions", "changes", "timeline")
    )
    for model in (Action, Indicator, Clinic, Meeting):
        yield from (row.get_absolute_url() for row in model.objects.all())
    yield from (f"/clinics/{clinic.pk}/history/" for clinic in Clinic.objects.all())
    yield from (
        f"/clinics/{sitting.clinic_id}/sittings/{sitting.pk}/{page}/"
        for sitting in Sitting.objects.all()[:SITTINGS]
        for page in ("briefing", "minutes")
    )
    yield from (
        f"/actions/{action.pk}/update/"
        for action in Action.objects.filter(lead__title__regex="^Head of (Corporate|Housing)")
    )
    yield "/meetings/reports/"
    yield from report_pages()
    signed = Q(report__isnull=False) & ~Q(report__state__in=("draft", "review"))
    with_papers = AgendaItem.objects.filter(signed | Q(minutes_of__minutes_paper__state__in=("published", "approved")))
    yield from (item_address(item) for item in with_papers)
    for board in Board.objects.all():
        yield from (
            reverse("board", args=[board.pk]),
            reverse("plan-year", args=[board.pk]) + "?start=2026-12-01&months=1&number=12",
            *(reverse(name, args=[board.pk]) for name in ("edit-board", "end-board", "board-history", "add-place")),
        )
    yield from (
        reverse(name, args=[place.board_id, place.pk])
        for place in BoardMember.objects.all()[:3]
        for name in ("edit-place", "end-place")
    )
    yield from ("/meetings/boards/new/", "/meetings/boards/", "/meetings/templates/", "/meetings/new/")
    for meeting in Meeting.objects.all():
        yield from (
            reverse(name, args=[meeting.pk]) for name in ("agenda", "meeting-history", "edit-meeting", "add-item")
        )
    yield from (reverse("pack", args=[meeting.pk]) for meeting in Meeting.objects.all())
    yield from (
        reverse(name, args=[meeting.pk]) for name in ("minutes", "matters-arising") for meeting in Meeting.objects.all()
    )
    yield from (reverse("board-attendance", args=[board.pk]) for board in Board.objects.all())
    yield from (f"/clinics/suggested/{i.set.code}/{i.ref}/" for i in Indicator.objects.select_related("set")[:3])
    yield "/search/?q=bv8"
    for indicator in Indicator.objects.public().select_related("set"):
        yield from (
            reverse(name, args=[indicator.set.code, indicator.ref])
            for name in ("public-indicator", "public-chart", "public-table")
        )
    yield from (reverse("public-plan", args=[plan.slug]) for plan in Plan.objects.public())
    yield from ("/publishing/", "/publishing/indicators/", "/publishing/clinics/", "/publishing/keys/")
    yield from kept_by_the_team()


@pytest.mark.parametrize("who", [one_database("communications"), "performance", one_database("member")])
def test_every_page_of_the_demonstration_takes_at_most_twelve_queries(rotherham, as_, who):
    assert over_the_most(as_(who), period="2007/08", every=opens_all(who)) == {}


def opens_all(who: str) -> bool:
    """Whether somebody opens every page: the team, on one of the databases."""
    return who == "performance" and not ON_POSTGRESQL


def kept_by_the_team() -> Iterator[str]:
    """The pages on which the performance team keeps people, posts and directorates."""
    yield from (
        "/start/",
        "/council/",
        "/people/",
        "/people/import/",
        "/people/invite/",
        "/people/?role=Officer&standing=open",
        "/people/new/",
        "/posts/",
        "/posts/?held=no",
        "/posts/new/",
    )
    for person in User.objects.all():
        yield from (
            reverse(name, args=[person.pk]) for name in ("person", "change-roles", "edit-person", "person-leaves")
        )
    for post in Post.objects.all():
        yield from (reverse(name, args=[post.pk]) for name in ("post", "edit-post", "hand-over", "end-post"))
    yield from ("/directorates/", "/directorates/new/")
    yield from framework_pages()
    for directorate in Directorate.objects.all():
        yield from (
            reverse(name, args=[directorate.pk])
            for name in ("directorate", "directorate-on-a-page", "edit-directorate", "end-directorate")
        )


def framework_pages() -> Iterator[str]:
    """Frameworks and outcomes, and the pages on which the performance team keeps them."""
    yield from ("/frameworks/", "/frameworks/new/")
    for framework in Framework.objects.all():
        names = ("framework", "framework-outcomes", "edit-framework", "new-outcome", "import-outcomes")
        yield from (reverse(name, args=[framework.pk]) for name in names)
        yield f"{framework.get_absolute_url()}?_export=json"
    for outcome in Outcome.objects.all():
        names = ("outcome", "outcome-links", "edit-outcome")
        yield from (reverse(name, args=[outcome.framework_id, outcome.pk]) for name in names)
    yield from (reverse("action-outcomes", args=[action.pk]) for action in Action.objects.all()[:3])
    yield from (f"{i.get_absolute_url()}outcomes/" for i in Indicator.objects.select_related("set")[:3])


def report_pages() -> Iterator[str]:
    """The pages of reports, which are for those who write and review them."""
    for report in CommitteeReport.objects.all():
        yield from (reverse(name, args=[report.pk]) for name in ("report", "preview-report"))
        if not report.is_signed:
            yield from (
                reverse(name, args=[report.pk]) for name in ("write-report", "report-appendices", "sign-report")
            )


def sign_off_address(period: str) -> str:
    """Where figures are signed off, which is for officers."""
    return f"/indicators/sign-off/?period={period}"


def item_address(item: AgendaItem) -> str:
    """Where an item of an agenda is read."""
    return reverse("item", args=[item.meeting_id, item.number])


def most(address: str) -> int:
    """How many queries a page may take."""
    if address == "/":
        return MOST_HOME
    if address.endswith("/briefing/"):
        return MOST_BRIEFING
    if address.endswith("/on-a-page/"):
        return MOST_DIRECTORATE
    noted = NOTED if VIEWED.match(address) else 0
    return noted + (MOST_TOGETHER if TOGETHER.match(address) else MOST)


SOME = 1 if ON_POSTGRESQL else 2
"""Pages of one kind that are opened where not every one is."""


def some_of_each_kind(addresses: Iterable[str]) -> Iterator[str]:
    """A few pages of each kind: of a view, with one set of words in its address."""
    kinds: Counter = Counter()
    for address in addresses:
        path, _, query = address.partition("?")
        kind = resolve(path).view_name, frozenset(parse_qs(query))
        kinds[kind] += 1
        if kinds[kind] <= SOME:
            yield address


def over_the_most(browser: Client, *, period: str, every: bool) -> dict[str, int]:
    """The pages that take more queries than a page may, after opening every one or some of each kind."""
    over = {}
    pages = demonstration_pages(period)
    exempt, signing = {item_address(item) for item in AgendaItem.objects.closed()}, sign_off_address(period)
    for address in pages if every else some_of_each_kind(pages):
        with counted() as asked:
            answer = browser.get(address)
        kept = address.endswith("/update/") or KEPT.fullmatch(address)
        team = {"/reminders/", "/reminders/people/", "/history/?q=invoices", "/sign-ins/", signing}
        if answer.status_code == 403 and (kept or address in {*exempt, *report_pages(), *team}):
            continue
        assert answer.status_code == 200, address
        if asked.queries > most(address):
            over[address] = asked.queries
    return over


def test_its_history_is_whole(rotherham):
    call_command("check_history", stdout=io.StringIO())
