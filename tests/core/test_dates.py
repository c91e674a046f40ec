from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.dates import (
    Precision,
    ReadDate,
    Recurrence,
    months_later,
    next_occurrence,
    occurrence_after,
    read,
    read_each,
    understood,
)
from tests import reference

WRITTEN_ON = {"Rotherham": date(2007, 8, 6), "Rochford": date(2008, 11, 1)}
PLAN = date(2007, 8, 6)


def due(text: str) -> date | None:
    return read(text, written_on=PLAN).due


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Feb 09", date(2009, 2, 28)),
        ("Jan/Feb 09", date(2009, 2, 28)),
        ("Feb/ March 09", date(2009, 3, 31)),
        ("Sept 2007", date(2007, 9, 30)),
        ("by the end of March 2008", date(2008, 3, 31)),
        ("Spring 2008", date(2008, 5, 31)),
        ("Summer 2007", date(2007, 8, 31)),
        ("Autumn 2007", date(2007, 11, 30)),
        ("Winter 2007", date(2008, 2, 29)),
        ("Quarter 1 2007/08", date(2007, 6, 30)),
        ("Q4 2007/08", date(2008, 3, 31)),
        ("half 1 of 2007/08", date(2007, 9, 30)),
        ("2010", date(2010, 12, 31)),
        ("2009/10", date(2010, 3, 31)),
        ("7 th September 2007", date(2007, 9, 7)),
        ("31st of December, 2007", date(2007, 12, 31)),
        ("28/09/07", date(2007, 9, 28)),
        ("29 February 2008", date(2008, 2, 29)),
        ("TBC", None),
        ("Ongoing", None),
        ("As per white paper implementation plan", None),
    ],
)
def test_a_due_date_is_the_last_day_of_what_the_text_says(text, day):
    assert due(text) == day


def test_a_recurring_month_is_first_due_on_or_after_the_day_of_the_plan():
    assert read("December annually", written_on=PLAN).due == date(2007, 12, 31)
    assert read("June Annually", written_on=PLAN).due == date(2008, 6, 30)
    assert read("June Annually", written_on=PLAN).recurrence == Recurrence.YEARLY


def test_a_recurring_month_with_a_start_is_first_due_after_the_start():
    assert read("July annually commencing Q1 2007/08", written_on=PLAN).due == date(2007, 7, 31)


def test_a_dated_month_that_recurs_keeps_its_own_first_date():
    october = read("October 2007 and every 12 months", written_on=PLAN)
    assert (october.due, october.recurrence) == (date(2007, 10, 31), Recurrence.YEARLY)


def test_a_revised_date_keeps_the_original():
    revised = read("July 2007 (revise to October 2007)", written_on=PLAN)
    assert (revised.first_due, revised.due, revised.revised) == (date(2007, 7, 31), date(2007, 10, 31), True)


def test_something_without_end_has_a_first_date_and_no_due_date():
    onwards = read("June 2007 onwards", written_on=PLAN)
    assert (onwards.first_due, onwards.due, onwards.revised) == (date(2007, 6, 30), None, False)


@pytest.mark.parametrize(
    "text",
    [
        "Govt guidance on MAAs expected end 2007.",
        "To commence 2008 – 2011",
        "TBC for implementation in 2009",
        "April May 2009",
        "when funds allow",
        "31/02/08",
        "2008 - 2011",
        "June and December 2007",
        "March 2008 March 2009",
        "March 31",
        "first week of May 2008",
        "2009/10 member Training & Dev programme.",
    ],
)
def test_what_is_not_certain_is_marked_for_somebody_to_look(text):
    assert read(text, written_on=PLAN).doubtful


@pytest.mark.parametrize(
    "text",
    ["March 2008", "Ongoing", "TBC", "Quarterly reports", "Summer 2007", "2010", "end 2007", "Jan/Feb 09", ""],
)
def test_what_is_plain_is_not_marked(text):
    assert not read(text, written_on=PLAN).doubtful


