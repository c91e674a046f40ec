"""Every form and button that changes what is stored, as two people have it open: tests and proofs race on all of them.

Each is given rows of its own, made afresh, so that races can be run again and again and beside one another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from itertools import count

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from actions.models import Action, DateChange, Milestone
from actions.services import request_date
from clinics.choices import Rule, State
from clinics.models import Attendance as Came
from clinics.models import Clinic, ClinicIndicator, Invitee, Note, RuleWeight, Sitting
from clinics.services.sittings import begin
from core.clock import now, today
from core.periods import Period
from improvement_plan.imports.uploads import keep_text
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from indicators.models import Indicator, IndicatorSet, Measurement
from meetings.models import (
    AgendaItem,
    CommitteeReport,
    Meeting,
    Minute,
    MinutesPaper,
    ReportAppendix,
    ReportHeading,
    ReportReviewer,
    ReportSection,
    ReportTemplate,
    Resolution,
    StandingItem,
)
from meetings.services.minutes import publish_minutes
from organisation.models import Board, BoardMember, Directorate, Framework, Outcome, Post, PostHolder
from organisation.services import reporting_period
from publishing.models import ApiKey
from publishing.services.keys import make_key
from tests.councilperf.arguments import uploader
from tests.councilperf.sheets import Form, forms_of

NUMBERS = count(1)


@dataclass(frozen=True)
class Made:
    """What was made for two people to open: where it stands in the address, and what else is asked there."""

    args: tuple = ()
    query: str = ""
    box: str = ""
    """A pattern for the box in which both write, where it depends on what was made."""
    data: Mapping[str, object] = field(default_factory=dict)
    """What a button posts."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else is filled in, by patterns for the boxes."""


def made(*args, **more) -> Made:
    """The same, said shortly."""
    return Made(tuple(getattr(one, "pk", one) for one in args), **more)


@dataclass(frozen=True)
class Words:
    """A form in which two people write: the second is told, sees both texts, and may still put theirs there.

    ``once`` is a decision that is taken once: the second is told and keeps their words, and theirs is not taken.
    """

    stored: str
    """The field that holds what was written: meetings.Meeting.venue."""
    box: str
    make: Callable[[], Made]
    page: str = ""
    """The address where it is opened, where it is not the one that takes it."""
    press: str = ""
    """What the button begins with."""
    once: bool = False
    first: str = "Theirs {}"
    second: str = "Mine {}"
    has_past: bool = True
    """Whether what was put in the place of something is kept beside it: in a history, or because nothing is overwritten."""

    @property
    def model(self) -> type[models.Model]:
        """The model whose row is changed."""
        return apps.get_model(self.stored.rpartition(".")[0])

    def stands(self, words: str) -> bool:
        """Whether words are stored now."""
        name = self.stored.rpartition(".")[2]
        return is_in(self.model._base_manager, name, words)

    def stood(self, words: str) -> bool:
        """Whether words are stored or in the history."""
        kept = getattr(self.model, "history", None)
        return self.stands(words) or (kept is not None and is_in(kept, self.stored.rpartition(".")[2], words))


def is_in(rows: models.Manager, name: str, words: str) -> bool:
    """Whether a field of some rows holds words; rows that have no such field do not."""
    known = {one.name for one in rows.model._meta.concrete_fields}
    if name not in known:
        return False
    if isinstance(rows.model._meta.get_field(name), models.JSONField):
        return any(words in str(value) for value in rows.values_list(name, flat=True))
    as_text = Cast(name, models.TextField())
    return rows.annotate(as_text=as_text).filter(as_text__contains=words).exists()


@dataclass(frozen=True)
class Press:
    """A button alone. Pressed by a second person too, it changes nothing more."""

    watched: str
    make: Callable[[], Made]

    @property
    def model(self) -> type[models.Model]:
        """The model whose rows stay as the first left them."""
        return apps.get_model(self.watched)

    def state(self) -> list[tuple]:
        """What is stored, apart from versions."""
        names = [one.attname for one in self.model._meta.concrete_fields if not isinstance(one, models.JSONField)]
        return sorted(map(str, self.model._base_manager.values_list(*names)))


@dataclass(frozen=True)
class Apart:
    """What overwrites nobody, or has a rule of its own; why, in words."""

    why: str


ADDS = Apart("adds a row; those of others stay")
OWN = Apart("is nobody's but their own")
NOTHING = Apart("changes no row of the council")


# What is made


def title(what: str) -> str:
    """A name that nothing else has."""
    return f"{what} {next(NUMBERS)}"


def a_post() -> Post:
    return Post.objects.create(title=title("Head of something"))


