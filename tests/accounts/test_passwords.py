"""Changing a password, and choosing a new one by a mailed link."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.choices import Role
from accounts.models import CouncilIdentity, SignInEvent, User

pytestmark = pytest.mark.one_database

OLD, NEW = "a long password", "wombat teapot lorry"


@pytest.fixture
def officer(council, person) -> User:
    return person(Role.OFFICER, email="jo@anytown.example")


def sign_in(password: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": "jo@anytown.example", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def asked_for_link(address: str = "jo@anytown.example") -> str:
    """The path of the link that was mailed."""
    Client().post("/sign-in/forgotten/", {"email": address})
    return re.search(r"http://127\.0\.0\.1:8000(/sign-in/password/\S+)", mail.outbox[-1].body)[1]


def choose(client: Client, link: str, one: str = NEW, two: str = NEW):
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(where, {"new_password1": one, "new_password2": two})


def change(client: Client, old: str = OLD, one: str = NEW, two: str = NEW):
    return client.post("/account/password/", {"old_password": old, "new_password1": one, "new_password2": two})


def test_changing_a_password_keeps_this_session_and_ends_the_others(officer):
    here, there = sign_in(OLD), sign_in(OLD)
    assert "1\xa0other session ended." in change(here).wsgi_request._messages._queued_messages[0].message
    assert is_in(here)
    assert not is_in(there)
    assert is_in(sign_in(NEW))
    assert not is_in(sign_in(OLD))
    assert "your password was changed." in mail.outbox[-1].body
    assert "password_changed" in SignInEvent.objects.values_list("what", flat=True)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"old": "x"}, "This is not your password. Type it again."),
        ({"two": "another"}, "The two passwords are not the same. Type both again."),
        ({"one": "short", "two": "short"}, "too short. It must contain at least 12 characters."),
        ({"one": "Password1234", "two": "Password1234"}, "with a little added is guessed first."),
        ({"one": "anytowncouncil", "two": "anytowncouncil"}, "guessed first"),
        ({"old": "", "one": "", "two": ""}, "Type your password."),
    ],
)
def test_what_cannot_be_taken_is_said(officer, facts, sentence):
    client = sign_in(OLD)
    answer = change(client, **facts)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("\xa0", " ").replace("&#x27;", "'")
    assert is_in(sign_in(OLD))


def test_guesses_of_the_old_password_are_counted(officer):
    client = sign_in(OLD)
    for _ in range(10):
        change(client, old="x")
    assert "too many attempts" in change(client).content.decode()
    assert is_in(sign_in(OLD)) is False  # they count at the door too


def test_a_mailed_link_changes_the_password_once_and_ends_every_session(officer):
    browser, link = sign_in(OLD), asked_for_link()
    stranger = Client()
    assert choose(stranger, link)["Location"] == "/sign-in/"
    assert not is_in(stranger)
    assert not is_in(browser)
    assert is_in(sign_in(NEW))
    assert stranger.get(link).status_code == 410
    assert "This link is over" in stranger.get(link).content.decode()


def test_a_link_is_over_after_72_hours_and_after_a_sign_in(officer):
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        link = asked_for_link()
        clock.shift(timedelta(hours=72))
        assert Client().get(link, follow=True).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert Client().get(link).status_code == 410
        link = asked_for_link()
        clock.shift(timedelta(seconds=1))
        sign_in(OLD)
        assert Client().get(link).status_code == 410


def test_a_weak_password_is_refused_there_too(officer):
    answer = choose(Client(), asked_for_link(), "password1234", "password1234")
    assert answer.status_code == 422
    assert is_in(sign_in(OLD))


@pytest.mark.parametrize(
    "made_up", ["/sign-in/password/MQ/abc-def/", "/sign-in/password/!!/x/", "/sign-in/password/OTk5/a-b/"]
)
def test_a_link_that_was_made_up_opens_nothing(officer, made_up):
    assert Client().get(made_up).status_code == 410


def test_an_unknown_and_a_closed_account_get_the_same_answer_and_no_letter(officer, person):
    closed = person(Role.OFFICER, email="left@anytown.example")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    pages = {}
    for email in ("jo@anytown.example", "left@anytown.example", "nobody@anytown.example"):
        answer = Client().post("/sign-in/forgotten/", {"email": email})
        pages[email] = (answer.status_code, answer.content.decode().replace(email, "…"))
    assert len(set(pages.values())) == 1
    assert [letter.to for letter in mail.outbox] == [["jo@anytown.example"]]


def test_whoever_signs_in_through_the_council_gets_no_second_way_in_by_mail(officer):
    officer.set_unusable_password()
    officer.save()
    CouncilIdentity.objects.create(person=officer, issuer="https://id.example", subject="x")
    Client().post("/sign-in/forgotten/", {"email": officer.email})
    assert "/sign-in/password/" not in mail.outbox[-1].body
    assert "you sign in with the council's own sign-in" in mail.outbox[-1].body


def test_nobody_is_written_to_more_than_ten_times_in_five_minutes(officer):
    answers = [
        Client().post("/sign-in/forgotten/", {"email": officer.email}, REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n in range(11)
    ]
    assert answers == [200] * 10 + [429]
    assert len(mail.outbox) == 10


def test_who_has_no_password_is_told_so(officer):
    officer.set_unusable_password()
    officer.save()
    client = Client()
    client.force_login(officer)
    page = client.get("/account/password/", follow=True).content.decode()
    assert "You have no password to change" in page
