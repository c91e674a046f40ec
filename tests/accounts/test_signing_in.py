"""The door: passwords, guesses, sessions, and what the log says."""

import logging
import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Guess, Session, SignInEvent, User
from accounts.services import end_sessions
from accounts.services.throttle import TooManyGuessesError, count_guess, of_account, take_back

RIGHT, MISTAKEN = "a long password", "not this one"
WRONG_QUERIES = 11
WRONG = "The e-mail address or the password is not right."
MANY = "There were too many attempts. Wait five minutes, then try again."
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def officer(council, person) -> User:
    return person(Role.OFFICER, email="jo@anytown.example")


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """The passwords that were hashed."""
    found, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, p, s: found.append(p) or encode(self, p, s))
    return found


def knock(email: str, password: str = MISTAKEN, *, address: str = "192.0.2.1", client: Client | None = None):
    return (client or Client()).post(
        "/sign-in/", {"username": email, "password": password}, REMOTE_ADDR=address, headers={"user-agent": FIREFOX}
    )


def events() -> list[str]:
    return list(SignInEvent.objects.order_by("pk").values_list("what", flat=True))


def test_ten_wrong_guesses_of_an_account_are_looked_at_and_the_eleventh_is_not_even_hashed(officer, hashed):
    for n in range(10):
        assert WRONG in knock("jo@anytown.example", address=f"192.0.2.{n}").content.decode()
    before = len(hashed)
    answer = knock("JO@anytown.example", RIGHT, address="198.51.100.9")
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert MANY in answer.content.decode()
    assert len(hashed) == before == 10
    assert events() == ["wrong"] * 10 + ["too_many"]


def test_ten_wrong_guesses_from_an_address_are_all_whatever_the_accounts(officer, hashed):
    for n in range(10):
        knock(f"p{n}@anytown.example")
    assert knock("jo@anytown.example", RIGHT).status_code == 429
    assert len(hashed) == 10
    assert knock("jo@anytown.example", RIGHT, address="192.0.2.2").status_code == 302


def test_an_address_of_version_6_counts_by_what_one_household_has(officer):
    for n in range(10):
        knock(f"p{n}@anytown.example", address=f"2001:db8:1:2::{n + 1}")
    assert knock("jo@anytown.example", RIGHT, address="2001:db8:1:2:ffff::1").status_code == 429
    assert knock("jo@anytown.example", RIGHT, address="2001:db8:1:3::1").status_code == 302


