"""What a newer paper changes in a plan, what stands in the way of undoing it, and what is settled by several at once."""

import json
from datetime import date

import pytest
from django.utils import timezone
from model_bakery import baker

from actions.choices import Door
from actions.models import Action, DateChange, Milestone, Update
from clinics.models import Clinic, ClinicAction
from improvement_plan.contents import content_of
from improvement_plan.imports.journal import BuiltUponError
from improvement_plan.imports.looking import look_over, post_book
from improvement_plan.imports.renewing import _Renewal
from improvement_plan.imports.report import report
from improvement_plan.imports.taking import NotTakenError, free_address, take_in, undo
from improvement_plan.imports.uploads import (
    SettledMeanwhileError,
    accept_all,
    keep_text,
    point_out,
    proposed,
    seen_of,
    settle_post,
    settle_posts,
    settle_row,
)
from improvement_plan.models import (
    Objective,
    Plan,
    PlanEntry,
    PlanUpload,
    PlanVersion,
    PriorityArea,
    Section,
)
from improvement_plan.rules.columns import Column
from improvement_plan.rules.comparison import Place
from improvement_plan.rules.found import FoundPost
from organisation.models import Directorate, PartnerBody, Post, PostAlias
from tests.improvement_plan.test_importing import FIRST, SECOND, taken, team

__all__ = ["team"]
HEADINGS = "Objective\tKey Actions\tTarget Date\tProgress Measure\tOn Target\tAccountability\tUpdate\n"
THIRD = SECOND.replace("Agreed by Cabinet", "Agreed by all").replace("June 2008", "July 2008")


def line(action: str, when: str = "", measure: str = "", status: str = "", words: str = "", objective: str = "") -> str:
    return f"{objective}\t{action}\t{when}\t{measure}\t{status}\tHead of Policy\t{words}\n"


def test_several_newer_papers_are_undone_one_after_another(team):
    uploads, contents = [taken(FIRST, team)], []
    plan = uploads[0].plan
    for paper in (SECOND, THIRD):
        contents.append(content_of(plan))
        uploads.append(taken(paper, team, plan=plan))
    for upload in reversed(uploads[1:]):
        undo(upload, by=team)
        assert content_of(plan) == contents.pop()
    undone = undo(uploads[1], by=team)
    assert undone.undone_at == PlanUpload.objects.get(pk=uploads[1].pk).undone_at
    undo(uploads[0], by=team)
    assert not PlanEntry.objects.exists()


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda action: Update.objects.create(action=action, words="x", at=timezone.now()), "“Draw up the statement” has been updated since by an imported paper."),
        (lambda action: DateChange.objects.create(milestone=action.milestones.get(), was=date(2007, 10, 31), becomes=date(2008, 1, 31), reason="x", requested_at=timezone.now(), decision="waiting"), "A new date has been asked for since, for “Draw up the statement”."),
        (lambda action: Milestone.objects.filter(action=action).delete(), "A milestone of it has been removed since."),
        (lambda action: Action.objects.get(pk=action.pk).save(), "The action “Draw up the statement” has been changed since."),
        (lambda action: ClinicAction.objects.create(clinic=baker.make(Clinic), action=action), "1\u00a0thing (clinic action) refer to what it made by now."),
    ],
)  # fmt: skip
def test_what_somebody_has_built_upon_is_not_undone(team, build, sentence):
    upload = taken(FIRST, team)
    build(Action.objects.get(title="Draw up the statement"))
    with pytest.raises(BuiltUponError) as refused:
        undo(upload, by=team)
    assert str(refused.value) == sentence


def test_a_date_that_comes_later_is_the_first_and_one_that_is_only_written_otherwise_stays(team):
    older = (
        HEADINGS
        + line("Draw it up", "", "Drawn", objective="Be good")
        + line("Train", "March 2008", "All")
        + line("Meet", "March 2008", "Met")
    )
    plan = taken(older, team).plan
    newer = (
        HEADINGS
        + line("Draw it up", "May 2008", "Drawn", objective="Be good")
        + line("Train", "by 31 March 2008", "All")
        + line("Meet", "", "All met")
    )
    taken(newer, team, plan=plan)
    found = {
        m.action.title: (m.first_due_on, m.due_on, m.date_as_written, m.precision, m.measure)
        for m in Milestone.objects.select_related("action")
    }
    march = date(2008, 3, 31)
    assert found == {
        "Draw it up": (date(2008, 5, 31), date(2008, 5, 31), "May 2008", "month", "Drawn"),
        "Train": (march, march, "March 2008", "month", "All"),
        "Meet": (march, march, "March 2008", "month", "All met"),
    }
    assert not DateChange.objects.exists()


