import datetime as dt

import pytest

from accounts.choices import Role
from actions.models import Action, Milestone
from actions.services import decide_date, record_update, request_date
from improvement_plan.models import Plan, PlanEntry
from improvement_plan.reporting import plan_report, position, tiles
from improvement_plan.reporting.tiles import tiles_of
from organisation.models import Council

PLAN = "/plans/corporate-improvement-plan/"
BEFORE = dt.date(2007, 7, 1)


def at(day: dt.date):
    return position(day, Council.objects.get())


def refs(client, query: str) -> list[str]:
    return [row["ref"] for row in client.get(f"{PLAN}?{query}&_export=json").json()]


def test_at_a_day_before_the_first_update_nothing_was_reported(as_, rotherham):
    html = as_("viewer").get(f"{PLAN}?on=2007-07-01").content.decode()
    assert "Position at the end of 1\u00a0July\u00a02007" in html
    assert "version 1 " in html
    then = tiles(Plan.objects.get(), at(BEFORE))
    assert (then.actions, then.complete, then.with_status, then.updated, then.redated) == (173, 0, 0, 0, 0)


def test_the_counts_of_a_past_day_are_those_of_its_lines(rotherham):
    for day in (BEFORE, dt.date(2007, 8, 6), rotherham):
        report = plan_report(Plan.objects.get(), day, council=Council.objects.get())
        assert tiles_of(report.lines) == report.tiles == tiles(Plan.objects.get(), at(day))


def test_a_line_that_came_later_is_not_shown_and_one_that_was_closed_later_is(as_, rotherham):
    later, closed = PlanEntry.objects.exclude(action=None)[:2]
    PlanEntry.objects.filter(pk=later.pk).update(added_on=dt.date(2007, 8, 1))
    PlanEntry.objects.filter(pk=closed.pk).update(closed_on=dt.date(2007, 8, 1), closed_because="Done elsewhere")
    viewer = as_("viewer")
    now, then = refs(viewer, "q="), refs(viewer, "on=2007-07-31")
    assert later.ref in now
    assert closed.ref not in now
    assert later.ref not in then
    assert closed.ref in then
    assert later.ref in refs(viewer, "on=2007-08-01")
    assert closed.ref not in refs(viewer, "on=2007-08-01")


def test_an_action_agreed_later_is_not_shown(as_, rotherham):
    entry = PlanEntry.objects.exclude(action=None).first()
    Action.objects.filter(pk=entry.action_id).update(opened_on=dt.date(2007, 8, 1))
    assert entry.ref not in refs(as_("viewer"), "on=2007-07-31")
    assert entry.ref in refs(as_("viewer"), "on=2007-08-01")


def test_filters_judge_by_the_past_day(as_, rotherham):
    assert refs(as_("viewer"), "on=2007-08-10&due=overdue") == ["1.5.1", "2.1.3", "8.1.3", "9.2.1"]
    assert refs(as_("viewer"), "on=2007-07-01&rating=complete") == []


@pytest.mark.parametrize(
    ("day", "said"),
    [("2007-09-11", "has not come yet. Choose today or a day in the past."), ("soon", "That is not a date.")],
)
def test_a_day_that_cannot_be_is_said(as_, rotherham, day, said):
    viewer = as_("viewer")
    for page in ("", "summary/", "exceptions/", "changes/", "timeline/"):
        html = viewer.get(f"{PLAN}{page}?on={day}").content.decode()
        assert said in html
        assert "1.1.1" not in html
    for file in (".pdf", ".xlsx", ".docx"):
        answer = viewer.get(f"{PLAN[:-1]}{file}?on={day}")
        assert answer.status_code == 404
        assert said in answer.content.decode()


def test_the_ways_of_reading_keep_to_the_day(as_, rotherham):
    html = as_("viewer").get(f"{PLAN}?on=2007-07-01").content.decode()
    for way in ("summary/", "exceptions/", "changes/", "timeline/"):
        assert f'href="{PLAN}{way}?on=2007-07-01"' in html
    assert 'href="/plans/corporate-improvement-plan.xlsx?on=2007-07-01"' in html
    assert "layout=numbered&amp;on=2007-07-01" in html


def test_the_past_is_as_it_was_whatever_came_after(rotherham, person):
    by = person(Role.PERFORMANCE)
    before = plan_report(Plan.objects.get(), BEFORE, council=Council.objects.get())
    steps = Milestone.objects.filter(due_on__gt=rotherham, recurrence="", completed_on=None)
    step = steps.filter(action__plan_entries__isnull=False).first()
    change = request_date(step, step.due_on + dt.timedelta(days=90), reason="Later.", by=by, approval="superior")
    decide_date(change, "approved", by=person(Role.PERFORMANCE, email="b@anytown.example"))
    record_update(action=step.action, by=by, status="off_track", words="Late.")
    after = plan_report(Plan.objects.get(), BEFORE, council=Council.objects.get())
    assert [entry.action for entry in after.lines] == [entry.action for entry in before.lines]
