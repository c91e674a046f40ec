"""Three ways through, by what mails and pages offer alone: an officer, a councillor on a phone, a resident.

A walk that takes another click fails until the number here is changed, knowingly.
"""

import csv
import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.following import follow
from tests.browser.walking import Walk, take_picture

pytestmark = pytest.mark.browser
INVITE = """
from django.contrib.auth.models import Group
from accounts.models import User
from accounts.services.invitations import invite, token
from actions.models import Action
from organisation.models import PostHolder
team = User.objects.get(email="performance@rotherham.example")
new = User.objects.create_user("new@rotherham.example", None, name="Noor New")
new.groups.add(Group.objects.get(name="Officer"))
lead = Action.objects.filter(closed_on=None, lead__isnull=False).earliest("pk").lead
PostHolder.objects.create(post=lead, user=new, starts="2007-09-01")
print("token", token(invite(to=new, by=team)))
"""
NEW_PASSWORD = "nobody guesses this one"


@pytest.mark.one_database
def test_a_new_officer_from_the_mail_to_an_update(site, visit):
    token = re.search(r"^token (\S+)$", site.manage("shell", "-v0", "-c", INVITE), re.MULTILINE)[1]
    page = visit()
    walk = Walk(page, "officer")
    walk.opens(f"/join/{token}/", "The link in the mail: choose a password")
    for box in page.locator("main input[type=password]").all():
        walk.fills(box, NEW_PASSWORD)
    walk.chooses(page.locator("main").get_by_role("button").first, "The password is chosen")
    if not page.get_by_role("button", name="Sign out").count():
        walk.fills(page.get_by_label("E-mail address"), "new@rotherham.example")
        walk.fills(page.get_by_label("Password"), NEW_PASSWORD)
        walk.chooses(page.get_by_role("button", name="Sign in"), "Signed in")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    card = page.locator("[data-card]").first
    walk.ticks(card.get_by_role("radio", name="In progress"))
    walk.fills(card.get_by_label("What has changed?"), "I have begun, and read what was said before.")
    walk.chooses(card.get_by_role("button", name="Save this one"), "The first update is saved")
    expect(page.get_by_role("alert")).to_contain_text("1\u00a0update saved.")
    walk.reports()
    assert (walk.pages, walk.clicks) == (4, 4)
    assert page.problems == []


def test_the_pack_is_built_downloaded_and_issued_and_read_on_a_phone_from_the_mail(site, visit, tmp_path: Path):
    team = visit("performance")
    team.get_by_role("link", name="Meetings").click()
    team.get_by_role("link", name="Corporate Improvement Board, Monday 10").click()
    expect(team.locator("tbody tr")).to_have_count(8)
    team.get_by_role("link", name="Build the pack").click()
    team.get_by_role("button", name="Build the pack").click()
    ready = team.get_by_role("link", name="Public pack, edition 1 (PDF)")
    expect(ready).to_be_visible(timeout=400_000)
    with team.expect_download() as download:
        ready.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "cib-2007-09-10-public-pack-1.pdf"
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) > 40
        assert "MarkInfo" in {name.strip("/") for name in pdf.Root}
    follow(team.get_by_role("link", name=re.compile("^Issue")).first)
    team.locator("[name=despite]").fill("What is not ready is read out at the meeting.")
    follow(team.get_by_role("button", name="Issue"))
    assert team.problems == []

    team.goto("/meetings/mail/?q=member@rotherham.example")
    for _ in range(60):  # the task worker writes it
        if team.locator("tbody").get_by_role("link").count():
            break
        team.wait_for_timeout(500)
        team.reload()
    follow(team.locator("tbody").get_by_role("link").first)
    letter = team.locator("main").inner_text()
    link = re.search(r"https?://[^/\s]+(/meetings/\d+/pack/)", letter)[1]
    page = visit(width=390)
    walk = Walk(page, "councillor")
    walk.opens(link, "The link in the mail: sign in to read the papers")
    walk.fills(page.get_by_label("E-mail address"), "member@rotherham.example")
    walk.fills(page.get_by_label("Password"), PASSWORD)
    walk.chooses(page.get_by_role("button", name="Sign in"), "The papers of the meeting")
    walk.chooses(page.get_by_role("link", name="Read it on screen").first, "The pack on the phone")
    items = page.locator(".pack-ways__items li")
    holding = next(item for item in items.all() if _holds(item.inner_text(), 12))
    walk.clicks += 1
    holding.get_by_role("link").first.click()
    twelve = page.locator("#page-12")
    twelve.scroll_into_view_if_needed()
    expect(twelve).to_be_in_viewport()
    take_picture(page, walk.folder / "page-12.png")
    walk.reports()
    assert (walk.pages, walk.clicks) == (3, 3)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.problems == []


def _holds(words: str, page: int) -> bool:
    """Whether an item of the contents says that it has this page."""
    found = re.search(r"pages? (\d+)(?: to (\d+))?", words)
    return bool(found) and int(found[1]) <= page <= int(found[2] or found[1])


@pytest.mark.one_database
def test_a_resident_from_the_front_page_to_the_figures(visit):
    page = visit()
    walk = Walk(page, "resident")
    walk.opens("/", "The front page")
    walk.chooses(page.locator("main").get_by_role("link", name="Open data"), "Open data")
    file = walk.saves(page.locator("main").get_by_role("link", name="CSV").first, "The file of indicators")
    with file.open(encoding="utf-8-sig", newline="") as rows:
        assert len(next(csv.reader(rows))) > 5
    walk.reports()
    assert (walk.pages, walk.clicks) == (2, 2)
    assert page.problems == []
