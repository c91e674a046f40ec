"""The briefing paper: worked out until the sitting begins, and then what lay on the table, byte for byte."""

import json
from datetime import date

import page as gate
import pytest

from actions.models import Action
from clinics.choices import State
from clinics.models import Clinic, ClinicAction, ClinicIndicator, Sitting, Trigger
from clinics.reporting.briefing import Briefing, briefing_paper, frozen_bytes, work_out
from clinics.services import LifeError, schedule
from clinics.services.sittings import PastSittingError, begin
from core.frozen import from_json, seal
from indicators.models import Indicator, Measurement
from indicators.services import judge
from organisation.models import Council, Post
from tests.queries import counted

pytestmark = pytest.mark.one_database

TODAY = date(2007, 9, 10)


@pytest.fixture
def again(rotherham) -> Clinic:
    """A second clinic on invoices, called today."""
    clinic = Clinic.objects.create(title="Invoices again", state=State.AGREED, why="Still late.")
    invoices = Indicator.objects.get(ref="BV8")
    ClinicIndicator.objects.create(clinic=clinic, indicator=invoices)
    Trigger.objects.create(
        clinic=clinic,
        indicator=invoices,
        rule="stuck_low_quartile",
        figures="91.0 %, twice",
        sentence="It did not move.",
    )
    clinic.invitees.create(role="director", post=Post.objects.first())
    return clinic


@pytest.fixture
def sitting(again) -> Sitting:
    return schedule(clinic=again, on=TODAY, place="Town Hall", chair=Post.objects.first())


def paper(sitting: Sitting, on: date = TODAY) -> Briefing:
    return work_out(sitting, on=on, council=Council.objects.get())


def begun(sitting: Sitting) -> Sitting:
    return begin(sitting=sitting, briefing=paper(sitting).payload())


def test_the_paper_says_why_who_and_what_is_known(sitting):
    found = paper(sitting)
    assert (found.clinic, found.on, found.place) == ("Invoices again", TODAY, "Town Hall")
    assert [(one.ref, one.rule, one.figures) for one in found.reasons] == [
        ("BV8", "3rd or worst quartile two years running", "91.0 %, twice")
    ]
    assert [person.role for person in found.people] == ["Director"]
    (part,) = found.indicators
    assert part.sentence.startswith("91.0\u00a0% in 2006/07 misses the target of 95.9\u00a0%")
    assert part.chart.startswith("<figure")
    assert "clinic 26\u00a0Jan\u00a02007" in part.chart
    assert part.signal == "Too few points: 2\u00a0years, and a control chart needs 8."
    assert part.control == ""
    assert part.figures[1].actual == "91.0\u00a0%"
    assert part.figures[1].rag == "red"


def test_it_tells_of_earlier_clinics_and_what_came_of_them(sitting):
    (earlier,) = paper(sitting).earlier
    assert earlier.clinic.startswith("BVPI 8")
    assert earlier.effect == "Too early to say"
    assert earlier.sentences[0].startswith("BV8: 91.0\u00a0% in 2005/06, before the clinic.")


def test_it_lists_open_actions_of_the_clinic_of_earlier_ones_and_of_plans_that_measure_by_its_indicators(sitting):
    mine, done = Action.objects.exclude(title__contains="nvoices").filter(status="")[:2]
    ClinicAction.objects.create(clinic=sitting.clinic, action=mine)
    Action.objects.filter(pk=done.pk).update(status="complete")
    ClinicAction.objects.create(clinic=sitting.clinic, action=done)
    titles = [action.title for action in paper(sitting).actions]
    assert mine.title in titles
    assert "Process more invoices within 30 days" in titles
    assert done.title not in titles


def test_an_action_that_only_a_plan_measures_by_the_indicator_is_there_too(sitting):
    measured = Action.objects.filter(milestones__measure_links__indicator__ref="BV8").exclude(clinic_links=None).first()
    measured.clinic_links.all().delete()
    assert [action.title for action in paper(sitting).actions] == [measured.title]


def test_its_questions_have_the_figures_of_the_day(sitting):
    questions = paper(sitting).questions
    assert questions[0] == "What do councils in the best quartile do on BV8 that we do not (91.0 %, twice)?"
    assert any("nobody has forecast 2007/08" in question for question in questions)


def test_a_clinic_without_indicator_has_no_invented_figures(rotherham):
    transport = Clinic.objects.get(title="Transportation costs")
    found = paper(transport.sittings.get())
    assert (found.indicators, found.earlier, found.actions) == ((), (), ())
    assert not any(letter.isdigit() for question in found.questions for letter in question)


def test_it_goes_to_json_and_back_without_loss(sitting):
    found = paper(sitting)
    assert from_json(Briefing, json.loads(json.dumps(found.payload()))) == found


def test_the_paper_of_every_clinic_of_the_demonstration_comes_back_as_it_was(rotherham):
    for one in Sitting.objects.select_related("clinic"):
        found = paper(one)
        assert from_json(Briefing, json.loads(json.dumps(found.payload()))) == found


def test_before_the_sitting_it_is_worked_out_afresh(sitting):
    judge()
    before = briefing_paper(sitting, on=TODAY, council=Council.objects.get())
    change_the_figure()
    after = briefing_paper(sitting, on=TODAY, council=Council.objects.get())
    assert not before.is_frozen
    assert "91.0" in before.briefing.indicators[0].sentence
    assert "12.3" in after.briefing.indicators[0].sentence


