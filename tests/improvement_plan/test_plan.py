import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action
from core.rag import Rag
from improvement_plan.models import MeasureLink, Objective, Plan, PlanEntry
from improvement_plan.reporting import plan_report, position, tiles
from organisation.models import Council

PLAN = "/plans/corporate-improvement-plan/"


def page(client, address: str = PLAN) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def exported(client, query: str) -> list[dict]:
    return client.get(f"{PLAN}?{query}&_export=json").json()


def test_the_tiles_count_the_plan_and_say_of_how_many(rotherham):
    counted = tiles(Plan.objects.get(), position(rotherham, Council.objects.get()))
    assert (counted.actions, counted.complete, counted.overdue, counted.with_status) == (173, 7, 8, 29)
    assert (counted.redated, counted.redated_days, counted.without_owner, counted.updated) == (2, 184, 33, 46)
    assert counted.with_status_share == "16.8\u00a0%"


def test_updates_of_an_earlier_cycle_are_not_counted_as_of_this_one(rotherham):
    report = plan_report(Plan.objects.get(), rotherham, council=Council.objects.get(), since=dt.date(2007, 8, 7))
    assert report.tiles.updated == 0


def test_the_tiles_say_what_the_lines_of_the_report_say(rotherham):
    report = plan_report(Plan.objects.get(), rotherham, council=Council.objects.get())
    lines = [e.action for s in report.sections for a in s.areas for o in a.objectives for e in o.entries if e.action]
    assert report.tiles == tiles(Plan.objects.get(), position(rotherham, Council.objects.get()))
    assert report.tiles.actions == len(lines)
    assert report.tiles.complete == sum(line.is_complete for line in lines)
    assert report.tiles.overdue == sum(line.is_overdue for line in lines)
    assert report.tiles.redated_days == sum(line.slipped for line in lines)
    assert report.tiles.without_owner == sum(not line.has_lead for line in lines)
    assert report.tiles.undated == sum(line.due is None for line in lines)


def test_the_page_names_the_overdue_actions(as_, rotherham):
    rows = exported(as_("viewer"), "due=overdue")
    assert [row["ref"] for row in rows] == ["1.5.1", "1.5.2", "1.5.3", "1.6.5", "2.1.3", "3.3.2", "8.1.3", "9.2.1"]
    assert {row["rating"] for row in rows} == {"Overdue"}


def test_the_page_shows_the_plan_under_its_sections_areas_and_objectives(as_, rotherham):
    html = page(as_("viewer"))
    assert html.index("Ambitions") < html.index("1. CPA Score") < html.index("Be rated excellent") < html.index("1.1.1")
    assert "version 2, approved by Corporate Management Team 6\u00a0August\u00a02007" in html
    assert "173\u00a0actions, 40\u00a0objectives, 32\u00a0priority areas" in html


def test_filters_survive_paging_and_export(as_, rotherham):
    html = page(as_("viewer"), f"{PLAN}?rating=not_reported")
    assert "rating=not_reported&amp;page=2" in html
    assert "rating=not_reported&amp;_export=xlsx" in html
    second = page(as_("viewer"), f"{PLAN}?rating=not_reported&page=2")
    assert '<option value="not_reported" selected>' in second
    assert "rating=not_reported&amp;page=3" in second
    assert "_export=csv" in second
    assert "page=2&amp;_export" not in second


def test_filters_narrow_the_plan(as_, rotherham):
    viewer = as_("viewer")
    assert {row["section"] for row in exported(viewer, "section=6")} == {"Workforce Strategy"}
    lead = Action.objects.get(title__startswith="Produce the council's annual report").lead_id
    assert {row["lead"] for row in exported(viewer, f"lead={lead}")} == {
        "Head of Corporate Communications and Marketing"
    }
    assert len(exported(viewer, "lead=null")) == 33
    assert len(exported(viewer, "rating=complete")) == 7
    assert [row["ref"] for row in exported(viewer, "q=smoking")] == ["9.1.2"]


