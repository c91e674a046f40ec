from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from core.periods import Period
from core.sheets import SheetError
from indicators.imports import import_benchmarks, import_indicators, import_measurements
from indicators.models import Benchmark, Indicator, Measurement
from organisation.models import Post, PostAlias
from organisation.services import reporting_period

INDICATORS = "ref,set,title,unit,decimal_places,polarity,frequency,aggregation,owner,tolerance\nBV8,BVPI,Invoices paid,%,1,higher,quarterly,rate,Head of Finance,2%\n"
MEASUREMENTS = "set,ref,period,value,target\nBVPI,BV8,2005/06,91,\nBVPI,BV8,2006/07,91,95.9\n"


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes, name: str = "file.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def invoices(council, write) -> Indicator:
    Post.objects.create(title="Head of Finance")
    import_indicators(write(INDICATORS))
    return Indicator.objects.get()


def doubts(outcome) -> list[str]:
    return [str(doubt) for doubt in outcome.doubts]


def test_an_indicator_comes_in_whatever_the_order_of_columns(invoices):
    assert (str(invoices), invoices.unit, invoices.aggregation, str(invoices.owner), invoices.set.title) == (
        "BV8 Invoices paid", "%", "rate", "Head of Finance", "Best Value performance indicators",
    )  # fmt: skip


def test_importing_the_same_file_again_changes_nothing(invoices, write):
    outcome = import_indicators(write(INDICATORS))
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 1)


def test_a_changed_row_is_counted_as_changed(invoices, write):
    outcome = import_indicators(write(INDICATORS.replace("Invoices paid", "Invoices paid in 30 days")))
    assert (outcome.new, outcome.changed) == (0, 1)
    assert invoices.history.count() == 2


def test_an_owner_is_known_by_an_alias_too(council, write):
    PostAlias.objects.create(post=Post.objects.create(title="Head of Finance"), text="Finance head")
    assert import_indicators(write(INDICATORS.replace("Head of Finance", "finance HEAD"))).new == 1


def test_measurements_come_in_with_their_verdicts(invoices, write):
    outcome = import_measurements(write(MEASUREMENTS))
    assert (outcome.new, outcome.doubts) == (2, [])
    year = Measurement.objects.get(period__year=2006)
    assert (year.rating, year.direction) == ("red", "no_change")


def test_a_reference_is_found_whatever_its_capitals_and_spaces(invoices, write):
    assert import_measurements(write("set,ref,period,value\nbvpi,bv 8,2006/07,91\n")).new == 1


def test_a_dry_run_tells_and_writes_nothing(invoices, write):
    assert import_measurements(write(MEASUREMENTS), dry_run=True).new == 2
    assert Measurement.objects.count() == 0


def test_one_doubt_keeps_the_whole_file_out(invoices, write):
    outcome = import_measurements(write(MEASUREMENTS + "BVPI,BV8,2007/08,lots,\n"))
    assert doubts(outcome) == ["Row 4, column value: “lots” is not a number: write digits, such as 1204 or 95.9."]
    assert Measurement.objects.count() == 0


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("BVPI,BV999,2006/07,1,", "Row 2, column ref: There is no indicator BV999 in BVPI."),
        ("BVPI,BV8,summer,1,", "Row 2, column period: “summer” is not a period."),
        ("BVPI,BV8,,1,", "Row 2, column period: This is needed and is empty."),
        ("BVPI,BV8,2006/07,NaN,", "Row 2, column value: “NaN” is not a number"),
        ("BVPI,BV8,2006/07,Infinity,", "Row 2, column value: “Infinity” is not a number"),
        ("BVPI,BV8,2006/07,12345678901234567890,", "Row 2, column value: Ensure that there are no more than"),
    ],
)
def test_a_wrong_cell_gets_a_sentence_with_row_and_column(invoices, write, row, sentence):
    found = doubts(import_measurements(write(f"set,ref,period,value,target\n{row}\n")))
    assert found
    assert found[0].startswith(sentence)


def test_two_rows_for_one_indicator_and_period_are_refused(invoices, write):
    found = doubts(import_measurements(write(MEASUREMENTS + "BVPI,BV8,2006/07,92,\n")))
    assert found == ["Row 4, column period: BV8 has another row for 2006/07 in this file. Keep one."]


def test_a_locked_period_takes_no_figures(invoices, write, person):
    import_measurements(write(MEASUREMENTS))
    period = reporting_period(Period.parse("2006/07"))
    period.locked_at, period.locked_by = "2007-06-30T12:00Z", person()
    period.save()
    found = doubts(import_measurements(write(MEASUREMENTS.replace("91,95.9", "92,95.9"))))
    assert found == [
        "Row 3, column period: 2006/07 is locked. A change now is a restatement, which is made on the indicator's page."
    ]


def test_unknown_columns_are_reported_and_left_out(invoices, write):
    outcome = import_measurements(write("set,ref,period,value,colour\nBVPI,BV8,2006/07,91,blue\n"))
    assert (outcome.unknown_columns, outcome.new) == (["colour"], 1)


