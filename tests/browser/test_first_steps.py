"""A new performance officer, from an empty installation to a published pack, by what the pages offer alone.

The whole is kept as a report, ``walk.md``: step, address and the milliseconds of the server, as its log has them. It
stands in the folder that WALKS names, with a picture of each step, else in ``.walks/``, which git ignores, without.
Nothing here is judged by the clock.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.following import follow
from tests.browser.walking import take_picture

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

OFFICER, PASSWORD = "pat@newtown.example", "nobody guesses this one"
ORGANISATION = """directorate,post,abbreviation,answers to,name,e-mail,roles,from
Corporate,Chief Executive,CX,,Ann Abel,ann@newtown.example,Officer,01/04/2026
Resources,Head of Finance,HoF,CX,Bo Best,bo@newtown.example,Officer,
Resources,Head of Audit,,HoF,,,,
Place,Head of Waste,,CX,Cy Coe,{address},Officer,
,,,,Di Dean,di@newtown.example,Board member,
"""
INDICATORS = """set,ref,title,unit,polarity,owner
LPI,L1,Bins collected on the day,%,higher,Head of Waste
LPI,L2,Invoices paid in 30 days,%,higher,Head of Finance
"""
FIGURES = "set,ref,period,target,value\nLPI,L1,2024/25,95,93.1\nLPI,L1,2025/26,96,96.4\nLPI,L2,2025/26,98,91\n"
PLAN = """Improvement plan,,,,
Ref,Action,Lead officer,Milestone,Target date
1.1,Renew the contract for waste collection,Head of Waste,Contract signed,31/03/2027
1.2,Pay small suppliers within ten days,Head of Finance,New process in use,June 2027
"""


@dataclass
class Walk:
    """What was seen on the way: a line for each step."""

    page: Page
    folder: Path
    asked: list[tuple[str, str, int, str]] = field(default_factory=list)
    """Each page that was asked for: method, address, status and the number of the request."""
    steps: list[tuple[str, int]] = field(default_factory=list)
    """What each step is called, and how many pages had been asked for by then."""

    def __post_init__(self) -> None:
        self.page.on("response", self._note)
        self.page.set_default_timeout(15_000)

    def _note(self, answer) -> None:
        if answer.request.is_navigation_request():
            number = answer.headers.get("x-request-id", "")
            self.asked.append((answer.request.method, urlsplit(answer.url).path, answer.status, number))

    def step(self, what: str) -> None:
        """What is on the page now, as a picture where that is wanted."""
        self.steps.append((what, len(self.asked)))
        take_picture(self.page, self.folder / f"{len(self.steps):02}.png", full_page=True)

    def goes_on(self, title: str) -> None:
        """By My work to the step that the guide says is next."""
        follow(self.page.get_by_role("link", name="Council performance"))
        box = self.page.locator(".verdict", has_text="First steps:")
        expect(box).to_contain_text(title)
        follow(box.get_by_role("link", name=title))

    def waits_until_done(self, title: str) -> None:
        """Look at My work until a step is done that the task worker finishes."""
        for _ in range(60):
            follow(self.page.get_by_role("link", name="Council performance"))
            if self.page.locator(".verdict", has_text="First steps:").get_by_role("link", name=title).count() == 0:
                return
            self.page.wait_for_timeout(500)
        pytest.fail(f"The task worker did not finish “{title}”.")

    def press(self, name: str) -> None:
        """Press a button, or follow a link that looks like one, and be where it leads."""
        main = self.page.locator("main")
        follow(main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first)

    def brings(self, label: str, name: str, text: str, tmp_path: Path) -> None:
        """Choose a file that holds a table, and have it looked over."""
        file = tmp_path / name
        file.write_text(text)
        self.page.get_by_label(label).set_input_files(file)
        self.press("Look it over")

    def said(self, words: str) -> None:
        """The page says so."""
        expect(self.page.locator("main")).to_contain_text(words)

    def write(self, log: Path) -> None:
        """The report: each step with the pages that were asked for, and how long the server took for each."""
        took = {}
        for line in log.read_text().splitlines():
            said = json.loads(line) if line.startswith("{") else {}
            took[said.get("request")] = said.get("ms", took.get(said.get("request"), ""))
        lines = [
            "# From an empty installation to a published pack",
            "",
            f"Load of the machine at its end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.",
            "",
            "| step | asked for | ms |",
            "| --- | --- | --- |",
        ]
        begun = 0
        for number, (what, asked) in enumerate(self.steps, 1):
            for method, address, status, request in self.asked[begun:asked]:
                lines.append(f"| {number:02} {what} | {method} {address} ({status}) | {took.get(request, '')} |")
            begun = asked
        (self.folder / "walk.md").write_text("\n".join(lines) + "\n")


@pytest.fixture
def walk(new_site: Site, chromium) -> Iterator[Walk]:
    """A browser before the empty installation. What it saw is written down, also where it did not arrive."""
    folder = Path(os.environ.get("WALKS") or settings.BASE_DIR / ".walks")
    folder.mkdir(parents=True, exist_ok=True)
    page = chromium.new_page(viewport={"width": 1200, "height": 900}, base_url=new_site.address)
    walking = Walk(page, folder)
    yield walking
    walking.step("the end")
    page.close()
    walking.write(new_site.log)


def test_a_new_performance_officer_from_an_empty_installation_to_a_published_pack(new_site, walk, tmp_path):
    new_site.manage(
        "createsuperuser", "--noinput", "--email", OFFICER, "--name", "Pat Morris", DJANGO_SUPERUSER_PASSWORD=PASSWORD
    )
    walk.page.goto("/")
    for part in (
        signs_in,
        enters_the_council,
        brings_the_organisation,
        brings_figures,
        brings_the_plan,
        calls_a_meeting,
    ):
        part(walk, tmp_path)
    issues_the_pack(walk)
    follow(walk.page.get_by_role("link", name="Council performance"))
    expect(walk.page.get_by_text("First steps:")).to_have_count(0)
    follow(walk.page.get_by_role("link", name="First steps"))
    walk.said("9 of 9 done")
    walk.said("3\u00a0directorates; 4\u00a0posts, 1 without anyone; 5\u00a0people.")
    walk.step("nothing is left to do")
    assert [one for one in walk.asked if one[1].startswith("/admin")] == []
    assert [one for one in walk.asked if one[2] >= 400] == []


def signs_in(walk: Walk, tmp_path: Path) -> None:
    walk.said("its database is empty")
    walk.step("the front page of an empty installation")
    follow(walk.page.locator("main").get_by_role("link", name="Sign in"))
    walk.page.get_by_label("E-mail address").fill(OFFICER)
    walk.page.get_by_label("Password").fill(PASSWORD)
    walk.press("Sign in")
    expect(walk.page).to_have_url(f"{walk.page.url.partition('/start/')[0]}/start/")
    walk.said("0 of 9 done")
    walk.step("the first steps, before anything is entered")


def enters_the_council(walk: Walk, tmp_path: Path) -> None:
    walk.press("Go on: Your council")
    walk.page.get_by_label("Name in full").fill("Newtown Borough Council")
    walk.page.get_by_label("Short name").fill("Newtown")
    walk.page.get_by_label("What kind of council it is").select_option("district")
    walk.step("the council")
    walk.press("Save")
    walk.said("First steps: 1 of 9 done.")
    walk.step("My work leads on")


def brings_the_organisation(walk: Walk, tmp_path: Path) -> None:
    walk.goes_on("Directorates, posts and people")
    with walk.page.expect_download() as download:
        walk.page.get_by_role("link", name="Download the workbook").click()
    assert download.value.suggested_filename == "organisation.xlsx"
    walk.brings("The table", "staff.csv", ORGANISATION.format(address="cy at newtown"), tmp_path)
    walk.said("F5 Row 5, column e-mail: “cy at newtown” is not an e-mail address")
    expect(walk.page.get_by_role("button", name="Take it in")).to_have_count(0)
    walk.step("a doubt, by its cell")
    walk.brings("The table", "staff.csv", ORGANISATION.format(address="cy@newtown.example"), tmp_path)
    walk.step("the organisation, looked over")
    walk.press("Take it in")
    walk.said("Taken in: 3\u00a0directorates, 4\u00a0posts, 4\u00a0people and 3\u00a0holders.")
    walk.step("who is invited")
    walk.press("Send the invitations")
    walk.said("4\u00a0invitations are on the way.")
    walk.step("all people")


def brings_figures(walk: Walk, tmp_path: Path) -> None:
    walk.waits_until_done("Invitations")
    walk.goes_on("Indicators")
    expect(walk.page.get_by_role("radio", name="Indicators")).to_be_checked()
    walk.brings("The table", "indicators.csv", INDICATORS, tmp_path)
    walk.press("Take it in")
    walk.said("Indicators: 2\u00a0new".replace("\u00a0", " "))
    walk.step("indicators")
    walk.goes_on("Figures")
    walk.brings("The table", "figures.csv", FIGURES, tmp_path)
    walk.press("Take it in")
    walk.said("Measurements: 3 new")
    walk.step("figures")


def brings_the_plan(walk: Walk, tmp_path: Path) -> None:
    walk.goes_on("The improvement plan")
    walk.page.get_by_label("Day of the paper").fill("2026-09-16")
    walk.brings("A file", "plan.csv", PLAN, tmp_path)
    walk.said("No doubt is left.")
    walk.step("the plan, looked over")
    walk.press("Make this plan")
    walk.said("The plan was made")
    walk.step("the plan")


def calls_a_meeting(walk: Walk, tmp_path: Path) -> None:
    page = walk.page
    walk.goes_on("A board")
    page.get_by_label("Name", exact=True).fill("Cabinet")
    page.get_by_label("Who sits on it").select_option("political")
    walk.press("Make the board")
    walk.press("Add a standing item")
    page.get_by_label("Title", exact=True).fill("Apologies for absence")
    walk.press("Save")
    walk.press("Add somebody")
    page.get_by_label("Who", exact=True).select_option("Di Dean (di@newtown.example)")
    walk.press("Add")
    walk.said("Di Dean is on the board")
    walk.step("the board")
    walk.goes_on("A meeting with its agenda")
    page.get_by_label("Board", exact=True).select_option("Cabinet")
    page.get_by_label("Day", exact=True).fill("2026-10-13")
    walk.press("Make the meeting")
    walk.step("the meeting")
    walk.goes_on("A meeting with its agenda")
    walk.press("Begin with the standing items")
    walk.press("Add an item")
    page.get_by_label("Title", exact=True).fill("Performance in 2025/26")
    page.get_by_label("Kind").select_option("Verbal report")
    walk.press("Put it on the agenda")
    walk.said("Item 2, “Performance in 2025/26”, is on the agenda.")
    walk.step("the agenda")


def issues_the_pack(walk: Walk) -> None:
    page = walk.page
    walk.goes_on("The pack")
    walk.press("Build the pack")
    walk.step("the pack is being built")
    expect(page.get_by_role("link", name="Public pack, edition 1 (PDF)")).to_be_visible(timeout=120_000)
    walk.step("the pack is built")
    walk.press("Issue it")
    walk.step("what is not ready is looked at")
    walk.press("Issue")
    walk.said("issued")
    walk.step("the pack is issued")
