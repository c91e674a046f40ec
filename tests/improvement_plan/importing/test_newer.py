"""A newer version of a plan that is kept."""

import re
from datetime import date

from actions.models import Action, Update
from improvement_plan.models import Plan, PlanEntry
from tests.improvement_plan.importing.browsing import CLEAR, NEWER, brought, confirm, made, words


def test_a_newer_version_is_compared_and_what_is_gone_may_stay_open(team):
    plan = made(team)
    upload = brought(team, NEWER, what="newer", plan=plan.pk)
    page = words(team.get(upload.get_absolute_url()))
    assert "Newer version of The plan" in page
    assert "What changes in the plan 1 new, 1 gone, 1 new status and 1 new update." in page
    assert "New status: 1 Line From To Draw up the statement On track Complete" in page
    entry = PlanEntry.objects.get(action__title="Review the framework")
    answer = confirm(team, upload, stays=[entry.pk])
    assert "The plan was brought up to the paper: 1 new, 1 gone" in words(answer)
    entry.refresh_from_db()
    assert entry.closed_on is None
    assert Plan.objects.count() == 1
    assert Action.objects.count() == 3
    assert Update.objects.filter(action__title="Draw up the statement").count() == 2
    team.post(f"{upload.get_absolute_url()}undo/")
    assert Action.objects.count() == 2
    assert Action.objects.get(title="Draw up the statement").status == "on_track"


def test_what_is_gone_is_closed_where_nobody_keeps_it_open(team):
    plan = made(team)
    upload = brought(team, NEWER, what="newer", plan=plan.pk)
    entry = PlanEntry.objects.get(action__title="Review the framework")
    page = team.post(f"{upload.get_absolute_url()}staying/", {"stays": entry.pk}, follow=True)
    assert re.search(rf'id="stays-{entry.pk}" checked', page.content.decode())
    confirm(team, upload)
    entry.refresh_from_db()
    assert entry.closed_on == date(2007, 9, 10)


def test_the_same_paper_again_differs_in_nothing(team):
    plan = made(team)
    upload = brought(team, CLEAR, what="newer", plan=plan.pk)
    page = words(team.get(upload.get_absolute_url()))
    assert "Nothing differs from the plan that is kept." in page
    assert "there is nothing to take in" in page


def test_a_newer_version_of_a_plan_that_was_undone_is_not_taken_in(team):
    plan = made(team)
    upload = brought(team, NEWER, what="newer", plan=plan.pk)
    team.post(f"{plan.uploads.get(is_new=True).get_absolute_url()}undo/")
    answer = confirm(team, upload)
    assert answer.status_code == 409
    assert "is no longer kept. Bring it as a new plan." in words(answer)
