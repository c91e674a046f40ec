"""What somebody finds who searches: by reference and by words, with slips of the pen, and never more than they may see.

Nothing that somebody may not see has a part in what they find: neither in the things and their number, nor in which
words are known, which a word with a slip was meant to be, or what comes first. So the answer is the same as if it were
not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import pairwise
from operator import add
from typing import Any

from django.db import InternalError, OperationalError, connection
from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.urls import reverse

from actions.models import Action
from clinics.models import Clinic
from core.excerpts import Piece as Excerpted
from improvement_plan.models import Plan
from indicators.models import Indicator
from meetings.reporting.finding import FoundPaper, meant_by, minutes_found, reports_found, seen_items
from meetings.rules.references import Meant
from organisation import rights
from organisation.models import Framework, Outcome, Post
from search.choices import Kind
from search.models import Entry, Piece, Reference, Use, Word
from search.rules.references import plain
from search.rules.words import EMPTY, middle_exchanged, pieces, pieces_shared, slips, slips_allowed, stem, words_in
from search.services import catch_up

MOST = 10
"""So many of a kind are shown where all kinds are."""
PAGE = 50
"""So many of one kind stand on a page of it."""
AT_ONCE = 1000
"""So many changes are caught up with at most before something is searched for; the task worker does the others."""
MOST_TERMS = 8
MOST_NAMED = 100
SHORTEST_BEGINNING = 4
"""From so many letters on, what is typed finds the words that begin with it; a shorter one where no word is it."""
MOST_WORDS = 500
"""So many words that begin alike are taken for one that is typed."""


@dataclass(frozen=True)
class Found:
    """One thing that was found."""

    title: str
    url: str
    what: str
    excerpt: tuple[Excerpted, ...] = ()
    """What stands round the words in it, where they do not stand in its title alone."""


@dataclass(frozen=True)
class Findings:
    """What was found of one kind."""

    of: Kind
    things: tuple[Found, ...]
    count: int
    """How many there are in all."""

    @property
    def kind(self) -> str:
        """As people call it: Indicators."""
        return self.of.label

    @property
    def more(self) -> bool:
        """Whether there are others that are not shown."""
        return self.count > len(self.things)


@dataclass(frozen=True)
class Taken:
    """A word that nothing has, and those that it was taken for."""

    typed: str
    meant: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """What was found."""

    answer: Found | None = None
    """The one thing that the reference names."""
    answer_kind: Kind | None = None
    kinds: tuple[Findings, ...] = ()
    taken: tuple[Taken, ...] = ()
    fewer: tuple[str, ...] = ()
    """Where nothing has all of the words: each with which something is found by itself."""
    says_nothing: bool = False
    """Whether only words were typed that stand nearly everywhere."""
    is_behind: bool = False
    """Whether much was written just now, of which some is not found yet."""

    @property
    def count(self) -> int:
        """How many things were found."""
        return sum(findings.count for findings in self.kinds)


@dataclass(frozen=True)
class Term:
    """A word that is searched for: what was typed, and the words of the index that it may be."""

    typed: str
    same: dict[int, str]
    """Words that are it, but for singular and plural."""
    alike: dict[int, str]
    """Words that begin with it, or that it was meant to be."""

    @property
    def words(self) -> dict[int, str]:
        """All of them, by key."""
        return self.same | self.alike


KnownWord = tuple[int, str, str]


class Sight:
    """What somebody may see, as the index asks for it."""

    def __init__(self, person: rights.Person) -> None:
        self.person = person

    @cached_property
    def whole(self) -> frozenset[int]:
        """The boards whose closed papers they may see. One query, kept."""
        return frozenset(rights.boards_seen_whole(self.person).values_list("pk", flat=True))

    @cached_property
    def kept(self) -> frozenset[int]:
        """The boards whose minutes they read while these are written. One query, kept."""
        return frozenset(rights.boards_kept(self.person).values_list("pk", flat=True))

    @cached_property
    def is_blind(self) -> bool:
        """Whether there is nothing that they may see."""
        posts = rights.posts_of(self.person)
        return not (rights.may_read(self.person) or rights.may_answer_for(self.person, posts))

    def entries(self, prefix: str = "") -> Q:
        """The entries of what they may see: a partner's are the actions that a post of theirs answers for."""
        if rights.may_read(self.person):
            open_to_them = Q(**{f"{prefix}closed_board": None}) | Q(**{f"{prefix}closed_board__in": self.whole})
            written = Q(**{f"{prefix}drafting_board": None}) | Q(**{f"{prefix}drafting_board__in": self.kept})
            return open_to_them & written
        own = Action.objects.for_posts(rights.posts_of(self.person)).values("pk")
        return Q(**{f"{prefix}kind": Kind.ACTION, f"{prefix}object_id__in": own})

    def words(self, words: QuerySet[Word], most: int | None = None) -> list[KnownWord]:
        """Those of some words that stand in something that they may see: key, word and stem, in order. One query.

        Each word is looked up by itself. As a condition EXISTS, PostgreSQL would read every use of every word.
        """
        uses = Use.objects.filter(self.entries("entry__"), word=OuterRef("pk"))
        seen = words.annotate(seen=Subquery(uses.order_by().values("entry")[:1])).filter(seen__isnull=False)
        return list(seen.order_by("text").values_list("pk", "text", "stem")[:most])


