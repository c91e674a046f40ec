"""Every page, looked at by axe in a real browser: wide, on a phone and in print; full, empty and in error."""

import pytest

from tests.browser.axe import faults
from tests.browser.following import follow

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
SCORECARD_COLUMNS = (
    "unit", "actual", "target", "gap", "rating", "forecast", "direction", "quartile", "band", "state", "owner", "theme",
)  # fmt: skip

PAGES = {
    "my work": ("communications", "/"),
    "my work of somebody without a post": ("viewer", "/"),
    "my work of a board member": ("member", "/"),
    "my work of a partner": ("partnership", "/"),
    "actions": ("viewer", "/actions/"),
    "keyboard": ("viewer", "/keyboard/"),
    "actions to tick": ("performance", "/actions/"),
    "actions, several to change": ("performance", "/actions/change/?row=1&row=2"),
    "indicators to tick": ("performance", "/indicators/"),
    "indicators, several to change": ("performance", "/indicators/change/?row=1&row=2"),
    "actions, nothing found": ("viewer", "/actions/?q=zzzz"),
    "actions, a filter that does not exist": ("viewer", "/actions/?rating=purple"),
    "actions by directorate": ("viewer", "/actions/?by=directorate&rating=red"),
    "actions as a calendar": ("viewer", "/actions/?view=calendar&month=2007-09"),
    "actions as a calendar, nothing due": ("viewer", "/actions/?view=calendar&month=1999-01"),
    "actions along time": ("viewer", "/actions/?view=timeline"),
    "actions along time, nothing found": ("viewer", "/actions/?view=timeline&q=zzzz"),
    "actions of a post with its calendar": ("performance", "/actions/?post=4&by=month"),
    "coverage": ("viewer", "/actions/coverage/"),
    "action": ("viewer", "/actions/14/"),
    "action with its form": ("communications", "/search-for/Launch guidelines"),
    "asking for a new date": ("communications", "/search-for/Launch guidelines > Ask for a new date"),
    "new dates to decide, none": ("audit", "/actions/dates/"),
    "dates to settle": ("performance", "/actions/dates/settle/"),
    "closing an action": ("performance", "/search-for/Launch guidelines > Close this action"),
    "frameworks": ("viewer", "/frameworks/"),
    "frameworks to adopt": ("performance", "/frameworks/"),
    "framework": ("viewer", "/frameworks/1/"),
    "framework entered": ("performance", "/frameworks/new/"),
    "framework changed": ("performance", "/frameworks/1/edit/"),
    "outcome": ("viewer", "/frameworks/1/outcomes/3/"),
    "outcomes kept": ("performance", "/frameworks/2/outcomes/"),
    "outcome added": ("performance", "/frameworks/2/outcomes/new/"),
    "outcomes from a table": ("performance", "/frameworks/2/import/"),
    "outcome linked": ("performance", "/frameworks/1/outcomes/3/links/?q=plan"),
    "outcome linked, nothing found": ("performance", "/frameworks/1/outcomes/3/links/?q=zzzz"),
    "outcomes of an indicator": ("performance", "/indicators/BVPI/BV187/outcomes/"),
    "plans": ("viewer", "/plans/"),
    "plan": ("viewer", "/plans/corporate-improvement-plan/"),
    "plan, nothing found": ("viewer", "/plans/corporate-improvement-plan/?q=zzzz"),
    "summary of a plan at a past day": ("viewer", "/plans/corporate-improvement-plan/summary/?on=2007-08-10"),
    "changes of a plan": ("viewer", "/plans/corporate-improvement-plan/changes/"),
    "timeline of a plan": ("viewer", "/plans/corporate-improvement-plan/timeline/"),
    "bringing a plan": ("performance", "/plans/import/"),
    "plan edited": ("performance", "/plans/corporate-improvement-plan/edit/"),
    "line of a plan moved": ("performance", "/plans/corporate-improvement-plan/edit/line/1/move/"),
    "line of a plan edited": ("performance", "/plans/corporate-improvement-plan/edit/line/1/"),
    "versions of a plan": ("viewer", "/plans/corporate-improvement-plan/versions/"),
    "indicators": ("viewer", "/indicators/"),
    "indicator": ("viewer", "/indicators/BVPI/BV8/"),
    "indicator with one figure": ("viewer", "/indicators/LPI/LTP/"),
    "indicator without a figure": ("viewer", "/indicators/BVPI/BV12/"),
    "scorecard": ("viewer", "/indicators/scorecard/"),
    "scorecard with every column": (
        "viewer",
        "/indicators/scorecard/?columns=" + "&columns=".join(SCORECARD_COLUMNS),
    ),
    "scorecard, nothing found": ("viewer", "/indicators/scorecard/?q=zzzz"),
    "scorecard, a filter that does not exist": ("viewer", "/indicators/scorecard/?set=zzzz"),
    "changes of an indicator": ("viewer", "/indicators/BVPI/BV8/changes/"),
    "importing a table": ("performance", "/indicators/import/"),
    "figures of a quarter": ("performance", "/indicators/entry/?period=2007/08 Q1"),
    "figures, nothing to report": ("hr", "/indicators/entry/?period=2007/08 M01"),
    "figures to sign off": ("performance", "/indicators/sign-off/?period=2006/07"),
    "nothing to sign off": ("hr", "/indicators/sign-off/?period=2007/08 M01"),
    "one figure": ("performance", "/indicators/BVPI/BV8/figure/?period=2007/08 Q1"),
    "targets": ("performance", "/indicators/BVPI/BV8/targets/"),
    "direction of travel": ("viewer", "/indicators/direction-of-travel/"),
    "clinics": ("viewer", "/clinics/"),
    "suggested clinics": ("viewer", "/clinics/suggested/"),
    "suggested clinics, nothing found": ("viewer", "/clinics/suggested/?rule=special_cause"),
    "suggestion to answer": ("performance", "/clinics/suggested/LPI/DH-SPEND/"),
    "suggestion of a person": ("viewer", "/clinics/suggested/LPI/NEET/?period=2007/08+Q1"),
    "commissioning a clinic": ("performance", "/clinics/commission/"),
    "rules that call for clinics": ("viewer", "/clinics/rules/"),
    "weighing rules": ("performance", "/clinics/rules/"),
    "clinic": ("viewer", "/clinics/8/"),
    "effect of clinics": ("viewer", "/clinics/effect/"),
    "summary of clinics": ("viewer", "/clinics/summary/"),
    "programme of clinics": ("viewer", "/clinics/programme/"),
    "briefing of a sitting": ("viewer", "/clinics/8/sittings/8/briefing/"),
    "briefing of a sitting that may begin": ("performance", "/clinics/8/sittings/8/briefing/"),
    "minutes of a sitting without notes": ("viewer", "/clinics/8/sittings/8/minutes/"),
    "clinic as its keepers see it": ("performance", "/clinics/8/"),
    "clinic to be agreed": ("performance", "/clinics/12/"),
    "clinic scheduled": ("performance", "/clinics/12/schedule/"),
    "clinic cancelled": ("performance", "/clinics/12/cancel/"),
    "clinic closed": ("performance", "/clinics/8/close/"),
    "who is to come to a clinic": ("performance", "/clinics/12/people/"),
    "progress of a clinic": ("performance", "/clinics/8/progress/"),
    "outcome of a clinic": ("performance", "/clinics/8/outcome/"),
    "actions of a clinic": ("performance", "/clinics/8/actions/?q=invoice"),
    "history of a clinic": ("viewer", "/clinics/8/history/"),
    "change of a sitting": ("performance", "/clinics/8/sittings/8/change/"),
    "attendance of a sitting": ("performance", "/clinics/8/sittings/8/attendance/"),
    "invitations to a sitting": ("performance", "/clinics/8/sittings/8/invite/"),
    "meetings": ("viewer", "/meetings/"),
    "meeting": ("viewer", "/meetings/3/"),
    "meeting with minutes": ("viewer", "/meetings/2/"),
    "report on clinics": ("viewer", "/meetings/3/items/5/"),
    "report with a plan": ("viewer", "/meetings/3/items/6/"),
    "minutes": ("viewer", "/meetings/3/items/3/"),
    "boards": ("viewer", "/meetings/boards/"),
    "board": ("performance", "/meetings/boards/1/"),
    "year planned": ("performance", "/meetings/boards/1/plan/?start=2007-12-01&months=1&number=8&place=4&weekday=0"),
    "board edited": ("performance", "/meetings/boards/1/edit/"),
    "board made": ("performance", "/meetings/boards/new/"),
    "board ended": ("performance", "/meetings/boards/1/end/"),
    "history of a board": ("performance", "/meetings/boards/1/history/"),
    "place on a board added": ("performance", "/meetings/boards/1/members/add/"),
    "place on a board changed": ("performance", "/meetings/boards/1/members/1/"),
    "place on a board ended": ("performance", "/meetings/boards/1/members/1/end/"),
    "standing item added": ("performance", "/meetings/boards/1/standing/add/"),
    "new meeting": ("performance", "/meetings/new/?board=1"),
    "meeting changed": ("performance", "/meetings/4/edit/"),
    "meeting cancelled": ("performance", "/meetings/4/cancel/"),
    "agenda arranged": ("performance", "/meetings/4/agenda/"),
    "agenda begun": ("performance", "/meetings/5/agenda/"),
    "item of an agenda": ("performance", "/meetings/4/agenda/13/"),
    "report templates": ("performance", "/meetings/templates/"),
    "report template edited": ("performance", "/meetings/templates/1/"),
    "minutes of a meeting": ("performance", "/meetings/2/minutes/"),
    "minutes that were approved": ("viewer", "/meetings/1/minutes/"),
    "minutes to begin": ("performance", "/meetings/3/minutes/begin/"),
    "minutes to approve": ("performance", "/meetings/2/minutes/approve/"),
    "resolution": ("performance", "/meetings/resolutions/4/?q=plan"),
    "who was at a meeting": ("performance", "/meetings/3/minutes/attendance/"),
    "matters arising": ("viewer", "/meetings/3/matters-arising/"),
    "attendance over a year": ("viewer", "/meetings/boards/1/attendance/"),
    "packs": ("performance", "/meetings/3/pack/"),
    "my papers": ("member", "/meetings/mine/"),
    "my papers of somebody on no board": ("viewer", "/meetings/mine/"),
    "my notes": ("member", "/meetings/3/notes/"),
    "my notes, none yet": ("viewer", "/meetings/3/notes/"),
    "note on an item": ("member", "/meetings/3/notes/ > Add a note on 5"),
    "note changed": ("member", "/meetings/3/notes/ > Change"),
    "item with notes": ("member", "/meetings/3/items/5/"),
    "files of items": ("performance", "/meetings/3/items/"),
    "mail on papers, none yet": ("performance", "/meetings/mail/"),
    "reports": ("performance", "/meetings/reports/"),
    "reports, no part in any": ("viewer", "/meetings/reports/"),
    "report in review": ("performance", "/meetings/reports/3/"),
    "report to write": ("performance", "/meetings/reports/3/write/"),
    "report to sign": ("performance", "/meetings/reports/3/sign/"),
    "appendices of a report": ("performance", "/meetings/reports/3/appendices/"),
    "appendix to add": ("performance", "/meetings/reports/3/appendices/add/"),
    "reviewers of a report": ("performance", "/meetings/reports/3/reviewers/"),
    "report to start": ("performance", "/meetings/4/items/5/report/"),
    "report to open again": ("performance", "/meetings/reports/1/reopen/"),
    "report as it was signed off": ("performance", "/meetings/reports/1/signed/1/"),
    "packs as a reader sees them": ("viewer", "/meetings/3/pack/"),
    "files of an item": ("performance", "/meetings/3/items/5/files/"),
    "history": ("performance", "/history/"),
    "history, nothing found": ("performance", "/history/?q=zzzz"),
    "public front": ("viewer", "/public/"),
    "public measures": ("viewer", "/public/indicators/"),
    "public measures, nothing found": ("viewer", "/public/indicators/?q=zzzz"),
    "public plans": ("viewer", "/public/plans/"),
    "public plan": ("viewer", "/public/plans/corporate-improvement-plan/"),
    "public clinics, none yet": ("viewer", "/public/clinics/"),
    "public papers, none yet": ("viewer", "/public/meetings/"),
    "open data": ("viewer", "/data/"),
    "help": ("", "/help/"),
    "chapter of the help": ("", "/help/officer/"),
    "what words mean": ("", "/help/words/"),
    "accessibility statement": ("", "/accessibility/"),
    "how programs read": ("performance", "/api/"),
    "what is published": ("performance", "/publishing/"),
    "indicators to publish": ("performance", "/publishing/indicators/"),
    "clinics to publish": ("performance", "/publishing/clinics/"),
    "keys, none yet": ("performance", "/publishing/keys/"),
    "key made": ("performance", "/publishing/keys/new/"),
    "first steps": ("performance", "/start/"),
    "council": ("performance", "/council/"),
    "people": ("performance", "/people/"),
    "people, nobody found": ("performance", "/people/?q=zzzz"),
    "organisation from a table": ("performance", "/people/import/"),
    "people invited, nobody to": ("performance", "/people/invite/"),
    "person": ("performance", "/people/3/"),
    "person added": ("performance", "/people/new/"),
    "person changed": ("performance", "/people/3/edit/"),
    "roles of a person": ("performance", "/people/3/roles/"),
    "roles of one's own": ("performance", "/people/1/roles/"),
    "person who leaves": ("performance", "/people/3/leave/"),
    "posts": ("performance", "/posts/"),
    "posts, a filter that does not exist": ("performance", "/posts/?held=maybe"),
    "post": ("performance", "/posts/4/"),
    "post made": ("performance", "/posts/new/"),
    "post changed": ("performance", "/posts/4/edit/"),
    "post handed over": ("performance", "/posts/4/hand-over/"),
    "post ended": ("performance", "/posts/4/end/"),
    "days of a holder": ("performance", "/posts/4/ > Change the days"),
    "directorates": ("performance", "/directorates/"),
    "directorate": ("performance", "/directorates/1/"),
    "directorate on a page": ("performance", "/directorates/1/on-a-page/"),
    "directorate dissolved": ("performance", "/directorates/1/end/"),
    "people, not for this role": ("viewer", "/people/"),
    "an invitation that opens nothing": ("", "/join/nonsense/"),
    "reminders": ("performance", "/reminders/"),
    "reminders, nothing found": ("performance", "/reminders/?q=zzzz"),
    "account": ("viewer", "/account/"),
    "own letters": ("performance", "/account/letters/"),
    "who is sent what": ("performance", "/reminders/people/"),
    "changing a password": ("viewer", "/account/password/"),
    "own sessions": ("viewer", "/account/sessions/"),
    "own sign-ins": ("viewer", "/account/sign-ins/"),
    "second factor, none": ("viewer", "/account/second-factor/"),
    "setting an app up": ("viewer", "/account/second-factor/app/"),
    "passkey added": ("viewer", "/account/second-factor/passkey/"),
    "second factor removed": ("viewer", "/account/second-factor/remove/"),
    "log of sign-ins": ("performance", "/sign-ins/"),
    "log of sign-ins, nothing found": ("performance", "/sign-ins/?q=zzzz"),
    "forgotten password": ("", "/sign-in/forgotten/"),
    "a link for a new password that is over": ("", "/sign-in/password/MQ/a-b/"),
    "a link that opens nothing": ("", "/u/nonsense/"),
    "search": ("viewer", "/search/?q=bv8"),
    "search, nothing found": ("viewer", "/search/?q=zzzz"),
    "search, with a slip of the pen": ("viewer", "/search/?q=housign"),
    "search, all of one kind": ("viewer", "/search/?q=service&kind=action"),
    "front page": ("", "/"),
    "sign in": ("", "/sign-in/"),
    "sign in to open a page": ("", "/plans/"),
    "no such page": ("viewer", "/no/such/page/"),
    "not for this role": ("partnership", "/plans/"),
}
REFUSED = {
    "a link that opens nothing": 403,
    "a link for a new password that is over": 410,
    "an invitation that opens nothing": 403,
    "people, not for this role": 403,
    "no such page": 404,
    "not for this role": 403,
}
"""Pages that are looked at as refusals; any other opens, so that no refusal is looked at in its place."""


