"""Posts and who holds them: handing over, making, renaming and ending."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from accounts.models import User
from core.formats import listed, long_date
from core.refusals import NotDoneError
from organisation.models import Directorate, PartnerBody, Post, PostAlias, PostHolder

DAY = timedelta(days=1)
FAR = date.max


@transaction.atomic
def hand_over(*, post: Post, to: User | None, on: date, until: date | None = None) -> PostHolder | None:
    """Hand a post to somebody from a day on, or leave it vacant; whoever holds it then holds it to the day before.

    Of a group post the others stay. Past days and days to come are taken alike. Raises NotDoneError with a sentence
    where two people would hold it at once, or where it does not exist then.
    """
    post = _locked(post)
    if post.is_group and to is None:
        raise NotDoneError(f"{post} is a group post: end what one of its holders holds instead.")
    _exists(post, on, until)
    if not post.is_group:
        held = _over(post.holders.select_related("user"), on, until)
        if to is None and not held:
            raise NotDoneError(f"Nobody holds {post} on {long_date(on)} or after it: it is vacant already.")
        for holding in held:
            if holding.user_id == getattr(to, "pk", None):
                raise NotDoneError(f"{to} holds {post} already, {_span(holding)}. Change those days instead.")
            if holding.starts >= on:
                raise NotDoneError(
                    f"{holding.user} is entered as holding {post} {_span(holding)}. Choose a later day, or change "
                    "those days first."
                )
            holding.ends = on - DAY
            holding.save()
    if to is None:
        return None
    return _held(post, to, on, until)


@transaction.atomic
def change_holding(*, holding: PostHolder) -> PostHolder:
    """Store other days for a holding. Raises NotDoneError where two people would hold the post at once."""
    post = _locked(holding.post)
    _exists(post, holding.starts, holding.ends)
    refuse_overlap(post, holding.user, holding.starts, holding.ends, besides=holding.pk)
    holding.save()
    return holding


@transaction.atomic
def take_back_holding(*, holding: PostHolder, on: date) -> None:
    """Take back a handover to come.

    Raises NotDoneError once it has begun, for then it is ended and stays in the history, and where it is gone already.
    """
    held = PostHolder.objects.select_for_update(of=("self",)).select_related("user", "post")
    holding = held.filter(pk=holding.pk).first()
    if holding is None:
        raise NotDoneError("Somebody else has taken this handover back already. Nothing more is to do.")
    if holding.starts <= on:
        raise NotDoneError(
            f"{holding.user} has held {holding.post} since {long_date(holding.starts)}, which stays in its history. "
            "Enter a last day instead."
        )
    holding.delete()


def refuse_overlap(post: Post, user: User, starts: date, ends: date | None, *, besides: int | None = None) -> None:
    """Raise NotDoneError where somebody else holds a post in some days, or the same person holds it twice."""
    for holding in _over(post.holders.exclude(pk=besides).select_related("user"), starts, ends):
        if not post.is_group or holding.user_id == user.pk:
            raise NotDoneError(
                f"{holding.user} holds {post} {_span(holding)}. Two people do not hold a post at once: choose other "
                "days, or change theirs first."
            )


def _held(post: Post, to: User, on: date, until: date | None) -> PostHolder:
    if (to.leaves_on is not None and to.leaves_on < on) or not to.is_active:
        raise NotDoneError(
            f"{to} has left, or leaves before that day. Choose somebody else, or open the account again."
        )
    refuse_overlap(post, to, on, until)
    return PostHolder.objects.create(post=post, user=to, starts=on, ends=until)


def _exists(post: Post, starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise NotDoneError("The last day is before the first. Change one of them.")
    if post.starts and starts < post.starts:
        raise NotDoneError(f"{post} exists only from {long_date(post.starts)} on. Choose that day or a later one.")
    if post.ends and (ends or FAR) > post.ends:
        raise NotDoneError(
            f"{post} ends on {long_date(post.ends)}. Enter that day or an earlier one as the last day, or let the post "
            "go on."
        )


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update().get(pk=post.pk)


def _over(holdings: Iterable[PostHolder], starts: date, ends: date | None) -> list[PostHolder]:
    return [one for one in holdings if one.starts <= (ends or FAR) and (one.ends or FAR) >= starts]


def _span(holding: PostHolder) -> str:
    if holding.ends:
        return f"from {long_date(holding.starts)} to {long_date(holding.ends)}"
    return f"from {long_date(holding.starts)} on"


# Posts themselves


@transaction.atomic
def store_post(*, post: Post, written: Iterable[str], new_partner: str = "") -> Post:
    """Store a post with the other ways in which papers write it.

    A title that it had before becomes one of these, so that papers which still have it are understood. Raises
    NotDoneError where a name is another post's already, or where the post would answer to itself.
    """
    before = Post.objects.select_for_update().filter(pk=post.pk).first()
    names = _names(written)
    if before and before.title != post.title:
        names = _names([*names, before.title])
    names = [name for name in names if name.casefold() != post.title.casefold()]
    _refuse_names_of_others(post, [post.title, *names])
    _refuse_circle(post)
    if new_partner:
        post.partner_body, post.directorate = _partner(new_partner), None
    post.save()
    kept = {alias.text: alias for alias in post.aliases.all()}
    for text, alias in kept.items():
        if text not in names:
            alias.delete()
    for text in names:
        if text not in kept:
            PostAlias.objects.create(post=post, text=text)
    return post


def _names(written: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in written:
        plain = " ".join(name.split())
        if plain:
            found.setdefault(plain.casefold(), plain)
    return list(found.values())


def _refuse_names_of_others(post: Post, names: list[str]) -> None:
    wanted = {name.casefold(): name for name in names}
    others = Post.objects.exclude(pk=post.pk).values_list("title", "title")
    aliases = PostAlias.objects.exclude(post=post.pk).values_list("text", "post__title")
    for text, title in [*others, *aliases]:
        if text.casefold() in wanted:
            name = wanted[text.casefold()]
            raise NotDoneError(f"“{name}” is what papers call {title}. One name leads to one post: choose another.")


def _refuse_circle(post: Post) -> None:
    if post.pk is None:
        return
    above = {key: (title, superior) for key, title, superior in Post.objects.values_list("pk", "title", "superior")}
    names: list[str] = []
    step = post.superior_id
    while step is not None and len(names) < len(above):
        if step == post.pk:
            between = f" through {listed(names)}" if names else ""
            raise NotDoneError(f"{post} would answer to itself{between}. Choose another post that it answers to.")
        title, step = above[step]
        names.append(title)


def _partner(name: str) -> PartnerBody:
    return PartnerBody.objects.filter(name__iexact=name).first() or PartnerBody.objects.create(name=name)


def why_not_ended(row: Post | Directorate) -> str:
    """Why a post or a directorate cannot be ended: it has an end already, which is not overwritten."""
    return f"{row} ends on {long_date(row.ends)} already. Let it go on first." if row.ends else ""


def _refuse(why: str) -> None:
    if why:
        raise NotDoneError(why)


@transaction.atomic
def end_post(*, post: Post, on: date) -> int:
    """End a post, and what is held of it, on a last day. Gives how many holdings were ended by it.

    Raises NotDoneError where somebody is to hold it only after that day, or where it has an end already.
    """
    post = _locked(post)
    _refuse(why_not_ended(post))
    if post.starts and on < post.starts:
        raise NotDoneError(f"{post} exists only from {long_date(post.starts)} on. Choose a later day.")
    ended = 0
    for holding in _over(post.holders.select_related("user"), on + DAY, None):
        if holding.starts > on:
            raise NotDoneError(
                f"{holding.user} is to hold {post} {_span(holding)}. Take that back first, or choose a later day."
            )
        holding.ends = on
        holding.save()
        ended += 1
    post.ends = on
    post.save()
    return ended


@transaction.atomic
def go_on(*, post: Post) -> None:
    """Let a post that was ended exist further. Nobody holds it until it is handed to somebody."""
    post = _locked(post)
    _refuse("" if post.ends else f"{post} goes on already.")
    post.ends = None
    post.save()


@transaction.atomic
def end_directorate(*, directorate: Directorate, on: date) -> None:
    """Dissolve a directorate on a last day. Its posts stay what they are.

    Raises NotDoneError before its beginning, or where it has an end already.
    """
    directorate = Directorate.objects.select_for_update().get(pk=directorate.pk)
    _refuse(why_not_ended(directorate))
    if directorate.starts and on < directorate.starts:
        raise NotDoneError(f"{directorate} exists only from {long_date(directorate.starts)} on. Choose a later day.")
    directorate.ends = on
    directorate.save()


@transaction.atomic
def restore_directorate(*, directorate: Directorate) -> None:
    """Let a directorate that was dissolved exist further."""
    directorate = Directorate.objects.select_for_update().get(pk=directorate.pk)
    _refuse("" if directorate.ends else f"{directorate} goes on already.")
    directorate.ends = None
    directorate.save()
