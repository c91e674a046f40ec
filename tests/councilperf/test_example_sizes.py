"""The invented council in an empty database: the same each time, true to its figures, and of any size."""

import hashlib
import re
from datetime import date

import pytest
from django.db import connection, transaction

from actions.models import Action, DateChange, Milestone, Update
from clinics.choices import Rule, State
from clinics.models import Clinic, ProgressUpdate, Trigger
from core.periods import Period
from councilperf import demo
from councilperf.example import make
from councilperf.example.catalogue import AREAS, measures
from councilperf.example.series import Series, Words
from improvement_plan.models import PlanEntry
from indicators.models import Benchmark, Indicator, Measurement
from meetings.models import ReportSection
from organisation.models import Post
from tests.conftest import EXAMPLE_SIZE

pytestmark = pytest.mark.whole

NO_WORDS = Words([], [])


def digest() -> str:
    """What was made, without keys and without the moments at which rows were stored."""
    rows = [
        Indicator.objects.order_by("set__code", "ref").values_list("set__code", "ref", "title", "latest__actual"),
        Measurement.objects.order_by(
            "indicator__set__code", "indicator__ref", "period__ends", "period__kind"
        ).values_list(
            "target", "actual", "numerator", "denominator", "forecast", "state", "why", "rating", "quartile_reason"
        ),
        Benchmark.objects.order_by(
            "indicator__set__code", "indicator__ref", "period__ends", "group", "worked_out"
        ).values_list("top", "n"),
        PlanEntry.objects.order_by("pk").values_list("ref", "action__title", "action__status", "action__forecast_on"),
        Update.objects.order_by("pk").values_list("words", "status", "at", "by__email", "through"),
        DateChange.objects.order_by("pk").values_list("was", "becomes", "requested_at"),
        Milestone.objects.order_by("pk").values_list("measure", "due_on", "completed_on"),
        Trigger.objects.order_by("pk").values_list("rule", "figures", "sentence"),
        ReportSection.objects.order_by("pk").values_list("body"),
    ]
    return hashlib.sha256("\n".join(str(row) for kind in rows for row in kind).encode()).hexdigest()


def made(**size: int) -> str:
    """The digest of an example of some size, which is taken back at once."""
    with transaction.atomic():
        make(**size)
        found = digest()
        connection.check_constraints()
        transaction.set_rollback(True)
    return found


@pytest.mark.one_database
def test_the_same_arguments_make_the_same_rows_and_another_seed_makes_others(db):
    size = {"indicators": 20, "years": 2, "actions": 6}
    first = made(**size)
    assert made(**size) == first
    assert made(**size, seed=1) != first


@pytest.mark.one_database
def test_the_whole_example_says_nothing_that_its_figures_do_not_bear_out(db, settings):
    settings.COUNCIL_TODAY = date(2026, 9, 16)
    loaded = demo.load("example")
    assert loaded.counts == [
        "150\u00a0indicators",
        "60\u00a0actions",
        "14\u00a0clinics",
        "17\u00a0meetings",
        "31\u00a0posts",
    ]
    texts = [*ReportSection.objects.values_list("body", flat=True), *Update.objects.values_list("words", flat=True)]
    texts += [text for row in Clinic.objects.values_list("why", "outcome") for text in row]
    texts += ProgressUpdate.objects.values_list("words", flat=True)
    assert [text for text in texts if "not held" in text or "{" in text] == []
    for sentence in Trigger.objects.filter(rule=Rule.OFF_TARGET).values_list("sentence", flat=True):
        assert "more than the tolerance" in sentence
    for trigger in Trigger.objects.filter(rule=Rule.DECLINED_THREE).select_related("indicator"):
        shown = [float(number) for number in re.findall(r"([\d.]+)\u00a0(?:days|%) in", trigger.sentence)]
        assert shown == sorted(set(shown), reverse=trigger.indicator.polarity == "higher")
        assert len(shown) == 4
    assert Clinic.objects.filter(state=State.SUGGESTED).count() == 3
    wanted = {"2025/26 Q1", "2026/27 Q1"}
    for whole in Indicator.objects.filter(ref="CL1"):
        for period in map(Period.parse, wanted):
            of_period = Measurement.objects.filter(period__kind="quarter", period__year=period.year, period__number=1)
            parts = of_period.filter(indicator__ref__startswith="CL1-").values_list("actual", flat=True)
            assert (len(parts), sum(parts)) == (len(AREAS), of_period.get(indicator=whole).actual)


def test_a_measure_has_the_same_figures_however_many_others_there_are():
    for few, many in zip(measures(10), measures(400), strict=False):
        assert few == many
    neutral = next(measure for measure in measures(30) if measure.aim is None and not measure.season)
    made = [Series(neutral, 3, 2026, NO_WORDS).figures() for _ in range(2)]
    assert made[0] == made[1]
    assert made[0] != Series(neutral, 3, 1, NO_WORDS).figures()


def test_beyond_the_catalogue_measures_come_again_by_area_and_ward_and_fit_their_columns():
    many = measures(3000)
    assert len({measure.key for measure in many}) == 3000
    longest = {name: Indicator._meta.get_field(name).max_length for name in ("ref", "title", "unit")}
    assert all(len(getattr(measure, name)) <= most for measure in many for name, most in longest.items())
    assert [m.title.rpartition(" (")[2] for m in many[126:130]] == [f"{area})" for area in AREAS]


@pytest.mark.one_database
def test_a_plan_beyond_what_is_written_takes_its_actions_by_area(db):
    make(indicators=1, years=1, actions=65)
    titles = [title for title in Action.objects.values_list("title", flat=True) if title.endswith("(North area)")]
    assert (Action.objects.count(), len(titles)) == (65, 5)


def test_a_database_with_data_in_it_is_refused(db):
    Post.objects.create(title="A council's own post")
    with pytest.raises(demo.DemoError, match="This database holds 1\u00a0post already"):
        make(**EXAMPLE_SIZE)