def test_an_account_that_does_not_exist_is_counted_alike(officer):
    answers = [knock("nobody@anytown.example", address=f"192.0.2.{n}").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_after_five_minutes_one_may_guess_again(officer):
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        for _ in range(10):
            knock("jo@anytown.example")
        clock.shift(timedelta(minutes=4, seconds=59))
        assert knock("jo@anytown.example", RIGHT).status_code == 429
        clock.shift(timedelta(seconds=1))
        assert knock("jo@anytown.example", RIGHT).status_code == 302
        assert Guess.objects.count() == 0


def test_forty_people_sign_in_from_one_office_without_being_held_up(council, person):
    for n in range(40):
        person(Role.OFFICER, email=f"o{n}@anytown.example")
    assert {knock(f"o{n}@anytown.example", RIGHT).status_code for n in range(40)} == {302}


def test_somebody_who_signs_in_wipes_out_no_guess_but_their_own(officer, person):
    person(Role.OFFICER, email="mallory@anytown.example")
    for _ in range(9):
        knock("jo@anytown.example")
    knock("mallory@anytown.example", RIGHT)
    assert [knock("jo@anytown.example").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("kind", ["unknown", "wrong", "closed", "without a password"])
def test_whatever_is_wrong_takes_one_hash_and_as_many_queries(officer, hashed, kind, django_assert_num_queries):
    email = "nobody@anytown.example" if kind == "unknown" else officer.email
    if kind == "closed":
        User.objects.update(is_active=False)
    if kind == "without a password":
        officer.set_unusable_password()
        officer.save()
    hashed.clear()
    client = Client()
    client.get("/sign-in/")
    with django_assert_num_queries(WRONG_QUERIES):
        page = knock(email, client=client).content.decode()
    assert WRONG in page
    assert len(hashed) == 1


def test_the_log_says_what_was_wrong_and_the_servers_log_names_nobody(officer, caplog):
    with caplog.at_level(logging.WARNING, logger="accounts"):
        knock("nobody@anytown.example")
        knock(officer.email)
        User.objects.update(is_active=False)
        knock(officer.email, RIGHT)
    assert events() == ["unknown", "wrong", "closed"]
    assert [e.person for e in SignInEvent.objects.order_by("pk")] == [None, officer, officer]
    assert caplog.messages == [f"Signing in: {what}, from 192.0.2.0/24." for what in ("unknown", "wrong", "closed")]
    assert "anytown" not in caplog.text


def test_signing_in_begins_a_new_session_that_knows_whose_it_is(officer):
    client = Client()
    client.get("/sign-in/council/")
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    knock(officer.email, RIGHT, client=client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(pk=planted).exists()
    mine = Session.objects.of(officer).get()
    assert (mine.how, mine.address, mine.browser) == ("password", "192.0.2.1", "Firefox on Windows")
    assert abs(mine.started_at - timezone.now()) < timedelta(seconds=20)
    assert events() == ["signed_in"]


def test_ending_sessions_makes_every_browser_a_stranger_at_its_next_request(officer, person):
    one, two, other = Client(), Client(), Client()
    for client in (one, two):
        knock(officer.email, RIGHT, client=client)
    other.force_login(person(Role.OFFICER))
    assert end_sessions(officer) == 2
    for client in (one, two):
        assert client.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 200


def test_closing_an_account_in_the_admin_ends_its_sessions(officer, signed_in):
    client = Client()
    knock(officer.email, RIGHT, client=client)
    kept = {"email": officer.email, "name": officer.name, "groups": [], "opened_version": officer.version}
    signed_in(Role.PERFORMANCE).post(f"/admin/accounts/user/{officer.pk}/change/", kept)
    assert not Session.objects.filter(person=officer).exists()
    assert client.get("/account/").status_code == 302


def test_a_person_sees_where_they_are_signed_in_and_ends_one_or_all_others(officer, person):
    here, there, elsewhere = Client(), Client(), Client()
    for number, client in enumerate((here, there, elsewhere), 1):
        knock(officer.email, RIGHT, client=client, address=f"192.0.2.{number}")
    page = here.get("/account/sessions/").content.decode()
    assert all(f"192.0.2.{n}" in page for n in (1, 2, 3))
    assert page.count("Firefox on Windows") == 5
    assert not any(client.session.session_key in page for client in (here, there, elsewhere))
    name = here.get("/account/sessions/").context["sessions"][1]["name"]
    here.post("/account/sessions/", {"end": name})
    assert sorted(client.get("/account/").status_code for client in (there, elsewhere)) == [200, 302]
    assert here.post("/account/sessions/", {"end": name}).status_code == 404
    here.post("/account/sessions/", {"end": "others"})
    assert [client.get("/account/").status_code for client in (here, there, elsewhere)] == [200, 302, 302]


def test_nobody_ends_somebody_elses_session(officer, person):
    mallory, client = Client(), Client()
    knock(officer.email, RIGHT, client=client)
    name = client.get("/account/sessions/").context["sessions"][0]["name"]
    mallory.force_login(person(Role.OFFICER))
    assert mallory.post("/account/sessions/", {"end": name}).status_code == 404
    assert client.get("/account/").status_code == 200


def test_when_a_session_was_last_used_is_kept_to_five_minutes(officer, django_assert_num_queries):
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client = Client()
        knock(officer.email, RIGHT, client=client)
        clock.shift(timedelta(minutes=4))
        client.get("/brand.css")
        assert Session.objects.get().seen_at == timezone.now() - timedelta(minutes=4)
        clock.shift(timedelta(minutes=2))
        client.get("/account/")
        assert Session.objects.get().seen_at == timezone.now()


def test_signing_out_is_kept_too(officer):
    client = Client()
    knock(officer.email, RIGHT, client=client)
    client.post("/sign-out/")
    assert events() == ["signed_in", "signed_out"]
    assert not Session.objects.filter(person=officer).exists()


def test_the_address_is_what_our_own_proxy_heard_and_not_what_the_caller_wrote(officer, settings):
    settings.PROXIES = 1
    Client().post(
        "/sign-in/",
        {"username": officer.email, "password": "x"},
        REMOTE_ADDR="127.0.0.1",
        headers={"x-forwarded-for": "203.0.113.99, 198.51.100.7"},
    )
    assert SignInEvent.objects.get().address == "198.51.100.7"


def test_the_admin_has_no_door_of_its_own(officer, signed_in):
    assert Client().get("/admin/login/?next=/admin/")["Location"] == "/sign-in/?next=/admin/"
    assert Client().post("/admin/login/", {"username": officer.email, "password": RIGHT}).status_code == 302
    assert SignInEvent.objects.count() == 0
    refused = signed_in(Role.OFFICER).get("/admin/", follow=True)
    assert refused.status_code == 403
    assert "Only the performance team can open the admin." in refused.content.decode()
    assert signed_in(Role.PERFORMANCE).get("/admin/password_change/")["Location"] == "/account/password/"


def test_a_person_reads_their_own_sign_ins_and_nobody_elses(officer, person):
    knock(officer.email, address="203.0.113.5")
    knock(person(Role.OFFICER, email="other@anytown.example").email, address="203.0.113.6")
    client = Client()
    knock(officer.email, RIGHT, client=client)
    page = client.get("/account/sign-ins/").content.decode()
    assert "Refused: wrong password" in page
    assert "203.0.113.5" in page
    assert "203.0.113.6" not in page
    assert "203.0.113.6" not in client.get("/account/sign-ins/?_export=csv").content.decode()


def test_the_performance_team_searches_everybodys(officer, signed_in):
    knock(officer.email, address="203.0.113.5")
    knock("nobody@anytown.example", address="203.0.113.6")
    team = signed_in(Role.PERFORMANCE)
    assert [e.address for e in team.get("/sign-ins/").context["table"].page.object_list.data] == [
        "203.0.113.6",
        "203.0.113.5",
    ]
    assert "203.0.113.6" not in team.get("/sign-ins/?q=jo@anytown").content.decode()
    assert "203.0.113.5" not in team.get("/sign-ins/?what=unknown").content.decode()
    assert "203.0.113" not in team.get("/sign-ins/?since=2099-01-01").content.decode()
    assert "203.0.113.5" in team.get("/sign-ins/?_export=csv&until=2099-01-01").content.decode()
    assert signed_in(Role.OFFICER).get("/sign-ins/").status_code == 403


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite in memory has one connection")
def test_of_thirty_guesses_at_the_same_moment_no_more_than_ten_are_let_through():
    through, many = [], []
    start = threading.Barrier(30)

    def take_out() -> None:
        Guess.objects.all().delete()
        connection.close()

    def guess() -> None:
        start.wait()
        try:
            through.append(count_guess(of_account("jo@anytown.example")))
        except TooManyGuessesError:
            many.append(1)
        finally:
            connection.close()

    for threads in ([threading.Thread(target=guess) for _ in range(30)], [threading.Thread(target=take_out)]):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(through) <= 10
    assert len(through) + len(many) == 30


def test_what_is_older_than_the_council_keeps_is_forgotten(officer, settings, capsys):
    settings.SIGN_IN_LOG_DAYS = 30
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        knock(officer.email)
        knock(officer.email, RIGHT)
        clock.shift(timedelta(days=30))
        knock(officer.email, RIGHT)
        clock.shift(timedelta(seconds=1))
        call_command("clear_sign_ins")
        assert capsys.readouterr().out == "2\xa0entries older than 30\xa0days and 1\xa0session forgotten.\n"
        assert events() == ["signed_in"]
        assert Session.objects.count() == 1
        assert Guess.objects.count() == 0


def test_a_guess_that_was_right_is_taken_back(db):
    for _ in range(20):
        take_back(count_guess(of_account("jo@anytown.example")))
    assert Guess.objects.count() == 0
