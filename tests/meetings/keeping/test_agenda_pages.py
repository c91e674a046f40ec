import datetime as dt

import pytest
from django.urls import reverse

from accounts.choices import Role
from meetings.models import AgendaItem, CommitteeReport, Meeting, ReportTemplate, StandingItem
from meetings.reporting import late_items
from organisation.models import Post
from tests.meetings.keeping.pages import html, numbered
from tests.meetings.reports import signed_off

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def page(meeting, name="agenda", *args) -> str:
    return reverse(name, args=[meeting.pk, *args])


def do(client, meeting, item, what, **data) -> str:
    answer = client.post(
        page(meeting, "arrange-agenda"), {"do": f"item-{item.pk}-{item.version}-{what}"} | data, follow=True
    )
    return html(answer)


def test_the_clerk_arranges_the_agenda_and_a_colleague_does_not(clerk, signed_in, meeting, items):
    first, second = items("A", "B")
    assert "“B” is item 1 now." in do(clerk, meeting, second, "up")
    assert numbered(meeting) == ["1 B", "2 A"]
    first.refresh_from_db()
    colleague = signed_in(Role.OFFICER)
    refused = colleague.post(page(meeting, "arrange-agenda"), {"do": f"item-{first.pk}-{first.version}-up"})
    assert "kept by the performance team and by its clerk" in html(refused, 403)
    assert numbered(meeting) == ["1 B", "2 A"]


def test_buttons_move_to_a_number_and_to_where_something_was_dropped(team, meeting, items):
    a, b, c = items("A", "B", "C")
    assert "“C” is item 1 now." in do(team, meeting, c, "to", **{f"place-{c.pk}-{c.version}": "1"})
    a.refresh_from_db()
    do(team, meeting, a, "to", into=str(meeting.pk), before="")
    assert numbered(meeting) == ["1 C", "2 B", "3 A"]
    b.refresh_from_db()
    for typed in ("", "0", "9", "two", "-1", "²", "9" * 40):
        told = do(team, meeting, b, "to", **{f"place-{b.pk}-{b.version}": typed})
        assert "Type the number" in told or "There is no number" in told
    assert numbered(meeting) == ["1 C", "2 B", "3 A"]


def test_enter_in_the_box_for_a_number_moves_that_item(team, meeting, items):
    _, _, c = items("A", "B", "C")
    sent = {"do": "typed", "place-1-1": "", f"place-{c.pk}-{c.version}": "2"}
    assert "“C” is item 2 now." in html(team.post(page(meeting, "arrange-agenda"), sent, follow=True))
    assert numbered(meeting) == ["1 A", "2 C", "3 B"]
    for unclear in ({"do": "typed"}, {"do": "typed", "place-1-1": "1", "place-2-1": "1"}):
        told = html(team.post(page(meeting, "arrange-agenda"), unclear, follow=True))
        assert "Type the new number of one item" in told


def test_of_two_who_move_the_same_item_the_second_is_told(team, meeting, items):
    a, b = items("A", "B")
    do(team, meeting, b, "up")
    assert "Someone else has changed" in do(team, meeting, b, "down")
    assert numbered(meeting) == ["1 B", "2 A"]
    assert team.post(page(meeting, "arrange-agenda"), {"do": f"item-{a.pk}-1-sideways"}).status_code == 404
    assert team.post(page(meeting, "arrange-agenda"), {"do": "nonsense"}).status_code == 404


def test_an_item_with_a_report_is_withdrawn_and_not_removed(team, meeting, items):
    item, empty = items("A", "B")
    post = Post.objects.create(title="Head")
    template = ReportTemplate.objects.create(name="T")
    signed_off(CommitteeReport.objects.create(item=item, template=template, title="A", author=post))
    assert "Withdraw it with a reason" in do(team, meeting, item, "remove")
    assert "“B” is taken off the agenda." in do(team, meeting, empty, "remove")
    where = page(meeting, "withdraw-item", item.pk)
    assert "Say why." in html(team.post(where, {"reason": "", "seen": item.version}), 422)
    assert "changed this while you had it open" in html(team.post(where, {"reason": "Not ready.", "seen": 9}), 409)
    team.post(where, {"reason": "Not ready.", "seen": item.version})
    shown = html(team.get(meeting.get_absolute_url()))
    assert "Not ready." in shown
    assert "Read the report" not in shown
    item.refresh_from_db()
    assert "“A” is taken after all." in do(team, meeting, item, "back")
    assert "Read the report" in html(team.get(meeting.get_absolute_url()))


