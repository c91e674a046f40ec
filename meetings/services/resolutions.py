"""What becomes of a resolution: an action with an owner and a date, an action that there is, or that it was dealt with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from actions.models import Action
from actions.services import add_milestone
from core.clock import now, today
from core.dates import ReadDate
from core.formats import long_date
from core.records import StaleWriteError
from meetings.models import Minute, Resolution
from meetings.rules.wording import as_action
from meetings.services.minutes import MinutesError, add_resolution, draft, stored_under
from organisation.models import Post

LONGEST_TITLE = 250


def _held(resolution: Resolution) -> Resolution:
    """The resolution as it is stored, so that two people take turns. Within a transaction."""
    found = Resolution.objects.select_for_update(of=("self",)).filter(pk=resolution.pk)
    held = found.select_related("minute__meeting", "minute__board").first()
    if held is None:
        raise MinutesError("This resolution has been taken out of the minutes meanwhile.")
    return held


@transaction.atomic
def resolve(
    *, minute: Minute, text: str, lead: Post | None = None, due: ReadDate | None = None, token: UUID | None = None
) -> Resolution:
    """Add a part to what was resolved, with its action where a lead and a date are given; once for a ``token``.

    Raises MinutesError.
    """
    draft(minute.meeting)
    if stored := stored_under(Resolution, token):
        return stored
    resolution = add_resolution(minute=minute, text=text, token=token)
    if lead and due:
        make_action(resolution=resolution, title=as_action(text, lead.title), lead=lead, due=due)
    return resolution


@transaction.atomic
def make_action(*, resolution: Resolution, title: str, lead: Post, due: ReadDate) -> Action:
    """Make the action that a resolution asks for: it is in its lead's My work from then on, with its source.

    Raises MinutesError where the resolution has an action already.
    """
    held = _held(resolution)
    _refuse_second(held)
    meeting = held.minute.meeting
    action = Action.objects.create(
        title=title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…",
        description=title if len(title) > LONGEST_TITLE else "",
        lead=lead,
        opened_on=meeting.date,
    )
    add_milestone(action=action, order=1, measure="", written=due, at=now(), reason="As resolved at the meeting.")
    held.action, held.made_action, held.for_information = action, True, False
    held.save()
    return action


@transaction.atomic
def link_action(*, resolution: Resolution, action: Action) -> Resolution:
    """Let an action that there is be what a resolution asks for. Raises MinutesError where it has one already."""
    held = _held(resolution)
    _refuse_second(held)
    held.action, held.made_action, held.for_information = action, False, False
    held.save()
    return held


def _refuse_second(resolution: Resolution) -> None:
    if resolution.action_id:
        raise MinutesError(f"Resolution {resolution.label} has its action already: “{resolution.action}”.")


@transaction.atomic
def undo_action(*, resolution: Resolution) -> str:
    """Take the action off a resolution. One that was made for it goes, as long as nothing was reported on it.

    Gives the words for what was done. Raises MinutesError where somebody has reported on it, or it is used elsewhere.
    """
    held = _held(resolution)
    action = Action.objects.select_for_update(of=("self",)).filter(pk=held.action_id).first()
    if action is None:
        raise MinutesError("This resolution has no action that could be taken off.")
    title, made = str(action), held.made_action
    if made:
        refuse_reported(action)
    held.action, held.made_action = None, False
    held.save()
    if not made:
        return f"“{title}” is taken off the resolution. It goes on by itself."
    try:
        with transaction.atomic():
            for milestone in action.milestones.all():
                milestone.delete()
            action.delete()
    except ProtectedError as used:
        raise MinutesError(
            f"“{title}” is used elsewhere by now, in a plan, a clinic or another minute. Close it on its own page instead."
        ) from used
    return f"The action “{title}” is undone: nothing had been reported on it."


def refuse_reported(action: Action) -> None:
    """Raise MinutesError where something was said of an action, or a new date was asked for."""
    asked = any(milestone.date_changes.exists() for milestone in action.milestones.all())
    if action.updates.exists() or asked:
        raise MinutesError(
            f"Something has been reported on “{action}”, so that it stays. Close it on its own page, with the reason."
        )


@transaction.atomic
def settle(*, resolution: Resolution, on: date, words: str, seen: int | None = None) -> Resolution:
    """Say that a resolution was dealt with, on which day and how. Raises MinutesError.

    Where the version that was ``seen`` is given, StaleWriteError where somebody has changed it since.
    """
    held = _held(resolution)
    if seen is not None and held.version != seen:
        raise StaleWriteError(held)
    met = held.minute.meeting.date
    if on > today():
        raise MinutesError(f"{long_date(on)} has not come yet. Say it once it is dealt with.")
    if on < met:
        raise MinutesError(f"It was resolved on {long_date(met)}, and cannot have been dealt with before.")
    if not words.strip():
        raise MinutesError("Say what came of it.")
    held.settled_on, held.settled_words = on, words.strip()
    held.save()
    return held


@transaction.atomic
def unsettle(*, resolution: Resolution) -> Resolution:
    """Open a resolution again that was dealt with."""
    held = _held(resolution)
    held.settled_on, held.settled_words = None, ""
    held.save()
    return held


@transaction.atomic
def follow(*, resolution: Resolution, for_information: bool) -> Resolution:
    """Say whether anything is to be done on a resolution at all. Raises MinutesError for one that has an action."""
    held = _held(resolution)
    if for_information:
        _refuse_second(held)
    held.for_information = for_information
    held.save()
    return held
