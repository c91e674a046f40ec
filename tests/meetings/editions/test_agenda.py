"""The agenda as each audience reads it, as those who keep it see it, and what is not ready of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from actions.models import Action
from meetings.attachments import attach, take_off
from meetings.choices import Audience, ItemKind, MinutesState
from meetings.models import AgendaItem, CommitteeReport, Meeting, MinutesPaper
from meetings.reporting import agenda, agenda_lines, item_view, late_items, meeting_lines
from meetings.reporting.agenda import AgendaLine, ItemView, MeetingView
from meetings.reporting.publication import LateItem
from meetings.reporting.readiness import Unready, unready
from meetings.rules.clear_days import Tone
from organisation.models import Council, Post
from tests.core.foreign import pdf
from tests.meetings.editions.making import issued

pytestmark = pytest.mark.one_database

TODAY = dt.date(2007, 9, 10)
MARK = "Not for publication: paragraph 3 of Schedule 12A, Local Government Act 1972"


def seen(meeting: Meeting, audience: Audience = Audience.PUBLIC, *, papers: bool = True) -> MeetingView:
    return agenda(Meeting.objects.get(pk=meeting.pk), Council.objects.get(), audience=audience, papers=papers)


def item(meeting: Meeting, number: int, audience: Audience = Audience.PUBLIC, *, papers: bool = True) -> ItemView:
    return next(one for one in seen(meeting, audience, papers=papers).items if one.number == number)


def put(meeting: Meeting, number: int, kind: str, **facts) -> AgendaItem:
    return meeting.items.create(number=number, title=f"Matter {number}", kind=kind, **facts)


@pytest.fixture
def held(meeting) -> Meeting:
    """The board's meeting before, which resolved something."""
    made = Meeting.objects.create(board=meeting.board, date=dt.date(2007, 7, 2))
    minute = made.minutes.create(number=1, title="Accounts", text="The accounts were agreed.")
    minute.resolutions.create(text="That the accounts be published.")
    return made


# The meeting


def test_an_agenda_says_when_and_where_a_board_meets_and_who_chairs(meeting):
    Meeting.objects.update(time=dt.time(14, 30), venue="Town Hall", chair="Chair of the Committee")
    view = seen(meeting)
    assert (view.pk, view.council, view.board, view.date) == (
        meeting.pk, "Anytown Council", "Audit Committee", dt.date(2007, 9, 24),
    )  # fmt: skip
    assert (view.time, view.venue, view.chair, view.cancelled) == (
        "2.30\u00a0pm", "Town Hall", "Chair of the Committee", "",
    )  # fmt: skip
    assert view.title == "Audit Committee, 24\u00a0September\u00a02007"
    assert [one.number for one in view.items] == [1, 2, 3, 4]


def test_what_is_not_known_of_a_meeting_is_left_empty(meeting):
    view = seen(meeting)
    assert (view.time, view.venue, view.chair, view.coverage) == ("", "", "", "")


def test_how_many_actions_were_updated_is_said_of_a_meeting_that_is_held_and_of_no_other(meeting, held):
    post = Post.objects.get(title="Treasurer")
    Action.objects.create(title="Publish the accounts", lead=post, opened_on=dt.date(2007, 6, 1))
    assert seen(meeting).coverage.replace("\u00a0", " ") == "0 of 1 open action was updated this cycle (0.0 %)"
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_because="The hall is flooded.")
    view = seen(meeting)
    assert (view.coverage, view.cancelled) == ("", "The hall is flooded.")


def test_which_item_is_being_read_is_told_by_its_place_and_by_the_title_that_the_audience_reads(meeting):
    told = []
    for audience in Audience:
        agenda(meeting, Council.objects.get(), audience=audience, tell=lambda *what: told.append(what))
    titles = ["Apologies", "Accounts", "Risks"]
    assert told == [
        (at, 4, title)
        for last in ("Exempt item", "Land")
        for at, title in enumerate([*titles, last], 1)
    ]  # fmt: skip


# Headings


def test_a_heading_stands_over_the_first_of_its_items_and_over_no_other(meeting):
    for number, group in enumerate(("", "For decision", "For decision", "For noting"), 1):
        meeting.items.filter(number=number).update(group=group)
    assert [one.group for one in seen(meeting, Audience.MEMBERS).items] == ["", "For decision", "", "For noting"]
    assert [one.group for one in seen(meeting).items] == ["", "For decision", "", ""], "it is over a closed item alone"
    assert [line.group for line in agenda_lines(meeting)] == ["", "For decision", "", "For noting"]