def test_an_export_has_every_line_and_its_dates_as_dates(as_, rotherham):
    rows = exported(as_("viewer"), "")
    assert len(rows) == 175
    moved = next(row for row in rows if row["days_slipped"])
    assert (moved["due"], moved["first_due"], moved["days_slipped"]) == ("2007-10-31", "2007-07-31", 92)
    assert moved["times_redated"] == 1
    assert [row["ref"] for row in rows if row["times_redated"] and not row["days_slipped"]] == []
    assert {row["times_redated"] for row in rows if row["ref"] == ""} == {None}, "a sub-heading has no dates"


def test_what_an_officer_says_shows_on_the_plan_and_in_the_tiles(as_, rotherham):
    website = Action.objects.get(title__startswith="Web:")
    as_("communications").post(
        f"/actions/{website.pk}/update/",
        {"status": "complete", "words": "Launched.", "without_open": "on", "last_seen": website.updates.first().pk},
    )
    html = page(as_("viewer"), f"{PLAN}?section=8")
    assert "Launched." in html
    counted = tiles(Plan.objects.get(), position(rotherham, Council.objects.get()))
    assert (counted.complete, counted.overdue) == (8, 7)


def test_the_address_of_a_line_leads_to_its_action(as_, rotherham):
    entry = PlanEntry.objects.get(ref="8.1.3")
    assert as_("viewer").get(f"{PLAN}8.1.3/")["Location"] == entry.action.get_absolute_url()
    assert as_("viewer").get(f"{PLAN}99.9/").status_code == 404


def test_plans_are_listed_the_newest_first(as_, rotherham):
    for slug, year in (("old", 2004), ("new", 2008), ("middle", 2005)):
        Plan.objects.create(title=slug.title(), slug=slug, starts=dt.date(year, 4, 1))
    plans = as_("viewer").get("/plans/").context["plans"]
    assert [plan.slug for plan in plans] == ["new", "corporate-improvement-plan", "middle", "old"]


def test_an_unknown_plan_is_a_clear_page(as_, rotherham):
    answer = as_("viewer").get("/plans/no-such-plan/")
    assert answer.status_code == 404
    assert "No Plan matches" not in answer.content.decode()


def test_a_line_is_an_action_or_a_sub_heading(rotherham):
    objective = Objective.objects.first()
    for wrong in (
        PlanEntry(objective=objective, order=99),
        PlanEntry(objective=objective, order=99, heading="x", action=Action.objects.first()),
    ):
        with pytest.raises(ValidationError, match="an action or a sub-heading, and not both"):
            wrong.full_clean()


def test_a_line_is_closed_with_a_reason(rotherham):
    entry = PlanEntry.objects.exclude(action=None).first()
    entry.closed_on = rotherham
    with pytest.raises(ValidationError, match="Say why the line was closed"):
        entry.full_clean()


def test_a_measure_is_linked_to_one_thing(rotherham):
    with pytest.raises(ValidationError, match="to an indicator or to a live count, and not to both"):
        MeasureLink(milestone=Action.objects.filter(milestones__isnull=False).first().milestones.first()).full_clean()


def test_completed_rows_are_shaded_and_others_are_not(as_, rotherham):
    html = page(as_("viewer"), f"{PLAN}?rating=complete")
    assert html.count("row--complete") == 7
    assert "row--complete" not in page(as_("viewer"), f"{PLAN}?rating={Rag.RED}")


def test_of_two_lines_with_one_reference_the_address_leads_to_the_open_one(rotherham, as_):
    first, second = PlanEntry.objects.filter(action__isnull=False).order_by("pk")[:2]
    second.ref = first.ref
    second.save()
    first.closed_on, first.closed_because = rotherham, "Twice"
    first.save()
    found = as_("viewer").get(f"/plans/corporate-improvement-plan/{first.ref}/")
    assert found.url == second.action.get_absolute_url()
