"""What becomes of a suggestion: a clinic, a refusal with its reason, or a request to the directorate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction

from accounts.models import User
from actions.models import Action, Milestone
from clinics.choices import Answer, AttendanceRole, Rule, State
from clinics.models import OPEN, Clinic, ClinicIndicator, Invitee, RuleWeight, SuggestionAnswer, Trigger
from clinics.rules.suggesting import DEFAULT_WEIGHTS, Finding
from clinics.services.life import become, schedule
from core.clock import now, today
from core.formats import listed, long_date
from core.refusals import NotDoneError
from indicators.models import Indicator
from organisation.models import Board, Council, Post, ReportingPeriod

DAYS_TO_LOOK_INTO_IT = 28
LONGEST_FIGURES = Trigger._meta.get_field("figures").max_length


class AnsweredError(NotDoneError):
    """The suggestion cannot be answered so; the message says why and what to do."""


class WeightsChangedError(NotDoneError):
    """Somebody else has changed weights meanwhile; the message says which and what they are now."""


@dataclass(frozen=True)
class Appointment:
    """When and where a clinic is to sit."""

    on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    chair: Post | None = None


@transaction.atomic
def accept(
    *,
    indicator: Indicator,
    period: ReportingPeriod,
    findings: Iterable[Finding],
    title: str,
    kind: str,
    who: Iterable[tuple[AttendanceRole, Post | None]] = (),
    when: Appointment | None = None,
    written: Clinic | None = None,
) -> Clinic:
    """Make a suggestion a clinic: agreed, or scheduled where it has a day. Keeps the rules that hold as its reasons.

    ``written`` is the clinic that a person suggests on the indicator, which is then agreed instead of making
    a second one. Raises AnsweredError where there is an open clinic already, and LifeError as ``schedule`` does.
    """
    _hold(indicator)
    clinic = _still_suggested(written) if written else None
    if clinic is None:
        _refuse_open(indicator)
        clinic = Clinic(state=State.SUGGESTED, called_on=today())
    clinic.title, clinic.kind = title, kind
    clinic.called_on = clinic.called_on or today()
    clinic.period = clinic.period or period
    clinic.save()
    ClinicIndicator.objects.get_or_create(clinic=clinic, indicator=indicator)
    stated = set(clinic.triggers.filter(indicator=indicator).values_list("rule", flat=True))
    for finding in findings:
        if finding.fired and finding.rule not in stated:
            Trigger.objects.create(
                clinic=clinic,
                indicator=indicator,
                rule=finding.rule,
                figures=finding.figures[:LONGEST_FIGURES],
                sentence=finding.sentence,
            )
    for role, post in who:
        Invitee.objects.get_or_create(clinic=clinic, role=role, post=post)
    if when:
        schedule(
            clinic=clinic,
            on=when.on,
            starts_at=when.starts_at,
            ends_at=when.ends_at,
            place=when.place,
            chair=when.chair,
        )
        clinic.refresh_from_db()
    else:
        become(clinic, State.AGREED)
    return clinic


@transaction.atomic
def decline(*, indicator: Indicator, period: ReportingPeriod, facts: str, reason: str, by: User) -> SuggestionAnswer:
    """Decline a suggestion, with the reason. It holds while the facts are these. Raises AnsweredError."""
    _hold(indicator)
    _refuse_open(indicator)
    _refuse_answered(indicator, facts)
    return SuggestionAnswer.objects.create(
        indicator=indicator, period=period, answer=Answer.DECLINED, reason=reason, facts=facts, by=by
    )


@transaction.atomic
def send(
    *, indicator: Indicator, period: ReportingPeriod, findings: Iterable[Finding], facts: str, reason: str, by: User
) -> SuggestionAnswer:
    """Ask the directorate to look into it: an action of the indicator's owner, due in 28 days. Raises AnsweredError."""
    _hold(indicator)
    _refuse_open(indicator)
    _refuse_answered(indicator, facts)
    if indicator.owner is None:
        raise AnsweredError(
            f"{indicator.ref} has no owner, so there is nobody to send it to. Give the indicator an owner first."
        )
    due = today() + timedelta(days=DAYS_TO_LOOK_INTO_IT)
    head, tail = f"Look into {indicator.ref} ", " and say whether a clinic of the directorate is wanted"
    room = Action._meta.get_field("title").max_length - len(head) - len(tail)
    name = indicator.title if len(indicator.title) <= room else f"{indicator.title[: room - 1]}…"
    sentences = [finding.sentence for finding in findings if finding.fired]
    action = Action.objects.create(
        title=f"{head}{name}{tail}",
        description="\n\n".join([*sentences, reason]),
        lead=indicator.owner,
        opened_on=today(),
    )
    Milestone.objects.create(
        action=action,
        measure="It is known whether a clinic is wanted",
        date_as_written=long_date(due),
        due_on=due,
        first_due_on=due,
    )
    return SuggestionAnswer.objects.create(
        indicator=indicator, period=period, answer=Answer.SENT, reason=reason, facts=facts, action=action, by=by
    )


