"""Scripts that somebody stores run in nobody's browser, nor from a mail or a paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf

from proofs.findings import Figure, Findings
from proofs.inside import council, folder
from proofs.payloads import PAYLOADS
from proofs.stuffing import stuff

TITLE = "Scripts in stored words"
WHO = "performance@rotherham.example"
ROUNDS = 4
"""How often all fields are filled anew: each time with other payloads, so many at once that each is in every cell once."""
POLICY = (
    "The browser was told to ignore our content security policy while payloads were stored: what did not run, did not for "
    "other reasons than the policy. In the journey without payloads the policy was in force."
)
TAGS_BY_IMAGE = next(place for place, payload in enumerate(PAYLOADS) if payload.startswith("<img id=xss src=x onerror"))
SAFE = ("http:", "https:", "mailto:")
WATCH = """
window.reports = [];
document.addEventListener("securitypolicyviolation", e => window.reports.push(e.violatedDirective + " " + e.blockedURI));
"""
MADE = "() => [window.ran ?? 0, document.querySelectorAll('[id=xss],[href^=\"javascript:\" i],[onerror],[onload],[onfocus]').length, window.reports]"


def run(*, quick: bool) -> Findings:
    """Fill every field, look at every page."""
    with council():
        figures = [_made_into_pages(quick=quick), _mailed()]
        if not quick:
            figures += [_in_a_browser(), _on_paper()]
    return Findings(
        tuple(figures),
        (
            POLICY,
            f"{len(PAYLOADS)} payloads of our own wording, after the kinds that are published; nobody tried to find new ones.",
            "Mails are plain text: there is no part of one in which a script could stand.",
        ),
    )


def _made_into_pages(*, quick: bool) -> Figure:
    """Every page as a parser of HTML reads it: no element and no attribute comes of a payload."""
    from lxml import html

    pages = made = failed = 0
    team = _team()
    fields = cells = 0
    for turn in range(1 if quick else ROUNDS):
        fields, more = stuff(_words(turn))
        cells += more
        for address in _addresses(quick=quick):
            answer = team.get(address)
            if answer.status_code in (302, 404):
                continue
            pages += 1
            if answer.status_code >= 500:
                failed += 1
                continue
            tree = html.fromstring(answer.content)
            made += len(tree.xpath("//*[@id='xss'] | //*[@onerror] | //*[@onload] | //*[@onfocus] | //*[@srcdoc]"))
            made += sum("javascript:" in link.lower() for link in tree.xpath("//*/@href"))
    return Figure(
        f"{len(PAYLOADS)} payloads in {fields} text fields of all models ({cells:,} cells); {pages} pages read by a parser",
        "0 elements or attributes made of them, 0 pages fail",
        f"{made} made; {failed} failed",
        holds=not made and not failed,
    )


def _mailed() -> Figure:
    """Every mail that the reminders of a morning send."""
    from django.core import mail
    from django.core.management import call_command

    stuff(_words(0))
    with io.StringIO() as said:
        call_command("send_reminders", stdout=said)
    parts = [kind for message in mail.outbox for _, kind in getattr(message, "alternatives", [])]
    wrong = sum(message.content_subtype != "plain" for message in mail.outbox) + parts.count("text/html")
    broken = sum("\n" in message.subject or "\r" in message.subject for message in mail.outbox)
    return Figure(
        f"{len(mail.outbox)} mails made of such words",
        "0 parts that a mail program would run, 0 broken heads",
        f"{wrong} parts; {broken} heads",
        holds=not wrong and not broken and bool(mail.outbox),
    )


def _on_paper() -> Figure:
    """Links of every paper made of such words."""
    from proofs.fetching import papers_of

    stuff(_words(3))
    papers = links = unsafe = failed = 0
    for made in papers_of(quick=False):
        papers += 1
        if made is None:
            failed += 1
            continue
        with pikepdf.open(io.BytesIO(made)) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Dictionary) and "/S" in thing:
                    unsafe += thing.S in ("/JavaScript", "/Launch", "/SubmitForm")
                    if "/URI" in thing:
                        links += 1
                        unsafe += not str(thing.URI).lower().startswith(SAFE)
    return Figure(
        f"{papers} papers and packs made of such words, with {links} links",
        "0 links that run something, no paper fails",
        f"{unsafe} links; {failed} failed",
        holds=not unsafe and not failed,
    )


def _in_a_browser() -> Figure:
    """Every page in Chromium: nothing runs, and nothing is asked for that is not ours."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import QUIET, find_chromium

    ran: list[str] = []
    pages = 0
    places = list(_addresses(quick=False))
    session = _team().cookies["sessionid"].value
    with _served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        for turn in range(-1, ROUNDS):
            if turn >= 0:
                _in_a_thread(stuff, _words(turn))
            window = browser.new_context(base_url=site, bypass_csp=turn >= 0)
            window.add_cookies([{"name": "sessionid", "value": session, "url": site}])
            window.add_init_script(WATCH)
            page = window.new_page()
            assert turn < 0 or _is_noticed(page), (
                "a payload that does run is not noticed, so that silence would say nothing"
            )
            _listen(page, site, ran)
            for address in places:
                answer = page.goto(address)
                if answer.status == 404:
                    continue
                pages += 1
                did, made, reports = page.evaluate(MADE)
                ran += [f"{address}: ran"] * bool(did) + [f"{address}: {made} made"] * bool(made)
                ran += [f"{address}: {report}" for report in reports]
                ran += [f"{address}: {answer.status}"] * (answer.status >= 500)
            window.close()
        browser.close()
    return Figure(
        f"{pages} pages in Chromium: the journey as it is, then {ROUNDS} times with {len(PAYLOADS) // ROUNDS} payloads in each cell",
        "0 run, 0 dialogs, 0 requests elsewhere, 0 reports of the policy",
        f"{len(ran)}" + (f": {'; '.join(ran[:3])}" if ran else ""),
        holds=not ran,
    )


