import html
import re

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action
from improvement_plan.models import Plan, PlanEntry, PlanVersion
from improvement_plan.services import record_version
from improvement_plan.views.versions import next_number

AT = "/plans/corporate-improvement-plan/versions/"
REVIEW = {"number": "3", "reviewed_on": "2007-09-10", "issues": "Autumn review", "amended": "no"}


def texts(answer) -> str:
    return re.sub(r"[ \n]+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.parametrize(
    ("numbers", "following"), [([], "1"), (["1"], "2"), (["1", "1.2"], "1.3"), (["1.9"], "1.10"), (["final"], "")]
)
def test_the_next_number_is_proposed(numbers, following):
    assert next_number(numbers) == following


def test_versions_from_before_the_plan_was_kept_here_say_so(as_, rotherham):
    viewer = as_("viewer")
    listed = texts(viewer.get(AT))
    assert "From before the plan was kept here" in listed
    assert "Record a review" not in listed
    assert "This version is from before the plan was kept here" in texts(viewer.get(f"{AT}1/"))
    assert viewer.get(f"{AT}9/").status_code == 404
    assert viewer.get(f"{AT}compare/?from=1").status_code == 404


def test_a_version_is_opened_as_it_was_whatever_happens_to_the_plan(as_, rotherham):
    action = PlanEntry.objects.get(ref="8.1.3").action
    was = action.title
    Action.objects.filter(pk=action.pk).update(title="Something else")
    page = texts(as_("viewer").get(f"{AT}2/"))
    assert "The plan as recorded on 6\u00a0August\u00a02007" in page
    assert was in page
    assert "Something else" not in page
    assert PlanVersion.objects.get(number="2").sha256 in page


def test_a_review_is_recorded_with_the_plan_as_it_stands(as_, rotherham):
    team = as_("performance")
    assert 'value="3"' in team.get(f"{AT}record/").content.decode()
    answer = team.post(f"{AT}record/", REVIEW, follow=True)
    assert [str(m) for m in answer.context["messages"]] == ["Version 3 is recorded, with the plan as it stands today."]
    kept = PlanVersion.objects.get(number="3").content
    assert sum(len(o["lines"]) for s in kept["sections"] for a in s["areas"] for o in a["objectives"]) == 175


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "2"}, "Version 2 of the plan is recorded already. Give the next number."),
        ({"number": "compare"}, "“compare” cannot be the number of a version. Write it as 1.2."),
        ({"issues": ""}, "Say what the review was about."),
        ({"approved_on": "2007-09-10"}, "Say who approved it."),
        ({"approved_by": "Cabinet"}, "Say when it was approved."),
    ],
)
def test_what_is_wrong_with_a_record_is_said(as_, rotherham, changes, sentence):
    answer = as_("performance").post(f"{AT}record/", REVIEW | changes)
    assert answer.status_code == 422
    assert sentence in texts(answer)
    assert PlanVersion.objects.count() == 2


def test_nothing_differs_until_something_does(as_, rotherham):
    viewer = as_("viewer")
    assert "Nothing differs." in texts(viewer.get(f"{AT}compare/"))
    entry = PlanEntry.objects.get(ref="8.1.3")
    entry.action.title += " of all services"
    entry.action.save()
    PlanEntry.objects.filter(ref="1.1.1").update(closed_on="2007-09-10", closed_because="x")
    page = texts(viewer.get(f"{AT}compare/?from=2&to=now"))
    assert "From version 2 of 6\u00a0August\u00a02007 to the plan as it stands on 10\u00a0September\u00a02007" in page
    assert "2\u00a0differences between 175\u00a0lines and 174\u00a0lines." in page
    assert f"Re-worded {entry.action.title.removesuffix(' of all services')}" in page
    gone = texts(viewer.get(f"{AT}compare/?from=2&to=now&kind=gone"))
    assert "1\u00a0difference of this kind." in gone
    assert "no more in the plan" in gone
    assert viewer.get(f"{AT}compare/?from=2&kind=purple").status_code == 404


def test_two_versions_are_compared_without_the_present(as_, rotherham):
    entry = PlanEntry.objects.get(ref="1.1.1")
    entry.outcome_sought = "Four of four"
    entry.save()
    record_version(plan=Plan.objects.get(), number="3", reviewed_on=rotherham, issues="x")
    entry.outcome_sought = ""
    entry.save()
    page = texts(as_("viewer").get(f"{AT}compare/?from=2&to=3"))
    assert "Outcome: none" in page
    assert "Outcome: Four of four" in page
    assert "Nothing differs." in texts(as_("viewer").get(f"{AT}compare/?from=2&to=now"))


@pytest.mark.parametrize("number", ["1/2", "now", "Compare"])
def test_no_door_takes_a_number_that_could_not_be_an_address(rotherham, number):
    version = PlanVersion.objects.first()
    version.number = number
    with pytest.raises(ValidationError, match=f"“{number}” cannot be the number of a version"):
        version.full_clean()
