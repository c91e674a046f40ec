"""The five clinics that Rotherham's paper suggests, and what the rules make of its figures."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import load_workbook

from actions.models import Action
from clinics.choices import Rule, State
from clinics.models import Clinic
from clinics.reporting.suggestions import (
    Suggestions,
    suggestions,
)
from clinics.rules.suggesting import Verdict
from clinics.services.suggestions import AnsweredError, accept
from core.periods import Period
from organisation.models import Council
from organisation.services import reporting_period

pytestmark = pytest.mark.one_database

NBSP = "\u00a0"


HEADINGS = ("Suggested by people", "Suggested by the rules", "A clinic is open already", "Answered")


def html_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def suggested(period: str) -> Suggestions:
    return suggestions(reporting_period(Period.parse(period)), council=Council.objects.first())


def refs(some) -> list[str]:
    return [one.indicator.ref for one in some]


def test_the_rules_say_of_each_stated_reason_whether_it_holds_or_what_is_missing(rotherham):
    found = {written.clinic.title: written for written in suggested("2006/07").written}
    said = {
        title.split(":")[0]: [(reason.verdict, reason.missing) for reason in written.reasons]
        for title, written in found.items()
    }
    no_stretch = "no stretch target (what is expected without the agreement, and wanted with it)"
    no_quarter = "no figure for 2007/08 Q1"
    assert said == {
        "BV204": [(Verdict.FIRED, ())],
        "Young people not in education, employment or training (NEETs)": [(Verdict.UNJUDGED, (no_quarter, no_stretch))],
        "PAF C72": [(Verdict.UNJUDGED, (no_quarter,))],
        "PAF C32": [(Verdict.UNJUDGED, (no_quarter, no_stretch))],
        "Employment rate": [
            (Verdict.UNJUDGED, ("no figure for 2006/07 Q1", "no published average for 2007/08 Q1 or before"))
        ],
    }
    assert {written.period for written in found.values()} == {"2007/08 Q1"}


def test_the_page_shows_the_five_with_their_figures_and_what_the_rules_say(as_, rotherham):
    html = html_of(as_("viewer"), "/clinics/suggested/")
    assert f"6{NBSP}clinics suggested on the figures of 2006/07" in html
    assert f"Q1 50{NBSP}% against a target of 26{NBSP}%" in html
    assert f"In 2007/08 Q1, 50{NBSP}% against a target of 26{NBSP}%: missed by 24 percentage points" in html
    assert "organised by Rotherham Partnership" in html
    assert "no figure for 2006/07 Q1 and no published average for 2007/08 Q1 or before" in html


def test_what_people_suggest_is_not_suggested_a_second_time_by_the_rules(rotherham):
    found = suggested("2007/08 Q1")
    assert "BV204" not in refs(found.open)
    assert next(w for w in found.written if w.clinic.title.startswith("BV204")).weight == 3


def test_indicators_with_an_open_clinic_stand_apart_with_the_clinic(rotherham):
    found = suggested("2006/07")
    assert refs(found.open) == ["DH-SPEND"]
    assert refs(found.in_hand) == ["BV8", "BV78a", "BV78b", "BV128a", "LGO-DAYS"]
    assert found.in_hand[1].open_clinics[0].title == "Housing benefit claims"


def test_the_open_actions_of_plans_and_clinics_are_what_is_being_done(rotherham):
    (decent,) = suggested("2006/07").open
    assert [action.title for action in decent.open_actions] == ["Monitor the action plan for improving decent homes"]
    action = Action.objects.get(title="Monitor the action plan for improving decent homes")
    action.closed_on = rotherham
    action.save()
    assert suggested("2006/07").open[0].open_actions == ()


def test_a_period_that_does_not_exist_is_a_clear_page(as_, rotherham):
    assert "is not a period" in html_of(as_("viewer"), "/clinics/suggested/?period=soon", 404)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_list_is_exported(as_, rotherham, kind):
    answer = as_("viewer").get(f"/clinics/suggested/?_export={kind}")
    assert answer["Content-Disposition"] == f'attachment; filename="suggested-clinics-2006-07.{kind}"'
    assert as_("viewer").get("/clinics/suggested/?_export=doc").status_code == 404


def test_the_suggestions_are_a_workbook_to_print(as_, rotherham):
    answer = as_("viewer").get("/clinics/suggested.xlsx?period=2006/07")
    assert answer["Content-Disposition"] == 'attachment; filename="suggested-clinics-2006-07-to-print.xlsx"'
    book = load_workbook(io.BytesIO(answer.content))
    sheet, rules = book.worksheets
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    first = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [text for text in first if text in HEADINGS] == [*HEADINGS[:3]]
    assert len(first) == 3 + 5 + 1 + 5
    planning = next(row for row in sheet.iter_rows(values_only=True) if row[0].startswith("BV204"))
    assert planning[2].startswith("Off target this period, beyond tolerance. Half of the planning appeals")
    assert "missed by 24 percentage points" in planning[3].replace("\u00a0", " ")
    assert planning[4:] == ("Nothing yet", 3)
    assert rules["A2"].value == "Off target this period, beyond tolerance"
    assert as_("viewer").get("/clinics/suggested.xlsx?period=1901/02").status_code == 404


def test_accepting_what_a_person_suggests_makes_no_second_clinic(as_, rotherham):
    held = Clinic.objects.count()
    bv204 = Clinic.objects.get(title__startswith="BV204")
    answer = as_("performance").post(
        "/clinics/suggested/BVPI/BV204/?period=2007/08+Q1",
        {"answer": "accept", "title": bv204.title, "kind": "corporate", "on": "2007-09-20"},
    )
    bv204.refresh_from_db()
    assert answer["Location"] == bv204.get_absolute_url()
    assert (bv204.state, Clinic.objects.count(), bv204.called_on) == (State.SCHEDULED, held, rotherham)
    assert [trigger.rule for trigger in bv204.triggers.all()] == [Rule.OFF_TARGET]


def test_a_suggestion_of_a_person_that_somebody_else_agreed_meanwhile_is_not_agreed_again(rotherham):
    clinic = Clinic.objects.get(title__startswith="BV204")
    let = clinic.clinic_indicators.get().indicator
    Clinic.objects.filter(pk=clinic.pk).update(state=State.AGREED)
    with pytest.raises(AnsweredError, match="is agreed already"):
        accept(indicator=let, period=clinic.period, findings=[], title="x", kind="corporate", written=clinic)


def command(*args: str) -> str:
    out = io.StringIO()
    call_command("suggest_clinics", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_what_the_page_says(rotherham):
    said = command("--period", "2006/07")
    assert said.startswith(f"6{NBSP}clinics suggested on the figures of 2006/07")
    assert "DH-SPEND Decent homes: spend of the agreed capital programme (weight 3)" in said
    assert "a clinic is open already: Housing benefit claims" in said
    assert "The rules: Cannot be judged: no figure for 2007/08 Q1." in said


def test_the_command_gives_the_file_of_the_page(as_, rotherham):
    page = as_("viewer").get("/clinics/suggested/?period=2006/07&_export=json").json()
    assert command("--period", "2006/07", "--format", "csv").count("\n") >= len(page)
    assert (
        command("--period", "2006/07", "--format", "json")
        == as_("viewer").get("/clinics/suggested/?period=2006/07&_export=json").content.decode()
    )


@pytest.mark.parametrize("asked", ["soon", "1999/00", " "])
def test_the_command_refuses_a_period_that_it_knows_nothing_of(rotherham, asked):
    with pytest.raises(CommandError, match=r"is not a period|No figures are held|Name a period"):
        command("--period", asked)
