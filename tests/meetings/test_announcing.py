"""Mail on publication: everybody once, what was published, and nothing of what is closed."""

import datetime as dt
import smtplib
import uuid

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from core.formats import NBSP
from core.frozen import to_json
from meetings import editions
from meetings.announcing import announce, mark_bounced, readers_of, send_waiting, write_letters
from meetings.announcing.sending import MOST_TRIES, take, tell_of_papers
from meetings.models import AgendaItem, CommitteeReport, Meeting, Pack, PaperLetter, ReportTemplate
from meetings.packs import held
from meetings.reporting import agenda
from meetings.rules.changes import Change
from organisation.models import Board, BoardMember, Council, Post, PostHolder

CANARY = "Zanzibar"
AT = dt.datetime(2007, 8, 31, 9, tzinfo=dt.UTC)


@pytest.fixture
def board(council) -> Board:
    return Board.objects.create(name="Cabinet", abbreviation="CAB", kind="political")


@pytest.fixture
def meeting(today, board) -> Meeting:
    made = Meeting.objects.create(board=board, date=dt.date(2007, 9, 20), time=dt.time(10), venue="Town Hall")
    AgendaItem.objects.create(meeting=made, number=1, title="Performance clinics")
    AgendaItem.objects.create(
        meeting=made, number=2, title=f"{CANARY} contract", exempt_paragraph=3, late_because=f"{CANARY} fell"
    )
    AgendaItem.objects.create(meeting=made, number=3, title=f"{CANARY} court order", is_confidential=True)
    return made


@pytest.fixture
def people(board, person) -> dict[str, User]:
    """A member, a clerk who is an officer, a member without the role, and somebody else's member."""
    found = {}
    for name, roles, role in (
        ("member", [Role.MEMBER], "member"),
        ("clerk", [Role.OFFICER], "clerk"),
        ("observer", [Role.OFFICER], "member"),
        ("roleless", [], "member"),
        ("partner", [Role.PARTNER], "member"),
    ):
        found[name] = person(*roles, email=f"{name}@anytown.example")
        BoardMember.objects.create(board=board, user=found[name], role=role, starts=dt.date(2000, 1, 1))
    found["past"] = person(Role.MEMBER, email="past@anytown.example")
    BoardMember.objects.create(
        board=board, user=found["past"], starts=dt.date(2000, 1, 1), ends=dt.date(2007, 1, 1), role="member"
    )
    found["elsewhere"] = person(Role.MEMBER, email="elsewhere@anytown.example")
    return found


def issued(meeting: Meeting, audience: str, *, edition: int = 1, batch=None, main=None, changes=None) -> Pack:
    """A pack as it is issued, with what is frozen in it."""
    view = agenda(meeting, Council.objects.get(), audience=audience)
    payload = {"items": to_json(tuple(held(item) for item in view.items)), "changes": to_json(changes or ())}
    return Pack.objects.create(
        meeting=meeting, audience=audience, edition=edition, state="ready", pages=3, sha256="a" * 64, file="x.pdf",
        requested_by=User.objects.first(), requested_at=AT, built_at=AT, issued_at=AT, issued_by=User.objects.first(),
        batch=batch, main=main, payload=payload,
    )  # fmt: skip


def letter_to(name: str) -> mail.EmailMessage:
    return next(sent for sent in mail.outbox if sent.to == [f"{name}@anytown.example"])


def addressed() -> list[str]:
    return sorted(sent.to[0].partition("@")[0] for sent in mail.outbox)


def tell(pack):
    """What the task does that is handed over with the issue."""
    tell_of_papers.enqueue(pack.pk)


def test_whoever_sits_on_the_board_and_may_read_is_told_once(meeting, people):
    pack = issued(meeting, "public")
    for _ in range(2):
        tell(pack)
    assert addressed() == ["clerk", "member", "observer"]
    letter = letter_to("member")
    assert letter.subject == "Papers published: Cabinet, 20 September 2007"
    assert "The agenda and papers of the Cabinet for Thursday 20 September 2007," in letter.body
    assert "Place: Town Hall" in letter.body
    assert "* 1. Performance clinics" in letter.body
    assert reverse("pack", args=[meeting.pk]) in letter.body
    assert "You are written to as member of the Cabinet." in letter.body
    assert NBSP not in letter.subject + letter.body


def test_nothing_of_a_closed_item_is_in_any_mail_but_its_paragraph(meeting, people):
    batch = uuid.uuid4()
    public, members = issued(meeting, "public", batch=batch), issued(meeting, "members", batch=batch)
    assert CANARY in str(members.payload), "what could leak is there"
    tell(members)
    tell(public)
    later = (Change(2, 2, f"{CANARY} contract", f"Taken because {CANARY} fell.", True),)
    tell(issued(meeting, "members", edition=2, main=members, changes=later))
    assert len(mail.outbox) == 5
    for sent in mail.outbox:
        assert CANARY not in f"{sent.subject} {sent.body} {sent.message()}"
        assert not sent.attachments
    assert "* 2. Exempt item (Not for publication: paragraph 3 of Schedule 12A" in letter_to("observer").body
    assert "* 3. Confidential item" in letter_to("observer").body
    assert not any(CANARY in letter.subject + letter.body for letter in PaperLetter.objects.all())


def test_of_two_editions_issued_together_one_letter_tells_and_by_right_alone(meeting, people):
    batch = uuid.uuid4()
    public, members = issued(meeting, "public", batch=batch), issued(meeting, "members", batch=batch)
    tell(public)
    tell(members)
    assert addressed() == ["clerk", "member", "observer"]
    told = "There is a members' edition too."
    assert {name: told in letter_to(name).body for name in addressed()} == {
        "clerk": True, "member": True, "observer": False,
    }  # fmt: skip
    assert members.get_absolute_url() in letter_to("member").body
    assert members.get_absolute_url() not in letter_to("observer").body
    assert PaperLetter.objects.filter(pack=members, state="joined").count() == 2


