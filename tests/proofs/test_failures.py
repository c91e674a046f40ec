"""What proofs of failures are made of, where it is quick; the whole of each is ``python -m proofs --quick NAME``."""

import dataclasses
import json
import os
import signal
import time

import pytest

from proofs import backups, databases, disk, killing, kills, load
from proofs.servers import Answer, hidden, percentile


def test_a_process_that_is_killed_is_told_from_one_that_ended():
    assert killing.forked(lambda: {"done": True}) == (False, {"done": True})
    assert killing.forked(lambda: time.sleep(60), kill_after=0.05) == (True, None)
    assert killing.forked(lambda: None, kill_after=1) == (False, None)
    with pytest.raises(RuntimeError, match="KeyError: 'no'"):
        killing.forked(lambda: {}["no"])
    assert killing.forked(lambda: os.kill(os.getpid(), signal.SIGKILL)) == (True, None)


def test_a_partial_state_or_a_retry_that_fails_falls_short():
    def told(**found: int) -> list[bool]:
        one = {"found": found, "took": 1.0, "over": 0, "columns": 9, "states": "all"}
        return [figure.holds for figure in kills._figures([("SQLite", "plan", json.loads(json.dumps(one)))])]

    assert told(nothing=2, all=1) == [True, True, True, True, True]
    assert told(nothing=2, **{"PARTIAL after 0.1 s: x": 1}) == [False, True, True, True, False]
    assert told(nothing=2, **{"STUCK after 0.1 s: x": 1}) == [True, False, True, True, False]


def loaded(*, status: int = 302, lost: bool = False, seconds: float = 0.1, log: str = "") -> list[bool]:
    run = load.Load(None, {}, [1], 2)
    run.read = [(1.0, "/", Answer(200, {}, "", 0.1))] * 97
    run.written = [(1.0, "Words", Answer(status, {}, "", seconds))] * 3
    run.acknowledged = ["Words"]
    return [figure.holds for figure in load._figures(run, 1.0, {"Words"} if lost else set(), log)]


def test_load_falls_short_where_something_is_locked_refused_lost_or_slow():
    assert loaded() == [True] * 5
    assert loaded(log="OperationalError: database is locked") == [False, True, True, True, True]
    assert loaded(status=503) == [True, False, True, True, True]
    assert loaded(lost=True) == [True, True, False, True, True]
    assert loaded(seconds=1.5) == [True, True, True, False, True]


def test_what_a_browser_sends_along_and_how_long_most_waited():
    assert hidden('<input type="hidden" name="last_seen" value="a&amp;b"><input type="hidden" name="csrfmiddlewaretoken" value="x">') == {"last_seen": "a&b"}  # fmt: skip
    assert percentile([1.0, *[0.1] * 99], 99) == 1.0
    assert percentile([1.0, *[0.1] * 199], 99) == 0.1


def outage(**changed) -> list[bool]:
    away = Answer(503, {"retry-after": "10"}, f"{databases.SENTENCE} Words", 0.1)
    found = databases.Outage([("Words", dataclasses.replace(away, **changed))], [Answer(200, {}, "", 0.1)])
    run = load.Load(None, {}, [1], 2)
    run.acknowledged = ["Words"]
    return [figure.holds for figure in databases._figures([found], run, set(), [Answer(200, {}, "", 0.1)], 1)]


def test_an_answer_while_the_database_is_away_falls_short_where_it_is_bare_late_or_without_the_words():
    assert outage() == [True] * 6
    assert outage(status=500)[0] is False
    assert outage(headers={})[0] is False
    assert outage(seconds=3.2) == [True, False, True, True, True, True]
    assert outage(page=databases.SENTENCE) == [True, True, False, True, True, True]


@pytest.mark.parametrize(
    ("changed", "falls_short"),
    [
        ({}, None),
        ({"differ": ["actions_action"]}, 0),
        ({"missing": 1}, 1),
        ({"halves": 1}, 2),
        ({"holes": 1}, 2),
        ({"later": 1}, 2),
    ],
)
def test_a_backup_that_lacks_or_halves_something_falls_short(changed, falls_short):
    one = backups.Round("SQLite", 1.0, 10, 1.0, before=5, during=1, missing=0, later=0, halves=0, holes=0)
    figures = backups._figures([dataclasses.replace(one, **changed)])
    assert [number for number, figure in enumerate(figures) if not figure.holds] == [falls_short] * bool(changed)


def test_a_refusal_on_a_full_disk_says_why_and_gives_the_words_back():
    good = Answer(507, {}, f"{disk.NO_ROOM} Words", 0.1)
    for answer, holds in (
        (good, True),
        (dataclasses.replace(good, status=500), False),
        (dataclasses.replace(good, page=disk.NO_ROOM), False),
    ):
        assert disk._told("a disk", [("Words", answer)]).holds == holds
