"""A run of reminders in Rotherham: who is written to about what, and that nothing is lost or said twice."""

import re
import smtplib
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from actions.models import Action, Milestone
from actions.services import record_update
from core.formats import NBSP
from meetings.models import Meeting
from organisation.models import Board, Post, PostHolder
from reminders.letters import body, subject
from reminders.models import LINK, Message, SignedLink
from reminders.reporting import letters_of
from reminders.rules import Letter
from reminders.sending import _next_morning, remind
from reminders.services import take

pytestmark = pytest.mark.whole

FRIDAY = date(2007, 8, 24)
"""A week before the papers of 10 September are published."""
CYCLE = date(2007, 5, 15)
WEB = "Web: improve the website's design and accessibility"


@pytest.fixture
def friday(rotherham, settings) -> date:
    settings.COUNCIL_TODAY = FRIDAY
    return FRIDAY


def letter_to(name: str, on: date = FRIDAY) -> Letter | None:
    return next((letter for letter in letters_of(on) if letter.to.address.startswith(f"{name}@")), None)


def titles(items) -> list[str]:
    return [item.title for item in items]


def post_of(name: str) -> Post:
    return Post.objects.filter(holders__user__email__startswith=f"{name}@").first()


def mail_to(name: str) -> str:
    return next(sent for sent in mail.outbox if sent.to == [f"{name}@rotherham.example"]).body


# Who, about what, when


def test_on_that_day_these_are_written_to(friday):
    assert {letter.to.address.partition("@")[0]: letter.occasion.value for letter in letters_of(FRIDAY)} == {
        "policy": "overdue",
        "communications": "overdue",
        "partnership": "soon",
        "hr": "update",
        "performance": "update",
        "audit": "update",
    }


def test_communications_is_written_to_about_its_two_actions(friday):
    letter = letter_to("communications")
    assert titles(letter.overdue) == [WEB]
    assert titles(letter.to_update) == [
        "Improve local service information, and publish it sooner, so that decisions are better informed"
    ]
    assert (letter.due, letter.soon) == ((), ())


def test_everybody_is_asked_for_whatever_their_posts_left_unsaid_since_the_last_board(friday):
    for letter in letters_of(FRIDAY):
        own = Action.objects.open().for_posts(letter.to.posts).exclude(status="complete")
        unsaid = own.exclude(pk__in=Action.objects.updated_since(CYCLE).values("pk"))
        overdue = own.overdue(FRIDAY)
        assert {action.pk for action in unsaid | overdue} <= {item.key for item in letter.items}
        assert {item.key for item in letter.to_update} <= {action.pk for action in unsaid}
        assert {item.key for item in letter.overdue} == {action.pk for action in overdue} - {
            item.key for item in letter.due
        }


def test_the_superior_hears_once_what_was_missed_before_the_last_board(friday):
    missed = {missed.post: (len(missed.titles), missed.of) for missed in letter_to("policy").missed}
    assert missed["External and Regional Affairs Manager"] == (2, 2)
    assert missed["Head of Scrutiny Services and Member Development"] == (6, 7)
    assert "Head of Policy and Performance" not in missed, "held by the same person"
    remind(FRIDAY)
    assert letter_to("policy", FRIDAY + timedelta(days=7)).missed == ()
    after_the_board = letter_to("policy", date(2007, 9, 11))
    assert after_the_board.cycle.missed_from == CYCLE
    assert "External and Regional Affairs Manager" in {missed.post for missed in after_the_board.missed}


def test_two_boards_on_one_day_end_one_cycle(rotherham):
    cabinet = Board.objects.create(name="Another board", kind="political")
    before = letter_to("policy").cycle
    Meeting.objects.create(board=cabinet, date=date(2007, 5, 14))
    assert letter_to("policy").cycle == before
    assert (before.starts, before.missed_from, before.missed_to) == (CYCLE, date(2007, 3, 13), date(2007, 5, 14))


def test_where_one_meeting_is_known_the_cycle_before_it_is_as_long_as_the_boards(rotherham):
    march = Meeting.objects.get(date=date(2007, 3, 12))
    march.board = Board.objects.create(name="Elsewhere", kind="officer")
    march.save()
    assert letter_to("policy").cycle.missed_from == date(2007, 3, 14)


