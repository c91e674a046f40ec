"""Posts pass from one to the next: no two at once, nothing lost, and what hangs on them is told."""

from datetime import date

import pytest

from accounts.choices import Role
from actions.models import Action
from core.refusals import NotDoneError
from indicators.models import Indicator, IndicatorSet
from organisation.models import Directorate, PartnerBody, Post, PostAlias, PostHolder
from organisation.reporting import Gap, hanging_on, through_time
from organisation.services.posts import (
    change_holding,
    end_directorate,
    end_post,
    go_on,
    hand_over,
    restore_directorate,
    store_post,
    take_back_holding,
)
from tests.queries import counted

ON = date(2007, 9, 10)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def its_day(today):
    return today


@pytest.fixture
def post() -> Post:
    return Post.objects.create(title="Head of Finance")


@pytest.fixture
def jo(person, post):
    return person(Role.OFFICER, holds=post)


@pytest.fixture
def sam(person):
    return person(Role.OFFICER)


def spans(post: Post) -> list[tuple]:
    return list(post.holders.order_by("starts", "pk").values_list("user__name", "starts", "ends"))


@pytest.mark.parametrize("day", [date(2007, 1, 1), ON, date(2008, 1, 1)])
def test_a_post_passes_on_a_day_past_or_to_come_and_its_holder_has_it_to_the_day_before(post, jo, sam, day):
    hand_over(post=post, to=sam, on=day)
    assert spans(post) == [
        (jo.name, date(2000, 1, 1), date.fromordinal(day.toordinal() - 1)),
        (sam.name, day, None),
    ]


def test_a_handover_leaves_its_history_and_moves_nothing_that_was_said(post, jo, sam):
    action = Action.objects.create(title="Sweep", lead=post)
    action.updates.create(words="Swept.", by=jo, at="2007-01-01T10:00Z")
    hand_over(post=post, to=sam, on=ON)
    assert action.updates.get().by == jo
    assert [line.ends for line in post.holders.get(user=jo).history.all()] == [date(2007, 9, 9), None]


def test_a_post_is_left_vacant_knowingly(post, jo):
    assert hand_over(post=post, to=None, on=ON) is None
    assert spans(post) == [(jo.name, date(2000, 1, 1), date(2007, 9, 9))]
    with pytest.raises(NotDoneError, match="it is vacant already"):
        hand_over(post=post, to=None, on=ON)


def test_two_do_not_hold_a_post_at_once(post, jo, sam, person):
    hand_over(post=post, to=sam, on=date(2008, 1, 1))
    with pytest.raises(NotDoneError, match=rf"{sam.name} is entered as holding Head of Finance from 1\sJanuary\s2008"):
        hand_over(post=post, to=person(), on=ON)
    holding = post.holders.get(user=sam)
    holding.starts = date(2007, 12, 1)
    with pytest.raises(NotDoneError, match="Two people do not hold a post at once"):
        change_holding(holding=holding)
    assert spans(post)[0][2] == date(2007, 12, 31)


def test_somebody_stands_in_for_a_time_where_the_next_is_known(post, jo, sam, person):
    hand_over(post=post, to=sam, on=date(2008, 1, 1))
    holding = post.holders.get(user=jo)
    holding.ends = date(2007, 6, 30)
    change_holding(holding=holding)
    between = person()
    hand_over(post=post, to=between, on=date(2007, 8, 1), until=date(2007, 12, 31))
    assert [span[0] for span in spans(post)] == [jo.name, between.name, sam.name]
    assert [one.span for one in through_time(post, ON) if isinstance(one, Gap)] == [
        "1\u00a0July\u00a02007 to 31\u00a0July\u00a02007"
    ]


def test_nobody_takes_over_from_themselves(post, jo):
    with pytest.raises(NotDoneError, match="holds Head of Finance already"):
        hand_over(post=post, to=jo, on=ON)


def test_a_group_post_has_several_holders(post, jo, sam):
    post.is_group = True
    post.save()
    hand_over(post=post, to=sam, on=ON)
    assert [ends for *_, ends in spans(post)] == [None, None]
    with pytest.raises(NotDoneError, match="choose other days"):
        hand_over(post=post, to=sam, on=date(2008, 1, 1))
    with pytest.raises(NotDoneError, match="end what one of its holders holds"):
        hand_over(post=post, to=None, on=ON)


@pytest.mark.parametrize(
    ("starts", "ends", "on", "until", "why"),
    [
        (date(2008, 1, 1), None, ON, None, "exists only from"),
        (None, date(2007, 12, 31), ON, None, "ends on 31\\sDecember\\s2007"),
        (None, None, ON, date(2007, 9, 9), "The last day is before the first"),
    ],
)
def test_a_post_is_held_only_while_it_exists(post, sam, starts, ends, on, until, why):
    post.starts, post.ends = starts, ends
    post.save()
    with pytest.raises(NotDoneError, match=why):
        hand_over(post=post, to=sam, on=on, until=until)


def test_a_post_is_not_handed_to_somebody_who_has_left(post, sam):
    sam.leaves_on = date(2007, 9, 30)
    sam.save()
    hand_over(post=post, to=sam, on=ON)
    with pytest.raises(NotDoneError, match="has left, or leaves before that day"):
        hand_over(post=Post.objects.create(title="Other"), to=sam, on=date(2007, 10, 1))


