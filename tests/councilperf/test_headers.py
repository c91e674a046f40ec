"""What every address tells the browser."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, transaction
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path, reverse

from accounts.choices import Role
from actions.models import Action
from councilperf import urls
from councilperf.headers import Headers
from tests.councilperf.addresses import TABLE
from tests.councilperf.arguments import fill
from tests.councilperf.test_guards import PAPERS, no_layout

pytestmark = pytest.mark.one_database

EVERYWHERE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICTER = {(name, "Referrer-Policy"): "no-referrer" for name in ("mailed-link", "stop-letters")}
EMBEDDED = {"public-chart", "public-table", "public-chart-svg"}
"""What other sites may embed."""
DATA = {"data-package", "data-dictionary", "data-dictionary-csv", "data-csv", "data-json", "api-document", "api-table"}
"""What pages of other sites may read."""
OTHERWISE = (
    {(name, "Cross-Origin-Resource-Policy"): "cross-origin" for name in EMBEDDED | DATA}
    | {(name, "X-Frame-Options"): None for name in EMBEDDED}
)  # fmt: skip
PUBLIC = {"brand"} | DATA


@pytest.mark.parametrize("who", ["team", "nobody"])
def test_every_address_says_what_a_browser_may_do(rotherham, person, behind_tls, monkeypatch, who):
    for paper in PAPERS.values():
        monkeypatch.setattr(paper, no_layout)
    browser, action = Client(), Action.objects.get(title__startswith="Web:")
    if who == "team":
        browser.force_login(person(Role.PERFORMANCE))
    faults = []
    for name in sorted(TABLE):
        with transaction.atomic():  # what one address needs is taken back before the next makes it again
            answer = browser.get(reverse(name, args=[fill(arg, action) for arg in TABLE[name].args]), secure=True)
            transaction.set_rollback(True)
        policy, kept = answer.get("Content-Security-Policy", ""), answer.get("Cache-Control", "")
        faults += [
            (name, header)
            for header, value in EVERYWHERE.items()
            if answer.get(header) not in (OTHERWISE.get((name, header), value), STRICTER.get((name, header)))
        ]
        faults += [(name, "policy")] * ("default-src 'self'" not in policy or "unsafe" in policy)
        faults += [(name, "frames")] * (("frame-ancestors 'none'" not in policy) != (name in EMBEDDED))
        faults += [(name, "transport")] * ("max-age=31536000" not in answer.get("Strict-Transport-Security", ""))
        faults += [(name, "permissions")] * ("camera=()" not in answer.get("Permissions-Policy", ""))
        faults += [(name, "request")] * (len(answer.get("X-Request-ID", "")) != 32)
        faults += [(name, f"cache: {kept}")] * ((name in PUBLIC) == ("no-store" in kept))
        if hasattr(answer, "streaming_content"):
            answer.close()
    assert faults == []


def test_errors_and_the_admin_say_so_too(rotherham, signed_in):
    team = signed_in(Role.PERFORMANCE)
    for where in ("/no/such/page/", "/admin/", "/admin/no/such/"):
        answer = team.get(where)
        assert {header: answer[header] for header in EVERYWHERE} == EVERYWHERE
        assert "no-store" in answer["Cache-Control"]


def raises(failed: Exception):
    def view(request):
        raise failed

    return view


def answers(status: int):
    return lambda request: HttpResponse(status=status)


ERRORS = {
    400: raises(SuspiciousOperation("x")),
    403: raises(PermissionDenied("x")),
    404: raises(Http404("x")),
    409: answers(409),
    413: answers(413),
    422: answers(422),
    500: raises(RuntimeError("x")),
    503: raises(OperationalError("x")),
}
urlpatterns = [*(path(f"error/{status}/", view) for status, view in ERRORS.items()), *urls.urlpatterns]
handler403, handler404, handler500, handler400 = urls.handler403, urls.handler404, urls.handler500, urls.handler400


@pytest.fixture
def behind_tls(settings):
    """The settings that HTTPS=true makes."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("who", ["team", "nobody"])
def test_every_error_says_what_a_browser_may_do(rotherham, person, settings, behind_tls, who, status):
    settings.ROOT_URLCONF = __name__
    browser = Client(raise_request_exception=False)
    if who == "team":
        browser.force_login(person(Role.PERFORMANCE))
    answer = browser.get(f"/error/{status}/", secure=True)
    assert answer.status_code == status
    assert {header: answer.get(header) for header in EVERYWHERE} == EVERYWHERE
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_name_that_the_site_does_not_answer_to_says_so_too(rotherham, behind_tls):
    answer = Client(raise_request_exception=False).get("/sign-in/", headers={"host": "elsewhere.example"}, secure=True)
    assert answer.status_code == 400
    assert {header: answer.get(header) for header in EVERYWHERE} == EVERYWHERE
    assert "no-store" in answer["Cache-Control"]


def test_behind_tls_cookies_go_over_tls_alone(rotherham, behind_tls, person):
    someone, browser = person(Role.VIEWER), Client()
    browser.get("/sign-in/", secure=True)
    browser.post("/sign-in/", {"username": someone.email, "password": "a long password"}, secure=True)
    flags = {name: (bool(c["secure"]), c["samesite"]) for name, c in browser.cookies.items()}
    assert flags == {"sessionid": (True, "Lax"), "csrftoken": (True, "Lax")}
    assert browser.cookies["sessionid"]["httponly"]
    assert browser.get("/", secure=False)["Location"] == "https://testserver/"


def test_cookies_are_for_this_site_and_no_script_reads_the_session(rotherham, client, person):
    someone = person(Role.VIEWER)
    client.post("/sign-in/", {"username": someone.email, "password": "a long password"})
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("status", "said", "kept"),
    [
        (200, "max-age=60, public", "max-age=60, public"),
        (304, "max-age=60, public", "max-age=60, public"),
        (404, "max-age=60, public", "no-store, private"),
        (200, "private", "no-store, private"),
        (200, "no-store", "no-store"),
        (200, None, "no-store, private"),
    ],
)
def test_what_is_said_to_be_public_may_be_kept_and_nothing_else(rf, status, said, kept):
    def view(request):
        return HttpResponse(status=status, headers={"Cache-Control": said} if said else {})

    assert Headers(view)(rf.get("/"))["Cache-Control"] == kept
