"""Retention removes old lines; the rest still verifies."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command

from actions.models import Action
from core.refusals import NotDoneError
from history.choices import RunKind
from history.models import Run, Seal
from history.reporting.checking import check
from history.rules import Mark, packed
from history.services.pruning import prune
from history.services.sealing import seal, write

LINES = "actions_historicalaction"


@pytest.fixture
def aged(council, settings) -> Action:
    """An action of 2010 that was changed then and in 2024, and one that was removed in 2010."""
    with time_machine.travel(dt.datetime(2010, 5, 1, 9, 0, tzinfo=dt.UTC), tick=False):
        action = Action.objects.create(title="As it began")
        action.title = "As it went on"
        action.save()
        Action.objects.create(title="Gone").delete()
        seal()
    with time_machine.travel(dt.datetime(2024, 5, 1, 9, 0, tzinfo=dt.UTC), tick=False):
        action.title = "As it is"
        action.save()
        seal()
    settings.HISTORY_YEARS = 6
    return action


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def in_2025():
    with time_machine.travel(dt.datetime(2025, 5, 1, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


def test_what_is_old_enough_goes_and_the_newest_line_of_each_thing_stays(aged, in_2025):
    assert "Action: 4\xa0lines from before" in told("prune_history", "--dry-run")
    assert Action.history.count() == 5
    assert "4\xa0lines from before" in told("prune_history")
    assert [line.title for line in Action.history.all()] == ["As it is"]
    found = check()
    assert (found.faults, found.removed) == ([], 4)
    assert "4\xa0lines were removed by retention" in told("check_history")
    assert "No line is from before" in told("prune_history")
    assert prune() is None
    aged.title = "And on"
    aged.save()
    seal()
    assert check().faults == []


def test_the_only_line_of_a_thing_that_is_still_there_is_kept_however_old(council, settings):
    with time_machine.travel(dt.datetime(2010, 5, 1, 9, 0, tzinfo=dt.UTC), tick=False):
        Action.objects.create(title="Never changed")
        seal()
    settings.HISTORY_YEARS = 1
    assert prune() is None


def test_lines_that_are_not_sealed_are_kept(council, settings):
    with time_machine.travel(dt.datetime(2010, 5, 1, 9, 0, tzinfo=dt.UTC), tick=False):
        action = Action.objects.create(title="One")
        action.save()
    settings.HISTORY_YEARS = 1
    assert prune() is None


def test_a_removed_line_that_comes_back_and_a_young_one_that_is_said_to_be_removed_are_found(
    aged, in_2025, past_the_guards, settings
):
    line = Action.history.earliest("history_id")
    prune()
    line.save(force_insert=True)
    assert any("was removed by retention and has been put back" in fault for fault in check().faults)
    past_the_guards(f"DELETE FROM {LINES} WHERE history_id = %s", line.history_id)
    assert check().faults == []
    aged.title = "Not old at all"
    aged.save()
    seal()
    settings.HISTORY_YEARS = 1
    with time_machine.travel(dt.datetime(2025, 5, 1, 9, 0, tzinfo=dt.UTC), tick=False):
        prune()
    assert check().faults == []


def test_a_removal_of_what_was_not_old_enough_is_found(aged, past_the_guards, settings):
    young = Action.history.get(title="As it is")
    aged.title = "Newer"
    aged.save()
    seal()
    past_the_guards(f"DELETE FROM {LINES} WHERE history_id = %s", young.history_id)
    marks = packed([Mark(young.history_id, aged.pk, bytes(32))])
    run = Run(table="actions.action", kind=RunKind.REMOVED, upto=young.history_id, lines=1, marks=marks)
    write([run], after=Seal.objects.last(), removed_before=dt.datetime(2009, 1, 1, tzinfo=dt.UTC))
    assert [fault for fault in check().faults if "was not old enough" in fault]


def test_history_is_kept_for_ever_unless_a_council_says_how_long(council, settings):
    settings.HISTORY_YEARS = 0
    with pytest.raises(NotDoneError, match="kept for ever"):
        prune()
    assert told("prune_history") == "History is kept for ever: HISTORY_YEARS is not set.\n"
