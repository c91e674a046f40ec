"""What is kept of a paper, told of it as JSON, and made of it: in full, in its order, under an address of its own."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.choices import Role
from actions.models import Action, DateChange, Milestone, Update
from improvement_plan.imports.journal import BuiltUponError
from improvement_plan.imports.looking import look_over
from improvement_plan.imports.report import report
from improvement_plan.imports.taking import NotTakenError, fingerprint, free_address, take_in, undo
from improvement_plan.imports.uploads import (
    SettledMeanwhileError,
    TakenError,
    accept_all,
    decide_anew,
    keep_file,
    keep_text,
    seen_of,
    settle_post,
    settle_row,
)
from improvement_plan.models import Objective, Plan, PlanEntry, PlanUpload
from improvement_plan.rules.columns import Column
from organisation.models import Post, PostAlias
from tests.improvement_plan.importing.browsing import CLEAR, DOUBTFUL

WRITTEN = date(2007, 9, 1)
WHOLE = """Ref\tObjective\tKey Actions\tOutcome\tTarget Date\tProgress Measure\tResources\tICT\tOn Target\tAccountability\tUpdate
\t1. Ambitions: Excellence\t\t\t\t\t\t\t\t\t
1.1.1\tBe excellent\tDraw up the statement\tAll know it\tOctober 2007\tStatement agreed\tStaff time\tA web page\tOn track\tHead of Policy\tDraft is out
"""


@pytest.fixture
def by(council, person, settings):
    settings.COUNCIL_TODAY = date(2007, 9, 10)
    for title in ("Head of Policy", "Head of Finance"):
        Post.objects.create(title=title)
    return person(Role.PERFORMANCE)


def kept(text: str, by, **about) -> PlanUpload:
    return keep_text(text, by=by, written_on=WRITTEN, title="The plan", **about)


def refused(upload: PlanUpload, by, **said) -> str:
    with pytest.raises(NotTakenError) as error:
        take_in(upload, by=by, **said)
    return str(error.value).replace("\u00a0", " ")


# Kept


def test_a_paper_is_kept_as_it_came_with_the_end_of_a_name_that_is_too_long(by):
    upload = keep_file(f"{'a' * 40}{'b' * 146}.csv", CLEAR.replace("\t", ",").encode(), by=by, written_on=WRITTEN)
    upload.refresh_from_db()
    assert (upload.name, upload.by, upload.written_on, upload.is_text, upload.plan) == (
        f"{'b' * 146}.csv", by, WRITTEN, False, None,
    )  # fmt: skip
    assert bytes(upload.content) == CLEAR.replace("\t", ",").encode()
    pasted = kept(f"\x00{CLEAR}", by)
    assert (pasted.name, pasted.is_text, bytes(pasted.content), pasted.title) == (
        "Pasted text", True, CLEAR.encode(), "The plan",
    )  # fmt: skip


# Told


def test_all_that_a_line_says_is_told(by):
    told = report(look_over(kept(WHOLE, by)))
    assert told["paper"] == "Pasted text"
    assert [(heading, told["columns"][heading]) for heading in WHOLE.partition("\n")[0].split("\t")] == [
        ("Ref", "Ref"), ("Objective", "Objective"), ("Key Actions", "Key action"), ("Outcome", "Target or outcome"),
        ("Target Date", "Target date"), ("Progress Measure", "Progress measure"), ("Resources", "Resources"),
        ("ICT", "ICT requirement"), ("On Target", "On target"), ("Accountability", "Accountability"), ("Update", "Update"),
    ]  # fmt: skip
    [section] = told["sections"]
    [area] = section["areas"]
    [objective] = area["objectives"]
    [line] = objective["lines"]
    assert (section["number"], section["title"], objective["text"]) == (1, "Ambitions", "Be excellent")
    assert line == {
        "row": 3, "joined": [], "ref": "1.1.1", "action": "Draw up the statement",
        "milestones": [{"date": "October 2007", "due": "2007-10-31", "measure": "Statement agreed", "done": False}],
        "posts": ["Head of Policy"], "status": "on_track", "status_as_written": "On track", "update": "Draft is out",
        "outcome": "All know it", "resources": "Staff time", "ict": "A web page", "doubtful": False, "notes": [],
    }  # fmt: skip


def test_what_is_doubtful_is_told_with_its_proposal_and_counted(by):
    told = report(look_over(kept(DOUBTFUL, by)))
    assert {name: told["counts"][name] for name in ("sections", "priority_areas", "objectives", "actions", "doubtful_rows", "unknown_posts", "milestones", "updates", "statuses", "complete")} == {
        "sections": 1, "priority_areas": 1, "objectives": 1, "actions": 4, "doubtful_rows": 2, "unknown_posts": 1,
        "milestones": 4, "updates": 1, "statuses": 1, "complete": 0,
    }  # fmt: skip
    assert [(one["row"], one["column"]) for one in told["doubts"]] == [(5, "Key action"), (6, "Target date")]
    assert [(post["text"], post["rows"], post["proposal"]) for post in told["posts"]] == [
        ("Chief Archivist", [6], "create"),
    ]  # fmt: skip
    assert told["differences"] == []


# Taken in


def test_why_a_paper_is_not_taken_in_is_said_with_what_to_do(by):
    upload = kept(DOUBTFUL, by)
    assert refused(upload, by) == ("3 doubts are left. Settle them first, or take everything that is proposed.")
    settle_row(upload, 5, by=by, left_out=True)
    settle_row(upload, 6, by=by, left_out=True)
    decide_anew(upload, 5)
    assert refused(PlanUpload.objects.get(), by) == (
        "1 doubt is left. Settle it first, or take everything that is proposed."
    )
    settle_row(upload, 5, by=by, left_out=True)
    assert refused(PlanUpload.objects.get(), by, seen="x") == (
        "What this paper would do has changed since you looked it over: somebody has changed the plan, the posts or the "
        "doubts. Look it over again."
    )
    seen = fingerprint(look_over(PlanUpload.objects.get()))
    taken = take_in(upload, by=by, seen=seen)
    assert (taken.taken_by, timezone.localdate(taken.taken_at)) == (by, date(2007, 9, 10))
    assert refused(upload, by) == "This paper has been taken in already."
    with pytest.raises(TakenError) as closed:
        settle_row(upload, 5, by=by)
    assert str(closed.value) == ("This paper has been taken in. To change the plan, edit it, or undo the import first.")


def test_lines_stand_in_their_order_with_their_dates_and_what_was_said_of_them(by):
    take_in(kept(CLEAR, by), by=by)
    entries = PlanEntry.objects.order_by("order").select_related("action__lead")
    assert [(one.order, one.action.title, one.action.lead.title, one.added_on) for one in entries] == [
        (1, "Draw up the statement", "Head of Policy", WRITTEN),
        (2, "Review the framework", "Head of Finance", WRITTEN),
    ]
    assert [(one.order, one.due_on, one.measure) for one in Milestone.objects.order_by("pk")] == [
        (1, date(2007, 10, 31), "Statement agreed"), (1, date(2007, 12, 31), "Framework reviewed"),
    ]  # fmt: skip
    update = Update.objects.get()
    assert (update.action.title, update.status, update.status_as_written, update.words, update.through) == (
        "Draw up the statement", "on_track", "On track", "Draft is out", "import",
    )  # fmt: skip
    assert timezone.localdate(update.at) == WRITTEN
    assert not DateChange.objects.exists()
    assert Plan.objects.get().starts == WRITTEN


def test_a_plan_has_an_address_of_its_own_that_is_not_too_long(db):
    long = "a" * 100
    assert free_address(long) == "a" * 70
    for place in ("", "-2", "-3"):
        address = free_address("Our plan")
        assert address == f"our-plan{place}"
        Plan.objects.create(title="Our plan", slug=address, starts=WRITTEN)
    assert free_address("Our") == "our"
    assert free_address("?!") == "plan"
    assert free_address("Import") == "import-2", "it is the address of another page"


# Settled by several


def test_of_two_who_settle_a_row_the_second_is_told_what_the_first_wrote(by):
    upload = kept(DOUBTFUL, by)
    nothing = seen_of(None)
    settle_row(upload, 6, by=by, cells={Column.ACTION: "Move it", Column.DATE: "May 2008"}, seen=nothing)
    with pytest.raises(SettledMeanwhileError) as error:
        settle_row(upload, 6, by=by, left_out=True, seen=nothing)
    assert str(error.value) == (
        "Somebody else settled this while you had it open. Theirs reads: Key action: Move it; Target date: May 2008. What you wrote "
        "is still in the form: compare, then save again to put yours in its place."
    )
    there = PlanUpload.objects.get().decisions["rows"]["6"]
    assert (there["cells"], there["by"]) == ({"Key action": "Move it", "Target date": "May 2008"}, by.pk)
    settle_row(upload, 6, by=by, left_out=True, seen=seen_of(there))
    assert PlanUpload.objects.get().decisions["rows"]["6"]["left_out"] is True


def test_what_was_decided_of_others_stays(by):
    upload = kept(DOUBTFUL, by)
    settle_row(upload, 5, by=by, left_out=True)
    settle_row(upload, 6, by=by, left_out=True)
    settle_post(upload, "chief archivist", by=by, do="leave")
    decide_anew(upload, 5)
    found = PlanUpload.objects.get().decisions
    assert (list(found["rows"]), found["posts"]["chief archivist"]["do"]) == (["6"], "leave")


# Undone


def test_an_import_that_was_built_upon_says_by_what(by):
    upload = take_in(kept(CLEAR, by), by=by)
    action = Action.objects.get(title="Draw up the statement")
    action.title = "Draw it up"
    action.save()
    with pytest.raises(BuiltUponError) as error:
        undo(upload, by=by)
    assert str(error.value) == "The action “Draw it up” has been changed since."
    assert (Plan.objects.count(), PlanUpload.objects.get().undone_at) == (1, None)


def test_what_is_undone_is_undone_once_and_says_by_whom(by, person):
    upload = kept(DOUBTFUL, by)
    accept_all(upload, look_over(upload), by=by)
    upload = take_in(upload, by=by)
    other = person(Role.PERFORMANCE)
    undone = undo(upload, by=other)
    assert (undone.undone_by, timezone.localdate(undone.undone_at), undone.plan) == (other, date(2007, 9, 10), None)
    assert undo(upload, by=by).undone_by == other
    assert [model.objects.count() for model in (Plan, Action, Milestone, Update)] == [0, 0, 0, 0]


# What grows with it


def taken(text: str, by, *, plan: Plan | None = None) -> PlanUpload:
    upload = keep_text(text, by=by, written_on=WRITTEN, plan=plan, title="The plan")
    accept_all(upload, look_over(upload), by=by)
    return take_in(upload, by=by)


def test_the_text_of_an_objective_is_kept_whole_when_a_newer_paper_rewords_it(by):
    objective = f"Be excellent {'and kind ' * 30}".strip()
    text = CLEAR.replace("Be excellent", objective)
    plan = taken(text, by).plan
    assert objective in Objective.objects.values_list("text", flat=True)
    taken(text.replace(objective, f"{objective} and fair"), by, plan=plan)
    assert f"{objective} and fair" in Objective.objects.values_list("text", flat=True)


def test_a_post_is_made_with_its_abbreviation_as_it_was_decided(by):
    upload = kept(DOUBTFUL, by)
    accept_all(upload, look_over(upload), by=by)
    settle_post(upload, "chief archivist", by=by, do="create", title="County Archivist", abbreviation="CA")
    take_in(upload, by=by)
    made = Post.objects.get(title="County Archivist")
    assert (made.abbreviation, PostAlias.objects.count()) == ("CA", 0)


def test_an_action_that_a_newer_paper_adds_has_its_lead_and_everybody_who_contributes(by):
    Post.objects.create(title="Head of Housing")
    plan = taken(CLEAR, by).plan
    line = "\tPublish the results\tJune 2008\tPublished\t\tHead of Policy / Head of Finance / Head of Housing\t\n"
    taken(CLEAR + line, by, plan=plan)
    action = Action.objects.get(title="Publish the results")
    assert (action.lead.title, [post.title for post in action.contributors.order_by("title")]) == (
        "Head of Policy", ["Head of Finance", "Head of Housing"],
    )  # fmt: skip
    assert action.opened_on == date(2007, 9, 10)


def test_a_new_date_that_is_asked_for_elsewhere_does_not_hinder_undoing(by):
    elsewhere = Action.objects.create(title="Mend the roof", lead=Post.objects.first())
    milestone = elsewhere.milestones.create(order=1, due_on=date(2008, 1, 31), first_due_on=date(2008, 1, 31))
    upload = taken(CLEAR, by)
    DateChange.objects.create(
        milestone=milestone, was=date(2008, 1, 31), becomes=date(2008, 3, 31), reason="It rains.",
        requested_at=timezone.now(), requested_by=by, decided_at=timezone.now(),
    )  # fmt: skip
    undo(upload, by=by)
    assert list(Action.objects.all()) == [elsewhere]


def test_the_number_of_a_line_that_a_newer_paper_changes_is_changed_in_the_plan(by):
    plan = taken(WHOLE, by).plan
    taken(WHOLE.replace("1.1.1", "1.1.2"), by, plan=plan)
    assert PlanEntry.objects.get().ref == "1.1.2"