def _is_noticed(page) -> bool:
    page.goto("/sign-in/")
    page.set_content(f"<p>{PAYLOADS[TAGS_BY_IMAGE]}</p>")
    page.wait_for_function("window.ran")
    return page.evaluate(MADE)[:2] == [1, 1]


def _listen(page, site: str, ran: list[str]) -> None:
    def dismissed(dialog) -> None:
        ran.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def asked(request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            ran.append(f"asked for {request.url[:80]}")

    def said(message) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            ran.append(message.text[:120])

    page.on("dialog", dismissed)
    page.on("request", asked)
    page.on("console", said)


def _words(turn: int):
    """Payloads for every cell: of each round others, in another order in each row."""
    some = PAYLOADS[turn::ROUNDS]

    def words(_: str, place: int) -> str:
        first = place % len(some)
        return " ".join([*some[first:], *some[:first]])

    return words


def _addresses(*, quick: bool) -> Iterator[str]:
    from tests.browser.test_accessibility import PAGES

    known = dict.fromkeys(address for _, address in PAGES.values() if "search-for" not in address)
    if quick:
        known = dict.fromkeys(("/", "/actions/", "/clinics/8/", "/meetings/3/items/5/", "/indicators/BVPI/BV8/"))
    yield from known


def _team():
    from django.test import Client

    from accounts.models import User

    team = Client(raise_request_exception=False)
    team.force_login(User.objects.get(email=WHO))
    return team


def _in_a_thread(do, *args) -> None:
    """Django refuses its database beside the loop that drives the browser."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        pool.submit(do, *args).result()


@contextmanager
def _served() -> Iterator[str]:
    from tests import demonstration
    from tests.browser.conftest import _served as served

    with (folder() / "log").open("w") as log, served(demonstration.environment(folder()), log) as address:
        yield address
