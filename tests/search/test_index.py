"""The index is what is stored, whoever writes it and how."""

import threading
from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from accounts.choices import Role
from actions.models import Action
from clinics.models import Clinic
from core.records import create_many, create_missing, create_plain
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from indicators.models import Alias, Indicator, IndicatorSet
from meetings.models import AgendaItem, CommitteeReport, Meeting, Minute, MinutesPaper, ReportTemplate, Resolution
from organisation.models import Board, Framework, Outcome, Post, PostAlias
from search import beside, reporting, services, watching
from search.choices import Kind
from search.contents import CONCERNS, MADE_FROM
from search.models import Change, Entry, Piece, Reference, Use, Word
from search.reporting import search
from search.services import catch_up, check, rebuild
from tests.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(council) -> dict:
    """One of each thing that is found."""
    best_value = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    local = IndicatorSet.objects.create(code="LPI", title="Local")
    owner = Post.objects.create(title="Head of Waste", abbreviation="HoW")
    indicator = Indicator.objects.create(
        set=best_value, ref="BV82a", title="Household waste recycled", definition="Tonnes"
    )
    Alias.objects.create(indicator=indicator, set=local, ref="W1")
    action = Action.objects.create(title="Buy lorries", description="Two of them", lead=owner)
    plan = Plan.objects.create(title="Improvement plan", slug="plan", description="Of everything")
    framework = Framework.objects.create(name="Green strategy", kind="corporate_plan", source="The library")
    outcome = Outcome.objects.create(framework=framework, ref="G7", title="Cleaner streets", group="Litter")
    area = PriorityArea.objects.create(
        section=Section.objects.create(plan=plan, number=1, title="One"), number=1, title="Area"
    )
    line = PlanEntry.objects.create(
        objective=Objective.objects.create(area=area, text="Less waste"), action=action, ref="2.1"
    )
    clinic = Clinic.objects.create(title="Clinic on bins", why="They **overflow**.")
    link = clinic.clinic_indicators.create(indicator=indicator)
    board = Board.objects.create(name="Cabinet", kind="political")
    meeting = Meeting.objects.create(board=board, date=date(2007, 9, 3))
    item = AgendaItem.objects.create(meeting=meeting, number=1, title="Rounds", kind="report")
    template = ReportTemplate.objects.create(name="Plain")
    heading = template.headings.create(number=1, title="Summary")
    report = CommitteeReport.objects.create(
        item=item, template=template, title="New rounds", author=owner, state="signed"
    )
    section = report.sections.create(heading=heading, body="The *qanat* is dry.")
    minute = Minute.objects.create(meeting=meeting, number=41, title="Rounds", text="Heard.", item=item)
    resolution = minute.resolutions.create(part=1, text="That the aqueduct be mended.")
    paper = MinutesPaper.objects.create(meeting=meeting, state="published", published_on=date(2007, 9, 10))
    alias = PostAlias.objects.create(post=owner, text="Waste Manager")
    return {
        name: thing
        for name, thing in locals().items()
        if name not in ("council", "area") and hasattr(thing, "_meta") and name != "template"
    } | {"template": template, "area": area}


def has(words: str, person) -> set[str]:
    """The kinds of which something is found."""
    return {findings.of for findings in search(words, person).kinds}


def test_each_kind_is_found_by_its_title_its_text_and_its_references(town, person):
    viewer = person(Role.VIEWER)
    wanted = {
        "recycled": {Kind.INDICATOR},
        "tonnes": {Kind.INDICATOR},
        "bv 82 a": {Kind.INDICATOR, Kind.CLINIC},
        "LPI W01": {Kind.INDICATOR},
        "w1": {Kind.INDICATOR},
        "lorry": {Kind.ACTION},
        "2.1": {Kind.ACTION},
        "head of waste": {Kind.ACTION, Kind.POST},
        "everything": {Kind.PLAN},
        "overflow": {Kind.CLINIC},
        "green": {Kind.FRAMEWORK, Kind.OUTCOME},
        "library": {Kind.FRAMEWORK},
        "G7": {Kind.OUTCOME},
        "cleaner": {Kind.OUTCOME},
        "litter": {Kind.OUTCOME},
        "cabinet": {Kind.ITEM},
        "qanat": {Kind.REPORT},
        "aqueduct": {Kind.MINUTE},
        "41(1)": {Kind.MINUTE},
        "waste manager": {Kind.POST},
        "how": {Kind.POST},
    }
    assert {words: has(words, viewer) for words in wanted} == wanted