def test_a_paper_that_follows_a_date_moved_here_moves_it_no_more(team):
    older = HEADINGS + line("Train", "March 2008", "All", objective="Be good")
    plan = taken(older, team).plan
    Milestone.objects.update(due_on=date(2008, 6, 30))
    taken(older.replace("March 2008", "June 2008"), team, plan=plan)
    milestone = Milestone.objects.get()
    assert (milestone.first_due_on, milestone.due_on) == (date(2008, 3, 31), date(2008, 6, 30))
    assert (milestone.date_as_written, milestone.date_changes.count()) == ("June 2008", 0)


def test_a_new_sub_heading_and_a_new_line_without_a_date_have_no_milestone(team):
    older = HEADINGS + line("Train", "March 2008", "All", objective="Be good")
    plan = taken(older, team).plan
    taken(older + line("Working with partners:") + line("Meet"), team, plan=plan)
    entries = [
        (entry.action.title if entry.action else entry.heading, entry.action is None)
        for entry in PlanEntry.objects.select_related("action")
    ]
    assert entries == [("Train", False), ("Working with partners", True), ("Meet", False)]
    assert Milestone.objects.count() == 1


def test_a_sub_heading_is_brought_up_to_date_as_a_line_is(team):
    headings = "Objective\tKey Actions\tTarget Date\tResources\n"
    older = f"{headings}Be good\tTrain\tMay 2008\t\n\tWorking with partners:\t\tOne officer\n\tMeet\tMay 2008\t\n"
    plan = taken(older, team).plan
    heading = PlanEntry.objects.get(action=None)
    taken(older.replace("One officer", "Two officers"), team, plan=plan)
    changed = PlanEntry.objects.get(action=None)
    assert (changed.pk, changed.heading, changed.resources) == (heading.pk, "Working with partners", "Two officers")


def test_lines_in_another_order_stay_lines_of_their_objective(team):
    lines = [line("Train", "May 2008", objective="Be good"), line("Meet", "May 2008"), line("Pay", "May 2008")]
    plan = taken(HEADINGS + "".join(lines), team).plan
    stood = list(PlanEntry.objects.order_by("pk").values_list("pk", "order"))
    upload = taken(HEADINGS + lines[0] + lines[2] + lines[1], team, plan=plan)
    entries = PlanEntry.objects.select_related("action").order_by("order")
    assert [entry.action.title for entry in entries] == ["Train", "Pay", "Meet"]
    assert Objective.objects.count() == 1
    undo(upload, by=team)
    assert list(PlanEntry.objects.order_by("pk").values_list("pk", "order")) == stood


def test_no_two_plans_have_one_address(team):
    taken(FIRST, team)
    assert free_address("The plan") == "the-plan-2"
    taken(FIRST, team)
    assert (free_address("The plan"), free_address("Another"), free_address("…")) == ("the-plan-3", "another", "plan")


def test_of_two_versions_with_one_number_the_first_is_kept_and_one_without_a_date_is_not(team):
    record = "Version\tReview date\tIssues\tPlan amended\n1\t1 May 2007\tNone\tNo\n1\t2 May 2007\tTwice\tNo\n2\tabout Easter\tLost\tNo\n3\t3 May 2007\tStaff\tYes\n4\t4 May 2007\tMore\t\n"
    taken(f"{FIRST}\n\n{record}", team)
    assert list(PlanVersion.objects.values_list("number", "issues", "amended")) == [
        ("1", "None", "no"),
        ("3", "Staff", "yes"),
        ("4", "More", ""),
    ]


