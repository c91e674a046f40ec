"""The council's own sign-in, against a real OpenID Connect provider on loopback."""

import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from django.contrib.auth.models import Group
from django.test import Client

from accounts.choices import Role
from accounts.models import CouncilIdentity, Session, SignInEvent, User
from accounts.services import council as service
from councilperf.environment import CouncilSignIn

pytestmark = pytest.mark.one_database

ROLES = {"Perf.Team": Role.PERFORMANCE, "Perf.Officer": Role.OFFICER}


@dataclass
class Provider:
    """A provider, and the browser's part in it."""

    issuer: str

    def knows(self, subject: str, **claims) -> None:
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=10).raise_for_status()

    def back_from(self, client: Client, subject: str, *, start: str = "/sign-in/council/", deny: bool = False) -> str:
        """Where the provider sends the browser back to."""
        there = client.get(start)["Location"]
        answer = {"action": "deny"} if deny else {"sub": subject}
        back = requests.post(there, data=answer, allow_redirects=False, timeout=10).headers["Location"]
        assert back.startswith("http://testserver/sign-in/council/back/?")
        return back.removeprefix("http://testserver")

    def sign_in(self, client: Client, subject: str, **kwargs):
        return client.get(self.back_from(client, subject, **kwargs), follow=True)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import run_server_in_thread
    with run_server_in_thread(require_nonce=True) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def provider(server, db, settings) -> Provider:
    settings.COUNCIL_SIGN_IN = CouncilSignIn(
        issuer=server,
        client_id="council-performance",
        client_secret="a secret of the provider",
        name="your Anytown account",
        roles=dict(ROLES),
        roles_claim="roles",
        emails_are_ours=False,
    )
    return Provider(server)


def roles(email: str) -> set[str]:
    return set(User.objects.get(email=email).groups.values_list("name", flat=True))


def test_somebody_new_is_let_in_with_the_roles_that_the_provider_gives(council, provider):
    provider.knows("s-new", email="Jo@Anytown.example", name="Jo Officer", roles=["Perf.Officer", "Elsewhere"])
    client = Client()
    page = provider.sign_in(client, "s-new", start="/sign-in/council/?next=/plans/")
    assert page.redirect_chain[-1] == ("/plans/", 302)
    jo = User.objects.get(email="jo@anytown.example")
    assert (jo.name, jo.has_usable_password(), roles(jo.email)) == ("Jo Officer", False, {"Officer"})
    assert Session.objects.of(jo).get().how == "council"
    assert list(SignInEvent.objects.order_by("pk").values_list("what", "detail")) == [
        ("connected", ""),
        ("roles", "+ Officer"),
        ("signed_in", ""),
    ]


def test_the_way_there_carries_pkce_state_and_nonce_and_no_secret(council, provider):
    there = Client().get("/sign-in/council/")["Location"]
    assert all(part in there for part in ("code_challenge_method=S256", "state=", "nonce=", "scope=openid+email"))
    assert "secret" not in there


def test_roles_follow_the_provider_at_each_sign_in_and_others_stay(council, provider):
    provider.knows("s-roles", email="sam@anytown.example", name="Sam", roles=["Perf.Officer"])
    provider.sign_in(Client(), "s-roles")
    User.objects.get(email="sam@anytown.example").groups.add(Group.objects.get(name=Role.MEMBER))
    provider.knows("s-roles", email="sam@anytown.example", name="Sam", roles=["Perf.Team"])
    provider.sign_in(Client(), "s-roles")
    assert roles("sam@anytown.example") == {"Performance team", "Board member"}
    provider.knows("s-roles", email="sam@anytown.example", name="Sam")
    provider.sign_in(Client(), "s-roles")
    assert roles("sam@anytown.example") == {"Board member"}
    assert SignInEvent.objects.filter(what="roles").first().detail == "− Performance team"


def test_the_subject_says_who_it_is_whatever_the_address_is_now(council, provider):
    provider.knows("s-same", email="before@anytown.example", name="Kim", roles=["Perf.Officer"])
    provider.sign_in(Client(), "s-same")
    provider.knows("s-same", email="married@anytown.example", name="Kim", roles=["Perf.Officer"])
    provider.sign_in(Client(), "s-same")
    assert list(User.objects.values_list("email", flat=True)) == ["before@anytown.example"]


def test_an_address_that_anybody_could_have_set_takes_nobodys_account(council, provider, person):
    boss = person(Role.PERFORMANCE, email="boss@anytown.example")
    provider.knows("s-mallory", email="boss@anytown.example", name="Mallory", roles=["Perf.Officer"])
    client = Client()
    page = provider.sign_in(client, "s-mallory").content.decode()
    assert "Sign in with your password, then connect it under Your account." in page
    assert "_auth_user_id" not in client.session
    assert not CouncilIdentity.objects.exists()
    assert SignInEvent.objects.get().what == "council_refused"
    assert SignInEvent.objects.get().person == boss


def test_an_address_that_the_provider_has_verified_finds_its_account_once(council, provider, person):
    jo = person(Role.VIEWER, email="jo@anytown.example")
    provider.knows("s-jo", email="jo@anytown.example", email_verified=True, name="Jo", roles=["Perf.Officer"])
    provider.sign_in(Client(), "s-jo")
    assert CouncilIdentity.objects.get().person == jo
    assert roles(jo.email) == {"Viewer", "Officer"}
    provider.knows("s-other", email="jo@anytown.example", email_verified=True, name="Jo", roles=["Perf.Officer"])
    client = Client()
    provider.sign_in(client, "s-other")
    assert "_auth_user_id" not in client.session


