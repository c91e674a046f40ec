"""What is held on a person: given to them as a file, or taken from them when they ask to be forgotten."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from accounts.models import User
from core.clock import now, today
from core.formats import count
from core.refusals import NotDoneError
from history.guards import opened
from history.kinds import kinds
from history.models import Cover
from history.rules import former_address, former_name
from history.services.sealing import NUMBER, seal, sealed_up_to
from organisation.services.people import end_holdings, end_places

SECRETS = ("password", "secret", "token", "salt", "session_key", "code", "credential", "public_key")
"""Fields whose names have one of these are no data on a person, but keys: they are left out of the file."""
TRIES = 5
NOT_SEARCHED = (
    "What other people typed was not searched: words of updates, minutes, reports and reasons may still have the name. "
    "Papers that were issued stay as they are."
)


@dataclass(frozen=True)
class Forgotten:
    """What was done to forget somebody."""

    name: str
    """What they are called now."""
    lines: int
    letters: int
    notes: int

    def __str__(self) -> str:
        return (
            f"The account is closed and called “{self.name}”. The name was taken out of "
            f"{count(self.lines, 'line')} of history, {count(self.letters, 'letter')} and lists of addresses, and "
            f"{count(self.notes, 'note')} of their own went with it. {NOT_SEARCHED}"
        )


def held_on(person: User) -> dict[str, Any]:
    """Everything that the program holds on somebody: who they are, what names them, what was sent to them, what they did.

    Secrets such as passwords are left out.
    """
    found: dict[str, Any] = {
        "made_at": now().isoformat(timespec="seconds"),
        "account": _row(person) | {"roles": list(person.groups.order_by("name").values_list("name", flat=True))},
    }
    for model in apps.get_models():
        if model is User or _is_history(model):
            continue
        rows = list(_naming(model, person))
        if rows:
            found[model._meta.label_lower] = [_row(row) for row in rows]
    kept = User.history.filter(id=person.pk).order_by(NUMBER)
    found["history of the account"] = [_row(line) for line in kept]
    found["changes that they made"] = list(_changes_by(person))
    return found


def export(person: User, file: Path) -> dict[str, Any]:
    """Write all of that as JSON into a zip file. Raises NotDoneError where there is such a file."""
    held = held_on(person)
    try:
        with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("person.json", json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    except FileExistsError as there:
        raise NotDoneError(f"{file} is there already. Choose another name.") from there
    except OSError as failed:
        raise NotDoneError(f"{file} cannot be written: {failed.strerror}.") from failed
    return held


def _is_history(model: type[models.Model]) -> bool:
    return any(model is kind.lines or model in kind.many.values() for kind in kinds().values())


def _naming(model: type[models.Model], person: User) -> models.QuerySet:
    """Rows that refer to somebody, or have their address."""
    about = models.Q()
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey | models.OneToOneField) and field.related_model is User:
            about |= models.Q(**{field.name: person.pk})
        elif isinstance(field, models.EmailField):
            about |= models.Q(**{f"{field.name}__iexact": person.email})
    return model._base_manager.filter(about).order_by("pk") if about else model._base_manager.none()


def _row(row: models.Model) -> dict[str, Any]:
    """A row as its fields, without what is secret and without files."""
    return {
        field.name: _plain(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if not any(secret in field.name for secret in SECRETS) and not isinstance(field, models.BinaryField)
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, models.fields.files.FieldFile) else value


def _changes_by(person: User) -> Iterator[dict[str, Any]]:
    """Each change that somebody made, without what it changed: that is not about them."""
    for kind in kinds().values():
        lines = kind.lines._base_manager.filter(history_user=person.pk).order_by(NUMBER)
        for number, thing, at, done, door in lines.values_list(
            NUMBER, kind.key, "history_date", "history_type", "history_door"
        ):
            yield {"line": number, "kind": kind.label, "number": thing, "at": at, "done": done, "door": door}


def forget(person: User, *, by: User | None = None) -> Forgotten:
    """Take somebody's name and address out of everything that the program itself keeps, and close their account.

    Lines of history keep their digests: what tells who somebody is stands in them through a salt, which goes
    (``history.models.Cover``). Raises NotDoneError where it would lock everybody out.
    """
    if by is not None and by.pk == person.pk:
        raise NotDoneError("Somebody else has to do this: your own account would be closed while you use it.")
    if person.is_staff and not _others_who_manage(person):
        raise NotDoneError("This is the only account of the performance team. Give the role to somebody else first.")
    for _ in range(TRIES):
        seal()
        done = _forget(person.pk, by)
        if done:
            return done
    raise NotDoneError("Somebody keeps changing this account. Try again in a moment.")


def _others_who_manage(person: User) -> bool:
    others = User.objects.filter(is_active=True).exclude(pk=person.pk)
    return any(other.is_staff for other in others)


@transaction.atomic
def _forget(key: int, by: User | None) -> Forgotten | None:
    """Do it, unless a line of theirs is not sealed yet."""
    person = User.objects.select_for_update().get(pk=key)
    lines = User.history.model._base_manager.filter(id=key)
    upto = sealed_up_to().get(User._meta.label_lower, 0)
    if lines.filter(history_id__gt=upto).exists():
        return None
    name, address = former_name(key), former_address(key)
    letters = _rewrite_letters(person, name, address)
    notes = sum(_own(model, person) for model in apps.get_models() if hasattr(model, "goes_with"))
    with opened("taking out a name"):
        numbers = list(lines.values_list(NUMBER, flat=True))
        lines.update(name=name, email=address)
        Cover.objects.filter(table=User._meta.label_lower, line__in=numbers).update(salt="")
    end_holdings(person, today())
    end_places(person, today())
    person.name, person.email, person.is_active = name, address, False
    person.set_unusable_password()
    person._history_user = by
    person.groups.set(Group.objects.none())
    person.save()
    return Forgotten(name, len(numbers), letters, notes)


def _own(model: type[models.Model], person: User) -> int:
    """Remove rows that were for one person alone, such as notes: nobody else could read them."""
    removed, _ = model._base_manager.filter(**{model.goes_with: person}).delete()
    return removed


def _rewrite_letters(person: User, name: str, address: str) -> int:
    """Put what they are called now into letters to them, and into every list of addresses."""
    changed = 0
    for model in apps.get_models():
        if model is User or _is_history(model):
            continue
        emails = [field.name for field in model._meta.concrete_fields if isinstance(field, models.EmailField)]
        for field in emails:
            model._base_manager.filter(**{f"{field}__iexact": person.email}).update(**{field: address})
        if emails and {"to", "body"} <= {field.name for field in model._meta.concrete_fields}:
            letters = list(model._base_manager.filter(to=person))
            for letter in letters:
                for field in ("subject", "body"):
                    text = getattr(letter, field).replace(person.email, address)
                    setattr(letter, field, text.replace(person.name, name) if person.name else text)
                letter.save(update_fields=["subject", "body"])
            changed += len(letters)
    return changed