def test_a_paper_in_which_no_table_is_a_plan_says_what_it_found_and_has_no_doubts(team):
    upload = keep_text("What\tWhen\tWho\nTrain\tMay 2008\tHead of Policy\n", by=team, written_on=date(2007, 9, 1))
    look = look_over(upload)
    assert (look.reading, look.doubts(), look.rows) == (None, 0, {})
    assert set(report(look)) == {"paper", "found", "tables"}
    accept_all(upload, look, by=team)
    with pytest.raises(NotTakenError, match="No plan was found in this paper"):
        take_in(upload, by=team)
    point_out(
        upload, table=0, row=0, headings=["What", "When", "Who"], columns=[Column.ACTION, Column.DATE, Column.POSTS]
    )
    look = look_over(PlanUpload.objects.get(pk=upload.pk))
    assert [action.text for action in look.reading.actions()] == ["Train"]


def test_a_report_asks_after_the_posts_that_nobody_knows(team):
    look = look_over(
        keep_text(FIRST.replace("Head of Finance", "Zoning Officer"), by=team, written_on=date(2007, 9, 1))
    )
    asked = report(look)["posts"]
    assert [(one["text"], one["rows"]) for one in asked] == [("Zoning Officer", [4, 5])]
    assert json.loads(json.dumps(report(look))) == report(look)


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ({"cells": {Column.ACTION: "Draw", Column.DATE: ""}}, ". Theirs reads: Key action: Draw"),
        ({"left_out": True}, ". Theirs reads: left out"),
        ({}, ""),
    ],
)
def test_of_two_who_settle_a_row_at_once_the_second_is_told_what_the_first_wrote(team, theirs, told):
    upload = keep_text(FIRST, by=team, written_on=date(2007, 9, 1))
    seen = seen_of(None)
    settle_row(upload, 3, by=team, seen=seen, **theirs)
    with pytest.raises(SettledMeanwhileError) as refused:
        settle_row(upload, 3, by=team, left_out=True, seen="something else")
    told = told.replace("Key action", Column.ACTION.value)
    assert str(refused.value) == (
        f"Somebody else settled this while you had it open{told}. What you wrote is still in the form: compare, then save "
        "again to put yours in its place."
    )


def test_a_row_reads_as_it_was_settled_and_a_post_that_nobody_asked_about_has_no_title(team):
    upload = keep_text(FIRST, by=team, written_on=date(2007, 9, 1))
    settle_row(upload, 3, by=team, cells={Column.ACTION: "Draw", Column.DATE: "May 2008"})
    look = look_over(PlanUpload.objects.get(pk=upload.pk))
    assert look.aligned(3).cells == {Column.ACTION: "Draw", Column.DATE: "May 2008"}
    assert look.aligned(4).cells[Column.ACTION] == "Review the framework"
    assert look.title_of(FoundPost("Somebody else")) == ""


def test_a_title_that_somebody_gave_a_new_post_is_told_of_it(team):
    upload = keep_text(FIRST.replace("Head of Finance", "Zoning Officer"), by=team, written_on=date(2007, 9, 1))
    [question] = look_over(upload).posts
    settle_post(upload, question.key, by=team, do="create", title="Zoning Manager", abbreviation="")
    with pytest.raises(SettledMeanwhileError, match=r"Theirs reads: Zoning Manager\."):
        settle_posts(upload, {question.key: {"do": "leave"}}, by=team, seen={question.key: "nothing"})


def test_an_objective_that_is_there_no_more_is_not_worded_anew(team):
    plan = taken(FIRST, team).plan
    upload = keep_text(
        FIRST.replace("Be excellent", "Be excellent throughout"), by=team, written_on=date(2007, 9, 1), plan=plan
    )
    Objective.objects.update(text="Be something else entirely")
    look_over(upload)
    take_in(upload, by=team)
    assert PlanEntry.objects.filter(closed_on=None).count() == 3


