"""Who may do what: the one place that decides, by role and by post.

* The performance team reads and keeps everything.
* An officer reads everything that is not exempt and changes what their posts lead or contribute to.
* A board member and a viewer read.
* A partner sees only what a post of theirs is accountable for.
* A new date for an action is approved as the council has it; nobody approves their own request.
* A figure is signed off by those above its owner in the owner's directorate, or by who heads it; the performance team
  records what a directorate has signed.
* A directorate's own page is for the people who hold its posts and read, and for the performance team. A post heads its
  directorate where it answers to none of the same directorate, and another of it answers to it or there is no other.
* A clinic is kept by the performance team and by those who called it, chair it or prepare it for their directorate;
  of its progress speak also those who own its indicators or are to come.
* A board's meetings, agendas, minutes and packs are kept by the performance team and by its clerk. The board itself,
  its rules and who sits on it are kept by the performance team alone: a place opens the board's exempt papers, and
  that of a clerk its pages.
* Frameworks, their outcomes and what serves them are kept by the performance team; all who read see them, and a partner
  sees which outcomes their own actions serve.
* A note on an item is its author's alone, whoever else may read everything.
* Exempt and confidential papers are for the performance team, and for members and the clerk of that board.
* People, posts and who holds them are kept by the performance team; nobody gives themselves a role, and somebody who
  may do everything is changed by another such alone.
* What everybody may read without signing in is what the performance team publishes (``public()`` of indicators, their
  figures, plans, clinics and packs, and nothing beside them). A key of the read API reads what a viewer reads, and
  never a closed paper; the performance team makes and revokes keys.
* A report that is not signed off is read by the performance team and by those who write it, answer questions on it or
  review it. Its author writes it; reviewers comment and sign; its last signatory may open it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.choices import Role
from accounts.models import User
from core.clock import today
from organisation.choices import BoardRole, DateApproval
from organisation.models import Board, BoardMember, Post, in_force

Person = User | AnonymousUser

READERS = (Role.PERFORMANCE, Role.OFFICER, Role.MEMBER, Role.VIEWER)
DOERS = (Role.PERFORMANCE, Role.OFFICER, Role.PARTNER)


def may_read(person: Person) -> bool:
    """Whether a person may read the council's indicators, plans, clinics and meetings."""
    return person.is_authenticated and person.has_role(*READERS)


def may_manage(person: Person) -> bool:
    """Whether a person may keep the data: the performance team."""
    return person.is_authenticated and person.has_role(Role.PERFORMANCE)


def may_keep_person(person: Person, kept: User) -> bool:
    """Whether a person may change what is kept of another, invite them and close their account: the performance team.

    Somebody who may do everything is changed by another such alone.
    """
    return may_manage(person) and (person.is_superuser or not kept.is_superuser)


def may_give_role(person: Person, kept: User, role: Role) -> bool:
    """Whether a person may give somebody a role. Nobody gives themselves one; which they have they may give back."""
    return may_keep_person(person, kept) and role in Role and person.pk != kept.pk


def may_report(person: Person) -> bool:
    """Whether a person may enter figures; which ones depends on the posts held (``may_answer_for``)."""
    return person.is_authenticated and person.has_role(*DOERS)


def may_commission(person: Person) -> bool:
    """Whether a person may call for a clinic without a rule: an officer for a post held, and the performance team."""
    return person.is_authenticated and person.has_role(Role.PERFORMANCE, Role.OFFICER)


def has_work(person: Person) -> bool:
    """Whether a person has a My work page: everybody with a role does, and finds there what their posts lead."""
    return person.is_authenticated and person.has_role(*Role)


def held_posts(person: Person, on: date | None = None) -> tuple[Post, ...]:
    """The posts that a person holds on a day, by title. One query, kept for the request."""
    on = on or today()
    if not person.is_authenticated:
        return ()
    kept = person.__dict__.setdefault("_posts_held_on", {})
    if on not in kept:
        kept[on] = tuple(Post.objects.held_by(person, on))
    return kept[on]


def posts_of(person: Person, on: date | None = None) -> frozenset[int]:
    """The posts, by key, that a person holds on a day."""
    return frozenset(post.pk for post in held_posts(person, on))


def may_answer_for(person: Person, posts: Iterable[int | None]) -> bool:
    """Whether a person may say what has happened to something that these posts are accountable for."""
    if may_manage(person):
        return True
    return person.is_authenticated and person.has_role(*DOERS) and bool(posts_of(person) & set(posts))


Offices = Mapping[int, tuple[int | None, int | None]]
"""Each post with the post that it answers to and its directorate, all by key."""


def offices() -> Offices:
    """All posts, as far as they answer to another. One query."""
    return {key: (above, where) for key, above, where in Post.objects.values_list("pk", "superior", "directorate")}


def signing_posts(owner: int | None, offices: Offices) -> frozenset[int]:
    """The posts that sign off what a post reports: those above it in its own directorate; itself where none is."""
    if owner is None:
        return frozenset()
    above: list[int] = []
    superior, where = offices[owner]
    while superior and superior not in (owner, *above) and offices[superior][1] == where:
        above.append(superior)
        superior = offices[superior][0]
    return frozenset(above or [owner])


def may_sign_off(person: Person, owner: int | None, offices: Offices) -> bool:
    """Whether a person may sign a figure off for the directorate of the post that owns its indicator."""
    return may_manage(person) or may_answer_for(person, signing_posts(owner, offices))


def may_approve_words(person: Person, owner: int | None, offices: Offices) -> bool:
    """Whether a person may approve what residents read of a figure: whoever may sign it off."""
    return may_sign_off(person, owner, offices)


