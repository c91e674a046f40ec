"""Whether clinics work: of how many that have sat what came, and what was tried in each. Plain data for page, paper and file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Subquery

from actions.choices import RATED
from actions.models import Action, Update
from clinics.choices import Kind, Rule
from clinics.models import HELD, Clinic
from clinics.reporting.lines import ClinicLine, clinic_lines, with_everything
from clinics.rules import JUDGED, Verdict
from core import formats, prose
from core.rag import Rag
from core.tokens import tokens
from indicators.models import Indicator

NO_INDICATOR, NO_OWNER, NO_REASON, NO_LEAD = "No indicator", "No owner", "No reason on record", "No lead post"
BEST_FIRST = (
    Verdict.IMPROVED,
    Verdict.MIXED,
    Verdict.NO_CHANGE,
    Verdict.DECLINED,
    Verdict.TOO_EARLY,
    Verdict.NOT_MEASURABLE,
)
"""The order of the lessons library: what worked stands first."""
COLOURS = {
    Verdict.IMPROVED: "--rag-green",
    Verdict.MIXED: "--rag-amber",
    Verdict.NO_CHANGE: "--rag-none",
    Verdict.DECLINED: "--rag-red",
    Verdict.TOO_EARLY: "--line",
    Verdict.NOT_MEASURABLE: "--shade",
}
"""The tokens that colour a bar; its figures stand beside it."""


@dataclass(frozen=True)
class Tally:
    """Of some clinics that have sat, how many came to which verdict."""

    label: str
    counts: tuple[tuple[Verdict, int], ...]

    @property
    def total(self) -> int:
        """How many have sat."""
        return sum(many for _, many in self.counts)

    @property
    def judged(self) -> int:
        """How many of them can be judged."""
        return sum(many for found, many in self.counts if found in JUDGED)

    @property
    def judged_counts(self) -> tuple[tuple[Verdict, int], ...]:
        """The counts of those that can be judged."""
        return tuple((found, many) for found, many in self.counts if found in JUDGED)

    @property
    def other_counts(self) -> tuple[tuple[Verdict, int], ...]:
        """The counts of those that cannot be judged, or not yet."""
        return tuple((found, many) for found, many in self.counts if found not in JUDGED)

    @property
    def improved(self) -> int:
        """How many improved."""
        return dict(self.counts)[Verdict.IMPROVED]

    @property
    def improved_of(self) -> str:
        """How many improved of those that can be judged: "3 of 9 (33.3 %)"; says so where none can."""
        return formats.share(self.improved, self.judged) if self.judged else "None can be judged"

    @property
    def sentence(self) -> str:
        """The whole of it: of those that can be judged, and of all that have sat."""
        if not self.total:
            return "No clinic has sat yet."
        if not self.judged:
            return f"None of {formats.count(self.total, 'clinic')} that {_have(self.total)} sat can be judged yet."
        return (
            f"{self.improved} of {self.judged} that can be judged improved; "
            f"{self.judged} of {self.total} that {_have(self.total)} sat can be judged."
        )

    @property
    def bar(self) -> tuple[tuple[str, float, float], ...]:
        """The shares of the verdicts as a bar of 100: the colour, where it begins and how long it is."""
        found, before = [], 0
        for one, many in self.counts:
            if many:
                found.append((tokens()[COLOURS[one]], 100 * before / self.total, 100 * many / self.total))
            before += many
        return tuple(found)

    @property
    def bar_words(self) -> str:
        """The bar in words."""
        return formats.listed(f"{many} {found.label.lower()}" for found, many in self.counts if many)


@dataclass(frozen=True)
class ActionTried:
    """An action of a clinic with how it stands and the last that was said of it."""

    url: str
    title: str
    description: str
    lead: str
    rating: Rag
    label: str
    last_words: str


@dataclass(frozen=True)
class Lesson:
    """A clinic in the lessons library: what was tried, what came of it, and what was learned."""

    line: ClinicLine
    actions: tuple[ActionTried, ...]
    reasons: tuple[Rule, ...]
    bodies: tuple[tuple[str, str], ...]
    """The directorates or partner bodies that own its indicators: key and name, each once."""

    @property
    def reason_words(self) -> tuple[str, ...]:
        """Why it was called."""
        return tuple(rule.label for rule in self.reasons) or (NO_REASON,)

    @property
    def searched(self) -> str:
        """All words by which it is found."""
        clinic = self.line.clinic
        return " ".join(
            (
                clinic.title, clinic.outcome, clinic.lessons, self.line.refs,
                *(f"{action.title} {action.description} {action.last_words}" for action in self.actions),
                *(row.indicator.title for row in self.line.indicators),
            )
        ).casefold()  # fmt: skip


@dataclass(frozen=True)
class EffectReport:
    """What came of all clinics that have sat by a day."""

    on: date
    total: Tally
    by_reason: tuple[Tally, ...]
    by_kind: tuple[Tally, ...]
    by_body: tuple[Tally, ...]
    lessons: tuple[Lesson, ...]
    """All of them, those that improved first."""
    bodies: tuple[tuple[str, str], ...]
    """The directorates and partner bodies that occur, to choose from."""

    @property
    def sentence(self) -> str:
        """What stands beneath the title of its paper."""
        return self.total.sentence

    @property
    def groups(self) -> tuple[tuple[str, str, tuple[Tally, ...]], ...]:
        """The tables: heading, what a row is, and the rows."""
        return (
            ("By reason", "Reason", self.by_reason),
            ("By kind", "Kind", self.by_kind),
            ("By directorate", "Directorate or partner", self.by_body),
        )


@dataclass(frozen=True)
class Asked:
    """What is asked of the lessons library; empty where nothing is."""

    words: str = ""
    reason: str = ""
    kind: str = ""
    body: str = ""
    effect: str = ""

    def takes(self, lesson: Lesson) -> bool:
        """Whether a clinic is among what is asked for: every word occurs in it."""
        line = lesson.line
        return (
            all(word in lesson.searched for word in self.words.casefold().split())
            and self.reason in ("", *lesson.reasons)
            and self.kind in ("", line.clinic.kind)
            and self.body in ("", *(key for key, _ in lesson.bodies))
            and self.effect in ("", line.verdict)
        )


def effect_report(on: date, *, seasons_fall_due: bool = False) -> EffectReport:
    """All clinics that have sat by a day, judged. Nine queries, however many."""
    lessons = sorted(_lessons(on, seasons_fall_due=seasons_fall_due), key=lambda one: one.line.first_date, reverse=True)
    lessons.sort(key=lambda one: BEST_FIRST.index(one.line.verdict))
    bodies = dict(sorted((pair for one in lessons for pair in one.bodies), key=_last_without_owner))
    return EffectReport(
        on=on,
        total=_tally("All clinics that have sat", lessons),
        by_reason=_tallies(
            lessons, [*((rule, rule.label) for rule in Rule), ("", NO_REASON)], lambda one: one.reasons or ("",)
        ),
        by_kind=_tallies(lessons, Kind.pairs(), lambda one: (one.line.clinic.kind,)),
        by_body=_tallies(lessons, bodies.items(), lambda one: [key for key, _ in one.bodies]),
        lessons=tuple(lessons),
        bodies=tuple(bodies.items()),
    )


def effect_rows(lessons: Iterable[Lesson]) -> Iterator[list[Any]]:
    """The library as a file has it: a row for each indicator of each clinic, one for a clinic without any."""
    for lesson in lessons:
        line = lesson.line
        clinic = [
            line.clinic.title, line.kind, "; ".join(name for _, name in lesson.bodies), "; ".join(lesson.reason_words),
            line.first_date, line.verdict.label, line.effect,
        ]  # fmt: skip
        words = [
            "; ".join(f"{action.title} ({action.label.lower()})" for action in lesson.actions),
            prose.to_text(line.clinic.lessons), prose.to_text(line.clinic.outcome),
        ]  # fmt: skip
        for row in line.indicators:
            yield [
                *clinic, row.indicator.ref, row.before, row.first, row.latest or row.first, row.change,
                row.measured.effect.label, row.straddling, row.refused, row.measured.sentence, *words,
            ]  # fmt: skip
        if not line.indicators:
            yield [*clinic, *[""] * 9, *words]


HEADER = (
    "Clinic", "Kind", "Directorates", "Reasons", "First sat", "Verdict", "Effect", "Indicator", "Before", "First since",
    "Latest since", "Change", "Effect on the indicator", "Partly before", "Ended before", "In words", "Actions tried",
    "Lessons learned", "Outcome as reported",
)  # fmt: skip


def _lessons(on: date, *, seasons_fall_due: bool) -> list[Lesson]:
    tried = _tried(on, seasons_fall_due=seasons_fall_due)
    lines = clinic_lines(with_everything().filter(state__in=HELD), on)
    return [_lesson(line, line.clinic, tried) for line in lines if line.has_sat and line.first_date <= on]


def _tried(on: date, *, seasons_fall_due: bool) -> dict[int, list[ActionTried]]:
    """The actions of all clinics, by clinic, as they stand on a day. One query."""
    latest = Update.objects.filter(action=OuterRef("pk")).exclude(words="").order_by("-at", "-pk")
    actions = (
        Action.objects.rated(on, seasons_fall_due=seasons_fall_due)
        .filter(clinic_links__isnull=False)
        .annotate(of_clinic=F("clinic_links__clinic"), last_words=Subquery(latest.values("words")[:1]))
        .select_related("lead")
        .order_by("clinic_links__pk")
    )
    found: dict[int, list[ActionTried]] = defaultdict(list)
    for action in actions:
        found[action.of_clinic].append(
            ActionTried(
                url=action.get_absolute_url(),
                title=action.title,
                description=action.description,
                lead=str(action.lead) if action.lead else NO_LEAD,
                rating=Rag(action.rating),
                label="Overdue" if action.is_overdue else RATED[Rag(action.rating)],
                last_words=action.last_words or "",
            )
        )
    return found


def _lesson(line: ClinicLine, clinic: Clinic, tried: dict[int, list[ActionTried]]) -> Lesson:
    return Lesson(
        line=line,
        actions=tuple(tried[clinic.pk]),
        reasons=tuple(dict.fromkeys(Rule(trigger.rule) for trigger in clinic.triggers.all())),
        bodies=tuple(dict.fromkeys(_body(row.indicator) for row in line.indicators)) or (("none", NO_INDICATOR),),
    )


def _body(indicator: Indicator) -> tuple[str, str]:
    """The directorate, or the partner body, of the post that owns an indicator: key and name."""
    owner = indicator.owner
    if owner and owner.directorate:
        return f"directorate-{owner.directorate_id}", owner.directorate.name
    if owner and owner.partner_body:
        return f"partner-{owner.partner_body_id}", owner.partner_body.name
    return "nobody", NO_OWNER


def _last_without_owner(body: tuple[str, str]) -> tuple[bool, str]:
    key, name = body
    return key in ("nobody", "none"), name


def _tallies(
    lessons: list[Lesson], groups: Iterable[tuple[str, str]], of: Callable[[Lesson], Iterable[str]]
) -> tuple[Tally, ...]:
    """A tally for each group that has a clinic."""
    found = ((label, [one for one in lessons if key in of(one)]) for key, label in groups)
    return tuple(_tally(label, ones) for label, ones in found if ones)


def _tally(label: str, lessons: list[Lesson]) -> Tally:
    verdicts = [one.line.verdict for one in lessons]
    return Tally(label, tuple((found, verdicts.count(found)) for found in BEST_FIRST))


def _have(many: int) -> str:
    return "has" if many == 1 else "have"
