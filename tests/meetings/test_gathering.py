"""Mail on papers that people want together: when it goes out, and that nothing is lost or told twice."""

import datetime as dt

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Pace, Role
from accounts.models import User
from accounts.services.letters import choose_letters
from meetings.announcing import send_waiting
from meetings.announcing.sending import release
from meetings.models import AgendaItem, Meeting, PaperLetter
from meetings.rules.gathering import goes_on
from organisation.models import Board, BoardMember
from tests.meetings.test_announcing import issued, tell

MONDAY, FRIDAY = dt.date(2007, 9, 10), dt.date(2007, 9, 14)
FAR = dt.date(2007, 12, 1)


@pytest.mark.parametrize(
    ("pace", "weekday", "made", "day"),
    [
        (Pace.EACH, None, FRIDAY, FRIDAY),
        (Pace.DAILY, None, MONDAY, dt.date(2007, 9, 11)),
        (Pace.DAILY, None, FRIDAY, dt.date(2007, 9, 17)),  # not on a weekend, when no run comes
        (Pace.WEEKLY, 2, MONDAY, dt.date(2007, 9, 12)),
        (Pace.WEEKLY, 0, MONDAY, dt.date(2007, 9, 17)),  # the run of that morning may be over
        (Pace.WEEKLY, 4, dt.date(2007, 9, 15), dt.date(2007, 9, 21)),
    ],
)
def test_when_a_letter_may_go_out(pace, weekday, made, day):
    assert goes_on(made, FAR, pace, weekday) == day


@pytest.mark.parametrize(("meets", "waits"), [(19, True), (18, False), (12, False), (10, False), (3, False)])
def test_what_would_come_too_near_its_meeting_does_not_wait(meets, waits):
    """On Monday for a Monday a week later: two days to read are left where the meeting is on the Wednesday after."""
    day = goes_on(MONDAY, dt.date(2007, 9, meets), Pace.WEEKLY, 0)
    assert day == (dt.date(2007, 9, 17) if waits else MONDAY)


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), st.integers(-10, 60), st.sampled_from(Pace), st.integers(0, 4)
)
def test_nobody_waits_longer_than_a_week_nor_hears_too_late(made, ahead, pace, weekday):
    meets = made + dt.timedelta(days=ahead)
    day = goes_on(made, meets, pace, weekday)
    assert made <= day <= made + dt.timedelta(days=7)
    assert day == made or (day <= meets - dt.timedelta(days=2) and day.weekday() < 5)


@pytest.fixture
def reader(today, council, person) -> User:
    """A member of two boards who wants mail on papers on Mondays."""
    someone = person(Role.MEMBER, email="member@anytown.example")
    for name in ("Cabinet", "Scrutiny"):
        board = Board.objects.create(name=name, kind="political")
        BoardMember.objects.create(board=board, user=someone, starts=dt.date(2000, 1, 1))
    chosen(someone, "0")
    return someone


def chosen(person: User, papers: str) -> None:
    choose_letters(person, reminders="", soon=True, papers=papers)


def publish(board: str, day: int = 28):
    """Papers of a meeting of a board in September are issued, and everybody is told."""
    meeting, _ = Meeting.objects.get_or_create(board=Board.objects.get(name=board), date=dt.date(2007, 9, day))
    AgendaItem.objects.get_or_create(meeting=meeting, number=1, title=f"Business of the {board}")
    pack = issued(meeting, "public", edition=meeting.packs.count() + 1)
    tell(pack)
    return pack


def on(settings, day: int) -> None:
    """It is that day of September."""
    settings.COUNCIL_TODAY = dt.date(2007, 9, day)
    send_waiting()


def states() -> list[str]:
    return list(PaperLetter.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_gathered_comes_in_one_letter_on_the_day_and_never_again(reader, settings):
    publish("Cabinet")
    settings.COUNCIL_TODAY = dt.date(2007, 9, 12)
    publish("Scrutiny")
    on(settings, 14)
    assert (mail.outbox, states()) == ([], ["held", "held"])
    for day in (17, 17, 18, 24):
        on(settings, day)
    [letter] = mail.outbox
    assert states() == ["sent", "joined"]
    assert letter.subject == "Papers published: 2 meetings"
    for words in (
        "Business of the Cabinet",
        "Business of the Scrutiny",
        "member of the Cabinet and member of the Scrut",
    ):
        assert letter.body.replace("\n", " ").count(words) == 1
    assert letter.body.count("Hello ") == 1


def test_a_run_that_did_not_come_that_day_is_made_up_for(reader, settings):
    publish("Cabinet")
    on(settings, 19)
    assert [sent.subject for sent in mail.outbox] == ["Papers published: Cabinet, 28 September 2007"]


def test_papers_of_a_meeting_that_is_near_come_at_once_and_what_waits_stays(reader, settings):
    publish("Cabinet")
    publish("Scrutiny", 13)
    assert [sent.subject for sent in mail.outbox] == ["Papers published: Scrutiny, 13 September 2007"]
    assert states() == ["held", "sent"]
    on(settings, 17)
    assert len(mail.outbox) == 2


def test_who_wants_each_again_is_sent_what_waits_by_the_next_run(reader, settings):
    publish("Cabinet")
    chosen(reader, "each")
    on(settings, 11)
    assert (len(mail.outbox), states()) == (1, ["sent"])


def test_who_switches_it_off_is_not_sent_what_was_kept(reader, settings):
    publish("Cabinet")
    chosen(reader, "none")
    on(settings, 17)
    assert (mail.outbox, states()) == ([], ["not_wanted"])


def test_who_left_the_board_meanwhile_is_told_of_the_others_alone(reader, settings):
    publish("Cabinet")
    publish("Scrutiny")
    BoardMember.objects.filter(board__name="Cabinet").update(ends=dt.date(2007, 9, 11))
    on(settings, 17)
    [letter] = mail.outbox
    assert "Cabinet" not in letter.subject + letter.body
    assert sorted(states()) == ["dropped", "sent"]


def test_it_goes_where_the_person_is_written_to_now(reader, settings):
    publish("Cabinet")
    reader.email = "new@anytown.example"
    reader.save()
    on(settings, 17)
    assert mail.outbox[0].to == ["new@anytown.example"]


def test_of_two_runs_at_once_the_second_finds_nothing_to_release(reader, settings):
    publish("Cabinet")
    settings.COUNCIL_TODAY = dt.date(2007, 9, 17)
    assert [release(dt.date(2007, 9, 17)) for _ in range(2)] == [1, 0]
    assert states() == ["waiting"]


def test_a_letter_has_the_way_out_in_its_text_and_in_its_headers_but_not_where_others_read_it(reader, settings):
    chosen(reader, "each")
    publish("Cabinet")
    [letter] = mail.outbox
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://127.0.0.1:8000/letters/stop/")
    assert address in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/letters/stop/" not in PaperLetter.objects.get().body