def test_a_heading_over_a_closed_item_first_stands_over_the_next_open_one_for_the_public(meeting):
    meeting.items.update(group="For decision")
    meeting.items.filter(number=1).update(exempt_paragraph=1)
    assert [one.group for one in seen(meeting).items] == ["", "For decision", "", ""]
    assert [one.group for one in seen(meeting, Audience.MEMBERS).items] == ["For decision", "", "", ""]


# Items


def test_an_open_item_is_seen_with_its_report_by_everybody(meeting):
    meeting.items.filter(number=2).update(
        presenter=Post.objects.get(title="Treasurer"), late_because="The auditor was ill.", was_public_in="edition 1"
    )
    for audience in Audience:
        one = item(meeting, 2, audience)
        assert (one.pk, one.anchor, one.title, one.kind, one.presenter) == (
            meeting.items.get(number=2).pk, "item-2", "Accounts", "report", "Treasurer",
        )  # fmt: skip
        assert (one.note, one.papers, one.report.title) == ("report herewith", "the report", "Accounts report")
        assert (one.exempt, one.withheld, one.late, one.withdrawn) == ("", False, "The auditor was ill.", "")
        assert (one.reason, one.was_public, one.attachments) == ("", "", ())
        assert (one.minutes, one.arising) == (None, None)


def test_of_a_closed_item_the_public_reads_its_mark_alone_and_members_all_of_it(meeting):
    meeting.items.filter(number=4).update(
        was_public_in="edition 1 of the public pack", late_because="An offer came.", group="For decision",
        presenter=Post.objects.get(title="Treasurer"),
    )  # fmt: skip
    pk = meeting.items.get(number=4).pk
    assert vars(item(meeting, 4)) == {
        "pk": pk, "anchor": "item-4", "number": 4, "title": "Exempt item", "kind": "report", "presenter": "", "note": "",
        "exempt": MARK, "papers": "", "withheld": True, "report": None, "minutes": None, "arising": None, "group": "",
        "late": "", "withdrawn": "", "reason": "", "was_public": "", "attachments": (),
    }  # fmt: skip
    known = item(meeting, 4, Audience.MEMBERS)
    assert (known.title, known.presenter, known.note, known.exempt, known.withheld) == (
        "Land", "Treasurer", "report herewith", MARK, False,
    )  # fmt: skip
    assert (known.reason, known.was_public, known.late) == (
        "A sale is being negotiated.", "edition 1 of the public pack", "An offer came.",
    )  # fmt: skip
    assert known.report.title == "Land report"


def test_that_a_closed_item_is_withdrawn_the_public_is_told_and_not_why(meeting):
    meeting.items.filter(number=4).update(withdrawn_because="The buyer went bankrupt.")
    assert item(meeting, 4).withdrawn == "Withdrawn"
    assert item(meeting, 4, Audience.MEMBERS).withdrawn == "The buyer went bankrupt."
    assert item(meeting, 3).withdrawn == ""


def test_of_a_withdrawn_item_no_papers_are_sent_out(meeting, held, clerk):
    attach(item=meeting.items.get(number=2), title="Letter", name="letter.pdf", file=pdf(), by=clerk)
    put(meeting, 5, ItemKind.MINUTES, minutes_of=held)
    put(meeting, 6, ItemKind.MATTERS_ARISING)
    for number in (2, 5, 6):
        there = item(meeting, number)
        assert there.has_papers
        meeting.items.filter(number=number).update(withdrawn_because="No time.")
        gone = item(meeting, number)
        assert (gone.note, gone.papers, gone.has_papers, gone.attachments, gone.withdrawn) == (
            "", "", False, (), "No time.",
        )  # fmt: skip


def test_papers_are_read_only_where_they_are_asked_for_and_named_in_any_case(meeting, held):
    put(meeting, 5, ItemKind.MINUTES, minutes_of=held)
    put(meeting, 6, ItemKind.MATTERS_ARISING)
    items = seen(meeting, papers=False).items
    assert [(one.papers, one.has_papers) for one in items] == [
        ("", False), ("the report", False), ("", False), ("", False), ("the minutes", False),
        ("the matters arising", False),
    ]  # fmt: skip
    assert [one.has_papers for one in seen(meeting).items] == [False, True, False, False, True, True]