FULL = {
    "title": "New",
    "kind": "report",
    "group": "For decision",
    "presenter": "",
    "minutes_of": "",
    "exempt_paragraph": "",
}


def test_an_item_is_added_at_its_number_under_its_heading(team, meeting, items):
    items("Alpha", "Omega")
    team.post(page(meeting, "add-item"), FULL | {"at": "2"})
    assert numbered(meeting) == ["1 Alpha", "2 New", "3 Omega"]
    shown = html(team.get(meeting.get_absolute_url()))
    agenda = shown[shown.index(">Agenda</h2>") :]
    assert agenda.index("Alpha") < agenda.index("For decision") < agenda.index("New")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 301}, "at most 300 characters"),
        ({"kind": "party"}, "There is no such choice"),
        ({"at": "0"}, "greater than or equal to 1"),
        ({"presenter": "77"}, "There is no such choice"),
        ({"exempt_paragraph": "8", "public_interest": "x"}, "There is no such choice"),
        ({"exempt_paragraph": "3"}, "Say why the public interest in keeping it exempt outweighs"),
        ({"public_interest": "Secret."}, "A reason is given, but no paragraph."),
        ({"exempt_paragraph": "3", "public_interest": "x", "is_confidential": "on"}, "not both"),
    ],
)
def test_what_cannot_be_an_item_is_said_to(team, meeting, data, says):
    assert says in html(team.post(page(meeting, "add-item"), FULL | data), 422)
    assert meeting.items.count() == 0


@pytest.mark.parametrize("title", ["x" * 300, "word " * 60, "<script>alert(1)</script>"])
def test_long_and_odd_titles_are_taken_as_they_are(team, meeting, title):
    team.post(page(meeting, "add-item"), FULL | {"title": title})
    assert meeting.items.get().title == title.strip()
    for where in (page(meeting), meeting.get_absolute_url()):
        assert b"<script>alert" not in team.get(where).content


def test_of_two_who_change_an_item_the_second_sees_the_first_and_loses_no_word(team, meeting, items):
    (item,) = items("A")
    where = page(meeting, "edit-item", item.pk)
    assert f'value="{item.version}"' in html(team.get(where))
    item.title = "Theirs"
    item.save()
    sent = FULL | {"title": "Mine", "group": "", "opened_version": "1"}
    refused = html(team.post(where, sent), 409)
    assert "title: Theirs" in refused
    assert 'value="Mine"' in refused
    team.post(where, sent | {"opened_version": str(item.version)})
    assert meeting.items.get().title == "Mine"


def test_only_the_boards_meetings_whose_minutes_wait_are_offered(team, meeting, board, items):
    waits = Meeting.objects.create(board=board, date=dt.date(2007, 9, 3))
    taken = Meeting.objects.create(board=board, date=dt.date(2007, 5, 14))
    Meeting.objects.create(board=board, date=dt.date(2007, 7, 9), cancelled_because="Nothing to decide.")
    later = Meeting.objects.create(board=board, date=dt.date(2008, 1, 14))
    AgendaItem.objects.create(meeting=waits, number=1, title="Minutes", kind="minutes", minutes_of=taken)
    shown = html(team.get(page(meeting, "add-item")))
    assert "3 September 2007" in shown
    assert "14 May 2007" not in shown
    assert "9 July 2007" not in shown
    assert "14 January 2008" not in shown
    refused = team.post(page(meeting, "add-item"), FULL | {"kind": "minutes", "minutes_of": later.pk})
    assert "There is no such choice" in html(refused, 422)
    wrong_kind = team.post(page(meeting, "add-item"), FULL | {"kind": "report", "minutes_of": waits.pk})
    assert "Only an item of the kind “Minutes”" in html(wrong_kind, 422)