def search(words: str, person: rights.Person, *, only: Kind | None = None, page: int = 1) -> Results:
    """What a reference names and what has all the words, kind by kind, as far as a person may see it.

    ``only`` one kind, of which the things of a page are given. Forty queries at most, however much there is.
    """
    is_behind = not _is_up_to_date()
    sight = Sight(person)
    typed = words.strip()
    if not typed or sight.is_blind:
        return Results()
    return replace(_found(typed, sight, only, page), is_behind=is_behind)


def _is_up_to_date() -> bool:
    """Bring the index up to what is stored; where nothing can be written, a full disk say, one reads on without."""
    try:
        return catch_up(most=AT_ONCE)
    except (OperationalError, InternalError):
        if connection.in_atomic_block:
            raise
        return False


def _found(typed: str, sight: Sight, only: Kind | None, page: int) -> Results:
    named = _named(typed, sight)
    terms = _terms(typed, sight)
    taken: tuple[Taken, ...] = ()
    if terms and not named and not all(term.words for term in terms):
        terms, taken = _meant(terms, sight, [term for term in terms if not term.words])
    first, size = ((page - 1) * PAGE, PAGE) if only else (0, MOST)
    found = _having(terms, named, sight, only, first, size)
    if not found and not named and not taken and terms:
        terms, taken = _meant(terms, sight, terms)
        found = _having(terms, named, sight, only, first, size) if taken else []
        taken = taken if found else ()
    if not found and not named:
        return Results(fewer=_fewer(terms), says_nothing=not terms and any(words_in(typed)))
    marked = [word for term in terms for word in sorted(term.words.values(), key=len, reverse=True)[:40]]
    return _shown(found, named, typed, marked, sight, taken, only, first, size)


def _named(typed: str, sight: Sight) -> list[tuple[str, int]]:
    """The things that what is typed names by itself, each as its kind and key. Two queries at most."""
    seen = Reference.objects.filter(sight.entries("entry__"))
    found: list[tuple[str, int]] = []
    key, meant = plain(typed), meant_by(typed)
    order = ("entry__kind", "entry__order", "entry__pk")
    if key:
        rows = seen.filter(key=key).exclude(entry__kind=Kind.MINUTE).order_by(*order)
        found += rows.values_list("entry__kind", "entry__object_id")[:MOST_NAMED]
    if meant:
        rows = seen.filter(_minute(meant), entry__kind=Kind.MINUTE).order_by(*order)
        found += rows.values_list("entry__kind", "entry__object_id")[:MOST_NAMED]
    return list(dict.fromkeys(found))


def _minute(meant: Meant) -> Q:
    """The reference of a minute, or of a part of its resolution, on the day that was given."""
    given = {"day": meant.on.day, "month": meant.on.month, "year": meant.on.year}
    on = {f"entry__day__{part}": said for part, said in given.items() if said}
    return Q(key=f"{meant.number}({meant.part})" if meant.part else str(meant.number), **on)


def _terms(typed: str, sight: Sight) -> list[Term]:
    """The words that are searched for, with those of the index. Nine queries at most.

    “BV 8” is one word where the index has it as one.
    """
    parts = typed.split()
    joined = {plain(" ".join(some)): some for some in (parts, *pairwise(parts)) if _is_reference(some)}
    words = list(dict.fromkeys(words_in(typed.lower())))
    wanted = [word for word in words if word not in EMPTY][:MOST_TERMS]
    if not wanted:
        return []
    known = sight.words(Word.objects.filter(Q(stem__in={stem(word) for word in wanted}) | Q(text__in=joined)))
    held = {text for _, text, _ in known}
    for one in [one for one in joined if one in held]:
        apart = [word for part in joined[one] for word in words_in(part)]
        wanted = [one, *(word for word in wanted if word not in apart and word != one)]
        if len(joined[one]) == len(parts):
            break
    wanted = list({stem(word): word for word in wanted}.values())
    roots = {root for _, _, root in known}
    short = [word for word in wanted if len(word) >= SHORTEST_BEGINNING or (len(word) > 1 and stem(word) not in roots)]
    beginning = {word: sight.words(Word.objects.filter(text__startswith=word), MOST_WORDS) for word in short}
    return [_term(word, known, beginning.get(word, ())) for word in wanted]