def test_a_section_that_two_parts_name_otherwise_is_worded_anew_once(team):
    headings = "Theme\tPriority Area\tKey Actions\tTarget Date\n"
    plan = taken(f"{headings}People\tStaff\tTrain\tMay 2008\n\tMembers\tMeet\tMay 2008\n", team).plan
    taken(f"{headings}Workforce\tStaff\tTrain\tMay 2008\nDemocracy\tMembers\tMeet\tMay 2008\n", team, plan=plan)
    entries = PlanEntry.objects.filter(closed_on=None).select_related("action")
    assert [entry.action.title for entry in entries] == ["Train", "Meet"]
    assert "Workforce" in set(Section.objects.values_list("title", flat=True))


def test_a_new_line_brings_its_status_and_a_line_without_posts_its_words(team):
    older = HEADINGS + "Be good\tTrain all the managers of the council\tMay 2008\tAll\t\t\t\n"
    plan = taken(older, team).plan
    newer = older.replace("Train all the managers of", "Train all the new managers of")
    taken(newer + line("Meet", "June 2008", "Met", "On track", "It goes on"), team, plan=plan)
    found = {action.title: (action.lead, action.status) for action in Action.objects.select_related("lead")}
    assert found["Train all the new managers of the council"] == (None, "")
    assert (str(found["Meet"][0]), found["Meet"][1]) == ("Head of Policy", "on_track")
    said = Update.objects.get()
    assert (said.status, said.words) == ("on_track", "It goes on")


def test_a_milestone_that_was_reached_keeps_its_date(team):
    older = HEADINGS + line("Train", "May 2007", "All", "Complete", objective="Be good")
    plan = taken(older, team).plan
    taken(older.replace("May 2007", "May 2009").replace("All", "All of them"), team, plan=plan)
    milestone = Milestone.objects.get()
    assert (milestone.due_on, milestone.measure) == (date(2007, 5, 31), "All of them")


def test_a_status_that_a_newer_paper_leaves_out_stays_as_it_was_said(team):
    plan = taken(FIRST, team).plan
    taken(FIRST.replace("On track", ""), team, plan=plan)
    statement = Action.objects.get(title="Draw up the statement")
    assert (statement.status, statement.updates.count()) == ("on_track", 1)


def test_a_place_held_by_a_dash_is_no_milestone_in_a_plan_nor_in_a_newer_one(team):
    cells = {Column.DATE: "May 2008\n-", Column.MEASURE: "Trained\n-", Column.OBJECTIVE: "Be good"}
    first = HEADINGS + line("Train", "May 2008", "Trained", objective="Be good")
    upload = keep_text(first, by=team, written_on=date(2007, 9, 1), title="The plan")
    settle_row(upload, 2, by=team, cells={**cells, Column.ACTION: "Train"})
    plan = take_in(PlanUpload.objects.get(pk=upload.pk), by=team).plan
    assert Milestone.objects.count() == 1
    upload = keep_text(first + line("Meet", "May 2008", "Met"), by=team, written_on=date(2007, 9, 1), plan=plan)
    settle_row(upload, 3, by=team, cells={**cells, Column.ACTION: "Meet"})
    take_in(PlanUpload.objects.get(pk=upload.pk), by=team)
    assert list(Milestone.objects.values_list("action__title", flat=True)) == ["Train", "Meet"]


def test_a_post_that_is_there_by_that_title_is_made_no_second_time_and_no_long_text_becomes_an_alias(team):
    long = "Head of Finances " * 15
    upload = keep_text(
        FIRST.replace("Head of Finance", "Zoning Officer").replace("Head of Policy\tDraft", f"{long}\tDraft"),
        by=team,
        written_on=date(2007, 9, 1),
    )
    for question in look_over(upload).posts:
        decided = {"do": "create", "title": "head of FINANCE", "abbreviation": ""}
        if question.unknown.found.text.startswith("Head of Finances"):
            decided = {"do": "match", "post": Post.objects.get(title="Head of Finance").pk}
        settle_post(upload, question.key, by=team, **decided)
    accept_all(upload, look_over(PlanUpload.objects.get(pk=upload.pk)), by=team)
    take_in(upload, by=team)
    assert Post.objects.count() == 2
    assert list(PostAlias.objects.values_list("text", flat=True)) == ["Zoning Officer"]
    assert {str(action.lead) for action in Action.objects.all()} == {"Head of Finance", "Head of Policy"}


