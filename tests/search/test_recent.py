"""What somebody looked at last: for them alone, by their rights when it is shown, bounded, and cleared."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.memory import Memory
from accounts.models import Remembered
from actions.models import Action
from clinics.models import Clinic
from history.services.people import forget, held_on
from indicators.models import Indicator, IndicatorSet
from meetings.models import AgendaItem, Meeting
from organisation.models import Board, BoardMember, Framework, Post, PostHolder
from search.choices import Viewed
from search.recent import KEPT, LISTED, TRAIL, note_viewed, viewed
from tests.queries import counted

pytestmark = pytest.mark.django_db


class Asking:
    """A request of somebody, as far as memory goes."""

    def __init__(self, someone):
        self.user, self.memory = someone, Memory(someone)


@pytest.fixture
def measures(council) -> list[Indicator]:
    own = IndicatorSet.objects.create(code="LPI", title="Local")
    return [Indicator.objects.create(set=own, ref=f"L{n}", title=f"Measure {n}") for n in range(1, KEPT + 6)]


def titles(someone) -> list[str]:
    return [thing.title for thing in viewed(Asking(someone))]


def test_the_newest_is_first_each_once_and_no_more_than_are_kept(measures, person):
    viewer = person(Role.VIEWER)
    for measure in (*measures, measures[0]):
        note_viewed(Asking(viewer), Viewed.INDICATOR, measure.pk)
    assert titles(viewer)[:2] == ["L1 Measure 1", f"L{len(measures)} Measure {len(measures)}"]
    assert len(titles(viewer)) == LISTED
    (kept,) = Remembered.objects.filter(name=TRAIL)
    assert len(kept.value) == KEPT == len({tuple(one) for one in kept.value})
    assert titles(person(Role.VIEWER)) == []


def test_looking_costs_one_query_that_writes_and_again_none(measures, person):
    viewer = person(Role.VIEWER)
    for measure in measures[:2]:
        with counted() as asked:
            note_viewed(Asking(viewer), Viewed.INDICATOR, measure.pk)
        assert asked.queries == 2
    with counted() as asked:
        note_viewed(Asking(viewer), Viewed.INDICATOR, measures[1].pk)
    assert asked.queries == 1


def test_what_one_may_no_longer_see_is_not_shown(council, today, person):
    board = Board.objects.create(name="Cabinet", kind="political")
    meeting = Meeting.objects.create(board=board, date=today)
    item = AgendaItem.objects.create(meeting=meeting, number=1, title="The secret contract", exempt_paragraph=3)
    member = person(Role.MEMBER)
    place = BoardMember.objects.create(board=board, user=member, role="member", starts="2000-01-01")
    note_viewed(Asking(member), Viewed.ITEM, item.pk)
    assert titles(member) == ["The secret contract"]
    place.delete()
    assert titles(member) == []


def test_a_partner_sees_actions_of_their_posts_alone_and_somebody_without_a_role_nothing(measures, person):
    post = Post.objects.create(title="Head of Partners")
    own, other = Action.objects.create(title="Ours", lead=post), Action.objects.create(title="Theirs")
    partner = person(Role.PARTNER)
    PostHolder.objects.create(post=post, user=partner, starts="2000-01-01")
    for kind, row in ((Viewed.INDICATOR, measures[0]), (Viewed.ACTION, other), (Viewed.ACTION, own)):
        note_viewed(Asking(partner), kind, row.pk)
    assert titles(partner) == ["Ours"]
    partner.groups.clear()
    assert titles(type(partner).objects.get(pk=partner.pk)) == []


def test_what_was_removed_or_is_of_a_later_release_is_passed_over(measures, person):
    viewer = person(Role.VIEWER)
    Memory(viewer).keep(TRAIL, [["dream", 1], ["indicator", 0], ["indicator", measures[3].pk]])
    assert titles(viewer) == ["L4 Measure 4"]


def test_it_goes_with_the_person_who_is_forgotten_and_is_in_what_is_held_on_them(measures, person):
    viewer = person(Role.VIEWER)
    note_viewed(Asking(viewer), Viewed.INDICATOR, measures[0].pk)
    (held,) = held_on(viewer)["accounts.remembered"]
    assert held["value"] == [["indicator", measures[0].pk]]
    forget(viewer)
    assert not Remembered.objects.filter(person=viewer).exists()


def test_pages_of_things_are_remembered_shown_and_cleared(as_, rotherham):
    viewer, action = as_("viewer"), Action.objects.get(title__startswith="Web:")
    for address in (
        "/indicators/BVPI/BV8/",
        action.get_absolute_url(),
        "/plans/corporate-improvement-plan/",
        "/clinics/",
    ):
        assert viewer.get(address).status_code == 200
    viewer.get("/actions/999999/")
    for page in ("/", "/search/"):
        shown = viewer.get(page).content.decode()
        section = shown[shown.index('id="viewed"') : shown.index("what you viewed")]
        order = [section.index(part) for part in ("Corporate Improvement Plan", "Web: ", "BV8 Invoices paid")]
        assert order == sorted(order)
        assert section.count("<li") == 3
    assert 'id="viewed"' not in viewer.get("/search/?q=bv8").content.decode()
    cleared = viewer.post(reverse("clear-viewed"), {"from": "search"})
    assert cleared.url == "/search/"
    assert not Remembered.objects.filter(name=TRAIL).exists()
    assert 'id="viewed"' not in viewer.get("/").content.decode()


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("/indicators/BVPI/BV8/", "indicator"),
        ("/clinics/1/", "clinic"),
        ("/meetings/1/", "meeting"),
        ("/meetings/1/items/5/", "item"),
        ("/frameworks/1/", "framework"),
    ],
)
def test_each_kind_of_page_is_remembered(as_, rotherham, page, kind):
    viewer = as_("viewer")
    numbered = {"clinic": Clinic, "meeting": Meeting, "item": Meeting, "framework": Framework}
    if kind in numbered:
        row = Meeting.objects.get(date="2007-09-10") if kind in ("item", "meeting") else numbered[kind].objects.first()
        page = page.replace("/1/", f"/{row.pk}/", 1)
    assert viewer.get(page).status_code == 200
    (kept,) = Remembered.objects.filter(name=TRAIL).values_list("value", flat=True)
    assert kept[0][0] == kind
    assert len(titles(Remembered.objects.get(name=TRAIL).person)) == 1
