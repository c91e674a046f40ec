"""A question that is worked out once gives what the question itself gives, with any values."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value

from core.statements import KEPT, stated_once
from organisation.models import Directorate, Post
from tests.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def posts() -> list[Post]:
    """Three posts of two directorates."""
    people, places = (Directorate.objects.create(name=name) for name in ("People", "Places"))
    return [
        Post.objects.create(title=title, directorate=where)
        for title, where in (("Head of Housing", people), ("Head of Roads", places), ("Head of Parks", places))
    ]


def counting(build):
    """A question, and how often it was built."""
    built = []

    def again(*values, **form) -> QuerySet:
        built.append(values)
        return build(*values, **form)

    return stated_once(again), built


def test_a_question_is_built_twice_and_then_asked_with_any_key(posts):
    ask, built = counting(lambda key: Post.objects.filter(pk=key).select_related("directorate"))
    for post in (*posts, *posts):
        with counted() as asked:
            [found] = ask(post.pk)
            assert (found, found.directorate) == (post, post.directorate)
        assert asked.queries == 1
    assert len(built) == 2


def test_it_gives_annotations_prefetches_and_the_order(posts):
    def build(*keys: int, called: str) -> QuerySet:
        beside = Post.objects.filter(directorate=OuterRef("directorate")).exclude(pk=OuterRef("pk"))
        found = Post.objects.filter(pk__in=keys).annotate(has_others=Exists(beside), called=Value(called))
        return found.order_by("-title").prefetch_related("directorate__posts")

    ask = stated_once(build)
    for called in ("first", "second"):
        for keys in ([posts[0].pk, posts[1].pk], [posts[2].pk, posts[1].pk]):
            with counted() as asked:
                found = ask(*keys, called=called)
                shown = [(p, p.has_others, p.called, sorted(o.pk for o in p.directorate.posts.all())) for p in found]
            with counted() as usual:
                wanted = list(build(*keys, called=called))
                assert shown == [
                    (p, p.has_others, p.called, sorted(o.pk for o in p.directorate.posts.all())) for p in wanted
                ]
            assert asked.queries == usual.queries


def test_it_gives_rows_as_values(posts):
    ask = stated_once(lambda title: Post.objects.filter(title=title).values_list("pk", "title"))
    titles = stated_once(lambda title: Post.objects.filter(title=title).values_list("title", flat=True))
    for post in posts:
        assert ask(post.title) == [(post.pk, post.title)]
        assert titles(post.title) == [post.title]


def test_the_number_of_values_makes_another_question(posts):
    ask = stated_once(lambda *keys: Post.objects.filter(pk__in=keys).order_by("pk"))
    assert ask(posts[0].pk) == posts[:1]
    assert ask(posts[0].pk, posts[2].pk) == [posts[0], posts[2]]
    assert ask() == []


def test_a_value_that_does_not_go_in_as_it_is_is_never_kept(posts):
    ask, built = counting(lambda key: Post.objects.filter(pk=key + 1))
    for post in posts[:2]:
        assert [found.pk for found in ask(post.pk)] == [post.pk + 1]
    assert len(built) == 4, "each time"


def test_a_value_that_stands_in_the_question_twice_is_put_in_twice(posts):
    ask = stated_once(lambda key: Post.objects.filter(pk=key) | Post.objects.filter(superior=key))
    posts[1].superior = posts[0]
    posts[1].save()
    assert sorted(post.pk for post in ask(posts[0].pk)) == [posts[0].pk, posts[1].pk]
    assert ask(posts[2].pk) == [posts[2]]


def test_a_value_of_another_kind_is_asked_as_usual(posts):
    ask = stated_once(lambda key: Post.objects.filter(pk=key))
    assert ask(None) == []
    several = stated_once(lambda keys: Post.objects.filter(pk__in=keys).order_by("pk"))
    assert several([posts[0].pk, posts[2].pk]) == [posts[0], posts[2]]
    assert several(Post.objects.filter(title="Head of Roads").values("pk")) == [posts[1]]
    assert ask(True) == list(Post.objects.filter(pk=True))
    assert ask(posts[1].pk) == [posts[1]]


def test_each_day_is_a_question_of_its_own_and_the_oldest_is_forgotten(posts):
    ask, built = counting(lambda *, on: Post.objects.annotate(day=Value(on.isoformat())).order_by("pk")[:1])
    days = [date.fromordinal(730_000 + number) for number in range(KEPT + 1)]
    for day in (*days, days[0]):
        [post] = ask(on=day)
        assert post.day == day.isoformat()
    assert len(built) == 2 * (KEPT + 2)


def test_each_thread_asks_on_its_own_connection(posts):
    ask = stated_once(lambda key: Post.objects.filter(pk=key))
    asked_on = []
    ask(posts[0].pk)

    def elsewhere() -> None:
        def note(_execute, *_):
            asked_on.append(connection.connection)
            raise RuntimeError("not sent")

        with connection.execute_wrapper(note), pytest.raises(RuntimeError):
            ask(posts[0].pk)
        connection.close()

    thread = threading.Thread(target=elsewhere)
    here = connection.connection
    thread.start()
    thread.join()
    assert len(asked_on) == 1
    assert asked_on[0] is not here
