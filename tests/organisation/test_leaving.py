"""People join, change roles and leave: everything in one step, and nobody raises their own rights."""

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import Invitation, User
from core.refusals import NotDoneError
from organisation import rights
from organisation.history import of_person
from organisation.models import Board, BoardMember, Post, PostHolder
from organisation.services.people import change_roles, come_back, leave, store_person, take_in

ON = date(2007, 9, 10)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def its_day(today):
    return today


@pytest.fixture
def boss(person) -> User:
    return person(Role.PERFORMANCE)


@pytest.fixture
def posts() -> list[Post]:
    return [Post.objects.create(title=f"Post {n}") for n in (1, 2, 3)]


@pytest.fixture
def jo(person, posts) -> User:
    made = person(Role.OFFICER, holds=posts[0])
    PostHolder.objects.create(post=posts[1], user=made, starts=date(2005, 1, 1))
    return made


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_a_leaver_hands_everything_on_in_one_step(boss, jo, posts, person):
    board = Board.objects.create(name="Board", kind="officer")
    place = BoardMember.objects.create(board=board, user=jo, starts=date(2006, 1, 1))
    PostHolder.objects.create(post=posts[2], user=jo, starts=date(2008, 1, 1))
    sam = person(Role.OFFICER)
    last = date(2007, 9, 30)
    successors = {posts[0].pk: sam, posts[1].pk: None, posts[2].pk: sam}
    left = leave(person=jo, last_day=last, successors=successors, by=boss)
    assert {(held.post, held.starts) for held in left.handed} == {
        (posts[0], date(2007, 10, 1)),
        (posts[2], date(2008, 1, 1)),
    }
    assert (left.vacant, left.places) == ((posts[1],), 1)
    assert set(jo.posts_held.values_list("post", "ends")) == {(posts[0].pk, last), (posts[1].pk, last)}
    assert again(place).ends == last


def test_a_leaver_signs_in_up_to_the_last_day_and_no_longer(boss, jo, posts, settings):
    browser = Client()
    browser.force_login(jo)
    leave(person=jo, last_day=ON, successors={posts[0].pk: None, posts[1].pk: None}, by=boss)
    assert browser.get("/actions/").status_code == 200
    settings.COUNCIL_TODAY = date(2007, 9, 11)
    assert "/sign-in/" in browser.get("/actions/")["Location"]
    assert not Client().login(username=jo.email, password="a long password")
    assert not rights.may_read(again(jo))


def test_signing_in_can_be_ended_at_once(boss, jo, posts):
    browser = Client()
    browser.force_login(jo)
    leave(person=jo, last_day=date(2007, 12, 31), successors={p.pk: None for p in posts[:2]}, by=boss, at_once=True)
    assert "/sign-in/" in browser.get("/actions/")["Location"]
    from django.contrib.sessions.models import Session

    assert not Session.objects.exists()


def test_a_post_that_was_given_meanwhile_is_not_left_behind(boss, jo, posts):
    with pytest.raises(NotDoneError, match="which was entered meanwhile"):
        leave(person=jo, last_day=ON, successors={posts[0].pk: None}, by=boss)
    assert again(jo).may_sign_in
    assert jo.posts_held.filter(ends__isnull=True).count() == 2


def test_where_one_post_cannot_pass_nothing_is_done(boss, jo, posts, person):
    gone = person(Role.OFFICER)
    gone.is_active = False
    gone.save()
    with pytest.raises(NotDoneError, match="has left"):
        leave(person=jo, last_day=ON, successors={posts[0].pk: None, posts[1].pk: gone}, by=boss)
    with pytest.raises(NotDoneError, match="who leaves"):
        leave(person=jo, last_day=ON, successors={posts[0].pk: None, posts[1].pk: jo}, by=boss)
    assert jo.posts_held.filter(ends__isnull=True).count() == 2
    assert again(jo).leaves_on is None