CHANGES = {
    "set": ("code", "NEW", "new bv82a", Kind.INDICATOR),
    "indicator": ("title", "Zebra", "zebra", Kind.INDICATOR),
    "action": ("description", "Zebra", "zebra", Kind.ACTION),
    "line": ("ref", "9.9", "9.9", Kind.ACTION),
    "plan": ("title", "Zebra", "zebra", Kind.PLAN),
    "framework": ("name", "Zebra", "zebra", Kind.OUTCOME),
    "outcome": ("title", "Zebra", "zebra", Kind.OUTCOME),
    "clinic": ("lessons", "Zebra", "zebra", Kind.CLINIC),
    "owner": ("title", "Zebra", "zebra", Kind.ACTION),
    "alias": ("text", "Zebra", "zebra", Kind.POST),
    "board": ("name", "Zebra", "zebra", Kind.ITEM),
    "meeting": ("date", date(2008, 1, 2), "minute 41 of 2 January 2008", Kind.MINUTE),
    "item": ("title", "Zebra", "zebra", Kind.ITEM),
    "report": ("title", "Zebra", "zebra", Kind.REPORT),
    "section": ("body", "Zebra", "zebra", Kind.REPORT),
    "minute": ("number", 77, "77", Kind.MINUTE),
    "resolution": ("text", "Zebra", "zebra", Kind.MINUTE),
}


@pytest.mark.parametrize("past_the_program", [False, True])
@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_is_found_as_it_is_now(town, person, name, past_the_program):
    field, value, words, kind = CHANGES[name]
    thing = town["indicator"].set if name == "set" else town[name]
    viewer = person(Role.VIEWER)
    assert kind not in has(words, viewer)
    if past_the_program:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {thing._meta.db_table} SET {field} = %s WHERE id = %s", [value, thing.pk])  # noqa: S608
    else:
        setattr(thing, field, value)
        thing.save()
    assert kind in has(words, viewer)
    assert list(check()) == []


@pytest.mark.parametrize(
    ("name", "words", "kind"),
    [
        ("resolution", "aqueduct", Kind.MINUTE),
        ("section", "qanat", Kind.REPORT),
        ("alias", "waste manager", Kind.POST),
        ("line", "2.1", Kind.ACTION),
        ("link", "bv82a", Kind.CLINIC),
        ("clinic", "overflow", Kind.CLINIC),
    ],
)
def test_what_is_deleted_is_found_no_more(town, person, name, words, kind):
    viewer = person(Role.VIEWER)
    assert kind in has(words, viewer)
    if name == "clinic":
        town["link"].delete()
    type(town[name]).objects.filter(pk=town[name].pk).delete()
    assert kind not in has(words, viewer)
    assert list(check()) == []


def test_what_is_taken_back_is_not_indexed(town, person):
    viewer = person(Role.VIEWER)
    catch_up()
    with transaction.atomic():
        Post.objects.create(title="Head of Zebras")
        assert has("zebras", viewer) == {Kind.POST}
        transaction.set_rollback(True)
    assert has("zebras", viewer) == set()
    assert list(check()) == []


def test_the_words_of_a_report_are_found_while_it_is_signed_off_alone(town, person):
    viewer, report = person(Role.VIEWER), town["report"]
    for state, found in (("draft", set()), ("signed", {Kind.REPORT})):
        report.state = state
        report.save()
        assert has("qanat", viewer) == found


