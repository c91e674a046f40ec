"""Everybody's rights, one by one: each role with and without the post, and on a board as what they sit there."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.views import View

from accounts.choices import Role
from accounts.models import User
from organisation import access, rights
from organisation.choices import BoardRole, DateApproval
from organisation.models import Board, BoardMember, Directorate, Post
from tests.queries import counted

TEAM, OFFICER, MEMBER, VIEWER, PARTNER = Role.PERFORMANCE, Role.OFFICER, Role.MEMBER, Role.VIEWER, Role.PARTNER
EVERY_ROLE = {TEAM, OFFICER, MEMBER, VIEWER, PARTNER}
READERS = {TEAM, OFFICER, MEMBER, VIEWER}
ROLES = (None, *Role)
BEGAN = date(2000, 1, 1)

GUARDS: dict[str, tuple[Callable, set, set]] = {
    "reads": (lambda person, post: rights.may_read(person), READERS, READERS),
    "keeps the data": (lambda person, post: rights.may_manage(person), {TEAM}, {TEAM}),
    "enters figures": (lambda person, post: rights.may_report(person), {TEAM, OFFICER, PARTNER}, {TEAM, OFFICER, PARTNER}),
    "commissions a clinic": (lambda person, post: rights.may_commission(person), {TEAM, OFFICER}, {TEAM, OFFICER}),
    "has work": (lambda person, post: rights.has_work(person), EVERY_ROLE, EVERY_ROLE),
    "answers for it": (lambda person, post: rights.may_answer_for(person, [post, None]), {TEAM}, {TEAM, OFFICER, PARTNER}),
    "keeps a clinic": (lambda person, post: rights.may_keep_clinic(person, [post]), {TEAM}, {TEAM, OFFICER}),
    "tells of a clinic": (lambda person, post: rights.may_report_on_clinic(person, [post]), {TEAM}, {TEAM, OFFICER}),
    "writes a report": (rights.may_write_report, {TEAM}, {TEAM, OFFICER}),
    "sees a draft": (lambda person, post: rights.may_see_draft(person, [post]), {TEAM}, {TEAM, OFFICER}),
    "signs a report": (rights.may_sign_report, {TEAM}, {TEAM, OFFICER}),
    "opens a report again": (rights.may_reopen_report, {TEAM}, {TEAM, OFFICER}),
    "sees what it leads": (lambda person, post: rights.may_see(person, [post]), READERS, EVERY_ROLE),
    "signs off below it": (lambda person, post: rights.may_sign_off(person, 0, {0: (post, 1), post: (None, 1)}), {TEAM}, {TEAM, OFFICER, PARTNER}),
    "approves a date below it": (lambda person, post: rights.may_approve_date(person, post, DateApproval.SUPERIOR), {TEAM}, {TEAM, OFFICER, PARTNER}),
    "approves a date for the board": (lambda person, post: rights.may_approve_date(person, post, DateApproval.BOARD), {TEAM}, {TEAM}),
    "approves a date above nobody": (lambda person, post: rights.may_approve_date(person, None, DateApproval.SUPERIOR), {TEAM}, {TEAM}),
    "sets up boards": (lambda person, post: rights.may_set_up_boards(person), {TEAM}, {TEAM}),
    "keeps notes": (lambda person, post: rights.may_keep_notes(person, has_some=False), READERS, READERS),
    "keeps notes written before": (lambda person, post: rights.may_keep_notes(person, has_some=True), {None, *EVERY_ROLE}, {None, *EVERY_ROLE}),
}  # fmt: skip
"""What is asked, and who may: those without the post, and those who hold it."""


def test_each_right_is_of_those_roles_and_of_no_other(person):
    post = Post.objects.create(title="Head")
    holders = {role: person(*[role] if role else [], holds=post) for role in ROLES}
    others = {role: person(*[role] if role else []) for role in ROLES}
    for words, (may, without, holding) in GUARDS.items():
        assert {role for role, one in others.items() if may(one, post.pk)} == without, words
        assert {role for role, one in holders.items() if may(one, post.pk)} == holding, words
        assert not may(AnonymousUser(), post.pk), words


PLACES = {
    None: (READERS - READERS, READERS - READERS),
    BoardRole.MEMBER: ({MEMBER}, set()),
    BoardRole.CLERK: (READERS - {TEAM}, READERS - {TEAM}),
}
"""As what somebody sits on a board: who of them sees its exempt papers, and who keeps it, beside the team."""


@pytest.mark.parametrize("place", list(PLACES))
def test_what_a_place_on_a_board_opens(person, place):
    board, other = (Board.objects.create(name=name, kind="political") for name in ("Board", "Other"))
    people = {role: person(*[role] if role else []) for role in ROLES}
    BoardMember.objects.create(board=board, user=person(MEMBER), role=BoardRole.CLERK, starts=BEGAN)
    for one in people.values():
        if place:
            BoardMember.objects.create(board=board, user=one, role=place, starts=BEGAN)
    sees, keeps = PLACES[place]
    assert {role for role, one in people.items() if rights.may_see_exempt(one, board)} == sees | {TEAM}
    assert {role for role, one in people.items() if rights.may_keep_board(one, board)} == keeps | {TEAM}
    for role, one in people.items():
        whole = {board, other} if role == TEAM else {board} if role in sees else set()
        kept = {board, other} if role == TEAM else {board} if role in keeps else set()
        assert set(rights.boards_seen_whole(one)) == whole
        assert set(rights.boards_kept(one)) == kept
        assert rights.may_see_exempt(one, other) == (role == TEAM)
        assert rights.may_keep_board(one, other) == (role == TEAM)
        if role in READERS:
            assert rights.sees_exempt_as(one, [place] if place else []) == (role in sees | {TEAM})


@pytest.mark.parametrize("place", [BoardRole.MEMBER, BoardRole.CLERK])
def test_a_place_that_has_ended_opens_nothing_and_keeps_nothing(person, today, place):
    board, one = Board.objects.create(name="Board", kind="political"), person(MEMBER)
    BoardMember.objects.create(board=board, user=one, role=place, starts=BEGAN, ends=date(2007, 9, 9))
    assert not rights.may_see_exempt(one, board)
    assert not rights.may_keep_board(one, board)
    assert not rights.boards_seen_whole(one).exists()
    assert not rights.boards_kept(one).exists()


def test_nobody_sees_exempt_papers_or_keeps_a_board_unknown(db):
    board = Board.objects.create(name="Board", kind="political")
    nobody = AnonymousUser()
    assert not rights.may_see_exempt(nobody, board)
    assert not rights.may_keep_board(nobody, board)
    assert not rights.boards_seen_whole(nobody).exists()
    assert not rights.boards_kept(nobody).exists()


def test_posts_and_places_are_asked_for_once_in_a_request(person):
    board, post = Board.objects.create(name="Board", kind="political"), Post.objects.create(title="Head")
    one = User.objects.get(pk=person(OFFICER, holds=post).pk)
    with counted() as asked:
        assert [rights.held_posts(one), rights.held_posts(one)] == [(post,), (post,)]
        assert rights.posts_of(one) == {post.pk}
    assert asked.queries == 1
    one = User.objects.get(pk=one.pk)
    rights.may_read(one)
    with counted() as asked:
        assert [rights.may_keep_board(one, board), rights.may_see_exempt(one, board)] == [False, False]
    assert asked.queries == 1


def test_posts_are_those_of_the_day(person):
    post = Post.objects.create(title="Head")
    one = person(OFFICER, holds=post)
    assert rights.held_posts(one, date(1999, 12, 31)) == ()
    assert rights.held_posts(one, BEGAN) == (post,)
    assert rights.held_posts(AnonymousUser()) == ()


@pytest.mark.parametrize(
    ("role", "is_super", "kept_is_super", "may"),
    [
        (TEAM, False, False, True),
        (TEAM, False, True, False),
        (TEAM, True, True, True),
        (TEAM, True, False, True),
        (OFFICER, False, False, False),
        (OFFICER, False, True, False),
    ],
)
def test_people_are_kept_by_the_team_and_who_may_do_everything_by_another_such(
    person, role, is_super, kept_is_super, may
):
    one, kept = person(role), person(OFFICER)
    one.is_superuser, kept.is_superuser = is_super, kept_is_super
    assert rights.may_keep_person(one, kept) is may
    assert rights.may_give_role(one, kept, VIEWER) is may
    assert not rights.may_give_role(one, one, VIEWER)


def test_offices_say_to_whom_each_post_answers_and_where_it_is(db):
    place = Directorate.objects.create(name="Finance", starts=BEGAN)
    head = Post.objects.create(title="Head", directorate=place)
    clerk = Post.objects.create(title="Clerk", superior=head, directorate=place)
    assert rights.offices() == {head.pk: (None, place.pk), clerk.pk: (head.pk, place.pk)}


OFFICES = {1: (None, 10), 2: (1, 10), 3: (2, 10), 4: (3, 20), 5: (4, 20), 6: (7, 30), 7: (6, 30), 8: (8, 30)}
"""1 over 2 over 3 in the first directorate, over 4 over 5 in the second; 6 and 7 over each other; 8 over itself."""


@pytest.mark.parametrize(
    ("owner", "signs"),
    [(None, set()), (1, {1}), (2, {1}), (3, {1, 2}), (4, {4}), (5, {4}), (6, {7}), (7, {6}), (8, {8})],
)
def test_those_above_in_the_directorate_sign_off_else_the_post_itself(owner, signs):
    assert rights.signing_posts(owner, OFFICES) == signs


class Somebody:
    """A person of some roles."""

    is_authenticated = True

    def __init__(self, *roles: Role) -> None:
        self.roles = set(roles)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


def answer(guard: type[access.Guarded], user) -> HttpResponse:
    view = type("Page", (guard, View), {"get": lambda self, request: HttpResponse("here")})
    request = RequestFactory().get("/page/")
    request.user = user
    return view.as_view()(request)


@pytest.mark.parametrize(
    ("guard", "roles", "refusal"),
    [
        (access.ForReaders, READERS, "Your role does not include this page. The performance team can change that."),
        (access.ForPerformanceTeam, {TEAM}, "Only the performance team can do this."),
        (access.ForReporters, {TEAM, OFFICER, PARTNER}, "Figures are entered by officers and the performance team."),
        (access.ForCommissioners, {TEAM, OFFICER}, "Clinics are commissioned by officers and the performance team. Ask one of them."),
        (access.ForDoers, EVERY_ROLE, "Your account has no role yet. Ask the performance team to give you one."),
    ],
)  # fmt: skip
def test_a_guard_lets_its_roles_through_and_tells_others_why_not(guard, roles, refusal):
    for role in ROLES:
        user = Somebody(*[role] if role else [])
        if role in roles:
            assert answer(guard, user).content == b"here"
        else:
            with pytest.raises(PermissionDenied) as refused:
                answer(guard, user)
            assert str(refused.value) == refusal


def test_a_stranger_is_asked_to_sign_in():
    asked = answer(access.ForReaders, AnonymousUser())
    assert (asked.status_code, asked["Location"].partition("?")[2]) == (302, "next=/page/")