def test_where_no_meeting_is_known_nothing_was_missed_and_updates_are_wanted_all_the_same(rotherham):
    for board in Board.objects.filter(kind="political"):
        board.kind = "officer"
        board.save()
    letter = letter_to("policy", date(2007, 8, 31))
    assert "before" not in subject(letter)
    assert "board" not in body(letter, site="").lower().partition("to update")[0]
    assert (letter.missed, bool(letter.to_update)) == ((), True)


def test_long_before_the_next_board_only_dates_and_what_was_missed_are_written_of(rotherham):
    Meeting.objects.create(board=Meeting.objects.first().board, date=date(2007, 12, 10))
    after = letters_of(date(2007, 9, 17))
    assert after
    assert all(letter.to_update == () for letter in after)


def test_figures_that_a_post_owes_are_written_of(friday):
    from indicators.models import Indicator, Measurement

    held = Measurement.objects.with_value().filter(period__kind="year").values("indicator")
    owned = Indicator.objects.filter(pk__in=held, frequency="yearly").first()
    owned.owner = post_of("communications")
    owned.save()
    Measurement.objects.filter(indicator=owned, period__year=2006).delete()
    (figure,) = letter_to("communications").figures
    assert (figure.title, figure.period, figure.due) == (str(owned), "2006/07", date(2007, 5, 12))


# The letter


def test_the_letter_says_it_in_plain_words_with_one_link(friday):
    remind()
    text = mail_to("communications")
    assert NBSP not in text
    assert text.startswith(
        "Hello Communications officer,\n\nThe Corporate Improvement Board meets on Monday 10 September"
    )
    flowing = " ".join(text.split())
    assert "Its papers are published by Friday 31 August 2007. 1 action of yours has no update since" in flowing
    assert (
        f"Overdue (1)\n-----------\n\n* {WEB}\n  was due 31 July 2007, 24 days ago\n  6 August 2007: An initial" in text
    )
    assert "You are written to as Head of Corporate Communications and Marketing." in text
    assert "http://127.0.0.1:8000/account/letters/" in text
    assert len(re.findall(r"http://127\.0\.0\.1:8000/u/[\w-]+\.[\w-]+/", text)) == 1
    assert max(len(line) for line in text.splitlines() if "/u/" not in line) <= 72


def test_the_subject_counts_what_is_in_it(friday):
    remind()
    subjects = {sent.to[0].partition("@")[0]: sent.subject for sent in mail.outbox}
    assert subjects["communications"] == "Your actions: 1 overdue, 1 to update before 10 September 2007"
    assert all(NBSP not in subject for subject in subjects.values())


def test_what_is_kept_has_no_link_that_works(friday):
    remind()
    for message in Message.objects.all():
        assert LINK in message.body
        assert "/u/" not in message.body
        assert message.link.key not in message.body


def test_the_mail_says_that_a_machine_wrote_it_and_who_it_is(friday):
    remind()
    headers = mail.outbox[0].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert Message.objects.filter(message_id=headers["Message-ID"]).exists()
    assert headers["Message-ID"].endswith("@127.0.0.1>")


# Once


def test_run_again_it_says_nothing_twice(friday):
    assert (remind().sent, remind().sent, remind().made) == (6, 0, 0)
    assert len(mail.outbox) == 6


def test_days_later_only_what_presses_comes_before_the_week_is_over(friday):
    remind(FRIDAY)
    assert letters_of(FRIDAY + timedelta(days=3)) == []
    due_on_friday = [letter.to.address for letter in letters_of(date(2007, 8, 31))]
    assert len(due_on_friday) == 6
    remind(date(2007, 8, 30))
    step = Milestone.objects.filter(action__lead=post_of("hr"), completed_on=None).first()
    step.due_on = step.first_due_on = date(2007, 8, 30)
    step.save()
    assert [letter.to.address for letter in letters_of(date(2007, 8, 30))] == ["hr@rotherham.example"]


def test_somebody_who_chose_mondays_is_written_to_on_mondays(friday):
    someone = User.objects.get(email__startswith="communications@")
    someone.reminded_on = 0
    someone.save()
    assert letter_to("communications") is None
    assert letter_to("communications", FRIDAY + timedelta(days=3)) is not None