def change_the_figure() -> None:
    figure = Measurement.objects.get(indicator__ref="BV8", period__year=2006, period__kind="year")
    figure.actual = "12.3"
    figure.save()
    judge()


def test_from_the_beginning_of_the_sitting_it_stays_byte_for_byte_what_it_was(sitting):
    begun(sitting)
    frozen = Sitting.objects.get(pk=sitting.pk)
    before = frozen_bytes(frozen)
    change_the_figure()
    Clinic.objects.filter(pk=sitting.clinic_id).update(title="Something else")
    Indicator.objects.filter(ref="BV8").update(title="Renamed")
    frozen = Sitting.objects.select_related("clinic").get(pk=sitting.pk)
    assert frozen_bytes(frozen) == before
    read = briefing_paper(frozen, on=date(2008, 1, 1), council=Council.objects.get())
    assert (read.is_frozen, read.is_whole, read.begun_on) == (True, True, TODAY)
    assert (read.briefing.clinic, read.briefing.figures_on) == ("Invoices again", TODAY)
    assert "91.0" in read.briefing.indicators[0].sentence
    assert frozen.briefing_sha256 == seal(json.loads(before)) == read.sha256


def test_reading_the_frozen_paper_takes_no_query(sitting):
    begun(sitting)
    frozen = Sitting.objects.get(pk=sitting.pk)
    with counted() as asked:
        briefing_paper(frozen, on=TODAY, council=None)
    assert asked.queries == 0


def test_a_frozen_paper_that_was_tampered_with_is_told(sitting, as_):
    begun(sitting)
    frozen = Sitting.objects.get(pk=sitting.pk)
    frozen.briefing["place"] = "Elsewhere"
    frozen.save()
    html = as_("viewer").get(f"{sitting.get_absolute_url()}briefing/").content.decode()
    assert "This paper is not what lay on the table" in html
    assert "<svg" not in html


def test_beginning_holds_the_clinic_and_fixes_its_baselines(sitting):
    begun(sitting)
    clinic = Clinic.objects.get(pk=sitting.clinic_id)
    assert clinic.state == State.HELD
    assert str(clinic.clinic_indicators.get().baseline) == "BV8, 2006/07"


def test_a_sitting_to_come_does_not_begin(again):
    later = schedule(clinic=again, on=date(2007, 9, 11))
    with pytest.raises(LifeError, match="is on 11\u00a0September\u00a02007 and cannot begin before"):
        begun(later)
    assert Sitting.objects.get(pk=later.pk).briefing is None


def test_a_sitting_whose_day_has_passed_is_asked_about(sitting, settings):
    settings.COUNCIL_TODAY = date(2007, 9, 13)
    with pytest.raises(PastSittingError, match="was on 10\u00a0September\u00a02007"):
        begun(sitting)
    begin(sitting=sitting, briefing=paper(sitting).payload(), past_meant=True)
    assert Sitting.objects.get(pk=sitting.pk).begun_at is not None


def test_the_page_asks_about_a_day_that_has_passed_and_takes_the_answer(sitting, settings, as_):
    settings.COUNCIL_TODAY = date(2007, 9, 13)
    team, address = as_("performance"), f"{sitting.get_absolute_url()}begin/"
    asked = team.post(address)
    assert asked.status_code == 422
    assert "Are its notes written up now? Tick the box if they are." in asked.content.decode()
    assert team.post(address, {"past_meant": "on"})["Location"].endswith("/room/")


def test_a_sitting_begins_once_and_a_cancelled_one_never(sitting, again):
    begun(sitting)
    with pytest.raises(LifeError, match="has begun already"):
        begun(sitting)
    cancelled = Sitting.objects.create(clinic=again, date=TODAY, cancelled_because="Snow.")
    with pytest.raises(LifeError, match="was cancelled: Snow"):
        begun(cancelled)


@pytest.mark.paper
def test_the_paper_passes_the_gate_of_tagged_pdf(sitting, as_, tmp_path):
    address = f"{sitting.get_absolute_url()}briefing.pdf"
    for name in ("fresh", "frozen"):
        answer = as_("viewer").get(address)
        assert answer["Content-Type"] == "application/pdf"
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(answer.content)
        assert gate.validate_pdf(str(file), profile="ua1").failures == []
        if name == "fresh":
            begun(sitting)


@pytest.mark.parametrize("who", ["viewer", "communications"])
def test_readers_read_the_paper_and_cannot_begin(sitting, as_, who):
    html = as_(who).get(f"{sitting.get_absolute_url()}briefing/").content.decode()
    assert "as the figures stand on 10\u00a0September\u00a02007" in html
    assert "Begin the sitting" not in html


def test_the_page_of_a_frozen_paper_says_when_and_with_what_sum(sitting, as_):
    begun(sitting)
    html = as_("viewer").get(f"{sitting.get_absolute_url()}briefing/").content.decode()
    assert "when the sitting began on 10\u00a0September\u00a02007" in html
    assert Sitting.objects.get(pk=sitting.pk).briefing_sha256 in html