def test_what_a_newer_paper_has_no_column_for_stays(team):
    plan = taken(FIRST, team).plan
    taken("Objective\tKey Actions\tTarget Date\nBe excellent\tDraw up the statement\tMay 2009\n", team, plan=plan)
    statement = Action.objects.get(title="Draw up the statement")
    milestone = statement.milestones.get()
    assert (str(statement.lead), statement.status, milestone.measure) == (
        "Head of Policy",
        "on_track",
        "Statement agreed",
    )
    assert (milestone.due_on, PlanEntry.objects.get(action=statement).accountability_as_written) == (date(2009, 5, 31), "Head of Policy")  # fmt: skip


def test_a_line_that_stands_under_another_objective_moves_there(team):
    lines = [
        line("Train", "May 2008", objective="Be good"),
        line("Meet", "May 2008"),
        line("Pay", "May 2008", objective="Be fast"),
    ]
    plan = taken(HEADINGS + "".join(lines), team).plan
    keys = set(PlanEntry.objects.values_list("pk", flat=True))
    taken(HEADINGS + lines[0] + lines[2] + lines[1], team, plan=plan)
    assert dict(PlanEntry.objects.values_list("action__title", "objective__text")) == {"Train": "Be good", "Pay": "Be fast", "Meet": "Be fast"}  # fmt: skip
    assert set(PlanEntry.objects.values_list("pk", flat=True)) == keys


@pytest.mark.parametrize(
    ("decided", "title"),
    [({"do": "match"}, "Head of Policy"), ({"do": "create", "title": "Zoning Manager", "abbreviation": ""}, "Zoning Manager"), ({"do": "leave"}, "")],
)  # fmt: skip
def test_a_post_that_nobody_knew_has_the_title_that_was_decided(team, decided, title):
    upload = keep_text(FIRST.replace("Head of Finance", "Zoning Officer"), by=team, written_on=date(2007, 9, 1))
    if decided["do"] == "match":
        decided["post"] = Post.objects.get(title="Head of Policy").pk
    [question] = look_over(upload).posts
    settle_post(upload, question.key, by=team, **decided)
    look = look_over(PlanUpload.objects.get(pk=upload.pk))
    assert look.title_of(question.unknown.found) == title


def test_a_report_holds_everything_that_was_read(team):
    paper = (
        HEADINGS
        + "1. People\t\t\t\t\t\t\n"
        + line("Train", "May 2008", "All", "Complete", "Done", "Be good")
        + line("Meet", "soon")
    )
    told = report(look_over(keep_text(paper, by=team, written_on=date(2007, 9, 1), title="The plan")))
    assert set(told) == {
        "paper",
        "found",
        "tables",
        "columns",
        "counts",
        "doubts",
        "posts",
        "versions",
        "legend",
        "sections",
        "differences",
    }
    assert told["columns"]["Key Actions"] == Column.ACTION.value
    counts = told["counts"]
    assert (counts["sections"], counts["priority_areas"], counts["objectives"], counts["actions"]) == (1, 1, 1, 2)
    assert (counts["sub_headings"], counts["milestones"], counts["statuses"], counts["complete"]) == (0, 2, 1, 1)
    [section] = told["sections"]
    first = section["areas"][0]["objectives"][0]["lines"][0]
    assert (section["number"], section["title"], first["posts"]) == (1, "People", ["Head of Policy"])
    assert [(doubt["row"], doubt["kind"]) for doubt in told["doubts"]] == [(4, "Date not certain")]


def test_what_is_not_there_is_not_worded_anew(team):
    plan = taken(FIRST, team).plan
    stands = content_of(plan)
    renewal = object.__new__(_Renewal)
    renewal.plan = plan
    renewal._rename(Place("Nowhere", "x", "y"), Place("Elsewhere", "x", "y"))
    assert content_of(plan) == stands


