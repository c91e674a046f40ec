"""The effects of the example council's clinics, worked out again from its stored figures by other means."""

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from clinics.models import Clinic
from clinics.reporting import clinic_lines, effect_report, with_everything
from clinics.rules import Verdict
from indicators.models import Measurement

# What the clinics of fixtures/example/clinics.toml led to, by its `then`; the small example has some of the indicators.
BY_HAND = {
    "Calls to the contact centre": {"CU1": "improved", "CU4": "improved"},
    "Missed bins after the new rounds": {"WE2": "improved"},
    "Education, health and care plans": {"ED1": "improved"},
    "Temporary accommodation": {"L1.1": "no_change", "HO7": "declined", "L1.3": "improved"},
    "Complaints and requests for information": {"CO1": "improved", "CO4": "declined"},
    "Sickness and agency spending": {"WF1": "declined", "WF2": "no_change"},
    "Reviews and waits in adult social care": {"AS2": "no_change", "AS1": "declined", "AS6": "improved"},
    "Fly-tipping": {"WE5": "too_early", "WE4": "too_early"},
}
VERDICTS = {
    "Calls to the contact centre": "improved",
    "Missed bins after the new rounds": "improved",
    "Education, health and care plans": "improved",
    "Fly-tipping": "too_early",
}


def naive(clinic: Clinic) -> dict[str, str]:
    """By reference, what came of a clinic: one query a figure, and no rule of the program."""
    sat = min(day for day, why in clinic.sittings.values_list("date", "cancelled_because") if not why)
    found = {}
    for indicator in (link.indicator for link in clinic.clinic_indicators.all()):
        rows = [
            (m.period.starts, m.period.ends, m.period.kind, m.actual.quantize(Decimal(1).scaleb(-indicator.decimal_places), ROUND_HALF_UP))
            for m in Measurement.objects.filter(indicator=indicator, actual__isnull=False).exclude(state="not_applicable")
        ]  # fmt: skip
        earlier = sorted((row for row in rows if row[1] <= sat), key=lambda row: (row[1], row[1] - row[0]))
        if not earlier:
            found[indicator.ref] = "no_baseline"
            continue
        was = earlier[-1]
        later = sorted(row for row in rows if row[0] >= sat and row[2] == was[2])
        if indicator.aggregation in ("flow", "cumulative"):
            parts = {row[0].month: row for row in earlier if row[2] == was[2]}
            later = [row for row in later if row[0].month in parts]
            was = parts[later[-1][0].month] if later else was
        if not later:
            found[indicator.ref] = "too_early"
            continue
        moved = later[-1][3] - was[3]
        better = moved if indicator.polarity == "higher" else -moved
        assert indicator.polarity in ("higher", "lower")
        assert indicator.materiality == 0
        found[indicator.ref] = "improved" if better > 0 else "declined" if better < 0 else "no_change"
    return found


@pytest.fixture
def held(merrowdale):
    return [line for line in clinic_lines(with_everything()) if line.has_sat]


def test_the_effects_are_those_worked_out_by_other_means(held):
    found = {line.clinic.title: {row.indicator.ref: row.measured.effect for row in line.indicators} for line in held}
    assert found == {line.clinic.title: naive(line.clinic) for line in held}
    assert len(found) == 9


def test_the_effects_and_verdicts_are_those_that_the_fixture_says_by_hand(held):
    found = {(line.clinic.title, row.indicator.ref): row.measured.effect for line in held for row in line.indicators}
    known = {(title, ref): effect for title, refs in BY_HAND.items() for ref, effect in refs.items()}
    both = found.keys() & known.keys()
    assert len(both) >= 8
    assert {key: found[key] for key in both} == {key: known[key] for key in both}
    assert {line.clinic.title: line.verdict for line in held if line.clinic.title in VERDICTS} == VERDICTS


def test_every_figure_keeps_to_its_side_of_the_clinic(held):
    for line in held:
        for row in line.indicators:
            measured = row.measured
            assert measured.before.ends <= line.first_date
            assert all(figure.starts >= line.first_date for figure in measured.after)
            assert all(figure.starts < line.first_date < figure.ends for figure in measured.straddling)


def test_a_year_that_ended_before_the_clinic_of_july_2026_is_refused(held):
    refused = {line.clinic.title: line.refused for line in held if line.refused}
    assert set(refused) == {"Fly-tipping"}
    assert refused["Fly-tipping"][0].startswith("2025/26 is not an outcome of the clinic")


def test_the_report_counts_each_clinic_once_in_all(merrowdale, held):
    report = effect_report(merrowdale)
    assert dict(report.total.counts) == Counter(line.verdict for line in held) | dict.fromkeys(
        set(Verdict) - {line.verdict for line in held}, 0
    )
    assert report.total.total == sum(tally.total for tally in report.by_kind) == len(held)
    assert sum(tally.total for tally in report.by_reason) > len(held)
    assert [line.verdict for line in (one.line for one in report.lessons)][:3] == [Verdict.IMPROVED] * 3
    assert report.on == date(2026, 9, 16)
