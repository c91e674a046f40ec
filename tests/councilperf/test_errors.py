import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path

from accounts.choices import Role
from councilperf import urls


def broken(request):
    raise RuntimeError("the inner workings")


urlpatterns = [path("broken/", broken), *urls.urlpatterns]
handler403, handler404, handler500, handler400 = urls.handler403, urls.handler404, urls.handler500, urls.handler400


def test_an_unknown_address_is_a_clear_page_in_the_dress_of_the_site(council, signed_in):
    answer = signed_in(Role.VIEWER).get("/no/such/page/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "This page does not exist" in page
    assert "Anytown" in page
    assert "Traceback" not in page


def test_a_stranger_gets_the_same_page(client, council):
    assert "This page does not exist" in client.get("/no/such/page/").content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_when_something_breaks_the_page_says_so_and_shows_no_trace(council):
    client = Client(raise_request_exception=False)
    answer = client.get("/broken/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong" in page
    assert "inner workings" not in page


@override_settings(ROOT_URLCONF=__name__)
def test_the_page_for_what_breaks_asks_the_database_nothing(council, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client(raise_request_exception=False).get("/broken/")
    assert "Something went wrong" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_a_sentence(council):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "The form was open for too long" in answer.content.decode()


def test_the_process_is_alive_without_a_database(client):
    assert client.get("/livez").content == b"ok"


def test_the_process_is_ready_when_database_migrations_and_disk_are(client, db):
    assert client.get("/readyz").content == b"ok"


def test_it_is_not_ready_when_the_database_is_away(client, monkeypatch):
    def away(*args):
        raise OperationalError("connection refused: secret-host")

    monkeypatch.setattr("councilperf.views.MigrationExecutor", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_it_is_not_ready_on_a_full_disk(client, db, monkeypatch):
    usage = type("Usage", (), {"total": 100, "free": 4})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/livez"])
def test_every_answer_carries_a_policy_that_allows_no_inline_script(client, council, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
