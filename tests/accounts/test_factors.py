"""Second factors: an authenticator app, recovery codes, and roles that need one."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import segno
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.choices import How, Role
from accounts.models import Passkey, RecoveryCode, SecondFactor, Session, SignInEvent, User
from accounts.rules import code_at
from accounts.services.factors import (
    LONGEST_SITE,
    add_app,
    app_address,
    check_code,
    new_codes,
    new_secret,
    sealed,
    unsealed,
)

pytestmark = pytest.mark.one_database

RIGHT = "a long password"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NINE = "2026-11-23 09:00:00+00:00"


def shown(off: int = 0) -> str:
    """What the app shows now, or some half minutes later."""
    return code_at(b"12345678901234567890", int(timezone.now().timestamp()) // 30 + off)


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as travelling:
        yield travelling


@pytest.fixture
def officer(council, person, clock) -> User:
    """With an app, set up an hour ago."""
    made = person(Role.OFFICER, email="jo@anytown.example")
    assert add_app(made, SECRET, shown())
    clock.shift(timedelta(hours=1))
    return made


def password(client: Client, email: str = "jo@anytown.example", to: str = ""):
    return client.post("/sign-in/", {"username": email, "password": RIGHT, "next": to})


def events() -> list[str]:
    return list(SignInEvent.objects.order_by("pk").values_list("what", flat=True))


def test_a_right_password_alone_lets_nobody_in_who_has_a_second_factor(officer, client):
    answer = password(client, to="/plans/")
    assert answer["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in client.session
    assert client.get("/account/").status_code == 302
    waiting = client.session.session_key
    answer = client.post("/sign-in/code/", {"code": shown()})
    assert answer["Location"] == "/plans/"
    assert client.session.session_key != waiting
    assert Session.objects.of(officer).get().how == How.CODE
    assert events() == ["signed_in"]


def test_a_code_is_taken_once(officer):
    one, two = Client(), Client()
    for client in (one, two):
        password(client)
    assert one.post("/sign-in/code/", {"code": shown()}).status_code == 302
    again = two.post("/sign-in/code/", {"code": shown()})
    assert again.status_code == 422
    assert "That code is not right, or was used already." in again.content.decode()
    assert events() == ["signed_in", "wrong_code"]


def test_the_eleventh_code_in_five_minutes_is_not_looked_at(officer, clock):
    for n in range(10):
        client = Client()
        password(client)
        assert client.post("/sign-in/code/", {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{n}").status_code == 422
    client = Client()
    password(client)
    answer = client.post("/sign-in/code/", {"code": shown()}, REMOTE_ADDR="198.51.100.1")
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    clock.shift(timedelta(minutes=5))
    assert client.post("/sign-in/code/", {"code": shown()}).status_code == 302


@pytest.mark.parametrize("happens", ["ten minutes pass", "the account is closed", "the password is changed"])
def test_a_right_password_waits_ten_minutes_and_for_the_same_account(officer, client, clock, happens):
    password(client)
    if happens == "ten minutes pass":
        clock.shift(timedelta(minutes=10, seconds=1))
    elif happens == "the account is closed":
        User.objects.update(is_active=False)
    else:
        officer.set_password("wombat teapot lorry")
        officer.save()
    assert client.post("/sign-in/code/", {"code": shown()})["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_nobody_waits_who_gave_no_password(officer, client):
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": shown()})["Location"] == "/sign-in/"


def test_a_recovery_code_lets_in_once_however_it_is_written(officer):
    codes = new_codes(officer)
    for typed, taken in ((codes[0].upper().replace("-", " "), 302), (codes[0], 422), (codes[1], 302)):
        client = Client()
        password(client)
        assert client.post("/sign-in/code/", {"code": typed}).status_code == taken
    assert RecoveryCode.objects.filter(used_at=None).count() == 8
    assert Session.objects.of(officer).first().how == How.RECOVERY


def test_nobody_elses_recovery_code_lets_in(officer, person):
    theirs = new_codes(person(Role.OFFICER))[0]
    assert check_code(officer, theirs) is None


def test_neither_the_secret_nor_a_code_is_in_the_database(officer):
    codes = new_codes(officer)
    kept = SecondFactor.objects.get().secret
    assert SECRET not in kept
    assert unsealed(kept) == SECRET
    digests = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not digests & {code.replace("-", "") for code in codes}


def test_a_secret_is_read_after_the_key_has_changed_while_the_old_one_is_known(settings):
    kept, old = sealed(SECRET), settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    assert unsealed(kept) == ""
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unsealed(kept) == SECRET


def test_secrets_are_as_long_as_the_standard_asks_and_never_the_same():
    made = {new_secret() for _ in range(20)}
    assert len(made) == 20
    assert {len(secret) for secret in made} == {32}


def test_an_app_is_set_up_with_its_first_code_and_gives_recovery_codes_once(council, person, clock):
    jo = person(Role.OFFICER, email="jo@anytown.example")
    client, other = Client(), Client()
    for browser in (client, other):
        password(browser)
    page = client.get("/account/second-factor/app/")
    secret = page.context["typed"].replace(" ", "")
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert client.get("/account/second-factor/app/").context["typed"].replace(" ", "") == secret
    assert client.post("/account/second-factor/app/", {"code": "000000"}).status_code == 422
    assert not SecondFactor.objects.exists()
    import base64

    right = code_at(base64.b32decode(secret), int(timezone.now().timestamp()) // 30)
    shown_once = client.post("/account/second-factor/app/", {"code": right})
    codes = re.findall(r"<code class=\"secret\">([a-z2-9-]{11})</code>", shown_once.content.decode())
    assert len(set(codes)) == 10
    assert codes[0] not in client.get("/account/second-factor/").content.decode()
    assert Session.objects.of(jo).get().how == How.CODE
    assert other.get("/account/").status_code == 302
    assert events()[-2:] == ["factor_added", "codes_made"]
    assert mail.outbox[-1].to == [jo.email]
    assert "a second factor was added: authenticator app." in mail.outbox[-1].body


def test_removing_factors_wants_the_password_and_counts_guesses(officer):
    client = Client()
    password(client)
    client.post("/sign-in/code/", {"code": shown()})
    new_codes(officer)
    wrong = client.post("/account/second-factor/remove/", {"password": "x"})
    assert wrong.status_code == 422
    assert SecondFactor.objects.exists()
    client.post("/account/second-factor/remove/", {"password": RIGHT})
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert events() == ["signed_in", "wrong", "factor_removed"]
    for _ in range(10):
        client.post("/account/second-factor/remove/", {"password": "x"})
    assert "too many attempts" in client.post("/account/second-factor/remove/", {"password": RIGHT}).content.decode()


def test_recovery_codes_are_made_anew_only_beside_a_factor(officer, person):
    client, without = Client(), Client()
    client.force_login(officer)
    without.force_login(person(Role.OFFICER))
    first = set(client.post("/account/second-factor/codes/").context["codes"])
    second = set(client.post("/account/second-factor/codes/").context["codes"])
    assert not first & second
    assert check_code(officer, next(iter(first))) is None
    assert without.post("/account/second-factor/codes/").status_code == 404


@pytest.mark.parametrize("answer", ["", "nonsense", "{}", "[]", "null", '{"id": "x", "response": {}}', '"x"'])
def test_what_is_no_passkey_adds_none_and_lets_nobody_in(officer, answer, person):
    client = Client()
    client.force_login(officer)
    client.get("/account/second-factor/passkey/")
    refused = client.post("/account/second-factor/passkey/", {"name": "laptop", "answer": answer})
    assert refused.status_code == 422
    assert not Passkey.objects.exists()
    stranger = Client()
    password(stranger)
    assert stranger.post("/sign-in/code/", {"answer": answer}).status_code == 422
    assert "_auth_user_id" not in stranger.session


def test_a_passkey_is_removed_by_its_owner_alone_and_never_as_the_last_factor_without_the_password(officer, person):
    key = Passkey.objects.create(person=officer, name="lost", credential=b"x")
    client, mallory = Client(), Client()
    client.force_login(officer)
    mallory.force_login(person(Role.OFFICER))
    assert mallory.post(f"/account/second-factor/passkey/{key.pk}/remove/").status_code == 404
    client.post(f"/account/second-factor/passkey/{key.pk}/remove/")
    assert not Passkey.objects.exists()
    last = Passkey.objects.create(person=officer, name="last", credential=b"x")
    SecondFactor.objects.all().delete()
    answer = client.post(f"/account/second-factor/passkey/{last.pk}/remove/")
    assert answer["Location"] == "/account/second-factor/remove/"
    assert Passkey.objects.exists()


def test_a_role_that_needs_a_second_factor_gets_nowhere_without_one(council, person, settings, clock):
    settings.SECOND_FACTOR_ROLES = ["Performance team"]
    person(Role.PERFORMANCE, email="team@anytown.example")
    person(Role.OFFICER, email="jo@anytown.example")
    team, officer = Client(), Client()
    password(team, "team@anytown.example")
    password(officer)
    for where in ("/", "/plans/", "/account/", "/account/password/", "/admin/", "/no/such/page/"):
        assert team.get(where)["Location"] == "/account/second-factor/"
        assert team.post(where)["Location"] == "/account/second-factor/"
    assert "Your role needs a second factor" in team.get("/account/second-factor/").content.decode()
    assert officer.get("/account/").status_code == 200
    page = team.get("/account/second-factor/app/")
    import base64

    secret = base64.b32decode(page.context["typed"].replace(" ", ""))
    team.post("/account/second-factor/app/", {"code": code_at(secret, int(timezone.now().timestamp()) // 30)})
    assert team.get("/account/").status_code == 200
    settings.SECOND_FACTOR_ROLES = ["Officer"]
    assert officer.get("/account/")["Location"] == "/account/second-factor/"


def test_the_square_code_holds_the_longest_names_that_are_taken(person):
    somebody = person(email=f"{'ż' * 120}@{'ą' * 60}.example")
    address = app_address(new_secret(), somebody, "Ź" * 200)
    assert segno.make(address, error="m", micro=False).is_micro is False
    assert address.count(quote("Ź" * LONGEST_SITE)) == 2