def test_a_handover_to_come_is_taken_back_and_one_that_has_begun_is_not(post, jo, sam):
    later = hand_over(post=post, to=sam, on=date(2008, 1, 1))
    take_back_holding(holding=later, on=ON)
    assert [name for name, *_ in spans(post)] == [jo.name]
    with pytest.raises(NotDoneError, match="taken this handover back already"):
        take_back_holding(holding=later, on=ON)
    with pytest.raises(NotDoneError, match="Enter a last day instead"):
        take_back_holding(holding=post.holders.get(), on=ON)


def test_a_post_that_is_renamed_is_still_known_by_its_former_names(post):
    post.title = "Director of Finance"
    store_post(post=post, written=["HoF"])
    post.title = "Chief Finance Officer"
    store_post(post=post, written=[alias.text for alias in post.aliases.all()])
    assert sorted(alias.text for alias in post.aliases.all()) == ["Director of Finance", "Head of Finance", "HoF"]
    post.title = "Head of Finance"
    store_post(post=post, written=[alias.text for alias in post.aliases.all()])
    assert sorted(alias.text for alias in post.aliases.all()) == ["Chief Finance Officer", "Director of Finance", "HoF"]


@pytest.mark.parametrize(("title", "written"), [("head of finance", []), ("HOF", []), ("New", ["head of  Finance"])])
def test_one_name_leads_to_one_post(post, title, written):
    PostAlias.objects.create(post=post, text="HoF")
    with pytest.raises(NotDoneError, match="One name leads to one post"):
        store_post(post=Post(title=title), written=written)
    assert Post.objects.count() == 1


def test_no_post_answers_to_itself_through_others(post):
    middle = Post.objects.create(title="Middle", superior=post)
    post.superior = Post.objects.create(title="Low", superior=middle)
    with pytest.raises(NotDoneError, match="would answer to itself through Low and Middle"):
        store_post(post=post, written=[])


def test_a_partner_post_comes_with_its_body(post):
    made = store_post(post=Post(title="LSP Manager"), written=[], new_partner="The Partnership")
    again = store_post(post=Post(title="LSP Officer"), written=[], new_partner="the partnership")
    assert made.partner_body == again.partner_body == PartnerBody.objects.get()


def test_a_post_ends_with_what_is_held_of_it_and_goes_on_vacant(post, jo, sam):
    assert end_post(post=post, on=ON) == 1
    assert spans(post) == [(jo.name, date(2000, 1, 1), ON)]
    go_on(post=post)
    post.refresh_from_db()
    assert (post.ends, spans(post)[0][2]) == (None, ON)
    hand_over(post=post, to=sam, on=date(2008, 1, 1))
    with pytest.raises(NotDoneError, match="Take that back first"):
        end_post(post=post, on=ON)


def test_nothing_ends_before_it_begins(post):
    post.starts = date(2008, 1, 1)
    post.save()
    directorate = Directorate.objects.create(name="Place", starts=date(2008, 1, 1))
    for end, thing in ((end_post, {"post": post}), (end_directorate, {"directorate": directorate})):
        with pytest.raises(NotDoneError, match="exists only from"):
            end(**thing, on=ON)
    end_directorate(directorate=directorate, on=date(2008, 2, 1))
    restore_directorate(directorate=directorate)
    directorate.refresh_from_db()
    assert directorate.ends is None


def test_what_hangs_on_a_post_is_what_is_still_to_be_done(post):
    Action.objects.create(title="Open", lead=post)
    Action.objects.create(title="Done", lead=post, status="complete")
    Action.objects.create(title="Closed", lead=post, closed_on=ON)
    Action.objects.create(title="Helped", lead=Post.objects.create(title="Other", superior=post)).contributors.add(post)
    of = IndicatorSet.objects.create(code="X", title="X")
    Indicator.objects.create(set=of, ref="1", title="A", owner=post)
    Indicator.objects.create(set=of, ref="2", title="B", owner=post, closed_on=ON)
    with counted() as asked:
        (told,) = hanging_on([post.pk], ON).values()
    assert asked.queries == 1
    assert [one.words.replace("\u00a0", " ") for one in told] == [
        "1 open action that it leads",
        "1 open action that it contributes to",
        "1 indicator that it reports",
        "1 post that answers to it",
    ]
    assert told[0].address == f"/actions/?post={post.pk}"


def test_who_held_a_post_is_told_with_the_days_between(post, person):
    for starts, ends in (("2001-01-01", "2001-12-31"), ("2003-01-01", "2004-12-31"), ("2005-01-01", "2006-12-31")):
        PostHolder.objects.create(
            post=post, user=person(), starts=date.fromisoformat(starts), ends=date.fromisoformat(ends)
        )
    told = [(type(one).__name__, one.span.replace("\u00a0", " ")) for one in through_time(post, ON)]
    assert told == [
        ("Gap", "since 1 January 2007"),
        ("Holding", "1 January 2005 to 31 December 2006"),
        ("Holding", "1 January 2003 to 31 December 2004"),
        ("Gap", "1 January 2002 to 31 December 2002"),
        ("Holding", "1 January 2001 to 31 December 2001"),
    ]