def test_a_season_is_known_as_one():
    assert read("Summer 2007", written_on=PLAN).precision == Precision.SEASON


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mar 09", date(2009, 3, 31)),
        ("Mar-09", date(2009, 3, 31)),
        ("Sept ’08", date(2008, 9, 30)),
        ("03/2009", date(2009, 3, 31)),
        ("31/3/09", date(2009, 3, 31)),
        ("31.03.09", date(2009, 3, 31)),
        ("31-Mar-09", date(2009, 3, 31)),
        ("7 March 09", date(2009, 3, 7)),
        ("March 31, 2008", date(2008, 3, 31)),
        ("31 st March 2008", date(2008, 3, 31)),
        ("2008-03-31", date(2008, 3, 31)),
        ("2008-03-31 00:00:00", date(2008, 3, 31)),
        ("Christmas 2008", date(2008, 12, 25)),
        ("2007-08", date(2008, 3, 31)),
        ("2007/2008", date(2008, 3, 31)),
        ("end of year 2007/08", date(2008, 3, 31)),
        ("year end 2007/08", date(2008, 3, 31)),
        ("by the end of the financial year 2008/09", date(2009, 3, 31)),
        ("academic year 2007/08", date(2008, 8, 31)),
        ("2007/08 Q2", date(2007, 9, 30)),
        ("first quarter of 2008/09", date(2008, 6, 30)),
        ("2nd half 2007/08", date(2008, 3, 31)),
        ("Winter 2007/08", date(2008, 2, 29)),
        ("Autumn 07", date(2007, 11, 30)),
    ],
)
def test_a_date_is_read_in_each_form_that_people_write(text, day):
    found = read(text, written_on=PLAN)
    assert (found.due, found.doubtful) == (day, False)


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("April–June 2008", date(2008, 4, 1), date(2008, 6, 30)),
        ("between April and June 2008", date(2008, 4, 1), date(2008, 6, 30)),
        ("Dec/Jan 09", date(2008, 12, 1), date(2009, 1, 31)),
        ("April 2008 to March 2009", date(2008, 4, 1), date(2009, 3, 31)),
        ("1 to 14 May 2008", date(2008, 5, 1), date(2008, 5, 14)),
        ("28 April – 3 May 2008", date(2008, 4, 28), date(2008, 5, 3)),
        ("Q1-Q2 2007/08", date(2007, 4, 1), date(2007, 9, 30)),
        ("Spring/Summer 2008", date(2008, 3, 1), date(2008, 8, 31)),
        ("2007/08 to 2009/10", date(2007, 4, 1), date(2010, 3, 31)),
        ("w/c 3 March 2008", date(2008, 3, 3), date(2008, 3, 9)),
        ("from May to July 2008", date(2008, 5, 1), date(2008, 7, 31)),
        ("from May – July 2008", date(2008, 5, 1), date(2008, 7, 31)),
        ("from April 2008 to March 2009", date(2008, 4, 1), date(2009, 3, 31)),
        ("from 1 May until 3 June 2008", date(2008, 5, 1), date(2008, 6, 3)),
    ],
)
def test_a_range_is_due_on_its_last_day(text, starts, ends):
    found = read(text, written_on=PLAN)
    assert (found.starts, found.due, found.first_due, found.doubtful) == (starts, ends, ends, False)


def test_from_one_year_to_another_is_taken_as_financial_years_and_marked():
    found = read("2007 - 2009", written_on=PLAN)
    assert (found.starts, found.due, found.precision, found.doubtful) == (
        date(2007, 4, 1),
        date(2009, 3, 31),
        Precision.SPAN,
        True,
    )


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("early March 2008", date(2008, 3, 10), Precision.MONTH),
        ("mid-March 2008", date(2008, 3, 20), Precision.MONTH),
        ("late March 2008", date(2008, 3, 31), Precision.MONTH),
        ("late February 2008", date(2008, 2, 29), Precision.MONTH),
        ("early 2008", date(2008, 4, 30), Precision.YEAR),
        ("mid 2008", date(2008, 8, 31), Precision.YEAR),
        ("late in 2008", date(2008, 12, 31), Precision.YEAR),
        ("early 2007/08", date(2007, 7, 31), Precision.YEAR),
        ("mid-year 2007/08", date(2007, 11, 30), Precision.YEAR),
        ("start of the financial year 2007/08", date(2007, 7, 31), Precision.YEAR),
        ("early summer 2007", date(2007, 6, 30), Precision.SEASON),
    ],
)
def test_early_mid_and_late_are_thirds(text, day, precision):
    found = read(text, written_on=PLAN)
    assert (found.due, found.precision, found.doubtful) == (day, precision, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("before March 2008", date(2008, 2, 29)),
        ("before 31 March 2008", date(2008, 3, 30)),
        ("before the end of March 2008", date(2008, 3, 31)),
        ("before Christmas 2008", date(2008, 12, 24)),
    ],
)
def test_before_something_is_the_day_before_it_begins(text, day):
    assert due(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "Easter 2008",
        "summer term 2008",
        "Q1 2008",
        "first half of 2008",
        "year end 2008",
        "half year 2007/08",
        "half-year of 2007/08",
        "year end",
        "March",
        "2007/09",
        "after March 2008",
        "within two months of May 2008",
        "Summer 2007/08",
        "Winter 2007/09",
        "Q1 07/09",
        "third half of 2007/08",
        "academic year 07/09",
        "2009 - 2007",
        "3/31/09",
    ],
)
def test_what_has_no_day_that_all_would_agree_on_is_not_guessed(text):
    found = read(text, written_on=PLAN)
    assert (found.text, found.due, found.doubtful) == (text, None, True)


