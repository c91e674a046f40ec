"""Papers that are kept while they are looked over, and what people decide of their doubts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.documents import read_document, read_text
from core.frozen import seal
from core.refusals import NotDoneError
from improvement_plan.imports.looking import Look
from improvement_plan.models import KnownHeading, Plan, PlanUpload
from improvement_plan.rules.columns import Column, plain
from improvement_plan.rules.rows import Kind

PASTED = "Pasted text"


class TakenError(Exception):
    """The paper has been taken in, and nothing more is decided of it."""


def keep_file(
    name: str, content: bytes, *, by: User | None, written_on: date, plan: Plan | None = None, title: str = ""
) -> PlanUpload:
    """Keep a file as it came, once it is known to be one that can be read. Raises DocumentError otherwise."""
    read_document(content, name)
    return _kept(name[-150:], content, by=by, written_on=written_on, plan=plan, title=title)


def keep_text(text: str, *, by: User | None, written_on: date, plan: Plan | None = None, title: str = "") -> PlanUpload:
    """Keep a text that was pasted. Raises DocumentError where there is no table in it."""
    text = text.replace("\x00", "")
    read_text(text)
    return _kept(PASTED, text.encode(), is_text=True, by=by, written_on=written_on, plan=plan, title=title)


def _kept(name: str, content: bytes, *, plan: Plan | None, **about: Any) -> PlanUpload:
    return PlanUpload.objects.create(
        name=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        at=now(),
        plan=plan,
        is_new=plan is None,
        **about,
    )


def accept(upload: PlanUpload, rows: Iterable[int], *, by: User | None) -> None:
    """Take what is proposed for some rows."""
    _decide(upload, "rows", {str(row): {} for row in rows}, by=by)


@transaction.atomic
def accept_all(upload: PlanUpload, look: Look, *, by: User | None) -> None:
    """Take everything that is proposed and not decided yet: rows, headings and posts."""
    if look.reading is None:
        return
    rows = [line.row for line in look.reading.doubtful()]
    rows += [area.row for area in look.reading.areas() if area.is_doubtful]
    accept(upload, rows, by=by)
    settle_posts(
        upload,
        {
            post.key: proposed(post.proposal, post.likely, post.title, post.abbreviation)
            for post in look.posts
            if post.decision is None
        },
        by=by,
    )


def proposed(do: str, likely: int | None, title: str, abbreviation: str) -> dict[str, Any]:
    """A decision on a post as it is proposed."""
    return {
        "match": {"do": "match", "post": likely},
        "create": {"do": "create", "title": title, "abbreviation": abbreviation},
    }.get(do, {"do": "leave"})


def settle_row(
    upload: PlanUpload,
    row: int,
    *,
    by: User | None,
    cells: Mapping[Column, str] | None = None,
    kind: Kind | None = None,
    left_out: bool = False,
    seen: str | None = None,
) -> None:
    """Say how a row should read: its cells, what it is, or that it stays out.

    Where what was ``seen`` of it is given (``seen_of``), SettledMeanwhileError where somebody has settled it otherwise.
    """
    decided: dict[str, Any] = {"left_out": True} if left_out else {}
    if cells is not None:
        decided["cells"] = {column.value: text for column, text in cells.items()}
    if kind is not None:
        decided["kind"] = kind.name
    _decide(upload, "rows", {str(row): decided}, by=by, seen={} if seen is None else {str(row): seen})


def settle_post(upload: PlanUpload, key: str, *, by: User | None, **decided: Any) -> None:
    """Say what a post is that nobody knows: ``do`` is match (``post``), create (``title``, ``abbreviation``) or leave."""
    settle_posts(upload, {key: decided}, by=by)


def settle_posts(
    upload: PlanUpload,
    decided: Mapping[str, Mapping[str, Any]],
    *,
    by: User | None,
    seen: Mapping[str, str] | None = None,
) -> None:
    """The same for several posts, by their keys: all of them, or none where one is settled otherwise than was ``seen``."""
    _decide(upload, "posts", decided, by=by, seen=seen or {})


class SettledMeanwhileError(NotDoneError):
    """Somebody else has settled something of a paper otherwise since it was shown."""

    def __init__(self, decided: Mapping[str, Any] | None) -> None:
        words = "; ".join(f"{name}: {text}" for name, text in (decided or {}).get("cells", {}).items() if text)
        told = words or (decided or {}).get("title") or ("left out" if (decided or {}).get("left_out") else "")
        super().__init__(
            f"Somebody else settled this while you had it open{f'. Theirs reads: {told}' if told else ''}. What you wrote is "
            "still in the form: compare, then save again to put yours in its place."
        )


def seen_of(decided: Mapping[str, Any] | None) -> str:
    """What tells whether a decision on a row or a post is still the one that was shown."""
    said = {name: what for name, what in (decided or {}).items() if name not in ("by", "at")}
    return seal(said)[:16] if decided else "none"


@transaction.atomic
def keep_gone(upload: PlanUpload, keys: Iterable[str]) -> None:
    """Say which lines that the paper has no more stay open all the same; all others are closed with it."""
    upload = _open(upload)
    upload.decisions["kept"] = sorted(keys)
    upload.save(update_fields=["decisions"])


def decide_anew(upload: PlanUpload, row: int) -> None:
    """Take back what was decided of a row."""
    with transaction.atomic():
        upload = _open(upload)
        upload.decisions.get("rows", {}).pop(str(row), None)
        upload.save(update_fields=["decisions"])


@transaction.atomic
def point_out(
    upload: PlanUpload, *, table: int, row: int, headings: Sequence[str], columns: Sequence[Column | None]
) -> None:
    """Say which table is the plan and what its columns are, and remember the headings for next time."""
    kept = _open(upload)
    kept.place = {"table": table, "row": row, "columns": [column.value if column else "" for column in columns]}
    kept.decisions = {}
    kept.save(update_fields=["place", "decisions"])
    for heading, column in zip(headings, columns, strict=False):
        if name := plain(heading)[:60]:
            KnownHeading.objects.update_or_create(heading=name, defaults={"column": column.value if column else ""})


@transaction.atomic
def choose(upload: PlanUpload, choice: int) -> None:
    """Read another of the tables that may be the plan."""
    kept = _open(upload)
    kept.place, kept.decisions = {"choice": choice}, {}
    kept.save(update_fields=["place", "decisions"])


@transaction.atomic
def _decide(
    upload: PlanUpload,
    about: str,
    decided: Mapping[str, Mapping[str, Any]],
    *,
    by: User | None,
    seen: Mapping[str, str] | None = None,
) -> None:
    """Keep decisions beside those of others, with who made them and when."""
    kept = _open(upload)
    for key in decided:
        there = kept.decisions.get(about, {}).get(key)
        if seen and key in seen and seen[key] != seen_of(there):
            raise SettledMeanwhileError(there)
    stamp = {"by": by.pk if by else None, "at": now().isoformat(timespec="seconds")}
    kept.decisions[about] = kept.decisions.get(about, {}) | {key: {**what, **stamp} for key, what in decided.items()}
    kept.save(update_fields=["decisions"])
    upload.decisions = kept.decisions


def _open(upload: PlanUpload) -> PlanUpload:
    kept = PlanUpload.objects.select_for_update().defer("content", "journal").get(pk=upload.pk)
    if not kept.is_open:
        raise TakenError("This paper has been taken in. To change the plan, edit it, or undo the import first.")
    return kept
