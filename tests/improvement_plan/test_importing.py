"""Papers are kept, settled, taken in whole or not at all, brought up to newer ones, and undone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from accounts.choices import Role
from accounts.models import User
from actions.choices import Door
from actions.models import Action, DateChange, Milestone, Update
from actions.services import close, record_update
from core.documents import DocumentError
from councilperf import demo
from improvement_plan.contents import content_of, lines_of
from improvement_plan.imports.journal import BuiltUponError
from improvement_plan.imports.looking import look_over
from improvement_plan.imports.report import report
from improvement_plan.imports.taking import NotTakenError, fingerprint, take_in, undo
from improvement_plan.imports.uploads import TakenError, accept, accept_all, keep_text, settle_post, settle_row
from improvement_plan.models import (
    MeasureLink,
    Objective,
    Plan,
    PlanEntry,
    PlanUpload,
    PlanVersion,
    PriorityArea,
    Section,
)
from improvement_plan.rules.columns import Column
from indicators.models import Indicator, IndicatorSet
from organisation.models import Post, PostAlias
from tests import reference
from tests.improvement_plan.papers import ROCHFORD, ROTHERHAM, WRITTEN_ON

STRUCTURE = (Plan, PlanVersion, Section, PriorityArea, Objective, PlanEntry, Action, Milestone, DateChange, Update)
FIRST = """Objective\tKey Actions\tTarget Date\tProgress Measure\tOn Target\tAccountability\tUpdate
1. Ambitions: Excellence\t\t\t\t\t\t
Be excellent\tDraw up the statement\tOctober 2007\tStatement agreed\tOn track\tHead of Policy\tDraft is out
\tReview the framework\tDecember 2007\tFramework reviewed\t\tHead of Policy / Head of Finance\t
\tTrain all the managers\tMarch 2008\t90% trained\t\tHead of Finance\t
"""
SECOND = """Objective\tKey Actions\tTarget Date\tProgress Measure\tOn Target\tAccountability\tUpdate
1. Ambitions: Excellence\t\t\t\t\t\t
Be excellent\tDraw up the statement\tOctober 2007\tStatement agreed\tCompleted\tHead of Policy\tAgreed by Cabinet
\tReview the whole framework\tMarch 2008\tFramework reviewed\t\tHead of Finance\t
\tPublish the results\tJune 2008\tResults published\t\tHead of Policy\t
"""


@pytest.fixture
def team(council, person, settings):
    """Somebody of the performance team, at a council with two posts."""
    settings.COUNCIL_TODAY = date(2007, 9, 10)
    Post.objects.create(title="Head of Policy")
    Post.objects.create(title="Head of Finance")
    return person(Role.PERFORMANCE)


@pytest.fixture
def organisation_of(db, settings):
    """The posts and people of a demonstration council, without its plan; somebody of its performance team."""

    def load(name: str, today: date):
        settings.COUNCIL_TODAY = today
        demo.Loader(name).organisation(demo.read(name, "organisation"))
        return User.objects.get(email=f"performance@{name}.example")

    return load


def counts() -> list[int]:
    return [model._base_manager.count() for model in STRUCTURE]


def taken(text: str, by, *, plan: Plan | None = None) -> PlanUpload:
    upload = keep_text(text, by=by, written_on=date(2007, 9, 1), plan=plan, title="The plan")
    accept_all(upload, look_over(upload), by=by)
    return take_in(upload, by=by)


def test_the_whole_pack_of_rotherham_becomes_its_plan_and_can_be_undone(organisation_of):
    by = organisation_of("rotherham", date(2007, 9, 10))
    before, posts = counts(), (Post.objects.count(), PostAlias.objects.count())
    upload = keep_text(reference.text(ROTHERHAM), by=by, written_on=WRITTEN_ON[ROTHERHAM], title="Corporate plan")
    look = look_over(upload)
    with pytest.raises(NotTakenError, match="doubts are left"):
        take_in(upload, by=by)
    accept_all(upload, look, by=by)
    upload = take_in(upload, by=by)
    connection.check_constraints()
    assert upload.summary == (
        "10\u00a0sections, 32\u00a0priority areas, 40\u00a0objectives, 173\u00a0actions and 2\u00a0sub-headings taken in."
    )
    plan = upload.plan
    assert (plan.title, plan.slug, plan.layout) == ("Corporate plan", "corporate-plan", "objectives")
    assert [model.objects.count() for model in (Section, PriorityArea, Objective, Action)] == [10, 32, 40, 173]
    assert PlanEntry.objects.filter(action=None).count() == 2
    assert Update.objects.exclude(through=Door.IMPORT).count() == 0
    assert Action.objects.filter(lead=None).count() == 38 - 5 + 2  # without the inherited, and with the person
    assert DateChange.objects.filter(was=date(2007, 7, 31), becomes=date(2007, 10, 31)).count() == 2
    assert Action.objects.overdue(date(2007, 9, 10)).count() == 8
    assert Action.history.count() >= 173
    undo(upload, by=by)
    assert counts() == before
    assert (Post.objects.count(), PostAlias.objects.count()) == posts
    assert PlanUpload.objects.get(pk=upload.pk).undone_by == by


def test_rochford_becomes_its_plan_with_five_versions(organisation_of):
    by = organisation_of("rochford", date(2009, 9, 23))
    upload = keep_text(reference.text(ROCHFORD), by=by, written_on=WRITTEN_ON[ROCHFORD], title="Strategic plan")
    look = look_over(upload)
    counts = report(look)["counts"]
    assert (counts["complete"], counts["statuses"], counts["statuses_in_words"]) == (17, 8, 10)
    accept_all(upload, look, by=by)
    plan = take_in(upload, by=by).plan
    assert plan.layout == "numbered"
    assert list(plan.versions.values_list("number", flat=True)) == ["1", "1.2", "2", "3", "4"]
    assert PlanEntry.objects.filter(action__status="complete").count() == 17
    assert PlanEntry.objects.get(ref="3.13").ict_requirement == "Y"
    assert PlanEntry.objects.get(ref="1.1").action.lead.abbreviation == "CEX"
    assert not Milestone.objects.filter(action__status="complete", completed_on=None).exists()


def test_a_paper_that_was_looked_over_is_not_taken_in_if_it_would_do_something_else_by_now(team):
    upload = keep_text(FIRST, by=team, written_on=date(2007, 9, 1))
    seen = fingerprint(look_over(upload))
    settle_row(upload, 3, by=team, cells={Column.ACTION: "Draw up the new statement"})
    with pytest.raises(NotTakenError, match="has changed since you looked it over"):
        take_in(upload, by=team, seen=seen)
    assert Plan.objects.count() == 0
    assert take_in(upload, by=team, seen=fingerprint(look_over(upload))).plan


def test_what_was_taken_in_is_settled_no_more_and_not_taken_twice(team):
    upload = taken(FIRST, team)
    with pytest.raises(TakenError, match="has been taken in"):
        accept(upload, [3], by=team)
    with pytest.raises(NotTakenError, match="taken in already"):
        take_in(upload, by=team)


def test_a_newer_paper_brings_the_plan_up_to_it_and_doubles_nothing(team):
    plan = taken(FIRST, team).plan
    first = {entry.action.title: entry for entry in PlanEntry.objects.select_related("action")}
    upload = taken(SECOND, team, plan=plan)
    assert upload.summary.startswith("1\u00a0new, ")
    assert Plan.objects.count() == 1
    statement = Action.objects.get(title="Draw up the statement")
    assert (statement.status, statement.updates.count()) == ("complete", 2)
    assert statement.milestones.get().completed_on == date(2007, 9, 10)
    review = Action.objects.get(pk=first["Review the framework"].action_id)
    assert (review.title, review.lead.title) == ("Review the whole framework", "Head of Finance")
    milestone = review.milestones.get()
    assert (milestone.first_due_on, milestone.due_on) == (date(2007, 12, 31), date(2008, 3, 31))
    change = milestone.date_changes.get()
    assert (change.was, change.becomes, change.through) == (date(2007, 12, 31), date(2008, 3, 31), Door.IMPORT)
    assert "1\u00a0September\u00a02007" in change.reason
    closed = PlanEntry.objects.get(closed_on__isnull=False)
    assert (closed.action.title, closed.closed_because) == (
        "Train all the managers",
        "No longer in the plan of 1\u00a0September\u00a02007.",
    )
    order = PlanEntry.objects.filter(closed_on=None).values_list("action__title", flat=True)
    assert list(order) == ["Draw up the statement", "Review the whole framework", "Publish the results"]
    assert look_over(upload).comparison.differences == ()


def test_an_objective_that_is_worded_anew_keeps_its_lines(team):
    plan = taken(FIRST, team).plan
    lines = set(PlanEntry.objects.values_list("pk", "objective"))
    upload = taken(FIRST.replace("Be excellent", "Be excellent throughout"), team, plan=plan)
    assert set(PlanEntry.objects.values_list("pk", "objective")) == lines
    assert Objective.objects.get().text == "Be excellent throughout"
    undo(upload, by=team)
    assert Objective.objects.get().text == "Be excellent"


def test_a_newer_paper_does_not_speak_for_an_action_that_was_closed(team):
    plan = taken(FIRST, team).plan
    close(Action.objects.get(title="Draw up the statement"), by=team, reason="Overtaken by the new law")
    upload = keep_text(SECOND, by=team, written_on=date(2007, 9, 1), plan=plan)
    with pytest.raises(NotTakenError, match=r"“Draw up the statement” was closed here on .* Open it again first"):
        take_in(upload, by=team)
    assert Action.objects.filter(title="Publish the results").count() == 0


def test_the_same_paper_again_changes_nothing(team):
    plan = taken(FIRST, team).plan
    stands = content_of(plan)
    upload = keep_text(FIRST, by=team, written_on=date(2007, 9, 1), plan=plan)
    assert look_over(upload).comparison.differences == ()
    take_in(upload, by=team)
    assert content_of(plan) == stands


def test_a_renewal_is_undone_to_the_letter(team):
    plan = taken(FIRST, team).plan
    stands, rows = content_of(plan), counts()
    undo(taken(SECOND, team, plan=plan), by=team)
    assert content_of(plan) == stands
    assert counts() == rows
    assert Milestone.objects.filter(completed_on__isnull=False).count() == 0


def test_an_import_that_somebody_has_updated_since_stays(team):
    upload = taken(FIRST, team)
    action = Action.objects.get(title="Review the framework")
    record_update(action=action, by=team, status="on_track", words="Begun")
    rows = counts()
    with pytest.raises(BuiltUponError, match=r"“Review the framework” has been (updated|changed) since"):
        undo(upload, by=team)
    assert counts() == rows


def test_a_post_that_nobody_knows_is_matched_made_or_left(team):
    text = FIRST.replace("Head of Finance", "Head of Finances").replace(
        "Head of Policy\tDraft", "Zoning Officer\tDraft"
    )
    upload = keep_text(text.replace("Head of Policy /", "Jo Bloggs /"), by=team, written_on=date(2007, 9, 1))
    look = look_over(upload)
    assert {question.unknown.found.text: question.proposal for question in look.posts} == {
        "Zoning Officer": "create",
        "Jo Bloggs": "leave",
        "Head of Finances": "match",
    }
    finance = Post.objects.get(title="Head of Finance")
    keys = {question.unknown.found.text: question.key for question in look.posts}
    settle_post(upload, keys["Zoning Officer"], by=team, do="create", title="Zoning Officer", abbreviation="")
    settle_post(upload, keys["Jo Bloggs"], by=team, do="leave")
    settle_post(upload, keys["Head of Finances"], by=team, do="match", post=finance.pk)
    take_in(upload, by=team)
    leads = dict(Action.objects.values_list("title", "lead__title"))
    assert leads == {
        "Draw up the statement": "Zoning Officer",
        "Review the framework": "Head of Finance",
        "Train all the managers": "Head of Finance",
    }
    assert PostAlias.objects.get().text == "Head of Finances"
    again = keep_text(text, by=team, written_on=date(2007, 9, 1))
    assert look_over(again).posts == ()


def test_measures_are_counted_by_the_indicators_that_they_name(team):
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    invoices = Indicator.objects.create(set=bvpi, ref="BV8", title="Invoices paid", unit="%", decimal_places=1)
    text = FIRST.replace("Statement agreed", "BVPI 8 – 97.0%").replace("90% trained", "10 performance clinics held")
    upload = taken(text.replace("Framework reviewed", "BVPI 9 – 98.0%"), team)
    links = MeasureLink.objects.values_list("milestone__measure", "indicator", "live_count", "target", "period__year")
    assert list(links) == [
        ("BVPI 8 – 97.0%", invoices.pk, "", 97, 2007),
        ("10 performance clinics held", None, "clinics_held", 10, None),
    ]
    undo(upload, by=team)
    assert MeasureLink.objects.count() == 0


def test_text_without_a_table_is_refused_and_nothing_is_kept(team):
    with pytest.raises(DocumentError, match="There is no table in it: copy the table"):
        keep_text("A plan without a table", by=team, written_on=date(2007, 9, 1))
    assert PlanUpload.objects.count() == 0


def test_what_is_compared_of_a_paper_is_what_is_compared_of_the_plan_it_made(team):
    upload = taken(FIRST, team)
    look = look_over(upload)
    for read, kept in zip(look.planned(), lines_of(upload.plan), strict=True):
        assert (read.text, read.dates, read.measures, read.lead, read.contributors, read.status) == (
            kept.text,
            kept.dates,
            kept.measures,
            kept.lead,
            kept.contributors,
            kept.status,
        )