@pytest.mark.parametrize(
    ("text", "day", "recurrence"),
    [
        ("every six months", None, Recurrence.HALF_YEARLY),
        ("half-yearly", None, Recurrence.HALF_YEARLY),
        ("each quarter", None, Recurrence.QUARTERLY),
        ("twice a year", None, Recurrence.HALF_YEARLY),
        ("monthly", None, Recurrence.MONTHLY),
        ("every six months from April 2008", date(2008, 4, 30), Recurrence.HALF_YEARLY),
        ("twice a year from April 2008", date(2008, 4, 30), Recurrence.HALF_YEARLY),
        ("quarterly from April 2008", date(2008, 4, 30), Recurrence.QUARTERLY),
        ("April 2008 and quarterly thereafter", date(2008, 4, 30), Recurrence.QUARTERLY),
        ("Quarterly reports April 2007", date(2007, 4, 30), Recurrence.ONCE),
        ("every March", date(2008, 3, 31), Recurrence.YEARLY),
        ("annually in June", date(2008, 6, 30), Recurrence.YEARLY),
        ("may be looked at annually", None, Recurrence.YEARLY),
        ("each winter", date(2008, 2, 29), Recurrence.YEARLY),
    ],
)
def test_what_comes_round_says_how_often_and_from_when_where_it_says_so(text, day, recurrence):
    found = read(text, written_on=PLAN)
    assert (found.due, found.recurrence, found.doubtful) == (day, recurrence, False)


@pytest.mark.parametrize(
    "text", ["from June 2007", "from June 2007 onwards", "June 2007 and ongoing", "June 2007 – ongoing"]
)
def test_what_begins_and_goes_on_has_no_due_date(text):
    found = read(text, written_on=PLAN)
    assert (found.first_due, found.due, found.doubtful) == (date(2007, 6, 30), None, False)


def test_what_begins_early_in_something_and_goes_on_has_no_due_date_either():
    found = read("from early June 2007", written_on=PLAN)
    assert (found.first_due, found.due, found.doubtful) == (date(2007, 6, 10), None, False)


def test_a_date_revised_twice_keeps_the_very_first():
    found = read("June 2007 revised to July 2007 revised to October 2007", written_on=PLAN)
    assert (found.first_due, found.due) == (date(2007, 6, 30), date(2007, 10, 31))


PAPER_ROWS = reference.cases("paper_date_texts.csv")
UNDATED = {"blank", "ongoing", "to be confirmed", "refers to another plan", "free text", "free text (not a date)"}
ONE_PART = {"revised", "recurring + start", "dated + recurring", "dated + ongoing", "to be confirmed + year"}
"""Kinds whose parts in the file are one undertaking: a date and what is said of it."""
WORDS_OF_THE_FILE = {"free text with year", "financial year + programme", "revised (strike-through lost)"}
"""Kinds whose parts in the file are not as written: it leaves words out, or notes what was struck through."""


def of_row(row: dict[str, str]) -> tuple[ReadDate, ...]:
    return read_each(row["text"], written_on=WRITTEN_ON[row["plan"].split()[0]])


def by_text(row: dict[str, str]) -> str:
    return f"{row.get('plan', '')}: {row.get('text', '')}"


@pytest.mark.parametrize("row", PAPER_ROWS, ids=by_text)
def test_a_text_of_the_two_papers_is_due_as_the_reference_has_it(row):
    found = of_row(row)
    first, last = row["first_due_month_end"], row["last_due_month_end"]
    if row["kind"] == "period":
        assert str(found[0].starts) == first
    elif first:
        assert str(min(part.first_due for part in found if part.first_due)) == first
    if last:
        assert str(max(part.due for part in found if part.due)) == last
    if row["kind"] in UNDATED:
        assert [part.due for part in found if part.due] == []
    if "recurring" in row["kind"] and "labelled" not in row["kind"] and "many" not in row["kind"]:
        assert {part.recurrence for part in found} == {Recurrence.YEARLY}
    if "ongoing" in row["kind"]:
        assert found[-1].due is None


@pytest.mark.parametrize("row", PAPER_ROWS, ids=by_text)
def test_a_text_of_the_two_papers_falls_into_the_parts_that_the_reference_has(row):
    parts = [part.strip() for part in row["parts"].split("|") if part.strip()]
    if row["kind"] in ONE_PART or (row["text"] and not parts):
        parts = [row["text"]]
    if row["kind"] in WORDS_OF_THE_FILE:
        assert len(of_row(row)) == len(parts)
    else:
        assert [part.text for part in of_row(row)] == parts


PIECES = (
    "March 2008", "Mar 09", "31", "st", "2007/08", "2007", "Q1", "half", "early", "before", "by", "to", "–", "/",
    "annually", "every six months", "(revise to", "TBC", "onwards", "from", "Winter", "wınter", "Auguſt 2007",
    "31/02/08", "and", "between", "2008-03-31", "٣", "\x00", "99", "w/c", "Christmas", "9999", "within",
)  # fmt: skip
MIXED = st.lists(st.sampled_from(PIECES), max_size=8)


