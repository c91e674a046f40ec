"""The pages on the effect of clinics: counts with what they are of, the lessons library, the summary, the programme."""

import io
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape

import page as gate
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from clinics.models import Clinic, ClinicIndicator, Sitting, Trigger
from clinics.reporting import clinic_lines, effect_report, programme, with_everything, years_of_clinics
from clinics.rules import Effect, Verdict
from clinics.services import fix_baselines
from core.periods import Period
from indicators.models import Alias, Indicator, IndicatorSet, Measurement, Restatement
from organisation.models import Council, Directorate, Post
from organisation.services import reporting_period

pytestmark = pytest.mark.one_database

ON = date(2010, 6, 1)
NBSP = "\u00a0"


@pytest.fixture
def bvpi(council, settings):
    settings.COUNCIL_TODAY = ON
    return IndicatorSet.objects.create(code="BVPI", title="Best Value")


@pytest.fixture
def indicator(bvpi):
    def make(ref: str, *values, owner: Post | None = None, **facts) -> Indicator:
        """With a figure for 2005/06 and, where given, one each for the years after 2006/07."""
        made = Indicator.objects.create(
            set=bvpi, ref=ref, title=f"Title of {ref}", owner=owner, **{"unit": "%", "polarity": "higher"} | facts
        )
        for year, value in zip(("2005/06", "2007/08", "2008/09"), values, strict=False):
            Measurement.objects.create(indicator=made, period=reporting_period(Period.parse(year)), actual=value)
        return made

    return make


@pytest.fixture
def clinic(bvpi):
    def make(
        title: str, *indicators: Indicator, rules=("off_target",), sat: date = date(2006, 10, 5), **facts
    ) -> Clinic:
        made = Clinic.objects.create(title=title, **{"state": "held"} | facts)
        Sitting.objects.create(clinic=made, date=sat)
        for one in indicators:
            ClinicIndicator.objects.create(clinic=made, indicator=one)
        for rule in rules:
            Trigger.objects.create(clinic=made, rule=rule, sentence="x")
        fix_baselines(made)
        return made

    return make


@pytest.fixture
def post(bvpi):
    return lambda title, directorate: Post.objects.create(
        title=title, directorate=Directorate.objects.get_or_create(name=directorate)[0]
    )


@pytest.fixture
def reader(signed_in):
    return signed_in(Role.VIEWER)


def words(reader, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(answer.content.decode()).replace(NBSP, " ").split())


@pytest.fixture
def town(indicator, clinic, post):
    """Three clinics that can be judged, one that is too early, one without an indicator, and one that has not sat."""
    homes, streets = post("Head of Housing", "Housing"), post("Head of Streets", "Streets")
    better = clinic("Rents", indicator("H1", 90, 92, owner=homes), rules=("off_target", "declined_three"),
                    lessons="Ask **early**.", kind="directorate")  # fmt: skip
    clinic("Bins", indicator("S1", 50, 40, owner=streets))
    clinic("Both", indicator("H2", 90, 92, owner=homes), indicator("S2", 50, 40, owner=streets))
    clinic("New", indicator("H3", 90, owner=homes), outcome="Nothing yet")
    clinic("Transport costs")
    Clinic.objects.create(title="Wanted")
    action = Action.objects.create(title="Telephone every tenant", lead=homes, status="on_track")
    better.clinic_actions.create(action=action)
    return better


def test_counts_say_of_how_many_that_can_be_judged_and_of_all(town, reader):
    html = words(reader, "/clinics/effect/")
    assert "1 of 3 that can be judged improved; 3 of 5 that have sat can be judged." in html
    assert html.count("Before and after is not proof of cause.") == 1
    assert html.index("Before and after is not proof of cause.") < html.index("By reason")


def test_a_clinic_in_two_directorates_stands_in_both_and_is_counted_once_in_all(town):
    report = effect_report(ON)
    rows = {tally.label: (tally.total, tally.improved, tally.judged) for tally in report.by_body}
    assert rows == {"Housing": (3, 1, 2), "Streets": (2, 0, 2), "No indicator": (1, 0, 0)}
    assert (report.total.total, report.total.judged) == (5, 3)
    assert {tally.label: tally.total for tally in report.by_kind} == {"Corporate": 4, "Directorate": 1}
    assert {tally.label: tally.total for tally in report.by_reason} == {
        "Off target this period, beyond tolerance": 5,
        "Declined three periods running": 1,
    }


def test_the_verdicts_of_the_clinics(town):
    assert {one.line.clinic.title: one.line.verdict for one in effect_report(ON).lessons} == {
        "Rents": Verdict.IMPROVED,
        "Both": Verdict.MIXED,
        "Bins": Verdict.DECLINED,
        "New": Verdict.TOO_EARLY,
        "Transport costs": Verdict.NOT_MEASURABLE,
    }


