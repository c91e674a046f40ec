"""Keeping the index: catching up with what was changed, working it out again, and comparing it with what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from core.records import create_missing, create_plain, store_derived
from search.choices import Kind
from search.contents import MADE_FROM, OPENING, Content, concerned, contents
from search.models import Change, Entry, Piece, Reference, Use, Word
from search.rules.words import pieces, stem
from search.watching import watch_all

BATCH = 500
"""So many changes, and so many things that they concern, are taken at once."""
KEPT = ("closed_board", "drafting_board", "day", "order", "digest")


def after_migrating(**_: Any) -> None:
    """Have the database watch what the index is made from, and make the index where there is none yet."""
    watch_all()
    if Change._meta.db_table in connection.introspection.table_names():
        catch_up()


def catch_up(*, most: int | None = None) -> bool:
    """Bring the index up to what is stored; gives whether it is. One query where nothing was changed.

    With ``most`` it leaves off after about so many changes, for whoever waits for a page; what decides who may see
    papers is never among those that are left. Of two that catch up at once the second waits for the first.
    """
    if not Change.objects.exists():
        return True
    while _take(Change.objects.filter(source__in=OPENING)):
        pass
    done = 0
    while taken := _take(Change.objects.all()):
        done += taken
        if most is not None and done >= most:
            return not Change.objects.exists()
    return True


def _take(waiting: QuerySet[Change]) -> int:
    """Index what the first of some changes concern; gives how many these were. In a transaction of its own."""
    with transaction.atomic():
        changes = list(waiting.select_for_update().order_by("pk")[:BATCH])
        for kind, pks in concerned((one.source, one.object_id) for one in changes).items():
            for some in _in_batches(sorted(pks)):
                index(kind, some)
        Change.objects.filter(pk__in=[one.pk for one in changes]).delete()
    return len(changes)


def rebuild() -> int:
    """Work the whole index out again; gives how many entries were wrong. Nobody need stop working meanwhile.

    Raises nothing where the index is empty: that is how it is first made.
    """
    catch_up()
    wrong = 0
    for kind, (model, _) in MADE_FROM.items():
        things = set(model._base_manager.values_list("pk", flat=True))
        known = set(Entry.objects.filter(kind=kind).values_list("object_id", flat=True))
        for some in _in_batches(sorted(things | known)):
            with transaction.atomic():
                found = [pk for pk, _ in differing(kind, some)]
                index(kind, found, anew=True)
            wrong += len(found)
    with transaction.atomic():
        Word.objects.filter(uses=None).delete()
        for some in _in_batches(list(Word.objects.values_list("text", flat=True))):
            _mend_words(_wrong_words(some))
    return wrong


def check() -> Iterator[str]:
    """Sentences on what the index has otherwise than what is stored. Writes nothing.

    What was changed and not caught up with yet is no fault: the next search does it.
    """
    waiting = concerned(Change.objects.values_list("source", "object_id"))
    for kind, (model, _) in MADE_FROM.items():
        things = set(model._base_manager.values_list("pk", flat=True))
        known = set(Entry.objects.filter(kind=kind).values_list("object_id", flat=True))
        for some in _in_batches(sorted((things | known) - waiting.get(kind, set()))):
            yield from (f"{kind.label}, number {pk}: {why}" for pk, why in differing(kind, some))


def differing(kind: Kind, pks: Collection[int]) -> Iterator[tuple[int, str]]:
    """The things of which the index has something else than what is stored, each with how."""
    wanted = {content.pk: content for content in contents(kind, pks)}
    entries = {entry.object_id: entry for entry in Entry.objects.filter(kind=kind, object_id__in=pks)}
    keys = [entry.pk for entry in entries.values()]
    words: dict[int, dict[str, int]] = {}
    for entry, word, weight in Use.objects.filter(entry__in=keys).values_list("entry", "word__text", "weight"):
        words.setdefault(entry, {})[word] = weight
    references: dict[int, set[str]] = {}
    for entry, key in Reference.objects.filter(entry__in=keys).values_list("entry", "key"):
        references.setdefault(entry, set()).add(key)
    unlike = _wrong_words({word for found in words.values() for word in found})
    for pk in pks:
        content, entry = wanted.get(pk), entries.get(pk)
        if content is None and entry is None:
            continue
        if content is None or entry is None:
            yield pk, "it is in the index and should not be." if content is None else "it is missing from the index."
        elif any(getattr(entry, name) != getattr(content, name) for name in KEPT):
            yield pk, "what decides who finds it, and in which order, is not what is stored."
        elif words.get(entry.pk, {}) != content.words:
            yield pk, "its words are not those that are stored."
        elif references.get(entry.pk, set()) != set(content.references):
            yield pk, "its references are not those that are stored."
        elif unlike & content.words.keys():
            yield pk, "one of its words is not kept as words are."


def _wrong_words(texts: Collection[str]) -> set[str]:
    """Words that are kept without the stem or the pieces that they have."""
    found = set()
    for some in _in_batches(sorted(texts)):
        have: dict[str, set[str]] = {}
        for text, kept, piece in Word.objects.filter(text__in=some).values_list("text", "stem", "pieces__text"):
            have.setdefault(text, set()).add(piece)
            if kept != stem(text):
                found.add(text)
        found |= {text for text, kept in have.items() if kept != pieces(text)}
    return found


def _mend_words(texts: Collection[str]) -> None:
    """Give words the stem and the pieces that they have."""
    words = list(Word.objects.filter(text__in=texts))
    for word in words:
        word.stem = stem(word.text)
    store_derived(words, ["stem"])
    Piece.objects.filter(word__in=words).delete()
    _take_apart({word.text: word.pk for word in words})


def _take_apart(words: dict[str, int]) -> None:
    """Store the pieces of some words."""
    create_missing([Piece(word_id=key, text=piece) for text, key in words.items() for piece in sorted(pieces(text))])


def index(kind: Kind, pks: Collection[int], *, anew: bool = False) -> None:
    """Make the entries of some things what is stored of them; ``anew`` also where it looks as if they were.

    Within a transaction. The entries are locked before the things are read, so that of two that index the same thing
    the last reads what is newest.
    """
    entries = {entry.object_id: entry for entry in _locked(kind, pks)}
    new = [Entry(kind=kind, object_id=pk) for pk in pks if pk not in entries]
    if new:
        create_missing(new)
        entries = {entry.object_id: entry for entry in _locked(kind, pks)}
    wanted = {content.pk: content for content in contents(kind, pks)}
    gone = [entry.pk for pk, entry in entries.items() if pk not in wanted]
    if gone:
        Entry.objects.filter(pk__in=gone).delete()
    changed = [(entries[pk], content) for pk, content in wanted.items() if anew or entries[pk].digest != content.digest]
    if changed:
        _write(changed)


def _locked(kind: Kind, pks: Collection[int]) -> Iterable[Entry]:
    return Entry.objects.filter(kind=kind, object_id__in=pks).order_by("pk").select_for_update()


def _write(changed: list[tuple[Entry, Content]]) -> None:
    """Put the words and references of some entries in the place of those that they had."""
    keys = _words({word for _, content in changed for word in content.words})
    entries = [entry for entry, _ in changed]
    old = [entry.pk for entry in entries if entry.digest]
    if old:
        Use.objects.filter(entry__in=old).delete()
        Reference.objects.filter(entry__in=old).delete()
    uses = [(entry.pk, keys[word], weight) for entry, content in changed for word, weight in content.words.items()]
    create_plain(Use, ("entry", "word", "weight"), uses)
    named = [(entry.pk, key) for entry, content in changed for key in sorted(content.references)]
    create_plain(Reference, ("entry", "key"), named)
    for entry, content in changed:
        for name in KEPT:
            setattr(entry, name, getattr(content, name))
    store_derived(entries, KEPT)


def _words(texts: Collection[str]) -> dict[str, int]:
    """The keys of some words; those that are new are taken in, with their pieces."""
    known = _known(texts)
    new = sorted(set(texts) - known.keys())
    if new:
        create_missing([Word(text=text, stem=stem(text)) for text in new])
        stored = _known(new)
        _take_apart(stored)
        known |= stored
    return known


def _known(texts: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _in_batches(sorted(texts)):
        found |= dict(Word.objects.filter(text__in=some).values_list("text", "pk"))
    return found


def _in_batches(keys: Iterable) -> Iterator[list]:
    keys = iter(keys)
    while some := list(islice(keys, BATCH)):
        yield some
