"""The frame of the benchmarks: verdicts, runs in turns, growth. What it measures with is processor time, which no test does."""

from importlib import import_module

import pytest

from benchmarks import frame
from benchmarks.__main__ import BENCHMARKS, table
from benchmarks.findings import Found
from benchmarks.frame import Row, duration, growth, pair


@pytest.mark.parametrize(
    ("ratio", "limit", "verdict"),
    [
        (1.5, 1.5, "holds"),
        (1.504, 1.5, "holds"),
        (1.51, 1.5, "falls short"),
        (None, 1.5, "not measured"),
        (None, None, "not measured"),
        (7.0, None, "told"),
    ],
)
def test_a_row_says_whether_it_keeps_its_limit(ratio, limit, verdict):
    assert Row("this / that", ratio, limit).verdict == verdict


def test_a_ratio_is_the_median_of_rounds_made_in_turns(monkeypatch):
    clock, order = [0.0], []
    monkeypatch.setattr(frame, "used", lambda: clock[0])
    ours = iter((2.0, 30.0, 4.0))

    def work():
        order.append("ours")
        clock[0] += next(ours)

    def peer():
        order.append("peer")
        clock[0] += 1.0

    found = pair(work, peer, rounds=3)

    assert (found.ratio, found.ours, found.peer) == (4.0, 4.0, 1.0)
    assert order == ["ours", "peer", "peer", "ours", "ours", "peer"]
    assert found.told == "4.0 s beside 1.0 s"


def test_growth_is_the_exponent():
    assert growth(1.0, 4.0, times_as_many=4) == pytest.approx(1.0)
    assert growth(1.0, 16.0, times_as_many=4) == pytest.approx(2.0)
    assert growth(2.0, 2.0, times_as_many=10) == pytest.approx(0.0)


@pytest.mark.parametrize(("seconds", "said"), [(3.14, "3.1 s"), (0.082, "82 ms"), (0.0004, "0.40 ms")])
def test_a_duration_is_told_in_a_unit_that_reads_well(seconds, said):
    assert duration(seconds) == said


def test_the_table_that_is_printed_has_ratio_limit_and_verdict():
    rows = [
        Found(Row("this / that", 1.234, 1.5, "12 ms."), "SQLite"),
        Found(Row("those", None, 2, "There is no browser.")),
        Found(Row("these", 9.0, None)),
    ]

    lines = list(table(rows))

    assert lines == [
        "     1.23  at most 1.5   holds         this / that, SQLite",
        f"{'':>39}12 ms.",
        "        —  at most 2     not measured  those",
        f"{'':>39}There is no browser.",
        "     9.00                told          these",
    ]


def test_the_benchmarks_are_run_in_the_order_of_the_paper():
    assert {"importing", "plans", "recalculating", "searching", "starting", "country"} <= set(BENCHMARKS)
    assert "frame" not in BENCHMARKS
    assert BENCHMARKS[-1] == "country"


@pytest.mark.parametrize("name", BENCHMARKS)
def test_each_benchmark_says_what_it_measures(name):
    module = import_module(f"benchmarks.{name}")

    assert module.TITLE
    assert module.ABOUT.strip()
    assert callable(module.rows)
    assert set(getattr(module, "DATABASES", ())) <= {frame.SQLITE, frame.POSTGRESQL}
