from decimal import Decimal
from random import Random

import pytest
from django.core.management import CommandError, call_command

from accounts.choices import Role
from accounts.models import User
from core.periods import Period
from core.sheets import SheetError
from indicators.choices import UploadKind
from indicators.imports import (
    import_benchmarks,
    import_content,
    import_indicators,
    import_measurements,
    measurements,
)
from indicators.models import Benchmark, Indicator, IndicatorSet, Measurement
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


def test_every_word_beside_a_figure_is_kept_under_its_own_name(invoices, write):
    said = {
        "why": "Two invoices were lost.",
        "so_what": "Suppliers wait.",
        "what_next": "A new register.",
        "target_words": "Upper quartile",
        "target_note": "As last year.",
    }
    columns = ",".join({"why": "commentary"}.get(name, name) for name in said)
    words = ",".join(said.values())
    outcome = import_measurements(write(f"set,ref,period,value,target,{columns}\nBVPI,BV8,2006/07,91,95.9,{words}\n"))
    assert outcome.doubts == []
    kept = Measurement.objects.get()
    assert {name: getattr(kept, name) for name in said} == said


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


def rows(kind: UploadKind, table: str, by, **more):
    return import_content(kind, table.encode(), "table.csv", by=by, dry_run=True, confirmed=False, **more)


BENCHMARKED = "set,ref,year,group,top,n,provisional,source\n"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("BVPI,BV9,2005/06,All,90,,,", "Row 2, column ref: There is no indicator BV9 in BVPI. Import it first, or correct the reference."),
        ("BVPI,BV8,summer,All,90,,,", "Row 2, column year: “summer” is not a period."),
        ("BVPI,BV8,2005/06,,90,,,", "Row 2, column group: This is needed and is empty."),
        ("BVPI,BV8,2005/06,All,90,,,\nBVPI,BV8,2005/06,ALL,91,,,", "Row 3, column group: BV8 has another row for ALL, 2005/06, in this file. Keep one."),
        ("BVPI,BV8,2005/06,All,much,,,", "Row 2, column top: “much” is not a number"),
        ("BVPI,BV8,2005/06,All,,,,", "Row 2, column top: "),
    ],
)  # fmt: skip
def test_thresholds_that_cannot_be_are_doubted(invoices, write, row, sentence):
    [found] = doubts(import_benchmarks(write(f"{BENCHMARKED}{row}\n")))
    assert found.startswith(sentence)


def test_thresholds_change_and_the_same_again_do_not(invoices, write):
    row = f"{BENCHMARKED}BVPI,BV8,2005/06,All England,96.7,36,yes,The return\n"
    import_benchmarks(write(row))
    held = Benchmark.objects.get()
    assert (held.n, held.provisional, held.source) == (36, True, "The return")
    again = import_benchmarks(write(row))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    changed = import_benchmarks(write(row.replace("36,yes,The return", "—,no,—")))
    assert changed.changed == 1
    held.refresh_from_db()
    assert (held.n, held.provisional, held.source) == (None, False, "")


@pytest.mark.parametrize(
    ("kind", "table", "sentence"),
    [
        (UploadKind.BENCHMARKS, f"{BENCHMARKED}BVPI,BV8,2005/06,All,90,,,\n", "Row 2, column set: Thresholds are for the performance team to take in."),
        (UploadKind.INDICATORS, INDICATORS, "Row 2, column set: Definitions are for the performance team to take in."),
        (UploadKind.MEASUREMENTS, MEASUREMENTS, "Row 2, column ref: BV8 is for the Head of Finance to report. Only the performance team can report it besides."),
    ],
)  # fmt: skip
def test_what_an_officer_may_not_change_is_in_doubt(invoices, person, kind, table, sentence):
    assert doubts(rows(kind, table, person(Role.OFFICER)))[0] == sentence
    assert doubts(rows(kind, table, person(Role.PERFORMANCE))) == []


def test_an_indicator_that_nobody_owns_yet_is_the_performance_teams_to_report(invoices, person):
    Indicator.objects.update(owner=None)
    [found, _] = doubts(rows(UploadKind.MEASUREMENTS, MEASUREMENTS, person(Role.OFFICER)))
    assert found == "Row 2, column ref: BV8 has no owner yet. Only the performance team can report it besides."


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("BVPI,,Paid,,", "Row 2, column ref: This is needed and is empty."),
        ("BVPI,BV1,Paid,,\nBVPI,BV 1,Paid,,", "Row 3, column ref: BV 1 has another row in this file. Keep one."),
        ("BVPI,BV1,Paid,Mayor,", "Row 2, column owner: There is no post “Mayor”. Make it under “Posts”, or correct its title."),
        ("BVPI,BV1,Paid,,a little", "Row 2, column tolerance: "),
    ],
)  # fmt: skip
def test_a_definition_that_cannot_be_is_doubted(invoices, write, row, sentence):
    [found] = doubts(import_indicators(write(f"set,ref,title,owner,tolerance\n{row}\n")))
    assert found.startswith(sentence)


def test_another_definition_is_found_in_its_own_set_before_any_other(invoices, write):
    table = (
        "set,ref,title,variant_of,variant_name\nLPI,BV8,Ours,,\nLPI,L1,By us,bv 8,Local\nPAF,P1,By them,BV8,National\n"
    )
    assert doubts(import_indicators(write(table))) == []
    local, national = Indicator.objects.get(ref="L1"), Indicator.objects.get(ref="P1")
    assert (local.variant_of.set.code, local.variant_name) == ("LPI", "Local")
    assert national.variant_of.ref == "BV8"
    [found] = doubts(import_indicators(write("set,ref,title,variant_of\nPAF,P2,None,BV99\n")))
    assert found == (
        "Row 2, column variant_of: There is no indicator BV99. Put its row above this one, or correct the reference."
    )


