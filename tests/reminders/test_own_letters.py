"""What people choose of their letters, what is duty, and the link that stops a kind."""

import pytest
from django.core import mail
from django.test import Client
from lxml import html

from accounts.choices import LetterKind, Role
from accounts.models import User
from accounts.services.letters import STOP, stop_token
from organisation.models import Post
from reminders.sending import Run, send_waiting
from reminders.services import keep

pytestmark = pytest.mark.django_db


def words(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return " ".join(" ".join(html.document_fromstring(answer.content).itertext()).split())


@pytest.fixture
def someone(council, person, today) -> User:
    chief = Post.objects.create(title="Chief")
    head = Post.objects.create(title="Head", superior=chief)
    Post.objects.create(title="Deputy", superior=head)
    return person(Role.OFFICER, holds=head)


@pytest.fixture
def browser(someone) -> Client:
    client = Client()
    client.force_login(someone)
    return client


@pytest.mark.parametrize(
    ("reminders", "day", "daily"), [("", None, False), ("daily", None, True), ("0", 0, False), ("4", 4, False)]
)
def test_somebody_chooses_how_often_reminders_come(someone, browser, reminders, day, daily):
    answer = browser.post("/account/letters/", {"reminders": reminders, "soon": "on", "papers": "each"})
    assert answer.status_code == 302
    someone.refresh_from_db()
    assert (someone.reminded_on, someone.reminded_daily, someone.told_of_soon) == (day, daily, True)


@pytest.mark.parametrize(
    ("papers", "told", "pace", "day"),
    [
        ("each", True, "each", None),
        ("daily", True, "daily", None),
        ("2", True, "weekly", 2),
        ("none", False, "each", None),
    ],
)
def test_somebody_chooses_whether_and_how_often_papers_are_told_of(someone, browser, papers, told, pace, day):
    page = words(browser.post("/account/letters/", {"reminders": "", "papers": papers}, follow=True))
    assert "Saved. Reminders: weekly, at once when pressing, and not of what is due soon." in page
    someone.refresh_from_db()
    assert (someone.told_of_papers, someone.papers_pace, someone.papers_on) == (told, pace, day)
    chosen = html.document_fromstring(browser.get("/account/letters/").content)
    assert chosen.xpath("//select[@name='papers']/option[@selected]/@value") == [papers]


@pytest.mark.parametrize(
    "wrong", [{"reminders": "6", "papers": "each"}, {"reminders": "none", "papers": "each"}, {"papers": "5"}]
)
def test_reminders_cannot_be_switched_off_nor_what_there_is_not_be_chosen(someone, browser, wrong):
    before = User.objects.values().get(pk=someone.pk)
    assert browser.post("/account/letters/", wrong).status_code == 422
    assert User.objects.values().get(pk=someone.pk) == before


def test_what_is_duty_is_said_with_its_reason(browser, signed_in):
    page = words(browser.get("/account/letters/"))
    assert "You hold Head. You choose how often these come, not whether." in page
    assert "Deputy answers to you. You are told once a cycle" in page
    assert "You hold" not in words(signed_in(Role.VIEWER).get("/account/letters/"))


def test_the_link_asks_first_and_only_a_press_stops_the_letters(someone):
    address, stranger = f"/letters/stop/{stop_token(someone.pk, LetterKind.PAPERS)}/", Client()
    asked = stranger.get(address)
    assert "Stop mail that tells you when papers of meetings are published?" in words(asked)
    assert (asked["Cache-Control"], asked["Referrer-Policy"]) == ("no-store", "no-referrer")
    someone.refresh_from_db()
    assert someone.told_of_papers
    assert "They were stopped for" in words(stranger.post(address))
    someone.refresh_from_db()
    assert (someone.told_of_papers, someone.told_of_soon) == (False, True)
    assert someone.history.first().history_user == someone


def test_the_button_of_a_mail_program_stops_them_too(someone):
    address = f"/letters/stop/{stop_token(someone.pk, LetterKind.SOON)}/"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    someone.refresh_from_db()
    assert (someone.told_of_papers, someone.told_of_soon) == (True, False)


def test_a_link_that_was_altered_or_is_somebody_elses_stops_nothing(someone, signed_in):
    good = stop_token(someone.pk, LetterKind.PAPERS)
    for wrong in (good[:-1], good.replace("papers", "soon"), "1-papers.x", "x"):
        assert "stops nothing" in words(Client().post(f"/letters/stop/{wrong}/"), 403)
    assert "made for somebody else" in words(signed_in(Role.VIEWER).post(f"/letters/stop/{good}/"), 403)
    someone.refresh_from_db()
    assert (someone.told_of_papers, someone.told_of_soon) == (True, True)


def test_the_team_sees_who_is_sent_what_and_finds_who_wants_none(someone, signed_in):
    User.objects.filter(pk=someone.pk).update(told_of_papers=False, reminded_daily=True)
    team = signed_in(Role.PERFORMANCE)
    page = words(team.get("/reminders/people/"))
    assert "Every working day" in page
    assert someone.email in words(team.get("/reminders/people/?papers=none&reminders=daily"))
    assert someone.email not in words(team.get("/reminders/people/?papers=each"))
    assert "Every working day,Yes,None" in team.get("/reminders/people/?_export=csv").getvalue().decode()


@pytest.mark.parametrize(("occasion", "has_way_out"), [("soon", True), ("due", False), ("missed", False)])
def test_only_a_letter_on_what_is_due_soon_can_be_stopped(someone, today, occasion, has_way_out):
    facts = {"address": someone.email, "subject": "x", "body": f"Stop:\n{STOP if has_way_out else ''}"}
    keep(to=someone, occasion=occasion, on=today, actions=[], **facts)
    send_waiting(Run())
    [letter] = mail.outbox
    assert ("List-Unsubscribe" in letter.extra_headers, "/letters/stop/" in letter.body) == (has_way_out, has_way_out)
