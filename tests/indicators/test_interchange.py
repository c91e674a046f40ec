"""Every column of the interchange format is taken in, and what somebody saw of a table is what it does."""

import datetime as dt
import hashlib
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.choices import Role
from core.periods import Period
from core.sheets import SheetError
from core.tokens import digits
from indicators.choices import Risk, State, UploadKind
from indicators.imports import IMPORTERS, import_benchmarks, import_content, import_indicators, import_measurements
from indicators.imports.uploads import fingerprint, keep, look_over, take_in
from indicators.models import Alias, Benchmark, Indicator, IndicatorSet, Measurement, PeerFigure, Upload
from indicators.services import judge
from organisation.models import Post, ReportingPeriod
from organisation.services import reporting_period

INDICATOR = {
    "set": "BVPI", "ref": "BV8", "title": "Invoices paid", "unit": "level", "decimal_places": "2", "polarity": "range",
    "frequency": "yearly", "aggregation": "annual", "owner": "Head of Finance", "tolerance": "3%", "theme": "Money",
    "definition": "Paid in 30 days.", "level_names": "None; Some; All", "range_low": "1.5", "range_high": "4.5",
    "materiality": "0.25", "variant_of": "BV7", "variant_name": "As we count", "aliases": "LPI FIN1",
    "within_control": "no", "data_quality_risk": "high", "public": "yes", "name_to_check": "yes",
}  # fmt: skip
MEASUREMENT = {
    "set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "90", "numerator": "9", "denominator": "10",
    "target": "95.5", "forecast": "93.5", "state": "reservation", "reservation": "Not all were counted.",
    "commentary": "Two were lost.", "so_what": "Suppliers wait.", "what_next": "A register.",
    "target_words": "Upper quartile", "target_note": "As last year.", "stated_quartile": "second",
    "stated_band": "3", "stated_by": "The Audit Commission", "title": "x", "unit": "x", "last_year": "x",
    "period_before": "x",
}  # fmt: skip
BENCHMARK = {
    "set": "BVPI", "ref": "BV8", "year": "2006/07", "group": "All England", "top": "96.5", "median": "93.5",
    "bottom": "88.5", "average": "92.5", "n": "388", "provisional": "yes", "source": "Audit Commission",
}  # fmt: skip
PEER = {
    "set": "BVPI", "ref": "BV8", "year": "2006/07", "group": "Districts", "council": "Othertown", "value": "91.5",
    "source": "Their plan",
}  # fmt: skip


@pytest.fixture
def team(person):
    return person(Role.PERFORMANCE)


@pytest.fixture
def finance(db) -> Post:
    return Post.objects.create(title="Head of Finance")


@pytest.fixture
def invoices(council, finance) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    return Indicator.objects.create(set=bvpi, ref="BV8", title="Invoices", unit="%", decimal_places=1, owner=finance)


def table(*rows: dict[str, str]) -> bytes:
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]).encode()


def taken(kind: UploadKind, by, *rows: dict[str, str], confirmed: bool = True):
    found = import_content(kind, table(*rows), "table.csv", by=by, dry_run=False, confirmed=confirmed)
    assert (found.doubts, found.unknown_columns) == ([], [])
    return found


def measured(indicator: Indicator, period: str, value, **more) -> Measurement:
    when = reporting_period(Period.parse(period))
    return Measurement.objects.create(indicator=indicator, period=when, actual=value, **more)


# Columns


def test_every_column_of_an_indicator_is_taken_in(council, finance, team):
    taken(UploadKind.INDICATORS, team, {"set": "BVPI", "ref": "BV7", "title": "Owed"})
    IndicatorSet.objects.create(code="LPI", title="Local")
    assert tuple(INDICATOR) == IMPORTERS[UploadKind.INDICATORS].columns
    taken(UploadKind.INDICATORS, team, INDICATOR)
    made = Indicator.objects.get(ref="BV8")
    assert (made.set.code, made.title, made.unit, made.decimal_places, made.owner, made.tolerance) == (
        "BVPI", "Invoices paid", "level", 2, finance, "3%",
    )  # fmt: skip
    assert (made.polarity, made.frequency, made.aggregation, made.theme, made.definition) == (
        "range", "yearly", "annual", "Money", "Paid in 30 days.",
    )  # fmt: skip
    assert (made.level_names, made.range_low, made.range_high, made.materiality) == (
        "None; Some; All", Decimal("1.5"), Decimal("4.5"), Decimal("0.25"),
    )  # fmt: skip
    assert (made.variant_of.ref, made.variant_name, made.within_control, made.data_quality_risk) == (
        "BV7", "As we count", False, Risk.HIGH,
    )  # fmt: skip
    assert (made.is_public, made.name_to_check) == (True, True)
    assert [str(alias.set.code + " " + alias.ref) for alias in Alias.objects.filter(indicator=made)] == ["LPI FIN1"]