# Beginning an agenda


@pytest.fixture
def last(board) -> Meeting:
    """The board's last meeting, with an agenda of every kind of item."""
    before = Meeting.objects.create(board=board, date=dt.date(2007, 5, 14))
    held = Meeting.objects.create(board=board, date=dt.date(2007, 9, 3))
    post = Post.objects.create(title="Chief Executive")
    for number, facts in enumerate(
        (
            {"title": "Minutes of the meeting of 14 May 2007", "kind": "minutes", "minutes_of": before},
            {"title": "Budget", "group": "For decision", "presenter": post},
            {"title": "Zanzibar contract", "exempt_paragraph": 3},
            {"title": "Court order", "is_confidential": True},
            {"title": "Flood", "late_because": "It rained."},
            {"title": "Dropped", "withdrawn_because": "Not ready."},
            {"title": "Any progress", "kind": "verbal"},
        ),
        1,
    ):
        AgendaItem.objects.create(meeting=held, number=number, **facts)
    return held


def test_an_agenda_is_copied_from_the_last_meeting_without_what_was_decided_for_that_one(team, meeting, last):
    answer = team.post(page(meeting, "begin-agenda"), {"from": "last"}, follow=True)
    assert "The agenda begins with 3 items." in html(answer)
    assert numbered(meeting) == ["1 Minutes of the meeting of 3 September 2007", "2 Budget", "3 Any progress"]
    minutes, budget, _ = meeting.items.all()
    assert minutes.minutes_of == last
    assert (budget.group, str(budget.presenter)) == ("For decision", "Chief Executive")
    again = team.post(page(meeting, "begin-agenda"), {"from": "last"})
    assert "The agenda has items already" in html(again, 422)
    assert meeting.items.count() == 3


def test_an_agenda_begins_with_the_standing_items(team, meeting, board, last):
    for number, (title, kind) in enumerate(
        (("Apologies", "procedural"), ("Minutes of the last meeting", "minutes")), 1
    ):
        StandingItem.objects.create(board=board, number=number, title=title, kind=kind)
    assert "Begin with the standing items" in html(team.get(page(meeting)))
    team.post(page(meeting, "begin-agenda"), {"from": "standing"})
    assert numbered(meeting) == ["1 Apologies", "2 Minutes of the meeting of 3 September 2007"]
    assert meeting.items.get(number=2).minutes_of == last


def test_where_there_is_nothing_to_begin_with_that_is_said(team, meeting):
    assert "no earlier agenda to copy" in html(team.get(page(meeting)))
    assert "no standing items yet" in html(team.post(page(meeting, "begin-agenda"), {"from": "standing"}), 422)
    assert "has an agenda to copy" in html(team.post(page(meeting, "begin-agenda"), {"from": "last"}), 422)
    assert team.post(page(meeting, "begin-agenda"), {"from": "thin air"}).status_code == 404


# Late items


def test_a_late_item_says_why_it_is_taken_and_that_reaches_the_minutes(team, signed_in, meeting, items, publish):
    items("A")
    publish(meeting)
    form = html(team.get(page(meeting, "add-item")))
    assert "special circumstances" in form
    assert "Number" not in form
    assert "Say what the special circumstances are." in html(team.post(page(meeting, "add-item"), FULL), 422)
    team.post(page(meeting, "add-item"), FULL | {"late_because": "The bridge closed on Tuesday."})
    assert [(late.number, late.title, late.because) for late in late_items(meeting)] == [
        (2, "New", "The bridge closed on Tuesday.")
    ]
    for client in (team, signed_in(Role.VIEWER)):
        assert "The bridge closed on Tuesday." in html(client.get(meeting.get_absolute_url()))


def test_an_agenda_that_is_begun_after_its_deadline_says_why(team, meeting, board, settings):
    settings.COUNCIL_TODAY = dt.date(2007, 11, 5)
    StandingItem.objects.create(board=board, number=1, title="Apologies", kind="procedural")
    where = page(meeting, "begin-agenda")
    assert "comes too late" in html(team.post(where, {"from": "standing"}), 422)
    team.post(where, {"from": "standing", "late_because": "Called at short notice."})
    assert meeting.items.get().late_because == "Called at short notice."