def _is_reference(parts: Sequence[str]) -> bool:
    """Whether words that were typed may be a reference in parts: letters, and something with a figure."""
    has_figures = any(letter.isdecimal() for part in parts[1:] for letter in part)
    return has_figures and parts[0].isalpha() and bool(plain(" ".join(parts)))


def _term(typed: str, known: Iterable[KnownWord], beginning: Iterable[KnownWord]) -> Term:
    same = {pk: text for pk, text, root in known if root == stem(typed) or text == typed}
    return Term(typed, same, {pk: text for pk, text, _ in beginning if pk not in same})


def _meant(terms: list[Term], sight: Sight, doubtful: list[Term]) -> tuple[list[Term], tuple[Taken, ...]]:
    """The terms with what the doubtful ones may have been meant to be, and which were taken for something. Two queries.

    The words that differ from what was typed by the fewest slips.
    """
    near = _near([term.typed for term in doubtful], sight)
    found, taken = [], []
    for term in terms:
        meant = near.get(term.typed, {}) if term in doubtful else {}
        meant = {pk: text for pk, text in meant.items() if pk not in term.words}
        if meant:
            taken.append(Taken(term.typed, tuple(sorted(meant.values()))))
        found.append(Term(term.typed, term.same, term.alike | meant) if meant else term)
    return found, tuple(taken)


def _near(typed: list[str], sight: Sight) -> dict[str, dict[int, str]]:
    """The nearest words that somebody may see to each of some. Two queries each, for eight words at most."""
    found: dict[str, dict[int, str]] = {}
    for word in typed:
        allowed = slips_allowed(word)
        if not allowed:
            continue
        sharing = Piece.objects.filter(text__in=pieces(word)).values("word")
        sharing = sharing.annotate(shared=Count("pk")).filter(shared__gte=pieces_shared(word)).values("word")
        like = Q(pk__in=sharing) | Q(text__in=middle_exchanged(word))
        rows = sight.words(Word.objects.filter(like).exclude(text=word))
        near = [(slips(word, text, allowed), pk, text) for pk, text, _ in rows]
        least = min((by for by, _, _ in near), default=allowed + 1)
        if least <= allowed:
            found[word] = {pk: text for by, pk, text in near if by == least}
            stems = {stem(text) for text in found[word].values()}
            found[word] |= {pk: text for pk, text, _ in sight.words(Word.objects.filter(stem__in=stems))}
    return found


def _matching(terms: list[Term], sight: Sight) -> QuerySet[Entry]:
    """The entries that have a word for each term, with ``rank``: the higher, the better it suits."""
    rows = Entry.objects.filter(sight.entries())
    ranks = []
    for number, term in enumerate(terms):
        name = f"term_{number}"
        rows = rows.alias(**{name: FilteredRelation("uses", condition=Q(uses__word__in=list(term.words)))})
        rows = rows.filter(**{f"{name}__weight__gt": 0})
        weight = F(f"{name}__weight")
        if term.same and term.alike:
            weight = Case(
                When(**{f"{name}__word__in": list(term.same)}, then=weight * 2),
                default=weight,
                output_field=SmallIntegerField(),
            )
        ranks.append(Max(weight))
    return rows.annotate(rank=reduce(add, ranks))


def _having(
    terms: list[Term], named: list[tuple[str, int]], sight: Sight, only: Kind | None, first: int, size: int
) -> list[tuple[str, int, int, int]]:
    """Kind, key, how many there are of the kind, and the place among them, of the best entries but those that are named. One query."""
    if not terms or not all(term.words for term in terms):
        return []
    rows = _matching(terms, sight)
    for kind in {kind for kind, _ in named}:
        rows = rows.exclude(kind=kind, object_id__in=[pk for own, pk in named if own == kind])
    if only:
        rows = rows.filter(kind=only)
        ahead = sum(kind == only for kind, _ in named)
        last = max(first + size - ahead, 1)  # one row at least, which says how many there are
        first = max(first - ahead, 0)
    else:
        last = size
    rows = rows.annotate(
        place=Window(RowNumber(), partition_by="kind", order_by=[F("rank").desc(), "order", "pk"]),
        of=Window(Count("pk"), partition_by="kind"),
    )
    rows = rows.filter(Q(place__gt=first, place__lte=last) | Q(place=1))
    return list(rows.order_by("kind", "place").values_list("kind", "object_id", "of", "place"))


def _fewer(terms: list[Term]) -> tuple[str, ...]:
    """The words, of several of which nothing has all, that something has. They are known already: no query."""
    return tuple(term.typed for term in terms if term.words) if len(terms) > 1 else ()


