"""What a directorate's page says, rule by rule."""

from datetime import date

import pytest

from core.rag import Rag
from councilperf.directorate.report import DATES, in_short
from indicators.models import Measurement
from indicators.reporting.scorecard import choose, periods_held
from indicators.services import judge
from meetings.models import AgendaItem, CommitteeReport, Meeting, ReportTemplate
from organisation.models import Board, BoardMember, Post

pytestmark = pytest.mark.django_db


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def part(parts, heading: str):
    [found] = [one for one in parts if one.heading.startswith(heading)]
    return found


def only(parts, heading: str):
    [one] = part(parts, heading).entries
    return one


def answers(one) -> list[str]:
    return [plain(answer.words) for answer in one.answers]


def test_a_directorate_that_has_nothing_says_so_in_each_column(place):
    page = place.page()
    assert page.verdict == "Nothing that was measured or reported here is going badly."
    assert [one.none for one in page.good] == [
        "No post of this directorate owns an indicator that is measured.",
        "None has been said to be complete since 10\u00a0September\u00a02006.",
        "No clinic on its indicators has sat.",
    ]
    assert [(one.heading, one.none) for one in page.bad] == [
        ("Indicators off target, fallen or in the worst quartile", "None."),
        ("Actions overdue or off track", "No post of this directorate leads an open action."),
    ]
    assert (page.dates, page.counted, page.heads) == ((), "", ("Director of Place",))


def test_indicators_fall_by_their_stored_ratings_and_every_one_is_counted(place):
    place.indicator("A1", actual=95, target=90)
    place.indicator("A2", actual=60, target=90)
    place.indicator("A3", actual=88, target=90)
    place.indicator("A4", actual=50, before=40)  # no target, and better than the year before
    place.indicator("A5", actual=40, before=50)  # no target, and worse: no rule calls that an exception
    place.indicator("A6", actual=1, target=90, owner=Post.objects.create(title="Of no directorate"))
    page = place.page()
    assert [one.title for one in part(page.good, "Indicators").entries] == ["A4 Measure A4", "A1 Measure A1"]
    assert [one.title for one in part(page.bad, "Indicators").entries] == ["A2 Measure A2", "A3 Measure A3"]
    assert plain(page.counted) == (
        "5 indicators in 2006/07: 2 going well, 2 not, 1 neither, without a target or a figure that is due."
    )


def test_the_rating_that_was_stored_is_shown_and_no_other(place):
    row = place.indicator("A1", actual=60, target=90)
    figure = Measurement.objects.get(indicator=row)
    figure.override, figure.override_reason = "green", "The target was agreed to be 55."
    figure.save()
    judge([row.pk])
    assert only(place.page().good, "Indicators").mark.rag == Rag.GREEN


def test_where_nothing_is_done_it_says_so_plainly(place):
    place.indicator("A1", actual=60, target=90)
    page = place.page()
    one = only(page.bad, "Indicators")
    assert one.facts == "60, target 90, missed by 30"
    assert one.nothing == (
        "Nothing is being done: no clinic is open, no action is open, and nobody has said what comes next."
    )
    assert plain(page.verdict) == "1 thing is not going well. About 1 of 1 nothing is being done."


def test_a_clinic_that_is_only_suggested_is_not_yet_something_that_is_done(place):
    row = place.indicator("A1", actual=60, target=90)
    place.clinic("Why?", row)
    one = only(place.page().bad, "Indicators")
    assert answers(one) == ["Clinic “Why?”: suggested, no date yet"]
    assert one.nothing.startswith("Nothing is being done: no clinic has been agreed,")


@pytest.mark.parametrize(
    ("state", "day", "said"),
    [
        ("agreed", None, "agreed, no date yet"),
        ("scheduled", date(2007, 10, 3), "scheduled, sits on 3 Oct 2007"),
        ("follow_up", date(2007, 7, 3), "being followed up, sat on 3 Jul 2007"),
    ],
)
def test_an_open_clinic_is_an_answer_and_says_when(place, state, day, said):
    place.clinic("Why?", place.indicator("A1", actual=60, target=90), state=state, sat=day)
    one = only(place.page().bad, "Indicators")
    assert (answers(one), one.nothing) == ([f"Clinic “Why?”: {said}"], "")