def test_the_library_shows_what_was_tried_and_learned_those_that_improved_first(town, reader):
    html = words(reader, "/clinics/effect/")
    library = html[html.index("Lessons library") :]
    assert [library.index(f">{title}<") for title in ("Rents", "Both", "Bins", "New")] == sorted(
        library.index(f">{title}<") for title in ("Rents", "Both", "Bins", "New")
    )
    assert "Telephone every tenant" in library
    assert "<strong>early</strong>" in library
    assert "2 percentage points better. Before, 90 % in 2005/06; first since, 92 % in 2007/08." in library


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("q=tenant", ["Rents"]),
        ("q=TELEPHONE+early", ["Rents"]),
        ("q=h2", ["Both"]),
        ("q=nothing+yet", ["New"]),
        ("q=nowhere", []),
        ("effect=declined", ["Bins"]),
        ("kind=directorate", ["Rents"]),
        ("reason=declined_three", ["Rents"]),
        ("directorate=none", ["Transport costs"]),
        ("effect=magic", []),
        ("", ["Rents", "Both", "Bins", "New", "Transport costs"]),
    ],
)
def test_the_library_is_searched_and_filtered(town, reader, query, wanted):
    rows = reader.get(f"/clinics/effect/?{query}&_export=json").json()
    assert list(dict.fromkeys(row["Clinic"] for row in rows)) == wanted


def test_a_filter_leaves_the_counts_alone(town, reader):
    html = words(reader, "/clinics/effect/?effect=declined")
    assert "3 of 5 that have sat can be judged" in html
    assert "1 clinic of 5 with these filters" in html


def test_a_file_has_a_row_for_each_indicator_and_no_formula(town, reader, clinic):
    clinic("=1+1", lessons="@x")
    rows = reader.get("/clinics/effect/?_export=json").json()
    assert [row["Indicator"] for row in rows if row["Clinic"] == "Both"] == ["H2", "S2"]
    assert "'=1+1" in reader.get("/clinics/effect/?_export=csv").content.decode()
    assert reader.get("/clinics/effect/?_export=pdf").status_code == 404


def test_without_a_clinic_the_page_says_what_comes_next(council, reader):
    html = words(reader, "/clinics/effect/")
    assert "No clinic has sat yet." in html
    assert "/clinics/suggested/" in html


def test_a_clinic_that_sits_tomorrow_has_not_sat(town, clinic):
    clinic("Tomorrow", sat=date(2010, 6, 2))
    assert effect_report(ON).total.total == 5


# What the figures of a clinic were when it sat


def test_a_new_definition_between_before_and_after_is_shown_and_not_counted(indicator, clinic, reader, bvpi):
    rents = indicator("H1", 90, 92)
    Alias.objects.create(indicator=rents, set=bvpi, ref="OLD", ends=date(2007, 3, 31), break_in_series=True)
    made = clinic("Rents", rents)
    (row,) = clinic_lines(with_everything())[0].indicators
    assert (row.measured.effect, row.broken) == (Effect.NOT_COMPARABLE, f"92{NBSP}% in 2007/08")
    html = words(reader, made.get_absolute_url())
    assert "The definition changed on 1 April 2007: 92 % in 2007/08 does not compare" in html
    assert "Not comparable" in html


def test_an_alias_without_a_break_counts_nothing_out(indicator, clinic, bvpi):
    rents = indicator("H1", 90, 92)
    Alias.objects.create(indicator=rents, set=bvpi, ref="A", starts=date(2007, 4, 1))
    clinic("Rents", rents)
    assert clinic_lines(with_everything())[0].verdict == Verdict.IMPROVED


def restate(measurement: Measurement, was: str, on: date, by: User) -> None:
    at = timezone.make_aware(datetime.combine(on, time(12)))
    Restatement.objects.create(
        measurement=measurement, was=Decimal(was), became=measurement.actual, reason="x", by=by, at=at
    )


def test_a_baseline_that_was_restated_later_says_what_it_was_on_the_day(indicator, clinic, person, reader):
    rents = indicator("H1", 90, 92)
    made = clinic("Rents", rents)
    baseline = made.clinic_indicators.get().baseline
    by = person(Role.PERFORMANCE)
    restate(baseline, "70", date(2006, 10, 4), by)
    assert clinic_lines(with_everything())[0].indicators[0].measured.restated == ""
    restate(baseline, "95", date(2006, 11, 1), by)
    restate(baseline, "93", date(2006, 12, 1), by)
    assert "was 95 % on the day of the clinic and was restated on 1 November 2006: it is 90 % now" in words(
        reader, made.get_absolute_url()
    )


def test_the_baseline_stays_the_one_that_was_fixed(indicator, clinic):
    rents = indicator("H1", 90)
    made = clinic("Rents", rents, sat=date(2007, 5, 9))
    Measurement.objects.create(indicator=rents, period=reporting_period(Period.parse("2006/07")), actual=80)
    (row,) = clinic_lines(with_everything())[0].indicators
    assert row.before == f"90{NBSP}% in 2005/06"
    assert "80\u00a0% in 2006/07 ended before the clinic too" in row.measured.sentence
    assert made.clinic_indicators.get().baseline.period.period == Period.parse("2005/06")