def _shown(
    found: list[tuple[str, int, int, int]],
    named: list[tuple[str, int]],
    typed: str,
    marked: list[str],
    sight: Sight,
    taken: tuple[Taken, ...],
    only: Kind | None,
    first: int,
    size: int,
) -> Results:
    """What was found, kind by kind, read anew from the things themselves with what somebody may see of them now."""
    kinds, shown_named = [], []
    for kind in Kind:
        if only and kind != only:
            continue
        ahead = [pk for own, pk in named if own == kind]
        others = [(pk, of, place) for own, pk, of, place in found if own == kind]
        counted = len(ahead) + (others[0][1] if others else 0)
        if not counted:
            continue
        behind = max(first - len(ahead), 0)
        keys = [*ahead[first:], *(pk for pk, _, place in others if place > behind)][:size]
        shown = _things(kind, keys, typed, marked, sight)
        things = tuple(shown[pk] for pk in keys if pk in shown)
        shown_named += [(kind, shown[pk]) for pk in ahead if pk in shown]
        if things:
            kinds.append(Findings(kind, things, counted - (len(keys) - len(things))))
    kind, answer = shown_named[0] if len(named) == len(shown_named) == 1 and not first else (None, None)
    return Results(answer, kind, tuple(kinds), taken)


def _things(kind: Kind, keys: list[int], typed: str, marked: list[str], sight: Sight) -> dict[int, Found]:
    """Some things as they are shown, by key. Four queries at most."""
    if kind == Kind.REPORT:
        return _papers(reports_found(keys, marked, whole=sight.whole))
    if kind == Kind.MINUTE:
        meant = meant_by(typed)
        marks = [*marked, typed] if meant else marked
        return _papers(minutes_found(keys, marks, meant, whole=sight.whole, kept=sight.kept))
    rows, show = SHOWN[kind]
    return {row.pk: show(row) for row in rows(sight).filter(pk__in=keys)}


def _papers(found: dict[int, FoundPaper]) -> dict[int, Found]:
    return {pk: Found(paper.title, paper.url, paper.what, paper.excerpt) for pk, paper in found.items()}


def _actions(sight: Sight) -> QuerySet[Action]:
    """Those that somebody may see: a partner those that a post of theirs answers for."""
    rows = Action.objects.select_related("lead")
    return rows if rights.may_read(sight.person) else rows.for_posts(rights.posts_of(sight.person))


SHOWN: dict[Kind, tuple[Callable[[Sight], QuerySet], Callable[[Any], Found]]] = {
    Kind.INDICATOR: (
        lambda _: Indicator.objects.select_related("set"),
        lambda i: Found(str(i), i.get_absolute_url(), i.set.title),
    ),
    Kind.ACTION: (_actions, lambda a: Found(a.title, a.get_absolute_url(), str(a.lead or "No owner"))),
    Kind.CLINIC: (
        lambda _: Clinic.objects.all(),
        lambda c: Found(c.title, c.get_absolute_url(), c.get_state_display()),
    ),
    Kind.PLAN: (lambda _: Plan.objects.all(), lambda p: Found(p.title, p.get_absolute_url(), "Improvement plan")),
    Kind.FRAMEWORK: (
        lambda _: Framework.objects.all(),
        lambda f: Found(f.name, f.get_absolute_url(), f.get_kind_display()),
    ),
    Kind.OUTCOME: (
        lambda _: Outcome.objects.select_related("framework"),
        lambda o: Found(str(o), o.get_absolute_url(), str(o.framework)),
    ),
    Kind.ITEM: (
        lambda sight: seen_items(sight.whole).select_related("meeting__board"),
        lambda i: Found(i.title, i.meeting.get_absolute_url(), f"Item {i.number}, {i.meeting}"),
    ),
    Kind.POST: (
        lambda _: Post.objects.all(),
        lambda p: Found(p.title, reverse("actions", query={"lead": p.pk}), "The actions it leads"),
    ),
}
"""How the things of a kind are read, as far as somebody may see them, and shown. Papers are shown by ``meetings``."""


def examples(person: rights.Person) -> tuple[str, ...]:
    """What this council's people may look for: references of an indicator, a line of a plan and a minute. Four queries."""
    sight = Sight(person)
    if sight.is_blind:
        return ()
    seen = Reference.objects.filter(sight.entries("entry__")).order_by("entry__order", "entry__pk", "-pk")
    lines = seen.filter(entry__kind=Kind.ACTION).values_list("key", flat=True)[:1]
    minutes = seen.filter(entry__kind=Kind.MINUTE).values_list("key", flat=True)[:1]
    indicators = Indicator.objects.order_by("set", "sort_key", "pk").values_list("ref", flat=True)[:1]
    return (*(indicators if rights.may_read(person) else ()), *lines, *minutes)
