"""Every page in every state: looked at by axe and by the keyboard, full, empty, in error, small, magnified, and on paper."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proofs.findings import Figure, Findings
from proofs.looking.pages import EMPTY, FAILING, TEAM
from proofs.servers import CSRF, ROOT, Answer, Council, Site, on_sqlite, served

TITLE = "Accessibility: every page in every state"
STANDING = ROOT / "deploy" / "nginx" / "pages"
SLOW = 0.3
"""Seconds: a page that takes longer is said, because it was opened anyway."""
GUESSES = 30
"""More wrong passwords than are let through."""
SEND = """([address, data, token]) => {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", action: address});
  for (const [name, value] of Object.entries({csrfmiddlewaretoken: token, ...data}))
    form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}"""
NOT_SEEN = (
    (
        "What no machine finds: whether a text alternative says what matters, whether the order of reading makes sense, whether "
        "words are plain, whether a screen reader's user gets through; axe itself says that it finds about half of what is "
        "wrong. Nobody who uses assistive technology was asked."
    ),
    (
        "One browser: Chromium. Rows and entries beyond the fourth of a list, which come from the same template, were left out; "
        "papers (PDF/UA-1) are checked by the validator in bin/check, and the admin, which is Django's own, was not looked at."
    ),
)


@dataclass
class Looked:
    """What was found in one state over many pages."""

    pages: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Tour:
    """A browser going through pages."""

    browser: Any
    found: dict[str, Looked] = field(default_factory=dict)
    windows: dict[tuple[str, str], Any] = field(default_factory=dict)

    def window(self, site: Site, session: str) -> Any:
        """The window of a person at a site; nobody's has no session."""
        key = (f"http://127.0.0.1:{site.port}", session)
        if key not in self.windows:
            context = self.browser.new_context(base_url=key[0], bypass_csp=True, accept_downloads=False)
            cookies = {"csrftoken": CSRF} | ({"sessionid": session} if session else {})
            context.add_cookies([{"name": name, "value": value, "url": key[0]} for name, value in cookies.items()])
            self.windows[key] = context.new_page()
        return self.windows[key]

    def look(self, page: Any, name: str, kind: str, states: Sequence[str], more: Sequence[str] = ()) -> None:
        """Look at the page that is open in these states, and say at once what is found."""
        from proofs.looking import states as all_states

        answers = all_states.look(page, states)
        for state, faults in answers.items():
            looked = self.found.setdefault(f"{kind}, {state}", Looked())
            looked.pages += 1
            here = [*more, *faults] if state == states[0] else faults
            looked.faults += [f"{name}: {fault}" for fault in here]
            for fault in here:
                print(f"  {kind}, {state}, {name} {page.url}: {fault}", flush=True)


