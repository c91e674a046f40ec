"""Figures and targets: entered, restated once their period is locked, and decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from core.clock import now, today
from core.records import StaleWriteError, save_many
from indicators.choices import Aggregation, State
from indicators.models import Measurement, Restatement, TargetDecision
from indicators.rules import Part, doubts
from indicators.services.judging import judge
from organisation.models import Post, ReportingPeriod
from organisation.rights import may_sign_off, offices


def questions_about(
    measurement: Measurement, *, earlier: Measurement | None = None, in_year: Iterable[Measurement] | None = None
) -> list[str]:
    """What looks unlikely about a figure, beside last year's, its unit and the rest of its year.

    Without ``earlier`` and ``in_year`` the like period a year before and the parts of the
    same year are read: one query.
    """
    indicator, period = measurement.indicator, measurement.period.period
    if in_year is None:
        beside = indicator.measurements.filter(
            period__kind=period.kind, period__year__in=(period.year, period.year - 1)
        ).select_related("period")
        beside = {m.period.period: m for m in beside}
        earlier = beside.get(period.like_period)
        in_year = [m for other, m in beside.items() if other.year == period.year]
    parts = [
        Part(m.period.period, m.actual, m.numerator, m.denominator)
        for m in in_year
        if m.actual is not None and m.period.period.number < period.number
    ]
    asked = doubts(
        indicator.scale,
        measurement.actual,
        earlier=earlier.actual if earlier else None,
        numerator=measurement.numerator,
        denominator=measurement.denominator,
        aggregation=Aggregation(indicator.aggregation),
        earlier_in_year=sorted(parts, key=lambda part: part.period.number),
    )
    return [question.sentence for question in asked]


def remembered(confirmed: str, asked: Iterable[str]) -> str:
    """What was asked of a figure and confirmed so far, with what is asked now: a line each, each once."""
    return "\n".join(dict.fromkeys([*confirmed.splitlines(), *asked]))


@transaction.atomic
def record_figure(measurement: Measurement, *, by: User, reason: str = "") -> Measurement:
    """Store a measurement that somebody entered, and judge its indicator.

    In a locked period a change of the value is a restatement: it needs a reason, and what
    was reported is kept. Raises ValidationError where the reason is missing, and
    StaleWriteError where somebody else saved the measurement since it was read.
    """
    stored = Measurement.objects.select_for_update(of=("self",)).filter(pk=measurement.pk).first()
    measurement.full_clean(exclude=["indicator", "period"])
    measurement.take_rate()
    was = stored.actual if stored else None
    restated = measurement.period.locked_at is not None and measurement.actual != was
    if restated:
        if not reason.strip():
            raise ValidationError(
                f"{measurement.period} is locked. Say why the figure is restated; what was reported stays on record."
            )
        measurement.state = State.RESTATED
    measurement.save()
    if restated:
        Restatement.objects.create(
            measurement=measurement, was=was, became=measurement.actual, reason=reason.strip(), by=by
        )
    judge([measurement.indicator_id])
    return measurement


APPROVAL = ("public_words_approved_by", "public_words_approved_on", "public_words_of")
"""What is stored of an approval of words for the public."""


def put_to_the_public(measurement: Measurement, *, was: str, by: User, approves: bool) -> None:
    """Note on a figure that is about to be stored whether its words for the public are approved, of the figure that it has.

    Words that are changed and not approved are not public any more. Who may approve is asked before
    (``organisation.rights.may_approve_words``).
    """
    if approves and measurement.public_words.strip():
        measurement.public_words_approved_by, measurement.public_words_approved_on = by, today()
        measurement.public_words_of = measurement.actual
    elif measurement.public_words != was:
        measurement.public_words_approved_by = measurement.public_words_approved_on = None
        measurement.public_words_of = None


@transaction.atomic
def sign_off(measurements: Iterable[tuple[int, int]], *, by: User) -> list[Measurement]:
    """Sign figures off for the directorates of their owners: each given by its key and the version that was read.

    With a figure its words for the public are approved, which stand beside it on the page where it is signed.

    Returns those that were signed. One that somebody changed since it was read, that is signed
    already, or whose period is locked by now is left alone. Raises PermissionDenied where one is not for the person to sign.
    """
    read = dict(measurements)
    found = Measurement.objects.to_sign().filter(pk__in=read).select_related("indicator__set", "period")
    found = [m for m in found.select_for_update(of=("self",)).order_by("pk") if m.version == read[m.pk]]
    posts = offices()
    if not all(may_sign_off(by, m.indicator.owner_id, posts) for m in found):
        raise PermissionDenied("A figure is signed off by the directorate of the post that owns the indicator.")
    for measurement in found:
        measurement.state = State.SIGNED_OFF
        put_to_the_public(measurement, was=measurement.public_words, by=by, approves=True)
    save_many(found, ["state", *APPROVAL], by=by)
    return found


@transaction.atomic
def decide_target(
    measurement: Measurement,
    becomes: Decimal | None,
    *,
    reason: str,
    approved_by: Post,
    approved_on: date,
    seen: int | None = None,
) -> TargetDecision:
    """Change a target by a decision. What it was, why, and who approved it stay on record.

    Where the version that was ``seen`` is given, StaleWriteError where somebody has changed the measurement since.
    """
    measurement = Measurement.objects.select_for_update(of=("self",)).get(pk=measurement.pk)
    if seen is not None and measurement.version != seen:
        raise StaleWriteError(measurement)
    decision = TargetDecision.objects.create(
        measurement=measurement,
        was=measurement.target,
        becomes=becomes,
        reason=reason,
        approved_by=approved_by,
        approved_on=approved_on,
    )
    measurement.target = becomes
    measurement.save()
    judge([measurement.indicator_id])
    return decision


def lock(period: ReportingPeriod, *, by: User) -> None:
    """Lock a period: from now on a change of a figure in it is a restatement."""
    period.locked_at, period.locked_by = now(), by
    period.save()


def unlock(period: ReportingPeriod) -> None:
    """Open a period again. Its history keeps who had locked it and when."""
    period.locked_at = period.locked_by = None
    period.save()
