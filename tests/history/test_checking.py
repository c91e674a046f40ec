"""Tampering with history is found, and said in a sentence."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from actions.models import Action
from history import guards
from history.models import Cover, Run, Seal
from history.reporting.checking import check
from history.services.sealing import seal

LINES = "actions_historicalaction"


def test_an_untouched_history_has_no_fault(sealed):
    found = check()
    assert found.faults == []
    assert found.lines > 8
    assert found.unsealed == 0
    sealed["actions"][0].title = "Once more"
    sealed["actions"][0].save()
    found = check()
    assert (found.faults, found.unsealed) == ([], 1)
    assert seal().lines == 1
    assert seal() is None
    assert (check().faults, check().seals) == ([], 2)


COLUMNS = {
    "title": "Another",
    "history_user_id": 77,
    "history_date": "2001-01-01 00:00:00+00:00",
    "history_type": "x",
    "history_door": "admin",
    "history_change_reason": "Because",
    "version": 7,
    "lead_id": 99,
    "closed_on": "2001-01-01",
    "id": 88,
}


OF_EACH_KIND = {"title", "history_date", "version"}
"""A text, a moment and a number: what a database gives back otherwise than another, it does of all of a kind."""


@pytest.mark.parametrize(
    "column",
    [pytest.param(one, marks=[] if one in OF_EACH_KIND else pytest.mark.one_database) for one in COLUMNS],
)
def test_a_changed_column_of_any_line_is_found(sealed, past_the_guards, faults, column):
    for line in Action.history.order_by("history_id"):
        with transaction.atomic():
            past_the_guards(f"UPDATE {LINES} SET {column} = %s WHERE history_id = %s", COLUMNS[column], line.history_id)
            found = faults()
            assert any(
                f"Action {line.id}" in fault and f"line {line.history_id} of its history is not what it was" in fault
                for fault in found
            )
            transaction.set_rollback(True)
    assert faults() == []


def test_a_removed_line_is_found(sealed, past_the_guards, faults):
    line = Action.history.order_by("history_id").first()
    past_the_guards(f"DELETE FROM {LINES} WHERE history_id = %s", line.history_id)
    assert faults() == [
        (
            f"Action {line.id} (Action 0, again): line {line.history_id} of its history is missing: "
            "it was removed after seal 1."
        )
    ]


@pytest.mark.parametrize("number", [-3, 0, 5001])
def test_a_line_put_in_between_or_before_is_found(changed, past_the_guards, faults, number):
    last = Action.history.latest("history_id")
    past_the_guards(f"UPDATE {LINES} SET history_id = 5005 WHERE history_id = %s", last.history_id)
    seal()
    assert faults() == []
    columns = ", ".join(f'"{field.column}"' for field in last._meta.concrete_fields if field.name != "history_id")
    past_the_guards(f"INSERT INTO {LINES} (history_id, {columns}) SELECT {number}, {columns} FROM {LINES} WHERE history_id = 5005")  # fmt: skip
    assert faults() == [
        f"Action {last.id} (Gone): line {number} of its history was put in after seal 1, which does not cover it."
    ]


def test_two_lines_in_each_others_place_are_found(sealed, past_the_guards, faults):
    first, second = Action.history.order_by("history_id")[:2]
    for was, becomes in ((first, 9000), (second, first.history_id)):
        past_the_guards(f"UPDATE {LINES} SET history_id = %s WHERE history_id = %s", becomes, was.history_id)
    past_the_guards(f"UPDATE {LINES} SET history_id = %s WHERE history_id = 9000", second.history_id)
    assert len(faults()) >= 2


def test_an_end_that_was_cut_off_is_found_by_what_is_stored(sealed, past_the_guards, faults):
    sealed["actions"][1].title = "Cut off"
    sealed["actions"][1].save()
    past_the_guards(f"DELETE FROM {LINES} WHERE title = 'Cut off'")
    assert [fault for fault in faults() if "the row was changed past it" in fault and "title" in fault]


def test_an_end_that_was_cut_off_with_its_seal_is_found_by_a_seal_noted_outside(sealed, past_the_guards, faults):
    head = seal_of_another_change(sealed)
    assert faults(head) == []
    last = Seal.objects.last().number
    past_the_guards("DELETE FROM history_run WHERE seal_id = %s", last)
    past_the_guards("DELETE FROM history_seal WHERE number = %s", last)
    assert faults() == []
    assert faults(head)[0].startswith(f"Seal {last} was noted outside the database and is not in the chain")
    assert faults("1:" + "0" * 64) == [
        "Seal 1 is not the one that was noted outside the database: the chain was made anew."
    ]
    assert faults("nonsense") == ["“nonsense” is no seal. One is written as its number, a colon and its digest."]


def seal_of_another_change(sealed) -> str:
    sealed["post"].abbreviation = "HoF"
    sealed["post"].save()
    return seal().head


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history_seal SET digest = substr(digest, 2) || '0' WHERE number = 1",
        "UPDATE history_seal SET at = '2001-01-01 00:00:00+00:00' WHERE number = 1",
        "UPDATE history_seal SET previous = digest WHERE number = 2",
        "UPDATE history_seal SET number = 7 WHERE number = 2",
        "UPDATE history_run SET upto = upto + 1 WHERE \"table\" = 'actions.action'",
        "UPDATE history_run SET lines = lines + 1 WHERE \"table\" = 'actions.action'",
        "UPDATE history_run SET columns = 'history_id' WHERE \"table\" = 'actions.action'",
        "UPDATE history_run SET \"table\" = 'actions.other' WHERE \"table\" = 'actions.action'",
        "DELETE FROM history_run WHERE \"table\" = 'actions.action'",
        "UPDATE history_cover SET digest = substr(digest, 2) || '0'",
        "UPDATE history_cover SET salt = ''",
        "UPDATE history_cover SET salt = substr(salt, 3) || '00'",
        "DELETE FROM history_cover",
        "UPDATE accounts_historicaluser SET name = 'Somebody else'",
        "UPDATE accounts_historicaluser SET email = 'else@anytown.example'",
        "INSERT INTO history_opening (why) VALUES ('left open')",
        "UPDATE actions_action SET title = 'Past history'",
        "DELETE FROM actions_milestone",
        "UPDATE actions_historicalmilestone SET completed_on = '2026-99-99'",
    ],
)
def test_every_other_tampering_is_found(sealed, past_the_guards, faults, sql):
    seal_of_another_change(sealed)
    assert faults() == []
    if "99-99" in sql and connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no day that does not exist.")
    connection.check_constraints()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        past_the_guards(sql)
        assert faults()
        transaction.set_rollback(True)


def test_marks_that_are_cut_off_are_found(sealed, past_the_guards, faults):
    run = Run.objects.get(table="actions.action")
    with guards.opened("a test"):
        run.marks = bytes(run.marks)[:-1]
        run.save()
    assert "The marks of lines of actions.action in seal 1 are cut off." in faults()


def test_before_it_is_sealed_a_line_taken_out_from_between_is_found_by_versions(changed, past_the_guards, faults):
    action = changed["actions"][0]
    for n in range(3):
        action.title = f"Version {n}"
        action.save()
    assert faults() == []
    past_the_guards(f"DELETE FROM {LINES} WHERE title = 'Version 1'")
    assert [fault for fault in faults() if "has version 5 and follows version 3" in fault]


@pytest.mark.parametrize("table", [LINES, "history_seal", "history_run", "history_cover"])
@pytest.mark.parametrize("does", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_the_database_itself_refuses_to_change_or_remove_lines(sealed, table, does):
    column = {"history_seal": "number", "history_run": "lines"}.get(table, "history_id" if table == LINES else "line")
    with (
        pytest.raises(DatabaseError, match="neither changed nor removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(does.format(table, column, column))


def test_a_guard_that_was_taken_away_is_told_of_and_put_up_again(sealed, faults):
    name = f"keep_update_{LINES}"
    with connection.cursor() as cursor:
        on = f" ON {LINES}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert faults()[0].startswith(f"The guard that keeps lines of {LINES} from being changed is missing.")
    guards.after_migrating()
    assert faults() == []


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_says_what_is_wrong_and_fails(sealed, past_the_guards, tmp_path, settings):
    settings.HISTORY_HEADS = str(tmp_path / "heads")
    (tmp_path / "heads").write_text(f"2026-01-01T00:00:00+00:00 {check().head}\n")
    assert "none was changed, removed or put in" in told("check_history")
    assert f"The newest seal is {check().head}" in told("check_history")
    past_the_guards("UPDATE actions_action SET title = 'Past history' WHERE title LIKE 'Action 1%%'")
    with pytest.raises(CommandError, match=r"^1\sfault in the history\.$"):
        told("check_history")
    assert "1\xa0line left for what was changed past the history." in told(
        "check_history", "--accept", "Mended by hand"
    )
    line = Action.history.order_by("history_id").last()
    assert (line.title, line.history_change_reason) == ("Past history", "Mended by hand")
    assert "1\xa0line not sealed yet" in told("check_history")


def test_a_seal_is_noted_outside_the_database(changed, tmp_path, settings, django_capture_on_commit_callbacks):
    settings.HISTORY_HEADS = str(tmp_path / "heads")
    with django_capture_on_commit_callbacks(execute=True):
        made = seal()
    assert (tmp_path / "heads").read_text().split()[-1] == made.head
    assert made.head == f"1:{Seal.objects.get().digest}"


def test_a_cover_is_kept_for_each_line_about_a_person(sealed):
    assert Cover.objects.count() == sealed["person"].history.count() == 2
    assert {len(cover.salt) for cover in Cover.objects.all()} == {32}
