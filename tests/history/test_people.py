"""What is held on a person is given to them, or taken from them without breaking the chain."""

import datetime as dt
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from accounts.choices import Role
from accounts.models import User
from core.refusals import NotDoneError
from history.models import Cover
from history.reporting.checking import check
from history.services.people import forget, held_on
from history.services.sealing import seal
from organisation.models import Board, BoardMember, PostHolder
from reminders.models import Message


@pytest.fixture
def jo(changed, person) -> User:
    someone = changed["person"]
    PostHolder.objects.create(post=changed["post"], user=someone, starts=dt.date(2020, 1, 1))
    PostHolder.objects.create(post=changed["post"], user=someone, starts=dt.date(2999, 1, 1))
    board = Board.objects.create(name="The Board", kind="political")
    BoardMember.objects.create(board=board, user=someone, starts=dt.date(2020, 1, 1))
    Message.objects.create(
        to=someone, address="jo@anytown.example", subject="Three actions", body="Dear Jo Bloggs, …", on=dt.date(2026, 1, 1),
        occasion="cycle", message_id="<1@council>", made_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    person(Role.PERFORMANCE, email="team@anytown.example")
    return someone


def test_everything_that_is_held_on_a_person_is_written_into_a_file(jo, changed, tmp_path):
    action = changed["actions"][0]
    action._history_user = jo
    action.title = "By Jo"
    action.save()
    call_command("export_person", "Jo@Anytown.example", tmp_path / "jo.zip")
    with zipfile.ZipFile(tmp_path / "jo.zip") as archive:
        held = json.loads(archive.read("person.json"))
    assert held["account"]["email"] == "jo@anytown.example"
    assert "password" not in held["account"]
    assert len(held["organisation.postholder"]) == 2
    assert held["reminders.message"][0]["body"] == "Dear Jo Bloggs, …"
    assert [line["name"] for line in held["history of the account"]][-1] == "Jo Bloggs"
    assert [(made["kind"], made["number"]) for made in held["changes that they made"]] == [
        ("actions.action", action.pk)
    ]
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_person", "jo@anytown.example", tmp_path / "jo.zip")
    with pytest.raises(CommandError, match="Nobody signs in as nobody@"):
        call_command("export_person", "nobody@anytown.example", tmp_path / "no.zip")


@pytest.mark.parametrize("sealed_before", [True, False])
def test_a_person_is_forgotten_and_the_chain_still_verifies(jo, sealed_before, capsys):
    if sealed_before:
        seal()
    call_command("anonymise_person", "jo@anytown.example", "--yes")
    assert "What other people typed was not searched" in capsys.readouterr().out
    jo.refresh_from_db()
    name, address = f"Former officer {jo.pk}", f"former-officer-{jo.pk}@gone.invalid"
    assert (jo.name, jo.email, jo.is_active, jo.has_usable_password()) == (name, address, False, False)
    assert set(User.history.filter(id=jo.pk).values_list("name", "email")) == {(name, address)}
    message = Message.objects.get()
    assert (message.address, message.body) == (address, f"Dear {name}, …")
    assert not PostHolder.objects.filter(user=jo, ends=None).exists()
    assert not BoardMember.objects.filter(user=jo, ends=None).exists()
    assert PostHolder.objects.filter(user=jo).count() == 1
    for _ in range(2):
        assert check().faults == []
        seal()
    everything = json.dumps(held_on(jo), default=str)
    assert "Bloggs" not in everything
    assert "jo@" not in everything


def test_the_salt_goes_so_that_nobody_can_guess_who_it_was(jo):
    forget(jo)
    told = Cover.objects.filter(line__in=User.history.filter(id=jo.pk).values("history_id"))
    assert {cover.salt for cover in told} == {""}
    assert Cover.objects.exclude(salt="").exists()


def test_another_name_in_the_place_of_one_that_was_taken_out_is_found(jo, past_the_guards):
    forget(jo)
    past_the_guards("UPDATE accounts_historicaluser SET name = 'Jo Bloggs' WHERE id = %s", jo.pk)
    assert any("its name was taken out, and another has been put in" in fault for fault in check().faults)


def test_nobody_forgets_themselves_or_the_last_of_the_performance_team(jo):
    team = User.objects.get(email="team@anytown.example")
    with pytest.raises(NotDoneError, match="Somebody else has to do this"):
        forget(team, by=team)
    with pytest.raises(NotDoneError, match="the only account of the performance team"):
        forget(team)


def test_the_command_asks_again(jo, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("anonymise_person", "jo@anytown.example")
    jo.refresh_from_db()
    assert jo.name == "Jo Bloggs"