@given(st.text(max_size=80) | MIXED.map(" ".join) | MIXED.map("".join))
def test_any_text_is_read_or_kept_and_marked_and_never_raises(text):
    kept = " ".join(text.split())
    found = read(text, written_on=PLAN)
    assert found.text == kept
    if kept and not (found.due or found.first_due or found.recurrence):
        assert found.doubtful or kept.lower().startswith(("tbc", "ongoing", "on-going", "continu", "n/a"))
    assert read(found.text, written_on=PLAN) == found
    parts = read_each(text, written_on=PLAN)
    assert " ".join(part.text for part in parts).replace(" ", "") == kept.replace(" ", "")


def test_no_text_and_no_day_of_a_plan_is_too_long_or_too_late():
    assert read("moved to " * 5000, written_on=PLAN).doubtful
    assert read("March 2008 " * 3000, written_on=PLAN).due == date(2008, 3, 31)
    assert read("January annually", written_on=date.max).recurrence == Recurrence.YEARLY


FORMATS = (
    "%d %B %Y", "%d %b %y", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%Y", "%Y-%m-%d", "%Y/%m/%d", "%d-%b-%y",
    "%B %d, %Y", "%A %d %B %Y", "%d of %B, %Y", "%d th %B %Y",
)  # fmt: skip


@given(st.dates(date(2000, 1, 1), date(2026, 12, 31)), st.sampled_from(FORMATS))
def test_a_day_that_is_written_reads_back_as_itself(day, written):
    found = read(day.strftime(written), written_on=PLAN)
    assert (found.due, found.precision, found.doubtful) == (day, Precision.DAY, False)


SAID = st.sampled_from(
    ["March 2008", "Mar 09", "31 March 2008", "31/3/09", "Summer 2007", "Q1 2007/08", "2010", "2009/10", "Jan/Feb 09"]
)


@given(SAID, st.sampled_from(["by {}", "end of {}", "by the end of {}", "{}.", " {} ", "By {};", "no later than {}"]))
def test_words_that_change_nothing_change_nothing(said, around):
    plain, dressed = (read(text, written_on=PLAN) for text in (said, around.format(said)))
    assert (dressed.due, dressed.precision, dressed.doubtful) == (plain.due, plain.precision, plain.doubtful)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Winter 2007", "Due 29 February 2008 (the last day of winter 2007)."),
        ("each winter", "Due 29 February 2008 (the last day of winter 2007), then every year."),
        ("7 th September 2007", "Due 7 September 2007."),
        ("2010", "Due 31 December 2010 (the last day of the year 2010)."),
        ("Q4 2007/08", "Due 31 March 2008 (the last day of quarter 4 of 2007/08)."),
        ("early 2008", "Due 30 April 2008 (the last day of early 2008)."),
        (
            "July 2007 (revise to October 2007)",
            "First due 31 July 2007, now due 31 October 2007 (the last day of October 2007).",
        ),
        (
            "April May 2009",
            "Due 31 May 2009 (the last day of May 2009). This is not certain, so it is marked for someone to look at.",
        ),
        ("June 2007 onwards", "Begins by 30 June 2007 and goes on without an end, so it is never overdue."),
        ("every quarter", "Due every quarter, but no date is given to count from, so it is never overdue."),
        ("TBC", "No date is given, so it is never overdue."),
        ("when funds allow", "No date can be read from this. It is kept as written and marked for someone to look at."),
        ("", ""),
    ],
)
def test_what_was_understood_is_said_in_a_sentence(text, sentence):
    assert understood(read(text, written_on=PLAN)).replace("\u00a0", " ") == sentence


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.sampled_from([r for r in Recurrence if r]), st.integers(0, 4000)
)
def test_the_next_occurrence_is_the_first_that_is_not_before_the_day(first, recurrence, later):
    on = date.fromordinal(first.toordinal() + later)
    occurrence = next_occurrence(first, recurrence, on)
    assert occurrence >= on
    steps = ((occurrence.year - first.year) * 12 + occurrence.month - first.month) // recurrence.months
    assert occurrence == months_later(first, steps * recurrence.months)
    assert steps == 0 or months_later(first, (steps - 1) * recurrence.months) < on


def test_the_end_of_a_month_stays_the_end():
    assert months_later(date(2008, 2, 29), 12) == date(2009, 2, 28)
    assert months_later(date(2007, 11, 30), 3) == date(2008, 2, 29)