@pytest.fixture(scope="module")
def windows(chromium, site):
    """One window for each person, so that each signs in once."""
    opened = {}
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.fixture
def page_of(windows, chromium, site, sign_in):
    def page_of(who: str):
        if who not in windows:
            page = chromium.new_context(base_url=site.address).new_page()
            page.problems = []
            page.on("console", lambda m: page.problems.append(m.text) if m.type in ("error", "warning") else None)
            if who:
                sign_in(page, who)
            windows[who] = page
        return windows[who]

    return page_of


def go(page, address: str) -> int:
    """Open an address, and give the status of the answer. "/search-for/X > Y" opens the first thing that is found for X and follows its link Y."""
    address, _, link = address.partition(" > ")
    if address.startswith("/search-for/"):
        page.goto(f"/search/?q={address.removeprefix('/search-for/')}")
        address = page.locator("main .govuk-list a").first.get_attribute("href")
    answer = page.goto(address)
    if link:  # opened, not clicked: a click returns while the page that follows is not there yet
        answer = page.goto(page.locator("main").get_by_role("link", name=link).first.get_attribute("href"))
    return answer.status


ALIKE = {1300: 12, 320: 6}
"""How many rows are looked at, wide and on a phone."""
KEEP_THE_FIRST = """most => {
  for (const kind of ["tbody tr", "[data-move=line]"])
    [...document.querySelectorAll(kind)].slice(most).forEach(row => row.remove());
}"""
"""Rows beyond the first come from the same template with other words; axe takes half a minute for two hundred."""


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page_of, name):
    who, address = PAGES[name]
    page = page_of(who)
    page.problems.clear()
    page.set_viewport_size({"width": 320, "height": 900})
    assert go(page, address) == REFUSED.get(name, 200)
    for width in (320, 1300):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over == 0, f"{over} px sideways at {width} px"
    for width, rows in ALIKE.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(KEEP_THE_FIRST, rows)
        assert faults(page) == [], f"at {width} px"
    page.set_viewport_size({"width": 1300, "height": 900})
    page.emulate_media(media="print")
    assert not page.locator(".places").is_visible() if page.locator(".places").count() else True
    assert page.locator("h1").is_visible()
    page.emulate_media(media="screen")
    # A page that is refused or missing says so to the console as well.
    assert [p for p in page.problems if "status of 4" not in p] == []