def test_no_address_takes_the_account_of_somebody_who_may_do_everything(council, provider):
    User.objects.create_superuser("root@anytown.example", "a long password", name="Root")
    provider.knows("s-root", email="root@anytown.example", email_verified=True, name="Root", roles=["Perf.Team"])
    client = Client()
    provider.sign_in(client, "s-root")
    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_connects_and_then_comes_in_that_way(council, provider, person):
    jo = person(Role.OFFICER, email="jo@anytown.example")
    provider.knows("s-connect", email="j.bloggs@elsewhere.example", name="Jo", roles=["Perf.Officer"])
    client = Client()
    client.force_login(jo)
    assert "Not connected" in client.get("/account/").content.decode()
    assert "Connected: from now on" in provider.sign_in(client, "s-connect").content.decode()
    assert "Not connected" not in client.get("/account/").content.decode()
    fresh = Client()
    provider.sign_in(fresh, "s-connect")
    assert fresh.session["_auth_user_id"] == str(jo.pk)
    thief = Client()
    thief.force_login(person(Role.OFFICER))
    assert "belongs to somebody else here" in provider.sign_in(thief, "s-connect").content.decode()


def test_a_closed_account_stays_closed(council, provider, person):
    provider.knows("s-left", email="left@anytown.example", name="Left", roles=["Perf.Officer"])
    provider.sign_in(Client(), "s-left")
    User.objects.update(is_active=False)
    client = Client()
    assert "This account is closed." in provider.sign_in(client, "s-left").content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email": "x@anytown.example", "roles": ["Elsewhere"]}, "You have no role here yet."),
        ({"email": "x@anytown.example", "roles": "Perf.Team"}, "You have no role here yet."),
        ({"email": "no address", "roles": ["Perf.Officer"]}, "does not say your e-mail address"),
        ({"email": ["a", "b"], "roles": ["Perf.Officer"]}, "does not say your e-mail address"),
    ],
)
def test_somebody_new_without_a_role_or_an_address_gets_no_account(council, provider, claims, sentence):
    provider.knows("s-no", name="No", **claims)
    assert sentence in provider.sign_in(Client(), "s-no").content.decode()
    assert not User.objects.exists()


def test_an_answer_that_was_not_asked_for_or_is_used_again_lets_nobody_in(council, provider):
    provider.knows("s-forged", email="f@anytown.example", name="F", roles=["Perf.Officer"])
    asked, other = Client(), Client()
    back = provider.back_from(asked, "s-forged")
    for client, where in ((other, back), (asked, back.replace("state=", "state=x")), (asked, "/sign-in/council/back/")):
        assert "was not completed" in client.get(where, follow=True).content.decode()
        assert "_auth_user_id" not in client.session
    assert asked.get(back, follow=True).redirect_chain[-1][0] == "/"
    asked.logout()
    assert "was not completed" in asked.get(back, follow=True).content.decode()


def test_saying_no_at_the_provider_lets_nobody_in(council, provider):
    assert "was not completed" in provider.sign_in(Client(), "s-deny", deny=True).content.decode()


@pytest.mark.parametrize(
    ("claim", "value"),
    [("iss", "https://evil.example"), ("aud", "another-site"), ("nonce", "x"), ("exp", 1), ("sub", None)],
)
def test_a_token_that_is_not_for_us_is_not_believed(council, provider, monkeypatch, claim, value):
    provider.knows("s-token", email="t@anytown.example", name="T", roles=["Perf.Officer"])
    from authlib.integrations.base_client import sync_openid

    decode = sync_openid.jwt.decode

    def changed(*args, **kwargs):
        token = decode(*args, **kwargs)
        token.claims[claim] = value
        if value is None:
            del token.claims[claim]
        return token

    client = Client()
    back = provider.back_from(client, "s-token")
    monkeypatch.setattr(sync_openid.jwt, "decode", changed)
    assert "was not completed" in client.get(back, follow=True).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_signature_that_is_not_the_providers_is_not_believed(council, provider, monkeypatch):
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    provider.knows("s-signed", email="t@anytown.example", name="T", roles=["Perf.Team"])
    client = Client()
    back = provider.back_from(client, "s-signed")
    state = next(value for key, value in client.session.items() if key.startswith("_state_council"))
    claims = {"iss": provider.issuer, "aud": "council-performance", "sub": "s-signed", "nonce": state["data"]["nonce"]}
    claims |= {"iat": int(time.time()), "exp": int(time.time()) + 600, "roles": ["Perf.Team"]}
    forged = jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))
    app = service.client()
    token = {"access_token": "x", "token_type": "Bearer", "id_token": forged}
    monkeypatch.setattr(app, "fetch_access_token", lambda **kwargs: token)
    assert "was not completed" in client.get(back, follow=True).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_provider_that_does_not_answer_is_said_to_within_its_time(council, provider, settings):
    from dataclasses import replace

    settings.COUNCIL_SIGN_IN = replace(settings.COUNCIL_SIGN_IN, issuer="http://127.0.0.1:9")
    assert "does not answer" in Client().get("/sign-in/council/", follow=True).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(council, provider, elsewhere):
    provider.knows("s-where", email="w@anytown.example", name="W", roles=["Perf.Officer"])
    page = provider.sign_in(Client(), "s-where", start=f"/sign-in/council/?next={elsewhere}")
    assert [where for where, _ in page.redirect_chain] == ["/"]


def test_the_sign_in_page_offers_it_where_there_is_one(council, provider, settings):
    assert "Sign in with your Anytown account" in Client().get("/sign-in/?next=/plans/").content.decode()
    settings.COUNCIL_SIGN_IN = None
    assert "your Anytown account" not in Client().get("/sign-in/").content.decode()
    assert Client().get("/sign-in/council/").status_code == 404
    assert Client().get("/sign-in/council/back/").status_code == 404