def run(*, quick: bool = False) -> Findings:
    """Go through all pages; in quick, through a few of each kind."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import QUIET, find_chromium

    with tempfile.TemporaryDirectory(prefix="council-looked-", ignore_cleanup_errors=True) as folder:
        full, empty = on_sqlite(Path(folder) / "full"), _empty(Path(folder) / "empty")
        listed = json.loads(full.shell("from proofs.looking.pages import listed; print(listed())").splitlines()[-1])
        with sync_playwright() as playwright:
            tour = Tour(playwright.chromium.launch(executable_path=find_chromium(), args=QUIET))
            some = slice(0, None, 25 if quick else 1)
            _full(tour, full, listed["pages"][some], listed["wrong"][some])
            _nothing(tour, empty, listed["bare"][some])
            _failures(tour, full)
            tour.browser.close()
    return Findings(_figures(tour), (*_notes(tour), *NOT_SEEN))


def _empty(folder: Path) -> Council:
    """A new installation."""
    folder.mkdir(parents=True)
    council = Council(folder, f"sqlite:///{folder / 'db.sqlite3'}")
    council.manage("migrate", "--verbosity", "0")
    council.shell(EMPTY)
    return council


def _full(tour: Tour, council: Council, pages: Sequence, wrong: Sequence) -> None:
    """Every page, and every form sent wrongly. What the server takes long for is said, and not kept: it is no proof."""
    from proofs.looking.states import FEW, FULL

    session = council.sign_in(TEAM)[TEAM]
    slow = []
    with served(council) as site:
        for name, who, address in pages:
            if answer := _page_at(site, address, session if who else ""):
                slow += [f"{name} {answer.seconds * 1000:,.0f} ms"] if answer.seconds > SLOW else []
                page = tour.window(site, session if who else "")
                page.goto(address)
                tour.look(page, name, "full", tuple(FULL))
        for name, who, address, data in wrong:
            page = tour.window(site, session if who else "")
            page.goto("/livez")
            with page.expect_navigation():
                page.evaluate(SEND, [address, data, CSRF])
            if page.locator("h1").count():
                page.evaluate((ROOT / "proofs" / "looking" / "page.js").read_text())
                tour.look(page, name, "a form sent wrongly", tuple(FEW), page.evaluate("looking.summary()"))
    print(f"  slower than {SLOW * 1000:.0f} ms at the server:", "; ".join(slow) or "none", flush=True)


def _nothing(tour: Tour, council: Council, pages: Sequence) -> None:
    from proofs.looking.states import FEW

    session = council.sign_in(TEAM)[TEAM]
    with served(council) as site:
        for name, who, address in pages:
            if _page_at(site, address, session if who else ""):
                page = tour.window(site, session if who else "")
                page.goto(address)
                tour.look(page, name, "a new installation", tuple(FEW))


def _failures(tour: Tour, council: Council) -> None:
    """Each way to fail: refused, missing, gone, overtaken, too much, too often, broken and away."""
    from proofs.looking.states import FULL

    states = tuple(FULL)
    sessions = council.sign_in(TEAM, "partnership")
    council.more = {"DJANGO_SETTINGS_MODULE": "proofs.looking.failing_settings"}
    with served(council) as site:
        asked = [
            *((name, status, TEAM, f"/fails/{name}/") for name, status in FAILING.items()),
            ("not there", 404, TEAM, "/no/such/page/"),
            ("not there, to nobody", 404, "", "/no/such/page/"),
            ("not theirs", 403, "partnership", "/plans/"),
            ("a link that is over", 410, "", "/sign-in/password/MQ/a-b/"),
            ("a link that opens nothing", 403, "", "/u/nonsense/"),
        ]
        for name, status, who, address in asked:
            page = tour.window(site, sessions.get(who, ""))
            wrong = _other_status(page.goto(address), status)
            tour.look(page, name, "failures", states, wrong)
        page = tour.window(site, "")
        for _ in range(GUESSES):
            page.goto("/sign-in/")
            page.get_by_label("E-mail address").fill("nobody@rotherham.example")
            page.get_by_label("Password").fill("a wrong guess")
            with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
                page.get_by_role("button", name="Sign in").click()
            page.wait_for_load_state()
            if sent.value.status == 429:
                break
        tour.look(page, "too many guesses", "failures", states, _other_status(sent.value, 429))
        for file in sorted(STANDING.glob("*.html")):
            page = tour.browser.new_page(bypass_csp=True)
            page.goto(file.as_uri())
            tour.look(page, file.name, "failures", states)


def _other_status(answer: Any, wanted: int) -> list[str]:
    return [] if answer.status == wanted else [f"answers {answer.status}, not {wanted}"]


def _page_at(site: Site, address: str, session: str) -> Answer | None:
    """The answer, where it is a page and neither a file nor a way on."""
    answer = site.get(address, session)
    is_page = answer.headers.get("content-type", "").startswith("text/html") and not 300 <= answer.status < 400
    return answer if is_page and "<h1" in answer.page else None


def _figures(tour: Tour) -> tuple[Figure, ...]:
    return tuple(
        Figure(f"{looked.pages:,} pages, {name}", "0 faults", f"{len(looked.faults)} faults", not looked.faults)
        for name, looked in tour.found.items()
    )


def _notes(tour: Tour) -> Iterator[str]:
    yield (
        "Full is Rotherham's demonstration, each page that an address of the tests (tests/councilperf/addresses.py) opens for "
        "the performance team, or for nobody; a new installation has a council and one person. Forms are sent as the tests "
        "send them, so that they are refused."
    )
    yield (
        "At 1,280 and 320 px every rule of axe for WCAG 2.2 AA and its best practice, the 24 px of targets among them; at 200 %, "
        "in forced colours and in print the rules that depend on looks. Nothing may scroll sideways or be cut off at 320 px, at "
        "200 %, with wider text spacing or on an A4 page; the Tab key must reach everything; what has the focus must show it and "
        "be uncovered; with less motion asked for, nothing may move; a refused form must say so in an alert whose links lead to its "
        "fields."
    )
    rules = Counter(
        fault.partition(": ")[2].partition(":")[0] for looked in tour.found.values() for fault in looked.faults
    )
    for rule, times in rules.most_common(12):
        yield f"Found {times} times: {rule}."
