from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import formats
from core.figures import Figure, FigureError, read_figure, read_number

LEVELS = ("Weak", "Fair", "Good", "Excellent")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1204", "1204"),
        ("1,204", "1204"),
        ("1,204,000.5", "1204000.5"),
        ("£1,204", "1204"),
        ("-£5", "-5"),
        ("£-5", "-5"),
        ("12.5%", "12.5"),
        ("12.5 %", "12.5"),
        ("12.5\u00a0%", "12.5"),
        ("\u22123", "-3"),
        ("–3", "-3"),
        ("+0.1", "0.1"),
        ("1\u00a0204", "1204"),
        ("1\u2009204\u2009000", "1204000"),
        ("\u00a095.9 ", "95.9"),
        (".5", "0.5"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_as_people_write_it(text, value):
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2.4%<", "“2.4%<” holds more than a number: write 2.4% alone."),
        ("-3 (p)", "“-3 (p)” holds more than a number: write -3 alone."),
        ("Level 4", "“Level 4” holds more than a number: write 4 alone."),
        ("12,5", "“12,5” has a decimal comma: write 12.5."),
        ("0,123", "“0,123” has a decimal comma: write 0.123."),
        ("1.204,5 %", "“1.204,5 %” has a decimal comma: write 1204.5 %."),
        ("(3)", "“(3)” may be minus 3 or a note: write −3 or 3."),
        ("—", "“—” is not a number: leave the cell empty where there is none."),
        ("n/a", "“n/a” is not a number: leave the cell empty where there is none."),
        ("#DIV/0!", "“#DIV/0!” is an error of a spreadsheet: mend the formula, or write the figure."),
        (
            "1.23E+08",
            "“1.23E+08” is a number shortened by a spreadsheet: format the cell as a number and save the file again.",
        ),
        ("£1.2m", "“£1.2m” is shortened: write it in full, £1,200,000."),
        ("-8k", "“-8k” is shortened: write it in full, -8,000."),
        ("1,2,3", "“1,2,3” is not a number: write digits, such as 1204 or 95.9."),
        ("10-12", "“10-12” is not a number: write digits, such as 1204 or 95.9."),
        ("--3", "“--3” is not a number: write digits, such as 1204 or 95.9."),
        ("1 20", "“1 20” is not a number: write digits, such as 1204 or 95.9."),
        ("£5%", "“£5%” is not a number: write digits, such as 1204 or 95.9."),
        ("1_000", "“1_000” is not a number: write digits, such as 1204 or 95.9."),
        ("²", "“²” is not a number: write digits, such as 1204 or 95.9."),
        ("NaN", "“NaN” is not a number: write digits, such as 1204 or 95.9."),
        ("lots", "“lots” is not a number: write digits, such as 1204 or 95.9."),
        ("x" * 80, f"“{'x' * 59}…” is not a number: write digits, such as 1204 or 95.9."),
    ],
)
def test_what_is_doubtful_is_quoted_and_says_how_to_mend_it(text, sentence):
    with pytest.raises(FigureError) as refused:
        read_number(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "unit", "names", "figure"),
    [
        ("72.3%", "%", (), Figure(Decimal("72.3"))),
        ("72.3", "%", (), Figure(Decimal("72.3"))),
        ("£1,204", "£", (), Figure(Decimal(1204))),
        ("£12 per head", "£ per head", (), Figure(Decimal(12))),
        ("27.8 days", "days", (), Figure(Decimal("27.8"))),
        ("21.8 per 1,000 population", "per 1,000 population", (), Figure(Decimal("21.8"))),
        ("Level 4", "level", (), Figure(Decimal(4))),
        ("4", "level", (), Figure(Decimal(4))),
        ("3 of 4", "score of 4", (), Figure(Decimal(3))),
        ("3 out of 4", "score of 4", (), Figure(Decimal(3))),
        ("yes", "yes/no", (), Figure(Decimal(1))),
        ("No", "yes/no", (), Figure(Decimal(0))),
        ("good", "level", LEVELS, Figure(Decimal(3))),
        ("3", "level", LEVELS, Figure(Decimal(3))),
        ("n/a", "%", (), Figure(not_applicable=True)),
        ("Not applicable", "yes/no", (), Figure(not_applicable=True)),
        ("—", "%", (), Figure()),
        ("-", "%", (), Figure()),
        (".", "%", (), Figure()),
        ("", "%", (), Figure()),
        ("\u00a0", "%", (), Figure()),
    ],
)
def test_a_figure_is_read_in_its_unit(text, unit, names, figure):
    assert read_figure(text, unit=unit, names=names) == figure


@pytest.mark.parametrize(
    ("text", "unit", "names", "sentence"),
    [
        (
            "about 12",
            "days",
            (),
            "“about 12” holds more than a number: write it in the unit, days, and the number alone.",
        ),
        ("3 of 5", "days", (), "“3 of 5” is not a number: write digits, such as 1204 or 95.9."),
        ("2.4%<", "%", (), "“2.4%<” holds more than a number: write 2.4% alone."),
        ("perhaps", "yes/no", (), "“perhaps” is neither yes nor no."),
        ("Superb", "level", LEVELS, "“Superb” is not a level here: write one of Weak, Fair, Good and Excellent."),
        ("12,5", "%", (), "“12,5” has a decimal comma: write 12.5."),
    ],
)
def test_a_figure_that_does_not_fit_its_unit_is_refused(text, unit, names, sentence):
    with pytest.raises(FigureError) as refused:
        read_figure(text, unit=unit, names=names)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "unit", "value", "question"),
    [
        ("72.3%", "days", "72.3", "“72.3%” is a percentage and the unit is days. Is 72.3 right?"),
        ("72.3 per cent", "days", "72.3", "“72.3 per cent” is a percentage and the unit is days. Is 72.3 right?"),
        ("72.3%", "", "72.3", "“72.3%” is a percentage and the indicator has no unit. Is 72.3 right?"),
        ("£1,205", "%", "1205", "“£1,205” is an amount of money and the unit is %. Is 1,205 right?"),
        ("3 of 5", "score of 4", "3", "“3 of 5” is of 5 and the unit is score of 4. Is 3 right?"),
        ("Level 4", "%", "4", "“Level 4” is a level and the unit is %. Is 4 right?"),
        ("12 weeks", "days", "12", "“12 weeks” is in weeks and the unit is days. Is 12 right?"),
        ("1 day", "days", "1", ""),
        ("72.3 per cent", "%", "72.3", ""),
    ],
)
def test_a_figure_in_another_unit_is_asked_about(text, unit, value, question):
    assert read_figure(text, unit=unit) == Figure(Decimal(value), question=question)


@given(
    st.decimals(-(10**9), 10**9, places=2),
    st.sampled_from(["%", "£", "£ per head", "days", "per 1,000 population", "level", "score of 4", "number", ""]),
)
def test_a_figure_reads_again_as_it_was_written(value, unit):
    assert read_figure(formats.figure(value, unit, 2), unit=unit) == Figure(value)


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_or_refused_with_a_sentence(text):
    try:
        answer = read_number(text)
    except FigureError as refused:
        answer = str(refused)
    assert answer.is_finite() if isinstance(answer, Decimal) else answer.startswith("“") and answer.endswith(".")
