"""Which figures wait for a signature."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from core.periods import Period
from core.rag import Rating
from indicators.models import Measurement, MeasurementQuerySet
from indicators.reporting.page import rating_of
from organisation.models import ReportingPeriod
from organisation.rights import may_answer_for, may_manage, offices, posts_of, signing_posts

NEWEST = 12
"""So many periods in which something waits are named."""


@dataclass(frozen=True)
class Unsigned:
    """A figure that waits: what was reported, and what is said of it."""

    measurement: Measurement
    rating: Rating
    figure: str
    words: str
    confirmed: str
    """What was asked of it and confirmed; empty where nothing looked unlikely."""

    @property
    def key(self) -> str:
        """What ticks it: the figure and its version."""
        return f"{self.measurement.pk}-{self.measurement.version}"


@dataclass(frozen=True)
class ToSign:
    """How many figures wait for a person's own signature, and the page on which those of the newest period are signed."""

    figures: int
    url: str


def to_sign_in_short(person: User, held: Collection[int]) -> ToSign | None:
    """What waits for whoever holds these posts; None where nothing does. Two queries, none for whoever holds no post.

    The performance team may record a signature of any directorate; only what its own posts sign waits for it here.
    """
    if not held or not may_answer_for(person, held):
        return None
    posts = offices()
    owners = [post for post in posts if not signing_posts(post, posts).isdisjoint(held)]
    waiting = Q(measurements__in=Measurement.objects.to_sign().filter(indicator__owner__in=owners).order_by())
    found = ReportingPeriod.objects.filter(waiting).annotate(waiting=Count("measurements"))
    periods = list(found.order_by("-ends", "starts"))
    if not periods:
        return None
    return ToSign(
        sum(row.waiting for row in periods), f"{reverse('sign-off')}?{urlencode({'period': periods[0].period})}"
    )


def waiting_to_sign(person: User) -> MeasurementQuerySet:
    """The figures that wait for a person. One query before their own; the performance team records for every directorate."""
    posts, held, everybody = offices(), posts_of(person), may_manage(person)
    owners = [post for post in posts if everybody or held & signing_posts(post, posts)]
    return Measurement.objects.to_sign().filter(indicator__owner__in=owners)


def periods_to_sign(waiting: MeasurementQuerySet) -> list[Period]:
    """The newest periods in which figures wait. One query."""
    rows = ReportingPeriod.objects.filter(pk__in=waiting.order_by().values("period"))
    return [row.period for row in rows.order_by("-ends", "starts")[:NEWEST]]


def unsigned(waiting: MeasurementQuerySet, period: ReportingPeriod) -> MeasurementQuerySet:
    """Those of a period, in the order of their indicators."""
    found = waiting.filter(period=period.pk).select_related("indicator__set", "indicator__owner", "period")
    return found.order_by("indicator__set__order", "indicator__set__code", "indicator__sort_key", "pk")


def as_unsigned(one: Measurement) -> Unsigned:
    """A figure that waits, as it is read."""
    return Unsigned(
        measurement=one,
        rating=rating_of(one, one.period.ends),
        figure=one.indicator.scale.again(one.actual),
        words=" ".join(filter(None, (one.why, one.so_what, one.what_next))),
        confirmed=one.confirmed,
    )