def test_a_dash_takes_a_value_away_and_words_say_that_it_does_not_apply(invoices, write):
    import_measurements(write(MEASUREMENTS))
    import_measurements(write("set,ref,period,value\nBVPI,BV8,2005/06,—\nBVPI,BV8,2006/07,n/a\n"))
    found = {m.period.year: (m.actual, m.state) for m in Measurement.objects.select_related("period")}
    assert found[2005][0] is None
    assert found[2006][1] == "not_applicable"


def test_a_value_beside_its_parts_must_be_what_they_give(invoices, write):
    table = "set,ref,period,value,numerator,denominator\nBVPI,BV8,2006/07,{},{},{}\n"
    [found] = doubts(import_measurements(write(table.format(91, 9, 10))))
    assert found == (
        "Row 2, column value: 91.0\u00a0% is not what numerator and denominator give, 90.0\u00a0%. "
        "Correct one of them, or leave the value empty."
    )
    assert doubts(import_measurements(write(table.format("", 9, 0)))) != []
    assert doubts(import_measurements(write(table.format("", 9, ""))))[0].startswith("Row 2, column denominator")
    assert import_measurements(write(table.format("90.04", 9, 10))).new == 1
    assert Measurement.objects.get().actual == 90


def test_a_table_of_very_many_indicators_is_held_against_all_that_is_stored(invoices, write, monkeypatch):
    import_indicators(write("set,ref,title\nLPI,L1,Other\n"))
    import_measurements(write("set,ref,period,value\nLPI,L1,2006/07,5\nBVPI,BV8,2006/07,91\n"))
    monkeypatch.setattr(measurements, "FEW", 0)
    found = import_measurements(write("set,ref,period,value\nBVPI,BV8,2006/07,91\n"))
    assert (found.new, found.unchanged) == (0, 1)


def test_only_those_above_an_owner_sign_a_figure_off_in_a_table(invoices, person):
    head = Post.objects.get()
    table = "set,ref,period,value,state\nBVPI,BV8,2006/07,91,signed_off\n"
    owner = person(Role.OFFICER, holds=head)
    assert doubts(rows(UploadKind.MEASUREMENTS, table, owner)) == []  # who heads it signs alone
    head.superior = Post.objects.create(title="Director of Finance")
    head.save()
    assert doubts(rows(UploadKind.MEASUREMENTS, table, person(Role.PERFORMANCE))) == []
    [found] = doubts(rows(UploadKind.MEASUREMENTS, table, User.objects.get(pk=owner.pk)))
    assert found == (
        "Row 2, column state: BV8 is signed off by the Director of Finance or the performance team. Write provisional."
    )


def test_what_is_public_and_who_made_a_set_are_kept(council, person):
    team = person(Role.PERFORMANCE)
    table = "set,ref,title,public\nBVPI,BV8,Paid,yes\nBVPI,BV9,Owed,no\nBVPI,BV10,Due,\n"
    import_content(UploadKind.INDICATORS, table.encode(), "table.csv", by=team, dry_run=False, confirmed=True)
    assert dict(Indicator.objects.values_list("ref", "is_public")) == {"BV8": True, "BV9": False, "BV10": False}
    assert IndicatorSet.objects.get().history.get().history_user == team


@pytest.mark.parametrize("chance", range(6))
def test_rows_that_say_what_is_stored_are_found_at_once_as_they_are_one_by_one(invoices, write, monkeypatch, chance):
    import_measurements(
        write(
            "set,ref,period,value,numerator,denominator,target,state,commentary\n"
            "BVPI,BV8,2004/05,,91,100,95,signed_off,Few staff\nBVPI,BV8,2005/06,91,,,95.9,provisional,\n"
            "BVPI,BV8,2006/07,n/a,,,,not_applicable,\nBVPI,BV8,2007/08,,,,90,,\n"
        )
    )
    drawn = Random(chance)  # noqa: S311 - no secret
    columns = {
        "set": ["BVPI", "bvpi", "BVPI", "NI"],
        "ref": ["BV8", "BV 8", "BV8", "BV9"],
        "period": ["2004/05", "2005/06", "2005/06 ", "2006/07", "2007/08", "2008/09", "2005"],
        "value": ["91", "91.0", " 91 ", "", "", "n/a", "—", "92", "91 days", "ninety"],
        "numerator": ["91", "", "", "91.00", "92"],
        "denominator": ["100", "", "", "100"],
        "target": ["95", "95.9", "90.0", "", "", "—"],
        "state": ["", "", "Signed off", "provisional", "not_applicable", "said"],
        "commentary": ["", "", "Few staff", "'Few staff", "—"],
    }
    table = "\n".join(",".join(drawn.choice(texts) for texts in columns.values()) for _ in range(60))
    path = write(f"{','.join(columns)}\n{table}\n")

    def looked() -> tuple:
        found = import_measurements(path, dry_run=True)
        differences = [(one.row, one.kind, one.differences) for one in found.pending if one.kind != "unchanged"]
        return found.new, found.changed, found.unchanged, found.questions, found.doubts, differences

    at_once = looked()
    monkeypatch.setattr(measurements.MeasurementImporter, "is_stored", lambda *_: False)
    assert at_once == looked()


def test_a_table_that_says_what_is_stored_is_held_against_bare_values(invoices, write, monkeypatch):
    path = write("set,ref,period,value,target\nBVPI,BV8,2006/07,91,95\nBVPI,BV8,2007/08,92,\n")
    import_measurements(path)
    monkeypatch.setattr(measurements.MeasurementImporter, "read", lambda *_: pytest.fail("A row was read by itself."))
    assert import_measurements(path).unchanged == 2
