import datetime as dt
import re

import pytest
from django.db.models import F
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from actions.models import Action, Milestone
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from organisation.models import Post

EDIT = "/plans/plan/edit/"


def at(section: Section, place: str) -> str:
    """Where the structure shows a part of the plan."""
    return f"{EDIT}?section={section.pk}#{place}"


@pytest.fixture
def plan(council, today) -> Plan:
    """A plan of one section, one area and two objectives: the first has two lines."""
    plan = Plan.objects.create(title="Plan", slug="plan")
    area = PriorityArea.objects.create(
        section=Section.objects.create(plan=plan, number=1, title="Ambitions"), number=1, title="Score"
    )
    first, _ = (Objective.objects.create(area=area, order=n, text=f"Objective {n}") for n in (1, 2))
    for n in (1, 2):
        action = Action.objects.create(title=f"Action {n}")
        PlanEntry.objects.create(objective=first, order=n, action=action, ref=f"1.1.{n}")
    return plan


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)


def line(n: int) -> PlanEntry:
    return PlanEntry.objects.get(action__title=f"Action {n}")


def texts(answer) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def line_data(entry: PlanEntry | None = None, **changes) -> dict:
    data = {"opened_version": 0, "action-opened_version": 0, "ref": "", "action-title": "Do it"}
    if entry:
        data = {
            "opened_version": entry.version,
            "action-opened_version": entry.action.version,
            "ref": entry.ref,
            "action-title": entry.action.title,
            "action-lead": entry.action.lead_id or "",
        }
        for step in entry.action.milestones.all():
            data |= {f"step-{step.pk}-measure": step.measure, f"step-{step.pk}-opened_version": step.version}
    return data | changes


# Plans


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
    assert answer.status_code == 422
    assert "Somebody else changed this while you had it open. Theirs is now title: Theirs." in texts(answer)
    assert 'value="Mine"' in answer.content.decode()
    again = team.post(f"{EDIT}plan/", data | {"opened_version": plan.version})
    assert again.status_code == 302
    plan.refresh_from_db()
    assert plan.title == "Mine"


# Its structure


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


@pytest.fixture
def second(plan) -> Objective:
    """An objective in a second section of the plan, with an action."""
    section = Section.objects.create(plan=plan, number=2, title="Leadership")
    area = PriorityArea.objects.create(section=section, number=1, title="Decisions")
    objective = Objective.objects.create(area=area, text="Objective 3")
    PlanEntry.objects.create(objective=objective, action=Action.objects.create(title="Action 3"))
    return objective


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


def test_an_empty_objective_is_removed_and_one_with_lines_is_not(plan, team):
    full, empty = Objective.objects.order_by("order")
    page = team.get(EDIT).content.decode()
    assert f"objective-{empty.pk}-1-remove" in page
    assert f"objective-{full.pk}-1-remove" not in page
    refused = team.post(f"{EDIT}order/", {"do": f"objective-{full.pk}-1-remove"}, follow=True)
    assert said(refused) == ["“Objective 1” is not empty: what stands under it would be lost. Move that first."]
    team.post(f"{EDIT}order/", {"do": f"objective-{empty.pk}-1-remove"})
    assert list(Objective.objects.all()) == [full]


# Its lines


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
    assert answer.status_code == 422
    assert "Theirs is now title: Action 1 of theirs." in texts(answer)
    assert ">Mine</textarea>" in re.sub(r"\s*\n\s*", "", answer.content.decode())


def test_a_post_that_somebody_else_has_added_is_not_taken_out_unseen(plan, team):
    mine, theirs = (Post.objects.create(title=title) for title in ("Clerk", "Head of Waste"))
    opened = line_data(line(1), **{"action-contributors": [mine.pk]})
    added = line_data(line(1), **{"action-contributors": [theirs.pk]})
    address = f"{EDIT}line/{line(1).pk}/"
    assert team.post(address, added).status_code == 302
    answer = team.post(address, opened)
    assert answer.status_code == 422
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
    assert said(twice) == ["“Action 1” is closed already."]
    back = {"to": "open", "reason": "Not done after all", "opened_version": line(1).version}
    assert team.post(address, back).status_code == 302
    assert (line(1).closed_on, line(1).closed_because) == (None, "")
    assert line(1).history.first().history_change_reason == "Not done after all"


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


def test_who_moved_a_line_is_in_its_history(plan, team):
    entry = line(2)
    team.post(f"{EDIT}order/", {"do": f"line-{entry.pk}-{entry.version}-up"})
    assert line(2).history.first().history_user == User.objects.get()


def test_a_plan_of_which_no_version_was_kept_says_so(plan, signed_in):
    viewer = signed_in(Role.VIEWER)
    assert "No review of this plan is recorded yet." in texts(viewer.get("/plans/plan/versions/"))
    assert "No version of this plan has been kept yet" in texts(viewer.get("/plans/plan/versions/compare/"))


def test_the_history_of_a_plan_says_in_words_who_did_what(plan, team, signed_in):
    entry, there = line(2), Objective.objects.get(text="Objective 2")
    team.post(f"{EDIT}order/", {"do": f"line-{entry.pk}-{entry.version}-up"})
    PlanEntry.history.update(history_date=F("history_date") - dt.timedelta(seconds=5))
    entry = line(1)
    team.post(f"{EDIT}order/", {"do": f"line-{entry.pk}-{entry.version}-to", "into": there.pk})
    facts = {"to": "closed", "closed_on": "2007-09-01", "closed_because": "Done", "opened_version": line(1).version}
    team.post(f"{EDIT}line/{entry.pk}/close/", facts)
    back = {"to": "open", "reason": "Not done after all", "opened_version": line(1).version}
    team.post(f"{EDIT}line/{entry.pk}/close/", back)
    team.post(f"{EDIT}line/{entry.pk}/", line_data(line(1), ref="9"))
    team.post(f"{EDIT}objective/{there.pk}/", {"text": "Objective two", "opened_version": there.version})
    page = texts(signed_in(Role.VIEWER).get("/plans/plan/history/"))
    assert str(User.objects.earliest("pk")) in page
    assert page.count("Another order") == 1
    for sentence in (
        "“Action 1”, reference: 1.1.1 → 9",
        "“Action 1” opened again: Not done after all",
        "“Action 1” closed: Done",
        "“Action 1” moved from “Objective 1” to “Objective two”.",
        "Objective re-worded: “Objective 2” → “Objective two”",
        "Another order in “Objective 1”: “Action 2” to place 1 and “Action 1” to place 2.",
    ):
        assert sentence in page


def test_of_many_changes_at_once_the_history_says_how_many(plan, signed_in):
    for n in range(10):
        Section.objects.create(plan=plan, number=n + 2, title=f"Section {n}")
    page = texts(signed_in(Role.VIEWER).get("/plans/plan/history/"))
    assert "Section “Section 9” added." in page
    assert "Section “Section 4” added." not in page
    assert "and 11\u00a0more changes" in page
