import datetime as dt

import pytest
from django.utils import timezone

from accounts.choices import Role
from actions.models import Action, DateChange, start_of
from actions.services import record_update
from core.rag import Rag
from improvement_plan.models import Plan, PlanEntry
from improvement_plan.reporting import (
    past_meetings,
    plan_changes,
    plan_exceptions,
    plan_summary,
    plan_timeline,
    position,
)
from meetings.models import Meeting
from organisation.models import Board, Council

PLAN = "/plans/corporate-improvement-plan/"
MAY = dt.date(2007, 5, 14)


def plan() -> Plan:
    return Plan.objects.get()


def at(day: dt.date):
    return position(day, Council.objects.get())


def changes(since: dt.date, on: dt.date):
    found = plan_changes(plan(), since, at(on))
    return found, {group.key: group for group in found.groups}


# What changed


def test_everything_that_changed_since_the_board_met_is_counted_of_the_plan(rotherham):
    found, groups = changes(MAY, rotherham)
    assert {key: (group.lines, group.of) for key, group in groups.items()} == {
        "completed": (7, 173),
        "overdue": (8, 173),
        "redated": (2, 173),
        "status": (29, 173),
        "added": (0, 173),
        "closed": (0, 173),
        "said": (46, 173),
    }
    assert found.silence == "Of 173\u00a0open actions, 127 say nothing since then (73.4\u00a0%)."
    assert groups["closed"].none == "No line was closed."


def test_a_new_date_is_told_from_to_in_days_and_why(rotherham):
    _, groups = changes(MAY, rotherham)
    moved = groups["redated"].changes[0]
    assert moved.what.startswith("From 31\u00a0Jul\u00a02007 to 31\u00a0Oct\u00a02007, 92\u00a0days later")
    assert moved.why == "Revised in the plan itself."


def test_a_date_that_waits_for_a_decision_is_no_change(rotherham):
    DateChange.objects.update(decision="waiting", decided_at=None)
    assert changes(MAY, rotherham)[1]["redated"].lines == 0


def test_what_was_there_at_the_end_of_the_day_has_not_changed_since(rotherham):
    found, groups = changes(dt.date(2007, 8, 6), rotherham)
    assert {key for key, group in groups.items() if group.changes} == {"overdue"}
    assert (found.wanted, found.silent) == (166, 166)


def test_a_line_that_came_and_one_that_was_closed_are_told_with_the_reason(rotherham):
    came, gone = PlanEntry.objects.exclude(action=None)[:2]
    PlanEntry.objects.filter(pk=came.pk).update(added_on=dt.date(2007, 8, 1))
    PlanEntry.objects.filter(pk=gone.pk).update(closed_on=dt.date(2007, 8, 2), closed_because="Taken over by the LSP")
    _, groups = changes(MAY, rotherham)
    assert [change.ref for change in groups["added"].changes] == [came.ref]
    assert [(change.ref, change.why) for change in groups["closed"].changes] == [(gone.ref, "Taken over by the LSP")]
    assert (groups["added"].of, groups["closed"].of) == (172, 173)
    _, earlier = changes(MAY, dt.date(2007, 7, 31))
    assert not earlier["added"].changes
    assert not earlier["closed"].changes


def test_a_status_that_changes_says_both(rotherham, person):
    web = Action.objects.get(title__startswith="Web:")
    record_update(action=web, by=person(Role.PERFORMANCE), status="off_track", words="Supplier gone.")
    _, groups = changes(dt.date(2007, 8, 6), rotherham)
    assert [change.what for change in groups["status"].changes] == ["In progress → Off track"]
    assert [change.why for change in groups["said"].changes] == ["Supplier gone."]


def test_the_page_compares_with_the_last_meeting_unless_asked(as_, rotherham):
    html = as_("viewer").get(f"{PLAN}changes/").content.decode()
    assert "since the meeting of the Corporate Improvement Board on 14\u00a0May\u00a02007" in html
    html = as_("viewer").get(f"{PLAN}changes/?since=2007-08-06").content.decode()
    assert "What changed since 6\u00a0August\u00a02007, up to 10\u00a0September\u00a02007" in html


def test_any_boards_meeting_can_be_chosen_and_none_to_come(as_, rotherham):
    other = Meeting.objects.create(board=Board.objects.create(name="Executive", kind="political"), date="2007-08-20")
    assert past_meetings(rotherham)[0].words == "Executive, 20\u00a0August\u00a02007"
    assert all(held.date < rotherham for held in past_meetings(rotherham))
    html = as_("viewer").get(f"{PLAN}changes/?meeting={other.pk}").content.decode()
    assert "since the meeting of the Executive on 20\u00a0August\u00a02007" in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=2007-09-11", "has not come yet"),
        ("since=2007-08-01&on=2007-07-01", "Choose a day before the one at which the plan is read."),
        ("meeting=999", "There is no such choice."),
    ],
)
def test_what_cannot_be_compared_is_said(as_, rotherham, query, said):
    html = as_("viewer").get(f"{PLAN}changes/?{query}").content.decode()
    assert said in html
    assert "Newly overdue" not in html


