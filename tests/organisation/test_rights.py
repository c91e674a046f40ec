from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.choices import Role
from organisation import rights
from organisation.models import Board, BoardMember, Directorate, Post

NOBODY = AnonymousUser()


@pytest.mark.parametrize(
    ("role", "reads", "manages", "works"),
    [
        (Role.PERFORMANCE, True, True, True),
        (Role.OFFICER, True, False, True),
        (Role.MEMBER, True, False, True),
        (Role.VIEWER, True, False, True),
        (Role.PARTNER, False, False, True),
        (None, False, False, False),
    ],
)
def test_what_a_role_allows(person, role, reads, manages, works):
    someone = person(*([role] if role else []))
    assert (rights.may_read(someone), rights.may_manage(someone), rights.has_work(someone)) == (reads, manages, works)


def test_a_stranger_may_nothing(db):
    assert not any(
        (
            rights.may_read(NOBODY),
            rights.may_manage(NOBODY),
            rights.has_work(NOBODY),
            rights.may_answer_for(NOBODY, [1]),
        )
    )


@pytest.mark.parametrize(
    ("role", "answers"), [(Role.OFFICER, True), (Role.PARTNER, True), (Role.MEMBER, False), (Role.VIEWER, False)]
)
def test_who_holds_the_post_answers_for_it_if_the_role_does_things(person, role, answers):
    post = Post.objects.create(title="Head")
    assert rights.may_answer_for(person(role, holds=post), [post.pk, None]) is answers


@pytest.mark.parametrize("may", [rights.may_keep_clinic, rights.may_report_on_clinic])
@pytest.mark.parametrize(
    ("role", "keeps"),
    [(Role.PERFORMANCE, True), (Role.OFFICER, True), (Role.MEMBER, False), (Role.VIEWER, False), (Role.PARTNER, False)],
)
def test_a_clinic_is_kept_and_spoken_of_by_the_team_and_by_officers_in_its_posts(person, may, role, keeps):
    post = Post.objects.create(title="Head")
    assert may(person(role, holds=post), [post.pk, None]) is keeps
    assert may(person(role), [post.pk]) is (role == Role.PERFORMANCE)
    assert not may(NOBODY, [post.pk])


def test_another_post_does_not_answer(person):
    mine, other = Post.objects.create(title="Mine"), Post.objects.create(title="Other")
    assert not rights.may_answer_for(person(Role.OFFICER, holds=mine), [other.pk])


def test_exempt_papers_are_for_the_boards_own_members_and_the_performance_team(person):
    board, other = (
        Board.objects.create(name="Board", kind="political"),
        Board.objects.create(name="Other", kind="political"),
    )
    member = person(Role.MEMBER)
    BoardMember.objects.create(board=board, user=member, starts=date(2000, 1, 1))
    assert rights.may_see_exempt(member, board)
    assert not rights.may_see_exempt(member, other)
    assert rights.may_see_exempt(person(Role.PERFORMANCE), other)
    assert not rights.may_see_exempt(person(Role.OFFICER), board)


def test_a_place_on_a_board_that_has_ended_opens_nothing(person, today):
    board, member = Board.objects.create(name="Board", kind="political"), person(Role.MEMBER)
    BoardMember.objects.create(board=board, user=member, starts=date(2000, 1, 1), ends=date(2007, 9, 9))
    assert not rights.may_see_exempt(member, board)


@pytest.mark.parametrize(
    ("offices", "heads"),
    [
        ({}, set()),
        ({1: (None, 7)}, {1}),  # alone, it heads it
        ({1: (None, 7), 2: (1, 7), 3: (2, 7)}, {1}),
        ({9: (None, 8), 1: (9, 7), 2: (1, 7)}, {1}),  # it answers to the chief executive, who is elsewhere
        ({1: (None, 7), 2: (None, 7)}, set()),  # nobody has said who answers to whom
        ({1: (None, 7), 2: (1, 7), 3: (None, 7)}, {1}),  # the third answers to nobody, and nobody to it
        ({1: (None, 7), 2: (1, 7), 3: (None, 7), 4: (3, 7)}, {1, 3}),  # two halves, two heads
        ({1: (None, 6), 2: (1, 6)}, set()),  # another directorate
        ({1: (2, 7), 2: (1, 7)}, set()),  # they answer to one another
    ],
)
def test_who_heads_a_directorate(offices, heads):
    assert rights.heading_posts(7, offices) == heads


def of_place(title: str, **facts) -> Post:
    directorate, _ = Directorate.objects.get_or_create(name="Place")
    return Post.objects.create(title=title, directorate=directorate, **facts)


def test_somebody_heads_a_directorate_for_as_long_as_they_hold_its_first_post(person, today):
    director = of_place("Director")
    of_place("Planner", superior=director)
    someone = person(Role.OFFICER, holds=director)
    assert rights.directorates_headed(someone, today) == (director.directorate_id,)
    assert rights.directorates_headed(someone, date(1999, 1, 1)) == ()
    assert rights.directorates_headed(NOBODY, today) == ()


def test_neither_a_post_below_nor_one_that_several_share_heads_a_directorate(person, today):
    director = of_place("All Directors", is_group=True)
    planner = of_place("Planner", superior=director)
    assert rights.directorates_headed(person(Role.OFFICER, holds=director), today) == ()
    assert rights.directorates_headed(person(Role.OFFICER, holds=planner), today) == ()


@pytest.mark.parametrize(
    ("role", "inside", "outside"),
    [
        (Role.PERFORMANCE, True, True),
        (Role.OFFICER, True, False),
        (Role.MEMBER, True, False),
        (Role.VIEWER, True, False),
        (Role.PARTNER, False, False),  # a partner reads nothing but their own
        (None, False, False),
    ],
)
def test_the_page_of_a_directorate_is_for_its_people_who_read_and_for_the_team(person, role, inside, outside):
    post, elsewhere = of_place("Planner"), Directorate.objects.create(name="Elsewhere")
    someone = person(*([role] if role else []), holds=post)
    assert rights.may_see_directorate(someone, post.directorate_id) is inside
    assert rights.may_see_directorate(someone, elsewhere.pk) is outside
    assert not rights.may_see_directorate(NOBODY, post.directorate_id)
