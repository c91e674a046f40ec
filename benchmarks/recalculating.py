"""What is worked out of everything that is stored, beside the bare bulk operation."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from benchmarks.frame import BOTH, Row, analyse, begin, growth, pair, times

TITLE = "Working everything out again"
ABOUT = """Verdicts of every figure (`manage.py rejudge`), the clinics that are suggested for a quarter
(`manage.py suggest_clinics`) and the actions as they stood a year ago, each beside the bare bulk operation: the same rows
read by Django as the work needs them and, for verdicts, written back in one bulk write. 44 quarters with targets,
thresholds of two years; actions with two milestones, five updates and a date that was moved."""
DATABASES = BOTH
QUARTERS = 44
NEWEST = "2025/26 Q1"
DAYS_AGO = 365


def rows(quick: bool) -> Iterator[Row]:
    """Each at two sizes."""
    begin()
    few, many = (20, 80) if quick else (250, 1000)
    rounds = 1 if quick else 3
    town = Town()
    town.grow(few)
    smaller = {what: times(work, rounds=rounds) for what, (work, _, _) in works().items()}
    town.grow(many)
    for what, (work, bare, why) in works().items():
        found = pair(work, bare, rounds=rounds)
        yield Row(f"{what} / {BARE[what]}", found.ratio, 3, f"{found.told}. {why}")
        if what == SUGGEST:
            sql = pair(work, bare_sql, rounds=rounds)
            yield Row(
                "clinics suggested for a quarter / the same figures read by a bare cursor",
                sql.ratio,
                None,
                f"{sql.told}.",
            )
        yield Row(
            f"growth of {what}, {few:,} to {many:,} indicators or actions: the exponent",
            growth(smaller[what], found.ours, times_as_many=many / few), 1.05,
        )  # fmt: skip


REJUDGE, SUGGEST, AS_AT = "verdicts of everything", "clinics suggested for a quarter", "actions as at a year ago"
BARE = {
    REJUDGE: "the same rows read and written back in bulk",
    SUGGEST: "the figures of all quarters read",
    AS_AT: "the same actions, milestones, changes of dates and updates read",
}


def works() -> dict[str, tuple[Callable[[], object], Callable[[], object], str]]:
    """Each work, the bare one, and what makes the difference."""
    from actions.models import Action, DateChange, Milestone, Update
    from clinics.reporting.suggestions import choose_period, periods_with_figures, suggestions
    from core.clock import today
    from core.records import store_derived
    from indicators.models import VERDICTS, Measurement
    from indicators.services import judge
    from organisation.models import Council

    analyse()
    period, council = choose_period(periods_with_figures(), NEWEST, today()), Council.objects.first()
    ago = today() - timedelta(days=DAYS_AGO)

    def rejudge() -> None:
        Measurement.objects.update(rating_reason="")
        judge()

    def written_back() -> None:
        Measurement.objects.update(rating_reason="")
        store_derived(list(Measurement.objects.select_related("indicator__set", "period")), VERDICTS)

    def all_of_them() -> None:
        for rows_of in (Action.objects.select_related("lead"), Milestone.objects, DateChange.objects, Update.objects):
            list(rows_of.all())

    return {
        REJUDGE: (rejudge, written_back, "Every verdict differed and was written."),
        SUGGEST: (
            lambda: suggestions(period, council=council),
            lambda: list(Measurement.objects.select_related("period")),
            "Figures are read once and judged by every rule.",
        ),
        AS_AT: (
            lambda: list(Action.objects.as_at(ago).select_related("lead")),
            all_of_them,
            "The database works out for each action what was known then, in eight subqueries.",
        ),
    }


def bare_sql() -> None:
    """The figures of all quarters as the database gives them, without Django's rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT indicator_id, period_id, actual FROM indicators_measurement")
        cursor.fetchall()


class Town:
    """A council that grows."""

    def __init__(self) -> None:
        from accounts.models import User
        from core.periods import Period
        from indicators.models import IndicatorSet
        from organisation.models import Council, Post
        from organisation.services import reporting_period

        self.chance, self.made = random.Random(2026), 0
        Council.objects.create(pk=1, name="Bench", short_name="Bench", kind="district")
        self.set = IndicatorSet.objects.create(code="LPI", title="Local")
        self.post = Post.objects.create(title="Head of Everything")
        self.person = User.objects.create_user("p@bench.example", "x", name="P")
        newest, self.quarters = Period.parse(NEWEST), []
        for _ in range(QUARTERS):
            self.quarters.append(reporting_period(newest))
            newest = newest.previous
        self.years = [reporting_period(Period.parse(year)) for year in ("2023/24", "2022/23")]
        self.year = reporting_period(Period.parse("2025/26"))

    def grow(self, wanted: int) -> None:
        """Indicators with their figures and as many actions, until there are so many."""
        from actions.models import Action
        from core.records import create_many
        from indicators.models import Benchmark, Indicator, Measurement, StretchTarget
        from indicators.services import judge

        numbers = range(self.made, wanted)
        new = [
            Indicator(
                set=self.set, ref=f"L{n}", sort_key=f"L{n:06}", title="Made up", unit="days", decimal_places=1,
                polarity="lower", frequency="quarterly", aggregation="snapshot",
            )
            for n in numbers
        ]  # fmt: skip
        create_many(new)
        create_many(
            [Measurement(indicator=i, period=q, actual=self.some(), target=24) for i in new for q in self.quarters]
        )
        create_many(
            [
                Benchmark(indicator=i, period=y, group="all England", top=20, median=25, bottom=30, average=25)
                for i in new
                for y in self.years
            ]
        )
        create_many([StretchTarget(indicator=i, period=self.year, without=25, with_agreement=20) for i in new])
        actions = [Action(title=f"Action {n}", lead=self.post, opened_on=date(2025, 4, 1)) for n in numbers]
        create_many(actions)
        self.change_dates(actions)
        judge([indicator.pk for indicator in new])
        self.made = wanted

    def some(self) -> Decimal:
        """Some figure."""
        return Decimal(self.chance.randrange(150, 350)) / 10

    def change_dates(self, actions: list) -> None:
        """The past of each action: two milestones, of which one was moved, and five updates."""
        from actions.models import DateChange, Milestone, Update
        from core.records import create_many

        first, second, later = date(2026, 3, 31), date(2026, 12, 31), date(2027, 3, 31)
        made = [
            Milestone(action=action, order=order, measure="Done", due_on=day, first_due_on=day)
            for action in actions
            for order, day in ((1, first), (2, second))
        ]
        create_many(made)
        at = datetime(2025, 6, 1, 12, tzinfo=UTC)
        create_many(
            [
                DateChange(
                    milestone=milestone, was=milestone.due_on, becomes=later, reason="More time", decision="approved",
                    requested_at=at + timedelta(days=200), decided_at=at + timedelta(days=201),
                )
                for milestone in made[1::2]
            ]
        )  # fmt: skip
        said = ("on_track", "slipped", "on_track", "off_track", "on_track")
        create_many(
            [
                Update(
                    action=action, status=status, words="Work goes on.", by=self.person, at=at + timedelta(days=90 * n)
                )
                for action in actions
                for n, status in enumerate(said)
            ]
        )