# Closed to the public


CLOSES = FULL | {
    "title": "A",
    "group": "",
    "exempt_paragraph": "3",
    "public_interest": "Zinfandel prices.",
    "opened_version": "1",
}


def test_what_is_in_the_publics_hands_is_closed_only_by_somebody_who_knows(team, signed_in, meeting, items, publish):
    item, _ = items("A", "B")
    publish(meeting, 1)
    where = page(meeting, "edit-item", item.pk)
    told = "edition 1 of the public pack, 7 September 2007. What is published cannot be called back"
    assert told in html(team.get(where))
    assert told in html(team.post(where, CLOSES), 422)
    item.refresh_from_db()
    assert not item.is_closed
    team.post(where, CLOSES | {"sure": "on"})
    item.refresh_from_db()
    assert item.is_closed
    assert item.was_public_in == "edition 1 of the public pack, 7\u00a0September\u00a02007"
    assert "it had been published, in edition 1" in html(team.get(meeting.get_absolute_url()))
    public = html(signed_in(Role.VIEWER).get(meeting.get_absolute_url()))
    assert "paragraph 3 of Schedule 12A" in public
    assert "Zinfandel" not in public
    assert "it had been published" not in public


def test_what_no_edition_holds_is_closed_without_asking(team, meeting, items, publish):
    _, other = items("A", "B")
    publish(meeting, 1)
    team.post(page(meeting, "edit-item", other.pk), CLOSES)
    other.refresh_from_db()
    assert (other.is_closed, other.was_public_in) == (True, "")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"is_confidential": True}, "Not for publication: confidential (section 100A(2), Local Government Act 1972)"),
        ({"exempt_paragraph": 5}, "Not for publication: paragraph 5 of Schedule 12A, Local Government Act 1972"),
    ],
)
def test_nothing_of_a_closed_item_is_seen_by_those_who_may_not(signed_in, clerk, meeting, items, facts, words):
    told = {"group": "Qanat", "public_interest": "Qanat", "late_because": "Qanat", "withdrawn_because": "Qanat"}
    (item,) = items("Qanat", **facts, **told)
    post = Post.objects.create(title="Head")
    report = CommitteeReport(item=item, template=ReportTemplate.objects.create(name="T"), title="Qanat", author=post)
    report.save()
    reader = signed_in(Role.VIEWER)
    shown = html(reader.get(meeting.get_absolute_url()))
    assert words in shown
    for where in (
        meeting.get_absolute_url(),
        reverse("item", args=[meeting.pk, item.number]),
        page(meeting, "meeting-calendar"),
        page(meeting, "meeting-history"),
        page(meeting),
        reverse("board", args=[meeting.board_id]),
        "/meetings/",
        "/search/?q=qanat",
    ):
        answer = reader.get(where)
        assert b"Qanat" not in answer.content.replace(b'value="qanat"', b""), where
    assert reader.get(page(meeting)).status_code == 403
    assert "Qanat" in html(clerk.get(meeting.get_absolute_url()))


def test_one_question_says_what_is_closed(items, meeting):
    items("Open")
    items("Exempt", exempt_paragraph=1)
    items("Confidential", is_confidential=True)
    closed = {item.title for item in meeting.items.all() if item.is_closed}
    assert closed == {"Exempt", "Confidential"} == set(meeting.items.closed().values_list("title", flat=True))
    assert set(meeting.items.open().values_list("title", flat=True)) == {"Open"}


def test_minutes_that_are_not_written_yet_are_no_papers(team, meeting, board, items):
    last = Meeting.objects.create(board=board, date=dt.date(2007, 9, 3))
    items("Minutes", kind="minutes", minutes_of=last)
    assert "Read the minutes" not in html(team.get(meeting.get_absolute_url()))
    assert team.get(reverse("item", args=[meeting.pk, 1])).status_code == 404
    last.minutes.create(number=1, title="Short")
    assert "Read the minutes" in html(team.get(meeting.get_absolute_url()))
    assert team.get(reverse("item", args=[meeting.pk, 1])).status_code == 200