def a_person(**facts) -> User:
    return User.objects.create_user(f"{title('somebody').replace(' ', '')}@anytown.example", name="Somebody", **facts)


def a_framework() -> Framework:
    return Framework.objects.create(name=title("Plan"), kind="corporate_plan")


def an_outcome(framework: Framework | None = None) -> Outcome:
    return Outcome.objects.create(framework=framework or a_framework(), title=title("Outcome"))


def a_last_outcome() -> Outcome:
    return an_outcome(an_outcome(an_outcome().framework).framework)


def a_directorate() -> Directorate:
    return Directorate.objects.create(name=title("Directorate"))


def holding(*, since: int = -90) -> PostHolder:
    return PostHolder.objects.create(post=a_post(), user=a_person(), starts=today() + timedelta(days=since))


def ended_row(row: Post | Directorate) -> Post | Directorate:
    row.ends = today()
    row.save()
    return row


def clinic(state: str = State.AGREED, **facts) -> Clinic:
    words = {"outcome": "Something came of it.", "lessons": "Ask earlier."} if state == State.FOLLOW_UP else {}
    return Clinic.objects.create(title=title("Clinic"), state=state, **words | facts)


def sitting(state: str = State.SCHEDULED, *, on: int = 0) -> Sitting:
    return Sitting.objects.create(clinic=clinic(state), date=today() + timedelta(days=on))


def running() -> Sitting:
    return begin(sitting=sitting(), briefing={})


def note() -> Note:
    return Note.objects.create(sitting=running(), order=1, kind="discussion", text="As it was said.")


def a_board(**facts) -> Board:
    return Board.objects.create(name=title("Board"), kind="officer", **facts)


def meeting(*, on: int = 30, **facts) -> Meeting:
    return Meeting.objects.create(board=a_board(), date=today() + timedelta(days=on), **facts)


def item(**facts) -> AgendaItem:
    return AgendaItem.objects.create(meeting=meeting(), number=1, title=title("Item"), **facts)


def minute(state: str = "draft") -> Minute:
    held = meeting(on=-30)
    MinutesPaper.objects.create(meeting=held)
    row = Minute.objects.create(meeting=held, number=1, title=title("Minute"), text="As minuted.")
    if state == "published":
        publish_minutes(meeting=held)
    return row


def resolution() -> Resolution:
    return Resolution.objects.create(minute=minute(), part=1, text="That it be noted.")


def report(state: str = "draft") -> CommitteeReport:
    template = ReportTemplate.objects.create(name=title("Template"))
    heading = ReportHeading.objects.create(template=template, number=1, title="Summary")
    row = CommitteeReport.objects.create(
        item=item(kind="report"), template=template, title=title("Report"), author=a_post()
    )
    ReportSection.objects.create(report=row, heading=heading, body="As it was written.")
    ReportReviewer.objects.create(report=row, post=a_post(), order=1)
    if state != "draft":
        row.state = state
        row.save()
        row.events.create(step="sent", by=uploader())
    return row


def appendix() -> ReportAppendix:
    return ReportAppendix.objects.create(
        report=report(), label="Appendix A", order=1, title="As it was called", kind="clinics"
    )


def heading() -> ReportHeading:
    return ReportHeading.objects.create(
        template=ReportTemplate.objects.create(name=title("Template")), number=1, title="Summary"
    )


def place() -> BoardMember:
    return BoardMember.objects.create(board=a_board(), user=uploader(), starts=today(), role="member")


def standing() -> StandingItem:
    return StandingItem.objects.create(board=a_board(), number=1, title="As it stood")


def entry() -> PlanEntry:
    key = next(NUMBERS)
    plan = Plan.objects.create(title=f"Plan {key}", slug=f"plan-{key}", layout="objectives")
    area = PriorityArea.objects.create(
        section=Section.objects.create(plan=plan, number=1, title="S"), number=1, title="A"
    )
    objective = Objective.objects.create(area=area, order=1, text="O")
    return PlanEntry.objects.create(
        objective=objective, order=1, ref="1", outcome_sought="As it was", action=step().action
    )


def step() -> Milestone:
    action = Action.objects.create(title=title("Action"), opened_on=today(), lead=a_post())
    due = today() + timedelta(days=60)
    return Milestone.objects.create(
        action=action, order=1, measure="As it is measured", due_on=due, first_due_on=due, precision="day"
    )


def slug(row: PlanEntry) -> str:
    return row.objective.area.section.plan.slug


def in_doubt() -> Made:
    """A milestone whose date could not be read."""
    row = step()
    row.due_on, row.date_as_written, row.needs_review = None, "Soon", True
    row.save()
    return made(row, data={f"d{row.pk}-settled": "never", f"d{row.pk}-opened_version": row.version})


