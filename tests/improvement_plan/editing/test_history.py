"""What the history of a plan tells."""

import datetime as dt

from django.db.models import F

from accounts.choices import Role
from accounts.models import User
from history.guards import opened
from improvement_plan.models import Objective, PlanEntry, Section
from tests.improvement_plan.editing.pages import EDIT, line, line_data, texts


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
    with opened("a test"):
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
