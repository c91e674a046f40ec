"""What somebody typed is on the page that refuses it: browsers keep no private page that one could go back to."""

import errno
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path

from core.pdf import PaperError
from councilperf import errors, urls
from councilperf.errors import is_full

WORDS = 'The crew was <b>short</b>, so two rounds of "Maltby" were late.'
FAULTS = {
    "closed": PermissionDenied("The action is closed."),
    "gone": Http404("The minute was removed."),
    "fault": RuntimeError("a fault of ours"),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
    "sqlite": OperationalError("database or disk is full"),
    "postgresql": OperationalError('could not extend file "base/5/1": No space left on device'),
    "memory": MemoryError(),
    "paper": PaperError("The document took longer than 300 seconds to lay out and was given up."),
}


def fails(request, how):
    raise FAULTS[how]


urlpatterns = [path("fails/<str:how>/", fails), *urls.urlpatterns]
handler403, handler404, handler500, handler400 = urls.handler403, urls.handler404, urls.handler500, urls.handler400


@pytest.fixture
def send(settings, council):
    """Sends a form to an address that fails in some way."""
    settings.ROOT_URLCONF = __name__
    browser = Client(raise_request_exception=False)

    def post(how: str, data: dict | None = None, client: Client = browser):
        return client.post(f"/fails/{how}/?q=1", {"words": WORDS, "seen": "7"} if data is None else data)

    return post


def seen(answer) -> str:
    return unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("how", "status", "sentence"),
    [
        ("fault", 500, "The program could not do that."),
        ("disk", 507, "There is no room left to store anything."),
        ("sqlite", 507, "There is no room left to store anything."),
        ("postgresql", 507, "There is no room left to store anything."),
        ("memory", 503, "There is too little memory for this just now."),
        ("paper", 503, "The paper could not be made. The document took longer than 300 seconds"),
    ],
)
def test_what_failed_in_the_program_can_be_sent_again_from_the_page(send, how, status, sentence):
    answer = send(how)
    assert (answer.status_code, sentence in seen(answer)) == (status, True)
    assert "<b>short" not in answer.content.decode()
    assert WORDS in seen(answer)
    assert f'<form method="post" action="/fails/{how}/?q=1">' in seen(answer)
    assert (answer.get("Retry-After") == "10") == (status != 500)


@pytest.mark.parametrize(
    ("how", "status", "sentence"),
    [("closed", 403, "The action is closed."), ("gone", 404, "The minute was removed.")],
)
def test_what_is_refused_can_be_copied_but_not_sent_again(send, how, status, sentence):
    answer = send(how)
    assert (answer.status_code, sentence in seen(answer)) == (status, True)
    assert WORDS in seen(answer)
    assert "Copy what you want to keep" in seen(answer)
    assert "Send it again" not in seen(answer)
    assert "What you typed" not in seen(send(how, {}))


def test_what_a_strange_site_sent_cannot_be_sent_on_with_a_press(send):
    answer = send("closed", {"words": WORDS, "csrfmiddlewaretoken": "theirs"}, Client(enforce_csrf_checks=True))
    assert (answer.status_code, WORDS in seen(answer)) == (403, True)
    assert "Send it again" not in seen(answer)
    assert "theirs" not in seen(answer)


def test_a_password_is_not_given_back_by_any_of_them(send):
    for how in FAULTS:
        answer = send(how, {"username": "jane", "password": "my-secret-1"})
        assert "my-secret-1" not in seen(answer)
        assert "Send it again" not in seen(answer)


def test_where_memory_is_too_short_even_for_the_words_the_page_says_so_without_them(send, monkeypatch):
    def none_left(*given: object, **more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(errors, "typed", none_left)
    answer = send("memory")
    assert (answer.status_code, WORDS in seen(answer)) == (503, False)
    assert "What you sent was too long to be kept here." in seen(answer)


def test_a_form_that_is_too_long_is_given_back_up_to_twice_its_length(send, settings):
    settings.FORM_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000, 2_000_000
    answer = send("fault", {"words": "x" * 1_000_001})
    assert (answer.status_code, answer.content.count(b"x" * 1_000_001)) == (400, 1)
    assert "longer than 1\xa0MB" in seen(answer)
    assert "Send it again" in seen(answer)
    answer = send("fault", {"words": "x" * 2_000_001})
    assert (answer.status_code, "x" * 1000 in seen(answer)) == (400, False)
    assert "longer than 2\xa0MB, which is too long for a form, and even to be given back here" in seen(answer)


def test_a_file_is_not_counted_as_words(send, settings, tmp_path):
    settings.FORM_BYTES = 1_000
    (tmp_path / "plan.csv").write_text("x" * 2_000)
    with (tmp_path / "plan.csv").open() as file:
        assert send("gone", {"words": "Short.", "file": file}).status_code == 404


def test_no_room_is_not_taken_for_something_else():
    assert not is_full(OSError(errno.EACCES, "Permission denied"))
    assert not is_full(DatabaseError("syntax error"))
    assert not is_full(None)