def test_a_report_that_nobody_has_signed_off_is_to_follow(meeting):
    CommitteeReport.objects.update(state="review")
    one = item(meeting, 2)
    assert (one.note, one.to_follow, one.papers, one.report) == ("report to follow", True, "", None)


def test_a_report_is_to_follow_until_the_day_of_the_meeting_and_none_is_expected_after_it(meeting, settings):
    for day, note in ((24, "report to follow"), (25, "")):
        settings.COUNCIL_TODAY = dt.date(2007, 9, day)
        assert item(meeting, 3).note == note


def test_minutes_go_with_an_item_once_those_of_its_own_meeting_are_published(meeting, held):
    empty = Meeting.objects.create(board=meeting.board, date=dt.date(2007, 5, 7))
    put(meeting, 5, ItemKind.MINUTES, minutes_of=empty)
    put(meeting, 6, ItemKind.MINUTES, minutes_of=held)
    notes = {one.number: (one.note, one.papers, bool(one.minutes)) for one in seen(meeting).items}
    assert notes[5] == ("to follow", "", False)
    assert notes[6] == ("herewith", "the minutes", True)
    MinutesPaper.objects.create(meeting=held, state=MinutesState.DRAFT)
    one = item(meeting, 6)
    assert (one.note, one.papers, one.minutes) == ("to follow", "", None)


def test_what_was_minuted_and_arose_of_a_closed_item_members_read_and_the_public_does_not(meeting, held):
    land = held.items.create(number=1, title="Land", kind=ItemKind.REPORT, exempt_paragraph=3)
    minute = held.minutes.create(number=2, title="Land", text="It was sold.", item=land)
    minute.resolutions.create(text="That the land be sold.")
    put(meeting, 5, ItemKind.MINUTES, minutes_of=held)
    put(meeting, 6, ItemKind.MATTERS_ARISING)
    for audience, title in ((Audience.PUBLIC, "Exempt item"), (Audience.MEMBERS, "Land")):
        assert [one.title for one in item(meeting, 5, audience).minutes.minutes] == ["Accounts", title]
        assert [one.title for one in item(meeting, 6, audience).arising.open] == ["Accounts", title]


def test_an_item_by_itself_reads_as_it_does_within_its_agenda(meeting, held, council):
    put(meeting, 5, ItemKind.MINUTES, minutes_of=held)
    put(meeting, 6, ItemKind.MATTERS_ARISING)
    for audience in Audience:
        for row in AgendaItem.objects.filter(meeting=meeting):
            assert item_view(row, meeting, council, audience=audience) == item(meeting, row.number, audience)


def test_who_reports_by_word_of_mouth_is_said_where_it_is_known(meeting):
    put(meeting, 5, ItemKind.VERBAL)
    put(meeting, 6, ItemKind.VERBAL, presenter=Post.objects.get(title="Treasurer"))
    put(meeting, 7, ItemKind.PROCEDURAL, presenter=Post.objects.get(title="Treasurer"))
    assert [one.note for one in seen(meeting).items[4:]] == ["verbal report", "Treasurer to report", ""]


def test_files_that_go_with_an_item_are_listed_until_they_are_taken_off(meeting, clerk):
    row = meeting.items.get(number=3)
    letter = attach(item=row, title="Letter", name="letter.pdf", file=pdf(pages=2), by=clerk)
    plan = attach(item=row, title="Plan", name="plan.pdf", file=pdf(), by=clerk)
    take_off(plan, by=clerk)
    [listed] = item(meeting, 3).attachments
    assert (listed.pk, listed.title, listed.name, listed.sha256, listed.pages, listed.size) == (
        letter.pk, "Letter", "letter.pdf", letter.sha256, 2, letter.size,
    )  # fmt: skip
    assert item(meeting, 3).note == "", "a file stands in the place of the report"


# For those who keep it


def test_those_who_keep_an_agenda_see_each_item_with_its_mark_and_whether_it_has_a_report(meeting):
    with CaptureQueriesContext(connection) as asked:
        lines = agenda_lines(meeting)
    assert len(asked) == 1
    items = list(meeting.items.all())
    assert lines == (
        AgendaLine(items[0], "", "", has_papers=False),
        AgendaLine(items[1], "", "", has_papers=True),
        AgendaLine(items[2], "", "", has_papers=False),
        AgendaLine(items[3], "", MARK, has_papers=True),
    )