def test_a_closed_clinic_without_an_open_action_is_no_answer(place):
    row = place.indicator("A1", actual=60, target=90)
    done = place.action("Sweep", status="complete", said=place.today)
    place.clinic("Why?", row, state="closed", closed_on=place.today, sat=date(2007, 7, 3), actions=[done])
    one = only(place.page().bad, "Indicators")
    assert (answers(one), one.nothing != "") == ([], True)


def test_the_open_actions_of_its_clinics_stand_beside_an_indicator_with_owner_and_date(place):
    row = place.indicator("A1", actual=60, target=90)
    made = [place.action(f"Step {n}", due=place.later(30 - n)) for n in range(4)]
    late = place.action("Too late", due=place.later(-3))
    place.clinic("Why?", row, state="held", sat=date(2007, 7, 3), actions=[*made, late])
    assert answers(only(place.page().bad, "Indicators"))[1:] == [
        "Too late (Head of Planning, due 7 Sep 2007, overdue)",
        "Step 3 (Head of Planning, due 7 Oct 2007)",
        "and 3 more actions",
    ]


def test_what_comes_next_is_an_answer_and_why_alone_is_none(place):
    place.indicator("A1", actual=60, target=90, words="Two more planners begin in October.")
    assert answers(only(place.page().bad, "Indicators")) == ["Said: “Two more planners begin in October.”"]
    figure = Measurement.objects.get(actual=60)
    figure.what_next, figure.why = "", "Two planners left."
    figure.save()
    assert only(place.page().bad, "Indicators").nothing


def test_worst_comes_first_and_of_the_like_that_of_which_nothing_is_done(place):
    place.indicator("A1", actual=88, target=90)
    place.indicator("A2", actual=60, target=90, words="Soon.")
    place.indicator("A3", actual=60, target=90)
    found = part(place.page().bad, "Indicators").entries
    assert [one.title[:2] for one in found] == ["A3", "A2", "A1"]


def test_an_action_that_is_late_says_how_late_and_what_was_said_in_this_cycle(place):
    place.action("Sweep", due=place.later(-10), status="on_track", said=place.later(-2))
    one = only(place.page().bad, "Actions")
    assert plain(one.facts) == "Head of Planning, due 31 Aug 2007, 10 days late"
    assert (answers(one), one.nothing) == (["Said on 8 Sep 2007: “It is coming.”"], "")


@pytest.mark.parametrize(
    ("said", "words"), [(date(2007, 1, 5), "since 5 January 2007"), (None, "ever")], ids=["long ago", "never"]
)
def test_an_action_of_which_nothing_was_said_this_cycle_says_that(place, said, words):
    place.action("Sweep", due=place.later(-10), said=said, status="on_track")
    one = only(place.page().bad, "Actions")
    assert plain(one.nothing) == (
        f"Nothing is being done: nobody has said anything of it {words}, and no new date is asked for."
    )


def test_an_action_that_is_on_track_or_led_elsewhere_is_not_among_the_bad(place):
    place.action("Fine", due=place.later(10), status="on_track", said=place.today)
    place.action("Theirs", due=place.later(-10), lead=Post.objects.create(title="Of no directorate"))
    found = part(place.page().bad, "Actions")
    assert (found.entries, plain(found.counted)) == ((), "0 of 1 open action")


def test_actions_done_in_the_last_twelve_months_are_good_the_newest_first(place):
    place.action("Long ago", status="complete", said=date(2006, 9, 1))
    place.action("Spring", status="complete", said=date(2007, 4, 1))
    place.action("Summer", status="complete", said=date(2007, 8, 1))
    found = part(place.page().good, "Actions")
    assert [one.title for one in found.entries] == ["Summer", "Spring"]
    assert plain(found.counted) == "2 since 10 Sep 2006"