def test_what_will_be_refused_is_not_said_to_be_kept():
    sentences = [understood(read(text, written_on=PLAN), kept=False) for text in ("when funds allow", "April May 2009")]
    assert [sentence.replace("\u00a0", " ") for sentence in sentences] == [
        "No date can be read from this.",
        "Due 31 May 2009 (the last day of May 2009). This is not certain.",
    ]


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.sampled_from([r for r in Recurrence if r]))
def test_occurrences_keep_the_day_of_the_first_where_the_month_has_it(first, recurrence):
    assume((first + timedelta(1)).day != 1)
    day = first
    for step in range(1, 14):
        day = occurrence_after(first, recurrence, day)
        last = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(1)).day
        assert day.day == min(first.day, last)
        assert (day.year - first.year) * 12 + day.month - first.month == step * recurrence.months


@pytest.mark.parametrize(
    ("first", "following"),
    [
        (date(2008, 1, 31), [date(2008, 2, 29), date(2008, 3, 31), date(2008, 4, 30)]),
        (date(2009, 1, 30), [date(2009, 2, 28), date(2009, 3, 30), date(2009, 4, 30)]),
    ],
)
def test_a_month_that_is_too_short_does_not_move_those_after_it(first, following):
    found, day = [], first
    for _ in following:
        day = occurrence_after(first, Recurrence.MONTHLY, day)
        found.append(day)
    assert found == following


@pytest.mark.parametrize("text", ["early 7 March 2008", "late April to May 2008", "first week of May 2008"])
def test_what_has_no_thirds_keeps_its_last_day_and_is_marked(text):
    found, whole = read(text, written_on=PLAN), read(text.split(" ", 1)[1], written_on=PLAN)
    assert (found.due, found.starts, found.doubtful) == (whole.due, whole.starts, True)