def test_figures_that_are_imported_concern_nothing(town):
    catch_up()
    indicator = town["indicator"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_indicator SET figures_since = '2006-04-01'")
    indicator.unit = "%"
    Indicator.objects.filter(pk=indicator.pk).update(decimal_places=1)
    assert not Change.objects.exists()


def test_nothing_is_worked_out_where_nothing_was_changed(town):
    catch_up()
    with counted() as asked:
        assert catch_up()
    assert asked.queries == 1


def test_what_is_watched_are_columns_that_there_are_and_each_source_concerns_something():
    assert {source.label.lower() for source in watching.SOURCES} == CONCERNS.keys()
    assert set(MADE_FROM) == set(Kind)
    for source in watching.SOURCES:
        columns = {field.column for field in apps.get_model(source.label)._meta.concrete_fields}
        assert set(source.watched) <= columns
    assert watching.missing() == []


def test_a_trigger_that_was_lost_is_put_up_again_and_what_was_missed_is_caught_up_with(town, person):
    viewer = person(Role.VIEWER)
    catch_up()
    with connection.cursor() as cursor:
        on = " ON organisation_post" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER find_insert_organisation_post{on}")
    Post.objects.create(title="Head of Zebras")
    assert has("zebras", viewer) == set()
    assert list(check()) == [
        f"Posts, number {Post.objects.get(title='Head of Zebras').pk}: it is missing from the index."
    ]
    services.after_migrating()
    assert watching.missing() == []
    assert has("zebras", viewer) == {Kind.POST}


def test_the_index_of_a_database_from_before_there_was_one_is_made_after_migrating(town):
    catch_up()
    entries = set(Entry.objects.values_list("kind", "object_id"))
    for model in (Use, Reference, Piece, Word, Entry, Change):
        model.objects.all().delete()
    with connection.cursor() as cursor:
        for source in watching.SOURCES:
            for event in watching.EVENTS:
                on = f" ON {source.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER find_{event}_{source.table}{on}")
    services.after_migrating()
    assert set(Entry.objects.values_list("kind", "object_id")) == entries
    assert len(entries) == len(Kind)
    assert list(check()) == []


@pytest.mark.parametrize("at_once", [1, 3])
def test_many_changes_are_taken_in_parts(town, monkeypatch, at_once):
    monkeypatch.setattr(services, "BATCH", at_once)
    create_many([Action(title=f"Zebra {n}") for n in range(7)])
    assert catch_up()
    assert not Change.objects.exists()
    assert list(check()) == []


def test_whoever_waits_for_a_page_leaves_what_is_much_for_later_but_nothing_that_was_closed(town, person, monkeypatch):
    catch_up()
    viewer = person(Role.VIEWER)
    monkeypatch.setattr(services, "BATCH", 2)
    monkeypatch.setattr(reporting, "AT_ONCE", 4)
    create_many([Action(title=f"Rounds of zebra {n}") for n in range(7)])
    AgendaItem.objects.filter(pk=town["item"].pk).update(exempt_paragraph=3)
    found = search("rounds", viewer)
    assert found.is_behind
    assert [(one.of, one.count) for one in found.kinds] == [(Kind.ACTION, 4)]
    found = search("rounds", viewer)
    assert not found.is_behind
    assert [(one.of, one.count) for one in found.kinds] == [(Kind.ACTION, 7)]


def test_the_task_worker_catches_up_beside_its_tasks(town, monkeypatch):
    worked, ended = [], threading.Event()

    def work() -> bool:
        worked.append(1)
        ended.set()
        raise OperationalError("away")

    monkeypatch.setattr(beside, "catch_up", work)
    monkeypatch.setattr(beside, "SECONDS", 0.01)
    with beside.catching_up():
        assert ended.wait(20)
    assert worked
    assert (
        load_command_class("search", "db_worker").__class__.__mro__[1].__module__
        == "meetings.management.commands.db_worker"
    )
    assert get_commands()["db_worker"] == "search"


def test_where_nothing_can_be_written_one_searches_all_the_same_and_is_told(town, person, signed_in, monkeypatch):
    viewer = person(Role.VIEWER)
    assert not search("rounds", viewer).is_behind

    def full(**_) -> bool:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(reporting, "catch_up", full)
    with pytest.raises(OperationalError, match="full"):
        search("rounds", viewer)  # within a transaction nothing more could be read
    monkeypatch.setattr(reporting, "connection", SimpleNamespace(in_atomic_block=False))
    found = search("rounds", viewer)
    assert found.is_behind
    assert found.count == 3
    page = signed_in(Role.VIEWER).get("/search/?q=rounds").content.decode()
    assert "Something was written just now that is not found yet." in page


