"""Rights hold on every door: pages, searches, exports and data files show a person what the rights give, and no word more."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from meetings.models import AgendaItem, Meeting, Minute
from organisation.models import BoardMember, Post, PostHolder
from tests.councilperf.addresses import TABLE
from tests.councilperf.arguments import fill
from tests.councilperf.test_guards import PAPERS

pytestmark = pytest.mark.one_database

ASKED, SECRET = "Zanzibar", "Zanzibar cloves"
"""What is looked for, and what is found by it: a page may say the first back, and never the second."""
LISTS = ("my-work", "search", "indicators", "actions", "coverage", "date-requests", "plans", "clinics", "suggested-clinics",
         "clinic-effect", "clinic-summary", "clinic-programme", "meetings", "boards", "reports", "my-papers", "uploads",
         "reminders", "paper-letters", "scorecard", "direction-of-travel")  # fmt: skip
FILES = ("csv", "json", "xlsx")
NOT_ASKED = {*PAPERS, "plan-timeline", "collection", "sign-out", "mailed-link", "reminder"}
"""Papers are laid out from what their pages show (tests/meetings/test_leaks.py reads them), and take long."""


def doors(*more: str) -> Iterator[str]:
    """Every address that is read, every list as a file, and the search."""
    action = Action.objects.get(title__startswith="Web:")
    for name in sorted(set(TABLE) - NOT_ASKED):
        yield reverse(name, args=[fill(arg, action) for arg in TABLE[name].args])
    for name in LISTS:
        yield from (f"{reverse(name)}?_export={kind}" for kind in FILES)
    yield f"/search/?q={ASKED}"
    yield f"/actions/?q={ASKED}"
    yield f"/meetings/reports/?q={ASKED}"
    yield from more  # the last: what the secret stands on for those who may see it


def said(answer: HttpResponse) -> str:
    """All that an answer says; of a workbook or a document, what is in its parts."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with ZipFile(BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    return content.decode(errors="replace")


def shown(browser: Client, where: list[str]) -> list[str]:
    """The addresses that say the secret."""
    return [one for one in where if SECRET in said(browser.get(one))]


def browser_of(someone: User) -> Client:
    browser = Client()
    browser.force_login(someone)
    return browser


@pytest.fixture
def closed(rotherham) -> list[str]:
    """The addresses, once an exempt item and its published minute say the secret."""
    meeting, held = Meeting.objects.get(date="2007-09-10"), Meeting.objects.get(date="2007-05-14")
    AgendaItem.objects.create(
        meeting=meeting, number=99, title=f"{SECRET} land", exempt_paragraph=3, public_interest=f"{SECRET} price"
    )
    item = AgendaItem.objects.create(meeting=held, number=99, title=f"{SECRET} works", exempt_paragraph=3)
    minute = Minute.objects.create(
        meeting=held, number=9_000, item=item, title=f"{SECRET} works", text=f"{SECRET} it is."
    )
    minute.resolutions.create(part=1, text=f"That {SECRET} be bought.")
    pages = (meeting.get_absolute_url(), held.get_absolute_url(), f"{held.get_absolute_url()}minutes/")
    return list(doors(*pages, f"{meeting.get_absolute_url()}items/99/", f"{meeting.get_absolute_url()}items/99.docx"))


def test_a_member_sees_the_closed_papers_of_their_own_board_and_others_see_none(closed, person):
    member, other = person(Role.MEMBER), person(Role.MEMBER)
    board = Meeting.objects.get(date="2007-09-10").board
    BoardMember.objects.create(board=board, user=member, starts="2007-01-01", role="member")
    elsewhere = board.__class__.objects.exclude(pk=board.pk).first()
    BoardMember.objects.create(board=elsewhere, user=other, starts="2007-01-01", role="member")
    assert len(shown(browser_of(member), closed[-5:])) >= 3
    for someone in (other, person(Role.OFFICER)):
        assert shown(browser_of(someone), closed) == [], someone.roles
    for someone in (person(Role.VIEWER), person(Role.PARTNER), person()):
        assert shown(browser_of(someone), closed[-5:]) == [], someone.roles
    assert shown(Client(), closed) == []


def test_a_partner_sees_what_it_is_accountable_for_and_nothing_else(rotherham, person):
    post = Post.objects.create(title="Chief Executive of the trust")
    theirs = Action.objects.create(title=f"{SECRET} for others", lead=Post.objects.first(), opened_on=rotherham)
    own = Action.objects.create(title="Nurses on every ward", lead=post, opened_on=rotherham)
    partner, reader = person(Role.PARTNER), person(Role.VIEWER)
    PostHolder.objects.create(post=post, user=partner, starts="2007-01-01")
    where = list(doors(theirs.get_absolute_url(), own.get_absolute_url()))
    browser = browser_of(partner)
    assert shown(browser, where) == []
    assert "Nurses on every ward" in said(browser.get("/"))
    assert "Nurses on every ward" in said(browser.get(own.get_absolute_url()))
    assert shown(browser_of(reader), [theirs.get_absolute_url(), f"/search/?q={ASKED}"]) == [
        theirs.get_absolute_url(),
        f"/search/?q={ASKED}",
    ]


def test_an_officer_changes_what_the_post_leads_and_reads_the_rest(rotherham, person):
    post = Post.objects.create(title="Head of parks")
    own, other = (
        Action.objects.create(title=title, lead=lead, opened_on=rotherham)
        for title, lead in (("Plant trees", post), ("Paint benches", Post.objects.first()))
    )
    browser = browser_of(person(Role.OFFICER, holds=post))
    words = {"words": "Said.", "last_seen": 0}
    assert browser.post(f"{own.get_absolute_url()}update/", words).status_code == 302
    assert browser.post(f"{other.get_absolute_url()}update/", words).status_code == 403
    assert (own.updates.count(), other.updates.count()) == (1, 0)
    assert "Paint benches" in said(browser.get(other.get_absolute_url()))
