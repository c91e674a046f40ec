"""A large table is taken in beside the page, which says how far that is; whoever asked may leave and come back."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from accounts.choices import Role
from accounts.models import User
from core.refusals import NotDoneError
from indicators.imports import beside
from indicators.imports.beside import STOPPED, ask, take_in_beside, taking, why_not
from indicators.imports.uploads import CHANGED, fingerprint, keep, look_over, take_in
from indicators.models import Indicator, IndicatorSet, Measurement, Upload

pytestmark = pytest.mark.django_db
ROWS = 3


def words(answer) -> str:
    assert answer.status_code == 200
    return " ".join(" ".join(html.document_fromstring(answer.content).itertext()).split())


@pytest.fixture
def by(council, person, today, monkeypatch) -> User:
    """Somebody of the performance team, for whom two rows are a large table."""
    monkeypatch.setattr(beside, "AT_ONCE", 2)
    kpi = IndicatorSet.objects.create(code="KPI", title="Measures")
    for n in range(ROWS):
        Indicator.objects.create(set=kpi, ref=f"A{n}", title=f"Measure {n}")
    return person(Role.PERFORMANCE)


@pytest.fixture
def browser(by) -> Client:
    client = Client()
    client.force_login(by)
    return client


def table(by: User, rows: int = ROWS) -> Upload:
    lines = [f"KPI,A{n},2006/07,{n + 1}" for n in range(rows)]
    return keep("measurements", "figures.csv", "\n".join(["set,ref,period,value", *lines]).encode(), by=by)


def seen(upload: Upload, by: User) -> str:
    return fingerprint(look_over(upload, by=by))


@pytest.fixture
def asked(by, monkeypatch) -> Upload:
    """A table that is being taken in; nobody has begun."""
    monkeypatch.setattr(beside, "hand_over", lambda *_: None)
    upload = table(by)
    ask(upload, by=by, seen=seen(upload, by), confirmed=True)
    upload.refresh_from_db()
    return upload


def test_a_table_knows_how_many_rows_it_has(by):
    assert [table(by, rows).rows for rows in (1, 3)] == [1, 3]


def test_a_small_table_is_taken_in_while_the_page_waits(by, browser):
    upload = table(by, 2)
    page = browser.post(upload.get_absolute_url(), {"seen": seen(upload, by)}, follow=True)
    assert "Taken in on" in words(page)
    assert Measurement.objects.count() == 2


def test_a_large_one_is_handed_over_and_its_page_says_how_far_it_is(by, browser, monkeypatch):
    handed = []
    monkeypatch.setattr(beside, "hand_over", lambda task, *about: handed.append((task, about)))
    upload = table(by)
    saw = seen(upload, by)
    page = browser.post(upload.get_absolute_url(), {"seen": saw}, follow=True)
    assert "This table of 3 rows is being taken in. You may leave this page and come back" in words(page)
    assert Measurement.objects.count() == 0
    [(task, about)] = handed
    assert task.func(*about) == "Measurements: 3 new, 0 changed, 0 unchanged."
    assert "Taken in on" in words(browser.get(upload.get_absolute_url()))
    assert Measurement.objects.count() == ROWS
    assert task.func(*about) == "Nothing to take in."


def test_it_is_told_how_many_rows_are_looked_over_and_stored(by, monkeypatch):
    monkeypatch.setattr("indicators.imports.taking.TOLD_EACH", 2)
    told, upload = [], table(by)
    take_in(upload, by=by, seen=seen(upload, by), confirmed=True, tell=lambda **progress: told.append(progress))
    assert [(one["step"], one["at"], one["of"]) for one in told] == [
        ("looking", 0, 3),
        ("looking", 2, 3),
        ("storing", 0, 3),
        ("storing", 2, 3),
    ]


@pytest.mark.parametrize(
    ("progress", "sentence", "at", "of"),
    [
        ({}, "Reading the table", 0, 0),
        ({"step": "looking", "at": 500, "of": 12000}, "Looking it over again: 500 of 12,000 rows", 500, 12000),
        ({"step": "storing", "at": 1500, "of": 12000}, "Storing: 1,500 of 12,000 rows", 1500, 12000),
    ],
)
def test_how_far_it_is_in_words(asked, progress, sentence, at, of):
    asked.heartbeat, asked.progress = timezone.now(), progress
    found = taking(asked, timezone.now())
    assert (found.sentence, found.at, found.of, found.worker_away) == (sentence, at, of, False)


def test_one_that_nobody_begins_says_that_the_worker_is_away(asked):
    assert not taking(asked, asked.asked_at + dt.timedelta(seconds=59)).worker_away
    assert taking(asked, asked.asked_at + dt.timedelta(seconds=61)).worker_away


def test_the_script_of_the_page_asks_how_far_it_is(asked, browser):
    Upload.objects.filter(pk=asked.pk).update(heartbeat=timezone.now(), progress={"step": "storing", "at": 1, "of": 3})
    address = f"{asked.get_absolute_url()}progress/"
    assert browser.get(address).json() == {
        "unfinished": 1,
        "builds": [{"name": "figures.csv", "sentence": "Storing: 1 of 3 rows."}],
        "at": 1,
        "of": 3,
    }
    Upload.objects.filter(pk=asked.pk).update(asked_at=None)
    assert browser.get(address).json() == {"unfinished": 0, "builds": []}


def test_it_is_asked_for_once(asked, by):
    with pytest.raises(NotDoneError, match="being taken in already"):
        ask(asked, by=by, seen="x", confirmed=True)
    Upload.objects.filter(pk=asked.pk).update(taken_at=timezone.now())
    with pytest.raises(NotDoneError, match="has been taken in already"):
        ask(asked, by=by, seen="x", confirmed=True)


def test_what_would_do_something_else_by_now_stores_nothing_and_says_why(asked, by, browser):
    assert take_in_beside.func(asked.pk, by.pk, "what was seen", True) == CHANGED
    page = words(browser.get(asked.get_absolute_url()))
    assert f"It was not taken in. {CHANGED}" in page
    assert "Take it in" in page
    assert Measurement.objects.count() == 0


def test_a_fault_of_the_program_is_said_and_it_may_be_asked_for_again(asked, by, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as within:
        within.setattr(beside, "take_in", broken)
        with pytest.raises(RuntimeError):
            take_in_beside.func(asked.pk, by.pk, "x", True)
    asked.refresh_from_db()
    assert why_not(asked, timezone.now()).startswith("A fault of the program stopped it. Nothing was stored.")
    assert taking(asked, timezone.now()) is None
    ask(asked, by=by, seen="x", confirmed=True)


def test_one_whose_process_died_says_so_and_may_be_asked_for_again(asked, by):
    asked.heartbeat = timezone.now()
    asked.save()
    soon, late = (asked.heartbeat + dt.timedelta(seconds=seconds) for seconds in (20, 601))
    assert (bool(taking(asked, soon)), why_not(asked, soon)) == (True, "")
    assert (taking(asked, late), why_not(asked, late)) == (None, STOPPED)
    Upload.objects.filter(pk=asked.pk).update(heartbeat=timezone.now() - dt.timedelta(seconds=601))
    ask(asked, by=by, seen=seen(asked, by), confirmed=True)
    assert Upload.objects.get().heartbeat is None


def test_of_two_workers_with_the_same_table_the_second_leaves_it_alone(asked, by):
    Upload.objects.filter(pk=asked.pk).update(heartbeat=timezone.now())
    assert take_in_beside.func(asked.pk, by.pk, seen(asked, by), True) == "Nothing to take in."
    assert Measurement.objects.count() == 0
