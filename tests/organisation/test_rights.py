from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.choices import Role
from organisation import rights
from organisation.models import Board, BoardMember, Post

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