# In counts


def test_the_summary_counts_every_action_once_by_section_and_once_by_directorate(rotherham):
    found = plan_summary(plan(), at(rotherham))
    assert found.actions == found.total.total == 173
    for rows in (found.sections, found.directorates):
        assert sum(row.total for row in rows) == 173
        for place, cell in enumerate(found.total.cells):
            assert sum(row.cells[place].count for row in rows) == cell.count
    counts = {cell.rag: cell.count for cell in found.total.cells}
    assert (counts[Rag.COMPLETE], counts[Rag.RED], counts[Rag.NOT_REPORTED]) == (7, 8, 139)
    assert [row.title for row in found.directorates][-2:] == ["No directorate", "No owner"]
    assert found.total.cells[0].words == "7 of 173 (4.0\u00a0%)"


@pytest.mark.one_database
@pytest.mark.parametrize("day", ["2007-09-10", "2007-08-10"])
def test_each_figure_of_the_summary_leads_to_its_actions(as_, rotherham, day):
    viewer = as_("viewer")
    found = plan_summary(plan(), at(dt.date.fromisoformat(day)))
    for row in (found.sections[2], found.directorates[0], *found.directorates[-3:]):
        for address, count in ((row.url, row.total), *((cell.url, cell.count) for cell in row.cells if cell.count)):
            lines = viewer.get(f"{address}&_export=json").json()
            assert len([line for line in lines if line["rating"]]) == count, address


# What wants attention


def test_each_exception_says_why(rotherham):
    found = plan_exceptions(plan(), at(rotherham), since=dt.date(2007, 3, 13))
    groups = {group.key: group for group in found.groups}
    counts = {key: len(group.lines) for key, group in groups.items()}
    assert counts == {
        "overdue": 8, "off-track": 0, "slipped": 3, "redated": 0, "milestone": 10, "owner": 33, "undated": 25,
        "silent": 127,
    }  # fmt: skip
    assert all(line.reason.endswith((".", "”")) for group in found.groups for line in group.lines)
    assert groups["overdue"].counted == "8 of 173 (4.6\u00a0%)"
    assert found.none == "off track and re-dated twice or more"
    assert found.concerned == len({line.url for group in found.groups for line in group.lines})


def test_twice_re_dated_off_track_and_silent_for_two_cycles(rotherham, person):
    web = Action.objects.get(title__startswith="Web:")
    step = web.milestones.first()
    for days in (1, 2):
        DateChange.objects.create(
            milestone=step,
            was=dt.date(2007, 7, 30),
            becomes=dt.date(2007, 7, 30 + 1),
            reason="x",
            requested_at=timezone.now(),
            decided_at=start_of(dt.date(2007, 8, days)),
        )
    record_update(action=web, by=person(Role.PERFORMANCE), status="off_track", words="x")
    found = plan_exceptions(plan(), at(rotherham), since=dt.date(2007, 8, 7))
    reasons = {group.key: {line.ref: line.reason for line in group.lines} for group in found.groups}
    assert reasons["redated"] == {"8.1.3": "Re-dated twice; due 31\u00a0July\u00a02007."}
    assert reasons["off-track"] == {"8.1.3": "Declared off track; due 31\u00a0July\u00a02007."}
    assert "8.1.3" not in reasons["silent"]
    assert reasons["silent"]["2.1.3"] == "Last update 6\u00a0August\u00a02007."


def test_where_nothing_wants_attention_it_is_said(as_, rotherham):
    PlanEntry.objects.exclude(action__status="complete").update(closed_on=rotherham, closed_because="x")
    PlanEntry.objects.filter(action__lead=None).update(closed_on=rotherham, closed_because="x")
    html = as_("viewer").get(f"{PLAN}exceptions/").content.decode()
    assert "None of 6\u00a0actions wants attention." in html


# Along time


def test_the_timeline_draws_what_the_table_says(as_, rotherham):
    found = plan_timeline(at(rotherham).entries(plan()), at(rotherham))
    assert len(found.rows) + found.undated == 173
    assert {ref for ref, _ in found.rows} == {entry.ref for entry, _ in found.steps}
    moved = [step for _, steps in found.steps for step in steps if step.slipped]
    assert {(step.first_due, step.due) for step in moved} == {(dt.date(2007, 7, 31), dt.date(2007, 10, 31))}
    assert 6 <= len(found.drawn.axis.ticks) <= 10
    html = as_("viewer").get(f"{PLAN}timeline/?page=2").content.decode()
    assert "The same in figures" in html


def test_at_a_past_day_a_date_lies_where_it_lay(rotherham):
    then = plan_timeline(at(dt.date(2007, 7, 1)).entries(plan()), at(dt.date(2007, 7, 1)))
    assert not [step for _, steps in then.steps for step in steps if step.slipped]
