"""Entering figures in the browser: tables, the grid of a period, one figure, targets, locked periods."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from accounts.choices import Role
from core.periods import Period
from indicators.models import Indicator, IndicatorSet, Measurement, Restatement, TargetDecision, Upload
from indicators.services import decide_target, judge, lock
from organisation.models import Post
from organisation.services import reporting_period

QUARTER = "2007/08 Q1"


@pytest.fixture
def finance(db) -> Post:
    return Post.objects.create(title="Head of Finance")


@pytest.fixture
def invoices(council, today, finance) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    return Indicator.objects.create(
        set=bvpi, ref="BV8", title="Invoices", unit="%", decimal_places=1, frequency="quarterly", owner=finance
    )


def measured(indicator: Indicator, period: str, value=None, target=None, **more) -> Measurement:
    return Measurement.objects.create(
        indicator=indicator, period=reporting_period(Period.parse(period)), actual=value, target=target, **more
    )


def upload(browser, text: str, kind: str = "measurements", name: str = "figures.csv"):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return browser.post(reverse("uploads"), {"kind": kind, "file": file}, follow=True)


def take_in(browser, answer, **more):
    return browser.post(
        answer.request["PATH_INFO"], {"seen": answer.context["seen"]} | more, follow=True
    ).content.decode()


def test_a_table_is_looked_over_and_nothing_is_stored_until_it_is_taken_in(invoices, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    answer = upload(browser, f"set,ref,period,value,colour\nBVPI,BV8,{QUARTER},93.2,red\n")
    page = answer.content.decode()
    assert "BV8, 2007/08 Q1" in page
    assert "Not known, and left out: colour." in page
    assert Measurement.objects.count() == 0
    assert "Measurements: 1 new, 0 changed, 0 unchanged." in take_in(browser, answer)
    assert Measurement.objects.get().actual == Decimal("93.2")
    assert Upload.objects.get().taken_at is not None


def test_a_table_taken_in_twice_does_nothing_the_second_time(invoices, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    answer = upload(browser, f"set,ref,period,value\nBVPI,BV8,{QUARTER},93.2\n")
    take_in(browser, answer)
    assert "taken in already" in take_in(browser, answer)
    assert Measurement.objects.get().history.count() == 1


def test_what_changes_is_shown_from_and_to(invoices, signed_in):
    measured(invoices, QUARTER, Decimal(90))
    answer = upload(signed_in(Role.PERFORMANCE), f"set,ref,period,value\nBVPI,BV8,{QUARTER},93.2\n")
    assert "actual: 90 → 93.2" in answer.content.decode()


def test_where_something_else_was_stored_meanwhile_nothing_is_done(invoices, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    answer = upload(browser, f"set,ref,period,value\nBVPI,BV8,{QUARTER},93.2\n")
    measured(invoices, QUARTER, Decimal(50))
    assert "What is stored has changed since you looked. Nothing was done" in take_in(browser, answer)
    assert Measurement.objects.get().actual == 50


def test_an_unlikely_figure_is_asked_about_and_what_was_asked_is_kept(invoices, signed_in):
    measured(invoices, "2006/07 Q1", Decimal("9.0"))
    browser = signed_in(Role.PERFORMANCE)
    answer = upload(browser, f"set,ref,period,value\nBVPI,BV8,{QUARTER},93.2\n")
    assert "93.2\u00a0% is 10 times last year's 9.0\u00a0%. Is it right?" in answer.content.decode().replace(
        "&#x27;", "'"
    )
    assert "Nothing was done" in take_in(browser, answer)
    assert Measurement.objects.count() == 1
    take_in(browser, answer, confirmed="yes")
    assert "Is it right?" in Measurement.objects.get(period__year=2007).confirmed


def test_a_figure_in_another_unit_is_asked_about_and_not_again(invoices, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    table = f"set,ref,period,value,target\nBVPI,BV8,{QUARTER},93 days,£95\n"
    answer = upload(browser, table)
    assert {str(question) for question in answer.context["findings"].questions} == {
        "Row 2, column value: “93 days” is in days and the unit is %. Is 93 right?",
        "Row 2, column target: “£95” is an amount of money and the unit is %. Is 95 right?",
    }
    take_in(browser, answer)
    assert not Measurement.objects.exists()
    take_in(browser, answer, confirmed="yes")
    stored = Measurement.objects.get()
    assert (stored.actual, stored.target) == (93, 95)
    assert stored.confirmed == "“93 days” is in days and the unit is %. Is 93 right?"
    assert upload(browser, table).context["findings"].questions == []


def test_doubts_are_shown_by_row_and_column_and_keep_the_table_out(invoices, signed_in):
    answer = upload(
        signed_in(Role.PERFORMANCE), f"set,ref,period,value\nBVPI,BV8,{QUARTER},lots\nBVPI,X1,{QUARTER},1\n"
    )
    page = answer.content.decode()
    assert "There is no indicator X1 in BVPI" in page
    assert "Take it in" not in page


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"%PDF-1.7", "is a PDF"), (b"", "The file is empty"), (b"ref\n", "has no column set")]
)
def test_what_is_no_table_is_refused_on_the_form(invoices, signed_in, content, sentence):
    answer = upload(signed_in(Role.PERFORMANCE), content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Upload.objects.exists()


def test_an_officer_takes_in_what_their_post_owns_and_nothing_else(invoices, finance, signed_in):
    Indicator.objects.create(set=invoices.set, ref="BV9", title="Council tax", owner=Post.objects.create(title="Other"))
    browser = signed_in(Role.OFFICER, holds=finance)
    answer = upload(browser, f"set,ref,period,value\nBVPI,BV8,{QUARTER},93.2\nBVPI,BV9,{QUARTER},1\n")
    assert "BV9 is for the Other to report" in answer.content.decode()
    answer = upload(browser, "set,ref,title\nBVPI,BV8,Mine now\n", kind="indicators")
    assert "Definitions are for the performance team" in answer.content.decode()


def test_another_officers_upload_is_not_there(invoices, finance, signed_in):
    answer = upload(signed_in(Role.OFFICER, holds=finance), f"set,ref,period,value\nBVPI,BV8,{QUARTER},93.2\n")
    assert signed_in(Role.OFFICER).get(answer.request["PATH_INFO"]).status_code == 404


def grid(browser, **boxes):
    return browser.post(f"{reverse('entry')}?period={QUARTER}", boxes, follow=True)


def test_the_grid_stores_what_was_typed_and_judges_it(invoices, finance, signed_in):
    measured(invoices, "2006/07 Q1", Decimal(91))
    key = invoices.pk
    boxes = {f"value-{key}": "89.5", f"target-{key}": "95", f"commentary-{key}": "Fewer staff.", f"version-{key}": "0"}
    assert "1\u00a0line saved." in grid(signed_in(Role.OFFICER, holds=finance), **boxes).content.decode()
    stored = Measurement.objects.get(period__kind="quarter", period__year=2007)
    assert (stored.actual, stored.why, stored.rating, stored.direction) == (
        Decimal("89.5"),
        "Fewer staff.",
        "amber",
        "declined",
    )
    assert stored.history.get().history_user is not None


def test_emptying_a_box_removes_what_it_held(invoices, signed_in):
    stored = measured(invoices, QUARTER, Decimal(90))
    key = invoices.pk
    grid(signed_in(Role.PERFORMANCE), **{f"value-{key}": "", f"version-{key}": str(stored.version)})
    stored.refresh_from_db()
    assert stored.actual is None


def test_a_box_in_doubt_comes_back_as_it_was_typed_and_nothing_is_stored(invoices, signed_in):
    other = Indicator.objects.create(set=invoices.set, ref="BV9", title="Council tax", frequency="quarterly")
    boxes = {
        f"value-{invoices.pk}": "lots", f"version-{invoices.pk}": "0",
        f"value-{other.pk}": "97", f"version-{other.pk}": "0",
    }  # fmt: skip
    answer = grid(signed_in(Role.PERFORMANCE), **boxes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="lots"' in page
    assert 'value="97"' in page
    assert not Measurement.objects.exists()


def test_the_grid_of_a_period_has_what_was_still_measured_at_its_end(invoices, signed_in):
    browser, grid = signed_in(Role.PERFORMANCE), reverse("entry")
    invoices.closed_on = date(2007, 7, 31)
    invoices.save()
    there = {q: len(browser.get(grid, {"period": q}).context["lines"]) for q in ("2006/07 Q4", QUARTER, "2007/08 Q2")}
    assert there == {"2006/07 Q4": 1, QUARTER: 1, "2007/08 Q2": 0}


def test_of_two_who_have_the_grid_open_the_second_is_told(invoices, signed_in):
    stored = measured(invoices, QUARTER, Decimal(90))
    key, version = invoices.pk, str(stored.version)
    first, second = signed_in(Role.PERFORMANCE), signed_in(Role.PERFORMANCE)
    grid(first, **{f"value-{key}": "91", f"version-{key}": version})
    page = grid(second, **{f"value-{key}": "92", f"version-{key}": version}).content.decode()
    assert "saved this line while you had it open: 91.0" in page
    stored.refresh_from_db()
    assert stored.actual == 91


def test_a_rate_is_worked_out_of_its_parts(invoices, signed_in):
    invoices.aggregation = "rate"
    invoices.save()
    key = invoices.pk
    grid(signed_in(Role.PERFORMANCE), **{f"numerator-{key}": "9", f"denominator-{key}": "10", f"version-{key}": "0"})
    assert Measurement.objects.get().actual == 90
    page = grid(
        signed_in(Role.PERFORMANCE), **{f"numerator-{key}": "9", f"denominator-{key}": "0", f"version-{key}": "1"}
    )
    assert "The denominator must be more than zero." in page.content.decode()


def test_nobody_else_finds_anything_to_report(invoices, signed_in):
    assert (
        "There is nothing for you to report"
        in signed_in(Role.OFFICER).get(f"{reverse('entry')}?period={QUARTER}").content.decode()
    )


def test_a_period_that_is_none_is_a_clear_page(invoices, signed_in):
    answer = signed_in(Role.PERFORMANCE).get(f"{reverse('entry')}?period=summer")
    assert answer.status_code == 404
    assert "is not a period" in answer.content.decode()


def test_a_collection_workbook_comes_back_filled_in(invoices, finance, signed_in):
    measured(invoices, "2006/07 Q1", Decimal(91))
    browser = signed_in(Role.OFFICER, holds=finance)
    content = browser.get(f"{reverse('collection')}?period={QUARTER}").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, sheet[2], strict=True))
    assert (row["ref"].value, row["last_year"].value, row["period"].value) == ("BV8", "91.0\u00a0%", QUARTER)
    assert row["ref"].protection.locked
    assert not row["value"].protection.locked
    found = {v.type: (v.operator, v.formula1, v.formula2) for v in sheet.data_validations.dataValidation}
    assert set(found) == {"decimal", "list"}
    assert found["decimal"] == ("between", "-1000000000000", "1000000000000")
    row["value"].value = 92.5
    filled = io.BytesIO()
    book.save(filled)
    answer = upload(browser, filled.getvalue(), name="figures.xlsx")
    assert answer.context["findings"].unknown_columns == []
    take_in(browser, answer)
    assert Measurement.objects.get(period__year=2007).actual == Decimal("92.5")


def test_of_a_rate_the_workbook_asks_for_its_parts_alone(invoices, finance, signed_in):
    Indicator.objects.update(aggregation="rate")
    measured(invoices, QUARTER, Decimal(91), numerator=Decimal(91), denominator=Decimal(100))
    browser = signed_in(Role.OFFICER, holds=finance)
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(f"{reverse('collection')}?period={QUARTER}").content)).active
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert (row["numerator"], row["denominator"], row["value"]) == (91, 100, None)


def figure_address(indicator: Indicator) -> str:
    return f"{reverse('figure', args=[indicator.set.code, indicator.ref])}?period={QUARTER}"


def test_one_figure_is_entered_with_its_commentary(invoices, finance, signed_in):
    browser = signed_in(Role.OFFICER, holds=finance)
    page = browser.get(figure_address(invoices)).content.decode()
    assert "Rating put in the place" not in page
    data = {"actual": "93.2", "target": "95", "state": "estimate", "why": "New system.", "opened_version": "0"}
    answer = browser.post(figure_address(invoices), data, follow=True)
    assert "BV8 for 2007/08 Q1 is saved." in answer.content.decode()
    stored = Measurement.objects.get()
    assert (stored.actual, stored.state, stored.why, stored.rating) == (
        Decimal("93.2"),
        "estimate",
        "New system.",
        "amber",
    )


@pytest.mark.parametrize(
    ("unit", "names", "text", "value"),
    [
        ("%", "", "93.2 %", "93.2"),
        ("£", "", "£1,204", "1204"),
        ("level", "", "Level 4", "4"),
        ("score of 4", "", "3 of 4", "3"),
        ("level", "Weak, Fair, Good", "good", "3"),
        ("yes/no", "", "Yes", "1"),
    ],
)
def test_one_figure_is_read_as_people_write_it(invoices, finance, signed_in, unit, names, text, value):
    Indicator.objects.filter(pk=invoices.pk).update(unit=unit, level_names=names)
    data = {"actual": text, "state": "provisional", "opened_version": "0"}
    assert signed_in(Role.OFFICER, holds=finance).post(figure_address(invoices), data).status_code == 302
    assert Measurement.objects.get().actual == Decimal(value)


def test_one_figure_that_does_not_apply_says_so_and_applies_again(invoices, finance, signed_in):
    browser = signed_in(Role.OFFICER, holds=finance)
    browser.post(figure_address(invoices), {"actual": "n/a", "state": "provisional", "opened_version": "0"})
    stored = Measurement.objects.get()
    assert (stored.actual, stored.state, stored.rating) == (None, "not_applicable", "not_applicable")
    browser.post(figure_address(invoices), {"actual": "93", "state": "not_applicable", "opened_version": "1"})
    stored.refresh_from_db()
    assert (stored.actual, stored.state) == (93, "provisional")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12,5", "“12,5” has a decimal comma: write 12.5."),
        ("2.4%<", "“2.4%<” holds more than a number: write 2.4% alone."),
        ("lots", "“lots” is not a number: write digits, such as 1204 or 95.9."),
    ],
)
def test_what_is_no_figure_is_refused_with_a_sentence(invoices, signed_in, text, sentence):
    data = {"actual": text, "state": "provisional", "opened_version": "0"}
    answer = signed_in(Role.PERFORMANCE).post(figure_address(invoices), data)
    assert (answer.status_code, answer.context["form"].errors["actual"]) == (422, [sentence])


def test_a_figure_in_another_unit_is_asked_about_once(invoices, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    data = {"actual": "£93", "state": "provisional", "opened_version": "0"}
    asked = "“£93” is an amount of money and the unit is %. Is 93 right?"
    assert asked in browser.post(figure_address(invoices), data).content.decode()
    assert not Measurement.objects.exists()
    browser.post(figure_address(invoices), data | {"confirmed_now": "on"})
    stored = Measurement.objects.get()
    assert (stored.actual, stored.confirmed) == (93, asked)


def test_the_parts_of_a_rate_are_entered_and_the_figure_follows(invoices, signed_in):
    stored = measured(invoices, QUARTER, Decimal(90), numerator=9, denominator=10)
    browser = signed_in(Role.PERFORMANCE)
    assert "actual" not in browser.get(figure_address(invoices)).context["form"].fields
    data = {"numerator": "8", "denominator": "10", "state": "provisional", "opened_version": "1"}
    browser.post(figure_address(invoices), data)
    stored.refresh_from_db()
    assert stored.actual == 80


def test_the_second_of_two_who_enter_a_figure_is_told(invoices, signed_in):
    stored = measured(invoices, QUARTER, Decimal(90))
    stored.why = "Theirs."
    stored.save()
    data = {"actual": "93", "state": "provisional", "opened_version": "1"}
    page = signed_in(Role.PERFORMANCE).post(figure_address(invoices), data).content.decode()
    assert "Somebody else saved this figure while you had it open" in page
    stored.refresh_from_db()
    assert stored.actual == 90


def test_an_override_needs_a_reason_and_shows_as_one(invoices, signed_in):
    stored = measured(invoices, QUARTER, Decimal(50), Decimal(95))
    browser = signed_in(Role.PERFORMANCE)
    data = {"actual": "50", "state": "provisional", "override": "amber", "opened_version": "1"}
    assert "Say why the rule's rating is not to stand." in browser.post(
        figure_address(invoices), data
    ).content.decode().replace("&#x27;", "'")
    browser.post(figure_address(invoices), data | {"override_reason": "The system was down for a month."})
    stored.refresh_from_db()
    assert (stored.rating, stored.rating_label) == ("amber", "Amber, set by hand")
    assert stored.rating_reason.startswith("The system was down for a month. By the rule: off target. 50.0")


def test_a_locked_period_takes_a_restatement_with_its_reason_and_keeps_what_was_reported(invoices, person, signed_in):
    stored = measured(invoices, QUARTER, Decimal(90))
    lock(stored.period, by=person(Role.PERFORMANCE))
    browser = signed_in(Role.PERFORMANCE)
    data = {"actual": "88", "state": "provisional", "opened_version": "1"}
    assert "is locked. Say why the figure is restated" in browser.post(figure_address(invoices), data).content.decode()
    browser.post(figure_address(invoices), data | {"reason": "Late returns."})
    stored.refresh_from_db()
    assert (stored.actual, stored.state) == (88, "restated")
    kept = Restatement.objects.get()
    assert (kept.was, kept.became, kept.reason) == (90, 88, "Late returns.")


def test_the_performance_team_locks_a_period_and_opens_it_again(invoices, signed_in):
    period = measured(invoices, QUARTER, Decimal(90)).period
    browser = signed_in(Role.PERFORMANCE)
    for locked in (True, False):
        browser.post(f"{reverse('lock-period')}?period={QUARTER}")
        period.refresh_from_db()
        assert (period.locked_at is not None) == locked


def test_a_change_of_target_is_a_decision_and_says_when_it_is_eased(invoices, finance, signed_in):
    invoices.polarity = "lower"
    invoices.save()
    year = measured(invoices, "2007/08", None, Decimal("21.8"))
    where = reverse("targets", args=["BVPI", "BV8"])
    data = {"becomes": "22.1", "reason": "", "approved_by": finance.pk, "approved_on": "2007-09-01"}
    browser = signed_in(Role.PERFORMANCE)
    assert browser.post(f"{where}?change={year.pk}", data).status_code == 422
    page = browser.post(
        f"{where}?change={year.pk}", data | {"reason": "Agreed with partners."}, follow=True
    ).content.decode()
    assert "It is eased." in page
    assert "Agreed with partners. Approved by Head of Finance." in page
    decision = TargetDecision.objects.get()
    assert (decision.was, decision.becomes, decision.approved_on) == (
        Decimal("21.8"),
        Decimal("22.1"),
        date(2007, 9, 1),
    )
    year.refresh_from_db()
    assert year.target == Decimal("22.1")
    assert judge(store=False) == []


def test_an_officer_does_not_approve_an_easier_target_for_themselves(invoices, finance, signed_in):
    year = measured(invoices, "2007/08", None, Decimal(95))
    where = f"{reverse('targets', args=['BVPI', 'BV8'])}?change={year.pk}"
    data = {"becomes": "90 %", "reason": "Fewer staff.", "approved_by": finance.pk, "approved_on": "2007-09-01"}
    browser = signed_in(Role.OFFICER, holds=finance)
    page = browser.post(where, data)
    assert page.status_code == 422
    assert "You hold the post Head of Finance yourself." in page.content.decode()
    director = Post.objects.create(title="Director of Resources")
    assert browser.post(where, data | {"approved_by": director.pk}).status_code == 302
    decision = TargetDecision.objects.get()
    assert (decision.becomes, decision.approved_by, decision.eased) == (90, director, True)


def test_a_new_target_in_another_unit_is_asked_about(invoices, finance, signed_in):
    year = measured(invoices, "2007/08", None, Decimal(95))
    data = {"becomes": "£90", "reason": "Fewer.", "approved_by": finance.pk, "approved_on": "2007-09-01"}
    where = f"{reverse('targets', args=['BVPI', 'BV8'])}?change={year.pk}"
    page = signed_in(Role.PERFORMANCE).post(where, data)
    assert "Is 90 right? If it is, write the number alone." in page.content.decode()
    assert not TargetDecision.objects.exists()


def test_the_page_of_changes_names_who_changed_what_and_why(invoices, finance, person, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    where = reverse("indicator-changes", args=["BVPI", "BV8"])
    assert "Nothing has been changed since it was first entered." in browser.get(where).content.decode()
    stored = measured(invoices, QUARTER, Decimal(90), Decimal(95))
    lock(stored.period, by=person(Role.PERFORMANCE))
    browser.post(
        figure_address(invoices),
        {"actual": "88", "state": "provisional", "opened_version": "1", "reason": "Late returns."},
    )
    stored.refresh_from_db()
    decide_target(stored, Decimal(80), reason="Agreed.", approved_by=finance, approved_on=date(2007, 9, 1))
    page = " ".join(browser.get(where).content.decode().split())
    assert "Restated: 90 → 88" in page
    assert "Late returns." in page
    assert "Target, eased by decision: 95 → 80" in page
    assert "Actual: 90 → 88" in page


def test_first_targets_are_set_for_three_years_by_quarter(invoices, finance, signed_in):
    where = reverse("targets", args=["BVPI", "BV8"])
    browser = signed_in(Role.OFFICER, holds=finance)
    page = browser.get(where)
    periods = [period for _, period, _ in page.context["wanted"]]
    assert (len(periods), periods[0], periods[4], periods[-1]) == (15, "2007/08 Q1", "2007/08", "2009/10")
    answer = browser.post(where, {"target-quarter-2007-1": "95", "target-year-2009-1": "lots"})
    assert answer.status_code == 422
    assert "2009/10: “lots” is not a number" in answer.content.decode()
    assert not Measurement.objects.exists()
    page = browser.post(where, {"target-quarter-2007-1": "95", "target-year-2009-1": "97.5"}, follow=True)
    assert "2\u00a0targets set." in page.content.decode()
    assert dict(Measurement.objects.values_list("period__year", "target")) == {2007: 95, 2009: Decimal("97.5")}
    assert len(page.context["wanted"]) == 13


def test_a_table_does_not_change_a_target_that_is_set(invoices, signed_in):
    measured(invoices, QUARTER, None, Decimal(95))
    answer = upload(signed_in(Role.PERFORMANCE), f"set,ref,period,target\nBVPI,BV8,{QUARTER},90\n")
    assert "The target for 2007/08 Q1 is 95.0\u00a0%. A change of it is a decision" in answer.content.decode()


def test_the_admin_changes_no_locked_figure_and_no_target_that_is_set(invoices, person, signed_in):
    stored = measured(invoices, QUARTER, Decimal(90), Decimal(95))
    where = reverse("admin:indicators_measurement_change", args=[stored.pk])
    browser = signed_in(Role.PERFORMANCE)
    page = browser.get(where).content.decode()
    assert 'name="actual"' in page
    assert 'name="target"' not in page
    lock(stored.period, by=person(Role.PERFORMANCE))
    assert 'name="actual"' not in browser.get(where).content.decode()
    assert browser.post(where, {"actual": "1"}).status_code == 403


def test_a_line_that_was_left_alone_stays_as_somebody_else_saved_it(invoices, signed_in):
    other = Indicator.objects.create(set=invoices.set, ref="BV9", title="Council tax", frequency="quarterly")
    mine, theirs = measured(invoices, QUARTER, Decimal(90)), measured(other, QUARTER, Decimal(70))
    theirs.actual = Decimal(75)
    theirs.save()
    boxes = {
        f"value-{invoices.pk}": "91", f"version-{invoices.pk}": "1",
        f"value-{other.pk}": "70", f"version-{other.pk}": "1",
    }  # fmt: skip
    assert "1\u00a0line saved." in grid(signed_in(Role.PERFORMANCE), **boxes).content.decode()
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.actual, theirs.actual) == (91, 75)


def test_saving_once_more_puts_ones_own_in_the_place_of_theirs(invoices, signed_in):
    stored = measured(invoices, QUARTER, Decimal(90))
    stored.actual = Decimal(91)
    stored.save()
    browser, key = signed_in(Role.PERFORMANCE), invoices.pk
    page = grid(browser, **{f"value-{key}": "92", f"version-{key}": "1"}).content.decode()
    assert f'name="version-{key}" value="2"' in page
    grid(browser, **{f"value-{key}": "92", f"version-{key}": "2"})
    stored.refresh_from_db()
    assert stored.actual == 92


@pytest.mark.parametrize("period", ["0000/01", "9999/00", "9999", "2007/09"])
def test_a_year_that_cannot_be_is_a_clear_page(invoices, signed_in, period):
    assert signed_in(Role.PERFORMANCE).get(f"{reverse('entry')}?period={period}").status_code == 404


@pytest.mark.parametrize("directorate", ["\u00b2", "9" * 30, "x"])
def test_a_directorate_that_does_not_exist_leaves_nothing(invoices, signed_in, directorate):
    answer = signed_in(Role.PERFORMANCE).get(reverse("entry"), {"period": QUARTER, "directorate": directorate})
    assert "There is nothing for you to report" in answer.content.decode()


def test_the_page_says_how_the_year_stands_and_whether_it_is_signal_or_noise(invoices, signed_in):
    invoices.aggregation = "rate"
    invoices.save()
    measured(invoices, "2007/08 Q1", numerator=9, denominator=10)
    for quarter in (1, 2, 3, 4):
        for year in ("2005/06", "2006/07"):
            measured(invoices, f"{year} Q{quarter}", numerator=88 + quarter, denominator=100)
    judge()
    page = signed_in(Role.VIEWER).get(invoices.get_absolute_url()).content.decode()
    assert "90.0\u00a0% in 2007/08 to date: 9 of 10" in page
    assert "Signal or noise?" in page
    assert "Control chart of BV8 Invoices" in page


@pytest.mark.parametrize("where", ["grid", "figure"])
def test_of_two_who_save_a_first_figure_in_the_same_moment_the_second_is_told(invoices, signed_in, monkeypatch, where):
    def quicker(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr("indicators.views.entry.MeasurementImporter.take", quicker)
    monkeypatch.setattr("indicators.views.entry.record_figure", quicker)
    browser = signed_in(Role.PERFORMANCE)
    if where == "grid":
        answer = grid(browser, **{f"value-{invoices.pk}": "92", f"version-{invoices.pk}": "0"})
    else:
        answer = browser.post(figure_address(invoices), {"actual": "92", "state": "provisional", "opened_version": "0"})
    page = answer.content.decode()
    assert "Somebody else saved at the same moment" in page
    assert 'value="92"' in page