def test_the_last_of_the_performance_team_neither_leaves_nor_gives_the_role_back(boss, person):
    invited = User.objects.create_user("new@anytown.example", None, name="New")
    invited.groups.set(boss.groups.all())
    with pytest.raises(NotDoneError, match="the last of the performance team"):
        leave(person=boss, last_day=ON, successors={}, by=boss)
    with pytest.raises(NotDoneError, match="the last of the performance team"):
        change_roles(person=boss, roles=[], by=boss)
    other = person(Role.PERFORMANCE)
    other.leaves_on = ON
    other.save()
    with pytest.raises(NotDoneError, match="the last of the performance team"):
        leave(person=boss, last_day=ON, successors={}, by=boss)
    other.leaves_on = None
    other.save()
    change_roles(person=boss, roles=[], by=boss)
    assert not rights.may_manage(again(boss))


def test_nobody_gives_themselves_a_role(boss, person):
    with pytest.raises(NotDoneError, match="Nobody gives themselves a role"):
        change_roles(person=boss, roles=[Role.PERFORMANCE, Role.MEMBER], by=boss)
    assert not rights.may_give_role(boss, boss, Role.MEMBER)
    assert rights.may_give_role(boss, person(), Role.MEMBER)
    assert not rights.may_give_role(person(Role.OFFICER), person(), Role.VIEWER)


def test_somebody_who_may_do_everything_is_changed_by_another_such_alone(boss):
    root = User.objects.create_superuser("root@anytown.example", "a long password", name="Root")
    for refused in (
        lambda: change_roles(person=root, roles=[Role.VIEWER], by=boss),
        lambda: leave(person=root, last_day=ON, successors={}, by=boss),
        lambda: store_person(person=again(root), by=boss),
        lambda: come_back(person=root, by=boss),
    ):
        with pytest.raises(NotDoneError):
            refused()
    assert rights.may_keep_person(root, root)
    assert not rights.may_keep_person(boss, root)


def test_a_joiner_has_roles_a_post_and_an_invitation(boss, jo, posts):
    new = User(name="New", email="new@anytown.example")
    invitation = take_in(person=new, roles=[Role.OFFICER], by=boss, post=posts[0])
    assert (again(new).roles, invitation.to, new.has_usable_password()) == ({Role.OFFICER}, new, False)
    assert again(jo.posts_held.get(post=posts[0])).ends == date(2007, 9, 9)
    assert new.posts_held.get().starts == ON


def test_where_the_post_cannot_pass_nobody_is_added(boss, posts):
    PostHolder.objects.create(post=posts[0], user=boss, starts=date(2008, 1, 1))
    with pytest.raises(NotDoneError, match="is entered as holding"):
        take_in(person=User(name="New", email="new@anytown.example"), roles=[], by=boss, post=posts[0])
    assert not User.objects.filter(name="New").exists()
    assert not Invitation.objects.exists()


def test_an_account_is_opened_again_with_its_roles_and_without_posts(boss, jo, posts):
    leave(person=jo, last_day=date(2007, 9, 1), successors={p.pk: None for p in posts[:2]}, by=boss)
    assert not again(jo).may_sign_in
    come_back(person=jo, by=boss)
    assert (again(jo).may_sign_in, again(jo).roles, rights.held_posts(again(jo))) == (True, {Role.OFFICER}, ())


def test_roles_and_posts_are_told_in_words(boss, jo, posts):
    change_roles(person=jo, roles=[Role.VIEWER, Role.MEMBER], by=boss)
    leave(person=jo, last_day=date(2007, 9, 1), successors={p.pk: None for p in posts[:2]}, by=boss)
    told = " ".join(sentence for one in of_person(jo) for sentence in one.sentences).replace("\u00a0", " ")
    assert "Role given: Board member and Viewer." in told
    assert "Role taken: Officer." in told
    assert "Post 1, last day: nothing → 1 September 2007" in told
    assert "Last day: nothing → 1 September 2007" in told