def test_late_items_are_kept_for_the_minutes_with_whether_the_public_may_read_of_them(meeting):
    meeting.items.filter(number__in=(2, 4)).update(late_because="The river rose.")
    meeting.items.filter(number=3).update(late_because="It came late.", withdrawn_because="It was not needed.")
    second, fourth = meeting.items.get(number=2), meeting.items.get(number=4)
    assert late_items(meeting) == (
        LateItem(second.pk, 2, "Accounts", "The river rose.", is_closed=False),
        LateItem(fourth.pk, 4, "Land", "The river rose.", is_closed=True),
    )


def test_a_list_of_meetings_says_of_each_where_its_publication_stands_in_one_query(meeting, clerk, council):
    later = Meeting.objects.create(
        board=meeting.board, date=dt.date(2007, 10, 22), publication_deadline=dt.date(2007, 10, 12)
    )
    undated = Meeting.objects.create(board=meeting.board, date=dt.date(2007, 11, 19))
    with CaptureQueriesContext(connection) as asked:
        lines = meeting_lines(Meeting.objects.order_by("date"), council, dt.date(2007, 9, 20))
    assert len(asked) == 1
    assert [line.meeting for line in lines] == [meeting, later, undated]
    assert [line.clock and line.clock.tone for line in lines] == [Tone.LATE, lines[1].clock.tone, None]


# What is not ready


def awaiting(number: int, title: str) -> Unready:
    return Unready(
        number, title, "Its report has not been written. It can follow in a supplement, and is listed so.", stops=False
    )


def test_an_agenda_without_items_is_not_ready_and_one_whose_day_has_passed_says_why(meeting):
    empty = Meeting.objects.create(
        board=meeting.board, date=dt.date(2007, 10, 22), publication_deadline=dt.date(2007, 10, 12)
    )
    nothing = Unready(None, "", "No item has been put on the agenda yet.", stops=False)
    assert unready(empty, dt.date(2007, 10, 12)) == (nothing,)
    assert unready(empty, dt.date(2007, 10, 13)) == (
        nothing,
        Unready(
            None, "", "The agenda was to be published by 12\u00a0October\u00a02007: say why it was not.", stops=False
        ),
    )


@pytest.mark.usefixtures("quick_layout")
def test_once_a_pack_is_issued_nobody_asks_why_it_was_late_but_why_a_new_item_is(meeting, clerk):
    issued(meeting, clerk)
    late = put(meeting, 9, ItemKind.VERBAL)
    special = Unready(
        9, "Matter 9", "It came after the agenda was published: its special circumstances must be given.", stops=True
    )
    on = dt.date(2007, 9, 20)
    assert unready(meeting, on) == (awaiting(3, "Risks"), special)
    late.late_because = "The river rose."
    late.save()
    assert unready(meeting, on) == (awaiting(3, "Risks"),)


def test_a_report_that_is_being_written_says_whom_it_waits_for(meeting):
    template = meeting.items.get(number=2).report.template
    author = Post.objects.get(title="Treasurer")
    CommitteeReport.objects.create(item=meeting.items.get(number=3), template=template, title="Risks", author=author)
    assert unready(meeting, TODAY) == (
        Unready(
            3,
            "Risks",
            "The report is a draft and waits for the Treasurer. It can follow in a supplement, and is listed so.",
            stops=False,
        ),
    )


def test_what_an_item_lacks_is_said_in_full_and_nothing_of_one_that_is_withdrawn(meeting):
    put(meeting, 5, ItemKind.MINUTES)
    meeting.items.filter(number=4).update(public_interest="")
    put(meeting, 6, ItemKind.VERBAL, is_confidential=True)
    assert unready(meeting, TODAY) == (
        awaiting(3, "Risks"),
        Unready(4, "Land", "It is exempt, and why that is in the public interest must be given.", stops=True),
        Unready(5, "Matter 5", "It does not say which meeting's minutes are to be approved.", stops=False),
    )
    meeting.items.update(withdrawn_because="No time.")
    assert unready(meeting, TODAY) == ()


# By those who read


def test_the_page_of_a_meeting_reads_like_its_agenda(meeting, signed_in):
    meeting.items.filter(number=4).update(withdrawn_because="The buyer went bankrupt.")
    put(meeting, 5, ItemKind.VERBAL, presenter=Post.objects.get(title="Treasurer"))
    shown = signed_in(Role.VIEWER).get(meeting.get_absolute_url()).content.decode()
    assert "Treasurer to report" in shown
    assert "bankrupt" not in shown
