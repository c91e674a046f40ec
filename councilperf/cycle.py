"""How far the present cycle is: what is still to come in, to be decided, to be written and to go out, each where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from actions.coverage import updated_in
from actions.models import Action, Milestone
from actions.views.requests import waiting_for
from clinics.choices import State
from clinics.models import Clinic
from core.formats import count
from core.queries import how_many
from core.vocabulary import Words
from improvement_plan.models import PlanUpload
from indicators.models import Upload
from indicators.reporting.due import figures_in
from indicators.reporting.entry import period_due
from indicators.reporting.signing import waiting_to_sign
from meetings.models import AgendaItem, Meeting
from meetings.reporting import MeetingLine, cycles_at, meeting_lines
from meetings.rules.clear_days import Tone
from organisation.models import Council

AHEAD = timedelta(days=42)
"""How far ahead the papers of a meeting are asked after: longer than any council's clear days and the weeks of writing before."""


class Standing(Words):
    """How far a step is."""

    DONE = "done", "Done"
    TO_DO = "to_do", "To do"
    SOON = "soon", "Soon"
    LATE = "late", "Late"

    @property
    def shape(self) -> str:
        """What is drawn beside its word."""
        return {"done": "tick", "to_do": "hollow", "soon": "triangle", "late": "diamond"}[self]


@dataclass(frozen=True)
class Step:
    """Something that the cycle asks of the performance team, or of those whom it asks."""

    title: str
    sentence: str
    """How far it is, with what it is of."""
    url: str
    """Where it is done."""
    standing: Standing

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.standing == Standing.DONE


def steps(council: Council, person: User, on: date) -> tuple[Step, ...]:
    """All of them in the order in which a cycle goes, on a day. Nine queries, however much there is."""
    return (*_asked(council, on), *_waiting(council, person), *_papers(council, on))


def _asked(council: Council, on: date) -> Iterator[Step]:
    """What officers are asked for: figures and updates."""
    came, of = figures_in(on)
    if of:
        yield Step(
            "Figures",
            f"{came:,} of {of:,} have come in for the periods that have ended.",
            reverse("entry", query={"period": str(period_due(on))}),
            _done(came == of),
        )
    [cycle] = cycles_at(on, months=council.cycle_months)
    share = updated_in(cycle)
    if share and share.of:
        yield Step(
            "Updates of actions",
            f"{share.updated:,} of {share.of:,} open {'action has' if share.of == 1 else 'actions have'} been updated.",
            reverse("actions", query={"updated": "no"}) if share.updated < share.of else reverse("coverage"),
            _done(share.updated == share.of),
        )


def _done(is_done: bool) -> Standing:
    return Standing.DONE if is_done else Standing.TO_DO


@dataclass(frozen=True)
class Waiting:
    """Things that wait for somebody, of which there had better be none."""

    title: str
    rows: QuerySet
    one: str
    """The sentence of one, with a gap for the number."""
    several: str
    url: str


def _waiting(council: Council, person: User) -> Iterator[Step]:
    """What nobody has decided, settled or arranged; each only while there is some. Two queries."""
    kinds = (
        Waiting("Figures to sign off", waiting_to_sign(person), "{} figure waits.", "{} figures wait.", reverse("sign-off")),
        Waiting(
            "New dates asked for", waiting_for(person, council), "{} request waits.", "{} requests wait.",
            reverse("date-requests"),
        ),
        Waiting(
            "Plans brought in", PlanUpload.objects.filter(taken_at__isnull=True),
            "{} paper is looked over and not taken in.", "{} papers are looked over and not taken in.",
            reverse("plan-import"),
        ),
        Waiting(
            "Tables brought in", Upload.objects.filter(taken_at__isnull=True),
            "{} table is looked over and not taken in.", "{} tables are looked over and not taken in.",
            reverse("uploads"),
        ),
        Waiting(
            "Actions without an owner", Action.objects.open().filter(lead__isnull=True),
            "{} action has no post that leads it.", "{} actions have no post that leads them.",
            reverse("actions", query={"post": "null"}),
        ),
        Waiting(
            "Dates to settle", Milestone.objects.to_settle(),
            "{} date could not be read for certain.", "{} dates could not be read for certain.",
            reverse("dates-to-settle"),
        ),
        Waiting(
            "Clinics to arrange", Clinic.objects.filter(state__in=(State.SUGGESTED, State.AGREED)),
            "{} clinic has no date yet.", "{} clinics have no date yet.",
            reverse("clinics"),
        ),
    )  # fmt: skip
    [numbers] = Council.objects.values_list(*(how_many(kind.rows) for kind in kinds))[:1]
    for kind, number in zip(kinds, numbers, strict=True):
        if number:
            sentence = (kind.one if number == 1 else kind.several).format(f"{number:,}")
            yield Step(kind.title, sentence, kind.url, Standing.TO_DO)


def _papers(council: Council, on: date) -> Iterator[Step]:
    """Of each meeting that is near: how many of its reports are signed off, and whether its agenda is out. Two queries."""
    near = Meeting.objects.standing().coming(on).filter(date__lte=on + AHEAD)
    items = AgendaItem.objects.with_reports().filter(meeting__in=near.order_by().values("pk")).order_by()
    counted = items.values_list("meeting").annotate(of=Count("pk"), there=Count("pk", filter=Q(is_there=True)))
    reports = {meeting: (there, of) for meeting, of, there in counted}
    for line in meeting_lines(near, council, on):
        yield _paper(line, *reports.get(line.meeting.pk, (0, 0)))


STANDS = {Tone.QUIET: Standing.TO_DO, Tone.DONE: Standing.DONE, Tone.WARNING: Standing.SOON, Tone.LATE: Standing.LATE}
"""How far an agenda is that is not out, by what its clock says."""


def _paper(line: MeetingLine, there: int, of: int) -> Step:
    said = [
        f"{there} of {count(of, 'report')} {'is' if of == 1 else 'are'} there." if of else "No report is on its agenda."
    ]
    is_out = line.meeting.first_published is not None
    if line.clock:
        said.append(line.clock.sentence)
    elif not is_out:
        said.append("Its agenda has not been published.")
    return Step(
        str(line.meeting),
        " ".join(said),
        reverse("pack" if there == of else "agenda", args=[line.meeting.pk]),
        _done(is_out and there == of) if is_out or not line.clock else STANDS[line.clock.tone],
    )