def test_every_column_of_a_measurement_is_taken_in_and_what_a_collection_repeats_is_left(invoices, team):
    assert tuple(MEASUREMENT) == IMPORTERS[UploadKind.MEASUREMENTS].columns
    taken(UploadKind.MEASUREMENTS, team, MEASUREMENT)
    made = Measurement.objects.get()
    assert (made.indicator, str(made.period), made.actual, made.numerator, made.denominator) == (
        invoices, "2006/07", 90, 9, 10,
    )  # fmt: skip
    assert (made.target, made.forecast, made.state, made.reservation) == (
        Decimal("95.5"), Decimal("93.5"), State.RESERVATION, "Not all were counted.",
    )  # fmt: skip
    assert (made.why, made.so_what, made.what_next, made.target_words, made.target_note) == (
        "Two were lost.", "Suppliers wait.", "A register.", "Upper quartile", "As last year.",
    )  # fmt: skip
    assert (made.stated_quartile, made.stated_band, made.stated_by) == ("second", 3, "The Audit Commission")
    invoices.refresh_from_db()
    assert (invoices.title, invoices.unit) == ("Invoices", "%")


def test_every_column_of_a_benchmark_is_taken_in(invoices, team):
    assert tuple(BENCHMARK) == IMPORTERS[UploadKind.BENCHMARKS].columns
    taken(UploadKind.BENCHMARKS, team, BENCHMARK)
    made = Benchmark.objects.get()
    assert (made.indicator, str(made.period), made.group, made.top, made.median, made.bottom, made.average) == (
        invoices, "2006/07", "All England", Decimal("96.5"), Decimal("93.5"), Decimal("88.5"), Decimal("92.5"),
    )  # fmt: skip
    assert (made.n, made.provisional, made.source, made.worked_out) == (388, True, "Audit Commission", False)


def test_every_column_of_another_council_s_figure_is_taken_in(invoices, team):
    assert tuple(PEER) == IMPORTERS[UploadKind.PEERS].columns
    taken(UploadKind.PEERS, team, PEER)
    made = PeerFigure.objects.get()
    assert (made.indicator, str(made.period), made.group, made.council, made.value, made.source) == (
        invoices, "2006/07", "Districts", "Othertown", Decimal("91.5"), "Their plan",
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(UploadKind))
def test_a_table_without_its_needed_columns_is_none(invoices, team, kind):
    needed = IMPORTERS[kind].needed
    for missing in needed:
        rest = ",".join(name for name in needed if name != missing)
        with pytest.raises(SheetError, match=f"has no column {missing}"):
            import_content(kind, f"{rest}\n".encode(), "t.csv", by=team, dry_run=True, confirmed=False)


# What becomes of the state of a figure


