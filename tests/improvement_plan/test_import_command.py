"""``manage.py import_plan``: looks, reports, takes in where nothing is left to decide, and says what is wrong in a sentence."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from improvement_plan.models import Plan, PlanUpload
from organisation.models import Post

PLAN = "Objective\tKey Actions\tTarget Date\tAccountability\tUpdate\nBe good\tDo it\t{}\tHead of Policy\t{}\n"


@pytest.fixture
def paper(council, settings, tmp_path):
    """A paper with a plan of one action; the date and the update may be given."""
    settings.COUNCIL_TODAY = date(2007, 9, 10)
    Post.objects.create(title="Head of Policy")

    def write(when: str = "March 2008", said: str = "Begun") -> str:
        path = tmp_path / "plan.txt"
        path.write_text(PLAN.format(when, said), encoding="utf-8")
        return str(path)

    return write


def test_a_paper_without_doubts_becomes_a_plan(paper, capsys):
    call_command("import_plan", paper(), title="The plan", written_on="2007-08-06")
    said = capsys.readouterr().out
    assert "Found: 1\u00a0section, 1\u00a0priority area, 1\u00a0objective and 1\u00a0action." in said
    assert said.endswith("taken in. The plan is at /plans/the-plan/\n")
    assert Action.objects.get().updates.get().at.date() == date(2007, 8, 6)


def test_a_dry_run_stores_nothing_and_reports_what_it_read(paper, tmp_path, capsys):
    call_command("import_plan", paper("whenever it suits"), dry_run=True, report=tmp_path / "out.json")
    said = capsys.readouterr().out
    assert "1\u00a0doubt in all; 1\u00a0row, heading or post to decide.\nNothing was stored." in said
    assert (Plan.objects.count(), PlanUpload.objects.count()) == (0, 0)
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (report["counts"]["actions"], report["counts"]["doubtful_rows"]) == (1, 1)
    assert report["doubts"][0] == {
        "row": 2,
        "kind": "Date not certain",
        "column": "Target date",
        "sentence": "“whenever it suits” is no date that can be read.",
        "proposal": "Keep the words, with no due date.",
    }
    assert report["sections"][0]["areas"][0]["objectives"][0]["lines"][0]["action"] == "Do it"


def test_a_paper_with_doubts_waits_to_be_looked_over(paper, capsys):
    with pytest.raises(CommandError, match=r"1\u00a0doubt .* the paper waits at /plans/import/\d+/") as refused:
        call_command("import_plan", paper("whenever it suits"))
    assert refused.value.returncode == 1
    assert "Row 2, Target date: “whenever it suits” is no date that can be read." in capsys.readouterr().out
    assert Plan.objects.count() == 0
    assert PlanUpload.objects.get().is_open


def test_what_is_proposed_may_be_accepted_at_once(paper):
    call_command("import_plan", paper("whenever it suits"), accept=True)
    assert Action.objects.get().milestones.get().due_on is None


def test_a_newer_paper_is_brought_into_the_plan_that_is_named(paper, capsys):
    call_command("import_plan", paper(), title="The plan")
    call_command("import_plan", paper("June 2008", "Half done"), into="the-plan")
    assert "Against the plan that is kept: 1\u00a0re-dated" in capsys.readouterr().out
    assert Action.objects.get().updates.count() == 2
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"into": "nowhere"}, "There is no plan nowhere. The plans are: none yet."),
        ({"written_on": "6 August"}, "“6 August” is not a date: write it as 2007-08-06."),
        ({"report": Path("/nowhere/out.json")}, "/nowhere/out.json cannot be written: No such file or directory."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(paper, arguments, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("import_plan", paper(), **arguments)
    assert str(refused.value) == sentence
    assert (Plan.objects.count(), PlanUpload.objects.count()) == (0, 0)


def test_a_file_that_is_not_there_or_no_plan_is_refused(paper, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("import_plan", str(tmp_path / "missing.docx"))
    (tmp_path / "empty.docx").write_bytes(b"")
    with pytest.raises(CommandError, match=r"empty\.docx: "):
        call_command("import_plan", str(tmp_path / "empty.docx"))
    (tmp_path / "other.txt").write_text("Colour\tTaste\nred\tsweet\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no table has headings that a plan has"):
        call_command("import_plan", str(tmp_path / "other.txt"))
    assert PlanUpload.objects.count() == 0
