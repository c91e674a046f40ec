"""The performance team's list of reminders, and a person's own choice."""

import csv
from datetime import date

import pytest
from django.core import mail

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from organisation.models import Post
from reminders.models import LINK, Message
from reminders.reporting import unreached, vacant_posts
from reminders.sending import remind

pytestmark = [pytest.mark.whole, pytest.mark.one_database]


@pytest.fixture
def team(rotherham, as_):
    return as_("performance")


def test_the_list_says_who_was_written_to_when_and_how_it_ended(team):
    remind()
    bounced = Message.objects.get(address__startswith="hr@")
    bounced.state, bounced.error = "bounced", "550 5.1.1 User unknown"
    bounced.save()
    page = team.get("/reminders/").content.decode()
    assert "communications@rotherham.example" in page
    assert "Bounced<small>550 5.1.1 User unknown</small>" in page
    only = team.get("/reminders/?state=bounced").content.decode()
    assert "hr@rotherham.example" in only
    assert "communications@rotherham.example" not in only


def test_a_message_is_shown_with_its_text_but_not_its_link(team, as_):
    remind()
    message = Message.objects.get(address__startswith="communications@")
    page = team.get(message.get_absolute_url()).content.decode()
    assert "Hello Communications officer," in page
    assert LINK.replace("'", "&#x27;") in page
    assert message.link.key not in page
    assert "Nobody has opened it yet." in page
    assert as_("communications").get(message.get_absolute_url()).status_code == 403


def test_as_a_file_the_link_is_not_there_either(team):
    remind()
    rows = list(
        csv.DictReader(team.get("/reminders/?_export=csv").content.decode("utf-8-sig").splitlines(keepends=True))
    )
    assert {row["State"] for row in rows} == {"Sent"}
    assert all("/u/" not in row["Text"] for row in rows)


def test_the_team_may_send_today_s_at_once(team):
    answer = team.post("/reminders/send/", follow=True)
    assert "being written. Look again in a moment." in answer.content.decode()
    assert Message.objects.count() == len(mail.outbox) > 0


def test_posts_without_a_holder_are_listed_with_what_they_owe(team, rotherham):
    from organisation.models import Council

    vacant = {post.title: post for post in vacant_posts(rotherham, Council.objects.get())}
    scrutiny = vacant["Head of Scrutiny Services and Member Development"]
    owed = Action.objects.open().for_posts([Post.objects.get(title=scrutiny.title).pk]).exclude(status="complete")
    owed = owed.exclude(pk__in=Action.objects.updated_since(date(2007, 5, 15)).values("pk"))
    assert (scrutiny.actions, scrutiny.indicators) == (owed.count(), 0) == (8, 0)
    assert "Head of Corporate Communications and Marketing" not in vacant
    assert f"{scrutiny.title}: 8\u00a0actions without an update this cycle" in team.get("/reminders/").content.decode()


def test_people_who_cannot_be_written_to_are_listed_with_the_reason(rotherham, team, person):
    viewer = person(Role.VIEWER, holds=Post.objects.get(title="Chief Executive"))
    gone = User.objects.get(email__startswith="hr@")
    gone.is_active = False
    gone.save()
    assert {(held.name, held.why) for held in unreached(rotherham)} == {
        (viewer.name, "has no role that may update an action"),
        ("Human resources officer", "may not sign in any more"),
    }
    page = team.get("/reminders/").content.decode()
    assert "Human resources officer may not sign in any more: Assistant Chief Executive (HR)" in page


def test_only_what_they_are_sent_is_theirs_to_choose(rotherham, as_):
    someone = User.objects.get(email__startswith="communications@")
    chosen = {"reminders": "1", "papers": "each"}
    others = {"email": "x@y.example", "is_superuser": "on", "name": "Mayor", "groups": "1"}
    assert as_("communications").post("/account/letters/", chosen | others).status_code == 302
    now_ = User.objects.get(pk=someone.pk)
    assert (now_.email, now_.is_superuser, now_.name, now_.roles) == (
        someone.email,
        False,
        someone.name,
        someone.roles,
    )
