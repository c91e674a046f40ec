"""Moving the parts of a plan, removing those that are empty, and numbering its lines."""

import re

from improvement_plan.models import Objective, Plan, PriorityArea, Section
from tests.improvement_plan.editing.pages import EDIT, at, line, said, texts


def test_buttons_move_a_line_and_say_where_it_stands(plan, team):
    entry = line(2)
    answer = team.post(f"{EDIT}order/", {"do": f"line-{entry.pk}-{entry.version}-up"}, follow=True)
    assert said(answer) == ["“Action 2” is now the 1st line of “Objective 1”."]
    assert answer.redirect_chain[0][0].endswith(f"#line-{entry.pk}")
    assert [line(2).order, line(1).order] == [1, 2]


def test_a_drop_moves_a_line_to_another_objective(plan, team):
    entry, there = line(1), Objective.objects.get(text="Objective 2")
    drop = {"do": f"line-{entry.pk}-{entry.version}-to", "into": there.pk, "before": ""}
    assert said(team.post(f"{EDIT}order/", drop, follow=True)) == ["“Action 1” is now the 1st line of “Objective 2”."]
    assert line(1).objective == there


def test_a_move_of_what_somebody_else_has_moved_is_refused_in_words(plan, team):
    entry = line(2)
    press = {"do": f"line-{entry.pk}-{entry.version}-up"}
    team.post(f"{EDIT}order/", press)
    assert "Someone else has changed “Action 2”" in said(team.post(f"{EDIT}order/", press, follow=True))[-1]


def test_nothing_moves_into_another_plan_and_lines_are_never_removed(plan, team):
    other = Plan.objects.create(title="Other", slug="other")
    area = PriorityArea.objects.create(section=Section.objects.create(plan=other, number=1, title="S"), number=1)
    theirs, entry = Objective.objects.create(area=area, text="Theirs"), line(1)
    drop = {"do": f"line-{entry.pk}-{entry.version}-to", "into": theirs.pk}
    assert team.post(f"{EDIT}order/", drop).status_code == 404
    assert team.post(f"{EDIT}order/", {"do": f"line-{entry.pk}-{entry.version}-remove"}).status_code == 404
    assert team.post(f"{EDIT}order/", {"do": "plan-1-1-up"}).status_code == 404
    assert team.post("/plans/other/edit/order/", {"do": f"line-{entry.pk}-{entry.version}-up"}).status_code == 404
    assert team.get(f"{EDIT}add/line/?in={theirs.pk}").status_code == 404


def test_a_line_that_is_moved_past_the_end_of_its_section_is_shown_in_the_next(plan, team, second):
    last = Objective.objects.get(text="Objective 2")
    entry = line(2)
    team.post(f"{EDIT}order/", {"do": f"line-{entry.pk}-{entry.version}-to", "into": last.pk, "before": ""})
    answer = team.post(f"{EDIT}order/", {"do": f"line-{entry.pk}-{line(2).version}-down"}, follow=True)
    assert answer.redirect_chain[0][0] == at(second.area.section, f"line-{entry.pk}")
    assert said(answer)[-1] == "“Action 2” is now the 1st line of “Objective 3”."
    assert f'id="line-{entry.pk}"' in answer.content.decode()


def test_a_line_is_moved_to_an_objective_of_another_section_by_a_page(plan, team, second):
    entry = line(1)
    page = team.get(f"{EDIT}line/{entry.pk}/move/")
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page.content.decode())
    assert [(group, re.findall(r">([^<]+)</option>", options)) for group, options in groups] == [
        ("Ambitions: Score", ["Objective 1", "Objective 2"]),
        ("Leadership: Decisions", ["Objective 3"]),
    ]
    assert f'<option value="{entry.objective_id}" selected>' in page.content.decode()
    assert f'href="{at(Section.objects.get(title="Ambitions"), f"line-{entry.pk}")}">Leave it' in page.content.decode()
    press = re.search(r'name="do" value="([^"]+)"', page.content.decode())[1]
    answer = team.post(f"{EDIT}order/", {"do": press, "into": second.pk}, follow=True)
    assert said(answer) == ["“Action 1” is now the 2nd line of “Objective 3”."]
    assert answer.redirect_chain[0][0] == at(second.area.section, f"line-{entry.pk}")


def test_objectives_and_areas_are_moved_by_a_page_too_and_sections_are_not(plan, team, second):
    objective, area = Objective.objects.get(text="Objective 1"), PriorityArea.objects.get(title="Score")
    options = re.compile(r"<option[^>]*>([^<]+)</option>")
    assert options.findall(team.get(f"{EDIT}objective/{objective.pk}/move/").content.decode()) == ["Score", "Decisions"]
    assert options.findall(team.get(f"{EDIT}area/{area.pk}/move/").content.decode()) == ["Ambitions", "Leadership"]
    assert team.get(f"{EDIT}section/{area.section_id}/move/").status_code == 404
    assert team.get(f"{EDIT}area/{second.area.pk + 100}/move/").status_code == 404


def test_who_removes_an_empty_section_is_shown_the_plan_without_it(plan, team):
    empty = Section.objects.create(plan=plan, number=2, title="Empty")
    answer = team.post(f"{EDIT}order/", {"do": f"section-{empty.pk}-1-remove"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{EDIT}#structure"
    assert said(answer) == ["Section “Empty” is removed; nothing stood under it."]
    assert "Action 1" in texts(answer)


def test_an_empty_objective_is_removed_and_one_with_lines_is_not(plan, team):
    full, empty = Objective.objects.order_by("order")
    page = team.get(EDIT).content.decode()
    assert f"objective-{empty.pk}-1-remove" in page
    assert f"objective-{full.pk}-1-remove" not in page
    refused = team.post(f"{EDIT}order/", {"do": f"objective-{full.pk}-1-remove"}, follow=True)
    assert said(refused) == ["“Objective 1” is not empty: what stands under it would be lost. Move that first."]
    team.post(f"{EDIT}order/", {"do": f"objective-{empty.pk}-1-remove"})
    assert list(Objective.objects.all()) == [full]


def test_lines_are_numbered_anew_only_when_the_new_numbers_were_seen(plan, team):
    entry = line(2)
    team.post(f"{EDIT}order/", {"do": f"line-{entry.pk}-{entry.version}-up"})
    assert [line(n).ref for n in (1, 2)] == ["1.1.1", "1.1.2"]
    page = team.get(f"{EDIT}numbers/")
    assert "1.1.2 1.1.1 Action 2" in texts(page)
    stale = team.post(f"{EDIT}numbers/", {"agreed": "other"}, follow=True)
    assert "nothing was numbered" in said(stale)[0]
    assert said(team.post(f"{EDIT}numbers/", {"agreed": page.context["seal"]}, follow=True)) == [
        "2\u00a0lines numbered anew."
    ]
    assert [line(n).ref for n in (1, 2)] == ["1.1.2", "1.1.1"]
