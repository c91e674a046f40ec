"""The invented council at a small size: everything that the program shows occurs in it."""

import io
from datetime import date

import page as gate
import pytest
from django.core.management import call_command

from actions.models import Action
from clinics.reporting import clinic_lines, with_everything
from clinics.rules import Effect
from core.rag import Rag
from indicators.choices import Direction, Quartile
from indicators.choices import State as Firmness
from indicators.models import Indicator, Measurement, Restatement, TargetDecision
from indicators.services import judge
from meetings import packs
from meetings.choices import Audience
from meetings.models import Meeting

pytestmark = pytest.mark.whole

ACTION_RATINGS = {Rag.GREEN, Rag.AMBER, Rag.RED, Rag.COMPLETE, Rag.NOT_REPORTED}


def test_it_has_as_many_of_each_as_were_asked_for(merrowdale):
    assert (Indicator.objects.count(), Action.objects.count()) == (30, 12)
    quarters = Measurement.objects.with_value().filter(period__kind="quarter").order_by("period__starts")
    assert str(quarters.first().period) == "2023/24 Q1"
    assert str(quarters.last().period) == "2026/27 Q1"


def test_the_stored_verdicts_are_what_the_rules_say(merrowdale):
    assert judge(store=False) == []


def test_every_rating_direction_and_quartile_occurs(merrowdale):
    rated = set(Measurement.objects.rated(merrowdale).values_list("rating_on", flat=True))
    assert rated == set(Rag) - {Rag.COMPLETE, Rag.NOT_REPORTED}
    assert set(Measurement.objects.values_list("direction", flat=True)) == set(Direction)
    assert set(Measurement.objects.values_list("quartile", flat=True)) == set(Quartile)
    assert set(Measurement.objects.values_list("state", flat=True)) == set(Firmness)
    assert set(Action.objects.rated(merrowdale).values_list("rating", flat=True)) == ACTION_RATINGS


def test_clinics_had_every_effect(merrowdale):
    found = {row.measured.effect for line in clinic_lines(with_everything()) for row in line.indicators}
    assert found == {Effect.IMPROVED, Effect.NO_CHANGE, Effect.DECLINED, Effect.TOO_EARLY}


def test_targets_were_eased_by_decision_and_a_locked_figure_restated(merrowdale):
    assert all(decision.eased for decision in TargetDecision.objects.select_related("measurement__indicator"))
    restated = Restatement.objects.get().measurement
    assert (restated.state, restated.period.locked_at is not None) == (Firmness.RESTATED, True)


def test_a_figure_that_misses_its_target_is_explained_in_three_parts(merrowdale):
    latest = Measurement.objects.filter(rating__in=(Rag.RED, Rag.AMBER), period__starts=date(2026, 4, 1), override="")
    ranged = latest.filter(indicator__polarity="range")
    assert latest.count() > ranged.count()
    for measurement in latest.exclude(pk__in=ranged):
        assert all((measurement.why, measurement.so_what, measurement.what_next)), measurement


@pytest.mark.one_database
@pytest.mark.paper
@pytest.mark.parametrize("audience", Audience)
def test_the_packs_of_the_coming_meetings_pass_the_gate_of_pdf_ua(merrowdale, audience, tmp_path):
    coming = list(Meeting.objects.coming(merrowdale))
    assert [meeting.date for meeting in coming] == [date(2026, 9, 16), date(2026, 9, 30)]
    for meeting in coming:
        file = tmp_path / "pack.pdf"
        file.write_bytes(packs.build(meeting, audience).paper.content)
        assert gate.validate_pdf(str(file), profile="ua1").failures == []


def test_its_history_is_whole(merrowdale):
    call_command("check_history", stdout=io.StringIO())