def test_benchmarks_come_in(invoices, write):
    outcome = import_benchmarks(
        write("set,ref,year,group,top,median,bottom,n\nBVPI,BV8,2005/06,All England,96.7,93.1,\n")
    )
    assert outcome.new == 1
    held = Benchmark.objects.get()
    assert (held.top, held.bottom, held.n) == (Decimal("96.7"), None, None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty: its first row must name the columns set, ref, period"),
        (b"ref,value\n", "has no column set and no column period"),
        (b"%PDF-1.7", "is a PDF"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(council, write, content, sentence):
    with pytest.raises(SheetError, match=sentence):
        import_measurements(write(content))


def test_a_file_from_an_old_spreadsheet_is_read(invoices, write):
    assert (
        import_measurements(
            write("set,ref,period,value,commentary\nBVPI,BV8,2006/07,91,caf\u00e9\n".encode("cp1252"))
        ).new
        == 1
    )
    assert Measurement.objects.get().why == "caf\u00e9"


def test_the_commands_say_what_they_did_and_fail_when_nothing_was_done(invoices, write, capsys):
    call_command("import_measurements", write(MEASUREMENTS))
    assert capsys.readouterr().out == "Measurements: 2 new, 0 changed, 0 unchanged.\n"
    with pytest.raises(CommandError, match="Nothing was imported: 1\u00a0cell needs mending"):
        call_command("import_measurements", write(MEASUREMENTS.replace("2005/06", "2005/09")))
    assert "Row 2, column period" in capsys.readouterr().err
    with pytest.raises(CommandError, match="could not be read: No such file"):
        call_command("import_measurements", "nowhere.csv")


def test_rejudge_proves_what_is_stored_and_mends_what_is_not(invoices, write, capsys):
    import_measurements(write(MEASUREMENTS))
    call_command("rejudge", "--check")
    assert "All stored verdicts are what the rules say." in capsys.readouterr().out
    invoices.tolerance = "50%"
    invoices.save()
    with pytest.raises(CommandError, match="1 stored verdicts differ"):
        call_command("rejudge", "--check")
    call_command("rejudge")
    call_command("rejudge", "--check")


ALIASED = 'set,ref,title,aliases\nLPI,X1,Something else,\nBVPI,BV8,Invoices paid,"{}"\n'


def test_aliases_come_in_with_their_days_and_breaks_and_their_verdicts_follow(invoices, write):
    for year, value in (("2005/06", 90), ("2006/07", 80)):
        import_measurements(write(f"set,ref,period,value\nBVPI,BV8,{year},{value}\n"))
    import_indicators(write(ALIASED.format("")))
    table = write(ALIASED.format("lpi FIN1; LPI FIN 2 until 2006-03-31, break; LPI FIN3 from 2008-04-01"))
    found = import_indicators(table)
    assert (found.doubts, found.new, found.changed, found.unchanged) == ([], 0, 1, 1)
    assert [(d.name, d.was, d.becomes) for d in found.pending[1].differences] == [
        ("aliases", "none", "LPI FIN1"),
        ("aliases", "none", "LPI FIN 2 until 31\u00a0Mar\u00a02006, where the series was broken"),
        ("aliases", "none", "LPI FIN3 from 1\u00a0Apr\u00a02008"),
    ]
    assert [alias.written for alias in invoices.aliases.order_by("pk")] == [
        d.becomes for d in found.pending[1].differences
    ]
    assert Measurement.objects.get(period__year=2006).direction == "no_comparison"
    assert import_indicators(table).unchanged == 2


def test_an_alias_that_is_stored_takes_its_days(invoices, write):
    import_indicators(write(ALIASED.format("BVPI OLD")))
    found = import_indicators(write(ALIASED.format("BVPI OLD until 2006-03-31")))
    assert [(d.was, d.becomes) for d in found.pending[1].differences] == [
        ("BVPI OLD", "BVPI OLD until 31\u00a0Mar\u00a02006")
    ]
    assert import_indicators(write(ALIASED.format("BVPI OLD"))).changed == 0
    (alias,) = invoices.aliases.all()
    assert (str(alias.ends), alias.break_in_series, alias.history.count()) == ("2006-03-31", False, 2)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("FIN1", "“FIN1” is not an alias: write the set and the reference, as BVPI BV8."),
        ("BVPI OLD until 2006-02-30", "names a day that does not exist. Write days as 2008-03-31."),
        ("BVPI OLD, break", "broke the series on no day: write from or until, as until 2008-03-31."),
        ("LPI X1", "LPI X1 is X1 Something else already. Correct the alias."),
        ("LPI TAKEN", "LPI TAKEN is X1 Something else already. Correct the alias."),
    ],
)
def test_an_alias_that_cannot_be_is_doubted(invoices, write, cell, sentence):
    import_indicators(write("set,ref,title,aliases\nLPI,X1,Something else,LPI TAKEN\n"))
    (doubt,) = import_indicators(write(ALIASED.format(cell))).doubts
    assert (doubt.column, doubt.sentence.endswith(sentence)) == ("aliases", True)
    assert not invoices.aliases.exists()


def test_two_rows_cannot_have_one_alias(invoices, write):
    table = "set,ref,title,aliases\nLPI,X1,One,LPI OLD\nLPI,X2,Two,LPI OLD\n"
    (doubt,) = import_indicators(write(table)).doubts
    assert doubt.sentence == "LPI OLD is an alias of X1 One already. Correct the alias."