def test_what_is_longer_than_its_place_is_cut_so_that_no_database_refuses_it(team):
    long = "Ambitions for everybody who lives here " * 6
    headings = "Theme\tPriority Area\tObjective\tKey Actions\tTarget Date\tAccountability\tICT\n"
    record = f"Version\tReview date\tIssues\n{'2007.08.06.12/3'}\t1 May 2007\tNone\n"
    paper = f"{headings}{{}}\t{{}}\tBe good\t{{}}\tMay 2008 {long * 2}\tHead of Policy {long * 2}\t{long * 2}\n"

    def cut() -> None:
        for model in (Plan, Section, PriorityArea, Objective, PlanVersion, PlanEntry, Action, Milestone):
            for row in model._base_manager.all():
                row.clean_fields()

    first = paper.format("A " + long, "B " + long, "C " + long)
    plan = taken(f"{first}\n\n{record}", team).plan
    cut()
    more = paper.removeprefix(headings).replace("Be good", "Be better").format("D " + long, "E " + long, "F " + long)
    taken(first + more, team, plan=plan)
    cut()
    for model in (Section, PriorityArea):
        assert [len(title) for title in model.objects.values_list("title", flat=True)] == [150, 150]
    assert PlanVersion.objects.get().number == "2007.08.06"


def test_dates_that_a_newer_paper_leaves_out_stay_as_they_are(team):
    cells = {Column.ACTION: "Train", Column.OBJECTIVE: "Be good", Column.MEASURE: "Half\nAll", Column.DATE: "May 2008\nMay 2009"}  # fmt: skip
    paper = HEADINGS + line("Train", "May 2008", "Half", objective="Be good")
    upload = keep_text(paper, by=team, written_on=date(2007, 9, 1), title="The plan")
    settle_row(upload, 2, by=team, cells=cells)
    plan = take_in(PlanUpload.objects.get(pk=upload.pk), by=team).plan
    assert Milestone.objects.count() == 2
    taken(paper.replace("May 2008", "June 2008"), team, plan=plan)
    assert list(Milestone.objects.order_by("order").values_list("due_on", flat=True)) == [date(2008, 6, 30), date(2009, 5, 31)]  # fmt: skip


def test_what_a_newer_paper_says_came_through_that_door(team):
    plan = taken(FIRST, team).plan
    taken(SECOND, team, plan=plan)
    assert set(Update.objects.values_list("through", flat=True)) == {Door.IMPORT}


def test_a_report_says_line_by_line_what_a_newer_paper_changes(team):
    plan = taken(FIRST, team).plan
    newer = keep_text(FIRST.replace("Draft is out", "Agreed"), by=team, written_on=date(2007, 9, 1), plan=plan)
    [changed] = report(look_over(newer))["differences"]
    assert changed["line"] == "Draw up the statement"
    assert (changed["was"], changed["becomes"]) == ("Draft is out", "Agreed")


def test_a_post_made_without_an_abbreviation_has_none(team):
    upload = keep_text(FIRST.replace("Head of Finance", "Zoning Officer"), by=team, written_on=date(2007, 9, 1))
    [question] = look_over(upload).posts
    settle_post(upload, question.key, by=team, do="create", title="Zoning Manager")
    accept_all(upload, look_over(PlanUpload.objects.get(pk=upload.pk)), by=team)
    take_in(upload, by=team)
    assert Post.objects.get(title="Zoning Manager").abbreviation == ""


def test_a_post_is_made_with_the_abbreviation_that_is_proposed():
    assert proposed("create", None, "Zoning Manager", "ZM") == {"do": "create", "title": "Zoning Manager", "abbreviation": "ZM"}  # fmt: skip
    assert (proposed("match", 7, "", ""), proposed("", None, "", "")) == ({"do": "match", "post": 7}, {"do": "leave"})


def test_a_post_is_known_with_the_directorate_or_the_partner_that_it_belongs_to(team):
    ours = Post.objects.create(title="Housing Manager", directorate=Directorate.objects.create(name="Homes", abbreviation="HM"))  # fmt: skip
    theirs = Post.objects.create(title="Repairs Manager", partner_body=PartnerBody.objects.create(name="The Trust"))
    book, _ = post_book({})
    for written, post in {
        "Housing Manager – Homes": ours,
        "Housing Manager – HM": ours,
        "Repairs Manager – The Trust": theirs,
    }.items():
        assert [found.key for found in book.find(written)] == [post.pk]