def test_what_does_not_apply_is_no_figure(indicator, clinic):
    rents = indicator("H1", 90, 92)
    rents.measurements.filter(actual=92).update(state="not_applicable")
    clinic("Rents", rents)
    assert clinic_lines(with_everything())[0].verdict == Verdict.TOO_EARLY


# What is counted of a year


def test_what_is_scheduled_needs_not_be_called_and_what_is_cancelled_counts_for_nothing(clinic):
    clinic("Held", sat=date(2010, 4, 20))
    clinic("Coming", sat=date(2010, 9, 1), state="scheduled")
    clinic("Gone by", sat=date(2010, 5, 1), state="scheduled")
    clinic("Cancelled", sat=date(2010, 5, 2), state="cancelled", cancelled_because="x")
    Clinic.objects.create(title="Agreed", state="agreed")
    found = programme(Period.parse("2010/11"), ON, 4)
    assert (found.held, found.scheduled, found.to_call, found.pro_rata) == (1, 2, 1, 0)
    assert [one.title for one in found.waiting] == ["Agreed"]
    assert found.by_kind == (("Corporate", 1, 2),)
    assert [year.year for year in years_of_clinics(ON)] == [2011, 2010]


def test_more_than_wanted_leaves_none_to_call(clinic):
    for day in (1, 2, 3):
        clinic(f"Clinic {day}", sat=date(2010, 4, day))
    assert programme(Period.parse("2010/11"), ON, 2).to_call == 0


# The summary, of the demonstration: from here on its data stay until the last test of the file


def test_the_summary_tells_outcome_effect_and_refused_years(as_, rotherham):
    html = words(as_("viewer"), "/clinics/summary/")
    assert html.index("Safer Rotherham Partnership") < html.index("Housing benefit claims")
    assert "Partly before, not counted: 26.76 days in 2007/08 Q1." in html
    assert html.count("2006/07 is not an outcome of the clinic") == 3


def test_the_summary_as_at_a_past_day_has_what_had_sat_by_then(as_, rotherham):
    html = words(as_("viewer"), "/clinics/summary/?on=2006-11-05")
    assert "3 clinics." in html
    assert "Housing benefit claims" not in html


@pytest.mark.parametrize(("asked", "said"), [("2007-09-11", "has not come yet"), ("soon", "not a date")])
def test_a_day_that_cannot_be_asked_for_is_said(as_, rotherham, asked, said):
    html = words(as_("viewer"), f"/clinics/summary/?on={asked}")
    assert said in html
    assert "Housing benefit claims" not in html


def test_a_day_before_any_clinic_says_so(as_, rotherham):
    assert "No clinic had sat by 1 April 2006." in words(as_("viewer"), "/clinics/summary/?on=2006-04-01")


def test_the_summary_as_a_workbook_has_a_row_a_clinic_and_holds_no_formula(as_, rotherham):
    Clinic.objects.filter(title="Customer complaints").update(title="=cmd")  # no history is wanted in a test
    answer = as_("viewer").get("/clinics/summary.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (
        "Performance clinic", "Kind", "Reason for clinic", "Date", "Update on progress", "Outcome", "Measured effect",
    )  # fmt: skip
    assert len(rows) == 11
    (complaints,) = [cell for cell in sheet["A"] if cell.value == "=cmd"]
    assert (complaints.data_type, complaints.quotePrefix) == ("s", True)
    assert "2006/07 is not an outcome of the clinic" in rows[complaints.row - 1][6]


@pytest.mark.paper
@pytest.mark.parametrize("name", ["effect", "summary"])
def test_the_reports_on_paper_pass_the_gate_of_pdf_ua(as_, rotherham, name, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(as_("viewer").get(f"/clinics/{name}.pdf").content)
    assert gate.validate_pdf(str(file), profile="ua1").failures == []


# The programme


def test_the_programme_stands_against_what_the_council_means_to_hold(as_, rotherham):
    html = words(as_("viewer"), "/clinics/programme/")
    assert (
        "3 of 10 held by 10 September 2007; 0 scheduled; 7 still to be called. Spread evenly over the year, "
        "4 would have been held in the 5 months that have ended." in html
    )


def test_a_year_that_is_over_says_how_many_were_missing(as_, rotherham):
    assert "7 of 10 held by 31 March 2007: 3 short of what the council meant to hold." in words(
        as_("viewer"), "/clinics/programme/?year=2006/07"
    )


def test_without_a_number_of_clinics_a_year_none_is_invented(as_, rotherham):
    Council.objects.update(clinics_a_year=None)
    html = words(as_("viewer"), "/clinics/programme/")
    assert "3 clinics held in 2007/08 by 10 September 2007. The council has set no number of clinics a year." in html
    assert "still to be called" not in html
    assert "<progress" not in html


def test_a_year_without_such_a_place_in_the_list_is_said(as_, rotherham):
    assert "There is no such choice." in words(as_("viewer"), "/clinics/programme/?year=1066/67")