def test_axe_finds_what_is_wrong(page_of):
    page = page_of("")
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    page.evaluate("document.querySelector('main').append(new Image())")
    assert {fault.partition(":")[0] for fault in faults(page)} == {"color-contrast", "image-alt"}


@pytest.mark.parametrize("name", ["my work", "plan", "indicator", "scorecard", "action with its form"])
def test_at_twice_the_size_of_text_nothing_is_lost(page_of, name):
    who, address = PAGES[name]
    page = page_of(who)
    page.set_viewport_size({"width": 650, "height": 450})
    go(page, address)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert faults(page) == []


@pytest.mark.parametrize("name", ["my work", "plan", "indicator"])
def test_in_forced_colours_the_ratings_keep_their_words(chromium, site, sign_in, name):
    who, address = PAGES[name]
    context = chromium.new_context(base_url=site.address, forced_colors="active")
    page = context.new_page()
    sign_in(page, who)
    go(page, address)
    assert page.locator(".rag").first.inner_text().strip()
    assert faults(page) == []
    context.close()


def test_my_work_in_error_is_tied_to_its_cards(page_of):
    page = page_of("hr")
    for width in (1300, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/")
        card = page.locator("[data-card]").first
        card.get_by_role("radio", name="Off track").check()
        card.get_by_role("button", name="Save this one").click()
        summary = page.locator(".govuk-error-summary")
        assert "1 update needs another look" in summary.inner_text().replace("\u00a0", " ")
        assert "Say what it means" in summary.inner_text()
        assert page.title().startswith("Error: ")
        assert faults(page) == []
        summary.get_by_role("link").first.click()
        assert page.evaluate("document.activeElement.name").endswith("-words")
        card.get_by_role("radio", name="In progress").check()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.evaluate("localStorage.clear()")


def test_a_new_date_is_asked_for_and_approved_on_pages_without_a_fault(page_of):
    officer, team = page_of("hr"), page_of("performance")
    officer.goto("/")
    follow(officer.locator("[data-card] h3 a").first)
    title = officer.get_by_role("heading", level=1).inner_text()
    follow(officer.get_by_role("link", name="Ask for a new date").first)
    officer.get_by_label("New date").fill("2009-03-31")
    follow(officer.get_by_role("button", name="Ask for this date"))
    assert "Say why the date changes." in officer.locator("[role=alert]").inner_text()
    assert faults(officer) == []
    officer.get_by_label("Why does the date change?").fill("The supplier is late.")
    officer.get_by_role("button", name="Ask for this date").click()
    officer.get_by_text("It waits for a decision.").wait_for()
    team.goto("/actions/dates/")
    for width in (1300, 320):
        team.set_viewport_size({"width": width, "height": 900})
        assert faults(team) == []
        assert team.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    team.get_by_role("button", name="Decline").click()
    team.get_by_text("Say why the new date is declined.").wait_for()
    assert faults(team) == []
    team.get_by_role("button", name="Approve").click()
    team.get_by_text(f"Approved: {title}.").wait_for()


def test_a_form_in_error_is_tied_to_its_field(page_of):
    page = page_of("communications")
    page.set_viewport_size({"width": 1300, "height": 900})
    go(page, "/search-for/Launch guidelines")
    follow(page.get_by_role("button", name="Save update"))
    assert "There is a problem" in page.get_by_role("alert").inner_text()
    assert page.title().startswith("Error: ")
    assert page.get_by_label("What has changed?").get_attribute("aria-invalid") == "true"
    assert faults(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.name") == "words"
