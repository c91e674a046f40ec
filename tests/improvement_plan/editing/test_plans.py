"""Making a plan, and its title, layout and time."""

import pytest

from improvement_plan.models import Plan
from tests.improvement_plan.editing.pages import EDIT, said, texts


def test_a_plan_is_made_with_an_address_from_its_title(council, team):
    made = {"title": "Children’s improvement plan", "layout": "numbered", "starts": "2007-04-01", "slug": ""}
    answer = team.post("/plans/new/", made, follow=True)
    plan = Plan.objects.get()
    assert (plan.slug, plan.layout) == ("childrens-improvement-plan", "numbered")
    assert said(answer) == ["Children’s improvement plan is made. Add its first section."]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"title": ""}, "Give the plan a title."),
        ({"title": "Plan"}, "Another plan has the address “plan”. Choose another one."),
        ({"title": "New"}, "“new” is the address of another page. Choose another one: new-plan."),
        ({"title": "x", "slug": "Import"}, "“Import” is the address of another page. Choose another one: Import-plan."),
        ({"title": "…"}, "No address can be made from this title. Give one: improvement-plan."),
        ({"title": "x", "starts": "2008-01-01", "ends": "2007-01-01"}, "The end is before the start."),
    ],
)
def test_what_is_wrong_with_a_new_plan_is_said(plan, team, data, sentence):
    answer = team.post("/plans/new/", {"layout": "objectives"} | data)
    assert answer.status_code == 422
    assert sentence in texts(answer)
    assert Plan.objects.count() == 1


def test_two_people_who_change_a_plan_see_each_others_words(plan, team):
    data = {"title": "Mine", "slug": "plan", "layout": "objectives", "opened_version": plan.version}
    plan.title = "Theirs"
    plan.save()
    answer = team.post(f"{EDIT}plan/", data)
    assert answer.status_code == 409
    assert "Somebody else changed this while you had it open. Theirs is now title: Theirs." in texts(answer)
    assert 'value="Mine"' in answer.content.decode()
    again = team.post(f"{EDIT}plan/", data | {"opened_version": plan.version})
    assert again.status_code == 302
    plan.refresh_from_db()
    assert plan.title == "Mine"
