"""The example's plan, clinics and meetings, with the figures that its papers speak of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from django.utils import timezone

from accounts.models import User
from actions.choices import Decision, Door, Status
from actions.models import Action, DateChange, Milestone
from actions.services import add_milestone, complete_milestone, decide_date, record_update, request_date
from clinics.choices import Kind, NoteKind, Presence, Rule
from clinics.models import (
    Attendance,
    Clinic,
    ClinicAction,
    ClinicIndicator,
    Invitee,
    Note,
    ProgressUpdate,
    Sitting,
    Trigger,
)
from clinics.reporting.minutes import as_agreed
from clinics.services import fix_baselines
from core import dates, formats
from core.frozen import seal
from core.periods import Period
from councilperf.demo import Loader, read
from councilperf.example.catalogue import AREAS
from councilperf.example.facts import Facts
from councilperf.example.figures import Figures
from councilperf.example.series import TODAY, Turn
from frameworks.imports.shipped import adopt
from improvement_plan.choices import LiveCount
from improvement_plan.models import (
    MeasureLink,
    Objective,
    Plan,
    PlanEntry,
    PlanVersion,
    PriorityArea,
    Section,
)
from improvement_plan.services import record_version
from indicators.models import Indicator, Measurement
from meetings.models import AgendaItem, ReportTemplate
from organisation.choices import DateApproval
from organisation.models import Framework, Outcome, PostHolder
from organisation.services import reporting_period

PLANNED_ON = date(2025, 4, 1)
FIRST_UPDATE = date(2025, 5, 6)
DECLARED = {
    "complete": Status.COMPLETE,
    "on_track": Status.ON_TRACK,
    "in_progress": Status.IN_PROGRESS,
    "slipped": Status.SLIPPED,
    "off_track": Status.OFF_TRACK,
    "overdue": Status.IN_PROGRESS,
    "redated": Status.IN_PROGRESS,
}
REQUESTS = 2
WAITS_BECAUSE = "The consultation raised more than we had allowed time for. The rest of the programme holds."
LOCAL_OUTCOMES = "local-outcomes-framework"
DOORS = (Door.BROWSER, Door.BROWSER, Door.LINK, Door.MEETING)


class ExampleLoader(Loader):
    """Loads the example council: its organisation as the other demonstrations do, and the rest made to size."""

    def __init__(self, *, indicators: int = 150, years: int = 5, actions: int = 60, seed: int = 2026) -> None:
        super().__init__("example")
        self.wanted, self.years, self.wanted_actions, self.seed = indicators, years, actions, seed
        self.random = Random(f"{seed} papers")  # noqa: S311 - invents dates, keeps no secret
        self.actions_by_key: dict[str, Action] = {}
        self.users: dict[int, User] = {}

    def run(self, organisation: dict) -> None:
        """Everything, in the order in which its parts refer to one another."""
        self.organisation(organisation)
        self.by_abbreviation = {post.abbreviation: post for post in self.posts.values()}
        self.outcomes = self.frameworks(organisation["framework"])
        self.users = {holder.post_id: holder.user for holder in PostHolder.objects.select_related("user")}
        self.team = self.users[self.posts["Performance and Insight Manager"].pk]
        figures = Figures(
            wanted=self.wanted,
            years=self.years,
            seed=self.seed,
            sets=organisation["indicator_set"],
            posts=self.posts,
            outcomes=self.outcomes,
        )
        clinics = read(self.name, "clinics")["clinic"]
        self.indicators = figures.make(dict(_turns(clinics)))
        self.facts = Facts(self.indicators)
        figures.decisions(by=self.team)
        self.plan(read(self.name, "plan"))
        for data in clinics:
            self.clinic(data)
        self.meetings(read(self.name, "meetings"))
        self.ask_for_some()

    def frameworks(self, frameworks: list[dict]) -> dict[str, Outcome]:
        """The council's own plan, and the Local Outcomes Framework as the program brings it: P2 is of one, L7 of the other."""
        for data in frameworks:
            framework = Framework.objects.create(**{key: value for key, value in data.items() if key != "outcomes"})
            for order, outcome in enumerate(data["outcomes"], 1):
                Outcome.objects.create(framework=framework, order=order, **outcome)
        adopt(LOCAL_OUTCOMES)
        outcomes = Outcome.objects.select_related("framework").order_by("pk")
        return {f"{'L' if one.framework.shipped_as else ''}{one.ref}": one for one in outcomes}

    # The plan

    def plan(self, data: dict) -> None:
        """The plan with as many of its actions as are wanted; beyond those that are written, they come again by area."""
        plan = Plan.objects.create(**data["plan"], is_public=True)
        self.plans[plan.slug] = plan
        *earlier, newest = data["version"]
        for version in earlier:
            PlanVersion.objects.create(plan=plan, **version)
        sections = _sized(data["section"], self.wanted_actions)
        for number, section_data in enumerate(sections, 1):
            section = Section.objects.create(plan=plan, number=number, title=section_data["title"])
            for area_number, area_data in enumerate(section_data["area"], 1):
                area = PriorityArea.objects.create(section=section, number=area_number, title=area_data["title"])
                outcomes = [self.outcomes[ref] for ref in (section_data["outcome"], *area_data.get("outcomes", ()))]
                refs = count(1)
                for place, objective_data in enumerate(area_data["objective"], 1):
                    objective = Objective.objects.create(area=area, order=place, text=objective_data["text"])
                    for order, entry in enumerate(objective_data["entry"], 1):
                        self.line(objective, order, f"{number}.{area_number}.{next(refs)}", entry, outcomes)
        record_version(plan=plan, at=_at(TODAY), **newest)

    def line(self, objective: Objective, order: int, ref: str, data: dict, outcomes: list[Outcome]) -> None:
        """One line of the plan with its action, as it was written and as it went."""
        lead = self.by_abbreviation[data["lead"]]
        action = Action.objects.create(title=data["do"], lead=lead)
        action.contributors.set([self.by_abbreviation[post] for post in data.get("with", [])])
        action.outcomes.add(*outcomes)
        steps = [self.step(action, order, step) for order, step in enumerate(data["steps"], 1)]
        self.actions_by_key[data["key"]] = action
        PlanEntry.objects.create(
            objective=objective,
            order=order,
            ref=ref,
            action=action,
            target_date_as_written=data["by"],
            accountability_as_written=data["lead"],
            added_on=objective.area.section.plan.starts,
        )
        self.history(action, data, steps)

    def step(self, action: Action, order: int, step: list[str]) -> Milestone:
        """A milestone with its date as written and what counts it."""
        measure, by, *counted = step
        milestone = add_milestone(
            action=action,
            order=order,
            measure=measure,
            written=dates.read(by, written_on=PLANNED_ON),
            at=_at(PLANNED_ON),
            reason="Revised in the plan itself: the new housing figure needs a further round of sites.",
        )
        for what in counted:
            if what == f"@{LiveCount.CLINICS_HELD}":
                MeasureLink.objects.create(milestone=milestone, live_count=LiveCount.CLINICS_HELD, target=4)
            elif what in self.indicators:
                self.link(milestone, self.indicators[what])
        return milestone

    def link(self, milestone: Milestone, indicator: Indicator) -> None:
        """The milestone counted by an indicator and its target of this year."""
        this_year = reporting_period(Period.containing(TODAY))
        wanted = indicator.measurements.filter(period=this_year).first()
        MeasureLink.objects.create(
            milestone=milestone, indicator=indicator, period=this_year, target=wanted.target if wanted else None
        )

    def history(self, action: Action, data: dict, steps: list[Milestone]) -> None:
        """What officers said, oldest first; the last says how the action stands."""
        story, said = data["story"], data["said"]
        if not said:
            return
        by = self.users.get(action.lead_id, self.team)
        days = self.days(data, steps)
        if "moved" in data:
            self.move(steps[0], *data["moved"], day=min(steps[0].due_on - timedelta(days=9), days[-1]), by=by)
            steps[0].refresh_from_db()
        for number, (words, day) in enumerate(zip(said, days, strict=True), 1):
            is_last = number == len(said)
            ticked = []
            if is_last and story == "complete":
                ticked = [step for step in steps if not step.completed_on]
            elif number == 1:
                ticked = steps[: data.get("done", 0)]
            update = record_update(
                action=action,
                by=by,
                status=DECLARED[story] if is_last else self.random.choice((Status.ON_TRACK, Status.IN_PROGRESS)),
                words=self.told(words),
                forecast_on=self.forecast(steps, story) if is_last else None,
                ticked=ticked,
                through=self.random.choice(DOORS),
                at=_at(day, self.random.randrange(8, 17), self.random.randrange(60)),
            )
            while (
                round_again := action.milestones.filter(completed_on=None, due_on__lt=day)
                .exclude(recurrence="")
                .first()
            ):
                complete_milestone(round_again, by=update)

    def days(self, data: dict, steps: list[Milestone]) -> list[date]:
        """The days of the updates: of a finished action up to its end, of a late or quiet one up to last cycle, else to now."""
        if data["story"] == "complete":
            due = max(step.due_on for step in steps)
            last = min(due + timedelta(days=self.random.randrange(6, 13)), TODAY - timedelta(days=2))
        elif data["story"] == "overdue" or data.get("quiet"):
            last = TODAY - timedelta(days=90 + self.random.randrange(25))
        else:
            last = TODAY - timedelta(days=6 + self.random.randrange(9))
        days = [last]
        for _ in data["said"][1:]:
            days.append(max(days[-1] - timedelta(days=self.random.randrange(50, 85)), FIRST_UPDATE))
        return sorted(_working_day(day) for day in days)

    def forecast(self, steps: list[Milestone], story: str) -> date | None:
        """When the officer expects the whole to be done, where it will not be by its date."""
        due = max((step.due_on for step in steps if step.due_on), default=None)
        if story not in ("slipped", "off_track") or due is None:
            return None
        return dates.months_later(max(due, TODAY), self.random.choice((2, 3, 6)))

    def move(self, milestone: Milestone, to: str, reason: str, *, day: date, by: User) -> None:
        """Move a milestone's date: asked for with the reason, and agreed by the director two days later."""
        change = self.ask(milestone, dates.read(to, written_on=day).due, reason, day=day, by=by)
        superior = milestone.action.lead.superior
        director = self.users.get(superior.pk, self.team) if superior else self.team
        decide_date(
            change,
            Decision.APPROVED,
            by=director if director != by else self.team,
            post=superior,
            at=_at(_working_day(day + timedelta(days=2)), 16),
        )

    def ask(self, milestone: Milestone, becomes: date, reason: str, *, day: date, by: User) -> DateChange:
        """A request for a new date, which waits until somebody decides."""
        return request_date(milestone, becomes, reason=reason, by=by, approval=DateApproval.SUPERIOR, at=_at(day, 11))

    def ask_for_some(self) -> None:
        """Two officers who expect to be late have asked for a new date, and wait."""
        late = Action.objects.filter(status=Status.SLIPPED, forecast_on__isnull=False, lead__superior__isnull=False)
        for action in late.select_related("lead").order_by("pk")[:REQUESTS]:
            step = action.milestones.filter(completed_on=None, due_on__isnull=False, recurrence="").last()
            if step and step.due_on < action.forecast_on:
                by = self.users.get(action.lead_id, self.team)
                self.ask(step, action.forecast_on, WAITS_BECAUSE, day=TODAY - timedelta(days=1), by=by)

    # Clinics

    def clinic(self, data: dict) -> None:
        """A clinic on those of its indicators that there are; none where there are none."""
        about = [self.indicators[row["ref"]] for row in data["indicators"] if row["ref"] in self.indicators]
        triggers = [row for row in data["triggers"] if row["ref"] in self.indicators]
        if not about or not triggers:
            return
        period = Period.parse(data["period"])
        clinic = Clinic.objects.create(
            title=data["title"],
            kind=data["kind"],
            state=data["state"],
            why=self.told(data.get("why", "")),
            commissioned_by=self.boards.get(data.get("commissioned_by")),
            called_by=self.posts.get(data.get("called_by")),
            organised_by=data.get("organised_by", ""),
            period=reporting_period(period),
            outcome=self.told(data.get("outcome", "")),
            lessons=data.get("lessons", ""),
            cancelled_because=data.get("cancelled_because", ""),
            closed_on=data.get("closed_on"),
            is_public=data["kind"] != Kind.OFFICERS,
        )
        for role, title in data["present"]:
            Invitee.objects.create(clinic=clinic, role=role, post=self.posts.get(title))
        for sitting in data["sittings"]:
            self.sitting(clinic, sitting, data["present"])
        if data.get("progress"):
            words, at = self.told(data["progress"]), _at(TODAY - timedelta(days=6))
            ProgressUpdate.objects.create(clinic=clinic, words=words, by=self.team, at=at)
        for indicator in about:
            ClinicIndicator.objects.create(clinic=clinic, indicator=indicator)
        for row in triggers:
            self.trigger(clinic, self.indicators[row["ref"]], row, period)
        for key in data["actions"]:
            if key in self.actions_by_key:
                ClinicAction.objects.create(clinic=clinic, action=self.actions_by_key[key])
        for order, note in enumerate(data.get("notes", []), 1):
            self.clinic_note(clinic, order, note)
        self.freeze_minutes(clinic)
        fix_baselines(clinic)

    @staticmethod
    def freeze_minutes(clinic: Clinic) -> None:
        """Of the sittings that have ended."""
        for sitting in clinic.sittings.select_related("clinic", "chair").filter(ended_at__isnull=False):
            sitting.minutes = as_agreed(sitting)
            sitting.minutes_sha256 = seal(sitting.minutes)
            sitting.save()

    def sitting(self, clinic: Clinic, data: dict, present: list[list[str]]) -> None:
        """A day on which it sat, with who was there."""
        begins, ends = data.get("from"), data.get("to")
        sitting = Sitting.objects.create(
            clinic=clinic,
            date=data["date"],
            starts_at=begins,
            ends_at=ends,
            place=data["place"],
            chair=self.posts[data["chair"]],
            begun_at=_at(data["date"], begins.hour, begins.minute) if begins else None,
            ended_at=_at(data["date"], ends.hour, ends.minute) if ends else None,
        )
        for role, title in present:
            post = self.posts.get(title)
            Attendance.objects.create(sitting=sitting, role=role, post=post, presence=Presence.PRESENT)

    def clinic_note(self, clinic: Clinic, order: int, data: dict) -> None:
        """A line of the notes of its first sitting; one of an action that this size of the example has not is left out."""
        action = self.actions_by_key.get(data.get("action"))
        if data["kind"] == NoteKind.ACTION and action is None:
            return
        Note.objects.create(
            sitting=clinic.sittings.first(),
            order=order,
            kind=data["kind"],
            text=data.get("text") or action.title,
            indicator=self.indicators.get(data.get("ref")),
            action=action,
        )

    def trigger(self, clinic: Clinic, indicator: Indicator, row: dict, period: Period) -> None:
        """Why it was called: the rule, its figures and the sentence, from the measurements themselves."""
        figures = self.run_up(indicator, period)
        latest, scale = figures[-1], indicator.scale
        sentence = row.get("sentence", "")
        shown = formats.listed(f"{scale.again(m.actual)} in {m.period}" for m in figures[-4:])
        if row["rule"] == Rule.DECLINED_THREE and not sentence:
            sentence = f"Worse in each of the last three periods: {shown}."
        elif row["rule"] == Rule.SPECIAL_CAUSE and not sentence:
            before = [m.actual for m in figures[-13:-1]]
            usual = scale.written(sum(before) / len(before))
            sentence = f"{scale.written(latest.actual)} in {latest.period}, far from the {usual} that was usual in the {len(before)} periods before."
        Trigger.objects.create(
            clinic=clinic,
            indicator=indicator,
            rule=row["rule"],
            figures=f"{latest.period}: {scale.written(latest.actual)}"
            + (f", target {scale.written(latest.target)}" if latest.target is not None else ""),
            sentence=sentence or latest.rating_reason,
        )

    def run_up(self, indicator: Indicator, period: Period) -> list[Measurement]:
        """The figures up to a period, of its kind where there are any, oldest first."""
        known = indicator.measurements.with_value().filter(period__ends__lte=period.ends).select_related("period")
        of_kind = list(known.filter(period__kind=period.kind).order_by("period__ends"))
        return of_kind or list(known.order_by("period__ends", "-period__starts"))

    # Meetings

    def resolved_action(self, data: dict) -> Action | None:
        """The action of the plan that a resolution asks for, where this size of the example has it."""
        return self.actions_by_key.get(data.get("action"))

    def report(self, item: AgendaItem, data: dict, template: ReportTemplate) -> None:
        """A report whose words in braces are counted first."""
        for section in data["section"]:
            section["body"] = self.told(section["body"])
        super().report(item, data, template)

    def told(self, text: str) -> str:
        """A text with its words in braces counted; a figure that this size of the example has not is left open."""
        return self.facts.told(text.strip())