def entry(kind: Kind) -> Entry:
    return Entry.objects.get(kind=kind)


TAMPERED = {
    "a word too few": lambda: entry(Kind.PLAN).uses.first().delete(),
    "a word that weighs otherwise": lambda: entry(Kind.PLAN).uses.update(weight=9),
    "a reference too few": lambda: entry(Kind.MINUTE).references.first().delete(),
    "a reference too many": lambda: entry(Kind.PLAN).references.create(key="x1"),
    "an entry too few": lambda: entry(Kind.CLINIC).delete(),
    "an entry too many": lambda: Entry.objects.create(kind=Kind.POST, object_id=999),
    "an exempt paper as open": lambda: Entry.objects.filter(kind=Kind.ITEM).update(closed_board=7),
    "minutes as being written": lambda: Entry.objects.filter(kind=Kind.MINUTE).update(drafting_board=7),
    "another day": lambda: Entry.objects.filter(kind=Kind.MINUTE).update(day="2001-01-01"),
    "a word without its pieces": lambda: Word.objects.get(text="aqueduct").pieces.first().delete(),
    "a word of another stem": lambda: Word.objects.filter(text="aqueduct").update(stem="duct"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_an_index_that_is_otherwise_is_told_and_mended(town, how, capsys):
    catch_up()
    call_command("reindex_search", "--check")
    assert capsys.readouterr().out == "The index is what is stored.\n"
    TAMPERED[how]()
    with pytest.raises(CommandError, match="1 entries of the index differ"):
        call_command("reindex_search", "--check")
    call_command("reindex_search")
    assert capsys.readouterr().out == "1 entries were mended.\n"
    call_command("reindex_search", "--check")
    call_command("reindex_search")
    assert capsys.readouterr().out == "The index is what is stored.\n" * 2


def test_words_that_nothing_has_any_more_are_forgotten_when_the_index_is_worked_out_again(town):
    town["plan"].description = "Something"
    catch_up()
    town["plan"].save()
    assert rebuild() == 0
    assert Word.objects.filter(text="something").exists()
    assert not Word.objects.filter(text="everything").exists()
    assert not Piece.objects.filter(word=None).exists()


def test_rows_that_people_edit_are_not_written_past_their_history():
    with pytest.raises(TypeError, match="Post is edited by people"):
        create_missing([Post(title="x")])
    with pytest.raises(TypeError, match="Post is edited by people"):
        create_plain(Post, ("title",), [("x",)])
    create_missing([])


steps = st.lists(
    st.tuples(st.sampled_from(["new", "close", "open", "draft", "publish", "say", "drop", "rename", "sign"]), st.integers(0, 3)),
    max_size=12,
)  # fmt: skip


@hypothesis(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps, st.integers(1, 4))
def test_after_any_changes_the_index_is_what_is_stored(town, done, often):
    with transaction.atomic():
        for number, (step, which) in enumerate(done):
            change(town, step, which, number)
            if number % often == 0:
                catch_up()
        catch_up()
        assert list(check()) == []
        assert not Change.objects.exists()
        transaction.set_rollback(True)


def change(town: dict, step: str, which: int, number: int) -> None:
    """One of the things that a council does."""
    minute = Minute.objects.order_by("number")[0]
    item, paper = AgendaItem.objects.get(pk=town["item"].pk), MinutesPaper.objects.get(pk=town["paper"].pk)
    if step == "new":
        Action.objects.create(title=f"Thing {which} {number}", lead=town["owner"])
    elif step == "close":
        item.exempt_paragraph = 3
        item.save()
    elif step == "open":
        item.exempt_paragraph = None
        item.save()
    elif step in ("draft", "publish"):
        paper.state = "draft" if step == "draft" else "published"
        paper.published_on = None if step == "draft" else date(2007, 9, 10)
        paper.save()
    elif step == "say":
        minute.resolutions.create(part=50 + number, text=f"That thing {which} be done.")
    elif step == "drop":
        Resolution.objects.filter(part__gte=50).delete()
    elif step == "rename":
        Post.objects.filter(pk=town["owner"].pk).update(title=f"Head {which}")
    else:
        CommitteeReport.objects.filter(pk=town["report"].pk).update(state="signed" if which % 2 else "draft")