@pytest.mark.parametrize(
    ("was", "said", "becomes"),
    [
        ("signed_off", "", "provisional"),
        ("audited", "", "provisional"),
        ("not_applicable", "", "provisional"),
        ("estimate", "", "estimate"),
        ("signed_off", "audited", "audited"),
        ("estimate", "signed_off", "signed_off"),
    ],
)
def test_a_figure_that_takes_another_s_place_is_as_firm_as_the_table_says_else_as_it_can_be(
    invoices, team, was, said, becomes
):
    measured(invoices, "2006/07", None if was == "not_applicable" else 90, state=was)
    taken(
        UploadKind.MEASUREMENTS, team, {"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "91", "state": said}
    )
    assert (Measurement.objects.get().actual, Measurement.objects.get().state) == (91, becomes)


def test_the_same_figure_again_stays_as_firm_as_it_was(invoices, team):
    measured(invoices, "2006/07", 90, state="audited")
    row = {"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "90.0", "commentary": "As before."}
    taken(UploadKind.MEASUREMENTS, team, row)
    assert (Measurement.objects.get().why, Measurement.objects.get().state) == ("As before.", "audited")


def test_other_parts_of_a_rate_make_another_figure_though_it_comes_to_the_same(invoices, team):
    measured(invoices, "2006/07", 90, numerator=9, denominator=10, state="audited")
    row = {"set": "BVPI", "ref": "BV8", "period": "2006/07", "numerator": "18", "denominator": "20"}
    taken(UploadKind.MEASUREMENTS, team, row)
    found = Measurement.objects.get()
    assert (found.actual, found.numerator, found.denominator, found.state) == (90, 18, 20, "provisional")


# What is asked


def test_what_was_asked_of_a_figure_that_changes_is_kept_with_what_was_asked_before(invoices, team):
    measured(invoices, "2005/06", 9)
    measured(invoices, "2006/07", 10, confirmed="Is 10 right?")
    row = {"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "93 days"}
    held_back = taken(UploadKind.MEASUREMENTS, team, row, confirmed=False)
    assert [(one.row, one.column) for one in held_back.questions] == [(2, "value"), (2, "value")]
    assert Measurement.objects.get(period__year=2006).actual == 10
    taken(UploadKind.MEASUREMENTS, team, row)
    found = Measurement.objects.get(period__year=2006)
    assert found.actual == 93
    assert [line.replace("\u00a0", " ") for line in found.confirmed.splitlines()] == [
        "Is 10 right?",
        "“93 days” is in days and the unit is %. Is 93 right?",
        "93.0 % is 10 times last year's 9.0 %. Is it right?",
    ]


def test_a_figure_that_is_only_said_again_is_not_asked_about(invoices, team):
    measured(invoices, "2005/06", 9)
    measured(invoices, "2006/07", 93)
    row = {"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "93 days"}
    assert taken(UploadKind.MEASUREMENTS, team, row).questions == []


# Uploads


def test_an_upload_is_kept_as_it_came_with_the_end_of_a_name_that_is_too_long(invoices, team, today):
    content = table({"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "91"})
    kept = keep(UploadKind.MEASUREMENTS, f"{'a' * 40}{'b' * 146}.csv", content, by=team)
    kept.refresh_from_db()
    assert kept.name == f"{'b' * 146}.csv"
    assert (bytes(kept.content), kept.kind, kept.by, kept.taken_at, localdate(kept.at)) == (
        content, "measurements", team, None, today,
    )  # fmt: skip
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


def test_what_is_no_table_is_not_kept(invoices, team):
    with pytest.raises(SheetError):
        keep(UploadKind.MEASUREMENTS, "letter.csv", b"Dear colleague,\n", by=team)
    assert not Upload.objects.exists()


def test_a_table_that_would_do_something_else_by_now_is_not_taken_in(invoices, team, today):
    stored = measured(invoices, "2006/07", 50)
    content = table({"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "91"})
    upload = keep(UploadKind.MEASUREMENTS, "t.csv", content, by=team)
    seen = fingerprint(look_over(upload, by=team))
    assert fingerprint(look_over(upload, by=team)) == seen
    stored.actual = 60
    stored.save()
    assert take_in(upload, by=team, seen=seen, confirmed=True) is None
    assert (Measurement.objects.get().actual, Upload.objects.get().taken_at) == (60, None)
    found = take_in(upload, by=team, seen=fingerprint(look_over(upload, by=team)), confirmed=True)
    assert (found.changed, Measurement.objects.get().actual) == (1, 91)
    upload.refresh_from_db()
    assert (localdate(upload.taken_at), upload.summary) == (today, "Measurements: 0 new, 1 changed, 0 unchanged.")


def test_a_table_with_questions_waits_until_somebody_confirms_them(invoices, team, today):
    measured(invoices, "2005/06", 9)
    content = table({"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "93"})
    upload = keep(UploadKind.MEASUREMENTS, "t.csv", content, by=team)
    seen = fingerprint(look_over(upload, by=team))
    assert len(take_in(upload, by=team, seen=seen, confirmed=False).questions) == 1
    assert (Measurement.objects.count(), Upload.objects.get().taken_at, Upload.objects.get().summary) == (1, None, "")
    take_in(upload, by=team, seen=seen, confirmed=True)
    assert Measurement.objects.count() == 2


# From a file


@pytest.fixture
def file(tmp_path):
    def write(*rows: dict[str, str]):
        path = tmp_path / "table.csv"
        path.write_bytes(table(*rows))
        return path

    return write


def test_a_file_is_taken_in_with_its_questions_where_nobody_can_be_asked(invoices, file):
    measured(invoices, "2005/06", 9)
    import_measurements(file({"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "93"}))
    assert "Is it right?" in Measurement.objects.get(period__year=2006).confirmed


def test_a_dry_run_of_any_kind_writes_nothing_not_even_a_set_or_a_period(invoices, file):
    import_indicators(file({"set": "NEW", "ref": "N1", "title": "New"}), dry_run=True)
    import_measurements(file({"set": "BVPI", "ref": "BV8", "period": "2011/12", "value": "93"}), dry_run=True)
    import_benchmarks(file(BENCHMARK), dry_run=True)
    assert (IndicatorSet.objects.count(), Indicator.objects.count(), Benchmark.objects.count()) == (1, 1, 0)
    assert not Measurement.objects.exists()
    assert not ReportingPeriod.objects.exists()


def test_the_days_of_an_alias_are_kept(council, finance, team):
    row = INDICATOR | {
        "variant_of": "",
        "variant_name": "",
        "aliases": "BVPI BV8a from 2004-04-01 until 2006-03-31 break",
    }
    taken(UploadKind.INDICATORS, team, row)
    alias = Alias.objects.get()
    assert (alias.ref, alias.starts, alias.ends, alias.break_in_series) == (
        "BV8a", dt.date(2004, 4, 1), dt.date(2006, 3, 31), True,
    )  # fmt: skip


# The collection workbook


QUARTER = "2007/08 Q1"


@pytest.fixture
def collected(invoices, finance, signed_in, today):
    """Asks for the workbook of a quarter as its owner does; its sheet, and its row by its header."""

    def ask():
        Indicator.objects.update(frequency="quarterly")
        answer = signed_in(Role.OFFICER, holds=finance).get(f"{reverse('collection')}?period={QUARTER}")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        return sheet, dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))

    return ask


def test_the_workbook_shows_what_is_known_and_leaves_to_fill_in_what_is_asked(invoices, collected):
    for period, value in (("2006/07 Q1", 91), ("2006/07 Q4", 92)):
        measured(invoices, period, value)
    measured(
        invoices,
        QUARTER,
        93,
        target=95,
        forecast=94,
        state="estimate",
        why="It rose.",
        so_what="Good.",
        what_next="More.",
    )
    sheet, row = collected()
    assert {name: cell.value for name, cell in row.items()} == {
        "set": "BVPI", "ref": "BV8", "title": "Invoices", "unit": "%", "last_year": "91.0\u00a0%",
        "period_before": "92.0\u00a0%", "period": QUARTER, "numerator": None, "denominator": None, "value": 93,
        "target": 95, "forecast": 94, "state": "estimate", "commentary": "It rose.", "so_what": "Good.",
        "what_next": "More.",
    }  # fmt: skip
    open_ones = [name for name, cell in row.items() if not cell.protection.locked]
    assert open_ones == list(row)[7:]
    assert [name for name, cell in row.items() if cell.fill.fill_type == "solid"] == open_ones
    assert {cell.fill.fgColor.rgb for cell in row.values() if cell.fill.fill_type} == {f"00{digits('--to-fill-in')}"}
    assert (sheet.title, sheet.protection.sheet, sheet.freeze_panes) == ("Figures", True, "D2")
    assert all(cell.font.bold for cell in sheet[1])
    assert set(row) <= set(IMPORTERS[UploadKind.MEASUREMENTS].columns)


def test_words_get_wider_columns_than_figures(collected):
    sheet, row = collected()
    width = {name: sheet.column_dimensions[cell.column_letter].width for name, cell in row.items()}
    figures = {width[name] for name in ("numerator", "denominator", "value", "target", "forecast", "state")}
    assert len(figures) == 1
    assert all(width[name] > max(figures) for name in ("ref", "title", "period", "commentary", "so_what", "what_next"))
    assert width["title"] > width["commentary"] > width["so_what"] == width["what_next"] > width["period"]


def test_figures_are_checked_in_the_cells_and_states_chosen_from_a_list(invoices, collected):
    Indicator.objects.create(
        set=invoices.set, ref="BV9", title="Owed", unit="%", owner=invoices.owner, frequency="quarterly"
    )
    sheet, row = collected()
    checks = {one.type: one for one in sheet.data_validations.dataValidation}
    figures = [f"{row[name].column_letter}2:{row[name].column_letter}3" for name in ("numerator", "denominator", "value", "target", "forecast")]  # fmt: skip
    assert sorted(str(checks["decimal"].sqref).split()) == sorted(figures)
    assert str(checks["list"].sqref) == f"{row['state'].column_letter}2:{row['state'].column_letter}3"
    assert (checks["decimal"].errorStyle, checks["decimal"].allow_blank, checks["list"].allow_blank) == (
        "warning", True, True,
    )  # fmt: skip
    assert (checks["decimal"].errorTitle, checks["decimal"].error) == (
        "Is it a figure?", "Write a number without its unit, or n/a where it does not apply.",
    )  # fmt: skip
    assert checks["list"].formula1 == '"estimate,provisional,not_applicable"'
    assert (checks["list"].errorTitle, checks["list"].error) == (
        "State", "Choose one of estimate, provisional, not_applicable.",
    )  # fmt: skip


def test_what_people_have_written_is_text_in_the_workbook_and_no_formula(invoices, collected):
    Indicator.objects.update(title="=1+1")
    measured(invoices, QUARTER, None, why="@SUM(A1)\x07!", so_what="Plain.")
    _, row = collected()
    assert [(row[name].value, row[name].data_type, row[name].quotePrefix) for name in ("title", "commentary", "so_what")] == [
        ("=1+1", "s", True), ("@SUM(A1)!", "s", True), ("Plain.", "s", False),
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "shown"), [("provisional", "provisional"), ("signed_off", None), ("audited", None)])
def test_a_state_that_others_decide_is_not_filled_in(invoices, collected, state, shown):
    measured(invoices, QUARTER, 93, state=state)
    assert collected()[1]["state"].value == shown


def test_of_a_figure_that_nobody_has_reported_no_state_is_filled_in(collected):
    row = collected()[1]
    assert (row["state"].value, row["value"].value, row["commentary"].value) == (None, None, None)


# Definitions


def test_indicators_stand_in_the_order_of_the_table_s_numbers_in_a_set_with_its_full_name(council, team):
    rows = [{"set": code, "ref": ref, "title": "x"} for code, ref in (("ni", "N10"), ("ni", "N9"), ("own", "O1"))]
    taken(UploadKind.INDICATORS, team, *rows)
    assert list(IndicatorSet.objects.order_by("code").values_list("code", "title")) == [
        ("NI", "National indicators"), ("OWN", "OWN"),
    ]  # fmt: skip
    assert list(Indicator.objects.filter(set__code="NI").values_list("ref", flat=True)) == ["N9", "N10"]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"polarity": "range"}, "range_low"),
        ({"polarity": "range", "range_low": "5", "range_high": "4"}, "range_high"),
        ({"decimal_places": "7"}, "decimal_places"),
        ({"variant_of": "BV8"}, "variant_name"),
        ({"title": "x" * 301}, "title"),
        ({"ref": "x" * 31}, "ref"),
        ({"public": "perhaps"}, "public"),
        ({"within_control": "perhaps"}, "within_control"),
    ],
)
def test_what_a_definition_cannot_be_is_doubted_in_its_own_column(invoices, team, cells, column):
    row = {"set": "BVPI", "ref": "BV1", "title": "x"} | cells
    found = import_content(UploadKind.INDICATORS, table(row), "t.csv", by=team, dry_run=False, confirmed=True)
    assert [doubt.column for doubt in found.doubts] == [column]
    assert Indicator.objects.count() == 1


def test_a_definition_that_changes_judges_its_figures_anew(invoices, team):
    stored = measured(invoices, "2006/07", 90, target=95)
    judge([invoices.pk])
    stored.refresh_from_db()
    before = stored.rating
    taken(UploadKind.INDICATORS, team, {"set": "BVPI", "ref": "BV8", "title": "Invoices", "polarity": "lower"})
    stored.refresh_from_db()
    assert (before, stored.rating) == ("amber", "green")


# Measurements


def test_each_doubt_of_a_figure_stands_in_the_column_that_holds_it(invoices, team):
    for cells, column in (
        ({"numerator": "9"}, "denominator"),
        ({"numerator": "9", "denominator": "0"}, "denominator"),
        ({"value": "9", "state": "reservation"}, "reservation"),
        ({"value": "9", "stated_band": "3"}, "stated_by"),
        ({"target_words": "x" * 201}, "target_words"),
        ({"value": "1" * 20}, "value"),
    ):
        row = {"set": "BVPI", "ref": "BV8", "period": "2006/07"} | cells
        found = import_content(UploadKind.MEASUREMENTS, table(row), "t.csv", by=team, dry_run=False, confirmed=True)
        assert {doubt.column for doubt in found.doubts} == {column}, cells
    assert not Measurement.objects.exists()


def test_a_target_that_is_set_is_not_changed_by_a_table(invoices, team):
    measured(invoices, "2006/07", 90, target=95)
    row = {"set": "BVPI", "ref": "BV8", "period": "2006/07", "target": "96"}
    found = import_content(UploadKind.MEASUREMENTS, table(row), "t.csv", by=team, dry_run=False, confirmed=True)
    [doubt] = found.doubts
    assert (doubt.column, doubt.sentence.replace("\u00a0", " ")) == (
        "target",
        "The target for 2006/07 is 95.0 %. A change of it is a decision, which is made under Targets on its page.",
    )
    assert taken(UploadKind.MEASUREMENTS, team, row | {"target": "95"}).unchanged == 1


def test_figures_of_a_year_are_held_against_those_of_the_same_table_and_of_the_year_before(invoices, team):
    Indicator.objects.update(aggregation="cumulative", frequency="quarterly", unit="number")
    measured(invoices, "2007/08 Q1", 50)
    rows = [{"set": "BVPI", "ref": "BV8", "period": f"2007/08 Q{n}", "value": str(v)} for n, v in ((2, 60), (3, 55))]
    found = taken(UploadKind.MEASUREMENTS, team, *rows)
    assert [(one.row, one.column) for one in found.questions] == [(3, "value")]
    assert Measurement.objects.get(period__number=3).confirmed == found.questions[0].sentence
    assert Measurement.objects.get(period__number=2).confirmed == ""


def test_the_verdicts_of_figures_that_rest_on_a_new_one_are_worked_out_with_it(invoices, team):
    later = measured(invoices, "2007/08", 92)
    judge([invoices.pk])
    later.refresh_from_db()
    was, version = later.direction, later.version
    taken(UploadKind.MEASUREMENTS, team, {"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "91"})
    later.refresh_from_db()
    assert (was, later.direction) == ("no_comparison", "improved")
    assert later.version == version, "it was not changed by anybody"


# Thresholds and others' figures


def test_thresholds_judge_the_figures_of_their_indicator(invoices, team):
    stored = measured(invoices, "2006/07", 97)
    taken(UploadKind.BENCHMARKS, team, BENCHMARK)
    stored.refresh_from_db()
    assert stored.quartile == "best"


def test_thresholds_that_were_worked_out_are_no_thresholds_that_a_table_changes(invoices, team):
    rows = [PEER | {"council": f"Council {n}", "value": str(n)} for n in range(10, 19)]
    taken(UploadKind.PEERS, team, *rows)
    assert Benchmark.objects.get().worked_out
    found = taken(UploadKind.BENCHMARKS, team, BENCHMARK | {"group": "Districts"})
    assert (found.new, found.changed) == (1, 0)
