"""What an entry of the index is made from, kind by kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Model, Q

from actions.models import Action
from clinics.models import Clinic, ClinicIndicator
from core import prose
from improvement_plan.models import Plan
from indicators.models import Indicator
from meetings.choices import MinutesState, ReportState
from meetings.models import AgendaItem, CommitteeReport, Minute, MinutesPaper
from organisation.models import Framework, Outcome, Post
from search.choices import Kind
from search.models import Use
from search.rules.references import plain, ways_to_write
from search.rules.words import EMPTY, LONGEST, words_in


@dataclass(frozen=True)
class Content:
    """What can be found of a thing, and what one must be allowed to see for it."""

    pk: int
    title: str
    texts: tuple[str, ...] = ()
    references: frozenset[str] = frozenset()
    closed_board: int | None = None
    drafting_board: int | None = None
    day: date | None = None
    names: frozenset[str] = field(default=frozenset(), repr=False)
    """References that are words as well: one finds a clinic by those of its indicators, though they do not name it."""

    @cached_property
    def words(self) -> dict[str, int]:
        """Its words with what each weighs: as much as in the title, or as in the text."""
        found = {word: Use.TEXT for text in self.texts for word in words_in(text)}
        found |= dict.fromkeys(self.names, Use.TEXT)
        found |= dict.fromkeys((*words_in(self.title), *self.references), Use.TITLE)
        return {word[:LONGEST]: at for word, at in found.items() if word and word not in EMPTY}

    @property
    def order(self) -> int:
        """What comes first of two that suit as well: the newer paper, and the shorter title, which says less else."""
        return -self.day.toordinal() if self.day else len(self.title)

    @cached_property
    def digest(self) -> str:
        """Of all that the index keeps of it."""
        kept = (
            sorted(self.words.items()), sorted(self.references), self.closed_board, self.drafting_board, self.day,
            self.order,
        )  # fmt: skip
        return hashlib.sha256(repr(kept).encode()).hexdigest()


def _indicators(pks: Collection[int]) -> Iterator[Content]:
    rows = Indicator.objects.filter(pk__in=pks).select_related("set").prefetch_related("aliases__set")
    for row in rows:
        named = {(row.set.code, row.ref), *((one.set.code, one.ref) for one in row.aliases.all())}
        ways = frozenset().union(*(ways_to_write(code, ref) for code, ref in named))
        yield Content(row.pk, f"{row.ref} {row.title}", (row.definition, row.theme, row.set.code), ways)


def _actions(pks: Collection[int]) -> Iterator[Content]:
    for row in Action.objects.filter(pk__in=pks).select_related("lead").prefetch_related("plan_entries"):
        refs = frozenset(plain(line.ref) for line in row.plan_entries.all()) - {""}
        yield Content(row.pk, row.title, (row.description, row.lead.title if row.lead else ""), refs)


def _clinics(pks: Collection[int]) -> Iterator[Content]:
    for row in Clinic.objects.filter(pk__in=pks).prefetch_related("clinic_indicators__indicator"):
        refs = frozenset(plain(link.indicator.ref) for link in row.clinic_indicators.all()) - {""}
        texts = (row.why, row.outcome, row.lessons)
        yield Content(row.pk, row.title, tuple(map(prose.rich_text, texts)), names=refs)


def _plans(pks: Collection[int]) -> Iterator[Content]:
    for row in Plan.objects.filter(pk__in=pks):
        yield Content(row.pk, row.title, (row.description,))


def _frameworks(pks: Collection[int]) -> Iterator[Content]:
    for row in Framework.objects.filter(pk__in=pks):
        yield Content(row.pk, row.name, (row.source,))


def _outcomes(pks: Collection[int]) -> Iterator[Content]:
    """Their references are words: a framework's 2.1 is not to stand in the way of a plan's."""
    for row in Outcome.objects.filter(pk__in=pks).select_related("framework"):
        names = frozenset({plain(row.ref)}) - {""}
        yield Content(row.pk, row.title, (row.ref, row.group, row.framework.name), names=names)


def _items(pks: Collection[int]) -> Iterator[Content]:
    for row in AgendaItem.objects.filter(pk__in=pks).select_related("meeting__board"):
        yield Content(
            row.pk, row.title, (row.meeting.board.name,), day=row.meeting.date, closed_board=_closed(row)
        )  # fmt: skip


def _closed(item: AgendaItem | None) -> int | None:
    """The board whose closed papers an item belongs to."""
    return item.meeting.board_id if item and item.is_closed else None


def _reports(pks: Collection[int]) -> Iterator[Content]:
    """Those that are signed off and stand on an agenda."""
    rows = CommitteeReport.objects.filter(pk__in=pks, state=ReportState.SIGNED, item__withdrawn_because="")
    for row in rows.select_related("item__meeting").prefetch_related("sections__heading"):
        own = (prose.rich_text(section.body) for section in row.sections.all() if not section.heading.field)
        texts = (*own, row.confirmation, row.background_papers)
        yield Content(row.pk, row.title, texts, day=row.item.meeting.date, closed_board=_closed(row.item))


def _minutes(pks: Collection[int]) -> Iterator[Content]:
    rows = Minute.objects.filter(pk__in=pks).select_related("meeting", "item__meeting").prefetch_related("resolutions")
    meetings = {row.meeting_id for row in rows}
    states = dict(MinutesPaper.objects.filter(meeting__in=meetings).values_list("meeting", "state"))
    approved = [meeting for meeting, state in states.items() if state == MinutesState.APPROVED]
    frozen = MinutesPaper.objects.filter(meeting__in=approved).values_list("meeting", "payload__minutes")
    closed = {(meeting, one["number"]) for meeting, minutes in frozen for one in minutes or () if one["exempt"]}
    for row in rows:
        resolutions = list(row.resolutions.all())
        is_draft = states.get(row.meeting_id) == MinutesState.DRAFT
        stays_closed = (row.meeting_id, row.number) in closed
        yield Content(
            row.pk,
            row.title,
            (prose.rich_text(row.text), *(one.text for one in resolutions)),
            frozenset({str(row.number), *(f"{row.number}({one.part})" for one in resolutions)}),
            closed_board=row.board_id if stays_closed else _closed(row.item),
            drafting_board=row.board_id if is_draft else None,
            day=row.meeting.date,
        )


def _posts(pks: Collection[int]) -> Iterator[Content]:
    for row in Post.objects.filter(pk__in=pks).prefetch_related("aliases"):
        yield Content(row.pk, row.title, (row.abbreviation, *(alias.text for alias in row.aliases.all())))


MADE_FROM: dict[Kind, tuple[type[Model], Callable[[Collection[int]], Iterator[Content]]]] = {
    Kind.INDICATOR: (Indicator, _indicators),
    Kind.ACTION: (Action, _actions),
    Kind.CLINIC: (Clinic, _clinics),
    Kind.PLAN: (Plan, _plans),
    Kind.FRAMEWORK: (Framework, _frameworks),
    Kind.OUTCOME: (Outcome, _outcomes),
    Kind.ITEM: (AgendaItem, _items),
    Kind.REPORT: (CommitteeReport, _reports),
    Kind.MINUTE: (Minute, _minutes),
    Kind.POST: (Post, _posts),
}


def contents(kind: Kind, pks: Collection[int]) -> Iterator[Content]:
    """What the index keeps of things of a kind; nothing of those that are not there or that nobody finds.

    Two queries, three of minutes and reports.
    """
    return MADE_FROM[kind][1](pks)


Concerned = Iterable[tuple[Kind, Iterable[int]]]


def _of_itself(kind: Kind) -> Callable[[list[int]], Concerned]:
    return lambda keys: [(kind, keys)]


def _of_sets(keys: list[int]) -> Concerned:
    of_them = Indicator.objects.filter(Q(set__in=keys) | Q(aliases__set__in=keys))
    yield Kind.INDICATOR, of_them.values_list("pk", flat=True)


def _of_indicator(keys: list[int]) -> Concerned:
    yield Kind.INDICATOR, keys
    yield Kind.CLINIC, ClinicIndicator.objects.filter(indicator__in=keys).values_list("clinic", flat=True)


def _of_posts(keys: list[int]) -> Concerned:
    yield Kind.POST, keys
    yield Kind.ACTION, Action.objects.filter(lead__in=keys).values_list("pk", flat=True)


def _of_frameworks(keys: list[int]) -> Concerned:
    yield Kind.FRAMEWORK, keys
    yield Kind.OUTCOME, Outcome.objects.filter(framework__in=keys).values_list("pk", flat=True)


def _of_boards(keys: list[int]) -> Concerned:
    yield Kind.ITEM, AgendaItem.objects.filter(meeting__board__in=keys).values_list("pk", flat=True)


def _of_meetings(keys: list[int]) -> Concerned:
    yield Kind.ITEM, AgendaItem.objects.filter(meeting__in=keys).values_list("pk", flat=True)
    yield Kind.REPORT, CommitteeReport.objects.filter(item__meeting__in=keys).values_list("pk", flat=True)
    yield from _of_papers(keys)


def _of_papers(keys: list[int]) -> Concerned:
    yield Kind.MINUTE, Minute.objects.filter(meeting__in=keys).values_list("pk", flat=True)


def _of_items(keys: list[int]) -> Concerned:
    yield Kind.ITEM, keys
    yield Kind.REPORT, CommitteeReport.objects.filter(item__in=keys).values_list("pk", flat=True)
    yield Kind.MINUTE, Minute.objects.filter(item__in=keys).values_list("pk", flat=True)


def _of_templates(keys: list[int]) -> Concerned:
    yield Kind.REPORT, CommitteeReport.objects.filter(template__in=keys).values_list("pk", flat=True)


CONCERNS: dict[str, Callable[[list[int]], Concerned]] = {
    "indicators.indicatorset": _of_sets,
    "indicators.indicator": _of_indicator,
    "indicators.alias": _of_itself(Kind.INDICATOR),
    "actions.action": _of_itself(Kind.ACTION),
    "improvement_plan.plan": _of_itself(Kind.PLAN),
    "improvement_plan.planentry": _of_itself(Kind.ACTION),
    "clinics.clinic": _of_itself(Kind.CLINIC),
    "clinics.clinicindicator": _of_itself(Kind.CLINIC),
    "organisation.framework": _of_frameworks,
    "organisation.outcome": _of_itself(Kind.OUTCOME),
    "organisation.post": _of_posts,
    "organisation.postalias": _of_itself(Kind.POST),
    "organisation.board": _of_boards,
    "meetings.meeting": _of_meetings,
    "meetings.agendaitem": _of_items,
    "meetings.committeereport": _of_itself(Kind.REPORT),
    "meetings.reportsection": _of_itself(Kind.REPORT),
    "meetings.reportheading": _of_templates,
    "meetings.minutespaper": _of_papers,
    "meetings.minute": _of_itself(Kind.MINUTE),
    "meetings.resolution": _of_itself(Kind.MINUTE),
}
"""Which entries a change concerns, by where it was noted (``search.watching.SOURCES``)."""
OPENING = (
    "meetings.meeting",
    "meetings.agendaitem",
    "meetings.committeereport",
    "meetings.minutespaper",
    "meetings.minute",
)
"""Where it is decided who may see papers: such changes are never left for later."""


def concerned(changes: Iterable[tuple[str, int]]) -> dict[Kind, set[int]]:
    """The things whose entries may differ after some changes, kind by kind. Three queries for a source at most."""
    by_source: dict[str, set[int]] = {}
    for source, key in changes:
        by_source.setdefault(source, set()).add(key)
    found: dict[Kind, set[int]] = {}
    for source, keys in sorted(by_source.items()):
        if source in CONCERNS:  # a release after this one may watch more
            for kind, pks in CONCERNS[source](sorted(keys)):
                found.setdefault(kind, set()).update(pks)
    return found