@pytest.mark.parametrize("text", ["1999/00", "1999/2000", "99/00", "2099/00", "1900/01"])
def test_a_financial_year_is_read_over_the_turn_of_a_century(text):
    year = 2099 if text == "99/00" else int(text[:4])
    assert read(f"Q1 of {text}", written_on=PLAN).due == date(year, 6, 30)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("second quarter of 2007/08", "2007-09-30 | = | 2007-07-01 | quarter | once | certain | quarter 2 of 2007/08"),
        ("third quarter of 2007/08", "2007-12-31 | = | 2007-10-01 | quarter | once | certain | quarter 3 of 2007/08"),
        ("fourth quarter of 2007/08", "2008-03-31 | = | 2008-01-01 | quarter | once | certain | quarter 4 of 2007/08"),
        ("last quarter of 2007/08", "2008-03-31 | = | 2008-01-01 | quarter | once | certain | quarter 4 of 2007/08"),
        ("final quarter of 2007/08", "2008-03-31 | = | 2008-01-01 | quarter | once | certain | quarter 4 of 2007/08"),
        ("last half of 2007/08", "2008-03-31 | = | 2007-10-01 | half | once | certain | half 2 of 2007/08"),
        ("final half of 2007/08", "2008-03-31 | = | 2007-10-01 | half | once | certain | half 2 of 2007/08"),
        ("second half 2007/08", "2008-03-31 | = | 2007-10-01 | half | once | certain | half 2 of 2007/08"),
        ("2007/08 H1", "2007-09-30 | = | 2007-04-01 | half | once | certain | half 1 of 2007/08"),
        ("2007/08 half 2", "2008-03-31 | = | 2007-10-01 | half | once | certain | half 2 of 2007/08"),
        ("2007/08 academic year", "2008-08-31 | = | 2007-09-01 | year | once | certain | the academic year 2007/08"),
        ("academic year 2007/08", "2008-08-31 | = | 2007-09-01 | year | once | certain | the academic year 2007/08"),
        ("2007/08 financial year", "2008-03-31 | = | 2007-04-01 | year | once | certain | 2007/08"),
        ("28 December – 3 January 2008", "2008-01-03 | = | 2007-12-28 | day | once | certain | -"),
        ("3 May – 3 May 2008", "2008-05-03 | = | 2008-05-03 | day | once | certain | -"),
        ("5 May – 3 May 2008", "2008-05-03 | = | 2008-05-05 | day | once | doubtful | -"),
        ("1 and 14 May 2008", "2008-05-14 | = | 2008-05-01 | day | once | doubtful | -"),
        ("between 1 and 14 May 2008", "2008-05-14 | = | 2008-05-01 | day | once | certain | -"),
        ("1, 14 May 2008", "2008-05-14 | = | 2008-05-01 | day | once | doubtful | -"),
        ("1 & 14 May 2008", "2008-05-14 | = | 2008-05-01 | day | once | doubtful | -"),
        ("1 + 14 May 2008", "2008-05-14 | = | 2008-05-01 | day | once | doubtful | -"),
        ("Jan, Feb 2009", "2009-02-28 | = | 2009-01-01 | month | once | doubtful | February 2009"),
        ("Jan & Feb 2009", "2009-02-28 | = | 2009-01-01 | month | once | doubtful | February 2009"),
        ("Jan + Feb 2009", "2009-02-28 | = | 2009-01-01 | month | once | doubtful | February 2009"),
        ("Jan and Feb 2009", "2009-02-28 | = | 2009-01-01 | month | once | doubtful | February 2009"),
        ("June/June 2008", "2008-06-30 | = | 2008-06-01 | month | once | certain | June 2008"),
        ("between June and December 2007", "2007-12-31 | = | 2007-06-01 | month | once | certain | December 2007"),
        ("Jan/Feb/March 2009", "2009-03-31 | = | 2009-01-01 | month | once | certain | March 2009"),
        ("Spring to Summer 2008", "2008-08-31 | = | 2008-03-01 | season | once | certain | summer 2008"),
        ("Spring – Summer 2008", "2008-08-31 | = | 2008-03-01 | season | once | certain | summer 2008"),
        ("beginning of 2008", "2008-04-30 | = | 2008-01-01 | year | once | certain | early 2008"),
        ("middle of 2008", "2008-08-31 | = | 2008-05-01 | year | once | certain | mid-2008"),
        ("mid March 2008", "2008-03-20 | = | 2008-03-11 | month | once | certain | mid-March 2008"),
        ("early March 2008", "2008-03-10 | = | 2008-03-01 | month | once | certain | early March 2008"),
        ("late March 2008", "2008-03-31 | = | 2008-03-21 | month | once | certain | March 2008"),
        ("mid 2007/08", "2007-11-30 | = | 2007-08-01 | year | once | certain | mid-2007/08"),
        ("early autumn 2007", "2007-09-30 | = | 2007-09-01 | season | once | certain | early autumn 2007"),
        ("mid autumn 2007", "2007-10-31 | = | 2007-10-01 | season | once | certain | mid-autumn 2007"),
        ("late autumn 2007", "2007-11-30 | = | 2007-11-01 | season | once | certain | autumn 2007"),
        ("late 2008", "2008-12-31 | = | 2008-09-01 | year | once | certain | 2008"),
        ("week of March 2008", "2008-03-31 | = | 2008-03-01 | month | once | doubtful | March 2008"),
        ("before 1 and 14 May 2008", "2008-04-30 | = | 2008-04-30 | day | once | doubtful | -"),
        ("w/c 1 and 14 May 2008", "2008-05-20 | = | 2008-05-01 | day | once | doubtful | -"),
        ("before March 2008", "2008-02-29 | = | 2008-02-29 | day | once | certain | -"),
        ("from 2007 to 2009", "2009-03-31 | = | 2007-04-01 | span | once | doubtful | 2007 to 2009"),
        ("2007 to 2007", "- | = | - | none | once | doubtful | -"),
        ("2009 to 2008", "- | = | - | none | once | doubtful | -"),
        ("July 2007 (revised to 5 October 2007)", "2007-10-05 | 2007-07-31 | 2007-10-05 | day | once | certain | -"),
        ("July 2007 (revised to Winter 2007)", "2008-02-29 | 2007-07-31 | 2007-12-01 | season | once | certain | winter 2007"),
        ("July 2007 now April May 2008", "2008-05-31 | 2007-07-31 | 2008-05-01 | month | once | doubtful | May 2008"),
        ("Easter 2007 (revised to October 2007)", "2007-10-31 | = | 2007-10-01 | month | once | doubtful | October 2007"),
        ("July 2007 (revised to Easter 2008)", "2007-07-31 | = | 2007-07-01 | month | once | doubtful | July 2007"),
        ("October 2007 (revised to July 2007)", "2007-07-31 | 2007-10-31 | 2007-07-01 | month | once | certain | July 2007"),
        ("May 2007, June 2007 (revised to October 2007)", "2007-10-31 | 2007-05-31 | 2007-10-01 | month | once | certain | October 2007"),
        ("March 2008 TBC", "2008-03-31 | = | 2008-03-01 | month | once | doubtful | March 2008"),
        ("TBC March 2008", "2008-03-31 | = | 2008-03-01 | month | once | doubtful | March 2008"),
        ("every 6 months from April 2008", "2008-04-30 | = | 2008-04-01 | month | every six months | certain | April 2008"),
        ("every half year from April 2008", "2008-04-30 | = | 2008-04-01 | month | every six months | certain | April 2008"),
        ("every 3 months from April 2008", "2008-04-30 | = | 2008-04-01 | month | every quarter | certain | April 2008"),
        ("four times a year from April 2008", "2008-04-30 | = | 2008-04-01 | month | every quarter | certain | April 2008"),
        ("every quarter from April 2008", "2008-04-30 | = | 2008-04-01 | month | every quarter | certain | April 2008"),
        ("every month from April 2008", "2008-04-30 | = | 2008-04-01 | month | every month | certain | April 2008"),
        ("once a year from April 2008", "2008-04-30 | = | 2008-04-01 | month | every year | certain | April 2008"),
        ("every 12 months from April 2008", "2008-04-30 | = | 2008-04-01 | month | every year | certain | April 2008"),
        ("monthly from April 2008", "2008-04-30 | = | 2008-04-01 | month | every month | certain | April 2008"),
        ("July annually commencing Easter 2007", "2008-07-31 | = | 2008-07-01 | month | every year | doubtful | July 2008"),
        ("July annually commencing April 2007", "2007-07-31 | = | 2007-07-01 | month | every year | certain | July 2007"),
        ("December and June annually", "2007-12-31 | = | 2007-12-01 | month | every year | doubtful | December 2007"),
        ("winter annually", "2008-02-29 | = | 2008-02-01 | season | every year | certain | winter 2007"),
        ("every August", "2007-08-31 | = | 2007-08-01 | month | every year | certain | August 2007"),
        ("every July", "2008-07-31 | = | 2008-07-01 | month | every year | certain | July 2008"),
        ("Spring annually", "2008-05-31 | = | 2008-05-01 | season | every year | certain | spring 2008"),
        ("April 2008 to March 2009", "2009-03-31 | = | 2008-04-01 | month | once | certain | March 2009"),
        ("April 2008 - March 2009", "2009-03-31 | = | 2008-04-01 | month | once | certain | March 2009"),
        ("April 2008 –", "2008-04-30 | = | 2008-04-01 | month | once | certain | April 2008"),
        ("between April 2008 and March 2009", "2009-03-31 | = | 2008-04-01 | month | once | certain | March 2009"),
        ("April 2008 and March 2009", "2009-03-31 | = | 2009-03-01 | month | once | doubtful | March 2009"),
        ("March 2009 to April 2008", "2008-04-30 | = | 2008-04-01 | month | once | doubtful | April 2008"),
        ("March 2009 to March 2009", "2009-03-31 | = | 2009-03-01 | month | once | certain | March 2009"),
        ("April May 2008 to June 2009", "2009-06-30 | = | 2008-05-01 | month | once | doubtful | June 2009"),
        ("programme of 2008", "2008-12-31 | = | 2008-01-01 | year | once | doubtful | 2008"),
        ("by the end of 2008", "2008-12-31 | = | 2008-01-01 | year | once | certain | 2008"),
        ("Q1 07/09 and March 2008", "2008-03-31 | = | 2008-03-01 | month | once | certain | March 2008"),
        ("March 30", "2030-03-31 | = | 2030-03-01 | month | once | doubtful | March 2030"),
        ("March 27", "2027-03-31 | = | 2027-03-01 | month | once | certain | March 2027"),
        ("1/3/87", "2087-03-01 | = | 2087-03-01 | day | once | doubtful | -"),
        ("March 28", "2028-03-31 | = | 2028-03-01 | month | once | doubtful | March 2028"),
        ("10 members by March 2008", "2008-03-31 | = | 2008-03-01 | month | once | certain | March 2008"),
        ("2007/09", "- | = | - | none | once | doubtful | -"),
        ("2008/2010 March 2008", "2008-03-31 | = | 2008-03-01 | month | once | doubtful | March 2008"),
        ("31/02/08 or 31/03/08", "2008-03-31 | = | 2008-03-31 | day | once | doubtful | -"),
        ("summer 2007 and every summer", "2007-08-31 | = | 2007-06-01 | season | every year | certain | summer 2007"),
        ("7 March 2008 to 9 March 2008", "2008-03-09 | = | 2008-03-07 | day | once | certain | -"),
        ("April 2008–March 2009", "2009-03-31 | = | 2008-04-01 | month | once | certain | March 2009"),
        ("every spring", "2008-05-31 | = | 2008-05-01 | season | every year | certain | spring 2008"),
        ("each dec", "2007-12-31 | = | 2007-12-01 | month | every year | certain | December 2007"),
        ("we march annually", "- | = | - | none | every year | certain | -"),
        ("April 2008, quarterly thereafter", "2008-04-30 | = | 2008-04-01 | month | every quarter | certain | April 2008"),
        ("April 2008, monthly thereafter", "2008-04-30 | = | 2008-04-01 | month | every month | certain | April 2008"),
        ("May 2007 Easter 2007 (revised to October 2007)", "2007-10-31 | 2007-05-31 | 2007-10-01 | month | once | certain | October 2007"),
        ("Winter 2007 (revised to October 2007)", "2007-10-31 | 2008-02-29 | 2007-10-01 | month | once | certain | October 2007"),
        ("07/09 and 08/09", "2009-03-31 | = | 2008-04-01 | year | once | doubtful | 2008/09"),
        ("7 March 2008 to 7 March 2008", "2008-03-07 | = | 2008-03-07 | day | once | certain | -"),
        ("July annually commencing Easter 2007 or April 2009", "2009-07-31 | = | 2009-07-01 | month | every year | doubtful | July 2009"),
        ("July annually commencing Easter 2007 or April 2008", "2008-07-31 | = | 2008-07-01 | month | every year | doubtful | July 2008"),
        ("July annually commencing 31 July 2007", "2007-07-31 | = | 2007-07-01 | month | every year | certain | July 2007"),
        ("programme 2009/10 by March 2010", "2010-03-31 | = | 2009-04-01 | year | once | doubtful | 2009/10"),
        ("March 2050", "2050-03-31 | = | 2050-03-01 | month | once | certain | March 2050"),
        ("March 50", "2050-03-31 | = | 2050-03-01 | month | once | doubtful | March 2050"),
    ],
)  # fmt: skip
def test_all_that_is_told_of_a_text(text, told):
    """When it is due, its first date where it is another, when it begins, how exact it is, how often, how sure, and of what."""
    found = read(text, written_on=PLAN)
    assert told == " | ".join(
        [
            str(found.due or "-"),
            "=" if found.first_due == found.due else str(found.first_due or "-"),
            str(found.starts or "-"),
            str(found.precision),
            str(found.recurrence) or "once",
            "doubtful" if found.doubtful else "certain",
            found.ends or "-",
        ]
    )


