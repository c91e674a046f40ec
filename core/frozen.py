"""Frozen dataclasses as JSON, and back without loss: what lay on the table stays what it was.

A value is text, a whole number, yes or no, a day, a time, nothing, another frozen dataclass, or a tuple of these.
What was frozen once has to open for ever: fields are only ever added, each with a default.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, time
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

PLAIN = (str, int, bool, NoneType)


def to_json(value: Any) -> Any:
    """A frozen dataclass as JSON has it. Raises TypeError for what would not come back as it was."""
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_json(one) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    if type(value) in PLAIN:
        return value
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
        hints = get_type_hints(kind)
        return kind(
            **{
                field.name: from_json(hints[field.name], value[field.name])
                for field in fields(kind)
                if field.name in value
            }
        )
    return kind.fromisoformat(value) if kind in (date, time) else value


def as_bytes(value: Any) -> bytes:
    """JSON in the one form that is sealed: whichever database kept it, the same bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal(value: Any) -> str:
    """The SHA-256 of JSON in that form."""
    return hashlib.sha256(as_bytes(value)).hexdigest()