def asked() -> DateChange:
    row = step()
    return request_date(row, row.due_on + timedelta(days=9), reason="x", by=a_person(), approval="superior")


def measurement() -> Measurement:
    key = next(NUMBERS)
    found = Indicator.objects.create(
        set=IndicatorSet.objects.create(code=f"R{key}", title=f"Set {key}"),
        ref=f"R{key}",
        title="Raced",
        owner=a_post(),
    )
    return Measurement.objects.create(
        indicator=found, period=reporting_period(Period.parse("2007/08")), actual=50, target=60, why="As it was."
    )


def to_publish() -> Made:
    """An indicator that is published, once it was asked."""
    row = measurement().indicator
    ticked = {"rows": f"{row.pk}-{row.version}", "do": "publish", "sure": "yes"}
    return made("indicators", data=ticked)


def a_key() -> ApiKey:
    return make_key(name=title("Power BI"), ends_on=today() + timedelta(days=30))[0]


def by_ref(row: Measurement, **more) -> Made:
    return made(row.indicator.set.code, row.indicator.ref, **more)


def paper() -> int:
    text = "Action\tDue\tLead\nSweep the streets\tsoon\tNobody\n"
    return keep_text(text, by=uploader(), written_on=today()).pk


def part(of: PlanEntry, kind: str) -> Made:
    rows = {"section": of.objective.area.section, "area": of.objective.area, "objective": of.objective}
    return made(slug(of), kind, rows[kind])


def sub_heading() -> Made:
    above = entry()
    row = PlanEntry.objects.create(objective=above.objective, order=2, heading="As it was headed")
    return made(slug(above), "heading", row)


def of(make: Callable[[], models.Model], *names: str, **more) -> Callable[[], Made]:
    """Something made, with what its address names: attributes of it, "pk" where none is said."""

    def making() -> Made:
        row = make()
        found = []
        for name in names or ("pk",):
            value = row
            for one in name.split("."):
                value = getattr(value, one)
            found.append(value)
        return made(*found, **{key: value(row) if callable(value) else value for key, value in more.items()})

    return making


def opened(row: models.Model, *, what: str = "", do: str = "") -> dict[str, str]:
    """What a button of a row that is numbered through says: the row, the version that was seen, and what to do."""
    return {"do": f"{what}-{row.pk}-{row.version}-{do}"}


def second_of(row: models.Model, **facts) -> models.Model:
    """One more of the same, behind it."""
    more = type(row)._base_manager.get(pk=row.pk)
    more.pk = more.id = None
    more._state.adding = True
    for name, value in facts.items():
        setattr(more, name, value)
    more.save()
    return more


def a_draft_to_sign() -> Made:
    return made(report("review"))


def two_minutes() -> Made:
    row = minute()
    more = second_of(row, number=2, title=title("Minute"))
    return made(row.meeting, data={"do": f"m{more.pk}-{more.version}-up"})


def two_lines() -> Made:
    row = note()
    more = second_of(row, order=2, text="And then.", token=None)
    return made(row.sitting.clinic, row.sitting, data={"do": f"{more.pk}-{more.version}-up"})


def two_appendices() -> Made:
    row = appendix()
    more = second_of(row, order=2, label="Appendix B")
    return made(row.report, data={"do": f"up-{more.pk}-{more.version}"})


def to_send() -> Made:
    return made(report("draft"))


def with_action() -> Made:
    row = resolution()
    row.action = step().action
    row.save()
    return made(row, data={"do": "undo"})


def signed() -> Made:
    row = report("review")
    row.state = "signed"
    row.save()
    return made(row)


def presence() -> Made:
    """Somebody whose presence two people tick differently, in the room."""
    row = running()
    came = Came.objects.create(sitting=row, role="chair", post=a_post())
    other = {"was": came.presence}
    return made(row.clinic, row, data={f"presence-{came.pk}": "present", f"was-{came.pk}": other["was"]})


def to_come() -> Made:
    row = clinic(State.AGREED)
    Invitee.objects.create(clinic=row, role="chair", post=a_post())
    return made(row)


def member_present() -> Made:
    seat = place()
    seat.starts = today() - timedelta(days=90)
    seat.save()
    held = Meeting.objects.create(board=seat.board, date=today() - timedelta(days=30))
    MinutesPaper.objects.create(meeting=held)
    return made(held)


def unlocked() -> Made:
    row = measurement().period
    if row.locked_at:
        row.locked_at = row.locked_by = None
        row.save()
    return Made(query=f"period={row.period}", data={"to": "locked"})


