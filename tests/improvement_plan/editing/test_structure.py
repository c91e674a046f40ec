"""A plan's structure, a section at a time, and its parts."""

import datetime as dt

import pytest

from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from tests.improvement_plan.editing.pages import EDIT, at, texts


@pytest.mark.parametrize(
    ("kind", "within", "field", "model"),
    [
        ("section", None, "title", Section),
        ("area", Section, "title", PriorityArea),
        ("objective", PriorityArea, "text", Objective),
        ("heading", Objective, "heading", PlanEntry),
    ],
)
def test_parts_are_added_and_edited(plan, team, kind, within, field, model):
    parent = within.objects.first().pk if within else ""
    address = f"{EDIT}add/{kind}/?in={parent}"
    assert team.post(address, {field: " "}).status_code == 422
    added = team.post(address, {field: "First words"})
    row = model.objects.get(**{field: "First words"})
    part = "line" if kind == "heading" else kind
    assert added.url == at(Section.objects.latest("pk"), f"{part}-{row.pk}")
    edited = team.post(f"{EDIT}{kind}/{row.pk}/", {field: "Second words", "opened_version": row.version})
    row.refresh_from_db()
    assert (edited.status_code, getattr(row, field)) == (302, "Second words")


def test_a_part_is_added_below_the_one_that_was_named(plan, team):
    first = Objective.objects.get(text="Objective 1")
    team.post(f"{EDIT}add/objective/?in={first.area_id}&after={first.pk}", {"text": "Between"})
    assert list(first.area.objectives.values_list("text", flat=True)) == ["Objective 1", "Between", "Objective 2"]


def test_one_section_is_shown_at_a_time_with_the_way_to_the_others_and_what_they_hold(plan, team, second):
    there = second.area.section
    PlanEntry.objects.create(
        objective=second, order=2, heading="Done with", closed_on=dt.date(2007, 9, 1), closed_because="Merged"
    )
    first = texts(team.get(EDIT))
    assert "3\u00a0lines, 1 closed" in first
    assert "Ambitions 2\u00a0lines Leadership 1\u00a0line, 1 closed" in first
    assert "Action 1" in first
    assert "Action 3" not in first
    assert "Merged" not in first
    answer = team.get(f"{EDIT}?section={there.pk}")
    assert f'href="?section={there.pk}" aria-current="page">' in answer.content.decode()
    assert "Action 3" in texts(answer)
    assert "Merged" in texts(answer)
    assert "Action 1" not in texts(answer)


def test_sections_are_listed_in_the_order_of_the_plan_and_the_first_is_shown(plan, team, second):
    there = second.area.section
    team.post(f"{EDIT}order/", {"do": f"section-{there.pk}-{there.version}-up"})
    answer = texts(team.get(EDIT))
    assert "Leadership 1\u00a0line Ambitions 2\u00a0lines" in answer
    assert "Action 3" in answer
    assert "Action 1" not in answer


@pytest.mark.parametrize("section", ["0", "999999", "x", "-1", "²", "9" * 30])
def test_a_section_that_the_plan_has_not_is_a_clear_page(plan, team, section):
    answer = team.get(f"{EDIT}?section={section}")
    assert answer.status_code == 404
    assert "The plan has no such section." in texts(answer)


def test_a_section_of_another_plan_is_not_shown_in_this_one(plan, team):
    theirs = Section.objects.create(plan=Plan.objects.create(title="Other", slug="other"), number=1, title="Theirs")
    assert team.get(f"{EDIT}?section={theirs.pk}").status_code == 404


def test_a_plan_without_a_section_says_what_comes_first(plan, team):
    Plan.objects.create(title="Other", slug="other")
    assert "The plan is empty. Sections come first" in texts(team.get("/plans/other/edit/"))


def test_who_leaves_a_form_comes_back_to_the_section_of_what_it_was_about(plan, team, second):
    there, entry = second.area.section, second.entries.get()
    ways = {
        f"line/{entry.pk}/": f"line-{entry.pk}",
        f"line/{entry.pk}/close/": f"line-{entry.pk}",
        f"objective/{second.pk}/": f"objective-{second.pk}",
        f"add/line/?in={second.pk}": f"objective-{second.pk}",
        f"add/line/?in={second.pk}&after={entry.pk}": f"line-{entry.pk}",
    }
    for page, place in ways.items():
        assert f'href="{at(there, place)}">Leave it' in team.get(f"{EDIT}{page}").content.decode(), page
