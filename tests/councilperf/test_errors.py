import pytest
from django.db import IntegrityError
from django.test import Client, override_settings
from django.urls import path

from accounts.choices import Role
from councilperf import urls


def broken(request):
    raise RuntimeError("the inner workings")


def overtaken(request):
    raise IntegrityError("UNIQUE constraint failed: there.is_one_already")


def against_a_rule(request):
    raise IntegrityError("NOT NULL constraint failed: the.workings")


urlpatterns = [path("broken/", broken), path("overtaken/", overtaken), path("rule/", against_a_rule), *urls.urlpatterns]
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
def test_who_is_overtaken_in_the_same_instant_keeps_their_words(council):
    answer = Client(raise_request_exception=False).post("/overtaken/", {"words": "What I wrote", "password": "hidden"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else was quicker" in page
    assert 'value="What I wrote"' in page
    assert "hidden" not in page.replace('type="hidden"', "")
    assert "one_already" not in page


@override_settings(ROOT_URLCONF=__name__)
def test_a_rule_of_the_database_that_the_program_broke_is_its_own_fault(council):
    answer = Client(raise_request_exception=False).post("/rule/", {"words": "What I wrote"})
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Somebody else was quicker" not in page
    assert 'value="What I wrote"' in page


@override_settings(ROOT_URLCONF=__name__)
def test_the_page_for_what_breaks_asks_the_database_nothing(council, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client(raise_request_exception=False).get("/broken/")
    assert "Something went wrong" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_a_sentence(council):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "The form was open for too long" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/livez"])
def test_every_answer_carries_a_policy_that_allows_no_inline_script(client, council, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