def test_a_clinic_is_judged_by_its_measured_effect_alone(place):
    better = place.indicator("A1", actual=95, before=60, target=90)
    worse = place.indicator("A2", actual=60, before=95, target=90)
    for row in (better, worse):
        place.clinic(f"On {row.ref}", row, state="follow_up", sat=date(2006, 4, 1))
    page = place.page()
    assert only(page.good, "Clinics").title == "On A1"
    one = only(page.bad, "Clinics")
    assert one.title == "On A2"
    assert one.nothing == "Nothing is being done: it has no further sitting and has no open action."


def test_figures_that_have_not_come_in_are_told_of_together(place):
    for n in range(3):
        row = place.indicator(f"A{n}", actual=1 if n == 0 else None, before=1)
        if n:
            Measurement.objects.create(
                indicator=row, period=Measurement.objects.get(indicator__ref="A0", period__year=2006).period
            )
    judge()
    one = only(place.page().bad, "Figures")
    assert plain(one.title) == "2 figures for 2006/07 awaited"
    assert plain(one.facts) == "since 12 May 2007, 121 days: A1, A2"
    assert answers(one) == ["To come from Head of Planning (2)"]


def test_the_next_dates_are_those_of_the_directorate_in_order(place, person):
    place.action("Sweep", due=place.later(20))
    place.action("Elsewhere", due=place.later(21), lead=Post.objects.create(title="Of no directorate"))
    place.action("Next year", due=place.later(200))
    row = place.indicator("A1", actual=95, target=90)
    place.clinic("Why?", row, state="scheduled", sat=place.later(5))
    board = Board.objects.create(name="Cabinet", kind="political")
    meeting = Meeting.objects.create(board=board, date=place.later(30))
    Meeting.objects.create(board=Board.objects.create(name="Other", kind="officer"), date=place.later(2))
    item = AgendaItem.objects.create(meeting=meeting, number=1, title="A secret deal", presenter=place.planner)
    CommitteeReport.objects.create(
        item=item, template=ReportTemplate.objects.create(name="T"), title="A secret deal", author=place.planner,
        written_by=place.later(10),
    )  # fmt: skip
    found = [(plain(one.words), one.who, (one.on - place.today).days) for one in place.page().dates]
    assert found == [
        ("Clinic “Why?” sits", "", 5),
        ("A report to the Cabinet, 10 October 2007", "Head of Planning", 10),
        ("Action due: Sweep", "Head of Planning", 20),
        ("Cabinet meets, 1 item from here", "", 30),
    ]


def test_a_meeting_of_a_board_on_which_its_people_sit_is_theirs(place, person):
    board = Board.objects.create(name="Cabinet", kind="political")
    BoardMember.objects.create(board=board, user=person(holds=place.director), starts=date(2000, 1, 1))
    Meeting.objects.create(board=board, date=place.later(30))
    assert [one.words for one in place.page().dates] == ["Cabinet meets"]


def test_several_actions_of_one_day_are_one_date(place):
    for n in range(5):
        place.action(f"Step {n}", due=place.later(7))
    [one] = place.page().dates
    assert plain(one.words) == "5 actions due, among them: Step 0"


def test_more_than_has_room_is_counted_and_what_of_it_is_unanswered_too(place):
    for n in range(40):
        place.indicator(f"A{n}", actual=60, target=90)
        place.action(f"Step {n}", due=place.later(1 + n))
    page = place.page()
    side = page.fitted()
    [shown] = [one for one in side.bad if one.part.heading.startswith("Indicators")]
    left = 40 - len(shown.entries)
    assert shown.entries
    assert shown.more_words == f"and {left} more, about {left} of which nothing is being done"
    assert (len(side.dates), side.more_dates) == (DATES, 40 - DATES)


def test_in_short_it_is_a_sentence(place):
    place.indicator("A1", actual=95, target=90)
    place.action("Sweep", due=place.later(-1))
    period = choose(periods_held(), "", place.today)
    [one] = in_short([place.directorate.pk], period, place.today, council=place.council)
    assert plain(one.sentence) == (
        "On target in 2006/07: 1 of 1 with a value and a target (100.0 %); 1 of 1 in all (100.0 %). "
        "1 of 1 open action overdue."
    )
