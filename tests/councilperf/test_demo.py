import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from actions.models import Action
from councilperf import demo
from meetings.models import AgendaItem, FrozenReport, ItemNote
from organisation.models import Board, Council, Post


def test_a_database_with_other_data_in_it_is_refused_and_nothing_of_it_changes(db):
    Post.objects.create(title="A council's own post")
    with pytest.raises(
        CommandError, match=r"This database holds 1\u00a0post already, .* add --replace to delete everything"
    ):
        call_command("load_demo", "rotherham")
    assert (Post.objects.count(), Council.objects.count()) == (1, 0)


def test_a_council_that_is_there_already_keeps_what_was_changed(db, capsys):
    call_command("load_demo", "rochford")
    action = Action.objects.first()
    action.title = "Changed by somebody"
    action.save()
    call_command("load_demo", "rochford")
    assert "what was changed is kept" in capsys.readouterr().out
    assert Action.objects.get(pk=action.pk).title == "Changed by somebody"


def test_the_other_council_is_not_mixed_in(db):
    call_command("load_demo", "rochford")
    with pytest.raises(CommandError, match="holds 1\u00a0council already"):
        call_command("load_demo", "rotherham")


def test_told_to_replace_it_deletes_everything_first_and_the_roles_are_there_again(db):
    Post.objects.create(title="To be replaced")
    connection.check_constraints()  # as if it had been committed: PostgreSQL empties no table that waits for a check
    call_command("load_demo", "rochford", "--replace")
    assert not Post.objects.filter(title="To be replaced").exists()
    assert Group.objects.count() == 5
    assert User.objects.get(email="scrutiny@rochford.example").roles == {"Officer"}


def test_a_replacement_that_fails_leaves_what_was_there(db, monkeypatch):
    Post.objects.create(title="To be kept")
    connection.check_constraints()
    monkeypatch.setattr(demo.Loader, "run", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("load_demo", "rochford", "--replace")
    with pytest.raises(CommandError, match="There is no demonstration council"):
        call_command("load_demo", "york", "--replace")
    assert Post.objects.get().title == "To be kept"


def test_two_boards_that_meet_on_one_day_are_not_taken_for_each_other(council, person):
    loader, author = demo.Loader("none"), person()
    for name in ("Cabinet", "Scrutiny"):
        loader.boards[name] = Board.objects.create(name=name, kind="political")
    item = {"number": 1, "title": "Minutes", "kind": "minutes"}
    days = [dt.date(2007, 5, 14), dt.date(2007, 9, 10)]
    met = [{"board": name, "date": day} for day in days for name in loader.boards]
    for meeting in met[2:]:
        meeting["item"] = [item | {"minutes_of": days[0]}]
    note = {
        "author": author.email,
        "board": "Cabinet",
        "meeting": days[1],
        "item": 1,
        "written_on": days[1],
        "text": "x",
    }
    loader.meetings({"template": {"shipped": "plain"}, "meeting": met, "note": [note]})
    for found in AgendaItem.objects.select_related("meeting__board", "minutes_of__board"):
        assert (found.minutes_of.board, found.minutes_of.date) == (found.meeting.board, days[0])
    assert str(ItemNote.objects.get().meeting.board) == "Cabinet"


def test_an_unknown_council_is_refused_with_those_there_are(db):
    with pytest.raises(
        CommandError, match="There is no demonstration council “york”: choose rotherham, rochford or example"
    ):
        call_command("load_demo", "york")


def test_it_prints_who_can_sign_in_and_on_which_day_it_stands_still(db, capsys):
    call_command("load_demo", "rochford")
    out = capsys.readouterr().out
    assert "COUNCIL_TODAY=2009-09-23" in out
    assert "performance@rochford.example" in out
    assert demo.PASSWORD in out
    assert User.objects.get(email="performance@rochford.example").check_password(demo.PASSWORD)


def test_what_is_dated_on_loading_is_dated_on_the_day_on_which_it_stands_still(db, settings):
    settings.COUNCIL_TODAY = None
    call_command("load_demo", "rochford")
    assert set(FrozenReport.objects.values_list("figures_on", flat=True)) == {dt.date(2009, 9, 23)}


def test_the_days_on_which_the_demonstrations_stand_still_are_those_of_bin_demo(settings):
    script = (settings.BASE_DIR / "bin" / "demo").read_text()
    for name in demo.COUNCILS:
        day = demo.read(name, "organisation")["council"]["today"]
        assert isinstance(day, dt.date)
        assert f"{name}) today={day} ;;" in script