def suggested() -> Made:
    row = measurement()
    wanted = clinic(State.SUGGESTED, period=row.period)
    ClinicIndicator.objects.create(clinic=wanted, indicator=row.indicator)
    wanted.triggers.create(indicator=row.indicator, rule="other", sentence="It is wanted.")
    return by_ref(row, query=f"period={row.period}")


def to_decide() -> Made:
    return Made(box=f"d{asked().pk}-note")


def in_the_grid() -> Made:
    return Made(query=f"period=2007/08&set={measurement().indicator.set.code}")


def a_target() -> Made:
    row = measurement()
    return by_ref(row, query=f"change={row.pk}", facts={"becomes": "55", "approved_by": str(a_post().pk)})


def to_sign_off() -> Made:
    row = measurement()
    return Made(query="period=2007/08", data={"sign": f"{row.pk}-{row.version}"})


def an_empty_area() -> Made:
    row = entry()
    area = second_of(row.objective.area, number=2, title="Empty")
    return made(slug(row), data=opened(area, what="area", do="remove"))


def who_came() -> Made:
    row = sitting()
    Came.objects.create(sitting=row, role="chair", post=a_post())
    return made(row.clinic, row)


def ended() -> Sitting:
    row = running()
    row.ended_at = now()
    row.save()
    return row


def a_rule_of_weight_5() -> Made:
    """So that what either writes is a change, whatever was stored before."""
    row = RuleWeight.objects.filter(rule=Rule.OFF_TARGET).first() or RuleWeight(rule=Rule.OFF_TARGET)
    row.weight = 5
    row.save()
    return made()


def a_clinic_in(state: str) -> Callable[[], Made]:
    return lambda: made(clinic(state))


def a_sitting(**facts) -> Callable[[], Made]:
    def making() -> Made:
        row = sitting(**facts)
        return made(row.clinic, row)

    return making


def with_an_agenda_to_be() -> Made:
    row = standing()
    held = Meeting.objects.create(board=row.board, date=today() + timedelta(days=40))
    return made(held, data={"from": "standing"})


def in_a_plan(**facts) -> Callable[[], Made]:
    return of(entry, SLUG, "pk", **facts)


SLUG = "objective.area.section.plan.slug"
FIGURE = "indicators.Measurement.why"
REPORT = "meetings.CommitteeReport"

