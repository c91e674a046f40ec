"""The tables of open data, each declared once: files, data dictionary, descriptor and read API are made from this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DateTimeField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from actions.models import Action, Milestone
from clinics.models import Clinic, ClinicIndicator, Sitting
from clinics.reporting import clinic_lines, with_everything
from clinics.rules import Effect
from core.periods import Period, PeriodError
from core.rag import Rag
from core.records import Record
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from indicators.choices import Direction, Frequency, Polarity, Quartile, State
from indicators.models import Alias, Benchmark, Indicator, IndicatorSet, Measurement
from indicators.rules import PUBLISHED
from meetings.models import AgendaItem, Meeting, Resolution
from organisation.models import Post, ReportingPeriod
from publishing.choices import CHECKED, PLACE, PROGRESS, TARGET, TRAVEL, Scope
from publishing.reporting.clinics import EFFECTS
from publishing.reporting.columns import Asked, Column, Filter, Table, Type
from publishing.reporting.figures import with_public_verdicts
from publishing.reporting.packs import given_out, public_packs
from publishing.reporting.plans import progress_words, public_entries, rated
from publishing.rules import may_be_counted

WAY = {
    Polarity.HIGHER: "a higher figure is better",
    Polarity.LOWER: "a lower figure is better",
    Polarity.RANGE: "a figure within a range is best",
    Polarity.NEUTRAL: "neither way is better",
}
FEWER = "Empty where it is not known, and where so few are counted that it might tell who they are."
CHANGED = "When the row last changed, or was published."


# Filters


def _by(lookup: str) -> Any:
    return lambda rows, value: rows.filter(**{lookup: value})


def _period(prefix: str) -> Any:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        try:
            period = Period.parse(value)
        except PeriodError as unreadable:
            raise ValueError(str(unreadable)) from unreadable
        facts = {"kind": period.kind, "year": period.year, "number": period.number}
        return rows.filter(**{f"{prefix}{name}": value for name, value in facts.items()})

    return narrow


def _since(rows: QuerySet, value: str) -> QuerySet:
    try:
        moment = parse_datetime(value)
        if moment is None and (day := parse_date(value)):
            moment = datetime.combine(day, datetime.min.time())
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(f"“{value}” is no moment. Write it as 2026-03-31 or 2026-03-31T14:05:09Z.")
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return rows.filter(changed_at__gte=moment)


def _set(path: str) -> Filter:
    return Filter(
        "set", "The code of a set of indicators, whatever its capitals.", _by(f"{path}set__code__iexact"), "KPI"
    )


def _ref(path: str) -> Filter:
    return Filter("ref", "The reference of an indicator, whatever its capitals.", _by(f"{path}ref__iexact"), "BV8")


SINCE = Filter(
    "changed_since",
    "Only rows that changed, or were published, at this moment or after it. Rows that were taken back are not told: "
    "read the whole table now and then.",
    _since,
    "2026-03-31T00:00:00Z",
    format="date-time",
)


def changed(*models: tuple[type[Record], str]) -> Any:
    """When a row was last changed, by the histories of what it is made of, each with the key that leads to it."""
    newest = [
        Coalesce(
            Subquery(
                model.history.model.objects.filter(id=OuterRef(key)).order_by("-history_id").values("history_date")[:1],
                output_field=DateTimeField(),
            ),
            timezone.make_aware(datetime(1974, 4, 1)),  # noqa: DTZ001 - made aware here
            output_field=DateTimeField(),
        )
        for model, key in models
    ]
    return newest[0] if len(newest) == 1 else Greatest(*newest)


def printed(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    """A figure at the precision at which the council prints and compares it."""
    return None if value is None else indicator.scale.printed(value)


# Indicators


def _indicators(asked: Asked) -> QuerySet:
    found = Indicator.objects.all() if asked.scope == Scope.READER else Indicator.objects.public()
    return found.select_related("set", "owner").annotate(changed_at=changed((Indicator, "pk")))


def _indicator_cells(rows: Sequence[Indicator], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in rows:
        yield (
            row.set.code, row.ref, row.title, row.definition, row.set.title, row.theme, row.unit, row.decimal_places,
            row.polarity, row.range_low, row.range_high, row.frequency, str(row.owner or ""), row.within_control,
            row.closed_on, row.is_public, row.changed_at,
            asked.address("public-indicator", row.set.code, row.ref) if row.is_public else "",
        )  # fmt: skip


INDICATOR_KEY = (
    Column("set", "The code of the set that the indicator belongs to.", required=True),
    Column("ref", "Its reference within the set.", required=True),
)
INDICATORS = Table(
    name="indicators",
    title="Indicators",
    about="What is measured: each measure, which the council's papers call an indicator, with its definition and how its "
    "figures are to be read.",
    key=("set", "ref"),
    columns=(
        *INDICATOR_KEY,
        Column("title", "What it measures.", required=True),
        Column("definition", "What is counted, and what is not."),
        Column("set_title", "What the set is called.", required=True),
        Column("theme", "The subject under which the set has it."),
        Column("unit", "In what its figures are given: %, £, days, per 1,000 population."),
        Column("decimal_places", "To how many places its figures are given.", Type.INTEGER, required=True),
        Column("polarity", "Which way is better.", values=WAY, required=True),
        Column("range_low", "The lower edge of the best range, where there is one.", Type.NUMBER),
        Column("range_high", "The upper edge of the best range, where there is one.", Type.NUMBER),
        Column("frequency", "How often a figure comes.", values=dict(Frequency.pairs()), required=True),
        Column("owner", "The post of the council that answers for it."),
        Column("within_control", "Whether the council alone can move it.", Type.BOOLEAN, required=True),
        Column("closed_on", "The day from which it is measured no more.", Type.DATE),
        Column("public", "Whether it is published.", Type.BOOLEAN, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
        Column("page", "The address of its public page."),
    ),
    rows=_indicators,
    cells=_indicator_cells,
    order=("set__order", "set__code", "sort_key", "pk"),
    rests_on=(Indicator, IndicatorSet, Post),
    filters=(_set(""), _ref(""), SINCE),
)


# Measurements


def _measurements(asked: Asked) -> QuerySet:
    if asked.scope == Scope.READER:
        found = Measurement.objects.with_value().annotate(shown_direction=F("direction"), shown_quartile=F("quartile"))
    else:
        found = with_public_verdicts(Measurement.objects.public())
    found = found.select_related("indicator__set", "period")
    return found.annotate(changed_at=changed((Measurement, "pk"), (Indicator, "indicator")))


def _measurement_cells(rows: Sequence[Measurement], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in rows:
        of, period = row.indicator, row.period
        counted = asked.scope == Scope.READER or may_be_counted(row.numerator, row.denominator)
        known = row.shown_quartile != Quartile.UNKNOWN
        yield (
            of.set.code, of.ref, of.title, of.unit, str(period), period.starts, period.ends, printed(of, row.actual),
            row.numerator if counted else None, row.denominator if counted else None,
            printed(of, row.target), printed(of, row.gap), row.rating, bool(row.override), row.shown_direction,
            row.shown_quartile, row.quartile_group if known else "", row.quartile_year if known else "",
            row.state, row.changed_at,
        )  # fmt: skip


RATINGS = {
    **{str(rag): words for rag, words in TARGET.items()},
    str(Rag.NOT_APPLICABLE): "Does not apply",
    str(Rag.NOT_DUE): "Not rated yet",
    str(Rag.AWAITED): "Awaited",
    str(Rag.COMPLETE): "Complete",
}
STATES = {**{str(state): words for state, words in CHECKED.items()}, **{
    str(state): f"{state.label}; never in what is public" for state in State if state not in PUBLISHED
}}  # fmt: skip
PERIOD_COLUMNS = (
    Column("period", "The period, as the council writes it: 2025/26, 2025/26 Q1, 2025/26 M03 (June).", required=True),
    Column("period_starts", "Its first day.", Type.DATE, required=True),
    Column("period_ends", "Its last day.", Type.DATE, required=True),
)
MEASUREMENTS = Table(
    name="measurements",
    title="Measurements",
    about="Each figure of an indicator in a period, with its target. What is public was signed off, audited or restated.",
    key=("set", "ref", "period"),
    columns=(
        *INDICATOR_KEY,
        Column("title", "What the indicator measures.", required=True),
        Column("unit", "In what its figures are given."),
        *PERIOD_COLUMNS,
        Column("value", "What came out.", Type.NUMBER, required=True),
        Column("numerator", f"What was counted for a rate. {FEWER}", Type.NUMBER),
        Column("denominator", f"Of how many. {FEWER}", Type.NUMBER),
        Column("target", "What was wanted; empty where no figure was set.", Type.NUMBER),
        Column("gap", "By how much the target was beaten, or missed where it is below zero, in the unit.", Type.NUMBER),
        Column("rating", "The figure against its target.", values=RATINGS, required=True),
        Column(
            "rating_by_hand", "Whether the council set the rating instead of its rule.", Type.BOOLEAN, required=True
        ),
        Column(
            "direction",
            "The figure against that of the same part of the year before, as far as both are published.",
            values={str(way): TRAVEL.get(way, "Nothing to compare with") for way in Direction},
            required=True,
        ),
        Column(
            "quartile",
            "Where it stands among other councils: in a row from best to lowest, cut into four equal parts.",
            values={str(place): PLACE.get(place, "Not known") for place in Quartile},
            required=True,
        ),
        Column("quartile_group", "Among which councils."),
        Column("quartile_year", "Of which year their figures are."),
        Column("state", "How firm the figure is.", values=STATES, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
    ),
    rows=_measurements,
    cells=_measurement_cells,
    order=(
        "indicator__set__order",
        "indicator__set__code",
        "indicator__sort_key",
        "indicator",
        "period__starts",
        "-period__ends",
        "pk",
    ),
    rests_on=(Measurement, Indicator, IndicatorSet, ReportingPeriod, Benchmark),
    filters=(
        _set("indicator__"),
        _ref("indicator__"),
        Filter("period", "A period, as the council writes it.", _period("period__"), "2025/26"),
        SINCE,
    ),
)


# Benchmarks


def _benchmarks(asked: Asked) -> QuerySet:
    found = Benchmark.objects.select_related("indicator__set", "period")
    if asked.scope == Scope.PUBLIC:
        found = found.filter(indicator__is_public=True, worked_out=False)
    return found.annotate(changed_at=changed((Benchmark, "pk"), (Indicator, "indicator")))


def _benchmark_cells(rows: Sequence[Benchmark], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in rows:
        of, period = row.indicator, row.period
        yield (
            of.set.code, of.ref, str(period), period.starts, period.ends, row.group, printed(of, row.top),
            printed(of, row.median), printed(of, row.bottom), printed(of, row.average), row.n, row.provisional,
            row.worked_out, row.source, row.changed_at,
        )  # fmt: skip


BENCHMARKS = Table(
    name="benchmarks",
    title="Benchmarks",
    about="Figures of groups of councils, as they were published, with which the council compares its own.",
    key=("set", "ref", "period", "group", "worked_out"),
    columns=(
        *INDICATOR_KEY,
        *PERIOD_COLUMNS,
        Column("group", "Which councils.", required=True),
        Column("top", "What a council of the best quarter reaches at least.", Type.NUMBER),
        Column("median", "The figure in the middle.", Type.NUMBER),
        Column("bottom", "What a council of the lowest quarter does not reach.", Type.NUMBER),
        Column("average", "The average.", Type.NUMBER),
        Column("n", "How many councils.", Type.INTEGER),
        Column("provisional", "Whether whoever published it may change it.", Type.BOOLEAN, required=True),
        Column(
            "worked_out",
            "Whether it was worked out here from what councils told one another; never so in what is public.",
            Type.BOOLEAN,
            required=True,
        ),
        Column("source", "Where it was published."),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
    ),
    rows=_benchmarks,
    cells=_benchmark_cells,
    order=(
        "indicator__set__order",
        "indicator__set__code",
        "indicator__sort_key",
        "indicator",
        "period__starts",
        "group",
        "pk",
    ),
    rests_on=(Benchmark, Indicator, IndicatorSet, ReportingPeriod),
    filters=(
        _set("indicator__"),
        _ref("indicator__"),
        Filter("period", "A period, as the council writes it.", _period("period__"), "2025/26"),
        SINCE,
    ),
)


# Plans and their actions


def _plans(asked: Asked) -> QuerySet:
    found = Plan.objects.all() if asked.scope == Scope.READER else Plan.objects.public()
    return found.annotate(changed_at=changed((Plan, "pk")))


def _plan_cells(rows: Sequence[Plan], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in rows:
        page = asked.address("public-plan", row.slug) if row.is_public else ""
        yield row.slug, row.title, row.description, row.starts, row.ends, row.is_public, row.changed_at, page


PLANS = Table(
    name="plans",
    title="Plans",
    about="The council's improvement plans.",
    key=("plan",),
    columns=(
        Column("plan", "By which it is known in addresses and in the table of actions.", required=True),
        Column("title", "What it is called.", required=True),
        Column("description", "What it is for."),
        Column("starts", "Its first day.", Type.DATE),
        Column("ends", "Its last day.", Type.DATE),
        Column("public", "Whether it is published.", Type.BOOLEAN, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
        Column("page", "The address of its public page."),
    ),
    rows=_plans,
    cells=_plan_cells,
    order=("-starts", "title", "pk"),
    rests_on=(Plan,),
    filters=(SINCE,),
)


def _actions(asked: Asked) -> QuerySet:
    if asked.scope == Scope.READER:
        found = PlanEntry.objects.there(asked.on).filter(action__isnull=False)
    else:
        found = public_entries(asked.on)
    found = found.select_related("objective__area__section__plan")
    return found.annotate(
        changed_at=changed((PlanEntry, "pk"), (Action, "action"), (Plan, "objective__area__section__plan"))
    )


def _action_cells(rows: Sequence[PlanEntry], asked: Asked) -> Iterator[Sequence[Any]]:
    actions = rated(asked.on, seasons_fall_due=asked.council.seasons_fall_due).select_related("lead")
    known = {action.pk: action for action in actions.filter(pk__in=[row.action_id for row in rows])}
    for row in rows:
        action, area = known[row.action_id], row.objective.area
        slipped = action.slipped_by.days if action.slipped_by else 0
        yield (
            area.section.plan.slug, row.pk, row.ref, action.title, area.section.title, area.title, row.objective.text,
            str(action.lead or ""), action.last_due, slipped, action.times_redated or 0, action.rating,
            progress_words(action.rating, is_overdue=action.is_overdue), action.is_overdue, row.changed_at,
        )  # fmt: skip


ACTIONS = Table(
    name="actions",
    title="Actions",
    about="What the plans say is to be done, by when and by which post, and how it is going on the day. No names of "
    "people, and none of what officers said of it.",
    key=("plan", "line"),
    columns=(
        Column("plan", "The plan, as in the table of plans.", required=True),
        Column("line", "The line of the plan: a number that never changes.", Type.INTEGER, required=True),
        Column("ref", "Its reference in the plan, such as 3.13."),
        Column("title", "What is to be done.", required=True),
        Column("section", "The section of the plan.", required=True),
        Column("area", "The priority area.", required=True),
        Column("objective", "What it is to reach.", required=True),
        Column("lead", "The post that answers for it."),
        Column("due", "The day by which it is to be done, as it holds now.", Type.DATE),
        Column(
            "days_slipped",
            "Days between the day that was promised first and the one that holds now.",
            Type.INTEGER,
            required=True,
        ),
        Column("times_redated", "How often a date of it was changed.", Type.INTEGER, required=True),
        Column(
            "rating", "How it is going.", values={str(rag): words for rag, words in PROGRESS.items()}, required=True
        ),
        Column("rating_words", "The same in words.", required=True),
        Column("overdue", "Whether its day has passed and it is not done.", Type.BOOLEAN, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
    ),
    rows=_actions,
    cells=_action_cells,
    order=(
        "objective__area__section__plan__title",
        "objective__area__section__plan",
        "objective__area__section__number",
        "objective__area__number",
        "objective__order",
        "order",
        "pk",
    ),
    rests_on=(Action, Milestone, PlanEntry, Objective, PriorityArea, Section, Plan, Post, AgendaItem, Resolution),
    by_day=True,
    filters=(
        Filter(
            "plan", "A plan, as in the table of plans.", _by("objective__area__section__plan__slug"), "corporate-plan"
        ),
        SINCE,
    ),
)


# Clinics


def _clinics(asked: Asked) -> QuerySet:
    held = Clinic.objects.held() if asked.scope == Scope.READER else Clinic.objects.public()
    sat = Sitting.objects.filter(clinic=OuterRef("clinic"), cancelled_because="", date__lte=asked.on)
    links = ClinicIndicator.objects.filter(clinic__in=held.values("pk"))
    links = links.annotate(first_sat=Subquery(sat.order_by("date").values("date")[:1])).filter(first_sat__isnull=False)
    return links.annotate(changed_at=changed((ClinicIndicator, "pk"), (Clinic, "clinic")))


def _clinic_cells(rows: Sequence[ClinicIndicator], asked: Asked) -> Iterator[Sequence[Any]]:
    states = None if asked.scope == Scope.READER else PUBLISHED
    clinics = with_everything().filter(pk__in={row.clinic_id for row in rows})
    lines = {line.clinic.pk: line for line in clinic_lines(clinics, asked.on, states=states)}
    for row in rows:
        line = lines[row.clinic_id]
        effect = next(one for one in line.indicators if one.indicator.pk == row.indicator_id)
        of, measured = effect.indicator, effect.measured
        before, newest = measured.before, measured.latest.figure if measured.latest else None
        yield (
            row.clinic_id, line.clinic.title, line.first_date, of.set.code, of.ref, of.title,
            before.period if before else "", printed(of, before.value) if before else None,
            newest.period if newest else "", printed(of, newest.value) if newest else None,
            effect.change, measured.effect, line.verdict, line.clinic.is_public, row.changed_at,
        )  # fmt: skip


CLINICS = Table(
    name="clinics",
    title="Clinics",
    about="Performance clinics that were held, and what came of each for each of its indicators, by figures from before "
    "and since.",
    key=("clinic", "set", "ref"),
    columns=(
        Column("clinic", "Its number, which never changes.", Type.INTEGER, required=True),
        Column("title", "What it is called.", required=True),
        Column("first_held", "The day on which it first sat.", Type.DATE, required=True),
        *INDICATOR_KEY,
        Column("indicator_title", "What the indicator measures.", required=True),
        Column("before_period", "The last period that had ended by then and has a figure."),
        Column("before", "The figure of that period.", Type.NUMBER),
        Column("since_period", "The newest period that began on or after that day and compares."),
        Column("since", "The figure of that period.", Type.NUMBER),
        Column("change", "What the one is beside the other, in words."),
        Column(
            "effect",
            "What came of it for the indicator.",
            values={str(one): EFFECTS[one] for one in Effect},
            required=True,
        ),
        Column(
            "verdict",
            "What came of the clinic for all its indicators together.",
            values={
                "improved": "Something is better and nothing worse",
                "mixed": "Some better, some worse",
                "no_change": "No change",
                "declined": "Something is worse and nothing better",
                "too_early": "Too early to say",
                "not_measurable": "Nothing to measure it by",
            },
            required=True,
        ),
        Column("public", "Whether it is marked to be published.", Type.BOOLEAN, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
    ),
    rows=_clinics,
    cells=_clinic_cells,
    order=("first_sat", "clinic", "pk"),
    rests_on=(Clinic, ClinicIndicator, Sitting, Indicator, Measurement, Alias),
    by_day=True,
    filters=(_set("indicator__"), _ref("indicator__"), SINCE),
)


# Papers


def _papers(asked: Asked) -> QuerySet:
    return public_packs()


def _paper_cells(rows: Sequence[Any], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in given_out(rows):
        yield (
            row.meeting_id, row.meeting.board.name, row.meeting.date, row.edition, row.is_supplement, row.issued_at,
            row.pages, row.sha256, asked.address("public-pack-pdf", row.meeting_id, row.edition),
        )  # fmt: skip


PAPERS = Table(
    name="papers",
    title="Papers",
    about="The papers of councillors' meetings that were issued to the public and hold.",
    key=("meeting", "edition"),
    columns=(
        Column("meeting", "The number of the meeting, which never changes.", Type.INTEGER, required=True),
        Column("board", "The board that meets.", required=True),
        Column("date", "The day of the meeting.", Type.DATE, required=True),
        Column("edition", "The edition of the papers.", Type.INTEGER, required=True),
        Column(
            "supplement",
            "Whether it holds only what changed since the papers were issued.",
            Type.BOOLEAN,
            required=True,
        ),
        Column("issued_at", "When it was issued.", Type.DATETIME, required=True),
        Column("pages", "How many pages it has.", Type.INTEGER, required=True),
        Column(
            "sha256",
            "The SHA-256 digest of the PDF, by which anybody can prove that it is the same file.",
            required=True,
        ),
        Column("page", "The address of the PDF.", required=True),
    ),
    rows=_papers,
    cells=_paper_cells,
    order=("-meeting__date", "-edition", "-pk"),
    rests_on=(Meeting, AgendaItem),
)

TABLES = {table.name: table for table in (INDICATORS, MEASUREMENTS, BENCHMARKS, PLANS, ACTIONS, CLINICS, PAPERS)}
