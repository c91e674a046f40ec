import csv
import io

import pytest

from indicators.choices import Direction, Moved, Quartile
from indicators.models import Measurement
from indicators.reporting.scorecard import find, periods_held
from indicators.reporting.travel import TravelPack, travel_pack

pytestmark = pytest.mark.usefixtures("rotherham")
PAGE = "/indicators/direction-of-travel/"

PLACED = {
    # ref: quartile in 2005/06, in 2006/07, and the movement between them
    "BV78a": (Quartile.BEST, Quartile.SECOND, Moved.FELL),
    "BV127a": (Quartile.THIRD, Quartile.THIRD, Moved.STAYED),
    "BV128a": (Quartile.WORST, Quartile.WORST, Moved.STAYED),
    "BV8": (Quartile.SECOND, Quartile.SECOND, Moved.STAYED),
    "BV11c": (Quartile.THIRD, Quartile.SECOND, Moved.ROSE),
}


@pytest.fixture
def pack(rotherham) -> TravelPack:
    """2006/07 with five indicators placed in both years and no other."""
    Measurement.objects.update(quartile=Quartile.UNKNOWN, movement=Moved.NOT_KNOWN)
    for ref, (before, now, movement) in PLACED.items():
        of = Measurement.objects.filter(indicator__ref=ref, period__kind="year")
        of.filter(period__year=2005).update(quartile=before)
        of.filter(period__year=2006).update(quartile=now, movement=movement)
    return travel_pack(find(periods_held(), "2006/07"), rotherham)


def refs(finding) -> list[str]:
    return [one.line.ref for one in finding.lines]


def test_the_cross_table_counts_last_year_down_and_this_year_across(pack):
    assert pack.cross.columns == ("Best quartile", "2nd quartile", "3rd quartile", "Worst quartile", "Not known")
    assert [(row.title, row.counts, row.total) for row in pack.cross.rows] == [
        ("Best quartile", (0, 1, 0, 0, 0), 1),
        ("2nd quartile", (0, 1, 0, 0, 0), 1),
        ("3rd quartile", (0, 1, 1, 0, 0), 2),
        ("Worst quartile", (0, 0, 0, 1, 0), 1),
        ("Not known", (0, 0, 0, 0, 33), 33),
    ]
    assert (pack.cross.totals.counts, pack.cross.totals.total) == ((0, 3, 1, 1, 33), 38)
    assert pack.total == 38


def test_who_rose_who_fell_and_who_stood_still_in_the_lower_half(pack):
    rose, fell, still = pack.positions
    assert (refs(rose), refs(fell), refs(still)) == (["BV11c"], ["BV78a"], ["BV127a", "BV128a"])
    assert rose.counted == "1 of 5 whose movement is known (20.0\u00a0%)"
    assert still.counted == "2 of 5 whose movement is known (40.0\u00a0%)"


def test_improved_and_declined_are_counted_of_those_that_compare(pack):
    counted = {finding.title: finding.counted for finding in pack.directions}
    assert counted == {
        "Improved": "7 of 17 that compare with 2005/06 (41.2\u00a0%)",
        "Declined": "8 of 17 that compare with 2005/06 (47.1\u00a0%)",
        "No change": "2 of 17 that compare with 2005/06 (11.8\u00a0%)",
    }
    assert refs(pack.directions[2]) == ["BV8", "BV175"]


def test_what_has_no_comparison_is_said_with_its_reason(pack):
    assert pack.without_comparison.counted == "21 of 38 in all (55.3\u00a0%)"
    reasons = {one.line.ref: one.line.direction_reason for one in pack.without_comparison.lines}
    assert reasons["BV17a"] == "No figure for 2005/06 to compare with."
    assert reasons["BV12"] == "No figure for 2006/07 to compare."


def test_context_indicators_are_counted_apart_and_what_does_not_apply_not_at_all(rotherham, pack):
    year = Measurement.objects.filter(period__kind="year", period__year=2006)
    year.filter(indicator__ref="BV174").update(direction=Direction.DOWN)
    year.filter(indicator__ref="BV175").update(rating="not_applicable")
    again = travel_pack(find(periods_held(), "2006/07"), rotherham)
    counted = {finding.title: finding.counted for finding in again.directions}
    assert counted["Improved"] == "6 of 15 that compare with 2005/06 (40.0\u00a0%)"
    assert counted["Down"] == "1 of 1 for context, where neither way is better (100.0\u00a0%)"
    assert again.total == 37


def test_the_first_year_has_nothing_to_compare_with(rotherham):
    first = travel_pack(find(periods_held(), "2004/05"), rotherham)
    assert first.directions[0].counted == "0 of 0 that compare with 2003/04"
    assert first.without_comparison.whole == len(first.without_comparison.lines)


def test_the_page_shows_the_pack_and_gives_it_as_a_file(as_, pack):
    viewer = as_("viewer")
    html = viewer.get(PAGE).content.decode()
    assert '<h1 class="govuk-heading-l">Direction of travel 2006/07</h1>' in html
    assert "2 of 5 whose movement is known (40.0\u00a0%)" in html
    assert 'href="/indicators/BVPI/BV78a/"' in html
    answer = viewer.get(f"{PAGE}?year=2006/07&_export=csv")
    rows = {row["ref"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    fallen = rows["BV78a"]
    assert (fallen["quartile_before"], fallen["quartile"], fallen["movement"]) == ("best", "second", "fell")
    assert (fallen["direction"], fallen["change"]) == ("declined", "2.962963")
    assert len(rows) == 38
    assert len(viewer.get(f"{PAGE}?_export=json").json()) == 38
    assert answer["Content-Disposition"] == 'attachment; filename="direction-of-travel-2006-07.csv"'


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("year=1999/00", "No figures or targets are held for 1999/00."),
        (
            "year=2007/08 Q1",
            "No figures or targets are held for 2007/08 Q1. Ask for one that has some, such as 2006/07.",
        ),
        ("year=last", "“last” is not a period."),
        ("_export=doc", "The pack is exported as csv, xlsx, json, not as doc."),
    ],
)
def test_a_year_or_format_that_does_not_exist_is_a_clear_page(as_, query, sentence):
    answer = as_("viewer").get(f"{PAGE}?{query}")
    assert answer.status_code == 404
    assert sentence in answer.content.decode()
