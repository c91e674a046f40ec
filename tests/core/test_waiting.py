"""Whoever waits for a file is told that it has come."""

import pytest
from django.http import HttpResponse

from core.answers import name_file
from core.waiting import ASKED, CAME, SECONDS, WaitingMiddleware

NAME = "abc123def456"


def answered(rf, *, asked: str, answer: HttpResponse, secure: bool = False) -> HttpResponse:
    request = rf.get("/paper.pdf", secure=secure)
    if asked:
        request.COOKIES[ASKED] = asked
    return WaitingMiddleware(lambda request: answer)(request)


def a_file() -> HttpResponse:
    answer = HttpResponse(b"%PDF", content_type="application/pdf")
    name_file(answer, "paper.pdf")
    return answer


@pytest.mark.parametrize("secure", [False, True])
def test_a_file_says_that_it_has_come_to_whoever_waits_for_it(rf, secure):
    cookies = answered(rf, asked=NAME, answer=a_file(), secure=secure).cookies
    came = cookies[CAME + NAME]
    assert (came.value, came["max-age"], came["samesite"], bool(came["secure"])) == ("yes", SECONDS, "Lax", secure)
    assert cookies[ASKED]["max-age"] == 0


def test_so_does_the_news_that_the_file_which_the_browser_keeps_is_still_so(rf):
    assert CAME + NAME in answered(rf, asked=NAME, answer=HttpResponse(status=304)).cookies


def test_a_page_says_nothing_of_the_kind(rf):
    assert not answered(rf, asked=NAME, answer=HttpResponse("a page")).cookies


@pytest.mark.parametrize("asked", ["", "short", "a" * 21, "abc123 def;456", "ABC123DEF456", "abc123def45é"])
def test_a_file_has_no_cookie_for_whoever_waits_for_nothing_that_the_script_names(rf, asked):
    assert not answered(rf, asked=asked, answer=a_file()).cookies
