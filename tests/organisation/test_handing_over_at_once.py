"""Two who hand one post over at the same moment, and two of the performance team who go at once: one wins."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from accounts.choices import Role
from accounts.models import User
from core.refusals import NotDoneError
from history.guards import opened
from organisation.models import Post, PostHolder
from organisation.services.people import change_roles
from organisation.services.posts import hand_over

ON = date(2007, 9, 10)
pytestmark = pytest.mark.django_db


def apart(work, *args):
    """Do something on a connection of its own, where it is stored for all to see."""
    try:
        return work(*args)
    finally:
        connection.close()


def make(how_many: int) -> tuple[Post, list[User]]:
    people = [User.objects.create_user(f"once{n}@x.example", "a long password", name=f"N{n}") for n in range(how_many)]
    for person in people:
        person.groups.add(Group.objects.get(name=Role.PERFORMANCE))
    return Post.objects.create(title="At once"), people


def done(work, *args, **kwargs) -> bool:
    try:
        work(*args, **kwargs)
    except NotDoneError:
        return False
    return True


@opened("a test")
def take_out(post: Post, people: list[User]) -> tuple[list[int], list[int]]:
    """Who holds the post, and who is left in the team; nothing of it is left for other tests."""
    held = list(PostHolder.objects.filter(post=post).values_list("user", flat=True))
    keys = [person.pk for person in people]
    left = list(User.objects.filter(pk__in=keys).with_role(Role.PERFORMANCE).values_list("pk", flat=True))
    for model, key in ((PostHolder, "post_id"), (Post, "id")):
        model.objects.filter(**{key: post.pk}).delete()
        model.history.filter(**{key: post.pk}).delete()
    for person in people:
        person.groups.clear()
    User.objects.filter(pk__in=keys).delete()
    User.history.model.groups.model._base_manager.filter(user__in=keys).delete()
    User.history.filter(id__in=keys).delete()
    return held, left


def test_of_those_who_go_at_the_same_moment_one_is_left_and_a_post_has_one_holder(settings):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other")
    settings.COUNCIL_TODAY = ON
    with ThreadPoolExecutor(4) as pool:
        post, people = pool.submit(apart, make, 4).result()
        try:
            over = [
                pool.submit(apart, lambda to: done(hand_over, post=post, to=to, on=ON), person) for person in people
            ]
            won = [one.result() for one in over]
            gone = [
                pool.submit(apart, lambda who: done(change_roles, person=who, roles=[], by=who), person)
                for person in people
            ]
            went = [one.result() for one in gone]
        finally:
            held, left = pool.submit(apart, take_out, post, people).result()
    assert (won.count(True), len(held)) == (1, 1)
    assert (went.count(True), len(left)) == (3, 1)