def test_what_is_kept_of_how_exact_a_date_is_and_of_how_often_it_comes_round():
    assert list(Precision) == ["day", "month", "quarter", "half", "season", "year", "span", "none"]
    assert [(each.value, each.months) for each in Recurrence] == [
        ("", 0),
        ("every month", 1),
        ("every quarter", 3),
        ("every six months", 6),
        ("every year", 12),
    ]


def test_a_text_without_a_date_has_neither_date_nor_words_for_one():
    assert read("when funds allow", written_on=PLAN) == ReadDate("when funds allow", doubtful=True, ends="")


MID, END = date(2008, 1, 30), date(2008, 1, 31)


@pytest.mark.parametrize(
    ("due_on", "recurrence", "on", "following"),
    [
        (MID, Recurrence.ONCE, date(2009, 1, 1), MID),
        (MID, Recurrence.MONTHLY, MID, MID),
        (MID, Recurrence.MONTHLY, date(2007, 1, 1), MID),
        (MID, Recurrence.MONTHLY, date(2008, 1, 31), date(2008, 2, 29)),
        (MID, Recurrence.MONTHLY, date(2008, 2, 29), date(2008, 2, 29)),
        (MID, Recurrence.MONTHLY, date(2008, 3, 1), date(2008, 3, 30)),
        (END, Recurrence.MONTHLY, date(2008, 4, 1), date(2008, 4, 30)),
        (MID, Recurrence.QUARTERLY, date(2008, 2, 1), date(2008, 4, 30)),
        (MID, Recurrence.HALF_YEARLY, date(2008, 2, 1), date(2008, 7, 30)),
        (MID, Recurrence.YEARLY, date(2008, 2, 1), date(2009, 1, 30)),
        (date(2007, 11, 30), Recurrence.QUARTERLY, date(2009, 1, 1), date(2009, 2, 28)),
    ],
)
def test_what_comes_round_falls_due_on_its_day_or_the_end_of_its_month(due_on, recurrence, on, following):
    assert next_occurrence(due_on, recurrence, on) == following
    assert occurrence_after(due_on, recurrence, on - timedelta(1)) == following


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2008, 2, 29), 1, date(2008, 3, 31)),
        (date(2007, 2, 28), 12, date(2008, 2, 29)),
        (date(2008, 2, 28), 12, date(2009, 2, 28)),
        (date(2008, 2, 28), 1, date(2008, 3, 28)),
        (date(2008, 3, 31), -1, date(2008, 2, 29)),
        (date(2008, 4, 30), 1, date(2008, 5, 31)),
    ],
)
def test_a_day_some_months_later_is_the_same_or_the_end(day, months, later):
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("March 2008, March 2009", ["March 2008,", "March 2009"]),
        ("Spring annually Summer annually", ["Spring annually", "Summer annually"]),
        ("March 2008 March 2009 onwards", ["March 2008", "March 2009 onwards"]),
        ("March 2008, X-rays by March 2009", ["March 2008,", "X-rays by March 2009"]),
        (
            "Level 5 by December 2007. Validation by March 2008.",
            ["Level 5 by December 2007.", "Validation by March 2008."],
        ),
        ("March 2008 and ongoing", ["March 2008 and ongoing"]),
        ("2008/09 programme March 2008 and June 2008", ["2008/09 programme March 2008", "and June 2008"]),
        ("2008 programme 2009", ["2008", "programme 2009"]),
        ("Quarterly clinics April 2007", ["Quarterly clinics April 2007"]),
        ("Quarterly reports quarterly clinics", ["Quarterly reports", "quarterly clinics"]),
    ],
)
def test_a_cell_falls_into_a_part_for_each_of_its_dates(text, parts):
    assert [part.text for part in read_each(text, written_on=PLAN)] == parts
