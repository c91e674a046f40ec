"""The life of minutes: begun, written, published, approved, and frozen for good."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.choices import Role
from actions.choices import Status
from actions.models import Action, Milestone
from actions.services import record_update
from core.dates import ReadDate, read
from core.records import StaleWriteError
from meetings.choices import Audience, MinutesState
from meetings.models import AgendaItem, Attendance, Meeting, Minute, MinutesPaper, Resolution
from meetings.reporting import agenda, minutes_view
from meetings.reporting.minutes import frozen, written
from meetings.services.minutes import (
    MinutesError,
    add_minute,
    add_paragraph,
    add_resolution,
    approve_minutes,
    begin_minutes,
    move_minute,
    move_resolution,
    publish_minutes,
    remove_minute,
    remove_resolution,
    save_minute,
    take_back,
)
from meetings.services.resolutions import link_action, make_action, settle, undo_action, unsettle
from organisation.models import Board, BoardMember, Post
from tests.queries import counted

TODAY = date(2007, 9, 10)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings) -> None:
    settings.COUNCIL_TODAY = TODAY


@pytest.fixture
def board(council) -> Board:
    return Board.objects.create(name="Corporate Improvement Board", abbreviation="CIB", kind="political")


@pytest.fixture
def may(board) -> Meeting:
    """A meeting with two minutes, 43 and 44, the second of them exempt."""
    meeting = Meeting.objects.create(board=board, date=date(2007, 5, 14))
    item = AgendaItem.objects.create(meeting=meeting, number=1, title="Zanzibar", exempt_paragraph=3)
    paper = MinutesPaper.objects.create(meeting=meeting)
    minute = Minute.objects.create(meeting=meeting, number=43, title="Plan", text="The **plan** was heard.")
    Resolution.objects.create(minute=minute, text="That the list be published.")
    secret = Minute.objects.create(meeting=meeting, number=44, title="Zanzibar contract", text="Zanzibar.", item=item)
    Resolution.objects.create(minute=secret, text="That Zanzibar be asked.")
    meeting.minutes_paper = paper
    return meeting


@pytest.fixture
def september(board) -> Meeting:
    return Meeting.objects.create(board=board, date=TODAY)


@pytest.fixture
def post(council) -> Post:
    return Post.objects.create(title="Head of Finance", abbreviation="HF")


def freeze(meeting: Meeting, paper: MinutesPaper) -> tuple[dict, str]:
    return frozen(written(meeting, paper))


def said(words: str) -> ReadDate:
    return read(words, written_on=TODAY)


def numbers(meeting: Meeting) -> list[tuple[int, str]]:
    return list(meeting.minutes.values_list("number", "title"))


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("board").get(pk=meeting.pk)


def approved(may: Meeting, september: Meeting, corrections: str = "") -> Meeting:
    publish_minutes(meeting=may)
    approve_minutes(meeting=may, at=september, corrections=corrections, freeze=freeze)
    return fresh(may)


# Numbers


def test_minutes_begin_from_the_agenda_and_numbers_run_on(may, september):
    AgendaItem.objects.create(meeting=september, number=1, title="Apologies", kind="procedural")
    AgendaItem.objects.create(meeting=september, number=2, title="Minutes", kind="minutes", minutes_of=may)
    late = "The inspectors’ letter came on 7 September."
    AgendaItem.objects.create(meeting=september, number=3, title="Late", late_because=late)
    begin_minutes(meeting=september)
    assert numbers(september) == [(45, "Apologies"), (46, "Minutes"), (47, "Late")]
    assert "the special circumstances" not in september.minutes.get(number=45).text
    assert september.minutes.get(number=47).text.endswith(
        "special circumstances: The inspectors’ letter came on 7 September."
    )
    assert september.minutes.get(number=46).resolutions.get().text.startswith("That the minutes of the meeting of 14")


def test_numbers_begin_again_each_may_where_the_board_has_it_so(board):
    board.minutes_begin_again = True
    board.save()
    for day, first in ((date(2007, 3, 1), 1), (date(2007, 4, 1), 2), (date(2007, 5, 1), 1), (date(2007, 6, 1), 2)):
        meeting = Meeting.objects.create(board=board, date=day)
        begin_minutes(meeting=meeting)
        assert add_minute(meeting=meeting, title="x").number == first


def test_minutes_of_a_meeting_to_come_are_refused_until_its_day(board):
    meeting = Meeting.objects.create(board=board, date=date(2007, 9, 11))
    with pytest.raises(MinutesError, match="begun on the day"):
        begin_minutes(meeting=meeting)


def test_minutes_of_a_cancelled_meeting_are_refused(september):
    september.cancelled_because = "No quorum."
    september.save()
    with pytest.raises(MinutesError, match="was cancelled"):
        begin_minutes(meeting=september)
    assert not MinutesPaper.objects.filter(meeting=september).exists()


def test_what_was_withdrawn_is_not_minuted(may, september):
    AgendaItem.objects.create(meeting=september, number=1, title="Roads", withdrawn_because="Not ready.")
    AgendaItem.objects.create(meeting=september, number=2, title="Bins", kind="verbal")
    begin_minutes(meeting=september)
    assert numbers(september) == [(45, "Bins")]


def test_a_first_number_may_be_typed_but_none_that_is_taken(may, september):
    with pytest.raises(MinutesError, match="The next number is 45"):
        begin_minutes(meeting=september, first=44)
    begin_minutes(meeting=september, first=60)
    assert add_minute(meeting=september, title="x", number=60).number == 60
    with pytest.raises(MinutesError, match="taken already"):
        add_minute(meeting=september, title="y", number=60)
    with pytest.raises(MinutesError, match="no gaps: the next number is 61"):
        add_minute(meeting=september, title="y", number=70)
    with pytest.raises(MinutesError, match="begun already"):
        begin_minutes(meeting=september)


def test_no_two_minutes_of_a_board_have_one_number_whoever_writes_them(may, september):
    with pytest.raises(IntegrityError), transaction.atomic():
        Minute.objects.create(meeting=september, number=43, title="x")
    other = Meeting.objects.create(board=Board.objects.create(name="Other", kind="officer"), date=TODAY)
    assert Minute.objects.create(meeting=other, number=43, title="x").number == 43


def test_what_is_put_in_between_moved_or_taken_out_renumbers_the_meeting_alone(may):
    first = may.minutes.get(number=43)
    add_minute(meeting=may, title="Between", after=first.pk)
    add_minute(meeting=may, title="Before", after=0)
    assert numbers(may) == [(43, "Before"), (44, "Plan"), (45, "Between"), (46, "Zanzibar contract")]
    before = may.minutes.get(title="Before")
    move_minute(minute=before, up=False, seen=before.version)
    with pytest.raises(StaleWriteError):
        move_minute(minute=before, up=False, seen=before.version)
    plan = may.minutes.get(title="Plan")
    move_minute(minute=plan, up=True, seen=plan.version)
    remove_minute(minute=may.minutes.get(title="Before"))
    assert numbers(may) == [(43, "Plan"), (44, "Between"), (45, "Zanzibar contract")]
    moved = may.minutes.get(number=45)
    assert moved.history.first().number == 45
    assert moved.version == moved.history.count()


def test_nothing_is_put_before_the_minutes_of_a_later_meeting(may, september):
    begin_minutes(meeting=september)
    add_minute(meeting=september, title="Later")
    for act in (
        lambda: add_minute(meeting=may, title="x"),
        lambda: remove_minute(minute=may.minutes.first()),
        lambda: begin_minutes(meeting=Meeting.objects.create(board=may.board, date=date(2007, 8, 1))),
    ):
        with pytest.raises(MinutesError, match="Minutes 45 and following are those of the meeting of 10"):
            act()
    move_minute(minute=may.minutes.first(), up=False, seen=may.minutes.first().version)
    assert numbers(may) == [(43, "Zanzibar contract"), (44, "Plan")]


def test_renumbering_costs_as_much_for_many_minutes_as_for_few(may):
    taken = []
    for several in (3, 60):
        for _ in range(several):
            add_minute(meeting=may, title="x")
        with counted() as asked:
            add_minute(meeting=may, title="Before", after=0)
        taken.append(asked.queries)
    assert taken[0] == taken[1]
    assert [number for number, _ in numbers(may)] == list(range(43, 43 + 2 + 63 + 2))


def test_parts_of_a_resolution_count_on_move_and_close_up(may):
    minute = may.minutes.first()
    second, third = (add_resolution(minute=minute, text=f"That {n} be noted.") for n in ("b", "c"))
    assert (second.part, third.part, second.for_information) == (2, 3, True)
    move_resolution(resolution=third, up=True, seen=third.version)
    remove_resolution(resolution=minute.resolutions.get(part=1))
    assert list(minute.resolutions.values_list("part", "text")) == [(1, "That c be noted."), (2, "That b be noted.")]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_resolution_without_words_is_refused(may, text):
    with pytest.raises(MinutesError, match="Write what was resolved"):
        add_resolution(minute=may.minutes.first(), text=text)


@pytest.mark.parametrize(("words", "says"), [("43", "This is minute 43 itself"), ("forty", "Write the minute")])
def test_a_minute_refers_to_another_minute(may, words, says):
    minute = may.minutes.get(number=43)
    minute.refers_to = words
    with pytest.raises(MinutesError, match=says):
        save_minute(minute=minute)


def test_of_two_who_word_a_minute_the_second_is_told(may):
    mine, theirs = Minute.objects.get(number=43), Minute.objects.get(number=43)
    theirs.text = "Theirs."
    save_minute(minute=theirs)
    mine.text = "Mine."
    with pytest.raises(StaleWriteError):
        save_minute(minute=mine)


# The life


def test_published_minutes_change_only_when_they_are_taken_back(may):
    publish_minutes(meeting=may)
    with pytest.raises(MinutesError, match="Take them back into draft first"):
        add_minute(meeting=may, title="x")
    assert take_back(meeting=may).state == MinutesState.DRAFT
    add_minute(meeting=may, title="x")


def test_empty_minutes_are_not_published(board):
    meeting = Meeting.objects.create(board=board, date=date(2007, 8, 1))
    begin_minutes(meeting=meeting)
    with pytest.raises(MinutesError, match="Nothing has been minuted yet"):
        publish_minutes(meeting=meeting)


def test_minutes_are_approved_at_a_later_meeting_of_their_board_that_was_held(may, september, board):
    other = Board.objects.create(name="Other", kind="officer")
    cases = {
        "are still being written": september,
        "not after 14": Meeting.objects.create(board=board, date=date(2007, 3, 12)),
        "by the board whose they are": Meeting.objects.create(board=other, date=TODAY),
        "has not been held yet": Meeting.objects.create(board=board, date=date(2007, 11, 5)),
    }
    for says, at in cases.items():
        with pytest.raises(MinutesError, match=says):
            approve_minutes(meeting=may, at=at, freeze=freeze)
        if at == september:
            publish_minutes(meeting=may)
    with pytest.raises(MinutesError, match="not after 14"):
        approve_minutes(meeting=may, at=may, freeze=freeze)
    approve_minutes(meeting=may, at=september, freeze=freeze)
    with pytest.raises(MinutesError, match="were approved at the meeting of 10"):
        approve_minutes(meeting=may, at=september, freeze=freeze)


def test_approved_minutes_stay_what_was_approved_whatever_is_changed_behind_them(may, september):
    held = approved(may, september, corrections="In Minute 43, for “list” read “table”.")
    before = minutes_view(held, audience=Audience.MEMBERS)
    assert before.status == "Approved as a correct record at the meeting of 10\u00a0September\u00a02007"
    assert (before.corrections, before.is_whole) == ("In Minute 43, for “list” read “table”.", True)
    for act in (
        lambda: add_minute(meeting=held, title="x"),
        lambda: take_back(meeting=held),
        lambda: move_minute(minute=held.minutes.first(), up=False, seen=held.minutes.first().version),
        lambda: add_resolution(minute=held.minutes.first(), text="x"),
    ):
        with pytest.raises(MinutesError):
            act()
    Minute.objects.update(title="Changed", text="Changed.")
    Attendance.objects.create(meeting=held, role="Somebody")
    again = minutes_view(fresh(held), audience=Audience.MEMBERS)
    assert again == before
    assert "<strong>plan</strong>" in again.minutes[0].html


def test_approved_minutes_that_were_tampered_with_say_so_and_hold_no_markup(may, september):
    held = approved(may, september)
    paper = held.minutes_paper
    paper.payload["minutes"][0]["html"] = "<script>alert(1)</script>"
    paper.save()
    view = minutes_view(fresh(held))
    assert not view.is_whole
    assert "<script" not in view.minutes[0].html


@pytest.mark.parametrize("is_approved", [False, True])
def test_of_an_exempt_minute_the_public_sees_the_number_and_the_paragraph(may, september, is_approved):
    held = approved(may, september) if is_approved else may
    public, members = (minutes_view(held, audience=audience) for audience in (Audience.PUBLIC, Audience.MEMBERS))
    assert "Zanzibar" not in repr(public)
    assert (public.minutes[1].number, public.minutes[1].title, public.minutes[1].withheld) == (44, "Exempt item", True)
    assert "paragraph 3" in public.minutes[1].exempt
    assert members.minutes[1].title == "Zanzibar contract"


@pytest.mark.parametrize("is_approved", [False, True])
def test_of_a_confidential_minute_the_public_sees_the_number_alone(may, september, council, is_approved):
    may.items.update(exempt_paragraph=None, is_confidential=True)
    AgendaItem.objects.create(meeting=september, number=1, title="Minutes", kind="minutes", minutes_of=may)
    if is_approved:
        held = approved(may, september)
    else:
        publish_minutes(meeting=may)
        held = fresh(may)
    public, members = (minutes_view(held, audience=audience) for audience in (Audience.PUBLIC, Audience.MEMBERS))
    assert "Zanzibar" not in repr(public)
    shown = public.minutes[1]
    assert (shown.number, shown.title, shown.withheld) == (44, "Confidential item", True)
    assert (shown.html, shown.resolutions) == ("", ())
    assert "confidential" in shown.exempt
    assert members.minutes[1].title == "Zanzibar contract"
    assert "Zanzibar" not in repr(agenda(fresh(september), council, audience=Audience.PUBLIC, papers=True))


def test_of_an_item_that_was_closed_since_the_public_no_longer_reads_the_approved_minute(may, september):
    may.items.update(exempt_paragraph=None, is_confidential=False)
    AgendaItem.objects.create(meeting=september, number=1, title="Minutes", kind="minutes", minutes_of=may)
    held = approved(may, september)
    assert "Zanzibar" in repr(minutes_view(held))
    may.items.update(exempt_paragraph=3)
    public = minutes_view(fresh(may))
    assert "Zanzibar" not in repr(public)
    assert "paragraph 3" in public.minutes[1].exempt
    assert "Zanzibar" in repr(minutes_view(fresh(may), audience=Audience.MEMBERS))


def test_minutes_that_are_written_follow_on_an_agenda_and_published_ones_are_herewith(may, september, council):
    AgendaItem.objects.create(meeting=september, number=1, title="Minutes", kind="minutes", minutes_of=may)
    item = agenda(fresh(september), council, audience=Audience.MEMBERS, papers=True).items[0]
    assert (item.note, item.minutes, item.has_papers) == ("to follow", None, False)
    publish_minutes(meeting=may)
    item = agenda(fresh(september), council, audience=Audience.PUBLIC, papers=True).items[0]
    assert (item.note, item.papers, item.minutes.status) == ("herewith", "the minutes", "Draft, to be approved")
    assert "Zanzibar" not in repr(item)


# Resolutions and their actions


def test_a_resolution_makes_an_action_with_its_date_and_its_source_in_my_work(may, post, signed_in):
    resolution = may.minutes.get(number=43).resolutions.get()
    action = make_action(resolution=resolution, title="Publish the list", lead=post, due=said("end of March 2008"))
    milestone = action.milestones.get()
    assert (milestone.date_as_written, milestone.due_on) == ("end of March 2008", date(2008, 3, 31))
    assert (action.opened_on, action.lead) == (may.date, post)
    page = unescape(signed_in(Role.OFFICER, holds=post).get("/").content.decode())
    where = f"/meetings/{may.pk}/minutes/#minute-43-1"
    words = "Minute 43(1), Corporate Improvement Board, 14\u00a0May\u00a02007"
    assert f'<a class="govuk-link" href="{where}">{words}</a>' in page
    with pytest.raises(MinutesError, match="has its action already"):
        make_action(resolution=resolution, title="x", lead=post, due=said("2008"))
    with pytest.raises(MinutesError, match="would lose its source"):
        remove_minute(minute=resolution.minute)


def test_an_action_is_undone_while_nothing_was_reported_on_it(may, post, person):
    resolution = may.minutes.get(number=43).resolutions.get()
    make_action(resolution=resolution, title="Publish", lead=post, due=said("TBC"))
    undo_action(resolution=resolution)
    assert (Action.objects.count(), Milestone.objects.count()) == (0, 0)
    action = make_action(resolution=resolution, title="Publish", lead=post, due=said("TBC"))
    record_update(action=action, by=person(), status=Status.ON_TRACK)
    with pytest.raises(MinutesError, match="Something has been reported"):
        undo_action(resolution=resolution)
    assert Resolution.objects.get(pk=resolution.pk).action == action


def test_an_action_that_is_used_elsewhere_by_now_is_not_undone(may, post):
    first, second = Resolution.objects.order_by("pk")
    action = make_action(resolution=first, title="Publish", lead=post, due=said("TBC"))
    link_action(resolution=second, action=action)
    with pytest.raises(MinutesError, match="used elsewhere"):
        undo_action(resolution=first)
    assert "goes on by itself" in undo_action(resolution=second)
    assert Resolution.objects.get(pk=first.pk).action == action


def test_a_resolution_is_dealt_with_in_words_and_on_a_day(may):
    resolution = Resolution.objects.first()
    for on, words, says in (
        (date(2007, 9, 11), "x", "has not come yet"),
        (date(2007, 5, 13), "x", "cannot have been dealt with before"),
        (TODAY, " ", "Say what came of it"),
    ):
        with pytest.raises(MinutesError, match=says):
            settle(resolution=resolution, on=on, words=words)
    settle(resolution=resolution, on=TODAY, words="It is published.")
    assert unsettle(resolution=resolution).settled_on is None


# Pages


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)


def words(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def test_minutes_that_are_written_are_read_by_those_who_keep_them(may, team, signed_in, person, board):
    where = reverse("minutes", args=[may.pk])
    assert "The **plan**" not in words(team.get(where))
    assert "are being written" in words(signed_in(Role.MEMBER).get(where))
    assert "43. Plan" not in words(signed_in(Role.VIEWER).get(where))
    clerk, browser = person(Role.OFFICER), signed_in(Role.VIEWER)
    BoardMember.objects.create(board=board, user=clerk, role="clerk", starts=date(2007, 1, 1))
    browser.force_login(clerk)
    assert "Zanzibar contract" in words(browser.get(where))
    assert words(browser.get(reverse("write-minutes", args=[may.pk])))
    other = Meeting.objects.create(board=Board.objects.create(name="Other", kind="officer"), date=TODAY)
    assert "by the board’s clerk" in words(browser.get(reverse("begin-minutes", args=[other.pk])), 403)
    publish_minutes(meeting=may)
    page = words(signed_in(Role.VIEWER).get(where))
    assert "Draft, to be approved" in page
    assert "Zanzibar" not in page


def test_a_line_that_enter_stores_is_a_paragraph_a_resolution_or_a_minute(may, team, post):
    where, minute = reverse("write-minutes", args=[may.pk]), may.minutes.get(number=43)
    post_line = lambda line, kind="text": team.post(where, {"kind": kind, "under": minute.pk, "line": line})  # noqa: E731
    assert post_line("A further paragraph.").status_code == 302
    assert post_line("r That the accounts be closed @HF by end of March").status_code == 302
    assert post_line("n Next business").status_code == 302
    minute.refresh_from_db()
    assert minute.text == "The **plan** was heard.\n\nA further paragraph."
    action = minute.resolutions.get(part=2).action
    assert (action.title, action.lead, action.milestones.get().due_on) == (
        "Have the accounts closed", post, date(2008, 3, 31)
    )  # fmt: skip
    assert numbers(may)[-1] == (45, "Next business")
    for line, says in (
        ("r That it be done @Nobody by May", "“Nobody” is no post"),
        ("r That it be done @HF", "By when?"),
        ("r That it be done @HF by 1 May 2007", "is before this meeting"),
        ("", "Write what is to be minuted"),
        ("n " + "x" * 301, "at most 300 characters"),
    ):
        assert says in words(post_line(line), 422)
    exempt = {"kind": "resolution", "under": may.minutes.get(number=44).pk, "line": "That it be @HF by May"}
    assert "This minute is exempt" in words(team.post(where, exempt), 422)
    assert Action.objects.count() == 1


def token_in(page: str, name: str = "token") -> str:
    return re.search(rf'name="{name}" value="([-0-9a-f]{{36}})"', page)[1]


def test_what_is_sent_twice_is_stored_once(may, team, post):
    where, minute = reverse("write-minutes", args=[may.pk]), may.minutes.get(number=43)
    for line in ("t Heard.", "r That the list be kept @HF by end of March", "n Next business"):
        sent = {"kind": "text", "under": minute.pk, "line": line, "token": token_in(words(team.get(where)))}
        assert {team.post(where, sent)["Location"] for _ in range(2)} == {
            f"{where}?under={Minute.objects.last().pk if line.startswith('n') else minute.pk}#line"
        }
    minute.refresh_from_db()
    assert minute.text == "The **plan** was heard.\n\nHeard."
    assert [(one.part, one.action.title) for one in minute.resolutions.exclude(action=None)] == [
        (2, "Have the list kept")
    ]
    assert Action.objects.count() == 1
    assert numbers(may)[2:] == [(45, "Next business")]
    again = {"kind": "text", "under": minute.pk, "line": "Heard.", "token": token_in(words(team.get(where)))}
    team.post(where, again)
    minute.refresh_from_db()
    assert minute.text.endswith("Heard.\n\nHeard."), "the same words in another form are meant"


def test_the_forms_that_add_a_minute_or_a_resolution_do_so_once(may, team):
    where = reverse("add-minute", args=[may.pk])
    sent = {"title": "Once", "token": token_in(words(team.get(where)))}
    assert [team.post(where, sent).status_code for _ in range(2)] == [302, 302]
    assert numbers(may)[2:] == [(45, "Once")]
    once = may.minutes.get(number=45)
    edit = reverse("edit-minute", args=[once.pk])
    sent = {"do": "resolve", "new-text": "That it be so.", "new-token": token_in(words(team.get(edit)), "new-token")}
    assert [team.post(edit, sent).status_code for _ in range(2)] == [302, 302]
    assert [one.text for one in once.resolutions.all()] == ["That it be so."]
    assert "Write what was resolved." in words(team.post(edit, {"do": "resolve", "new-text": " "}), 422)


def test_what_was_taken_out_does_not_come_back_when_its_form_is_sent_again(may, team):
    where = reverse("add-minute", args=[may.pk])
    sent = {"title": "Once", "token": token_in(words(team.get(where)))}
    team.post(where, sent)
    remove_minute(minute=may.minutes.get(title="Once"))
    assert "was stored already, and has been taken out since" in words(team.post(where, sent), 422)
    assert numbers(may)[2:] == []


def test_two_who_add_a_paragraph_at_once_lose_none(may):
    first, second = (may.minutes.get(number=43) for _ in range(2))
    add_paragraph(minute=first, text="Mine.")
    assert add_paragraph(minute=second, text="Yours.").text == "The **plan** was heard.\n\nMine.\n\nYours."


def test_a_stale_form_says_what_somebody_else_wrote_and_keeps_both(may, team):
    minute = may.minutes.get(number=43)
    where = reverse("edit-minute", args=[minute.pk])
    sent = {"title": "Plan", "text": "Mine.", "opened_version": minute.version}
    minute.text = "Theirs."
    minute.save()
    page = words(team.post(where, sent), 409)
    assert "Theirs." in page
    assert "Mine." in page
    opened = re.search(r'name="opened_version" value="(\d+)"', page)[1]
    assert team.post(where, sent | {"opened_version": opened}).status_code == 302
    assert Minute.objects.get(pk=minute.pk).text == "Mine."


def test_what_is_too_long_is_refused_in_words_and_a_long_word_is_kept(may, team):
    minute = may.minutes.get(number=43)
    where, sent = reverse("edit-minute", args=[minute.pk]), {"title": "T" * 301, "opened_version": minute.version}
    assert "A title has at most 300 characters, and this has 301." in words(team.post(where, sent), 422)
    assert team.post(where, sent | {"title": "T" * 300, "text": "w" * 400}).status_code == 302
    assert "w" * 400 in words(team.get(reverse("minutes", args=[may.pk])))


def test_an_exempt_resolution_proposes_no_words_for_its_action(may, team):
    secret = Resolution.objects.get(minute__number=44)
    page = words(team.get(reverse("resolution", args=[secret.pk])))
    assert "an action is seen by everybody" in page
    assert "Have Zanzibar asked" not in page


def test_approving_on_the_page_names_the_meeting_whose_agenda_does(may, september, team):
    AgendaItem.objects.create(meeting=september, number=1, title="Minutes", kind="minutes", minutes_of=may)
    where = reverse("approve-minutes", args=[may.pk])
    assert team.get(where)["Location"] == reverse("minutes", args=[may.pk])
    publish_minutes(meeting=may)
    assert f'value="{september.pk}" selected' in words(team.get(where))
    assert "a later meeting of the same board" in words(team.post(where, {"at": may.pk}), 422)
    assert team.post(where, {"at": september.pk}).status_code == 302
    page = words(team.get(reverse("minutes", args=[may.pk])))
    assert "Approved as a correct record" in page
    assert fresh(may).minutes_paper.sha256 in page