EDITING: dict[str, tuple[Words | Press | Apart, ...]] = {
    "home": (Apart("goes to the page of My work"),),
    "my-work": (Apart("says of many actions what update-action says of one, by the same service and its last_seen"),),
    **dict.fromkeys(("own-letters", "stop-letters"), (OWN,)),
    "sign-in": (OWN,),
    "sign-out": (OWN,),
    **dict.fromkeys(
        ("change-actions", "change-indicators"), (Apart("is shown anew where one of the rows has changed since"),)
    ),
    "clear-viewed": (OWN,),
    **dict.fromkeys(
        ("sign-in-code", "forgotten-password", "new-password", "admin-sign-in", "admin-password", "join"), (OWN,)
    ),
    **dict.fromkeys(("change-password", "add-app", "add-passkey", "remove-passkey"), (OWN,)),
    **dict.fromkeys(("remove-second-factor", "recovery-codes", "sessions"), (OWN,)),
    # What is published
    "publishing-switch": (Press("indicators.Indicator", to_publish),),
    "new-api-key": (ADDS,),
    "revoke-api-key": (Press("publishing.ApiKey", of(a_key)),),
    "show-first-steps": (OWN,),
    "the-council": (Words("organisation.Council.comparator_group", "comparator_group", made),),
    # People and posts
    **dict.fromkeys(("new-person", "new-post", "new-directorate"), (ADDS,)),
    "import-organisation": (
        Apart("is taken in only while it still does what was seen: tests/organisation/test_importing.py"),
    ),
    "invite-people": (Apart("writes to those alone who are not invited yet"),),
    "edit-person": (Words("accounts.User.name", "name", of(a_person)),),
    "change-roles": (Apart("shows roles that were changed meanwhile: tests/organisation/test_people_pages.py"),),
    "invite-person": (Apart("writes a letter more; an earlier one opens nothing more"),),
    "remove-lost-factor": (Apart("takes away what is there; a second time there is none"),),
    "sign-out-everywhere": (NOTHING,),
    "person-leaves": (Apart("closes an account once, with all that is held then: tests/organisation/test_leaving.py"),),
    "person-comes-back": (Press("accounts.User", of(lambda: a_person(is_active=False))),),
    "edit-post": (Words("organisation.Post.title", "title", of(a_post)),),
    "hand-over": (Apart("follows on what was handed over first: tests/organisation/test_handing_over_at_once.py"),),
    "edit-holding": (
        Words("organisation.PostHolder.ends", "ends", of(holding, "post_id", "pk"), first="{soon}", second="{later}"),
    ),
    "take-back-holding": (Press("organisation.PostHolder", of(lambda: holding(since=9), "post_id", "pk")),),
    "end-post": (Words("organisation.Post.ends", "day", of(a_post), first="{soon}", second="{later}", once=True),),
    "post-goes-on": (Press("organisation.Post", of(lambda: ended_row(a_post()))),),
    "edit-directorate": (Words("organisation.Directorate.name", "name", of(a_directorate)),),
    "end-directorate": (
        Words("organisation.Directorate.ends", "day", of(a_directorate), first="{soon}", second="{later}", once=True),
    ),
    "directorate-goes-on": (Press("organisation.Directorate", of(lambda: ended_row(a_directorate()))),),
    # Frameworks
    **dict.fromkeys(("new-framework", "new-outcome"), (ADDS,)),
    "edit-framework": (Words("organisation.Framework.name", "name", of(a_framework)),),
    "edit-outcome": (Words("organisation.Outcome.title", "title", of(an_outcome, "framework_id", "pk")),),
    "move-outcome": (
        Press(
            "organisation.Outcome",
            of(a_last_outcome, "framework_id", "pk", data=lambda row: {"do": f"{row.version}-up"}),
        ),
    ),
    "remove-outcome": (Press("organisation.Outcome", of(an_outcome, "framework_id", "pk")),),
    "adopt-framework": (Press("organisation.Outcome", lambda: made("local-outcomes-framework")),),
    "outcome-links": (
        Press(
            "actions.Action_outcomes",
            of(
                an_outcome, "framework_id", "pk", data=lambda row: {"do": "link", "thing": f"action-{step().action_id}"}
            ),
        ),
    ),
    **dict.fromkeys(
        ("action-outcomes", "indicator-outcomes"),
        (Apart("does only what was ticked or unticked here: tests/frameworks/test_linking.py"),),
    ),
    "import-outcomes": (
        Apart("is taken in only while it still does what was seen: tests/frameworks/test_importing.py"),
    ),
    # Figures
    "uploads": (ADDS,),
    "upload": (Apart("is taken in only while it still does what was seen: tests/indicators/test_imports.py"),),
    "adopt-catalogue": (Apart("brings what is shipped, once: what is there is left"),),
    "collection": (Apart("is the file of the grid, which takes nothing by itself"),),
    "entry": (
        Words(
            FIGURE,
            r"commentary-\d+",
            in_the_grid,
        ),
    ),
    "figure": (Words(FIGURE, "why", of(measurement, "indicator.set.code", "indicator.ref", query="period=2007/08")),),
    "targets": (
        Words(
            "indicators.TargetDecision.reason",
            "reason",
            a_target,
        ),
        Words(
            "indicators.Measurement.target",
            r"target-year-2008-.*",
            lambda: by_ref(measurement()),
            once=True,
            first="51{}",
            second="72{}",
        ),
    ),
    "sign-off": (
        Press(
            "indicators.Measurement",
            to_sign_off,
        ),
    ),
    "lock-period": (Press("organisation.ReportingPeriod", unlocked),),
    # Actions
    "update-action": (Words("actions.Update.words", "words", of(step, "action.pk")),),
    "mailed-link": (Apart("is update-action by a link that one person has, with the same last_seen"),),
    "close-action": (Words("actions.Update.words", "reason", of(step, "action.pk"), once=True),),
    "ask-for-date": (
        Words(
            "actions.DateChange.reason",
            "reason",
            of(step, "action.pk", "pk", facts=lambda row: {"becomes": str(row.due_on + timedelta(days=9))}),
            once=True,
        ),
    ),
    "settle-date": (Press("actions.Milestone", in_doubt),),
    "decide-date": (Words("actions.DateChange.note", "", to_decide, page="date-requests", press="Decline", once=True),),
    # Plans
    "new-plan": (ADDS,),
    "edit-plan-facts": (Words("improvement_plan.Plan.title", "title", of(entry, SLUG)),),
    "add-line": (ADDS,),
    "add-existing": (ADDS,),
    "add-part": (ADDS,),
    "edit-line": (
        Words("improvement_plan.PlanEntry.outcome_sought", "outcome_sought", in_a_plan()),
        Words("actions.Action.title", "action-title", in_a_plan()),
        Words("actions.Milestone.measure", r"step-\d+-measure", in_a_plan()),
    ),
    "close-line": (Words("improvement_plan.PlanEntry.closed_because", "closed_because", in_a_plan(), once=True),),
    "edit-part": (
        Words("improvement_plan.Section.title", "title", lambda: part(entry(), "section")),
        Words("improvement_plan.PriorityArea.title", "title", lambda: part(entry(), "area")),
        Words("improvement_plan.Objective.text", "text", lambda: part(entry(), "objective")),
        Words("improvement_plan.PlanEntry.heading", "heading", sub_heading),
    ),
    "rearrange-plan": (
        Press(
            "improvement_plan.PriorityArea",
            an_empty_area,
        ),
    ),
    "number-anew": (Apart("numbers what was shown or nothing, by its seal: tests/improvement_plan/editing"),),
    "record-version": (Apart("adds a version, whose number is taken once"),),
    "plan-import": (ADDS,),
    "plan-upload": (Apart("takes in what was seen or nothing: tests/improvement_plan/importing/test_taking_in.py"),),
    "plan-upload-row": (
        Words(
            "improvement_plan.PlanUpload.decisions",
            r"r\d+-(?i:action)",
            lambda: Made((paper(), 2)),
            has_past=False,
            press="Save",
        ),
    ),
    "plan-upload-posts": (Apart("settles each post by itself; what was settled is shown and may be settled anew"),),
    "plan-upload-proposed": (Apart("settles what nobody has settled yet"),),
    "plan-upload-staying": (Apart("keeps the boxes that are ticked; taking in asks for them once more"),),
    "plan-upload-columns": (Apart("reads the paper anew with other columns; the paper stays as it came"),),
    "plan-upload-table": (Apart("reads another table of the paper; the paper stays as it came"),),
    "plan-upload-undo": (Apart("undoes what nobody has built on: tests/improvement_plan/importing"),),
    # Clinics
    "suggestion": (Words("clinics.Clinic.cancelled_because", "reason", suggested, press="Decline", once=True),),
    "commission-clinic": (ADDS,),
    "clinic-rules": (Words("clinics.RuleWeight.weight", "off_target", a_rule_of_weight_5, first="7", second="9"),),
    "clinic-agree": (Press("clinics.Clinic", a_clinic_in(State.SUGGESTED)),),
    "clinic-follow-up": (Press("clinics.Clinic", a_clinic_in(State.HELD)),),
    "clinic-schedule": (ADDS,),
    "clinic-close": (Words("clinics.Clinic.closing_note", "note", a_clinic_in(State.FOLLOW_UP), once=True),),
    "clinic-cancel": (Words("clinics.Clinic.cancelled_because", "reason", a_clinic_in(State.AGREED), once=True),),
    "clinic-reopen": (
        Words(
            "clinics.Clinic.history_change_reason",
            "reason",
            lambda: made(clinic(State.CANCELLED, cancelled_because="It was not wanted.")),
            once=True,
        ),
    ),
    "clinic-people": (Words("clinics.Invitee.role", r"row-\d+-role", to_come, first="director", second="pi_manager"),),
    "clinic-progress": (Words("clinics.ProgressUpdate.words", "words", a_clinic_in(State.FOLLOW_UP)),),
    "clinic-outcome": (Words("clinics.Clinic.lessons", "lessons", a_clinic_in(State.FOLLOW_UP)),),
    "clinic-actions": (
        Press("clinics.ClinicAction", lambda: made(clinic(State.FOLLOW_UP), data={"action": step().action_id})),
    ),
    "sitting-change": (Words("clinics.Sitting.place", "place", a_sitting(on=20)),),
    "sitting-cancel": (Words("clinics.Sitting.cancelled_because", "reason", a_sitting(on=20), once=True),),
    "sitting-held": (Press("clinics.Clinic", a_sitting()),),
    "sitting-attendance": (
        Words(
            "clinics.Attendance.presence",
            r"row-\d+-presence",
            who_came,
            first="present",
            second="apologies",
        ),
    ),
    "sitting-invite": (Apart("writes letters; who has one is not written to again"),),
    "clinic-begin": (Press("clinics.Sitting", a_sitting()),),
    "clinic-room": (ADDS,),
    "clinic-present": (Press("clinics.Attendance", presence),),
    "clinic-move": (Press("clinics.Note", two_lines),),
    "clinic-note": (
        Words("clinics.Note.text", "text", of(note, "sitting.clinic_id", "sitting_id", "pk"), press="Save"),
        Words(
            "clinics.Note.struck_because",
            "reason",
            of(note, "sitting.clinic_id", "sitting_id", "pk"),
            press="Strike",
            once=True,
        ),
    ),
    "clinic-end": (Press("clinics.Sitting", of(running, "clinic_id", "pk")),),
    "clinic-call-back": (Press("clinics.Sitting", of(running, "clinic_id", "pk")),),
    "clinic-take-up": (Press("clinics.Sitting", of(ended, "clinic_id", "pk")),),
    # Boards and meetings
    "new-board": (ADDS,),
    "edit-board": (Words("organisation.Board.usual_venue", "usual_venue", of(a_board)),),
    "end-board": (Words("organisation.Board.ends", "ends", of(a_board), first="{soon}", second="{later}"),),
    "take-back-end": (
        Press("organisation.Board", of(lambda: a_board(ends=today()), data=lambda row: {"seen": row.version})),
    ),
    "remove-board": (Press("organisation.Board", of(a_board, data=lambda row: {"seen": row.version})),),
    "add-place": (ADDS,),
    "edit-place": (Words("organisation.BoardMember.seat", "seat", of(place, "board_id", "pk")),),
    "end-place": (
        Words(
            "organisation.BoardMember.ends",
            "ends",
            of(place, "board_id", "pk"),
            first="{soon}",
            second="{later}",
        ),
    ),
    "remove-place": (
        Press("organisation.BoardMember", of(place, "board_id", "pk", data=lambda row: {"seen": row.version})),
    ),
    "plan-year": (ADDS,),
    "undo-plan-year": (Apart("takes back meetings that nobody has touched: tests/meetings/keeping"),),
    "add-standing-item": (ADDS,),
    "edit-standing-item": (Words("meetings.StandingItem.title", "title", of(standing, "board_id", "pk")),),
    "arrange-standing-items": (
        Press(
            "meetings.StandingItem",
            of(standing, "board_id", data=lambda row: opened(row, what="standing", do="remove")),
        ),
    ),
    "new-meeting": (ADDS,),
    "edit-meeting": (Words("meetings.Meeting.venue", "venue", of(meeting)),),
    "cancel-meeting": (Words("meetings.Meeting.cancelled_because", "reason", of(meeting), once=True),),
    "restore-meeting": (Press("meetings.Meeting", of(lambda: meeting(cancelled_because="Snow."))),),
    "begin-agenda": (Press("meetings.AgendaItem", with_an_agenda_to_be),),
    "add-item": (ADDS,),
    "edit-item": (Words("meetings.AgendaItem.title", "title", of(item, "meeting_id", "pk")),),
    "withdraw-item": (
        Words("meetings.AgendaItem.withdrawn_because", "reason", of(item, "meeting_id", "pk"), once=True),
    ),
    "arrange-agenda": (
        Press("meetings.AgendaItem", of(item, "meeting_id", data=lambda row: opened(row, what="item", do="remove"))),
    ),
    "item-attachments": (ADDS,),
    "attachment-off": (Apart("takes a file off; a second time there is none"),),
    "make-item-files": (ADDS,),
    "build-pack": (ADDS,),
    "issue-pack": (Apart("issues an edition once: tests/meetings/editions"),),
    # Minutes
    "begin-minutes": (Apart("begins them once: tests/meetings/test_minutes.py"),),
    "write-minutes": (Apart("adds a line behind those of others"),),
    "order-minutes": (Press("meetings.Minute", two_minutes),),
    "add-minute": (ADDS,),
    "edit-minute": (
        Words("meetings.Minute.text", "text", of(minute), press="Save"),
        Press("meetings.Minute", of(minute, data=lambda row: {"do": "remove", "seen": row.version})),
    ),
    "resolution": (
        Words("meetings.Resolution.text", "text", of(resolution), press="Save"),
        Words("meetings.Resolution.settled_words", "words", of(resolution), press="It is dealt"),
        Words(
            "actions.Action.title",
            "title",
            of(resolution, facts=lambda row: {"lead": str(a_post().pk), "date": "TBC"}),
            press="Make",
            once=True,
        ),
        Press("meetings.Resolution", with_action),
        Press("meetings.Resolution", of(resolution, data=lambda row: {"do": "remove", "opened_version": row.version})),
    ),
    "resolved-date": (NOTHING,),
    "publish-minutes": (Press("meetings.MinutesPaper", of(minute, "meeting_id")),),
    "take-back-minutes": (Press("meetings.MinutesPaper", of(lambda: minute("published"), "meeting_id")),),
    "approve-minutes": (
        Words(
            "meetings.MinutesPaper.corrections",
            "corrections",
            of(
                lambda: minute("published"),
                "meeting_id",
                facts=lambda row: {"at": str(second_of(row.meeting, date=today() - timedelta(days=2)).pk)},
            ),
            once=True,
        ),
    ),
    "meeting-attendance": (
        Words(
            "meetings.Attendance.presence",
            r"m\d+-presence",
            member_present,
            press="Save who",
            first="present",
            second="apologies",
        ),
    ),
    # Reports
    "start-report": (
        Words(
            "meetings.CommitteeReport.title",
            "title",
            of(lambda: item(kind="report"), "meeting_id", "number", facts=lambda row: {"author": str(a_post().pk)}),
            once=True,
        ),
    ),
    "edit-report": (Words(f"{REPORT}.title", "title", of(report)),),
    "write-report": (Words("meetings.ReportSection.body", r"h\d+-text", of(report), press="Save"),),
    "keep-draft": (OWN,),
    "report-appendices": (
        Press("meetings.ReportAppendix", two_appendices),
        Press(
            "meetings.ReportAppendix", of(appendix, "report_id", data=lambda row: {"do": f"off-{row.pk}-{row.version}"})
        ),
    ),
    "add-appendix": (ADDS,),
    "edit-appendix": (Words("meetings.ReportAppendix.title", "title", of(appendix, "report_id", "pk")),),
    "report-reviewers": (
        Words("meetings.ReportReviewer.deadline", "deadline_0", of(report), first="{soon}", second="{later}"),
    ),
    "send-report": (Words("meetings.ReportEvent.words", "words", to_send, once=True),),
    "withdraw-report": (Words("meetings.ReportEvent.words", "words", a_draft_to_sign, once=True),),
    "sign-report": (Words("meetings.ReportEvent.words", "words", a_draft_to_sign, once=True),),
    "return-report": (Words("meetings.ReportEvent.words", "words", a_draft_to_sign, once=True),),
    "reopen-report": (Words("meetings.ReportEvent.words", "words", signed, once=True),),
    "comment-on-report": (ADDS,),
    # Report templates
    "adopt-template": (Apart("brings what is shipped, once"),),
    "report-template": (Words("meetings.ReportTemplate.name", "name", of(heading, "template_id")),),
    "default-template": (
        Press("meetings.ReportTemplate", of(heading, "template_id", data=lambda row: {"seen": row.template.version})),
    ),
    "add-heading": (ADDS,),
    "edit-heading": (Words("meetings.ReportHeading.guidance", "guidance", of(heading, "template_id", "pk")),),
    "arrange-headings": (
        Press(
            "meetings.ReportHeading",
            of(heading, "template_id", data=lambda row: opened(row, what="heading", do="remove")),
        ),
    ),
    # What is one reader's own
    "write-note": (ADDS,),
    "change-note": (Apart("is one person's on two devices, and shows both texts: tests/meetings/test_notes.py"),),
    "delete-note": (OWN,),
    "take-note-back": (OWN,),
    "send-paper-letters": (NOTHING,),
    "send-reminders": (NOTHING,),
}
"""By the address that takes it. An address that takes a POST and is not here fails the test until it is."""


