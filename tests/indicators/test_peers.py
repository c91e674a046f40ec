"""Quartiles worked out here from the figures of other councils."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from core.periods import Period
from indicators.choices import UploadKind
from indicators.imports import import_benchmarks, import_content, import_file, import_indicators, import_peers
from indicators.models import Benchmark, Indicator, IndicatorSet, Measurement, PeerFigure, Upload
from indicators.services import judge
from organisation.services import reporting_period

GROUP = "Neighbours"
HEADER = "set,ref,year,group,council,value,source\n"


@pytest.fixture
def invoices(council) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    return Indicator.objects.create(set=bvpi, ref="BV8", title="Invoices", unit="%", decimal_places=1)


@pytest.fixture
def write(tmp_path):
    def write(text: str):
        path = tmp_path / "file.csv"
        path.write_text(text)
        return path

    return write


def year(of: str = "2006/07"):
    return reporting_period(Period.parse(of))


def peers(indicator: Indicator, count: int, group: str = GROUP, of: str = "2006/07") -> list[PeerFigure]:
    """Councils with 10, 20, 30, …"""
    return [
        PeerFigure.objects.create(
            indicator=indicator,
            period=year(of),
            group=group,
            council=f"Council {n}",
            value=10 * n,
            source="Their pages",
        )
        for n in range(1, count + 1)
    ]


def table(count: int, first: int = 1, of: str = "2006/07") -> str:
    return HEADER + "".join(
        f"BVPI,BV8,{of},{GROUP},Council {n},{10 * n},Their pages\n" for n in range(first, count + 1)
    )


def doubts(outcome) -> list[str]:
    return [str(doubt) for doubt in outcome.doubts]


# Worked out


def test_nine_councils_make_thresholds_an_average_and_their_number(invoices):
    peers(invoices, 9)
    judge([invoices.pk])
    made = Benchmark.objects.get()
    assert (made.top, made.median, made.bottom, made.average, made.n) == (70, 50, 30, 50, 9)
    assert (made.worked_out, made.group, made.period, made.source) == (True, GROUP, year(), "Their pages")


@pytest.mark.parametrize(("count", "made"), [(7, 0), (8, 1)])
def test_fewer_than_eight_councils_make_none(invoices, count, made):
    peers(invoices, count)
    judge()
    assert Benchmark.objects.count() == made


def test_a_council_without_a_figure_is_not_counted(invoices):
    *_, last = peers(invoices, 8)
    last.value = None
    last.save()
    judge()
    assert not Benchmark.objects.exists()


def test_an_average_keeps_the_precision_at_which_figures_are_stored(invoices):
    *_, last = peers(invoices, 9)
    last.value = Decimal(91)
    last.save()
    judge()
    assert Benchmark.objects.get().average == Decimal("50.111111")


def test_groups_and_years_are_worked_out_apart_and_capitals_do_not_make_another_group(invoices):
    peers(invoices, 8)
    peers(invoices, 9, of="2005/06")
    peers(invoices, 7, group="Others")
    added = PeerFigure(indicator=invoices, period=year(), group="NEIGHBOURS", council="Ninth", value=90)
    added.save()
    judge()
    assert sorted(Benchmark.objects.values_list("group", "period__year", "n")) == [(GROUP, 2005, 9), (GROUP, 2006, 9)]


def test_where_the_eighth_figure_goes_the_benchmark_goes_and_its_history_stays(invoices):
    *_, last = peers(invoices, 8)
    judge()
    last.delete()
    judge([invoices.pk])
    assert not Benchmark.objects.exists()
    assert list(Benchmark.history.values_list("history_type", flat=True)) == ["-", "+"]


def test_a_changed_figure_changes_the_benchmark_with_a_line_of_history(invoices):
    *_, last = peers(invoices, 9)
    judge()
    last.value = 900
    last.save()
    judge()
    made = Benchmark.objects.get()
    assert (made.average, made.version, made.history.count()) == (140, 2, 2)
    judge()
    assert made.history.count() == 2


def test_published_thresholds_stand_and_take_the_place_of_those_worked_out(invoices):
    peers(invoices, 9)
    judge()
    published = Benchmark.objects.create(indicator=invoices, period=year(), group="neighbours", top=99)
    judge()
    assert list(Benchmark.objects.all()) == [published]
    published.refresh_from_db()
    assert (published.top, published.median, published.version) == (99, None, 1)
    published.delete()
    judge()
    assert Benchmark.objects.get().worked_out


def test_an_import_of_published_thresholds_takes_their_place_and_nothing_of_them_lingers(invoices, write):
    peers(invoices, 9)
    judge()
    assert import_benchmarks(write(f"set,ref,year,group,top\nBVPI,BV8,2006/07,{GROUP},99\n")).new == 1
    held = Benchmark.objects.get()
    assert (held.top, held.median, held.n, held.worked_out) == (99, None, None, False)


def test_where_lower_becomes_better_the_thresholds_turn_round(invoices, write):
    peers(invoices, 9)
    judge()
    import_indicators(write("set,ref,title,polarity\nBVPI,BV8,Invoices,lower\n"))
    made = Benchmark.objects.get()
    assert (made.top, made.bottom) == (30, 70)
    import_indicators(write("set,ref,title,polarity\nBVPI,BV8,Invoices,neutral\n"))
    assert not Benchmark.objects.exists()


def test_a_figure_is_placed_by_the_council_s_own_group(invoices, council):
    council.comparator_group = GROUP
    council.save()
    Benchmark.objects.create(indicator=invoices, period=year(), group="All England", top=99, median=98, bottom=97)
    peers(invoices, 9)
    measurement = Measurement.objects.create(indicator=invoices, period=year(), actual=70)
    judge()
    measurement.refresh_from_db()
    assert measurement.quartile_reason == "Best quartile (Neighbours, 2006/07, worked out here from 9\u00a0councils)."
    assert (measurement.quartile_group, measurement.quartile_year) == (GROUP, "2006/07")


def test_of_two_other_groups_the_published_one_places(invoices):
    peers(invoices, 9)
    Benchmark.objects.create(indicator=invoices, period=year(), group="All England", top=99, median=98, bottom=97)
    measurement = Measurement.objects.create(indicator=invoices, period=year(), actual=70)
    judge()
    measurement.refresh_from_db()
    assert measurement.quartile_group == "All England"


def test_checking_finds_a_benchmark_that_is_not_what_its_councils_say(invoices, capsys):
    peers(invoices, 9)
    judge()
    call_command("rejudge", "--check")
    Benchmark.objects.update(top=1)
    assert [str(row) for row in judge(store=False)] == ["BV8, Neighbours, 2006/07"]
    assert Benchmark.objects.get().top == 1
    judge()
    call_command("rejudge", "--check")


def test_our_own_figure_is_no_peer(invoices):
    figure = PeerFigure(indicator=invoices, period=year(), group=GROUP, council="anytown council", value=1)
    with pytest.raises(ValidationError, match="anytown council is this council: its own figure is a measurement"):
        figure.full_clean()


def test_a_council_has_one_figure_in_a_group_and_year_whatever_the_capitals(invoices):
    peers(invoices, 1)
    again = PeerFigure(indicator=invoices, period=year(), group=GROUP.upper(), council="COUNCIL 1", value=1)
    with pytest.raises(ValidationError, match="This council's figure for this year is here already"):
        again.full_clean()


def test_published_thresholds_may_be_entered_beside_those_worked_out_but_not_twice(invoices):
    peers(invoices, 9)
    judge()
    published = Benchmark(indicator=invoices, period=year(), group=GROUP, top=99)
    published.full_clean()
    published.save()
    with pytest.raises(ValidationError, match="thresholds for this year are here already"):
        Benchmark(indicator=invoices, period=year(), group=GROUP, top=99).full_clean(exclude={"worked_out"})


# Imported


def test_figures_of_councils_come_in_with_their_quartiles(invoices, write):
    Measurement.objects.create(indicator=invoices, period=year(), actual=Decimal(65))
    assert str(import_peers(write(table(9)))) == "Figures of other councils: 9 new, 0 changed, 0 unchanged."
    assert Benchmark.objects.get().n == 9
    assert set(PeerFigure.objects.values_list("source", flat=True)) == {"Their pages"}
    assert Measurement.objects.get().quartile == "second"


def test_the_same_table_again_changes_nothing(invoices, write):
    import_peers(write(table(9)))
    outcome = import_peers(write(table(9).replace("Neighbours", "NEIGHBOURS")))
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 9)
    assert set(PeerFigure.objects.values_list("version", flat=True)) == {1}
    assert Benchmark.objects.get().version == 1


def test_a_changed_figure_is_counted_and_worked_in(invoices, write):
    import_peers(write(table(9)))
    outcome = import_peers(write(table(9).replace("Council 9,90", "Council 9,900")))
    assert (outcome.changed, outcome.unchanged) == (1, 8)
    assert Benchmark.objects.get().average == 140
    assert PeerFigure.objects.get(council="Council 9").history.count() == 2


@pytest.mark.parametrize("nothing", ["", ".", "-"])
def test_no_value_yet_leaves_what_is_stored(invoices, write, nothing):
    import_peers(write(table(8)))
    assert import_peers(write(f"{HEADER}BVPI,BV8,2006/07,{GROUP},Council 1,{nothing},\n")).unchanged == 1


@pytest.mark.parametrize("gone", ["\u2014", "n/a"])
def test_a_dash_removes_a_value_and_so_does_that_it_does_not_apply(invoices, write, gone):
    import_peers(write(table(8)))
    outcome = import_peers(write(f"{HEADER}BVPI,BV8,2006/07,{GROUP},Council 1,{gone},\n"))
    assert (outcome.changed, PeerFigure.objects.get(council="Council 1").value) == (1, None)
    assert not Benchmark.objects.exists()


def test_a_dry_run_writes_nothing(invoices, write):
    assert import_file("peers", write(table(9)), dry_run=True).new == 9
    assert (PeerFigure.objects.count(), Benchmark.objects.count()) == (0, 0)


def test_a_figure_in_another_unit_is_asked_about(invoices, write):
    findings = import_file(UploadKind.PEERS, write(f"{HEADER}BVPI,BV8,2006/07,G,A,£3,\n"), confirmed=False)
    assert [str(question) for question in findings.questions] == [
        "Row 2, column value: “£3” is an amount of money and the unit is %. Is 3 right?"
    ]
    assert (findings.doubts, PeerFigure.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("BVPI,BV999,2006/07,G,A,1,", "Row 2, column ref: There is no indicator BV999 in BVPI."),
        ("BVPI,BV8,soon,G,A,1,", "Row 2, column year: “soon” is not a period."),
        ("BVPI,BV8,2006/07,,A,1,", "Row 2, column group: This is needed and is empty."),
        ("BVPI,BV8,2006/07,G,,1,", "Row 2, column council: This is needed and is empty."),
        ("BVPI,BV8,2006/07,G,A,lots,", "Row 2, column value: “lots” is not a number"),
        ("BVPI,BV8,2006/07,G,A,12345678901234567890,", "Row 2, column value: Ensure that there are no more than"),
        ("BVPI,BV8,2006/07,G,Anytown,1,", "Row 2, column council: Anytown is this council: its own figure"),
    ],
)
def test_a_wrong_cell_gets_a_sentence_with_row_and_column(invoices, write, row, sentence):
    found = doubts(import_peers(write(f"{HEADER}{row}\n")))
    assert len(found) == 1
    assert found[0].startswith(sentence)
    assert not PeerFigure.objects.exists()


def test_two_rows_for_one_council_are_refused(invoices, write):
    found = doubts(import_peers(write(table(2) + f"BVPI,BV8,2006/07,{GROUP},COUNCIL 2,1,\n")))
    assert found == [
        "Row 4, column council: BV8 has another row for COUNCIL 2, 2006/07, in this file. Keep one.",
    ]


def test_an_officer_takes_in_no_figures_of_other_councils(invoices, person):
    outcome = import_content(
        "peers", table(1).encode(), "t.csv", by=person(Role.OFFICER), dry_run=False, confirmed=True
    )
    assert doubts(outcome) == ["Row 2, column set: Figures of other councils are for the performance team to take in."]


def test_queries_do_not_grow_with_the_rows(invoices, write):
    import_peers(write(table(8)))
    taken = []
    for first, last in ((9, 60), (61, 160)):
        path = write(table(last, first))
        with CaptureQueriesContext(connection) as queries:
            import_peers(path)
        taken.append(len(queries))
    assert taken[0] == taken[1]
    assert Benchmark.objects.get().n == 160


def test_the_command_says_what_it_did(invoices, write, capsys):
    call_command("import_peers", write(table(9)))
    assert capsys.readouterr().out == "Figures of other councils: 9 new, 0 changed, 0 unchanged.\n"
    call_command("import_peers", write(table(10)), "--dry-run")
    said = "Would be done: Figures of other councils: 1 new, 0 changed, 9 unchanged.\n"
    assert (capsys.readouterr().out, PeerFigure.objects.count()) == (said, 9)


def test_the_command_names_what_is_wrong_takes_nothing_in_and_fails(invoices, write, tmp_path, capsys):
    with pytest.raises(CommandError, match="Nothing was imported") as failed:
        call_command("import_peers", write(table(9) + f"BVPI,BV8,2006/07,{GROUP},Council 10,lots,\n"))
    assert (failed.value.returncode, PeerFigure.objects.count()) == (1, 0)
    assert capsys.readouterr().err.startswith("Row 11, column value: “lots” is not a number")
    with pytest.raises(CommandError, match=r"nowhere[.]csv") as missing:
        call_command("import_peers", tmp_path / "nowhere.csv")
    assert missing.value.returncode == 1


def test_a_table_of_other_councils_is_taken_in_by_the_browser(invoices, signed_in, write):
    browser = signed_in(Role.PERFORMANCE)
    with write(table(9)).open("rb") as file:
        kept = browser.post(reverse("uploads"), {"kind": "peers", "file": file})
    upload = Upload.objects.get()
    page = browser.get(kept["Location"])
    assert "Row 2: BV8, Council 1, 2006/07" in page.content.decode()
    browser.post(kept["Location"], {"seen": page.context["seen"]})
    upload.refresh_from_db()
    assert upload.summary == "Figures of other councils: 9 new, 0 changed, 0 unchanged."
    assert Benchmark.objects.get().worked_out


# Entered by hand


def entered(figure: PeerFigure) -> dict:
    return {
        "indicator": figure.indicator_id, "group": figure.group, "period": figure.period_id,
        "council": figure.council, "value": figure.value, "source": figure.source, "opened_version": figure.version,
    }  # fmt: skip


def admin(page: str, *args, model: str = "peerfigure") -> str:
    return reverse(f"admin:indicators_{model}_{page}", args=args)


def test_the_admin_keeps_the_benchmark_with_each_figure_saved_and_deleted(invoices, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    *_, last = peers(invoices, 7)
    judge()
    eighth = PeerFigure(indicator=invoices, period=year(), group=GROUP, council="Council 8", value=80)
    assert browser.post(admin("add"), entered(eighth)).status_code == 302
    assert Benchmark.objects.get().average == 45
    last.value = 150
    assert browser.post(admin("change", last.pk), entered(last)).status_code == 302
    assert Benchmark.objects.get().average == 55
    assert browser.post(admin("delete", last.pk), {"post": "yes"}).status_code == 302
    assert not Benchmark.objects.exists()
    assert browser.post(admin("add"), entered(last)).status_code == 302
    assert Benchmark.objects.count() == 1
    chosen = list(PeerFigure.objects.values_list("pk", flat=True)[:2])
    sent = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    assert browser.post(admin("changelist"), sent).status_code == 302
    assert (PeerFigure.objects.count(), Benchmark.objects.count()) == (6, 0)


def test_a_figure_that_moves_to_another_indicator_is_missed_where_it_was(invoices, signed_in):
    *_, last = peers(invoices, 8)
    judge()
    last.indicator = Indicator.objects.create(set=invoices.set, ref="BV9", title="Rent")
    assert signed_in(Role.PERFORMANCE).post(admin("change", last.pk), entered(last)).status_code == 302
    assert not Benchmark.objects.exists()


def test_nobody_edits_what_was_worked_out(invoices, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    peers(invoices, 9)
    judge()
    made = Benchmark.objects.get()
    assert browser.post(admin("change", made.pk, model="benchmark"), {"top": "1"}).status_code == 403
    assert browser.post(admin("delete", made.pk, model="benchmark"), {"post": "yes"}).status_code == 403
    assert 'value="70.000000"' not in browser.get(admin("change", invoices.pk, model="indicator")).content.decode()


# On the page of an indicator


def shown(client, indicator: Indicator) -> str:
    return " ".join(client.get(indicator.get_absolute_url()).content.decode().replace("\u00a0", " ").split())


def test_the_page_places_us_draws_the_others_and_lists_them_best_first(invoices, signed_in, today):
    peers(invoices, 9)
    Measurement.objects.create(indicator=invoices, period=year(), actual=65)
    judge()
    html = shown(signed_in(Role.VIEWER), invoices)
    assert "4th of 10, counting us. Quartiles are worked out here from 9 councils, without us." in html
    assert "Neighbours<small>worked out here from 9 councils</small>" in html
    assert "BV8 Invoices: Neighbours, 2006/07</title>" in html
    assert "Others: 90.0 %, 80.0 %" in html
    assert html.index(">Council 7<") < html.index(">Anytown<small>us</small>") < html.index(">Council 6<")


def test_the_page_says_how_many_are_missing(invoices, signed_in, today):
    peers(invoices, 9, of="2005/06")
    peers(invoices, 5)
    judge()
    html = shown(signed_in(Role.VIEWER), invoices)
    assert "Figures of 5 councils of Neighbours are held; quartiles are worked out from 8." in html
    assert "We have no figure for 2006/07 to place among them." in html
    assert "Neighbours, 2005/06</h3>" not in html


def test_the_page_says_that_published_thresholds_stand(invoices, signed_in, today):
    peers(invoices, 9)
    Benchmark.objects.create(indicator=invoices, period=year(), group="neighbours", top=99)
    judge()
    html = shown(signed_in(Role.VIEWER), invoices)
    assert "the thresholds of Neighbours for 2006/07 were published, and those stand." in html
    assert "worked out here" not in html


@pytest.mark.parametrize("polarity", ["neutral", "range"])
def test_where_neither_way_is_better_nobody_is_placed(invoices, signed_in, today, polarity):
    Indicator.objects.update(polarity=polarity, range_low=1)
    peers(invoices, 9)
    Measurement.objects.create(indicator=invoices, period=year(), actual=65)
    judge()
    html = shown(signed_in(Role.VIEWER), invoices)
    assert "Figures of 9 councils of Neighbours are held. No quartile: " in html
    assert "counting us" not in html.partition("What do these words mean?")[0]
    assert "better" not in html[html.rindex("</desc>") :].partition("</svg>")[0]


def test_the_group_by_which_we_are_judged_comes_first(invoices, council, signed_in, today):
    council.comparator_group = "Unitary"
    council.save()
    peers(invoices, 2)
    peers(invoices, 2, group="Unitary")
    html = shown(signed_in(Role.VIEWER), invoices)
    assert html.index("Unitary, 2006/07</h3>") < html.index("Neighbours, 2006/07</h3>")


def test_a_council_without_a_figure_is_listed_last(invoices, signed_in, today):
    first, *_ = peers(invoices, 3)
    first.value = None
    first.save()
    html = shown(signed_in(Role.VIEWER), invoices)
    assert html.index(">Council 2<") < html.index(">Council 1<")
    assert ">No figure<" in html
