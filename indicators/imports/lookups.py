"""What rows name: sets, indicators, posts and periods, each read once."""

from __future__ import annotations

from core.periods import Period, PeriodError
from core.sheets import Row
from indicators.models import Alias, Indicator
from organisation.models import Council, Post, PostAlias, ReportingPeriod
from organisation.services import new_period


class Indicators:
    """Indicators by set and reference, aliases included, whatever their capitals and spaces. Two queries."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Indicator] = {}
        self.named: dict[tuple[str, str], Indicator | None] = {}
        everything = {indicator.pk: indicator for indicator in Indicator.objects.select_related("set", "owner")}
        for code, ref, pk in Alias.objects.values_list("set__code", "ref", "indicator"):
            self.found[self.key(code, ref)] = everything[pk]
        for indicator in everything.values():
            self.found[self.key(indicator.set.code, indicator.ref)] = indicator

    @staticmethod
    def key(code: str, ref: str) -> tuple[str, str]:
        """How a reference is looked up."""
        return code.upper(), ref.replace(" ", "").upper()

    def named_by(self, row: Row) -> Indicator | None:
        """The indicator that a row names; None where there is none. What is written alike is looked up once."""
        written = row.cells["set"], row.cells["ref"]
        if written not in self.named:
            self.named[written] = self.found.get(self.key(row.text("set"), row.text("ref")))
        return self.named[written]

    def of(self, row: Row) -> Indicator | None:
        """The indicator that a row is about; a doubt where there is none."""
        if known := self.named_by(row):
            return known
        code, ref = row.text("set", needed=True), row.text("ref", needed=True)
        found = self.found.get(self.key(code, ref))
        if code and ref and found is None:
            row.doubt("ref", f"There is no indicator {ref} in {code}. Import it first, or correct the reference.")
        return found


class Posts:
    """Posts by title or alias, whatever their capitals. Two queries."""

    def __init__(self) -> None:
        self.found = {post.title.lower(): post for post in Post.objects.all()}
        self.found |= {alias.text.lower(): alias.post for alias in PostAlias.objects.select_related("post")}

    def of(self, row: Row, column: str) -> Post | None:
        """The post that a cell names; a doubt where there is none of that title."""
        name = row.text(column)
        found = self.found.get(name.lower())
        if name and found is None:
            row.doubt(column, f"There is no post “{name}”. Make it under “Posts”, or correct its title.")
        return found


class Periods:
    """Rows of periods. Two queries; a period that is new is stored only when something is."""

    def __init__(self) -> None:
        self.council = Council.objects.first()
        self.found: dict[Period, ReportingPeriod] = {row.period: row for row in ReportingPeriod.objects.all()}

    def named_by(self, row: Row) -> ReportingPeriod | None:
        """The row of the period that a row names; None where there is none."""
        try:
            return self.found.get(Period.parse(row.cells["period"]))
        except PeriodError:
            return None

    def of(self, period: Period) -> ReportingPeriod:
        """The row of a period; a new one is not stored yet."""
        if period not in self.found:
            self.found[period] = new_period(period, self.council)
        return self.found[period]

    def store(self) -> None:
        """Store those that are new."""
        for row in self.found.values():
            if row.pk is None:
                row.save()
