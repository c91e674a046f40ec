"""Keeping frameworks and their outcomes without the admin."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from frameworks.services import StillServedError, add_outcome, move_outcome, remove_outcome
from organisation.models import Framework, Outcome


def titles(framework: Framework) -> list[str]:
    return [row.title for row in framework.outcomes.all()]


def test_the_performance_team_enters_a_framework_and_goes_on_to_its_outcomes(served, signed_in):
    team = signed_in(Role.PERFORMANCE)
    page = team.post(reverse("new-framework"), {"name": "Improvement notice", "kind": "inspection"}, follow=True)
    framework = Framework.objects.get(name="Improvement notice")
    assert page.redirect_chain[-1][0] == reverse("framework-outcomes", args=[framework.pk])
    team.post(reverse("new-outcome", args=[framework.pk]), {"ref": "1", "title": "Children are safe"})
    assert titles(framework) == ["Children are safe"]
    assert framework.history.count() == framework.outcomes.get().history.count() == 1


def test_a_framework_without_a_name_or_kind_is_refused_with_sentences(served, signed_in):
    page = signed_in(Role.PERFORMANCE).post(reverse("new-framework"), {})
    assert page.status_code == 422
    words = page.content.decode()
    assert "Say what it is called." in words
    assert "Choose what it is." in words


def test_a_framework_of_a_name_that_is_taken_is_refused(served, signed_in):
    page = signed_in(Role.PERFORMANCE).post(reverse("new-framework"), {"name": "Council Plan", "kind": "government"})
    assert (page.status_code, Framework.objects.count()) == (422, 1)
    assert "There is a framework of this name already." in page.content.decode()


def test_a_framework_ends_and_what_served_it_stays_on_its_page(served, signed_in):
    served.indicator("A1", served.first)
    team = signed_in(Role.PERFORMANCE)
    address = reverse("edit-framework", args=[served.framework.pk])
    data = {"name": "Council Plan", "kind": "corporate_plan", "ends": "2007-03-31", "opened_version": 1}
    assert team.post(address, data).status_code == 302
    page = team.get(served.framework.get_absolute_url()).content.decode()
    assert "ended" in page
    assert "Measure A1" in page


def test_an_end_before_the_beginning_is_refused(served, signed_in):
    address = reverse("edit-framework", args=[served.framework.pk])
    data = {"name": "x", "kind": "corporate_plan", "starts": "2007-04-01", "ends": "2007-03-31", "opened_version": 1}
    assert signed_in(Role.PERFORMANCE).post(address, data).status_code == 422
    served.framework.refresh_from_db()
    assert served.framework.ends is None


def test_a_title_that_another_outcome_has_is_refused(served, signed_in):
    address = reverse("edit-outcome", args=[served.framework.pk, served.second.pk])
    page = signed_in(Role.PERFORMANCE).post(address, {"title": "HOMES", "opened_version": 1})
    assert page.status_code == 422
    assert "This framework has an outcome of this title already." in page.content.decode()
    elsewhere = Framework.objects.create(name="Other", kind="government")
    team = signed_in(Role.PERFORMANCE)
    assert team.post(reverse("new-outcome", args=[elsewhere.pk]), {"title": "Homes"}).status_code == 302


def test_an_outcome_is_only_found_in_its_own_framework(served, signed_in):
    other = Framework.objects.create(name="Other", kind="government")
    team = signed_in(Role.PERFORMANCE)
    for name in ("outcome", "edit-outcome", "outcome-links"):
        assert team.get(reverse(name, args=[other.pk, served.first.pk])).status_code == 404


def moved(outcome: Outcome, *, up: bool) -> bool:
    """What a move of an outcome gives, as it is seen now."""
    outcome.refresh_from_db()
    return move_outcome(outcome=outcome, up=up, seen=outcome.version)


def test_outcomes_move_by_one_place_and_stop_at_the_ends(served):
    third = add_outcome(outcome=Outcome(framework=served.framework, title="Work"))
    assert titles(served.framework) == ["Homes", "Health", "Work"]
    assert moved(third, up=True)
    assert titles(served.framework) == ["Homes", "Work", "Health"]
    assert not moved(served.first, up=True)
    assert not moved(served.second, up=False)
    assert titles(served.framework) == ["Homes", "Work", "Health"]
    assert [row.order for row in served.framework.outcomes.all()] == [1, 2, 3]


def test_outcomes_that_were_never_numbered_move_too(served):
    for row in served.framework.outcomes.all():
        row.order = 0
        row.save()
    assert titles(served.framework) == ["Homes", "Health"]
    assert moved(served.second, up=True)
    assert titles(served.framework) == ["Health", "Homes"]


def test_a_move_that_is_none_is_not_found(served, signed_in):
    address = reverse("move-outcome", args=[served.framework.pk, served.first.pk])
    assert signed_in(Role.PERFORMANCE).post(address, {"do": "sideways"}).status_code == 404


@pytest.mark.parametrize("kind", ["indicator", "action"])
def test_an_outcome_that_something_serves_is_not_removed(served, kind):
    thing = served.indicator("A1", served.first) if kind == "indicator" else served.action("Build", served.first)
    with pytest.raises(StillServedError, match=f"1\u00a0{kind} serves it. Take them off it first."):
        remove_outcome(outcome=served.first)
    thing.outcomes.clear()
    remove_outcome(outcome=served.first)
    assert titles(served.framework) == ["Health"]
    assert Outcome.history.filter(id=served.first.pk, history_type="-").exists()


def test_a_refused_removal_is_told_on_the_page(served, signed_in):
    served.action("Build", served.first)
    address = reverse("remove-outcome", args=[served.framework.pk, served.first.pk])
    page = signed_in(Role.PERFORMANCE).post(address, follow=True).content.decode()
    assert "“P1 Homes” is not removed: 1\u00a0action serves it." in page
    assert titles(served.framework) == ["Homes", "Health"]