def test_an_updated_action_is_not_asked_for_again(friday):
    for item in letter_to("communications").items:
        record_update(action=Action.objects.get(pk=item.key), by=None, status="complete")
    assert letter_to("communications") is None


def test_a_vacant_post_a_closed_account_and_a_person_without_a_role_get_nothing(friday, person):
    PostHolder.objects.filter(post=post_of("hr")).delete()
    audit = User.objects.get(email__startswith="audit@")
    audit.is_active = False
    audit.save()
    PostHolder.objects.create(post=Post.objects.get(title="Chief Executive"), user=person(), starts="2000-01-01")
    PostHolder.objects.create(
        post=Post.objects.get(title="Chief Executive"), user=person(Role.VIEWER), starts="2000-01-01"
    )
    assert {letter.to.address.partition("@")[0] for letter in letters_of(FRIDAY)} == {
        "policy",
        "communications",
        "partnership",
        "performance",
    }


def test_the_letter_passes_with_the_post(friday, person):
    successor = person(Role.OFFICER, email="new@rotherham.example")
    held = PostHolder.objects.get(user__email__startswith="communications@")
    held.ends = FRIDAY - timedelta(days=1)
    held.save()
    PostHolder.objects.create(post=held.post, user=successor, starts=FRIDAY)
    assert letter_to("communications") is None
    assert titles(letter_to("new").overdue) == [WEB]


def test_the_number_of_queries_is_the_same_for_any_number_of_people(friday, person):
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            letters_of(FRIDAY)
        return len(queries)

    vacant = list(Post.objects.filter(holders=None))
    for post in vacant[:10]:
        person(Role.OFFICER, holds=post)
    before = counted()
    for post in vacant[10:]:
        person(Role.OFFICER, holds=post)
    assert counted() == before


# What goes wrong


class Stubborn(BaseEmailBackend):
    """A mail server with opinions about people."""

    refusals: dict[str, Exception] = {}

    def send_messages(self, messages):
        for message in messages:
            name = message.to[0].partition("@")[0]
            if name in self.refusals:
                raise self.refusals[name]
            mail.outbox.append(message)
        return len(messages)


@pytest.fixture
def server(settings, friday) -> type[Stubborn]:
    settings.EMAIL_BACKEND = "tests.reminders.test_sending.Stubborn"
    Stubborn.refusals = {}
    return Stubborn


def states() -> dict[str, str]:
    return {address.partition("@")[0]: state for address, state in Message.objects.values_list("address", "state")}


def test_one_who_is_refused_does_not_hold_up_the_others(server):
    words = b"5.1.1 User unknown"
    server.refusals = {"hr": smtplib.SMTPRecipientsRefused({"hr@rotherham.example": (550, words)})}
    run = remind()
    assert (run.sent, run.refused) == (5, ["hr@rotherham.example: 550 5.1.1 User unknown"])
    assert states()["hr"] == "failed"
    assert Message.objects.get(state="failed").error == "550 5.1.1 User unknown"
    server.refusals = {}
    assert remind().sent == 0, "what was refused for good is not tried again"


def test_the_command_says_who_was_refused_and_has_done_its_work(server, capsys):
    words = b"5.1.1 User unknown"
    server.refusals = {"hr": smtplib.SMTPRecipientsRefused({"hr@rotherham.example": (550, words)})}
    call_command("send_reminders", "--on", "2007-08-24")
    told = capsys.readouterr()
    assert told.err == "Refused: hr@rotherham.example: 550 5.1.1 User unknown\n"
    assert told.out == "6 written, 5 sent. 1 refused.\n"


@pytest.mark.parametrize(
    "trouble",
    [
        smtplib.SMTPRecipientsRefused({"hr@rotherham.example": (451, b"Greylisted, try again")}),
        smtplib.SMTPDataError(452, b"Disk full"),
        smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
    ],
)
def test_what_may_pass_is_tried_again_by_the_next_run(server, trouble):
    server.refusals = {"hr": trouble}
    run = remind()
    assert (run.sent, run.waiting, run.stopped) == (5, 1, "")
    assert states()["hr"] == "waiting"
    server.refusals = {}
    assert (remind().sent, states()["hr"]) == (1, "sent")
    assert [sent.to[0] for sent in mail.outbox].count("hr@rotherham.example") == 1


