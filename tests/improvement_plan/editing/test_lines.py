"""The lines of a plan with their actions and milestones: adding, changing and closing them."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from actions.models import Action, Milestone
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from organisation.models import Framework, Outcome, Post
from tests.improvement_plan.editing.pages import EDIT, at, line, line_data, texts


def test_a_line_is_added_with_its_action_posts_and_milestones(plan, team):
    lead, helper = (Post.objects.create(title=title) for title in ("Head of Waste", "Clerk"))
    objective = Objective.objects.get(text="Objective 1")
    data = line_data(ref="1.1.9") | {
        "action-lead": lead.pk,
        "action-contributors": [helper.pk],
        "new-0-measure": "Adopted",
        "new-0-date": "Summer 2008",
        "new-1-measure": "",
        "new-1-date": "",
    }
    answer = team.post(f"{EDIT}add/line/?in={objective.pk}&after={line(1).pk}", data)
    entry = PlanEntry.objects.get(ref="1.1.9")
    step = entry.action.milestones.get()
    assert answer.url == at(Section.objects.get(), f"line-{entry.pk}")
    assert [str(e) for e in objective.entries.all()] == ["Action 1", "Do it", "Action 2"]
    assert (entry.action.lead, list(entry.action.contributors.all())) == (lead, [helper])
    assert entry.action.opened_on == dt.date(2007, 9, 10)
    assert (step.date_as_written, step.due_on, step.first_due_on, step.precision, step.added_on) == (
        "Summer 2008", dt.date(2008, 8, 31), dt.date(2008, 8, 31), "season", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"action-title": ""}, "Say what will be done, starting with a verb."),
        ({"ref": "1.1.2"}, "1.1.2 is the reference of “Action 2”. Choose another one."),
        ({"ref": "Edit"}, "“Edit” is the address of another page of the plan. Choose another reference."),
        (
            {"new-0-date": "July 2007 (revise to October 2007)"},
            "These are two dates. Write the first one; once it is stored, ask for the new date with the reason.",
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said_and_nothing_is_stored(plan, team, changes, sentence):
    answer = team.post(f"{EDIT}line/{line(1).pk}/", line_data(line(1), **{"action-title": "Anew"} | changes))
    assert answer.status_code == 422
    assert sentence in texts(answer)
    assert Action.objects.filter(title="Anew").count() == 0


def test_the_lead_does_not_take_part_beside(plan, team):
    lead = Post.objects.create(title="Clerk")
    changes = {"action-lead": lead.pk, "action-contributors": [lead.pk]}
    answer = team.post(f"{EDIT}line/{line(1).pk}/", line_data(line(1), **changes))
    assert "Clerk leads the action already. Take it out here or above." in texts(answer)


def test_a_date_that_was_agreed_is_not_changed_by_the_form(plan, team):
    day = dt.date(2008, 3, 31)
    step = Milestone.objects.create(
        action=line(1).action, measure="M", date_as_written="March 2008", due_on=day, first_due_on=day
    )
    page = team.get(f"{EDIT}line/{line(1).pk}/")
    assert reverse("ask-for-date", args=[step.action_id, step.pk]) in page.content.decode()
    data = line_data(line(1), **{f"step-{step.pk}-date": "May 2009", f"step-{step.pk}-measure": "Anew"})
    assert team.post(f"{EDIT}line/{line(1).pk}/", data).status_code == 302
    step.refresh_from_db()
    assert (step.measure, step.due_on, step.date_as_written) == ("Anew", day, "March 2008")


def test_a_milestone_without_a_date_is_given_its_first_one_and_one_that_is_added_later_says_so(plan, team):
    step = Milestone.objects.create(action=line(1).action, order=4, measure="M", date_as_written="TBC")
    undated = Milestone.objects.create(action=line(1).action, order=3, measure="N", date_as_written="Soon")
    changes = {
        f"step-{step.pk}-date": "May 2008",
        f"step-{undated.pk}-date": "",
        "new-0-measure": "Later",
        "new-0-date": "Some day",
    }
    assert team.post(f"{EDIT}line/{line(1).pk}/", line_data(line(1), **changes)).status_code == 302
    step.refresh_from_db()
    assert (step.due_on, step.first_due_on) == (dt.date(2008, 5, 31), dt.date(2008, 5, 31))
    undated.refresh_from_db()
    assert (undated.date_as_written, undated.due_on) == ("", None)
    added = Milestone.objects.get(measure="Later")
    assert (added.order, added.due_on, added.needs_review, added.added_on) == (5, None, True, dt.date(2007, 9, 10))


def test_saving_a_line_unchanged_leaves_no_history(plan, team):
    before = line(1)
    assert team.post(f"{EDIT}line/{before.pk}/", line_data(before)).status_code == 302
    assert (line(1).version, line(1).action.version) == (before.version, before.action.version)


def test_a_new_title_meets_a_new_title_and_both_are_shown(plan, team):
    opened = line_data(line(1), **{"action-title": "Mine"})
    action = line(1).action
    action.title = "Action 1 of theirs"
    action.save()
    entry = PlanEntry.objects.get(action=action)
    answer = team.post(f"{EDIT}line/{entry.pk}/", opened)
    assert answer.status_code == 409
    assert "Theirs is now title: Action 1 of theirs." in texts(answer)
    assert ">Mine</textarea>" in re.sub(r"\s*\n\s*", "", answer.content.decode())


def test_a_post_that_somebody_else_has_added_is_not_taken_out_unseen(plan, team):
    mine, theirs = (Post.objects.create(title=title) for title in ("Clerk", "Head of Waste"))
    opened = line_data(line(1), **{"action-contributors": [mine.pk]})
    added = line_data(line(1), **{"action-contributors": [theirs.pk]})
    address = f"{EDIT}line/{line(1).pk}/"
    assert team.post(address, added).status_code == 302
    answer = team.post(address, opened)
    assert answer.status_code == 409
    assert "Theirs is now other posts that take part: Head of Waste." in texts(answer)
    assert team.post(address, opened | {"action-opened_version": line(1).action.version}).status_code == 302
    assert list(line(1).action.contributors.all()) == [mine]


def test_an_update_of_an_officer_does_not_stand_in_the_way_of_a_new_title(plan, team):
    opened = line_data(line(1), **{"action-title": "Mine"})
    action = line(1).action
    action.status = "on_track"
    action.save()
    entry = PlanEntry.objects.get(action=action)
    assert team.post(f"{EDIT}line/{entry.pk}/", opened).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.status) == ("Mine", "on_track")


def test_an_action_serves_several_plans_and_its_form_says_so(plan, team):
    other = Plan.objects.create(title="Other", slug="other", layout="numbered")
    area = PriorityArea.objects.create(section=Section.objects.create(plan=other, number=1, title="S"), number=1)
    objective = Objective.objects.create(area=area, text="Theirs")
    address = f"/plans/other/edit/add/existing/?in={objective.pk}"
    found = team.get(f"{address}&q=action 1.1.2")
    assert "in Plan, 1.1.2" in texts(found)
    assert "Action 1" not in texts(found)
    assert "No action matches “zzz”." in texts(team.get(f"{address}&q=zzz"))
    put = team.post(address, {"action": line(2).action_id})
    entry = objective.entries.get()
    assert put.url == f"/plans/other/edit/line/{entry.pk}/"
    form = team.get(put.url)
    assert "This action stands in 1\u00a0other place too" in form.content.decode()
    assert "Outcome sought" in texts(form)
    assert "in 1\u00a0other place too" in texts(team.get("/plans/other/edit/"))
    page = texts(team.get(entry.action.get_absolute_url()))
    assert "Plan, 1.1.2" in page
    assert "Other" in page


def test_a_line_is_closed_with_a_reason_and_opened_again(plan, team):
    entry = line(1)
    address = f"{EDIT}line/{entry.pk}/close/"
    wrong = team.post(address, {"to": "closed", "closed_on": "2007-09-11", "opened_version": entry.version})
    assert "Say why the line is closed." in texts(wrong)
    assert "That day has not come yet." in texts(wrong)
    facts = {"to": "closed", "closed_on": "2007-09-01", "closed_because": "Done elsewhere", "opened_version": 1}
    assert team.post(address, facts).url == at(Section.objects.get(), "closed")
    page = texts(team.get(EDIT))
    assert "Done elsewhere" in page
    assert "Action 1" not in texts(team.get("/plans/plan/"))
    twice = team.post(address, facts, follow=True)
    assert twice.status_code == 409
    assert "“Action 1” is closed already" in twice.content.decode()
    back = {"to": "open", "reason": "Not done after all", "opened_version": line(1).version}
    assert team.post(address, back).status_code == 302
    assert (line(1).closed_on, line(1).closed_because) == (None, "")
    assert line(1).history.first().history_change_reason == "Not done after all"


def test_a_line_says_which_outcomes_its_action_serves_and_leaves_what_others_ticked(plan, team):
    framework = Framework.objects.create(name="Council Plan", kind="corporate_plan")
    homes, health, parks = (
        Outcome.objects.create(framework=framework, title=one) for one in ("Homes", "Health", "Parks")
    )
    action, address = line(1).action, f"{EDIT}line/{line(1).pk}/"
    action.outcomes.add(homes)
    assert "Outcomes it serves: Homes" in texts(team.get(address))
    action.outcomes.add(parks)  # somebody else, meanwhile
    ticked = {"serves-was": str(homes.pk), "serves-outcomes": [health.pk]}
    assert team.post(address, line_data(line(1)) | ticked).status_code == 302
    assert set(action.outcomes.all()) == {health, parks}
    added = line_data(ref="1.1.9") | {"serves-was": "", "serves-outcomes": [homes.pk, health.pk]}
    team.post(f"{EDIT}add/line/?in={Objective.objects.get(text='Objective 1').pk}", added)
    assert set(PlanEntry.objects.get(ref="1.1.9").action.outcomes.all()) == {homes, health}


def test_an_outcome_that_is_not_there_any_more_keeps_the_whole_line_out(plan, team):
    changes = {"action-title": "Anew", "serves-was": "", "serves-outcomes": [9]}
    answer = team.post(f"{EDIT}line/{line(1).pk}/", line_data(line(1), **changes))
    assert answer.status_code == 422
    assert "One of these outcomes is not there any more. Look again." in texts(answer)
    assert Action.objects.filter(title="Anew").count() == 0