def test_a_supplement_says_what_has_changed(meeting, people):
    main = issued(meeting, "public")
    tell(main)
    mail.outbox.clear()
    changes = (Change(1, 1, "Performance clinics", "New figures.", True),)
    tell(issued(meeting, "public", edition=2, main=main, changes=changes))
    letter = letter_to("member")
    assert letter.subject.startswith("Supplement to the papers: Cabinet,")
    assert "* 1. Performance clinics. New figures." in letter.body


def test_whoever_presents_or_reports_is_told_of_the_public_papers(meeting, person):
    post = Post.objects.create(title="Head of Finance")
    template = ReportTemplate.objects.create(name="Plain")
    CommitteeReport.objects.create(item=meeting.items.get(number=1), template=template, title="x", author=post)
    author = person(Role.OFFICER, holds=post, email="author@anytown.example")
    batch = uuid.uuid4()
    tell(issued(meeting, "public", batch=batch))
    tell(issued(meeting, "members", batch=batch))
    assert addressed() == ["author"]
    assert "Head of Finance, who reports to this meeting" in letter_to("author").body
    PostHolder.objects.filter(user=author).update(ends=dt.date(2007, 1, 1))
    assert list(readers_of(meeting)) == []


def test_whoever_has_switched_it_off_gets_nothing_and_the_list_says_why(meeting, people, signed_in):
    User.objects.exclude(email__startswith="clerk@").update(told_of_papers=False)
    tell(issued(meeting, "public"))
    assert addressed() == ["clerk"]
    page = signed_in(Role.PERFORMANCE).get("/meetings/mail/").content.decode()
    assert page.count("Switched off by the person") >= 2


def test_a_pack_that_was_not_issued_is_told_to_nobody(meeting, people):
    pack = issued(meeting, "public")
    pack.issued_at = pack.issued_by = None
    pack.save()
    assert write_letters(pack) == 0
    tell(pack)
    assert mail.outbox == []


def test_issuing_a_pack_tells_of_it_once_the_rows_are_stored(meeting, people, django_capture_on_commit_callbacks):
    assert (announce,) == editions.AFTER_ISSUE


class _Away(BaseEmailBackend):
    """Nobody answers."""

    def open(self):
        raise ConnectionRefusedError("Connection refused")


class _Choosy(BaseEmailBackend):
    """Refuses the clerk for good and the observer for now."""

    def send_messages(self, messages):
        for message in messages:
            (to,) = message.to
            code = {"clerk": 550, "observer": 451}.get(to.partition("@")[0])
            if code:
                raise smtplib.SMTPRecipientsRefused({to: (code, b"no such box")})
            mail.outbox.append(message)
        return len(messages)


def test_while_the_server_is_away_nothing_is_lost_and_nothing_is_sent_twice(meeting, people, settings):
    here = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}._Away"
    for _ in range(MOST_TRIES + 2):
        tell(issued_once(meeting))
    assert PaperLetter.objects.waiting().count() == 3
    settings.EMAIL_BACKEND = here
    assert send_waiting().sent == 3
    assert send_waiting().sent == 0
    assert addressed() == ["clerk", "member", "observer"]


def issued_once(meeting: Meeting) -> Pack:
    return Pack.objects.filter(meeting=meeting).first() or issued(meeting, "public")


def test_what_is_refused_for_good_is_kept_with_the_servers_words_and_the_rest_goes_on(meeting, people, settings):
    settings.EMAIL_BACKEND = f"{__name__}._Choosy"
    tell(issued(meeting, "public"))
    assert addressed() == ["member"]
    states = {letter.to.email.partition("@")[0]: (letter.state, letter.error) for letter in PaperLetter.objects.all()}
    assert states == {
        "member": ("sent", ""),
        "clerk": ("failed", "550 no such box"),
        "observer": ("waiting", "451 no such box"),
    }
    for _ in range(MOST_TRIES):
        send_waiting()
    letter = PaperLetter.objects.get(to=people["observer"])
    assert (letter.state, letter.error) == ("failed", f"Given up after {MOST_TRIES} tries. 451 no such box")


def test_two_runs_do_not_take_the_same_letter(meeting, people):
    write_letters(issued(meeting, "public"))
    key = PaperLetter.objects.first().pk
    assert take(key).pk == key
    assert take(key) is None


def test_what_came_back_is_marked_by_its_message_id(meeting, people):
    tell(issued(meeting, "public"))
    letter = PaperLetter.objects.first()
    assert mark_bounced(letter.message_id, "550 gone").state == "bounced"
    assert mark_bounced("<nobody@anytown.example>", "x") is None


def test_the_letters_are_for_the_performance_team(meeting, people, signed_in):
    tell(issued(meeting, "public"))
    team, letter = signed_in(Role.PERFORMANCE), PaperLetter.objects.first()
    assert "3 letters" in team.get("/meetings/mail/").content.decode().replace(NBSP, " ")
    page = team.get(letter.get_absolute_url()).content.decode()
    assert "Hello Person" in page
    assert "clerk@anytown.example" in team.get("/meetings/mail/?_export=csv").content.decode()
    assert signed_in(Role.MEMBER).get(letter.get_absolute_url()).status_code == 403
    assert "What waits is being sent." in team.post("/meetings/mail/send/", follow=True).content.decode()