def test_where_the_server_does_not_answer_everything_waits_and_the_command_fails(server, capsys):
    server.refusals = dict.fromkeys(("policy", "hr", "audit"), ConnectionRefusedError(111, "Connection refused"))
    with pytest.raises(
        CommandError, match=r"6 written, 0 sent[.] 6 waiting for the next run[.] The mail server"
    ) as failed:
        call_command("send_reminders")
    assert failed.value.returncode == 1
    server.refusals = {}
    call_command("send_reminders")
    assert "0 written, 6 sent." in capsys.readouterr().out


def test_a_crash_in_the_middle_loses_nothing_and_says_nothing_twice(server, settings):
    server.refusals = {"performance": RuntimeError("The machine stopped.")}
    with pytest.raises(RuntimeError):
        remind()
    sent = len(mail.outbox)
    assert 0 < sent < 6
    assert Message.objects.waiting().count() == 6 - sent
    server.refusals = {}
    assert remind().made == 0
    taken = Message.objects.waiting().get()
    assert taken.address.startswith("performance@"), "for ten minutes it may be in another run's hands"
    taken.taken_at -= timedelta(minutes=11)
    taken.save()
    remind()
    assert sorted(states().values()) == ["sent"] * 6
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 6


def test_a_message_is_taken_in_hand_by_one_run_alone(friday, monkeypatch):
    monkeypatch.setattr("reminders.sending.send_waiting", lambda run: None)
    remind()
    key = Message.objects.waiting().first().pk
    assert take(key) is not None
    assert take(key) is None


def test_a_later_letter_takes_the_place_of_one_that_never_left(server):
    server.refusals = {"communications": smtplib.SMTPDataError(452, b"Disk full")}
    remind(FRIDAY)
    server.refusals = {}
    remind(FRIDAY + timedelta(days=7))
    found = Message.objects.filter(address__startswith="communications@").order_by("on")
    assert [message.state for message in found] == ["replaced", "sent"]


def test_what_a_letter_that_never_left_told_of_is_told_by_the_next(server):
    server.refusals = {"policy": smtplib.SMTPDataError(452, b"Disk full")}
    remind(FRIDAY)
    server.refusals = {}
    assert letter_to("policy", FRIDAY + timedelta(days=7)).missed


def test_the_link_is_good_from_when_it_is_sent(friday):
    remind()
    message = Message.objects.first()
    assert timedelta(hours=71, minutes=59) < message.link.expires_at - message.sent_at <= timedelta(hours=72)


# The command


def test_a_dry_run_shows_and_neither_keeps_nor_sends(friday, capsys):
    call_command("send_reminders", "--on", "2007-08-24", "--dry-run")
    shown = capsys.readouterr().out
    assert "To: Communications officer <communications@rotherham.example>" in shown
    assert "6\u00a0letters on 24\u00a0August\u00a02007; nothing was stored or sent." in shown
    assert (Message.objects.count(), SignedLink.objects.count(), mail.outbox) == (0, 0, [])


def test_a_day_that_is_none_is_refused_with_a_sentence(friday):
    with pytest.raises(CommandError, match="“24/8/2007” is not a date: write it as 2007-09-10") as failed:
        call_command("send_reminders", "--on", "24/8/2007")
    assert failed.value.returncode == 1


# The schedule


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-09-16 06:59", "2026-09-16 07:00"),
        ("2026-09-16 07:00", "2026-09-17 07:00"),
        ("2026-09-18 12:00", "2026-09-21 07:00"),
        ("2026-09-19 03:00", "2026-09-21 07:00"),
        ("2026-10-23 12:00", "2026-10-26 07:00"),  # the clocks go back between
    ],
)
def test_the_next_run_is_at_seven_of_a_working_day(at, then):
    local = timezone.make_aware(datetime.fromisoformat(at))
    assert f"{timezone.localtime(_next_morning(local)):%Y-%m-%d %H:%M}" == then


def test_the_task_worker_goes_on_day_after_day_and_is_arranged_once(friday, settings, capsys):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    call_command("send_reminders", "--daily")
    call_command("send_reminders", "--daily")
    assert "from" in capsys.readouterr().out
    (waiting,) = DBTaskResult.objects.all()
    assert waiting.run_after > timezone.now()
    assert mail.outbox == []