@transaction.atomic
def take_back(*, answer: int, indicator: Indicator, by: User) -> SuggestionAnswer:
    """Take an answer back, so that the indicator is suggested again. What was sent stays an action of its owner.

    Raises AnsweredError where the answer was taken back already.
    """
    held = SuggestionAnswer.objects.select_for_update(of=("self",)).filter(
        pk=answer, indicator=indicator, taken_back_at__isnull=True
    )
    found = held.select_related("action").first()
    if found is None:
        raise AnsweredError("This answer has been taken back already. Look at the suggestion again.")
    held.update(taken_back_at=now(), taken_back_by=by)
    found.refresh_from_db()
    return found


@transaction.atomic
def commission(
    *,
    title: str,
    why: str,
    indicators: Iterable[Indicator] = (),
    board: Board | None = None,
    post: Post | None = None,
    kind: str,
) -> Clinic:
    """Call for a clinic without a rule, by a board or a post. It is suggested until the performance team agrees it."""
    clinic = Clinic.objects.create(
        title=title, why=why, kind=kind, called_on=today(), commissioned_by=board, called_by=post
    )
    sentence = f"Commissioned by the {board or post}." if board or post else "Commissioned by the performance team."
    indicators = list(indicators)
    for indicator in indicators:
        ClinicIndicator.objects.create(clinic=clinic, indicator=indicator)
    for indicator in indicators or [None]:
        Trigger.objects.create(clinic=clinic, indicator=indicator, rule=Rule.COMMISSIONED, sentence=sentence)
    return clinic


def other_open_clinics(clinic: Clinic) -> list[Clinic]:
    """The other open clinics on the indicators of one. One query."""
    shared = Clinic.objects.filter(state__in=OPEN, clinic_indicators__indicator__clinic_links__clinic=clinic)
    return list(shared.exclude(pk=clinic.pk).distinct())


@transaction.atomic
def weigh_rules(*, weights: Mapping[Rule, int], opened: Mapping[Rule, int]) -> list[Rule]:
    """Set how much rules weigh; returns those that changed.

    ``opened`` is the version of each rule's row when its weight was read, 0 where there was none.
    Raises WeightsChangedError where somebody else has changed one since that would be overwritten.
    """
    list(Council.objects.select_for_update())  # a rule may have no row yet that could be held
    rows = {row.rule: row for row in RuleWeight.objects.select_for_update()}
    theirs, changed = [], []
    for rule, weight in weights.items():
        row = rows.get(rule)
        current = row.weight if row else DEFAULT_WEIGHTS[rule]
        if weight == current:
            continue
        if opened.get(rule, 0) != (row.version if row else 0):
            theirs.append(f"“{rule.label}” is now {current}")
            continue
        if row is None:
            row = RuleWeight(rule=rule)
        row.weight = weight
        row.save()
        changed.append(rule)
    if theirs:
        raise WeightsChangedError(
            f"Somebody else changed weights while you had them open: {listed(theirs)}. "
            "What you wrote is still in the form: compare, then save again to put yours in its place."
        )
    return changed


def _hold(indicator: Indicator) -> None:
    """Let nobody else answer on the indicator until the transaction ends."""
    Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)


def _still_suggested(written: Clinic) -> Clinic:
    clinic = Clinic.objects.select_for_update(of=("self",)).get(pk=written.pk)
    if clinic.state != State.SUGGESTED:
        raise AnsweredError(
            f"“{clinic}” is {clinic.get_state_display().lower()} already: somebody else has answered it. Open its page."
        )
    return clinic


def _refuse_open(indicator: Indicator) -> None:
    clinic = Clinic.objects.filter(state__in=OPEN, clinic_indicators__indicator=indicator).order_by("pk").first()
    if clinic:
        raise AnsweredError(
            f"A clinic is open already on {indicator.ref}: “{clinic}”, {clinic.get_state_display().lower()}. "
            "Nothing has been changed."
        )


def _refuse_answered(indicator: Indicator, facts: str) -> None:
    answered = indicator.suggestion_answers.filter(facts=facts, taken_back_at__isnull=True).select_related("by").first()
    if answered:
        who = str(answered.by) if answered.by else "Somebody else"
        raise AnsweredError(
            f"{who} has answered this already: {answered.get_answer_display().lower()}. Take that back first."
        )
