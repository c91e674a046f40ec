import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.models import User

WRONG = "The e-mail address or the password is not right."


def sign_in(client: Client, email: str, password: str):
    return client.post("/sign-in/", {"username": email, "password": password})


@pytest.fixture
def officer(council, person) -> User:
    return person(Role.OFFICER, email="jo@anytown.example")


def test_the_five_roles_are_there_from_the_first_migration(db):
    assert set(Group.objects.values_list("name", flat=True)) == {str(role) for role in Role}


@pytest.mark.parametrize("address", ["jo@anytown.example", "JO@Anytown.Example"])
def test_a_person_signs_in_by_e_mail_whatever_its_capitals(client, officer, address):
    answer = sign_in(client, address, "a long password")
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client, officer):
    unknown = sign_in(client, "nobody@anytown.example", "a long password")
    wrong = sign_in(client, "jo@anytown.example", "another password")
    assert WRONG in unknown.content.decode()
    assert WRONG in wrong.content.decode()


def test_somebody_who_has_left_cannot_sign_in_and_is_told_no_more_than_others(client, officer):
    officer.is_active = False
    officer.save()
    assert WRONG in sign_in(client, "jo@anytown.example", "a long password").content.decode()


def test_closing_an_account_ends_its_session_at_once(client, officer):
    client.force_login(officer)
    officer.is_active = False
    officer.save()
    assert "Sign in" in client.get("/").content.decode()


def test_signing_out_needs_a_post_and_ends_the_session(client, officer):
    client.force_login(officer)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session


def test_two_people_cannot_have_one_address_in_different_capitals(officer):
    twin = User(email="JO@anytown.example", name="Twin", password="x")
    with pytest.raises(ValidationError, match="Somebody already signs in with this e-mail address"):
        twin.full_clean()


def test_a_person_and_their_roles_come_in_one_query(client, council, person):
    someone = person(Role.OFFICER, Role.MEMBER)
    client.force_login(someone)
    with CaptureQueriesContext(connection) as queries:
        client.get("/livez")
        client.get("/meetings/")
    about_people = [q["sql"] for q in queries.captured_queries if "accounts_user" in q["sql"]]
    assert len(about_people) == 1


@pytest.mark.parametrize(
    ("role", "opens"), [(Role.PERFORMANCE, 200), (Role.OFFICER, 302), (Role.MEMBER, 302), (Role.VIEWER, 302)]
)
def test_only_the_performance_team_opens_the_admin(council, signed_in, role, opens):
    assert signed_in(role).get("/admin/").status_code == opens


def test_the_performance_team_cannot_make_itself_able_to_do_everything(council, signed_in, person):
    colleague = person(Role.OFFICER)
    client = signed_in(Role.PERFORMANCE)
    client.post(
        f"/admin/accounts/user/{colleague.pk}/change/",
        {
            "email": colleague.email,
            "name": "Renamed",
            "is_active": "on",
            "is_superuser": "on",
            "groups": [],
            "opened_version": 1,
        },
    )
    colleague.refresh_from_db()
    assert (colleague.name, colleague.is_superuser) == ("Renamed", False)


def test_a_superuser_has_every_role_and_signs_in_to_the_admin(client, db):
    boss = User.objects.create_superuser("boss@anytown.example", "a long password", name="Boss")
    client.force_login(boss)
    assert boss.has_role(Role.PERFORMANCE)
    assert client.get("/admin/").status_code == 200


def test_a_change_of_a_person_is_in_the_history_without_the_password(officer):
    officer.name = "Jo Again"
    officer.save()
    latest = officer.history.first()
    assert latest.name == "Jo Again"
    assert not hasattr(latest, "password")