def _turns(clinics: list[dict]) -> Iterator[tuple[str, Turn]]:
    """What each clinic led to, by the reference of its indicator; of a suggested one, only the slide before it."""
    for clinic in clinics:
        for about in clinic["indicators"]:
            if "then" in about:
                held_on = clinic["sittings"][0]["date"] if clinic["sittings"] else TODAY
                yield about["ref"], Turn(held_on, about["then"])


def _sized(sections: list[dict], wanted: int) -> list[dict]:
    """The sections with as many entries as are wanted, spread over all of them; what is left empty is left out."""
    lists = [o["entry"] for s in sections for a in s["area"] for o in a["objective"]]
    total = sum(map(len, lists))
    rounds = 0
    originals = [list(entries) for entries in lists]
    while total < wanted:
        place = AREAS[rounds] if rounds < len(AREAS) else f"ward {rounds - len(AREAS) + 1}"
        rounds += 1
        for entries, original in zip(lists, originals, strict=True):
            again = [e | {"key": f"{e['key']}-{rounds}", "do": f"{e['do']} ({place})"} for e in original]
            entries.extend(again[: wanted - total])
            total += len(again[: wanted - total])
    kept, seen = 0, 0
    for entries in lists:
        chosen = []
        for entry in entries:
            seen += 1
            if seen * wanted // total > kept:
                kept += 1
                chosen.append(entry)
        entries[:] = chosen
    for section in sections:
        for area in section["area"]:
            area["objective"] = [objective for objective in area["objective"] if objective["entry"]]
        section["area"] = [area for area in section["area"] if area["objective"]]
    return [section for section in sections if section["area"]]


def _at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