# Opening, writing and reading


def open_form(browser: Client, name: str, edit: Words, row: Made) -> tuple[str, Form, str]:
    """Where a form is, the form as it is opened, and the box in which one writes."""
    where = reverse(edit.page or name, args=row.args) + (f"?{row.query}" if row.query else "")
    page = browser.get(where)
    if page.status_code != HTTPStatus.OK:
        raise LookupError(f"{where} cannot be opened: {page.status_code} {page.get('Location', '')}")
    return where, *form_with(page, row.box or edit.box, edit.press)


def form_with(page: HttpResponse, box: str, press: str) -> tuple[Form, str]:
    """The form of a page that has a box and a button, and the name of the box."""
    for form in forms_of(page):
        if form.has(box) and (not press or any(said.startswith(press) for said in form.buttons)):
            return form, form.named(box)
    raise LookupError(f"No form on the page has a box {box} and a button {press}.")


def filled(form: Form, row: Made, box: str, words: str) -> dict[str, str]:
    """What is filled in: the words, and whatever else is asked."""
    return {form.named(pattern): value for pattern, value in row.facts.items()} | {box: words}


def two_texts(edit: Words) -> tuple[str, str]:
    """What two people write, which nobody else has written."""
    number = next(NUMBERS)
    days = {"soon": date(2007, 12, 1) + timedelta(number % 150), "later": date(2008, 6, 1) + timedelta(number % 150)}
    return edit.first.format(number, **days), edit.second.format(number, **days)


def kept_in(page: HttpResponse, words: str) -> bool:
    """Whether words stand on a page: in a box of a form, or in what it says."""
    boxes = (value for form in forms_of(page) for values in form.data.values() for value in values)
    return words in boxes or words in page.content.decode()
