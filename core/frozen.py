"""Frozen dataclasses as JSON, and back without loss: what lay on the table stays what it was.

A value is text, a word of a vocabulary, a whole or an exact number, yes or no, a day, a time, nothing, words by their
names, a row of a table, another frozen dataclass, or a tuple of these. Of a row its own fields are kept, without JSON
of its own, and none that it refers to. What was frozen once has to open for ever: fields are only ever added, each with a default.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.db.models import JSONField, Model

PLAIN = (str, int, bool, NoneType)


def to_json(value: Any) -> Any:
    """A frozen dataclass as JSON has it. Raises TypeError for what would not come back as it was."""
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_json(one) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if type(value) in PLAIN:
        return value
    if isinstance(value, Model):
        own = (field for field in value._meta.concrete_fields if not isinstance(field, JSONField))
        return {field.attname: to_json(getattr(value, field.attname)) for field in own}
    if isinstance(value, Mapping) and all(isinstance(one, str) for pair in value.items() for one in pair):
        return {str.__str__(key): str.__str__(words) for key, words in value.items()}
    if isinstance(value, str):  # a word of a vocabulary, or safe markup: its text
        return str.__str__(value)
    raise TypeError(f"{type(value).__name__} cannot be frozen.")


def from_json(kind: Any, value: Any) -> Any:
    """What ``to_json`` made of a value of a kind, as it was. A field that was added since has its default."""
    if get_origin(kind) is UnionType:
        kind = next(one for one in get_args(kind) if one is not NoneType)
        return None if value is None else from_json(kind, value)
    if get_origin(kind) is tuple:
        return tuple(from_json(get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        hints = _hints(kind)
        return kind(
            **{
                field.name: from_json(hints[field.name], value[field.name])
                for field in fields(kind)
                if field.name in value
            }
        )
    if kind in (date, datetime, time):
        return None if value is None else kind.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Model):
        return _row(kind, value)
    if isinstance(kind, type) and issubclass(kind, Decimal | StrEnum):
        return kind(value)
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _row(kind: type[Model], value: dict[str, Any]) -> Model:
    """A row as it was; a field that was added since has its default, one that is no more is left out."""
    kept = [field for field in kind._meta.concrete_fields if field.attname in value]
    return kind(**{field.attname: field.to_python(value[field.attname]) for field in kept})


def as_bytes(value: Any) -> bytes:
    """JSON in the one form that is sealed: whichever database kept it, the same bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal(value: Any) -> str:
    """The SHA-256 of JSON in that form."""
    return hashlib.sha256(as_bytes(value)).hexdigest()