def heading_posts(directorate: int, offices: Offices) -> frozenset[int]:
    """The posts that head a directorate: they answer to none of it, and another of it answers to them or there is no other.

    Where nobody has said who answers to whom, none of several posts heads it.
    """
    own = {post: above for post, (above, where) in offices.items() if where == directorate}
    first = {post for post, above in own.items() if above not in own}
    return frozenset(first if len(own) == 1 else first & set(own.values()))


def directorates_headed(person: Person, on: date | None = None) -> tuple[int, ...]:
    """The directorates that a person heads on a day, by key. A post that several share heads none.

    One query beside that of the posts held; none for whoever holds no post of a directorate.
    """
    held = [post for post in held_posts(person, on) if post.directorate_id and not post.is_group]
    if not held:
        return ()
    known = offices()
    return tuple(sorted({post.directorate_id for post in held if post.pk in heading_posts(post.directorate_id, known)}))


def may_see_directorate(person: Person, directorate: int) -> bool:
    """Whether a person may see the page of a directorate: the performance team, and who reads and holds a post of it."""
    if may_manage(person):
        return True
    return may_read(person) and any(post.directorate_id == directorate for post in held_posts(person))


def may_approve_date(person: Person, superior: int | None, approval: DateApproval) -> bool:
    """Whether a person may decide on a new date for an action whose lead answers to a post.

    The performance team may, and records what a board decided; where the post decides, its holder may too.
    """
    if may_manage(person):
        return True
    return (
        approval == DateApproval.SUPERIOR
        and superior is not None
        and person.is_authenticated
        and person.has_role(*DOERS)
        and superior in posts_of(person)
    )


def may_keep_clinic(person: Person, posts: Iterable[int | None]) -> bool:
    """Whether a person may take a clinic through its life, note what is said there and say what came of it.

    ``posts`` called it, chair it or come to it as performance officer (``Clinic.keeper_posts``).
    """
    return may_read(person) and may_answer_for(person, posts)


def may_report_on_clinic(person: Person, posts: Iterable[int | None]) -> bool:
    """Whether a person may say what progress a clinic has made.

    ``posts`` keep it, own its indicators or are to come (``Clinic.reporter_posts``).
    """
    return may_read(person) and may_answer_for(person, posts)


def may_write_report(person: Person, author: int) -> bool:
    """Whether a person may write a committee report and take it to its reviewers: who holds its author's post."""
    return may_read(person) and may_answer_for(person, [author])


def may_see_draft(person: Person, posts: Iterable[int | None]) -> bool:
    """Whether a person may read a report that is not signed off, and say something of it.

    ``posts`` write it, answer questions on it or review it.
    """
    return may_read(person) and may_answer_for(person, posts)


def may_sign_report(person: Person, post: int | None) -> bool:
    """Whether a person may sign a report for the post whose turn it is; the performance team acts for any."""
    return may_read(person) and may_answer_for(person, [post])


def may_reopen_report(person: Person, last_signatory: int | None) -> bool:
    """Whether a person may open a report that was signed off: the performance team, and who signed it last."""
    return may_read(person) and may_answer_for(person, [last_signatory])


def may_see(person: Person, posts: Iterable[int | None]) -> bool:
    """Whether a person may see something that these posts are accountable for."""
    return may_read(person) or may_answer_for(person, posts)


def may_keep_board(person: Person, board: Board) -> bool:
    """Whether a person may keep a board's meetings and agendas: its clerk, and the performance team."""
    return may_manage(person) or (may_read(person) and BoardRole.CLERK in _roles_on(person, board))


def may_set_up_boards(person: Person) -> bool:
    """Whether a person may make, change and end boards, and say who sits on them: the performance team."""
    return may_manage(person)


def may_see_exempt(person: Person, board: Board) -> bool:
    """Whether a person may see the exempt and confidential papers of a board."""
    if may_manage(person):
        return True
    if not may_read(person):
        return False
    return sees_exempt_as(person, _roles_on(person, board))


def sees_exempt_as(person: Person, roles: Collection[str]) -> bool:
    """Whether a person sees the exempt papers of a board as what they are on it (``roles``): ``may_see_exempt`` unasked.

    For letters to many, whose places are read at once.
    """
    if may_manage(person):
        return True
    return BoardRole.CLERK in roles or (bool(roles) and person.has_role(Role.MEMBER))


def boards_seen_whole(person: Person) -> QuerySet[Board]:
    """The boards whose exempt and confidential papers a person may see: ``may_see_exempt`` of many. For use in a query."""
    if may_manage(person):
        return Board.objects.all()
    if not may_read(person):
        return Board.objects.none()
    places = BoardMember.objects.filter(in_force(today()), user=person)
    if not person.has_role(Role.MEMBER):
        places = places.filter(role=BoardRole.CLERK)
    return Board.objects.filter(pk__in=places.values("board"))


def boards_kept(person: Person) -> QuerySet[Board]:
    """The boards whose meetings and minutes a person may keep: ``may_keep_board`` of many. For use in a query."""
    if may_manage(person):
        return Board.objects.all()
    if not may_read(person):
        return Board.objects.none()
    places = BoardMember.objects.filter(in_force(today()), user=person, role=BoardRole.CLERK)
    return Board.objects.filter(pk__in=places.values("board"))


def may_keep_notes(person: Person, *, has_some: bool) -> bool:
    """Whether a person may have the pages of their own notes: readers, and whoever wrote some while they could read."""
    return may_read(person) or (person.is_authenticated and has_some)


def _roles_on(person: Person, board: Board) -> frozenset[str]:
    """As what a person sits on a board today. One query, kept for the request."""
    kept = person.__dict__.setdefault("_roles_on_boards", {})
    if board.pk not in kept:
        places = board.members.filter(in_force(today()), user=person)
        kept[board.pk] = frozenset(places.values_list("role", flat=True))
    return kept[board.pk]
