"""What has been changed of the council, a person, a post or a directorate: who, when, from what to what, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import Invitation, User
from core.formats import listed, long_date
from core.happenings import Happening, Said, changed, said_of, told_together
from organisation.models import BoardMember, Council, Directorate, Post, PostAlias, PostHolder

FIELDS = {
    Council: (
        "name",
        "short_name",
        "abbreviation",
        "kind",
        "comparator_group",
        "rating_rule",
        "tolerance",
        "seasons_fall_due",
        "clear_days",
        "cycle_months",
        "dates_approved_by",
        "clinics_a_year",
        "reporting_days",
        "item_file_pattern",
        "accessibility_email",
        "accessibility_telephone",
        "accessibility_reply_days",
        "accessibility_reviewed_on",
        "brand_colour",
        "logo",
    ),
    User: ("name", "email", "leaves_on", "is_active", "is_superuser"),
    Post: ("title", "abbreviation", "directorate", "partner_body", "superior", "is_group", "starts", "ends"),
    Directorate: ("name", "abbreviation", "starts", "ends"),
    PostHolder: ("starts", "ends"),
    BoardMember: ("role", "seat", "starts", "ends"),
}
"""What is told of as from what to what."""


def of_person(person: User) -> list[Happening]:
    """The newest changes of what is kept of a person, the newest first. Five queries."""
    roles: dict[int, set[str]] = defaultdict(set)
    kept = User.history.model.groups.model._base_manager.filter(user=person.pk)
    for line, role in kept.values_list("history_id", "group__name"):
        roles[line].add(role)
    said = [
        *said_of(User, partial(_person, roles=roles), id=person.pk),
        *said_of(PostHolder, partial(_holding, of="post"), "post", "user", user=person.pk),
        *said_of(BoardMember, _place, "board", user=person.pk),
        *_invitations(person),
    ]
    return told_together(said)


def of_post(post: Post) -> list[Happening]:
    """The newest changes of a post, the newest first. Three queries."""
    said = [
        *said_of(Post, _post, "directorate", "partner_body", "superior", id=post.pk),
        *said_of(PostHolder, partial(_holding, of="user"), "post", "user", post=post.pk),
        *said_of(PostAlias, _alias, post=post.pk),
    ]
    return told_together(said)


def of_directorate(directorate: Directorate) -> list[Happening]:
    """The newest changes of a directorate, the newest first. One query."""
    return told_together(said_of(Directorate, _directorate, id=directorate.pk))


def of_council(council: Council) -> list[Happening]:
    """The newest changes of what is kept of the council, the newest first. One query."""
    return told_together(said_of(Council, _council, id=council.pk))


def _person(was: Any, row: Any, *, roles: dict[int, set[str]]) -> Iterator[str]:
    has = roles.get(row.history_id, set())
    had = roles.get(was.history_id, set()) if was else set()
    if was is None:
        yield "The person was entered."
    if has - had:
        yield f"Role given: {listed(sorted(has - had))}."
    if had - has:
        yield f"Role taken: {listed(sorted(had - has))}."
    if was is not None:
        yield from changed(was, row, FIELDS[User])


def _post(was: Any, row: Any) -> Iterator[str]:
    return iter(["The post was made."]) if was is None else changed(was, row, FIELDS[Post])


def _council(was: Any, row: Any) -> Iterator[str]:
    return iter(["The council was entered."]) if was is None else changed(was, row, FIELDS[Council])


def _directorate(was: Any, row: Any) -> Iterator[str]:
    return iter(["The directorate was made."]) if was is None else changed(was, row, FIELDS[Directorate])


def _holding(was: Any, row: Any, *, of: str) -> Iterator[str]:
    name = str(getattr(row, of))
    if was is None:
        until = f" to {long_date(row.ends)}" if row.ends else ""
        yield f"{name}: holder from {long_date(row.starts)}{until}."
    elif row.history_type == "-":
        yield f"{name}: taken back, the time from {long_date(row.starts)} on."
    else:
        yield from changed(was, row, FIELDS[PostHolder], of=name)


def _place(was: Any, row: Any) -> Iterator[str]:
    name = f"{row.board}, {row.get_role_display().lower()}"
    if was is None:
        yield f"{name}: from {long_date(row.starts)}."
    elif row.history_type == "-":
        yield f"{name}: taken back."
    else:
        yield from changed(was, row, FIELDS[BoardMember], of=str(row.board))


def _alias(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield f"Papers also write it “{row.text}”."
    elif row.history_type == "-":
        yield f"Papers no longer write it “{row.text}”."
    elif was.text != row.text:
        yield f"Papers write it “{row.text}” instead of “{was.text}”."


def _invitations(person: User) -> Iterator[Said]:
    for one in Invitation.objects.filter(to=person).select_related("by", "to"):
        reached = f"sent to {one.address}" if one.sent_at else f"not sent: {one.error}" if one.error else "made"
        yield Said(one.made_at, str(one.by), f"Invitation {reached}, good until {_day(one.expires_at)}.")
        if one.used_at:
            yield Said(one.used_at, str(one.to), "Password chosen by the link of an invitation.")


def _day(at: Any) -> str:
    return long_date(timezone.localtime(at).date())
